//! 保险箱: notes of sessions with one party alone, which the house keeps and cannot open.
//!
//! A browser encrypts a note to the mediators of the mediation and to the committee's recovery key, in the age format
//! (age-encryption.org/v1). What the server can see of such a file is its header: how many may open it, by which kind of
//! key. That it checks, and no more.

mod header;

pub use header::{Envelope, inspect};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::kernel::{Code, Refusal};

/// Largest note, encrypted, in bytes: some forty thousand characters.
pub const LARGEST_NOTE: usize = 128 * 1024;

/// Largest wrapped key or share, in bytes.
pub const LARGEST_WRAP: usize = 8 * 1024;

/// Least work factor (base-2 logarithm) of scrypt around a private key: what age itself takes.
pub const LEAST_WORK: u8 = 18;

/// How long a recovery is open after it was asked for, in milliseconds: one day.
pub const RECOVERY_MS: i64 = 24 * 60 * 60 * 1000;

/// Names a public key: the first sixteen bytes of its hash, in hexadecimal.
pub fn fingerprint(recipient: &str) -> String {
    let digest = Sha256::digest(recipient.as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A note or a share must be an age file for exactly so many keys.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::VaultFileUnreadable`], [`Code::VaultRecipientsWrong`].
pub fn check_sealed(bytes: &[u8], largest: usize, keys: usize, pointer: &str) -> Result<(), Refusal> {
    if bytes.len() > largest {
        return Err(Refusal::at(Code::TooLong, pointer));
    }
    match inspect(bytes) {
        Some(Envelope { x25519, scrypt: None, passkeys: 0 }) if x25519 == keys => Ok(()),
        Some(Envelope { scrypt: None, passkeys: 0, .. }) => Err(Refusal::at(Code::VaultRecipientsWrong, pointer)),
        _ => Err(Refusal::at(Code::VaultFileUnreadable, pointer)),
    }
}

/// A private key must be wrapped by a passphrase, with enough work to open it.
///
/// # Errors
/// [`Code::TooLong`], [`Code::VaultFileUnreadable`].
pub fn check_wrapped(bytes: &[u8], pointer: &str) -> Result<(), Refusal> {
    if bytes.len() > LARGEST_WRAP {
        return Err(Refusal::at(Code::TooLong, pointer));
    }
    match inspect(bytes) {
        Some(Envelope { x25519: 0, passkeys: 0, scrypt: Some(work) }) if work >= LEAST_WORK => Ok(()),
        _ => Err(Refusal::at(Code::VaultFileUnreadable, pointer)),
    }
}

/// The same private key, wrapped by a passkey besides.
///
/// # Errors
/// As [`check_wrapped`].
pub fn check_passkey(bytes: &[u8], pointer: &str) -> Result<(), Refusal> {
    if bytes.len() > LARGEST_WRAP {
        return Err(Refusal::at(Code::TooLong, pointer));
    }
    match inspect(bytes) {
        Some(Envelope { x25519: 0, scrypt: None, passkeys: 1.. }) => Ok(()),
        _ => Err(Refusal::at(Code::VaultFileUnreadable, pointer)),
    }
}

/// What may be told of a note's writing: that it was, where it lies, and the hash of what the server keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteMark {
    /// Number of the mediation.
    pub mediation: u16,
    /// Number of the session.
    pub session: u16,
    /// Version of the note, from 1.
    pub version: u16,
    /// How often this version was encrypted, from 1.
    pub sealing: u16,
    /// Of the encrypted file.
    pub sha256: String,
}
