//! The statutory table of a place and a period, and how it stood when it was reported.

use bandeng_core::figures::statutory::{ColumnLine, VERSION, columns, faults};
use bandeng_core::figures::{Cut, Measure, Period};
use bandeng_core::kernel::Text;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor};
use bandeng_sheet::{Cell, Kind};
use bandeng_store::{Db, Result};
use serde::{Deserialize, Serialize};

use super::board::is_money;
use super::query::locks::{self, Lock};
use super::query::numbers::{self as query, Ask, Whose};
use super::reading::{Asked, Read, below, by_scope, places, require_opens};
use super::sheets::{Head, Sheet};
use super::view::{LockedTable, StatutoryTable, TableRow};
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

/// The numbers of the table: the place itself, and the places directly in it. Both in one state of the database, since
/// they are subtracted from each other, and kept for good.
pub(super) async fn rows(db: &Db, area: &AreaCode, period: Period) -> Result<(TableRow, Vec<TableRow>)> {
    let look = db.snapshot().await?;
    let here = places(&look, area, period).await?;
    let columns = columns();
    let mut measures: Vec<Measure> = columns.iter().map(|column| column.measure).collect();
    measures.sort_unstable();
    measures.dedup();
    let cuts = [Cut::All, Cut::Kind, Cut::Source, Cut::Body];
    let ask = |whose| Ask { whose, measures: &measures, cuts: &cuts, period, by_month: false };
    let own = Read::of(&query::sums(&look, &ask(Whose::Area(area))).await?);
    let cells = |read: &Read| columns.iter().map(|column| column.read(read)).collect::<Vec<_>>();
    let row = |code: &AreaCode, name: &str, read: &Read| TableRow {
        area: code.to_string(),
        name: name.to_owned(),
        cells: cells(read),
    };
    let within = match below(area.level()) {
        // By village neither source nor organisation is kept.
        Some(level) if level < bandeng_core::places::Level::Village => {
            let rows = query::sums(&look, &ask(Whose::Within(area, level))).await?;
            let (read, nothing) = (by_scope(&rows), Read::default());
            here.within
                .iter()
                .filter(|place| place.in_force || read.contains_key(place.code.as_str()))
                .map(|place| row(&place.code, &place.name, read.get(place.code.as_str()).unwrap_or(&nothing)))
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

/// The table as a spreadsheet. Numbers that open for this reader lead to their matters, where `house` says under which
/// address this house is reached.
pub(super) fn sheet(table: &StatutoryTable, actor: &Actor, house: Option<&str>) -> Sheet {
    let plain = |value: &str| Text::new(value, value);
    let place = Head { text: Text::new("区划", "Place"), kind: Kind::Line };
    let heads = table.columns.iter().map(|column| Head {
        text: Text::new(format!("{} {}", column.no, column.label.zh), format!("{} {}", column.no, column.label.en)),
        kind: if is_money(column.unit) { Kind::Money } else { Kind::Number },
    });
    let cell = |row: &TableRow, column: &ColumnLine, number: i64| {
        let cell = if is_money(column.unit) { Cell::Money(number) } else { Cell::Number(number) };
        match house.filter(|_| number != 0).and_then(|house| address(house, table, actor, row, column)) {
            Some(address) => Cell::Opens(Box::new(cell), address),
            None => cell,
        }
    };
    let rows = table.rows.iter().map(|row| {
        let cells = table.columns.iter().zip(&row.cells).map(|(column, number)| cell(row, column, *number));
        std::iter::once(Cell::Text(row.name.clone())).chain(cells).collect()
    });
    let state = match table.locked.last() {
        Some(lock) if lock.differs => {
            Text::new("已锁定；现在的数字与上报时不同", "Locked; the numbers differ from those reported")
        }
        Some(_) => Text::new("已锁定，与上报时一致", "Locked, as reported"),
        None => Text::new("未锁定，数字还会变", "Not locked: numbers may change"),
    };
    let opening = match (actor.post_for(Action::FiguresOpen), house) {
        (None, _) => Text::new("您的岗位只看数字，不展开到事项", "Your post sees counts, which do not open"),
        (Some(_), Some(_)) => Text::new(
            "带下划线的数字可以点开，看到您岗位范围内的事项（需要登录）",
            "Underlined numbers lead to the matters within your post's reach, after signing in",
        ),
        (Some(_), None) => Text::new(
            "在“统计、统计报表”页上点数字，可以看到您岗位范围内的事项",
            "On the page of the statutory table numbers lead to the matters within your post's reach",
        ),
    };
    let about = vec![
        (Text::new("表名", "Table"), table.title.clone()),
        (Text::new("区划", "Place"), plain(&table.area.name)),
        (Text::new("统计期", "Period"), table.label.clone()),
        (Text::new("状态", "State"), state),
        (Text::new("展开", "Opening"), opening),
    ];
    Sheet { heads: std::iter::once(place).chain(heads).collect(), rows: rows.collect(), about }
}

/// Where a cell's matters are shown; none where they are not, for this reader.
fn address(house: &str, table: &StatutoryTable, actor: &Actor, row: &TableRow, column: &ColumnLine) -> Option<String> {
    let area: AreaCode = row.area.parse().ok()?;
    let values: Vec<&str> = column.values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
    require_opens(actor, &area, column.measure, column.cut, &values).ok()?;
    let mut address = format!("{house}/figures/matters?area={area}&period={}&measure={}", table.period, column.measure);
    if column.cut != Cut::All {
        address.push_str(&format!("&cut={}&values={}", column.cut, values.join(",")));
    }
    Some(address)
}
