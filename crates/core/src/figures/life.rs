//! From a matter's life to its facts.

use jiff::Span;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::measure::Measure;
use crate::dispatch::Dispatch;
use crate::kernel::{Fen, Id, Instant, china_date};
use crate::matters::record::{FollowUp, Kept, Satisfaction};
use crate::matters::{DisputeKind, Source};
use crate::mediation::promises::lines;
use crate::mediation::{Ending, Mediation, RulingOutcome, SessionWith, TerminationReason};
use crate::people::OrganisationKind;
use crate::places::AreaCode;

/// Where a matter stands in the statistics: what every fact of it is filed under.
#[derive(Clone, Copy, Debug)]
pub struct Filed<'a> {
    pub area: &'a AreaCode,
    pub kind: DisputeKind,
    pub source: Source,
    pub sealed: bool,
}

/// An event: which kind, and when. What it says is not looked at.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    pub kind: &'a str,
    pub at: Instant,
}

/// A mediation of the matter, and who conducts it.
#[derive(Clone, Copy, Debug)]
pub struct Conducted<'a> {
    pub mediation: &'a Mediation,
    pub organisation: Option<Id>,
    pub body: Option<OrganisationKind>,
}

/// A matter as it stands, and what happened to it when.
#[derive(Clone, Copy, Debug)]
pub struct Life<'a> {
    /// Brought in from a ledger kept elsewhere.
    pub brought_in: bool,
    /// Parties, bodies among them.
    pub people: usize,
    /// A party is a legal person or another organisation.
    pub enterprise: bool,
    /// In dispute, as registered.
    pub amount: Option<Fen>,
    pub mediations: &'a [Conducted<'a>],
    /// As the matter's record has them, the oldest first.
    pub follow_ups: &'a [&'a FollowUp],
    /// Its dispatch, where it is an event: of these other things are counted.
    pub dispatch: Option<&'a Dispatch>,
    /// The whole chain, the oldest first. Kinds nothing is counted from may be left out.
    pub events: &'a [Happened<'a>],
}

/// One thing that is counted, once for a matter, a measure and an occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub measure: Measure,
    /// From 1: a matter may be closed twice.
    pub n: u16,
    /// When the event happened.
    pub at: Instant,
    /// The day it counts on: of the event, or the one its cohort has (see the measure's meaning).
    pub day: Date,
    /// In the measure's unit; 0 where only facts are counted.
    pub value: i64,
    pub organisation: Option<Id>,
    pub body: Option<OrganisationKind>,
}

/// After so many days a matter that is reopened is a new trouble.
pub const CAME_BACK_DAYS: i64 = 90;

/// What makes a mediation difficult and complex. There is no national definition; these are the criteria in use
/// (amount, number of people, number of sessions, length), with thresholds of our own.
pub mod difficult {
    use crate::kernel::Fen;

    pub const PEOPLE: usize = 10;
    /// Half a million yuan.
    pub const AMOUNT: Fen = Fen(50_000_000);
    pub const SESSIONS: usize = 3;
}

/// Kinds of event that facts are made from. Others need not be read.
pub const KINDS: &[&str] = &[
    "matter.registered",
    "matter.closed",
    "matter.reopened",
    "matter.followed_up",
    "mediation.accepted",
    "mediation.declined",
    "mediation.assigned",
    "mediation.session_held",
    "mediation.agreed_orally",
    "mediation.took_effect",
    "mediation.terminated",
    "mediation.referred",
    "mediation.fulfilment_recorded",
    "mediation.fulfilled",
    "mediation.unfulfilled",
    "mediation.confirmation_applied",
    "mediation.ruling_recorded",
    "dispatch.reported",
    "dispatch.sent",
    "dispatch.whistled",
    "dispatch.accepted",
    "dispatch.objected",
    "dispatch.finished",
    "dispatch.returned",
    "dispatch.reopened",
];

/// The facts of a matter, in a fixed order.
pub fn facts(life: &Life<'_>) -> Vec<Fact> {
    let mut counting = Counting { life, facts: Vec::new(), course: Course::default(), follow_ups: Vec::new() };
    match life.dispatch {
        Some(dispatch) => counting.of_event(dispatch),
        None => {
            for event in life.events {
                counting.event(event);
            }
            counting.what_became_of_it();
        }
    }
    let mut facts = counting.facts;
    facts.sort_unstable_by_key(|fact| (fact.measure, fact.n));
    facts
}

/// How far the events have come.
#[derive(Default)]
struct Course {
    registered: Option<Instant>,
    closed: Option<(Instant, u16)>,
    /// The mediation that runs, by its place in the list, and its steps.
    running: usize,
    steps: Steps,
    /// Of the last agreement: which mediation, and when it took effect.
    agreed: Option<(usize, Instant)>,
    fulfilled: Option<Instant>,
}

/// When the mediation that runs got where for the first time.
#[derive(Default)]
struct Steps {
    decided: bool,
    accepted: Option<Instant>,
    assigned: Option<Instant>,
    met: Option<Instant>,
    fulfilments: usize,
    rulings: usize,
}

struct Counting<'a> {
    life: &'a Life<'a>,
    facts: Vec<Fact>,
    course: Course,
    /// When each follow-up was recorded.
    follow_ups: Vec<Instant>,
}

impl<'a> Counting<'a> {
    fn event(&mut self, event: &Happened<'_>) {
        let at = event.at;
        match event.kind {
            "matter.registered" if self.life.brought_in => self.count(Measure::BroughtIn, at),
            "matter.registered" => {
                self.course.registered = Some(at);
                self.count(Measure::Registered, at);
            }
            "matter.closed" => {
                if self.course.closed.is_none() {
                    self.step(Measure::ToClose, self.course.registered, at);
                }
                let n = self.put(Measure::Closed, at, china_date(at), 0);
                self.course.closed = Some((at, n));
            }
            "matter.reopened" => self.reopened(at),
            "matter.followed_up" => self.follow_ups.push(at),
            "mediation.accepted" => {
                self.decided();
                self.course.steps.accepted = Some(at);
                self.count(Measure::Accepted, at);
                self.step(Measure::ToAccept, self.course.registered, at);
            }
            "mediation.declined" => {
                self.decided();
                self.count(Measure::Declined, at);
            }
            "mediation.assigned" if self.course.steps.assigned.is_none() => {
                self.course.steps.assigned = Some(at);
                self.step(Measure::ToAssign, self.course.steps.accepted, at);
            }
            "mediation.session_held" if self.course.steps.met.is_none() => {
                self.course.steps.met = Some(at);
                self.step(Measure::ToSession, self.course.steps.assigned, at);
            }
            "mediation.agreed_orally" => self.agreed(Measure::AgreedOrally, at),
            "mediation.took_effect" => self.agreed(Measure::AgreedInWriting, at),
            "mediation.terminated" => {
                self.outcome(at);
                self.count(Measure::Failed, at);
                let ending = self.running().and_then(|m| m.ending.as_ref());
                if let Some(Ending::Terminated {
                    reason: TerminationReason::Withdrawn | TerminationReason::CannotContact,
                    ..
                }) = ending
                {
                    self.count(Measure::Withdrawn, at);
                }
            }
            "mediation.referred" => self.count(Measure::Referred, at),
            "mediation.fulfilment_recorded" => {
                let n = self.course.steps.fulfilments;
                self.course.steps.fulfilments += 1;
                let paid = self.running().and_then(|m| m.fulfilments.get(n)).and_then(|f| f.paid_fen);
                if let Some(paid) = paid {
                    self.put(Measure::Recovered, at, china_date(at), paid.0);
                }
            }
            "mediation.fulfilled" => {
                self.course.fulfilled = Some(at);
                self.count(Measure::Fulfilled, at);
                self.step(Measure::ToFulfil, self.course.agreed.map(|(_, at)| at), at);
            }
            "mediation.unfulfilled" => self.count(Measure::Unfulfilled, at),
            "mediation.confirmation_applied" => self.count(Measure::ConfirmationApplied, at),
            "mediation.ruling_recorded" => {
                let n = self.course.steps.rulings;
                self.course.steps.rulings += 1;
                let rulings = |m: &'a Mediation| m.confirmations.iter().filter_map(|c| c.ruling.as_ref()).nth(n);
                match self.running().and_then(rulings).map(|ruling| ruling.outcome) {
                    Some(RulingOutcome::Confirmed) => self.count(Measure::Confirmed, at),
                    Some(RulingOutcome::Dismissed | RulingOutcome::Rejected) => {
                        self.count(Measure::ConfirmationRefused, at);
                    }
                    Some(RulingOutcome::Withdrawn) | None => {}
                }
            }
            _ => {}
        }
    }

    /// An event is no dispute: nothing of it is in the tables of mediation.
    fn of_event(&mut self, dispatch: &Dispatch) {
        for event in self.life.events {
            let measure = match event.kind {
                "dispatch.reported" => Measure::EventReported,
                "dispatch.sent" | "dispatch.whistled" => Measure::EventSent,
                "dispatch.returned" => Measure::EventReturned,
                "dispatch.objected" => Measure::EventObjected,
                "dispatch.reopened" => Measure::EventReopened,
                _ => continue,
            };
            self.count(measure, event.at);
        }
        for unit in &dispatch.units {
            let organisation = Some(unit.organisation.0);
            let mut put = |measure, at: Instant| {
                let n = unit.no;
                self.facts.push(Fact { measure, n, at, day: china_date(at), value: 0, organisation, body: None });
            };
            if let (Some(at), Some(by)) = (unit.accepted_at, unit.answer_by) {
                put(Measure::EventAnswered, at);
                if at <= by {
                    put(Measure::EventAnsweredInTime, at);
                }
            }
            if let (Some(at), Some(by)) = (unit.finished_at, unit.finish_by) {
                put(Measure::EventFinished, at);
                if at <= by {
                    put(Measure::EventFinishedInTime, at);
                }
            }
        }
    }

    /// A mediation is accepted or declined: the next one, if the one that runs was so already.
    fn decided(&mut self) {
        if self.course.steps.decided {
            self.course.running += 1;
            self.course.steps = Steps::default();
        }
        self.course.steps.decided = true;
    }

    fn running(&self) -> Option<&'a Mediation> {
        self.life.mediations.get(self.course.running).map(|c| c.mediation)
    }

    fn agreed(&mut self, form: Measure, at: Instant) {
        self.outcome(at);
        self.count(Measure::Agreed, at);
        self.count(form, at);
        self.course.agreed = Some((self.course.running, at));
        self.course.fulfilled = None;
    }

    /// An agreement or a termination: with it goes what the mediation was about.
    fn outcome(&mut self, at: Instant) {
        let day = china_date(at);
        self.count(Measure::Mediated, at);
        self.put(Measure::People, at, day, self.life.people as i64);
        self.step(Measure::ToOutcome, self.course.steps.met, at);
        let mediation = self.running();
        let promised = mediation.and_then(|m| m.agreement.as_ref()).map(|a| a.draft.total()).filter(|f| f.0 > 0);
        let amount = self.life.amount.or(promised);
        let long = mediation.is_some_and(|m| m.sessions.len() >= difficult::SESSIONS || !m.extensions.is_empty());
        let much = amount.is_some_and(|amount| amount >= difficult::AMOUNT);
        if let Some(amount) = amount {
            self.put(Measure::Amount, at, day, amount.0);
        }
        if long || much || self.life.people >= difficult::PEOPLE {
            self.count(Measure::Difficult, at);
        }
        if self.life.enterprise {
            self.count(Measure::Enterprise, at);
        }
    }

    fn reopened(&mut self, at: Instant) {
        self.count(Measure::Reopened, at);
        let Some((closed, n)) = self.course.closed else { return };
        let window = china_date(closed).saturating_add(Span::new().days(CAME_BACK_DAYS));
        if china_date(at) <= window {
            // Of the closing it undoes, so that it can be held against the closings of that month.
            let fact = Fact { n, ..self.fact(Measure::CameBack, at, china_date(closed), 0) };
            self.facts.retain(|known| (known.measure, known.n) != (fact.measure, fact.n));
            self.facts.push(fact);
        }
    }

    /// What is known only from the end: was the promise kept, what did people say.
    fn what_became_of_it(&mut self) {
        self.prints();
        self.opinions();
        let Some((place, agreed)) = self.course.agreed else { return };
        self.course.running = place;
        let effective = china_date(agreed);
        self.answers(effective);
        let Some(mediation) = self.running() else { return };
        let Some(agreement) = &mediation.agreement else { return };
        if agreement.effective_on.is_none() {
            return;
        }
        // As they are owed now: a plan both sides changed is the plan.
        let lines = lines(mediation, effective);
        let Some(due) = lines.iter().filter_map(|line| line.due).max() else { return };
        let on_time = lines.iter().all(|line| line.due.is_none_or(|due| line.kept_on.is_some_and(|on| on <= due)));
        self.put(Measure::Promised, agreed, due, 0);
        if let (true, Some(fulfilled)) = (on_time, self.course.fulfilled) {
            self.put(Measure::KeptOnTime, fulfilled, due, 0);
        }
    }

    /// What the parties said when asked whether it was kept: of each the latest.
    fn answers(&mut self, effective: Date) {
        let latest = self.latest();
        let Some(asked) = latest.iter().map(|(_, at)| *at).max() else { return };
        self.put(Measure::Asked, asked, effective, 0);
        let said = |kept: &[Kept]| latest.iter().filter(|(f, _)| kept.contains(&f.kept)).count();
        let (kept, not_kept) = (said(&[Kept::Fully]), said(&[Kept::Partly, Kept::Not]));
        if kept + not_kept > 0 {
            self.put(Measure::Answered, asked, effective, 0);
            let verdict = if not_kept == 0 { Measure::SaidKept } else { Measure::SaidNotKept };
            self.put(verdict, asked, effective, 0);
        }
    }

    fn opinions(&mut self) {
        for (follow_up, at) in self.latest() {
            if follow_up.kept == Kept::Unreachable && follow_up.satisfaction == Satisfaction::NoAnswer {
                continue;
            }
            let mut opinion = |measure| {
                let fact = Fact { n: follow_up.party, ..self.fact(measure, at, china_date(at), 0) };
                self.facts.push(fact);
            };
            opinion(Measure::OpinionAsked);
            let given = match follow_up.satisfaction {
                Satisfaction::Satisfied => Measure::Satisfied,
                Satisfaction::Fair => Measure::FairlySatisfied,
                Satisfaction::Dissatisfied => Measure::Dissatisfied,
                Satisfaction::NoAnswer => continue,
            };
            opinion(Measure::OpinionGiven);
            opinion(given);
        }
    }

    /// The latest follow-up of each party, with the time it was recorded.
    fn latest(&self) -> Vec<(FollowUp, Instant)> {
        let mut latest: Vec<(FollowUp, Instant)> = Vec::new();
        for (follow_up, at) in self.life.follow_ups.iter().zip(&self.follow_ups) {
            // That somebody was asked once more and has not answered yet takes nothing back.
            if follow_up.kept == Kept::Silent && latest.iter().any(|(known, _)| known.party == follow_up.party) {
                continue;
            }
            latest.retain(|(known, _)| known.party != follow_up.party);
            latest.push(((*follow_up).clone(), *at));
        }
        latest
    }

    /// Prints of what joint sessions recorded. Short records are alike by nature.
    fn prints(&mut self) {
        const SHORTEST: usize = 20;
        let held = self.life.events.iter().filter(|e| e.kind == "mediation.session_held").map(|e| e.at);
        let sessions = self.life.mediations.iter().flat_map(|c| c.mediation.sessions.iter().map(move |s| (c, s)));
        for (n, ((conducted, session), at)) in (1..).zip(sessions.zip(held)) {
            let SessionWith::Joint { record, .. } = &session.with else { continue };
            let words: String = record.chars().filter(|c| c.is_alphanumeric()).collect();
            if words.chars().count() >= SHORTEST {
                let hash = Sha256::digest(words.as_bytes());
                let value = i64::from_be_bytes(hash[..8].try_into().unwrap_or_default()).saturating_abs();
                let (organisation, body) = (conducted.organisation, conducted.body);
                let day = china_date(at);
                self.facts.push(Fact { measure: Measure::SessionText, n, at, day, value, organisation, body });
            }
        }
    }

    fn count(&mut self, measure: Measure, at: Instant) {
        self.put(measure, at, china_date(at), 0);
    }

    /// A time between two steps, where the first is known.
    fn step(&mut self, measure: Measure, from: Option<Instant>, until: Instant) {
        if let Some(from) = from.filter(|from| *from <= until) {
            self.put(measure, until, china_date(until), (until - from) / 60_000);
        }
    }

    /// Adds a fact as the next occurrence of its measure, and returns its number.
    fn put(&mut self, measure: Measure, at: Instant, day: Date, value: i64) -> u16 {
        let n = self.facts.iter().filter(|fact| fact.measure == measure).map(|fact| fact.n).max().unwrap_or(0) + 1;
        let fact = Fact { n, ..self.fact(measure, at, day, value) };
        self.facts.push(fact);
        n
    }

    fn fact(&self, measure: Measure, at: Instant, day: Date, value: i64) -> Fact {
        let conducted = self.life.mediations.get(self.course.running.min(self.life.mediations.len().max(1) - 1));
        let (organisation, body) = conducted.map_or((None, None), |c| (c.organisation, c.body));
        Fact { measure, n: 1, at, day, value, organisation, body }
    }
}
