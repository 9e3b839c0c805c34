//! Adding to a ladder, and what happens to its rungs.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{Acceptance, Ladder, OfferFrom, Rung, RungKind, RungState};
use crate::kernel::{Code, Date, Instant, Refusal, refusal::Form};
use crate::matters::PartyNo;
use crate::mediation::agreement::AgreementDraft;
use crate::mediation::{Obligation, PartyFacts};

/// A rung as it comes in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub struct NewRung {
    /// What it is about: `医疗费`.
    pub item: String,
    pub kind: RungKind,
    /// What would be promised; left out of a position.
    #[serde(default)]
    pub terms: Option<Obligation>,
    #[serde(default)]
    pub words: String,
    /// Numbers of rungs without which it does not hold.
    #[serde(default)]
    pub only_if: Vec<u16>,
    #[serde(default)]
    pub until: Option<Date>,
    /// For the mediator alone.
    #[serde(default)]
    pub private: bool,
}

impl NewRung {
    fn is_said_by(&self, rung: &Rung) -> bool {
        (self.item.trim(), self.kind, &self.terms, self.words.trim(), &self.only_if, self.until, self.private)
            == (&*rung.item, rung.kind, &rung.terms, &*rung.words, &rung.only_if, rung.until, rung.private)
    }
}

/// When a rung is added, by whose hand, and what its hash is salted with.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    pub at: Instant,
    pub today: Date,
    /// The member of staff who writes it down for a party, or proposes; empty for the party itself.
    pub by: &'a str,
    pub salt: &'a str,
}

/// More than a quarrel has; a program that offers ends here.
const MOST: usize = 300;

/// Adds a rung.
///
/// # Errors
/// The faults of its fields; [`Code::OfferWithoutTerms`] for an offer that promises nothing.
pub fn add(
    ladder: &Ladder,
    new: NewRung,
    from: OfferFrom,
    parties: &[PartyFacts],
    written: Written<'_>,
) -> Result<Ladder, Vec<Refusal>> {
    let today = written.today;
    let mut form = Form::default();
    form.text(&new.item, 40, "/item");
    form.optional_text(&new.words, 1_000, "/words");
    if ladder.rungs.len() >= MOST {
        form.refuse(Code::OutOfRange, "/item");
    }
    if from.party().is_some_and(|no| !parties.iter().any(|p| p.no == no)) {
        form.refuse(Code::PartyUnknown, "/from");
    }
    // Only the mediator proposes, and the mediator has no side whose offer it could be.
    if (new.kind == RungKind::Proposal) != (from == OfferFrom::Mediator {}) {
        form.refuse(Code::UnknownValue, "/kind");
    }
    match (&new.terms, new.kind) {
        (None, RungKind::Position) => form.text(&new.words, 1_000, "/words"),
        (Some(_), RungKind::Position) => form.refuse(Code::OutOfRange, "/terms"),
        (None, _) => form.refuse(Code::OfferWithoutTerms, "/terms"),
        (Some(terms), _) => check_terms(&mut form, terms, parties),
    }
    for (i, no) in new.only_if.iter().enumerate() {
        let other = ladder.rung(*no).filter(|other| other.kind != RungKind::Position && other.withdrawn_at.is_none());
        // What a party does not see is not there for it.
        let other = other.filter(|other| from.party().is_none_or(|party| other.is_seen_by(party)));
        if other.is_none() || new.only_if[..i].contains(no) {
            form.refuse(Code::OfferUnknown, format!("/only_if/{i}"));
        }
    }
    if new.until.is_some_and(|until| until < today || until.year() > today.year() + 1) {
        form.refuse(Code::OutOfRange, "/until");
    }
    form.finish()?;
    let mut next = ladder.clone();
    // The same said twice is said once: a lost connection, a second tap.
    let last = ladder.rungs.iter().rev().find(|rung| rung.from == from);
    if last.is_some_and(|rung| new.is_said_by(rung) && ladder.state(rung, parties, today) == RungState::Open) {
        return Ok(next);
    }
    next.rungs.push(Rung {
        no: ladder.rungs.iter().map(|rung| rung.no).max().unwrap_or_default() + 1,
        item: new.item.trim().to_owned(),
        kind: new.kind,
        from,
        terms: new.terms,
        words: new.words.trim().to_owned(),
        only_if: new.only_if,
        until: new.until,
        private: new.private,
        at: written.at,
        salt: written.salt.to_owned(),
        recorded_by: written.by.to_owned(),
        released_at: None,
        withdrawn_at: None,
        accepted: Vec::new(),
        drafted: false,
    });
    Ok(next)
}

/// The terms are those of a promise, under `/terms`.
fn check_terms(form: &mut Form, terms: &Obligation, parties: &[PartyFacts]) {
    let draft = AgreementDraft {
        facts: String::new(),
        responsibility: String::new(),
        obligations: vec![terms.clone()],
        terms: Vec::new(),
    };
    let mut inner = Form::default();
    draft.check(&mut inner, parties);
    for refusal in inner.finish().err().unwrap_or_default() {
        let pointer = refusal.pointer.as_deref().map(|at| at.replacen("/draft/obligations/0", "/terms", 1));
        form.refuse_with(Refusal { pointer, ..refusal });
    }
}

fn at(ladder: &mut Ladder, no: u16) -> Result<&mut Rung, Vec<Refusal>> {
    ladder.rungs.iter_mut().find(|rung| rung.no == no).ok_or_else(|| vec![Refusal::new(Code::OfferUnknown)])
}

fn require(state: RungState, wanted: RungState) -> Result<(), Vec<Refusal>> {
    if state == wanted { Ok(()) } else { Err(vec![Refusal::new(Code::OfferOver)]) }
}

fn state_of(ladder: &Ladder, no: u16, parties: &[PartyFacts], today: Date) -> Result<RungState, Vec<Refusal>> {
    let rung = ladder.rung(no).ok_or_else(|| vec![Refusal::new(Code::OfferUnknown)])?;
    Ok(ladder.state(rung, parties, today))
}

/// The mediator lets the other side see it. What was seen is not unseen.
///
/// # Errors
/// [`Code::OfferUnknown`]; [`Code::OfferPrivate`] for what is for the mediator alone; [`Code::OfferOver`] where it no longer
/// stands.
pub fn release(
    ladder: &Ladder,
    no: u16,
    parties: &[PartyFacts],
    (now, today): (Instant, Date),
) -> Result<Ladder, Vec<Refusal>> {
    let state = state_of(ladder, no, parties, today)?;
    if ladder.rung(no).is_some_and(|rung| rung.private) {
        return Err(vec![Refusal::new(Code::OfferPrivate)]);
    }
    require(state, RungState::Open)?;
    let mut next = ladder.clone();
    at(&mut next, no)?.released_at.get_or_insert(now);
    Ok(next)
}

/// Takes a rung back that not everybody has accepted yet. `party`: none for the mediator's own.
///
/// # Errors
/// [`Code::OfferUnknown`] also for what is another's; [`Code::OfferOver`].
pub fn withdraw(
    ladder: &Ladder,
    no: u16,
    party: Option<PartyNo>,
    parties: &[PartyFacts],
    (now, today): (Instant, Date),
) -> Result<Ladder, Vec<Refusal>> {
    if ladder.rung(no).is_none_or(|rung| rung.from.party() != party) {
        return Err(vec![Refusal::new(Code::OfferUnknown)]);
    }
    if matches!(state_of(ladder, no, parties, today)?, RungState::Accepted | RungState::Withdrawn) {
        return Err(vec![Refusal::new(Code::OfferOver)]);
    }
    let mut next = ladder.clone();
    at(&mut next, no)?.withdrawn_at = Some(now);
    Ok(next)
}

/// A party takes what was released to it.
///
/// # Errors
/// [`Code::OfferUnknown`] for what it does not see or has not to answer; [`Code::OfferOver`]. Taken twice is taken once.
pub fn accept(
    ladder: &Ladder,
    no: u16,
    party: PartyNo,
    parties: &[PartyFacts],
    (now, today): (Instant, Date),
) -> Result<Ladder, Vec<Refusal>> {
    let state = state_of(ladder, no, parties, today)?;
    let mut next = ladder.clone();
    let mine = ladder.rung(no).is_some_and(|rung| {
        rung.kind != RungKind::Position && rung.released_at.is_some() && ladder.takers(rung, parties).contains(&party)
    });
    if !mine {
        return Err(vec![Refusal::new(Code::OfferUnknown)]);
    }
    let rung = at(&mut next, no)?;
    if rung.accepted.iter().any(|one| one.party == party) {
        return Ok(next);
    }
    require(state, RungState::Open)?;
    rung.accepted.push(Acceptance { party, at: now });
    Ok(next)
}

/// What all have accepted goes into the agreement's draft, each once; the ladder remembers which did.
///
/// # Errors
/// [`Code::NothingAccepted`] where there is nothing to take over.
pub fn flow_into(
    ladder: &Ladder,
    draft: Option<&AgreementDraft>,
    parties: &[PartyFacts],
    today: Date,
) -> Result<(Ladder, AgreementDraft), Refusal> {
    let mut next = ladder.clone();
    let empty = || AgreementDraft {
        facts: String::new(),
        responsibility: String::new(),
        obligations: Vec::new(),
        terms: Vec::new(),
    };
    let mut draft = draft.cloned().unwrap_or_else(empty);
    let accepted: Vec<u16> = ladder
        .rungs
        .iter()
        .filter(|rung| !rung.drafted && ladder.state(rung, parties, today) == RungState::Accepted)
        .map(|rung| rung.no)
        .collect();
    if accepted.is_empty() {
        return Err(Refusal::new(Code::NothingAccepted));
    }
    for rung in next.rungs.iter_mut().filter(|rung| accepted.contains(&rung.no)) {
        rung.drafted = true;
        draft.obligations.extend(rung.terms.clone());
    }
    // A text edited by hand does not know of what comes in: it is composed anew.
    draft.terms.clear();
    Ok((next, draft))
}
