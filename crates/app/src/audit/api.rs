//! The audit over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::AppendHeaders;
use bandeng_core::matters::FileKind;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::seals::{self, SealPage, SealQuery};
use super::service::{self, AccessPage, AccessQuery, RegistryPage, RegistryQuery};
use super::unusual::{self, UnusualFinding, UnusualPage, UnusualQuery, UnusualReading};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_registry_events))
        .routes(routes!(list_accesses))
        .routes(routes!(list_unusual))
        .routes(routes!(look_into_unusual))
        .routes(routes!(list_seals))
        .routes(routes!(take_roots))
        .routes(routes!(print_roots))
        .routes(routes!(read_stamp))
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
#[utoipa::path(post, path = "/audit/unusual/{id}", tag = "audit", operation_id = "look_into_unusual", params(("id" = String, Path)), request_body = UnusualFinding, responses(
    (status = 200, body = UnusualReading), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn look_into_unusual(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Json(body): Json<UnusualFinding>,
) -> Answer<UnusualReading> {
    Ok(axum::Json(unusual::look_into(&app, &signed.ctx, &id, &body).await?))
}

/// List daily seals
///
/// Newest first. For audit administrators.
#[utoipa::path(get, path = "/audit/seals", tag = "audit", operation_id = "list_seals", params(SealQuery), responses(
    (status = 200, body = SealPage), NotAllowed, Invalid,
))]
async fn list_seals(State(app): State<App>, signed: Signed, Query(query): Query<SealQuery>) -> Answer<SealPage> {
    Ok(axum::Json(seals::page(&app, &signed.ctx, &query).await?))
}

/// The roots of all seals as a text, to be kept elsewhere
#[utoipa::path(get, path = "/audit/seals/roots", tag = "audit", operation_id = "take_roots", responses(
    (status = 200, description = "A line a seal: number, last day, chains, root", content_type = "text/plain; charset=utf-8", body = String),
    NotAllowed,
))]
async fn take_roots(
    State(app): State<App>,
    signed: Signed,
) -> Result<(AppendHeaders<[(header::HeaderName, &'static str); 1]>, String), Problem> {
    let text = seals::roots(&app, &signed.ctx).await?;
    Ok((AppendHeaders([(header::CONTENT_DISPOSITION, "attachment; filename=\"bandeng-roots.txt\"")]), text))
}

/// The newest roots on paper, the last of them as a QR code
#[utoipa::path(get, path = "/audit/seals/paper", tag = "audit", operation_id = "print_roots", responses(
    (status = 200, description = "The sheet", content_type = "application/pdf", body = Vec<u8>),
    NotAllowed, NotFound, (status = 503, body = ProblemBody),
))]
async fn print_roots(State(app): State<App>, signed: Signed) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let bytes = seals::print(&app, &signed.ctx).await?;
    let name = format!("封存根值-{}.pdf", app.db.today());
    let answer = FileAnswer { kind: Media::Kept(FileKind::Pdf), name: &name, ascii: "roots.pdf", inline: true };
    Ok((answer.headers(), bytes))
}

/// The stamp of a seal, as the authority gave it (RFC 3161)
#[utoipa::path(get, path = "/audit/seals/{no}/stamp", tag = "audit", operation_id = "read_stamp", params(("no" = i64, Path)), responses(
    (status = 200, description = "The stamp", content_type = "application/timestamp-reply", body = Vec<u8>),
    NotAllowed, NotFound,
))]
async fn read_stamp(
    State(app): State<App>,
    signed: Signed,
    Path(no): Path<i64>,
) -> Result<([(header::HeaderName, &'static str); 1], Vec<u8>), Problem> {
    let stamp = seals::stamp_of(&app, &signed.ctx, no).await?;
    Ok(([(header::CONTENT_TYPE, "application/timestamp-reply")], stamp))
}
