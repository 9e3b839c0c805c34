//! Dictionaries: what a county calls things below the national lists. Knows no other slice; lies under `matters`, which
//! reads words from it.

pub(crate) mod api;
pub mod books;
mod query;
pub mod service;
