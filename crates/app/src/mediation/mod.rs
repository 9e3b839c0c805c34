//! mediation

pub(crate) mod api;
