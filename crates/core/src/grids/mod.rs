//! 网格: pieces of the ground for which somebody is responsible, and who that is at a moment.
//!
//! A grid stands on an area of a town, a village or a group: its code is the area's, so that a grid lies within another
//! as one code begins with the other, and a matter's place says its grid. Levels count from the town (1) down to the
//! group (3), as places call them.

mod duty;
pub mod index;

pub use duty::{Assignment, Duty, Leave, Shift, check_shifts, on_duty};

use crate::kernel::{Code, Refusal};
use crate::places::{AreaCode, Level};
use crate::text_enum;

text_enum! {
    /// What a grid is of: a piece of a village or quarter, or one body's own ground, such as a market or a school.
    pub enum GridKind {
        General = "general" ("综合网格", "General grid"),
        Dedicated = "dedicated" ("专属网格", "Dedicated grid"),
    }
}

text_enum! {
    /// What somebody is for a grid.
    pub enum GridPart {
        Responsible = "responsible" ("网格员", "Responsible"),
        Backup = "backup" ("替补", "Back-up"),
    }
}

/// The level of a grid on this area: 1 of a town, 2 of a village, 3 of a group.
///
/// # Errors
/// [`Code::GridLevel`]: no grid stands on a county and above.
pub fn level(code: &AreaCode) -> Result<u8, Refusal> {
    match code.level() {
        Level::Town => Ok(1),
        Level::Village => Ok(2),
        Level::Grid => Ok(3),
        Level::Province | Level::City | Level::County => Err(Refusal::new(Code::GridLevel)),
    }
}

/// The area and those above it on which grids stand, the nearest first.
pub fn upwards(code: &AreaCode) -> impl Iterator<Item = AreaCode> {
    std::iter::successors(Some(code.clone()), AreaCode::parent).take_while(|code| level(code).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_stand_on_towns_villages_and_groups() {
        let code: AreaCode = "620602130200001".parse().unwrap();
        assert_eq!(level(&code), Ok(3));
        let above: Vec<String> = upwards(&code).map(|code| code.to_string()).collect();
        assert_eq!(above, ["620602130200001", "620602130200", "620602130"]);
        assert_eq!(level(&"620602".parse().unwrap()).unwrap_err().code, Code::GridLevel);
    }
}
