//! Time that stands still and randomness that repeats.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::{Clock, Instant};
use bandeng_store::env::Entropy;
use jiff::civil::{DateTime, date};
use sha2::{Digest, Sha256};

/// A clock that goes where a test puts it.
pub struct FixedClock(AtomicI64);

impl Default for FixedClock {
    /// Monday, 2 March 2026, nine in the morning in China.
    fn default() -> Self {
        Self::at(date(2026, 3, 2).at(9, 0, 0, 0))
    }
}

impl FixedClock {
    /// A clock that stands at a civil time in China.
    pub fn at(time: DateTime) -> Self {
        Self(AtomicI64::new(instant_of(time)))
    }

    /// Puts the clock to a civil time in China.
    pub fn set(&self, time: DateTime) {
        self.0.store(instant_of(time), Ordering::SeqCst);
    }

    pub fn forward_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    pub fn forward_days(&self, days: i64) {
        self.forward_minutes(days * 24 * 60);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        self.0.load(Ordering::SeqCst)
    }
}

/// The same bytes in the same order every time.
pub struct SeededEntropy {
    seed: String,
    drawn: AtomicU64,
}

impl SeededEntropy {
    pub fn new(seed: &str) -> Self {
        Self { seed: seed.to_owned(), drawn: AtomicU64::new(0) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            let n = self.drawn.fetch_add(1, Ordering::SeqCst);
            let block = Sha256::digest(format!("{}:{n}", self.seed).as_bytes());
            part.copy_from_slice(&block[..part.len()]);
        }
    }
}
