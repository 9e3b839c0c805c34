//! Applying online: a few questions, the right way, and a matter as a clerk would have registered it.

pub(crate) mod api;
mod helped;
mod query;
pub mod service;
