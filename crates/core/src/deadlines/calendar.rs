//! Which days people work on: the official holidays and the Saturdays and Sundays worked to make up for them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday, date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Refusal, Text, day_en, day_zh};
use crate::text_enum;

/// The table of the years with an official notice. Its NOTICE names source and licence.
const TABLE: &str = include_str!("../../data/holidays.txt");

/// A notice for a year may reach into the last days of the year before (29 December 2018 was worked for 2019).
const REACHES_BACK_FROM_DECEMBER: i8 = 24;

text_enum! {
    /// What a day of rest or of make-up work belongs to.
    pub enum Holiday {
        NewYear = "new_year" ("元旦", "New Year's Day"),
        Spring = "spring" ("春节", "Spring Festival"),
        Qingming = "qingming" ("清明节", "Qingming Festival"),
        Labour = "labour" ("劳动节", "Labour Day"),
        DragonBoat = "dragon_boat" ("端午节", "Dragon Boat Festival"),
        MidAutumn = "mid_autumn" ("中秋节", "Mid-Autumn Festival"),
        National = "national" ("国庆节", "National Day"),
        Victory = "victory" ("抗战胜利纪念日", "Victory Day"),
        Other = "other" ("节假日", "a public holiday"),
    }
}

/// A span of official rest days, both ends included; weekends inside it belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RestSpan {
    pub from: Date,
    pub to: Date,
    pub holiday: Holiday,
}

/// The official notice of a year: which days are rest days and which Saturdays and Sundays are worked.
///
/// The General Office of the State Council publishes one each autumn for the year after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    pub year: i16,
    pub rest: Vec<RestSpan>,
    /// Days on which people work although they are a Saturday or a Sunday (调休上班).
    pub work: Vec<Date>,
    /// Where it stands.
    pub source: Text,
}

impl Notice {
    /// An empty notice of a year with the usual source: a form to fill in.
    pub fn of(year: i16) -> Self {
        Self {
            year,
            rest: Vec::new(),
            work: Vec::new(),
            source: Text::new(
                format!("国务院办公厅关于{year}年部分节假日安排的通知"),
                format!("Notice of the General Office of the State Council on the holidays of {year}"),
            ),
        }
    }

    /// Do the days belong to the year, and does each stand there once, as a day of rest or of work?
    ///
    /// # Errors
    /// [`Code::OutOfRange`] for a day outside the year (24 December of the year before is the earliest),
    /// [`Code::DatesReversed`] for a span that ends before it starts, [`Code::CalendarDayTwice`] for a day with two
    /// entries, [`Code::MakeUpDayOnWeekday`]; all pointing at the day.
    pub fn check(&self) -> Result<(), Refusal> {
        let belongs = |d: Date| d.year() == self.year || (d.year() == self.year - 1 && reaches_next_year(d));
        for (i, span) in self.rest.iter().enumerate() {
            if span.to < span.from {
                return Err(Refusal::at(Code::DatesReversed, format!("/rest/{i}")));
            }
            if !belongs(span.from) || !belongs(span.to) {
                return Err(Refusal::at(Code::OutOfRange, format!("/rest/{i}")));
            }
        }
        for (i, &day) in self.work.iter().enumerate() {
            if !belongs(day) {
                return Err(Refusal::at(Code::OutOfRange, format!("/work/{i}")));
            }
            if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                return Err(Refusal::at(Code::MakeUpDayOnWeekday, format!("/work/{i}")));
            }
            if self.rest_of(day).is_some() || self.work[..i].contains(&day) {
                return Err(twice(day, format!("/work/{i}")));
            }
        }
        for (i, span) in self.rest.iter().enumerate() {
            if let Some(other) = self.rest[..i].iter().find(|other| other.from <= span.to && span.from <= other.to) {
                return Err(twice(span.from.max(other.from), format!("/rest/{i}")));
            }
        }
        Ok(())
    }

    fn rest_of(&self, day: Date) -> Option<Holiday> {
        self.rest.iter().find(|s| s.from <= day && day <= s.to).map(|s| s.holiday)
    }

    /// What the notice says about a day, if it says anything.
    fn says(&self, day: Date) -> Option<Kind> {
        match self.rest_of(day) {
            Some(holiday) => Some(Kind::Rest(Some(holiday))),
            None if self.work.contains(&day) => Some(Kind::Work),
            None => None,
        }
    }
}

fn twice(day: Date, at: String) -> Refusal {
    Refusal::at(Code::CalendarDayTwice, at).with(
        format!("{}写了两次，没有保存。请只留一项。", day_zh(day)),
        format!("{} stands there twice; nothing was saved. Keep one entry.", day_en(day)),
    )
}

/// A day that is another under a changed calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CalendarChange)]
pub struct DayChange {
    pub day: Date,
    /// What it was: why people rested, or nothing where they worked.
    pub before: Option<Text>,
    /// What it becomes.
    pub after: Option<Text>,
}

/// What a day is. A rest day without a holiday is a weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Work,
    Rest(Option<Holiday>),
}

/// The calendar of working days. A value that is passed in: an administrator adds the notice of the coming year.
///
/// In a year without a notice, people rest on weekends and on the statutory days whose date is fixed
/// (全国年节及纪念日放假办法 art. 2); the lunar festivals are unknown, so whatever is counted there is provisional.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    notices: BTreeMap<i16, Notice>,
}

static OFFICIAL: LazyLock<Calendar> = LazyLock::new(|| {
    let mut notices = BTreeMap::new();
    for (year, entry) in TABLE.lines().filter_map(parse) {
        let notice = notices.entry(year).or_insert_with(|| Notice::of(year));
        match entry {
            Entry::Rest(span) => notice.rest.push(span),
            Entry::Work(day) => notice.work.push(day),
        }
    }
    Calendar { notices }
});

enum Entry {
    Rest(RestSpan),
    Work(Date),
}

fn parse(line: &str) -> Option<(i16, Entry)> {
    let mut words = line.split_ascii_whitespace();
    let year = words.next()?;
    let (kind, days, holiday) = (words.next()?, words.next()?, words.next()?);
    let day = |md: &str| format!("{year}-{md}").parse::<Date>().ok();
    let entry = match kind {
        "rest" => {
            let (from, to) = days.split_once("..")?;
            Entry::Rest(RestSpan { from: day(from)?, to: day(to)?, holiday: holiday.parse().ok()? })
        }
        "work" => Entry::Work(day(days)?),
        _ => return None,
    };
    Some((year.parse().ok()?, entry))
}

impl Calendar {
    /// The official calendar as far as it was published when this program was built: 2004 to 2026.
    pub fn official() -> &'static Calendar {
        &OFFICIAL
    }

    /// A calendar that knows no notice: weekends and the fixed statutory days alone.
    pub fn bare() -> Calendar {
        Calendar { notices: BTreeMap::new() }
    }

    /// This calendar with a year's notice put in or replaced.
    ///
    /// # Errors
    /// What [`Notice::check`] refuses.
    pub fn with(mut self, notice: Notice) -> Result<Calendar, Refusal> {
        notice.check()?;
        self.notices.insert(notice.year, notice);
        Ok(self)
    }

    /// This calendar without a year's notice.
    pub fn without(mut self, year: i16) -> Calendar {
        self.notices.remove(&year);
        self
    }

    /// The days of a notice's year that are others under another calendar, in order.
    pub fn differences(&self, other: &Calendar, year: i16) -> Vec<DayChange> {
        let first = Date::new(year.saturating_sub(1), 12, REACHES_BACK_FROM_DECEMBER).unwrap_or(Date::MIN);
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(|day| day.year() <= year);
        days.filter(|day| self.kind(*day) != other.kind(*day))
            .map(|day| DayChange { day, before: self.rest_name(day), after: other.rest_name(day) })
            .collect()
    }

    /// The notice of a year, if there is one.
    pub fn notice(&self, year: i16) -> Option<&Notice> {
        self.notices.get(&year)
    }

    /// The notices, by year.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.notices.values()
    }

    /// Is there an official notice for this year?
    pub fn knows(&self, year: i16) -> bool {
        self.notices.contains_key(&year)
    }

    /// Can no coming notice change this day any more? The last days of a year wait for the next year's notice too.
    pub fn is_settled(&self, day: Date) -> bool {
        self.knows(day.year()) && (!reaches_next_year(day) || self.knows(day.year().saturating_add(1)))
    }

    /// Do people work on this day?
    pub fn is_workday(&self, day: Date) -> bool {
        self.kind(day) == Kind::Work
    }

    /// Is this day a rest day: a weekend that is not worked, or an official holiday?
    pub fn is_rest_day(&self, day: Date) -> bool {
        !self.is_workday(day)
    }

    /// Why people rest on this day: the holiday or the weekend; none on a working day.
    pub fn rest_name(&self, day: Date) -> Option<Text> {
        match self.kind(day) {
            Kind::Work => None,
            Kind::Rest(Some(holiday)) => Some(holiday.label()),
            Kind::Rest(None) => Some(Text::new("周末", "a weekend")),
        }
    }

    /// The first working day on or after a day: the day itself if people work on it.
    pub fn next_workday(&self, day: Date) -> Date {
        let mut at = day;
        while self.is_rest_day(at) {
            match at.tomorrow() {
                Ok(next) => at = next,
                Err(_) => return at,
            }
        }
        at
    }

    /// The `n`-th working day after a day, which is not counted itself; the day itself for 0.
    pub fn add_workdays(&self, day: Date, n: u32) -> Date {
        let (mut at, mut left) = (day, n);
        while left > 0 {
            match at.tomorrow() {
                Ok(next) => at = next,
                Err(_) => return at,
            }
            left -= u32::from(self.is_workday(at));
        }
        at
    }

    /// How many working days there are after `from` up to and including `to`; 0 if `to` is not later.
    pub fn workdays_between(&self, from: Date, to: Date) -> u32 {
        let (mut at, mut found) = (from, 0);
        while at < to {
            match at.tomorrow() {
                Ok(next) => at = next,
                Err(_) => break,
            }
            found += u32::from(self.is_workday(at));
        }
        found
    }

    fn kind(&self, day: Date) -> Kind {
        let next = reaches_next_year(day).then(|| self.notices.get(&day.year().saturating_add(1))).flatten();
        let own = self.notices.get(&day.year());
        if let Some(kind) = next.and_then(|n| n.says(day)).or_else(|| own.and_then(|n| n.says(day))) {
            return kind;
        }
        match own {
            None if let Some(holiday) = fixed_holiday(day) => Kind::Rest(Some(holiday)),
            _ if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) => Kind::Rest(None),
            _ => Kind::Work,
        }
    }
}

fn reaches_next_year(day: Date) -> bool {
    day.month() == 12 && day.day() >= REACHES_BACK_FROM_DECEMBER
}

/// The statutory days with a fixed date, as 全国年节及纪念日放假办法 had them on that day
/// (revised with effect from 18 September 1999, 1 January 2008 and 1 January 2025).
fn fixed_holiday(day: Date) -> Option<Holiday> {
    let labour_days = match day {
        d if d >= date(2025, 1, 1) => 2,
        d if d >= date(2008, 1, 1) => 1,
        d if d >= date(2000, 1, 1) => 3,
        _ => 1,
    };
    let national_days = if day >= date(1999, 9, 18) { 3 } else { 2 };
    match (day.month(), day.day()) {
        (1, 1) => Some(Holiday::NewYear),
        (5, d) if d <= labour_days => Some(Holiday::Labour),
        (10, d) if d <= national_days => Some(Holiday::National),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ORACLE: &str = include_str!("../../tests/oracles/workdays.txt");

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = TABLE.lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!(TABLE.lines().filter_map(parse).count(), lines);
        for notice in Calendar::official().notices() {
            notice.check().unwrap();
        }
    }

    #[test]
    fn agrees_with_an_independent_calendar_on_every_day() {
        let calendar = Calendar::official();
        let mut days = 0;
        for line in ORACLE.lines() {
            let (year, bits) = line.split_once(' ').unwrap();
            let mut day = date(year.parse().unwrap(), 1, 1);
            assert!(calendar.knows(day.year()));
            for bit in bits.bytes() {
                assert_eq!(calendar.is_workday(day), bit == b'1', "{day}");
                day = day.tomorrow().unwrap();
                days += 1;
            }
            assert_eq!((day.month(), day.day()), (1, 1), "{year} is complete");
        }
        assert_eq!(days, 8401, "2004 to 2026");
    }

    #[test]
    fn knows_the_days_of_2026() {
        let c = Calendar::official();
        for worked in [
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        ] {
            assert!(c.is_workday(worked), "{worked}");
        }
        assert_eq!(c.rest_name(date(2026, 2, 16)).unwrap().zh, "春节");
        assert_eq!(c.rest_name(date(2026, 3, 1)).unwrap().en, "a weekend");
        assert_eq!(c.rest_name(date(2026, 3, 2)), None);
        assert_eq!(c.next_workday(date(2026, 2, 15)), date(2026, 2, 24));
        assert_eq!(c.next_workday(date(2026, 2, 28)), date(2026, 2, 28), "a Saturday that is worked");
    }

    #[test]
    fn a_year_without_a_notice_has_weekends_and_the_fixed_statutory_days() {
        let c = Calendar::official();
        assert!(c.knows(2026) && !c.knows(2027));
        for rest in [
            date(2027, 1, 1),
            date(2027, 5, 1),
            date(2027, 5, 2),
            date(2027, 10, 1),
            date(2027, 10, 3),
            date(2027, 7, 3),
        ] {
            assert!(c.is_rest_day(rest), "{rest}");
        }
        for work in [date(2027, 5, 3), date(2027, 10, 4), date(2027, 2, 8)] {
            assert!(c.is_workday(work), "{work}: unknown, so worked for now");
        }
        assert!(Calendar::bare().is_workday(date(2024, 5, 2)), "one day of labour holiday from 2008 to 2024");
        assert!(Calendar::bare().is_rest_day(date(2003, 5, 2)));
    }

    #[test]
    fn an_administrator_adds_and_takes_away_a_notice() {
        let mut notice = Notice::of(2027);
        notice.rest.push(RestSpan { from: date(2027, 2, 5), to: date(2027, 2, 12), holiday: Holiday::Spring });
        notice.rest.push(RestSpan { from: date(2026, 12, 31), to: date(2027, 1, 2), holiday: Holiday::NewYear });
        notice.work.push(date(2027, 2, 14));
        assert!(!Calendar::official().is_settled(date(2026, 12, 31)));
        let c = Calendar::official().clone().with(notice).unwrap();
        assert!(c.knows(2027) && c.is_rest_day(date(2027, 2, 8)) && c.is_workday(date(2027, 2, 14)));
        assert!(c.is_rest_day(date(2026, 12, 31)), "a notice reaches back into December");
        assert!(c.is_settled(date(2026, 12, 31)) && !c.is_settled(date(2027, 12, 31)));
        assert_eq!(&c.without(2027), Calendar::official());
    }

    #[test]
    fn a_notice_with_days_of_another_year_is_refused() {
        let span = |from, to| RestSpan { from, to, holiday: Holiday::Other };
        let refuse =
            |rest: Vec<RestSpan>, work: Vec<Date>| Notice { rest, work, ..Notice::of(2027) }.check().unwrap_err();
        assert_eq!(refuse(vec![span(date(2027, 2, 2), date(2027, 2, 1))], vec![]).code, Code::DatesReversed);
        let far = refuse(vec![span(date(2027, 2, 1), date(2028, 2, 1))], vec![]);
        assert_eq!((far.code, far.pointer.as_deref()), (Code::OutOfRange, Some("/rest/0")));
        assert_eq!(refuse(vec![], vec![date(2027, 2, 2)]).code, Code::MakeUpDayOnWeekday);
    }

    #[test]
    fn a_day_with_two_entries_is_refused_and_named() {
        let span = |from, to| RestSpan { from: date(2027, 2, from), to: date(2027, 2, to), holiday: Holiday::Spring };
        let refuse = |rest: Vec<RestSpan>, work: Vec<i8>| {
            let work = work.into_iter().map(|day| date(2027, 2, day)).collect();
            let refusal = Notice { rest, work, ..Notice::of(2027) }.check().unwrap_err();
            (refusal.code, refusal.pointer.clone().unwrap(), refusal.sentence().en)
        };
        let told = |at: &str, day: &str| {
            let sentence = format!("{day} February 2027 stands there twice; nothing was saved. Keep one entry.");
            (Code::CalendarDayTwice, at.to_owned(), sentence)
        };
        assert_eq!(refuse(vec![span(5, 12)], vec![6]), told("/work/0", "6"), "rest and work");
        assert_eq!(refuse(vec![], vec![14, 20, 14]), told("/work/2", "14"));
        assert_eq!(refuse(vec![span(5, 12), span(12, 13)], vec![]), told("/rest/1", "12"));
    }

    #[test]
    fn a_calendar_says_in_which_days_it_differs() {
        let mut notice = Notice::of(2027);
        notice.rest.push(RestSpan { from: date(2027, 2, 5), to: date(2027, 2, 8), holiday: Holiday::Spring });
        notice.work.push(date(2027, 2, 14));
        let (before, after) = (Calendar::official(), Calendar::official().clone().with(notice).unwrap());
        let told: Vec<_> = before
            .differences(&after, 2027)
            .into_iter()
            .filter(|change| change.day.month() == 2)
            .map(|c| (c.day.day(), c.before.map(|t| t.zh), c.after.map(|t| t.zh)))
            .collect();
        // The Saturday and the Sunday were days of rest already, for another reason.
        let spring = || Some("春节".to_owned());
        let weekend = || Some("周末".to_owned());
        let expected = [
            (5, None, spring()),
            (6, weekend(), spring()),
            (7, weekend(), spring()),
            (8, None, spring()),
            (14, weekend(), None),
        ];
        assert_eq!(told, expected);
        assert_eq!(after.differences(&after, 2027), []);
    }

    #[test]
    fn the_end_of_time_is_reached_without_a_panic() {
        let c = Calendar::official();
        assert_eq!(c.add_workdays(Date::MAX, 9), Date::MAX);
        assert!(c.next_workday(Date::MAX) <= Date::MAX);
        assert!(c.is_workday(Date::MIN) || c.is_rest_day(Date::MIN));
        assert!(!c.is_settled(Date::MAX));
    }

    proptest! {
        #[test]
        fn adding_working_days_lands_on_one_and_counting_finds_them_again(offset in 0i32..9000, n in 1u32..300) {
            let c = Calendar::official();
            let day = date(2003, 6, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
            let to = c.add_workdays(day, n);
            prop_assert!(c.is_workday(to));
            prop_assert_eq!(c.workdays_between(day, to), n);
            prop_assert_eq!(c.add_workdays(day, n + 1), c.next_workday(to.tomorrow().unwrap()));
        }
    }
}
