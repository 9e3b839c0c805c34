//! `cargo xtask dist`: what is given to others. A Debian package, the file for a container, the list of parts (SBOM) and
//! the licences of all of them with their texts.

mod deb;
mod licences;
mod parts;
mod sbom;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::paths::Workspace;
use crate::{process, web};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Take this binary instead of building one for release
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Where the files are put [default: dist in the build folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Install, upgrade, remove and purge the package in a clean root (as root, with debootstrap and the network)
    #[arg(long = "try")]
    trial: bool,
}

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    web::packages(&ws.web())?;
    let binary = match &args.binary {
        Some(binary) => fs::canonicalize(binary).with_context(|| format!("no binary {}", binary.display()))?,
        None => built(ws)?,
    };
    let out = args.out.clone().unwrap_or_else(|| ws.target.join("dist"));
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let version = env!("CARGO_PKG_VERSION");
    let parts = parts::all(ws)?;
    let sbom = out.join(format!("bandeng-{version}.cdx.json"));
    fs::write(&sbom, sbom::cyclonedx(version, &parts)?)?;
    let licences = out.join("LICENCES.txt");
    let report = licences::report(&parts)?;
    fs::write(&licences, &report.text)?;
    println!("{} parts, {} of them without a licence text of their own", parts.len(), report.without);
    let package = deb::build(ws, &binary, &[&sbom, &licences], &out, version)?;
    fs::copy(ws.root.join("packaging/Containerfile"), out.join("Containerfile"))?;
    println!("{} ({} MB)", package.display(), fs::metadata(&package)?.len() / 1_000_000);
    if args.trial {
        // What an upgrade starts from: the same files under an older number.
        let older = deb::build(ws, &binary, &[&sbom, &licences], &out, &format!("{version}~older"))?;
        let mut command = Command::new(ws.root.join("packaging/try"));
        let tried = process::run(command.args([&older, &package]));
        fs::remove_file(&older)?;
        tried?;
        let mut verify = Command::new("systemd-analyze");
        process::run(
            verify
                .args(["security", "--offline=true", "--threshold=20"])
                .arg(ws.root.join("packaging/bandeng.service")),
        )?;
    }
    Ok(true)
}

fn built(ws: &Workspace) -> Result<PathBuf> {
    web::build(ws)?;
    process::run(process::cargo(ws).args(["build", "--release", "--locked", "--package", "bandeng"]))?;
    let binary = ws.target.join("release/bandeng");
    if !binary.is_file() {
        bail!("{} was not built", binary.display());
    }
    Ok(binary)
}
