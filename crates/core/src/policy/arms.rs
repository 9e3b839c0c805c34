//! The second reader of a rule: which indexed look-ups find every matter it holds for.
//!
//! A page of a list is the union of one LIMITed look-up per arm, so its cost is the page's and not the table's.

use super::{Post, Rule};
use crate::kernel::Id;
use crate::places::AreaCode;

/// The indexed equality an arm begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The area column of that area's level.
    Area(AreaCode),
    Desk(Id),
    Committee(Id),
    /// Through the table of handlers.
    Handler(Id),
    /// Through the table of grants.
    Grantee(Id),
}

/// A cheap condition on the rows an arm finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Residual {
    NotSealed,
    Open,
    Finished,
    /// A second equality, where a rule asks for two at once.
    Also(Key),
}

/// One indexed look-up: a key and what else must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    pub key: Key,
    pub residuals: Vec<Residual>,
}

impl Rule {
    /// The arms of the rule for an account under a post. `Always` and rules without an indexable equality
    /// have none: a list must never scan.
    pub fn arms(&self, account: Id, post: &Post) -> Vec<Arm> {
        self.terms()
            .into_iter()
            .filter_map(|atoms| {
                let mut keys = Vec::new();
                let mut residuals = Vec::new();
                for atom in atoms {
                    match atom {
                        Rule::InMyArea => keys.push(Key::Area(post.area.clone())),
                        Rule::MyDesk => keys.push(Key::Desk(post.organisation)),
                        Rule::MyCommittee => keys.push(Key::Committee(post.organisation)),
                        Rule::Handler => keys.push(Key::Handler(account)),
                        Rule::Granted => keys.push(Key::Grantee(post.organisation)),
                        Rule::NotSealed => residuals.push(Residual::NotSealed),
                        Rule::Open => residuals.push(Residual::Open),
                        Rule::Finished => residuals.push(Residual::Finished),
                        Rule::Never | Rule::Always | Rule::All(_) | Rule::Any(_) => return None,
                    }
                }
                // The most selective key leads: a person's own, then an organisation's, then an area.
                keys.sort_by_key(|k| match k {
                    Key::Handler(_) => 0,
                    Key::Grantee(_) => 1,
                    Key::Committee(_) | Key::Desk(_) => 2,
                    Key::Area(_) => 3,
                });
                let mut keys = keys.into_iter();
                let key = keys.next()?;
                residuals.extend(keys.map(Residual::Also));
                Some(Arm { key, residuals })
            })
            .collect()
    }

    /// The rule as a disjunction of conjunctions of atoms.
    fn terms(&self) -> Vec<Vec<Rule>> {
        match self {
            Rule::Never => Vec::new(),
            Rule::Any(rules) => rules.iter().flat_map(Rule::terms).collect(),
            Rule::All(rules) => rules.iter().map(Rule::terms).fold(vec![Vec::new()], |done, next| {
                done.iter()
                    .flat_map(|left| next.iter().map(move |right| left.iter().chain(right).cloned().collect()))
                    .collect()
            }),
            atom => vec![vec![atom.clone()]],
        }
    }
}
