//! Matters: one code, one row, its parties, its days and its history. Knows no other slice.

pub mod api;
pub mod case;
pub mod days;
pub(crate) mod index;
pub mod list;
pub mod query;
pub mod question;
pub mod service;
pub mod timeline;
pub(crate) mod veil;
pub mod view;
