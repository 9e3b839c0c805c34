//! What holds; drafts; publishing.

use std::collections::BTreeMap;

use bandeng_core::deadlines::{DayChange, Notice, RestSpan};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, Refusal, Text};
use bandeng_core::policy::{Action, require_general};
use bandeng_store::{Ctx, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::{jobs, query};
use crate::http::App;
use crate::matters::days;

/// A year of the calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarYear)]
pub(super) struct Year {
    pub year: i16,
    /// The official notice; none: weekends and the fixed statutory days alone, and what is counted there is provisional.
    pub notice: Option<Notice>,
    /// The version that says so; 0 where the program was built with it.
    pub version: i64,
    /// It is being edited.
    pub drafted: bool,
}

/// The years near this one, and what was published, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(super) struct CalendarView {
    pub years: Vec<Year>,
    pub versions: Vec<Version>,
}

/// A publication.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarVersion)]
pub(super) struct Version {
    pub version: i64,
    pub notice: Notice,
    pub note: String,
    /// Epoch milliseconds.
    pub published_at: i64,
    pub published_by: String,
}

/// What is being edited of a year.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarDraft)]
pub(super) struct DraftView {
    pub year: i16,
    /// Names this state of the draft; 0 where nothing was changed.
    pub revision: IdText,
    pub notice: Notice,
    /// The days that would be others than they are.
    pub changes: Vec<DayChange>,
    /// Days that run and end then or later: these are counted anew.
    pub running: i64,
    /// Epoch milliseconds.
    pub saved_at: Option<i64>,
    pub saved_by: Option<String>,
}

/// A notice as somebody typed it, and the draft they have seen.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = CalendarRows)]
pub struct Rows {
    pub revision: IdText,
    pub rest: Vec<RestSpan>,
    /// Saturdays and Sundays that are worked.
    pub work: Vec<Date>,
    /// The notice it stands in, with its number.
    pub source: Text,
}

/// What the publication is about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = CalendarPublication)]
pub struct Publication {
    /// Of the draft that is meant.
    pub revision: IdText,
    #[serde(default)]
    pub note: String,
}

/// How many years before and after this one are shown and edited.
const NEAR: i16 = 2;

pub(super) async fn read(app: &App) -> Result<CalendarView> {
    app.calendars.refresh(&app.db).await?;
    let (calendar, this) = (app.calendar(), app.db.today().year());
    let drafted = query::drafted(app.db.reader()).await?;
    let mut of_year = BTreeMap::new();
    let mut versions = Vec::new();
    for one in query::published(&app.db).await? {
        of_year.entry(one.row.year).or_insert(one.row.version);
        versions.push(Version {
            version: one.row.version,
            notice: query::notice(&one.row.notice, one.row.year)?,
            note: one.row.note,
            published_at: one.row.published_at,
            published_by: one.by,
        });
    }
    let years = (this - NEAR..=this + NEAR).rev().map(|year| Year {
        year,
        notice: calendar.notice(year).cloned(),
        version: of_year.get(&i32::from(year)).copied().unwrap_or_default(),
        drafted: drafted.contains(&i32::from(year)),
    });
    Ok(CalendarView { years: years.collect(), versions })
}

fn require(ctx: &Ctx, this: i16, year: i16) -> Result<()> {
    require_general(&ctx.actor, Action::CalendarEdit)?;
    if (this - NEAR..=this + NEAR).contains(&year) {
        Ok(())
    } else {
        Err(Refusal::at(Code::CalendarYearUnfit, "/year").into())
    }
}

/// What is being edited of a year, and how it differs from what holds.
pub(super) async fn draft(app: &App, ctx: &Ctx, year: i16) -> Result<DraftView> {
    require(ctx, app.db.today().year(), year)?;
    app.calendars.refresh(&app.db).await?;
    let calendar = app.calendar();
    let mut view = DraftView {
        year,
        revision: IdText(0),
        notice: calendar.notice(year).cloned().unwrap_or_else(|| Notice::of(year)),
        changes: Vec::new(),
        running: days::count_reaching(&app.db, year).await?,
        saved_at: None,
        saved_by: None,
    };
    if let Some(row) = query::draft(app.db.reader(), year).await? {
        view.notice = query::notice(&row.notice, row.year)?;
        view.changes = calendar.differences(&(*calendar).clone().with(view.notice.clone())?, year);
        view.revision = IdText(row.revision);
        view.saved_at = Some(row.saved_at);
        view.saved_by = Some(query::name(&app.db, row.saved_by).await?);
    }
    Ok(view)
}

/// Replaces the draft of a year, if every day of it stands there once; its new revision.
///
/// # Errors
/// [`Code::DraftMoved`], [`Code::CalendarYearUnfit`], what [`Notice::check`] refuses.
pub async fn save(uow: &Uow, ctx: &Ctx, year: i16, rows: Rows) -> Result<Id> {
    require(ctx, uow.today().year(), year)?;
    let mut form = Form::default();
    form.text(&rows.source.zh, 200, "/source/zh");
    form.optional_text(&rows.source.en, 300, "/source/en");
    form.finish()?;
    let mut notice = Notice { year, rest: rows.rest, work: rows.work, source: rows.source };
    notice.check()?;
    notice.rest.sort_by_key(|span| span.from);
    notice.work.sort_unstable();
    let revision = uow.next_id();
    let draft = query::Draft {
        year: i32::from(year),
        revision,
        notice: serde_json::to_string(&notice)?,
        saved_at: uow.now(),
        saved_by: uow.actor().account,
    };
    expect(query::save(uow, rows.revision.0, draft).await?)?;
    Ok(revision)
}

fn expect(written: bool) -> Result<()> {
    if written { Ok(()) } else { Err(Refusal::new(Code::DraftMoved).into()) }
}

/// Throws the draft of a year away.
///
/// # Errors
/// [`Code::DraftMoved`].
pub(super) async fn discard(uow: &Uow, ctx: &Ctx, year: i16, seen: i64) -> Result<()> {
    require(ctx, uow.today().year(), year)?;
    expect(query::drop(uow, year, seen).await?)
}

/// Publishes the draft as the next version; what runs is counted anew by a job of the same transaction. From then on the
/// version never changes.
///
/// # Errors
/// [`Code::DraftMoved`], [`Code::NothingToPublish`], fields.
pub async fn publish(app: &App, uow: &mut Uow, ctx: &Ctx, year: i16, publication: &Publication) -> Result<i64> {
    require(ctx, uow.today().year(), year)?;
    let draft = query::draft(uow.read(), year).await?.filter(|draft| draft.revision == publication.revision.0);
    // Of two who publish at once the second finds nothing to drop.
    let draft = draft.ok_or(Refusal::new(Code::DraftMoved))?;
    expect(query::drop(uow, year, draft.revision).await?)?;
    let mut form = Form::default();
    form.optional_text(&publication.note, 200, "/note");
    form.finish()?;
    let (before, notice) = (app.calendar(), query::notice(&draft.notice, draft.year)?);
    let after = (*before).clone().with(notice)?;
    let changes = before.differences(&after, year);
    // A notice that changes no day still makes what was provisional firm.
    if changes.is_empty() && before.notice(year) == after.notice(year) {
        return Err(Refusal::new(Code::NothingToPublish).into());
    }
    let version = query::last(uow.read()).await? + 1;
    let note = publication.note.trim().to_owned();
    let event = json!({
        "version": version, "year": year, "days": changes.len(), "note": note,
        "sha256": hex::encode(Sha256::digest(draft.notice.as_bytes())),
    });
    let row = query::VersionRow {
        version,
        year: i32::from(year),
        notice: draft.notice,
        note,
        published_at: uow.now(),
        published_by: uow.actor().account,
    };
    query::insert(uow, row).await?;
    uow.record_registry("calendar".to_owned(), "calendar.published", &event)?;
    jobs::enqueue(uow, version, year)?;
    Ok(version)
}

/// After a publication was committed: who counts next counts by it.
pub fn published(app: &App) {
    app.calendars.stale();
}
