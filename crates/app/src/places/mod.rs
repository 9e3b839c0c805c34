//! places

pub(crate) mod api;
