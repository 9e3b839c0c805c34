//! What can go wrong on the way from data to paper.

use thiserror::Error;

/// No usable Chinese font was found. Printing would give empty boxes, so nothing is printed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "no Chinese font in weight {weight}: install fonts-noto-cjk, or put Noto Serif CJK SC into a configured font folder (looked for {families})"
)]
pub struct MissingFont {
    /// The families of which one must be there.
    pub families: String,
    /// `regular` or `bold`.
    pub weight: &'static str,
}

/// The Debian package with a font that draws a character of GB 18030 which the usual fonts lack. Noto Serif CJK draws the
/// common part and two thousand of Extension B; Hanazono all of Extensions B to F; BabelStone Han half of G and H.
pub fn font_package(character: char) -> &'static str {
    match character {
        '\u{20000}'..='\u{2EBEF}' => "fonts-hanazono",
        '\u{2EBF0}'..='\u{323AF}' => "fonts-babelstone-han",
        _ => "fonts-noto-cjk",
    }
}

/// Why a paper could not be made.
#[derive(Debug, Error)]
pub enum PaperError {
    /// A setup fault, see [`Fonts::check`](crate::Fonts::check).
    #[error(transparent)]
    MissingFont(#[from] MissingFont),

    /// No installed font draws this character, mostly a rare one in a person's or place's name. The person who prints
    /// must know which one and where: a name with a box in it is a wrong name on a binding paper.
    #[error("no font draws “{character}” (U+{:04X}){}: install {}", *.character as u32, .pointer.as_ref().map(|p| format!(" in {p}")).unwrap_or_default(), font_package(*.character))]
    MissingGlyph {
        character: char,
        /// JSON pointer of the first text in [`PaperData`](crate::PaperData) that holds the character.
        pointer: Option<String>,
    },

    /// Our own fault: the template of this form does not compile with this data.
    #[error("the template of {form} failed: {message}")]
    Template { form: &'static str, message: String },

    /// Our own fault: the data could not be handed to the template, or the QR code not be made.
    #[error("the data of {form} could not be prepared: {message}")]
    Data { form: &'static str, message: String },
}
