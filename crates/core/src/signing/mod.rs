//! Signing: a paper as it was issued, whom it is laid before, and how each of them signed.
//!
//! Signatures are given in any order and can be taken back until the last one is there. What was signed is a paper of
//! one wording: once the wording is another, what was given before counts no longer ([`Request::standing`]).

pub mod device;
pub mod drawing;
pub mod event;
pub mod make;
pub mod signers;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use device::device;
pub use drawing::Drawing;
pub use event::SigningEvent;
pub use make::{Asked, Giving, Hand, ask, give, may_sign, take_back, withdraw};
pub use signers::{signatories, signers};

use crate::kernel::{Date, IdText, Instant, Text};
use crate::matters::PartyNo;
use crate::mediation::SigningHow;
use crate::residents::Door;
use crate::text_enum;

text_enum! {
    /// In which way somebody signed.
    pub enum SigningWay {
        Phone = "phone" ("在自己的手机上签名", "On their own telephone"),
        Desk = "desk" ("在窗口屏幕上签名", "On the desk's screen"),
        Paper = "paper" ("在纸上签名", "On paper"),
        Fingerprint = "fingerprint" ("按指印", "By fingerprint"),
    }
}

impl SigningWay {
    /// As the agreement records it (Mediation Law art. 29: signed, sealed or fingerprinted).
    pub const fn how(self) -> SigningHow {
        match self {
            SigningWay::Phone | SigningWay::Desk | SigningWay::Paper => SigningHow::Signature,
            SigningWay::Fingerprint => SigningHow::Fingerprint,
        }
    }
}

text_enum! {
    /// How a request for signatures stands.
    pub enum SigningState {
        Open = "open" ("等待签署", "Waiting for signatures"),
        Changed = "changed" ("文字已改，签名不再算数", "The wording changed; signatures no longer count"),
        Withdrawn = "withdrawn" ("已撤回", "Withdrawn"),
        Complete = "complete" ("已全部签署", "Signed by all"),
    }
}

/// The paper that is to be signed, as it left the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SignedPaper)]
pub struct Paper {
    /// Of which mediation.
    pub proceeding: u16,
    /// Its form: `agreement`.
    pub slug: String,
    /// Which session or party, where there are several.
    #[serde(default)]
    pub no: Option<u16>,
    pub title: Text,
    /// 编号, as it stands on it; may be empty.
    #[serde(default)]
    pub number: String,
    pub version: i32,
    /// 核验码
    pub mark: String,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    pub pages: u16,
}

/// A line of a paper as it is read on a screen or aloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownLine {
    pub heading: bool,
    pub text: String,
}

/// How a paper was looked at before it was signed, as far as the screen knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Seen {
    /// How long it was open, in seconds. A length and not a time: the clock of a telephone may be a year off.
    #[serde(default)]
    pub seconds: u32,
    /// Its end was on the screen.
    #[serde(default)]
    pub to_the_end: bool,
    /// Who read it aloud; empty: nobody.
    #[serde(default)]
    pub read_by: String,
}

/// A signature with what is known of how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Given {
    pub way: SigningWay,
    /// When it reached the house, to the millisecond.
    pub at: Instant,
    /// The day that counts: of a paper signed elsewhere, the day it was signed.
    pub on: Date,
    #[serde(default)]
    pub drawing: Option<Drawing>,
    /// The scan or photograph, among the matter's files.
    #[serde(default)]
    pub scan: Option<u16>,
    #[serde(default)]
    pub seen: Seen,
    /// Who saw the fingerprint being given.
    #[serde(default)]
    pub witness: String,
    /// The member of staff who looked at who they are; none on their own telephone.
    #[serde(default)]
    pub checked_by: Option<IdText>,
    #[serde(default)]
    pub checked_by_name: String,
    /// By which door they came in; none at the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<Door>,
    /// The number of the session in which they signed; empty at the desk.
    #[serde(default)]
    pub link: String,
    /// What they held: `Android 13, Chrome 120`. Never where.
    #[serde(default)]
    pub device: String,
}

/// Somebody who is to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SignerLine)]
pub struct Line {
    pub party: PartyNo,
    /// Guardian, legal representative or agent with special authority who signs for the party; empty: in person.
    #[serde(default)]
    pub by: String,
    #[serde(default)]
    pub given: Option<Given>,
}

/// A signature that was taken back before the last one was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakenBack {
    pub party: PartyNo,
    pub at: Instant,
    #[serde(default)]
    pub reason: String,
}

/// That the house withdrew the whole request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Withdrawal {
    pub at: Instant,
    pub by_name: String,
    pub reason: String,
}

/// A paper laid before those who sign it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Number within the matter, from 1.
    pub no: u16,
    pub paper: Paper,
    /// What the paper says, line by line, as signers read it.
    pub text: Vec<ShownLine>,
    /// What the paper says but for signatures, by its hash: as long as it is the same, signatures count.
    pub wording: String,
    pub lines: Vec<Line>,
    pub asked_at: Instant,
    pub asked_by_name: String,
    #[serde(default)]
    pub taken_back: Vec<TakenBack>,
    #[serde(default)]
    pub withdrawn: Option<Withdrawal>,
    #[serde(default)]
    pub completed_at: Option<Instant>,
}

impl Request {
    /// How it stands, where the paper says now what `wording` is the hash of; none: it could not be issued now.
    pub fn standing(&self, wording: Option<&str>) -> SigningState {
        if self.completed_at.is_some() {
            SigningState::Complete
        } else if self.withdrawn.is_some() {
            SigningState::Withdrawn
        } else if wording == Some(self.wording.as_str()) {
            SigningState::Open
        } else {
            SigningState::Changed
        }
    }

    pub fn line(&self, party: PartyNo) -> Option<&Line> {
        self.lines.iter().find(|line| line.party == party)
    }

    /// Nobody is missing.
    pub fn is_signed_by_all(&self) -> bool {
        self.lines.iter().all(|line| line.given.is_some())
    }

    /// The same paper of the same mediation.
    pub fn is_of(&self, paper: &Paper) -> bool {
        (self.paper.proceeding, &self.paper.slug, self.paper.no) == (paper.proceeding, &paper.slug, paper.no)
    }
}
