//! The API for the system of an entrusting body: it sends a case, asks how it stands, reads its result. It acts with a key,
//! sees the cases of its own organisation alone, and names each by the number of its letter.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::entrusting::EntrustedCase;
use bandeng_core::entrusting::inbox::{InboxChannel, InboxState, RefusalKept};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, IdText, MatterCode, Refusal, Text};
use bandeng_core::matters::FileKind;
use bandeng_core::people::registry::{Seen, SeenKind};
use bandeng_core::policy::{Action, KeyScope, LetterReach};
use bandeng_store::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::inbox::{self, Arrived};
use super::keys::Keyed;
use super::query::{self, Letter};
use super::service;
use super::view::{self, CaseProgress};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::extract::Raw;
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Query};
use crate::papers::outward::{self, Body};
use crate::papers::service::Which;

const PAGE: u64 = 50;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_sent_cases, send_case))
        .routes(routes!(read_sent_case))
        .routes(routes!(withdraw_sent_case))
        .routes(routes!(list_sent_case_papers))
        .routes(routes!(fetch_sent_case_paper))
}

/// A case as its sender sees it, and the receipt for it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentCase {
    pub number: String,
    /// What became of the letter. `refused` and `waiting` ones are kept; our side goes through them again.
    pub state: InboxState,
    /// Epoch milliseconds: when it was received.
    pub received_at: i64,
    /// SHA-256 of the body as it was received.
    pub sha256: String,
    /// The matter's code here, once it is registered.
    pub code: Option<String>,
    /// Why it was not registered, the last time it was gone through.
    pub refusals: Vec<RefusalKept>,
    /// How it stands; none while it is no matter.
    pub progress: Option<CaseProgress>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SentCases {
    items: Vec<SentCaseRow>,
    next: Option<String>,
}

/// A case in the list of what was sent.
#[derive(Debug, Serialize, ToSchema)]
struct SentCaseRow {
    number: String,
    state: InboxState,
    received_at: i64,
    code: Option<String>,
}

async fn sent(app: &App, letter: &Letter) -> Result<SentCase> {
    let row = view::row(letter)?;
    Ok(SentCase {
        number: row.number,
        state: row.state,
        received_at: row.received_at,
        sha256: row.sha256,
        code: row.code,
        refusals: row.refusals.into_iter().map(at_senders_place).collect(),
        progress: view::progress(app, letter).await?.map(|(_, told)| told),
    })
}

/// Fields have other places in what a system sends than in the form of a clerk.
fn place(pointer: &str) -> String {
    match pointer.strip_prefix("/entrustment") {
        Some("/letter_number") => "/number".to_owned(),
        Some(rest) => rest.to_owned(),
        None => pointer.to_owned(),
    }
}

fn at_senders_place(mut refusal: RefusalKept) -> RefusalKept {
    refusal.pointer = refusal.pointer.as_deref().map(place);
    refusal
}

/// Send a case
///
/// The number of the letter names it: the same body sent again answers the same and registers nothing twice. What cannot be
/// registered is kept, and the answer says why and what to do; `GET` tells later what became of it.
#[utoipa::path(post, path = "/entrusting/cases", tag = "entrusting-systems", operation_id = "send_case",
    request_body = EntrustedCase,
    responses((status = 200, description = "It was sent before", body = SentCase), (status = 201, body = SentCase),
        (status = 202, description = "Kept; our side goes through it", body = SentCase), NotAllowed, Conflict, Invalid, TooOften))]
async fn send_case(
    State(app): State<App>,
    keyed: Keyed,
    Raw(body): Raw,
) -> Result<(StatusCode, axum::Json<SentCase>), Problem> {
    keyed.reader.require(KeyScope::CaseSend)?;
    // Without a number it could never be asked for again: this alone is not kept.
    let value: Value = crate::http::extract::parse(&body)?;
    let number = value["number"].as_str().unwrap_or_default().trim().to_owned();
    let mut form = Form::default();
    form.text(&number, 60, "/number");
    form.finish()?;
    let document = std::str::from_utf8(&body).map_err(|_| Refusal::new(Code::Malformed))?;
    let arrived = Arrived {
        desk: keyed.desk,
        committee: keyed.committee,
        sender: Some(keyed.reader.organisation),
        body: &keyed.organisation,
        number: &number,
        channel: InboxChannel::Api,
        key: Some(keyed.reader.key),
        document,
    };
    let outcome = inbox::receive(&app, &keyed.ctx, arrived).await?;
    if !outcome.refused.is_empty() {
        let moved = outcome.refused.into_iter().map(|r| Refusal { pointer: r.pointer.as_deref().map(place), ..r });
        return Err(moved.collect::<Vec<_>>().into());
    }
    let status =
        match (outcome.letter.state.parse::<InboxState>().map_err(bandeng_store::Error::from)?, outcome.repeated) {
            (InboxState::Registered, false) => StatusCode::CREATED,
            (InboxState::Registered, true) => StatusCode::OK,
            _ => StatusCode::ACCEPTED,
        };
    Ok((status, axum::Json(sent(&app, &outcome.letter).await?)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SentQuery {
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// List the cases one's organisation sent, newest first
#[utoipa::path(get, path = "/entrusting/cases", tag = "entrusting-systems", operation_id = "list_sent_cases",
    params(SentQuery), responses((status = 200, body = SentCases), NotAllowed, Invalid, TooOften))]
async fn list_sent_cases(State(app): State<App>, keyed: Keyed, Query(query): Query<SentQuery>) -> Answer<SentCases> {
    keyed.reader.require(KeyScope::CaseRead)?;
    let reach = LetterReach::of_key(&keyed.reader);
    let mut found = query::page(&app.db, &reach, &[], None, query.after.map(|id| id.0), PAGE + 1).await?;
    let more = found.len() as u64 > PAGE;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| last.id.to_string());
    let items = found.into_iter().map(|letter| {
        Ok(SentCaseRow {
            number: letter.number,
            state: letter.state.parse()?,
            received_at: letter.received_at,
            code: letter.code,
        })
    });
    Ok(axum::Json(SentCases { items: items.collect::<Result<_>>()?, next }))
}

/// The letter of a number: the one that became a matter, else the newest.
async fn own(app: &App, keyed: &Keyed, number: &str) -> Result<Letter> {
    let reach = LetterReach::of_key(&keyed.reader);
    let found = query::page(&app.db, &reach, &[], Some(number.trim()), None, PAGE).await?;
    let registered = found.iter().position(|letter| letter.state == InboxState::Registered.as_str());
    Ok(found.into_iter().nth(registered.unwrap_or(0)).ok_or(Refusal::new(Code::NotFound))?)
}

/// Read how a case stands, and its result once it was reported
#[utoipa::path(get, path = "/entrusting/cases/{number}", tag = "entrusting-systems", operation_id = "read_sent_case",
    params(("number" = String, Path, description = "The number of the letter")),
    responses((status = 200, body = SentCase), NotAllowed, NotFound, TooOften))]
async fn read_sent_case(State(app): State<App>, keyed: Keyed, Path(number): Path<String>) -> Answer<SentCase> {
    keyed.reader.require(KeyScope::CaseRead)?;
    let letter = own(&app, &keyed, &number).await?;
    Ok(axum::Json(sent(&app, &letter).await?))
}

/// A paper that is meant for the body that sent the case.
#[derive(Debug, Serialize, ToSchema)]
struct CasePaper {
    slug: String,
    /// Which of several reports or certificates.
    no: Option<u16>,
    title: Text,
    /// Where it is fetched.
    url: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct CasePapers {
    items: Vec<CasePaper>,
}

fn body<'a>(keyed: &'a Keyed, letter: &'a Letter) -> Body<'a> {
    Body { organisation: keyed.reader.organisation, name: &keyed.organisation, number: &letter.number }
}

/// List the papers of a case that are meant for its sender
///
/// The receipt, the reported result, a certificate made out to the body; to a court also the agreement, once the parties have
/// asked it for confirmation. What is incomplete is not listed.
#[utoipa::path(get, path = "/entrusting/cases/{number}/papers", tag = "entrusting-systems", operation_id = "list_sent_case_papers",
    params(("number" = String, Path)), responses((status = 200, body = CasePapers), NotAllowed, NotFound, TooOften))]
async fn list_sent_case_papers(State(app): State<App>, keyed: Keyed, Path(number): Path<String>) -> Answer<CasePapers> {
    keyed.reader.require(KeyScope::PaperRead)?;
    let letter = own(&app, &keyed, &number).await?;
    let meant = match view::mediated(&app, &letter).await? {
        Some((matter, n)) => outward::meant(&app, &matter, n, body(&keyed, &letter)).await?,
        None => Vec::new(),
    };
    let path = format!("/api/v1/entrusting/cases/{}/papers", letter.number);
    let items = meant.into_iter().map(|paper| {
        let no = paper.no.map(|no| format!("?no={no}")).unwrap_or_default();
        CasePaper {
            slug: paper.slug.to_owned(),
            no: paper.no,
            url: format!("{path}/{}{no}", paper.slug),
            title: paper.title,
        }
    });
    Ok(axum::Json(CasePapers { items: items.collect() }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Numbered {
    /// Which of several; the latest where left out.
    no: Option<u16>,
}

/// Fetch a paper as PDF
#[utoipa::path(get, path = "/entrusting/cases/{number}/papers/{slug}", tag = "entrusting-systems", operation_id = "fetch_sent_case_paper",
    params(("number" = String, Path), ("slug" = String, Path, description = "As the list names it"), Numbered),
    responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>),
        NotAllowed, NotFound, Invalid, TooOften, (status = 503, body = ProblemBody)))]
async fn fetch_sent_case_paper(
    State(app): State<App>,
    keyed: Keyed,
    Path((number, slug)): Path<(String, String)>,
    Query(asked): Query<Numbered>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    keyed.reader.require(KeyScope::PaperRead)?;
    let letter = own(&app, &keyed, &number).await?;
    let (matter, n) = view::mediated(&app, &letter).await?.ok_or(Refusal::new(Code::NotFound))?;
    let which = Which { n, slug: &slug, no: asked.no };
    let printed = outward::give(&app, &keyed.ctx, &matter, which, body(&keyed, &letter)).await?;
    // Which key it was stands beside the form.
    let seen = Seen::one(SeenKind::Paper, format!("{slug}/key:{}", keyed.reader.key));
    app.accesses.note(&app.db, &keyed.ctx, Action::LetterRead.as_str(), Some(&matter.key), Some(&seen));
    let answer =
        FileAnswer { kind: Media::Kept(FileKind::Pdf), name: &printed.name, ascii: &printed.ascii, inline: false };
    Ok((answer.headers(), printed.bytes))
}

#[derive(Debug, Deserialize, ToSchema)]
struct CaseWithdrawal {
    #[serde(default)]
    reason: String,
}

/// Take a case back
///
/// A letter that is no matter yet is set aside. Where a mediation runs, the mediators are told and end it.
#[utoipa::path(post, path = "/entrusting/cases/{number}/withdrawal", tag = "entrusting-systems",
    operation_id = "withdraw_sent_case", params(("number" = String, Path)), request_body = CaseWithdrawal,
    responses((status = 200, body = SentCase), NotAllowed, NotFound, Conflict, Invalid, TooOften))]
async fn withdraw_sent_case(
    State(app): State<App>,
    keyed: Keyed,
    Path(number): Path<String>,
    Json(body): Json<CaseWithdrawal>,
) -> Answer<SentCase> {
    keyed.reader.require(KeyScope::CaseSend)?;
    let mut form = Form::default();
    form.optional_text(&body.reason, 500, "/reason");
    form.finish()?;
    let letter = own(&app, &keyed, &number).await?;
    let letter = match &letter.code {
        Some(code) => {
            let mut uow = app.begin(&keyed.ctx).await?;
            service::withdraw(&app, &mut uow, &code.parse::<MatterCode>()?, body.reason).await?;
            uow.commit().await?;
            letter
        }
        None => inbox::dismiss(&app, &keyed.ctx, letter.id, &body.reason).await?,
    };
    Ok(axum::Json(sent(&app, &letter).await?))
}
