//! "Has anything changed since?": a hash over a folder's files, kept in a stamp file.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders that hold what is made, not what it is made from.
const MADE: &[&str] = &["node_modules", "dist", ".git", ".vite", "coverage"];

/// Every file under `root` that is not made by a build, in a stable order.
pub(crate) fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(dir) = open.pop() {
        let entries = fs::read_dir(&dir).with_context(|| format!("cannot read {}", dir.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            if entry.file_type()?.is_dir() {
                if !MADE.iter().any(|made| name == *made) {
                    open.push(entry.path());
                }
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A hash of names and contents. It guards against needless work only, so it need not resist an attacker.
pub(crate) fn hash(files: &[PathBuf], salt: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    salt.hash(&mut hasher);
    for file in files {
        file.hash(&mut hasher);
        fs::read(file).with_context(|| format!("cannot read {}", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Does the work unless the stamp already holds this hash and `there` still exists; writes the stamp after success.
pub(crate) fn unless_fresh(stamp: &Path, hash: &str, there: &Path, work: impl FnOnce() -> Result<()>) -> Result<bool> {
    if there.exists() && fs::read_to_string(stamp).is_ok_and(|last| last == hash) {
        return Ok(false);
    }
    work()?;
    if let Some(dir) = stamp.parent() {
        fs::create_dir_all(dir)?;
    }
    fs::write(stamp, hash).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own under the target directory of the test, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let dir = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            fs::create_dir_all(dir.join("src")).unwrap();
            fs::create_dir_all(dir.join("node_modules")).unwrap();
            Self(dir)
        }

        fn write(&self, path: &str, text: &str) {
            fs::write(self.0.join(path), text).unwrap();
        }

        fn hash(&self) -> String {
            hash(&files(&self.0).unwrap(), "").unwrap()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_hash_follows_sources_and_ignores_what_is_made() {
        let scratch = Scratch::new("hash");
        scratch.write("src/a.ts", "1");
        let before = scratch.hash();
        scratch.write("node_modules/b.js", "2");
        assert_eq!(scratch.hash(), before);
        scratch.write("src/a.ts", "2");
        assert_ne!(scratch.hash(), before);
    }

    #[test]
    fn work_is_done_once_and_again_when_the_result_is_gone() {
        let scratch = Scratch::new("stamp");
        let (stamp, made) = (scratch.0.join("s/stamp"), scratch.0.join("made"));
        let make = || unless_fresh(&stamp, "h", &made, || Ok(fs::write(&made, "")?)).unwrap();
        assert!(make());
        assert!(!make());
        fs::remove_file(&made).unwrap();
        assert!(make());
    }
}
