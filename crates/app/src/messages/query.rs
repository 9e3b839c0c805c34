//! Rows of the outbox.

use bandeng_core::kernel::Id;
use bandeng_core::matters::PartyNo;
use bandeng_core::messages::{MessageKind, MessageState, MessageWay};
use bandeng_store::entities::messages;
use bandeng_store::{Db, MatterKey, Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

pub(super) use messages::Model as Row;

pub(super) async fn insert(uow: &Uow, row: Row) -> Result<()> {
    let row = row.into_active_model().reset_all();
    messages::Entity::insert(row).exec_without_returning(uow.technical()).await?;
    Ok(())
}

/// The name of the committee or desk that writes.
pub(crate) async fn house(uow: &Uow, organisation: Id) -> Result<String> {
    let sql = "SELECT name FROM organisations WHERE id = $1";
    let row = uow.read().query_one_raw(uow.statement(sql, [organisation.into()])).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Messages to a number since then, but for those that were dropped.
pub(super) async fn to_number(uow: &Uow, to_hash: &str, since: i64) -> Result<i64> {
    let sql = "SELECT count(*) FROM messages WHERE to_hash = $1 AND made_at > $2 AND state <> 'dropped'";
    count(uow, sql, vec![to_hash.into(), since.into()]).await
}

/// Whether a party was told of one kind of thing since then.
pub(super) async fn told_since(
    uow: &Uow,
    matter: &MatterKey,
    no: PartyNo,
    kind: MessageKind,
    since: i64,
) -> Result<bool> {
    let sql =
        "SELECT count(*) FROM messages WHERE county = $1 AND matter_id = $2 AND n = $3 AND kind = $4 AND made_at > $5";
    let values =
        vec![matter.county.as_str().into(), matter.id.into(), i32::from(no).into(), kind.as_str().into(), since.into()];
    Ok(count(uow, sql, values).await? > 0)
}

/// Messages about a matter since then, but for those that were dropped.
pub(super) async fn about_matter(uow: &Uow, matter: &MatterKey, since: i64) -> Result<i64> {
    let sql =
        "SELECT count(*) FROM messages WHERE county = $1 AND matter_id = $2 AND made_at > $3 AND state <> 'dropped'";
    count(uow, sql, vec![matter.county.as_str().into(), matter.id.into(), since.into()]).await
}

async fn count(uow: &Uow, sql: &str, values: Vec<sea_orm::Value>) -> Result<i64> {
    let row = uow.read().query_one_raw(uow.statement(sql, values)).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

pub(super) async fn one(db: &Db, id: Id) -> Result<Option<Row>> {
    Ok(messages::Entity::find_by_id(id).one(db.technical()).await?)
}

/// It is gone: neither number nor text is needed any more, unless a page shows them.
pub(super) async fn sent(db: &Db, id: Id, attempts: i32, forget: bool) -> Result<()> {
    let blank = if forget { ", to_sealed = '', body_sealed = ''" } else { "" };
    let sql =
        format!("UPDATE messages SET state = 'sent', attempts = $2, fault = '', sent_at = $3{blank} WHERE id = $1");
    run(db, &sql, vec![id.into(), attempts.into(), db.now().into()]).await
}

pub(super) async fn failed(db: &Db, id: Id, attempts: i32, fault: &str) -> Result<()> {
    let sql = "UPDATE messages SET state = 'failed', attempts = $2, fault = $3, to_sealed = '', body_sealed = '' WHERE id = $1";
    run(db, sql, vec![id.into(), attempts.into(), fault.into()]).await
}

pub(super) async fn tried(db: &Db, id: Id, attempts: i32, fault: &str) -> Result<()> {
    let sql = "UPDATE messages SET attempts = $2, fault = $3 WHERE id = $1";
    run(db, sql, vec![id.into(), attempts.into(), fault.into()]).await
}

/// Messages about a matter, the newest first, behind one.
pub(super) async fn page(db: &Db, matter: &MatterKey, before: Option<Id>, limit: u64) -> Result<Vec<Row>> {
    let mut select = messages::Entity::find()
        .filter(messages::Column::County.eq(&matter.county))
        .filter(messages::Column::MatterId.eq(matter.id));
    if let Some(before) = before {
        select = select.filter(messages::Column::Id.lt(before));
    }
    Ok(select.order_by_desc(messages::Column::Id).limit(limit).all(db.reader()).await?)
}

/// What the demo's page shows, the newest first.
pub(super) async fn shown(db: &Db, limit: u64) -> Result<Vec<Row>> {
    Ok(messages::Entity::find()
        .filter(messages::Column::Way.eq(MessageWay::Page.as_str()))
        .filter(messages::Column::State.ne(MessageState::Dropped.as_str()))
        .order_by_desc(messages::Column::Id)
        .limit(limit)
        .all(db.reader())
        .await?)
}

/// What lies long enough: the row says only that something was sent, and for how long that is of use.
pub(crate) async fn delete_old(db: &Db, before: i64) -> Result<()> {
    run(db, "DELETE FROM messages WHERE made_at < $1", vec![before.into()]).await
}

async fn run(db: &Db, sql: &str, values: Vec<sea_orm::Value>) -> Result<()> {
    db.technical().execute_raw(db.statement(sql, values)).await?;
    Ok(())
}
