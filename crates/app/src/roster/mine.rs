//! Choosing a mediator over HTTP, for a party on its own telephone.

use axum::extract::State;
use bandeng_core::kernel::IdText;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, MyChoice};
use crate::http::answers::{Conflict, Invalid, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json};
use crate::residents::Caller;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_my_choice, choose_mediator))
}

/// The mediators proposed to this party, and what it said
#[utoipa::path(get, path = "/residents/choice", tag = "residents", operation_id = "read_my_choice", responses((status = 200, body = MyChoice), NotFound))]
async fn read_my_choice(State(app): State<App>, caller: Caller) -> Answer<MyChoice> {
    Ok(axum::Json(service::mine(&app, &caller).await?))
}

/// Whom a party accepts.
#[derive(Debug, Deserialize, ToSchema)]
struct MyPick {
    /// One or several of those proposed; nobody: none of them.
    accepts: Vec<IdText>,
}

/// Say whom of those proposed one accepts
///
/// Whom all accept mediates. The other side is not told what this one said.
#[utoipa::path(put, path = "/residents/choice", tag = "residents", operation_id = "choose_mediator", request_body = MyPick, responses(
    (status = 200, body = MyChoice), NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn choose_mediator(State(app): State<App>, caller: Caller, Json(body): Json<MyPick>) -> Answer<MyChoice> {
    service::pick(&app, &caller, body.accepts).await?;
    Ok(axum::Json(service::mine(&app, &caller).await?))
}
