//! Reading that somebody should ask about: found by a job, listed for the audit administrator, marked as looked into.
//!
//! This is the one place where accesses are counted by person; what is counted goes nowhere else.

use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, Ids, Instant, Refusal, Text, china_date};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::{Action, require_general};
use bandeng_core::privacy::unusual::{Thresholds, UnusualReason};
use bandeng_store::entities::unusual_readings;
use bandeng_store::{Ctx, Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::query;
use super::service::{AccountRef, begin, page_size};
use crate::http::App;

/// The job that finds them.
pub(crate) const FIND: &str = "find_unusual_reading";
/// Milliseconds between two looks.
pub(crate) const EVERY: i64 = 3_600_000;

/// Looks at today's and yesterday's accesses.
pub async fn find(app: &App) -> Result<()> {
    app.accesses.flush(&app.db).await?;
    let today = app.db.today();
    let yesterday = today.yesterday().map_err(|_| Error::Other("there is no day before the first".into()))?;
    for day in [yesterday, today] {
        find_on(app, day).await?;
    }
    Ok(())
}

async fn find_on(app: &App, day: Date) -> Result<()> {
    let midnight = |day: Date| Ids::floor(instant_of(day.at(0, 0, 0, 0)));
    let after = day.tomorrow().map_err(|_| Error::Other("there is no day after the last".into()))?;
    let thresholds = app.settings.unusual;
    for reason in UnusualReason::ALL {
        let threshold = i64::from(thresholds.of(*reason));
        for (account, count) in query::readings(&app.db, *reason, &thresholds, midnight(day), midnight(after)).await? {
            let row = unusual_readings::Model {
                id: app.db.env().ids.next(app.db.now()),
                account_id: account,
                on_day: day.to_string(),
                reason: reason.to_string(),
                readings: count,
                threshold,
                found_at: app.db.now(),
                looked_at: None,
                looked_by: None,
                finding: String::new(),
            };
            query::keep_unusual(&app.db, row).await?;
        }
    }
    Ok(())
}

/// Which of them are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct UnusualQuery {
    /// Those alone that nobody has looked into.
    #[serde(default)]
    pub open: bool,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// What was found when somebody looked into it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnusualFinding {
    /// In one's own words: what the reason was, what was done.
    pub finding: String,
}

/// That somebody looked into it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct LookedInto {
    pub at: Instant,
    pub by: AccountRef,
    pub finding: String,
}

/// A day on which somebody read more than is usual.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct UnusualReading {
    pub id: IdText,
    pub on: Date,
    pub account: AccountRef,
    pub reason: UnusualReason,
    pub reason_label: Text,
    /// The number and the threshold, in a sentence.
    pub sentence: Text,
    pub looked_into: Option<LookedInto>,
}

/// A page of them, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnusualPage {
    pub items: Vec<UnusualReading>,
    pub next: Option<String>,
}

pub(super) async fn page(app: &App, ctx: &Ctx, asked: &UnusualQuery) -> Result<UnusualPage> {
    begin(app, ctx, SeenKind::Accesses).await?;
    let after = match asked.after.as_deref().filter(|after| !after.is_empty()) {
        Some(after) => Some(after.parse::<IdText>().map_err(|_| Refusal::at(Code::UnknownValue, "after"))?.0),
        None => None,
    };
    let limit = page_size(None);
    let mut rows = query::unusual(&app.db, asked.open, after, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
    Ok(UnusualPage { items: lines(app, rows).await?, next })
}

async fn lines(app: &App, rows: Vec<unusual_readings::Model>) -> Result<Vec<UnusualReading>> {
    let accounts = rows.iter().flat_map(|row| [Some(row.account_id), row.looked_by]).flatten().collect();
    let known = query::names(&app.db, accounts, Default::default()).await?;
    let account = |id: Id| AccountRef { id: IdText(id), name: known.accounts.get(&id).cloned().unwrap_or_default() };
    rows.into_iter().map(|row| line(&app.settings.unusual, row, &account)).collect()
}

fn line(
    thresholds: &Thresholds,
    row: unusual_readings::Model,
    account: &impl Fn(Id) -> AccountRef,
) -> Result<UnusualReading> {
    let reason: UnusualReason = row.reason.parse()?;
    let looked = row.looked_at.zip(row.looked_by);
    Ok(UnusualReading {
        id: IdText(row.id),
        on: row.on_day.parse().map_err(|_| Error::Damaged("a day of unusual reading".into()))?,
        account: account(row.account_id),
        reason,
        reason_label: reason.label(),
        sentence: thresholds.explain(reason, row.readings, row.threshold),
        looked_into: looked.map(|(at, by)| LookedInto { at, by: account(by), finding: row.finding }),
    })
}

/// Writes down that somebody looked into it, and what they found.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::AlreadyLookedInto`] where somebody did already; fields.
pub(super) async fn look_into(app: &App, ctx: &Ctx, id: &str, asked: &UnusualFinding) -> Result<UnusualReading> {
    require_general(&ctx.actor, Action::AuditRead)?;
    let id = id.parse::<IdText>().map_err(|_| Refusal::new(Code::NotFound))?;
    let mut form = Form::default();
    form.text(&asked.finding, 500, "/finding");
    form.finish()?;
    let mut uow = app.begin(ctx).await?;
    let mut row = query::unusual_one(uow.read(), id.0).await?.ok_or(Refusal::new(Code::NotFound))?;
    if row.looked_at.is_some() {
        return Err(Refusal::new(Code::AlreadyLookedInto).into());
    }
    row.looked_at = Some(uow.now());
    row.looked_by = Some(ctx.actor.account);
    row.finding = asked.finding.trim().to_owned();
    query::mark_looked(&uow, &row).await?;
    let told = json!({
        "account": IdText(row.account_id), "on": row.on_day, "reason": row.reason, "readings": row.readings,
        "threshold": row.threshold, "finding": row.finding, "found_on": china_date(row.found_at),
    });
    uow.record_registry("unusual".to_owned(), "unusual.looked_into", &told)?;
    uow.commit().await?;
    let mut shown = lines(app, vec![row]).await?;
    shown.pop().ok_or(Refusal::new(Code::NotFound).into())
}
