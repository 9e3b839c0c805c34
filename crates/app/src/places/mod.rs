//! Areas: the tree of places, read and imported.

pub(crate) mod api;

use serde::Serialize;
use utoipa::ToSchema;

/// An area by its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AreaRef {
    pub code: String,
    pub name: String,
}
