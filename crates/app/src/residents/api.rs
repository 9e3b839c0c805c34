//! The residents' door over HTTP.

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::AppendHeaders;
use bandeng_core::matters::PartyNo;
use bandeng_core::residents::secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view::{self, Resident};
use super::{COOKIE, Caller, PartyKey, codes, follow, secrets, service, slip};
use crate::http::address::Caller as From;
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::{Answer, App, Json, Path, Problem, Signed};
use crate::identity::me::Language;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(enter))
        .routes(routes!(ask_entry_code))
        .routes(routes!(ask_own_code))
        .routes(routes!(prove_telephone))
        .routes(routes!(read_resident, leave))
        .routes(routes!(give_slip))
        .merge(follow::routes())
}

/// How a party comes in.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
enum Entry {
    /// With the matter's code and the secret of the own slip.
    Secret { code: String, secret: String },
    /// By a link that was sent: what stands behind its `#`.
    Link { link: String },
    /// With the matter's code, the own telephone, and the digits that were sent to it.
    Code { code: String, phone: String, digits: String },
}

/// Where a code is to be sent.
#[derive(Deserialize, ToSchema)]
struct CodeWanted {
    /// The matter's code.
    code: String,
    phone: String,
    #[serde(default)]
    language: Language,
}

pub(crate) type Cookie = AppendHeaders<[(HeaderName, String); 1]>;

pub(crate) fn cookie(app: &App, token: &str, seconds: i64) -> Cookie {
    let secure = if app.settings.secure_cookies { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/api/v1/; Max-Age={seconds}{secure}");
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

/// Come in as a party
///
/// Opens a session for exactly one party of one matter, in a cookie that no script can read. A matter that is not there
/// and a secret that is wrong are answered alike.
#[utoipa::path(post, path = "/public/residents/sessions", tag = "residents", operation_id = "enter", request_body = Entry, responses(
    (status = 200, body = Resident, headers(("Set-Cookie" = String))),
    (status = 401, body = crate::http::problem::ProblemBody, description = "Number and secret do not fit, or no such link"),
    Conflict, Invalid, TooOften,
))]
async fn enter(
    State(app): State<App>,
    From(address): From,
    Json(entry): Json<Entry>,
) -> Result<(Cookie, axum::Json<Resident>), Problem> {
    let entered = match entry {
        Entry::Secret { code, secret } => service::enter_by_secret(&app, &address, &code, &secret).await?,
        Entry::Link { link } => service::enter_by_link(&app, &address, &link).await?,
        Entry::Code { code, phone, digits } => service::enter_by_code(&app, &address, &code, &phone, &digits).await?,
    };
    let resident = view::resident(&app.db, &entered.party, &entered.purpose, entered.expires_at).await?;
    Ok((cookie(&app, &entered.token, service::SESSION_MS / 1000), axum::Json(resident)))
}

/// Ask for a code to one's own telephone
///
/// It is sent if the matter has a party with this number, and holds for ten minutes. The answer is the same if it has none.
#[utoipa::path(post, path = "/public/residents/codes", tag = "residents", operation_id = "ask_entry_code", request_body = CodeWanted,
    responses((status = 202, description = "If this is the number of a party, a code is on its way"), Conflict, Invalid, TooOften))]
async fn ask_entry_code(
    State(app): State<App>,
    From(address): From,
    Json(wanted): Json<CodeWanted>,
) -> Result<StatusCode, Problem> {
    codes::ask(&app, &address, &wanted.code, &wanted.phone, wanted.language).await?;
    Ok(StatusCode::ACCEPTED)
}

/// In which language a code is sent.
#[derive(Deserialize, ToSchema)]
struct OwnCodeWanted {
    #[serde(default)]
    language: Language,
}

/// Ask for a code to one's own telephone, having come in by a link
#[utoipa::path(post, path = "/residents/codes", tag = "residents", operation_id = "ask_own_code", request_body = OwnCodeWanted,
    responses((status = 202, description = "A code is on its way"), Conflict, Invalid, TooOften))]
async fn ask_own_code(
    State(app): State<App>,
    caller: Caller,
    From(address): From,
    Json(wanted): Json<OwnCodeWanted>,
) -> Result<StatusCode, Problem> {
    codes::ask_own(&app, &address, &caller, wanted.language).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The digits that were sent.
#[derive(Deserialize, ToSchema)]
struct Proof {
    digits: String,
}

/// Show that one holds the telephone, before something is signed
#[utoipa::path(post, path = "/residents/proof", tag = "residents", operation_id = "prove_telephone", request_body = Proof, responses(
    (status = 204, description = "Shown"), Conflict, Invalid, TooOften,
))]
async fn prove_telephone(
    State(app): State<App>,
    caller: Caller,
    Json(proof): Json<Proof>,
) -> Result<StatusCode, Problem> {
    codes::prove(&app, &caller, &proof.digits).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who came in
#[utoipa::path(get, path = "/residents/session", tag = "residents", operation_id = "read_resident", responses((status = 200, body = Resident)))]
async fn read_resident(State(app): State<App>, caller: Caller) -> Answer<Resident> {
    Ok(axum::Json(view::resident(&app.db, &caller.party_key(), &caller.purpose, caller.expires_at).await?))
}

/// Go out
#[utoipa::path(delete, path = "/residents/session", tag = "residents", operation_id = "leave", responses(
    (status = 204, description = "Gone out", headers(("Set-Cookie" = String))),
))]
async fn leave(State(app): State<App>, caller: Caller) -> Result<(StatusCode, Cookie), Problem> {
    service::leave(&app, &caller).await?;
    Ok((StatusCode::NO_CONTENT, cookie(&app, "", 0)))
}

/// A party's slip. The secret is in this answer and nowhere else: the installation keeps a keyed hash of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Slip {
    /// In two groups, as it is printed: `7K3M9-XVA24`.
    secret: String,
    /// Opens the door at once; for a QR code.
    address: String,
    /// The slip to be printed: a PDF of one A6 page, in base64. It comes along because nobody can print it later.
    paper: String,
}

/// Give a party a slip with a new secret; the one before opens nothing any more
#[utoipa::path(post, path = "/matters/{code}/parties/{n}/slip", tag = "matters", operation_id = "give_slip",
    params(("code" = String, Path), ("n" = u16, Path)), responses((status = 201, body = Slip), NotAllowed, NotFound, Invalid))]
async fn give_slip(
    State(app): State<App>,
    signed: Signed,
    Path((code, no)): Path<(String, PartyNo)>,
) -> Result<(StatusCode, axum::Json<Slip>), Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    let given = secrets::give(&app, &mut uow, &code.parse()?, no).await?;
    let party = PartyKey::new(&given.matter.key, no);
    // Before it lasts: a slip that cannot be printed leaves the one before in force.
    let slip = printed(&app, given, &party).await?;
    uow.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(slip)))
}

/// A slip that was just made, printed.
///
/// # Errors
/// Those of printing.
pub(crate) async fn printed(app: &App, given: secrets::Given, party: &PartyKey) -> bandeng_store::Result<Slip> {
    let to = view::resident(&app.db, party, "", 0).await?;
    let paper = STANDARD.encode(slip::print(app, &given, to).await?);
    Ok(Slip { secret: secret::group(&given.secret), address: given.address, paper })
}
