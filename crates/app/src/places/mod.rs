//! Areas: the tree of places, read and imported.

pub(crate) mod api;
mod boundaries;
mod csv;
pub mod import;
pub(crate) mod query;
pub mod service;

use serde::Serialize;
use utoipa::ToSchema;

/// An area by its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AreaRef {
    pub code: String,
    pub name: String,
}
