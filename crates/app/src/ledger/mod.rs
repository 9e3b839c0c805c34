//! Ledgers (台账): saved views of lists, moves of many matters at once, and lists taken out as spreadsheets.

pub(crate) mod api;
mod bulk;
mod export;
mod query;
mod views;
