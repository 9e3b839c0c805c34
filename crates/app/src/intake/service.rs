//! Registering: everything in one transaction, once, even when the button is pressed twice.

use bandeng_core::dictionaries::Dictionary;
use bandeng_core::kernel::{Code, Id, MatterCode, Refusal};
use bandeng_core::ledger::import::Brought;
use bandeng_core::matters::Imported;
use bandeng_core::matters::intake::{Checked, Intake};
use bandeng_core::mediation::days::Days;
use bandeng_core::mediation::standing::{Turn, next_step};
use bandeng_core::mediation::{Case, PartyFacts};
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::{Ctx, Error, Result, Uow};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::query;
use crate::dictionaries::service as dictionaries;
use crate::http::App;
use crate::matters::service::{self as matters, Registration};
use crate::mediation::service as mediation;
use crate::places::service as places;

/// What the clerk sees the moment it is saved.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    pub code: String,
    /// The code in groups, as it is read out on the telephone.
    pub grouped: String,
    /// Epoch milliseconds: the request interrupts limitation from here (Interpretation on Limitation art. 12).
    pub registered_at: i64,
    /// The matter sealed itself: only its handlers see it.
    pub sealed: bool,
}

/// The desk at which an actor registers, and the county under which it opens matters.
pub(crate) fn county(actor: &Actor, intake: &Checked<'_>) -> Result<(i64, String)> {
    let post = actor.post_for(Action::MatterRegister).ok_or(Refusal::new(Code::NotAllowed))?;
    let county = post
        .area
        .at(Level::County)
        .or_else(|| intake.area.at(Level::County))
        .ok_or(Refusal::at(Code::AreaUnknown, "/area"))?;
    Ok((post.organisation, county.to_string()))
}

/// Registers a matter and opens its mediation. `key`: the submission's own number; the same one again
/// answers the same and changes nothing.
pub async fn register(app: &App, ctx: &Ctx, key: Option<&str>, intake: &Intake) -> Result<Receipt> {
    let today = app.db.today();
    require_general(&ctx.actor, Action::MatterRegister)?;
    let checked = intake.check(today)?;
    let (desk, county) = county(&ctx.actor, &checked)?;
    let request_hash = hex::encode(Sha256::digest(serde_json::to_vec(intake)?));
    let code = app.db.next_code(&county, today.year()).await?;
    let mut uow = app.begin(ctx).await?;
    if let Some(key) = key
        && let Some(answer) = earlier(&uow, key, &request_hash).await?
    {
        return Ok(serde_json::from_str(&answer)?);
    }
    let receipt = insert(app, &mut uow, code, desk, &checked, None).await?;
    if let Some(key) = key {
        remember(&uow, key, request_hash, serde_json::to_string(&receipt)?).await?;
    }
    uow.commit().await?;
    Ok(receipt)
}

/// The answer an earlier submission of this account with the same number got.
///
/// # Errors
/// [`Code::IdempotencyMismatch`] where it said something else.
pub(crate) async fn earlier(uow: &Uow, key: &str, request_hash: &str) -> Result<Option<String>> {
    match query::earlier(uow, uow.actor().account, key).await? {
        Some((hash, _)) if hash != request_hash => Err(Refusal::new(Code::IdempotencyMismatch).into()),
        found => Ok(found.map(|(_, answer)| answer)),
    }
}

/// Keeps the answer a submission got.
pub(crate) async fn remember(uow: &Uow, key: &str, request_hash: String, answer: String) -> Result<()> {
    query::remember(uow, key, request_hash, answer).await
}

/// Registers a matter under a code that was drawn already.
pub async fn register_as(app: &App, uow: &mut Uow, code: MatterCode, intake: &Intake) -> Result<Receipt> {
    let checked = intake.check(uow.today())?;
    let (desk, _) = county(uow.actor(), &checked)?;
    insert(app, uow, code, desk, &checked, None).await
}

/// Registers what another body sent, at the desk that received its letter. Who may receive letters was asked before: the
/// system of a court holds no post.
///
/// # Errors
/// As [`register`].
pub(crate) async fn entrust(
    app: &App,
    uow: &mut Uow,
    code: MatterCode,
    desk: Id,
    intake: &Checked<'_>,
) -> Result<Receipt> {
    insert(app, uow, code, desk, intake, None).await
}

/// Registers a matter out of a ledger kept elsewhere, within a unit of work that registers several. What is refused was
/// refused before anything of it was written, so that the others can go on.
///
/// # Errors
/// Fields, [`Code::AreaUnknown`], [`Code::AreaEnded`], [`Code::CommitteeInvalid`], those of a code of the dictionary.
pub(crate) async fn bring(app: &App, uow: &mut Uow, code: MatterCode, row: &Brought) -> Result<Receipt> {
    let checked = row.intake.check(uow.today())?;
    let (desk, _) = county(uow.actor(), &checked)?;
    insert(app, uow, code, desk, &checked, Some(&row.imported)).await
}

async fn insert(
    app: &App,
    uow: &mut Uow,
    code: MatterCode,
    desk: Id,
    intake: &Checked<'_>,
    imported: Option<&Imported>,
) -> Result<Receipt> {
    let form = intake.form;
    if let Some(code) = places::objection(uow, &intake.area).await? {
        return Err(Refusal::at(code, "/area").into());
    }
    if intake.subtype.is_some() || intake.subsource.is_some() {
        let book = app.books.of(&app.db, code.county()).await?;
        let (kind, source) = ((Dictionary::Kind, intake.subtype), (Dictionary::Source, intake.subsource));
        dictionaries::require(&book, kind, intake.kind.as_str(), uow.today(), "/subtype")?;
        dictionaries::require(&book, source, intake.source.as_str(), uow.today(), "/subsource")?;
    }
    if let Some(committee) = form.committee {
        mediation::require_committee(uow, code.county(), &intake.area, committee.0).await?;
    }
    let today = uow.today();
    let sides: Vec<_> = form.parties.iter().enumerate().map(|(i, p)| (i as u16 + 1, p.side)).collect();
    // Who applied did so on the day the old ledger gives.
    let applied_on = imported.map_or(today, |old| old.registered_on);
    let over = imported.is_some_and(|old| old.closed.is_some());
    let consented = form.entrustment.as_ref().map(|letter| letter.consented.as_slice()).unwrap_or_default();
    let m = mediation::open(form.committee.map(|c| c.0), intake.source, &sides, consented, applied_on);
    let case = Case {
        kind: intake.kind,
        source: intake.source,
        barrier: form.barrier.is_some(),
        parties: form
            .parties
            .iter()
            .zip(&sides)
            .map(|(p, (no, side))| PartyFacts {
                no: *no,
                side: *side,
                name: p.name.clone(),
                minor: p.is_minor(today),
                guardian: p.guardian.as_ref().map(|g| g.name.clone()),
                special_agents: Vec::new(),
                legal_representative: None,
                elected: p.elected,
            })
            .collect(),
        mediators: Vec::new(),
        today,
        confirm_by: None,
        choose_by: None,
    };
    let mut list = Vec::new();
    let calendar = app.calendar();
    let mut days = Days { list: &mut list, counting: app.counting(&calendar), since: today };
    if !over {
        days.registered(intake.kind, intake.source, form.entrustment.as_ref(), form.occurred_on);
    }
    let registration = Registration {
        category: None,
        code,
        desk,
        crypt: &app.crypt,
        stage: if over { "" } else { m.state.as_str() },
        turn: if over { Turn::Nobody } else { next_step(&m, &case).turn }.as_str(),
        days: &list,
        imported,
    };
    let registered = matters::register(uow, intake, registration).await?;
    // What was over before it came here was not mediated here: no mediation is made up for it.
    if !over {
        mediation::insert(uow, &registered.key, 1, m)?;
    }
    Ok(Receipt {
        grouped: registered.code.grouped(),
        code: registered.code.to_string(),
        registered_at: uow.now(),
        sealed: registered.sealed,
    })
}

/// A submission's own number: what a client makes up, within reason.
pub fn check_key(key: &str) -> Result<(), Error> {
    if (8..=80).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(Refusal::at(Code::Malformed, "Idempotency-Key").into())
    }
}
