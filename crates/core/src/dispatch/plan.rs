//! The county's plan of handling: its levels and its rules, published together in versions.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::levels::{HandlingLevel, LevelScheme};
use super::routing::{EventQuestion, HandlingRule, Routed, sentence, shadowed};
use crate::kernel::{Code, Refusal, Text, refusal::Form};

/// What a county published: levels and rules in their order. A version never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventPlan {
    pub levels: Vec<HandlingLevel>,
    #[serde(default)]
    pub rules: Vec<HandlingRule>,
}

impl Default for EventPlan {
    /// What holds where nothing was published: levels by difficulty, and no rule.
    fn default() -> Self {
        Self { levels: LevelScheme::ByDifficulty.levels(), rules: Vec::new() }
    }
}

/// Something about a rule that is told and does not stand in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlanFault {
    /// Number of the rule, from 1.
    pub rule: u16,
    pub text: Text,
}

impl EventPlan {
    /// More rules than anybody reads.
    pub const MOST_RULES: usize = 300;
    const MOST_LEVELS: usize = 12;

    pub fn level(&self, code: &str) -> Option<&HandlingLevel> {
        self.levels.iter().find(|level| level.code == code)
    }

    /// Checks everything that can be checked without looking up organisations, areas and words.
    ///
    /// # Errors
    /// Every fault at its field: `/rules/2/areas/0`, counted from 0 as the document is.
    pub fn check(&self) -> Result<(), Vec<Refusal>> {
        let mut form = Form::default();
        if self.levels.is_empty() {
            form.refuse(Code::Required, "/levels");
        }
        if self.levels.len() > Self::MOST_LEVELS {
            form.refuse(Code::OutOfRange, "/levels");
        }
        if self.rules.len() > Self::MOST_RULES {
            form.refuse(Code::OutOfRange, "/rules");
        }
        let mut seen = HashSet::new();
        for (i, level) in self.levels.iter().enumerate() {
            level.check(&mut form, &format!("/levels/{i}"));
            if !seen.insert(level.code.as_str()) {
                form.refuse(Code::CodeTwice, format!("/levels/{i}/code"));
            }
        }
        for (i, rule) in self.rules.iter().enumerate() {
            rule.check(&mut form, &format!("/rules/{i}"), self);
        }
        form.finish()
    }

    /// The number of the first rule that fits, from 1.
    pub fn choose(&self, question: &EventQuestion<'_>) -> Option<u16> {
        self.rules.iter().position(|rule| rule.fits(question)).map(|i| i as u16 + 1)
    }

    /// The first rule that fits, with its sentence.
    pub fn route(&self, version: i64, question: &EventQuestion<'_>, name: &dyn Fn(&str) -> Text) -> Option<Routed> {
        let rule = self.choose(question)?;
        Some(Routed { version, rule, sentence: sentence(self.rule(rule)?, self, name) })
    }

    /// The rule a routing names.
    pub fn rule(&self, no: u16) -> Option<&HandlingRule> {
        self.rules.get(usize::from(no).checked_sub(1)?)
    }

    /// Rules that never get their turn because an earlier one takes everything they would.
    pub fn faults(&self) -> Vec<PlanFault> {
        let shadow = |(i, rule): (usize, &HandlingRule)| {
            let by = self.rules[..i].iter().position(|earlier| shadowed(rule, earlier))? + 1;
            Some(PlanFault {
                rule: i as u16 + 1,
                text: Text::new(
                    format!("永远轮不到：前面的第{by}条已经包含了这一条的全部情形。"),
                    format!("It never gets its turn: rule {by} before it takes everything it would."),
                ),
            })
        };
        self.rules.iter().enumerate().filter_map(shadow).collect()
    }
}
