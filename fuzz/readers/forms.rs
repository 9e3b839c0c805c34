//! What comes as JSON, read and checked: a letter of another body's system, a form of the desk, an application, an event,
//! moves, a signature drawn by hand. The first byte says which; `{` is `0x7b`, so that any form is tried by any number.

use bandeng_core::apply::form::{Application, Hand};
use bandeng_core::apply::{Answers, advise};
use bandeng_core::dispatch::{DispatchMove, EventPlan, EventReport};
use bandeng_core::entrusting::{EntrustedCase, LetterMove, Sender};
use bandeng_core::kernel::{Date, IdText};
use bandeng_core::matters::{Intake, MatterMove};
use bandeng_core::mediation::Move;
use bandeng_core::people::OrganisationKind;
use bandeng_core::signing::Drawing;
use serde_json::from_slice;

const TODAY: Date = Date::constant(2026, 3, 1);

pub(crate) fn read(bytes: &[u8]) -> bool {
    let Some((which, json)) = bytes.split_first() else { return false };
    match which % 10 {
        0 => from_slice::<EntrustedCase>(json).is_ok_and(|case| {
            let sender =
                Sender { organisation: IdText(7), kind: OrganisationKind::Court, name: "人民法院".to_owned() };
            checked(&case.intake(&sender, TODAY))
        }),
        1 => from_slice::<Intake>(json).is_ok_and(|form| checked(&form)),
        2 => from_slice::<Application>(json).is_ok_and(|form| {
            let _ = form.intake(TODAY, Hand::Own);
            form.intake(TODAY, Hand::Helper).is_ok_and(|form| checked(&form))
        }),
        3 => from_slice::<EventReport>(json).is_ok_and(|form| form.check(TODAY).is_ok()),
        4 => from_slice::<EventPlan>(json).is_ok_and(|plan| {
            let _ = plan.faults();
            plan.check().is_ok()
        }),
        5 => from_slice::<Move>(json).is_ok(),
        6 => from_slice::<LetterMove>(json).is_ok() | from_slice::<MatterMove>(json).is_ok(),
        7 => from_slice::<DispatchMove>(json).is_ok(),
        8 => from_slice::<Drawing>(json).is_ok_and(|drawing| {
            let fit = drawing.check("/drawing").is_ok();
            if fit {
                let _ = (drawing.svg(), drawing.sha256());
            }
            fit
        }),
        _ => from_slice::<Answers>(json).is_ok_and(|answers| {
            let _ = advise(&answers);
            true
        }),
    }
}

fn checked(form: &Intake) -> bool {
    form.check(TODAY).is_ok()
}
