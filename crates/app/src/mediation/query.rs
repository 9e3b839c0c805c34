//! Rows the mediation's rules ask about: what kind of organisation it is.

use std::str::FromStr;

use bandeng_core::kernel::Id;
use bandeng_core::people::OrganisationKind;
use bandeng_store::Result;
use bandeng_store::entities::organisations;
use sea_orm::{ConnectionTrait, EntityTrait};

/// What kind of organisation it is, if it exists and works.
pub(crate) async fn organisation_kind(connection: &impl ConnectionTrait, id: Id) -> Result<Option<OrganisationKind>> {
    match organisations::Entity::find_by_id(id).one(connection).await? {
        Some(row) if row.active => Ok(Some(OrganisationKind::from_str(&row.kind)?)),
        _ => Ok(None),
    }
}
