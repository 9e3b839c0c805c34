//! What Bandeng is built from: licences, sources and known faults of the parts. What needs a network that is not there is
//! said to be unchecked, and is no failure.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::paths::Workspace;
use crate::process;

pub(crate) fn run(ws: &Workspace) -> Result<()> {
    for folder in [ws.web(), ws.e2e()] {
        locked(&folder.join("package-lock.json"))?;
    }
    crates(ws)?;
    audit(ws)
}

/// Every package is locked to its content: another file under the same name and number is refused by npm.
fn locked(path: &std::path::Path) -> Result<()> {
    let lock: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let packages = lock["packages"].as_object().context("package-lock.json lists packages")?;
    let foreign = packages.iter().filter(|(path, package)| path.contains("node_modules/") && package["link"] != true);
    let (mut count, mut loose) = (0, Vec::new());
    for (path, package) in foreign {
        count += 1;
        if package["integrity"].as_str().is_none_or(|text| !text.starts_with("sha512-")) && package["inBundle"] != true
        {
            loose.push(path.clone());
        }
    }
    if !loose.is_empty() {
        bail!("{}: without a hash: {}", path.display(), loose.join(", "));
    }
    println!("{count} packages of {} are locked to their content", path.display());
    Ok(())
}

/// The release of cargo-deny that is asked. Another one may find other things.
const DENY: &str = "0.20.2";

fn crates(ws: &Workspace) -> Result<()> {
    let Some(program) = deny(ws) else {
        println!(
            "NOT CHECKED: licences, sources and advisories of crates: cargo-deny {DENY} cannot be installed from here"
        );
        return Ok(());
    };
    let deny = |args: &[&str]| {
        let mut command = Command::new(&program);
        command.current_dir(&ws.root).args(args);
        command
    };
    // What is built here is here already; what other systems would need is not, and is asked about too.
    let mut fetch = process::cargo(ws);
    fetch.args(["fetch", "--locked"]);
    if !there(fetch) {
        println!("NOT CHECKED: licences, sources and advisories of crates: not all of them can be fetched from here");
        return Ok(());
    }
    process::run(&mut deny(&["--offline", "check", "licenses", "bans", "sources"]))?;
    if !there(deny(&["fetch", "db"])) {
        println!("NOT CHECKED: advisories of crates: their database cannot be reached from here");
        return Ok(());
    }
    process::run(&mut deny(&["--offline", "check", "advisories"]))
}

/// Where cargo-deny is: compiled once, beside what else was compiled and outside the checkout. It takes some minutes the first
/// time; none where the registry does not answer.
fn deny(ws: &Workspace) -> Option<PathBuf> {
    let tools = ws.target.join("tools");
    let program = tools.join("bin").join("cargo-deny");
    let is_right = || {
        let told = Command::new(&program).arg("--version").stderr(Stdio::null()).output();
        told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).trim().ends_with(DENY))
    };
    if !is_right() {
        let mut install = process::cargo(ws);
        install.args(["install", "cargo-deny", "--locked", "--version", DENY, "--root"]).arg(&tools);
        process::run(install.env("CARGO_TARGET_DIR", tools.join("build"))).ok()?;
        // What was left of compiling is larger than the program by far.
        let _ = fs::remove_dir_all(tools.join("build"));
    }
    is_right().then_some(program)
}

/// Whether a program ends well, whatever it says.
fn there(mut command: Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Known faults of what is in the pages. Tools that never leave this machine are not asked for.
fn audit(ws: &Workspace) -> Result<()> {
    let mut command = process::npm(&ws.web());
    command.args(["audit", "--omit=dev", "--audit-level=high", "--json"]).env("npm_config_audit", "true");
    let told = command.stdin(Stdio::null()).stderr(Stdio::null()).output().context("cannot start npm")?;
    let report: Value = serde_json::from_slice(&told.stdout).unwrap_or_default();
    match report["metadata"]["vulnerabilities"]["total"].as_u64() {
        None => println!("NOT CHECKED: known faults of npm packages: the registry does not answer this question"),
        Some(_) if told.status.success() => println!("no grave fault is known of the packages in the pages"),
        Some(_) => bail!("known faults, told by `npm audit --omit=dev`:\n{report:#}"),
    }
    Ok(())
}
