//! The ladder of offers over HTTP, for a party on its own telephone.

use axum::extract::State;
use bandeng_core::offers::NewRung;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::api::number;
use super::service::{self, MyOfferMove};
use super::view::MyLadder;
use crate::http::answers::{Conflict, Invalid, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path};
use crate::residents::Caller;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_my_ladder, add_my_offer)).routes(routes!(make_my_offer_move))
}

/// What this party said and offered, and what the mediator has shown it
#[utoipa::path(get, path = "/residents/offers", tag = "residents", operation_id = "read_my_ladder", responses((status = 200, body = MyLadder), NotFound))]
async fn read_my_ladder(State(app): State<App>, caller: Caller) -> Answer<MyLadder> {
    Ok(axum::Json(service::mine(&app, &caller).await?))
}

/// Say what one wants, or what one would agree to
///
/// The mediator reads it; the other side only what the mediator then shows it, and never what is marked as private.
#[utoipa::path(post, path = "/residents/offers", tag = "residents", operation_id = "add_my_offer", request_body = NewRung, responses(
    (status = 200, body = MyLadder), NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn add_my_offer(State(app): State<App>, caller: Caller, Json(body): Json<NewRung>) -> Answer<MyLadder> {
    service::add_mine(&app, &caller, body).await?;
    Ok(axum::Json(service::mine(&app, &caller).await?))
}

/// Accept what was shown, or take back one's own
#[utoipa::path(post, path = "/residents/offers/{no}/moves", tag = "residents", operation_id = "make_my_offer_move", params(("no" = u16, Path)), request_body = MyOfferMove, responses(
    (status = 200, body = MyLadder), NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn make_my_offer_move(
    State(app): State<App>,
    caller: Caller,
    Path(no): Path<String>,
    Json(body): Json<MyOfferMove>,
) -> Answer<MyLadder> {
    service::make_mine(&app, &caller, number(&no)?, body).await?;
    Ok(axum::Json(service::mine(&app, &caller).await?))
}
