//! Signing in: accounts, sessions, passwords.

pub(crate) mod api;
pub mod password;
pub(crate) mod query;
pub mod service;
