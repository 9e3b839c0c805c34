//! Destruction of files over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Id, Refusal};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, ConfirmRequest, DestructionPage, DestructionView, KeepRequest, OverPage};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_files_over))
        .routes(routes!(list_destructions, draw_up_destruction))
        .routes(routes!(read_destruction))
        .routes(routes!(keep_file))
        .routes(routes!(confirm_destruction))
        .routes(routes!(drop_destruction))
}

/// The number of a list; what is none is not there.
fn id(text: &str) -> Result<Id, Refusal> {
    text.parse().map_err(|_| Refusal::new(Code::NotFound))
}

/// Which page is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    /// `next` of the page before.
    #[serde(default)]
    after: Option<String>,
}

/// List files whose time is over and that stand on no list yet
///
/// For the county's judicial office. Nothing but code, class and days.
#[utoipa::path(get, path = "/destruction/over", tag = "destruction", operation_id = "list_files_over", params(PageQuery), responses(
    (status = 200, body = OverPage), NotAllowed, Invalid,
))]
async fn list_files_over(State(app): State<App>, signed: Signed, Query(query): Query<PageQuery>) -> Answer<OverPage> {
    Ok(axum::Json(service::page(&app, signed.actor(), query.after.as_deref()).await?))
}

/// List the lists of files to be destroyed, newest first
#[utoipa::path(get, path = "/destruction/lists", tag = "destruction", operation_id = "list_destructions", params(PageQuery), responses(
    (status = 200, body = DestructionPage), NotAllowed, Invalid,
))]
async fn list_destructions(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<PageQuery>,
) -> Answer<DestructionPage> {
    Ok(axum::Json(service::lists(&app, signed.actor(), query.after.as_deref()).await?))
}

/// Draw up a list of what is over and not held
#[utoipa::path(post, path = "/destruction/lists", tag = "destruction", operation_id = "draw_up_destruction", responses(
    (status = 201, body = DestructionView), NotAllowed, Conflict,
))]
async fn draw_up_destruction(
    State(app): State<App>,
    signed: Signed,
) -> Result<(StatusCode, axum::Json<DestructionView>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(service::draw_up(&app, &signed.ctx).await?)))
}

/// Read a list of files to be destroyed
#[utoipa::path(get, path = "/destruction/lists/{id}", tag = "destruction", operation_id = "read_destruction", params(("id" = String, Path)), responses(
    (status = 200, body = DestructionView), NotAllowed, NotFound,
))]
async fn read_destruction(State(app): State<App>, signed: Signed, Path(list): Path<String>) -> Answer<DestructionView> {
    Ok(axum::Json(service::show(&app, signed.actor(), id(&list)?).await?))
}

/// Keep a file of a list, with the reason, or let it go after all
#[utoipa::path(put, path = "/destruction/lists/{id}/files/{n}", tag = "destruction", operation_id = "keep_file",
    params(("id" = String, Path), ("n" = i32, Path)), request_body = KeepRequest, responses(
    (status = 200, body = DestructionView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn keep_file(
    State(app): State<App>,
    signed: Signed,
    Path((list, n)): Path<(String, i32)>,
    Json(body): Json<KeepRequest>,
) -> Answer<DestructionView> {
    Ok(axum::Json(service::keep(&app, &signed.ctx, id(&list)?, n, &body).await?))
}

/// Confirm a list that somebody else drew up: its files are destroyed
#[utoipa::path(post, path = "/destruction/lists/{id}/confirmation", tag = "destruction", operation_id = "confirm_destruction",
    params(("id" = String, Path)), request_body = ConfirmRequest,
    responses((status = 200, body = DestructionView), NotAllowed, NotFound, Conflict, Invalid))]
async fn confirm_destruction(
    State(app): State<App>,
    signed: Signed,
    Path(list): Path<String>,
    Json(seen): Json<ConfirmRequest>,
) -> Answer<DestructionView> {
    Ok(axum::Json(service::confirm(&app, &signed.ctx, id(&list)?, &seen).await?))
}

/// Drop a list
#[utoipa::path(delete, path = "/destruction/lists/{id}", tag = "destruction", operation_id = "drop_destruction",
    params(("id" = String, Path)), responses((status = 200, body = DestructionView), NotAllowed, NotFound, Conflict))]
async fn drop_destruction(State(app): State<App>, signed: Signed, Path(list): Path<String>) -> Answer<DestructionView> {
    Ok(axum::Json(service::drop_list(&app, &signed.ctx, id(&list)?).await?))
}
