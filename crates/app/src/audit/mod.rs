//! Who looked, and what was done to accounts and organisations.

pub(crate) mod api;
pub mod log;
pub(crate) mod query;
pub mod service;
pub(crate) mod unusual;

pub use log::AccessLog;
