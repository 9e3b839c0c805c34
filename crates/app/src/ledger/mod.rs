//! Ledgers (台账): saved views of lists, moves of many matters at once, lists taken out as spreadsheets, and ledgers kept
//! elsewhere brought in.

pub(crate) mod api;
mod bulk;
mod export;
pub(crate) mod import;
mod query;
mod views;
