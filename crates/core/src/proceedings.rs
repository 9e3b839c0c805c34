//! What every kind of proceeding tells the matter it belongs to. A further kind adds one line.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::entrusting::Course;
use crate::kernel::{Id, Text};
use crate::mediation::{self, Mediation};
use crate::text_enum;

text_enum! {
    /// The kinds of proceeding.
    pub enum ProceedingKind {
        Mediation = "mediation" ("人民调解", "People's mediation"),
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
    debug_assert_eq!(kind, ProceedingKind::Mediation.as_str());
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
