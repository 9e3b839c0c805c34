//! Files of a matter: photographs and PDF, taken for what they are. A photograph is drawn anew on the way in (`taking`).
//!
//! The bytes lie in the object store under a name of our own; the row knows their hash, and the event that tells of the
//! file carries it too, so that the chain of events vouches for every file.

pub(crate) mod api;
pub mod pdf;
pub(crate) mod query;
pub mod service;
mod taking;
