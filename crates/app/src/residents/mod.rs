//! Parties who come in person: their door, their session, and what they are shown.
//!
//! A slice that lets a party do something takes [`Caller`] where it would take `Signed`, tags its operations
//! [`RESIDENTS`](crate::http::openapi::RESIDENTS), and gives its events the context of the caller, so that the story says
//! which party it was. Who is to come for one thing gets a link ([`links::make`]).

pub(crate) mod api;
pub mod caller;
pub(crate) mod codes;
mod follow;
pub mod links;
pub(crate) mod query;
mod receipt;
pub mod secrets;
pub mod service;
mod share;
mod slip;
pub mod view;

pub use caller::{COOKIE, Caller};

use bandeng_core::kernel::Id;
use bandeng_core::matters::PartyNo;
use bandeng_store::MatterKey;

/// One party of one matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyKey {
    pub matter: MatterKey,
    pub no: PartyNo,
}

impl PartyKey {
    pub fn new(matter: &MatterKey, no: PartyNo) -> Self {
        Self { matter: matter.clone(), no }
    }

    pub(crate) fn of(county: String, matter: Id, no: i32) -> Self {
        Self { matter: MatterKey { county, id: matter }, no: no as PartyNo }
    }
}
