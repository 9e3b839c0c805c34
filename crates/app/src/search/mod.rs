//! Search: matters by words, by code, and by the names and telephones of those one handles.

pub mod api;
mod query;
pub mod rebuild;
pub mod service;
