//! papers

pub(crate) mod api;
