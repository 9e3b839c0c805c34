//! The caller's page: raising, following, taking back, answering, and asking to be enrolled. Nobody signs in here; the
//! secret of the link is what a caller has.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::calls::{CANCEL_WITHIN_MS, CallDoor, CallState, Helped, NOTICE, is_left, may_answer};
use bandeng_core::grids::GridPart;
use bandeng_core::kernel::{Code, Refusal, Text};
use bandeng_core::places::AreaCode;
use bandeng_store::Ctx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::callers::{self, NewCaller};
use super::query;
use super::service::{self, Raised};
use super::view::Told;
use crate::grids;
use crate::http::address::Caller;
use crate::http::answers::{Conflict, Invalid, NotFound, TooOften};
use crate::http::auth::RequestNumber;
use crate::http::{Answer, App, Json, Path, Problem};

/// Links that fit nobody, from one address in a minute.
const GUESSES: u32 = 30;
/// Presses of one link in a minute: a hand that trembles.
const PRESSES: u32 = 20;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(raise_call))
        .routes(routes!(follow_call))
        .routes(routes!(cancel_call))
        .routes(routes!(answer_call))
        .routes(routes!(ask_enrolment))
        .routes(routes!(read_help))
}

/// What a call is followed with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallReceipt)]
pub(super) struct Receipt {
    pub call: String,
}

/// Who presses.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Pressed {
    /// What stands behind the `#` of the caller's link.
    secret: String,
}

/// Press for help
///
/// Whoever answers for the grid is rung at once. Pressed again while a call is open, it is that call.
#[utoipa::path(post, path = "/public/calls", tag = "calls", operation_id = "raise_call", request_body = Pressed,
    responses((status = 202, body = Receipt), NotFound, Invalid, TooOften))]
async fn raise_call(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Caller(from): Caller,
    Json(pressed): Json<Pressed>,
) -> Result<(StatusCode, axum::Json<Receipt>), Problem> {
    let hash = callers::secret_hash(&app, pressed.secret.get(..200).unwrap_or(&pressed.secret));
    let now = app.db.now();
    // Whoever guesses takes nobody's turn to write.
    let Some(caller) = query::by_secret(app.db.reader(), &hash, app.db.today()).await? else {
        app.limits.count("help-link", from, now, 60_000, GUESSES)?;
        return Err(Refusal::new(Code::HelpLinkUnknown).into());
    };
    app.limits.count("help-press", caller.id, now, 60_000, PRESSES)?;
    let mut uow = app.begin(&Ctx::system(request)).await?;
    let raised = Raised {
        county: caller.county,
        grid: Some(caller.grid),
        door: CallDoor::Page,
        door_id: None,
        external_id: None,
        caller: Some(caller.id),
        phone: None,
        place: None,
    };
    let id = service::raise(&app, &mut uow, raised).await?;
    uow.commit().await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Receipt { call: service::token(&app, id) })))
}

/// A call as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
struct FollowedCall {
    state: CallState,
    /// Epoch milliseconds, and the server's clock now: how long it has been is counted by that.
    raised_at: i64,
    now: i64,
    taken_at: Option<i64>,
    arrived_at: Option<i64>,
    over_at: Option<i64>,
    /// Who is coming.
    coming: Option<String>,
    /// Until when it can be taken back; none: no more.
    cancel_until: Option<i64>,
    /// Nothing happened for so long that pressing again rings anew.
    may_press_again: bool,
    /// Whether it helped can be said.
    may_answer: bool,
    helped: Option<Helped>,
}

/// How one's own call stands
#[utoipa::path(get, path = "/public/calls/{call}", tag = "calls", operation_id = "follow_call",
    params(("call" = String, Path)), responses((status = 200, body = FollowedCall), NotFound))]
async fn follow_call(State(app): State<App>, Path(text): Path<String>) -> Answer<FollowedCall> {
    let unknown = || Refusal::new(Code::HelpLinkUnknown);
    let id = service::of_token(&app, &text)?;
    let call = query::call(app.db.reader(), id).await?.ok_or_else(unknown)?;
    let state: CallState = call.state.parse().map_err(bandeng_store::Error::from)?;
    let helped: Option<Helped> =
        call.helped.as_deref().map(str::parse).transpose().map_err(bandeng_store::Error::from)?;
    let told = Told::of(&app, vec![call.clone()]).await?.pop().ok_or_else(unknown)?;
    let until = call.raised_at + CANCEL_WITHIN_MS;
    let now = app.db.now();
    let cancellable = matches!(state, CallState::Ringing | CallState::Taken) && now <= until;
    Ok(axum::Json(FollowedCall {
        raised_at: call.raised_at,
        now,
        taken_at: call.taken_at,
        arrived_at: call.arrived_at,
        over_at: call.over_at,
        coming: told.taker().filter(|_| state.is_open()).map(str::to_owned),
        cancel_until: cancellable.then_some(until),
        may_press_again: is_left(state, service::last(&call), now),
        may_answer: may_answer(state, helped).is_ok(),
        helped,
        state,
    }))
}

/// Take one's call back, within a minute
#[utoipa::path(post, path = "/public/calls/{call}/cancel", tag = "calls", operation_id = "cancel_call",
    params(("call" = String, Path)), responses((status = 204), NotFound, Conflict))]
async fn cancel_call(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Path(text): Path<String>,
) -> Result<StatusCode, Problem> {
    service::cancel(&app, &Ctx::system(request), &text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether it helped.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CallAnswer {
    helped: Helped,
}

/// Say whether it helped, once
#[utoipa::path(post, path = "/public/calls/{call}/answer", tag = "calls", operation_id = "answer_call",
    params(("call" = String, Path)), request_body = CallAnswer, responses((status = 204), NotFound, Conflict, Invalid))]
async fn answer_call(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Path(text): Path<String>,
    Json(body): Json<CallAnswer>,
) -> Result<StatusCode, Problem> {
    service::answer(&app, &Ctx::system(request), &text, body.helped).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask to be enrolled; a grid worker rings back
///
/// The answer tells nobody whether a number is enrolled already.
#[utoipa::path(post, path = "/public/callers", tag = "calls", operation_id = "ask_enrolment", request_body = NewCaller,
    responses((status = 202), Invalid, TooOften))]
async fn ask_enrolment(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Caller(from): Caller,
    Json(new): Json<NewCaller>,
) -> Result<StatusCode, Problem> {
    callers::ask(&app, &Ctx::system(request), &from, &new).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Somebody who is there for a grid.
#[derive(Debug, Serialize, ToSchema)]
struct HelpPerson {
    part: GridPart,
    name: String,
    phone: String,
}

/// What is put up for everybody about a grid, and what a caller is told before enrolling.
#[derive(Debug, Serialize, ToSchema)]
struct HelpView {
    grid: String,
    name: String,
    people: Vec<HelpPerson>,
    supervision_phone: String,
    notice: Text,
    notice_version: u16,
}

/// Who is there for a grid, and what is kept of a caller
#[utoipa::path(get, path = "/public/help/{grid}", tag = "calls", operation_id = "read_help",
    params(("grid" = String, Path)), responses((status = 200, body = HelpView), NotFound))]
async fn read_help(State(app): State<App>, Path(text): Path<String>) -> Answer<HelpView> {
    let code: AreaCode = grids::service::code(&text)?;
    let nobody = bandeng_core::policy::Actor::system();
    let grid = grids::service::show(&app, &nobody, &code).await?;
    if grid.line.ended_on.is_some() {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let today = app.db.today();
    let there = grid.workers.into_iter().filter(|w| w.from <= today && w.until.is_none_or(|until| today <= until));
    Ok(axum::Json(HelpView {
        grid: grid.line.code,
        name: grid.line.name,
        people: there.map(|w| HelpPerson { part: w.part, name: w.name, phone: w.phone }).collect(),
        supervision_phone: grid.supervision_phone,
        notice: Text::new(
            "登记后，您按一下求助，负责您这一片的网格员就会接到呼叫。我们只保存您的姓名、电话、住处和您愿意说明的情况，\
             只给接到呼叫的人看，不作其他用途。登记最长一年，到期自动删除；您随时可以要求删除。\
             情况紧急请直接打 110、119 或 120。",
            "Once enrolled, you press once and the people who answer for your grid are rung. We keep your name, telephone, \
             where you live and what you care to tell, show it to those alone who are rung, and use it for nothing else. An \
             enrolment ends after a year at most and is then deleted; you can have it deleted at any time. In an emergency \
             call 110, 119 or 120.",
        ),
        notice_version: NOTICE,
    }))
}
