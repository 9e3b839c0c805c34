//! Events that may be the same one: within the reader's reach, near in place and time.

use bandeng_core::dispatch::similar::{Compared, DAYS, Likeness, likeness};
use bandeng_core::dispatch::{Dispatch, DispatchState};
use bandeng_core::kernel::id::Ids;
use bandeng_core::kernel::{Text, china_date};
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, Actor};
use bandeng_store::Result;
use bandeng_store::reach::{Filter, Sort};
use serde::Serialize;
use utoipa::ToSchema;

use super::query;
use crate::http::App;
use crate::matters::case::Matter;
use crate::matters::list;
use crate::matters::question::Request;

/// An event that may be the same one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SimilarEvent {
    pub code: String,
    pub title: String,
    /// Epoch milliseconds.
    pub registered_at: i64,
    pub state: Option<DispatchState>,
    /// In what it is alike, in sentences.
    pub reasons: Vec<Text>,
}

fn compared<'a>(matter: &'a Matter, d: &'a Dispatch) -> Compared<'a> {
    Compared {
        category: &d.category,
        area: matter.facts.area.as_str(),
        place: &matter.row.place,
        point: d.point,
        reported_on: china_date(matter.row.registered_at),
        narrative: &matter.row.narrative,
    }
}

/// In what two events are alike.
pub(super) fn between(a: &Matter, da: &Dispatch, b: &Matter, db: &Dispatch) -> Likeness {
    likeness(&compared(a, da), &compared(b, db))
}

/// Rows that are compared.
const COMPARED: u64 = 60;
/// Rows that are shown.
const SHOWN: usize = 5;

/// States in which an event may take another one in.
const OPEN: &[DispatchState] = &[
    DispatchState::Reported,
    DispatchState::Filed,
    DispatchState::Dispatched,
    DispatchState::Handling,
    DispatchState::Checking,
];

/// Open events of the same town that are worth a look, the most alike first.
pub(super) async fn find(app: &App, actor: &Actor, matter: &Matter, d: &Dispatch) -> Result<Vec<SimilarEvent>> {
    let since = matter.row.registered_at - i64::from(DAYS) * 24 * 60 * 60 * 1_000;
    let filter = Filter {
        area: matter.facts.area.at(Level::Town),
        states: vec!["open"],
        stages: OPEN.iter().map(|state| state.as_str()).collect(),
        since: Some(Ids::floor(since)),
        ..Filter::default()
    };
    let rows =
        list::rows(app, &actor.arms(Action::EventFile), &Request::of(filter, Sort::Newest, COMPARED)).await?.items;
    let ids: Vec<_> = rows.iter().filter(|row| row.id != matter.key.id).map(|row| row.id).collect();
    let this = compared(matter, d);
    let mut found = Vec::new();
    for other in query::others(&app.db, &ids).await? {
        let dispatch: Dispatch = serde_json::from_str(&other.body)?;
        let that = Compared {
            category: &dispatch.category,
            area: &other.area,
            place: &other.place,
            point: dispatch.point,
            reported_on: china_date(other.registered_at),
            narrative: &other.narrative,
        };
        let alike = likeness(&this, &that);
        if !alike.is_worth_a_look() {
            continue;
        }
        let Some(row) = rows.iter().find(|row| row.code == other.code) else { continue };
        found.push(SimilarEvent {
            code: other.code,
            title: row.title.clone(),
            registered_at: other.registered_at,
            state: row.dispatch,
            reasons: alike.reasons.into_iter().map(|said| said.text).collect(),
        });
    }
    found.sort_by_key(|event| std::cmp::Reverse(event.reasons.len()));
    found.truncate(SHOWN);
    Ok(found)
}
