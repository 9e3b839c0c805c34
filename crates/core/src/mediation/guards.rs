//! What a move waits for, whatever its details: so that a screen can say it before anybody presses.
//!
//! Each refusal points at the field or section that would resolve it.

use super::agreement::{is_fulfilled, missing};
use super::confirmation::{is_confirmed, pending};
use super::make::Case;
use super::promises::{Line, is_changeable, lines};
use super::*;
use crate::kernel::{Code, Refusal};

/// Everything a kind of move still waits for; empty if it can be made now.
pub fn guards(m: &Mediation, kind: MoveKind, case: &Case) -> Vec<Refusal> {
    let mut out = Vec::new();
    match kind {
        MoveKind::Accept => accept(m, case, &mut out),
        // The parties choose first (Mediation Law art. 23), for as long as they have.
        MoveKind::Assign if choice::open(m, case).is_some() => {
            out.push(Refusal::at(Code::ChoiceOpen, "choice"));
        }
        MoveKind::PickMediator if choice::open(m, case).is_none() => {
            out.push(Refusal::at(Code::ChoiceOver, "choice"));
        }
        MoveKind::HoldSession => {
            refusal_stands(m, case, &mut out);
            mediator_fits(m, &mut out);
            notices(m, case, &mut out);
        }
        MoveKind::AgreeInWriting => agreed(m, case, &mut out),
        MoveKind::AgreeOrally => {
            agreed(m, case, &mut out);
            if needs_writing(case.kind) {
                out.push(Refusal::at(Code::WrittenFormNeeded, "agreement"));
            }
        }
        MoveKind::Extend => refusal_stands(m, case, &mut out),
        MoveKind::AffixSeal if m.agreement.as_ref().is_some_and(|a| a.sealed_on.is_some()) => {
            out.push(Refusal::at(Code::IllegalMove, "agreement"));
        }
        MoveKind::TakeEffect => {
            let done = m.agreement.as_ref().is_some_and(|a| missing(a, &case.parties).is_none());
            if !done {
                out.push(Refusal::at(Code::AgreementMissing, "agreement"));
            }
        }
        MoveKind::Conclude => {
            // A promise that lasts is kept from day to day; one that stands alone is recorded once before it counts.
            let kept = |a: &Agreement| a.draft.obligations.iter().all(|o| is_fulfilled(o, &m.fulfilments));
            if m.fulfilments.is_empty() || !m.agreement.as_ref().is_some_and(kept) {
                out.push(Refusal::at(Code::ObligationsMissing, "fulfilment"));
            }
        }
        MoveKind::Elect if Side::ALL.iter().all(|s| case.parties.iter().filter(|p| p.side == *s).count() < 2) => {
            out.push(Refusal::at(Code::IllegalMove, "parties"));
        }
        MoveKind::Urge if !lines(m, case.today).iter().any(Line::is_owed) => {
            out.push(Refusal::at(Code::IllegalMove, "fulfilment"));
        }
        MoveKind::TellRoutes if !lines(m, case.today).iter().any(Line::is_late) => {
            out.push(Refusal::at(Code::IllegalMove, "fulfilment"));
        }
        MoveKind::Reschedule if !m.agreement.iter().flat_map(|a| &a.draft.obligations).any(|o| is_changeable(m, o)) => {
            out.push(Refusal::at(Code::IllegalMove, "fulfilment"));
        }
        MoveKind::ApplyConfirmation if pending(m).is_some() || is_confirmed(m) => {
            out.push(Refusal::at(Code::IllegalMove, "confirmation"));
        }
        MoveKind::DocketConfirmation if pending(m).is_none_or(|c| c.docketed.is_some()) => {
            out.push(Refusal::at(Code::IllegalMove, "confirmation"));
        }
        MoveKind::ExtendReview if pending(m).is_none_or(|c| c.docketed.is_none()) => {
            out.push(Refusal::at(Code::IllegalMove, "confirmation"));
        }
        MoveKind::RecordRuling if pending(m).is_none() => {
            out.push(Refusal::at(Code::ConfirmationNotApplied, "confirmation"));
        }
        MoveKind::DecideDisclosure if m.disclosures.iter().all(|d| d.outcome.is_some()) => {
            out.push(Refusal::at(Code::IllegalMove, "disclosures"));
        }
        _ => {}
    }
    out
}

/// Mediation Law art. 17: on application or own initiative, unless a party clearly refuses.
/// Rules on People's Mediation art. 22: not what a court or another organ has taken.
fn accept(m: &Mediation, case: &Case, out: &mut Vec<Refusal>) {
    if case.barrier {
        out.push(Refusal::at(Code::AcceptanceBarred, "barrier"));
    }
    if Side::ALL.iter().any(|side| !case.parties.iter().any(|p| p.side == *side)) {
        out.push(Refusal::at(Code::TwoPartiesNeeded, "parties"));
    }
    refusal_stands(m, case, out);
    for party in speakers(&case.parties) {
        if m.consent_of(party.no).is_none() {
            out.push(Refusal::at(Code::ConsentMissing, format!("consents/{}", party.no)).with(
                format!("{}还没有表示是否同意调解", party.name),
                format!("{} has not said yet whether they consent to mediation", party.name),
            ));
        }
    }
    for party in case.parties.iter().filter(|p| p.minor && p.guardian.is_none()) {
        out.push(Refusal::at(Code::GuardianNeeded, format!("parties/{}/guardian", party.no)).with(
            format!("{}未成年，还没有登记监护人", party.name),
            format!("{} is a minor and has no guardian yet", party.name),
        ));
    }
    if m.committee.is_none() {
        out.push(Refusal::at(Code::CommitteeNeeded, "committee"));
    }
}

fn refusal_stands(m: &Mediation, case: &Case, out: &mut Vec<Refusal>) {
    for party in speakers(&case.parties) {
        if m.consent_of(party.no).is_some_and(|c| !c.given) {
            out.push(
                Refusal::at(Code::PartyRefuses, format!("consents/{}", party.no))
                    .with(format!("{}明确拒绝调解", party.name), format!("{} clearly refuses mediation", party.name)),
            );
        }
    }
}

/// Recusal: disclosed grounds are decided first, and who must step aside does not mediate
/// (Special Invitation Mediation Rules art. 15; Online Mediation Rules art. 13).
fn mediator_fits(m: &Mediation, out: &mut Vec<Refusal>) {
    if m.current_mediators().next().is_none() {
        out.push(Refusal::at(Code::MediatorNeeded, "mediators"));
    }
    if m.disclosures.iter().any(|d| d.outcome.is_none()) {
        out.push(Refusal::at(Code::DisclosureOpen, "disclosures"));
    }
    if m.current_mediators().any(|a| m.must_step_aside(a.account)) {
        out.push(Refusal::at(Code::Recusal, "mediators"));
    }
}

/// Rules on People's Mediation art. 30: rights and duties are told before the first session.
fn notices(m: &Mediation, case: &Case, out: &mut Vec<Refusal>) {
    for party in speakers(&case.parties) {
        if !m.notices.iter().any(|n| n.party == party.no) {
            out.push(Refusal::at(Code::NoticeMissing, format!("notices/{}", party.no)).with(
                format!("还没有向{}告知权利义务", party.name),
                format!("{} has not been told rights and duties yet", party.name),
            ));
        }
    }
}

fn agreed(m: &Mediation, case: &Case, out: &mut Vec<Refusal>) {
    refusal_stands(m, case, out);
    mediator_fits(m, out);
    if !m.sessions.iter().any(|s| matches!(s.with, SessionWith::Joint { .. }) || s.no > 0) {
        out.push(Refusal::at(Code::SessionMissing, "sessions"));
    }
    match &m.agreement {
        None => out.push(Refusal::at(Code::AgreementMissing, "agreement")),
        Some(a) if a.draft.obligations.is_empty() => out.push(Refusal::at(Code::ObligationsMissing, "agreement")),
        Some(_) => {}
    }
    for party in speakers(&case.parties).into_iter().filter(|p| p.minor && p.guardian.is_none()) {
        out.push(Refusal::at(Code::GuardianNeeded, format!("parties/{}/guardian", party.no)));
    }
}
