//! Identifiers: 63-bit, ordered by time, made from an injected clock.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clock::Instant;

/// A row's identifier. Newer rows have larger ones, so sorting by it is sorting by creation.
pub type Id = i64;

/// An identifier where it crosses a wire or lies in a document: JSON numbers end at 2^53, so it is a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, example = "812345678901234567")]
pub struct IdText(pub Id);

impl From<Id> for IdText {
    fn from(id: Id) -> Self {
        Self(id)
    }
}

impl std::fmt::Display for IdText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for IdText {
    type Err = std::num::ParseIntError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.parse().map(Self)
    }
}

impl Serialize for IdText {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for IdText {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(|_| serde::de::Error::custom("not an identifier"))
    }
}

/// 2020-01-01T00:00:00Z: identifiers count milliseconds from here and last until 2089.
const EPOCH: Instant = 1_577_836_800_000;
const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;

/// Makes identifiers: 41 bits of milliseconds, 10 of the process, 12 of a sequence.
///
/// The process number is drawn at random when the process starts; two processes that draw the same
/// one would have to make identifiers in the same millisecond to meet, and the primary key refuses that.
pub struct Ids {
    node: i64,
    last: Mutex<(Instant, i64)>,
}

impl Ids {
    pub fn new(node: u16) -> Self {
        Self { node: i64::from(node) & ((1 << NODE_BITS) - 1), last: Mutex::new((0, 0)) }
    }

    /// The next identifier. Stays in order even when the clock steps back.
    pub fn next(&self, now: Instant) -> Id {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = (now - EPOCH).max(1);
        *last = if now > last.0 {
            (now, 0)
        } else if last.1 + 1 < (1 << SEQUENCE_BITS) {
            (last.0, last.1 + 1)
        } else {
            (last.0 + 1, 0)
        };
        (last.0 << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | last.1
    }

    /// The smallest identifier that could have been made at an instant: a bound for searches by time.
    pub fn floor(at: Instant) -> Id {
        (at - EPOCH).max(0) << (NODE_BITS + SEQUENCE_BITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_grow_even_when_the_clock_stands_still_or_steps_back() {
        let ids = Ids::new(7);
        let mut previous = 0;
        for i in 0..20_000 {
            let next = ids.next(EPOCH + 1_000_000 - i / 100);
            assert!(next > previous);
            previous = next;
        }
    }
}
