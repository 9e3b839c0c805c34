//! Today over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, IdText, Refusal};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, Today};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Path, Problem, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_today)).routes(routes!(see_reminder))
}

/// The day's work: overdue, due, new, going on, waiting for others
#[utoipa::path(get, path = "/today", tag = "work", operation_id = "read_today", responses(
    (status = 200, body = Today), (status = 401, body = ProblemBody),
))]
async fn read_today(State(app): State<App>, signed: Signed) -> Answer<Today> {
    Ok(axum::Json(service::today(&app, signed.actor()).await?))
}

/// Mark a reminder as seen
#[utoipa::path(post, path = "/reminders/{id}/seen", tag = "work", operation_id = "see_reminder", params(("id" = String, Path)), responses(
    (status = 204), (status = 401, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn see_reminder(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id: IdText = id.parse().map_err(|_| Refusal::at(Code::UnknownValue, "id"))?;
    service::see(&app.db, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
