//! When a deadline is brought to mind: in the morning, some days before its end.

use jiff::Span;
use jiff::civil::{Date, Time, time};

use super::Deadline;
use crate::kernel::clock::instant_of;
use crate::kernel::{Instant, china_date};

/// When people come to their desks: 08:30 in China.
const MORNING: Time = time(8, 30, 0, 0);

/// How many days before the end: a quarter of the period, at least one and at most three.
pub fn lead_days(starts_on: Date, due_on: Date) -> i32 {
    (super::count::days_between(starts_on, due_on) / 4).clamp(1, 3)
}

/// The instant at which a deadline is to be brought to mind.
pub fn planned(deadline: &Deadline) -> Instant {
    let lead = lead_days(deadline.starts_on, deadline.due_on);
    morning(deadline.due_on.saturating_sub(Span::new().days(lead)))
}

/// The same, seen from now: where it has passed already, the next morning. What is due today is not announced to
/// those who have just written it down.
pub fn next(deadline: &Deadline, now: Instant) -> Instant {
    let today = china_date(now);
    let coming = match morning(today) {
        this if this > now => this,
        _ => morning(today.tomorrow().unwrap_or(today)),
    };
    planned(deadline).max(coming)
}

/// The morning after the last day: what was not done by then is brought to mind once more.
pub fn after(deadline: &Deadline) -> Instant {
    morning(deadline.due_on.tomorrow().unwrap_or(deadline.due_on))
}

fn morning(on: Date) -> Instant {
    instant_of(on.to_datetime(MORNING))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::deadlines::{Calendar, Presets, RuleId, rule};
    use crate::kernel::china_time;

    fn until(start: Date, end: Date) -> Deadline {
        Deadline::start_until(rule(RuleId::Performance, start), start, end, &Presets::default(), Calendar::official())
    }

    #[test]
    fn the_lead_is_a_quarter_of_the_period_between_one_and_three_days() {
        let start = date(2026, 3, 2);
        for (length, lead) in [(0, 1), (1, 1), (3, 1), (7, 1), (8, 2), (11, 2), (12, 3), (30, 3), (3_650, 3)] {
            assert_eq!(lead_days(start, start.saturating_add(Span::new().days(length))), lead, "{length}");
        }
    }

    #[test]
    fn it_comes_in_the_morning_in_china() {
        let start = date(2026, 3, 2);
        let deadline =
            Deadline::start(rule(RuleId::Mediation, start), start, &Presets::default(), Calendar::official());
        let lead = Span::new().days(3);
        assert_eq!(china_time(planned(&deadline)), deadline.due_on.saturating_sub(lead).at(8, 30, 0, 0));
        assert_eq!(next(&deadline, instant_of(start.at(9, 0, 0, 0))), planned(&deadline));
    }

    #[test]
    fn what_should_have_come_already_comes_the_next_morning() {
        let day = date(2026, 3, 3);
        let deadline = until(day, day);
        assert_eq!(next(&deadline, instant_of(day.at(8, 0, 0, 0))), instant_of(day.at(8, 30, 0, 0)));
        assert_eq!(next(&deadline, instant_of(day.at(8, 30, 0, 0))), instant_of(date(2026, 3, 4).at(8, 30, 0, 0)));
    }
}
