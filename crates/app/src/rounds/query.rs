//! Rows of rounds.

use bandeng_core::kernel::{Date, Id};
use bandeng_core::places::AreaCode;
use bandeng_store::entities::{round_stops, rounds};
use bandeng_store::rows::insert_all;
use bandeng_store::{Db, Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

pub(super) use bandeng_store::entities::round_stops::Model as Stop;
pub(super) use bandeng_store::entities::rounds::Model as Round;

pub(super) async fn insert(uow: &Uow, round: Round, stops: Vec<Stop>) -> Result<()> {
    rounds::Entity::insert(round.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    insert_all::<round_stops::Entity>(uow.technical(), stops, None).await
}

/// Rounds of these areas and what lies in them, the newest first, behind one.
pub(super) async fn page(db: &Db, areas: &[AreaCode], after: Option<Id>, limit: u64) -> Result<Vec<Round>> {
    let within = areas.iter().fold(Condition::any(), |any, area| {
        let within = Condition::all()
            .add(rounds::Column::Area.gte(area.as_str()))
            .add(rounds::Column::Area.lt(format!("{area}:")));
        any.add(within)
    });
    let mut select = rounds::Entity::find().filter(within);
    if let Some(after) = after {
        select = select.filter(rounds::Column::Id.lt(after));
    }
    Ok(select.order_by_desc(rounds::Column::Id).limit(limit).all(db.reader()).await?)
}

pub(super) async fn one(connection: &impl ConnectionTrait, id: Id) -> Result<Option<Round>> {
    Ok(rounds::Entity::find_by_id(id).one(connection).await?)
}

/// A round, held so that nobody else changes it meanwhile.
pub(super) async fn one_for_update(uow: &Uow, id: Id) -> Result<Option<Round>> {
    uow.hold_row("rounds", id).await?;
    one(uow.read(), id).await
}

pub(super) async fn update(uow: &Uow, row: Round) -> Result<()> {
    rounds::Entity::update(row.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

pub(super) async fn stops(connection: &impl ConnectionTrait, rounds: &[Id]) -> Result<Vec<Stop>> {
    if rounds.is_empty() {
        return Ok(Vec::new());
    }
    Ok(round_stops::Entity::find()
        .filter(round_stops::Column::RoundId.is_in(rounds.iter().copied()))
        .order_by_asc(round_stops::Column::RoundId)
        .order_by_asc(round_stops::Column::N)
        .all(connection)
        .await?)
}

pub(super) async fn stop(connection: &impl ConnectionTrait, round: Id, n: i32) -> Result<Option<Stop>> {
    Ok(round_stops::Entity::find_by_id((round, n)).one(connection).await?)
}

pub(super) async fn update_stop(uow: &Uow, row: Stop) -> Result<()> {
    round_stops::Entity::update(row.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

/// A grid and how often it was visited.
pub(super) struct Covered {
    pub code: String,
    pub name: String,
    pub stops: i64,
    pub last_on: Option<String>,
}

/// Every grid of an area that is there, in the order of codes, with its visits between two days.
pub(super) async fn coverage(db: &Db, area: &AreaCode, from: Date, until: Date, limit: u64) -> Result<Vec<Covered>> {
    let sql = format!(
        "SELECT g.code, g.name, count(s.n), max(s.done_on) FROM grids g \
         LEFT JOIN round_stops s ON s.grid = g.code AND s.done_on >= $3 AND s.done_on <= $4 \
         WHERE g.code >= $1 AND g.code < $2 AND g.ended_on IS NULL GROUP BY g.code, g.name ORDER BY g.code LIMIT {limit}"
    );
    let values = [area.as_str().into(), format!("{area}:").into(), from.to_string().into(), until.to_string().into()];
    let rows = db.reader().query_all_raw(db.statement(&sql, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Covered {
                code: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                stops: row.try_get_by_index(2)?,
                last_on: row.try_get_by_index(3)?,
            })
        })
        .collect()
}
