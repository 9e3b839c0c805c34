//! Organisations beside each other, and what looks odd: for a human to look at, and never about a person.

use std::collections::HashMap;

use bandeng_core::figures::pattern::{self, LAST_DAYS};
use bandeng_core::figures::{Cut, Measure, Month, duration};
use bandeng_core::kernel::{Code, Id, IdText, Refusal, Text, china_date};
use bandeng_core::places::Level;
use bandeng_store::{Db, Result};

use super::board::{STEPS, steps};
use super::query::matters::{self, Trace};
use super::query::numbers::{self as query, Ask, STAFF, SumRow, Whose};
use super::reading::{Asked, Read};
use super::view::{Bodies, BodyLine, Odd, OddLine};

fn smallest() -> Text {
    Text::new(
        format!("在岗人员不足{STAFF}人的机构不在这里：它的数字会等于某个人的数字。"),
        format!("Organisations with fewer than {STAFF} active staff are not here: their numbers would be somebody's."),
    )
}

/// Organisations of an area, by place and not by number.
pub(super) async fn bodies(db: &Db, asked: &Asked) -> Result<Bodies> {
    let found = query::bodies(db, &asked.area).await?;
    let ids: Vec<Id> = found.iter().map(|body| body.id).collect();
    let counts = [Measure::Mediated, Measure::Agreed, Measure::Closed, Measure::Answered, Measure::SaidKept];
    let measures: Vec<Measure> = counts.iter().chain(STEPS).copied().collect();
    let cuts = [Cut::All, Cut::Bucket];
    let ask = Ask {
        whose: Whose::Organisations(&ids),
        measures: &measures,
        cuts: &cuts,
        period: asked.period,
        by_month: false,
    };
    let mut rows: HashMap<String, Vec<SumRow>> = HashMap::new();
    for row in query::sums(db.reader(), &ask).await? {
        rows.entry(row.scope.clone()).or_default().push(row);
    }
    let items = found
        .into_iter()
        .map(|body| {
            let rows = rows.remove(&body.id.to_string()).unwrap_or_default();
            let read = Read::of(&rows);
            let answered = read.shown(Measure::Answered);
            BodyLine {
                id: IdText(body.id),
                name: body.name,
                kind: body.kind,
                mediated: read.shown(Measure::Mediated),
                agreed: read.shown(Measure::Agreed),
                closed: read.shown(Measure::Closed),
                answered,
                resolved: (answered > 0).then(|| read.shown(Measure::SaidKept) as f64 / answered as f64),
                steps: steps(&rows),
            }
        })
        .collect();
    Ok(Bodies { items, median_error: duration::ERROR, note: smallest() })
}

/// What looks odd at organisations of a county or a town.
///
/// # Errors
/// [`Code::OpensBelow`] above a county; [`Code::PeriodTooLong`] beyond a year.
pub(super) async fn odd(db: &Db, asked: &Asked) -> Result<Odd> {
    if asked.area.level() < Level::County {
        return Err(Refusal::at(Code::OpensBelow, "area").into());
    }
    if asked.period.months() > 12 {
        return Err(Refusal::at(Code::PeriodTooLong, "period").into());
    }
    let found = query::bodies(db, &asked.area).await?;
    let ids: Vec<Id> = found.iter().map(|body| body.id).collect();
    let closings = matters::traces(db, &asked.area, Measure::Closed, asked.period, &ids).await?;
    let prints = matters::traces(db, &asked.area, Measure::SessionText, asked.period, &ids).await?;
    let days = (asked.period.last_day() - asked.period.first_day()).get_days() + 1;
    let alike = alike(&prints);
    let mut items = Vec::new();
    for body in found {
        let own: Vec<&Trace> = closings.iter().filter(|trace| trace.organisation == body.id).collect();
        let all = own.len() as i64;
        let last = own.iter().filter(|trace| is_late(trace.at)).count() as i64;
        let last_days = i64::from(LAST_DAYS) * i64::from(asked.period.months());
        let mut seen = Vec::new();
        seen.extend(pattern::period_end(last, all, last_days, i64::from(days)));
        seen.extend(pattern::same_minute(together(&own), all));
        let records = prints.iter().filter(|trace| trace.organisation == body.id);
        let copied = records.clone().filter(|trace| alike.contains(&trace.value)).count() as i64;
        seen.extend(pattern::same_words(copied, records.count() as i64));
        if !seen.is_empty() {
            items.push(OddLine { id: IdText(body.id), name: body.name, seen });
        }
    }
    let note = Text::new(
        "这里只提示“请人看一看”，不是结论：集中办结也可能有正当原因。",
        "This only asks somebody to look and concludes nothing: work comes in bursts for good reasons too.",
    );
    let small = smallest();
    let note = Text::new(format!("{}{}", note.zh, small.zh), format!("{} {}", note.en, small.en));
    Ok(Odd { items, note })
}

/// In the last days of its month.
fn is_late(at: i64) -> bool {
    let day = china_date(at);
    day.day() > Month::of(day).last_day().day() - LAST_DAYS
}

/// How many of these, in the order of time, share their minute with another matter.
fn together(closings: &[&Trace]) -> i64 {
    let mut minutes: HashMap<i64, i64> = HashMap::new();
    for trace in closings {
        *minutes.entry(trace.at / 60_000).or_default() += 1;
    }
    minutes.values().filter(|many| **many > 1).sum()
}

/// Prints that occur in more than one matter.
fn alike(prints: &[Trace]) -> std::collections::HashSet<i64> {
    let mut first: HashMap<i64, Id> = HashMap::new();
    let mut alike = std::collections::HashSet::new();
    for trace in prints {
        if *first.entry(trace.value).or_insert(trace.matter) != trace.matter {
            alike.insert(trace.value);
        }
    }
    alike
}
