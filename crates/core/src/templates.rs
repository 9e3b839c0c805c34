//! When a county's wording of a form may take effect. What such a text may say is the matter of `bandeng_docgen`.

use crate::kernel::refusal::Form;
use crate::kernel::{Code, Date, Refusal};

/// Most characters of the note that says what a version is about.
const LONGEST_NOTE: usize = 200;

/// The first day for which wording may be published. Not today: what was accepted this morning keeps the wording that held
/// then, and a day has one. Nor before the version of this form that was published last.
pub fn earliest(latest: Option<Date>, today: Date) -> Date {
    let tomorrow = today.tomorrow().unwrap_or(today);
    latest.map_or(tomorrow, |latest| latest.max(tomorrow))
}

/// May wording be published for this day?
///
/// # Errors
/// [`Code::WordingTooEarly`], fields.
pub fn check_publication(
    latest: Option<Date>,
    takes_effect_on: Date,
    note: &str,
    today: Date,
) -> Result<(), Vec<Refusal>> {
    let mut form = Form::default();
    let earliest = earliest(latest, today);
    if takes_effect_on < earliest {
        let refusal = Refusal::at(Code::WordingTooEarly, "/takes_effect_on");
        form.refuse_with(
            refusal
                .with(format!("施行日最早为{earliest}。"), format!("It takes effect on {earliest} at the earliest.")),
        );
    } else if takes_effect_on.year() > today.year() + 5 {
        form.refuse(Code::OutOfRange, "/takes_effect_on");
    }
    form.optional_text(note, LONGEST_NOTE, "/note");
    form.finish()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn wording_holds_from_tomorrow_and_after_the_one_before() {
        let today = date(2026, 3, 2);
        let on = |latest, day| check_publication(latest, day, "", today).map_err(|refused| refused[0].code);
        assert_eq!(on(None, today), Err(Code::WordingTooEarly));
        assert_eq!(on(None, date(2026, 3, 3)), Ok(()));
        assert_eq!(on(Some(date(2026, 4, 1)), date(2026, 3, 31)), Err(Code::WordingTooEarly));
        assert_eq!(on(Some(date(2026, 4, 1)), date(2026, 4, 1)), Ok(()));
        assert_eq!(on(Some(date(2020, 4, 1)), date(2032, 1, 1)), Err(Code::OutOfRange));
        assert_eq!(check_publication(None, date(2026, 3, 3), &"长".repeat(201), today).map_err(|r| r.len()), Err(1));
    }
}
