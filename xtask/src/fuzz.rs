//! `cargo xtask fuzz`: a fuzzer against every reader of strangers' bytes (`fuzz/README.md`). The seeds alone are fed to the same
//! readers by ordinary tests, on every change; this goes further, by hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::paths::Workspace;
use crate::process;
use crate::report::Report;

/// Readers that need nothing heavy, and those that lie beside the typesetter.
const LIGHT: [&str; 8] = ["sheet", "ledger", "words", "borders", "notes", "forms", "texts", "stamp"];
const PAPERS: [&str; 4] = ["docx", "pdf", "picture", "template"];

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only these targets
    #[arg(value_parser = LIGHT.into_iter().chain(PAPERS).collect::<Vec<_>>())]
    targets: Vec<String>,
    /// Seconds for each
    #[arg(long, default_value = "60")]
    seconds: u32,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    let wanted = |target: &str| args.targets.is_empty() || args.targets.iter().any(|name| name == target);
    let place = ws.target.join("fuzz");
    let papers = PAPERS.iter().any(|target| wanted(target));
    // The versions that are shipped are those that are tried.
    let lock = ws.root.join("fuzz/Cargo.lock");
    fs::copy(ws.root.join("Cargo.lock"), &lock).context("the versions of the workspace")?;
    let mut report = Report::default();
    for target in LIGHT.into_iter().chain(PAPERS).filter(|target| wanted(target)) {
        report.step(target, || {
            let mut build = process::cargo(ws);
            // What the fuzzer needs of the compiler is not in a stable one by itself.
            build.current_dir(ws.root.join("fuzz")).env("RUSTC_BOOTSTRAP", "1");
            build.args(["fuzz", "build", target, "--target-dir"]).arg(&place);
            process::run(build.args(papers.then_some(["--features", "papers"]).into_iter().flatten()))
                .context("is cargo-fuzz there? cargo install --locked cargo-fuzz")?;
            go(ws, &place, target, args.seconds)
        });
    }
    Ok(report.finish())
}

/// Runs the target where what it finds lies outside the checkout; the seeds are read and not written.
fn go(ws: &Workspace, place: &Path, target: &str, seconds: u32) -> Result<()> {
    let program = fs::read_dir(place)?.flatten().map(|entry| entry.path().join("release").join(target));
    let program =
        program.filter(|path| path.is_file()).max_by_key(|path| path.metadata().and_then(|m| m.modified()).ok());
    let program = program.context("cargo-fuzz built no program")?;
    let found = place.join("found").join(target);
    fs::create_dir_all(&found)?;
    let mut run = Command::new(program);
    run.arg(&found).arg(ws.root.join("fuzz/corpus").join(target));
    let words = ws.root.join("fuzz/words").join(format!("{target}.dict"));
    if words.is_file() {
        run.arg(format!("-dict={}", words.display()));
    }
    run.arg(format!("-artifact_prefix={}/", place.join(target).display()));
    // A gigabyte at once or ten seconds for one input is a fault too. The fuzzer itself takes half a gigabyte.
    run.args(["-malloc_limit_mb=1024", "-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1"])
        .arg(format!("-max_total_time={seconds}"));
    fs::create_dir_all(place.join(target))?;
    process::run(&mut run)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A target that is forgotten here, in its workspace, or without a seed would be tried by nobody.
    #[test]
    fn every_target_has_a_reader_seeds_and_a_test_that_feeds_them() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = |path: &str| fs::read_to_string(root.join(path)).expect(path);
        let mut known: Vec<&str> = LIGHT.into_iter().chain(PAPERS).collect();
        known.sort_unstable();
        let stems = |folder: &str| {
            let entries = fs::read_dir(root.join(folder)).expect(folder).flatten();
            let mut stems: Vec<String> = entries
                .filter_map(|e| Some(e.path().file_stem()?.to_str()?.to_owned()))
                .filter(|s| s != "seeds")
                .collect();
            stems.sort_unstable();
            stems
        };
        assert_eq!(stems("fuzz/fuzz_targets"), known);
        assert_eq!(stems("fuzz/readers"), known);
        assert_eq!(stems("fuzz/corpus"), known);
        let (manifest, readme) = (text("fuzz/Cargo.toml"), text("fuzz/README.md"));
        let tests = ["core", "sheet", "docgen"].map(|room| text(&format!("crates/{room}/tests/seeds.rs"))).concat();
        for target in known {
            assert!(manifest.contains(&format!("name = \"{target}\"")), "{target} is in no manifest");
            assert!(readme.contains(&format!("| `{target}` |")), "{target} is not explained");
            assert!(tests.contains(&format!("replay(\"{target}\"")), "the seeds of {target} are read by no test");
        }
    }
}
