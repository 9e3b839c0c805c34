//! Age, and what it means for acting in one's own name.

use jiff::civil::Date;

use crate::text_enum;

text_enum! {
    /// Capacity for civil acts by age (Civil Code arts 17 to 20). Illness may limit an adult's too (arts 21, 22); age
    /// does not tell.
    pub enum Capacity {
        None = "none" ("无民事行为能力", "No capacity"),
        Limited = "limited" ("限制民事行为能力", "Limited capacity"),
        Full = "full" ("完全民事行为能力", "Full capacity"),
    }
}

/// Completed years of age on a day; none before birth. A birthday on 29 February is completed on 28 February in other
/// years (Civil Code art. 202: where there is no corresponding day, the month's last).
pub fn age(born: Date, on: Date) -> Option<i16> {
    if on < born {
        return None;
    }
    let years = on.year() - born.year();
    let birthday = born.saturating_add(jiff::Span::new().years(years));
    Some(if on < birthday { years - 1 } else { years })
}

/// Is somebody born on `born` under 18 on a day (Civil Code art. 17)? A date of birth in the future is a minor's.
pub fn is_minor(born: Date, on: Date) -> bool {
    age(born, on).is_none_or(|years| years < 18)
}

/// The capacity somebody has by age: under 8 none, from 8 limited, from 18 full; from 16 full for those who live mainly
/// on their own labour (Civil Code arts 17 to 20).
pub fn capacity(born: Date, on: Date, self_supporting: bool) -> Capacity {
    match age(born, on) {
        Some(18..) => Capacity::Full,
        Some(16..) if self_supporting => Capacity::Full,
        Some(8..) => Capacity::Limited,
        _ => Capacity::None,
    }
}

/// From 8 years on a child's real wish is respected in matters of custody (Civil Code art. 1084).
pub fn wish_counts(born: Date, on: Date) -> bool {
    age(born, on).is_some_and(|years| years >= 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_year_of_age_is_completed_on_the_birthday() {
        let born = date(2008, 3, 2);
        assert_eq!(age(born, date(2026, 3, 1)), Some(17));
        assert_eq!(age(born, date(2026, 3, 2)), Some(18));
        assert_eq!(age(born, born), Some(0));
        assert_eq!(age(born, date(2008, 3, 1)), None);
        assert_eq!(age(Date::MIN, Date::MAX), Some(19998));
    }

    #[test]
    fn a_leap_day_birthday_falls_on_the_last_of_february() {
        let born = date(2008, 2, 29);
        assert_eq!(age(born, date(2026, 2, 27)), Some(17));
        assert_eq!(age(born, date(2026, 2, 28)), Some(18));
    }

    #[test]
    fn capacity_grows_at_eight_sixteen_and_eighteen() {
        let on = date(2026, 3, 2);
        let of = |years: i16, working| capacity(date(2026 - years, 3, 2), on, working);
        assert_eq!(
            [of(7, false), of(8, false), of(17, false), of(18, false)],
            [Capacity::None, Capacity::Limited, Capacity::Limited, Capacity::Full]
        );
        assert_eq!([of(15, true), of(16, true)], [Capacity::Limited, Capacity::Full]);
        assert!(is_minor(date(2010, 3, 2), on), "16 and self-supporting is still a minor");
        assert!(!is_minor(date(2008, 3, 2), on) && is_minor(date(2030, 1, 1), on));
        assert!(wish_counts(date(2018, 3, 2), on) && !wish_counts(date(2018, 3, 3), on));
    }
}
