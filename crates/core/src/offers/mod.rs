//! Offers: what each side would agree to, item by item, as a ladder that only grows.
//!
//! Everything here is said to reach agreement and is without prejudice: no evidence against whoever said it
//! (Interpretation of the Civil Procedure Law art. 107; Special Invitation Mediation Rules art. 22). It stands in no file,
//! no export and no letter to a court; an event knows that something was offered and its hash, never what.

pub mod event;
pub mod make;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

pub use event::OfferEvent;
pub use make::{NewRung, Written, accept, add, flow_into, release, withdraw};

use crate::kernel::{Date, Instant};
use crate::matters::{PartyNo, Side};
use crate::mediation::{Obligation, PartyFacts, speakers};
use crate::{tagged_enum, text_enum};

text_enum! {
    /// What a rung of the ladder is.
    pub enum RungKind {
        /// What a side wants, in its words: nobody can accept it.
        Position = "position" ("立场", "Position"),
        /// What a side would agree to.
        Offer = "offer" ("提议", "Offer"),
        /// What the mediator suggests.
        Proposal = "proposal" ("调解员的方案", "The mediator's proposal"),
    }
}

text_enum! {
    /// How a rung stands on a day.
    pub enum RungState {
        Open = "open" ("等对方答复", "Open"),
        /// A later one of the same side on the same item stands in its place.
        Replaced = "replaced" ("已有新的提议", "Replaced by a later one"),
        Expired = "expired" ("已过有效期", "Expired"),
        Withdrawn = "withdrawn" ("已撤回", "Withdrawn"),
        Accepted = "accepted" ("各方已接受", "Accepted"),
    }
}

tagged_enum! { "as"
    /// Whose it is.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum OfferFrom {
        Party { party: PartyNo },
        Mediator {},
    }
}

impl OfferFrom {
    pub const fn party(&self) -> Option<PartyNo> {
        match self {
            OfferFrom::Party { party } => Some(*party),
            OfferFrom::Mediator {} => None,
        }
    }
}

/// That a party took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Acceptance {
    pub party: PartyNo,
    pub at: Instant,
}

/// A rung of the ladder. What it says never changes; what happened to it is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rung {
    /// From 1, within the mediation.
    pub no: u16,
    /// What it is about: `医疗费`.
    pub item: String,
    pub kind: RungKind,
    pub from: OfferFrom,
    /// What would be promised; none of a position.
    #[serde(default)]
    pub terms: Option<Obligation>,
    /// In words: the position, or what goes with the offer.
    #[serde(default)]
    pub words: String,
    /// It holds only together with these.
    #[serde(default)]
    pub only_if: Vec<u16>,
    /// The last day on which it can be accepted.
    #[serde(default)]
    pub until: Option<Date>,
    /// For the mediator alone: how far somebody would go at the utmost. It is never shown to the other side.
    #[serde(default)]
    pub private: bool,
    pub at: Instant,
    /// Random, so that nobody finds out what it says by guessing at its hash.
    pub salt: String,
    /// The member of staff who wrote it down; empty where the party did.
    #[serde(default)]
    pub recorded_by: String,
    /// Since when the other side sees it.
    #[serde(default)]
    pub released_at: Option<Instant>,
    #[serde(default)]
    pub withdrawn_at: Option<Instant>,
    #[serde(default)]
    pub accepted: Vec<Acceptance>,
    /// It went into the agreement's draft.
    #[serde(default)]
    pub drafted: bool,
}

impl Rung {
    pub fn is_seen_by(&self, party: PartyNo) -> bool {
        self.from.party() == Some(party) || self.released_at.is_some()
    }

    /// What it says, by its hash: what an event remembers.
    pub fn sha256(&self) -> String {
        let said = serde_json::json!([
            self.no,
            self.item,
            self.kind,
            self.from,
            self.terms,
            self.words,
            self.only_if,
            self.until,
            self.salt
        ]);
        Sha256::digest(said.to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The ladder of a mediation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    pub rungs: Vec<Rung>,
}

fn side(parties: &[PartyFacts], no: PartyNo) -> Option<Side> {
    parties.iter().find(|p| p.no == no).map(|p| p.side)
}

impl Ladder {
    pub fn rung(&self, no: u16) -> Option<&Rung> {
        self.rungs.iter().find(|rung| rung.no == no)
    }

    /// Who has to take a rung: those who speak for the other side, and for both where the mediator proposes.
    pub fn takers(&self, rung: &Rung, parties: &[PartyFacts]) -> Vec<PartyNo> {
        let own = rung.from.party().and_then(|no| side(parties, no));
        speakers(parties).into_iter().filter(|p| Some(p.side) != own).map(|p| p.no).collect()
    }

    /// Everybody who has to has taken it, whatever it depends on.
    fn is_taken(&self, rung: &Rung, parties: &[PartyFacts]) -> bool {
        let takers = self.takers(rung, parties);
        !takers.is_empty() && takers.iter().all(|no| rung.accepted.iter().any(|one| one.party == *no))
    }

    /// Whatever a rung depends on is taken, and whatever that depends on. Two may depend on each other.
    fn holds_together(&self, rung: &Rung, parties: &[PartyFacts]) -> bool {
        let mut known = BTreeSet::from([rung.no]);
        let mut open = rung.only_if.clone();
        while let Some(no) = open.pop() {
            if known.insert(no) {
                match self.rung(no).filter(|other| other.withdrawn_at.is_none() && self.is_taken(other, parties)) {
                    Some(other) => open.extend(&other.only_if),
                    None => return false,
                }
            }
        }
        true
    }

    /// How a rung stands on a day. What holds only together with others is accepted with the last of them.
    pub fn state(&self, rung: &Rung, parties: &[PartyFacts], today: Date) -> RungState {
        if rung.withdrawn_at.is_some() {
            return RungState::Withdrawn;
        }
        if self.is_taken(rung, parties) {
            return if self.holds_together(rung, parties) { RungState::Accepted } else { RungState::Open };
        }
        let later = self.rungs.iter().any(|other| {
            other.no > rung.no
                && other.item == rung.item
                && other.kind == rung.kind
                && other.withdrawn_at.is_none()
                && other.private == rung.private
                && same_voice(other, rung, parties)
        });
        if later {
            RungState::Replaced
        } else if rung.until.is_some_and(|until| until < today) {
            RungState::Expired
        } else {
            RungState::Open
        }
    }

    /// What a party may see: its own, and what the mediator has released.
    pub fn seen_by(&self, party: PartyNo) -> impl Iterator<Item = &Rung> {
        self.rungs.iter().filter(move |rung| rung.is_seen_by(party))
    }
}

/// The same party, or the mediator both times.
fn same_voice(a: &Rung, b: &Rung, parties: &[PartyFacts]) -> bool {
    match (a.from.party(), b.from.party()) {
        (Some(a), Some(b)) => a == b && side(parties, a).is_some(),
        (None, None) => true,
        _ => false,
    }
}
