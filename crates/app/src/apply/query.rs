//! Places that take applications, and who works there.

use bandeng_core::kernel::{Date, Id};
use bandeng_core::places::{AreaCode, Level};
use bandeng_store::entities::idempotency_keys;
use bandeng_store::{Binds, Db, Result, Uow};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

/// The centre of the village, the town or the county, whichever is nearest.
pub(super) async fn desk(db: &Db, area: &AreaCode) -> Result<Option<Id>> {
    let mut binds = Binds::default();
    let levels = [Level::Village, Level::Town, Level::County];
    let areas = levels.iter().filter_map(|level| area.at(*level)).map(|code| code.to_string());
    let sql = format!(
        "SELECT id FROM organisations WHERE kind = 'centre' AND active AND area IN ({}) \
         ORDER BY length(area) DESC, id LIMIT 1",
        binds.list(areas)
    );
    let row = db.reader().query_one_raw(db.statement(&sql, binds.0)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}

/// Counties in which a centre takes applications.
pub(super) async fn counties(db: &Db) -> Result<Vec<(String, String)>> {
    let sql = "SELECT code, name FROM areas WHERE valid_until IS NULL AND code IN (\
               SELECT substr(area, 1, 6) FROM organisations WHERE kind = 'centre' AND active) ORDER BY code LIMIT 200";
    named(db, sql, Vec::new()).await
}

/// What lies directly within an area.
pub(super) async fn within(db: &Db, parent: &AreaCode) -> Result<Vec<(String, String)>> {
    let sql = "SELECT code, name FROM areas WHERE valid_until IS NULL AND parent = $1 ORDER BY code LIMIT 500";
    named(db, sql, vec![parent.as_str().into()]).await
}

async fn named(db: &Db, sql: &str, values: Vec<sea_orm::Value>) -> Result<Vec<(String, String)>> {
    let rows = db.reader().query_all_raw(db.statement(sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Who works at a desk on a day.
pub(super) async fn staff(uow: &Uow, desk: Id, today: Date) -> Result<Vec<Id>> {
    let sql = "SELECT DISTINCT account_id FROM posts WHERE organisation_id = $1 AND role IN ('clerk', 'coordinator') \
               AND from_on <= $2 AND (until_on IS NULL OR until_on >= $2) ORDER BY account_id";
    let rows = uow.read().query_all_raw(uow.statement(sql, [desk.into(), today.to_string().into()])).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// The answer an earlier submission got, and the hash of what it said.
pub(super) async fn earlier(
    connection: &impl ConnectionTrait,
    account: Id,
    key: &str,
) -> Result<Option<(String, String)>> {
    let row = idempotency_keys::Entity::find_by_id((account, key.to_owned())).one(connection).await?;
    Ok(row.map(|r| (r.request_hash, r.answer)))
}

pub(super) async fn remember(uow: &Uow, key: String, request_hash: String, answer: String) -> Result<()> {
    let row = idempotency_keys::Model { account_id: uow.actor().account, key, request_hash, answer, at: uow.now() };
    let insert = idempotency_keys::Entity::insert(row.into_active_model().reset_all());
    insert.exec_without_returning(uow.technical()).await?;
    Ok(())
}
