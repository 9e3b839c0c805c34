//! Lines of a text that differ, as the screens show them.

use bandeng_core::text_enum;
use bandeng_docgen::{Change, Difference};
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// What became of a piece of text.
    pub enum TextChange {
        Same = "same" ("未变", "The same"),
        Added = "added" ("增加", "Added"),
        Removed = "removed" ("删去", "Removed"),
    }
}

/// A piece of a paragraph.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TextPiece {
    pub change: TextChange,
    pub text: String,
}

/// A paragraph that differs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedParagraph {
    /// Its number in the later text, from 1.
    pub at: usize,
    pub pieces: Vec<TextPiece>,
}

impl From<Difference> for ChangedParagraph {
    fn from(difference: Difference) -> Self {
        let change = |change| match change {
            Change::Same => TextChange::Same,
            Change::Added => TextChange::Added,
            Change::Removed => TextChange::Removed,
        };
        let pieces = difference.pieces.into_iter().map(|(kind, text)| TextPiece { change: change(kind), text });
        Self { at: difference.at, pieces: pieces.collect() }
    }
}
