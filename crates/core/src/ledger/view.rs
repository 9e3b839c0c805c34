//! What a saved view and an export must be.

use super::Column;
use crate::kernel::Code;
use crate::kernel::refusal::Form;

/// Most characters of a view's name.
pub const MAX_NAME: usize = 40;

/// Most views one person keeps.
pub const MAX_VIEWS: usize = 50;

/// Some columns, each once.
pub fn check_columns(form: &mut Form, columns: &[Column], pointer: &str) {
    if columns.is_empty() {
        form.refuse(Code::Required, pointer);
    }
    for (i, column) in columns.iter().enumerate() {
        if columns[..i].contains(column) {
            form.refuse(Code::ColumnTwice, format!("{pointer}/{i}"));
        }
    }
}

/// Why data leaves the house: said by whoever takes it, kept with the event.
pub fn check_reason(form: &mut Form, reason: &str, pointer: &str) {
    if reason.trim().is_empty() {
        form.refuse(Code::ReasonNeeded, pointer);
    }
    form.optional_text(reason, 200, pointer);
}
