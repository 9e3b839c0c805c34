//! `/accounts`

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Date, Id};
use bandeng_core::people::AccountState;
use bandeng_core::policy::Role;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::Filter;
use super::service::{self, NewPost};
use super::{AccountView, PostView};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::{Answer, App, IdText, Json, Path, Problem, Query, Signed};
use crate::identity::service as identity;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_accounts, create_account))
        .routes(routes!(read_account, rename_account))
        .routes(routes!(set_account_state))
        .routes(routes!(reset_password))
        .routes(routes!(reset_factors))
        .routes(routes!(give_post))
        .routes(routes!(end_post))
}

/// Which accounts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Part of the name, or the beginning of the sign-in name.
    q: Option<String>,
    state: Option<AccountState>,
    /// Those with a post at this organisation.
    #[param(value_type = Option<String>)]
    organisation: Option<IdText>,
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// A page of accounts, the newest first.
#[derive(Serialize, ToSchema)]
struct AccountPage {
    items: Vec<AccountView>,
    /// Where the next page begins; none on the last.
    next: Option<IdText>,
}

/// An account to be opened.
#[derive(Deserialize, ToSchema)]
struct NewAccount {
    /// 3 to 32 small letters, digits, dots or hyphens.
    login: String,
    name: String,
}

/// A new account with the password to hand over. It is shown this once and known to nobody afterwards.
#[derive(Serialize, ToSchema)]
struct CreatedAccount {
    #[serde(flatten)]
    account: AccountView,
    one_time_password: String,
}

/// A password to hand over, shown this once.
#[derive(Serialize, ToSchema)]
struct OneTimePassword {
    one_time_password: String,
}

/// A new name.
#[derive(Deserialize, ToSchema)]
struct Rename {
    version: i64,
    name: String,
}

/// A new state.
#[derive(Deserialize, ToSchema)]
struct StateChange {
    version: i64,
    state: AccountState,
}

/// A post to be given.
#[derive(Deserialize, ToSchema)]
struct PostRequest {
    role: Role,
    organisation: IdText,
    /// First day; today if none is given.
    #[serde(default)]
    from_on: Option<Date>,
    /// Last day; open if none is given.
    #[serde(default)]
    until_on: Option<Date>,
}

/// List accounts
#[utoipa::path(get, path = "/accounts", operation_id = "list_accounts", tag = "people", params(ListQuery),
    responses((status = 200, body = AccountPage), NotAllowed, Invalid))]
async fn list_accounts(State(app): State<App>, signed: Signed, Query(query): Query<ListQuery>) -> Answer<AccountPage> {
    let filter = Filter {
        q: query.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()),
        state: query.state,
        organisation: query.organisation.map(|id| id.0),
        after: query.after.map(|id| id.0),
    };
    let (items, next) = service::list(&app, signed.actor(), &filter).await?;
    Ok(axum::Json(AccountPage { items, next: next.map(IdText) }))
}

/// Read an account
#[utoipa::path(get, path = "/accounts/{id}", operation_id = "read_account", tag = "people", params(("id" = String, Path)),
    responses((status = 200, body = AccountView), NotAllowed, NotFound))]
async fn read_account(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<AccountView> {
    Ok(axum::Json(service::read(&app, signed.actor(), id.0).await?))
}

/// Open an account
#[utoipa::path(post, path = "/accounts", operation_id = "create_account", tag = "people", request_body = NewAccount,
    responses((status = 201, body = CreatedAccount), NotAllowed, Invalid, TooOften))]
async fn create_account(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<NewAccount>,
) -> Result<(StatusCode, axum::Json<CreatedAccount>), Problem> {
    let secret = draw(&app, &signed).await?;
    let mut uow = app.begin(&signed.ctx).await?;
    let id = service::create(&mut uow, &body.login, &body.name, &secret).await?;
    uow.commit().await?;
    let account = service::read(&app, signed.actor(), id).await?;
    Ok((StatusCode::CREATED, axum::Json(CreatedAccount { account, one_time_password: secret.password })))
}

/// Rename an account
#[utoipa::path(put, path = "/accounts/{id}", operation_id = "rename_account", tag = "people", params(("id" = String, Path)),
    request_body = Rename, responses((status = 200, body = AccountView), NotAllowed, NotFound, Conflict, Invalid))]
async fn rename_account(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<Rename>,
) -> Answer<AccountView> {
    let mut uow = app.begin(&signed.ctx).await?;
    service::rename(&mut uow, id.0, body.version, &body.name).await?;
    uow.commit().await?;
    read(&app, &signed, id.0).await
}

/// Disable or enable an account
#[utoipa::path(put, path = "/accounts/{id}/state", operation_id = "set_account_state", tag = "people",
    params(("id" = String, Path)), request_body = StateChange,
    responses((status = 200, body = AccountView), NotAllowed, NotFound, Conflict, Invalid))]
async fn set_account_state(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<StateChange>,
) -> Answer<AccountView> {
    let mut uow = app.begin(&signed.ctx).await?;
    service::set_state(&mut uow, id.0, body.version, body.state).await?;
    uow.commit().await?;
    read(&app, &signed, id.0).await
}

/// Give an account a new one-time password; its sessions end
#[utoipa::path(post, path = "/accounts/{id}/password-reset", operation_id = "reset_password", tag = "people",
    params(("id" = String, Path)),
    responses((status = 200, body = OneTimePassword), NotAllowed, NotFound, Conflict, TooOften))]
async fn reset_password(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<OneTimePassword> {
    let secret = draw(&app, &signed).await?;
    let mut uow = app.begin(&signed.ctx).await?;
    service::reset_password(&mut uow, id.0, &secret).await?;
    uow.commit().await?;
    Ok(axum::Json(OneTimePassword { one_time_password: secret.password }))
}

/// Why somebody's second factors are taken away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FactorReset {
    /// Such as the telephone that was lost, and how it was made sure who asks.
    reason: String,
}

/// Take away an account's second factors, with a reason; its sessions end
#[utoipa::path(post, path = "/accounts/{id}/factor-reset", operation_id = "reset_factors", tag = "people",
    params(("id" = String, Path)), request_body = FactorReset,
    responses((status = 204, description = "Reset"), NotAllowed, NotFound, Conflict, Invalid))]
async fn reset_factors(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<FactorReset>,
) -> Result<StatusCode, Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    service::reset_factors(&mut uow, id.0, &body.reason).await?;
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give a post
#[utoipa::path(post, path = "/accounts/{id}/posts", operation_id = "give_post", tag = "people",
    params(("id" = String, Path)), request_body = PostRequest,
    responses((status = 201, body = PostView), NotAllowed, NotFound, Conflict, Invalid))]
async fn give_post(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<PostRequest>,
) -> Result<(StatusCode, axum::Json<PostView>), Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    let new =
        NewPost { role: body.role, organisation: body.organisation.0, from_on: body.from_on, until_on: body.until_on };
    let post = service::give_post(&mut uow, id.0, new).await?;
    uow.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(service::post(&app, id.0, post).await?)))
}

/// End a post at once
#[utoipa::path(delete, path = "/accounts/{id}/posts/{post}", operation_id = "end_post", tag = "people",
    params(("id" = String, Path), ("post" = String, Path)),
    responses((status = 204, description = "Ended"), NotAllowed, NotFound, Conflict))]
async fn end_post(
    State(app): State<App>,
    signed: Signed,
    Path((id, post)): Path<(IdText, IdText)>,
) -> Result<StatusCode, Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    service::end_post(&mut uow, id.0, post.0).await?;
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hashing a password costs: first whether the person may, then how often.
async fn draw(app: &App, signed: &Signed) -> Result<identity::OneTime, Problem> {
    service::may_keep(app, signed.actor()).await?;
    app.limits.account("one-time-password", signed.actor().account, app.db.now(), 600_000, 120)?;
    Ok(identity::one_time(app).await?)
}

async fn read(app: &App, signed: &Signed, account: Id) -> Answer<AccountView> {
    Ok(axum::Json(service::read(app, signed.actor(), account).await?))
}
