//! Rows of privacy notices.

use bandeng_core::kernel::Date;
use bandeng_store::entities::privacy_notices;
use bandeng_store::{Result, Uow};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

pub(super) use bandeng_store::entities::privacy_notices::Model as NoticeRow;

/// The notice a county has in force on a day.
pub(super) async fn in_force(connection: &impl ConnectionTrait, county: &str, on: Date) -> Result<Option<NoticeRow>> {
    Ok(privacy_notices::Entity::find()
        .filter(privacy_notices::Column::County.eq(county))
        .filter(privacy_notices::Column::TakesEffectOn.lte(on.to_string()))
        .order_by_desc(privacy_notices::Column::Version)
        .one(connection)
        .await?)
}

pub(super) async fn version(
    connection: &impl ConnectionTrait,
    county: &str,
    version: i64,
) -> Result<Option<NoticeRow>> {
    Ok(privacy_notices::Entity::find_by_id((county.to_owned(), version)).one(connection).await?)
}

/// All versions of a county, the newest first.
pub(super) async fn versions(connection: &impl ConnectionTrait, county: &str) -> Result<Vec<NoticeRow>> {
    Ok(privacy_notices::Entity::find()
        .filter(privacy_notices::Column::County.eq(county))
        .order_by_desc(privacy_notices::Column::Version)
        .limit(50)
        .all(connection)
        .await?)
}

pub(super) async fn insert(uow: &Uow, row: NoticeRow) -> Result<()> {
    let row = row.into_active_model().reset_all();
    privacy_notices::Entity::insert(row).exec_without_returning(uow.technical()).await?;
    Ok(())
}
