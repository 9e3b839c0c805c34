//! Rows of issued papers.

use bandeng_store::entities::papers;
use bandeng_store::{MatterKey, Result, Uow};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

pub(crate) use bandeng_store::entities::papers::Model as Row;

/// One paper in all its versions.
#[derive(Clone, Copy)]
pub(crate) struct Which<'a> {
    pub matter: &'a MatterKey,
    pub proceeding: u16,
    pub slug: &'a str,
    /// Which session, follow-up, …; 0 where there is one alone.
    pub no: u16,
}

fn of(which: Which<'_>) -> sea_orm::Select<papers::Entity> {
    papers::Entity::find()
        .filter(papers::Column::County.eq(&which.matter.county))
        .filter(papers::Column::MatterId.eq(which.matter.id))
        .filter(papers::Column::Proceeding.eq(i32::from(which.proceeding)))
        .filter(papers::Column::Slug.eq(which.slug))
        .filter(papers::Column::No.eq(i32::from(which.no)))
        .order_by_desc(papers::Column::Version)
}

/// The version that was issued last.
pub(crate) async fn latest(connection: &impl ConnectionTrait, which: Which<'_>) -> Result<Option<Row>> {
    Ok(of(which).one(connection).await?)
}

/// Whether a matter was destroyed, or somebody's data in it erased, after a version of it.
pub(crate) async fn is_emptied_since(uow: &Uow, key: &MatterKey, version: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM events WHERE county = $1 AND matter_id = $2 AND seq > $3 \
               AND kind IN ('matter.destroyed', 'matter.data_erased') LIMIT 1";
    let values = [key.county.clone().into(), key.id.into(), version.into()];
    Ok(uow.read().query_one_raw(uow.statement(sql, values)).await?.is_some())
}

/// The versions, the last first.
pub(crate) async fn versions(connection: &impl ConnectionTrait, which: Which<'_>) -> Result<Vec<Row>> {
    Ok(of(which).limit(50).all(connection).await?)
}

/// One version.
pub(crate) async fn version(connection: &impl ConnectionTrait, which: Which<'_>, version: i32) -> Result<Option<Row>> {
    Ok(of(which).filter(papers::Column::Version.eq(version)).one(connection).await?)
}

/// By the mark printed on it.
pub(crate) async fn by_mark(connection: &impl ConnectionTrait, mark: &str) -> Result<Option<Row>> {
    Ok(papers::Entity::find().filter(papers::Column::Mark.eq(mark)).one(connection).await?)
}

/// By the hash of its bytes. Two papers with the same bytes do not exist: the mark is in them.
pub(crate) async fn by_hash(connection: &impl ConnectionTrait, sha256: &str) -> Result<Option<Row>> {
    Ok(papers::Entity::find()
        .filter(papers::Column::Sha256.eq(sha256))
        .order_by_desc(papers::Column::Version)
        .one(connection)
        .await?)
}

/// Writes a version; the one before is replaced from now on.
pub(crate) async fn insert(uow: &Uow, row: Row) -> Result<()> {
    let before = papers::Entity::update_many()
        .col_expr(papers::Column::ReplacedAt, Expr::value(row.issued_at))
        .filter(papers::Column::County.eq(&row.county))
        .filter(papers::Column::MatterId.eq(row.matter_id))
        .filter(papers::Column::Proceeding.eq(row.proceeding))
        .filter(papers::Column::Slug.eq(&row.slug))
        .filter(papers::Column::No.eq(row.no))
        .filter(papers::Column::ReplacedAt.is_null());
    before.exec(uow.technical()).await?;
    papers::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(uow.technical()).await?;
    Ok(())
}
