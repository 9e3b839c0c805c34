//! Papers of an event's dispatch: what a unit is asked to do, the steps of the ladder, and the charge a leader takes.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// An event and what is asked of the units that handle it. No person is in it but the leader who takes charge: neither who
/// reported nor who of a unit went there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventSheet {
    /// Tells the papers of one event apart: its code and a number.
    pub number: String,
    /// The centre in whose name the paper stands.
    pub from: String,
    /// The units it is addressed to.
    pub to: Vec<String>,
    /// The county's word for it.
    pub category: String,
    /// The name of its level; empty where it has none.
    pub level: String,
    /// Civil time in Asia/Shanghai.
    pub reported_at: Option<DateTime>,
    /// Called by whistle: departments come and act under the town's coordination (吹哨报到).
    pub whistle: bool,
    /// The unit that leads.
    pub lead: String,
    /// The unit this sheet is for.
    pub task: Option<EventTask>,
    /// Those that were asked at the same time, this one as well.
    pub units: Vec<EventTask>,
    pub step: Option<EventStep>,
    pub charge: Option<EventCharge>,
    /// The day of the paper.
    pub on: Option<Date>,
}

/// What is asked of one unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventTask {
    pub name: String,
    /// 主办, 协办.
    pub part_label: String,
    pub task: String,
    pub sent_at: Option<DateTime>,
    /// By when it says whether it takes it.
    pub answer_by: Option<DateTime>,
    pub finish_by: Option<DateTime>,
}

/// A step of the ladder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventStep {
    /// 逾期未接单, 反复推诿, …
    pub ground_label: String,
    pub note: String,
    /// When the event was sent to the first unit.
    pub sent_on: Option<Date>,
    /// By when it is to have helped.
    pub until: Option<Date>,
    /// The steps before it, a sentence each.
    pub before: Vec<String>,
}

/// A leader in charge (领导包案).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventCharge {
    pub leader: String,
    /// The unit that works under the leader.
    pub unit: String,
    pub since: Option<Date>,
    pub target_on: Option<Date>,
    pub meetings: Vec<ChargeMeeting>,
    pub result: String,
}

/// A meeting about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChargeMeeting {
    pub on: Option<Date>,
    pub text: String,
}
