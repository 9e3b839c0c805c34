//! Events and their dispatch over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::dispatch::{DispatchMove, EventPlan, EventReport};
use bandeng_core::kernel::{Code, IdText, Refusal};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::{Action, require_general};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::{self, SupervisionPage};
use super::form::{self, EventForm};
use super::mediate::{self, MediationOfEvent};
use super::papers::{self, EventPaper};
use super::planning::{self, PlanPublication, PlanView};
use super::report::{self, EventReceipt};
use super::trial::{self, PlanTrial};
use super::view::{self, DispatchView};
use super::{photos, public, service};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::intake::service::{Receipt, check_key};
use crate::matters::api::{Written, read_for};
use crate::matters::list::{self, MatterPage};
use crate::matters::question::ListQuery;
use crate::papers::api::{Printing, form_of, given, may_print};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(report_event))
        .routes(routes!(read_event_form))
        .routes(routes!(suggest_categories))
        .routes(routes!(list_event_queue))
        .routes(routes!(read_dispatch))
        .routes(routes!(make_dispatch_move))
        .routes(routes!(mediate_event))
        .routes(routes!(list_event_papers))
        .routes(routes!(print_event_paper))
        .routes(routes!(read_supervision_board))
        .routes(routes!(read_event_plan))
        .routes(routes!(save_event_plan, discard_event_plan))
        .routes(routes!(try_event_plan))
        .routes(routes!(publish_event_plan))
        .merge(public::routes())
        .merge(photos::routes())
}

/// Report an event, once
///
/// With an `Idempotency-Key`, the same submission twice answers the same and changes nothing. A rule that says so files it
/// and sends it on at once.
#[utoipa::path(post, path = "/events", tag = "dispatch", operation_id = "report_event", request_body = EventReport,
    params(("Idempotency-Key" = Option<String>, Header, description = "The submission's own number, 8 to 80 characters")),
    responses((status = 201, body = EventReceipt), NotAllowed, Conflict, Invalid, (status = 400, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn report_event(
    State(app): State<App>,
    signed: Signed,
    headers: HeaderMap,
    Json(body): Json<EventReport>,
) -> Result<(StatusCode, axum::Json<EventReceipt>), Problem> {
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok());
    if let Some(key) = key {
        check_key(key)?;
    }
    let receipt = report::report(&app, &signed.ctx, key, &body).await?;
    Ok((StatusCode::CREATED, axum::Json(receipt)))
}

/// What the form for a report offers: categories and levels
#[utoipa::path(get, path = "/event-form", tag = "dispatch", operation_id = "read_event_form",
    responses((status = 200, body = EventForm), NotAllowed))]
async fn read_event_form(State(app): State<App>, signed: Signed) -> Answer<EventForm> {
    Ok(axum::Json(form::read(&app, signed.actor()).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EventWords {
    words: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SuggestedCategories {
    /// Codes, the likeliest first.
    items: Vec<String>,
}

/// The categories the words of a report speak for; nothing is kept
#[utoipa::path(post, path = "/event-form/suggestions", tag = "dispatch", operation_id = "suggest_categories", request_body = EventWords,
    responses((status = 200, body = SuggestedCategories), NotAllowed, Invalid))]
async fn suggest_categories(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<EventWords>,
) -> Answer<SuggestedCategories> {
    Ok(axum::Json(SuggestedCategories { items: form::suggested(&app, signed.actor(), &body.words).await? }))
}

/// List what was sent to one's unit, the most urgent first by `sort=due`
#[utoipa::path(get, path = "/event-queue", tag = "dispatch", operation_id = "list_event_queue", params(ListQuery),
    responses((status = 200, body = MatterPage), NotAllowed, Invalid))]
async fn list_event_queue(
    State(app): State<App>,
    signed: Signed,
    Query(mut query): Query<ListQuery>,
) -> Answer<MatterPage> {
    require_general(signed.actor(), Action::EventQueue)?;
    // Of what is shared with the unit, the events alone.
    if query.stage.as_deref().unwrap_or_default().is_empty() {
        query.stage = Some("dispatched,handling,checking".to_owned());
    }
    Ok(axum::Json(list::page(&app, signed.actor(), Action::EventQueue, &query).await?))
}

/// Read a dispatch: what is recorded, what can be done now, what is lacking
#[utoipa::path(get, path = "/matters/{code}/dispatches/{n}", tag = "dispatch", operation_id = "read_dispatch", params(("code" = String, Path), ("n" = u16, Path)),
    responses((status = 200, body = DispatchView), NotAllowed, NotFound, Invalid))]
async fn read_dispatch(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
) -> Answer<DispatchView> {
    let matter = read_for(&app, &signed, &code, Action::MatterRead, SeenKind::Page).await?;
    let d = service::load(&app, &matter, n).await?;
    Ok(axum::Json(view::compose(&app, signed.actor(), &matter, n, &d).await?))
}

/// A move of a dispatch, and the version its maker has seen.
#[derive(Debug, Deserialize, ToSchema)]
struct DispatchMoveRequest {
    version: i64,
    make: DispatchMove,
}

/// Make a move of a dispatch
#[utoipa::path(post, path = "/matters/{code}/dispatches/{n}/moves", tag = "dispatch", operation_id = "make_dispatch_move", params(("code" = String, Path), ("n" = u16, Path)), request_body = DispatchMoveRequest,
    responses((status = 200, body = Written), NotAllowed, NotFound, Conflict, Invalid))]
async fn make_dispatch_move(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
    Json(body): Json<DispatchMoveRequest>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::make(&app, &mut uow, &code.parse()?, n, body.version, body.make).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// Make an event a mediation, with everything filled in that its report holds
#[utoipa::path(post, path = "/matters/{code}/dispatches/{n}/mediation", tag = "dispatch", operation_id = "mediate_event", params(("code" = String, Path), ("n" = u16, Path)), request_body = MediationOfEvent,
    responses((status = 201, body = Receipt), NotAllowed, NotFound, Conflict, Invalid))]
async fn mediate_event(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
    Json(body): Json<MediationOfEvent>,
) -> Result<(StatusCode, axum::Json<Receipt>), Problem> {
    let receipt = mediate::mediate(&app, &signed.ctx, &code.parse()?, n, body).await?;
    Ok((StatusCode::CREATED, axum::Json(receipt)))
}

/// The papers of an event.
#[derive(Debug, Serialize, ToSchema)]
struct EventPapers {
    items: Vec<EventPaper>,
}

/// List the papers of an event: orders to units, steps of the ladder, a leader's charge
#[utoipa::path(get, path = "/matters/{code}/dispatches/{n}/papers", tag = "dispatch", operation_id = "list_event_papers", params(("code" = String, Path), ("n" = u16, Path)),
    responses((status = 200, body = EventPapers), NotAllowed, NotFound, Invalid))]
async fn list_event_papers(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
) -> Answer<EventPapers> {
    let matter = read_for(&app, &signed, &code, Action::NarrativeRead, SeenKind::Papers).await?;
    let d = service::load(&app, &matter, n).await?;
    Ok(axum::Json(EventPapers { items: papers::list(&matter, n, &d)? }))
}

/// Print a paper of an event
#[utoipa::path(get, path = "/matters/{code}/dispatches/{n}/papers/{slug}", tag = "dispatch", operation_id = "print_event_paper",
    params(("code" = String, Path), ("n" = u16, Path), ("slug" = String, Path, description = "`event-order`, as the list names it"), Printing),
    responses(
        (status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>),
        NotAllowed, NotFound, Invalid, (status = 429, body = ProblemBody), (status = 503, body = ProblemBody),
))]
async fn print_event_paper(
    State(app): State<App>,
    signed: Signed,
    Path((code, n, slug)): Path<(String, u16, String)>,
    Query(asked): Query<Printing>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let (no, format) = asked.read()?;
    may_print(&app, &signed)?;
    let matter = read_for(&app, &signed, &code, Action::NarrativeRead, form_of(&slug)).await?;
    let d = service::load(&app, &matter, n).await?;
    let printed = papers::print(&app, &signed.ctx, (&matter, n, &d), (&slug, no), format).await?;
    Ok(given(printed, format))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct BoardQuery {
    /// Those that are over, instead of those that stand.
    #[serde(default)]
    over: bool,
    /// What `next` said.
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// Read the board of public supervision of one's county
///
/// For every unit: category, town, units, limit and how it ended. No person and no finer place.
#[utoipa::path(get, path = "/supervision-board", tag = "dispatch", operation_id = "read_supervision_board", params(BoardQuery),
    responses((status = 200, body = SupervisionPage), NotAllowed, Invalid))]
async fn read_supervision_board(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<BoardQuery>,
) -> Answer<SupervisionPage> {
    Ok(axum::Json(board::read(&app, signed.actor(), asked.over, asked.after).await?))
}

/// Levels of handling and routing rules: what holds, and what is being edited
#[utoipa::path(get, path = "/event-plan", tag = "dispatch", operation_id = "read_event_plan",
    responses((status = 200, body = PlanView), NotAllowed))]
async fn read_event_plan(State(app): State<App>, signed: Signed) -> Answer<PlanView> {
    Ok(axum::Json(planning::read(&app, signed.actor()).await?))
}

/// A plan, and the draft its writer has seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanDraftText {
    revision: IdText,
    plan: EventPlan,
}

/// Keep a draft of the plan
///
/// Rules that never get their turn are told and kept.
#[utoipa::path(put, path = "/event-plan/draft", tag = "dispatch", operation_id = "save_event_plan", request_body = PlanDraftText,
    responses((status = 200, body = PlanView), NotAllowed, Conflict, Invalid))]
async fn save_event_plan(State(app): State<App>, signed: Signed, Json(body): Json<PlanDraftText>) -> Answer<PlanView> {
    let uow = app.begin(&signed.ctx).await?;
    planning::save(&app, &uow, body.revision.0, &body.plan).await?;
    uow.commit().await?;
    Ok(axum::Json(planning::read(&app, signed.actor()).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SeenPlan {
    /// Of the draft its writer has seen.
    revision: String,
}

/// Throw the draft of the plan away
#[utoipa::path(delete, path = "/event-plan/draft", tag = "dispatch", operation_id = "discard_event_plan", params(SeenPlan),
    responses((status = 204), NotAllowed, Conflict, Invalid))]
async fn discard_event_plan(
    State(app): State<App>,
    signed: Signed,
    Query(seen): Query<SeenPlan>,
) -> Result<StatusCode, Problem> {
    let revision: IdText = seen.revision.parse().map_err(|_| Refusal::at(Code::UnknownValue, "revision"))?;
    let uow = app.begin(&signed.ctx).await?;
    planning::discard(&uow, revision.0).await?;
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A plan to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanToTry {
    plan: EventPlan,
    /// `next` of the trial before: what lies further back.
    #[serde(default)]
    after: Option<IdText>,
    /// Events to be looked at in one go: 1 to 1,000, and 1,000 where left out.
    #[serde(default)]
    limit: Option<u16>,
}

/// Run a plan over events that happened, and see which would have gone elsewhere; nothing is kept
///
/// The newest first; `next` leads on.
#[utoipa::path(post, path = "/event-plan/trial", tag = "dispatch", operation_id = "try_event_plan", request_body = PlanToTry,
    responses((status = 200, body = PlanTrial), NotAllowed, Invalid))]
async fn try_event_plan(State(app): State<App>, signed: Signed, Json(body): Json<PlanToTry>) -> Answer<PlanTrial> {
    Ok(axum::Json(trial::run(&app, signed.actor(), &body.plan, body.after, body.limit).await?))
}

/// The number of a version.
#[derive(Debug, Serialize, ToSchema)]
struct PlanPublished {
    version: i64,
}

/// Publish the draft of the plan as the next version
#[utoipa::path(post, path = "/event-plan/versions", tag = "dispatch", operation_id = "publish_event_plan", request_body = PlanPublication,
    responses((status = 201, body = PlanPublished), NotAllowed, Conflict, Invalid))]
async fn publish_event_plan(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<PlanPublication>,
) -> Result<(StatusCode, axum::Json<PlanPublished>), Problem> {
    let version = planning::publish(&app, &signed.ctx, &body).await?;
    Ok((StatusCode::CREATED, axum::Json(PlanPublished { version })))
}
