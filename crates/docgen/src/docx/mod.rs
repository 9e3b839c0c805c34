//! Papers as DOCX: written from the same blocks as the PDF, and read back after somebody edited one.

mod acts;
mod compare;
mod read;
mod write;

pub use compare::{Change, Difference, compare};
pub use read::{DocxError, LARGEST_DOCX, read_docx};
pub use write::{Docx, write_docx, write_docx_with, write_report};
