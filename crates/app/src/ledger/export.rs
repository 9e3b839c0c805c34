//! A list taken out as a spreadsheet: under the same rule and the same masks, for a reason, and as an event.
//!
//! Pages are read one after the other and written as they come, in a thread of their own, so that a hundred thousand
//! rows need no more memory than a thousand.

use std::sync::Arc;

use bandeng_core::kernel::clock::china_date;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Id, Refusal, Text, china_time};
use bandeng_core::ledger::{Column, check_columns, check_reason};
use bandeng_core::matters::{MatterState, Side};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, MatterFacts, require_general};
use bandeng_sheet::{Cell, Kind, SheetError, Workbook};
use bandeng_store::{Ctx, Error, Result};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::query;
use crate::dictionaries::books::LocalWord;
use crate::http::App;
use crate::identity::me::Language;
use crate::identity::service::stream;
use crate::matters::list::{self, MatterRow};
use crate::matters::question::{ListQuery, Request};

/// A list to be taken out.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(super) struct ExportRequest {
    pub query: ListQuery,
    pub columns: Vec<Column>,
    /// What it is needed for.
    pub reason: String,
    /// Of headings and words.
    pub language: Language,
}

/// A spreadsheet on its way out.
pub(super) struct Exported {
    pub bytes: Vec<u8>,
    pub name: String,
}

/// Rows a sheet holds, and nobody reads more.
pub(super) const MOST: u64 = 100_000;
/// Rows read at once.
const PAGE: u64 = 1_000;
/// Exports allowed per person in an hour.
const EXPORTS: u32 = 30;

/// Writes the list as the reader may see it and records that they took it.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::TooMany`], [`Code::TooManyRows`] if the list is longer than [`MOST`], fields.
pub(super) async fn write(app: &App, ctx: &Ctx, request: ExportRequest) -> Result<Exported> {
    let actor = &ctx.actor;
    require_general(actor, Action::LedgerExport)?;
    let mut form = Form::default();
    check_columns(&mut form, &request.columns, "/columns");
    check_reason(&mut form, &request.reason, "/reason");
    let question = ListQuery { after: None, limit: None, ..request.query.clone() };
    let asked = Request::read(&question);
    for refusal in asked.as_ref().err().into_iter().flatten() {
        form.refuse(refusal.code, format!("/query/{}", refusal.pointer.clone().unwrap_or_default()));
    }
    form.finish()?;
    let mut page = Request { limit: PAGE, ..asked? };
    app.limits.account("export", actor.account, app.db.now(), 3_600_000, EXPORTS)?;

    let words = Words(request.language);
    let columns = request.columns.clone();
    let (rows, mut written) = mpsc::channel::<Vec<Vec<Cell>>>(2);
    let title = words.say(&Text::new("台账", "Ledger"));
    let heads = columns.iter().map(|c| bandeng_sheet::Column { head: words.say(&c.label()), kind: kind(*c) }).collect();
    // The file is made beside the reading: one core asks the database, the other packs.
    let writer = tokio::task::spawn_blocking(move || -> Result<Workbook, SheetError> {
        let mut book = Workbook::new(&title, heads)?;
        while let Some(page) = written.blocking_recv() {
            page.iter().try_for_each(|row| book.push(row))?;
        }
        Ok(book)
    });
    let arms = Arc::new(actor.arms(Action::LedgerExport));
    let read = |page: &Request| {
        let (app, arms, page) = (app.clone(), arms.clone(), page.clone());
        tokio::spawn(async move { list::rows(&app, &arms, &page).await })
    };
    let (mut count, mut coming) = (0, Some(read(&page)));
    while let Some(found) = coming.take() {
        let found = found.await.map_err(|e| Error::Other(format!("the reader of the ledger: {e}")))??;
        count += found.items.len() as u64;
        if count > MOST {
            return Err(Refusal::at(Code::TooManyRows, "/query").into());
        }
        // While these rows become cells, the next ones are read.
        if let Some(after) = found.after {
            page.after = Some(after);
            coming = Some(read(&page));
        }
        let names = names_of_parties(app, ctx, &columns, &found.items).await?;
        let cells = found.items.iter().map(|row| columns.iter().map(|c| cell(*c, row, &names, words)).collect());
        if rows.send(cells.collect()).await.is_err() {
            break;
        }
    }
    drop(rows);
    let book = writer.await.map_err(|e| Error::Other(format!("the writer of the ledger: {e}")))?;
    let about = about(app, ctx, &request, count, words);
    let finish = move || book.and_then(|book| book.finish(&words.say(&Text::new("说明", "About")), &about));
    let bytes = tokio::task::spawn_blocking(finish).await.map_err(|e| Error::Other(format!("packing: {e}")))?;
    let bytes = bytes.map_err(|e| Error::Other(e.to_string()))?;

    let mut uow = app.begin(ctx).await?;
    let taken = json!({ "reason": request.reason.trim(), "rows": count, "columns": columns, "query": question });
    uow.record_registry(stream(actor.account), "ledger.exported", &taken)?;
    uow.commit().await?;
    let day = china_date(app.db.now());
    Ok(Exported { bytes, name: format!("{}-{day}.xlsx", words.say(&Text::new("台账", "ledger"))) })
}

#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    fn say(self, text: &Text) -> String {
        match self.0 {
            Language::Zh => text.zh.clone(),
            Language::En => text.en.clone(),
        }
    }

    fn cell(self, text: &Text) -> Cell {
        Cell::Text(self.say(text))
    }
}

type Parties = std::collections::HashMap<Id, Vec<(Side, String)>>;

/// Parties of those rows whose contact data the reader may read, if a column asks for them.
async fn names_of_parties(app: &App, ctx: &Ctx, columns: &[Column], rows: &[MatterRow]) -> Result<Parties> {
    if rows.is_empty() || !columns.iter().any(|c| c.names_parties()) {
        return Ok(Parties::new());
    }
    let actor = &ctx.actor;
    let ids = rows.iter().map(|r| r.id);
    let range = (ids.clone().min().unwrap_or_default(), ids.max().unwrap_or_default());
    let ties = query::ties(&app.db, actor.account, &actor.organisations(), range).await?;
    let mut readable = Vec::new();
    for row in rows {
        let facts = MatterFacts {
            area: row.area.code.parse::<AreaCode>()?,
            desk: row.desk,
            committee: row.committee.as_ref().map(|c| c.id.0),
            state: row.state,
            sealed: row.sealed,
            handlers: if ties.handled.contains(&row.id) { vec![actor.account] } else { Vec::new() },
            grantees: ties.granted.get(&row.id).cloned().unwrap_or_default(),
        };
        if actor.may(Action::ContactRead, &facts) {
            readable.push((row.county.clone(), row.id));
        }
    }
    query::parties(&app.db, &readable).await
}

const fn kind(column: Column) -> Kind {
    match column {
        Column::OccurredOn | Column::RegisteredOn | Column::DueOn => Kind::Day,
        Column::Amount => Kind::Money,
        Column::Title => Kind::Long,
        Column::Code
        | Column::Kind
        | Column::Subtype
        | Column::Source
        | Column::Subsource
        | Column::Area
        | Column::Place
        | Column::Committee
        | Column::Mediators
        | Column::Applicants
        | Column::Respondents => Kind::Line,
        Column::Channel | Column::State | Column::Stage => Kind::Word,
    }
}

/// Where the latest proceeding stands, of whatever kind.
fn stage(row: &MatterRow) -> Option<Text> {
    row.stage.map(|stage| stage.label()).or_else(|| row.dispatch.map(|stage| stage.label()))
}

fn cell(column: Column, row: &MatterRow, parties: &Parties, words: Words) -> Cell {
    let text = |value: &str| if value.is_empty() { Cell::Empty } else { Cell::Text(value.to_owned()) };
    let local = |word: &Option<LocalWord>| word.as_ref().map_or(Cell::Empty, |word| words.cell(&word.name));
    let side = |side: Side| {
        let names = parties.get(&row.id).into_iter().flatten().filter(|(s, _)| *s == side);
        text(&names.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("、"))
    };
    match column {
        Column::Code => text(&row.grouped),
        Column::Title => text(&row.title),
        Column::Kind => words.cell(&row.category.as_ref().map_or_else(|| row.kind.label(), |word| word.name.clone())),
        Column::Subtype => local(&row.subtype),
        Column::Source => words.cell(&row.source.label()),
        Column::Subsource => local(&row.subsource),
        Column::Channel => words.cell(&row.channel.label()),
        Column::Area => text(&row.area.name),
        Column::Place => text(&row.place),
        Column::OccurredOn => row.occurred_on.map_or(Cell::Empty, Cell::Day),
        Column::RegisteredOn => Cell::Day(china_date(row.registered_at)),
        Column::State => words.cell(&row.state.label()),
        // Of a matter that is over, the stage says how.
        Column::Stage => stage(row).map_or(Cell::Empty, |stage| words.cell(&stage)),
        Column::DueOn if row.state == MatterState::Open => row.due_on.map_or(Cell::Empty, Cell::Day),
        Column::DueOn => Cell::Empty,
        Column::Amount => row.amount_fen.map_or(Cell::Empty, Cell::Money),
        Column::Committee => text(row.committee.as_ref().map_or("", |c| &c.name)),
        Column::Mediators => text(&row.mediators.join("、")),
        Column::Applicants => side(Side::Applicant),
        Column::Respondents => side(Side::Respondent),
    }
}

/// The page that travels with the file: who took it, when, what for, and that it is confidential.
fn about(app: &App, ctx: &Ctx, request: &ExportRequest, rows: u64, words: Words) -> Vec<(String, String)> {
    let at = china_time(app.db.now());
    let line = |zh: &str, en: &str, value: String| (words.say(&Text::new(zh, en)), value);
    let secret = Text::new(
        "内含个人信息，仅限本次用途，用后删除，不得转发。",
        "Contains personal data: for this purpose alone; delete after use; do not pass on.",
    );
    vec![
        line("导出人", "Exported by", ctx.actor.name.clone()),
        line("时间", "At", at.strftime("%Y-%m-%d %H:%M").to_string()),
        line("用途", "Purpose", request.reason.trim().to_owned()),
        line("行数", "Rows", rows.to_string()),
        line("注意", "Please note", words.say(&secret)),
    ]
}
