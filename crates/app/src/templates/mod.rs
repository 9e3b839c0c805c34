//! Templates: a county's wording of its papers, in versions. Knows no other slice; lies under `papers` and `dossiers`, which
//! ask it in which words they print.

pub(crate) mod api;
pub(crate) mod changed;
mod query;
pub mod service;
mod view;
pub mod wording;
