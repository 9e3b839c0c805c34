//! Making a move: the table, the guards, the details, and what follows of itself.

use super::agreement::{
    Agreement, AgreementForm, Fulfilment, Signature, check_parts, effective_on, is_fulfilled, paid,
};
use super::confirmation::{applicants_missing, pending};
use super::guards::guards;
use super::moves::target;
use super::outside::startable;
use super::promises::{is_changeable, lines};
use super::*;
use crate::dossier::DossierNumber;
use crate::kernel::{Code, Fen, Refusal, day_zh, refusal::Form};
use crate::matters::Source;
use crate::matters::party::MAX_ELECTED;

/// What the rules need to know of the matter around the mediation.
#[derive(Clone, Debug)]
pub struct Case {
    pub kind: DisputeKind,
    pub source: Source,
    /// Another organ has taken the dispute up.
    pub barrier: bool,
    pub parties: Vec<PartyFacts>,
    /// Who may be assigned: mediators and directors of the committee.
    pub mediators: Vec<(IdText, String)>,
    pub today: Date,
    /// The last day on which confirmation may be applied for, once there is an agreement.
    pub confirm_by: Option<Date>,
    /// The last day on which the parties may choose among the mediators proposed; none where that does not run.
    pub choose_by: Option<Date>,
}

/// Who makes the move.
#[derive(Clone, Debug)]
pub struct By {
    pub account: Id,
    pub name: String,
}

/// A mediation after a move, with the moves that followed of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub mediation: Mediation,
    /// The move as it was made (numbers filled in), then automatic ones.
    pub moves: Vec<Move>,
}

impl Made {
    /// The day of acceptance, if this was one: a number is to be drawn for it.
    pub fn accepted_on(&self) -> Option<Date> {
        self.moves.iter().find_map(|mv| match mv {
            Move::Accept { on, .. } => Some(*on),
            _ => None,
        })
    }

    /// Writes the number that was drawn into the mediation and into the move.
    pub fn give_number(&mut self, drawn: &DossierNumber) {
        self.mediation.dossier_number = Some(drawn.clone());
        for mv in &mut self.moves {
            if let Move::Accept { number, .. } = mv {
                *number = Some(drawn.clone());
            }
        }
    }
}

/// Makes a move or says everything that is in its way.
///
/// # Errors
/// [`Code::IllegalMove`] where the table has no such row; the guards' reasons; the fields' reasons.
pub fn make(m: &Mediation, mv: Move, case: &Case, by: &By) -> Result<Made, Vec<Refusal>> {
    if mv.kind().is_automatic() {
        return Err(vec![Refusal::new(Code::IllegalMove)]);
    }
    let mut next = m.clone();
    let mut moves = vec![step(&mut next, mv, case, by)?];
    while let Some(automatic) = follows(&next, case) {
        moves.push(step(&mut next, automatic, case, by)?);
    }
    Ok(Made { mediation: next, moves })
}

/// The automatic move whose condition has come true, if any.
fn follows(m: &Mediation, case: &Case) -> Option<Move> {
    let chosen = m.choices.last().filter(|_| m.state == State::Accepted).and_then(|choice| choice.agreed_on(case));
    if let Some(mediator) = chosen {
        return Some(Move::Assign { mediators: vec![mediator], how: Appointment::Chosen });
    }
    [MoveKind::TakeEffect, MoveKind::Conclude]
        .into_iter()
        .find(|kind| target(m.state, *kind).is_some() && guards(m, *kind, case).is_empty())
        .and_then(|kind| match kind {
            MoveKind::TakeEffect => {
                m.agreement.as_ref().and_then(|a| effective_on(a, &case.parties)).map(|on| Move::TakeEffect { on })
            }
            _ => {
                let last = m.fulfilments.iter().map(|f| f.on).max();
                let effective = m.agreement.as_ref().and_then(|a| a.effective_on);
                Some(Move::Conclude { on: last.max(effective).unwrap_or(case.today) })
            }
        })
}

fn step(m: &mut Mediation, mut mv: Move, case: &Case, by: &By) -> Result<Move, Vec<Refusal>> {
    let kind = mv.kind();
    let Some(to) = target(m.state, kind) else {
        return Err(vec![Refusal::new(Code::IllegalMove).with(
            format!("“{}”状态下不能“{}”。", m.state.label().zh, kind.label().zh),
            format!("\"{}\" is not possible in the state \"{}\".", kind.label().en, m.state.label().en),
        )]);
    };
    // The committee may be named in the very move that accepts.
    if let Move::Accept { committee: Some(committee), .. } = &mv {
        m.committee = Some(*committee);
    }
    let waiting = guards(m, kind, case);
    if !waiting.is_empty() {
        return Err(waiting);
    }
    check(m, &mv, case)?;
    apply(m, &mut mv, case, by);
    let moved = m.state != to;
    m.state = to;
    if moved && to.is_ended() {
        m.ended_on = Some(case.today);
    }
    Ok(mv)
}

/// Checks the details of a move.
fn check(m: &Mediation, mv: &Move, case: &Case) -> Result<(), Vec<Refusal>> {
    let mut form = Form::default();
    let today = case.today;
    let party = |form: &mut Form, no: PartyNo, at: &str| {
        if !case.parties.iter().any(|p| p.no == no) {
            form.refuse(Code::PartyUnknown, at);
        }
    };
    let past = |form: &mut Form, on: Date, at: &str| {
        if on > today {
            form.refuse(Code::DateInFuture, at);
        } else if on.year() < today.year() - 20 {
            form.refuse(Code::DateTooEarly, at);
        }
    };
    match mv {
        Move::Consent { party: no, on, .. } => {
            party(&mut form, *no, "/party");
            past(&mut form, *on, "/on");
        }
        Move::Accept { on, .. } => past(&mut form, *on, "/on"),
        Move::Decline { note, .. } => form.optional_text(note, 2_000, "/note"),
        Move::ProposeMediators { mediators } => choice::check_proposed(&mut form, mediators, m, case),
        Move::PickMediator { party, accepts } => choice::check_pick(&mut form, *party, accepts, m, case),
        Move::Assign { mediators, .. } => {
            if mediators.is_empty() {
                form.refuse(Code::MediatorNeeded, "/mediators");
            }
            for (i, account) in mediators.iter().enumerate() {
                if !case.mediators.iter().any(|(id, _)| id == account) || mediators[..i].contains(account) {
                    form.refuse(Code::MediatorUnknown, format!("/mediators/{i}"));
                } else if m.must_step_aside(*account) {
                    form.refuse(Code::Recusal, format!("/mediators/{i}"));
                }
            }
        }
        Move::Disclose { mediator, raised_by, text, .. } => {
            if !m.is_mediated_by(mediator.0) {
                form.refuse(Code::MediatorUnknown, "/mediator");
            }
            if let Some(no) = raised_by {
                party(&mut form, *no, "/raised_by");
            }
            form.optional_text(text, 1_000, "/text");
        }
        Move::DecideDisclosure { disclosure, .. } => {
            if !m.disclosures.iter().any(|d| d.no == *disclosure && d.outcome.is_none()) {
                form.refuse(Code::NotFound, "/disclosure");
            }
        }
        Move::GiveNotice { parties, on, .. } => {
            if parties.is_empty() {
                form.refuse(Code::Required, "/parties");
            }
            for (i, no) in parties.iter().enumerate() {
                party(&mut form, *no, &format!("/parties/{i}"));
            }
            past(&mut form, *on, "/on");
        }
        Move::HoldSession { session } => {
            form.optional_text(&session.place, 120, "/session/place");
            past(&mut form, session.started.date(), "/session/started");
            if session.ended.is_some_and(|ended| ended < session.started) {
                form.refuse(Code::DatesReversed, "/session/ended");
            }
            if session.others.len() > 30 {
                form.refuse(Code::OutOfRange, "/session/others");
            }
            for (i, other) in session.others.iter().enumerate() {
                form.text(other, 60, &format!("/session/others/{i}"));
            }
            match &session.with {
                SessionWith::Joint { parties, record, result } => {
                    if parties.is_empty() {
                        form.refuse(Code::Required, "/session/with/parties");
                    }
                    for (i, no) in parties.iter().enumerate() {
                        party(&mut form, *no, &format!("/session/with/parties/{i}"));
                    }
                    form.text(record, 20_000, "/session/with/record");
                    form.optional_text(result, 2_000, "/session/with/result");
                }
                SessionWith::Alone { party: no } => party(&mut form, *no, "/session/with/party"),
            }
        }
        Move::Investigate { investigation } => {
            past(&mut form, investigation.on, "/investigation/on");
            form.text(&investigation.asked, 200, "/investigation/asked");
            form.text(&investigation.record, 20_000, "/investigation/record");
            form.optional_text(&investigation.place, 120, "/investigation/place");
            if investigation.others.len() > 30 {
                form.refuse(Code::OutOfRange, "/investigation/others");
            }
            for (i, other) in investigation.others.iter().enumerate() {
                form.text(other, 60, &format!("/investigation/others/{i}"));
            }
        }
        Move::AddEvidence { evidence } => {
            past(&mut form, evidence.on, "/evidence/on");
            form.text(&evidence.item, 200, "/evidence/item");
            if let Some(no) = evidence.provided_by {
                party(&mut form, no, "/evidence/provided_by");
            }
        }
        Move::StateFact { fact } => {
            form.text(&fact.text, 5_000, "/fact/text");
            past(&mut form, fact.on, "/fact/on");
            for speaker in speakers(&case.parties) {
                if !fact.agreed_by.contains(&speaker.no) {
                    form.refuse(Code::ConsentMissing, "/fact/agreed_by");
                    break;
                }
            }
        }
        Move::MakeStatement { statement } => {
            party(&mut form, statement.party, "/statement/party");
            form.text(&statement.text, 5_000, "/statement/text");
            past(&mut form, statement.on, "/statement/on");
        }
        Move::Extend { until, consents, reason, .. } => {
            if *until <= today || until.year() > today.year() + 2 {
                form.refuse(Code::OutOfRange, "/until");
            }
            form.optional_text(reason, 500, "/reason");
            for (i, consent) in consents.iter().enumerate() {
                party(&mut form, consent.party, &format!("/consents/{i}/party"));
                past(&mut form, consent.on, &format!("/consents/{i}/on"));
            }
            for missing in speakers(&case.parties).iter().filter(|p| !consents.iter().any(|c| c.party == p.no)) {
                form.refuse_with(Refusal::at(Code::ExtensionNeedsBoth, "/consents").with(
                    format!("还没有登记{}同意延期。", missing.name),
                    format!("{} has not agreed to the extension yet.", missing.name),
                ));
            }
        }
        Move::Suspend { reason, from, note, approver, .. } => {
            past(&mut form, *from, "/from");
            check_pause(&mut form, m, (*reason, approver, note), (*from, None));
        }
        Move::Deduct { reason, from, to, note, approver, .. } => {
            past(&mut form, *from, "/from");
            if to < from {
                form.refuse(Code::DatesReversed, "/to");
            } else if to.year() > today.year() + 2 {
                form.refuse(Code::OutOfRange, "/to");
            } else {
                check_pause(&mut form, m, (*reason, approver, note), (*from, Some(*to)));
            }
        }
        Move::Resume { on } => {
            past(&mut form, *on, "/on");
            if m.pauses.iter().any(|p| p.until.is_none() && *on < p.from) {
                form.refuse(Code::DatesReversed, "/on");
            }
        }
        Move::NoteDay { rule, on, note, .. } => {
            past(&mut form, *on, "/on");
            form.optional_text(note, 500, "/note");
            if !startable(m, case).contains(rule) {
                form.refuse(Code::RuleNotHere, "/rule");
            }
        }
        Move::Elect { side, representatives, electors, on, .. } => {
            past(&mut form, *on, "/on");
            let of_side = |no: &PartyNo| case.parties.iter().any(|p| p.no == *no && p.side == *side);
            if representatives.is_empty() {
                form.refuse(Code::Required, "/representatives");
            }
            if representatives.len() > MAX_ELECTED {
                form.refuse_with(Refusal::at(Code::TooManyRepresentatives, "/representatives").with(
                    format!("推选了{}人，一方推选的代表不超过{MAX_ELECTED}人。", representatives.len()),
                    format!("{} were chosen; one side elects at most {MAX_ELECTED}.", representatives.len()),
                ));
            }
            for (i, no) in representatives.iter().enumerate() {
                if !of_side(no) || representatives[..i].contains(no) {
                    form.refuse(Code::RepresentativeElsewhere, format!("/representatives/{i}"));
                }
            }
            if electors.is_empty() || !electors.iter().all(of_side) {
                form.refuse(Code::ElectorsMissing, "/electors");
            }
        }
        Move::DraftAgreement { draft } => draft.check(&mut form, &case.parties),
        Move::AgreeInWriting {} | Move::TakeEffect { .. } | Move::Conclude { .. } => {}
        Move::AgreeOrally { on } => past(&mut form, *on, "/on"),
        Move::Sign { signer, on, by, .. } => {
            past(&mut form, *on, "/on");
            form.optional_text(by, 60, "/by");
            check_signer(&mut form, m, signer, by, case);
        }
        Move::AffixSeal { on } => past(&mut form, *on, "/on"),
        Move::VoidSignatures { reason } => {
            if reason.trim().is_empty() {
                form.refuse(Code::ReasonNeeded, "/reason");
            }
            form.optional_text(reason, 500, "/reason");
        }
        Move::Fulfil { obligation, paid_fen, on, note, .. } => {
            past(&mut form, *on, "/on");
            form.optional_text(note, 1_000, "/note");
            check_fulfilment(&mut form, m, *obligation, *paid_fen);
        }
        Move::Urge { obligation, instalment, on, note, .. } => {
            past(&mut form, *on, "/on");
            form.optional_text(note, 1_000, "/note");
            let owed = |line: &promises::Line| {
                line.obligation == *obligation && line.instalment == *instalment && line.is_owed()
            };
            if !lines(m, today).iter().any(owed) {
                form.refuse(Code::ObligationUnknown, "/obligation");
            }
        }
        Move::Reschedule { obligation, parts, agreed_by, on, reason, .. } => {
            past(&mut form, *on, "/on");
            form.optional_text(reason, 500, "/reason");
            match m.agreement.iter().flat_map(|a| &a.draft.obligations).find(|o| o.no == *obligation) {
                Some(o) if is_changeable(m, o) => {
                    check_parts(&mut form, parts, o.amount_fen, "/parts");
                    if [Some(o.debtor), o.creditor].iter().flatten().any(|no| !agreed_by.contains(no)) {
                        form.refuse(Code::ChangeNeedsBoth, "/agreed_by");
                    }
                }
                _ => form.refuse(Code::ObligationUnknown, "/obligation"),
            }
        }
        Move::TellRoutes { party: no, routes, on, .. } => {
            party(&mut form, *no, "/party");
            past(&mut form, *on, "/on");
            if routes.is_empty() {
                form.refuse(Code::RemediesNotTold, "/routes");
            }
        }
        Move::ApplyConfirmation { court, ground, applicants, on } => {
            form.text(court, 60, "/court");
            past(&mut form, *on, "/on");
            if m.agreement.as_ref().and_then(|a| a.effective_on).is_some_and(|effective| *on < effective) {
                form.refuse(Code::DateTooEarly, "/on");
            }
            // What counts is the day at the court; it may be written down later.
            if case.confirm_by.is_some_and(|by| *on > by) {
                form.refuse(Code::ConfirmationTooLate, "/on");
            }
            if (case.source == Source::Court) != (*ground == CourtGround::Inviting) {
                form.refuse(Code::CourtNotCompetent, "/ground");
            }
            for (i, no) in applicants.iter().enumerate() {
                party(&mut form, *no, &format!("/applicants/{i}"));
            }
            if applicants_missing(applicants, case) {
                form.refuse(Code::JointApplicationNeeded, "/applicants");
            }
        }
        Move::DocketConfirmation { number, on } => {
            form.text(number, 60, "/number");
            past(&mut form, *on, "/on");
            if pending(m).is_some_and(|c| *on < c.applied_on) {
                form.refuse(Code::DatesReversed, "/on");
            }
        }
        Move::ExtendReview { until, on, note, .. } => {
            past(&mut form, *on, "/on");
            form.optional_text(note, 500, "/note");
            if until.year() > today.year() + 2 {
                form.refuse(Code::OutOfRange, "/until");
            }
            if pending(m).and_then(|c| c.docketed.as_ref()).is_some_and(|d| *on < d.on) {
                form.refuse(Code::DateTooEarly, "/on");
            }
        }
        Move::RecordRuling { outcome, on, number, served_on, note, .. } => {
            past(&mut form, *on, "/on");
            form.optional_text(note, 1_000, "/note");
            if matches!(outcome, RulingOutcome::Confirmed | RulingOutcome::Dismissed) {
                form.text(number, 60, "/number");
            } else {
                form.optional_text(number, 60, "/number");
            }
            if let Some(application) = pending(m) {
                let since = application.docketed.as_ref().map_or(application.applied_on, |d| d.on);
                if *on < since {
                    form.refuse(Code::RulingTooEarly, "/on");
                }
            }
            if let Some(served) = served_on {
                past(&mut form, *served, "/served_on");
                if served < on {
                    form.refuse(Code::DatesReversed, "/served_on");
                }
            }
        }
        Move::DeclareUnfulfilled { note, .. } => form.optional_text(note, 2_000, "/note"),
        Move::Terminate { remedies, note, .. } => {
            form.optional_text(note, 2_000, "/note");
            if remedies.is_empty() {
                form.refuse(Code::RemediesNotTold, "/remedies");
            }
        }
        Move::Refer { body, note, .. } => {
            form.text(body, 80, "/body");
            form.optional_text(note, 2_000, "/note");
        }
    }
    form.finish()
}

/// A pause is explained, approved where it is a matter of discretion, begins after acceptance and overlaps no other.
fn check_pause(
    form: &mut Form,
    m: &Mediation,
    (reason, approver, note): (PauseReason, &str, &str),
    (from, to): (Date, Option<Date>),
) {
    form.optional_text(note, 500, "/note");
    match reason {
        PauseReason::Appraisal | PauseReason::ForceMajeure => form.optional_text(approver, 60, "/approver"),
        PauseReason::AwaitingResult | PauseReason::Other => form.text(approver, 60, "/approver"),
    }
    if m.accepted_on.is_some_and(|accepted| from < accepted) {
        form.refuse(Code::DateTooEarly, "/from");
    }
    let known = m.pauses.iter().find(|p| p.until.is_none_or(|until| from < until) && to.is_none_or(|to| p.from <= to));
    if let Some(known) = known {
        let (zh, en) = match known.until.and_then(|until| until.yesterday().ok()) {
            Some(last) => (
                format!("与已登记的{}至{}重叠。", day_zh(known.from), day_zh(last)),
                format!("It overlaps the pause from {} to {last}.", known.from),
            ),
            None => (
                format!("与{}开始、尚未恢复的中止重叠。", day_zh(known.from)),
                format!("It overlaps the pause that began on {} and still lasts.", known.from),
            ),
        };
        form.refuse_with(Refusal::at(Code::PauseOverlaps, "/from").with(zh, en));
    }
}

/// A party signs in person, or through a guardian, a legal representative or an agent with special authority.
fn check_signer(form: &mut Form, m: &Mediation, signer: &Signer, by: &str, case: &Case) {
    match signer {
        Signer::Party { party } => {
            let Some(facts) = case.parties.iter().find(|p| p.no == *party) else {
                form.refuse(Code::SignerUnknown, "/signer");
                return;
            };
            if let Some(code) = facts.refuses_signature_of(by.trim()) {
                form.refuse(code, "/by");
            }
        }
        Signer::Mediator { account } => {
            if !m.is_mediated_by(account.0) {
                form.refuse(Code::SignerUnknown, "/signer");
            }
        }
    }
}

fn check_fulfilment(form: &mut Form, m: &Mediation, no: u16, now_paid: Option<Fen>) {
    let Some(obligation) = m.agreement.as_ref().and_then(|a| a.draft.obligations.iter().find(|o| o.no == no)) else {
        form.refuse(Code::ObligationUnknown, "/obligation");
        return;
    };
    match (obligation.amount_fen, now_paid) {
        (Some(_), None) => form.refuse(Code::Required, "/paid_fen"),
        (_, Some(amount)) if amount.0 <= 0 => form.refuse(Code::OutOfRange, "/paid_fen"),
        (Some(promised), Some(amount)) if paid(no, &m.fulfilments) + amount > promised => {
            form.refuse(Code::OverPaid, "/paid_fen");
        }
        _ if is_fulfilled(obligation, &m.fulfilments) && !matches!(obligation.due, Due::Lasting {}) => {
            form.refuse(Code::OverPaid, "/obligation");
        }
        _ => {}
    }
}

/// Writes the move into the mediation, filling in numbers.
fn apply(m: &mut Mediation, mv: &mut Move, case: &Case, by: &By) {
    let today = case.today;
    match mv {
        Move::Consent { party, given, how, on } => {
            m.consents.push(Consent { party: *party, given: *given, how: *how, on: *on });
        }
        Move::Accept { on, number, .. } => {
            m.accepted_on = Some(*on);
            m.accepted_by = Some(by.name.clone());
            *number = None;
        }
        Move::Decline { reason, note, route } => {
            m.ending = Some(Ending::Declined { reason: *reason, note: note.clone(), route: *route, on: today });
        }
        Move::ProposeMediators { mediators } => choice::propose(m, mediators, case),
        Move::PickMediator { party, accepts } => choice::pick(m, *party, accepts, today),
        Move::Assign { mediators, how } => assign(m, mediators, *how, case),
        Move::Disclose { mediator, raised_by, ground, text } => m.disclosures.push(Disclosure {
            no: m.disclosures.len() as u16 + 1,
            mediator: *mediator,
            raised_by: *raised_by,
            ground: *ground,
            text: text.clone(),
            on: today,
            outcome: None,
        }),
        Move::DecideDisclosure { disclosure, outcome } => decide(m, *disclosure, *outcome, today),
        Move::GiveNotice { parties, how, on } => {
            for party in parties {
                m.notices.retain(|n| n.party != *party);
                m.notices.push(RightsNotice { party: *party, how: *how, on: *on });
            }
        }
        Move::HoldSession { session } => {
            session.no = m.sessions.len() as u16 + 1;
            m.sessions.push(session.clone());
        }
        Move::Investigate { investigation } => {
            investigation.no = m.investigations.len() as u16 + 1;
            m.investigations.push(investigation.clone());
        }
        Move::AddEvidence { evidence } => {
            evidence.no = m.evidence.len() as u16 + 1;
            m.evidence.push(evidence.clone());
        }
        Move::StateFact { fact } => m.undisputed_facts.push(fact.clone()),
        Move::MakeStatement { statement } => m.statements.push(statement.clone()),
        Move::Extend { until, consents, reason, evidence } => m.extensions.push(Extension {
            until: *until,
            on: today,
            reason: reason.clone(),
            consents: consents.clone(),
            evidence: *evidence,
        }),
        Move::Suspend { reason, from, note, approver, evidence } => m.pauses.push(Pause {
            reason: *reason,
            from: *from,
            until: None,
            note: note.clone(),
            approver: approver.trim().to_owned(),
            evidence: *evidence,
        }),
        Move::Resume { on } => {
            if let Some(pause) = m.pauses.iter_mut().find(|p| p.until.is_none()) {
                pause.until = Some(*on);
            }
        }
        Move::Deduct { reason, from, to, note, approver, evidence } => m.pauses.push(Pause {
            reason: *reason,
            from: *from,
            until: Some(to.tomorrow().unwrap_or(*to)),
            note: note.clone(),
            approver: approver.trim().to_owned(),
            evidence: *evidence,
        }),
        // The day itself runs beside the mediation (`days.rs`).
        Move::NoteDay { .. } => {}
        Move::Elect { side, representatives, electors, on, evidence } => m.elections.push(Election {
            side: *side,
            representatives: representatives.clone(),
            electors: electors.clone(),
            on: *on,
            evidence: *evidence,
        }),
        Move::DraftAgreement { draft } => {
            for (i, obligation) in draft.obligations.iter_mut().enumerate() {
                obligation.no = i as u16 + 1;
            }
            m.agreement = Some(Agreement {
                form: AgreementForm::Written,
                draft: draft.clone(),
                signatures: Vec::new(),
                sealed_on: None,
                effective_on: None,
            });
        }
        Move::AgreeInWriting {} => {}
        Move::AgreeOrally { on } => {
            if let Some(agreement) = &mut m.agreement {
                agreement.form = AgreementForm::Oral;
                agreement.effective_on = Some(*on);
            }
        }
        Move::Sign { signer, how, on, by: through, scan } => {
            if let Some(agreement) = &mut m.agreement {
                agreement.signatures.retain(|s| s.signer != *signer);
                agreement.signatures.push(Signature {
                    signer: signer.clone(),
                    how: *how,
                    on: *on,
                    by: through.trim().to_owned(),
                    scan: *scan,
                    recorded_by: by.name.clone(),
                });
            }
        }
        Move::AffixSeal { on } => {
            if let Some(agreement) = &mut m.agreement {
                agreement.sealed_on = Some(*on);
            }
        }
        Move::VoidSignatures { .. } => {
            m.voided += 1;
            if let Some(agreement) = &mut m.agreement {
                agreement.signatures.clear();
                agreement.sealed_on = None;
            }
        }
        Move::TakeEffect { on } => {
            if let Some(agreement) = &mut m.agreement {
                agreement.effective_on = Some(*on);
            }
        }
        Move::Fulfil { obligation, paid_fen, on, how, note, proof } => m.fulfilments.push(Fulfilment {
            obligation: *obligation,
            paid_fen: *paid_fen,
            on: *on,
            how: *how,
            note: note.clone(),
            proof: *proof,
        }),
        Move::Urge { obligation, instalment, told, on, note } => m.urgings.push(Urging {
            obligation: *obligation,
            instalment: *instalment,
            told: *told,
            on: *on,
            note: note.clone(),
        }),
        Move::Reschedule { obligation, parts, agreed_by, on, reason, evidence } => m.plan_changes.push(PlanChange {
            obligation: *obligation,
            parts: parts.clone(),
            agreed_by: agreed_by.clone(),
            on: *on,
            reason: reason.clone(),
            evidence: *evidence,
        }),
        Move::TellRoutes { party, routes, told, on } => {
            m.routes_told.push(RoutesTold { party: *party, routes: routes.clone(), told: *told, on: *on });
        }
        Move::ApplyConfirmation { court, ground, applicants, on } => m.confirmations.push(Confirmation {
            court: court.trim().to_owned(),
            ground: *ground,
            applicants: applicants.clone(),
            applied_on: *on,
            docketed: None,
            ruling: None,
        }),
        Move::DocketConfirmation { number, on } => {
            if let Some(application) = m.confirmations.last_mut() {
                application.docketed =
                    Some(Docketing { on: *on, number: number.trim().to_owned(), extended_until: None });
            }
        }
        Move::ExtendReview { until, .. } => {
            if let Some(docketed) = m.confirmations.last_mut().and_then(|application| application.docketed.as_mut()) {
                docketed.extended_until = Some(*until);
            }
        }
        Move::RecordRuling { outcome, on, number, served_on, note, scan } => {
            if let Some(application) = m.confirmations.last_mut() {
                application.ruling = Some(Ruling {
                    outcome: *outcome,
                    on: *on,
                    number: number.trim().to_owned(),
                    served_on: *served_on,
                    note: note.clone(),
                    scan: *scan,
                });
            }
        }
        Move::Conclude { .. } => {}
        Move::DeclareUnfulfilled { note, told } => {
            m.ending = Some(Ending::Unfulfilled { note: note.clone(), told: *told, on: today });
        }
        Move::Terminate { reason, note, remedies, told } => {
            m.ending = Some(Ending::Terminated {
                reason: *reason,
                note: note.clone(),
                remedies: remedies.clone(),
                told: *told,
                on: today,
            });
        }
        Move::Refer { to, body, note } => {
            m.ending = Some(Ending::Referred { to: *to, body: body.clone(), note: note.clone(), on: today });
        }
    }
}

fn assign(m: &mut Mediation, accounts: &[IdText], how: Appointment, case: &Case) {
    for assignment in m.mediators.iter_mut().filter(|a| a.until.is_none()) {
        assignment.until = Some(case.today);
    }
    for (i, account) in accounts.iter().enumerate() {
        let name = case.mediators.iter().find(|(id, _)| id == account).map(|(_, n)| n.clone()).unwrap_or_default();
        m.mediators.push(Assignment { account: *account, name, lead: i == 0, how, from: case.today, until: None });
    }
}

fn decide(m: &mut Mediation, no: u16, outcome: RecusalOutcome, today: Date) {
    let Some(disclosure) = m.disclosures.iter_mut().find(|d| d.no == no) else { return };
    disclosure.outcome = Some(outcome);
    if outcome == RecusalOutcome::StepAside {
        let mediator = disclosure.mediator;
        for assignment in m.mediators.iter_mut().filter(|a| a.account == mediator && a.until.is_none()) {
            assignment.until = Some(today);
        }
    }
}
