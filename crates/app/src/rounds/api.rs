//! Rounds over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Date, IdText, Refusal};
use bandeng_core::places::AreaCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, Coverage, NewRound, RoundPage, RoundView, StopMatter, StopRecord};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::intake::service::Receipt;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_rounds, plan_round))
        .routes(routes!(read_coverage))
        .routes(routes!(read_round))
        .routes(routes!(close_round))
        .routes(routes!(record_stop))
        .routes(routes!(register_stop))
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RoundsAsked {
    /// `next` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// Rounds of the area one works in, the newest first
#[utoipa::path(get, path = "/rounds", tag = "rounds", operation_id = "list_rounds", params(RoundsAsked), responses(
    (status = 200, body = RoundPage), NotAllowed, Invalid,
))]
async fn list_rounds(State(app): State<App>, signed: Signed, Query(query): Query<RoundsAsked>) -> Answer<RoundPage> {
    Ok(axum::Json(service::page(&app, signed.actor(), query.after.map(|id| id.0)).await?))
}

/// Plan a round: places, bodies, and services that somebody asked for
///
/// There is no field for a person. What looks like the number of one is warned of.
#[utoipa::path(post, path = "/rounds", tag = "rounds", operation_id = "plan_round", request_body = NewRound, responses(
    (status = 201, body = RoundView), NotAllowed, Conflict, Invalid,
))]
async fn plan_round(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<NewRound>,
) -> Result<(StatusCode, axum::Json<RoundView>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(service::plan(&app, &signed.ctx, &body).await?)))
}

/// A round with its stops
#[utoipa::path(get, path = "/rounds/{id}", tag = "rounds", operation_id = "read_round", params(("id" = String, Path)),
    responses((status = 200, body = RoundView), NotAllowed, NotFound))]
async fn read_round(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<RoundView> {
    Ok(axum::Json(service::show(&app, signed.actor(), id.0).await?))
}

/// Close a round
#[utoipa::path(post, path = "/rounds/{id}/close", tag = "rounds", operation_id = "close_round", params(("id" = String, Path)),
    responses((status = 200, body = RoundView), NotAllowed, NotFound, Conflict))]
async fn close_round(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<RoundView> {
    Ok(axum::Json(service::close(&app, &signed.ctx, id.0).await?))
}

fn number(text: &str) -> Result<i32, Refusal> {
    text.parse().map_err(|_| Refusal::new(Code::NotFound))
}

/// Write down what was done at a stop, and what was wished
#[utoipa::path(put, path = "/rounds/{id}/stops/{n}", tag = "rounds", operation_id = "record_stop",
    params(("id" = String, Path), ("n" = u16, Path)), request_body = StopRecord,
    responses((status = 200, body = RoundView), NotAllowed, NotFound, Conflict, Invalid))]
async fn record_stop(
    State(app): State<App>,
    signed: Signed,
    Path((id, n)): Path<(IdText, String)>,
    Json(body): Json<StopRecord>,
) -> Answer<RoundView> {
    Ok(axum::Json(service::record(&app, &signed.ctx, id.0, number(&n)?, &body).await?))
}

/// Register what came of a stop as a matter: place, day and story are there already
#[utoipa::path(post, path = "/rounds/{id}/stops/{n}/matter", tag = "rounds", operation_id = "register_stop",
    params(("id" = String, Path), ("n" = u16, Path)), request_body = StopMatter,
    responses((status = 201, body = Receipt), NotAllowed, NotFound, Conflict, Invalid))]
async fn register_stop(
    State(app): State<App>,
    signed: Signed,
    Path((id, n)): Path<(IdText, String)>,
    Json(body): Json<StopMatter>,
) -> Result<(StatusCode, axum::Json<Receipt>), Problem> {
    let receipt = service::matter(&app, &signed.ctx, id.0, number(&n)?, &body).await?;
    Ok((StatusCode::CREATED, axum::Json(receipt)))
}

/// Which grids, between which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CoverageAsked {
    area: String,
    from: Date,
    until: Date,
}

/// How often each grid was visited: of grids, never of people
#[utoipa::path(get, path = "/rounds/coverage", tag = "rounds", operation_id = "read_coverage", params(CoverageAsked),
    responses((status = 200, body = Coverage), NotAllowed, Invalid))]
async fn read_coverage(State(app): State<App>, signed: Signed, Query(query): Query<CoverageAsked>) -> Answer<Coverage> {
    let area: AreaCode =
        query.area.trim().parse().map_err(|refusal: Refusal| Refusal { pointer: Some("area".into()), ..refusal })?;
    Ok(axum::Json(service::coverage(&app, signed.actor(), &area, query.from, query.until).await?))
}
