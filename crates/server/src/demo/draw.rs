//! Chance that repeats: the same seed makes the same county.

use std::ops::RangeInclusive;

/// A small generator of numbers (SplitMix64). Good enough to mix names, and the same on every machine.
#[derive(Clone, Debug)]
pub(super) struct Draw(u64);

impl Draw {
    /// A stream of its own for each `n`: one more matter does not change the others.
    pub(super) fn new(seed: u64, n: u64) -> Self {
        let mut draw = Self(seed ^ n.wrapping_mul(0xA076_1D64_78BD_642F));
        draw.next();
        draw
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number of a range.
    pub(super) fn range(&mut self, range: RangeInclusive<i64>) -> i64 {
        let span = (range.end() - range.start()).max(0) as u64 + 1;
        range.start() + (self.next() % span) as i64
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.range(1..=100) <= percent
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.range(0..=list.len() as i64 - 1) as usize]
    }

    /// One of a list, each as likely as its weight says.
    pub(super) fn weighted<T: Copy>(&mut self, list: &[(T, u32)]) -> T {
        let mut left = self.range(1..=list.iter().map(|(_, weight)| i64::from(*weight)).sum());
        for (value, weight) in list {
            left -= i64::from(*weight);
            if left <= 0 {
                return *value;
            }
        }
        list[0].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_stays_within_its_bounds() {
        let drawn = |seed| {
            let mut draw = Draw::new(seed, 3);
            (0..200).map(|_| draw.range(-3..=9)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
        assert!(drawn(7).iter().all(|n| (-3..=9).contains(n)) && drawn(7).contains(&-3) && drawn(7).contains(&9));
        let mut draw = Draw::new(1, 1);
        assert!((0..100).all(|_| draw.weighted(&[("never", 0), ("always", 5)]) == "always"));
    }
}
