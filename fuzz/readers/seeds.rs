//! The committed seeds, fed to the readers by an ordinary test: what a fuzzer found once stays mended without a fuzzer.

use std::path::Path;
use std::time::{Duration, Instant};

/// A seed takes milliseconds; this is for a busy machine without optimisation.
const LONGEST: Duration = Duration::from_secs(20);

/// Feeds each seed of a target to its reader, which says whether it understood it. Some must be understood, or the seeds
/// reach nothing that is worth trying.
pub(crate) fn replay(target: &str, read: fn(&[u8]) -> bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let (mut seeds, mut understood) = (0, 0);
    for entry in std::fs::read_dir(&folder).expect("seeds") {
        let path = entry.expect("a seed").path();
        let bytes = std::fs::read(&path).expect("bytes");
        let began = Instant::now();
        understood += usize::from(read(&bytes));
        assert!(began.elapsed() < LONGEST, "{}: {:?}", path.display(), began.elapsed());
        seeds += 1;
    }
    assert!(understood > 0, "{target}: none of {seeds} seeds is understood");
}
