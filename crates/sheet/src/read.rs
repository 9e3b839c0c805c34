//! Reading XLSX: rows of text, one after the other, from files that strangers made.
//!
//! Dates come as `2025-03-02`, whatever their format; numbers without an exponent; of a formula the value that was
//! computed when the file was saved. What lies in a merged range is given to each of its cells. Hidden sheets are not
//! read, and said to be there.

use std::collections::VecDeque;
use std::io::Cursor;
use std::ops::ControlFlow;

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::unpack::{Seen, measure};

/// How much of a stranger's file is taken.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub packed: u64,
    /// Bytes of all its parts, unpacked.
    pub unpacked: u64,
    /// Bytes of the strings it shares between cells: they stay in memory while it is read.
    pub strings: u64,
    /// How many times larger a part may become.
    pub ratio: u64,
    /// Parts of the container.
    pub parts: usize,
    /// Rows with something in them.
    pub rows: u32,
    /// Columns with something in them.
    pub columns: u32,
    /// Bytes of text that a sheet gives: a string that many cells share, or a merged range has, counts in each of them.
    pub given: u64,
}

impl Default for Limits {
    /// Above any ledger an office keeps: 100,000 rows of 100 columns in 20 MB, and room for what stands above them.
    fn default() -> Self {
        const MB: u64 = 1024 * 1024;
        Self {
            packed: 20 * MB,
            unpacked: 400 * MB,
            strings: 128 * MB,
            ratio: 200,
            parts: 2_000,
            rows: 100_010,
            columns: 100,
            given: 400 * MB,
        }
    }
}

/// Why a spreadsheet is not read, or no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("not an XLSX file")]
    NotXlsx,
    #[error("behind a password")]
    Locked,
    #[error("incomplete or damaged")]
    Damaged,
    /// The file itself, or its rows or columns.
    #[error("larger than is taken")]
    TooLarge,
    /// It unpacks to what no spreadsheet needs.
    #[error("unpacks to an abnormal size")]
    Swells,
}

impl From<XlsxError> for ReadError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => ReadError::Locked,
            _ => ReadError::Damaged,
        }
    }
}

/// What a reader should be told of a file beside its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Sheets that are hidden and were not read.
    pub hidden: Vec<String>,
    /// There are formulas; the values they last had were read.
    pub formulas: bool,
    /// It points to other files; nothing of them was read.
    pub links: bool,
}

/// A row with something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As the spreadsheet numbers it, from 1.
    pub n: u32,
    /// From the first column on; blank cells are empty.
    pub cells: Vec<String>,
}

/// A spreadsheet that was measured and can be read.
pub struct Ledger {
    book: Xlsx<Cursor<Vec<u8>>>,
    limits: Limits,
    visible: Vec<String>,
    told: Told,
}

/// Merged ranges that may begin above a row and end below it.
const MOST_OPEN: usize = 2_000;
/// Characters that are read of a cell: no ledger says more in one.
const LONGEST: usize = 10_000;

impl Ledger {
    /// Says without unpacking whether this can be a spreadsheet at all: for an answer while the sender waits.
    ///
    /// # Errors
    /// [`ReadError::NotXlsx`], [`ReadError::TooLarge`], [`ReadError::Locked`], [`ReadError::Damaged`].
    pub fn glance(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
        crate::unpack::glance(bytes, limits)
    }

    /// Measures a file and opens it. Takes its time: every part is unpacked once.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn open(bytes: Vec<u8>, limits: Limits) -> Result<Self, ReadError> {
        let Seen { formulas, links } = measure(&bytes, &limits)?;
        let book = Xlsx::new(Cursor::new(bytes))?;
        let (mut visible, mut hidden) = (Vec::new(), Vec::new());
        for sheet in book.sheets_metadata() {
            match (sheet.typ, sheet.visible) {
                (SheetType::WorkSheet, SheetVisible::Visible) => visible.push(sheet.name.clone()),
                (SheetType::WorkSheet, _) => hidden.push(sheet.name.clone()),
                _ => {}
            }
        }
        Ok(Self { book, limits, visible, told: Told { hidden, formulas, links } })
    }

    /// Sheets one sees, in their order.
    pub fn sheets(&self) -> &[String] {
        &self.visible
    }

    pub fn told(&self) -> &Told {
        &self.told
    }

    /// The last row a sheet says it has: a hint of how long reading takes, and no more.
    ///
    /// # Errors
    /// [`ReadError::Damaged`].
    pub fn last_row(&mut self, sheet: &str) -> Result<u32, ReadError> {
        Ok(self.book.worksheet_cells_reader(sheet)?.dimensions().end.0 + 1)
    }

    /// Gives the rows of a sheet, until `each` has enough.
    ///
    /// # Errors
    /// [`ReadError::TooLarge`] beyond the limits, [`ReadError::Swells`] where a few strings stand for more than a ledger
    /// says, [`ReadError::Damaged`] where it cannot be understood.
    pub fn read(&mut self, sheet: &str, mut each: impl FnMut(Row) -> ControlFlow<()>) -> Result<(), ReadError> {
        let mut merged = Merged::new(self.book.merge_cells_by_sheet_name(sheet)?, self.limits.columns);
        let mut cells = self.book.worksheet_cells_reader(sheet)?;
        let mut row: Option<Row> = None;
        let (mut rows, mut given) = (0, 0);
        let mut finish = |row: Option<Row>| -> Result<ControlFlow<()>, ReadError> {
            let Some(mut row) = row else { return Ok(ControlFlow::Continue(())) };
            rows += 1;
            if rows > self.limits.rows {
                return Err(ReadError::TooLarge);
            }
            merged.fill(&mut row)?;
            given += row.cells.iter().map(|cell| cell.len() as u64).sum::<u64>();
            if given > self.limits.given {
                return Err(ReadError::Swells);
            }
            Ok(each(row))
        };
        while let Some(cell) = cells.next_cell()? {
            let (r, c) = cell.get_position();
            let text = text(cell.get_value());
            if text.trim().is_empty() {
                continue;
            }
            if c >= self.limits.columns {
                return Err(ReadError::TooLarge);
            }
            let n = r + 1;
            match &row {
                Some(now) if now.n == n => {}
                // Rows lie in their order; a file that has them otherwise was not saved by a spreadsheet program.
                Some(now) if now.n > n => return Err(ReadError::Damaged),
                _ => {
                    if finish(row.take())?.is_break() {
                        return Ok(());
                    }
                }
            }
            let row = row.get_or_insert_with(|| Row { n, cells: Vec::new() });
            if row.cells.len() <= c as usize {
                row.cells.resize(c as usize + 1, String::new());
            }
            row.cells[c as usize] = text;
        }
        finish(row).map(|_| ())
    }
}

/// A cell as text.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => cut(text).to_owned(),
        DataRef::SharedString(text) => cut(text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Telephones and codes are whole numbers here; without an exponent they stay readable.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "是".to_owned(),
        DataRef::Bool(false) => "否".to_owned(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(span) => span.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// What is read of a text, before anything of it is copied.
fn cut(text: &str) -> &str {
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((at, _)) => &text[..at],
    }
}

/// Merged ranges, in the order in which they begin.
struct Merged {
    ahead: VecDeque<Dimensions>,
    open: Vec<(Dimensions, String)>,
    columns: u32,
}

impl Merged {
    fn new(mut ranges: Vec<Dimensions>, columns: u32) -> Self {
        ranges.retain(|range| range.start.1 < columns && range.start <= range.end);
        ranges.sort_by_key(|range| range.start);
        Self { ahead: ranges.into(), open: Vec::new(), columns }
    }

    /// Gives the value of a range to its blank cells in this row. A row that has nothing of its own is not one: it
    /// never comes here.
    fn fill(&mut self, row: &mut Row) -> Result<(), ReadError> {
        let r = row.n - 1;
        self.open.retain(|(range, _)| range.end.0 >= r);
        while let Some(range) = self.ahead.pop_front_if(|range| range.start.0 <= r) {
            // What began in a row without content has no value to give.
            if range.start.0 == r
                && let Some(value) = row.cells.get(range.start.1 as usize).filter(|v| !v.is_empty())
            {
                self.open.push((range, value.clone()));
            }
        }
        if self.open.len() > MOST_OPEN {
            return Err(ReadError::Damaged);
        }
        for (range, value) in &self.open {
            let last = range.end.1.min(self.columns - 1) as usize;
            if row.cells.len() <= last {
                row.cells.resize(last + 1, String::new());
            }
            for cell in &mut row.cells[range.start.1 as usize..=last] {
                if cell.is_empty() {
                    cell.clone_from(value);
                }
            }
        }
        Ok(())
    }
}
