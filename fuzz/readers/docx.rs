//! A paper somebody edited.

pub(crate) fn read(bytes: &[u8]) -> bool {
    bandeng_docgen::read_docx(bytes).is_ok_and(|paragraphs| !paragraphs.is_empty())
}
