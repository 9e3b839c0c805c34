//! Outlines over HTTP.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use bandeng_core::kernel::{Code, Refusal};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, Boundaries, Brought, MOST, Meant};
use crate::http::answers::{Invalid, NotAllowed};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_boundaries, import_boundaries)).layer(DefaultBodyLimit::max(MOST))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AreaQuery {
    area: String,
}

/// The outlines of an area and of those directly in it
///
/// Empty until an administrator has brought some: none are shipped.
#[utoipa::path(get, path = "/boundaries", tag = "places", operation_id = "list_boundaries", params(AreaQuery), responses(
    (status = 200, body = Boundaries), Invalid,
))]
async fn list_boundaries(State(app): State<App>, _: Signed, Query(query): Query<AreaQuery>) -> Answer<Boundaries> {
    Ok(axum::Json(service::list(&app, &query.area).await?))
}

/// Bring outlines of areas as GeoJSON
///
/// A FeatureCollection of polygons, each with its area's code in its properties. At most 10 MB; rings are closed and do
/// not cross themselves. Every fault is told at its place, and with one nothing is taken. For system administrators.
#[utoipa::path(post, path = "/boundaries", tag = "places", operation_id = "import_boundaries", params(Meant),
    request_body(content = String, content_type = "application/geo+json"), responses(
        (status = 200, body = Brought), NotAllowed, Invalid, (status = 413, body = ProblemBody),
))]
async fn import_boundaries(
    State(app): State<App>,
    signed: Signed,
    Query(meant): Query<Meant>,
    body: Result<Bytes, BytesRejection>,
) -> Answer<Brought> {
    let bytes = body.map_err(|_| Refusal::new(Code::TooLarge))?;
    Ok(axum::Json(service::import(&app, &signed.ctx, &meant, bytes).await?))
}
