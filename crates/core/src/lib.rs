//! What is allowed: the rules of Bandeng, as pure functions over plain data.
//!
//! Nothing in this crate knows a database, a network or a clock: time, randomness and identifiers
//! are passed in, so every rule can be tested in microseconds and replayed years later.

pub mod apply;
pub mod calls;
pub mod deadlines;
pub mod dictionaries;
pub mod dispatch;
pub mod dossier;
pub mod entrusting;
pub mod figures;
pub mod follow_ups;
pub mod grids;
pub mod kernel;
pub mod ledger;
pub mod matters;
pub mod mediation;
pub mod messages;
pub mod offers;
pub mod people;
pub mod places;
pub mod policy;
pub mod privacy;
pub mod proceedings;
pub mod residents;
pub mod reviews;
pub mod roster;
pub mod rounds;
pub mod search;
pub mod signing;
pub mod templates;
pub mod timeline;
pub mod vault;
