//! What everybody may see: published once, and never changed.

use bandeng_core::figures::publish::{Open, Table, check, release};
use bandeng_core::figures::statutory::columns;
use bandeng_core::figures::{Cut, Measure, Period};
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::Action;
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::counting;
use super::lock::LockRequest;
use super::query::locks::{self, Publication};
use super::reading::FigureQuery;
use super::statutory::rows;
use super::view::TableRow;
use crate::http::App;
use crate::identity::service::stream;

/// What was published of a county and a quarter.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Released {
    pub area: String,
    pub name: String,
    pub period: Period,
    pub label: Text,
    /// Epoch milliseconds.
    pub published_at: i64,
    pub tables: Vec<Table>,
    /// Why some numbers are not there.
    pub note: Text,
}

/// Publishes a county's quarter.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::PublicArea`], [`Code::PublicPeriod`], [`Code::PeriodRunning`],
/// [`Code::PublishedAlready`], [`Code::IllegalMove`] while the numbers do not add up.
pub(super) async fn publish(app: &App, ctx: &Ctx, request: &LockRequest) -> Result<Released> {
    let asked = FigureQuery { area: Some(request.area.clone()), period: request.period.clone() };
    let asked = asked.read(&ctx.actor, Action::FiguresPublish)?;
    check(&asked.area, asked.period, app.db.today())?;
    counting::catch_up(&app.db).await?;
    let (own, within) = rows(&app.db, &asked.area, asked.period).await?;

    let mut uow = app.begin(ctx).await?;
    if locks::published(uow.read(), &asked.area, asked.period).await?.is_some() {
        return Err(Refusal::new(Code::PublishedAlready).into());
    }
    let released = Released {
        area: own.area.clone(),
        name: own.name.clone(),
        period: asked.period,
        label: asked.period.label(),
        published_at: uow.now(),
        tables: tables(&own, &within)?,
        note: Text::new(
            "少于五件的数不公布；为了不能由总数推算出来，另有一些数也不公布。每季公布一次，公布后不再改动。",
            "Numbers below five are not shown, and some others with them, so that they cannot be calculated from the sum. Published once a quarter and not changed afterwards.",
        ),
    };
    let row = Publication {
        area: released.area.clone(),
        period: asked.period.to_string(),
        published_at: released.published_at,
        published_by: ctx.actor.account,
        body: serde_json::to_string(&released)?,
    };
    // Of two who publish at once the second finds it there.
    if !locks::publish(&uow, row).await? {
        return Err(Refusal::new(Code::PublishedAlready).into());
    }
    let told = json!({ "area": released.area, "name": released.name, "period": asked.period });
    uow.record_registry(stream(ctx.actor.account), "figures.published", &told)?;
    uow.commit().await?;
    Ok(released)
}

/// The fixed tables: by type, by source, by town, by outcome. Each line of each adds up to all that was mediated.
///
/// # Errors
/// [`Code::IllegalMove`] if the parts are more than the whole.
fn tables(own: &TableRow, within: &[TableRow]) -> Result<Vec<Table>, Refusal> {
    let columns = columns();
    let of = |cut: Cut, measure: Measure| {
        columns
            .iter()
            .zip(&own.cells)
            .filter(move |(column, _)| column.cut == cut && column.measure == measure && column.values.len() == 1)
            .map(|(column, number)| (column.label.clone(), *number))
            .collect::<Vec<_>>()
    };
    let all = own.cells[0];
    let agreed = own.cells[2];
    let mut towns: Vec<(Text, i64)> =
        within.iter().map(|row| (Text::new(row.name.clone(), row.name.clone()), row.cells[0])).collect();
    let rest = all - towns.iter().map(|(_, n)| n).sum::<i64>();
    if rest < 0 || agreed > all {
        // Nothing that is published is put right afterwards.
        return Err(Refusal::new(Code::IllegalMove).with(
            "各部分相加多于总数，没有公布。请稍后再试；还是这样，请告诉系统管理员重新统计。",
            "The parts are more than the whole; nothing was published. Please try again shortly; if it stays like that, ask the system administrator for a recount.",
        ));
    }
    // What is counted for the county alone is a line like others: left out, the difference would tell it.
    towns.push((Text::new("未分到乡镇", "Not broken down by town"), rest));
    let outcome =
        vec![(Text::new("达成协议", "Agreed"), agreed), (Text::new("未达成协议", "Without agreement"), all - agreed)];
    let lines = [
        (Text::new("按纠纷类型", "By type of dispute"), of(Cut::Kind, Measure::Mediated)),
        (Text::new("按来源", "By source"), of(Cut::Source, Measure::Mediated)),
        (Text::new("按乡镇街道", "By town"), towns),
        (Text::new("按结果", "By outcome"), outcome),
    ];
    // A matter has one party at least: fewer than five matters may be about fewer than five people.
    Ok(release(
        lines
            .into_iter()
            .map(|(title, cells)| {
                let (labels, numbers): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
                let open = numbers.into_iter().map(|number| Open { number, people: number }).collect();
                (title, labels, open)
            })
            .collect(),
    ))
}

/// What was published: of a county, or of all.
///
/// # Errors
/// [`Code::AreaMalformed`].
pub(super) async fn published(app: &App, area: Option<&str>) -> Result<Vec<Released>> {
    let area = area
        .filter(|area| !area.is_empty())
        .map(|area| area.parse::<AreaCode>().map_err(|r: Refusal| Refusal { pointer: Some("area".to_owned()), ..r }))
        .transpose()?;
    let found = locks::all_published(&app.db, area.as_ref()).await?;
    found.iter().map(|row| Ok(serde_json::from_str(&row.body)?)).collect()
}
