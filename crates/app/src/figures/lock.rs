//! Locking a period as it is reported, and restating it openly.

use bandeng_core::figures::statutory::VERSION;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::Action;
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::counting;
use super::query::locks::{self, Lock};
use super::reading::FigureQuery;
use super::statutory::{Reported, rows};
use crate::http::App;
use crate::identity::service::stream;

/// A period to be locked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct LockRequest {
    pub area: String,
    pub period: String,
}

/// A locked period to be stated anew.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct RestateRequest {
    pub area: String,
    pub period: String,
    /// Why the numbers are other than they were reported.
    pub reason: String,
}

/// A lock as it is listed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LockLine {
    pub period: String,
    /// From 1; each further number is a restatement.
    pub no: i32,
    /// Epoch milliseconds.
    pub locked_at: i64,
    pub reason: String,
}

/// Locks a period: from now on its reported numbers are these.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::PeriodRunning`], [`Code::PeriodLocked`].
pub(super) async fn lock(app: &App, ctx: &Ctx, request: &LockRequest) -> Result<LockLine> {
    put(app, ctx, &request.area, &request.period, None).await
}

/// States a locked period anew. What was reported before stays beside it.
///
/// # Errors
/// As [`lock`], where [`Code::PeriodLocked`] says that somebody else was faster; [`Code::PeriodNotLocked`], [`Code::NothingToRestate`], [`Code::ReasonNeeded`].
pub(super) async fn restate(app: &App, ctx: &Ctx, request: &RestateRequest) -> Result<LockLine> {
    let mut form = Form::default();
    if request.reason.trim().is_empty() {
        form.refuse(Code::ReasonNeeded, "/reason");
    }
    form.optional_text(&request.reason, 500, "/reason");
    form.finish()?;
    put(app, ctx, &request.area, &request.period, Some(request.reason.trim())).await
}

async fn put(app: &App, ctx: &Ctx, area: &str, period: &str, reason: Option<&str>) -> Result<LockLine> {
    let asked = FigureQuery { area: Some(area.to_owned()), period: period.to_owned() };
    let asked = asked.read(&ctx.actor, Action::FiguresLock)?;
    if !asked.period.is_over(app.db.today()) {
        return Err(Refusal::at(Code::PeriodRunning, "/period").into());
    }
    // What is reported has everything in it that has happened by now.
    counting::catch_up(&app.db).await?;
    let (row, within) = rows(&app.db, &asked.area, asked.period).await?;
    let reported = Reported { version: VERSION, row, within };

    let mut uow = app.begin(ctx).await?;
    let before = locks::of_period(uow.read(), &asked.area, asked.period).await?;
    match (before.last(), reason) {
        (Some(_), None) => return Err(Refusal::new(Code::PeriodLocked).into()),
        (None, Some(_)) => return Err(Refusal::new(Code::PeriodNotLocked).into()),
        (Some(last), Some(_)) if serde_json::from_str::<Reported>(&last.body)? == reported => {
            return Err(Refusal::new(Code::NothingToRestate).into());
        }
        _ => {}
    }
    let no = before.last().map_or(0, |last| last.no) + 1;
    let lock = Lock {
        area: asked.area.to_string(),
        period: asked.period.to_string(),
        no,
        locked_at: uow.now(),
        locked_by: ctx.actor.account,
        reason: reason.unwrap_or_default().to_owned(),
        body: serde_json::to_string(&reported)?,
    };
    // Of two who do so at once the second has not seen what the first has just kept.
    if !locks::insert(&uow, lock.clone()).await? {
        let refusal = Refusal::new(Code::PeriodLocked);
        let refusal = match reason {
            None => refusal,
            Some(_) => refusal.with(
                "刚才有别人重报了这个统计期，请看过再报。",
                "Somebody else has restated this period just now; look at it first.",
            ),
        };
        return Err(refusal.into());
    }
    let told =
        json!({ "area": lock.area, "name": reported.row.name, "period": lock.period, "no": no, "reason": lock.reason });
    let kind = if reason.is_some() { "figures.restated" } else { "figures.locked" };
    uow.record_registry(stream(ctx.actor.account), kind, &told)?;
    uow.commit().await?;
    Ok(line(&lock))
}

fn line(lock: &Lock) -> LockLine {
    LockLine { period: lock.period.clone(), no: lock.no, locked_at: lock.locked_at, reason: lock.reason.clone() }
}

/// The locks of an area.
pub(super) async fn list(app: &App, area: &AreaCode) -> Result<Vec<LockLine>> {
    Ok(locks::of_area(&app.db, area).await?.iter().map(line).collect())
}
