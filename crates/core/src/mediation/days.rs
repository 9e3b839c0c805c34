//! Which days run because of a move: deadlines begin, move and end with what happens.

use serde::{Deserialize, Serialize};

use super::confirmation::is_confirmed;
use super::limits::LocalLimits;
use super::promises::{Line, lines};
use super::*;
use crate::deadlines::{self, Calendar, Deadline, PauseGround, Preset, Presets, RuleId, RuleStatus, Trigger};
use crate::entrusting::expects_report;
use crate::kernel::{Code, Refusal};
use crate::matters::{EntrustStage, Entrustment, Source};

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
    /// Which instalment of it.
    #[serde(default)]
    pub instalment: Option<u16>,
    /// The unit of a dispatch it is of.
    #[serde(default)]
    pub unit: Option<u16>,
    pub deadline: Deadline,
}

/// How a site counts days.
#[derive(Clone, Copy)]
pub struct Counting<'a> {
    pub presets: &'a Presets,
    pub limits: &'a LocalLimits,
    pub calendar: &'a Calendar,
}

/// The days of a matter, and how they are counted.
pub struct Days<'a> {
    pub list: &'a mut Vec<Running>,
    pub counting: Counting<'a>,
    /// The day the mediation began: rules keep the version they had then.
    pub since: Date,
}

impl Days<'_> {
    fn start(&mut self, rule: RuleId, on: Date, hint: bool) {
        let rule = deadlines::rule(rule, self.since);
        let deadline = Deadline::start(rule, on, self.counting.presets, self.counting.calendar);
        self.push(deadline, hint || rule.status == RuleStatus::Hint, None, None);
    }

    fn push(&mut self, deadline: Deadline, hint: bool, obligation: Option<u16>, instalment: Option<u16>) {
        let n = self.list.iter().map(|r| r.n).max().unwrap_or(0) + 1;
        self.list.push(Running { n, state: DayState::Open, hint, obligation, instalment, unit: None, deadline });
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

    /// An entrusted case was confirmed: the limit runs from the confirmed receipt (Special Invitation Mediation Rules
    /// art. 27).
    pub fn confirmed(&mut self, on: Date, m: &Mediation, case: &Case, letter: Option<&Entrustment>) {
        self.answered(on);
        self.accepted(on, m, case, letter);
    }

    /// A letter was answered otherwise, or taken back.
    pub fn answered(&mut self, on: Date) {
        self.meet(on, |r| r.deadline.rule == RuleId::AssignmentAnswer);
    }

    /// A letter about a matter that was here already.
    pub fn entrusted(&mut self, received_on: Date) {
        self.start(RuleId::AssignmentAnswer, received_on, false);
    }

    /// The body that entrusted the matter was told the result.
    pub fn reported(&mut self, on: Date) {
        self.meet(on, |r| r.deadline.rule == RuleId::ResultReport);
    }

    /// Another body is asked to answer by a day.
    pub fn handed_over(&mut self, on: Date, answer_by: Option<Date>) {
        let Some(by) = answer_by else { return self.start(RuleId::HandoverReceipt, on, false) };
        let rule = deadlines::rule(RuleId::HandoverReceipt, self.since);
        let Counting { presets, calendar, .. } = self.counting;
        let deadline = Deadline::start_until(rule, on, by, presets, calendar);
        self.push(deadline, false, None, None);
    }

    /// It answered.
    pub fn handover_answered(&mut self, on: Date) {
        self.meet(on, |r| r.deadline.rule == RuleId::HandoverReceipt);
    }

    /// It is over, and the body that entrusted it waits to be told.
    fn over(&mut self, on: Date, letter: Option<&Entrustment>) {
        if letter.is_some_and(expects_report) {
            self.start(RuleId::ResultReport, on, false);
        }
    }

    /// What runs from registration.
    pub fn registered(
        &mut self,
        kind: DisputeKind,
        source: Source,
        entrustment: Option<&Entrustment>,
        occurred_on: Option<Date>,
    ) {
        if let (Source::Court, Some(received)) = (source, entrustment.and_then(|letter| letter.received_on)) {
            self.start(RuleId::AssignmentAnswer, received, false);
        }
        if let Some(on) = occurred_on {
            let asked = (source == Source::Application).then_some(self.since);
            self.limitation(limitation(kind), on, asked);
        }
    }

    /// A limitation of actions. Who asks the committee for protection in time interrupts the ordinary one, and it begins
    /// anew on that day (SPC Provisions on Limitation (2020) art. 12; Civil Code art. 195).
    fn limitation(&mut self, rule: RuleId, known_on: Date, asked_on: Option<Date>) {
        self.start(rule, known_on, true);
        let lapsed = |r: &Running, asked| r.deadline.due_on < asked;
        if let (RuleId::Limitation, Some(asked)) = (rule, asked_on)
            && self.list.last().is_some_and(|r| !lapsed(r, asked))
        {
            self.limitation_anew(asked, Trigger::ProtectionAsked);
        }
    }

    /// The ordinary limitation begins anew.
    fn limitation_anew(&mut self, on: Date, because: Trigger) {
        self.drop(|r| r.deadline.rule == RuleId::Limitation);
        self.start(RuleId::Limitation, on, true);
        if let Some(anew) = self.list.last_mut() {
            anew.deadline.trigger = because;
        }
    }

    /// The first day of a period that nobody here can know was recorded. What was recorded before was a mistake.
    fn noted(&mut self, rule: RuleId, on: Date, case: &Case) {
        self.drop(|r| r.deadline.rule == rule && r.obligation.is_none());
        match rule {
            RuleId::Limitation => {
                let asked = (case.source == Source::Application).then_some(self.since);
                self.limitation(rule, on, asked);
            }
            RuleId::DivorceWithdrawal => {
                self.drop(|r| r.deadline.rule == RuleId::DivorceCollection);
                self.start(rule, on, true);
                // Thirty days more begin where the first thirty end (Civil Code art. 1077).
                if let Some(over) = self.list.last().map(|r| r.deadline.due_on) {
                    self.start(RuleId::DivorceCollection, over, true);
                }
            }
            _ => self.start(rule, on, true),
        }
    }

    /// What a move does to the days.
    ///
    /// # Errors
    /// Where the limit's rule does not let it be put off, or does not stand still for the reason given.
    pub fn follow(
        &mut self,
        mv: &Move,
        m: &Mediation,
        case: &Case,
        entrustment: Option<&Entrustment>,
    ) -> Result<(), Refusal> {
        let calendar = self.counting.calendar;
        match mv {
            Move::Accept { on, .. } => {
                self.answered(*on);
                self.accepted(*on, m, case, entrustment);
            }
            Move::ProposeMediators { .. } => {
                self.drop(|r| r.deadline.rule == RuleId::MediatorChoice);
                self.start(RuleId::MediatorChoice, case.today, false);
            }
            Move::Assign { .. } => self.meet(case.today, |r| r.deadline.rule == RuleId::MediatorChoice),
            Move::Extend { until, consents, .. } => {
                let agreed_on = consents.iter().map(|consent| consent.on).max().unwrap_or(case.today);
                for running in self.open(|r| is_main(r.deadline.rule)) {
                    let by = running.deadline.rule().map_or(deadlines::Extendable::No, |rule| rule.extendable);
                    // Where the law wants the committee's word too: this move is it.
                    if !by.by_parties() {
                        return Err(Refusal::at(Code::DeadlineNotExtendable, "/until").with(
                            format!("“{}”依法不能延长。", running.deadline.name.zh),
                            format!("\"{}\" cannot be extended.", running.deadline.name.en),
                        ));
                    }
                    running.deadline.extend(*until, agreed_on, by, calendar).map_err(|r| at(r, "/until"))?;
                }
            }
            Move::Suspend { reason, from, .. } => {
                for running in self.open(|r| is_main(r.deadline.rule)) {
                    // Nothing goes on, whatever the limit does: where its rule does not stand still for that, it runs.
                    let pause = deadlines::Pause { from: *from, to: None, ground: ground(*reason) };
                    let _ = running.deadline.pause(pause, calendar);
                }
            }
            Move::Resume { on } => {
                for running in self.open(|r| is_main(r.deadline.rule)) {
                    let _ = running.deadline.resume(*on, calendar);
                }
            }
            Move::Deduct { reason, from, to, .. } => {
                for running in self.open(|r| is_main(r.deadline.rule)) {
                    let pause = deadlines::Pause { from: *from, to: Some(*to), ground: ground(*reason) };
                    let field = |r: Refusal| match r.code {
                        Code::DeadlineNotPausable => at(r, "/reason"),
                        _ => at(r, "/from"),
                    };
                    running.deadline.pause(pause, calendar).map_err(field)?;
                }
            }
            Move::TakeEffect { on } | Move::AgreeOrally { on } => {
                self.agreed(*on, m, case.today);
                self.over(*on, entrustment);
            }
            Move::Fulfil { .. } => self.fulfilled(m, case.today),
            Move::Reschedule { obligation, on, .. } => {
                self.drop(|r| r.obligation == Some(*obligation));
                let lines = lines(m, case.today);
                self.promised(lines.iter().filter(|line| line.obligation == *obligation), *on, is_confirmed(m));
            }
            Move::ApplyConfirmation { on, .. } => self.meet(*on, |r| r.deadline.rule == RuleId::JudicialConfirmation),
            Move::DocketConfirmation { on, .. } => self.start(RuleId::ConfirmationDecision, *on, true),
            Move::ExtendReview { until, on, .. } => {
                for running in self.open(|r| r.deadline.rule == RuleId::ConfirmationDecision) {
                    let by = deadlines::Extendable::ByCourt;
                    let field = |r: Refusal| match r.code {
                        Code::DateTooEarly => at(r, "/on"),
                        _ => at(r, "/until"),
                    };
                    running.deadline.extend(*until, *on, by, calendar).map_err(field)?;
                }
            }
            Move::NoteDay { rule, on, .. } => self.noted(*rule, *on, case),
            Move::RecordRuling { outcome, on, served_on, .. } => self.ruled(*outcome, *on, *served_on, m, case.today),
            Move::Conclude { on } => self.meet(*on, |r| is_promise(r.deadline.rule)),
            Move::DeclareUnfulfilled { .. } => self.drop(|r| r.deadline.rule == RuleId::Performance),
            Move::Decline { .. } => {
                self.answered(case.today);
                self.drop(|r| is_main(r.deadline.rule));
                self.over(case.today, entrustment);
            }
            Move::Terminate { .. } => {
                self.meet(case.today, |r| is_main(r.deadline.rule));
                self.drop(|r| r.deadline.rule == RuleId::MediatorChoice);
                self.over(case.today, entrustment);
                // The procedure that interrupted it is over (Civil Code art. 195).
                if self.open(|r| r.deadline.trigger == Trigger::ProtectionAsked).next().is_some() {
                    self.limitation_anew(case.today, Trigger::MediationOver);
                }
                if case.kind == DisputeKind::RoadTraffic {
                    self.start(RuleId::TrafficAfterFailure, case.today, true);
                }
            }
            Move::Refer { .. } => {
                self.drop(|r| {
                    is_main(r.deadline.rule)
                        || matches!(r.deadline.rule, RuleId::AssignmentAnswer | RuleId::MediatorChoice)
                });
                self.over(case.today, entrustment);
            }
            _ => {}
        }
        Ok(())
    }

    /// The limit of the mediation itself begins, unless it runs already: what was confirmed is not counted anew by accepting
    /// it.
    fn accepted(&mut self, on: Date, m: &Mediation, case: &Case, letter: Option<&Entrustment>) {
        if self.open(|r| is_main(r.deadline.rule)).next().is_some() {
            return;
        }
        let Counting { presets, limits, calendar } = self.counting;
        let rule = deadlines::rule(main_rule(case, letter), self.since);
        // A labour mediation is counted from the application (Labour Dispute Mediation and Arbitration Law art. 14).
        let from = if rule.id == RuleId::Labour { m.opened_on } else { on };
        let deadline = match letter.and_then(|letter| letter.due_on).filter(|due| *due > on) {
            Some(due) => Deadline::start_until(rule, on, due, presets, calendar),
            None => {
                let local =
                    limits.of(case.kind, case.source, letter).filter(|_| rule.status == RuleStatus::LocalPreset);
                let site = presets.get(rule);
                let preset = match local {
                    Some(local) => Preset {
                        length: local.length,
                        source: local.source.or(site.source),
                        pauses: site.pauses,
                        longest_extension: local.longest_extension.or(site.longest_extension),
                    },
                    None => site,
                };
                Deadline::begin(rule, from, preset, calendar)
            }
        };
        self.push(deadline, false, None, None);
    }

    fn agreed(&mut self, on: Date, m: &Mediation, today: Date) {
        self.meet(on, |r| is_main(r.deadline.rule));
        self.start(RuleId::JudicialConfirmation, on, true);
        self.promised(lines(m, today).iter(), on, false);
        self.start(RuleId::FollowUp, on, false);
    }

    /// Days of what is still owed; where it can be enforced, also until when.
    fn promised<'l>(&mut self, lines: impl Iterator<Item = &'l Line>, from: Date, enforceable: bool) {
        let Counting { presets, calendar, .. } = self.counting;
        for line in lines.filter(|line| line.kept_on.is_none()) {
            let Some(due) = line.due else { continue };
            let rule = deadlines::rule(RuleId::Performance, self.since);
            let deadline = Deadline::start_until(rule, from, due, presets, calendar);
            self.push(deadline, false, Some(line.obligation), line.instalment);
            if enforceable {
                self.enforceable(line, due);
            }
        }
    }

    fn enforceable(&mut self, line: &Line, due: Date) {
        let rule = deadlines::rule(RuleId::Enforcement, self.since);
        let deadline = Deadline::start(rule, due, self.counting.presets, self.counting.calendar);
        self.push(deadline, true, Some(line.obligation), line.instalment);
    }

    fn fulfilled(&mut self, m: &Mediation, today: Date) {
        for line in lines(m, today) {
            if let Some(on) = line.kept_on {
                self.meet(on, |r| r.obligation == Some(line.obligation) && r.instalment == line.instalment);
            }
        }
    }

    fn ruled(&mut self, outcome: RulingOutcome, on: Date, served_on: Option<Date>, m: &Mediation, today: Date) {
        self.meet(on, |r| r.deadline.rule == RuleId::ConfirmationDecision);
        match outcome {
            RulingOutcome::Confirmed => {
                self.start(RuleId::PartyObjection, served_on.unwrap_or(on), true);
                for line in lines(m, today).iter().filter(|line| line.kept_on.is_none()) {
                    if let Some(due) = line.due {
                        self.enforceable(line, due);
                    }
                }
            }
            // It may be applied for again, as long as the thirty days last.
            RulingOutcome::Rejected | RulingOutcome::Withdrawn => {
                for running in self.list.iter_mut().filter(|r| r.deadline.rule == RuleId::JudicialConfirmation) {
                    running.state = DayState::Open;
                    running.deadline.met_on = None;
                }
            }
            RulingOutcome::Dismissed => {}
        }
    }
}

fn at(refusal: Refusal, field: &str) -> Refusal {
    Refusal { pointer: Some(field.to_owned()), ..refusal }
}

/// The limitation that runs against a claim, by the kind of the dispute.
fn limitation(kind: DisputeKind) -> RuleId {
    match kind {
        DisputeKind::MigrantWages | DisputeKind::OtherLabour => RuleId::LabourArbitration,
        _ => RuleId::Limitation,
    }
}

fn is_promise(rule: RuleId) -> bool {
    matches!(rule, RuleId::Performance | RuleId::Enforcement)
}

/// The limit of the mediation itself, by kind and source of the dispute.
fn main_rule(case: &Case, letter: Option<&Entrustment>) -> RuleId {
    match (case.kind, case.source, letter.and_then(|letter| letter.stage)) {
        (DisputeKind::Medical, ..) => RuleId::Medical,
        (DisputeKind::MigrantWages | DisputeKind::OtherLabour, ..) => RuleId::Labour,
        (_, Source::Court, Some(EntrustStage::AfterFiling)) => RuleId::CourtAfterFiling,
        (_, Source::Court, Some(EntrustStage::AfterFilingSummary)) => RuleId::CourtAfterFilingSummary,
        (_, Source::Court, _) => RuleId::CourtBeforeFiling,
        _ => RuleId::Mediation,
    }
}

/// Is it the limit of the mediation itself?
pub fn is_main(rule: RuleId) -> bool {
    matches!(
        rule,
        RuleId::Medical
            | RuleId::Labour
            | RuleId::CourtBeforeFiling
            | RuleId::CourtAfterFiling
            | RuleId::CourtAfterFilingSummary
            | RuleId::Mediation
    )
}

/// Under which of the rule's grounds a pause falls.
pub fn ground(reason: PauseReason) -> PauseGround {
    match reason {
        PauseReason::Appraisal => PauseGround::Appraisal,
        PauseReason::AwaitingResult => PauseGround::AwaitingResult,
        PauseReason::ForceMajeure => PauseGround::ForceMajeure,
        PauseReason::Other => PauseGround::Agreed,
    }
}

/// The last day on which confirmation may be applied for; none before there is an agreement.
pub fn confirm_by(list: &[Running]) -> Option<Date> {
    list.iter().filter(|r| r.deadline.rule == RuleId::JudicialConfirmation).map(|r| r.deadline.due_on).max()
}

/// The last day on which the parties may choose among the mediators proposed; none where that does not run.
pub fn choose_by(list: &[Running]) -> Option<Date> {
    let open = |r: &&Running| r.state == DayState::Open && r.deadline.rule == RuleId::MediatorChoice;
    list.iter().find(open).map(|r| r.deadline.due_on)
}

/// The day on which the staff next owes something; none if nothing runs.
pub fn next_due(list: &[Running]) -> Option<Date> {
    list.iter().filter(|r| r.state == DayState::Open && !r.hint).map(|r| r.deadline.due_on).min()
}
