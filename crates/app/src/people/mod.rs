//! Organisations and the people who act for them.
//!
//! The system administrator keeps accounts and organisations, the security administrator gives and ends posts; neither
//! can do the other's part, nor see a matter.

pub mod accounts;
pub(crate) mod api;
mod keeper;
pub mod organisations;

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
