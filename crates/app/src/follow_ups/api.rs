//! Asking whether a promise was kept, over HTTP: for staff, and for a party on its own telephone.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::follow_ups::PartyAnswer;
use bandeng_core::matters::PartyNo;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, MyFollowUp};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Signed};
use crate::residents::Caller;
use crate::residents::links::PartyLink;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(ask_on_phone)).routes(routes!(read_my_follow_up, answer_follow_up))
}

/// Who is asked.
#[derive(Debug, Deserialize, ToSchema)]
struct AskedOnPhone {
    party: PartyNo,
}

/// Ask a party on its own telephone whether the promise was kept
///
/// Asked by somebody else than the mediator. Until the party answers, the follow-up says that it was silent. The link opens
/// once and holds for a fortnight.
#[utoipa::path(post, path = "/matters/{code}/follow-ups/links", tag = "matters", operation_id = "ask_on_phone", params(("code" = String, Path)), request_body = AskedOnPhone, responses(
    (status = 201, body = PartyLink), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn ask_on_phone(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<AskedOnPhone>,
) -> Result<(StatusCode, axum::Json<PartyLink>), Problem> {
    let link = service::ask(&app, &signed.ctx, &code.parse()?, body.party).await?;
    Ok((StatusCode::CREATED, axum::Json(link)))
}

/// What was promised, what this party is asked, and what it said
#[utoipa::path(get, path = "/residents/follow-up", tag = "residents", operation_id = "read_my_follow_up", responses((status = 200, body = MyFollowUp)))]
async fn read_my_follow_up(State(app): State<App>, caller: Caller) -> Answer<MyFollowUp> {
    Ok(axum::Json(service::mine(&app, &caller).await?))
}

/// Say whether the promise was kept
///
/// One that was not kept opens a matter that was over again.
#[utoipa::path(post, path = "/residents/follow-up", tag = "residents", operation_id = "answer_follow_up", request_body = PartyAnswer, responses(
    (status = 200, body = MyFollowUp), Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn answer_follow_up(State(app): State<App>, caller: Caller, Json(body): Json<PartyAnswer>) -> Answer<MyFollowUp> {
    service::answer(&app, &caller, body).await?;
    Ok(axum::Json(service::mine(&app, &caller).await?))
}
