//! The wording a county gives a paper.

use bandeng_docgen::{Form, LONGEST_TEMPLATE, Template};

pub(crate) fn read(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut understood = false;
    for slug in ["agreement", "application", "notice-of-rights"] {
        let form = Form::by_slug(slug).expect("a form of ours");
        match Template::read(text, form) {
            Ok(_) => {
                assert!(text.len() <= LONGEST_TEMPLATE, "it is longer than is taken");
                understood = true;
            }
            Err(faults) => faults.iter().for_each(|fault| drop((fault.zh(), fault.en()))),
        }
    }
    understood
}
