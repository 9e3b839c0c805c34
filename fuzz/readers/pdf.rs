//! A PDF somebody handed in.

use std::sync::Arc;

pub(crate) fn read(bytes: &[u8]) -> bool {
    let _ = bandeng_docgen::acts_by_itself(bytes);
    bandeng_docgen::inspect_pdf(&Arc::new(bytes.to_vec())).is_ok()
}
