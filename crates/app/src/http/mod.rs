//! The HTTP shell around the slices: state, sign-in, problems, limits, the OpenAPI document.

pub mod address;
pub mod answers;
pub mod auth;
pub mod extract;
pub mod files;
pub mod ids;
pub mod layers;
pub mod openapi;
pub mod ops;
pub mod outbound;
pub mod problem;
pub mod state;

pub use auth::Signed;
pub use extract::{Json, Path, Query};
pub use ids::IdText;
pub use problem::Problem;
pub use state::{App, Settings};

/// What a handler returns.
pub type Answer<T> = Result<axum::Json<T>, Problem>;
