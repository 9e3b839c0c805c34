//! Dispatch: something in a place that has to be put right, from the report to the answer that holds (事件派遣).
//!
//! A dispatch is one value, [`Dispatch`]. Everything that can happen to it is a [`DispatchMove`]; the table in [`moves`]
//! says from which state to which, [`guards`] what a move waits for, and [`make`] makes it. How urgent an event is and who
//! answers for it come from the county's plan ([`plan`]): levels with their limits, and rules that route.

pub mod days;
pub mod guards;
pub mod ladder;
pub mod levels;
pub mod make;
pub mod moves;
pub mod plan;
pub mod report;
pub mod routing;
pub mod sentence;
pub mod similar;
pub mod standing;
pub mod suggest;
pub mod telling;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use ladder::{LadderGround, LadderStep, Rung, SupervisionState};
pub use levels::{HandlingLevel, LevelColour, LevelLimit, LevelTold};
pub use make::{By, Case, Made, make};
pub use moves::{DispatchMove, DispatchMoveKind};
pub use plan::{EventPlan, PlanFault};
pub use report::{Appeal, EventClass, EventReport, Point};
pub use routing::{EventQuestion, HandlingRule, Routed};
pub use similar::{Likeness, LikenessReason};
pub use telling::NoticeKind;

use crate::kernel::{Date, Id, IdText, Instant};
use crate::matters::record::Satisfaction;
use crate::proceedings::Summary;
use crate::text_enum;

text_enum! {
    /// Where a dispatch stands. None of these codes is one of a mediation's: both stand in the same column of a matter.
    pub enum DispatchState {
        Reported = "reported" ("待核实立案", "To be verified"),
        Filed = "filed" ("待派遣", "To be dispatched"),
        Dispatched = "dispatched" ("已派遣", "Dispatched"),
        Handling = "handling" ("办理中", "Being handled"),
        Checking = "checking" ("待核查", "To be checked"),
        Resolved = "resolved" ("已办结", "Resolved"),
        Dismissed = "dismissed" ("不予立案", "Not taken on"),
        Merged = "merged" ("已并入", "Merged"),
        Mediated = "mediated" ("已转调解", "Became a mediation"),
    }
}

impl DispatchState {
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Resolved | Self::Dismissed | Self::Merged | Self::Mediated)
    }
}

text_enum! {
    /// Why an event is not taken on: the six ways that are not for us (Beijing Regulation on Handling Appeals art. 11).
    pub enum DismissReason {
        Emergency = "emergency" ("属于紧急情况，请立即拨打110、119、120", "An emergency: call 110, 119 or 120 at once"),
        StatutoryChannel = "statutory_channel" ("已进入诉讼、仲裁、复议、信访等法定程序", "Already in a lawsuit, arbitration, reconsideration or petition"),
        AlreadyPending = "already_pending" ("同一诉求正在办理", "The same appeal is pending"),
        Secret = "secret" ("涉及国家秘密、商业秘密", "Concerns state or trade secrets"),
        OutsideScope = "outside_scope" ("应由市场、社会调节，不属于职责范围", "For the market or society, outside the scope"),
        Unlawful = "unlawful" ("违反法律或者公序良俗", "Unlawful or against public order"),
    }
}

text_enum! {
    /// A unit's part in what several handle.
    pub enum UnitPart {
        Lead = "lead" ("主办", "Lead"),
        Assisting = "assisting" ("协办", "Assisting"),
    }
}

text_enum! {
    /// Where a unit stands with its part.
    pub enum UnitState {
        Sent = "sent" ("待接单", "Not answered yet"),
        Objected = "objected" ("提出异议", "Objected"),
        Accepted = "accepted" ("办理中", "Handling"),
        Finished = "finished" ("已办完", "Finished"),
        Released = "released" ("已改派", "Released"),
    }
}

impl UnitState {
    /// It answers for its part: also while it objects, until another unit has accepted (首办负责).
    pub const fn is_responsible(self) -> bool {
        !matches!(self, Self::Released)
    }

    /// It has something to do still.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Objected | Self::Accepted)
    }
}

text_enum! {
    /// Why a unit says that it is not for it.
    pub enum ObjectionReason {
        NotOurDuty = "not_our_duty" ("不属于本单位职责", "Not its duty"),
        OutsideArea = "outside_area" ("不在本单位管辖区域", "Outside its area"),
        OtherLeads = "other_leads" ("应由其他单位主办", "Another unit should lead"),
        FactsWrong = "facts_wrong" ("事件与实际不符", "The facts are otherwise"),
    }
}

text_enum! {
    /// How it was checked that it is done.
    pub enum CheckHow {
        OnSpot = "on_spot" ("现场核查", "On the spot"),
        Telephone = "telephone" ("电话回访", "By telephone"),
    }
}

/// A unit with its part: an organisation, never a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DispatchUnit)]
pub struct Unit {
    /// Number within the dispatch, from 1.
    pub no: u16,
    pub organisation: IdText,
    pub name: String,
    pub part: UnitPart,
    /// What of it is this unit's.
    pub task: String,
    pub state: UnitState,
    /// Epoch milliseconds, as all instants here.
    pub sent_at: Instant,
    /// By when it says whether it takes it; none where the level sets no limit.
    pub answer_by: Option<Instant>,
    /// By when it has finished.
    pub finish_by: Option<Instant>,
    /// The body in whose name it was asked; empty where a rule did.
    #[serde(default)]
    pub from: String,
    /// The unit whose place it takes. That one stays responsible until this one has accepted.
    #[serde(default)]
    pub replaces: Option<u16>,
    #[serde(default)]
    pub accepted_at: Option<Instant>,
    #[serde(default)]
    pub arrived_at: Option<Instant>,
    #[serde(default)]
    pub finished_at: Option<Instant>,
    #[serde(default)]
    pub result: String,
    /// Attachments of the matter that show it.
    #[serde(default)]
    pub proof: Vec<u16>,
}

impl Unit {
    /// Did it answer within its limit? None while it may still answer, and where there is no limit.
    pub fn answered_in_time(&self, now: Instant) -> Option<bool> {
        let by = self.answer_by?;
        match self.accepted_at {
            Some(at) => Some(at <= by),
            None if now > by => Some(false),
            None => None,
        }
    }

    /// Did it finish within its limit?
    pub fn finished_in_time(&self, now: Instant) -> Option<bool> {
        let by = self.finish_by?;
        match self.finished_at {
            Some(at) => Some(at <= by),
            None if now > by => Some(false),
            None => None,
        }
    }
}

/// That a unit said it is not for it, and what the coordinator decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DispatchObjection)]
pub struct Objection {
    pub no: u16,
    pub unit: u16,
    pub reason: ObjectionReason,
    pub note: String,
    /// Whom the unit thinks it is for.
    #[serde(default)]
    pub suggests: Option<IdText>,
    pub at: Instant,
    #[serde(default)]
    pub decision: Option<ObjectionDecision>,
}

/// What was decided on an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectionDecision {
    pub upheld: bool,
    pub note: String,
    /// The unit that was asked instead.
    pub unit: Option<u16>,
    pub at: Instant,
    pub by_name: String,
}

/// What a unit did so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DispatchProgress)]
pub struct Progress {
    pub unit: u16,
    pub at: Instant,
    pub by_name: String,
    pub text: String,
    pub photos: Vec<u16>,
}

/// The one answer of all who handled it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DispatchAnswer)]
pub struct JointAnswer {
    pub text: String,
    pub proof: Vec<u16>,
    pub at: Instant,
    pub by_name: String,
    /// The units in whose name it speaks.
    pub units: Vec<u16>,
}

/// A look afterwards, by somebody who did not handle it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DispatchCheck)]
pub struct Check {
    pub how: CheckHow,
    pub passed: bool,
    pub note: String,
    pub photos: Vec<u16>,
    pub at: Instant,
    pub by: IdText,
    pub by_name: String,
}

/// What the reporter says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DispatchRating)]
pub struct Rating {
    /// "Is it fixed?"
    pub fixed: bool,
    pub satisfaction: Satisfaction,
    pub note: String,
    pub at: Instant,
}

/// That this event is another one that is known already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DispatchMerge)]
pub struct Merge {
    /// The code of the matter that goes on.
    pub into: String,
    pub likeness: Likeness,
    pub at: Instant,
}

/// A meeting about a matter a leader took charge of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ChargeMeeting)]
pub struct Meeting {
    pub on: Date,
    pub text: String,
}

/// A leader takes charge in person (领导包案; Regulation on Petition Work art. 18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LeaderCharge)]
pub struct Charge {
    pub leader: IdText,
    pub leader_name: String,
    /// The unit that works under the leader.
    pub unit: u16,
    pub target_on: Date,
    pub since: Instant,
    /// The body in whose name it was recorded.
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub meetings: Vec<Meeting>,
    #[serde(default)]
    pub result: Option<String>,
}

/// Everything recorded about one dispatch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dispatch {
    #[serde(default)]
    pub appeal: Appeal,
    pub state: DispatchState,
    pub opened_on: Date,
    #[serde(default)]
    pub ended_on: Option<Date>,
    /// The county's word, by its code in the dictionary.
    pub category: String,
    /// The class it stands under.
    pub class: EventClass,
    /// Where it is, if somebody said so on a map or the telephone knew.
    #[serde(default)]
    pub point: Option<Point>,
    /// Who reported it: does not judge whether it is done well if they handled it too.
    pub reported_by: IdText,
    /// How urgent it looked to who reported it: a level of the plan of that day.
    #[serde(default)]
    pub reported_level: Option<String>,
    /// Its level as the plan had it when it was filed.
    #[serde(default)]
    pub level: Option<HandlingLevel>,
    /// The rule that chose, if one did.
    #[serde(default)]
    pub routed: Option<Routed>,
    /// Called by whistle: the town called the departments (吹哨报到).
    #[serde(default)]
    pub whistle: bool,
    #[serde(default)]
    pub units: Vec<Unit>,
    #[serde(default)]
    pub objections: Vec<Objection>,
    #[serde(default)]
    pub progress: Vec<Progress>,
    #[serde(default)]
    pub answer: Option<JointAnswer>,
    #[serde(default)]
    pub checks: Vec<Check>,
    #[serde(default)]
    pub ratings: Vec<Rating>,
    #[serde(default)]
    pub merged: Option<Merge>,
    /// Codes of events that turned out to be this one.
    #[serde(default)]
    pub absorbed: Vec<String>,
    #[serde(default)]
    pub dismissed: Option<DismissReason>,
    #[serde(default)]
    pub rungs: Vec<Rung>,
    #[serde(default)]
    pub charge: Option<Charge>,
    /// The matter that mediates it.
    #[serde(default)]
    pub mediation: Option<String>,
    /// Accounts that handled it: none of them checks it or marks it as satisfied.
    #[serde(default)]
    pub handled_by: Vec<IdText>,
    /// It was put right at once by who found it (自办).
    #[serde(default)]
    pub self_handled: bool,
}

impl Dispatch {
    /// An event as it was reported.
    pub fn open(
        category: &str,
        class: EventClass,
        point: Option<Point>,
        level: Option<&str>,
        by: Id,
        today: Date,
    ) -> Self {
        Self {
            appeal: Appeal::default(),
            state: DispatchState::Reported,
            opened_on: today,
            ended_on: None,
            category: category.to_owned(),
            class,
            point,
            reported_by: IdText(by),
            reported_level: level.map(str::to_owned),
            level: None,
            routed: None,
            whistle: false,
            units: Vec::new(),
            objections: Vec::new(),
            progress: Vec::new(),
            answer: None,
            checks: Vec::new(),
            ratings: Vec::new(),
            merged: None,
            absorbed: Vec::new(),
            dismissed: None,
            rungs: Vec::new(),
            charge: None,
            mediation: None,
            handled_by: Vec::new(),
            self_handled: false,
        }
    }

    /// In the matter's eyes. Its units are organisations, and what they wrote is not searched.
    pub fn summary(&self) -> Summary {
        Summary {
            running: !self.state.is_ended(),
            mediators: self.handled_by.iter().map(|id| id.0).collect(),
            ..Summary::default()
        }
    }

    pub fn unit(&self, no: u16) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.no == no)
    }

    /// Units that answer for it now.
    pub fn responsible(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| unit.state.is_responsible())
    }

    /// The unit that leads now: the one that has accepted, and until then the one that was asked first (首办负责).
    pub fn lead(&self) -> Option<&Unit> {
        let leads = || self.responsible().filter(|unit| unit.part == UnitPart::Lead);
        leads().find(|unit| unit.accepted_at.is_some()).or_else(|| leads().next())
    }

    /// The units whose place this one takes, one after the other.
    pub fn before(&self, no: u16) -> Vec<u16> {
        let before = |no: u16| self.unit(no).and_then(|unit| unit.replaces).filter(|before| *before < no);
        std::iter::successors(before(no), |no| before(*no)).collect()
    }

    /// The objection nobody has decided on.
    pub fn pending(&self) -> Option<&Objection> {
        self.objections.iter().find(|objection| objection.decision.is_none())
    }

    /// Did this account handle it?
    pub fn was_handled_by(&self, account: Id) -> bool {
        self.handled_by.contains(&IdText(account))
    }

    /// Did one of these organisations handle it?
    pub fn is_of(&self, organisations: &[Id]) -> bool {
        self.units.iter().any(|unit| organisations.contains(&unit.organisation.0))
    }

    /// The rung that stands, of the highest step.
    pub fn rung(&self) -> Option<&Rung> {
        self.rungs.iter().filter(|rung| rung.lifted.is_none()).max_by_key(|rung| rung.step)
    }
}
