//! Committees and mediators of a place on a day.

use bandeng_core::figures::staffing::{Body, Column, columns};
use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Text};
use bandeng_core::policy::{Action, Actor};
use bandeng_sheet::{Cell, Kind};
use bandeng_store::{Db, Result};
use jiff::Span;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::board::this_month;
use super::query::staffing as query;
use super::reading::{Asked, FigureQuery, below, places};
use super::sheets::{Head, Sheet};
use super::view::{StaffRow, StaffTable};
use crate::matters::list::AreaName;

/// A place and a day.
#[derive(Clone, Debug, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct StaffQuery {
    /// Left out, the one of the reader's post.
    #[serde(default)]
    pub area: Option<String>,
    /// As it stood when this day ended; left out, today.
    #[serde(default)]
    pub on: Option<Date>,
}

/// The table of a place and a day.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::AreaUnknown`], [`Code::DateInFuture`]; fields.
pub(super) async fn table(db: &Db, actor: &Actor, query: &StaffQuery) -> Result<StaffTable> {
    // Any period will do: the area is what is asked.
    let asked = FigureQuery { area: query.area.clone(), period: this_month(db).to_string() };
    let Asked { area, period } = asked.read(actor, Action::FiguresRead)?;
    let on = query.on.unwrap_or(db.today());
    let mut form = Form::default();
    if on > db.today() {
        form.refuse(Code::DateInFuture, "on");
    }
    form.finish()?;
    let here = places(db.reader(), &area, period).await?;
    let end = instant_of(on.saturating_add(Span::new().days(1)).at(0, 0, 0, 0));
    let bodies = query::bodies(db, &area, on, end).await?;
    let columns = columns();
    let row = |code: &str, name: &str| {
        let within: Vec<&Body> =
            bodies.iter().filter(|(area, _)| area.starts_with(code)).map(|(_, body)| body).collect();
        let cells = columns.iter().map(|column: &Column| column.count(within.iter().copied())).collect();
        StaffRow { area: code.to_owned(), name: name.to_owned(), cells }
    };
    let mut rows = vec![row(area.as_str(), &here.name)];
    if below(area.level()).is_some() {
        let within = here.within.iter().filter(|place| place.in_force);
        rows.extend(within.map(|place| row(place.code.as_str(), &place.name)));
    }
    Ok(StaffTable {
        title: Text::new("人民调解组织队伍情况", "Committees and mediators"),
        area: AreaName { code: area.to_string(), name: here.name },
        on,
        columns: columns.iter().map(Column::line).collect(),
        rows,
        notes: vec![
            Text::new(
                "按当日终了时在册的机构、推选的委员和在任的调解员统计；一人在两个组织任职的，各计一次。",
                "Organisations, elected members and mediators in post when the day ended; who serves two organisations counts in each.",
            ),
            Text::new(
                "专职兼职、培训、经费，本系统没有登记，所以空着，不是零。",
                "Full and part time, training and funds are recorded by nobody here: blank, not nothing.",
            ),
        ],
    })
}

/// The table as a spreadsheet. Nothing of it opens: it is about people who work.
pub(super) fn sheet(table: &StaffTable) -> Sheet {
    let head = |text: Text| Head { text, kind: Kind::Number };
    let place = Head { text: Text::new("区划", "Place"), kind: Kind::Line };
    let columns = table.columns.iter().map(|column| {
        let (label, group) = (&column.label, &column.group);
        head(Text::new(
            format!("{} {}：{}", column.no, group.zh, label.zh),
            format!("{} {}: {}", column.no, group.en, label.en),
        ))
    });
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| cell.map_or(Cell::Empty, Cell::Number));
        std::iter::once(Cell::Text(row.name.clone())).chain(cells).collect()
    });
    let plain = |text: String| Text::new(text.clone(), text);
    let mut about = vec![
        (Text::new("表名", "Table"), table.title.clone()),
        (Text::new("区划", "Place"), plain(table.area.name.clone())),
        (Text::new("截至", "As of"), plain(table.on.to_string())),
    ];
    about.extend(table.notes.iter().map(|note| (Text::new("说明", "Note"), note.clone())));
    Sheet { heads: std::iter::once(place).chain(columns).collect(), rows: rows.collect(), about }
}
