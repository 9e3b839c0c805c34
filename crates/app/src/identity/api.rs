//! `/session` and `/me`.

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use bandeng_core::kernel::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::me::{Me, Preferences, SessionView};
use super::second::sign_in::{Entry, SecondWanted};
use super::{openid, second, service};
use crate::http::answers::{Invalid, NotFound, TooOften};
use crate::http::auth::{COOKIE, JustSigned, RequestNumber};
use crate::http::{Answer, App, Json, Path, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, sign_out))
        .merge(second::api::routes())
        .merge(openid::routes())
        .routes(routes!(read_me))
        .routes(routes!(change_password))
        .routes(routes!(save_preferences))
        .routes(routes!(list_sessions, end_other_sessions))
        .routes(routes!(end_session))
}

/// A sign-in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignIn {
    login: String,
    #[schema(format = Password)]
    password: String,
}

/// A change of password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasswordChange {
    /// The present one.
    #[schema(format = Password)]
    current: String,
    /// At least 10 characters.
    #[schema(format = Password)]
    new: String,
}

/// One's own sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sessions {
    items: Vec<SessionView>,
}

pub(super) type Cookie = AppendHeaders<[(HeaderName, String); 1]>;

fn cookie(app: &App, token: &str, seconds: i64) -> Cookie {
    let secure = if app.settings.secure_cookies { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}");
    AppendHeaders([(header::SET_COOKIE, cookie)])
}

/// The answer to whoever is in: who they are, and the cookie.
pub(super) async fn signed_in(app: &App, account: Id, token: &str) -> Result<(Cookie, axum::Json<Me>), Problem> {
    let me = service::me(app, account).await?;
    Ok((cookie(app, token, service::session_seconds()), axum::Json(me)))
}

/// The answer to whoever gave a right password: they are in, or a second factor is wanted.
pub(super) async fn entered(app: &App, entry: Entry) -> Result<Response, Problem> {
    match entry {
        Entry::Signed(account, token) => Ok(signed_in(app, account, &token).await?.into_response()),
        Entry::Second(wanted) => Ok((StatusCode::ACCEPTED, axum::Json(wanted)).into_response()),
    }
}

/// Sign in. The session travels in a cookie that no script can read.
#[utoipa::path(post, path = "/session", operation_id = "sign_in", tag = "identity", request_body = SignIn, responses(
    (status = 200, body = Me, headers(("Set-Cookie" = String))),
    (status = 202, body = SecondWanted, description = "The password is right; a second factor is wanted"),
    (status = 401, body = crate::http::problem::ProblemBody, content_type = "application/problem+json",
     description = "Account or password wrong"),
    TooOften, Invalid,
))]
async fn sign_in(
    State(app): State<App>,
    RequestNumber(request_id): RequestNumber,
    Json(body): Json<SignIn>,
) -> Result<Response, Problem> {
    entered(&app, service::sign_in(&app, &request_id, &body.login, &body.password).await?).await
}

/// Sign out.
#[utoipa::path(delete, path = "/session", operation_id = "sign_out", tag = "identity", responses(
    (status = 204, description = "Signed out", headers(("Set-Cookie" = String))),
))]
async fn sign_out(State(app): State<App>, JustSigned(signed): JustSigned) -> Result<(StatusCode, Cookie), Problem> {
    service::sign_out(&app, &signed.ctx, &signed.token_hash).await?;
    Ok((StatusCode::NO_CONTENT, cookie(&app, "", 0)))
}

/// Who is signed in, and what they may do.
#[utoipa::path(get, path = "/me", operation_id = "read_me", tag = "identity", responses((status = 200, body = Me)))]
async fn read_me(State(app): State<App>, JustSigned(signed): JustSigned) -> Answer<Me> {
    Ok(axum::Json(service::me(&app, signed.actor().account).await?))
}

/// Change one's own password; one's other sessions end.
#[utoipa::path(put, path = "/me/password", operation_id = "change_password", tag = "identity", request_body = PasswordChange,
    responses((status = 204, description = "Changed"), Invalid, TooOften))]
async fn change_password(
    State(app): State<App>,
    JustSigned(signed): JustSigned,
    Json(body): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    service::change_password(&app, &signed.ctx, &signed.token_hash, &body.current, &body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keep language and type size.
#[utoipa::path(put, path = "/me/preferences", operation_id = "save_preferences", tag = "identity", request_body = Preferences,
    responses((status = 204, description = "Kept"), Invalid))]
async fn save_preferences(
    State(app): State<App>,
    JustSigned(signed): JustSigned,
    Json(body): Json<Preferences>,
) -> Result<StatusCode, Problem> {
    service::set_preferences(&app, signed.actor().account, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where one is signed in.
#[utoipa::path(get, path = "/me/sessions", operation_id = "list_sessions", tag = "identity",
    responses((status = 200, body = Sessions)))]
async fn list_sessions(State(app): State<App>, JustSigned(signed): JustSigned) -> Answer<Sessions> {
    let items = service::sessions(&app, signed.actor().account, &signed.token_hash).await?;
    Ok(axum::Json(Sessions { items }))
}

/// Sign out everywhere else.
#[utoipa::path(delete, path = "/me/sessions", operation_id = "end_other_sessions", tag = "identity",
    responses((status = 204, description = "Ended")))]
async fn end_other_sessions(State(app): State<App>, JustSigned(signed): JustSigned) -> Result<StatusCode, Problem> {
    service::end_other_sessions(&app, &signed.ctx, &signed.token_hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out elsewhere.
#[utoipa::path(delete, path = "/me/sessions/{session}", operation_id = "end_session", tag = "identity",
    params(("session" = String, Path, description = "As listed")),
    responses((status = 204, description = "Ended"), NotFound))]
async fn end_session(
    State(app): State<App>,
    JustSigned(signed): JustSigned,
    Path(session): Path<String>,
) -> Result<StatusCode, Problem> {
    service::end_session(&app, &signed.ctx, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}
