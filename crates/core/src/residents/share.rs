//! Papers that the house lets one party read beside those of which every party has a copy.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Instant, Refusal};
use crate::matters::PartyNo;
use crate::mediation::{Mediation, SessionWith};

/// Papers of which the law or custom gives every party a copy. Nothing that has the other side's telephone, statement or
/// evidence on it is among them.
pub const FOR_ALL: &[&str] = &["agreement", "notice-of-rights", "decline-notice", "termination-notice"];

/// Papers that may be shared with one party besides: what both sides said or signed together, or what is about promises. What
/// is internal, tells of an urgent report, or of one side alone, is none of them.
const SHAREABLE: &[&str] = &[
    "oral-agreement",
    "session-record",
    "undisputed-facts",
    "confirmation-application",
    "mediation-certificate",
    "receipt",
    "performance-reminder",
    "transfer-letter",
];

/// May a paper of this form be shared with a party? `no`: which session, where there are several. The record of a session
/// is for those who sat there.
pub fn may_share(slug: &str, no: u16, m: Option<&Mediation>, party: PartyNo) -> bool {
    if slug != "session-record" {
        return SHAREABLE.contains(&slug);
    }
    let session = m.and_then(|m| m.sessions.iter().find(|session| session.no == no));
    session.is_some_and(|session| match &session.with {
        SessionWith::Joint { parties, .. } => parties.contains(&party),
        SessionWith::Alone { .. } => false,
    })
}

/// A paper that one party may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PaperShare)]
pub struct Share {
    pub party: PartyNo,
    /// 核验码 of the paper: of this version and no other.
    pub mark: String,
    pub at: Instant,
    pub by_name: String,
}

/// What was shared in a matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shares(pub Vec<Share>);

impl Shares {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The marks shared with a party.
    pub fn of(&self, party: PartyNo) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |one| one.party == party).map(|one| one.mark.as_str())
    }

    /// Shares a paper; whether that is new.
    pub fn add(&mut self, share: Share) -> bool {
        let there = self.of(share.party).any(|mark| mark == share.mark);
        if !there {
            self.0.push(share);
        }
        !there
    }

    /// Ends the sharing of a paper with a party.
    ///
    /// # Errors
    /// [`Code::NotFound`] where it was not shared.
    pub fn end(&mut self, party: PartyNo, mark: &str) -> Result<(), Refusal> {
        let at = self.0.iter().position(|one| one.party == party && one.mark == mark);
        self.0.remove(at.ok_or(Refusal::new(Code::NotFound))?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::mediation::{PlaceKind, Session};

    fn share(party: PartyNo, mark: &str) -> Share {
        Share { party, mark: mark.to_owned(), at: 1, by_name: "王敏".to_owned() }
    }

    #[test]
    fn a_paper_is_shared_with_one_party_once_and_until_it_is_ended() {
        let mut shares = Shares::default();
        assert!(shares.add(share(1, "AAAA")) && !shares.add(share(1, "AAAA")) && shares.add(share(2, "AAAA")));
        shares.end(1, "AAAA").unwrap();
        assert_eq!(shares.end(1, "AAAA").unwrap_err().code, Code::NotFound);
        assert_eq!((shares.of(1).count(), shares.of(2).count()), (0, 1));
    }

    #[test]
    fn a_record_is_for_those_who_sat_there_and_what_is_internal_for_nobody() {
        let session = |no, with| Session {
            no,
            place_kind: PlaceKind::Room,
            place: String::new(),
            started: date(2026, 3, 2).at(9, 0, 0, 0),
            ended: None,
            with,
            others: Vec::new(),
        };
        let mut m = Mediation::open(None, date(2026, 3, 2));
        m.sessions = vec![
            session(1, SessionWith::Joint { parties: vec![1, 2], record: String::new(), result: String::new() }),
            session(2, SessionWith::Alone { party: 1 }),
        ];
        let may = |slug, no, party| may_share(slug, no, Some(&m), party);
        assert!(may("session-record", 1, 1) && may("session-record", 1, 2) && !may("session-record", 1, 3));
        assert!(!may("session-record", 2, 1) && !may("session-record", 3, 1));
        assert!(may("receipt", 1, 1));
        for hidden in ["urgent-report", "closing-report", "investigation-record", "service-address", "dossier-notes"] {
            assert!(!may(hidden, 0, 1), "{hidden}");
        }
    }
}
