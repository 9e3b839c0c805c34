//! Rows the mediation's rules ask about: what kind of organisation it is.

use std::str::FromStr;

use bandeng_core::kernel::Id;
use bandeng_core::people::OrganisationKind;
use bandeng_store::entities::organisations;
use bandeng_store::{Result, Uow};
use sea_orm::EntityTrait;

/// What kind of organisation it is, if it exists and works.
pub(crate) async fn organisation_kind(uow: &Uow, id: Id) -> Result<Option<OrganisationKind>> {
    let look = async {
        match organisations::Entity::find_by_id(id).one(uow.read()).await? {
            Some(row) if row.active => Ok(Some(OrganisationKind::from_str(&row.kind)?)),
            _ => Ok(None),
        }
    };
    uow.ask(|| format!("kind of organisation {id}"), look).await
}
