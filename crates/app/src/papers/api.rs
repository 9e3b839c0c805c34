//! Papers over HTTP.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::people::registry::{Seen, SeenKind};
use bandeng_core::policy::Action;
use bandeng_docgen::Form;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::edited::{self, PaperVersion};
use super::issue::{self, PaperTruth};
use super::service::{self, Format, PaperView, Printed, Which};
use crate::attachments::api::read_form;
use crate::attachments::service::{self as attachments, Attached};
use crate::http::address::Caller;
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Path, Problem, Query, Signed};
use crate::matters::api::read_for;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_papers))
        .routes(routes!(print_paper))
        .routes(routes!(read_qr))
        .routes(routes!(check_paper))
        .routes(routes!(check_paper_file))
        // How large an edited paper may be is counted while it is read.
        .merge(
            OpenApiRouter::new()
                .routes(routes!(list_paper_versions, add_paper_version))
                .layer(DefaultBodyLimit::disable()),
        )
}

/// The papers of a mediation.
#[derive(Debug, Serialize, ToSchema)]
struct Papers {
    items: Vec<PaperView>,
}

/// List the papers that apply now, and what each still lacks
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}/papers", tag = "papers", operation_id = "list_papers", params(("code" = String, Path), ("n" = u16, Path)), responses(
    (status = 200, body = Papers), NotAllowed, NotFound, Invalid,
))]
async fn list_papers(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
) -> Answer<Papers> {
    let n = number(&n)?;
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, SeenKind::Papers).await?;
    Ok(axum::Json(Papers { items: service::list(&app, signed.actor(), &matter, n).await? }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Printing {
    /// Which session, party, follow-up or urgent report; the latest where left out.
    #[param(value_type = Option<u16>)]
    no: Option<String>,
    /// `docx`: to be edited; otherwise a PDF.
    format: Option<String>,
}

impl Printing {
    /// Which number is meant, and as what it is wanted.
    pub(crate) fn read(self) -> Result<(Option<u16>, Format), Refusal> {
        let format = match self.format.as_deref() {
            None | Some("pdf") => Format::Pdf,
            Some("docx") => Format::Docx,
            Some(_) => return Err(Refusal::at(Code::UnknownValue, "format")),
        };
        Ok((no_of(self.no)?, format))
    }
}

/// A printed paper as an answer: a PDF is shown, a DOCX is saved.
pub(crate) fn given(printed: Printed, format: Format) -> (HeaderMap, Vec<u8>) {
    let answer = FileAnswer {
        kind: Media::Kept(format.kind()),
        name: &printed.name,
        ascii: &printed.ascii,
        inline: format == Format::Pdf,
    };
    (answer.headers(), printed.bytes)
}

/// Counts a paper an account prints.
pub(crate) fn may_print(app: &App, signed: &Signed) -> Result<(), Refusal> {
    app.limits.account("paper", signed.actor().account, app.db.now(), 60_000, PAPERS_A_MINUTE)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Numbered {
    /// Which session, party, follow-up or urgent report; the latest where left out.
    #[param(value_type = Option<u16>)]
    no: Option<String>,
}

fn no_of(no: Option<String>) -> Result<Option<u16>, Refusal> {
    no.map(|no| no.parse().map_err(|_| Refusal::at(Code::UnknownValue, "no"))).transpose()
}

/// Papers an account may print in a minute: typesetting is the dearest thing the server does.
const PAPERS_A_MINUTE: u32 = 60;

/// Print a paper
///
/// What is not recorded yet is left blank; while something required is lacking the paper says that it is a draft.
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}/papers/{slug}", tag = "papers", operation_id = "print_paper",
    params(("code" = String, Path), ("n" = u16, Path), ("slug" = String, Path, description = "`agreement`, as the list names it"), Printing),
    responses(
        (status = 200, description = "The paper", content_type = "application/pdf", body = Vec<u8>),
        NotAllowed, NotFound, Conflict, Invalid, (status = 429, body = ProblemBody), (status = 503, body = ProblemBody),
))]
async fn print_paper(
    State(app): State<App>,
    signed: Signed,
    Path((code, n, slug)): Path<(String, String, String)>,
    Query(asked): Query<Printing>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let (no, format) = asked.read()?;
    let which = Which { n: number(&n)?, slug: &slug, no };
    may_print(&app, &signed)?;
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, form_of(&slug)).await?;
    let printed = service::print(&app, &signed.ctx, &matter, which, format).await?;
    Ok(given(printed, format))
}

/// The edited versions of a paper.
#[derive(Debug, Serialize, ToSchema)]
struct PaperVersions {
    items: Vec<PaperVersion>,
}

/// List the edited versions of a paper, with what differs
///
/// Each against the one before, the first against what is recorded now. A file is read as an attachment of the matter.
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}/papers/{slug}/versions", tag = "papers", operation_id = "list_paper_versions",
    params(("code" = String, Path), ("n" = u16, Path), ("slug" = String, Path), Numbered),
    responses((status = 200, body = PaperVersions), NotAllowed, NotFound, Conflict, Invalid, (status = 503, body = ProblemBody)))]
async fn list_paper_versions(
    State(app): State<App>,
    signed: Signed,
    Path((code, n, slug)): Path<(String, String, String)>,
    Query(asked): Query<Numbered>,
) -> Answer<PaperVersions> {
    let which = Which { n: number(&n)?, slug: &slug, no: no_of(asked.no)? };
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, form_of(&slug)).await?;
    matter.require(signed.actor(), Action::AttachmentRead)?;
    Ok(axum::Json(PaperVersions { items: edited::versions(&app, &signed.ctx, &matter, which).await? }))
}

/// The form an edited paper comes in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the document; it is read part by part")]
struct EditedPaper {
    /// A DOCX, by content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Send an edited paper back as its next version
///
/// By who may add a file. A file with macros or anything else that acts on its own is refused.
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/papers/{slug}/versions", tag = "papers", operation_id = "add_paper_version",
    params(("code" = String, Path), ("n" = u16, Path), ("slug" = String, Path), Numbered),
    request_body(content = EditedPaper, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Attached), NotAllowed, NotFound, Conflict, Invalid,
        (status = 400, body = ProblemBody), (status = 413, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody),
))]
async fn add_paper_version(
    State(app): State<App>,
    signed: Signed,
    Path((code, n, slug)): Path<(String, String, String)>,
    Query(asked): Query<Numbered>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, axum::Json<Attached>), Problem> {
    let which = Which { n: number(&n)?, slug: &slug, no: no_of(asked.no)? };
    let matter = read_for(&app, &signed, &code, Action::PaperPrint, form_of(&slug)).await?;
    attachments::require_add(signed.actor(), &matter)?;
    may_print(&app, &signed)?;
    let form = form.map_err(|_| Refusal::new(Code::Malformed))?;
    let upload = read_form(form, edited::largest(&app)).await?;
    let attached = edited::add(&app, &signed.ctx, &matter.code, &matter, which, upload).await?;
    Ok((StatusCode::CREATED, axum::Json(attached)))
}

/// The form as the log of accesses names it; what is no form of ours is not written down.
pub(crate) fn form_of(slug: &str) -> Seen {
    Form::by_slug(slug).map_or(SeenKind::Papers.into(), |form| Seen::one(SeenKind::Paper, form.slug))
}

/// A number in a path; what is none is not there.
fn number(n: &str) -> Result<u16, Refusal> {
    n.parse().map_err(|_| Refusal::new(Code::NotFound))
}

/// The matter's code as a QR code, for the receipt
#[utoipa::path(get, path = "/matters/{code}/qr.svg", tag = "papers", operation_id = "read_qr", params(("code" = String, Path)), responses(
    (status = 200, description = "The picture", content_type = "image/svg+xml", body = String),
    NotAllowed, NotFound, Invalid,
))]
async fn read_qr(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<([(HeaderName, &'static str); 2], String), Problem> {
    let matter = read_for(&app, &signed, &code, Action::MatterRead, SeenKind::QrCode).await?;
    let picture = service::qr(matter.code.as_str())?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ];
    Ok((headers, picture))
}

/// Questions an address may ask in a minute, and all of them together: enough for a queue at a court's counter, and far from
/// guessing eighty bits.
const QUESTIONS_A_MINUTE: u32 = 60;
const QUESTIONS_OF_ALL: u32 = 1_200;

fn may_ask(app: &App, caller: &Caller) -> Result<(), Refusal> {
    let now = app.db.now();
    app.limits.count("paper-truth", "all", now, 60_000, QUESTIONS_OF_ALL)?;
    app.limits.count("paper-truth", format!("at {}", caller.0), now, 60_000, QUESTIONS_A_MINUTE)
}

/// Is this paper true? By the mark on it
///
/// For anybody who has it in hand. Says what stands on the paper anyway (which, its number, its day) and whether a newer
/// version replaced it; nothing of what it says.
#[utoipa::path(get, path = "/public/papers/{mark}", tag = "papers", operation_id = "check_paper",
    params(("mark" = String, Path, description = "核验码 in any writing")), responses(
    (status = 200, body = PaperTruth), TooOften,
))]
async fn check_paper(State(app): State<App>, caller: Caller, Path(mark): Path<String>) -> Answer<PaperTruth> {
    may_ask(&app, &caller)?;
    Ok(axum::Json(issue::truth_by_mark(&app, &mark).await?))
}

/// Is this file true? By its hash
///
/// The file stays where it is: whoever asks computes the SHA-256 of its bytes.
#[utoipa::path(get, path = "/public/paper-files/{sha256}", tag = "papers", operation_id = "check_paper_file",
    params(("sha256" = String, Path, description = "In hexadecimal")), responses(
    (status = 200, body = PaperTruth), TooOften,
))]
async fn check_paper_file(State(app): State<App>, caller: Caller, Path(sha256): Path<String>) -> Answer<PaperTruth> {
    may_ask(&app, &caller)?;
    Ok(axum::Json(issue::truth_by_hash(&app.db, &sha256).await?))
}
