//! Signing in at a provider (OpenID Connect, authorization code with PKCE). The provider says who somebody is; what they may do
//! is said here. An account is found by the sign-in name the provider tells, once; from then on by who they are there.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bandeng_core::kernel::{Code, Id, Refusal};
use bandeng_core::people::login;
use bandeng_core::policy::Actor;
use bandeng_store::entities::openid_links;
use bandeng_store::{Ctx, Result};
use futures::future::BoxFuture;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse,
};
use reqwest::Url;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde::{Deserialize, Serialize};
use serde_json::json;
use subtle::ConstantTimeEq;
use tokio::sync::Mutex;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::api::entered;
use super::me::Me;
use super::query;
use super::second::sign_in::{self, Entry, SecondWanted};
use super::second::steps::{self, StepKind};
use super::service::stream;
use crate::http::answers::{Conflict, Invalid, TooOften};
use crate::http::auth::RequestNumber;
use crate::http::outbound::OutboundError;
use crate::http::{Answer, App, Json, Problem};

/// A provider of sign-in, as the site names it.
#[derive(Clone)]
pub struct Provider {
    /// Its address, without a slash at the end unless it writes one itself.
    pub issuer: String,
    pub client_id: String,
    /// None for a client that has none and proves itself by PKCE alone.
    pub client_secret: Option<String>,
    /// What is written on the button.
    pub name: String,
}

impl std::fmt::Debug for Provider {
    /// Without what is secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// The origin of an address, as `outbound` lists it.
pub fn origin_of(address: &str) -> Option<String> {
    Some(Url::parse(address).ok()?.origin().ascii_serialization())
}

/// What is known of the provider: asked for when it is first wanted, and anew after an hour.
#[derive(Default)]
pub struct OpenId {
    known: Mutex<Option<(i64, CoreProviderMetadata)>>,
}

/// After so long the provider is asked again what it is, in milliseconds.
const KNOWN_MS: i64 = 60 * 60 * 1000;

/// What is kept while somebody is at the provider.
#[derive(Serialize, Deserialize)]
struct Away {
    state: String,
    nonce: String,
    verifier: String,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(begin_openid)).routes(routes!(sign_in_by_openid))
}

/// Where to go, and what to bring back.
#[derive(Debug, Serialize, ToSchema)]
struct OpenIdBegun {
    /// Names this sign-in; the browser keeps it until it is back, so that nobody else's answer is taken for its own.
    step: String,
    /// The provider's page.
    location: String,
}

/// What the provider sent somebody back with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenIdAnswer {
    step: String,
    code: String,
    state: String,
}

/// Begin a sign-in at the provider
#[utoipa::path(post, path = "/session/openid/begin", operation_id = "begin_openid", tag = "identity",
    responses((status = 200, body = OpenIdBegun), Conflict, TooOften))]
async fn begin_openid(State(app): State<App>) -> Answer<OpenIdBegun> {
    Ok(axum::Json(begin(&app).await?))
}

/// Sign in by what the provider said
#[utoipa::path(post, path = "/session/openid", operation_id = "sign_in_by_openid", tag = "identity",
    request_body = OpenIdAnswer, responses(
    (status = 200, body = Me, headers(("Set-Cookie" = String))),
    (status = 202, body = SecondWanted, description = "The provider is believed; a second factor is wanted"),
    Conflict, TooOften, Invalid))]
async fn sign_in_by_openid(
    State(app): State<App>,
    RequestNumber(request_id): RequestNumber,
    Json(body): Json<OpenIdAnswer>,
) -> Result<Response, Problem> {
    let entry = finish(&app, &request_id, body).await?;
    entered(&app, entry).await
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

fn unavailable(error: impl std::fmt::Display) -> Refusal {
    tracing::warn!(%error, "the provider of sign-in cannot be asked");
    Refusal::new(Code::OpenidUnavailable)
}

fn refused(error: impl std::fmt::Display) -> Refusal {
    tracing::warn!(%error, "an answer of the provider of sign-in was not accepted");
    Refusal::new(Code::OpenidRefused)
}

/// The way requests to the provider go: through the one door outwards. It owns what it needs, for as long as they take.
fn door(app: &App) -> impl Fn(HttpRequest) -> BoxFuture<'static, Result<HttpResponse, OutboundError>> + Send + Sync {
    let app = app.clone();
    move |request| {
        let app = app.clone();
        Box::pin(async move { ask(&app, request).await })
    }
}

async fn ask(app: &App, request: HttpRequest) -> Result<HttpResponse, OutboundError> {
    let request = reqwest::Request::try_from(request).map_err(|_| OutboundError::Unreachable)?;
    let reply = app.outbound.execute(request).await?;
    let response = axum::http::Response::builder().status(reply.status).header("content-type", "application/json");
    response.body(reply.body).map_err(|_| OutboundError::Unreachable)
}

fn provider(app: &App) -> Result<(&Provider, &str), Refusal> {
    let house = app.settings.public_url.as_deref();
    app.settings.openid.as_ref().zip(house).ok_or(Refusal::new(Code::OpenidUnavailable))
}

async fn client(app: App, newest: bool) -> Result<Client, Refusal> {
    let (provider, house) = provider(&app)?;
    let now = app.db.now();
    let mut known = app.openid.known.lock().await;
    let kept = known.as_ref().filter(|(at, _)| !newest && now - at < KNOWN_MS).map(|(_, metadata)| metadata.clone());
    let metadata = match kept {
        Some(metadata) => metadata,
        None => {
            let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(unavailable)?;
            let http = door(&app);
            let metadata = CoreProviderMetadata::discover_async(issuer, &http).await.map_err(unavailable)?;
            known.insert((now, metadata)).1.clone()
        }
    };
    let secret = provider.client_secret.clone().map(ClientSecret::new);
    let back = RedirectUrl::new(format!("{house}/sign-in/back")).map_err(unavailable)?;
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new(provider.client_id.clone()), secret);
    Ok(client.set_redirect_uri(back))
}

async fn begin(app: &App) -> Result<OpenIdBegun> {
    let client = client(app.clone(), false).await?;
    // Drawn here, so that chance comes from where all of it does.
    let draw = || hex::encode(app.db.env().random::<32>());
    let (state, nonce, verifier) = (draw(), draw(), draw());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
    let (state_again, nonce_again) = (state.clone(), nonce.clone());
    let (location, ..) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state_again),
            move || Nonce::new(nonce_again),
        )
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let step = steps::begin(app, StepKind::OpenId, None, &Away { state, nonce, verifier }).await?;
    Ok(OpenIdBegun { step, location: location.into() })
}

/// Who somebody is at the provider.
struct Told {
    issuer: String,
    subject: String,
    /// What is a sign-in name here, if they told it.
    name: Option<String>,
}

async fn finish(app: &App, request_id: &str, answer: OpenIdAnswer) -> Result<Entry> {
    let away: Away = steps::take(app, StepKind::OpenId, &answer.step, None).await?;
    if !bool::from(away.state.as_bytes().ct_eq(answer.state.as_bytes())) {
        return Err(refused("the state is another").into());
    }
    let told = told(app.clone(), away, answer.code).await?;
    let account = account(app, request_id, &told).await?;
    let known = query::by_id(&app.db, account).await?.filter(|known| known.active);
    let known = known.ok_or(Refusal::new(Code::OpenidUnknown))?;
    let who = ctx(known.id, known.name, request_id);
    if known.locked_until > app.db.now() {
        app.accesses.note(&app.db, &who, "session.locked", None, None);
        return Err(Refusal::new(Code::SignInLocked).into());
    }
    sign_in::first_done(app, &who).await
}

fn ctx(account: Id, name: String, request_id: &str) -> Ctx {
    Ctx { actor: Arc::new(Actor { account, name, posts: Vec::new() }), request_id: request_id.to_owned() }
}

/// Exchanges the code for what the provider says, and believes nothing that is not signed for us.
async fn told(app: App, away: Away, code: String) -> Result<Told, Refusal> {
    let client = client(app.clone(), true).await?;
    let http = door(&app);
    let tokens = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(unavailable)?
        .set_pkce_verifier(PkceCodeVerifier::new(away.verifier))
        .request_async(&http)
        .await
        .map_err(refused)?;
    let id_token = tokens.id_token().ok_or_else(|| refused("no ID token"))?;
    let verifier = client.id_token_verifier();
    let claims = id_token.claims(&verifier, &Nonce::new(away.nonce)).map_err(refused)?;
    if let Some(wanted) = claims.access_token_hash() {
        let algorithm = id_token.signing_alg().map_err(refused)?;
        let key = id_token.signing_key(&verifier).map_err(refused)?;
        let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(refused)?;
        if hash != *wanted {
            return Err(refused("the access token is another"));
        }
    }
    let mut name = claims.preferred_username().map(|name| name.to_string());
    if name.is_none() {
        let subject = Some(claims.subject().clone());
        let asked = client.user_info(tokens.access_token().clone(), subject).map_err(unavailable)?;
        let info: CoreUserInfoClaims = asked.request_async(&http).await.map_err(refused)?;
        name = info.preferred_username().map(|name| name.to_string());
    }
    Ok(Told { issuer: claims.issuer().to_string(), subject: claims.subject().to_string(), name })
}

/// The account of somebody at the provider. The first time it is found by the sign-in name; that is an event, and from then
/// on nobody else at the provider has it, whatever they call themselves.
async fn account(app: &App, request_id: &str, told: &Told) -> Result<Id> {
    let key = (told.issuer.clone(), told.subject.clone());
    if let Some(link) = openid_links::Entity::find_by_id(key).one(app.db.reader()).await? {
        return Ok(link.account_id);
    }
    let unknown = || Refusal::new(Code::OpenidUnknown);
    let login = told.name.as_deref().and_then(|name| login::normalise(name).ok()).ok_or_else(unknown)?;
    let known = query::by_login(&app.db, &login).await?.filter(|known| known.active).ok_or_else(unknown)?;
    let mut uow = app.begin(&ctx(known.id, known.name, request_id)).await?;
    let link = openid_links::Model {
        issuer: told.issuer.clone(),
        subject: told.subject.clone(),
        account_id: known.id,
        linked_at: uow.now(),
    };
    let mut taken = sea_orm::sea_query::OnConflict::new();
    let insert = openid_links::Entity::insert(link.into_active_model()).on_conflict(taken.do_nothing().to_owned());
    if insert.exec_without_returning(uow.technical()).await? == 0 {
        return Err(unknown().into());
    }
    uow.record_registry(stream(known.id), "account.openid_linked", &json!({ "issuer": told.issuer }))?;
    uow.commit().await?;
    Ok(known.id)
}
