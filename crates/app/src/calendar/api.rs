//! The calendar over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::deadlines::{Deadline, PauseGround, Rule, RuleId, Supposition, rule};
use bandeng_core::kernel::{Date, IdText};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, CalendarView, DraftView, Publication, Rows};
use crate::http::answers::{Conflict, Invalid, NotAllowed};
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::matters::view::Supposed;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_calendar))
        .routes(routes!(read_calendar_draft, save_calendar_draft, discard_calendar_draft))
        .routes(routes!(publish_calendar))
        .routes(routes!(list_rules))
        .routes(routes!(reckon_period))
}

/// The calendar of working days: the years near this one, and what was published
#[utoipa::path(get, path = "/calendar", tag = "calendar", operation_id = "read_calendar", responses((status = 200, body = CalendarView)))]
async fn read_calendar(State(app): State<App>, _: Signed) -> Answer<CalendarView> {
    Ok(axum::Json(service::read(&app).await?))
}

/// What is being edited of a year, and which days it would change
#[utoipa::path(get, path = "/calendar/{year}/draft", tag = "calendar", operation_id = "read_calendar_draft", params(("year" = i16, Path)), responses(
    (status = 200, body = DraftView), NotAllowed, Invalid,
))]
async fn read_calendar_draft(State(app): State<App>, signed: Signed, Path(year): Path<i16>) -> Answer<DraftView> {
    Ok(axum::Json(service::draft(&app, &signed.ctx, year).await?))
}

/// Replace the draft of a year
///
/// A day stands there once, as a day of rest or of make-up work; otherwise nothing is taken, and the day is named.
#[utoipa::path(put, path = "/calendar/{year}/draft", tag = "calendar", operation_id = "save_calendar_draft", params(("year" = i16, Path)), request_body = Rows, responses(
    (status = 200, body = DraftView), NotAllowed, Conflict, Invalid,
))]
async fn save_calendar_draft(
    State(app): State<App>,
    signed: Signed,
    Path(year): Path<i16>,
    Json(body): Json<Rows>,
) -> Answer<DraftView> {
    let uow = app.begin(&signed.ctx).await?;
    service::save(&uow, &signed.ctx, year, body).await?;
    uow.commit().await?;
    Ok(axum::Json(service::draft(&app, &signed.ctx, year).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Seen {
    /// Of the draft that is meant.
    revision: IdText,
}

/// Throw the draft of a year away
#[utoipa::path(delete, path = "/calendar/{year}/draft", tag = "calendar", operation_id = "discard_calendar_draft", params(("year" = i16, Path), Seen), responses(
    (status = 204), NotAllowed, Conflict, Invalid,
))]
async fn discard_calendar_draft(
    State(app): State<App>,
    signed: Signed,
    Path(year): Path<i16>,
    Query(seen): Query<Seen>,
) -> Result<StatusCode, Problem> {
    let uow = app.begin(&signed.ctx).await?;
    service::discard(&uow, &signed.ctx, year, seen.revision.0).await?;
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The number of the new version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarPublished)]
struct Published {
    version: i64,
}

/// Publish the draft of a year
///
/// From then on it never changes. What runs is counted anew, with an event for each day that moved.
#[utoipa::path(post, path = "/calendar/{year}/versions", tag = "calendar", operation_id = "publish_calendar", params(("year" = i16, Path)), request_body = Publication, responses(
    (status = 201, body = Published), NotAllowed, Conflict, Invalid,
))]
async fn publish_calendar(
    State(app): State<App>,
    signed: Signed,
    Path(year): Path<i16>,
    Json(body): Json<Publication>,
) -> Result<(StatusCode, axum::Json<Published>), Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::publish(&app, &mut uow, &signed.ctx, year, &body).await?;
    uow.commit().await?;
    service::published(&app);
    Ok((StatusCode::CREATED, axum::Json(Published { version })))
}

/// The rules about time, in the versions of today, with what this site has set of them
#[utoipa::path(get, path = "/calendar/rules", tag = "calendar", operation_id = "list_rules", responses((status = 200, body = Vec<Rule>)))]
async fn list_rules(State(app): State<App>, _: Signed) -> Answer<Vec<Rule>> {
    let today = app.db.today();
    // What the law or a regulation numbers; a promise's own day is not reckoned by a rule.
    let numbered = RuleId::ALL.iter().filter(|id| id.as_str().starts_with('T'));
    let rules = numbered.map(|id| {
        let rule = rule(*id, today);
        let set = app.settings.presets.get(rule);
        Rule {
            length: set.length.unwrap_or(rule.length),
            source: set.source.unwrap_or_else(|| rule.source.clone()),
            excludes: set.pauses.unwrap_or_else(|| rule.excludes.clone()),
            ..rule.clone()
        }
    });
    Ok(axum::Json(rules.collect()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Reckoning {
    /// Which rule: T1 to T19.
    rule: RuleId,
    /// The day of what starts it; it is not counted itself.
    on: Date,
    /// Why it would stand still; expert appraisal where left out.
    ground: Option<PauseGround>,
    from: Option<Date>,
    /// How many days would not be counted.
    days: Option<u32>,
}

/// Reckon a period by a rule; nothing is kept
///
/// For limits that run elsewhere, such as reconsideration (T18) or the cooling-off period before a divorce (T19).
#[utoipa::path(get, path = "/calendar/reckon", tag = "calendar", operation_id = "reckon_period", params(Reckoning), responses(
    (status = 200, body = Supposed), Conflict, Invalid,
))]
async fn reckon_period(State(app): State<App>, _: Signed, Query(asked): Query<Reckoning>) -> Answer<Supposed> {
    app.calendars.refresh(&app.db).await?;
    let (calendar, today) = (app.calendar(), app.db.today());
    let plain = Deadline::start(rule(asked.rule, asked.on), asked.on, &app.settings.presets, &calendar);
    let before = plain.due_on;
    let then = match asked.days {
        None => plain,
        Some(_) => {
            let thought = Supposition {
                ground: asked.ground,
                from: asked.from.or(asked.on.tomorrow().ok()),
                days: asked.days,
                until: None,
            };
            plain.suppose(&thought, today, &calendar)?
        }
    };
    Ok(axum::Json(Supposed::of(&then, before, today, &calendar)))
}
