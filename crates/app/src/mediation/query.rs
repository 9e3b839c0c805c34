//! Rows the mediation's rules ask about: what kind of organisation it is, and whose register its files are in.

use std::str::FromStr;

use bandeng_core::kernel::Id;
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::AreaCode;
use bandeng_store::entities::organisations;
use bandeng_store::{Error, Result, Uow};
use sea_orm::EntityTrait;

/// What kind of organisation it is and where it works, if it exists and works.
pub(crate) async fn body(uow: &Uow, id: Id) -> Result<Option<(OrganisationKind, AreaCode)>> {
    let look = async {
        match organisations::Entity::find_by_id(id).one(uow.read()).await? {
            Some(row) if row.active => Ok(Some((OrganisationKind::from_str(&row.kind)?, row.area.parse()?))),
            _ => Ok(None),
        }
    };
    uow.ask(|| format!("body {id}"), look).await
}

/// A register of files.
#[derive(Clone)]
pub(crate) struct Register {
    pub id: Id,
    /// Before 人调字.
    pub word: String,
}

/// The register a committee's files are in: its own, or that of the committee behind a studio.
pub(crate) async fn register(uow: &Uow, committee: Id) -> Result<Register> {
    let look = async {
        let row = |id: Id| organisations::Entity::find_by_id(id).one(uow.read());
        let own =
            row(committee).await?.ok_or_else(|| Error::Damaged("a committee that accepts is not there".into()))?;
        let statutory =
            |row: &organisations::Model| -> Result<bool> { Ok(OrganisationKind::from_str(&row.kind)?.is_statutory()) };
        if !statutory(&own)?
            && let Some(parent) = own.parent_id
            && let Some(behind) = row(parent).await?
            && statutory(&behind)?
        {
            return Ok(Register { id: behind.id, word: behind.number_word });
        }
        Ok(Register { id: own.id, word: own.number_word })
    };
    uow.ask(|| format!("register of {committee}"), look).await
}
