//! Signing over HTTP, for a party on their own telephone.

use axum::extract::State;
use axum::http::HeaderMap;
use bandeng_core::matters::FileKind;
use bandeng_core::signing::{Drawing, Giving, Hand, Seen, SigningState, device};
use bandeng_store::{Ctx, Result};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::api::{number, user_agent};
use super::service;
use super::view::{MyPaper, MySigning};
use crate::http::answers::{Conflict, Invalid, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem};
use crate::matters::case::{self, Matter};
use crate::residents::{Caller, codes};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_my_papers))
        .routes(routes!(read_my_paper))
        .routes(routes!(sign_on_phone))
        .routes(routes!(take_my_signature_back))
        .routes(routes!(read_my_paper_file))
}

async fn matter_of(app: &App, caller: &Caller) -> Result<Matter> {
    case::read(app.db.reader(), &caller.code, app.db.now()).await
}

/// The papers laid before this party, the last first
#[utoipa::path(get, path = "/residents/signatures", tag = "residents", operation_id = "list_my_papers", responses(
    (status = 200, body = Vec<MySigning>),
))]
async fn list_my_papers(State(app): State<App>, caller: Caller) -> Answer<Vec<MySigning>> {
    let matter = matter_of(&app, &caller).await?;
    Ok(axum::Json(service::mine(&app, &matter, caller.party).await?))
}

/// A paper laid before this party, as it is to be read
#[utoipa::path(get, path = "/residents/signatures/{no}", tag = "residents", operation_id = "read_my_paper", params(("no" = u16, Path)), responses(
    (status = 200, body = MyPaper), NotFound,
))]
async fn read_my_paper(State(app): State<App>, caller: Caller, Path(no): Path<String>) -> Answer<MyPaper> {
    shown(&app, &caller, number(&no)?).await
}

async fn shown(app: &App, caller: &Caller, no: u16) -> Answer<MyPaper> {
    let matter = matter_of(app, caller).await?;
    let paper = service::my_paper(app, &matter, no, caller.party).await?;
    Ok(axum::Json(MyPaper { code_to: codes::needed(app, &matter, caller)?, ..paper }))
}

/// A name as it was drawn on the glass, and how the paper was looked at before.
#[derive(Debug, Deserialize, ToSchema)]
struct SigningOnPhone {
    drawing: Drawing,
    #[serde(default)]
    seen: Seen,
}

/// Sign on one's own telephone
///
/// The same drawing sent twice is one signature. With the last signature an agreement has its parties' signatures.
#[utoipa::path(post, path = "/residents/signatures/{no}/given", tag = "residents", operation_id = "sign_on_phone", params(("no" = u16, Path)), request_body = SigningOnPhone, responses(
    (status = 200, body = MyPaper), NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn sign_on_phone(
    State(app): State<App>,
    caller: Caller,
    Path(no): Path<String>,
    headers: HeaderMap,
    Json(body): Json<SigningOnPhone>,
) -> Answer<MyPaper> {
    let no = number(&no)?;
    codes::require(&app, &matter_of(&app, &caller).await?, &caller)?;
    // The session as the evidence names it: the beginning of a hash, which opens nothing.
    let link = caller.token_hash.get(..12).unwrap_or_default().to_owned();
    let hand = Hand { door: Some(caller.door), link, device: device(user_agent(&headers)), ..Hand::default() };
    let giving = Giving::Phone { drawing: body.drawing, seen: Seen { read_by: String::new(), ..body.seen } };
    service::give(&app, &caller.ctx, &caller.code, no, (caller.party, giving, hand, true)).await?;
    shown(&app, &caller, no).await
}

/// Why a party takes its signature back; may be left out.
#[derive(Debug, Deserialize, ToSchema)]
struct TakingMineBack {
    #[serde(default)]
    reason: String,
}

/// Take one's own signature back, before the last one is there
#[utoipa::path(post, path = "/residents/signatures/{no}/taken-back", tag = "residents", operation_id = "take_my_signature_back", params(("no" = u16, Path)), request_body = TakingMineBack, responses(
    (status = 200, body = MyPaper), NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn take_my_signature_back(
    State(app): State<App>,
    caller: Caller,
    Path(no): Path<String>,
    Json(body): Json<TakingMineBack>,
) -> Answer<MyPaper> {
    let no = number(&no)?;
    codes::require(&app, &matter_of(&app, &caller).await?, &caller)?;
    let taken = (caller.party, body.reason.as_str(), true);
    service::take_back(&app, &caller.ctx, &caller.code, no, taken).await?;
    shown(&app, &caller, no).await
}

/// The paper itself: as it was issued, or with all signatures once they are there
#[utoipa::path(get, path = "/residents/signatures/{no}/paper", tag = "residents", operation_id = "read_my_paper_file", params(("no" = u16, Path)), responses(
    (status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>),
    NotFound, (status = 503, body = ProblemBody),
))]
async fn read_my_paper_file(
    State(app): State<App>,
    caller: Caller,
    Path(no): Path<String>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let no = number(&no)?;
    let matter = matter_of(&app, &caller).await?;
    let paper = service::my_paper(&app, &matter, no, caller.party).await?;
    // The house issues the signed paper, whoever asks for it first.
    let house = Ctx { request_id: caller.ctx.request_id.clone(), ..Ctx::system("signing") };
    let bytes = match paper.state {
        SigningState::Complete => service::signed(&app, &house, &matter, no).await?.1.bytes,
        _ => service::unsigned(&app, &matter, no).await?,
    };
    let name = format!("{}-{}.pdf", paper.title.zh, matter.code);
    let ascii = format!("paper-{}-{}.pdf", no, matter.code);
    let answer = FileAnswer { kind: Media::Kept(FileKind::Pdf), name: &name, ascii: &ascii, inline: true };
    Ok((answer.headers(), bytes.to_vec()))
}
