//! Following: where a matter stands for one party, its papers, and what it sends.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::kernel::{Code, Date, Instant, Refusal, Text};
use bandeng_core::matters::record::Meeting;
use bandeng_core::matters::{Channel, DisputeKind, FileKind, MatterState, PartyNo, Source};
use bandeng_core::mediation::Mediation;
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::Action;
use bandeng_core::residents::road::{Owner, Road, RoadPoint, road};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view::{self, ToCall};
use super::{Caller, query, receipt, share};
use crate::attachments::api::{AttachmentForm, read_form};
use crate::attachments::service::{self as attachments, Attached};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::files::{FileAnswer, Media};
use crate::http::{Answer, App, Path, Problem, Signed};
use crate::matters::api::read_for;
use crate::matters::case::{self, Matter};
use crate::matters::list::NEVER;
use crate::mediation::service::case_of;
use crate::papers::issue;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add_own_file))
        // A photograph is larger than any form; `read_form` counts while it reads.
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(follow_matter))
        .routes(routes!(read_own_paper))
        .routes(routes!(read_receipt))
        .routes(routes!(read_road))
        .merge(share::routes())
}

/// Files one party may send within an hour.
const FILES_AN_HOUR: u32 = 40;
/// Receipts one party may print within an hour: typesetting is dear.
const RECEIPTS_AN_HOUR: u32 = 20;
const HOUR_MS: i64 = 3_600_000;

/// A paper a party may read.
#[derive(Debug, Serialize, ToSchema)]
struct OwnPaper {
    mark: String,
    title: Text,
    issued_on: String,
}

/// Where a matter stands for the party who came in.
#[derive(Debug, Serialize, ToSchema)]
struct Followed {
    /// In groups.
    code: String,
    kind: DisputeKind,
    /// Epoch milliseconds.
    registered_at: Instant,
    road: Vec<RoadPoint>,
    says: Text,
    owner: Owner,
    next: Text,
    due_on: Option<Date>,
    /// Days until then; below zero where it has passed.
    days_left: Option<i32>,
    /// When and where the parties meet next; none where nothing is arranged or it is over.
    meeting: Option<Text>,
    papers: Vec<OwnPaper>,
    /// It was applied for by this party, alone or with help: there is a receipt.
    receipt: bool,
    /// Files can be sent.
    open: bool,
    call: ToCall,
}

/// What a clerk reads out to a party on the telephone: the same sentences that the party's own page has.
#[derive(Debug, Serialize, ToSchema)]
struct Spoken {
    says: Text,
    owner: Owner,
    next: Text,
    due_on: Option<Date>,
    days_left: Option<i32>,
}

struct Way {
    road: Road,
    due_on: Option<Date>,
    days_left: Option<i32>,
}

async fn way(app: &App, matter: &Matter, no: PartyNo) -> bandeng_store::Result<Way> {
    let today = app.db.today();
    let m = query::last_mediation(&app.db, &matter.key).await?;
    let mediation = m.as_ref().map(|body| body.read::<Mediation>()).transpose()?;
    let road = road(matter.state, mediation.as_deref(), &case_of(matter, today, Vec::new()), no);
    let ours = || Some(matter.row.due_on.as_str()).filter(|due| *due != NEVER).and_then(|due| due.parse::<Date>().ok());
    let due_on = match road.owner {
        Owner::You => road.due_on,
        Owner::House => ours(),
        Owner::Other | Owner::Nobody => None,
    };
    let days_left = due_on.and_then(|due| due.since(today).ok()).map(|span| span.get_days());
    Ok(Way { road, due_on, days_left })
}

async fn own(app: &App, caller: &Caller) -> bandeng_store::Result<Matter> {
    case::read(app.db.reader(), &caller.code, app.db.now()).await
}

/// Where one's matter stands
#[utoipa::path(get, path = "/residents/matter", tag = "residents", operation_id = "follow_matter", responses((status = 200, body = Followed)))]
async fn follow_matter(State(app): State<App>, caller: Caller) -> Answer<Followed> {
    let matter = own(&app, &caller).await?;
    let Way { road, due_on, days_left } = way(&app, &matter, caller.party).await?;
    let papers = query::papers(&app.db, &matter.key).await?;
    let papers = papers.into_iter().filter(|row| share::reads(&matter, row, caller.party)).map(|row| OwnPaper {
        mark: row.mark,
        title: Text::new(row.title_zh, row.title_en),
        issued_on: row.issued_on,
    });
    let resident = view::resident(&app.db, &caller.party_key(), "", 0).await?;
    Ok(axum::Json(Followed {
        code: matter.code.grouped(),
        kind: matter.kind,
        registered_at: matter.row.registered_at,
        road: road.points,
        says: road.says,
        owner: road.owner,
        next: road.next,
        due_on,
        days_left,
        meeting: matter.record.meeting.as_ref().filter(|one| one.at.date() >= app.db.today()).map(Meeting::in_words),
        papers: papers.collect(),
        receipt: has_receipt(&matter, caller.party),
        open: matter.state == MatterState::Open,
        call: resident.call,
    }))
}

fn has_receipt(matter: &Matter, no: PartyNo) -> bool {
    let applied = matter.source == Source::Application
        && [Channel::Online, Channel::Visit].iter().any(|one| one.as_str() == matter.row.channel);
    applied && no == crate::apply::service::APPLICANT
}

/// Read one of one's papers, as it was issued
#[utoipa::path(get, path = "/residents/papers/{mark}", tag = "residents", operation_id = "read_own_paper", params(("mark" = String, Path)),
    responses((status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>), NotFound))]
async fn read_own_paper(
    State(app): State<App>,
    caller: Caller,
    Path(mark): Path<String>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let matter = own(&app, &caller).await?;
    let papers = query::papers(&app.db, &matter.key).await?;
    let row = papers.into_iter().find(|row| row.mark == mark && share::reads(&matter, row, caller.party));
    let row = row.ok_or(Refusal::new(Code::NotFound))?;
    let bytes = issue::read(&app, &row).await?;
    let name = format!("{}-{}.pdf", row.title_zh, caller.code);
    let answer =
        FileAnswer { kind: Media::Kept(FileKind::Pdf), name: &name, ascii: &format!("{mark}.pdf"), inline: true };
    Ok((answer.headers(), bytes.to_vec()))
}

/// The receipt of one's application: when, to the second, what was asked for, and how anybody can check it
#[utoipa::path(get, path = "/residents/receipt", tag = "residents", operation_id = "read_receipt", responses(
    (status = 200, description = "The receipt", content_type = "application/pdf", body = Vec<u8>), Conflict, TooOften,
))]
async fn read_receipt(State(app): State<App>, caller: Caller) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let matter = own(&app, &caller).await?;
    if !has_receipt(&matter, caller.party) {
        return Err(Refusal::new(Code::IllegalMove).into());
    }
    app.limits.count("receipt", &caller.token_hash, app.db.now(), HOUR_MS, RECEIPTS_AN_HOUR)?;
    let bytes = receipt::issued(&app, &caller, &matter).await?;
    let (name, ascii) = (format!("申请回执-{}.pdf", caller.code), format!("receipt-{}.pdf", caller.code));
    let answer = FileAnswer { kind: Media::Kept(FileKind::Pdf), name: &name, ascii: &ascii, inline: true };
    Ok((answer.headers(), bytes))
}

/// Send a photograph or a PDF
#[utoipa::path(post, path = "/residents/attachments", tag = "residents", operation_id = "add_own_file",
    request_body(content = AttachmentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Attached), Conflict, Invalid, TooOften))]
async fn add_own_file(
    State(app): State<App>,
    caller: Caller,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, axum::Json<Attached>), Problem> {
    let who = format!("{}/{}", caller.code, caller.party);
    app.limits.count("own-file", who, app.db.now(), HOUR_MS, FILES_AN_HOUR)?;
    let form = form.map_err(|_| Refusal::new(Code::Malformed))?;
    let upload = read_form(form, app.settings.max_attachment).await?;
    let attached = attachments::add_of_party(&app, &caller.ctx, &caller.code, upload).await?;
    Ok((StatusCode::CREATED, axum::Json(attached)))
}

/// What to tell a party on the telephone
#[utoipa::path(get, path = "/matters/{code}/parties/{n}/road", tag = "matters", operation_id = "read_road",
    params(("code" = String, Path), ("n" = u16, Path)), responses((status = 200, body = Spoken), NotAllowed, NotFound, Invalid))]
async fn read_road(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, PartyNo)>,
) -> Answer<Spoken> {
    let matter = read_for(&app, &signed, &code, Action::ContactRead, SeenKind::Page).await?;
    if !matter.party_numbers().contains(&no) {
        return Err(Refusal::new(Code::PartyUnknown).into());
    }
    let Way { road, due_on, days_left } = way(&app, &matter, no).await?;
    Ok(axum::Json(Spoken { says: road.says, owner: road.owner, next: road.next, due_on, days_left }))
}
