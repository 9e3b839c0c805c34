//! Files of cases over HTTP.

use axum::extract::State;
use axum::http::HeaderMap;
use bandeng_core::kernel::{Code, MatterCode, Refusal};
use bandeng_core::matters::FileKind;
use bandeng_core::people::registry::{Seen, SeenKind};
use bandeng_core::policy::Action;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::transfer::{self, TakeQuery, TransferFormat, TransferPage, TransferQuery};
use super::view::DossierView;
use super::{service, share};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::matters::api::read_for;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_dossier, bind_dossier))
        .routes(routes!(share_dossier))
        .routes(routes!(read_dossier_file))
        .routes(routes!(list_dossiers))
        .routes(routes!(take_transfer_list))
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, Refusal> {
    text.parse().map_err(|_| Refusal::new(Code::NotFound))
}

/// The file of a case: its number, what belongs into it, what is lacking, and how it was bound
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}/dossier", tag = "dossiers", operation_id = "read_dossier",
    params(("code" = String, Path), ("n" = u16, Path)), responses(
    (status = 200, body = DossierView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn read_dossier(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
) -> Answer<DossierView> {
    let n = number(&n)?;
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, SeenKind::Papers).await?;
    Ok(axum::Json(service::show(&app, signed.actor(), matter, n).await?))
}

/// Files an account may bind in a minute.
const BINDINGS_A_MINUTE: u32 = 20;

/// Bind the file of a case as one PDF
///
/// A version that says the same is not made again. What takes long is made by a job; `binding` says how far it is.
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/dossier", tag = "dossiers", operation_id = "bind_dossier",
    params(("code" = String, Path), ("n" = u16, Path)), responses(
    (status = 200, body = DossierView), NotAllowed, NotFound, Conflict, Invalid, TooOften, (status = 503, body = ProblemBody),
))]
async fn bind_dossier(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
) -> Answer<DossierView> {
    let n = number(&n)?;
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, SeenKind::Papers).await?;
    app.limits.account("dossier", signed.actor().account, app.db.now(), 60_000, BINDINGS_A_MINUTE)?;
    Ok(axum::Json(service::bind(&app, &signed.ctx, matter, n).await?))
}

/// In whose file a case lies.
#[derive(Debug, Deserialize, ToSchema)]
struct ShareRequest {
    version: i64,
    /// The code of the matter whose file takes it; none: its own.
    #[serde(default)]
    host: Option<String>,
}

/// What was written.
#[derive(Debug, Serialize, ToSchema)]
struct Shared {
    /// The matter's version now: the next write names it.
    version: i64,
}

/// Put a small case that was settled orally into the file of another, or take it out again
#[utoipa::path(put, path = "/matters/{code}/mediations/{n}/host", tag = "dossiers", operation_id = "share_dossier",
    params(("code" = String, Path), ("n" = u16, Path)), request_body = ShareRequest, responses(
    (status = 200, body = Shared), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn share_dossier(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
    Json(body): Json<ShareRequest>,
) -> Answer<Shared> {
    let (code, n) = (code.parse::<MatterCode>()?, number(&n)?);
    let unknown = |_| Refusal::at(Code::FileNotShared, "/host");
    let host = body.host.as_deref().map(|host| host.parse::<MatterCode>().map_err(unknown)).transpose()?;
    let mut uow = app.begin(&signed.ctx).await?;
    let version = share::share(&mut uow, &code, n, body.version, host.as_ref()).await?;
    uow.commit().await?;
    Ok(axum::Json(Shared { version }))
}

/// A bound file, as it was bound
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}/dossier/{version}", tag = "dossiers", operation_id = "read_dossier_file",
    params(("code" = String, Path), ("n" = u16, Path), ("version" = i32, Path)), responses(
    (status = 200, description = "The file", content_type = "application/pdf", body = Vec<u8>),
    NotAllowed, NotFound, Invalid, (status = 503, body = ProblemBody),
))]
async fn read_dossier_file(
    State(app): State<App>,
    signed: Signed,
    Path((code, n, version)): Path<(String, String, String)>,
) -> Result<(HeaderMap, Bytes), Problem> {
    let (n, version) = (number(&n)?, number(&version)?);
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, Seen::one(SeenKind::Paper, "dossier")).await?;
    let bound = service::read(&app, signed.actor(), &matter, n, version).await?;
    let name = format!("{}.{}", bound.number, FileKind::Pdf.ending());
    let ascii = format!("dossier-{}-{version}.{}", matter.code, FileKind::Pdf.ending());
    let answer = FileAnswer { kind: Media::Kept(FileKind::Pdf), name: &name, ascii: &ascii, inline: true };
    Ok((answer.headers(), bound.bytes))
}

/// The archived files of a committee's register in a year
///
/// Those within the reader's reach. Of a sealed one a director sees the number alone.
#[utoipa::path(get, path = "/dossiers", tag = "dossiers", operation_id = "list_dossiers", params(TransferQuery), responses(
    (status = 200, body = TransferPage), NotAllowed, Invalid,
))]
async fn list_dossiers(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<TransferQuery>,
) -> Answer<TransferPage> {
    Ok(axum::Json(transfer::page(&app, signed.actor(), &query).await?))
}

/// Lists a person may take out in a minute.
const LISTS_A_MINUTE: u32 = 10;

/// 移交清单: the same list to hand files over by, as PDF or spreadsheet
#[utoipa::path(get, path = "/dossiers/transfer-list", tag = "dossiers", operation_id = "take_transfer_list", params(TakeQuery), responses(
    (status = 200, description = "The list", content((Vec<u8> = "application/pdf"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    NotAllowed, Invalid, TooOften, (status = 503, body = ProblemBody),
))]
async fn take_transfer_list(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<TakeQuery>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    app.limits.account("transfer-list", signed.actor().account, app.db.now(), 60_000, LISTS_A_MINUTE)?;
    let taken = transfer::take(&app, signed.actor(), &query).await?;
    let (kind, ascii) = match query.format {
        TransferFormat::Pdf => (Media::Kept(FileKind::Pdf), "transfer-list.pdf"),
        TransferFormat::Xlsx => (Media::Xlsx, "transfer-list.xlsx"),
    };
    let answer = FileAnswer { kind, name: &taken.name, ascii, inline: false };
    Ok((answer.headers(), taken.bytes))
}
