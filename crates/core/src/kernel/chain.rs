//! The hash chain that makes history evident: each event names the hash of the one before; and the daily seal over the
//! heads of all chains.

use sha2::{Digest, Sha256};
use sm3::Sm3;

use super::{Id, Instant};

/// The `prev_hash` of a chain's first event, and of the first seal.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What hashes are made with. The name stands in the hash, so that both can be read: one of SM3 begins with `sm3:`; one of
/// SHA-256, with which every installation began, has no name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hashing {
    #[default]
    Sha256,
    /// GB/T 32905-2016.
    Sm3,
}

const SM3: &str = "sm3:";

impl Hashing {
    /// Which one made a hash.
    pub fn of(hash: &str) -> Self {
        if hash.starts_with(SM3) { Self::Sm3 } else { Self::Sha256 }
    }

    /// A chain keeps the one it began with; a new one takes this one.
    pub fn after(self, prev_hash: &str) -> Self {
        if prev_hash == GENESIS { self } else { Self::of(prev_hash) }
    }

    /// The hash of fields. Each is length-prefixed, so that no two different lists share an encoding.
    fn of_fields(self, fields: &[&str]) -> String {
        let mut hasher = Fields::new(self);
        fields.iter().for_each(|field| hasher.add(field));
        hasher.finish()
    }

    /// The hash of bytes.
    pub fn of_bytes(self, bytes: &[u8]) -> String {
        match self {
            Self::Sha256 => hex(&Sha256::digest(bytes)),
            Self::Sm3 => format!("{SM3}{}", hex(&Sm3::digest(bytes))),
        }
    }
}

/// Fields on their way into a hash.
enum Fields {
    Sha256(Sha256),
    Sm3(Sm3),
}

impl Fields {
    fn new(hashing: Hashing) -> Self {
        match hashing {
            Hashing::Sha256 => Self::Sha256(Sha256::new()),
            Hashing::Sm3 => Self::Sm3(Sm3::new()),
        }
    }

    fn add(&mut self, field: &str) {
        for bytes in [&(field.len() as u64).to_be_bytes()[..], field.as_bytes()] {
            match self {
                Self::Sha256(digest) => digest.update(bytes),
                Self::Sm3(digest) => digest.update(bytes),
            }
        }
    }

    fn finish(self) -> String {
        match self {
            Self::Sha256(digest) => hex(&digest.finalize()),
            Self::Sm3(digest) => format!("{SM3}{}", hex(&digest.finalize())),
        }
    }
}

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

/// The hash of a payload as it is stored, in hexadecimal. A payload carries a random salt, so that the
/// hash of a short secret cannot be guessed once the payload is erased.
pub fn payload_hash(hashing: Hashing, payload: &str) -> String {
    hashing.of_bytes(payload.as_bytes())
}

/// The hash of an event.
pub fn link_hash(hashing: Hashing, link: &Link<'_>) -> String {
    hashing.of_fields(&[
        "bandeng-event-1",
        link.stream,
        &link.seq.to_string(),
        link.kind,
        &link.at.to_string(),
        &link.actor.to_string(),
        link.payload_hash,
        link.prev_hash,
    ])
}

/// What a seal says beside the heads it covers.
#[derive(Clone, Copy, Debug)]
pub struct Sealing<'a> {
    /// Counted from 1.
    pub no: Id,
    /// It covers what happened from this instant.
    pub from: Instant,
    /// To before this one.
    pub until: Instant,
    /// The root of the seal before.
    pub prev_root: &'a str,
}

/// The head of a chain at the end of a seal's time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SealedHead {
    pub stream: String,
    pub seq: i64,
    pub hash: String,
}

/// The root of a seal: the hash of what it covers and of the root before. The heads' order does not matter.
pub fn seal_root(hashing: Hashing, sealing: &Sealing<'_>, heads: &mut [SealedHead]) -> String {
    heads.sort_unstable();
    let mut fields = Fields::new(hashing);
    for field in [
        "bandeng-seal-1",
        &sealing.no.to_string(),
        &sealing.from.to_string(),
        &sealing.until.to_string(),
        sealing.prev_root,
        &heads.len().to_string(),
    ] {
        fields.add(field);
    }
    for head in heads {
        fields.add(&head.stream);
        fields.add(&head.seq.to_string());
        fields.add(&head.hash);
    }
    fields.finish()
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digits =
        bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| b"0123456789abcdef"[usize::from(digit)]);
    String::from_utf8(digits.collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Link<'_> =
        Link { stream: "m", seq: 1, kind: "k", at: 2, actor: 3, payload_hash: "p", prev_hash: GENESIS };

    #[test]
    fn every_field_changes_the_hash() {
        let base = BASE;
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
        for hashing in [Hashing::Sha256, Hashing::Sm3] {
            for v in variants {
                assert_ne!(link_hash(hashing, &v), link_hash(hashing, &base));
            }
        }
    }

    #[test]
    fn the_hash_of_an_event_never_changes_its_meaning() {
        // What installations have on their disks.
        assert_eq!(
            link_hash(Hashing::Sha256, &BASE),
            "a72ba7885fd881bea38eb7251416743bb685194fc83a6d5de91e2e5147059350"
        );
    }

    /// GB/T 32905-2016, appendix A: both examples.
    #[test]
    fn sm3_is_that_of_the_standard() {
        assert_eq!(
            Hashing::Sm3.of_bytes(b"abc"),
            "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            Hashing::Sm3.of_bytes("abcd".repeat(16).as_bytes()),
            "sm3:debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        );
    }

    #[test]
    fn a_chain_keeps_what_it_began_with() {
        let (old, new) = (Hashing::Sha256.of_bytes(b"x"), Hashing::Sm3.of_bytes(b"x"));
        assert_eq!((Hashing::of(&old), Hashing::of(&new)), (Hashing::Sha256, Hashing::Sm3));
        assert_eq!((Hashing::Sm3.after(GENESIS), Hashing::Sm3.after(&old)), (Hashing::Sm3, Hashing::Sha256));
        assert_eq!(Hashing::Sha256.after(&new), Hashing::Sm3);
    }

    #[test]
    fn a_root_covers_its_time_its_heads_and_the_root_before() {
        let head = |stream: &str, seq| SealedHead { stream: stream.to_owned(), seq, hash: "h".to_owned() };
        let base = Sealing { no: 1, from: 0, until: 9, prev_root: GENESIS };
        let root =
            |sealing: &Sealing<'_>, heads: &[SealedHead]| seal_root(Hashing::Sha256, sealing, &mut heads.to_vec());
        let heads = [head("a", 1), head("b", 2)];
        let whole = root(&base, &heads);
        assert_eq!(whole, root(&base, &[head("b", 2), head("a", 1)]), "in any order");
        for other in [
            root(&Sealing { no: 2, ..base }, &heads),
            root(&Sealing { from: 1, ..base }, &heads),
            root(&Sealing { until: 8, ..base }, &heads),
            root(&Sealing { prev_root: "0", ..base }, &heads),
            root(&base, &heads[..1]),
            root(&base, &[head("a", 1), head("b", 3)]),
        ] {
            assert_ne!(whole, other);
        }
    }
}
