//! Search: what of a matter can be looked for, and how a query is read.
//!
//! A text becomes tokens without a dictionary ([`text`]); a matter becomes one line of tokens ([`document`]), with
//! its area, kind, state and organisations among them ([`scope`]), so that a reader's reach is a few more words that
//! must occur. Names and long numbers never become tokens. ADR 7 says why.

pub mod document;
pub mod scope;
#[cfg(test)]
mod tests;
pub mod text;

pub use document::{Document, Hidden};
pub use text::{MAX_QUERY, Words};

/// Before a token of what everybody sees who sees the row; no token of a text begins with it.
const TITLE: &str = "_t";

/// The token by which a word is found in what every list shows of a matter, and nowhere else.
pub fn in_title(token: &str) -> String {
    format!("{TITLE}{token}")
}
