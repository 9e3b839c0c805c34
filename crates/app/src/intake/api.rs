//! Intake over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::Intake;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::drafts::{self, Draft};
use super::duplicates::{self, DuplicateQuery, Duplicates};
use super::service::{self, Receipt};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register_matter))
        .routes(routes!(find_duplicates))
        .routes(routes!(list_drafts))
        .routes(routes!(save_draft, read_draft, drop_draft))
}

/// Register a matter, once
///
/// With an `Idempotency-Key`, the same submission twice answers the same and changes nothing.
#[utoipa::path(post, path = "/matters", tag = "intake", operation_id = "register_matter", request_body = Intake,
    params(("Idempotency-Key" = Option<String>, Header, description = "The submission's own number, 8 to 80 characters")),
    responses(
        (status = 201, body = Receipt),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody), (status = 422, body = ProblemBody), (status = 503, body = ProblemBody),
    ))]
async fn register_matter(
    State(app): State<App>,
    signed: Signed,
    headers: HeaderMap,
    Json(intake): Json<Intake>,
) -> Result<(StatusCode, axum::Json<Receipt>), Problem> {
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok());
    if let Some(key) = key {
        service::check_key(key)?;
    }
    if intake.entrustment.is_some() {
        // It would be a matter whose letter lies in no inbox, and which comes in a second time with it.
        intake.check(app.db.today())?;
        return Err(Refusal::at(Code::LetterElsewhere, "/entrustment").into());
    }
    let receipt = service::register(&app, &signed.ctx, key, &intake).await?;
    Ok((StatusCode::CREATED, axum::Json(receipt)))
}

/// Look for matters that may be the same
#[utoipa::path(post, path = "/duplicate-check", tag = "intake", operation_id = "find_duplicates", request_body = DuplicateQuery, responses(
    (status = 200, body = Duplicates),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody),
))]
async fn find_duplicates(
    State(app): State<App>,
    signed: Signed,
    Json(query): Json<DuplicateQuery>,
) -> Answer<Duplicates> {
    Ok(axum::Json(duplicates::find(&app, &signed.ctx, &query).await?))
}

#[derive(Debug, Serialize, ToSchema)]
struct Drafts {
    items: Vec<Draft>,
}

/// List one's own half-typed forms
#[utoipa::path(get, path = "/drafts", tag = "intake", operation_id = "list_drafts", responses(
    (status = 200, body = Drafts), (status = 401, body = ProblemBody),
))]
async fn list_drafts(State(app): State<App>, signed: Signed) -> Answer<Drafts> {
    Ok(axum::Json(Drafts { items: drafts::list(&app, &signed.ctx).await? }))
}

/// Save a half-typed form
#[utoipa::path(put, path = "/drafts/{key}", tag = "intake", operation_id = "save_draft", params(("key" = String, Path)), request_body = Object, responses(
    (status = 200, body = Draft),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 413, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn save_draft(
    State(app): State<App>,
    signed: Signed,
    Path(key): Path<String>,
    Json(body): Json<Value>,
) -> Answer<Draft> {
    Ok(axum::Json(drafts::save(&app, &signed.ctx, &key, &body).await?))
}

/// Read a half-typed form
#[utoipa::path(get, path = "/drafts/{key}", tag = "intake", operation_id = "read_draft", params(("key" = String, Path)), responses(
    (status = 200, body = Draft), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
))]
async fn read_draft(State(app): State<App>, signed: Signed, Path(key): Path<String>) -> Answer<Draft> {
    Ok(axum::Json(drafts::read(&app, &signed.ctx, &key).await?))
}

/// Throw a half-typed form away
#[utoipa::path(delete, path = "/drafts/{key}", tag = "intake", operation_id = "drop_draft", params(("key" = String, Path)), responses(
    (status = 204), (status = 401, body = ProblemBody),
))]
async fn drop_draft(State(app): State<App>, signed: Signed, Path(key): Path<String>) -> Result<StatusCode, Problem> {
    drafts::drop(&app, &signed.ctx, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
