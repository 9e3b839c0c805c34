//! `/me/security`, and the second half of `/session`.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::factors::{self, Codes, NewTotp, PasskeyAsked, Security};
use super::sign_in::{self, SecondFactor};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::auth::{JustSigned, RequestNumber};
use crate::http::{Answer, App, IdText, Json, Path, Problem, Signed};
use crate::identity::api::{Cookie, signed_in};
use crate::identity::me::Me;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_sign_in_ways))
        .routes(routes!(give_second_factor))
        .routes(routes!(ask_passkey))
        .routes(routes!(sign_in_by_passkey))
        .routes(routes!(read_security))
        .routes(routes!(begin_totp))
        .routes(routes!(add_totp))
        .routes(routes!(begin_new_passkey))
        .routes(routes!(add_passkey))
        .routes(routes!(draw_recovery_codes))
        .routes(routes!(remove_factor))
}

/// By what one can sign in here besides name and password.
#[derive(Debug, Serialize, ToSchema)]
struct SignInWays {
    passkeys: bool,
    /// The name of the provider of sign-in; none without one.
    openid: Option<String>,
}

/// What a passkey answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyAnswer {
    step: String,
    /// As `navigator.credentials` gave it, bytes in base64url.
    #[schema(value_type = Object)]
    passkey: Value,
}

/// One's password, asked again before something that matters.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordAgain {
    #[schema(format = Password)]
    password: String,
}

/// The first code of a new authenticator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstCode {
    step: String,
    code: String,
}

/// A passkey that a browser made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyMade {
    step: String,
    /// What its owner calls it.
    name: String,
    /// As `navigator.credentials` gave it, bytes in base64url.
    #[schema(value_type = Object)]
    passkey: Value,
}

/// Who has a password of their own may add factors, also where their post asks for one and they have none yet.
fn own(signed: JustSigned) -> Result<Signed, Problem> {
    let JustSigned(signed) = signed;
    signed.require_own_password()?;
    Ok(signed)
}

/// By what one can sign in here
#[utoipa::path(get, path = "/session/ways", operation_id = "read_sign_in_ways", tag = "identity",
    responses((status = 200, body = SignInWays)))]
async fn read_sign_in_ways(State(app): State<App>) -> Answer<SignInWays> {
    let openid = app.settings.openid.as_ref().map(|provider| provider.name.clone());
    Ok(axum::Json(SignInWays { passkeys: app.passkeys.possible(), openid }))
}

/// Give the second factor of a sign-in
#[utoipa::path(post, path = "/session/second", operation_id = "give_second_factor", tag = "identity",
    request_body = SecondFactor, responses(
    (status = 200, body = Me, headers(("Set-Cookie" = String))), Conflict, TooOften, Invalid))]
async fn give_second_factor(
    State(app): State<App>,
    RequestNumber(request_id): RequestNumber,
    Json(body): Json<SecondFactor>,
) -> Result<(Cookie, axum::Json<Me>), Problem> {
    let (account, token) = sign_in::finish(&app, &request_id, body).await?;
    signed_in(&app, account, &token).await
}

/// Ask for a passkey, without a name
#[utoipa::path(post, path = "/session/passkey/challenge", operation_id = "ask_passkey", tag = "identity",
    responses((status = 200, body = PasskeyAsked), Conflict, TooOften))]
async fn ask_passkey(State(app): State<App>) -> Answer<PasskeyAsked> {
    Ok(axum::Json(sign_in::ask_passkey(&app).await?))
}

/// Sign in with a passkey alone
#[utoipa::path(post, path = "/session/passkey", operation_id = "sign_in_by_passkey", tag = "identity",
    request_body = PasskeyAnswer, responses(
    (status = 200, body = Me, headers(("Set-Cookie" = String))), Conflict, TooOften, Invalid))]
async fn sign_in_by_passkey(
    State(app): State<App>,
    RequestNumber(request_id): RequestNumber,
    Json(body): Json<PasskeyAnswer>,
) -> Result<(Cookie, axum::Json<Me>), Problem> {
    let (account, token) = sign_in::by_passkey(&app, &request_id, &body.step, body.passkey).await?;
    signed_in(&app, account, &token).await
}

/// How one's own sign-in is kept safe
#[utoipa::path(get, path = "/me/security", operation_id = "read_security", tag = "identity",
    responses((status = 200, body = Security), NotAllowed))]
async fn read_security(State(app): State<App>, signed: JustSigned) -> Answer<Security> {
    Ok(axum::Json(factors::show(&app, &own(signed)?.ctx).await?))
}

/// Begin with an authenticator: its seed, told this once
#[utoipa::path(post, path = "/me/totp/begin", operation_id = "begin_totp", tag = "identity", request_body = PasswordAgain,
    responses((status = 200, body = NewTotp), NotAllowed, Conflict, TooOften, Invalid))]
async fn begin_totp(State(app): State<App>, signed: JustSigned, Json(body): Json<PasswordAgain>) -> Answer<NewTotp> {
    Ok(axum::Json(factors::begin_totp(&app, &own(signed)?.ctx, &body.password).await?))
}

/// Keep the authenticator, by its first code
#[utoipa::path(post, path = "/me/totp", operation_id = "add_totp", tag = "identity", request_body = FirstCode,
    responses((status = 201, body = Codes), NotAllowed, Conflict, TooOften, Invalid))]
async fn add_totp(
    State(app): State<App>,
    signed: JustSigned,
    Json(body): Json<FirstCode>,
) -> Result<(StatusCode, axum::Json<Codes>), Problem> {
    let codes = factors::finish_totp(&app, &own(signed)?.ctx, &body.step, &body.code).await?;
    Ok((StatusCode::CREATED, axum::Json(codes)))
}

/// Begin with a passkey
#[utoipa::path(post, path = "/me/passkeys/begin", operation_id = "begin_new_passkey", tag = "identity",
    request_body = PasswordAgain,
    responses((status = 200, body = PasskeyAsked), NotAllowed, Conflict, TooOften, Invalid))]
async fn begin_new_passkey(
    State(app): State<App>,
    signed: JustSigned,
    Json(body): Json<PasswordAgain>,
) -> Answer<PasskeyAsked> {
    Ok(axum::Json(factors::begin_passkey(&app, &own(signed)?.ctx, &body.password).await?))
}

/// Keep a passkey that one's browser made
#[utoipa::path(post, path = "/me/passkeys", operation_id = "add_passkey", tag = "identity", request_body = PasskeyMade,
    responses((status = 201, body = Codes), NotAllowed, Conflict, TooOften, Invalid))]
async fn add_passkey(
    State(app): State<App>,
    signed: JustSigned,
    Json(body): Json<PasskeyMade>,
) -> Result<(StatusCode, axum::Json<Codes>), Problem> {
    let codes = factors::finish_passkey(&app, &own(signed)?.ctx, &body.step, &body.name, body.passkey).await?;
    Ok((StatusCode::CREATED, axum::Json(codes)))
}

/// Draw new recovery codes; the old ones are void
#[utoipa::path(post, path = "/me/recovery-codes", operation_id = "draw_recovery_codes", tag = "identity",
    request_body = PasswordAgain,
    responses((status = 201, body = Codes), NotAllowed, Conflict, TooOften, Invalid))]
async fn draw_recovery_codes(
    State(app): State<App>,
    signed: JustSigned,
    Json(body): Json<PasswordAgain>,
) -> Result<(StatusCode, axum::Json<Codes>), Problem> {
    let codes = factors::draw_codes(&app, &own(signed)?.ctx, &body.password).await?;
    Ok((StatusCode::CREATED, axum::Json(codes)))
}

/// Remove one of one's own factors
#[utoipa::path(post, path = "/me/factors/{id}/removal", operation_id = "remove_factor", tag = "identity",
    params(("id" = String, Path)), request_body = PasswordAgain,
    responses((status = 204, description = "Removed"), NotAllowed, NotFound, Conflict, TooOften, Invalid))]
async fn remove_factor(
    State(app): State<App>,
    signed: JustSigned,
    Path(id): Path<IdText>,
    Json(body): Json<PasswordAgain>,
) -> Result<StatusCode, Problem> {
    factors::remove(&app, &own(signed)?.ctx, id.0, &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
