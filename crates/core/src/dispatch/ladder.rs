//! The ladder: reminder, supervision, public supervision, talk. Each step has its grounds in one table.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Dispatch, UnitState};
use crate::kernel::{Date, Instant, Text};
use crate::text_enum;

text_enum! {
    /// The steps, the mildest first.
    pub enum LadderStep {
        Reminder = "reminder" ("催办", "Reminder"),
        Supervision = "supervision" ("督办", "Supervision"),
        PublicSupervision = "public_supervision" ("挂牌督办", "Public supervision"),
        Talk = "talk" ("约谈", "Talk"),
    }
}

text_enum! {
    /// Why a step is taken.
    pub enum LadderGround {
        NotAnswered = "not_answered" ("逾期未接单", "Not answered in time"),
        Overdue = "overdue" ("逾期未办结", "Not finished in time"),
        Shifted = "shifted" ("反复推诿", "Shifted back and forth"),
        Returned = "returned" ("多次退回重办", "Returned for rework more than once"),
        NotFixed = "not_fixed" ("应解决未解决", "Should be solved and is not"),
        StillOpen = "still_open" ("上一步期满仍未解决", "Still open when the step before had run out"),
        BadEffect = "bad_effect" ("造成不良影响", "Bad effect"),
    }
}

text_enum! {
    /// Where a public supervision stands.
    pub enum SupervisionState {
        Standing = "standing" ("挂牌中", "Standing"),
        Solved = "solved" ("已办结", "Solved"),
        Lifted = "lifted" ("已解除", "Lifted"),
    }
}

/// A row of the table: this step is open on this ground, once the ground has come true so many times.
#[derive(Clone, Copy, Debug)]
pub struct Trigger {
    pub step: LadderStep,
    pub ground: LadderGround,
    pub times: usize,
}

const fn row(step: LadderStep, ground: LadderGround, times: usize) -> Trigger {
    Trigger { step, ground, times }
}

use LadderGround as G;
use LadderStep as S;

/// The whole table. Grounds for supervision: late, repeated, not accepted, should be solved and is not, bad effect (the
/// Jinan and Weifang measures on the 12345 hotline, arts 28 and 26); what follows when supervision does not help:
/// Regulation on Petition Work arts 39, 40.
pub const TRIGGERS: &[Trigger] = &[
    row(S::Reminder, G::NotAnswered, 1),
    row(S::Reminder, G::Overdue, 1),
    row(S::Supervision, G::Shifted, 2),
    row(S::Supervision, G::Returned, 2),
    row(S::Supervision, G::NotFixed, 1),
    row(S::Supervision, G::StillOpen, 1),
    row(S::Supervision, G::BadEffect, 0),
    row(S::PublicSupervision, G::StillOpen, 1),
    row(S::PublicSupervision, G::BadEffect, 0),
    row(S::Talk, G::StillOpen, 1),
    row(S::Talk, G::BadEffect, 0),
];

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LadderRung)]
pub struct Rung {
    pub no: u16,
    pub step: LadderStep,
    pub ground: LadderGround,
    pub note: String,
    /// The units it is addressed to.
    pub units: Vec<u16>,
    pub at: Instant,
    pub by_name: String,
    /// The body in whose name it was taken; empty where the rules took it.
    #[serde(default)]
    pub from: String,
    /// By when it is to have helped.
    pub until: Date,
    #[serde(default)]
    pub lifted: Option<Lifted>,
}

/// That a step was taken back because it had helped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LadderLifted)]
pub struct Lifted {
    pub at: Instant,
    pub by_name: String,
    pub reason: String,
}

/// How many times a ground has come true.
fn times(d: &Dispatch, step: S, ground: G, now: Instant, today: Date) -> usize {
    let open = || d.responsible().filter(|unit| unit.state.is_open());
    match ground {
        G::NotAnswered => {
            open().filter(|u| u.state == UnitState::Sent && u.answered_in_time(now) == Some(false)).count()
        }
        G::Overdue => open().filter(|u| u.finished_in_time(now) == Some(false)).count(),
        G::Shifted => d.objections.len(),
        G::Returned => d.checks.iter().filter(|check| !check.passed).count(),
        G::NotFixed => d.ratings.iter().filter(|rating| !rating.fixed).count(),
        G::StillOpen => {
            let before = S::ALL.iter().copied().take_while(|s| *s != step).last();
            d.rungs.iter().filter(|r| Some(r.step) == before && r.lifted.is_none() && r.until < today).count()
        }
        // A judgement: somebody writes down which effect.
        G::BadEffect => 0,
    }
}

/// Is this step open on this ground?
pub fn is_open(d: &Dispatch, step: S, ground: G, now: Instant, today: Date) -> bool {
    TRIGGERS.iter().any(|t| t.step == step && t.ground == ground && times(d, step, ground, now, today) >= t.times)
}

/// A step that has a ground and was not taken on it yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LadderDue)]
pub struct DueStep {
    pub step: S,
    pub ground: G,
    pub text: Text,
}

/// The steps whose ground has come true by itself and that nobody has taken.
pub fn due_steps(d: &Dispatch, now: Instant, today: Date) -> Vec<DueStep> {
    let taken = |t: &Trigger| d.rungs.iter().any(|r| r.step == t.step && r.ground == t.ground && r.lifted.is_none());
    TRIGGERS
        .iter()
        .filter(|t| t.times > 0 && !taken(t) && times(d, t.step, t.ground, now, today) >= t.times)
        .map(|t| {
            let (step, ground) = (t.step.label(), t.ground.label());
            let text =
                Text::new(format!("{}\u{ff1a}可以{}", ground.zh, step.zh), format!("{}: {}", step.en, ground.en));
            DueStep { step: t.step, ground: t.ground, text }
        })
        .collect()
}
