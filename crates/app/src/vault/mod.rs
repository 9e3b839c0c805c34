//! 保险箱: keys of people, recovery keys of committees, and notes of sessions with one party alone.
//!
//! Nothing here can open a note. Keys are made and wrapped in browsers; what arrives is looked at by its header
//! ([`bandeng_core::vault`]) and kept. What it protects against, and what not, says ADR 15.

pub(crate) mod api;
mod keys;
mod notes;
mod query;
mod recovery;
mod sealed;

use bandeng_core::kernel::{Code, Refusal};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The bytes of an age file as a request carries it.
///
/// # Errors
/// [`Code::TooLong`] before anything is decoded, [`Code::VaultFileUnreadable`].
fn decode(text: &str, largest: usize, pointer: &str) -> Result<Vec<u8>, Refusal> {
    if text.len() > largest.div_ceil(3) * 4 {
        return Err(Refusal::at(Code::TooLong, pointer));
    }
    STANDARD.decode(text).map_err(|_| Refusal::at(Code::VaultFileUnreadable, pointer))
}
