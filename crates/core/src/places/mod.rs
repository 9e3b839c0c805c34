//! Areas: digit codes whose prefixes are the areas above (NBS statistical division codes).

pub mod boundary;
pub mod datum;
mod row;

use std::fmt;
use std::str::FromStr;

pub use row::{Row, RowFault, check_row};

use serde::{Deserialize, Serialize};

use crate::kernel::{Code, Refusal};
use crate::text_enum;

text_enum! {
    /// The levels of area, from province to grid.
    pub enum Level {
        Province = "province" ("省", "province"),
        City = "city" ("市", "city"),
        County = "county" ("县", "county"),
        Town = "town" ("乡镇街道", "town"),
        Village = "village" ("村社区", "village"),
        Grid = "grid" ("网格", "grid"),
    }
}

impl Level {
    /// How many digits a code of this level has.
    pub const fn digits(self) -> usize {
        match self {
            Level::Province => 2,
            Level::City => 4,
            Level::County => 6,
            Level::Town => 9,
            Level::Village => 12,
            Level::Grid => 15,
        }
    }
}

/// An area's code: 2, 4, 6, 9, 12 or 15 digits. An area lies within another if its code begins with the other's.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct AreaCode(String);

impl AreaCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn level(&self) -> Level {
        match self.0.len() {
            2 => Level::Province,
            4 => Level::City,
            6 => Level::County,
            9 => Level::Town,
            12 => Level::Village,
            _ => Level::Grid,
        }
    }

    /// Does this area contain the other one (or equal it)?
    pub fn contains(&self, other: &AreaCode) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Does one of the two contain the other? Such bodies may have to do with each other: a county's committee with a
    /// dispute in a village, a village's committee with a matter of the county.
    pub fn meets(&self, other: &AreaCode) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// The smallest area that contains both; none across provinces.
    pub fn join(&self, other: &AreaCode) -> Option<AreaCode> {
        std::iter::successors(Some(self.clone()), AreaCode::parent).find(|area| area.contains(other))
    }

    /// The area of a level above (or of the same level) that contains this one.
    pub fn at(&self, level: Level) -> Option<AreaCode> {
        self.0.get(..level.digits()).map(|s| AreaCode(s.to_owned()))
    }

    pub fn parent(&self) -> Option<AreaCode> {
        let digits = match self.level() {
            Level::Province => return None,
            Level::City => 2,
            Level::County => 4,
            Level::Town => 6,
            Level::Village => 9,
            Level::Grid => 12,
        };
        Some(AreaCode(self.0[..digits].to_owned()))
    }
}

impl FromStr for AreaCode {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        let fits = matches!(s.len(), 2 | 4 | 6 | 9 | 12 | 15) && s.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Self(s.to_owned())) } else { Err(Refusal::new(Code::AreaMalformed)) }
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(|_| serde::de::Error::custom("not an area code"))
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_lies_within_those_its_code_begins_with() {
        let village: AreaCode = "620602130206".parse().unwrap();
        let town: AreaCode = "620602130".parse().unwrap();
        assert_eq!(village.parent().unwrap(), town);
        assert!(town.contains(&village) && !village.contains(&town));
        assert_eq!(village.at(Level::County).unwrap().as_str(), "620602");
        assert!("62060".parse::<AreaCode>().is_err());
    }

    #[test]
    fn two_areas_meet_on_one_branch_and_join_where_their_branches_part() {
        let area = |code: &str| code.parse::<AreaCode>().unwrap();
        assert!(area("620602").meets(&area("620602130206")) && area("620602130206").meets(&area("620602")));
        assert!(!area("620602").meets(&area("620621")) && !area("620602130").meets(&area("620602131")));
        assert_eq!(area("620602130206").join(&area("620602131")), Some(area("620602")));
        assert_eq!(area("620602").join(&area("620602131")), Some(area("620602")));
        assert_eq!(area("620602").join(&area("620621100")), Some(area("6206")));
        assert_eq!(area("62").join(&area("65")), None);
    }
}
