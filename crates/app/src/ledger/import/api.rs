//! Imports over HTTP.

use axum::extract::multipart::{Field as Part, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::ledger::import::{Cells, RowState};
use bandeng_core::policy::{Action, require_general};
use bandeng_sheet::Limits;
use bandeng_store::Error;
use bytes::{Bytes, BytesMut};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, ImportView, RowView};
use super::sheets;
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::identity::me::Language;
use crate::ledger::api::number;

pub(in crate::ledger) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_imports, create_import))
        // `read_form` counts while it reads.
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(read_import_template))
        .routes(routes!(read_import))
        .routes(routes!(list_import_rows))
        .routes(routes!(mend_import_row))
        .routes(routes!(commit_import))
        .routes(routes!(read_refused_rows))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InLanguage {
    /// Of headings and words; Chinese where left out.
    language: Option<Language>,
}

fn spreadsheet(bytes: Vec<u8>, language: Option<Language>, zh: &str, ascii: &str) -> (HeaderMap, Vec<u8>) {
    let name = if language == Some(Language::En) { ascii } else { zh };
    (FileAnswer { kind: Media::Xlsx, name, ascii, inline: false }.headers(), bytes)
}

/// The form for a ledger that is to be brought in, with the words its columns may have
#[utoipa::path(get, path = "/ledger/imports/template", tag = "ledger", operation_id = "read_import_template", params(InLanguage), responses(
    (status = 200, description = "The spreadsheet", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
    NotAllowed, Invalid,
))]
async fn read_import_template(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<InLanguage>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    require_general(signed.actor(), Action::LedgerImport)?;
    let bytes = sheets::template(&app, &signed.ctx, query.language.unwrap_or(Language::Zh)).await?;
    Ok(spreadsheet(bytes, query.language, "台账导入模板.xlsx", "ledger-template.xlsx"))
}

#[derive(Debug, Serialize, ToSchema)]
struct Imports {
    items: Vec<ImportView>,
}

/// One's own imports of the last fortnight, newest first
#[utoipa::path(get, path = "/ledger/imports", tag = "ledger", operation_id = "list_imports", responses((status = 200, body = Imports), NotAllowed))]
async fn list_imports(State(app): State<App>, signed: Signed) -> Answer<Imports> {
    Ok(axum::Json(Imports { items: service::list(&app, &signed.ctx).await? }))
}

/// The form a ledger comes in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the document; it is read part by part")]
struct ImportForm {
    /// XLSX, by content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Send a ledger to be read
///
/// Reading goes on after the answer. The same file again answers the import it made the first time, with 200.
#[utoipa::path(post, path = "/ledger/imports", tag = "ledger", operation_id = "create_import",
    request_body(content = ImportForm, content_type = "multipart/form-data"), responses(
        (status = 200, body = ImportView), (status = 201, body = ImportView), NotAllowed, Invalid, TooOften,
        (status = 400, body = ProblemBody), (status = 413, body = ProblemBody),
))]
async fn create_import(
    State(app): State<App>,
    signed: Signed,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, axum::Json<ImportView>), Problem> {
    service::expect_right(&app, &signed.ctx)?;
    let form = form.map_err(|_| Refusal::new(Code::Malformed))?;
    let max = Limits::default().packed as usize;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > max + ROOM_FOR_THE_REST) {
        return Err(Refusal::at(Code::FileTooLarge, "/file").into());
    }
    let (name, bytes) = read_form(form, max).await?;
    let (new, view) = service::take(&app, &signed.ctx, &name, bytes).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, axum::Json(view)))
}

/// Boundaries and headers of parts, beside the file itself.
const ROOM_FOR_THE_REST: usize = 16 * 1024;

async fn read_form(mut form: Multipart, max: usize) -> Result<(String, Bytes), Error> {
    let mut file = None;
    while let Some(part) = form.next_field().await.map_err(|e| unreadable(&e))? {
        if part.name() != Some("file") || file.is_some() {
            return Err(Refusal::new(Code::Malformed).into());
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        file = Some((name, read_part(part, max).await?));
    }
    Ok(file.ok_or(Refusal::at(Code::Required, "/file"))?)
}

async fn read_part(mut part: Part<'_>, max: usize) -> Result<Bytes, Error> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = part.chunk().await.map_err(|e| unreadable(&e))? {
        if bytes.len() + chunk.len() > max {
            return Err(Refusal::at(Code::FileTooLarge, "/file").into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn unreadable(error: &MultipartError) -> Error {
    let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    Refusal::new(if too_large { Code::TooLarge } else { Code::Malformed }).into()
}

/// How far an import is
#[utoipa::path(get, path = "/ledger/imports/{id}", tag = "ledger", operation_id = "read_import", params(("id" = String, Path)), responses(
    (status = 200, body = ImportView), NotAllowed, NotFound,
))]
async fn read_import(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer<ImportView> {
    Ok(axum::Json(service::read(&app, &signed.ctx, number(&id)?).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RowsQuery {
    /// Rows in this state alone.
    only: Option<RowState>,
    /// `next` of the page before.
    after: Option<i64>,
    /// Rows a page, at most 200.
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ImportRows {
    items: Vec<RowView>,
    /// Where the next page begins, if there may be one.
    next: Option<i64>,
}

/// The rows of an import, in the order of the spreadsheet
#[utoipa::path(get, path = "/ledger/imports/{id}/rows", tag = "ledger", operation_id = "list_import_rows", params(("id" = String, Path), RowsQuery), responses(
    (status = 200, body = ImportRows), NotAllowed, NotFound, Invalid,
))]
async fn list_import_rows(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Query(query): Query<RowsQuery>,
) -> Answer<ImportRows> {
    let limit = query.limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(Refusal::at(Code::OutOfRange, "limit").into());
    }
    let (items, next) =
        service::rows(&app, &signed.ctx, number(&id)?, query.only, query.after.unwrap_or_default(), limit).await?;
    Ok(axum::Json(ImportRows { items, next }))
}

/// A row as it should be.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ImportMend)]
struct Mend {
    /// All cells of the row, by field.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    cells: Cells,
}

/// Write a row anew; it is checked again
#[utoipa::path(put, path = "/ledger/imports/{id}/rows/{n}", tag = "ledger", operation_id = "mend_import_row", params(("id" = String, Path), ("n" = i64, Path)), request_body = Mend, responses(
    (status = 200, body = RowView), NotAllowed, NotFound, Conflict, Invalid, TooOften,
))]
async fn mend_import_row(
    State(app): State<App>,
    signed: Signed,
    Path((id, n)): Path<(String, String)>,
    Json(mend): Json<Mend>,
) -> Answer<RowView> {
    let n = n.parse().map_err(|_| Refusal::new(Code::NotFound))?;
    Ok(axum::Json(service::mend(&app, &signed.ctx, number(&id)?, n, mend.cells).await?))
}

/// Register the right rows
///
/// A job does it, each row once; wrong ones stay and can be mended. Without a right row nothing happens.
#[utoipa::path(post, path = "/ledger/imports/{id}/commit", tag = "ledger", operation_id = "commit_import", params(("id" = String, Path)), responses(
    (status = 202, body = ImportView), NotAllowed, NotFound, Conflict,
))]
async fn commit_import(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<(StatusCode, axum::Json<ImportView>), Problem> {
    let view = service::commit(&app, &signed.ctx, number(&id)?).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(view)))
}

/// The refused rows with their reasons, as a spreadsheet that can be mended and sent again
#[utoipa::path(get, path = "/ledger/imports/{id}/refused.xlsx", tag = "ledger", operation_id = "read_refused_rows", params(("id" = String, Path), InLanguage), responses(
    (status = 200, description = "The spreadsheet", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
    NotAllowed, NotFound, Invalid, TooOften,
))]
async fn read_refused_rows(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Query(query): Query<InLanguage>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let language = query.language.unwrap_or(Language::Zh);
    let bytes = sheets::refused(&app, &signed.ctx, number(&id)?, language).await?;
    Ok(spreadsheet(bytes, query.language, "未通过的行.xlsx", "refused.xlsx"))
}
