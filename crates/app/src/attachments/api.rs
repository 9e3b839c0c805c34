//! Attachments over HTTP.

use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::AttachmentPurpose;
use bandeng_core::people::registry::{Seen, SeenKind};
use bandeng_core::policy::Action;
use bandeng_store::Error;
use bytes::{Bytes, BytesMut};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, Attached, AttachmentView, Upload};
use crate::http::answers::{Invalid, NotAllowed, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Path, Problem, Query, Signed};
use crate::matters::case::{self, Matter};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_attachments, add_attachment))
        // The site says how large a file may be; `read_form` counts while it reads.
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(read_attachment))
}

/// The files of a matter.
#[derive(Debug, Serialize, ToSchema)]
struct Attachments {
    items: Vec<AttachmentView>,
}

/// Reads a matter whose files somebody may see, and notes that they looked.
async fn read_files(app: &App, signed: &Signed, code: &str, seen: impl Into<Seen>) -> bandeng_store::Result<Matter> {
    let matter = case::read(app.db.reader(), &code.parse()?, app.db.now()).await?;
    service::require_read(signed.actor(), &matter)?;
    app.accesses.note(&app.db, &signed.ctx, Action::AttachmentRead.as_str(), Some(&matter.key), Some(&seen.into()));
    Ok(matter)
}

/// List a matter's files
#[utoipa::path(get, path = "/matters/{code}/attachments", tag = "attachments", operation_id = "list_attachments", params(("code" = String, Path)), responses(
    (status = 200, body = Attachments), NotAllowed, NotFound, Invalid,
))]
async fn list_attachments(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer<Attachments> {
    let matter = read_files(&app, &signed, &code, SeenKind::Attachments).await?;
    Ok(axum::Json(Attachments { items: service::list(&app, &matter).await? }))
}

/// The form a file comes in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the document; it is read part by part")]
pub(crate) struct AttachmentForm {
    /// JPEG, PNG or PDF, by content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `other` where left out.
    purpose: Option<AttachmentPurpose>,
}

/// Files an account may send in an hour.
const FILES_AN_HOUR: u32 = 200;

/// Add a file to a matter
///
/// While it is open, by those who take it in or amend it; afterwards by those who archive.
#[utoipa::path(post, path = "/matters/{code}/attachments", tag = "attachments", operation_id = "add_attachment", params(("code" = String, Path)),
    request_body(content = AttachmentForm, content_type = "multipart/form-data"), responses(
        (status = 201, body = Attached), NotAllowed, NotFound, Invalid,
        (status = 400, body = ProblemBody), (status = 413, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody),
))]
async fn add_attachment(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, axum::Json<Attached>), Problem> {
    let code = code.parse()?;
    service::expect_right(&app, signed.actor(), &code).await?;
    app.limits.account("attachment", signed.actor().account, app.db.now(), 3_600_000, FILES_AN_HOUR)?;
    let form = form.map_err(|_| Refusal::new(Code::Malformed))?;
    let max = app.settings.max_attachment;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > max + ROOM_FOR_THE_REST) {
        return Err(Refusal::at(Code::FileTooLarge, "/file").into());
    }
    let upload = read_form(form, max).await?;
    let attached = service::add(&app, &signed.ctx, &code, upload).await?;
    Ok((StatusCode::CREATED, axum::Json(attached)))
}

/// Boundaries, headers of parts and the purpose, beside the file itself.
const ROOM_FOR_THE_REST: usize = 16 * 1024;

/// Reads the parts, and no further than the limits.
pub(crate) async fn read_form(mut form: Multipart, max: usize) -> Result<Upload, Error> {
    let (mut file, mut purpose) = (None, AttachmentPurpose::Other);
    while let Some(part) = form.next_field().await.map_err(|e| unreadable(&e))? {
        match part.name() {
            Some("file") if file.is_none() => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let bytes = read_part(part, max, Refusal::at(Code::FileTooLarge, "/file")).await?;
                file = Some((name, bytes));
            }
            Some("purpose") => {
                let unknown = || Refusal::at(Code::UnknownValue, "/purpose");
                let bytes = read_part(part, 64, unknown()).await?;
                purpose = std::str::from_utf8(&bytes).ok().and_then(|t| t.trim().parse().ok()).ok_or_else(unknown)?;
            }
            _ => return Err(Refusal::new(Code::Malformed).into()),
        }
    }
    let (name, bytes) = file.ok_or(Refusal::at(Code::Required, "/file"))?;
    Ok(Upload { name, bytes, purpose })
}

pub(crate) async fn read_part(mut part: Field<'_>, max: usize, too_long: Refusal) -> Result<Bytes, Error> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = part.chunk().await.map_err(|e| unreadable(&e))? {
        if bytes.len() + chunk.len() > max {
            return Err(too_long.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

pub(crate) fn unreadable(error: &MultipartError) -> Error {
    let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    Refusal::new(if too_large { Code::TooLarge } else { Code::Malformed }).into()
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ContentQuery {
    /// `true`: to be shown by the browser; otherwise to be saved.
    inline: Option<String>,
}

/// Read a file as it was sent
#[utoipa::path(get, path = "/matters/{code}/attachments/{n}", tag = "attachments", operation_id = "read_attachment", params(("code" = String, Path), ("n" = u16, Path), ContentQuery), responses(
    (status = 200, description = "The bytes", content_type = "application/octet-stream", body = Vec<u8>),
    NotAllowed, NotFound, Invalid, (status = 503, body = ProblemBody),
))]
async fn read_attachment(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
    Query(query): Query<ContentQuery>,
) -> Result<(HeaderMap, Bytes), Problem> {
    let n: u16 = n.parse().map_err(|_| Refusal::new(Code::NotFound))?;
    let matter = read_files(&app, &signed, &code, Seen::one(SeenKind::Attachment, n)).await?;
    let content = service::read(&app, &matter, n).await?;
    let answer = FileAnswer {
        kind: Media::Kept(content.kind),
        name: &content.name,
        ascii: &format!("{}-{n}.{}", matter.code, content.kind.ending()),
        inline: query.inline.as_deref() == Some("true"),
    };
    Ok((answer.headers(), content.bytes))
}
