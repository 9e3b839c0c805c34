//! What an importer may name: words of a list, places, committees; and what was probably meant.

use std::collections::{HashMap, HashSet};

use super::cells::{fold, squeeze};
use crate::places::AreaCode;

/// Things known by their names.
#[derive(Clone, Debug)]
pub struct Names<T> {
    /// None where several things are called so.
    by_name: HashMap<String, Option<T>>,
    /// As shown to people.
    shown: Vec<String>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { by_name: HashMap::new(), shown: Vec::new() }
    }
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found<'a, T> {
    One(&'a T),
    Several,
    Nothing,
}

fn key(name: &str) -> String {
    squeeze(&fold(name)).to_lowercase()
}

impl<T: Clone + PartialEq> Names<T> {
    /// Adds a thing under the name people are shown.
    pub fn add(&mut self, name: &str, thing: T) {
        self.shown.push(name.to_owned());
        self.also(name, thing);
    }

    /// Adds a further name of a thing.
    pub fn also(&mut self, name: &str, thing: T) {
        use std::collections::hash_map::Entry;
        match self.by_name.entry(key(name)) {
            Entry::Vacant(free) => drop(free.insert(Some(thing))),
            Entry::Occupied(mut taken) if taken.get().as_ref() != Some(&thing) => drop(taken.insert(None)),
            Entry::Occupied(_) => {}
        }
    }

    pub(super) fn find(&self, name: &str) -> Found<'_, T> {
        match self.by_name.get(&key(name)) {
            Some(Some(thing)) => Found::One(thing),
            Some(None) => Found::Several,
            None => Found::Nothing,
        }
    }

    /// The name that looks most like what was typed, if any looks like it at all.
    pub(crate) fn nearest(&self, typed: &str) -> Option<&str> {
        let typed = marks(typed);
        let likeness = |name: &str| {
            let name = marks(name);
            let (shared, all) = (typed.intersection(&name).count(), typed.union(&name).count().max(1));
            shared * 1_000 / all
        };
        let best =
            self.shown.iter().map(|name| (likeness(name), name)).fold(None, |best: Option<(usize, &String)>, next| {
                if best.is_none_or(|b| next.0 > b.0) { Some(next) } else { best }
            });
        best.filter(|(likeness, _)| *likeness >= 100).map(|(_, name)| name.as_str())
    }
}

/// Characters and pairs of neighbours, without the word that ends them all.
fn marks(text: &str) -> HashSet<(char, char)> {
    let text = key(text);
    let chars: Vec<char> = text.strip_suffix("纠纷").unwrap_or(&text).chars().collect();
    chars.iter().map(|c| (*c, ' ')).chain(chars.windows(2).map(|w| (w[0], w[1]))).collect()
}

/// Places: by code, by name, and by name with the town before it.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    codes: HashSet<AreaCode>,
    names: Names<AreaCode>,
}

impl Areas {
    /// From codes and names; areas above a town name nothing here but help to tell two villages apart.
    pub fn new(rows: &[(AreaCode, String)]) -> Self {
        let by_code: HashMap<&str, &str> = rows.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
        let mut areas = Areas::default();
        for (code, name) in rows.iter().filter(|(code, _)| code.as_str().len() >= 9) {
            areas.codes.insert(code.clone());
            areas.names.shown.push(name.clone());
            let mut prefix = String::new();
            let mut above = code.parent();
            loop {
                for name in [name.as_str(), short(name)] {
                    areas.names.also(&format!("{prefix}{name}"), code.clone());
                }
                let Some(area) = above else { break };
                let Some(name) = by_code.get(area.as_str()) else { break };
                prefix = format!("{name}{prefix}");
                above = area.parent();
            }
        }
        areas
    }

    pub(super) fn find(&self, typed: &str) -> Found<'_, AreaCode> {
        // As the statistics office writes it, a town has three zeros behind it.
        let digits = squeeze(&fold(typed));
        if digits.len() >= 9 && digits.bytes().all(|b| b.is_ascii_digit()) {
            let code = [digits.as_str(), digits.strip_suffix("000").unwrap_or_default()];
            let code = code.iter().find_map(|c| c.parse::<AreaCode>().ok().and_then(|c| self.codes.get(&c)));
            return code.map_or(Found::Nothing, Found::One);
        }
        self.names.find(typed)
    }

    pub(super) fn nearest(&self, typed: &str) -> Option<&str> {
        self.names.nearest(typed)
    }
}

/// `桥坡村民委员会`, `桥坡村村委会` → `桥坡村`: people name the place and not its committee.
fn short(name: &str) -> &str {
    for (ending, kept) in [("村民委员会", "村"), ("村委会", "村"), ("居民委员会", ""), ("居委会", "")]
    {
        if let Some(stem) = name.strip_suffix(ending) {
            return match stem {
                "" => name,
                stem if kept.is_empty() || stem.ends_with(kept) => stem,
                stem => &name[..stem.len() + kept.len()],
            };
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas() -> Areas {
        let rows = [
            ("620602", "凉州区"),
            ("620602130", "大柳镇"),
            ("620602130200", "桥坡村民委员会"),
            ("620602131", "永昌镇"),
            ("620602131200", "桥坡村村委会"),
            ("620602131201", "南关社区居民委员会"),
        ];
        Areas::new(&rows.map(|(code, name)| (code.parse().unwrap(), name.to_owned())))
    }

    #[test]
    fn a_place_is_found_by_code_or_name_and_two_of_one_name_by_their_town() {
        let areas = areas();
        let is = |typed: &str, code: &str| assert_eq!(areas.find(typed), Found::One(&code.parse().unwrap()), "{typed}");
        is("大柳镇", "620602130");
        is("620602130200", "620602130200");
        is("６２０６０２１３０", "620602130");
        is("620602130000", "620602130");
        is("大柳镇桥坡村", "620602130200");
        is("凉州区大柳镇 桥坡村", "620602130200");
        is("永昌镇桥坡村", "620602131200");
        is("南关社区", "620602131201");
        assert_eq!(areas.find("桥坡村"), Found::Several);
        assert_eq!(areas.find("凉州区"), Found::Nothing, "a matter lies in a town at least");
        assert_eq!(areas.find("620602999"), Found::Nothing);
        assert_eq!(areas.nearest("大柳乡"), Some("大柳镇"));
    }

    #[test]
    fn the_nearest_word_is_suggested_and_nothing_where_nothing_is_near() {
        let mut kinds = Names::default();
        for kind in crate::matters::DisputeKind::ALL {
            kinds.add(&kind.label().zh, *kind);
        }
        assert_eq!(kinds.nearest("婚姻纠纷"), Some("婚姻家庭纠纷"));
        assert_eq!(kinds.nearest("医患纠纷"), Some("医疗纠纷"));
        assert_eq!(kinds.nearest("拖欠工资"), Some("拖欠农民工工资纠纷"));
        assert_eq!(kinds.nearest("xyz"), None);
    }
}
