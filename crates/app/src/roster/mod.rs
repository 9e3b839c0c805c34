//! The roster of a committee's mediators, and a party's choice among those proposed to it.

pub(crate) mod api;
mod mine;
mod query;
pub mod service;
