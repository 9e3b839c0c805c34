//! Making a letter's move: what it waits for, its details, and what of the mediation follows.

use super::*;
use crate::kernel::refusal::Form;
use crate::kernel::{Code, Refusal};
use crate::mediation::moves::target;
use crate::mediation::{self, Mediation, MoveKind, PartyFacts, SessionWith, State, speakers};

/// What the rules look at around the letters.
pub struct Around<'a> {
    pub letter: Option<&'a Entrustment>,
    /// The latest mediation, if there is one.
    pub mediation: Option<&'a Mediation>,
    pub parties: &'a [PartyFacts],
    /// Who may be asked: mediators and directors of the committee. Only where somebody is.
    pub mediators: &'a [(IdText, String)],
    /// The matter is open.
    pub open: bool,
    pub today: Date,
}

/// The letters after a move, and the move of the mediation that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub letters: Letters,
    pub mediation: Option<mediation::Move>,
}

fn illegal(zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::IllegalMove).with(zh, en)
}

/// Everything a kind of move still waits for; empty if it can be made now. A refusal [`Code::IllegalMove`] says that it
/// has no object at present.
pub fn guards(letters: &Letters, kind: LetterMoveKind, around: &Around<'_>) -> Vec<Refusal> {
    let mut out = Vec::new();
    let course = around.mediation.map(Course::of).unwrap_or_default();
    let state = state(letters, around.letter, &course);
    let waiting = letters.handovers.iter().any(Handover::waits);
    match kind {
        LetterMoveKind::Attach => {
            if !around.open {
                out.push(Refusal::new(Code::LetterForClosedMatter));
            } else if around.letter.is_some() {
                out.push(Refusal::new(Code::LetterThere));
            }
        }
        LetterMoveKind::Ask | LetterMoveKind::Confirm | LetterMoveKind::SendBack
            if state != Some(LetterState::Received) || !around.open =>
        {
            out.push(illegal("这件事项没有待确认的来函。", "No letter of this matter waits for an answer."));
        }
        LetterMoveKind::Ask => committee(around, &mut out),
        LetterMoveKind::Confirm => confirm(around, &mut out),
        LetterMoveKind::SendBack => {}
        LetterMoveKind::Withdraw => {
            if state.is_none() || letters.withdrawal.is_some() {
                out.push(illegal("没有可以撤回的来函。", "There is no letter to take back."));
            }
        }
        LetterMoveKind::Report if state != Some(LetterState::ToReport) => {
            out.push(illegal(
                "现在没有需要反馈的结果：调解还在进行，或者已经反馈过。",
                "There is no result to report: the mediation runs, or it was reported.",
            ));
        }
        LetterMoveKind::Report => {}
        LetterMoveKind::HandOver => {
            let ends =
                around.mediation.is_none_or(|m| m.state.is_ended() || target(m.state, MoveKind::Refer).is_some());
            if !around.open || !ends {
                out.push(illegal(
                    "事项已经结案，或者协议已经达成，不能再移送。",
                    "The matter is closed or an agreement was reached; it is not handed over any more.",
                ));
            } else if waiting {
                out.push(illegal(
                    "上一次移送还没有收到回执，请先登记回执。",
                    "The last letter has not been answered; record its receipt first.",
                ));
            }
        }
        LetterMoveKind::RecordReceipt => {
            if !waiting {
                out.push(illegal("没有等待回执的移送。", "No letter waits for a receipt."));
            }
        }
        LetterMoveKind::RecordResult => {
            if !letters.handovers.iter().any(awaits_result) {
                out.push(illegal("没有等待结果的移送。", "Nothing handed over waits for its result."));
            }
        }
        LetterMoveKind::Certify => certify(around, &mut out),
    }
    out
}

fn awaits_result(handover: &Handover) -> bool {
    handover.receipt.as_ref().is_some_and(|receipt| receipt.taken) && handover.result.is_none()
}

/// Entrusting wants the consent of the parties and of the committee (Ningbo People's Mediation Regulations art. 19).
fn confirm(around: &Around<'_>, out: &mut Vec<Refusal>) {
    let consents = |no: PartyNo| match around.mediation.and_then(|m| m.consent_of(no)) {
        Some(consent) => consent.given,
        None => around.letter.is_some_and(|letter| letter.consented.contains(&no)),
    };
    for party in speakers(around.parties).into_iter().filter(|p| !consents(p.no)) {
        out.push(Refusal::at(Code::ConsentMissing, format!("consents/{}", party.no)).with(
            format!("来函没有{}同意调解的材料，征询后也没有登记同意", party.name),
            format!("neither the letter nor the record has {}'s consent", party.name),
        ));
    }
    committee(around, out);
}

fn committee(around: &Around<'_>, out: &mut Vec<Refusal>) {
    if around.mediation.is_some_and(|m| m.committee.is_none()) {
        out.push(Refusal::at(Code::CommitteeNeeded, "committee"));
    }
}

/// A certificate says what is recorded: a session with both sides, and that the mediation came to an end.
fn certify(around: &Around<'_>, out: &mut Vec<Refusal>) {
    let Some(m) = around.mediation else {
        out.push(illegal("这件事项没有经过人民调解。", "This matter was not mediated."));
        return;
    };
    if !m.sessions.iter().any(|s| matches!(s.with, SessionWith::Joint { .. })) {
        out.push(Refusal::at(Code::SessionMissing, "sessions").with(
            "还没有各方共同参加的调解记录，不能证明调解过",
            "there is no record of a session with all sides, so nothing shows that it was mediated",
        ));
    }
    if !m.state.is_agreed() && !m.state.is_ended() {
        out.push(illegal(
            "调解还在进行；达成协议或者终止之后才能出具证明。",
            "The mediation is still running; a certificate follows an agreement or its end.",
        ));
    }
}

/// Makes a move or says everything that is in its way. Numbers are filled in.
///
/// # Errors
/// The guards' reasons; the fields' reasons.
pub fn make(letters: &Letters, mv: &LetterMove, around: &Around<'_>, by_name: &str) -> Result<Made, Vec<Refusal>> {
    let waiting = guards(letters, mv.kind(), around);
    if !waiting.is_empty() {
        return Err(waiting);
    }
    check(letters, mv, around)?;
    let mut letters = letters.clone();
    let (today, by_name) = (around.today, by_name.to_owned());
    let mut follows = None;
    match mv.clone() {
        LetterMove::Attach { letter } => letters.asked = letter.mediator,
        LetterMove::Ask { mediator } => letters.asked = Some(mediator),
        LetterMove::Confirm { on, note } => letters.answer = Some(LetterAnswer::Confirmed { on, by_name, note }),
        LetterMove::SendBack { reason, note, route } => {
            if around.mediation.is_some_and(|m| m.state == State::Registered) {
                follows = Some(mediation::Move::Decline { reason, note: note.clone(), route });
            }
            letters.answer = Some(LetterAnswer::SentBack { on: today, by_name, reason, note, route });
        }
        LetterMove::Withdraw { reason } => letters.withdrawal = Some(LetterWithdrawal { on: today, reason }),
        LetterMove::Report { number, note } => {
            let Some(result) = around.mediation.and_then(result) else {
                return Err(vec![Refusal::new(Code::IllegalMove)]);
            };
            let no = letters.reports.len() as u16 + 1;
            letters.reports.push(ResultReport { no, number, on: today, by_name, result, note });
        }
        LetterMove::HandOver { to, body, reason, number, consented, materials, contact, answer_by } => {
            if around.mediation.is_some_and(|m| !m.state.is_ended()) {
                follows = Some(mediation::Move::Refer { to, body: body.clone(), note: reason.clone() });
            }
            letters.handovers.push(Handover {
                no: letters.handovers.len() as u16 + 1,
                number,
                to,
                body,
                on: today,
                by_name,
                reason,
                consented,
                materials,
                contact,
                answer_by,
                receipt: None,
                result: None,
            });
        }
        LetterMove::RecordReceipt { handover, taken, on, number, note } => {
            for known in letters.handovers.iter_mut().filter(|known| known.no == handover) {
                known.receipt = Some(HandoverReceipt { on, taken, number: number.clone(), note: note.clone() });
            }
        }
        LetterMove::RecordResult { handover, on, text } => {
            for known in letters.handovers.iter_mut().filter(|known| known.no == handover) {
                known.result = Some(HandoverResult { on, text: text.clone() });
            }
        }
        LetterMove::Certify { to, number, performed } => {
            let m = around.mediation;
            let agreement = m.filter(|m| m.state.is_agreed()).and_then(|m| m.agreement.as_ref());
            letters.certificates.push(MediationCertificate {
                no: letters.certificates.len() as u16 + 1,
                number,
                to,
                on: today,
                by_name,
                performed,
                effective_on: agreement.and_then(|a| a.effective_on),
                performed_on: m.filter(|_| performed).and_then(|m| m.fulfilments.iter().map(|f| f.on).max()),
            });
        }
    }
    Ok(Made { letters, mediation: follows })
}

fn check(letters: &Letters, mv: &LetterMove, around: &Around<'_>) -> Result<(), Vec<Refusal>> {
    let mut form = Form::default();
    let today = around.today;
    let past = |form: &mut Form, on: Date, from: Option<Date>, at: &str| {
        if on > today {
            form.refuse(Code::DateInFuture, at);
        } else if from.is_some_and(|from| on < from) {
            form.refuse(Code::DatesReversed, at);
        }
    };
    match mv {
        LetterMove::Attach { .. } | LetterMove::Ask { .. } => {
            if mv.asks().is_some_and(|mediator| !around.mediators.iter().any(|(id, _)| *id == mediator)) {
                form.refuse(Code::MediatorUnknown, "/mediator");
            }
        }
        LetterMove::Confirm { on, note } => {
            past(&mut form, *on, around.letter.and_then(|letter| letter.received_on), "/on");
            form.optional_text(note, 500, "/note");
        }
        LetterMove::SendBack { note, .. } => form.optional_text(note, 2_000, "/note"),
        LetterMove::Withdraw { reason } => form.optional_text(reason, 500, "/reason"),
        LetterMove::Report { number, note } => {
            form.optional_text(number, 60, "/number");
            form.optional_text(note, 2_000, "/note");
        }
        LetterMove::HandOver { to, body, reason, number, consented, materials, contact, answer_by } => {
            form.text(body, 80, "/body");
            form.text(reason, 2_000, "/reason");
            form.optional_text(number, 60, "/number");
            form.optional_text(contact, 120, "/contact");
            if materials.len() > Entrustment::MATERIALS {
                form.refuse(Code::TooLong, "/materials");
            }
            for (i, material) in materials.iter().enumerate() {
                form.text(material, 120, &format!("/materials/{i}"));
            }
            // What may be a public-security or criminal case goes to the police whatever the parties say (art. 25).
            let all = speakers(around.parties).iter().all(|p| consented.contains(&p.no));
            if *to != Route::Police && !all {
                form.refuse(Code::ConsentMissing, "/consented");
            }
            if answer_by.is_some_and(|by| by < today) {
                form.refuse(Code::DatesReversed, "/answer_by");
            }
        }
        LetterMove::RecordReceipt { handover, taken, on, number, note } => {
            match letters.handovers.iter().find(|known| known.no == *handover && known.waits()) {
                Some(known) => past(&mut form, *on, Some(known.on), "/on"),
                None => form.refuse(Code::NotFound, "/handover"),
            }
            form.optional_text(number, 60, "/number");
            if *taken {
                form.optional_text(note, 1_000, "/note");
            } else {
                form.text(note, 1_000, "/note");
            }
        }
        LetterMove::RecordResult { handover, on, text } => {
            match letters.handovers.iter().find(|known| known.no == *handover && awaits_result(known)) {
                Some(known) => past(&mut form, *on, known.receipt.as_ref().map(|r| r.on), "/on"),
                None => form.refuse(Code::NotFound, "/handover"),
            }
            form.text(text, 2_000, "/text");
        }
        LetterMove::Certify { to, number, performed } => {
            form.text(to, 80, "/to");
            form.optional_text(number, 60, "/number");
            if *performed && around.mediation.is_none_or(|m| m.state != State::Fulfilled) {
                form.refuse(Code::NotPerformed, "/performed");
            }
        }
    }
    form.finish()
}
