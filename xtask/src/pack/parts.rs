//! What the binary is made of: crates that are linked into it, packages of the web that are in its pages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::paths::Workspace;
use crate::process;

/// A part somebody else made.
pub(super) struct Part {
    /// `cargo` or `npm`.
    pub(super) from: &'static str,
    pub(super) name: String,
    pub(super) version: String,
    /// As it says itself, in SPDX.
    pub(super) licence: Option<String>,
    /// Of the file it came in: SHA-256 in hexadecimal for crates, SHA-512 in Base64 for npm.
    pub(super) hash: Option<String>,
    /// Where it lies unpacked.
    pub(super) folder: PathBuf,
}

/// All of them, by name.
pub(super) fn all(ws: &Workspace) -> Result<Vec<Part>> {
    let mut parts = crates(ws)?;
    parts.extend(packages(&ws.web())?);
    parts.sort_by(|a, b| (a.from, &a.name, &a.version).cmp(&(b.from, &b.name, &b.version)));
    Ok(parts)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The crates the binary needs to run, and not those that only build or test it.
fn crates(ws: &Workspace) -> Result<Vec<Part>> {
    let host = String::from_utf8(process::output(process::cargo(ws).arg("-vV"))?)?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).context("cargo names no host")?;
    let mut command = process::cargo(ws);
    command.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host]);
    let told: Value = serde_json::from_slice(&process::output(&mut command)?)?;
    let nodes: BTreeMap<&str, &Value> = list(&told["resolve"]["nodes"]).map(|node| (text(&node["id"]), node)).collect();
    let packages: BTreeMap<&str, &Value> = list(&told["packages"]).map(|p| (text(&p["id"]), p)).collect();
    let binary = packages.values().find(|p| p["name"] == "bandeng").context("there is no package bandeng")?;
    let (mut open, mut reached) = (vec![text(&binary["id"])], BTreeSet::new());
    while let Some(id) = open.pop() {
        if !reached.insert(id) {
            continue;
        }
        let normal = list(&nodes[id]["deps"]).filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()));
        open.extend(normal.map(|dep| text(&dep["pkg"])));
    }
    let sums = checksums(&std::fs::read_to_string(ws.root.join("Cargo.lock"))?);
    let of = |id: &str| {
        let package = packages[id];
        let (name, version) = (text(&package["name"]).to_owned(), text(&package["version"]).to_owned());
        // Our own have no source.
        package["source"].as_str()?;
        Some(Part {
            from: "cargo",
            licence: package["license"].as_str().map(|licence| licence.replace('/', " OR ")),
            hash: sums.get(&(name.clone(), version.clone())).cloned(),
            folder: Path::new(text(&package["manifest_path"])).parent()?.to_path_buf(),
            name,
            version,
        })
    };
    Ok(reached.into_iter().filter_map(of).collect())
}

/// The checksums of `Cargo.lock` by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let of = |block: &str| Some(((value(block, "name")?, value(block, "version")?), value(block, "checksum")?));
    lock.split("[[package]]").filter_map(of).collect()
}

/// The packages of the web that are no tools.
fn packages(web: &Path) -> Result<Vec<Part>> {
    let lock: Value = serde_json::from_str(&std::fs::read_to_string(web.join("package-lock.json"))?)?;
    let all = lock["packages"].as_object().context("package-lock.json lists packages")?;
    let mut parts = Vec::new();
    for (path, package) in all {
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        let tool = ["dev", "devOptional", "optional", "link"].iter().any(|mark| package[*mark] == true);
        if tool {
            continue;
        }
        let folder = web.join(path);
        let told = std::fs::read_to_string(folder.join("package.json")).unwrap_or_default();
        let told: Value = serde_json::from_str(&told).unwrap_or_default();
        let licence = package["license"].as_str().or_else(|| told["license"].as_str());
        parts.push(Part {
            from: "npm",
            name: name.to_owned(),
            version: text(&package["version"]).to_owned(),
            licence: licence.map(str::to_owned),
            hash: package["integrity"].as_str().and_then(|text| text.strip_prefix("sha512-")).map(str::to_owned),
            folder,
        });
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_tells_checksums_of_foreign_crates() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"x\"\nchecksum = \"ab\"\n\n\
                    [[package]]\nname = \"own\"\nversion = \"0.1.0\"\ndependencies = [\n \"a\",\n]\n";
        let sums = checksums(lock);
        assert_eq!(sums.get(&("a".into(), "1.0.0".into())).map(String::as_str), Some("ab"));
        assert_eq!(sums.len(), 1);
    }
}
