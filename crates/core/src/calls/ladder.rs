//! Who is rung when, as a table: those responsible at once, the back-ups next, then the level above, and at last the desk.

use serde::{Deserialize, Serialize};

use crate::grids::upwards;
use crate::kernel::Instant;
use crate::places::AreaCode;
use crate::text_enum;

text_enum! {
    /// Which step of the ladder somebody was rung at.
    pub enum Ring {
        Responsible = "responsible" ("网格员", "The grid's worker"),
        Backup = "backup" ("替补", "The back-up"),
        Above = "above" ("上一级网格", "The grid above"),
        Desk = "desk" ("综治中心", "The centre"),
    }
}

/// Who is rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Who answers for the grid now.
    Responsible(AreaCode),
    /// Its back-ups.
    Backup(AreaCode),
    /// Everybody there is for a grid above.
    All(AreaCode),
    /// The centre's desk.
    Desk,
}

/// A step: so long after the call, these are rung as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    pub after_ms: Instant,
    pub ring: Ring,
    pub whom: Whom,
}

/// Seconds after the call at which the next are rung. A site may set them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Waits {
    pub backup: u32,
    pub above: u32,
    /// Between one level above and the next.
    pub further: u32,
    /// After the last level.
    pub desk: u32,
}

impl Default for Waits {
    fn default() -> Self {
        Self { backup: 60, above: 120, further: 60, desk: 60 }
    }
}

impl Waits {
    /// Every wait is a second at least and an hour at most, and the levels come after the back-ups.
    pub fn is_sound(self) -> bool {
        let each = [self.backup, self.above, self.further, self.desk];
        each.iter().all(|wait| (1..=3600).contains(wait)) && self.backup < self.above
    }
}

/// The steps for a call from a grid. A call from nowhere known rings the desk at once.
pub fn ladder(grid: Option<&AreaCode>, waits: Waits) -> Vec<Rung> {
    let rung = |seconds: u32, ring, whom| Rung { after_ms: Instant::from(seconds) * 1_000, ring, whom };
    let Some(grid) = grid else { return vec![rung(0, Ring::Desk, Whom::Desk)] };
    let mut rungs = vec![
        rung(0, Ring::Responsible, Whom::Responsible(grid.clone())),
        rung(waits.backup, Ring::Backup, Whom::Backup(grid.clone())),
    ];
    let mut after = waits.above;
    for above in upwards(grid).skip(1) {
        rungs.push(rung(after, Ring::Above, Whom::All(above)));
        after += waits.further;
    }
    let last = if rungs.len() > 2 { after - waits.further + waits.desk } else { waits.above };
    rungs.push(rung(last, Ring::Desk, Whom::Desk));
    rungs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(grid: Option<&str>) -> Vec<(Instant, Ring)> {
        let grid = grid.map(|code| code.parse().unwrap());
        ladder(grid.as_ref(), Waits::default()).into_iter().map(|rung| (rung.after_ms / 1_000, rung.ring)).collect()
    }

    #[test]
    fn a_group_rings_its_people_then_village_and_town_and_at_last_the_desk() {
        use Ring::*;
        assert_eq!(
            told(Some("620602130200001")),
            [(0, Responsible), (60, Backup), (120, Above), (180, Above), (240, Desk)]
        );
        assert_eq!(told(Some("620602130")), [(0, Responsible), (60, Backup), (120, Desk)]);
        assert_eq!(told(None), [(0, Desk)]);
    }

    #[test]
    fn a_ladder_only_goes_up() {
        let waits = Waits { backup: 5, above: 7, further: 1, desk: 3600 };
        assert!(waits.is_sound() && !Waits { backup: 9, above: 9, ..waits }.is_sound());
        assert!(!Waits { desk: 0, ..waits }.is_sound());
        for code in ["620602130", "620602130200", "620602130200001"] {
            let times: Vec<_> =
                ladder(Some(&code.parse().unwrap()), waits).into_iter().map(|rung| rung.after_ms).collect();
            assert!(times.is_sorted_by(|a, b| a < b), "{code}: {times:?}");
        }
    }
}
