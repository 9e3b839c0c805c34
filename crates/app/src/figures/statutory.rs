//! The statutory table of a place and a period, and how it stood when it was reported.

use bandeng_core::figures::statutory::{VERSION, columns, faults};
use bandeng_core::figures::{Cut, Measure, Period};
use bandeng_core::kernel::Text;
use bandeng_core::places::AreaCode;
use bandeng_sheet::{Cell, Column, Kind, SheetError, Workbook};
use bandeng_store::{Db, Error, Result};
use serde::{Deserialize, Serialize};

use super::query::locks::{self, Lock};
use super::query::numbers::{self as query, Ask, Whose};
use super::reading::{Asked, Read, below, by_scope, places};
use super::view::{LockedTable, StatutoryTable, TableRow};
use crate::identity::me::Language;
use crate::matters::list::AreaName;

/// What is kept of a table when a period is locked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Reported {
    pub version: u16,
    pub row: TableRow,
    /// The places directly in it.
    pub within: Vec<TableRow>,
}

pub(super) fn title() -> Text {
    Text::new("人民调解案件统计表", "People's mediation cases")
}

/// The numbers of the table: the place itself, and the places directly in it.
pub(super) async fn rows(db: &Db, area: &AreaCode, period: Period) -> Result<(TableRow, Vec<TableRow>)> {
    let here = places(db, area).await?;
    let columns = columns();
    let mut measures: Vec<Measure> = columns.iter().map(|column| column.measure).collect();
    measures.sort_unstable();
    measures.dedup();
    let cuts = [Cut::All, Cut::Kind, Cut::Source, Cut::Body];
    let ask = |whose| Ask { whose, measures: &measures, cuts: &cuts, period, by_month: false };
    let own = Read::of(&query::sums(db, &ask(Whose::Area(area))).await?);
    let cells = |read: &Read| columns.iter().map(|column| column.read(read)).collect::<Vec<_>>();
    let row = |code: &AreaCode, name: &str, read: &Read| TableRow {
        area: code.to_string(),
        name: name.to_owned(),
        cells: cells(read),
    };
    let within = match below(area.level()) {
        // By village neither source nor organisation is kept.
        Some(level) if level < bandeng_core::places::Level::Village => {
            let rows = query::sums(db, &ask(Whose::Within(area, level))).await?;
            let (read, nothing) = (by_scope(&rows), Read::default());
            here.within
                .iter()
                .filter(|(code, _, in_force)| *in_force || read.contains_key(code.as_str()))
                .map(|(code, name, _)| row(code, name, read.get(code.as_str()).unwrap_or(&nothing)))
                .collect()
        }
        _ => Vec::new(),
    };
    Ok((row(area, &here.name, &own), within))
}

/// The table with what was reported.
///
/// # Errors
/// [`bandeng_core::kernel::Code::AreaUnknown`].
pub(super) async fn table(db: &Db, asked: &Asked) -> Result<StatutoryTable> {
    let (own, within) = rows(db, &asked.area, asked.period).await?;
    let locks = locks::of_period(db.reader(), &asked.area, asked.period).await?;
    let locked = locks.iter().map(|lock| locked(lock, &own)).collect::<Result<_>>()?;
    // By village two breakdowns are not kept, so that nothing can add up there.
    let faults =
        if asked.area.level() < bandeng_core::places::Level::Village { faults(&own.cells) } else { Vec::new() };
    Ok(StatutoryTable {
        title: title(),
        area: AreaName { code: own.area.clone(), name: own.name.clone() },
        period: asked.period,
        label: asked.period.label(),
        version: VERSION,
        columns: columns().iter().map(|column| column.line()).collect(),
        rows: std::iter::once(own).chain(within).collect(),
        faults,
        locked,
        waiting: query::waiting(db).await?,
    })
}

/// A lock beside the present numbers.
pub(super) fn locked(lock: &Lock, now: &TableRow) -> Result<LockedTable> {
    let reported: Reported = serde_json::from_str(&lock.body)?;
    let difference: Vec<i64> = now.cells.iter().zip(&reported.row.cells).map(|(now, then)| now - then).collect();
    Ok(LockedTable {
        no: lock.no,
        locked_at: lock.locked_at,
        reason: lock.reason.clone(),
        version: reported.version,
        differs: difference.iter().any(|difference| *difference != 0),
        row: reported.row,
        difference,
    })
}

/// The table as a spreadsheet. `page`: where a cell's number is opened.
pub(super) fn sheet(table: &StatutoryTable, language: Language, about: &[(Text, Text)]) -> Result<Vec<u8>> {
    let say = |text: &Text| match language {
        Language::Zh => text.zh.clone(),
        Language::En => text.en.clone(),
    };
    let make = || -> Result<Vec<u8>, SheetError> {
        let mut heads = vec![Column { head: say(&Text::new("区划", "Place")), kind: Kind::Line }];
        heads.extend(table.columns.iter().map(|column| Column {
            head: format!("{} {}", column.no, say(&column.label)),
            kind: if super::board::is_money(column.unit) { Kind::Money } else { Kind::Number },
        }));
        let mut book = Workbook::new(&say(&Text::new("统计表", "Table")), heads)?;
        for row in &table.rows {
            let mut cells = vec![Cell::Text(row.name.clone())];
            cells.extend(table.columns.iter().zip(&row.cells).map(|(column, number)| {
                if super::board::is_money(column.unit) { Cell::Money(*number) } else { Cell::Number(*number) }
            }));
            book.push(&cells)?;
        }
        let lines: Vec<(String, String)> = about.iter().map(|(name, value)| (say(name), say(value))).collect();
        book.finish(&say(&Text::new("说明", "About")), &lines)
    };
    make().map_err(|error| Error::Other(error.to_string()))
}
