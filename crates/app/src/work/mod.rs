//! work

pub(crate) mod api;
