//! Ledgers (台账): which columns a list may show, print and export, what a saved view is, and how a ledger that was kept
//! elsewhere is read.

mod columns;
pub mod import;
mod view;

pub use columns::Column;
pub use view::{MAX_NAME, MAX_VIEWS, check_columns, check_reason};
