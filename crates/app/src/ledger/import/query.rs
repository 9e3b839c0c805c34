//! Imports, their rows, and the hashes of rows that were registered.

use std::collections::{HashMap, HashSet};

use bandeng_core::kernel::{Id, Instant};
use bandeng_core::ledger::import::{ImportState, RowState};
use bandeng_store::entities::{import_rows, imports};
use bandeng_store::{Binds, Db, Result, Uow};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Value,
};

pub(super) use bandeng_store::entities::import_rows::Model as ImportRow;
pub(super) use bandeng_store::entities::imports::Model as Import;

pub(super) async fn insert(db: &Db, import: Import) -> Result<()> {
    imports::Entity::insert(import.into_active_model().reset_all()).exec_without_returning(db.technical()).await?;
    Ok(())
}

/// An import of this account that has not expired.
pub(super) async fn one(db: &Db, account: Id, id: Id) -> Result<Option<Import>> {
    let found = imports::Entity::find_by_id(id).one(db.reader()).await?;
    Ok(found.filter(|import| import.account_id == account && import.expires_at > db.now()))
}

/// An import by its number alone: for the job.
pub(super) async fn any(db: &Db, id: Id) -> Result<Option<Import>> {
    Ok(imports::Entity::find_by_id(id).one(db.reader()).await?)
}

/// Imports of this account, newest first.
pub(super) async fn list(db: &Db, account: Id, limit: u64) -> Result<Vec<Import>> {
    Ok(imports::Entity::find()
        .filter(imports::Column::AccountId.eq(account))
        .filter(imports::Column::ExpiresAt.gt(db.now()))
        .order_by_desc(imports::Column::Id)
        .limit(limit)
        .all(db.reader())
        .await?)
}

/// Reading goes on: what is known of the file now, and how far it is.
pub(super) async fn progress(db: &Db, id: Id, about: Option<String>, done: i64, total: i64) -> Result<()> {
    let mut update = imports::Entity::update_many()
        .col_expr(imports::Column::Done, Expr::value(done))
        .col_expr(imports::Column::Total, Expr::value(total))
        .col_expr(imports::Column::TouchedAt, Expr::value(db.now()));
    if let Some(about) = about {
        update = update.col_expr(imports::Column::About, Expr::value(about));
    }
    update.filter(imports::Column::Id.eq(id)).exec(db.technical()).await?;
    Ok(())
}

pub(super) async fn set_state(db: &Db, id: Id, state: ImportState, fault: Option<&str>) -> Result<()> {
    imports::Entity::update_many()
        .col_expr(imports::Column::State, Expr::value(state.as_str()))
        .col_expr(imports::Column::Fault, Expr::value(fault.map(str::to_owned)))
        .col_expr(imports::Column::TouchedAt, Expr::value(db.now()))
        .filter(imports::Column::Id.eq(id))
        .exec(db.technical())
        .await?;
    Ok(())
}

/// Holds an import, so that one writer a time moves its rows.
pub(super) async fn lock(uow: &Uow, id: Id) -> Result<Option<Import>> {
    let mut select = imports::Entity::find_by_id(id);
    if uow.engine() == bandeng_store::Engine::Postgres {
        select = select.lock_exclusive();
    }
    Ok(select.one(uow.read()).await?)
}

/// As [`set_state`] and [`progress`], within a unit of work.
pub(super) async fn move_on(uow: &Uow, id: Id, state: ImportState, done: i64, total: i64) -> Result<()> {
    imports::Entity::update_many()
        .col_expr(imports::Column::State, Expr::value(state.as_str()))
        .col_expr(imports::Column::Fault, Expr::value(Option::<String>::None))
        .col_expr(imports::Column::Done, Expr::value(done))
        .col_expr(imports::Column::Total, Expr::value(total))
        .col_expr(imports::Column::TouchedAt, Expr::value(uow.now()))
        .filter(imports::Column::Id.eq(id))
        .exec(uow.technical())
        .await?;
    Ok(())
}

/// Keeps rows as they were read.
pub(super) async fn insert_rows(db: &Db, rows: Vec<ImportRow>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    import_rows::Entity::insert_many(rows).exec_without_returning(db.technical()).await?;
    Ok(())
}

/// Writes what became of rows. A row that was registered stays as it is.
pub(super) async fn put_rows(uow: &Uow, rows: Vec<ImportRow>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let replace = OnConflict::columns([import_rows::Column::ImportId, import_rows::Column::N])
        .update_columns([
            import_rows::Column::State,
            import_rows::Column::Body,
            import_rows::Column::Print,
            import_rows::Column::Code,
        ])
        .action_and_where(ExprTrait::ne(
            Expr::col((import_rows::Entity, import_rows::Column::State)),
            RowState::Registered.as_str(),
        ))
        .to_owned();
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    import_rows::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(uow.technical()).await?;
    Ok(())
}

/// Rows of an import in their order, behind a number.
pub(super) async fn rows(db: &Db, id: Id, only: Option<RowState>, after: i64, limit: u64) -> Result<Vec<ImportRow>> {
    let mut find = import_rows::Entity::find()
        .filter(import_rows::Column::ImportId.eq(id))
        .filter(import_rows::Column::N.gt(after));
    if let Some(state) = only {
        find = find.filter(import_rows::Column::State.eq(state.as_str()));
    }
    Ok(find.order_by_asc(import_rows::Column::N).limit(limit).all(db.reader()).await?)
}

pub(super) async fn row(uow: &Uow, id: Id, n: i64) -> Result<Option<ImportRow>> {
    Ok(import_rows::Entity::find_by_id((id, n)).one(uow.read()).await?)
}

/// How many rows of an import there are in each state.
pub(super) async fn counts(connection: &impl ConnectionTrait, id: Id) -> Result<Vec<(String, i64)>> {
    Ok(counts_of(connection, &[id]).await?.remove(&id).unwrap_or_default())
}

/// The same of several imports, in one statement; of one without rows there is nothing.
pub(super) async fn counts_of(
    connection: &impl ConnectionTrait,
    ids: &[Id],
) -> Result<HashMap<Id, Vec<(String, i64)>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut binds = Binds::default();
    let ids = binds.list(ids.iter().copied());
    let sql = format!(
        "SELECT import_id, state, count(*) FROM import_rows WHERE import_id IN ({ids}) GROUP BY import_id, state"
    );
    let mut found: HashMap<Id, Vec<(String, i64)>> = HashMap::new();
    let statement = sea_orm::Statement::from_sql_and_values(connection.get_database_backend(), sql, binds.0);
    for row in connection.query_all_raw(statement).await? {
        found.entry(row.try_get_by_index(0)?).or_default().push((row.try_get_by_index(1)?, row.try_get_by_index(2)?));
    }
    Ok(found)
}

/// Which of these rows were registered before.
pub(super) async fn known(connection: &impl ConnectionTrait, scope: &str, prints: &[&str]) -> Result<HashSet<String>> {
    if prints.is_empty() {
        return Ok(HashSet::new());
    }
    let mut binds = Binds::default();
    let (scope, prints) = (binds.one(scope), binds.list(prints.iter().copied()));
    let sql = format!("SELECT print FROM imported_rows WHERE scope = {scope} AND print IN ({prints})");
    let statement = sea_orm::Statement::from_sql_and_values(connection.get_database_backend(), sql, binds.0);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Takes rows for good; those that were free.
pub(super) async fn claim(uow: &Uow, scope: &str, prints: &[&str]) -> Result<HashSet<String>> {
    if prints.is_empty() {
        return Ok(HashSet::new());
    }
    let values: Vec<String> = (2..2 + prints.len()).map(|n| format!("($1, ${n})")).collect();
    let sql = format!(
        "INSERT INTO imported_rows (scope, print) VALUES {} ON CONFLICT (scope, print) DO NOTHING RETURNING print",
        values.join(", ")
    );
    let values = std::iter::once(Value::from(scope)).chain(prints.iter().map(|print| Value::from(*print)));
    let rows = uow.technical().query_all_raw(uow.statement(&sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Gives a row back that was not registered after all.
pub(super) async fn release(uow: &Uow, scope: &str, print: &str) -> Result<()> {
    let sql = "DELETE FROM imported_rows WHERE scope = $1 AND print = $2";
    uow.technical().execute_raw(uow.statement(sql, [scope.into(), print.into()])).await?;
    Ok(())
}

/// When reading last made progress, at the earliest, for it to be at work still.
pub(super) const fn alive_since(now: Instant) -> Instant {
    now - 10 * 60_000
}
