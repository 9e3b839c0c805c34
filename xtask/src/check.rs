//! The quick look while one writes: does it compile, and are the lints content with what changed?

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::paths::Workspace;
use crate::report::Report;
use crate::{process, web};

pub(crate) fn run(ws: &Workspace) -> Result<bool> {
    let changed = Changed::of(ws);
    let mut report = Report::default();
    if changed.everything || !changed.packages.is_empty() {
        report.step("check", || process::run(process::cargo(ws).args(["check", "--workspace", "--all-targets"])));
        report.step("clippy", || clippy(ws, &changed));
    } else {
        report.skipped("check, clippy", "no Rust changed");
    }
    if (changed.everything || changed.web) && ws.web().join("package-lock.json").exists() {
        report.step("web types", || {
            web::packages(&ws.web())?;
            web::script(ws, "check")
        });
    } else {
        report.skipped("web types", "nothing under web/ changed");
    }
    Ok(report.finish())
}

fn clippy(ws: &Workspace, changed: &Changed) -> Result<()> {
    let mut command = process::cargo(ws);
    command.args(["clippy", "--all-targets"]);
    if changed.everything {
        command.arg("--workspace");
    } else {
        // What depends on them was compiled by the step before; its lints did not change.
        for package in &changed.packages {
            command.args(["--package", package]);
        }
    }
    process::run(command.args(["--", "-D", "warnings"]))
}

/// What differs from the last commit.
#[derive(Default)]
struct Changed {
    packages: BTreeSet<String>,
    web: bool,
    everything: bool,
}

impl Changed {
    fn of(ws: &Workspace) -> Self {
        let git = |args: &[&str]| {
            process::output(Command::new("git").current_dir(&ws.root).args(args))
                .map(|text| String::from_utf8_lossy(&text).into_owned())
        };
        let (Ok(edited), Ok(added)) = (
            git(&["-c", "core.quotepath=off", "diff", "--name-only", "HEAD"]),
            git(&["-c", "core.quotepath=off", "ls-files", "--others", "--exclude-standard"]),
        ) else {
            // No git, or no commit yet.
            return Self { everything: true, ..Self::default() };
        };
        let paths: Vec<&str> = edited.lines().chain(added.lines()).collect();
        let mut changed = Self::from_paths(&paths, |dir| package_name(ws, dir));
        // Nothing new to look at: then the question is about the whole.
        changed.everything |= paths.is_empty();
        changed
    }

    fn from_paths(paths: &[&str], package: impl Fn(&str) -> Option<String>) -> Self {
        let mut changed = Self::default();
        for path in paths {
            let mut parts = path.split('/');
            match (parts.next(), parts.next()) {
                (Some("crates"), Some(name)) => {
                    changed.packages.extend(package(&format!("crates/{name}")));
                }
                (Some("xtask"), Some(_)) => changed.packages.extend(package("xtask")),
                (Some("web"), _) => changed.web = true,
                (Some("Cargo.toml" | "clippy.toml" | "rust-toolchain.toml"), None) => {
                    changed.everything = true;
                }
                _ => {}
            }
        }
        changed
    }
}

/// The package in a folder: the first `name = "…"` of its manifest.
fn package_name(ws: &Workspace, dir: &str) -> Option<String> {
    let manifest = fs::read_to_string(ws.root.join(dir).join("Cargo.toml")).ok()?;
    let line = manifest.lines().find(|line| line.starts_with("name"))?;
    line.split('"').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_the_packages_to_lint() {
        let name = |dir: &str| Some(dir.replace("crates/", "bandeng-"));
        let paths = ["crates/core/src/lib.rs", "xtask/src/main.rs", "docs/a.md"];
        let changed = Changed::from_paths(&paths, name);
        assert_eq!(changed.packages.iter().collect::<Vec<_>>(), ["bandeng-core", "xtask"]);
        assert!(!changed.web && !changed.everything);
        assert!(Changed::from_paths(&["Cargo.toml"], name).everything);
        assert!(Changed::from_paths(&["web/apps/a.vue"], name).web);
    }
}
