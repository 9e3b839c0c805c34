//! Outlines of areas for maps: brought by an administrator, shown to everybody who works here.

pub(crate) mod api;
mod query;
mod service;
