//! Where people live: the towns of the county with their villages and communities, as the list of areas has them.

use std::sync::LazyLock;

use super::draw::Draw;
use super::roster::{TOWN, VILLAGES};

/// 凉州区 with its towns, villages and communities.
pub(super) const AREAS: &str = include_str!("../../data/areas-620602.csv");

/// A town or a street of a city.
#[derive(Debug)]
pub(super) struct Town {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
}

impl Town {
    /// Without what kind of town it is.
    pub(super) fn short(&self) -> &'static str {
        self.name.trim_end_matches("镇").trim_end_matches("街道")
    }
}

/// A village or a community.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) code: &'static str,
    pub(super) name: String,
    /// Its place in [`County::towns`].
    pub(super) town: usize,
    /// Its place in [`VILLAGES`], if it has a committee whose people sign in.
    pub(super) village: Option<usize>,
}

impl Spot {
    pub(super) fn is_community(&self) -> bool {
        self.name.ends_with("社区")
    }

    pub(super) fn town(&self) -> &'static Town {
        &county().towns[self.town]
    }
}

#[derive(Debug)]
pub(super) struct County {
    pub(super) towns: Vec<Town>,
    /// The place of 大柳镇 among them.
    pub(super) home: usize,
    whole: Spots,
    town: Spots,
}

/// Spots by what can happen there.
#[derive(Debug, Default)]
struct Spots {
    all: Vec<&'static Spot>,
    villages: Vec<&'static Spot>,
    communities: Vec<&'static Spot>,
}

/// How far the troubles are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// 大柳镇, where everybody has a story.
    Town,
    County,
}

/// What kind of spot a trouble needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    Village,
    Community,
    Any,
}

impl County {
    /// Draws where a trouble is.
    pub(super) fn spot(&self, scope: Scope, needs: Needs, draw: &mut Draw) -> &'static Spot {
        let spots = if scope == Scope::Town { &self.town } else { &self.whole };
        let spots = match needs {
            Needs::Village => &spots.villages,
            Needs::Community => &spots.communities,
            Needs::Any => &spots.all,
        };
        draw.pick::<&'static Spot>(spots)
    }

    /// The towns but for 大柳镇.
    pub(super) fn others(&self) -> impl Iterator<Item = usize> {
        let home = self.home;
        (0..self.towns.len()).filter(move |town| *town != home)
    }
}

/// The county.
pub(super) fn county() -> &'static County {
    static COUNTY: LazyLock<County> = LazyLock::new(read);
    &COUNTY
}

fn read() -> County {
    let lines = || AREAS.lines().skip(1).filter_map(|line| line.split_once(','));
    let is_town = |name: &str| name.ends_with('镇') || name.ends_with("街道");
    let towns: Vec<Town> = lines()
        .filter(|(code, name)| code.len() == 9 && is_town(name))
        .map(|(code, name)| Town { code, name })
        .collect();
    let (mut whole, mut town) = (Spots::default(), Spots::default());
    for (code, name) in lines().filter(|(code, _)| code.len() == 12) {
        let Some(at) = towns.iter().position(|town| code.starts_with(town.code)) else { continue };
        let village = VILLAGES.iter().position(|village| village.code == code);
        let name = village.map_or_else(|| short(name), |v| VILLAGES[v].name.to_owned());
        // Read once, kept for good.
        let spot: &'static Spot = Box::leak(Box::new(Spot { code, name, town: at, village }));
        whole.add(spot);
        if village.is_some() {
            town.add(spot);
        }
    }
    let home = towns.iter().position(|town| town.code == TOWN).unwrap_or_default();
    County { towns, home, whole, town }
}

impl Spots {
    fn add(&mut self, spot: &'static Spot) {
        self.all.push(spot);
        if spot.is_community() { &mut self.communities } else { &mut self.villages }.push(spot);
    }
}

/// 新关村民委员会 governs 新关村.
fn short(name: &str) -> String {
    if let Some(at) = name.find("社区") {
        return format!("{}社区", &name[..at]);
    }
    let name = name
        .trim_end_matches("村民委员会")
        .trim_end_matches("居民委员会")
        .trim_end_matches("村委会")
        .trim_end_matches("居委会");
    if name.ends_with('村') { name.to_owned() } else { format!("{name}村") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_county_has_its_towns_and_every_village_its_name() {
        let county = county();
        assert_eq!(county.towns.len(), 46);
        assert_eq!(county.towns[county.home].name, "大柳镇");
        assert_eq!(county.town.all.len(), VILLAGES.len());
        assert!(
            county.whole.villages.len() > 400 && county.whole.communities.len() > 60,
            "{:?}",
            county.whole.all.len()
        );
        assert!(county.whole.all.iter().all(|spot| spot.name.ends_with('村') || spot.is_community()));
        assert!(county.whole.all.iter().any(|spot| spot.name == "新关村"));
        assert_eq!(county.towns[0].short(), "东大街");
    }
}
