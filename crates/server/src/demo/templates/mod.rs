//! What people quarrel about in a rural town: each template tells one kind of trouble with changing details.
//!
//! Words in braces are filled in: `{a}` and `{b}` the parties, `{t}` the town, `{v}` the village, `{d}` the day it happened, `{m}` its
//! month, `{x}` and `{y}` one of the template's details, `{n}` a small number, `{yuan}` the amount. Where there are as
//! many `x` as `y`, they belong together in pairs.

mod family;
mod harm;
mod land;
mod money;
mod services;

use bandeng_core::kernel::Date;
use bandeng_core::matters::DisputeKind;

use super::persons::Kin;

/// One kind of trouble.
pub(super) struct Template {
    pub(super) kind: DisputeKind,
    /// What the county calls it: a code of its dictionary, or nothing.
    pub(super) subtype: &'static str,
    /// How often it comes, against the others.
    pub(super) weight: u32,
    /// First and last month in which it comes in.
    pub(super) season: (i8, i8),
    pub(super) a: Kin,
    pub(super) b: Kin,
    /// As many further applicants at most.
    pub(super) more: i64,
    /// Both sides bear one surname.
    pub(super) one_family: bool,
    pub(super) places: &'static [&'static str],
    pub(super) stories: &'static [&'static str],
    pub(super) x: &'static [&'static str],
    pub(super) y: &'static [&'static str],
    pub(super) claims: &'static [&'static str],
    /// What each side says when all sit together.
    pub(super) says: (&'static str, &'static str),
    /// From, to and step of the amount, in yuan.
    pub(super) amount: Option<(i64, i64, i64)>,
    /// The facts as the agreement has them.
    pub(super) facts: &'static str,
    /// Who answers for what.
    pub(super) duty: &'static str,
    pub(super) promises: &'static [Promise],
    pub(super) proofs: &'static [&'static str],
}

const ALL_YEAR: (i8, i8) = (1, 12);

/// Who promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    A,
    B,
    Both,
}

/// What an agreement of this kind promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// So many of a hundred of the amount, to the other side.
    Pay(By, &'static str, i64),
    /// To be done within so many days.
    Do(By, &'static str, i64),
    /// Done on the spot.
    Now(By, &'static str),
    Never(By, &'static str),
    /// For as long as it lasts.
    Keep(By, &'static str),
    Sorry(By, &'static str),
}

impl Promise {
    /// Something one can wait for.
    pub(super) fn takes_time(self) -> bool {
        matches!(self, Promise::Pay(..) | Promise::Do(..))
    }
}

impl Template {
    /// Some of it can still be owed after the agreement.
    pub(super) fn takes_time(&self) -> bool {
        self.promises.iter().any(|p| p.takes_time())
    }

    /// Does it come in at this time of the year?
    pub(super) fn is_in_season(&self, day: Date) -> bool {
        (self.season.0..=self.season.1).contains(&day.month())
    }

    /// Can it happen where people live in blocks of flats, off the land?
    pub(super) fn is_urban(&self) -> bool {
        use DisputeKind as K;
        matches!(
            self.kind,
            K::PropertyManagement | K::MarriageFamily | K::ECommerce | K::OtherConsumer | K::Tourism | K::OtherLabour
        ) && !self.places.iter().any(|p| p.contains("老宅"))
    }

    /// On the land: somebody goes and looks.
    pub(super) fn is_looked_at(&self) -> bool {
        use DisputeKind as K;
        matches!(
            self.kind,
            K::Neighbours | K::Homestead | K::ForestLand | K::Environment | K::LandTaking | K::Business | K::Damages
        )
    }
}

/// All of them.
pub(super) fn all() -> Vec<&'static Template> {
    [family::LIST, land::LIST, money::LIST, harm::LIST, services::LIST].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_type_of_dispute_has_its_story() {
        let kinds: BTreeSet<DisputeKind> = all().iter().map(|t| t.kind).collect();
        assert_eq!(kinds.len(), DisputeKind::ALL.len());
        assert!(all().len() >= 25);
    }

    #[test]
    fn subtypes_are_those_of_the_countys_dictionary() {
        let (rows, faults) = bandeng_core::dictionaries::read(crate::demo::world::WORDS);
        assert_eq!(faults, []);
        let entries = bandeng_core::dictionaries::check(&rows, &[]).unwrap();
        assert!(entries.len() > 40);
        for t in all().into_iter().filter(|t| !t.subtype.is_empty()) {
            let entry = entries.iter().find(|e| e.code == t.subtype).expect(t.subtype);
            assert_eq!(entry.parent, t.kind.as_str(), "{}", t.subtype);
        }
    }

    #[test]
    fn templates_are_whole_and_what_is_paid_is_the_amount() {
        for t in all() {
            let story = t.stories[0];
            assert!(!t.places.is_empty() && !t.claims.is_empty() && !t.promises.is_empty(), "{story}");
            let texts = t.stories.iter().chain([&t.says.0, &t.says.1, &t.facts, &t.duty]).chain(t.claims);
            for text in texts {
                let mut rest = *text;
                while let Some((_, after)) = rest.split_once('{') {
                    let (word, after) = after.split_once('}').expect("a closed brace");
                    let has = match word {
                        "x" => !t.x.is_empty(),
                        "y" => !t.y.is_empty(),
                        "yuan" => t.amount.is_some(),
                        "a" | "b" | "t" | "v" | "d" | "m" | "n" => true,
                        _ => false,
                    };
                    assert!(has, "{{{word}}} in {text}");
                    rest = after;
                }
            }
            let paid: i64 = t.promises.iter().map(|p| if let Promise::Pay(_, _, share) = p { *share } else { 0 }).sum();
            assert!(paid <= 100 && (paid == 0 || t.amount.is_some()), "{story}");
            let pairs = ["\"", ",", ";", "("];
            assert!(t.stories.iter().all(|s| pairs.iter().all(|p| !s.contains(p))), "half-width marks in {story}");
        }
    }
}
