//! Rows as somebody typed them become entries, or faults that say where.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Column, Dictionary, Entry, in_order};
use crate::kernel::{Code, Date, Refusal, Text};
use crate::ledger::import::Names;
use crate::ledger::import::cells::{day, fold, fold_text, is_blank, squeeze};

/// Most entries of a county: more nobody finds anything in.
pub const MOST_ENTRIES: usize = 2_000;

/// Most characters of a code.
const LONGEST_CODE: usize = 40;

/// A row as somebody typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DictionaryRow)]
#[serde(default)]
pub struct Row {
    /// Code or label of the dictionary.
    pub dictionary: String,
    pub code: String,
    /// Code or label of the heading it stands under.
    pub parent: String,
    pub zh: String,
    pub en: String,
    pub order: String,
    pub from: String,
    pub until: String,
}

impl Row {
    pub(super) fn cell(&self, column: Column) -> &str {
        match column {
            Column::Dictionary => &self.dictionary,
            Column::Code => &self.code,
            Column::Parent => &self.parent,
            Column::Zh => &self.zh,
            Column::En => &self.en,
            Column::Order => &self.order,
            Column::From => &self.from,
            Column::Until => &self.until,
        }
    }

    pub(super) fn cell_mut(&mut self, column: Column) -> &mut String {
        match column {
            Column::Dictionary => &mut self.dictionary,
            Column::Code => &mut self.code,
            Column::Parent => &mut self.parent,
            Column::Zh => &mut self.zh,
            Column::En => &mut self.en,
            Column::Order => &mut self.order,
            Column::From => &mut self.from,
            Column::Until => &mut self.until,
        }
    }
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row's own number, as its sender counts.
    pub row: u32,
    /// None where it is the row as a whole.
    pub column: Option<Column>,
    pub refusal: Refusal,
}

/// Letters, digits and underscores, a letter first: no spreadsheet takes such a code for a number or a day.
pub fn is_code(text: &str) -> bool {
    text.len() <= LONGEST_CODE
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// A code that is asked for, of no county in particular.
///
/// # Errors
/// [`Code::UnknownValue`] if it cannot be one.
pub fn read_code(text: &str) -> Result<String, Refusal> {
    if is_code(text) { Ok(text.to_owned()) } else { Err(Refusal::new(Code::UnknownValue)) }
}

/// Reads rows, each with its own number. What was published before stays: a row with its code changes it, and what no
/// row names remains as it is.
///
/// # Errors
/// Every fault of every row, in order. Nothing is taken if there is one.
pub fn check(rows: &[(u32, Row)], published: &[Entry]) -> Result<Vec<Entry>, Vec<Fault>> {
    let too_many = || {
        let last = rows.last().map_or(1, |(n, _)| *n);
        Fault { row: last, column: None, refusal: Refusal::new(Code::TooManyRows) }
    };
    // Before anything is compared: what is refused anyway is not to cost time.
    if rows.len() > MOST_ENTRIES {
        return Err(vec![too_many()]);
    }
    let mut reading = Reading { published, names: names(rows, published), faults: Vec::new() };
    let mut read: Vec<(u32, Entry)> = Vec::with_capacity(rows.len());
    for (n, row) in rows {
        if let Some(entry) = reading.entry(*n, row) {
            read.push((*n, entry));
        }
    }
    reading.doubles(&read);
    let known = published.iter().filter(|old| !read.iter().any(|(_, new)| same(old, new)));
    let mut entries: Vec<Entry> = read.iter().map(|(_, entry)| entry).chain(known).cloned().collect();
    if entries.len() > MOST_ENTRIES {
        reading.faults.push(too_many());
    }
    reading.namesakes(&read, &entries);
    if !reading.faults.is_empty() {
        reading.faults.sort_by_key(|fault| (fault.row, fault.column));
        return Err(reading.faults);
    }
    in_order(&mut entries);
    Ok(entries)
}

fn same(a: &Entry, b: &Entry) -> bool {
    a.dictionary == b.dictionary && a.code == b.code
}

/// What a name is compared by.
fn key(name: &str) -> String {
    squeeze(&fold(name)).to_lowercase()
}

/// The dictionary that was typed: its code, or its label in either language.
fn meant(typed: &str) -> Option<Dictionary> {
    let typed = key(typed);
    let is_meant = |d: &Dictionary| {
        let label = d.label();
        [d.as_str(), &label.zh, &label.en].iter().any(|name| key(name) == typed)
    };
    Dictionary::ALL.iter().copied().find(is_meant)
}

/// Codes and names of all entries, those that were typed and those that were published, as they are compared.
fn names(rows: &[(u32, Row)], published: &[Entry]) -> HashSet<(Dictionary, String)> {
    let typed =
        rows.iter().filter_map(|(_, row)| Some((meant(&row.dictionary)?, [row.code.as_str(), row.zh.as_str()])));
    let known = published.iter().map(|entry| (entry.dictionary, [entry.code.as_str(), entry.zh.as_str()]));
    typed.chain(known).flat_map(|(dictionary, names)| names.map(|name| (dictionary, key(name)))).collect()
}

struct Reading<'a> {
    published: &'a [Entry],
    names: HashSet<(Dictionary, String)>,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn refuse(&mut self, row: u32, column: Column, code: Code) {
        self.tell(row, column, Refusal::new(code));
    }

    fn tell(&mut self, row: u32, column: Column, refusal: Refusal) {
        self.faults.push(Fault { row, column: Some(column), refusal });
    }

    /// A row by itself; none if something of it is wrong.
    fn entry(&mut self, n: u32, row: &Row) -> Option<Entry> {
        let before = self.faults.len();
        let dictionary = self.dictionary(n, row);
        let code = squeeze(&fold(&row.code)).to_lowercase();
        if code.is_empty() {
            self.refuse(n, Column::Code, Code::Required);
        } else if !is_code(&code) {
            self.refuse(n, Column::Code, Code::EntryCodeMalformed);
        } else if dictionary.is_some_and(|d| d.headings().iter().any(|(heading, _)| *heading == code)) {
            self.refuse(n, Column::Code, Code::EntryCodeTaken);
        }
        let parent = dictionary.and_then(|dictionary| self.parent(n, row, dictionary, &code));
        let longest = dictionary.map_or(200, Dictionary::longest);
        let zh = self.name(n, Column::Zh, &row.zh, longest);
        if zh.is_empty() {
            self.refuse(n, Column::Zh, Code::Required);
        } else if dictionary.is_some_and(|d| d.headings().iter().any(|(_, label)| key(&label.zh) == key(&zh))) {
            self.refuse(n, Column::Zh, Code::EntryNameOfHeading);
        }
        let en = self.name(n, Column::En, &row.en, longest * 3);
        let order = match squeeze(&fold(&row.order)) {
            text if text.is_empty() => 0,
            text => text.parse().ok().filter(|order| *order <= 9_999).unwrap_or_else(|| {
                self.refuse(n, Column::Order, Code::OutOfRange);
                0
            }),
        };
        let (from, until) = (self.day(n, row, Column::From), self.day(n, row, Column::Until));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            self.refuse(n, Column::Until, Code::DatesReversed);
        }
        let (dictionary, parent) = (dictionary?, parent?);
        (self.faults.len() == before).then_some(Entry { dictionary, code, parent, zh, en, order, from, until })
    }

    fn dictionary(&mut self, n: u32, row: &Row) -> Option<Dictionary> {
        if key(&row.dictionary).is_empty() {
            self.refuse(n, Column::Dictionary, Code::Required);
            return None;
        }
        let found = meant(&row.dictionary);
        if found.is_none() {
            let words: Vec<String> = Dictionary::ALL.iter().map(|d| d.label().zh).collect();
            let codes: Vec<&str> = Dictionary::ALL.iter().map(|d| d.as_str()).collect();
            let refusal = Refusal::new(Code::DictionaryUnknown).with(
                format!("没有“{}”这个字典，只有：{}。", row.dictionary.trim(), words.join("、")),
                format!("There is no dictionary \"{}\"; there are: {}.", row.dictionary.trim(), codes.join(", ")),
            );
            self.tell(n, Column::Dictionary, refusal);
        }
        found
    }

    /// The heading a row stands under. An entry that was published stays where it was: what was filed under it was
    /// counted there.
    fn parent(&mut self, n: u32, row: &Row, dictionary: Dictionary, code: &str) -> Option<String> {
        let typed = key(&row.parent);
        if typed.is_empty() {
            self.refuse(n, Column::Parent, Code::EntryParentMissing);
            return None;
        }
        let headings = dictionary.headings();
        let is_meant =
            |(code, label): &&(&'static str, Text)| [*code, &label.zh, &label.en].iter().any(|name| key(name) == typed);
        let Some((heading, _)) = headings.iter().find(is_meant) else {
            // The code or the name of another entry: there is no third level.
            let refusal = match self.names.contains(&(dictionary, typed)) {
                true => Refusal::new(Code::EntryThirdLevel),
                false => unknown_parent(&headings, row.parent.trim()),
            };
            self.tell(n, Column::Parent, refusal);
            return None;
        };
        let known = self.published.iter().find(|entry| entry.dictionary == dictionary && entry.code == code);
        if known.is_some_and(|entry| entry.parent != *heading) {
            self.refuse(n, Column::Parent, Code::EntryParentFixed);
            return None;
        }
        Some((*heading).to_owned())
    }

    fn name(&mut self, n: u32, column: Column, typed: &str, longest: usize) -> String {
        let name = fold_text(typed);
        if name.chars().count() > longest {
            self.refuse(n, column, Code::TooLong);
        } else if name.chars().any(char::is_control) {
            self.refuse(n, column, Code::ControlCharacter);
        } else if name.starts_with(['=', '+', '-', '@']) {
            self.refuse(n, column, Code::LooksLikeFormula);
        }
        name
    }

    fn day(&mut self, n: u32, row: &Row, column: Column) -> Option<Date> {
        let typed = row.cell(column);
        if is_blank(typed) {
            return None;
        }
        match day(typed) {
            Ok(day) => Some(day),
            Err(refusal) => {
                self.tell(n, column, refusal);
                None
            }
        }
    }

    /// The same code twice in one text.
    fn doubles(&mut self, read: &[(u32, Entry)]) {
        let mut first: HashMap<(Dictionary, &str), u32> = HashMap::new();
        let mut twice = Vec::new();
        for (n, entry) in read {
            match first.get(&(entry.dictionary, entry.code.as_str())) {
                Some(before) => twice.push((*n, *before, entry.code.clone())),
                None => drop(first.insert((entry.dictionary, &entry.code), *n)),
            }
        }
        for (n, before, code) in twice {
            let refusal = Refusal::new(Code::EntryTwice).with(
                format!("代码“{code}”在第{before}行已经用过。"),
                format!("The code \"{code}\" was used in row {before} already."),
            );
            self.tell(n, Column::Code, refusal);
        }
    }

    /// Two entries of one name under one heading at the same time: nobody could tell them apart.
    fn namesakes(&mut self, read: &[(u32, Entry)], entries: &[Entry]) {
        let mut by_name: HashMap<(Dictionary, &str, String), Vec<&Entry>> = HashMap::new();
        for entry in entries {
            by_name.entry((entry.dictionary, &entry.parent, key(&entry.zh))).or_default().push(entry);
        }
        let mut told = Vec::new();
        for (n, entry) in read {
            let others = &by_name[&(entry.dictionary, entry.parent.as_str(), key(&entry.zh))];
            if let Some(other) = others.iter().find(|other| other.code != entry.code && overlap(entry, other)) {
                told.push((*n, other.code.clone()));
            }
        }
        for (n, code) in told {
            let refusal = Refusal::new(Code::EntryNameTwice).with(
                format!("同一上级下，“{code}”已经叫这个名称。"),
                format!("\"{code}\" has this name already under the same heading."),
            );
            self.tell(n, Column::Zh, refusal);
        }
    }
}

/// Says which heading was probably meant.
fn unknown_parent(headings: &[(&'static str, Text)], typed: &str) -> Refusal {
    let mut names = Names::default();
    headings.iter().for_each(|(code, label)| names.add(&label.zh, *code));
    let refusal = Refusal::new(Code::EntryParentUnknown);
    let Some(meant) = names.nearest(typed) else { return refusal };
    let en = headings.iter().find(|(_, label)| label.zh == meant).map_or(meant, |(_, label)| label.en.as_str());
    let typed: String = typed.chars().take(20).collect();
    refusal.with(
        format!("没有上级“{typed}”，是不是“{meant}”？"),
        format!("There is no heading \"{typed}\". Did you mean \"{en}\"?"),
    )
}

/// Is there a day on which both are offered?
fn overlap(a: &Entry, b: &Entry) -> bool {
    let begins_before_end = |a: &Entry, b: &Entry| match (a.from, b.until) {
        (Some(from), Some(until)) => from <= until,
        _ => true,
    };
    begins_before_end(a, b) && begins_before_end(b, a)
}
