//! The board of public supervision (挂牌督办栏): every unit of a county sees which units are supervised publicly, on what, by
//! when, and how it ended. Category, town, unit and limit; no person, no finer place, no text that somebody wrote.

use bandeng_core::dispatch::{Dispatch, LadderStep, SupervisionState};
use bandeng_core::kernel::{Code, Date, IdText, Refusal, Text, china_date};
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::entities::public_supervisions::{Column, Entity, Model};
use bandeng_store::{Error, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde::Serialize;
use utoipa::ToSchema;

use super::query;
use crate::http::App;
use crate::matters::case::Matter;
use crate::matters::list::{days_between, event_word};
use crate::matters::query as matter_rows;

/// A line of the board.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PublicSupervision {
    pub id: IdText,
    pub category: Text,
    /// The town, or the county where it lies in none.
    pub town: String,
    pub units: Vec<String>,
    pub posted_on: Date,
    pub until_on: Date,
    /// Until the limit; negative when it has passed. None once it is over.
    pub days_left: Option<i32>,
    pub state: SupervisionState,
    pub ended_on: Option<Date>,
}

/// Lines of the board, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SupervisionPage {
    pub items: Vec<PublicSupervision>,
    /// Ask with this for what follows.
    pub next: Option<IdText>,
}

const PAGE: u64 = 50;

/// Puts on the board what has become of the steps of a dispatch.
pub(super) async fn follow(uow: &mut Uow, matter: &Matter, before: &Dispatch, d: &Dispatch) -> Result<()> {
    if before.rungs == d.rungs && before.state.is_ended() == d.state.is_ended() {
        return Ok(());
    }
    for rung in d.rungs.iter().filter(|rung| rung.step == LadderStep::PublicSupervision) {
        let (state, ended_at) = match &rung.lifted {
            Some(lifted) => (SupervisionState::Lifted, Some(lifted.at)),
            None if d.state.is_ended() => (SupervisionState::Solved, Some(uow.now())),
            None => (SupervisionState::Standing, None),
        };
        let area = &matter.facts.area;
        let town = area.at(Level::Town).or(area.at(Level::County)).map(|code| code.to_string()).unwrap_or_default();
        let units: Vec<&str> = rung.units.iter().filter_map(|no| Some(d.unit(*no)?.name.as_str())).collect();
        let row = Model {
            county: matter.key.county.clone(),
            matter_id: matter.key.id,
            rung: i32::from(rung.no),
            id: uow.next_id(),
            category: d.category.clone(),
            town,
            units: serde_json::to_string(&units)?,
            posted_at: rung.at,
            until_on: rung.until.to_string(),
            state: state.to_string(),
            ended_at,
        };
        let again = OnConflict::columns([Column::County, Column::MatterId, Column::Rung])
            .update_columns([Column::State, Column::EndedAt])
            .to_owned();
        let case = uow.case(&matter.key)?;
        Entity::insert(row.into_active_model().reset_all()).on_conflict(again).exec_without_returning(case).await?;
    }
    Ok(())
}

/// What stands on the board of the reader's county, or what has stood there. Sealed matters are on no board.
pub(super) async fn read(app: &App, actor: &Actor, over: bool, after: Option<IdText>) -> Result<SupervisionPage> {
    require_general(actor, Action::SupervisionBoard)?;
    let county = actor.post_for(Action::SupervisionBoard).and_then(|post| post.area.at(Level::County));
    let county = county.ok_or(Refusal::new(Code::NotAllowed))?.to_string();
    let mut rows = query::board(&app.db, &county, over, after.map(|id| id.0), PAGE + 1).await?;
    let next = (rows.len() as u64 > PAGE).then(|| rows.truncate(PAGE as usize));
    let next = next.and_then(|()| rows.last().map(|row| IdText(row.id)));
    let book = app.books.of(&app.db, &county).await?;
    let names = matter_rows::names(app.db.reader(), [], [], rows.iter().map(|row| row.town.clone())).await?;
    let today = app.db.today();
    let items = rows
        .into_iter()
        .map(|row| {
            let posted_on = china_date(row.posted_at);
            let until_on: Date = row.until_on.parse().map_err(|_| Error::Damaged("the day of a supervision".into()))?;
            let state: SupervisionState = row.state.parse()?;
            Ok(PublicSupervision {
                id: IdText(row.id),
                category: event_word(&row.category, Some((&book, posted_on))).name,
                town: names.area(&row.town),
                units: serde_json::from_str(&row.units)?,
                posted_on,
                until_on,
                days_left: (state == SupervisionState::Standing).then(|| days_between(today, until_on)),
                state,
                ended_on: row.ended_at.map(china_date),
            })
        })
        .collect::<Result<_>>()?;
    Ok(SupervisionPage { items, next })
}
