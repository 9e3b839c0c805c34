//! Personal data over HTTP.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::matters::{FileKind, PartyNo};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::Action;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::correct::{self, CorrectionReply};
use super::looked::{self, Looks};
use super::notices::{self, NewNotice, NoticeView};
use super::rights::{self, ErasurePlan, ErasureRequest, HoldRequest, OwnData};
use super::service::{self, ConsentRequest, WithdrawalRequest};
use super::view::{self, PrivacyView};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Signed};
use crate::matters::api::read_for;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_notice, publish_notice))
        .routes(routes!(read_privacy))
        .routes(routes!(give_privacy_consent))
        .routes(routes!(withdraw_privacy_consent))
        .routes(routes!(who_looked))
        .routes(routes!(print_who_looked))
        .routes(routes!(give_own_data))
        .routes(routes!(print_own_data))
        .routes(routes!(read_erasure, erase_data))
        .routes(routes!(hold_matter))
        .routes(routes!(answer_correction))
        .merge(super::mine::routes())
}

/// The privacy notice of one's county: in force, and what was published
#[utoipa::path(get, path = "/privacy/notice", tag = "privacy", operation_id = "read_notice", responses(
    (status = 200, body = NoticeView), NotAllowed,
))]
async fn read_notice(State(app): State<App>, signed: Signed) -> Answer<NoticeView> {
    Ok(axum::Json(notices::show(&app, signed.actor()).await?))
}

/// Publish a privacy notice for one's county
#[utoipa::path(post, path = "/privacy/notice", tag = "privacy", operation_id = "publish_notice", request_body = NewNotice, responses(
    (status = 201, body = NoticeView), NotAllowed, Conflict, Invalid,
))]
async fn publish_notice(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<NewNotice>,
) -> Result<(StatusCode, axum::Json<NoticeView>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(notices::publish(&app, &signed.ctx, &body).await?)))
}

/// Personal data of a matter: the notice, who agreed, what a withdrawal would bring
#[utoipa::path(get, path = "/matters/{code}/privacy", tag = "privacy", operation_id = "read_privacy", params(("code" = String, Path)), responses(
    (status = 200, body = PrivacyView), NotAllowed, NotFound, Invalid,
))]
async fn read_privacy(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer<PrivacyView> {
    let matter = read_for(&app, &signed, &code, Action::PrivacyKeep, SeenKind::Privacy).await?;
    Ok(axum::Json(view::compose(&app, &matter).await?))
}

/// Record that a party was told the notice and agrees
#[utoipa::path(post, path = "/matters/{code}/parties/{n}/privacy-consents", tag = "privacy", operation_id = "give_privacy_consent",
    params(("code" = String, Path), ("n" = u16, Path)), request_body = ConsentRequest, responses(
    (status = 200, body = PrivacyView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn give_privacy_consent(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
    Json(body): Json<ConsentRequest>,
) -> Answer<PrivacyView> {
    service::give(&app, &signed.ctx, &code.parse()?, n, &body).await?;
    shown(&app, &signed, &code).await
}

/// Record that a party withdraws the consent
#[utoipa::path(post, path = "/matters/{code}/parties/{n}/privacy-withdrawal", tag = "privacy", operation_id = "withdraw_privacy_consent",
    params(("code" = String, Path), ("n" = u16, Path)), request_body = WithdrawalRequest, responses(
    (status = 200, body = PrivacyView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn withdraw_privacy_consent(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
    Json(body): Json<WithdrawalRequest>,
) -> Answer<PrivacyView> {
    service::withdraw(&app, &signed.ctx, &code.parse()?, n, &body).await?;
    shown(&app, &signed, &code).await
}

async fn shown(app: &App, signed: &Signed, code: &str) -> Answer<PrivacyView> {
    let matter = read_for(app, signed, code, Action::PrivacyKeep, SeenKind::Privacy).await?;
    Ok(axum::Json(view::compose(app, &matter).await?))
}

/// Who looked at a party's matter, as the party is told it
///
/// Posts and bodies, days and what for; nobody's name. What the law says may not be told stands in nobody's list.
#[utoipa::path(get, path = "/matters/{code}/parties/{n}/who-looked", tag = "privacy", operation_id = "who_looked",
    params(("code" = String, Path), ("n" = u16, Path)), responses((status = 200, body = Looks), NotAllowed, NotFound, Invalid))]
async fn who_looked(State(app): State<App>, signed: Signed, Path((code, n)): Path<(String, PartyNo)>) -> Answer<Looks> {
    let matter = read_for(&app, &signed, &code, Action::PrivacyKeep, SeenKind::Privacy).await?;
    Ok(axum::Json(looked::of(&app, &matter, n).await?))
}

/// The same on paper, to be handed over
#[utoipa::path(get, path = "/matters/{code}/parties/{n}/who-looked/paper", tag = "privacy", operation_id = "print_who_looked",
    params(("code" = String, Path), ("n" = u16, Path)), responses(
    (status = 200, description = "The list", content_type = "application/pdf", body = Vec<u8>),
    NotAllowed, NotFound, Invalid, (status = 503, body = ProblemBody),
))]
async fn print_who_looked(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let matter = read_for(&app, &signed, &code, Action::PrivacyKeep, SeenKind::Privacy).await?;
    let bytes = looked::print(&app, &matter, n).await?;
    Ok((pdf(&format!("查阅情况-{}.pdf", matter.code), "who-looked.pdf"), bytes))
}

/// The headers of a paper about personal data.
fn pdf(name: &str, ascii: &str) -> HeaderMap {
    FileAnswer { kind: Media::Kept(FileKind::Pdf), name, ascii, inline: true }.headers()
}

/// Give a party what is kept about it, as data; that this was done is an event
#[utoipa::path(post, path = "/matters/{code}/parties/{n}/data", tag = "privacy", operation_id = "give_own_data",
    params(("code" = String, Path), ("n" = u16, Path)), responses((status = 200, body = OwnData), NotAllowed, NotFound, Invalid))]
async fn give_own_data(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
) -> Answer<OwnData> {
    Ok(axum::Json(rights::give(&app, &signed.ctx, &code.parse()?, n, false).await?))
}

/// The same on paper
#[utoipa::path(post, path = "/matters/{code}/parties/{n}/data/paper", tag = "privacy", operation_id = "print_own_data",
    params(("code" = String, Path), ("n" = u16, Path)), responses(
    (status = 200, description = "What is kept", content_type = "application/pdf", body = Vec<u8>),
    NotAllowed, NotFound, Invalid, (status = 503, body = ProblemBody),
))]
async fn print_own_data(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let bytes = rights::print(&app, &signed.ctx, &code.parse()?, n).await?;
    Ok((pdf(&format!("个人信息清单-{code}.pdf"), "own-data.pdf"), bytes))
}

/// What would be erased if a party demands it, and what is refused with its article
#[utoipa::path(get, path = "/matters/{code}/parties/{n}/erasure", tag = "privacy", operation_id = "read_erasure",
    params(("code" = String, Path), ("n" = u16, Path)), responses((status = 200, body = ErasurePlan), NotAllowed, NotFound, Invalid))]
async fn read_erasure(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
) -> Answer<ErasurePlan> {
    let matter = read_for(&app, &signed, &code, Action::PrivacyKeep, SeenKind::Privacy).await?;
    Ok(axum::Json(rights::plan(&app, &matter, n).await?))
}

/// Erase what a party demands, as far as the law lets it go
#[utoipa::path(post, path = "/matters/{code}/parties/{n}/erasure", tag = "privacy", operation_id = "erase_data",
    params(("code" = String, Path), ("n" = u16, Path)), request_body = ErasureRequest, responses(
    (status = 200, body = ErasurePlan), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn erase_data(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
    Json(body): Json<ErasureRequest>,
) -> Answer<ErasurePlan> {
    rights::erase(&app, &signed.ctx, &code.parse()?, n, &body).await?;
    let matter = read_for(&app, &signed, &code, Action::PrivacyKeep, SeenKind::Privacy).await?;
    Ok(axum::Json(rights::plan(&app, &matter, n).await?))
}

/// Answer a party that asked for something to be put right
#[utoipa::path(post, path = "/matters/{code}/corrections/{no}/answer", tag = "privacy", operation_id = "answer_correction",
    params(("code" = String, Path), ("no" = u16, Path)), request_body = CorrectionReply, responses(
    (status = 200, body = PrivacyView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn answer_correction(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, u16)>,
    Json(body): Json<CorrectionReply>,
) -> Answer<PrivacyView> {
    correct::answer(&app, &signed.ctx, &code.parse()?, no, body).await?;
    shown(&app, &signed, &code).await
}

/// Hold a matter against erasure, for a reason and until a day, or end that
#[utoipa::path(put, path = "/matters/{code}/hold", tag = "privacy", operation_id = "hold_matter", params(("code" = String, Path)), request_body = HoldRequest, responses(
    (status = 200, body = PrivacyView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn hold_matter(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<HoldRequest>,
) -> Answer<PrivacyView> {
    rights::hold(&app, &signed.ctx, &code.parse()?, &body).await?;
    shown(&app, &signed, &code).await
}
