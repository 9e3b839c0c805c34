//! Lists of matters: within one's reach, by keyset, at any depth.

use std::str::FromStr;

use bandeng_core::kernel::{Code, Date, Id, Refusal};
use bandeng_core::matters::{DisputeKind, MatterState, Source};
use bandeng_core::mediation::State;
use bandeng_core::mediation::standing::{NextStep, Turn, usual_step};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, Arm};
use bandeng_store::reach::{self, After, Filter, Sort};
use bandeng_store::{Db, Result};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::query;

/// What narrows a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// An area and everything in it.
    pub area: Option<String>,
    /// `open`, `closed` or `archived`.
    pub state: Option<String>,
    /// Where its mediation stands.
    pub stage: Option<String>,
    /// The type of dispute.
    pub kind: Option<String>,
    /// Due no later than this day.
    pub due_until: Option<String>,
    /// `newest` (default) or `due`.
    pub sort: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, at most 100.
    pub limit: Option<u64>,
}

/// An area with its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AreaName {
    pub code: String,
    pub name: String,
}

/// A row of a list: what may be read over a shoulder.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatterRow {
    pub code: String,
    /// The code in groups, as it is read out.
    pub grouped: String,
    pub title: String,
    pub kind: DisputeKind,
    pub source: Source,
    pub area: AreaName,
    pub place: String,
    pub state: MatterState,
    /// Where its mediation stands.
    pub stage: State,
    /// Whose turn it is, and what for.
    pub next: NextStep,
    /// The next day the staff owe something.
    pub due_on: Option<Date>,
    /// Days until then; negative when overdue.
    pub days_left: Option<i32>,
    /// Epoch milliseconds.
    pub registered_at: i64,
    pub sealed: bool,
    #[serde(skip)]
    pub id: Id,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterPage {
    pub items: Vec<MatterRow>,
    pub next: Option<String>,
}

const COLUMNS: &str = "m.id, m.code, m.title, m.kind, m.source, m.area, m.place, m.state, m.stage, m.turn, m.due_on, m.registered_at, m.sealed";

/// The day that stands for "nothing runs" in the database, so that it sorts last.
pub(crate) const NEVER: &str = "9999-12-31";

/// A page of the matters an actor may do something to.
pub async fn page(db: &Db, actor: &Actor, action: Action, query: &ListQuery) -> Result<MatterPage> {
    let request = Request::read(query)?;
    rows(db, &actor.arms(action), &request).await
}

/// A request for a page, checked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub filter: Filter,
    pub sort: Sort,
    pub after: Option<After>,
    pub limit: u64,
}

impl Request {
    pub(crate) fn of(filter: Filter, sort: Sort, limit: u64) -> Self {
        Self { filter, sort, after: None, limit }
    }

    fn read(query: &ListQuery) -> Result<Self, Vec<Refusal>> {
        let mut form = bandeng_core::kernel::refusal::Form::default();
        let area = query.area.as_deref().and_then(|a| form.check(a.parse::<AreaCode>(), "area"));
        fn known<T: FromStr>(
            form: &mut bandeng_core::kernel::refusal::Form,
            value: &Option<String>,
            at: &str,
        ) -> Option<String> {
            let value = value.as_deref().filter(|v| !v.is_empty())?;
            if value.parse::<T>().is_err() {
                form.refuse(Code::UnknownValue, at);
            }
            Some(value.to_owned())
        }
        let state = known::<MatterState>(&mut form, &query.state, "state");
        let stage = known::<State>(&mut form, &query.stage, "stage");
        let kind = known::<DisputeKind>(&mut form, &query.kind, "kind");
        let due_until = known::<Date>(&mut form, &query.due_until, "due_until");
        let sort = match query.sort.as_deref() {
            None | Some("newest") => Sort::Newest,
            Some("due") => Sort::Due,
            Some(_) => {
                form.refuse(Code::UnknownValue, "sort");
                Sort::Newest
            }
        };
        let after = match query.after.as_deref().map(cursor) {
            None => None,
            Some(Some(after)) => Some(after),
            Some(None) => {
                form.refuse(Code::UnknownValue, "after");
                None
            }
        };
        form.finish()?;
        Ok(Self {
            filter: Filter { area, state, kind, stage, due_until, committee: None },
            sort,
            after,
            limit: query.limit.unwrap_or(25).clamp(1, 100),
        })
    }
}

/// `2026-04-01.81234`: where a page ended.
fn cursor(text: &str) -> Option<After> {
    let (due, id) = text.split_once('.')?;
    due.parse::<Date>().ok()?;
    Some(After { due_on: due.to_owned(), id: id.parse().ok()? })
}

/// The rows of a page: one statement over the arms, one for the names of areas.
pub(crate) async fn rows(db: &Db, arms: &[Arm], request: &Request) -> Result<MatterPage> {
    let limit = request.limit + 1;
    let after = request.after.as_ref();
    let Some(sql) = reach::page(arms, COLUMNS, &request.filter, request.sort, after, limit, db.now()) else {
        return Ok(MatterPage { items: Vec::new(), next: None });
    };
    let reader = db.reader();
    let rows = reader
        .query_all_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql.text, sql.values))
        .await?;
    let today = db.today();
    let mut items = rows.iter().map(|row| read(row, today)).collect::<Result<Vec<_>>>()?;
    match request.sort {
        Sort::Newest => items.sort_unstable_by_key(|r| std::cmp::Reverse(r.id)),
        Sort::Due => items.sort_unstable_by_key(|r| (r.due_on.map_or(NEVER.to_owned(), |d| d.to_string()), r.id)),
    }
    items.dedup_by_key(|r| r.id);
    let more = items.len() as u64 > request.limit;
    items.truncate(request.limit as usize);
    let next = items
        .last()
        .filter(|_| more)
        .map(|r| format!("{}.{}", r.due_on.map_or(NEVER.to_owned(), |d| d.to_string()), r.id));
    let names = query::area_names(reader, items.iter().map(|r| r.area.code.clone())).await?;
    for item in &mut items {
        if let Some(name) = names.get(&item.area.code) {
            item.area.name.clone_from(name);
        }
    }
    Ok(MatterPage { items, next })
}

fn read(row: &QueryResult, today: Date) -> Result<MatterRow> {
    let text = |i: usize| row.try_get_by_index::<String>(i);
    let code: String = text(1)?;
    let due: String = text(10)?;
    let due_on = (due != NEVER).then(|| due.parse::<Date>().ok()).flatten();
    let stage = State::from_str(&text(8)?)?;
    Ok(MatterRow {
        id: row.try_get_by_index(0)?,
        grouped: code.parse::<bandeng_core::kernel::MatterCode>()?.grouped(),
        code,
        title: text(2)?,
        kind: DisputeKind::from_str(&text(3)?)?,
        source: Source::from_str(&text(4)?)?,
        area: AreaName { code: text(5)?, name: String::new() },
        place: text(6)?,
        state: MatterState::from_str(&text(7)?)?,
        stage,
        next: usual_step(stage, Turn::from_str(&text(9)?)?),
        days_left: due_on.map(|d| days_between(today, d)),
        due_on,
        registered_at: row.try_get_by_index(11)?,
        sealed: row.try_get_by_index(12)?,
    })
}

/// Whole days from one day to another; negative if it lies behind.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map(|span| span.get_days()).unwrap_or_default()
}
