//! All routes of the API with the document they make.

use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use super::{App, auth};
use crate::{attachments, audit, identity, intake, matters, mediation, papers, people, places, work};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bandeng",
        description = "From a trouble at the window to an archived matter. Every write carries the header `X-Requested-With`; \
                       sentences for people come in Chinese and English; errors are RFC 9457 problem details with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(super::problem::ProblemBody))
)]
struct Document;

/// The routes under `/api/v1`, and the OpenAPI document that describes them.
pub fn router() -> OpenApiRouter<App> {
    let mut router = OpenApiRouter::with_openapi(Document::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .merge(identity::api::routes())
            .merge(places::api::routes())
            .merge(people::api::routes())
            .merge(work::api::routes())
            .merge(intake::api::routes())
            .merge(matters::api::routes())
            .merge(mediation::api::routes())
            .merge(papers::api::routes())
            .merge(attachments::api::routes())
            .merge(audit::api::routes()),
    );
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(auth::COOKIE)));
    router.get_openapi_mut().components.get_or_insert_default().add_security_scheme("session", cookie);
    router
}

/// The document, as it is committed under `openapi/`.
pub fn document() -> utoipa::openapi::OpenApi {
    router().into_openapi()
}
