//! Rows of attachments.

use bandeng_store::entities::attachments;
use bandeng_store::{MatterKey, Result, Uow};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

pub(super) use bandeng_store::entities::attachments::Model as Row;

/// The attachments of a matter, in the order in which they came.
pub(super) async fn list(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<Vec<Row>> {
    Ok(attachments::Entity::find()
        .filter(attachments::Column::County.eq(&key.county))
        .filter(attachments::Column::MatterId.eq(key.id))
        .order_by_asc(attachments::Column::N)
        .all(connection)
        .await?)
}

pub(super) async fn one(connection: &impl ConnectionTrait, key: &MatterKey, n: u16) -> Result<Option<Row>> {
    Ok(attachments::Entity::find_by_id((key.county.clone(), key.id, i32::from(n))).one(connection).await?)
}

/// The edited versions of a paper, in the order in which they came.
pub(super) async fn versions(connection: &impl ConnectionTrait, key: &MatterKey, paper: &str) -> Result<Vec<Row>> {
    Ok(attachments::Entity::find()
        .filter(attachments::Column::County.eq(&key.county))
        .filter(attachments::Column::MatterId.eq(key.id))
        .filter(attachments::Column::Paper.eq(paper))
        .order_by_asc(attachments::Column::N)
        .all(connection)
        .await?)
}

/// The number the last one has; the matter is locked.
pub(super) async fn last(uow: &Uow, key: &MatterKey) -> Result<u16> {
    let row = attachments::Entity::find()
        .filter(attachments::Column::County.eq(&key.county))
        .filter(attachments::Column::MatterId.eq(key.id))
        .order_by_desc(attachments::Column::N)
        .one(uow.read())
        .await?;
    Ok(row.map_or(0, |row| row.n as u16))
}

pub(super) async fn insert(uow: &mut Uow, key: &MatterKey, row: Row) -> Result<()> {
    attachments::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.case(key)?).await?;
    Ok(())
}
