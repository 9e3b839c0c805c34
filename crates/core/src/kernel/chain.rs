//! The hash chain that makes history evident: each event names the hash of the one before.

use sha2::{Digest, Sha256};

/// The `prev_hash` of a chain's first event.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What an event's hash covers. The payload enters by its own hash, so that personal data can be
/// erased from the payload later while the chain still verifies.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The chain: a matter's code, or `account:7`.
    pub stream: &'a str,
    /// 1-based place in the chain.
    pub seq: i64,
    pub kind: &'a str,
    /// Epoch milliseconds.
    pub at: i64,
    /// Account number of who did it; 0 is the system itself.
    pub actor: i64,
    pub payload_hash: &'a str,
    pub prev_hash: &'a str,
}

/// SHA-256 of a payload as it is stored, in hexadecimal. A payload carries a random salt, so that the
/// hash of a short secret cannot be guessed once the payload is erased.
pub fn payload_hash(payload: &str) -> String {
    hex(&Sha256::digest(payload.as_bytes()))
}

/// The hash of an event. Fields are length-prefixed, so that no two different events share an encoding.
pub fn link_hash(link: &Link<'_>) -> String {
    let mut hasher = Sha256::new();
    for field in [
        "bandeng-event-1",
        link.stream,
        &link.seq.to_string(),
        link.kind,
        &link.at.to_string(),
        &link.actor.to_string(),
        link.payload_hash,
        link.prev_hash,
    ] {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hex(&hasher.finalize())
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        out.push(char::from_digit(u32::from(b >> 4), 16).unwrap_or('0'));
        out.push(char::from_digit(u32::from(b & 15), 16).unwrap_or('0'));
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_changes_the_hash() {
        let base = Link { stream: "m", seq: 1, kind: "k", at: 2, actor: 3, payload_hash: "p", prev_hash: GENESIS };
        let variants = [
            Link { stream: "n", ..base },
            Link { seq: 2, ..base },
            Link { kind: "l", ..base },
            Link { at: 3, ..base },
            Link { actor: 4, ..base },
            Link { payload_hash: "q", ..base },
            Link { prev_hash: "0", ..base },
            Link { stream: "mk", kind: "", ..base },
        ];
        for v in variants {
            assert_ne!(link_hash(&v), link_hash(&base));
        }
    }
}
