//! What is generated, each from one source: the OpenAPI document and the labels from the binary, the web's types from
//! the OpenAPI document. `--check` writes nothing and fails if a file is stale.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::paths::Workspace;
use crate::{fresh, process, web};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail if a generated file is not what would be generated now
    #[arg(long)]
    check: bool,
}

/// A file that the binary prints: subcommand, and where it goes.
const PRINTED: &[(&str, &str)] =
    &[("openapi", "openapi/openapi.json"), ("labels", "web/packages/domain/src/labels.json")];

/// Where `npm run gen` writes.
const TYPES: &str = "web/packages/api/src";

pub(crate) fn run(ws: &Workspace, args: &Args) -> Result<bool> {
    process::run(process::cargo(ws).args(["build", "--package", "bandeng"]))?;
    web::packages(&ws.web())?;
    if args.check {
        check(ws)?
    } else {
        write(ws)?
    }
    Ok(true)
}

fn write(ws: &Workspace) -> Result<()> {
    for (subcommand, path) in PRINTED {
        let file = ws.root.join(path);
        let text = print(ws, subcommand)?;
        if fs::read(&file).ok().as_deref() == Some(&text) {
            println!("{path} is as before");
            continue;
        }
        if let Some(dir) = file.parent() {
            fs::create_dir_all(dir)?;
        }
        fs::write(&file, text).with_context(|| format!("cannot write {path}"))?;
        println!("{path} written");
    }
    web::script(ws, "gen")
}

/// Fails naming every stale file and the first line that differs.
pub(crate) fn check(ws: &Workspace) -> Result<()> {
    let mut stale = Vec::new();
    for (subcommand, path) in PRINTED {
        let now = print(ws, subcommand)?;
        let kept = fs::read(ws.root.join(path)).unwrap_or_default();
        stale.extend(difference(path, &kept, &now));
    }
    // The types come from the document: while that is stale, they say nothing.
    if stale.is_empty() {
        stale = stale_types(ws)?;
    }
    if stale.is_empty() {
        println!("everything generated is fresh");
        return Ok(());
    }
    bail!("generated files are stale: run `cargo xtask gen` and commit\n{}", stale.join("\n"))
}

/// Runs the generator and puts the folder back as it was.
fn stale_types(ws: &Workspace) -> Result<Vec<String>> {
    let dir = ws.root.join(TYPES);
    let kept = contents(&dir)?;
    let generated = web::script(ws, "gen").and_then(|()| contents(&dir));
    let mut stale = Vec::new();
    for (file, now) in generated.iter().flatten() {
        let before = kept.iter().find(|(name, _)| name == file);
        let path = file.strip_prefix(&ws.root).unwrap_or(file);
        let before = before.map_or(&[][..], |(_, text)| text);
        stale.extend(difference(&path.display().to_string(), before, now));
        if before.is_empty() && !now.is_empty() {
            fs::remove_file(file)?;
        }
    }
    for (file, text) in &kept {
        if fs::read(file).ok().as_ref() != Some(text) {
            fs::write(file, text)?;
        }
    }
    generated.map(|_| stale)
}

fn contents(dir: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    fresh::files(dir)?
        .into_iter()
        .map(|file| {
            let text = fs::read(&file)?;
            Ok((file, text))
        })
        .collect()
}

fn print(ws: &Workspace, subcommand: &str) -> Result<Vec<u8>> {
    let mut text = process::output(Command::new(ws.binary()).arg(subcommand))?;
    if text.is_empty() {
        bail!("`bandeng {subcommand}` printed nothing");
    }
    if text.last() != Some(&b'\n') {
        text.push(b'\n');
    }
    Ok(text)
}

/// The first line that differs, as a hint; nothing if both are the same.
fn difference(path: &str, kept: &[u8], now: &[u8]) -> Option<String> {
    if kept == now {
        return None;
    }
    let (kept, now) = (String::from_utf8_lossy(kept), String::from_utf8_lossy(now));
    let (mut kept, mut now) = (kept.lines(), now.lines());
    for line in 1.. {
        let (was, is) = (kept.next(), now.next());
        if was != is || was.is_none() {
            let short = |text: Option<&str>| {
                text.map_or_else(|| "(nothing)".to_owned(), |text| text.chars().take(120).collect())
            };
            return Some(format!("  {path}:{line}\n    - {}\n    + {}", short(was), short(is)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_file_is_named_with_its_first_differing_line() {
        assert_eq!(difference("a.json", b"1\n2\n", b"1\n2\n"), None);
        let hint = difference("a.json", b"1\n2\n", b"1\n3\n").unwrap();
        assert!(hint.contains("a.json:2"), "{hint}");
        assert!(hint.contains("- 2") && hint.contains("+ 3"), "{hint}");
        let hint = difference("a.json", b"", b"1\n").unwrap();
        assert!(hint.contains("a.json:1") && hint.contains("(nothing)"), "{hint}");
    }
}
