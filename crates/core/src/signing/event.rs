//! What happens to a request for signatures, as events. An event holds the hash of a drawing and not its strokes.

use serde::{Deserialize, Serialize};

use super::{Paper, SigningWay};
use crate::kernel::{Date, Text};
use crate::matters::PartyNo;

/// An event of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SigningEvent {
    Asked {
        request: u16,
        paper: Paper,
        signers: Vec<PartyNo>,
    },
    Given {
        request: u16,
        title: Text,
        party: PartyNo,
        #[serde(default)]
        by: String,
        way: SigningWay,
        on: Date,
        /// Of the paper that was signed.
        sha256: String,
        /// Of the strokes.
        #[serde(default)]
        drawing: Option<String>,
        #[serde(default)]
        scan: Option<u16>,
        #[serde(default)]
        link: String,
        #[serde(default)]
        device: String,
    },
    /// A party was given a link to sign by.
    LinkGiven {
        request: u16,
        title: Text,
        party: PartyNo,
    },
    TakenBack {
        request: u16,
        title: Text,
        party: PartyNo,
    },
    Withdrawn {
        request: u16,
        title: Text,
        reason: String,
    },
    Completed {
        request: u16,
        title: Text,
    },
}

impl SigningEvent {
    pub const fn kind(&self) -> &'static str {
        match self {
            SigningEvent::Asked { .. } => "signing.asked",
            SigningEvent::Given { .. } => "signing.given",
            SigningEvent::LinkGiven { .. } => "signing.link_given",
            SigningEvent::TakenBack { .. } => "signing.taken_back",
            SigningEvent::Withdrawn { .. } => "signing.withdrawn",
            SigningEvent::Completed { .. } => "signing.completed",
        }
    }

    /// The sentence of the timeline. The actor's name stands before it, where it is a member of staff.
    pub fn sentence(&self, party: &dyn Fn(PartyNo) -> String) -> Text {
        let t = |zh: String, en: String| Text::new(zh, en);
        match self {
            SigningEvent::Asked { paper, signers, .. } => {
                let names = signers.iter().map(|no| party(*no)).collect::<Vec<_>>().join("、");
                t(
                    format!("请{names}签署《{}》（第{}版）", paper.title.zh, paper.version),
                    format!("laid \"{}\" (version {}) before {names} to be signed", paper.title.en, paper.version),
                )
            }
            SigningEvent::Given { title, party: no, by, way, .. } => {
                let (who, way) = (party(*no), way.label());
                let (zh, en) = match by.as_str() {
                    "" => (who.clone(), who),
                    by => (format!("{by}代{who}"), format!("{by}, for {who},")),
                };
                t(
                    format!("{zh}签署了《{}》（{}）", title.zh, way.zh),
                    format!("{en} signed \"{}\" ({})", title.en, way.en.to_lowercase()),
                )
            }
            SigningEvent::LinkGiven { title, party: no, .. } => t(
                format!("给{}发出签署《{}》的链接", party(*no), title.zh),
                format!("gave {} a link to sign \"{}\"", party(*no), title.en),
            ),
            SigningEvent::TakenBack { title, party: no, .. } => t(
                format!("{}收回了在《{}》上的签名", party(*no), title.zh),
                format!("{} took back the signature under \"{}\"", party(*no), title.en),
            ),
            SigningEvent::Withdrawn { title, reason, .. } => t(
                format!("撤回《{}》的签署：{reason}", title.zh),
                format!("withdrew the signing of \"{}\": {reason}", title.en),
            ),
            SigningEvent::Completed { title, .. } => {
                t(format!("《{}》已由各方签署", title.zh), format!("\"{}\" is signed by all", title.en))
            }
        }
    }
}
