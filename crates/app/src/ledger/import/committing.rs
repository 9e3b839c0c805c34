//! The job that registers right rows: a batch a transaction, each row once, and on after a restart.

use bandeng_core::kernel::{Code, Id, IdText};
use bandeng_core::ledger::import::{Cells, Fault, Field, ImportState, Reader, RowState};
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::jobs::Job;
use bandeng_store::{Ctx, Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

use super::known::Known;
use super::query::{self, Import, ImportRow};
use super::service::{Body, Problem, open, seal};
use crate::http::App;
use crate::identity::service as identity;
use crate::intake::service as intake;

/// The job's kind.
pub(crate) const COMMIT: &str = "commit_import";

/// Rows registered in one transaction: few enough that somebody who works meanwhile hardly waits.
const BATCH: u64 = 50;
/// Batches before the job goes to the end of the queue, so that reminders do not wait for a ledger.
const TURN: usize = 20;

#[derive(Deserialize)]
struct Payload {
    import: IdText,
}

/// Registers the right rows of an import, on behalf of who asked for it and as far as they may today.
pub(crate) async fn commit(app: &App, payload: Value) -> Result<()> {
    let Payload { import: IdText(id) } = serde_json::from_value(payload)?;
    let Some(import) = query::any(&app.db, id).await?.filter(|i| i.state == ImportState::Committing.as_str()) else {
        return Ok(());
    };
    let Some(actor) = may_still(app, import.account_id).await? else {
        return query::set_state(&app.db, id, ImportState::Ready, Some(Code::NotAllowed.as_str())).await;
    };
    let ctx = Ctx { actor: Arc::new(actor), request_id: format!("import-{id}") };
    let known = Known::load(app, &ctx.actor).await?;
    let mut reader = known.reader(app.db.today());
    for _ in 0..TURN {
        if !batch(app, &ctx, &import, known.scope.as_str(), &mut reader).await? {
            return finish(app, &ctx, id).await;
        }
    }
    let mut uow = app.begin(&ctx).await?;
    let (run_at, unique_key) = (uow.now(), Some(format!("{COMMIT}:{id}")));
    uow.enqueue(Job { kind: COMMIT, payload: json!({ "import": IdText(id) }), run_at, unique_key });
    uow.commit().await
}

async fn may_still(app: &App, account: Id) -> Result<Option<Actor>> {
    let actor = identity::actor(app, account).await?;
    Ok(actor.filter(|actor| {
        [Action::LedgerImport, Action::MatterRegister].iter().all(|action| require_general(actor, *action).is_ok())
    }))
}

/// Registers the next rows; whether there were any.
async fn batch(app: &App, ctx: &Ctx, import: &Import, scope: &str, reader: &mut Reader) -> Result<bool> {
    let rows = query::rows(&app.db, import.id, Some(RowState::Right), 0, BATCH).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    // Read again: a day has passed, a committee was closed.
    let mut ready = Vec::with_capacity(rows.len());
    let mut settled = Vec::with_capacity(rows.len());
    for row in rows {
        let Body { cells, .. } = open(app, &row.body)?;
        match reader.read(&cells) {
            Ok(brought) => {
                let (_, county) = intake::county(&ctx.actor, &brought.intake.check(app.db.today())?)?;
                // Drawn before the transaction: SQLite has one writer.
                let code = app.db.next_code(&county, app.db.today().year()).await?;
                ready.push((row, cells, brought, code));
            }
            Err(faults) => settled.push(wrong(app, row, cells, &faults)?),
        }
    }
    let mut uow = app.begin(ctx).await?;
    let Some(locked) = query::lock(&uow, import.id).await? else { return Ok(false) };
    if locked.state != ImportState::Committing.as_str() {
        return Ok(false);
    }
    let prints: Vec<&str> = ready.iter().map(|(row, ..)| row.print.as_str()).collect();
    let mut free = query::claim(&uow, scope, &prints).await?;
    for (row, cells, brought, code) in ready {
        if !free.remove(&row.print) {
            settled.push(ImportRow { state: RowState::There.to_string(), ..row });
            continue;
        }
        match intake::bring(app, &mut uow, code, &brought).await {
            // What it said is in the matter now, and nowhere else.
            Ok(receipt) => settled.push(ImportRow {
                state: RowState::Registered.to_string(),
                body: String::new(),
                code: Some(receipt.code),
                ..row
            }),
            Err(Error::Refused(refusals)) => {
                query::release(&uow, scope, &row.print).await?;
                let at = |pointer: Option<&str>| match pointer {
                    Some("/committee") => Field::Committee,
                    Some("/subtype") => Field::Subtype,
                    Some("/subsource") => Field::Subsource,
                    _ => Field::Area,
                };
                let faults: Vec<Fault> = refusals
                    .into_iter()
                    .map(|refusal| Fault { field: at(refusal.pointer.as_deref()), refusal })
                    .collect();
                settled.push(wrong(app, row, cells, &faults)?);
            }
            Err(error) => return Err(error),
        }
    }
    let done = locked.done + settled.len() as i64;
    query::put_rows(&uow, settled).await?;
    query::move_on(&uow, import.id, ImportState::Committing, done, locked.total.max(done)).await?;
    uow.commit().await?;
    Ok(true)
}

fn wrong(app: &App, row: ImportRow, cells: Cells, faults: &[Fault]) -> Result<ImportRow> {
    let faults = faults.iter().map(Problem::of).collect();
    Ok(ImportRow { state: RowState::Wrong.to_string(), body: seal(app, &Body { cells, faults })?, ..row })
}

/// Says that it is done: an event without a name in it.
async fn finish(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    let Some(import) = query::lock(&uow, id).await? else { return Ok(()) };
    if import.state != ImportState::Committing.as_str() {
        return Ok(());
    }
    query::move_on(&uow, id, ImportState::Ready, import.done, import.done).await?;
    let counts = query::counts(uow.read(), id).await?;
    let registered = counts.iter().find(|(state, _)| state == RowState::Registered.as_str()).map_or(0, |(_, n)| *n);
    let taken = json!({ "import": IdText(id), "rows": registered, "sha256": import.sha256 });
    uow.record_registry(identity::stream(ctx.actor.account), "ledger.imported", &taken)?;
    uow.commit().await
}
