//! Signing over HTTP, for staff.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use bandeng_core::kernel::{Code, MatterCode, Refusal};
use bandeng_core::matters::{FileKind, PartyNo};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::Action;
use bandeng_core::signing::Giving;
use bandeng_store::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::mine;
use super::service::{self, SignatureRequest};
use super::view::{PaperToSign, Signings};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Signed};
use crate::matters::api::{Written, read_for};
use crate::residents::links::PartyLink;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_signatures, ask_for_signatures))
        .routes(routes!(read_paper_to_sign))
        .routes(routes!(sign_at_desk))
        .routes(routes!(take_signature_back))
        .routes(routes!(withdraw_signatures))
        .routes(routes!(read_signed_paper))
        .routes(routes!(give_signing_link))
        .merge(mine::routes())
}

/// A number in a path; what is none is not there.
pub(super) fn number(n: &str) -> Result<u16, Refusal> {
    n.parse().map_err(|_| Refusal::new(Code::NotFound))
}

/// What is being signed, what was signed, and what can be laid before the parties
#[utoipa::path(get, path = "/matters/{code}/signatures", tag = "signing", operation_id = "list_signatures", params(("code" = String, Path)), responses(
    (status = 200, body = Signings), NotAllowed, NotFound, Invalid,
))]
async fn list_signatures(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer<Signings> {
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, SeenKind::Papers).await?;
    Ok(axum::Json(service::list(&app, signed.actor(), &matter).await?))
}

/// A paper was laid before its signers.
#[derive(Debug, Serialize, ToSchema)]
struct SignatureAsked {
    /// Number of the request within the matter.
    no: u16,
    version: i64,
}

/// Lay a paper before those who sign it
///
/// It is issued: from here on it is this version, with its mark and hash, that is signed. A changed wording voids what was
/// signed before.
#[utoipa::path(post, path = "/matters/{code}/signatures", tag = "signing", operation_id = "ask_for_signatures", params(("code" = String, Path)), request_body = SignatureRequest, responses(
    (status = 201, body = SignatureAsked), NotAllowed, NotFound, Conflict, Invalid,
    (status = 400, body = ProblemBody), (status = 503, body = ProblemBody),
))]
async fn ask_for_signatures(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<SignatureRequest>,
) -> Result<(StatusCode, axum::Json<SignatureAsked>), Problem> {
    let (no, version) = service::ask(&app, &signed.ctx, &code.parse()?, body).await?;
    Ok((StatusCode::CREATED, axum::Json(SignatureAsked { no, version })))
}

/// The paper as its signers read it, for the desk's screen
#[utoipa::path(get, path = "/matters/{code}/signatures/{no}", tag = "signing", operation_id = "read_paper_to_sign", params(("code" = String, Path), ("no" = u16, Path)), responses(
    (status = 200, body = PaperToSign), NotAllowed, NotFound, Invalid,
))]
async fn read_paper_to_sign(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, String)>,
) -> Answer<PaperToSign> {
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, SeenKind::Papers).await?;
    // Who does not see telephones and addresses does not read them here either.
    matter.require(signed.actor(), Action::ContactRead)?;
    Ok(axum::Json(service::to_sign(&app, &matter, number(&no)?).await?))
}

/// A signature taken at the desk, on its screen or on paper.
#[derive(Debug, Deserialize, ToSchema)]
struct SigningAtDesk {
    party: PartyNo,
    give: Giving,
}

/// Take a signature at the desk: on its screen, on paper with a scan, or a fingerprint with who saw it
///
/// Who takes it answers for who signed, and is named on the signed paper. With the last signature an agreement has its
/// parties' signatures and a notice of rights is given.
#[utoipa::path(post, path = "/matters/{code}/signatures/{no}/given", tag = "signing", operation_id = "sign_at_desk", params(("code" = String, Path), ("no" = u16, Path)), request_body = SigningAtDesk, responses(
    (status = 200, body = Written), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn sign_at_desk(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<SigningAtDesk>,
) -> Answer<Written> {
    // A party's own telephone is no desk.
    if matches!(body.give, Giving::Phone { .. }) {
        return Err(Refusal::at(Code::UnknownValue, "/give/way").into());
    }
    let (code, no) = (code.parse::<MatterCode>()?, number(&no)?);
    let hand = service::desk(signed.actor(), user_agent(&headers));
    let version = service::give(&app, &signed.ctx, &code, no, (body.party, body.give, hand, false)).await?;
    Ok(axum::Json(Written { version }))
}

/// What a browser says of itself.
pub(crate) fn user_agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whose signature is taken back, and why.
#[derive(Debug, Deserialize, ToSchema)]
struct TakingBack {
    party: PartyNo,
    #[serde(default)]
    reason: String,
}

/// Take a party's signature back on its word, before the last one is there
#[utoipa::path(post, path = "/matters/{code}/signatures/{no}/taken-back", tag = "signing", operation_id = "take_signature_back", params(("code" = String, Path), ("no" = u16, Path)), request_body = TakingBack, responses(
    (status = 200, body = Written), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn take_signature_back(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, String)>,
    Json(body): Json<TakingBack>,
) -> Answer<Written> {
    let taken = (body.party, body.reason.as_str(), false);
    let version = service::take_back(&app, &signed.ctx, &code.parse()?, number(&no)?, taken).await?;
    Ok(axum::Json(Written { version }))
}

/// Who is to sign on their own telephone.
#[derive(Debug, Deserialize, ToSchema)]
struct LinkWanted {
    party: PartyNo,
}

/// Give a party a link to sign by on their own telephone
///
/// It opens once, for this party alone, and holds for three days. Its address is in this answer and kept nowhere.
#[utoipa::path(post, path = "/matters/{code}/signatures/{no}/links", tag = "signing", operation_id = "give_signing_link", params(("code" = String, Path), ("no" = u16, Path)), request_body = LinkWanted, responses(
    (status = 201, body = PartyLink), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn give_signing_link(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, String)>,
    Json(body): Json<LinkWanted>,
) -> Result<(StatusCode, axum::Json<PartyLink>), Problem> {
    let link = service::link(&app, &signed.ctx, &code.parse()?, number(&no)?, body.party).await?;
    Ok((StatusCode::CREATED, axum::Json(link)))
}

/// Why a paper is not to be signed after all.
#[derive(Debug, Deserialize, ToSchema)]
struct Withdrawing {
    reason: String,
}

/// Withdraw a paper that was laid before its signers
#[utoipa::path(post, path = "/matters/{code}/signatures/{no}/withdrawal", tag = "signing", operation_id = "withdraw_signatures", params(("code" = String, Path), ("no" = u16, Path)), request_body = Withdrawing, responses(
    (status = 200, body = Written), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn withdraw_signatures(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, String)>,
    Json(body): Json<Withdrawing>,
) -> Answer<Written> {
    let version = service::withdraw(&app, &signed.ctx, &code.parse()?, number(&no)?, &body.reason).await?;
    Ok(axum::Json(Written { version }))
}

/// The signed paper: as it was issued, with a page of signatures and how each came about
#[utoipa::path(get, path = "/matters/{code}/signatures/{no}/signed", tag = "signing", operation_id = "read_signed_paper", params(("code" = String, Path), ("no" = u16, Path)), responses(
    (status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>),
    NotAllowed, NotFound, Invalid, (status = 503, body = ProblemBody),
))]
async fn read_signed_paper(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, String)>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let no = number(&no)?;
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, SeenKind::Papers).await?;
    matter.require(signed.actor(), Action::ContactRead)?;
    let (request, issued) = service::signed(&app, &signed.ctx, &matter, no).await?;
    let name = format!("{}（已签署）-{}.pdf", request.paper.title.zh, matter.code);
    let ascii = format!("signed-{}-{}.pdf", no, matter.code);
    let answer = FileAnswer { kind: Media::Kept(FileKind::Pdf), name: &name, ascii: &ascii, inline: true };
    Ok((answer.headers(), issued.bytes.to_vec()))
}
