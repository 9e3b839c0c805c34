//! Requests for signatures as their readers see them.

use bandeng_core::kernel::{Date, Text};
use bandeng_core::matters::PartyNo;
use bandeng_core::mediation::PartyFacts;
use bandeng_core::residents::Door;
use bandeng_core::signing::{
    Line, Paper, Request, Seen, ShownLine, SigningState, SigningWay, TakenBack, Withdrawal, signatories,
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
    /// By which door they came in; none at the desk.
    pub door: Option<Door>,
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

/// A paper laid before a party, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MySigning {
    pub no: u16,
    pub title: Text,
    pub state: SigningState,
    /// When this party signed, in epoch milliseconds; none: not yet.
    pub given_at: Option<i64>,
    /// How many others have not signed yet.
    pub others: usize,
}

/// A paper as a party reads it on its own telephone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyPaper {
    pub no: u16,
    pub title: Text,
    pub number: String,
    pub version: i32,
    /// 核验码
    pub mark: String,
    /// Of the paper that is signed, in hexadecimal.
    pub sha256: String,
    pub pages: u16,
    pub state: SigningState,
    pub lines: Vec<ShownLine>,
    /// The party's own name.
    pub name: String,
    /// Guardian, representative or agent who signs for the party; empty: in person.
    pub by: String,
    /// Epoch milliseconds.
    pub given_at: Option<i64>,
    pub way: Option<SigningWay>,
    /// How many others have not signed yet.
    pub others: usize,
    /// The signature can still be taken back.
    pub may_take_back: bool,
    /// Where a code must be given first, masked: whoever came by a link alone may not be the party.
    pub code_to: Option<String>,
    /// The paper itself.
    pub file_url: String,
}

fn others(request: &Request, party: PartyNo) -> usize {
    request.lines.iter().filter(|line| line.party != party && line.given.is_none()).count()
}

pub(super) fn my_signing(request: &Request, line: &Line, state: SigningState) -> MySigning {
    MySigning {
        no: request.no,
        title: request.paper.title.clone(),
        state,
        given_at: line.given.as_ref().map(|given| given.at),
        others: others(request, line.party),
    }
}

pub(super) fn my_paper(request: Request, line: &Line, state: SigningState, name: String) -> MyPaper {
    MyPaper {
        no: request.no,
        others: others(&request, line.party),
        may_take_back: line.given.is_some() && state == SigningState::Open,
        given_at: line.given.as_ref().map(|given| given.at),
        way: line.given.as_ref().map(|given| given.way),
        by: line.by.clone(),
        code_to: None,
        file_url: format!("/api/v1/residents/signatures/{}/paper", request.no),
        state,
        name,
        title: request.paper.title,
        number: request.paper.number,
        version: request.paper.version,
        mark: request.paper.mark,
        sha256: request.paper.sha256,
        pages: request.paper.pages,
        lines: request.text,
    }
}

pub(super) fn signers(request: &Request) -> Vec<SignerView> {
    let line = |line: &Line| SignerView {
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
            door: given.door,
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
