//! Making a move: the table, the guards, the details, and what follows of itself.

use super::guards::guards;
use super::moves::{UnitOrder, target};
use super::*;
use crate::deadlines::Calendar;
use crate::kernel::{Code, Refusal, refusal::Form};

/// What the rules need to know around the dispatch.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    pub now: Instant,
    pub today: Date,
    pub calendar: &'a Calendar,
    /// The county's plan as it holds now.
    pub plan: &'a EventPlan,
    /// Of the organisations the move names, those that are there and may handle events, with their names.
    pub organisations: Vec<(IdText, String)>,
    /// What the rule of the plan chose: for a dispatch that names no unit.
    pub chosen: Option<Chosen>,
    /// The body in whose name units are asked, a step of the ladder is taken, or a charge recorded; empty where the rules do it.
    pub from: String,
}

/// What a rule chose.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub routed: Routed,
    pub units: Vec<UnitOrder>,
    pub finish: Option<LevelLimit>,
}

/// Who makes the move.
#[derive(Clone, Debug)]
pub struct By {
    pub account: Id,
    pub name: String,
    /// Where they hold posts.
    pub organisations: Vec<Id>,
}

/// A dispatch after a move, with the moves that followed of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub dispatch: Dispatch,
    pub moves: Vec<DispatchMove>,
}

/// So many objections end in supervision, whoever was right.
pub const SHIFTS: usize = 2;

/// Makes a move or says everything that is in its way.
///
/// # Errors
/// [`Code::IllegalMove`] where the table has no such row; the guards' reasons; the fields' reasons.
pub fn make(d: &Dispatch, mv: DispatchMove, case: &Case<'_>, by: &By) -> Result<Made, Vec<Refusal>> {
    let mut next = d.clone();
    let mut moves = vec![step(&mut next, mv, case, by)?];
    while let Some(automatic) = follows(&next, &moves, case) {
        moves.push(step(&mut next, automatic, case, by)?);
    }
    Ok(Made { dispatch: next, moves })
}

/// The move whose condition has come true, if any: what is not fixed opens again; what is shifted back and forth is
/// supervised.
fn follows(d: &Dispatch, made: &[DispatchMove], case: &Case<'_>) -> Option<DispatchMove> {
    match made.last()? {
        DispatchMove::Rate { fixed: false, note, .. } => Some(DispatchMove::Reopen { reason: note.clone() }),
        DispatchMove::Object { .. } if d.objections.len() >= SHIFTS => {
            let (step, ground) = (LadderStep::Supervision, LadderGround::Shifted);
            let known = d.rungs.iter().any(|r| r.step == step && r.ground == ground && r.lifted.is_none());
            let until = case.calendar.add_workdays(case.today, 2);
            (!known).then(|| DispatchMove::Raise { step, ground, until, note: String::new(), units: Vec::new() })
        }
        _ => None,
    }
}

fn step(d: &mut Dispatch, mut mv: DispatchMove, case: &Case<'_>, by: &By) -> Result<DispatchMove, Vec<Refusal>> {
    let kind = mv.kind();
    let Some(to) = target(d.state, kind) else {
        return Err(vec![Refusal::new(Code::IllegalMove).with(
            format!("“{}”状态下不能“{}”。", d.state.label().zh, kind.label().zh),
            format!("\"{}\" is not possible in the state \"{}\".", kind.label().en, d.state.label().en),
        )]);
    };
    // Put right by whoever reported it, it was never sent: what is not fixed begins where it was received.
    let to = if kind == DispatchMoveKind::Reopen && d.lead().is_none() { DispatchState::Reported } else { to };
    let waiting = guards(d, kind, by);
    if !waiting.is_empty() {
        return Err(waiting);
    }
    fill(&mut mv, case)?;
    check(d, &mv, case, by)?;
    apply(d, &mv, case, by);
    let moved = d.state != to;
    d.state = to;
    if moved {
        d.ended_on = to.is_ended().then_some(case.today);
    }
    Ok(mv)
}

/// Fills in what the server knows: the units a rule chose, and names.
fn fill(mv: &mut DispatchMove, case: &Case<'_>) -> Result<(), Vec<Refusal>> {
    if let DispatchMove::Send { units, finish, routed, .. } = mv {
        *routed = None;
        if units.is_empty() {
            let chosen = case.chosen.as_ref().ok_or_else(|| vec![Refusal::at(Code::NoRuleFits, "/units")])?;
            units.clone_from(&chosen.units);
            *routed = Some(chosen.routed.clone());
            *finish = finish.or(chosen.finish);
        }
    }
    let named = |order: &mut UnitOrder| {
        if let Some((_, name)) = case.organisations.iter().find(|(id, _)| *id == order.organisation) {
            order.name.clone_from(name);
        }
    };
    match mv {
        DispatchMove::Send { units, .. } | DispatchMove::Whistle { units, .. } => units.iter_mut().for_each(named),
        DispatchMove::Decide { instead: Some(order), .. } => named(order),
        _ => {}
    }
    Ok(())
}

/// Checks the details of a move.
fn check(d: &Dispatch, mv: &DispatchMove, case: &Case<'_>, by: &By) -> Result<(), Vec<Refusal>> {
    use DispatchMove as M;
    let mut form = Form::default();
    let today = case.today;
    // Each unit speaks for itself: nobody answers in another's name.
    let own = |form: &mut Form, no: u16, states: &[UnitState]| match d.unit(no) {
        None => form.refuse(Code::UnitUnknown, "/unit"),
        Some(unit) if !by.organisations.contains(&unit.organisation.0) => form.refuse(Code::UnitNotYours, "/unit"),
        Some(unit) if !states.contains(&unit.state) => form.refuse(Code::UnitElsewhere, "/unit"),
        Some(_) => {}
    };
    match mv {
        M::File { level, note, .. } => {
            if case.plan.level(level).is_none() {
                form.refuse(Code::UnknownValue, "/level");
            }
            form.optional_text(note, 500, "/note");
        }
        M::Merge { likeness, note, .. } => {
            if likeness.is_none() {
                form.refuse(Code::NotFound, "/into");
            }
            form.optional_text(note, 500, "/note");
        }
        M::Unmerge { reason } => form.text(reason, 500, "/reason"),
        M::Dismiss { note, .. } => form.optional_text(note, 500, "/note"),
        M::HandleSelf { result, proof } => {
            form.text(result, 1_000, "/result");
            if proof.is_empty() {
                form.refuse(Code::ProofNeeded, "/proof");
            }
        }
        M::Send { units, note, .. } => {
            orders(&mut form, units, case);
            form.optional_text(note, 500, "/note");
        }
        M::Whistle { units, note, .. } => {
            orders(&mut form, units, case);
            form.text(note, 500, "/note");
        }
        M::Accept { unit } => own(&mut form, *unit, &[UnitState::Sent]),
        M::Object { unit, note, suggests, .. } => {
            own(&mut form, *unit, &[UnitState::Sent]);
            form.text(note, 500, "/note");
            if suggests.is_some_and(|id| !case.organisations.iter().any(|(known, _)| *known == id)) {
                form.refuse(Code::OrganisationUnknown, "/suggests");
            }
            if d.unit(*unit).and_then(|u| u.answered_in_time(case.now)) == Some(false) {
                form.refuse(Code::ObjectionLate, "/unit");
            }
        }
        M::Decide { objection, upheld, note, instead } => {
            match d.objections.iter().find(|o| o.no == *objection) {
                Some(o) if o.decision.is_none() => {}
                _ => form.refuse(Code::UnknownValue, "/objection"),
            }
            form.text(note, 500, "/note");
            match (upheld, instead) {
                (true, None) => form.refuse(Code::Required, "/instead"),
                (true, Some(order)) if !case.organisations.iter().any(|(id, _)| *id == order.organisation) => {
                    form.refuse(Code::OrganisationUnknown, "/instead/organisation");
                }
                (true, Some(order)) if d.responsible().any(|u| u.organisation == order.organisation) => {
                    form.refuse(Code::UnitTwice, "/instead/organisation");
                }
                _ => {}
            }
        }
        M::Arrive { unit, .. } => own(&mut form, *unit, &[UnitState::Accepted]),
        M::Advance { unit, text, .. } => {
            own(&mut form, *unit, &[UnitState::Accepted]);
            form.text(text, 1_000, "/text");
        }
        M::Finish { unit, result, proof } => {
            own(&mut form, *unit, &[UnitState::Accepted]);
            form.text(result, 1_000, "/result");
            if proof.is_empty() {
                form.refuse(Code::ProofNeeded, "/proof");
            }
        }
        M::Answer { text, .. } => form.text(text, 2_000, "/text"),
        M::PutOff { unit, until, reason } => {
            form.text(reason, 500, "/reason");
            match d.unit(*unit) {
                Some(u) if u.state.is_open() => {}
                _ => form.refuse(Code::UnitUnknown, "/unit"),
            }
            if *until <= today || *until > today.saturating_add(jiff::Span::new().days(366)) {
                form.refuse(Code::OutOfRange, "/until");
            }
        }
        M::Pass { note, .. } => form.optional_text(note, 500, "/note"),
        M::Return { reason, .. } => form.text(reason, 500, "/reason"),
        M::Rate { note, .. } => form.optional_text(note, 500, "/note"),
        M::Raise { step, ground, until, note, units } => {
            if !ladder::is_open(d, *step, *ground, case.now, today) {
                form.refuse(Code::GroundMissing, "/ground");
            }
            if *ground == LadderGround::BadEffect {
                form.text(note, 500, "/note");
            }
            form.optional_text(note, 500, "/note");
            if *until < today || *until > today.saturating_add(jiff::Span::new().days(366)) {
                form.refuse(Code::OutOfRange, "/until");
            }
            for (i, unit) in units.iter().enumerate() {
                if d.unit(*unit).is_none() {
                    form.refuse(Code::UnitUnknown, format!("/units/{i}"));
                }
            }
        }
        M::Lift { rung, reason } => {
            form.text(reason, 500, "/reason");
            if !d.rungs.iter().any(|r| r.no == *rung && r.lifted.is_none()) {
                form.refuse(Code::UnknownValue, "/rung");
            }
        }
        M::TakeCharge { unit, target_on, name, .. } => {
            if d.unit(*unit).is_none_or(|u| !u.state.is_responsible()) {
                form.refuse(Code::UnitUnknown, "/unit");
            }
            if *target_on < today {
                form.refuse(Code::DateTooEarly, "/target_on");
            }
            if name.is_empty() {
                form.refuse(Code::LeaderUnknown, "/leader");
            }
        }
        M::Meet { on, text } => {
            form.text(text, 1_000, "/text");
            if *on > today {
                form.refuse(Code::DateInFuture, "/on");
            }
        }
        M::EndCharge { result } => form.text(result, 1_000, "/result"),
        M::Report { .. } | M::Absorb { .. } | M::GiveBack { .. } | M::Reopen { .. } | M::Mediate { .. } => {}
    }
    form.finish()
}

/// One lead, nobody twice, and all of them there.
fn orders(form: &mut Form, units: &[UnitOrder], case: &Case<'_>) {
    if units.len() > 12 {
        form.refuse(Code::OutOfRange, "/units");
    }
    if units.iter().filter(|u| u.part == UnitPart::Lead).count() != 1 {
        form.refuse(Code::LeadNeeded, "/units");
    }
    for (i, order) in units.iter().enumerate() {
        if !case.organisations.iter().any(|(id, _)| *id == order.organisation) {
            form.refuse(Code::OrganisationUnknown, format!("/units/{i}/organisation"));
        } else if units[..i].iter().any(|u| u.organisation == order.organisation) {
            form.refuse(Code::UnitTwice, format!("/units/{i}/organisation"));
        }
        form.optional_text(&order.task, 200, &format!("/units/{i}/task"));
    }
}

fn apply(d: &mut Dispatch, mv: &DispatchMove, case: &Case<'_>, by: &By) {
    use DispatchMove as M;
    let now = case.now;
    let handled = |d: &mut Dispatch| {
        if !d.was_handled_by(by.account) {
            d.handled_by.push(IdText(by.account));
        }
    };
    match mv {
        M::File { level, category, class, .. } => {
            d.level = case.plan.level(level).cloned();
            if let (Some(category), Some(class)) = (category, class) {
                (d.category, d.class) = (category.clone(), *class);
            }
        }
        M::Merge { into, likeness: Some(likeness), .. } => {
            d.merged = Some(Merge { into: into.clone(), likeness: likeness.clone(), at: now });
        }
        M::Unmerge { .. } => d.merged = None,
        M::Absorb { code } => d.absorbed.push(code.clone()),
        M::GiveBack { code } => d.absorbed.retain(|known| known != code),
        M::Dismiss { reason, .. } => d.dismissed = Some(*reason),
        M::HandleSelf { result, proof } => {
            d.self_handled = true;
            d.answer = Some(JointAnswer {
                text: result.clone(),
                proof: proof.clone(),
                at: now,
                by_name: by.name.clone(),
                units: Vec::new(),
            });
            handled(d);
        }
        M::Send { units, finish, routed, .. } => {
            d.routed.clone_from(routed);
            ask(d, units, *finish, case);
        }
        M::Whistle { units, finish, .. } => {
            d.whistle = true;
            ask(d, units, *finish, case);
        }
        M::Accept { unit } => {
            accept(d, *unit, now);
            handled(d);
        }
        M::Object { unit, reason, note, suggests } => {
            let no = d.objections.len() as u16 + 1;
            let (note, suggests) = (note.clone(), *suggests);
            d.objections.push(Objection { no, unit: *unit, reason: *reason, note, suggests, at: now, decision: None });
            set(d, *unit, |u| u.state = UnitState::Objected);
        }
        M::Decide { objection, upheld, note, instead } => {
            decide(d, *objection, *upheld, note, instead.as_ref(), case, by)
        }
        M::Arrive { unit, photos } => {
            set(d, *unit, |u| u.arrived_at = Some(now));
            advance(d, *unit, String::new(), photos, now, by);
            handled(d);
        }
        M::Advance { unit, text, photos } => {
            advance(d, *unit, text.clone(), photos, now, by);
            handled(d);
        }
        M::Finish { unit, result, proof } => {
            set(d, *unit, |u| {
                u.state = UnitState::Finished;
                u.finished_at = Some(now);
                u.result.clone_from(result);
                u.proof.clone_from(proof);
            });
            handled(d);
        }
        M::Answer { text, proof } => {
            let units = d.responsible().map(|u| u.no).collect();
            let (text, proof, by_name) = (text.clone(), proof.clone(), by.name.clone());
            d.answer = Some(JointAnswer { text, proof, at: now, by_name, units });
            handled(d);
        }
        M::PutOff { unit, until, .. } => {
            let end = crate::kernel::clock::instant_of(until.at(23, 59, 59, 0));
            set(d, *unit, |u| u.finish_by = Some(end));
        }
        M::Pass { how, note, photos } => look(d, *how, true, note, photos, now, by),
        M::Return { how, reason, photos } => {
            look(d, *how, false, reason, photos, now, by);
            rework(d, case);
        }
        M::Rate { fixed, satisfaction, note } => {
            d.ratings.push(Rating { fixed: *fixed, satisfaction: *satisfaction, note: note.clone(), at: now });
        }
        M::Reopen { .. } if d.lead().is_none() => (d.self_handled, d.answer) = (false, None),
        M::Reopen { .. } => rework(d, case),
        M::Raise { step, ground, until, note, units } => {
            let units = if units.is_empty() { d.responsible().map(|u| u.no).collect() } else { units.clone() };
            d.rungs.push(Rung {
                no: d.rungs.len() as u16 + 1,
                step: *step,
                ground: *ground,
                note: note.clone(),
                units,
                at: now,
                by_name: by.name.clone(),
                from: case.from.clone(),
                until: *until,
                lifted: None,
            });
        }
        M::Lift { rung, reason } => {
            let lifted = ladder::Lifted { at: now, by_name: by.name.clone(), reason: reason.clone() };
            if let Some(rung) = d.rungs.iter_mut().find(|r| r.no == *rung) {
                rung.lifted = Some(lifted);
            }
        }
        M::TakeCharge { leader, unit, target_on, name } => {
            d.charge = Some(Charge {
                leader: *leader,
                leader_name: name.clone(),
                unit: *unit,
                target_on: *target_on,
                since: now,
                from: case.from.clone(),
                meetings: Vec::new(),
                result: None,
            });
        }
        M::Meet { on, text } => {
            if let Some(charge) = &mut d.charge {
                charge.meetings.push(Meeting { on: *on, text: text.clone() });
            }
        }
        M::EndCharge { result } => {
            if let Some(charge) = &mut d.charge {
                charge.result = Some(result.clone());
            }
        }
        M::Mediate { code } => d.mediation = Some(code.clone()),
        M::Report { .. } | M::Merge { likeness: None, .. } => {}
    }
}

fn set(d: &mut Dispatch, no: u16, change: impl FnOnce(&mut Unit)) {
    if let Some(unit) = d.units.iter_mut().find(|u| u.no == no) {
        change(unit);
    }
}

/// Asks units, each with its own clocks.
fn ask(d: &mut Dispatch, orders: &[UnitOrder], finish: Option<LevelLimit>, case: &Case<'_>) {
    for order in orders {
        let unit = asked(d, order, finish, None, case);
        d.units.push(unit);
    }
}

fn asked(d: &Dispatch, order: &UnitOrder, finish: Option<LevelLimit>, replaces: Option<u16>, case: &Case<'_>) -> Unit {
    let level = d.level.as_ref();
    let ends = |limit: Option<LevelLimit>| limit.map(|limit| limit.ends_at(case.now, case.calendar));
    Unit {
        no: d.units.len() as u16 + 1,
        organisation: order.organisation,
        name: order.name.clone(),
        part: order.part,
        task: order.task.trim().to_owned(),
        state: UnitState::Sent,
        sent_at: case.now,
        answer_by: ends(level.and_then(|level| level.answer)),
        finish_by: ends(finish.or_else(|| level?.finish)),
        from: case.from.clone(),
        replaces,
        accepted_at: None,
        arrived_at: None,
        finished_at: None,
        result: String::new(),
        proof: Vec::new(),
    }
}

/// From here on the unit answers for it, and the one whose place it takes no longer does (首办负责).
fn accept(d: &mut Dispatch, no: u16, now: Instant) {
    set(d, no, |u| {
        u.state = UnitState::Accepted;
        u.accepted_at = Some(now);
    });
    for before in d.before(no) {
        set(d, before, |u| u.state = UnitState::Released);
    }
}

fn decide(
    d: &mut Dispatch,
    objection: u16,
    upheld: bool,
    note: &str,
    instead: Option<&UnitOrder>,
    case: &Case<'_>,
    by: &By,
) {
    let Some(unit) = d.objections.iter().find(|o| o.no == objection).map(|o| o.unit) else { return };
    let mut asked_instead = None;
    match instead.filter(|_| upheld) {
        Some(order) => {
            let part = d.unit(unit).map_or(UnitPart::Lead, |u| u.part);
            let order = UnitOrder { part, ..order.clone() };
            // Whoever is asked in the place of one who was asked instead takes the place of the first.
            let new = asked(d, &order, None, Some(unit), case);
            asked_instead = Some(new.no);
            d.units.push(new);
        }
        // It stays with the unit: the clock for its answer begins again.
        None => {
            let answer_by = d.level.as_ref().and_then(|l| l.answer).map(|limit| limit.ends_at(case.now, case.calendar));
            set(d, unit, |u| (u.state, u.answer_by) = (UnitState::Sent, answer_by));
        }
    }
    if let Some(o) = d.objections.iter_mut().find(|o| o.no == objection) {
        let (note, by_name) = (note.to_owned(), by.name.clone());
        o.decision = Some(ObjectionDecision { upheld, note, unit: asked_instead, at: case.now, by_name });
    }
}

fn advance(d: &mut Dispatch, unit: u16, text: String, photos: &[u16], at: Instant, by: &By) {
    if !text.is_empty() || !photos.is_empty() {
        d.progress.push(Progress { unit, at, by_name: by.name.clone(), text, photos: photos.to_vec() });
    }
}

fn look(d: &mut Dispatch, how: CheckHow, passed: bool, note: &str, photos: &[u16], at: Instant, by: &By) {
    let (note, photos, by_name) = (note.to_owned(), photos.to_vec(), by.name.clone());
    d.checks.push(Check { how, passed, note, photos, at, by: IdText(by.account), by_name });
}

/// The lead has it on its desk again, with a new clock.
fn rework(d: &mut Dispatch, case: &Case<'_>) {
    let finish_by = d.level.as_ref().and_then(|l| l.finish).map(|limit| limit.ends_at(case.now, case.calendar));
    if let Some(no) = d.lead().map(|u| u.no) {
        set(d, no, |u| (u.state, u.finished_at, u.finish_by) = (UnitState::Accepted, None, finish_by));
    }
}
