//! LocalLimits of a mediation that a place sets for disputes of a kind, of a source, or sent by one body.

use serde::{Deserialize, Serialize};

use crate::deadlines::{Length, Preset, Presets, RuleId};
use crate::kernel::{Refusal, Text};
use crate::matters::{DisputeKind, Entrustment, Source};

/// A local limit. What it leaves out fits everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalLimit {
    #[serde(default)]
    pub kind: Option<DisputeKind>,
    #[serde(default)]
    pub source: Option<Source>,
    /// Part of the name of the body that sent it.
    #[serde(default)]
    pub body: Option<String>,
    pub length: Length,
    /// Where it stands.
    #[serde(default)]
    pub basis: Option<Text>,
    #[serde(default)]
    pub longest_extension: Option<u32>,
}

impl LocalLimit {
    fn fits(&self, kind: DisputeKind, source: Source, letter: Option<&Entrustment>) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind)
            && self.source.is_none_or(|wanted| wanted == source)
            && self.body.as_ref().is_none_or(|body| letter.is_some_and(|letter| letter.body.contains(body.as_str())))
    }

    /// A body says more than a source, a source more than a kind.
    fn weight(&self) -> u8 {
        4 * u8::from(self.body.is_some()) + 2 * u8::from(self.source.is_some()) + u8::from(self.kind.is_some())
    }
}

/// The limits of a site. They concern mediations whose limit no statute sets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalLimits(Vec<LocalLimit>);

impl LocalLimits {
    /// Reads the limits as they were set.
    ///
    /// # Errors
    /// The number of the limit whose length is absurd.
    pub fn new(limits: Vec<LocalLimit>) -> Result<Self, (usize, Refusal)> {
        for (i, limit) in limits.iter().enumerate() {
            let preset = Preset { length: Some(limit.length), ..Preset::default() };
            Presets::default().set(RuleId::Mediation, preset).map_err(|refusal| (i, refusal))?;
        }
        Ok(Self(limits))
    }

    /// What holds for such a dispute: the limit that says most about it, of several alike the last.
    pub fn of(&self, kind: DisputeKind, source: Source, letter: Option<&Entrustment>) -> Option<Preset> {
        let fitting = self.0.iter().filter(|limit| limit.fits(kind, source, letter));
        fitting.max_by_key(|limit| limit.weight()).map(|limit| Preset {
            length: Some(limit.length),
            source: limit.basis.clone(),
            pauses: None,
            longest_extension: limit.longest_extension,
        })
    }
}
