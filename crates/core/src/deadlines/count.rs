//! Counting periods as the law counts them.
//!
//! Civil Code arts 201-203: the first day is not counted; a period of months or years ends on the corresponding day, or
//! on the month's last day where there is none; if the last day is a rest day, the first working day after it is the
//! last. Working days leave out rest days and include make-up workdays.

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calendar::Calendar;
use crate::kernel::Text;
use crate::text_enum;

/// How long a period is. Nothing lasts longer than a century: larger figures count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub enum Length {
    /// Days, rest days included.
    Days(u32),
    /// Working days.
    Workdays(u32),
    /// Months, to the corresponding day.
    Months(u32),
    /// Years, to the corresponding day.
    Years(u32),
    /// Until a date, which is the last day. Pauses do not move a date that was named.
    Until(Date),
}

impl Length {
    const CENTURY_OF_DAYS: u32 = 36_525;

    /// The length with its figure within a century.
    fn clamped(self) -> Self {
        match self {
            Length::Days(n) => Length::Days(n.min(Self::CENTURY_OF_DAYS)),
            Length::Workdays(n) => Length::Workdays(n.min(Self::CENTURY_OF_DAYS)),
            Length::Months(n) => Length::Months(n.min(1200)),
            Length::Years(n) => Length::Years(n.min(100)),
            Length::Until(day) => Length::Until(day),
        }
    }

    /// Roughly how many days that is; none for a date.
    pub fn about_days(self) -> Option<u32> {
        match self.clamped() {
            Length::Days(n) => Some(n),
            Length::Workdays(n) => Some(n * 7 / 5),
            Length::Months(n) => Some(n * 30),
            Length::Years(n) => Some(n * 365),
            Length::Until(_) => None,
        }
    }

    /// The length in words: 30日, 30 days.
    pub fn words(self) -> Text {
        let en = |n: u32, unit: &str| if n == 1 { format!("{n} {unit}") } else { format!("{n} {unit}s") };
        match self {
            Length::Days(n) => Text::new(format!("{n}日"), en(n, "day")),
            Length::Workdays(n) => Text::new(format!("{n}个工作日"), en(n, "working day")),
            Length::Months(n) => Text::new(format!("{n}个月"), en(n, "month")),
            Length::Years(n) => Text::new(format!("{n}年"), en(n, "year")),
            Length::Until(_) => Text::new("至约定日期", "until the agreed date"),
        }
    }
}

text_enum! {
    /// Why a period stands still for a while.
    pub enum PauseGround {
        Appraisal = "appraisal" ("鉴定", "expert appraisal"),
        AwaitingResult = "awaiting_result" ("等待其他结果", "waiting for another result"),
        ForceMajeure = "force_majeure" ("不可抗力", "force majeure"),
        Agreed = "agreed" ("各方同意中止", "a halt all parties agreed to"),
    }
}

/// Days that are not counted, both ends included. Without `to` the period stands still until it is resumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DeadlinePause)]
pub struct Pause {
    pub from: Date,
    pub to: Option<Date>,
    pub ground: PauseGround,
}

/// The end put off to a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DeadlineExtension)]
pub struct Extension {
    /// The new last day.
    pub to: Date,
    /// When those who may extend agreed. Pauses that begin later move the new last day too.
    pub agreed_on: Date,
}

/// A period to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period<'a> {
    /// The day of the event; the first counted day is the one after.
    pub from: Date,
    pub length: Length,
    pub pauses: &'a [Pause],
    pub extension: Option<&'a Extension>,
    /// Leaves the last day where it falls even if it is a rest day. The law's answer is `false`.
    pub stays_on_rest_days: bool,
}

/// The end of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DeadlineDue)]
pub struct Due {
    /// The last day on which the thing is still in time.
    pub on: Date,
    /// A coming official notice of holidays may still move it.
    pub provisional: bool,
    /// The rest day on which it would have ended, if the end moved because of that.
    pub moved_from: Option<Date>,
}

impl<'a> Period<'a> {
    /// A period without pauses or extension.
    pub fn new(from: Date, length: Length) -> Self {
        Self { from, length, pauses: &[], extension: None, stays_on_rest_days: false }
    }

    /// When the period ends. A pause without an end counts as if it were not there: nobody knows yet.
    pub fn due(&self, calendar: &Calendar) -> Due {
        let pauses = spans(self.pauses, self.from);
        let length = self.length.clamped();
        let nominal = match length {
            Length::Days(n) => plus(self.from, Span::new().days(n)),
            Length::Months(n) => plus(self.from, Span::new().months(n)),
            Length::Years(n) => plus(self.from, Span::new().years(n)),
            Length::Workdays(n) => workdays_after(calendar, self.from, n, &pauses),
            Length::Until(day) => day,
        };
        let last = match length {
            Length::Workdays(_) | Length::Until(_) => nominal,
            _ => pushed(nominal, &pauses),
        };
        let named = matches!(length, Length::Until(_));
        let mut due = self.land(calendar, last, if named { &[] } else { &pauses });
        // Every year a count of working days runs through matters, not only the one it ends in.
        if matches!(length, Length::Workdays(_)) {
            due.provisional |= (self.from.year()..=due.on.year()).any(|y| !calendar.knows(y));
        }
        let Some(extension) = self.extension else { return due };
        let later = spans(self.pauses, extension.agreed_on);
        let extended = self.land(calendar, pushed(extension.to, &later), &later);
        if extended.on > due.on { extended } else { due }
    }

    /// Moves a last day off a rest day; a pause that begins before the moved end holds it up once more.
    fn land(&self, calendar: &Calendar, last: Date, pauses: &[(Date, Date)]) -> Due {
        if self.stays_on_rest_days {
            return Due { on: last, provisional: false, moved_from: None };
        }
        let (mut end, mut on) = (last, calendar.next_workday(last));
        while let Some(&(_, to)) = pauses.iter().find(|(from, _)| end < *from && *from <= on) {
            end = plus(to, Span::new().days(1));
            on = calendar.next_workday(end);
        }
        Due {
            on,
            provisional: !(calendar.is_settled(last) && calendar.is_settled(on)),
            moved_from: (on != last).then_some(last),
        }
    }
}

fn plus(day: Date, span: Span) -> Date {
    day.saturating_add(span)
}

/// The closed pauses after a day, in order, overlapping and touching ones merged.
fn spans(pauses: &[Pause], after: Date) -> Vec<(Date, Date)> {
    let first = plus(after, Span::new().days(1));
    let mut spans: Vec<_> = pauses
        .iter()
        .filter_map(|p| Some((p.from.max(first), p.to?)))
        .filter(|(from, to)| from <= to && *to > after)
        .collect();
    spans.sort_unstable();
    let mut merged: Vec<(Date, Date)> = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        match merged.last_mut() {
            Some(last) if from <= plus(last.1, Span::new().days(1)) => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

/// A last day moved by the pauses that begin before it: each adds its days.
fn pushed(mut last: Date, pauses: &[(Date, Date)]) -> Date {
    for &(from, to) in pauses {
        if from <= last {
            last = plus(last, Span::new().days(days_between(from, to).saturating_add(1)));
        }
    }
    last
}

fn workdays_after(calendar: &Calendar, from: Date, n: u32, pauses: &[(Date, Date)]) -> Date {
    let (mut at, mut left, mut next_pause) = (from, n, pauses.iter().peekable());
    while left > 0 {
        match at.tomorrow() {
            Ok(next) => at = next,
            Err(_) => return at,
        }
        if let Some((_, to)) = next_pause.next_if(|(from, _)| *from == at) {
            at = *to;
            continue;
        }
        left -= u32::from(calendar.is_workday(at));
    }
    at
}

/// Days from one date to another; negative if the second is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn due(from: Date, length: Length) -> Due {
        Period::new(from, length).due(Calendar::official())
    }

    fn pause(from: Date, to: Date) -> Pause {
        Pause { from, to: Some(to), ground: PauseGround::Appraisal }
    }

    fn paused(from: Date, length: Length, pauses: &[Pause]) -> Date {
        Period { pauses, ..Period::new(from, length) }.due(Calendar::official()).on
    }

    #[test]
    fn the_first_day_is_not_counted() {
        let d = due(date(2026, 3, 2), Length::Days(30));
        assert_eq!(d, Due { on: date(2026, 4, 1), provisional: false, moved_from: None });
        assert_eq!(due(date(2026, 3, 2), Length::Workdays(3)).on, date(2026, 3, 5));
    }

    #[test]
    fn an_end_in_the_spring_festival_moves_to_the_first_working_day_after() {
        let d = due(date(2026, 1, 20), Length::Days(30));
        assert_eq!((d.on, d.moved_from), (date(2026, 2, 24), Some(date(2026, 2, 19))));
    }

    #[test]
    fn an_end_in_the_national_holidays_moves_past_them() {
        let d = due(date(2026, 9, 3), Length::Days(30));
        assert_eq!((d.on, d.moved_from), (date(2026, 10, 8), Some(date(2026, 10, 3))));
    }

    #[test]
    fn an_end_on_a_worked_saturday_stays() {
        let d = due(date(2026, 1, 29), Length::Days(30));
        assert_eq!((d.on, d.moved_from), (date(2026, 2, 28), None));
    }

    #[test]
    fn months_and_years_end_on_the_corresponding_day_or_the_months_last() {
        assert_eq!(due(date(2026, 3, 2), Length::Months(1)).on, date(2026, 4, 2));
        let d = due(date(2026, 1, 31), Length::Months(1));
        assert_eq!(d.on, date(2026, 2, 28), "no 31 February; the 28th is a worked Saturday");
        assert_eq!(due(date(2020, 2, 29), Length::Years(3)).on, date(2023, 2, 28));
        assert_eq!(due(date(2023, 2, 28), Length::Years(1)).on, date(2024, 2, 28));
    }

    #[test]
    fn working_days_leave_out_holidays_and_include_make_up_days() {
        // 15-23 February rest; 14 and 28 February (Saturdays) worked.
        assert_eq!(due(date(2026, 2, 12), Length::Workdays(2)).on, date(2026, 2, 14));
        assert_eq!(due(date(2026, 2, 12), Length::Workdays(3)).on, date(2026, 2, 24));
        assert_eq!(due(date(2026, 2, 26), Length::Workdays(2)).on, date(2026, 2, 28));
    }

    #[test]
    fn an_end_in_a_year_without_a_notice_is_provisional() {
        let d = due(date(2026, 12, 20), Length::Days(30));
        assert!(d.provisional && d.on.year() == 2027);
        assert!(due(date(2026, 11, 29), Length::Days(30)).provisional, "the notice for 2027 may reach into December");
        assert!(!due(date(2026, 11, 2), Length::Days(30)).provisional);
        assert!(due(date(2026, 12, 1), Length::Workdays(30)).provisional);
    }

    #[test]
    fn a_pause_adds_its_days_and_one_after_the_end_adds_none() {
        let from = date(2026, 3, 2);
        assert_eq!(
            paused(from, Length::Days(30), &[pause(date(2026, 3, 10), date(2026, 3, 19))]),
            date(2026, 4, 13),
            "11 April is a Saturday"
        );
        assert_eq!(paused(from, Length::Days(30), &[pause(date(2026, 4, 2), date(2026, 4, 30))]), date(2026, 4, 1));
        assert_eq!(
            paused(from, Length::Workdays(30), &[pause(date(2026, 3, 9), date(2026, 3, 13))]),
            due(from, Length::Workdays(35)).on
        );
    }

    #[test]
    fn overlapping_pauses_count_once() {
        let from = date(2026, 3, 2);
        let twice = [pause(date(2026, 3, 10), date(2026, 3, 14)), pause(date(2026, 3, 12), date(2026, 3, 19))];
        let once = [pause(date(2026, 3, 10), date(2026, 3, 19))];
        for length in [Length::Days(30), Length::Workdays(30), Length::Months(1)] {
            assert_eq!(paused(from, length, &twice), paused(from, length, &once));
        }
    }

    #[test]
    fn a_pause_while_the_end_waits_for_a_working_day_holds_it_up() {
        // 30 days end on Saturday 7 March, so Monday the 9th is the last day; a pause over it moves that day.
        let on = paused(date(2026, 2, 5), Length::Days(30), &[pause(date(2026, 3, 9), date(2026, 3, 10))]);
        assert_eq!(on, date(2026, 3, 11));
    }

    #[test]
    fn an_extension_sets_the_end_and_later_pauses_move_it() {
        let extension = Extension { to: date(2026, 4, 20), agreed_on: date(2026, 3, 25) };
        let period = Period { extension: Some(&extension), ..Period::new(date(2026, 3, 2), Length::Days(30)) };
        assert_eq!(period.due(Calendar::official()).on, date(2026, 4, 20));
        let before = [pause(date(2026, 3, 9), date(2026, 3, 10))];
        assert_eq!(Period { pauses: &before, ..period.clone() }.due(Calendar::official()).on, date(2026, 4, 20));
        let later = [pause(date(2026, 4, 8), date(2026, 4, 9))];
        assert_eq!(Period { pauses: &later, ..period }.due(Calendar::official()).on, date(2026, 4, 22));
    }

    #[test]
    fn a_named_date_is_the_last_day_and_moves_only_off_rest_days() {
        assert_eq!(due(date(2026, 3, 2), Length::Until(date(2026, 9, 30))).on, date(2026, 9, 30));
        assert_eq!(due(date(2026, 3, 2), Length::Until(date(2026, 10, 1))).on, date(2026, 10, 8));
        let stays =
            Period { stays_on_rest_days: true, ..Period::new(date(2026, 3, 2), Length::Until(date(2026, 10, 1))) };
        assert_eq!(stays.due(Calendar::official()).on, date(2026, 10, 1));
    }

    #[test]
    fn absurd_figures_saturate() {
        for length in
            [Length::Days(u32::MAX), Length::Workdays(u32::MAX), Length::Months(u32::MAX), Length::Years(u32::MAX)]
        {
            assert!(due(date(2026, 3, 2), length).on >= date(2126, 1, 1));
            assert_eq!(due(Date::MAX, length).on, Date::MAX);
            let _ = due(Date::MIN, length);
            let _ = paused(date(2026, 3, 2), length, &[pause(Date::MIN, Date::MAX)]);
        }
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (0i32..8400).prop_map(|n| date(2004, 1, 1).saturating_add(Span::new().days(n)))
    }

    fn any_length() -> impl Strategy<Value = (Length, Length)> {
        (0u8..4, 0u32..400, 0u32..20).prop_map(|(unit, n, more)| {
            let of = |n: u32| match unit {
                0 => Length::Days(n),
                1 => Length::Workdays(n),
                2 => Length::Months(n / 12),
                _ => Length::Years(n / 60),
            };
            (of(n), of(n + more))
        })
    }

    fn any_pauses() -> impl Strategy<Value = Vec<Pause>> {
        proptest::collection::vec((any_date(), 0i32..60), 0..6)
            .prop_map(|v| v.into_iter().map(|(from, n)| pause(from, plus(from, Span::new().days(n)))).collect())
    }

    /// Pauses near a start, so that they matter.
    fn near(from: Date, offsets: &[(i32, i32)]) -> Vec<Pause> {
        let at = |n: i32| plus(from, Span::new().days(n));
        offsets.iter().map(|&(a, n)| pause(at(a), at(a + n))).collect()
    }

    proptest! {
        #[test]
        fn the_end_is_never_a_rest_day_and_never_before_the_start(from in any_date(), (length, _) in any_length(), pauses in any_pauses()) {
            let c = Calendar::official();
            let d = Period { pauses: &pauses, ..Period::new(from, length) }.due(c);
            prop_assert!(c.is_workday(d.on));
            prop_assert!(d.on >= from);
            prop_assert!(d.moved_from.is_none_or(|m| m < d.on && c.is_rest_day(m)));
        }

        #[test]
        fn a_longer_period_never_ends_earlier(from in any_date(), (short, long) in any_length(), offsets in proptest::collection::vec((-5i32..120, 0i32..30), 0..4)) {
            let pauses = near(from, &offsets);
            prop_assert!(paused(from, short, &pauses) <= paused(from, long, &pauses));
        }

        #[test]
        fn a_later_start_never_ends_earlier(from in any_date(), later in 0i32..40, (length, _) in any_length()) {
            prop_assert!(due(from, length).on <= due(plus(from, Span::new().days(later)), length).on);
        }

        #[test]
        fn another_pause_never_ends_a_period_earlier(from in any_date(), (length, _) in any_length(), offsets in proptest::collection::vec((-5i32..120, 0i32..30), 1..5)) {
            let pauses = near(from, &offsets);
            prop_assert!(paused(from, length, &pauses[1..]) <= paused(from, length, &pauses));
        }

        #[test]
        fn counting_agrees_with_a_walk_day_by_day(from in any_date(), n in 1u32..200, working in any::<bool>(), offsets in proptest::collection::vec((-5i32..120, 0i32..30), 0..4)) {
            let c = Calendar::official();
            let pauses = near(from, &offsets);
            let counts = |d: Date| {
                (!working || c.is_workday(d)) && !pauses.iter().any(|p| p.from <= d && d <= p.to.unwrap())
            };
            let (mut at, mut left) = (from, n);
            while left > 0 {
                at = at.tomorrow().unwrap();
                left -= u32::from(counts(at));
            }
            let length = if working { Length::Workdays(n) } else { Length::Days(n) };
            let period = Period { pauses: &pauses, stays_on_rest_days: true, ..Period::new(from, length) };
            prop_assert_eq!(period.due(c).on, at);
        }
    }
}
