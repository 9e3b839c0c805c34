//! Which days run because of a move: deadlines begin, move and end with what happens.

use serde::{Deserialize, Serialize};

use super::agreement::is_fulfilled;
use super::*;
use crate::deadlines::{self, Calendar, Deadline, Extendable, PauseGround, Presets, RuleId, RuleStatus};
use crate::matters::{Entrustment, Source};

text_enum! {
    pub enum DayState {
        Open = "open" ("进行中", "Running"),
        Met = "met" ("已完成", "Met"),
        Dropped = "dropped" ("不再适用", "No longer applies"),
    }
}

/// A deadline that runs on a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Number within the matter.
    pub n: u16,
    pub state: DayState,
    /// Told to people, but nobody of the staff owes it.
    pub hint: bool,
    /// The obligation it is about.
    #[serde(default)]
    pub obligation: Option<u16>,
    pub deadline: Deadline,
}

/// The days of a matter, and how they are counted.
pub struct Days<'a> {
    pub list: &'a mut Vec<Running>,
    pub presets: &'a Presets,
    pub calendar: &'a Calendar,
    /// The day the mediation began: rules keep the version they had then.
    pub since: Date,
}

impl Days<'_> {
    fn start(&mut self, rule: RuleId, on: Date, hint: bool) {
        let rule = deadlines::rule(rule, self.since);
        let deadline = Deadline::start(rule, on, self.presets, self.calendar);
        self.push(deadline, hint || rule.status == RuleStatus::Hint, None);
    }

    fn push(&mut self, deadline: Deadline, hint: bool, obligation: Option<u16>) {
        let n = self.list.iter().map(|r| r.n).max().unwrap_or(0) + 1;
        self.list.push(Running { n, state: DayState::Open, hint, obligation, deadline });
    }

    fn open(&mut self, fits: impl Fn(&Running) -> bool) -> impl Iterator<Item = &mut Running> {
        self.list.iter_mut().filter(move |r| r.state == DayState::Open && fits(r))
    }

    fn meet(&mut self, on: Date, fits: impl Fn(&Running) -> bool) {
        for running in self.open(fits) {
            running.deadline.meet(on);
            running.state = DayState::Met;
        }
    }

    fn drop(&mut self, fits: impl Fn(&Running) -> bool) {
        for running in self.open(fits) {
            running.state = DayState::Dropped;
        }
    }

    /// The follow-up was made.
    pub fn followed_up(&mut self, on: Date) {
        self.meet(on, |r| r.deadline.rule == RuleId::FollowUp);
    }

    /// What runs from registration.
    pub fn registered(&mut self, source: Source, entrustment: Option<&Entrustment>, occurred_on: Option<Date>) {
        if let (Source::Court, Some(received)) = (source, entrustment.and_then(|letter| letter.received_on)) {
            self.start(RuleId::AssignmentAnswer, received, false);
        }
        if let Some(on) = occurred_on {
            self.start(RuleId::Limitation, on, true);
        }
    }

    /// What a move does to the days.
    pub fn follow(&mut self, mv: &Move, m: &Mediation, case: &Case, entrustment: Option<&Entrustment>) {
        match mv {
            Move::Accept { on, .. } => {
                self.meet(*on, |r| r.deadline.rule == RuleId::AssignmentAnswer);
                let rule = main_rule(case);
                match entrustment.and_then(|e| e.due_on) {
                    Some(due) if due > *on => {
                        let rule = deadlines::rule(rule, self.since);
                        let deadline = Deadline::start_until(rule, *on, due, self.calendar);
                        self.push(deadline, false, None);
                    }
                    _ => self.start(rule, *on, false),
                }
            }
            Move::Extend { until, .. } => {
                let (calendar, today) = (self.calendar, case.today);
                for running in self.open(|r| is_main(r.deadline.rule)) {
                    // A limit the law lets nobody extend stays as it is; the extension is on record all the same.
                    let _ = running.deadline.extend(*until, today, Extendable::ByAllParties, calendar);
                }
            }
            Move::Suspend { reason, from, .. } => {
                let calendar = self.calendar;
                for running in self.open(|r| is_main(r.deadline.rule)) {
                    let pause = deadlines::Pause { from: *from, to: None, ground: ground(*reason) };
                    let _ = running.deadline.pause(pause, calendar);
                }
            }
            Move::Resume { on } => {
                let calendar = self.calendar;
                for running in self.open(|r| is_main(r.deadline.rule)) {
                    let _ = running.deadline.resume(*on, calendar);
                }
            }
            Move::TakeEffect { on } | Move::AgreeOrally { on } => self.agreed(*on, m),
            Move::Fulfil { obligation, on, .. } => {
                let done = m.agreement.as_ref().is_some_and(|a| {
                    a.draft.obligations.iter().any(|o| o.no == *obligation && is_fulfilled(o, &m.fulfilments))
                });
                if done {
                    self.meet(*on, |r| r.obligation == Some(*obligation));
                }
            }
            Move::Conclude { on } => self.meet(*on, |r| r.deadline.rule == RuleId::Performance),
            Move::DeclareUnfulfilled { .. } => self.drop(|r| r.deadline.rule == RuleId::Performance),
            Move::Decline { .. } => {
                self.meet(case.today, |r| r.deadline.rule == RuleId::AssignmentAnswer);
                self.drop(|r| is_main(r.deadline.rule));
            }
            Move::Terminate { .. } => {
                self.meet(case.today, |r| is_main(r.deadline.rule));
                if case.kind == DisputeKind::RoadTraffic {
                    self.start(RuleId::TrafficAfterFailure, case.today, true);
                }
            }
            Move::Refer { .. } => {
                self.drop(|r| is_main(r.deadline.rule) || r.deadline.rule == RuleId::AssignmentAnswer)
            }
            _ => {}
        }
    }

    fn agreed(&mut self, on: Date, m: &Mediation) {
        self.meet(on, |r| is_main(r.deadline.rule));
        self.start(RuleId::JudicialConfirmation, on, true);
        let obligations = m.agreement.iter().flat_map(|a| &a.draft.obligations);
        for obligation in obligations {
            let until = match &obligation.due {
                Due::AtOnce {} => on,
                Due::By { on } => *on,
                Due::Lasting {} => continue,
            };
            let rule = deadlines::rule(RuleId::Performance, self.since);
            let deadline = Deadline::start_until(rule, on, until, self.calendar);
            self.push(deadline, false, Some(obligation.no));
        }
        self.start(RuleId::FollowUp, on, false);
    }
}

/// The limit of the mediation itself, by kind and source of the dispute.
fn main_rule(case: &Case) -> RuleId {
    match (case.kind, case.source) {
        (DisputeKind::Medical, _) => RuleId::Medical,
        (DisputeKind::MigrantWages | DisputeKind::OtherLabour, _) => RuleId::Labour,
        (_, Source::Court) => RuleId::CourtBeforeFiling,
        _ => RuleId::Mediation,
    }
}

fn is_main(rule: RuleId) -> bool {
    matches!(rule, RuleId::Medical | RuleId::Labour | RuleId::CourtBeforeFiling | RuleId::Mediation)
}

fn ground(reason: PauseReason) -> PauseGround {
    match reason {
        PauseReason::Appraisal => PauseGround::Appraisal,
        PauseReason::AwaitingResult => PauseGround::AwaitingResult,
        PauseReason::ForceMajeure => PauseGround::ForceMajeure,
        PauseReason::Other => PauseGround::Agreed,
    }
}

/// The day on which the staff next owes something; none if nothing runs.
pub fn next_due(list: &[Running]) -> Option<Date> {
    list.iter().filter(|r| r.state == DayState::Open && !r.hint).map(|r| r.deadline.due_on).min()
}
