//! Photographs of somebody who reported without signing in: drawn anew like all others, and the same one sent again is one.

use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::AttachmentPurpose;
use bandeng_store::{Ctx, Error, Result};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::public::{EventKey, opened};
use crate::attachments::api::{read_part, unreadable};
use crate::attachments::service::{self as attachments, Upload};
use crate::http::address::Caller;
use crate::http::answers::{Conflict, Invalid, NotFound, TooOften};
use crate::http::auth::RequestNumber;
use crate::http::problem::ProblemBody;
use crate::http::{App, Problem};

pub(super) fn routes() -> OpenApiRouter<App> {
    // How large a photo may be is counted while it is read.
    OpenApiRouter::new().routes(routes!(show_event)).layer(DefaultBodyLimit::disable())
}

/// Photos from one address in an hour.
const PHOTOS: u32 = 60;

/// The form a photo comes in. Code and secret stand before the file: a file nobody may send is not read.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the document; it is read part by part")]
struct EventPhoto {
    code: String,
    secret: String,
    /// JPEG or PNG, by content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// How many photos there are now.
#[derive(Debug, Serialize, ToSchema)]
struct EventPhotos {
    photos: usize,
}

/// Send a photo of what one reported
///
/// It is drawn anew: neither where and with what it was taken nor anything hidden in it is kept. The same photo again is one.
#[utoipa::path(post, path = "/public/events/photos", tag = "dispatch", operation_id = "show_event",
    request_body(content = EventPhoto, content_type = "multipart/form-data"), responses(
        (status = 201, body = EventPhotos), (status = 401, body = ProblemBody), NotFound, Conflict, Invalid, TooOften,
        (status = 400, body = ProblemBody), (status = 413, body = ProblemBody), (status = 503, body = ProblemBody),
))]
async fn show_event(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Caller(from): Caller,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, axum::Json<EventPhotos>), Problem> {
    app.limits.count("open-photo", &from, app.db.now(), 3_600_000, PHOTOS)?;
    let mut form = form.map_err(|_| Refusal::new(Code::Malformed))?;
    let broken = |error: MultipartError| unreadable(&error);
    let (mut code, mut secret) = (None, None);
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("code") if code.is_none() => code = Some(read_text(read_part(part, 40, malformed()).await?)?),
            Some("secret") if secret.is_none() => secret = Some(read_text(read_part(part, 80, malformed()).await?)?),
            Some("file") => {
                let (Some(code), Some(secret)) = (code, secret) else { return Err(malformed().into()) };
                let (matter, _) = opened(&app, &from, &EventKey { code, secret }).await?;
                let name = part.file_name().unwrap_or_default().to_owned();
                let too_large = Refusal::at(Code::FileTooLarge, "/file");
                let bytes = read_part(part, app.settings.max_attachment, too_large).await?;
                let upload = Upload { name, bytes, purpose: AttachmentPurpose::Evidence };
                attachments::add_of_reporter(&app, &Ctx::system(request), &matter.code, upload).await?;
                let photos = attachments::of_reporter(&app, &matter.key).await?;
                return Ok((StatusCode::CREATED, axum::Json(EventPhotos { photos })));
            }
            _ => return Err(malformed().into()),
        }
    }
    Err(Refusal::at(Code::Required, "/file").into())
}

fn malformed() -> Refusal {
    Refusal::new(Code::Malformed)
}

fn read_text(bytes: bytes::Bytes) -> Result<String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| Error::from(malformed()))
}
