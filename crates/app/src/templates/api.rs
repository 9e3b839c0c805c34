//! The wording of papers over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::kernel::{Code, IdText, Refusal};
use bandeng_core::matters::FileKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service;
use super::view::{TemplateLine, TemplatePublication, TemplateView};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_templates))
        .routes(routes!(read_template))
        .routes(routes!(save_template_draft, discard_template_draft))
        .routes(routes!(preview_template))
        .routes(routes!(publish_template))
}

#[derive(Debug, Serialize, ToSchema)]
struct Templates {
    items: Vec<TemplateLine>,
}

/// All forms, and whose wording each is printed in
#[utoipa::path(get, path = "/templates", tag = "templates", operation_id = "list_templates", responses((status = 200, body = Templates), NotAllowed))]
async fn list_templates(State(app): State<App>, signed: Signed) -> Answer<Templates> {
    Ok(axum::Json(Templates { items: service::list(&app, signed.actor()).await? }))
}

/// A form with its wording, its versions, and what is being edited
#[utoipa::path(get, path = "/templates/{form}", tag = "templates", operation_id = "read_template", params(("form" = String, Path, description = "`agreement`, as the list names it")), responses(
    (status = 200, body = TemplateView), NotAllowed, NotFound,
))]
async fn read_template(State(app): State<App>, signed: Signed, Path(form): Path<String>) -> Answer<TemplateView> {
    Ok(axum::Json(service::read(&app, signed.actor(), &form).await?))
}

/// A text, and the draft its writer has seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateText {
    revision: IdText,
    text: String,
}

/// Keep a draft
///
/// With whatever faults it has: the answer names each with its line and column, and what may have been meant.
#[utoipa::path(put, path = "/templates/{form}/draft", tag = "templates", operation_id = "save_template_draft", params(("form" = String, Path)), request_body = TemplateText, responses(
    (status = 200, body = TemplateView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn save_template_draft(
    State(app): State<App>,
    signed: Signed,
    Path(form): Path<String>,
    Json(body): Json<TemplateText>,
) -> Answer<TemplateView> {
    let uow = app.begin(&signed.ctx).await?;
    service::save(&uow, &form, body.revision.0, &body.text).await?;
    uow.commit().await?;
    Ok(axum::Json(service::read(&app, signed.actor(), &form).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Seen {
    /// Of the draft its writer has seen.
    revision: String,
}

/// Throw the draft away
#[utoipa::path(delete, path = "/templates/{form}/draft", tag = "templates", operation_id = "discard_template_draft", params(("form" = String, Path), Seen), responses(
    (status = 204), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn discard_template_draft(
    State(app): State<App>,
    signed: Signed,
    Path(form): Path<String>,
    Query(seen): Query<Seen>,
) -> Result<StatusCode, Problem> {
    let revision: IdText = seen.revision.parse().map_err(|_| Refusal::at(Code::UnknownValue, "revision"))?;
    let uow = app.begin(&signed.ctx).await?;
    service::discard(&uow, &form, revision.0).await?;
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Specimens an account may print in a minute.
const SPECIMENS_A_MINUTE: u32 = 30;

/// What is being edited, printed with an invented case
#[utoipa::path(get, path = "/templates/{form}/preview", tag = "templates", operation_id = "preview_template", params(("form" = String, Path)), responses(
    (status = 200, description = "The specimen", content_type = "application/pdf", body = Vec<u8>),
    NotAllowed, NotFound, Invalid, (status = 429, body = ProblemBody), (status = 503, body = ProblemBody),
))]
async fn preview_template(
    State(app): State<App>,
    signed: Signed,
    Path(form): Path<String>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    app.limits.account("specimen", signed.actor().account, app.db.now(), 60_000, SPECIMENS_A_MINUTE)?;
    let pdf = service::preview(&app, signed.actor(), &form).await?;
    let answer =
        FileAnswer { kind: Media::Kept(FileKind::Pdf), name: "样张.pdf", ascii: "specimen.pdf", inline: true };
    Ok((answer.headers(), pdf.bytes))
}

/// The number of a version.
#[derive(Debug, Serialize, ToSchema)]
struct TemplatePublished {
    version: i64,
}

/// Publish the draft as the next version
///
/// It holds for what is accepted from its day on, tomorrow at the earliest, and never changes. A draft that says what the
/// standard text says goes back to that text.
#[utoipa::path(post, path = "/templates/{form}/versions", tag = "templates", operation_id = "publish_template", params(("form" = String, Path)), request_body = TemplatePublication, responses(
    (status = 201, body = TemplatePublished), NotAllowed, NotFound, Conflict, Invalid, (status = 503, body = ProblemBody),
))]
async fn publish_template(
    State(app): State<App>,
    signed: Signed,
    Path(form): Path<String>,
    Json(body): Json<TemplatePublication>,
) -> Result<(StatusCode, axum::Json<TemplatePublished>), Problem> {
    let version = service::publish(&app, &signed.ctx, &form, &body).await?;
    Ok((StatusCode::CREATED, axum::Json(TemplatePublished { version })))
}
