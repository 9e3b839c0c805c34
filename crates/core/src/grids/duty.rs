//! Who is responsible for a grid at a moment: terms, shifts, leave and back-ups.

use jiff::ToSpan;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::GridPart;
use crate::kernel::refusal::Form;
use crate::kernel::{Code, Date, Id};

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Shifts of one worker at one grid.
const MOST_SHIFTS: usize = 14;

/// A time that comes again every week. One that ends before it begins goes on past midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// 1 is Monday, 7 Sunday: the days on which it begins.
    pub days: Vec<u8>,
    /// Minutes after midnight in China.
    pub from: u16,
    /// Minutes after midnight; 1440 is the end of the day.
    pub until: u16,
}

impl Shift {
    /// Does it cover this minute?
    fn covers(&self, at: DateTime) -> bool {
        let day = |at: DateTime| at.date().weekday().to_monday_one_offset().unsigned_abs();
        let minute = at.hour().unsigned_abs() as u16 * 60 + at.minute().unsigned_abs() as u16;
        let on = |at: DateTime| self.days.contains(&day(at));
        if self.from < self.until {
            return on(at) && (self.from..self.until).contains(&minute);
        }
        let yesterday = at.saturating_sub(1.day());
        (on(at) && minute >= self.from) || (on(yesterday) && minute < self.until)
    }
}

/// Somebody's part for a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub worker: Id,
    pub part: GridPart,
    pub from: Date,
    /// The last day; none: until further notice.
    pub until: Option<Date>,
    /// None: at any hour.
    pub shifts: Vec<Shift>,
}

/// Days on which somebody is away, the first and the last with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    pub worker: Id,
    pub from: Date,
    pub until: Date,
}

/// Who answers for a grid at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duty {
    /// Rung first. Back-ups where nobody responsible is there.
    pub responsible: Vec<Id>,
    /// Rung next.
    pub backup: Vec<Id>,
    /// The back-ups stand in.
    pub stood_in: bool,
}

/// Who answers for a grid at a civil time in China. Somebody on leave, out of term or off shift is not there; where that
/// leaves nobody responsible, the back-ups stand in at once.
pub fn on_duty(assignments: &[Assignment], leaves: &[Leave], at: DateTime) -> Duty {
    let today = at.date();
    let there = |a: &&Assignment| {
        let in_term = a.from <= today && a.until.is_none_or(|until| today <= until);
        let away = leaves.iter().any(|leave| leave.worker == a.worker && (leave.from..=leave.until).contains(&today));
        in_term && !away && (a.shifts.is_empty() || a.shifts.iter().any(|shift| shift.covers(at)))
    };
    let of = |part: GridPart| {
        let mut found: Vec<Id> =
            assignments.iter().filter(there).filter(|a| a.part == part).map(|a| a.worker).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let (responsible, backup) = (of(GridPart::Responsible), of(GridPart::Backup));
    if responsible.is_empty() {
        return Duty { stood_in: !backup.is_empty(), responsible: backup, backup: Vec::new() };
    }
    let backup = backup.into_iter().filter(|id| !responsible.contains(id)).collect();
    Duty { responsible, backup, stood_in: false }
}

/// Checks shifts as they are sent, under a pointer such as `/workers/0/shifts`.
pub fn check_shifts(shifts: &[Shift], form: &mut Form, at: &str) {
    if shifts.len() > MOST_SHIFTS {
        form.refuse(Code::TooLong, at);
    }
    for (i, shift) in shifts.iter().enumerate() {
        let days = !shift.days.is_empty() && shift.days.iter().all(|day| (1..=7).contains(day));
        if !days || shift.from >= DAY || shift.until > DAY || shift.until == 0 || shift.from == shift.until {
            form.refuse(Code::ShiftUnfit, format!("{at}/{i}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn assigned(worker: Id, part: GridPart, shifts: Vec<Shift>) -> Assignment {
        Assignment { worker, part, from: date(2026, 1, 1), until: None, shifts }
    }

    fn shift(days: &[u8], from: u16, until: u16) -> Shift {
        Shift { days: days.to_vec(), from, until }
    }

    /// 2 March 2026 is a Monday.
    fn monday(hour: i8, minute: i8) -> DateTime {
        date(2026, 3, 2).at(hour, minute, 0, 0)
    }

    #[test]
    fn somebody_on_leave_is_stood_in_for() {
        let people = [assigned(1, GridPart::Responsible, vec![]), assigned(2, GridPart::Backup, vec![])];
        let duty = on_duty(&people, &[], monday(9, 0));
        assert_eq!((duty.responsible, duty.backup, duty.stood_in), (vec![1], vec![2], false));
        let away = [Leave { worker: 1, from: date(2026, 3, 2), until: date(2026, 3, 2) }];
        let duty = on_duty(&people, &away, monday(23, 59));
        assert_eq!((duty.responsible, duty.backup, duty.stood_in), (vec![2], vec![], true));
        let back = on_duty(&people, &away, date(2026, 3, 3).at(0, 0, 0, 0));
        assert_eq!(back.responsible, [1]);
    }

    #[test]
    fn a_night_shift_goes_on_past_midnight() {
        let night = assigned(1, GridPart::Responsible, vec![shift(&[1], 22 * 60, 6 * 60)]);
        let there = |at| on_duty(std::slice::from_ref(&night), &[], at).responsible == [1];
        assert!(there(monday(22, 0)) && there(monday(23, 59)) && there(date(2026, 3, 3).at(5, 59, 0, 0)));
        assert!(!there(monday(21, 59)) && !there(date(2026, 3, 3).at(6, 0, 0, 0)) && !there(monday(5, 0)));
    }

    #[test]
    fn a_term_has_a_first_and_a_last_day() {
        let mut term = assigned(1, GridPart::Responsible, vec![]);
        term.until = Some(date(2026, 3, 2));
        let there = |at: DateTime| !on_duty(std::slice::from_ref(&term), &[], at).responsible.is_empty();
        assert!(
            there(monday(23, 59))
                && !there(date(2026, 3, 3).at(0, 0, 0, 0))
                && !there(date(2025, 12, 31).at(9, 0, 0, 0))
        );
    }

    #[test]
    fn shifts_that_cannot_be_are_pointed_at() {
        let mut form = Form::default();
        check_shifts(
            &[shift(&[1], 480, 1080), shift(&[], 0, 1), shift(&[8], 0, 1), shift(&[1], 60, 60), shift(&[1], 1440, 1)],
            &mut form,
            "/shifts",
        );
        let at: Vec<_> = form.finish().unwrap_err().into_iter().filter_map(|r| r.pointer).collect();
        assert_eq!(at, ["/shifts/1", "/shifts/2", "/shifts/3", "/shifts/4"]);
    }

    proptest! {
        /// Two shifts that share a day between them leave no minute without somebody, and none with both.
        #[test]
        fn two_halves_of_a_week_make_a_week(cut in 1u16..1440, day in 1i8..8, minute in 0i32..1440) {
            let all = [1, 2, 3, 4, 5, 6, 7];
            let people = [
                assigned(1, GridPart::Responsible, vec![shift(&all, 0, cut)]),
                assigned(2, GridPart::Responsible, vec![shift(&all, cut, 1440)]),
            ];
            let at = date(2026, 3, day).at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
            prop_assert_eq!(on_duty(&people, &[], at).responsible, [if minute < i32::from(cut) { 1 } else { 2 }]);
        }
    }
}
