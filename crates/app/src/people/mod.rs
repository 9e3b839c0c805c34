//! people

pub(crate) mod api;
