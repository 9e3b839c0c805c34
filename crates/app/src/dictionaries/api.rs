//! Dictionaries over HTTP.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::dictionaries::{Entry, Row, write};
use bandeng_core::kernel::{Code, IdText, Refusal, Text};
use bandeng_store::Ctx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, Dictionaries, DraftView, Publication, VersionView};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Problem, Query, Signed};
use crate::identity::me::Language;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_dictionaries))
        .routes(routes!(list_dictionary_versions, publish_dictionaries))
        .routes(routes!(read_dictionary_text))
        .routes(routes!(read_dictionary_draft, save_dictionary_draft, discard_dictionary_draft))
        .routes(routes!(read_dictionary_draft_text, import_dictionary_text))
}

/// The words of the reader's county today
///
/// What may be chosen, and what no longer may but was chosen once.
#[utoipa::path(get, path = "/dictionaries", tag = "dictionaries", operation_id = "read_dictionaries", responses((status = 200, body = Dictionaries)))]
async fn read_dictionaries(State(app): State<App>, signed: Signed) -> Answer<Dictionaries> {
    Ok(axum::Json(service::read(&app, signed.actor()).await?))
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DictionaryVersions)]
struct Versions {
    items: Vec<VersionView>,
}

/// The versions of the reader's county, newest first
#[utoipa::path(get, path = "/dictionaries/versions", tag = "dictionaries", operation_id = "list_dictionary_versions", responses((status = 200, body = Versions)))]
async fn list_dictionary_versions(State(app): State<App>, signed: Signed) -> Answer<Versions> {
    Ok(axum::Json(Versions { items: service::versions(&app.db, signed.actor()).await? }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TextQuery {
    /// The one published last where left out.
    version: Option<i64>,
    /// Of column names and headings; Chinese where left out.
    language: Option<Language>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct InLanguage {
    /// Of column names and headings; Chinese where left out.
    language: Option<Language>,
}

fn file(entries: &[Entry], language: Option<Language>, name: &str, ascii: &str) -> (HeaderMap, String) {
    let say = |text: &Text| if language == Some(Language::En) { text.en.clone() } else { text.zh.clone() };
    let name = if language == Some(Language::En) { ascii } else { name };
    (FileAnswer { kind: Media::Csv, name, ascii, inline: false }.headers(), write(entries, &say))
}

/// A version as text that a spreadsheet opens
///
/// Comma-separated, UTF-8 with its mark. Without a version published yet it is the line of column names.
#[utoipa::path(get, path = "/dictionaries/text", tag = "dictionaries", operation_id = "read_dictionary_text", params(TextQuery), responses(
    (status = 200, description = "The text", content_type = "text/csv", body = String), NotFound, Invalid,
))]
async fn read_dictionary_text(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<TextQuery>,
) -> Result<(HeaderMap, String), Problem> {
    let entries = service::entries(&app, signed.actor(), query.version).await?;
    Ok(file(&entries, query.language, "字典.csv", "dictionaries.csv"))
}

/// What is being edited, and how it differs from what was published last
#[utoipa::path(get, path = "/dictionaries/draft", tag = "dictionaries", operation_id = "read_dictionary_draft", responses((status = 200, body = DraftView), NotAllowed))]
async fn read_dictionary_draft(State(app): State<App>, signed: Signed) -> Answer<DraftView> {
    Ok(axum::Json(service::draft(&app, signed.actor()).await?))
}

/// All rows, and the draft their writer has seen.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DictionaryRows)]
struct Rows {
    revision: IdText,
    rows: Vec<Row>,
}

async fn draft_after(app: &App, ctx: &Ctx) -> Answer<DraftView> {
    Ok(axum::Json(service::draft(app, &ctx.actor).await?))
}

/// Replace the draft
///
/// A row with a code that was published changes it; what no row names stays as it is. Every fault is told at
/// `/rows/{place}/{column}`, and with one nothing is changed.
#[utoipa::path(put, path = "/dictionaries/draft", tag = "dictionaries", operation_id = "save_dictionary_draft", request_body = Rows, responses(
    (status = 200, body = DraftView), NotAllowed, Conflict, Invalid,
))]
async fn save_dictionary_draft(State(app): State<App>, signed: Signed, Json(body): Json<Rows>) -> Answer<DraftView> {
    let rows: Vec<(u32, Row)> = (0..).zip(body.rows).collect();
    let uow = app.begin(&signed.ctx).await?;
    service::save(&uow, body.revision.0, &rows).await?;
    uow.commit().await?;
    draft_after(&app, &signed.ctx).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Seen {
    /// Of the draft its writer has seen; where there was none, of the version it would follow.
    revision: String,
}

impl Seen {
    fn number(&self) -> Result<i64, Refusal> {
        self.revision.parse::<IdText>().map(|id| id.0).map_err(|_| Refusal::at(Code::UnknownValue, "revision"))
    }
}

/// Throw the draft away
#[utoipa::path(delete, path = "/dictionaries/draft", tag = "dictionaries", operation_id = "discard_dictionary_draft", params(Seen), responses(
    (status = 204), NotAllowed, Conflict, Invalid,
))]
async fn discard_dictionary_draft(
    State(app): State<App>,
    signed: Signed,
    Query(seen): Query<Seen>,
) -> Result<StatusCode, Problem> {
    let uow = app.begin(&signed.ctx).await?;
    service::discard(&uow, seen.number()?).await?;
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The draft as text
#[utoipa::path(get, path = "/dictionaries/draft/text", tag = "dictionaries", operation_id = "read_dictionary_draft_text", params(InLanguage), responses(
    (status = 200, description = "The text", content_type = "text/csv", body = String), NotAllowed, Invalid,
))]
async fn read_dictionary_draft_text(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<InLanguage>,
) -> Result<(HeaderMap, String), Problem> {
    let draft = service::draft(&app, signed.actor()).await?;
    Ok(file(&draft.entries, query.language, "字典草稿.csv", "dictionaries-draft.csv"))
}

/// Replace the draft by a text
///
/// As `GET /dictionaries/text` gives it: commas or tabs, columns in any order, headings by code or by either label. What
/// no line names stays as it is. Every fault is told at `/rows/{line}/{column}`, and with one nothing is changed.
#[utoipa::path(post, path = "/dictionaries/draft/text", tag = "dictionaries", operation_id = "import_dictionary_text", params(Seen),
    request_body(content = String, content_type = "text/csv"), responses(
        (status = 200, body = DraftView), NotAllowed, Conflict, Invalid, (status = 413, body = ProblemBody),
))]
async fn import_dictionary_text(
    State(app): State<App>,
    signed: Signed,
    Query(seen): Query<Seen>,
    body: Result<Bytes, BytesRejection>,
) -> Answer<DraftView> {
    let bytes = body.map_err(|_| Refusal::new(Code::TooLarge))?;
    let uow = app.begin(&signed.ctx).await?;
    service::bring(&uow, seen.number()?, &bytes).await?;
    uow.commit().await?;
    draft_after(&app, &signed.ctx).await
}

/// The number of a version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DictionariesPublished)]
struct Published {
    version: i64,
}

/// Publish the draft as the next version
///
/// It takes effect today or on a later day, and never changes.
#[utoipa::path(post, path = "/dictionaries/versions", tag = "dictionaries", operation_id = "publish_dictionaries", request_body = Publication, responses(
    (status = 201, body = Published), NotAllowed, Conflict, Invalid,
))]
async fn publish_dictionaries(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<Publication>,
) -> Result<(StatusCode, axum::Json<Published>), Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::publish(&mut uow, &body).await?;
    uow.commit().await?;
    service::published(&app, &signed.ctx);
    Ok((StatusCode::CREATED, axum::Json(Published { version })))
}
