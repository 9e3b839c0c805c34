//! 走访: rounds through grids, buildings and bodies, and services that somebody asked for.
//!
//! No row of a round knows a person: neither whom it was about nor who went. Who wrote something down is in its event.

pub(crate) mod api;
mod query;
mod service;
