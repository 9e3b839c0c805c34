//! How many people live in an area: one number a year, from a named source, so that a county of a million and one of a
//! hundred thousand can stand beside each other. It is entered, never counted here: there is no register of persons.

use jiff::civil::Date;

use crate::kernel::Code;
use crate::kernel::refusal::Form;

/// More than any area has.
const MOST: i64 = 2_000_000_000;
/// The first census.
const FIRST_YEAR: i16 = 1953;
/// Characters of a source's name.
const SOURCE: usize = 120;

/// Rates are told per so many people.
pub const PER: f64 = 10_000.0;

/// Checks what somebody entered.
pub fn check(form: &mut Form, year: i16, people: i64, source: &str, today: Date) {
    if year > today.year() {
        form.refuse(Code::DateInFuture, "/year");
    } else if year < FIRST_YEAR {
        form.refuse(Code::DateTooEarly, "/year");
    }
    if !(1..=MOST).contains(&people) {
        form.refuse(Code::OutOfRange, "/people");
    }
    form.text(source, SOURCE, "/source");
}

/// So many for each 10,000 people; none where nobody is known to live.
pub fn per_ten_thousand(number: i64, people: i64) -> Option<f64> {
    (people > 0).then(|| number as f64 * PER / people as f64)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_entered_has_a_year_that_was_a_number_and_a_source() {
        let faults = |year, people, source: &str| {
            let mut form = Form::default();
            check(&mut form, year, people, source, date(2026, 3, 2));
            let refusals = form.finish().err().unwrap_or_default();
            refusals.into_iter().filter_map(|refusal| refusal.pointer).collect::<Vec<_>>()
        };
        assert!(faults(2025, 885_267, "第七次全国人口普查").is_empty());
        assert_eq!(faults(2027, 0, " "), ["/year", "/people", "/source"]);
        assert_eq!(faults(1900, MOST + 1, &"长".repeat(SOURCE + 1)), ["/year", "/people", "/source"]);
    }

    #[test]
    fn a_rate_of_nobody_is_none() {
        assert_eq!((per_ten_thousand(120, 0), per_ten_thousand(120, -1)), (None, None));
        assert_eq!(per_ten_thousand(120, 60_000), Some(20.0));
    }
}
