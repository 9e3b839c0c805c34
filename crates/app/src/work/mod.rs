//! Today: what each person has to do, before anything else.

pub(crate) mod api;
pub(crate) mod jobs;
pub(crate) mod query;
pub mod service;
