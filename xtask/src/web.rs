//! The front end: packages, checks, unit tests, build.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::paths::Workspace;
use crate::{fresh, process};

/// `npm ci` in a folder with a lock file, skipped while the lock, the manifests and Node stay the same.
pub(crate) fn packages(dir: &Path) -> Result<()> {
    let manifests: Vec<PathBuf> = fresh::files(dir)?
        .into_iter()
        .filter(|file| file.file_name().is_some_and(|name| name == "package.json" || name == "package-lock.json"))
        .collect();
    let node = process::output(std::process::Command::new("node").arg("--version"))?;
    let hash = fresh::hash(&manifests, &String::from_utf8_lossy(&node))?;
    let modules = dir.join("node_modules");
    let done =
        fresh::unless_fresh(&modules.join(".bandeng-packages"), &hash, &modules.join(".package-lock.json"), || {
            process::run(process::npm(dir).args(["ci", "--no-progress"]))
        })?;
    if !done {
        println!("packages of {} are as locked", name(dir));
    }
    Ok(())
}

/// Packages and build, skipped while nothing under `web/` or in the OpenAPI document changed.
pub(crate) fn build(ws: &Workspace) -> Result<()> {
    let web = ws.web();
    packages(&web)?;
    let hash = fresh::hash(&fresh::files(&web)?, "build")?;
    let stamp = web.join("node_modules").join(".bandeng-build");
    let done =
        fresh::unless_fresh(&stamp, &hash, &console(&web), || process::run(process::npm(&web).args(["run", "build"])))
            .context("the web did not build")?;
    if !done {
        println!("the web is built already");
    }
    Ok(())
}

/// A script of `web/package.json`.
pub(crate) fn script(ws: &Workspace, script: &str) -> Result<()> {
    process::run(process::npm(&ws.web()).args(["run", script]))
}

/// The first page of the built console: if it is missing, nothing is built.
fn console(web: &Path) -> PathBuf {
    web.join("apps/console/dist/index.html")
}

fn name(dir: &Path) -> String {
    dir.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
