//! Drawing up lists, keeping single files, confirming.

use bandeng_core::dossier::Retention;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, Instant, MatterCode, Refusal, Text};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_core::privacy::destroying::{DestructionState, MOST};
use bandeng_store::{Ctx, Error, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::destroy::{Sentence, destroy, why_kept};
use super::query::{self, FileRow, ListRow};
use crate::http::App;
use crate::matters::case::lock;
use crate::matters::query as matter_rows;
use crate::privacy::retention::{Over, within};

/// Lists on a page.
const PAGE: u64 = 25;

/// A file whose time is over.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OverView {
    pub code: String,
    pub class: Retention,
    pub class_label: Text,
    pub closed_on: Date,
    /// Its last day.
    pub until: Date,
    /// It is held until this day all the same, and goes on no list.
    pub held_until: Option<Date>,
}

/// Files whose time is over and that stand on no list yet, in the order of their registration.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OverPage {
    pub items: Vec<OverView>,
    pub next: Option<String>,
}

/// A list of files to be destroyed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DestructionLine {
    pub id: IdText,
    pub state: DestructionState,
    pub drawn_up_at: Instant,
    pub drawn_up_by: String,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<String>,
}

/// Lists of the county, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DestructionPage {
    pub items: Vec<DestructionLine>,
    pub next: Option<String>,
}

/// A file on a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DestructionFile {
    pub n: i32,
    pub code: String,
    pub class_label: Text,
    pub closed_on: Date,
    pub until: Date,
    /// It stays, and why.
    pub kept_because: Option<String>,
    pub destroyed_at: Option<Instant>,
}

/// A list with its files.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DestructionView {
    #[serde(flatten)]
    pub line: DestructionLine,
    pub files: Vec<DestructionFile>,
    /// One drew it up oneself: somebody else confirms it.
    pub own: bool,
}

/// A file of a list is kept, or not after all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeepRequest {
    /// Why; none: it goes.
    #[serde(default)]
    pub because: Option<String>,
}

fn stream(county: &AreaCode) -> String {
    format!("destruction:{county}")
}

/// The county whose files somebody decides on: those whose post is the county's.
fn county_of(actor: &Actor) -> Result<AreaCode> {
    require_general(actor, Action::FileDestroy)?;
    let post = actor.post_for(Action::FileDestroy).ok_or(Refusal::new(Code::NotAllowed))?;
    let county: AreaCode = post.area.as_str().get(..6).ok_or(Refusal::new(Code::NotAllowed))?.parse()?;
    actor.require_area(Action::FileDestroy, &county)?;
    Ok(county)
}

/// What is over and stands on no list that waits.
async fn over(app: &App, county: &AreaCode, after: Id, most: usize) -> Result<Vec<Over>> {
    let listed = query::listed(app.db.reader(), county.as_str()).await?;
    let found =
        within(&app.db, &app.settings.retention, app.db.today(), Some(county.as_str()), after, most + listed.len());
    Ok(found.await?.into_iter().filter(|one| !listed.contains(&one.matter)).take(most).collect())
}

/// Files whose time is over.
///
/// # Errors
/// [`Code::NotAllowed`]; fields.
pub(super) async fn page(app: &App, actor: &Actor, after: Option<&str>) -> Result<OverPage> {
    let county = county_of(actor)?;
    let mut form = Form::default();
    let after = after.filter(|after| !after.is_empty()).and_then(|after| form.known::<IdText>(after, "after"));
    form.finish()?;
    let mut found = over(app, &county, after.map_or(0, |after| after.0), MOST + 1).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let next = found.last().filter(|_| more).map(|last| last.matter.to_string());
    let items = found.into_iter().map(|one| OverView {
        class_label: app.settings.retention.words(one.class),
        code: one.code,
        class: one.class,
        closed_on: one.closed_on,
        until: one.until,
        held_until: one.held_until,
    });
    Ok(OverPage { items: items.collect(), next })
}

/// Lists of the county.
///
/// # Errors
/// [`Code::NotAllowed`]; fields.
pub(super) async fn lists(app: &App, actor: &Actor, after: Option<&str>) -> Result<DestructionPage> {
    let county = county_of(actor)?;
    let mut form = Form::default();
    let after = after.filter(|after| !after.is_empty()).and_then(|after| form.known::<IdText>(after, "after"));
    form.finish()?;
    let before = after.map_or(Id::MAX, |after| after.0);
    let mut rows = query::lists(app.db.reader(), county.as_str(), before, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let mut accounts: Vec<Id> = rows.iter().map(|row| row.drawn_up_by).collect();
    accounts.extend(rows.iter().filter_map(|row| row.decided_by));
    let names = matter_rows::names(app.db.reader(), accounts, [], []).await?;
    let items = rows.iter().map(|row| line(row, &names)).collect::<Result<_>>()?;
    Ok(DestructionPage { items, next })
}

fn line(row: &ListRow, names: &matter_rows::Names) -> Result<DestructionLine> {
    Ok(DestructionLine {
        id: IdText(row.id),
        state: row.state.parse()?,
        drawn_up_at: row.drawn_up_at,
        drawn_up_by: names.account(row.drawn_up_by),
        decided_at: row.decided_at,
        decided_by: row.decided_by.map(|id| names.account(id)),
    })
}

/// One list.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`].
pub(super) async fn show(app: &App, actor: &Actor, id: Id) -> Result<DestructionView> {
    let county = county_of(actor)?;
    let reader = app.db.reader();
    let row = query::list(reader, county.as_str(), id).await?.ok_or(Refusal::new(Code::NotFound))?;
    let names = matter_rows::names(reader, [row.drawn_up_by].into_iter().chain(row.decided_by), [], []).await?;
    let day = |text: &str| text.parse::<Date>().map_err(|_| Error::Damaged("a day of a list".into()));
    let file = |file: FileRow| {
        let class: Retention = file.class.parse()?;
        let (closed_on, until) = (day(&file.closed_on)?, day(&file.until_on)?);
        let class_label = app.settings.retention.words(class);
        let FileRow { n, code, kept_because, destroyed_at, .. } = file;
        Ok(DestructionFile { n, code, class_label, closed_on, until, kept_because, destroyed_at })
    };
    let files = query::files(reader, id).await?.into_iter().map(file).collect::<Result<_>>()?;
    Ok(DestructionView { line: line(&row, &names)?, files, own: row.drawn_up_by == actor.account })
}

/// Draws up a list of what is over and not held, the oldest first.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NothingToErase`] where nothing is over.
pub(super) async fn draw_up(app: &App, ctx: &Ctx) -> Result<DestructionView> {
    let county = county_of(&ctx.actor)?;
    let post = ctx.actor.post_for(Action::FileDestroy).ok_or(Refusal::new(Code::NotAllowed))?;
    let (mut found, mut after) = (Vec::new(), 0);
    while found.len() < MOST {
        let next = over(app, &county, after, MOST).await?;
        let Some(last) = next.last() else { break };
        after = last.matter;
        found.extend(next.into_iter().filter(|one| one.held_until.is_none()));
    }
    found.truncate(MOST);
    if found.is_empty() {
        return Err(Refusal::new(Code::NothingToErase).into());
    }
    let mut uow = app.begin(ctx).await?;
    let id = uow.next_id();
    let list = ListRow {
        id,
        county: county.to_string(),
        organisation_id: post.organisation,
        state: DestructionState::Open.to_string(),
        drawn_up_at: uow.now(),
        drawn_up_by: ctx.actor.account,
        decided_at: None,
        decided_by: None,
    };
    let codes: Vec<String> = found.iter().map(|one| one.code.clone()).collect();
    let files = (1..).zip(found).map(|(n, one)| FileRow {
        destruction_id: id,
        n,
        county: one.county,
        matter_id: one.matter,
        code: one.code,
        class: one.class.to_string(),
        closed_on: one.closed_on.to_string(),
        until_on: one.until.to_string(),
        kept_because: None,
        destroyed_at: None,
    });
    query::insert(&uow, list, files.collect()).await?;
    let told = json!({ "list": id.to_string(), "files": codes.len(), "codes": codes });
    uow.record_registry(stream(&county), "destruction.drawn_up", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// A list that nobody has decided on yet, held.
async fn open(uow: &Uow, county: &AreaCode, id: Id) -> Result<ListRow> {
    let row = query::hold(uow, county.as_str(), id).await?.ok_or(Refusal::new(Code::NotFound))?;
    if row.state != DestructionState::Open.as_str() {
        return Err(Refusal::new(Code::DestructionDecided).into());
    }
    Ok(row)
}

/// Keeps a file of a list, or lets it go after all.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::DestructionDecided`]; fields.
pub(super) async fn keep(app: &App, ctx: &Ctx, id: Id, n: i32, asked: &KeepRequest) -> Result<DestructionView> {
    let county = county_of(&ctx.actor)?;
    let mut uow = app.begin(ctx).await?;
    open(&uow, &county, id).await?;
    let mut form = Form::default();
    if let Some(because) = &asked.because {
        form.text(because, 200, "/because");
    }
    form.finish()?;
    let because = asked.because.as_deref().map(|text| text.trim().to_owned());
    let told = json!({ "list": id.to_string(), "file": n, "because": because.as_deref().unwrap_or_default() });
    if !query::mark(&uow, id, n, because, None).await? {
        return Err(Refusal::new(Code::NotFound).into());
    }
    uow.record_registry(stream(&county), "destruction.kept", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// Drops a list.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`]; [`Code::DestructionDecided`], also where its first files are gone already.
pub(super) async fn drop_list(app: &App, ctx: &Ctx, id: Id) -> Result<DestructionView> {
    let county = county_of(&ctx.actor)?;
    let mut uow = app.begin(ctx).await?;
    open(&uow, &county, id).await?;
    let begun = query::files(uow.read(), id).await?.iter().any(|file| file.destroyed_at.is_some());
    if begun || !query::decide(&uow, id, DestructionState::Dropped.as_str(), ctx.actor.account, uow.now()).await? {
        return Err(Refusal::new(Code::DestructionDecided).into());
    }
    uow.record_registry(stream(&county), "destruction.dropped", &json!({ "list": id.to_string() }))?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// What somebody who confirms has seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmRequest {
    /// The numbers of the files that go, as they were seen. No other is destroyed.
    pub going: Vec<i32>,
}

/// Confirms a list that somebody else drew up: each of its files is looked at once more and destroyed, in a unit of work of
/// its own. Interrupted, it goes on where it was when it is confirmed again.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::DestructionDecided`], [`Code::SecondPersonNeeded`];
/// [`Code::DestructionChanged`] where a file would go that was kept when it was looked at.
pub(super) async fn confirm(app: &App, ctx: &Ctx, id: Id, seen: &ConfirmRequest) -> Result<DestructionView> {
    let county = county_of(&ctx.actor)?;
    let list = query::list(app.db.reader(), county.as_str(), id).await?.ok_or(Refusal::new(Code::NotFound))?;
    if list.state != DestructionState::Open.as_str() {
        return Err(Refusal::new(Code::DestructionDecided).into());
    }
    if list.drawn_up_by == ctx.actor.account {
        return Err(Refusal::new(Code::SecondPersonNeeded).into());
    }
    let going = |file: &FileRow| file.kept_because.is_none() && file.destroyed_at.is_none();
    let files = query::files(app.db.reader(), id).await?;
    if files.iter().any(|file| going(file) && !seen.going.contains(&file.n)) {
        return Err(Refusal::new(Code::DestructionChanged).into());
    }
    for file in files.iter().filter(|file| going(file)) {
        one(app, ctx, &county, id, file.n).await?;
    }
    let mut uow = app.begin(ctx).await?;
    open(&uow, &county, id).await?;
    let files = query::files(uow.read(), id).await?;
    if files.iter().any(going) {
        // It was kept while the others went, and let go again.
        return Err(Refusal::new(Code::DestructionChanged).into());
    }
    let destroyed: Vec<&str> = files.iter().filter(|f| f.destroyed_at.is_some()).map(|f| f.code.as_str()).collect();
    if !query::decide(&uow, id, DestructionState::Done.as_str(), ctx.actor.account, uow.now()).await? {
        return Err(Refusal::new(Code::DestructionDecided).into());
    }
    let told = json!({
        "list": id.to_string(), "destroyed": destroyed.len(), "kept": files.len() - destroyed.len(), "codes": destroyed,
    });
    uow.record_registry(stream(&county), "destruction.confirmed", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// One file, as it stands now: destroyed, or kept with the reason.
async fn one(app: &App, ctx: &Ctx, county: &AreaCode, id: Id, n: i32) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    let list = open(&uow, county, id).await?;
    let file = query::file(uow.read(), id, n).await?.ok_or(Refusal::new(Code::NotFound))?;
    if file.kept_because.is_some() || file.destroyed_at.is_some() {
        return Ok(());
    }
    let code: MatterCode = file.code.parse()?;
    let sentence = Sentence {
        list: list.id.to_string(),
        class: file.class.parse()?,
        until: file.until_on.parse().map_err(|_| Error::Damaged("a day of a list".into()))?,
    };
    let matter = lock(&mut uow, &code).await?;
    let marked = match why_kept(app, &matter, uow.today()).await? {
        Some(why) => query::mark(&uow, id, n, Some(why.to_owned()), None).await?,
        None => {
            destroy(&mut uow, &matter, &sentence).await?;
            // What is left must be readable: else it stays as it is.
            lock(&mut uow, &code).await?;
            query::mark(&uow, id, n, None, Some(uow.now())).await?
        }
    };
    if !marked {
        return Err(Refusal::new(Code::DestructionChanged).into());
    }
    uow.commit().await
}
