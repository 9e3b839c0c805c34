//! What happens to one matter, step by step, written down before it is played.

use bandeng_core::kernel::Date;
use bandeng_core::matters::{FollowUp, Intake, MatterMove, UrgentReport};
use bandeng_core::mediation::Move;
use jiff::civil::DateTime;

use super::roster::{Body, Who};

/// Something somebody does to a matter.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Register(Box<Intake>),
    Make(Box<Move>),
    Matter(MatterMove),
    FollowUp(FollowUp),
    Report(UrgentReport),
    Share { with: Body, purpose: &'static str, until: Date },
}

/// What one person does in one sitting: one unit of work.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) at: DateTime,
    pub(super) who: Who,
    pub(super) deeds: Vec<Deed>,
}

/// A matter's life so far. The first step registers it; times never go back.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    pub(super) steps: Vec<Step>,
}

impl Script {
    /// Adds a step.
    pub(super) fn then(&mut self, at: DateTime, who: Who, deeds: impl IntoIterator<Item = Deed>) -> &mut Self {
        self.steps.push(Step { at, who, deeds: deeds.into_iter().collect() });
        self
    }
}

impl From<Move> for Deed {
    fn from(mv: Move) -> Self {
        Deed::Make(Box::new(mv))
    }
}

impl From<Intake> for Deed {
    fn from(intake: Intake) -> Self {
        Deed::Register(Box::new(intake))
    }
}

impl From<MatterMove> for Deed {
    fn from(mv: MatterMove) -> Self {
        Deed::Matter(mv)
    }
}
