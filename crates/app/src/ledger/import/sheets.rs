//! The template with its dictionary, and refused rows in the template's form.

use bandeng_core::dictionaries::Dictionary;
use bandeng_core::kernel::{Id, Text};
use bandeng_core::ledger::import::Field;
use bandeng_core::matters::{Channel, DisputeKind, Source};
use bandeng_core::places::AreaCode;
use bandeng_sheet::{Cell, Choices, Column, Kind, SheetError, Workbook};
use bandeng_store::{Ctx, Error, Result};

use super::known::Known;
use super::service::{self, beside};
use crate::http::App;
use crate::identity::me::Language;

/// Spreadsheets of refused rows a person may ask for in an hour.
const SPREADSHEETS: u32 = 60;
/// Rows read at once.
const PAGE: u64 = 1_000;
/// Places offered to choose from: a county's villages; of more, the code is typed.
const PLACES: usize = 5_000;

#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    fn say(self, text: &Text) -> String {
        match self.0 {
            Language::Zh => text.zh.clone(),
            Language::En => text.en.clone(),
        }
    }

    fn pick(self, zh: &str, en: &str) -> String {
        self.say(&Text::new(zh, en))
    }
}

/// An empty ledger with the words its columns may have.
pub(super) async fn template(app: &App, ctx: &Ctx, language: Language) -> Result<Vec<u8>> {
    let known = Known::load(app, &ctx.actor).await?;
    let words = Words(language);
    let work = move || -> Result<Vec<u8>, SheetError> {
        let mut book = Workbook::new(&words.pick("台账", "Ledger"), columns(words, false))?;
        book.push(&example(words, &known))?;
        close(book, words, &known)
    };
    beside(work).await?.map_err(|e| Error::Other(e.to_string()))
}

/// The refused rows of an import as a spreadsheet that can be mended and sent again, with the reasons behind each.
pub(super) async fn refused(app: &App, ctx: &Ctx, import: Id, language: Language) -> Result<Vec<u8>> {
    let import = service::mine(app, ctx, import).await?.id;
    app.limits.account("import.refused", ctx.actor.account, app.db.now(), 3_600_000, SPREADSHEETS)?;
    let known = Known::load(app, &ctx.actor).await?;
    let words = Words(language);
    let fault = |e: SheetError| Error::Other(e.to_string());
    let mut book = Workbook::new(&words.pick("台账", "Ledger"), columns(words, true)).map_err(fault)?;
    let mut after = 0;
    loop {
        let page = service::refused(app, import, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.n;
        let write = move || -> Result<Workbook, SheetError> {
            for row in page {
                let reasons = row.faults.iter().map(|fault| {
                    let mark = words.pick("\u{ff1a}", ": ");
                    format!("{}{mark}{}", words.say(&fault.field.label()), words.say(&fault.message))
                });
                let reasons = reasons.collect::<Vec<_>>().join("\n");
                let cells = Field::ALL.iter().map(|field| row.cells.get(field));
                let cells = cells.map(|cell| cell.map_or(Cell::Empty, |text| Cell::Text(text.clone())));
                let whence = [Cell::Text(reasons), Cell::Text(row.n.to_string())];
                book.push(&cells.chain(whence).collect::<Vec<_>>())?;
            }
            Ok(book)
        };
        book = beside(write).await?.map_err(fault)?;
    }
    beside(move || close(book, words, &known)).await?.map_err(fault)
}

fn columns(words: Words, reasons: bool) -> Vec<Column> {
    let mut columns: Vec<Column> =
        Field::ALL.iter().map(|field| Column { head: words.say(&field.label()), kind: kind(*field) }).collect();
    if reasons {
        columns.push(Column { head: words.pick("原因", "Reasons"), kind: Kind::Long });
        columns.push(Column { head: words.pick("原行号", "Row there"), kind: Kind::Word });
    }
    columns
}

const fn kind(field: Field) -> Kind {
    match field {
        Field::RegisteredOn | Field::OccurredOn | Field::ClosedOn => Kind::Day,
        Field::Amount => Kind::Money,
        Field::Narrative => Kind::Long,
        Field::Channel => Kind::Word,
        _ => Kind::Line,
    }
}

/// A row to copy; it is known by its number and never imported.
fn example(words: Words, known: &Known) -> Vec<Cell> {
    let place = places(known).into_iter().next_back().unwrap_or_default();
    let committee = known.committees.first().map(|(_, name)| name.clone()).unwrap_or_default();
    let cell = |field: &Field| match field {
        Field::OriginalNo => words.pick("示例（请删除本行）", "Example (delete this row)"),
        Field::RegisteredOn | Field::OccurredOn => "2025-03-02".to_owned(),
        Field::Kind => words.say(&DisputeKind::Neighbours.label()),
        Field::Subtype | Field::Subsource => String::new(),
        Field::Source => words.say(&Source::Application.label()),
        Field::Channel => words.say(&Channel::Window.label()),
        Field::Area => place.clone(),
        Field::Place => words.pick("村口", "At the village gate"),
        Field::Applicants => "张三".to_owned(),
        Field::ApplicantPhones => "13800000000".to_owned(),
        Field::Respondents => "李四".to_owned(),
        Field::RespondentPhones => "13800000001".to_owned(),
        Field::Narrative => words.pick("因院墙排水发生争吵。", "A quarrel about water from a wall."),
        Field::Claims => words.pick("疏通排水沟", "Clear the ditch"),
        Field::Amount => "1200".to_owned(),
        Field::Committee => committee.clone(),
        Field::Reporter | Field::EntrustedBy => String::new(),
        Field::Result => words.pick("调解成功", "closed"),
        Field::ClosedOn => "2025-03-20".to_owned(),
    };
    Field::ALL.iter().map(cell).map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(text) }).collect()
}

/// Places of the importer's own area, a village with its town before it.
fn places(known: &Known) -> Vec<String> {
    let name = |code: &AreaCode| known.areas.iter().find(|(c, _)| c == code).map_or("", |(_, name)| name.as_str());
    let mut town: Option<(AreaCode, &str)> = None;
    let mut places = Vec::new();
    for (code, own) in &known.areas {
        if !known.home.contains(code) || !matches!(code.as_str().len(), 9 | 12) {
            continue;
        }
        match code.parent().filter(|_| code.as_str().len() == 12) {
            None => places.push(own.clone()),
            Some(parent) => {
                if town.as_ref().is_none_or(|(code, _)| *code != parent) {
                    let named = name(&parent);
                    town = Some((parent, named));
                }
                places.push(format!("{}{own}", town.as_ref().map_or("", |(_, name)| name)));
            }
        }
        if places.len() == PLACES {
            break;
        }
    }
    places
}

fn close(mut book: Workbook, words: Words, known: &Known) -> Result<Vec<u8>, SheetError> {
    let list = |field: Field, list: Vec<String>| Choices {
        column: Field::ALL.iter().position(|f| *f == field).unwrap_or_default() as u16,
        head: words.say(&field.label()),
        words: list,
    };
    let local = |dictionary: Dictionary| {
        let entries = known.words.iter().filter(|entry| entry.dictionary == dictionary);
        entries.map(|entry| words.say(&entry.name())).collect()
    };
    let results =
        [("在办", "Open"), ("已结案", "Closed"), ("调解成功", "Closed: agreed"), ("调解不成", "Closed: not agreed")];
    book.offer(
        &words.pick("字典", "Lists"),
        &[
            list(Field::Kind, DisputeKind::ALL.iter().map(|kind| words.say(&kind.label())).collect()),
            list(Field::Subtype, local(Dictionary::Kind)),
            list(Field::Source, Source::ALL.iter().map(|source| words.say(&source.label())).collect()),
            list(Field::Subsource, local(Dictionary::Source)),
            list(Field::Channel, Channel::ALL.iter().map(|channel| words.say(&channel.label())).collect()),
            list(Field::Area, places(known)),
            list(Field::Committee, known.committees.iter().map(|(_, name)| name.clone()).collect()),
            list(Field::Result, results.iter().map(|(zh, en)| words.pick(zh, en)).collect()),
        ],
    )?;
    let line = |zh: &str, en: &str, told: (&str, &str)| (words.pick(zh, en), words.pick(told.0, told.1));
    let about = [
        line(
            "日期",
            "Days",
            (
                "2025-03-02、2025年3月2日、2025.3.2、2025/3/2、20250302 都可以。",
                "2025-03-02, 2025.3.2, 2025/3/2 and 20250302 are all read.",
            ),
        ),
        line(
            "当事人",
            "Parties",
            (
                "一格里有几个人时用顿号隔开，电话按同样的顺序。",
                "Several people in one cell stand between commas, their telephones in the same order.",
            ),
        ),
        line(
            "状态",
            "State",
            (
                "已结案的会登记并结案，注明“原台账已结案”，不补造调解记录。",
                "What is closed is registered and closed with a note; no record of a mediation is made up.",
            ),
        ),
        line(
            "线索、委托",
            "Leads, entrusted",
            (
                "来源为“主动调解”的填线索来源，为委托移送的填委托单位。",
                "Of own initiative, say who reported; of an entrusted matter, which body sent it.",
            ),
        ),
    ];
    book.finish(&words.pick("说明", "About"), &about)
}
