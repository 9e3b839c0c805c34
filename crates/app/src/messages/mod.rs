//! Messages to parties: one seam for text messages, e-mail and the demo's page.
//!
//! A message is a row that commits with what it tells of ([`service::queue`]); a job sends it and tries again later and
//! later. Its text and its addressee lie encrypted and are gone once it is sent.

pub(crate) mod api;
pub(crate) mod query;
pub(crate) mod send;
pub mod service;
pub mod settings;
pub(crate) mod steps;
