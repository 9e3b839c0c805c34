//! Times as histograms with logarithmic buckets: they add up, and a median can be read from them.

/// Each bucket is a fourth of a doubling wide.
const PER_DOUBLING: f64 = 4.0;

/// Enough for twenty years in minutes.
pub const BUCKETS: usize = 96;

/// How far the median of a [`Histogram`] may lie from the true one, as a part of it: half a bucket, 2^(1/8) − 1.
pub const ERROR: f64 = 0.0906;

/// The names of the buckets, as they lie in the database.
pub const NAMES: [&str; BUCKETS] = [
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18",
    "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36", "37",
    "38", "39", "40", "41", "42", "43", "44", "45", "46", "47", "48", "49", "50", "51", "52", "53", "54", "55", "56",
    "57", "58", "59", "60", "61", "62", "63", "64", "65", "66", "67", "68", "69", "70", "71", "72", "73", "74", "75",
    "76", "77", "78", "79", "80", "81", "82", "83", "84", "85", "86", "87", "88", "89", "90", "91", "92", "93", "94",
    "95",
];

/// The bucket of a time in minutes. Less than a minute counts as one.
pub fn bucket(minutes: i64) -> usize {
    let doublings = (minutes.max(1) as f64).log2();
    ((doublings * PER_DOUBLING) as usize).min(BUCKETS - 1)
}

/// The middle of a bucket in minutes, measured as its width is: by ratio.
fn middle(bucket: usize) -> f64 {
    ((bucket as f64 + 0.5) / PER_DOUBLING).exp2()
}

/// How many times fell into each bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram([i64; BUCKETS]);

impl Default for Histogram {
    fn default() -> Self {
        Self([0; BUCKETS])
    }
}

impl Histogram {
    /// Adds so many times to a bucket by its name; a name that is none is left out.
    pub fn add(&mut self, name: &str, times: i64) {
        if let Some(count) = name.parse::<usize>().ok().and_then(|bucket| self.0.get_mut(bucket)) {
            *count += times;
        }
    }

    /// How many times there are.
    pub fn count(&self) -> i64 {
        self.0.iter().sum()
    }

    /// The median in minutes, within [`ERROR`] of the true one. None of nothing.
    pub fn median(&self) -> Option<f64> {
        let all = self.count();
        if all <= 0 {
            return None;
        }
        // The lower of the two in the middle, as with an odd number.
        let wanted = (all + 1) / 2;
        let mut seen = 0;
        let bucket = self.0.iter().position(|count| {
            seen += count;
            seen >= wanted
        })?;
        Some(middle(bucket))
    }
}
