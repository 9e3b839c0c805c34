//! A mediation as its page shows it.

use bandeng_core::deadlines::Calendar;
use bandeng_core::kernel::{Code, Date, Text};
use bandeng_core::mediation::agreement::{self, Warning};
use bandeng_core::mediation::confirmation::{self, Court, Finding, Paper};
use bandeng_core::mediation::guards::guards;
use bandeng_core::mediation::moves::{offered, target};
use bandeng_core::mediation::outside::{self, Startable};
use bandeng_core::mediation::promises::{self, Line};
use bandeng_core::mediation::remedies::{Remedy, remedies};
use bandeng_core::mediation::standing::{NextStep, likeliest, next_step};
use bandeng_core::mediation::{Case, Mediation, MoveKind, State};
use bandeng_core::policy::{Actor, Sight};
use bandeng_store::Result;
use serde::Serialize;
use utoipa::ToSchema;

use crate::matters::case::Matter;
use crate::matters::veil::Veil;
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
    /// The fulfilment ledger, once the agreement is in effect.
    pub promises: Vec<PromiseView>,
    /// The ways the law gives where a promise is not kept.
    pub remedies: Vec<Remedy>,
    /// Periods whose first day can be recorded.
    pub clocks: Vec<Startable>,
    /// Judicial confirmation, once the agreement is in effect.
    pub confirmation: Option<ConfirmationView>,
}

/// A line of the ledger, with what to say about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromiseView {
    #[serde(flatten)]
    pub line: Line,
    pub called: Text,
    /// To be read out or sent to who owes it; none once it is kept.
    pub reminder: Option<Text>,
}

/// Whether confirmation can be applied for, where, and with what.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmationView {
    /// Nothing bars it, it was not applied for yet, and there is time.
    pub open: bool,
    /// The last day for the application.
    pub by: Option<Date>,
    pub findings: Vec<Finding>,
    pub courts: Vec<Court>,
    pub papers: Vec<Paper>,
    /// What comes next, once it was applied for.
    pub follows: Option<Text>,
}

/// What lies around a mediation that its page looks at.
pub struct Around<'a> {
    pub case: &'a Case,
    pub calendar: &'a Calendar,
    /// What the basic court of the place is usually called.
    pub court: Option<String>,
}

fn confirmation_view(m: &Mediation, matter: &Matter, around: &Around<'_>) -> ConfirmationView {
    let invited_by = matter.record.entrustment.as_ref().map(|letter| letter.body.as_str());
    let findings = confirmation::findings(m, around.case);
    let done = confirmation::pending(m).is_some() || confirmation::is_confirmed(m);
    ConfirmationView {
        open: !done
            && target(m.state, MoveKind::ApplyConfirmation).is_some()
            && findings.iter().all(|finding| !finding.bars),
        by: around.case.confirm_by,
        findings,
        courts: confirmation::courts(around.case, invited_by, around.court.clone()),
        papers: confirmation::papers(m, around.case),
        follows: confirmation::what_follows(m),
    }
}

/// Composes the page of a mediation.
///
/// # Errors
/// [`bandeng_store::Error::Damaged`] if what is recorded cannot be written.
pub fn compose(actor: &Actor, matter: &Matter, n: u16, m: Mediation, around: &Around<'_>) -> Result<MediationView> {
    let case = around.case;
    let sight = Sight::of(actor, &matter.facts);
    let veil = Veil::of(&matter.parties, sight, case.today);
    let m = veil.over(m)?;
    let veiled = |text: Text| Text::new(veil.text(&text.zh), veil.text(&text.en));
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
            let terms = a.draft.terms(&case.parties).into_iter().map(|term| veil.text(&term).into_owned()).collect();
            (terms, agreement::warnings(&a.draft, &case.parties, case.kind))
        }
        _ => (Vec::new(), Vec::new()),
    };
    let missing = m.agreement.as_ref().filter(|_| m.state == State::Signing).map(|a| {
        let missing = agreement::missing(a, &case.parties);
        MissingSignatures { parties: missing.parties, mediator: missing.mediator, seal: missing.seal }
    });
    let in_effect = m.agreement.as_ref().is_some_and(|a| a.effective_on.is_some());
    let lines = if in_effect && sight.narrative { promises::lines(&m, case.today) } else { Vec::new() };
    let promises = lines.into_iter().map(|line| PromiseView {
        called: veiled(line.called()),
        reminder: line.is_owed().then(|| veiled(promises::reminder(&m, &line, &case.parties))),
        line,
    });
    Ok(MediationView {
        promises: promises.collect(),
        remedies: match sight.narrative {
            true => remedies(&m, case, &matter.days, around.calendar),
            false => Vec::new(),
        },
        confirmation: (in_effect && sight.narrative).then(|| confirmation_view(&m, matter, around)),
        clocks: match open && sight.narrative {
            true => outside::offers(&m, case),
            false => Vec::new(),
        },
        n,
        version: matter.version(),
        state: m.state,
        next: next_step(&m, case),
        moves,
        terms,
        warnings,
        missing,
        body: sight.narrative.then_some(m),
    })
}
