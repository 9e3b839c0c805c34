//! Signing: papers laid before those who sign them, signatures from the desk, from paper and from telephones, and the
//! signed paper with what is known of each signature.

pub(crate) mod api;
mod mine;
mod query;
pub mod service;
mod sheet;
pub(crate) mod view;
