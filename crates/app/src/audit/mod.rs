//! Who looked, and what was done to accounts and organisations.

pub(crate) mod api;
pub mod log;
pub(crate) mod query;
pub mod seals;
pub mod service;
mod stamp;
pub(crate) mod unusual;

pub use log::AccessLog;
