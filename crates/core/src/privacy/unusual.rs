//! 异常查阅: reading that somebody should ask about. Three plain thresholds, set by the site and told with each finding; a
//! finding says nothing about a person but that on one day a number was above a threshold. Nobody's kin is inferred, and
//! no measure of work is made of it.

use serde::{Deserialize, Serialize};

use crate::kernel::Text;
use crate::text_enum;

text_enum! {
    /// Why a day's reading is listed.
    pub enum UnusualReason {
        Volume = "volume" ("一天查阅的事项很多", "Many matters in one day"),
        Hour = "hour" ("夜间查阅", "Reading at night"),
        Area = "area" ("查阅本机构地域以外的事项", "Matters outside the area of one's posts"),
    }
}

/// From which number on a day's reading is listed: `[unusual]` in the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Different matters in one day.
    pub matters_a_day: u32,
    /// Night begins at this hour.
    pub night_from: u8,
    /// And ends at this one.
    pub night_until: u8,
    /// Different matters in the night hours of one day.
    pub matters_at_night: u32,
    /// Different matters outside the area of all one's posts that one does not handle, in one day.
    pub matters_beyond: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { matters_a_day: 150, night_from: 23, night_until: 6, matters_at_night: 10, matters_beyond: 5 }
    }
}

impl Thresholds {
    /// The number above which a reason is given.
    pub const fn of(&self, reason: UnusualReason) -> u32 {
        match reason {
            UnusualReason::Volume => self.matters_a_day,
            UnusualReason::Hour => self.matters_at_night,
            UnusualReason::Area => self.matters_beyond,
        }
    }

    /// Is this hour of the day in the night?
    pub const fn is_night(&self, hour: u8) -> bool {
        if self.night_from <= self.night_until {
            self.night_from <= hour && hour < self.night_until
        } else {
            self.night_from <= hour || hour < self.night_until
        }
    }

    /// Why it is listed, in a sentence.
    pub fn explain(&self, reason: UnusualReason, count: i64, threshold: i64) -> Text {
        match reason {
            UnusualReason::Volume => Text::new(
                format!("当天查阅了{count}件不同的事项，超过{threshold}件"),
                format!("read {count} different matters that day, more than {threshold}"),
            ),
            UnusualReason::Hour => {
                let (from, until) = (self.night_from, self.night_until);
                Text::new(
                    format!("当天{from}点至{until}点之间查阅了{count}件事项，超过{threshold}件"),
                    format!("read {count} matters between {from}:00 and {until}:00 that day, more than {threshold}"),
                )
            }
            UnusualReason::Area => Text::new(
                format!("当天查阅了{count}件不在本人岗位地域、也不由本人经办的事项，超过{threshold}件"),
                format!(
                    "read {count} matters outside the area of the own posts and not handled in person, more than {threshold}"
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_may_go_over_midnight() {
        let over = Thresholds::default();
        assert_eq!((0..24).filter(|hour| over.is_night(*hour)).collect::<Vec<u8>>(), [0, 1, 2, 3, 4, 5, 23]);
        let within = Thresholds { night_from: 1, night_until: 4, ..over };
        assert_eq!((0..24).filter(|hour| within.is_night(*hour)).collect::<Vec<u8>>(), [1, 2, 3]);
    }

    #[test]
    fn a_finding_tells_its_number_and_its_threshold() {
        let thresholds = Thresholds::default();
        for reason in UnusualReason::ALL {
            let told = thresholds.explain(*reason, 77, i64::from(thresholds.of(*reason)));
            assert!(told.zh.contains("77") && told.zh.contains(&thresholds.of(*reason).to_string()), "{told:?}");
        }
    }
}
