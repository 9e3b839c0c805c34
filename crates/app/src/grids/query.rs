//! Rows of grids.

use std::collections::{HashMap, HashSet};

use bandeng_core::grids::{Assignment, Leave, Shift};
use bandeng_core::kernel::{Date, Id, Instant};
use bandeng_core::places::AreaCode;
use bandeng_core::places::boundary::Ring;
use bandeng_core::places::datum::Point;
use bandeng_store::entities::{boundaries, grid_borders, grid_leaves, grid_workers, grids};
use bandeng_store::rows::insert_all;
use bandeng_store::{Binds, Db, Error, Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

pub(crate) use bandeng_store::entities::grid_borders::Model as Border;
pub(crate) use bandeng_store::entities::grid_leaves::Model as LeaveRow;
pub(crate) use bandeng_store::entities::grid_workers::Model as Worker;
pub(crate) use bandeng_store::entities::grids::Model as Grid;

fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| Error::Damaged("a day of a grid".into()))
}

/// Rows whose code lies in an area.
fn within(column: grids::Column, area: &AreaCode) -> Condition {
    Condition::all().add(column.gte(area.as_str())).add(column.lt(format!("{area}:")))
}

/// Grids of an area in the order of their codes, behind one.
pub(super) async fn page(db: &Db, area: &AreaCode, after: Option<&str>, ended: bool, limit: u64) -> Result<Vec<Grid>> {
    let mut select = grids::Entity::find().filter(within(grids::Column::Code, area));
    if !ended {
        select = select.filter(grids::Column::EndedOn.is_null());
    }
    if let Some(after) = after {
        select = select.filter(grids::Column::Code.gt(after));
    }
    Ok(select.order_by_asc(grids::Column::Code).limit(limit).all(db.reader()).await?)
}

pub(crate) async fn one(connection: &impl ConnectionTrait, code: &AreaCode) -> Result<Option<Grid>> {
    Ok(grids::Entity::find_by_id(code.as_str()).one(connection).await?)
}

/// A grid, held so that nobody else changes it meanwhile.
pub(super) async fn one_for_update(uow: &Uow, code: &AreaCode) -> Result<Option<Grid>> {
    let hold = format!("SELECT code FROM grids WHERE code = $1{}", uow.engine().for_update());
    uow.read().query_one_raw(uow.statement(&hold, [code.as_str().into()])).await?;
    one(uow.read(), code).await
}

pub(super) async fn insert(uow: &Uow, row: Grid) -> Result<()> {
    grids::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}

pub(super) async fn update(uow: &Uow, row: Grid) -> Result<()> {
    grids::Entity::update(row.into_active_model().reset_all()).exec(uow.technical()).await?;
    Ok(())
}

/// Names of grids that still are, by code.
pub(crate) async fn names(connection: &impl ConnectionTrait, codes: &[String]) -> Result<HashMap<String, String>> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(String, String)> = grids::Entity::find()
        .select_only()
        .columns([grids::Column::Code, grids::Column::Name])
        .filter(grids::Column::Code.is_in(codes.iter().map(String::as_str)))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(found.into_iter().collect())
}

/// The borders of a grid, the newest first.
pub(super) async fn borders(connection: &impl ConnectionTrait, code: &AreaCode) -> Result<Vec<Border>> {
    Ok(grid_borders::Entity::find()
        .filter(grid_borders::Column::Grid.eq(code.as_str()))
        .order_by_desc(grid_borders::Column::ValidFrom)
        .order_by_desc(grid_borders::Column::Id)
        .all(connection)
        .await?)
}

/// Borders that hold on a day.
fn on(date: Date) -> Condition {
    let date = date.to_string();
    Condition::all().add(grid_borders::Column::ValidFrom.lte(date.clone())).add(
        Condition::any().add(grid_borders::Column::ValidUntil.is_null()).add(grid_borders::Column::ValidUntil.gt(date)),
    )
}

/// The borders of an area on a day, in the order of codes.
pub(super) async fn borders_on(db: &Db, area: &AreaCode, date: Date, limit: u64) -> Result<Vec<Border>> {
    Ok(grid_borders::Entity::find()
        .filter(on(date))
        .filter(grid_borders::Column::Grid.gte(area.as_str()))
        .filter(grid_borders::Column::Grid.lt(format!("{area}:")))
        .order_by_asc(grid_borders::Column::Grid)
        .limit(limit)
        .all(db.reader())
        .await?)
}

/// Borders of a day whose rectangle holds a point: which grid was here.
pub(super) async fn around(db: &Db, [x, y]: Point, date: Date) -> Result<Vec<Border>> {
    use grid_borders::Column as C;
    Ok(grid_borders::Entity::find()
        .filter(on(date))
        .filter(C::West.lte(x))
        .filter(C::East.gte(x))
        .filter(C::South.lte(y))
        .filter(C::North.gte(y))
        .all(db.reader())
        .await?)
}

/// Every border that holds on a day.
pub(super) async fn holding(db: &Db, date: Date) -> Result<Vec<(AreaCode, Vec<Vec<Ring>>)>> {
    let rows = grid_borders::Entity::find().filter(on(date)).all(db.reader()).await?;
    rows.into_iter().map(|row| Ok((row.grid.parse()?, serde_json::from_str(&row.polygons)?))).collect()
}

/// When a border last changed; 0 where there is none.
pub(super) async fn last_change(db: &Db) -> Result<Instant> {
    let row = db.reader().query_one_raw(db.statement("SELECT max(changed_at) FROM grid_borders", [])).await?;
    Ok(row.map(|row| row.try_get_by_index::<Option<i64>>(0)).transpose()?.flatten().unwrap_or_default())
}

/// Ends the border that holds from a day on, and those that would have come; a border that begins on that very day goes.
pub(super) async fn end_border(uow: &Uow, code: &AreaCode, from: Date) -> Result<()> {
    let (grid, from, now) = (code.as_str(), from.to_string(), uow.now());
    let gone = "DELETE FROM grid_borders WHERE grid = $1 AND valid_from >= $2";
    uow.technical().execute_raw(uow.statement(gone, [grid.into(), from.clone().into()])).await?;
    let ended = "UPDATE grid_borders SET valid_until = $2, changed_at = $3 \
                 WHERE grid = $1 AND (valid_until IS NULL OR valid_until > $2)";
    uow.technical().execute_raw(uow.statement(ended, [grid.into(), from.into(), now.into()])).await?;
    Ok(())
}

pub(super) async fn insert_borders(uow: &Uow, rows: Vec<Border>) -> Result<()> {
    insert_all::<grid_borders::Entity>(uow.technical(), rows, None).await
}

/// The outline of an area, where an administrator brought one.
pub(super) async fn outline(uow: &Uow, area: &AreaCode) -> Result<Option<Vec<Vec<Ring>>>> {
    let row = boundaries::Entity::find_by_id(area.as_str()).one(uow.read()).await?;
    row.map(|row| Ok(serde_json::from_str(&row.body)?)).transpose()
}

/// Who is there for grids, in the order in which they were put down.
pub(crate) async fn workers(connection: &impl ConnectionTrait, codes: &[String]) -> Result<Vec<Worker>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    Ok(grid_workers::Entity::find()
        .filter(grid_workers::Column::Grid.is_in(codes.iter().map(String::as_str)))
        .order_by_asc(grid_workers::Column::Id)
        .all(connection)
        .await?)
}

pub(super) async fn set_workers(uow: &Uow, code: &AreaCode, rows: Vec<Worker>) -> Result<()> {
    grid_workers::Entity::delete_many()
        .filter(grid_workers::Column::Grid.eq(code.as_str()))
        .exec(uow.technical())
        .await?;
    insert_all::<grid_workers::Entity>(uow.technical(), rows, None).await
}

/// Leave of these people that is not over before a day.
pub(crate) async fn leaves(connection: &impl ConnectionTrait, accounts: &[Id], from: Date) -> Result<Vec<LeaveRow>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    Ok(grid_leaves::Entity::find()
        .filter(grid_leaves::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(grid_leaves::Column::UntilOn.gte(from.to_string()))
        .order_by_asc(grid_leaves::Column::FromOn)
        .all(connection)
        .await?)
}

/// Puts somebody's leave from a day on in the place of what was there. What is over stays as it was.
pub(super) async fn set_leaves(uow: &Uow, account: Id, from: Date, rows: Vec<LeaveRow>) -> Result<()> {
    grid_leaves::Entity::delete_many()
        .filter(grid_leaves::Column::AccountId.eq(account))
        .filter(grid_leaves::Column::UntilOn.gte(from.to_string()))
        .exec(uow.technical())
        .await?;
    insert_all::<grid_leaves::Entity>(uow.technical(), rows, None).await
}

/// A row as the rules read it.
pub(crate) fn assignment(row: &Worker) -> Result<Assignment> {
    let shifts: Vec<Shift> = serde_json::from_str(&row.shifts)?;
    Ok(Assignment {
        worker: row.account_id,
        part: row.part.parse()?,
        from: day(&row.from_on)?,
        until: row.until_on.as_deref().map(day).transpose()?,
        shifts,
    })
}

/// A row as the rules read it.
pub(crate) fn leave(row: &LeaveRow) -> Result<Leave> {
    Ok(Leave { worker: row.account_id, from: day(&row.from_on)?, until: day(&row.until_on)? })
}

/// An account that can be put down for a grid: its number, its name, the area of its post.
pub(crate) struct Candidate {
    pub account: Id,
    pub name: String,
    pub area: AreaCode,
}

/// Who holds the post of a grid worker today in an area, or above it; by name.
pub(super) async fn candidates(
    connection: &impl ConnectionTrait,
    db: &Db,
    area: &AreaCode,
    today: Date,
) -> Result<Vec<Candidate>> {
    let mut binds = Binds::default();
    let today = binds.one(today.to_string());
    let (from, until) = (binds.one(area.as_str()), binds.one(format!("{area}:")));
    let above = binds.list(std::iter::successors(area.parent(), AreaCode::parent).map(|code| code.to_string()));
    let sql = format!(
        "SELECT DISTINCT a.id, a.name, o.area FROM posts p JOIN accounts a ON a.id = p.account_id \
         JOIN organisations o ON o.id = p.organisation_id \
         WHERE p.role = 'grid_worker' AND p.from_on <= {today} AND (p.until_on IS NULL OR p.until_on >= {today}) \
           AND a.active AND ((o.area >= {from} AND o.area < {until}) OR o.area IN ({above})) ORDER BY a.name, a.id LIMIT 500"
    );
    let rows = connection.query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter()
        .map(|row| {
            Ok(Candidate {
                account: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                area: row.try_get_by_index::<String>(2)?.parse()?,
            })
        })
        .collect()
}

/// Names of accounts.
pub(crate) async fn account_names(connection: &impl ConnectionTrait, ids: &[Id]) -> Result<HashMap<Id, String>> {
    use bandeng_store::entities::accounts;
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Id, String)> = accounts::Entity::find()
        .select_only()
        .columns([accounts::Column::Id, accounts::Column::Name])
        .filter(accounts::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(found.into_iter().collect())
}

/// Is somebody enrolled in a grid?
pub(super) async fn has_callers(uow: &Uow, code: &AreaCode) -> Result<bool> {
    let sql = "SELECT 1 FROM callers WHERE grid = $1 LIMIT 1";
    Ok(uow.read().query_one_raw(uow.statement(sql, [code.as_str().into()])).await?.is_some())
}

/// Of these grids, those with a border that holds today.
pub(super) async fn bordered(db: &Db, codes: &[String]) -> Result<HashSet<String>> {
    if codes.is_empty() {
        return Ok(HashSet::new());
    }
    let mut binds = Binds::default();
    let today = binds.one(db.today().to_string());
    let list = binds.list(codes.iter().map(String::as_str));
    let sql = format!(
        "SELECT DISTINCT grid FROM grid_borders WHERE valid_from <= {today} \
         AND (valid_until IS NULL OR valid_until > {today}) AND grid IN ({list})"
    );
    let rows = db.reader().query_all_raw(db.statement(&sql, binds.0)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Where somebody holds the post of a grid worker today.
pub(super) async fn post_area(uow: &Uow, account: Id) -> Result<Option<AreaCode>> {
    let sql = "SELECT o.area FROM posts p JOIN organisations o ON o.id = p.organisation_id \
               WHERE p.account_id = $1 AND p.role = 'grid_worker' AND p.from_on <= $2 \
                 AND (p.until_on IS NULL OR p.until_on >= $2) ORDER BY p.id LIMIT 1";
    let values = [account.into(), uow.today().to_string().into()];
    let row = uow.read().query_one_raw(uow.statement(sql, values)).await?;
    row.map(|row| Ok(row.try_get_by_index::<String>(0)?.parse()?)).transpose()
}
