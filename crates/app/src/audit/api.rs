//! The audit over HTTP.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, AccessPage, AccessQuery, RegistryPage, RegistryQuery};
use super::unusual::{self, Finding, UnusualPage, UnusualQuery, UnusualReading};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_registry_events))
        .routes(routes!(list_accesses))
        .routes(routes!(list_unusual))
        .routes(routes!(look_into_unusual))
}

/// List what was done to accounts, organisations and areas
///
/// Newest first. For audit administrators.
#[utoipa::path(get, path = "/audit/registry-events", tag = "audit", operation_id = "list_registry_events", params(RegistryQuery), responses(
    (status = 200, body = RegistryPage),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn list_registry_events(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<RegistryQuery>,
) -> Answer<RegistryPage> {
    Ok(axum::Json(service::registry_events(&app, &signed.ctx, &query).await?))
}

/// List who looked at what
///
/// Newest first. For audit administrators. Of a matter its code alone.
#[utoipa::path(get, path = "/audit/accesses", tag = "audit", operation_id = "list_accesses", params(AccessQuery), responses(
    (status = 200, body = AccessPage),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn list_accesses(State(app): State<App>, signed: Signed, Query(query): Query<AccessQuery>) -> Answer<AccessPage> {
    Ok(axum::Json(service::accesses(&app, &signed.ctx, &query).await?))
}

/// List reading that somebody should ask about
///
/// Newest first, each with its reason. For audit administrators.
#[utoipa::path(get, path = "/audit/unusual", tag = "audit", operation_id = "list_unusual", params(UnusualQuery), responses(
    (status = 200, body = UnusualPage), NotAllowed, Invalid,
))]
async fn list_unusual(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<UnusualQuery>,
) -> Answer<UnusualPage> {
    Ok(axum::Json(unusual::page(&app, &signed.ctx, &query).await?))
}

/// Write down that somebody looked into it, and what they found
#[utoipa::path(post, path = "/audit/unusual/{id}", tag = "audit", operation_id = "look_into_unusual", params(("id" = String, Path)), request_body = Finding, responses(
    (status = 200, body = UnusualReading), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn look_into_unusual(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Json(body): Json<Finding>,
) -> Answer<UnusualReading> {
    Ok(axum::Json(unusual::look_into(&app, &signed.ctx, &id, &body).await?))
}
