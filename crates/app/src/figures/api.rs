//! Figures over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::figures::Period;
use bandeng_core::figures::indicator::INDICATORS;
use bandeng_core::figures::measure::{AskedBy, MeasureLine, reference};
use bandeng_core::kernel::{Date, Refusal, Text};
use bandeng_core::matters::FileKind;
use bandeng_core::policy::{Action, require_general};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::briefing::{self, BriefingRequest, BriefingWords};
use super::lock::{LockLine, LockRequest, RestateRequest};
use super::open::OpenQuery;
use super::population::{PopulationEntry, PopulationQuery, Populations};
use super::publish::Released;
use super::reading::FigureQuery;
use super::staffing::StaffQuery;
use super::view::{Bodies, FigureBoard, FormulaValue, Odd, OpenedPage, OwnFigures, StaffTable, StatutoryTable};
use super::{board, guide, lock, open, population, publish, staffing, statutory};
use crate::http::answers::{Conflict, Invalid, NotAllowed};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Problem, Query, Signed};
use crate::identity::me::Language;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_figures))
        .routes(routes!(list_measures))
        .routes(routes!(try_formula))
        .routes(routes!(open_figure))
        .routes(routes!(compare_organisations))
        .routes(routes!(list_patterns))
        .routes(routes!(read_own_figures))
        .routes(routes!(read_statutory_table))
        .routes(routes!(download_statutory_table))
        .routes(routes!(read_staffing))
        .routes(routes!(download_staffing))
        .routes(routes!(list_populations, record_population))
        .routes(routes!(read_briefing, make_briefing))
        .routes(routes!(list_locks, lock_period))
        .routes(routes!(restate_period))
        .routes(routes!(publish_figures))
        .routes(routes!(read_public_figures))
}

/// The figures of a place and a period
///
/// From sums, never from the matters: counts beside the year before and the months before, indicators, the trend, types,
/// days, how long each step takes, and the places directly within.
#[utoipa::path(get, path = "/figures", tag = "figures", operation_id = "read_figures", params(FigureQuery), responses(
    (status = 200, body = FigureBoard), NotAllowed, Invalid,
))]
async fn read_figures(State(app): State<App>, signed: Signed, Query(query): Query<FigureQuery>) -> Answer<FigureBoard> {
    let asked = query.read(signed.actor(), Action::FiguresRead)?;
    Ok(axum::Json(board::board(&app.db, signed.actor(), &asked).await?))
}

/// What an indicator is.
#[derive(Debug, Serialize, ToSchema)]
struct IndicatorDefinition {
    code: String,
    label: Text,
    formula: String,
    asked_by: AskedBy,
    /// On what it rests, and of what, as formulas; none where nobody is asked.
    rests_on: Option<Vec<String>>,
}

/// Everything that is counted and calculated.
#[derive(Debug, Serialize, ToSchema)]
struct Measures {
    measures: Vec<MeasureLine>,
    indicators: Vec<IndicatorDefinition>,
}

/// What is counted: each measure and indicator with its meaning
#[utoipa::path(get, path = "/figures/measures", tag = "figures", operation_id = "list_measures", responses(
    (status = 200, body = Measures),
))]
async fn list_measures(_: Signed) -> Answer<Measures> {
    let indicators = INDICATORS
        .iter()
        .map(|indicator| IndicatorDefinition {
            code: indicator.code.to_owned(),
            label: indicator.label(),
            formula: indicator.formula.to_owned(),
            asked_by: indicator.asked_by,
            rests_on: indicator.rests_on.map(|(answers, of)| vec![answers.to_owned(), of.to_owned()]),
        })
        .collect();
    Ok(axum::Json(Measures { measures: reference(), indicators }))
}

/// A formula for a place and a period.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct FormulaQuery {
    #[serde(default)]
    area: Option<String>,
    period: String,
    /// Measures, numbers, `+ - * /` and parentheses: `(agreed - asked) / agreed`.
    formula: String,
}

/// What a formula over measures gives
#[utoipa::path(get, path = "/figures/formula", tag = "figures", operation_id = "try_formula", params(FormulaQuery), responses(
    (status = 200, body = FormulaValue), NotAllowed, Invalid,
))]
async fn try_formula(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<FormulaQuery>,
) -> Answer<FormulaValue> {
    let asked = FigureQuery { area: query.area, period: query.period }.read(signed.actor(), Action::FiguresRead)?;
    Ok(axum::Json(board::formula(&app.db, &asked, &query.formula).await?))
}

/// The matters a number is made of
///
/// As far as the reader's reach goes: a leader's stops at counts, and what counts returns, withdrawals and petitions opens
/// for nobody.
#[utoipa::path(get, path = "/figures/matters", tag = "figures", operation_id = "open_figure", params(OpenQuery), responses(
    (status = 200, body = OpenedPage), NotAllowed, Invalid,
))]
async fn open_figure(State(app): State<App>, signed: Signed, Query(query): Query<OpenQuery>) -> Answer<OpenedPage> {
    Ok(axum::Json(open::open(&app, signed.actor(), &query).await?))
}

/// Organisations of a place beside each other
///
/// With at least five active staff; in the order of their places, not of their numbers.
#[utoipa::path(get, path = "/figures/organisations", tag = "figures", operation_id = "compare_organisations", params(FigureQuery), responses(
    (status = 200, body = Bodies), NotAllowed, Invalid,
))]
async fn compare_organisations(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<FigureQuery>,
) -> Answer<Bodies> {
    let asked = query.read(signed.actor(), Action::FiguresRead)?;
    Ok(axum::Json(guide::bodies(&app.db, &asked).await?))
}

/// What looks as if it was done for the report, by organisation
#[utoipa::path(get, path = "/figures/patterns", tag = "figures", operation_id = "list_patterns", params(FigureQuery), responses(
    (status = 200, body = Odd), NotAllowed, Invalid,
))]
async fn list_patterns(State(app): State<App>, signed: Signed, Query(query): Query<FigureQuery>) -> Answer<Odd> {
    let asked = query.read(signed.actor(), Action::FiguresGuide)?;
    Ok(axum::Json(guide::odd(&app.db, &asked).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OwnQuery {
    period: String,
}

/// One's own figures; nobody else sees them
#[utoipa::path(get, path = "/figures/own", tag = "figures", operation_id = "read_own_figures", params(OwnQuery), responses(
    (status = 200, body = OwnFigures), NotAllowed, Invalid,
))]
async fn read_own_figures(State(app): State<App>, signed: Signed, Query(query): Query<OwnQuery>) -> Answer<OwnFigures> {
    require_general(signed.actor(), Action::FiguresOwn)?;
    let period: Period =
        query.period.trim().parse().map_err(|r: Refusal| Refusal { pointer: Some("period".to_owned()), ..r })?;
    Ok(axum::Json(board::own(&app.db, signed.actor(), period).await?))
}

/// The Ministry of Justice's table of 39 columns
#[utoipa::path(get, path = "/figures/statutory", tag = "figures", operation_id = "read_statutory_table", params(FigureQuery), responses(
    (status = 200, body = StatutoryTable), NotAllowed, Invalid,
))]
async fn read_statutory_table(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<FigureQuery>,
) -> Answer<StatutoryTable> {
    let asked = query.read(signed.actor(), Action::FiguresRead)?;
    Ok(axum::Json(statutory::table(&app.db, &asked).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SheetQuery {
    #[serde(default)]
    area: Option<String>,
    period: String,
    /// Of headings and words.
    language: Language,
}

/// The same table as a spreadsheet
#[utoipa::path(get, path = "/figures/statutory-sheet", tag = "figures", operation_id = "download_statutory_table", params(SheetQuery), responses(
    (status = 200, description = "The spreadsheet", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
    NotAllowed, Invalid,
))]
async fn download_statutory_table(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<SheetQuery>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let asked = FigureQuery { area: query.area, period: query.period }.read(signed.actor(), Action::FiguresRead)?;
    let table = statutory::table(&app.db, &asked).await?;
    let name = format!("{}-{}-{}", table.title.zh, table.area.name, asked.period);
    let sheet = statutory::sheet(&table, signed.actor(), app.settings.public_url.as_deref());
    Ok(sheet.pack(&app.db, &signed.ctx, query.language, &name, "statutory-table").await?)
}

/// Committees and mediators of a place on a day
///
/// As far as they are known here: what nobody records is blank. Counts of places alone; nothing opens.
#[utoipa::path(get, path = "/figures/staffing", tag = "figures", operation_id = "read_staffing", params(StaffQuery), responses(
    (status = 200, body = StaffTable), NotAllowed, Invalid,
))]
async fn read_staffing(State(app): State<App>, signed: Signed, Query(query): Query<StaffQuery>) -> Answer<StaffTable> {
    Ok(axum::Json(staffing::table(&app.db, signed.actor(), &query).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct StaffSheetQuery {
    #[serde(default)]
    area: Option<String>,
    #[serde(default)]
    on: Option<Date>,
    /// Of headings and words.
    language: Language,
}

/// The same table as a spreadsheet
#[utoipa::path(get, path = "/figures/staffing-sheet", tag = "figures", operation_id = "download_staffing", params(StaffSheetQuery), responses(
    (status = 200, description = "The spreadsheet", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
    NotAllowed, Invalid,
))]
async fn download_staffing(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<StaffSheetQuery>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let asked = StaffQuery { area: query.area, on: query.on };
    let table = staffing::table(&app.db, signed.actor(), &asked).await?;
    let name = format!("{}-{}-{}", table.title.zh, table.area.name, table.on);
    Ok(staffing::sheet(&table).pack(&app.db, &signed.ctx, query.language, &name, "staffing").await?)
}

/// How many people live in an area and in those directly in it, as entered for a year
#[utoipa::path(get, path = "/figures/populations", tag = "figures", operation_id = "list_populations", params(PopulationQuery), responses(
    (status = 200, body = Populations), NotAllowed, Invalid,
))]
async fn list_populations(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<PopulationQuery>,
) -> Answer<Populations> {
    Ok(axum::Json(population::list(&app, signed.actor(), &query).await?))
}

/// Enter how many people live in an area, or take it out
///
/// One number of an area and a year with its source, for rates per 10,000 people. No person is registered.
#[utoipa::path(put, path = "/figures/populations", tag = "figures", operation_id = "record_population", request_body = PopulationEntry, responses(
    (status = 204), NotAllowed, Invalid,
))]
async fn record_population(
    State(app): State<App>,
    signed: Signed,
    Json(entry): Json<PopulationEntry>,
) -> Result<StatusCode, Problem> {
    population::put(&app, &signed.ctx, &entry).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Briefings a person may make in a minute.
const BRIEFINGS: u32 = 10;

/// What the author of a briefing said last, to go on from
#[utoipa::path(get, path = "/figures/briefings", tag = "figures", operation_id = "read_briefing", params(FigureQuery), responses(
    (status = 200, body = BriefingWords), NotAllowed, Invalid,
))]
async fn read_briefing(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<FigureQuery>,
) -> Answer<BriefingWords> {
    Ok(axum::Json(briefing::words(&app, signed.actor(), &query).await?))
}

/// The briefing of a period as a PDF, or as a DOCX to be edited, with the author's own words, which are kept
#[utoipa::path(post, path = "/figures/briefings", tag = "figures", operation_id = "make_briefing", request_body = BriefingRequest, responses(
    (status = 200, description = "The briefing", content_type = "application/pdf", body = Vec<u8>),
    NotAllowed, Conflict, Invalid, (status = 429, body = ProblemBody), (status = 503, body = ProblemBody),
))]
async fn make_briefing(
    State(app): State<App>,
    signed: Signed,
    Json(request): Json<BriefingRequest>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    require_general(signed.actor(), Action::FiguresRead)?;
    app.limits.account("briefing", signed.actor().account, app.db.now(), 60_000, BRIEFINGS)?;
    let made = briefing::make(&app, &signed.ctx, &request).await?;
    let answer = FileAnswer {
        kind: Media::Kept(made.kind),
        name: &made.name,
        ascii: &format!("briefing.{}", made.kind.ending()),
        inline: made.kind == FileKind::Pdf,
    };
    Ok((answer.headers(), made.bytes))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AreaQuery {
    #[serde(default)]
    area: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Locks {
    items: Vec<LockLine>,
}

/// Periods of a place that are locked, and how often they were restated
#[utoipa::path(get, path = "/figures/locks", tag = "figures", operation_id = "list_locks", params(AreaQuery), responses(
    (status = 200, body = Locks), NotAllowed, Invalid,
))]
async fn list_locks(State(app): State<App>, signed: Signed, Query(query): Query<AreaQuery>) -> Answer<Locks> {
    // Any period will do: the area is what is asked.
    let period = board::this_month(&app.db).to_string();
    let asked = FigureQuery { area: query.area, period }.read(signed.actor(), Action::FiguresRead)?;
    Ok(axum::Json(Locks { items: lock::list(&app, &asked.area).await? }))
}

/// Lock a period: from now on these are its reported numbers
#[utoipa::path(post, path = "/figures/locks", tag = "figures", operation_id = "lock_period", request_body = LockRequest, responses(
    (status = 201, body = LockLine), NotAllowed, Conflict, Invalid,
))]
async fn lock_period(
    State(app): State<App>,
    signed: Signed,
    Json(request): Json<LockRequest>,
) -> Result<(StatusCode, axum::Json<LockLine>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(lock::lock(&app, &signed.ctx, &request).await?)))
}

/// State a locked period anew, with the reason; what was reported stays beside it
#[utoipa::path(post, path = "/figures/restatements", tag = "figures", operation_id = "restate_period", request_body = RestateRequest, responses(
    (status = 201, body = LockLine), NotAllowed, Conflict, Invalid,
))]
async fn restate_period(
    State(app): State<App>,
    signed: Signed,
    Json(request): Json<RestateRequest>,
) -> Result<(StatusCode, axum::Json<LockLine>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(lock::restate(&app, &signed.ctx, &request).await?)))
}

/// Publish a county's quarter for everybody
#[utoipa::path(post, path = "/figures/publications", tag = "figures", operation_id = "publish_figures", request_body = LockRequest, responses(
    (status = 201, body = Released), NotAllowed, Conflict, Invalid,
))]
async fn publish_figures(
    State(app): State<App>,
    signed: Signed,
    Json(request): Json<LockRequest>,
) -> Result<(StatusCode, axum::Json<Released>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(publish::publish(&app, &signed.ctx, &request).await?)))
}

#[derive(Debug, Serialize, ToSchema)]
struct PublicFigures {
    items: Vec<Released>,
}

/// What was published, for everybody
///
/// Fixed tables of counties by quarter; nothing can be asked of them.
#[utoipa::path(get, path = "/public/figures", tag = "figures", operation_id = "read_public_figures", params(AreaQuery), responses(
    (status = 200, body = PublicFigures), Invalid,
))]
async fn read_public_figures(State(app): State<App>, Query(query): Query<AreaQuery>) -> Answer<PublicFigures> {
    Ok(axum::Json(PublicFigures { items: publish::published(&app, query.area.as_deref()).await? }))
}
