//! People's mediation: makes the moves that `core::mediation` allows.

pub(crate) mod api;
mod meeting;
pub(crate) mod query;
pub mod service;
pub mod view;
