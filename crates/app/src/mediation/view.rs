//! A mediation as its page shows it.

use bandeng_core::kernel::{Code, Text};
use bandeng_core::mediation::agreement::{self, Warning};
use bandeng_core::mediation::guards::guards;
use bandeng_core::mediation::moves::offered;
use bandeng_core::mediation::standing::{NextStep, likeliest, next_step};
use bandeng_core::mediation::{Case, Mediation, MoveKind, State};
use bandeng_core::policy::{Actor, Sight};
use serde::Serialize;
use utoipa::ToSchema;

use crate::matters::case::Matter;
use crate::matters::view::{Lacking, lacking};

/// A move the server offers: a button exists because it stands here.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveOffer {
    #[serde(rename = "move")]
    pub kind: MoveKind,
    pub label: Text,
    /// The likeliest: the one filled button.
    pub primary: bool,
    /// Nothing is in its way.
    pub ready: bool,
    pub lacking: Vec<Lacking>,
}

/// Who has not signed yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingSignatures {
    pub parties: Vec<u16>,
    pub mediator: bool,
    pub seal: bool,
}

/// A mediation as its page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MediationView {
    pub n: u16,
    pub version: i64,
    pub state: State,
    pub next: NextStep,
    pub moves: Vec<MoveOffer>,
    /// Everything recorded; none where the reader does not see content.
    pub body: Option<Mediation>,
    /// The terms of the agreement as they are printed.
    pub terms: Vec<String>,
    pub warnings: Vec<Warning>,
    pub missing: Option<MissingSignatures>,
}

/// Composes the page of a mediation.
pub fn compose(actor: &Actor, matter: &Matter, n: u16, m: Mediation, case: &Case) -> MediationView {
    let sight = Sight::of(actor, &matter.facts);
    let likeliest = likeliest(&m, case);
    let open = matter.facts.state == bandeng_core::matters::MatterState::Open;
    let moves = offered(m.state)
        .filter(|kind| open && actor.may(kind.action(m.state), &matter.facts))
        .filter_map(|kind| {
            let waiting = guards(&m, kind, case);
            // Not lacking something, but without an object: no disclosure to decide on, sealed already.
            if waiting.iter().any(|r| r.code == Code::IllegalMove) {
                return None;
            }
            let lacking = lacking(waiting);
            Some(MoveOffer {
                kind,
                label: kind.label(),
                primary: likeliest == Some(kind),
                ready: lacking.is_empty(),
                lacking,
            })
        })
        .collect();
    let (terms, warnings) = match &m.agreement {
        Some(a) if sight.narrative => {
            (a.draft.terms(&case.parties), agreement::warnings(&a.draft, &case.parties, case.kind))
        }
        _ => (Vec::new(), Vec::new()),
    };
    let missing = m.agreement.as_ref().filter(|_| m.state == State::Signing).map(|a| {
        let missing = agreement::missing(a, &case.parties);
        MissingSignatures { parties: missing.parties, mediator: missing.mediator, seal: missing.seal }
    });
    MediationView {
        n,
        version: matter.version(),
        state: m.state,
        next: next_step(&m, case),
        moves,
        terms,
        warnings,
        missing,
        body: sight.narrative.then_some(m),
    }
}
