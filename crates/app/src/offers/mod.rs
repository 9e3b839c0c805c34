//! Offers: the ladder of a mediation, for the mediator and for each party what is meant for it.
//!
//! What is said here is without prejudice: the row is encrypted, no index, export or paper reads it, and an event knows its
//! salted hash alone.

pub(crate) mod api;
mod mine;
mod query;
mod service;
mod view;
