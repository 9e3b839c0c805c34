//! Rows the mediation's rules ask about: who may mediate, and what kind of organisation it is.

use std::str::FromStr;

use bandeng_core::kernel::{Date, Id, IdText};
use bandeng_core::people::OrganisationKind;
use bandeng_store::Result;
use bandeng_store::entities::organisations;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

/// Mediators and directors of a committee today.
pub(crate) async fn mediators(
    connection: &impl ConnectionTrait,
    committee: Id,
    today: Date,
) -> Result<Vec<(IdText, String)>> {
    let rows = connection
        .query_all_raw(Statement::from_sql_and_values(
            connection.get_database_backend(),
            "SELECT DISTINCT a.id, a.name FROM posts p JOIN accounts a ON a.id = p.account_id \
             WHERE p.organisation_id = $1 AND p.role IN ('mediator', 'director') AND a.active \
               AND p.from_on <= $2 AND (p.until_on IS NULL OR p.until_on >= $2) ORDER BY a.id",
            [committee.into(), today.to_string().into()],
        ))
        .await?;
    rows.into_iter().map(|row| Ok((IdText(row.try_get_by_index(0)?), row.try_get_by_index(1)?))).collect()
}

/// What kind of organisation it is, if it exists and works.
pub(crate) async fn organisation_kind(connection: &impl ConnectionTrait, id: Id) -> Result<Option<OrganisationKind>> {
    match organisations::Entity::find_by_id(id).one(connection).await? {
        Some(row) if row.active => Ok(Some(OrganisationKind::from_str(&row.kind)?)),
        _ => Ok(None),
    }
}
