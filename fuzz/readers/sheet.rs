//! A spreadsheet somebody sends: measured, opened, and its rows read.

use std::ops::ControlFlow;

use bandeng_sheet::{Ledger, Limits};

pub(crate) fn read(bytes: &[u8]) -> bool {
    let limits = Limits::default();
    let glanced = Ledger::glance(bytes, &limits);
    let Ok(mut ledger) = Ledger::open(bytes.to_vec(), limits) else { return false };
    assert_eq!(glanced, Ok(()), "what can be opened passes the first look");
    let mut rows = 0;
    for sheet in ledger.sheets().to_vec() {
        let _ = ledger.last_row(&sheet);
        let mut left = 1_000;
        let _ = ledger.read(&sheet, |row| {
            assert!(row.cells.len() <= limits.columns as usize, "a row is wider than is taken");
            (rows, left) = (rows + 1, left - 1);
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    }
    rows > 0
}
