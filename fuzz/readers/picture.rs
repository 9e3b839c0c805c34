//! A photograph somebody sends. What is drawn anew can be drawn again.

pub(crate) fn read(bytes: &[u8]) -> bool {
    let _ = bandeng_docgen::prepare_picture(bytes);
    let Ok(drawn) = bandeng_docgen::redraw(bytes) else { return false };
    assert!(bandeng_docgen::redraw(&drawn).is_ok(), "what we drew cannot be read");
    true
}
