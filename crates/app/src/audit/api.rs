//! The audit over HTTP.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, AccessPage, AccessQuery, RegistryPage, RegistryQuery};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_registry_events)).routes(routes!(list_accesses))
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
