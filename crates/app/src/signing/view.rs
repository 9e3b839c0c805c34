//! Requests for signatures as their readers see them.

use bandeng_core::kernel::{Date, Text};
use bandeng_core::matters::PartyNo;
use bandeng_core::mediation::PartyFacts;
use bandeng_core::signing::{
    Paper, Request, Seen, ShownLine, SigningState, SigningWay, TakenBack, Withdrawal, signatories,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A signature as it was given, without its strokes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GivenView {
    pub way: SigningWay,
    /// Epoch milliseconds.
    pub at: i64,
    pub on: Date,
    pub scan: Option<u16>,
    pub seen: Seen,
    pub witness: String,
    /// The member of staff who looked at who they are.
    pub checked_by: String,
    pub link: String,
    pub device: String,
}

/// Somebody who is to sign, or did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignerView {
    pub party: PartyNo,
    /// Who signs for the party; empty: in person.
    pub by: String,
    pub given: Option<GivenView>,
}

/// A paper laid before those who sign it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SigningView {
    pub no: u16,
    pub paper: Paper,
    pub state: SigningState,
    pub signers: Vec<SignerView>,
    /// Epoch milliseconds.
    pub asked_at: i64,
    pub asked_by: String,
    pub taken_back: Vec<TakenBack>,
    pub withdrawn: Option<Withdrawal>,
    /// Epoch milliseconds.
    pub completed_at: Option<i64>,
    /// The signed paper, once everybody has signed.
    pub signed_url: Option<String>,
}

/// Whose names may stand under a paper.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignatoryView {
    pub party: PartyNo,
    /// The usual one first; an empty text is the party itself.
    pub may_sign: Vec<String>,
}

/// A paper that can be laid before the parties now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignablePaper {
    pub slug: String,
    pub no: Option<u16>,
    pub title: Text,
    /// Nothing is lacking.
    pub ready: bool,
    pub signers: Vec<SignatoryView>,
}

/// What is being signed, what was, and what can be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Signings {
    pub items: Vec<SigningView>,
    pub papers: Vec<SignablePaper>,
    /// This reader may ask for signatures and take them.
    pub may_collect: bool,
}

/// A paper as a signer reads it, on the desk's screen or their own.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaperToSign {
    pub no: u16,
    pub paper: Paper,
    pub state: SigningState,
    pub lines: Vec<ShownLine>,
    pub signers: Vec<SignerView>,
}

pub(super) fn signers(request: &Request) -> Vec<SignerView> {
    let line = |line: &bandeng_core::signing::Line| SignerView {
        party: line.party,
        by: line.by.clone(),
        given: line.given.as_ref().map(|given| GivenView {
            way: given.way,
            at: given.at,
            on: given.on,
            scan: given.scan,
            seen: given.seen.clone(),
            witness: given.witness.clone(),
            checked_by: given.checked_by_name.clone(),
            link: given.link.clone(),
            device: given.device.clone(),
        }),
    };
    request.lines.iter().map(line).collect()
}

pub(super) fn signing(code: &str, request: &Request, state: SigningState) -> SigningView {
    let signed = state == SigningState::Complete;
    SigningView {
        no: request.no,
        paper: request.paper.clone(),
        state,
        signers: signers(request),
        asked_at: request.asked_at,
        asked_by: request.asked_by_name.clone(),
        taken_back: request.taken_back.clone(),
        withdrawn: request.withdrawn.clone(),
        completed_at: request.completed_at,
        signed_url: signed.then(|| format!("/api/v1/matters/{code}/signatures/{}/signed", request.no)),
    }
}

pub(super) fn to_sign(request: Request, state: SigningState) -> PaperToSign {
    PaperToSign { no: request.no, state, signers: signers(&request), paper: request.paper, lines: request.text }
}

pub(super) fn signatory(facts: &PartyFacts) -> SignatoryView {
    SignatoryView { party: facts.no, may_sign: signatories(facts) }
}
