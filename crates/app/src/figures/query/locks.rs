//! Periods as they were reported, and what was published.

use bandeng_core::figures::Period;
use bandeng_core::places::AreaCode;
use bandeng_store::entities::{period_locks, publications};
use bandeng_store::{Db, Result, Uow};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

pub(in crate::figures) use bandeng_store::entities::period_locks::Model as Lock;
pub(in crate::figures) use bandeng_store::entities::publications::Model as Publication;

/// Locks of an area and a period, the latest last.
pub(in crate::figures) async fn of_period(
    connection: &impl ConnectionTrait,
    area: &AreaCode,
    period: Period,
) -> Result<Vec<Lock>> {
    Ok(period_locks::Entity::find()
        .filter(period_locks::Column::Area.eq(area.as_str()))
        .filter(period_locks::Column::Period.eq(period.to_string()))
        .order_by_asc(period_locks::Column::No)
        .all(connection)
        .await?)
}

/// The newest locks of an area.
pub(in crate::figures) async fn of_area(db: &Db, area: &AreaCode) -> Result<Vec<Lock>> {
    Ok(period_locks::Entity::find()
        .filter(period_locks::Column::Area.eq(area.as_str()))
        .order_by_desc(period_locks::Column::Period)
        .order_by_desc(period_locks::Column::No)
        .limit(100)
        .all(db.reader())
        .await?)
}

/// Keeps a lock; false if somebody else has kept one under its number at this moment.
pub(in crate::figures) async fn insert(uow: &Uow, lock: Lock) -> Result<bool> {
    use period_locks::Column;
    let first = OnConflict::columns([Column::Area, Column::Period, Column::No]).do_nothing().to_owned();
    let insert = period_locks::Entity::insert(lock.into_active_model().reset_all()).on_conflict(first);
    Ok(insert.exec_without_returning(uow.technical()).await? > 0)
}

pub(in crate::figures) async fn published(
    connection: &impl ConnectionTrait,
    area: &AreaCode,
    period: Period,
) -> Result<Option<Publication>> {
    Ok(publications::Entity::find_by_id((area.to_string(), period.to_string())).one(connection).await?)
}

/// What was published of an area, the newest first; of all areas without one.
pub(in crate::figures) async fn all_published(db: &Db, area: Option<&AreaCode>) -> Result<Vec<Publication>> {
    let mut select = publications::Entity::find();
    if let Some(area) = area {
        select = select.filter(publications::Column::Area.eq(area.as_str()));
    }
    Ok(select
        .order_by_desc(publications::Column::Period)
        .order_by_asc(publications::Column::Area)
        .limit(40)
        .all(db.reader())
        .await?)
}

/// Keeps what is published; false if somebody else has published it at this moment.
pub(in crate::figures) async fn publish(uow: &Uow, publication: Publication) -> Result<bool> {
    use publications::Column;
    let first = OnConflict::columns([Column::Area, Column::Period]).do_nothing().to_owned();
    let insert = publications::Entity::insert(publication.into_active_model().reset_all()).on_conflict(first);
    Ok(insert.exec_without_returning(uow.technical()).await? > 0)
}
