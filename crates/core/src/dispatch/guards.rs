//! What a move waits for, whatever its details: so that a screen can say it before anybody presses.

use super::make::By;
use super::*;
use crate::kernel::{Code, Refusal};

/// Everything a kind of move still waits for; empty if it can be made now. An [`Code::IllegalMove`] says that the move has
/// no object: nothing to decide on, nothing to accept.
pub fn guards(d: &Dispatch, kind: DispatchMoveKind, by: &By) -> Vec<Refusal> {
    use DispatchMoveKind as K;
    let mut out = Vec::new();
    let none = |at: &str| Refusal::at(Code::IllegalMove, at);
    let mine = |state: &[UnitState]| {
        d.units.iter().any(|u| state.contains(&u.state) && by.organisations.contains(&u.organisation.0))
    };
    match kind {
        // Put right at once: by who found it, and nobody else.
        K::HandleSelf if d.reported_by.0 != by.account => out.push(none("reported_by")),
        K::Decide if d.pending().is_none() => out.push(none("objections")),
        K::Accept | K::Object if !mine(&[UnitState::Sent]) => out.push(none("units")),
        K::Arrive
            if !d.units.iter().any(|u| {
                u.state == UnitState::Accepted && u.arrived_at.is_none() && by.organisations.contains(&u.organisation.0)
            }) =>
        {
            out.push(none("units"));
        }
        K::Advance | K::Finish if !mine(&[UnitState::Accepted]) => out.push(none("units")),
        K::Answer => answer(d, by, &mut out),
        // Nobody judges their own work: neither who handled it, nor a unit that did (verification by somebody else).
        K::Pass | K::Return | K::Rate if d.was_handled_by(by.account) || d.is_of(&by.organisations) => {
            out.push(Refusal::at(Code::HandledBySelf, "units"));
        }
        K::Raise if d.units.is_empty() => out.push(none("units")),
        K::Lift if d.rung().is_none() => out.push(none("rungs")),
        K::TakeCharge if d.charge.as_ref().is_some_and(|c| c.result.is_none()) => out.push(none("charge")),
        K::Meet | K::EndCharge if d.charge.as_ref().is_none_or(|c| c.result.is_some()) => out.push(none("charge")),
        K::Whistle | K::Send if d.level.is_none() => out.push(Refusal::at(Code::Required, "level")),
        _ => {}
    }
    out
}

/// The lead answers when all who help have finished: one answer, in the name of all.
fn answer(d: &Dispatch, by: &By, out: &mut Vec<Refusal>) {
    let Some(lead) = d.lead() else { return out.push(Refusal::at(Code::IllegalMove, "units")) };
    if !by.organisations.contains(&lead.organisation.0) {
        return out.push(Refusal::at(Code::IllegalMove, "units"));
    }
    if d.pending().is_some() {
        out.push(Refusal::at(Code::ObjectionPending, "objections"));
    }
    let waiting: Vec<&str> = d.responsible().filter(|u| u.state.is_open()).map(|u| u.name.as_str()).collect();
    if !waiting.is_empty() {
        out.push(Refusal::at(Code::UnitsUnfinished, "units").with(
            format!("还没有办完：{}。", waiting.join("、")),
            format!("Not finished yet: {}.", waiting.join(", ")),
        ));
    }
}
