//! Where things are: the checkout and the build cache.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The checkout this xtask was built from, and the target directory its children share.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Workspace {
    pub(crate) fn locate() -> Result<Self> {
        // `cargo run` says where the package is now; the path at compile time may be another checkout's,
        // since checkouts can share one target directory.
        let package =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().context("xtask lies in the workspace")?.to_path_buf();
        let target = target_dir(
            &root,
            env::var_os("CARGO_TARGET_DIR").map(PathBuf::from),
            env::var_os("XDG_CACHE_HOME").map(PathBuf::from),
            env::var_os("HOME").map(PathBuf::from),
        );
        Ok(Self { root, target })
    }

    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("web")
    }

    pub(crate) fn e2e(&self) -> PathBuf {
        self.root.join("e2e")
    }

    /// The server binary of the dev profile.
    pub(crate) fn binary(&self) -> PathBuf {
        self.target.join("debug").join("bandeng")
    }
}

/// `CARGO_TARGET_DIR` if set (relative paths count from the root), else the user's cache, so that a fresh clone
/// does not build every dependency again; without a home, `target/` as usual.
fn target_dir(root: &Path, set: Option<PathBuf>, cache: Option<PathBuf>, home: Option<PathBuf>) -> PathBuf {
    let filled = |path: &PathBuf| !path.as_os_str().is_empty();
    if let Some(dir) = set.filter(filled) {
        return root.join(dir);
    }
    cache
        .filter(filled)
        .or_else(|| home.filter(filled).map(|home| home.join(".cache")))
        .map_or_else(|| root.join("target"), |cache| cache.join("bandeng").join("target"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dir(set: &str, cache: &str, home: &str) -> PathBuf {
        let some = |text: &str| Some(PathBuf::from(text));
        target_dir(Path::new("/repo"), some(set), some(cache), some(home))
    }

    #[test]
    fn the_target_directory_is_the_named_one_then_the_cache_then_the_checkout() {
        assert_eq!(dir("/fast/t", "/c", "/h"), Path::new("/fast/t"));
        assert_eq!(dir("t", "/c", "/h"), Path::new("/repo/t"));
        assert_eq!(dir("", "/c", "/h"), Path::new("/c/bandeng/target"));
        assert_eq!(dir("", "", "/h"), Path::new("/h/.cache/bandeng/target"));
        assert_eq!(dir("", "", ""), Path::new("/repo/target"));
    }
}
