//! Identifiers on the wire: 63 bits do not fit a JSON number (2^53), so they travel as strings.

pub use bandeng_core::kernel::IdText;
