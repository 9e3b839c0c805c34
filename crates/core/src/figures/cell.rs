//! Cells: the sums a fact goes into. One for each place above it, by month, as a whole and broken down.

use std::collections::HashMap;
use std::fmt;

use super::duration::{self, bucket};
use super::life::{Fact, Filed};
use super::measure::About;
use super::period::Month;
use crate::kernel::Id;
use crate::matters::Source;
use crate::places::{AreaCode, Level};
use crate::text_enum;

text_enum! {
    /// By what a number is broken down. One at a time: sums of crossed breakdowns are not kept, so that no number is
    /// about so few that it tells who.
    pub enum Cut {
        All = "all" ("合计", "In all"),
        Kind = "kind" ("按纠纷类型", "By type of dispute"),
        Source = "source" ("按来源", "By source"),
        Body = "body" ("按调解组织", "By kind of organisation"),
        Day = "day" ("按日", "By day"),
        Bucket = "bucket" ("按用时", "By time taken"),
    }
}

impl Cut {
    /// The nearest level of area for which it is kept. In a village a month has few of each.
    pub const fn deepest(self) -> Level {
        match self {
            Cut::All | Cut::Kind => Level::Village,
            Cut::Source | Cut::Body | Cut::Day | Cut::Bucket => Level::Town,
        }
    }
}

/// Levels of area for which sums are kept.
pub const LEVELS: [Level; 5] = [Level::Province, Level::City, Level::County, Level::Town, Level::Village];

/// Whose sum it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// An area by its level's digits and its code as a number.
    Area(u8, u64),
    Organisation(Id),
}

impl Scope {
    /// An area of one of [`LEVELS`]; none for a grid.
    pub fn of_area(area: &AreaCode) -> Option<Self> {
        (area.level() <= Level::Village).then(|| Self::Area(area.as_str().len() as u8, number(area.as_str())))
    }

    /// Digits of the area's code; 0 for an organisation.
    pub const fn level(self) -> u8 {
        match self {
            Scope::Area(digits, _) => digits,
            Scope::Organisation(_) => 0,
        }
    }
}

/// As it lies in the database.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Area(digits, number) => write!(f, "{number:0width$}", width = usize::from(*digits)),
            Scope::Organisation(id) => write!(f, "{id}"),
        }
    }
}

fn number(digits: &str) -> u64 {
    digits.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

/// One sum's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    pub scope: Scope,
    /// The key of the measure's version.
    pub measure: &'static str,
    pub cut: Cut,
    pub month: Month,
    /// The value of the cut; empty for [`Cut::All`].
    pub value: &'static str,
}

/// How many facts, and what their values add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub n: i64,
    pub total: i64,
}

impl Sum {
    pub const fn is_zero(self) -> bool {
        self.n == 0 && self.total == 0
    }
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.n += other.n;
        self.total += other.total;
    }
}

/// Sums by their address.
pub type Sums = HashMap<Cell, Sum>;

/// Adds sums to others.
pub fn merge(sums: &mut Sums, others: Sums) {
    if sums.is_empty() {
        *sums = others;
        return;
    }
    for (cell, sum) in others {
        *sums.entry(cell).or_default() += sum;
    }
}

/// Adds a fact to every sum it belongs to, or takes it out again.
pub fn add(sums: &mut Sums, filed: &Filed<'_>, fact: &Fact, sign: i64) {
    each_own(filed, fact, |cell| {
        for cell in std::iter::once(cell).chain(above(cell)) {
            *sums.entry(cell).or_default() += Sum { n: sign, total: sign * fact.value };
        }
    });
}

/// Sums of many facts in the making. A fact is put where it lies deepest alone; what lies above follows from that, once
/// for all of them.
#[derive(Debug, Default)]
pub struct Gathered(Sums);

impl Gathered {
    /// Adds a fact, or takes it out again.
    pub fn add(&mut self, filed: &Filed<'_>, fact: &Fact, sign: i64) {
        each_own(filed, fact, |cell| {
            *self.0.entry(cell).or_default() += Sum { n: sign, total: sign * fact.value };
        });
    }

    pub fn merge(&mut self, other: Self) {
        merge(&mut self.0, other.0);
    }

    /// Every sum the facts belong to, without those that are nothing.
    pub fn into_sums(self) -> Sums {
        let mut sums = Sums::new();
        for (cell, sum) in self.0 {
            for cell in std::iter::once(cell).chain(above(cell)) {
                *sums.entry(cell).or_default() += sum;
            }
        }
        sums.retain(|_, sum| !sum.is_zero());
        sums
    }
}

/// The cells of a fact at the deepest level each cut is kept for.
///
/// A fact of a sealed matter is summed for the county and above alone, and for no organisation: in a village a number
/// that opens into one row fewer would tell that somebody there is in such a matter.
fn each_own(filed: &Filed<'_>, fact: &Fact, mut put: impl FnMut(Cell)) {
    let about = fact.measure.on(fact.day);
    if !about.is_summed() {
        return;
    }
    let month = Month::of(fact.day);
    let deepest = if filed.sealed { about.deepest.min(Level::County) } else { about.deepest };
    let code = filed.area.as_str();
    let own = |cut: Cut| {
        // A matter may be filed for a town as a whole: it is in no village's sum.
        let fits = |level: &Level| *level <= deepest.min(cut.deepest()) && level.digits() <= code.len();
        let level = LEVELS.into_iter().rev().find(fits)?;
        Some(Scope::Area(level.digits() as u8, number(&code[..level.digits()])))
    };
    for cut in std::iter::once(Cut::All).chain(about.cuts.iter().copied()) {
        if let (Some(scope), Some(value)) = (own(cut), value_of(cut, filed, fact, about)) {
            put(Cell { scope, measure: about.key, cut, month, value });
        }
    }
    if let (true, false, Some(organisation)) = (about.by_organisation, filed.sealed, fact.organisation) {
        let scope = Scope::Organisation(organisation);
        let cuts = about.cuts.iter().copied().filter(|cut| matches!(cut, Cut::Bucket | Cut::Day));
        for cut in std::iter::once(Cut::All).chain(cuts) {
            if let Some(value) = value_of(cut, filed, fact, about) {
                put(Cell { scope, measure: about.key, cut, month, value });
            }
        }
    }
}

/// The same cell of each area above.
fn above(cell: Cell) -> impl Iterator<Item = Cell> {
    let (digits, number) = match cell.scope {
        Scope::Area(digits, number) => (digits, number),
        Scope::Organisation(_) => (0, 0),
    };
    LEVELS.into_iter().map(|level| level.digits() as u8).filter(move |higher| *higher < digits).map(move |higher| {
        let number = number / 10_u64.pow(u32::from(digits - higher));
        Cell { scope: Scope::Area(higher, number), ..cell }
    })
}

/// The value a fact has of a cut.
pub fn value_of(cut: Cut, filed: &Filed<'_>, fact: &Fact, about: &About) -> Option<&'static str> {
    match cut {
        Cut::All => Some(""),
        Cut::Kind => Some(filed.kind.as_str()),
        Cut::Source => Some(filed.source.as_str()),
        Cut::Body => fact.body.map(|body| body.as_str()),
        Cut::Day => duration::NAMES.get(fact.day.day() as usize).copied(),
        Cut::Bucket => about.cuts.contains(&Cut::Bucket).then(|| duration::NAMES[bucket(fact.value)]),
    }
}

/// May a number open into rows? Not where it counts withdrawals, returns or petitions.
pub fn opens(about: &About, cut: Cut, value: &str) -> bool {
    about.opens && !(cut == Cut::Source && value == Source::PetitionOffice.as_str())
}
