//! matters

pub(crate) mod api;
