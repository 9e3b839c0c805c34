//! Room on the disk, asked for before a database is made that would fill it.

use std::path::Path;

use anyhow::{Context, Result};

/// What a matter weighs at most, with its eighteen events, its facts and its tokens, in bytes. On SQLite 27,500 were measured
/// with the demo's year; PostgreSQL is taken to need a fifth more, and four gigabytes of journal.
fn weight(engine: &str) -> u64 {
    match engine {
        "postgres" => 37_000,
        _ => 32_000,
    }
}

/// What stays free for everybody else.
const RESERVE: u64 = 3_000_000_000;

/// In words, what is lacking for a database of so many matters in this folder; none if there is room.
pub(crate) fn lack(folder: &Path, engine: &str, size: u32) -> Result<Option<String>> {
    let there = folder.ancestors().find(|folder| folder.exists()).context("no such disk")?;
    let disk = rustix::fs::statvfs(there).with_context(|| format!("how full is {}?", there.display()))?;
    let (free, needed) = (disk.f_bavail * disk.f_frsize, u64::from(size) * weight(engine) + RESERVE);
    let gb = |bytes: u64| bytes as f64 / 1e9;
    Ok((free < needed).then(|| {
        format!(
            "{size} matters are left out: on {engine} they take {:.0} GB with what stays free, and {} has {:.0} GB",
            gb(needed),
            there.display(),
            gb(free)
        )
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_the_disk_cannot_hold_is_left_out_in_words() {
        let folder = std::env::temp_dir().join("not/there/yet");
        assert_eq!(lack(&folder, "sqlite", 0).unwrap().is_some(), lack(&folder, "postgres", 0).unwrap().is_some());
        let lacks = lack(&folder, "sqlite", u32::MAX).unwrap().unwrap();
        assert!(lacks.contains("4294967295 matters are left out"), "{lacks}");
    }
}
