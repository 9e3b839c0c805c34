//! Ledgers (台账): which columns a list may show, print and export, and what a saved view is.

mod columns;
mod view;

pub use columns::Column;
pub use view::{MAX_NAME, MAX_VIEWS, check_columns, check_reason};
