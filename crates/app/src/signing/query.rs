//! Rows of requests for signatures.

use bandeng_core::signing::Request;
use bandeng_store::entities::signature_requests::{ActiveModel, Column, Entity, Model};
use bandeng_store::{MatterKey, Result, Uow};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

fn read(row: &Model) -> Result<Request> {
    Ok(serde_json::from_str(&row.body)?)
}

/// The requests of a matter, in their order.
pub(super) async fn list(connection: &impl ConnectionTrait, key: &MatterKey) -> Result<Vec<Request>> {
    let rows = Entity::find()
        .filter(Column::County.eq(&key.county))
        .filter(Column::MatterId.eq(key.id))
        .order_by_asc(Column::N)
        .all(connection)
        .await?;
    rows.iter().map(read).collect()
}

pub(super) async fn one(connection: &impl ConnectionTrait, key: &MatterKey, no: u16) -> Result<Option<Request>> {
    let row = Entity::find_by_id((key.county.clone(), key.id, i32::from(no))).one(connection).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn insert(uow: &mut Uow, key: &MatterKey, request: &Request) -> Result<()> {
    let row = ActiveModel {
        county: Set(key.county.clone()),
        matter_id: Set(key.id),
        n: Set(i32::from(request.no)),
        proceeding: Set(i32::from(request.paper.proceeding)),
        body: Set(serde_json::to_string(request)?),
    };
    Entity::insert(row).exec_without_returning(uow.case(key)?).await?;
    Ok(())
}

pub(super) async fn update(uow: &mut Uow, key: &MatterKey, request: &Request) -> Result<()> {
    let body = serde_json::to_string(request)?;
    Entity::update_many()
        .col_expr(Column::Body, sea_orm::sea_query::Expr::value(body))
        .filter(Column::County.eq(&key.county))
        .filter(Column::MatterId.eq(key.id))
        .filter(Column::N.eq(i32::from(request.no)))
        .exec(uow.case(key)?)
        .await?;
    Ok(())
}
