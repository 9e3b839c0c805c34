//! Writing XLSX: a ledger with a heading that stays in place, and a page that says what it is.

use jiff::civil::{Date, date};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, FormatUnderline, Formula,
    Worksheet, XlsxError,
};

use crate::SheetError;

/// What is in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Day(Date),
    /// In fen; shown in yuan.
    Money(i64),
    Number(i64),
    /// What leads somewhere, and the address.
    Opens(Box<Cell>, String),
}

/// What a column holds: how wide it is and how it is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word or two.
    Word,
    /// A name or an address.
    Line,
    /// A title, several names.
    Long,
    Day,
    Money,
    Number,
}

/// A column of a ledger.
#[derive(Clone, Debug)]
pub struct Column {
    pub head: String,
    pub kind: Kind,
}

/// Words a column is chosen from.
#[derive(Clone, Debug)]
pub struct Choices {
    /// Which column of the ledger, from 0.
    pub column: u16,
    pub head: String,
    pub words: Vec<String>,
}

/// Rows of a form that offer their choices: as many as are taken at once.
const OFFERED: u32 = 100_000;

/// A workbook being written: the ledger first, then pages about it.
pub struct Workbook {
    book: rust_xlsxwriter::Workbook,
    columns: Vec<Column>,
    row: u32,
    head: Format,
    text: Format,
    day: Format,
    money: Format,
    number: Format,
}

/// What leads somewhere has the house's green.
const LINK: Color = Color::RGB(0x2F6B5E);

/// Excel counts days from here (1900 date system, for days after February 1900).
const DAY_ZERO: Date = date(1899, 12, 30);

impl Workbook {
    /// Begins a ledger with a heading.
    ///
    /// # Errors
    /// [`SheetError`] if the name is none a sheet may have.
    pub fn new(name: &str, columns: Vec<Column>) -> Result<Self, SheetError> {
        let text = Format::new().set_align(FormatAlign::VerticalCenter);
        let mut workbook = Self {
            book: rust_xlsxwriter::Workbook::new(),
            head: text
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0xEEF1EE))
                .set_border_bottom(FormatBorder::Thin),
            day: text.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            money: text.clone().set_num_format("#,##0.00"),
            number: text.clone().set_num_format("#,##0"),
            text,
            columns,
            row: 0,
        };
        // Half the time of the usual level, for a file an eighth larger (measured with a ledger of the demo).
        workbook.book.set_zip_compression_level(3);
        let sheet = workbook.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        sheet.set_freeze_panes(1, 0)?;
        for (i, column) in workbook.columns.iter().enumerate() {
            let width: f64 = match column.kind {
                Kind::Word | Kind::Day | Kind::Number => 12.0,
                Kind::Money => 14.0,
                Kind::Line => 22.0,
                Kind::Long => 40.0,
            };
            sheet.set_column_width(i as u16, width.max(2.0 * column.head.chars().count() as f64 + 2.0))?;
        }
        for (i, column) in workbook.columns.iter().enumerate() {
            sheet.write_string_with_format(0, i as u16, &column.head, &workbook.head)?;
        }
        Ok(workbook)
    }

    /// Rows written so far, without the heading.
    pub fn rows(&self) -> u32 {
        self.row
    }

    /// Appends a row; cells beyond the heading are left out.
    ///
    /// # Errors
    /// [`SheetError`] beyond 1,048,575 rows, and if the disk is full.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), SheetError> {
        self.row += 1;
        for (i, cell) in (0..).zip(cells.iter().take(self.columns.len())) {
            self.write(i, cell, false)?;
        }
        Ok(())
    }

    fn write(&mut self, column: u16, cell: &Cell, opens: bool) -> Result<(), SheetError> {
        if let Cell::Opens(cell, address) = cell {
            // The address belongs to the cell; what is written over it keeps it, and stays a number.
            self.book.worksheet_from_index(0)?.write_url(self.row, column, address.as_str())?;
            return self.write(column, cell, true);
        }
        let format = match cell {
            Cell::Day(_) => &self.day,
            Cell::Money(_) => &self.money,
            Cell::Number(_) => &self.number,
            _ => &self.text,
        };
        let format = match opens {
            true => &format.clone().set_font_color(LINK).set_underline(FormatUnderline::Single),
            false => format,
        };
        let (row, sheet) = (self.row, self.book.worksheet_from_index(0)?);
        match cell {
            Cell::Empty | Cell::Opens(..) => return Ok(()),
            Cell::Text(value) => sheet.write_string_with_format(row, column, fit(value), format)?,
            Cell::Day(value) => {
                let days = DAY_ZERO.until(*value).map(|span| span.get_days()).unwrap_or_default();
                sheet.write_number_with_format(row, column, f64::from(days), format)?
            }
            Cell::Number(value) => sheet.write_number_with_format(row, column, *value as f64, format)?,
            // Exact up to 90 billion yuan: a number in a spreadsheet has 15 digits.
            Cell::Money(fen) => sheet.write_number_with_format(row, column, *fen as f64 / 100.0, format)?,
        };
        Ok(())
    }

    /// Adds a page with the words of some columns, and offers them in the cells of those columns. Another word may be
    /// typed all the same, after a warning: whoever reads the form says what is wrong with it.
    ///
    /// # Errors
    /// [`SheetError`] if the name is none a sheet may have.
    pub fn offer(&mut self, name: &str, choices: &[Choices]) -> Result<(), SheetError> {
        let ledger = self.book.worksheet_from_index(0)?;
        for (i, list) in choices.iter().enumerate().filter(|(_, list)| !list.words.is_empty()) {
            let column = rust_xlsxwriter::utility::column_number_to_name(i as u16);
            let source = format!("='{name}'!${column}$2:${column}${}", list.words.len() + 1);
            let rule = DataValidation::new()
                .allow_list_formula(Formula::new(source))
                .set_error_style(DataValidationErrorStyle::Warning);
            ledger.add_data_validation(1, list.column, OFFERED, list.column, &rule)?;
        }
        let sheet = self.book.add_worksheet();
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (i, list) in choices.iter().enumerate() {
            let i = i as u16;
            sheet.set_column_width(i, 28)?;
            sheet.write_string_with_format(0, i, &list.head, &self.head)?;
            for (row, word) in (1..).zip(&list.words) {
                sheet.write_string_with_format(row, i, fit(word), &self.text)?;
            }
        }
        Ok(())
    }

    /// Adds the page that says what this is, and closes the file.
    ///
    /// # Errors
    /// [`SheetError`] if the disk is full.
    pub fn finish(mut self, about: &str, lines: &[(String, String)]) -> Result<Vec<u8>, SheetError> {
        let last = (self.row.max(1), self.columns.len().saturating_sub(1) as u16);
        self.book.worksheet_from_index(0)?.autofilter(0, 0, last.0, last.1)?;
        let sheet = self.book.add_worksheet();
        sheet.set_name(about)?;
        write_about(sheet, lines, &self.head, &self.text)?;
        Ok(self.book.save_to_buffer()?)
    }
}

fn write_about(
    sheet: &mut Worksheet,
    lines: &[(String, String)],
    head: &Format,
    text: &Format,
) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 16)?;
    sheet.set_column_width(1, 80)?;
    for (row, (name, value)) in lines.iter().enumerate() {
        sheet.write_string_with_format(row as u32, 0, fit(name), head)?;
        sheet.write_string_with_format(row as u32, 1, fit(value), text)?;
    }
    Ok(())
}

/// A cell holds 32,767 characters; what is longer ends with an ellipsis.
fn fit(text: &str) -> std::borrow::Cow<'_, str> {
    const MOST: usize = 32_767;
    match text.char_indices().nth(MOST) {
        None => text.into(),
        Some(_) => text.chars().take(MOST - 1).chain(['…']).collect::<String>().into(),
    }
}
