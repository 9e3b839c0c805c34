//! The calendar of working days: by the official notice of each year, edited as a draft, published, kept.

pub(crate) mod api;
pub(crate) mod jobs;
pub mod kept;
pub(crate) mod query;
pub mod service;
