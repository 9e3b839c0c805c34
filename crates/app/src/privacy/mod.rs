//! 个人信息: the notice of a county, consents of parties and their withdrawal.
//!
//! What the residents' pages may do is what [`consent`] and [`notices`] do; who of the staff may is asked in `service`.

pub(crate) mod api;
pub mod consent;
mod correct;
pub mod looked;
mod mine;
pub mod notices;
pub(crate) mod paper;
mod query;
pub mod retention;
mod rights;
mod service;
mod view;
