//! Calls for help over HTTP, for those who answer them.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bandeng_core::calls::CallMove;
use bandeng_core::kernel::{Code, IdText, Refusal};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::{self, BoardView};
use super::callers::{self, CallerPage, CallerRenewal, CallerView, EnrolledCaller, NewCaller};
use super::query::{self, Asked};
use super::view::{CallPage, CallReader, CallView, Told};
use super::{doors, open, service, stream};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};

const PAGE: u64 = 50;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_calls))
        .routes(routes!(watch_calls))
        .routes(routes!(read_call))
        .routes(routes!(make_call_move))
        .routes(routes!(read_board))
        .routes(routes!(list_callers, enrol_caller))
        .routes(routes!(give_caller_link))
        .routes(routes!(renew_caller))
        .routes(routes!(remove_caller))
        .merge(open::routes())
        .merge(doors::routes())
}

/// Which calls.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CallsAsked {
    /// Those alone that are not over.
    #[serde(default)]
    open: bool,
    /// `next` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// Calls one was rung for, and in outline those of the areas one watches, the newest first
#[utoipa::path(get, path = "/calls", tag = "calls", operation_id = "list_calls", params(CallsAsked), responses(
    (status = 200, body = CallPage), NotAllowed, Invalid,
))]
async fn list_calls(State(app): State<App>, signed: Signed, Query(query): Query<CallsAsked>) -> Answer<CallPage> {
    let reader = CallReader::of(signed.actor());
    if !reader.reaches() {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let asked = Asked { since: None, open: query.open, after: query.after.map(|id| id.0), limit: PAGE + 1 };
    let mut rows = query::within(&app.db, reader.account, &reader.areas, &asked).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id.to_string());
    let items = Told::of(&app, rows).await?.iter().filter_map(|told| told.for_reader(&reader)).collect();
    Ok(axum::Json(CallPage { items, next }))
}

/// How the stream is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Watching {
    /// What there is now, and no more: for where something between holds streams back.
    #[serde(default)]
    once: bool,
}

/// Listen for calls: server-sent events
///
/// `hello` with the server's clock; `call` with a call as the reader sees it (`CallView`), at first for what is open or, with
/// `Last-Event-ID`, for what has changed since; `again` before the stream ends; `still` every 15 seconds of silence.
#[utoipa::path(get, path = "/calls/stream", tag = "calls", operation_id = "watch_calls",
    params(Watching, ("Last-Event-ID" = Option<String>, Header, description = "The number of the last event heard")),
    responses((status = 200, body = String, content_type = "text/event-stream"), NotAllowed, Invalid, TooOften))]
async fn watch_calls(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<Watching>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    Ok(stream::open(&app, signed.actor(), last, query.once).await?)
}

/// A call
#[utoipa::path(get, path = "/calls/{id}", tag = "calls", operation_id = "read_call", params(("id" = String, Path)),
    responses((status = 200, body = CallView), NotFound))]
async fn read_call(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<CallView> {
    Ok(axum::Json(service::show(&app, signed.actor(), id.0).await?))
}

/// What a responder does.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CallMoveRequest {
    make: CallMove,
}

/// Take a call, arrive, finish, give it back, or mark it false
#[utoipa::path(post, path = "/calls/{id}/moves", tag = "calls", operation_id = "make_call_move", params(("id" = String, Path)),
    request_body = CallMoveRequest, responses((status = 200, body = CallView), NotAllowed, NotFound, Conflict, Invalid))]
async fn make_call_move(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<CallMoveRequest>,
) -> Answer<CallView> {
    Ok(axum::Json(service::make(&app, &signed.ctx, id.0, &body.make).await?))
}

/// Which board.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct BoardAsked {
    /// That of the reader's post where left out.
    #[serde(default)]
    area: Option<String>,
}

/// The live board of an area: calls with grid and clock, the day in numbers; no names and no points
#[utoipa::path(get, path = "/board", tag = "calls", operation_id = "read_board", params(BoardAsked), responses(
    (status = 200, body = BoardView), NotAllowed, NotFound, Invalid,
))]
async fn read_board(State(app): State<App>, signed: Signed, Query(query): Query<BoardAsked>) -> Answer<BoardView> {
    Ok(axum::Json(board::read(&app, signed.actor(), query.area.as_deref()).await?))
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CallersAsked {
    /// `next` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
    /// Those alone whose enrolment ends within a fortnight.
    #[serde(default)]
    ending: bool,
}

/// Who is enrolled in one's area, the newest first
#[utoipa::path(get, path = "/callers", tag = "calls", operation_id = "list_callers", params(CallersAsked), responses(
    (status = 200, body = CallerPage), NotAllowed, Invalid,
))]
async fn list_callers(State(app): State<App>, signed: Signed, Query(query): Query<CallersAsked>) -> Answer<CallerPage> {
    Ok(axum::Json(callers::page(&app, &signed.ctx, query.ending, query.after.map(|id| id.0)).await?))
}

/// Enrol somebody who is there and has agreed
#[utoipa::path(post, path = "/callers", tag = "calls", operation_id = "enrol_caller", request_body = NewCaller, responses(
    (status = 201, body = EnrolledCaller), NotAllowed, Conflict, Invalid,
))]
async fn enrol_caller(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<NewCaller>,
) -> Result<(StatusCode, axum::Json<EnrolledCaller>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(callers::enrol(&app, &signed.ctx, &body).await?)))
}

/// Confirm an enrolment that was asked for, or give a new link: the one before opens nothing any more
#[utoipa::path(post, path = "/callers/{id}/link", tag = "calls", operation_id = "give_caller_link",
    params(("id" = String, Path)), responses((status = 200, body = EnrolledCaller), NotAllowed, NotFound, Conflict))]
async fn give_caller_link(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<EnrolledCaller> {
    Ok(axum::Json(callers::link(&app, &signed.ctx, id.0).await?))
}

/// Let an enrolment go on
#[utoipa::path(post, path = "/callers/{id}/renew", tag = "calls", operation_id = "renew_caller", params(("id" = String, Path)),
    request_body = CallerRenewal, responses((status = 200, body = CallerView), NotAllowed, NotFound, Invalid))]
async fn renew_caller(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<CallerRenewal>,
) -> Answer<CallerView> {
    Ok(axum::Json(callers::renew(&app, &signed.ctx, id.0, &body).await?))
}

/// Remove an enrolment with everything that is known of the person
#[utoipa::path(delete, path = "/callers/{id}", tag = "calls", operation_id = "remove_caller", params(("id" = String, Path)),
    responses((status = 204), NotAllowed, NotFound))]
async fn remove_caller(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Result<StatusCode, Problem> {
    callers::remove(&app, &signed.ctx, id.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
