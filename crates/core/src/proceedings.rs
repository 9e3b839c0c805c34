//! What every kind of proceeding tells the matter it belongs to. A further kind adds one line.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use std::str::FromStr;

use crate::dispatch::{self, Dispatch, DispatchState};
use crate::entrusting::Course;
use crate::kernel::text::UnknownCode;
use crate::kernel::{Id, Text};
use crate::mediation::standing::{NextStep, Turn};
use crate::mediation::{self, Mediation};
use crate::text_enum;

text_enum! {
    /// The kinds of proceeding.
    pub enum ProceedingKind {
        Mediation = "mediation" ("人民调解", "People's mediation"),
        Dispatch = "dispatch" ("事件派遣", "Dispatch"),
    }
}

/// Where the latest proceeding of a matter stands, of whatever kind. The codes of the kinds' states are disjoint, so that
/// one column holds them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Mediation(mediation::State),
    Dispatch(DispatchState),
}

impl Stage {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mediation(state) => state.as_str(),
            Self::Dispatch(state) => state.as_str(),
        }
    }

    pub fn label(self) -> Text {
        match self {
            Self::Mediation(state) => state.label(),
            Self::Dispatch(state) => state.label(),
        }
    }

    pub const fn mediation(self) -> Option<mediation::State> {
        match self {
            Self::Mediation(state) => Some(state),
            Self::Dispatch(_) => None,
        }
    }

    pub const fn dispatch(self) -> Option<DispatchState> {
        match self {
            Self::Dispatch(state) => Some(state),
            Self::Mediation(_) => None,
        }
    }

    /// The next step of an open matter as a list shows it; a matter without a proceeding is to be closed.
    pub fn usual_step(stage: Option<Self>, turn: Turn) -> NextStep {
        match stage {
            Some(Self::Dispatch(state)) => dispatch::standing::usual_step(state, turn),
            stage => mediation::standing::usual_step(stage.and_then(Self::mediation), turn),
        }
    }
}

impl FromStr for Stage {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let mediation = mediation::State::from_str(code).map(Self::Mediation);
        mediation.or_else(|_| DispatchState::from_str(code).map(Self::Dispatch))
    }
}

/// A proceeding's document, however it is kept.
pub trait Body {
    /// The value it holds.
    ///
    /// # Errors
    /// If it is no such document.
    fn read<T: DeserializeOwned + Send + Sync + 'static>(&self) -> Result<Arc<T>, serde_json::Error>;
}

/// A proceeding in the matter's eyes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// It has not ended.
    pub running: bool,
    /// It ended in an agreement, kept or not, or in one that is being kept.
    pub agreed: bool,
    /// Who conducted it: they do not follow it up.
    pub mediators: Vec<Id>,
    /// Required papers the dossier lacks.
    pub dossier_lacks: Vec<Text>,
    /// How far it has come, as letters about it see it.
    pub course: Course,
    /// Texts by which the matter can be found.
    pub searched: Vec<String>,
}

/// Reads a proceeding's document.
///
/// # Errors
/// If the document cannot be read as its kind.
pub fn summary(kind: &str, body: &impl Body) -> Result<Summary, serde_json::Error> {
    if kind == ProceedingKind::Dispatch.as_str() {
        return Ok(body.read::<Dispatch>()?.summary());
    }
    let m = body.read::<Mediation>()?;
    Ok(Summary {
        running: !m.state.is_ended(),
        agreed: m.state.is_agreed(),
        mediators: m.all_mediators(),
        dossier_lacks: mediation::dossier::lacks(&m),
        course: Course::of(&m),
        searched: m.agreed_texts(),
    })
}
