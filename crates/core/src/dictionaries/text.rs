//! Dictionaries as text: a line of column names, then a line an entry.
//!
//! Comma-separated, because that is what a double click opens in WPS and Excel; in UTF-8 with a mark at the beginning,
//! because both would otherwise take Chinese for something else. What they save back is read as it comes: commas or
//! tabs, any order of the columns, either language, wide digits.

use super::{Entry, Fault, Row};
use crate::kernel::{Code, Refusal, Text, csv};
use crate::ledger::import::cells::{fold, squeeze};
use crate::text_enum;

text_enum! {
    /// A column of the text.
    pub enum Column as "DictionaryColumn" {
        Dictionary = "dictionary" ("字典", "Dictionary"),
        Code = "code" ("代码", "Code"),
        Parent = "parent" ("上级", "Heading"),
        Zh = "zh" ("名称", "Chinese"),
        En = "en" ("英文名称", "English"),
        Order = "order" ("顺序", "Order"),
        From = "from" ("有效期起", "Valid from"),
        Until = "until" ("有效期止", "Valid until"),
    }
}

impl Column {
    fn named(heading: &str) -> Option<Column> {
        let heading = squeeze(&fold(heading)).to_lowercase();
        let is_meant = |column: &&Column| {
            let label = column.label();
            [column.as_str(), &label.zh, &label.en].iter().any(|name| squeeze(name).to_lowercase() == heading)
        };
        Column::ALL.iter().find(is_meant).copied()
    }
}

/// What an editor would not let by: where a row cannot do without.
const NEEDED: [Column; 4] = [Column::Dictionary, Column::Code, Column::Parent, Column::Zh];

/// The rows of a text, each with the number of its line.
pub type Lines = Vec<(u32, Row)>;

/// The mark that tells WPS and Excel that it is UTF-8.
const MARK: char = '\u{feff}';

/// Writes entries in their order, with words in the language of `say`.
pub fn write(entries: &[Entry], say: &dyn Fn(&Text) -> String) -> String {
    let mut out = String::from(MARK);
    let heads: Vec<String> = Column::ALL.iter().map(|column| say(&column.label())).collect();
    out.push_str(&csv::line(heads.iter().map(String::as_str)));
    for entry in entries {
        let headings = entry.dictionary.headings();
        let parent = headings.iter().find(|(code, _)| *code == entry.parent).map(|(_, label)| say(label));
        let day = |day: Option<crate::kernel::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let cells = [
            say(&entry.dictionary.label()),
            entry.code.clone(),
            parent.unwrap_or_else(|| entry.parent.clone()),
            entry.zh.clone(),
            entry.en.clone(),
            entry.order.to_string(),
            day(entry.from),
            day(entry.until),
        ];
        out.push_str("\r\n");
        out.push_str(&csv::line(cells.iter().map(String::as_str)));
    }
    out.push_str("\r\n");
    out
}

/// Reads the lines of a text. Blank ones are left out, and those that a spreadsheet pads with separators.
///
/// # Errors
/// The faults of the column names, each in its line; of a quotation mark that is not closed; with what could be read.
pub fn read(text: &str) -> (Lines, Vec<Fault>) {
    let mut faults = Vec::new();
    let whole = |row: u32, refusal: Refusal| Fault { row, column: None, refusal };
    let text = text.strip_prefix(MARK).unwrap_or(text);
    let mut lines = (1u32..).zip(text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)));
    let is_blank = |line: &str| line.chars().all(|c| c.is_whitespace() || c == ',' || c == '"');
    let Some((n, head)) = lines.find(|(_, line)| !is_blank(line)) else {
        return (Vec::new(), vec![whole(1, Refusal::new(Code::HeadingMissing))]);
    };
    let separator = if head.contains('\t') { '\t' } else { ',' };
    let names = csv::cells(head, separator).unwrap_or_default();
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(names.len());
    for name in &names {
        let column = Column::named(name);
        match column {
            Some(column) if columns.contains(&Some(column)) => {
                faults.push(Fault { row: n, column: Some(column), refusal: Refusal::new(Code::ColumnTwice) });
            }
            None if !name.trim().is_empty() => {
                let refusal = Refusal::new(Code::UnknownValue)
                    .with(format!("没有“{}”这一列。", name.trim()), format!("There is no column \"{}\".", name.trim()));
                faults.push(whole(n, refusal));
            }
            _ => {}
        }
        columns.push(column);
    }
    for column in NEEDED.into_iter().filter(|column| !columns.contains(&Some(*column))) {
        let label = column.label();
        let refusal = Refusal::new(Code::HeadingMissing).with(
            format!("第一行缺少“{}”这一列。", label.zh),
            format!("The first line lacks the column \"{}\".", label.en),
        );
        faults.push(Fault { row: n, column: Some(column), refusal });
    }
    if !faults.is_empty() {
        return (Vec::new(), faults);
    }
    let mut rows = Vec::new();
    for (n, line) in lines.filter(|(_, line)| !is_blank(line)) {
        let Some(cells) = csv::cells(line, separator) else {
            faults.push(whole(n, Refusal::new(Code::QuoteOpen)));
            continue;
        };
        let mut row = Row::default();
        for (cell, column) in cells.into_iter().zip(&columns) {
            if let Some(column) = column {
                *row.cell_mut(*column) = cell;
            }
        }
        rows.push((n, row));
    }
    (rows, faults)
}
