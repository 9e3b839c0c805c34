//! Organisations, accounts and posts.

pub(crate) mod api;

use bandeng_core::people::OrganisationKind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::IdText;

/// An organisation by its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrganisationRef {
    pub id: IdText,
    pub name: String,
    pub kind: OrganisationKind,
}
