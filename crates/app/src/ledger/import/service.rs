//! Imports: taking a file, showing its rows, mending one, asking for the right ones to be registered.

use bandeng_core::kernel::{Code, Id, IdText, Refusal, Text};
use bandeng_core::ledger::import::{Cells, Fault, Field, ImportState, RowState, normalised};
use bandeng_core::policy::{Action, require_general};
use bandeng_sheet::{Ledger, Limits};
use bandeng_store::jobs::Job;
use bandeng_store::{Ctx, Error, Result};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::committing::COMMIT;
use super::known::{Known, scope};
use super::query::{self, Import, ImportRow};
use super::reading;
use crate::http::App;

/// What the encryption of a row is for; authenticated with the value.
const PURPOSE: &str = "import";
/// What the keyed hash of a row is for.
const PRINT: &str = "import.row";
/// A fortnight, as drafts have.
const LIFE_MS: i64 = 14 * 24 * 3_600_000;
/// Files an account may send in an hour.
const FILES_AN_HOUR: u32 = 30;
/// Cells mended in an hour.
const MENDS_AN_HOUR: u32 = 3_000;
/// Imports shown: more than anybody has within a fortnight.
const SHOWN: u64 = 20;
/// Most characters of a cell that is mended.
const LONGEST: usize = 10_000;

/// What is known of a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct About {
    pub name: String,
    pub sheet: String,
    pub fields: Vec<Field>,
    #[serde(default)]
    pub unread_columns: Vec<String>,
    pub hidden: Vec<String>,
    pub unread: Vec<String>,
    pub formulas: bool,
    pub links: bool,
}

/// What lies encrypted in a row.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Body {
    pub cells: Cells,
    pub faults: Vec<Problem>,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportProblem)]
pub(super) struct Problem {
    pub field: Field,
    /// Stable code.
    pub code: String,
    pub message: Text,
}

impl Problem {
    pub(super) fn of(fault: &Fault) -> Self {
        let Fault { field, refusal } = fault;
        Self { field: *field, code: refusal.code.as_str().to_owned(), message: refusal.sentence() }
    }
}

/// An import: what it is, how far it is, how many rows are in which state.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportView {
    pub id: IdText,
    /// The file, as its sender calls it.
    pub name: String,
    pub state: ImportState,
    /// Why it could not be read, or why registering stopped.
    pub fault: Option<Text>,
    /// The sheet that was read.
    pub sheet: String,
    /// Its columns that are known, in its order.
    pub fields: Vec<Field>,
    /// Its columns that are not known, as far as they have a name: not read.
    pub unread_columns: Vec<String>,
    /// Hidden sheets: not read.
    pub hidden_sheets: Vec<String>,
    /// Further sheets: not read.
    pub unread_sheets: Vec<String>,
    /// There are formulas; the values they last had were read.
    pub formulas: bool,
    /// It points to other files; nothing of them was read.
    pub links: bool,
    pub rows: i64,
    pub right: i64,
    pub wrong: i64,
    /// Registered before, by this import or another.
    pub there: i64,
    pub registered: i64,
    /// Rows read, or of a registration done, so far.
    pub done: i64,
    /// About how many there are.
    pub total: i64,
    /// Epoch milliseconds.
    pub created_at: i64,
    pub expires_at: i64,
}

/// A row of an import.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RowView {
    /// As the spreadsheet numbers it.
    pub n: i64,
    pub state: RowState,
    /// As read or mended, by field; empty once it is registered.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub cells: Cells,
    pub faults: Vec<Problem>,
    /// Of the matter it became.
    pub code: Option<String>,
}

/// Encrypts what a row or a file says.
pub(super) fn seal(app: &App, value: &impl Serialize) -> Result<String> {
    app.crypt.seal(app.db.env(), PURPOSE, &serde_json::to_string(value)?)
}

pub(super) fn open<T: DeserializeOwned>(app: &App, sealed: &str) -> Result<T> {
    Ok(serde_json::from_str(&app.crypt.open_value(PURPOSE, sealed)?)?)
}

/// The keyed hash by which a row is known again.
pub(super) fn print_of(app: &App, cells: &Cells) -> String {
    app.crypt.index(PRINT, &normalised(cells))
}

/// May this person import, and not too often? Asked before a byte of the file is read.
pub(super) fn expect_right(app: &App, ctx: &Ctx) -> Result<()> {
    require_general(&ctx.actor, Action::LedgerImport)?;
    Ok(app.limits.account("import", ctx.actor.account, app.db.now(), 3_600_000, FILES_AN_HOUR)?)
}

/// Takes a file and begins to read it. The same bytes again answer the import they made the first time.
///
/// # Errors
/// [`Code::SheetKindRefused`] and the other reasons for which a file is not read at all.
pub(super) async fn take(app: &App, ctx: &Ctx, name: &str, bytes: Bytes) -> Result<(bool, ImportView)> {
    if bytes.is_empty() {
        return Err(Refusal::at(Code::FileEmpty, "/file").into());
    }
    let looked_at = bytes.clone();
    let look = move || (Ledger::glance(&looked_at, &Limits::default()), hex::encode(Sha256::digest(&looked_at)));
    let (fits, sha256) =
        tokio::task::spawn_blocking(look).await.map_err(|_| Refusal::at(Code::SheetDamaged, "/file"))?;
    fits.map_err(reading::refusal)?;
    let (account, now) = (ctx.actor.account, app.db.now());
    for import in query::list(&app.db, account, SHOWN).await? {
        if import.sha256 == sha256 && state(app, &import)? != ImportState::Failed {
            return Ok((false, view(app, import).await?));
        }
    }
    let name: String =
        name.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
    let about = About { name: name.chars().take(100).collect(), ..Default::default() };
    let import = Import {
        id: app.db.env().ids.next(now),
        account_id: account,
        sha256,
        state: ImportState::Reading.to_string(),
        fault: None,
        about: seal(app, &about)?,
        done: 0,
        total: 0,
        touched_at: now,
        created_at: now,
        expires_at: now + LIFE_MS,
    };
    query::insert(&app.db, import.clone()).await?;
    tokio::spawn(reading::run(app.clone(), ctx.clone(), import.id, about, bytes));
    Ok((true, view(app, import).await?))
}

/// Where an import stands. One whose reader died with the program has failed.
fn state(app: &App, import: &Import) -> Result<ImportState> {
    let state: ImportState = import.state.parse()?;
    let dead = state == ImportState::Reading && import.touched_at < query::alive_since(app.db.now());
    Ok(if dead { ImportState::Failed } else { state })
}

async fn view(app: &App, import: Import) -> Result<ImportView> {
    let counts = query::counts(app.db.reader(), import.id).await?;
    shown_with(app, import, &counts)
}

/// An import with how many of its rows are in which state.
fn shown_with(app: &App, import: Import, counts: &[(String, i64)]) -> Result<ImportView> {
    let about: About = open(app, &import.about)?;
    let state = state(app, &import)?;
    let fault = match &import.fault {
        Some(code) => Code::ALL.iter().find(|known| known.as_str() == code).map(|code| code.title()),
        None if state == ImportState::Failed => Some(Code::ImportInterrupted.title()),
        None => None,
    };
    let count = |state: RowState| counts.iter().find(|(s, _)| s == state.as_str()).map_or(0, |(_, n)| *n);
    Ok(ImportView {
        id: IdText(import.id),
        name: about.name,
        state,
        fault,
        sheet: about.sheet,
        fields: about.fields,
        unread_columns: about.unread_columns,
        hidden_sheets: about.hidden,
        unread_sheets: about.unread,
        formulas: about.formulas,
        links: about.links,
        rows: counts.iter().map(|(_, n)| n).sum(),
        right: count(RowState::Right),
        wrong: count(RowState::Wrong),
        there: count(RowState::There),
        registered: count(RowState::Registered),
        done: import.done,
        total: import.total,
        created_at: import.created_at,
        expires_at: import.expires_at,
    })
}

/// One's own import. Who may not import any more sees none.
pub(super) async fn mine(app: &App, ctx: &Ctx, id: Id) -> Result<Import> {
    require_general(&ctx.actor, Action::LedgerImport)?;
    query::one(&app.db, ctx.actor.account, id).await?.ok_or(Refusal::new(Code::NotFound).into())
}

pub(super) async fn read(app: &App, ctx: &Ctx, id: Id) -> Result<ImportView> {
    view(app, mine(app, ctx, id).await?).await
}

/// One's own imports, newest first.
pub(super) async fn list(app: &App, ctx: &Ctx) -> Result<Vec<ImportView>> {
    require_general(&ctx.actor, Action::LedgerImport)?;
    let imports = query::list(&app.db, ctx.actor.account, SHOWN).await?;
    let ids: Vec<Id> = imports.iter().map(|import| import.id).collect();
    let mut counts = query::counts_of(app.db.reader(), &ids).await?;
    imports
        .into_iter()
        .map(|import| {
            let counts = counts.remove(&import.id).unwrap_or_default();
            shown_with(app, import, &counts)
        })
        .collect()
}

/// A page of rows, and where the next begins.
pub(super) async fn rows(
    app: &App,
    ctx: &Ctx,
    id: Id,
    only: Option<RowState>,
    after: i64,
    limit: u64,
) -> Result<(Vec<RowView>, Option<i64>)> {
    let import = mine(app, ctx, id).await?;
    let found = query::rows(&app.db, import.id, only, after, limit).await?;
    let next = (found.len() as u64 == limit).then(|| found.last().map(|row| row.n)).flatten();
    Ok((found.into_iter().map(|row| shown(app, row)).collect::<Result<_>>()?, next))
}

pub(super) fn shown(app: &App, row: ImportRow) -> Result<RowView> {
    let Body { cells, faults } = match row.body.as_str() {
        "" => Body { cells: Cells::new(), faults: Vec::new() },
        sealed => open(app, sealed)?,
    };
    Ok(RowView { n: row.n, state: row.state.parse()?, cells, faults, code: row.code })
}

/// Writes the cells of a row anew and checks them again.
///
/// # Errors
/// [`Code::NotFound`], [`Code::ImportBusy`], [`Code::RowRegistered`].
pub(super) async fn mend(app: &App, ctx: &Ctx, id: Id, n: i64, typed: Cells) -> Result<RowView> {
    let import = mine(app, ctx, id).await?;
    app.limits.account("import.mend", ctx.actor.account, app.db.now(), 3_600_000, MENDS_AN_HOUR)?;
    if let Some((field, _)) = typed.iter().find(|(_, text)| text.chars().count() > LONGEST) {
        return Err(Refusal::at(Code::TooLong, format!("/cells/{field}")).into());
    }
    let cells: Cells = typed
        .into_iter()
        .map(|(field, text)| (field, text.trim().to_owned()))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let known = Known::load(app, &ctx.actor).await?;
    let (result, print) = (known.reader(app.db.today()).read(&cells), print_of(app, &cells));
    let uow = app.begin(ctx).await?;
    let locked = query::lock(&uow, import.id).await?.ok_or(Refusal::new(Code::NotFound))?;
    if locked.state != ImportState::Ready.as_str() {
        return Err(Refusal::new(Code::ImportBusy).into());
    }
    let row = query::row(&uow, import.id, n).await?.ok_or(Refusal::new(Code::NotFound))?;
    if row.state == RowState::Registered.as_str() {
        return Err(Refusal::new(Code::RowRegistered).into());
    }
    let there = !query::known(uow.read(), known.scope.as_str(), &[&print]).await?.is_empty();
    let (state, faults) = match &result {
        _ if there => (RowState::There, Vec::new()),
        Ok(_) => (RowState::Right, Vec::new()),
        Err(faults) => (RowState::Wrong, faults.iter().map(Problem::of).collect()),
    };
    let row = ImportRow { state: state.to_string(), body: seal(app, &Body { cells, faults })?, print, ..row };
    query::put_rows(&uow, vec![row.clone()]).await?;
    uow.commit().await?;
    shown(app, row)
}

/// Asks for the right rows to be registered. Without any, nothing happens.
///
/// # Errors
/// [`Code::ImportBusy`] while it is being read or registered; the reason for which it could not be read.
pub(super) async fn commit(app: &App, ctx: &Ctx, id: Id) -> Result<ImportView> {
    let import = mine(app, ctx, id).await?;
    scope(&ctx.actor)?;
    if state(app, &import)? == ImportState::Failed {
        let code = import.fault.as_deref().and_then(|fault| Code::ALL.iter().find(|code| code.as_str() == fault));
        let why = code.copied().unwrap_or(Code::ImportInterrupted).title();
        return Err(Refusal::new(Code::IllegalMove).with(why.zh, why.en).into());
    }
    let mut uow = app.begin(ctx).await?;
    let locked = query::lock(&uow, import.id).await?.ok_or(Refusal::new(Code::NotFound))?;
    // A job that was given up is asked for anew; it goes on where it stopped.
    let given_up =
        locked.state == ImportState::Committing.as_str() && locked.touched_at < query::alive_since(uow.now());
    if locked.state != ImportState::Ready.as_str() && !given_up {
        return Err(Refusal::new(Code::ImportBusy).into());
    }
    let counts = query::counts(uow.read(), import.id).await?;
    let right = counts.iter().find(|(state, _)| state == RowState::Right.as_str()).map_or(0, |(_, n)| *n);
    if right > 0 || given_up {
        query::move_on(&uow, import.id, ImportState::Committing, 0, right).await?;
        uow.enqueue(Job {
            kind: COMMIT,
            payload: json!({ "import": import.id.to_string() }),
            run_at: uow.now(),
            unique_key: Some(format!("{COMMIT}:{}", import.id)),
        });
        uow.commit().await?;
    }
    read(app, ctx, id).await
}

/// Rows that were refused, one page after the other.
pub(super) async fn refused(app: &App, import: Id, after: i64, limit: u64) -> Result<Vec<RowView>> {
    let rows = query::rows(&app.db, import, Some(RowState::Wrong), after, limit).await?;
    rows.into_iter().map(|row| shown(app, row)).collect()
}

/// A blocking piece of work that must not hold up others.
pub(super) async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Other(format!("a spreadsheet: {e}")))
}
