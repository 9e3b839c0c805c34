//! A ledger kept elsewhere is brought in: read into rows, mended, and registered through the same service as the form.
//!
//! A file is read once, in a thread of its own, and forgotten: its rows stay, encrypted, for a fortnight. Registering is
//! a job that goes on after a restart; a row becomes a matter in the same transaction in which its keyed hash is kept,
//! so that no row becomes two.

pub(super) mod api;
mod committing;
mod known;
mod query;
mod reading;
mod service;
mod sheets;

pub(crate) use committing::{COMMIT, commit};
