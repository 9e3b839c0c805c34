//! Ledgers over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::kernel::{Code, Id, IdText, Refusal};
use bandeng_core::policy::Action;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bulk::{self, BulkMove, Moved};
use super::export::{self, ExportRequest};
use super::import;
use super::views::{self, NewView, SavedView};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::matters::list::{self, ListSize};
use crate::matters::question::ListQuery;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(size_ledger))
        .routes(routes!(list_views, create_view))
        .routes(routes!(change_view, delete_view))
        .routes(routes!(move_matters))
        .routes(routes!(export_ledger))
        .merge(import::api::routes())
}

/// How long a list is: counted up to a thousand, estimated beyond
#[utoipa::path(get, path = "/ledger/size", tag = "ledger", operation_id = "size_ledger", params(ListQuery), responses(
    (status = 200, body = ListSize), Invalid,
))]
async fn size_ledger(State(app): State<App>, signed: Signed, Query(query): Query<ListQuery>) -> Answer<ListSize> {
    Ok(axum::Json(list::size(&app.db, signed.actor(), Action::MatterList, &query).await?))
}

#[derive(Debug, Serialize, ToSchema)]
struct Views {
    items: Vec<SavedView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ViewCreated {
    id: IdText,
}

/// Saved views: one's own, and those shared with one's organisations
#[utoipa::path(get, path = "/ledger/views", tag = "ledger", operation_id = "list_views", responses((status = 200, body = Views)))]
async fn list_views(State(app): State<App>, signed: Signed) -> Answer<Views> {
    Ok(axum::Json(Views { items: views::list(&app.db, signed.actor()).await? }))
}

/// Keep a view
#[utoipa::path(post, path = "/ledger/views", tag = "ledger", operation_id = "create_view", request_body = NewView, responses(
    (status = 201, body = ViewCreated), Conflict, Invalid,
))]
async fn create_view(
    State(app): State<App>,
    signed: Signed,
    Json(view): Json<NewView>,
) -> Result<(StatusCode, axum::Json<ViewCreated>), Problem> {
    let id = views::create(&app.db, signed.actor(), view).await?;
    Ok((StatusCode::CREATED, axum::Json(ViewCreated { id: IdText(id) })))
}

/// Change a view of one's own
#[utoipa::path(put, path = "/ledger/views/{id}", tag = "ledger", operation_id = "change_view", params(("id" = String, Path)), request_body = NewView, responses(
    (status = 204), NotFound, Invalid,
))]
async fn change_view(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Json(view): Json<NewView>,
) -> Result<StatusCode, Problem> {
    views::change(&app.db, signed.actor(), number(&id)?, view).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete a view of one's own
#[utoipa::path(delete, path = "/ledger/views/{id}", tag = "ledger", operation_id = "delete_view", params(("id" = String, Path)), responses(
    (status = 204), NotFound,
))]
async fn delete_view(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    views::delete(&app.db, signed.actor(), number(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no identifier names nothing that exists.
pub(super) fn number(id: &str) -> Result<Id, Refusal> {
    id.parse::<IdText>().map(|id| id.0).map_err(|_| Refusal::new(Code::NotFound))
}

#[derive(Debug, Serialize, ToSchema)]
struct BulkMoved {
    /// In the order in which they were sent.
    items: Vec<Moved>,
}

/// The same move for several matters
///
/// Each on its own: what is refused says why and stops nobody else.
#[utoipa::path(post, path = "/ledger/moves", tag = "ledger", operation_id = "move_matters", request_body = BulkMove, responses(
    (status = 200, body = BulkMoved), Invalid,
))]
async fn move_matters(State(app): State<App>, signed: Signed, Json(request): Json<BulkMove>) -> Answer<BulkMoved> {
    Ok(axum::Json(BulkMoved { items: bulk::make(&app, &signed.ctx, request).await? }))
}

/// Take a list out as a spreadsheet
///
/// Under the reader's own reach and masks; names of parties only where their contact data may be read. It needs a reason
/// and is an event.
#[utoipa::path(post, path = "/ledger/exports", tag = "ledger", operation_id = "export_ledger", request_body = ExportRequest, responses(
    (status = 200, description = "The spreadsheet", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
    NotAllowed, Invalid, (status = 429, body = ProblemBody),
))]
async fn export_ledger(
    State(app): State<App>,
    signed: Signed,
    Json(request): Json<ExportRequest>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let exported = export::write(&app, &signed.ctx, request).await?;
    let answer = FileAnswer { kind: Media::Xlsx, name: &exported.name, ascii: "ledger.xlsx", inline: false };
    Ok((answer.headers(), exported.bytes))
}
