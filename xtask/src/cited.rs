//! Documents that say "this is so, and here is the test": whatever they name exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fresh;

/// The documents that cite.
const DOCUMENTS: &[&str] = &["SECURITY.md", "docs/threat-model.md", "docs/等保2.0三级对照.md"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).filter(|word| !word.contains(['\n', ' ']))
}

/// The names of all functions in our own sources.
fn functions() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let files = fresh::files(&root().join("crates")).unwrap_or_default();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let text = fs::read_to_string(file).unwrap_or_default();
        let after = text.split("fn ").skip(1);
        names.extend(
            after.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()),
        );
    }
    names
}

#[test]
fn what_the_documents_cite_exists() {
    let functions = functions();
    let (mut tests, mut files, mut missing) = (0, 0, Vec::new());
    for document in DOCUMENTS {
        let text = fs::read_to_string(root().join(document)).unwrap_or_default();
        for word in quoted(&text) {
            let is_test = word.matches('_').count() >= 4
                && word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            let is_file = word.contains('/') && !word.starts_with('/') && !word.contains(':');
            let there = match (is_test, is_file) {
                (true, _) => functions.contains(word),
                (_, true) => root().join(word).exists(),
                _ => continue,
            };
            tests += usize::from(is_test);
            files += usize::from(is_file);
            if !there {
                missing.push(format!("{document}: {word}"));
            }
        }
    }
    assert!(missing.is_empty(), "cited and not there:\n{}", missing.join("\n"));
    assert!(tests > 60 && files > 20, "{tests} tests and {files} files are cited: the documents are elsewhere");
}
