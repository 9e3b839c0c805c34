//! The licences of all parts, with their texts: whoever passes the binary on passes these on with it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use super::parts::Part;

pub(super) struct Report {
    pub(super) text: String,
    /// Parts that bring no text of their own.
    pub(super) without: usize,
}

/// Every part with its licence, then every text with the parts that bring it.
///
/// # Errors
/// A part that names no licence at all.
pub(super) fn report(parts: &[Part]) -> Result<Report> {
    let mut text = String::from("Bandeng is licensed under Apache-2.0 (copyright). It is made with these parts.\n\n");
    let (mut texts, mut without) = (BTreeMap::<String, Vec<String>>::new(), 0);
    for part in parts {
        let name = format!("{} {} ({})", part.name, part.version, part.from);
        let Some(licence) = &part.licence else { bail!("{name} names no licence") };
        let own = own_texts(&part.folder);
        let note = if own.is_empty() { "; it brings no text of its own" } else { "" };
        without += usize::from(own.is_empty());
        writeln!(text, "{name}: {licence}{note}")?;
        for found in own {
            texts.entry(found).or_default().push(name.clone());
        }
    }
    let mut by_use: Vec<_> = texts.into_iter().collect();
    by_use.sort_by_key(|(text, names)| (usize::MAX - names.len(), text.clone()));
    for (found, names) in by_use {
        writeln!(text, "\n{}\n{}\n\n{found}", "=".repeat(80), names.join(", "))?;
    }
    Ok(Report { text, without })
}

/// The files of a part that speak of rights, their ends of line and blanks at ends made alike.
fn own_texts(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let speaks = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        path.is_file()
            && ["LICEN", "COPYING", "COPYRIGHT", "NOTICE", "UNLICEN"].iter().any(|word| name.starts_with(word))
    };
    let read = |path: &std::path::PathBuf| fs::read_to_string(path).ok();
    let even = |text: String| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned();
    files.iter().filter(|path| speaks(path)).filter_map(read).map(even).filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(licence: Option<&str>) -> Part {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf();
        Part {
            from: "cargo",
            name: "a".into(),
            version: "1.0.0".into(),
            licence: licence.map(str::to_owned),
            hash: None,
            folder,
        }
    }

    #[test]
    fn a_text_stands_once_and_a_part_without_a_licence_is_refused() {
        let report = report(&[part(Some("Apache-2.0")), part(Some("Apache-2.0"))]).unwrap();
        assert_eq!(report.text.matches("TERMS AND CONDITIONS FOR USE").count(), 1);
        assert_eq!(report.without, 0);
        assert!(super::report(&[part(None)]).is_err());
    }
}
