//! 保管期限: how long a file is kept. No law sets years: a table of each deployment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kernel::Text;
use crate::matters::DisputeKind;
use crate::text_enum;

text_enum! {
    /// The class a file is kept under.
    pub enum Retention {
        Permanent = "permanent" ("永久", "Permanent"),
        Long = "long" ("长期", "Long"),
        Short = "short" ("短期", "Short"),
    }
}

/// The class of each kind of dispute, and how many years long and short are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionTable {
    pub long_years: u16,
    pub short_years: u16,
    /// Kinds that differ from the preset.
    pub kinds: BTreeMap<DisputeKind, Retention>,
}

impl Default for RetentionTable {
    /// Long sixty, short thirty years: figures seen in local practice, no law.
    fn default() -> Self {
        Self { long_years: 60, short_years: 30, kinds: BTreeMap::new() }
    }
}

impl RetentionTable {
    /// The class of a kind: as the deployment says, else our preset. Files about land and houses are looked up by the
    /// next generation; quarrels of neighbours and purchases are not.
    pub fn of(&self, kind: DisputeKind) -> Retention {
        use DisputeKind as K;
        self.kinds.get(&kind).copied().unwrap_or(match kind {
            K::ForestLand | K::Homestead | K::LandTaking => Retention::Permanent,
            K::Neighbours | K::Tourism | K::ECommerce | K::OtherConsumer | K::PropertyManagement | K::Other => {
                Retention::Short
            }
            _ => Retention::Long,
        })
    }

    /// The class with its years, as the cover shows it: `长期（60年）`.
    pub fn words(&self, class: Retention) -> Text {
        let label = class.label();
        let years = match class {
            Retention::Permanent => return label,
            Retention::Long => self.long_years,
            Retention::Short => self.short_years,
        };
        Text::new(format!("{}（{years}年）", label.zh), format!("{} ({years} years)", label.en))
    }

    /// What is wrong with it, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        let sound = (1..=200).contains(&self.short_years) && (1..=200).contains(&self.long_years);
        match (sound, self.short_years < self.long_years) {
            (false, _) => Some("retention.long_years and short_years must be between 1 and 200"),
            (_, false) => Some("retention.long_years must be more than short_years"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deployment_says_how_long_a_kind_is_kept() {
        let mut table = RetentionTable::default();
        assert_eq!(table.of(DisputeKind::ForestLand), Retention::Permanent);
        assert_eq!(table.words(table.of(DisputeKind::RoadTraffic)).zh, "长期（60年）");
        table.kinds.insert(DisputeKind::RoadTraffic, Retention::Short);
        assert_eq!(table.words(table.of(DisputeKind::RoadTraffic)).zh, "短期（30年）");
        assert_eq!(table.words(Retention::Permanent).zh, "永久");
        assert_eq!(table.fault(), None);
        assert!(RetentionTable { short_years: 60, ..table.clone() }.fault().is_some());
        assert!(RetentionTable { long_years: 0, ..table }.fault().is_some());
    }
}
