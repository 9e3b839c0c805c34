//! A number opened into the matters it is made of, as far as the reader's reach goes.

use bandeng_core::figures::{Cut, Measure};
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::{Error, Result};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::query::matters::{self as query, After, Opened};
use super::query::numbers::{self, Ask, Whose};
use super::reading::{FigureQuery, Read, require_opens};
use super::view::{OpenedPage, OpenedRow};
use crate::http::App;
use crate::matters::list;
use crate::matters::question::listed;

/// Which number is opened.
#[derive(Clone, Debug, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenQuery {
    /// A county, or a town or village of it.
    #[serde(default)]
    pub area: Option<String>,
    pub period: String,
    pub measure: Measure,
    /// The breakdown, where it is a part of one.
    #[serde(default)]
    pub cut: Option<Cut>,
    /// Values of the breakdown, separated by commas.
    #[serde(default)]
    pub values: Option<String>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows a page, at most 100.
    #[serde(default)]
    pub limit: Option<u64>,
}

/// A page of the matters a number is made of.
///
/// # Errors
/// [`Code::NotAllowed`] where the post stops at counts, [`Code::AreaBeyond`], [`Code::OpensBelow`] above a county,
/// [`Code::NeverOpens`], fields.
pub(super) async fn open(app: &App, actor: &Actor, query: &OpenQuery) -> Result<OpenedPage> {
    let db = &app.db;
    require_general(actor, Action::FiguresOpen)?;
    let asked = FigureQuery { area: query.area.clone(), period: query.period.clone() };
    let asked = asked.read(actor, Action::FiguresRead)?;
    let cut = query.cut.unwrap_or(Cut::All);
    let values = listed(query.values.as_deref().unwrap_or_default(), "values")?;
    let values: Vec<String> = values.into_iter().filter(|v| !v.is_empty()).map(str::to_owned).collect();
    require_opens(actor, &asked.area, query.measure, cut, &values)?;
    let after = query.after.as_deref().map(cursor);
    if after == Some(None) {
        return Err(Refusal::at(Code::UnknownValue, "after").into());
    }
    let limit = query.limit.unwrap_or(25).clamp(1, 100);
    let arms = actor.arms(Action::FiguresOpen);
    let opened = Opened { area: &asked.area, measure: query.measure, cut, values: &values, period: asked.period };
    let mut facts = query::facts(db, &arms, &opened, after.flatten().as_ref(), limit + 1).await?;
    let more = facts.len() as u64 > limit;
    facts.truncate(limit as usize);
    let next = facts.last().filter(|_| more).map(|f| format!("{}.{}.{}", f.day, f.matter, f.n));

    let ask = Ask {
        whose: Whose::Area(&asked.area),
        measures: &[query.measure],
        cuts: &[cut],
        period: asked.period,
        by_month: false,
    };
    let rows = numbers::sums(db.reader(), &ask).await?;
    let counted = Read::of(rows.iter().filter(|row| cut == Cut::All || values.contains(&row.value)));
    let number = counted.count(query.measure);
    let ids: Vec<_> = facts.iter().map(|fact| fact.matter).collect();
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let found = list::rows_of(app, &distinct).await?;
    let mut items = Vec::with_capacity(facts.len());
    for fact in facts {
        let Some(matter) = found.iter().find(|row| row.id == fact.matter) else { continue };
        let day = fact.day.parse().map_err(|_| Error::Damaged(format!("a fact on the day {}", fact.day)))?;
        items.push(OpenedRow { day, value: fact.value, matter: matter.clone() });
    }
    Ok(OpenedPage {
        number,
        items,
        next,
        note: Text::new(
            "这里只列出您的岗位看得到的事项；保密的、别的机构经办的不在其中，所以行数可以少于上面的数。",
            "Only matters within your post's reach are listed; sealed ones and those of other organisations are not, so there may be fewer rows than the number says.",
        ),
    })
}

/// `2026-04-01.81234.1`
fn cursor(text: &str) -> Option<After> {
    let mut parts = text.split('.');
    let (day, matter, n) = (parts.next()?, parts.next()?, parts.next()?);
    day.parse::<bandeng_core::kernel::Date>().ok()?;
    let after = After { day: day.to_owned(), matter: matter.parse().ok()?, n: n.parse().ok()? };
    parts.next().is_none().then_some(after)
}
