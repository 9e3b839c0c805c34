//! Areas over HTTP.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, Area, AreaQuery, Areas};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_areas))
        .routes(routes!(read_area))
        .routes(routes!(end_area))
        .merge(super::boundaries::api::routes())
}

/// List areas
///
/// The areas directly within one, or those found by a part of their name or the beginning of their code.
#[utoipa::path(get, path = "/areas", tag = "places", operation_id = "list_areas", params(AreaQuery), responses(
    (status = 200, body = Areas), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn list_areas(State(app): State<App>, signed: Signed, Query(query): Query<AreaQuery>) -> Answer<Areas> {
    Ok(axum::Json(service::list(&app.db, signed.actor(), &query).await?))
}

/// Read an area
#[utoipa::path(get, path = "/areas/{code}", tag = "places", operation_id = "read_area", params(("code" = String, Path)), responses(
    (status = 200, body = Area),
    (status = 401, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn read_area(State(app): State<App>, _: Signed, Path(code): Path<String>) -> Answer<Area> {
    Ok(axum::Json(service::read(&app.db, &code).await?))
}

/// What takes the place of an area.
#[derive(Deserialize, ToSchema)]
struct AreaEnd {
    /// The code of an area that is in force; none where nothing does.
    #[serde(default)]
    successor: Option<String>,
}

/// End an area with everything in it
///
/// Matters and organisations keep its name; nothing new is registered there. For system administrators.
#[utoipa::path(post, path = "/areas/{code}/end", tag = "places", operation_id = "end_area", params(("code" = String, Path)),
    request_body = AreaEnd, responses((status = 200, body = Area), NotAllowed, NotFound, Conflict, Invalid))]
async fn end_area(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<AreaEnd>,
) -> Answer<Area> {
    let mut uow = app.begin(&signed.ctx).await?;
    service::end(&mut uow, &code, body.successor.as_deref()).await?;
    uow.commit().await?;
    Ok(axum::Json(service::read(&app.db, &code).await?))
}
