//! Spreadsheets as plain rows, because counties live in Excel and WPS: no SQL, no HTTP, no clock.
//!
//! Writing keeps one row in memory at a time, so that a hundred thousand rows cost what one does. Text is written as
//! text: what begins with `=` stays a word and never becomes a formula on somebody's machine. Reading trusts nothing:
//! a file is measured before it is read, formulas are never computed, and what lies outside the file stays there.

mod read;
mod unpack;
mod write;

pub use read::{Ledger, Limits, ReadError, Row, Told};
pub use write::{Cell, Choices, Column, Kind, Workbook};

/// Why a spreadsheet could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the spreadsheet cannot be written: {0}")]
pub struct SheetError(#[from] rust_xlsxwriter::XlsxError);

#[cfg(test)]
mod tests;
