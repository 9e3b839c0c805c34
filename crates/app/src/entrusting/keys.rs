//! Keys of systems: issued by the security administrator to an organisation, shown once, kept as a keyed hash.

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, Refusal};
use bandeng_core::people::OrganisationKind;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, KeyReader, KeyScope};
use bandeng_store::{Ctx, Result, Uow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::{self, Body, KeyListed, KeyRow};
use crate::http::answers::{Invalid, NotAllowed, NotFound};
use crate::http::layers::RequestId;
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::matters::view::Named;

/// What the keyed hash of a secret is for.
const PURPOSE: &str = "api.key";
/// How a secret begins, so that one can be told when it lies where it should not.
const PREFIX: &str = "bdk_";
/// A key ends after two years at most.
const LONGEST_DAYS: i64 = 731;
/// Requests of a key in a minute.
const A_MINUTE: u32 = 120;
/// Marked as used at most once a minute.
const TOUCH_MS: i64 = 60_000;
const PAGE: u64 = 50;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_keys, issue_key)).routes(routes!(revoke_key))
}

/// A key to be issued.
#[derive(Debug, Deserialize, ToSchema)]
struct NewKey {
    /// The body whose system uses it: a court, a police station, ….
    organisation: IdText,
    /// The centre or committee that receives its letters.
    desk: IdText,
    /// The committee that mediates what it sends, where that is settled.
    #[serde(default)]
    committee: Option<IdText>,
    /// What it is for: `立案庭诉前系统`.
    name: String,
    scopes: Vec<KeyScope>,
    /// The last day on which it holds.
    expires_on: Date,
}

/// A key as the list shows it; the secret is nowhere.
#[derive(Debug, Serialize, ToSchema)]
struct KeyView {
    id: IdText,
    organisation: Named,
    desk: Named,
    committee: Option<Named>,
    name: String,
    scopes: Vec<KeyScope>,
    /// How the secret begins.
    hint: String,
    created_at: i64,
    expires_on: Date,
    revoked_at: Option<i64>,
    /// Epoch milliseconds, to the minute.
    used_at: Option<i64>,
    /// It opens the door today.
    valid: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct KeyPage {
    items: Vec<KeyView>,
    next: Option<String>,
}

/// A key that was issued. The secret is shown now and never again.
#[derive(Debug, Serialize, ToSchema)]
struct IssuedKey {
    id: IdText,
    secret: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct KeyQuery {
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// List keys of systems
#[utoipa::path(get, path = "/entrusting/keys", tag = "entrusting", operation_id = "list_keys", params(KeyQuery),
    responses((status = 200, body = KeyPage), NotAllowed, Invalid))]
async fn list_keys(State(app): State<App>, signed: Signed, Query(query): Query<KeyQuery>) -> Answer<KeyPage> {
    let areas = areas(signed.actor())?;
    let mut found = query::keys(&app.db, &areas, query.after.map(|id| id.0), PAGE + 1).await?;
    let more = found.len() as u64 > PAGE;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| last.row.id.to_string());
    let today = app.db.today();
    let items = found.into_iter().map(|key| view(key, today)).collect::<Result<_>>()?;
    Ok(axum::Json(KeyPage { items, next }))
}

/// Where the actor keeps the keys: those that deliver to a desk there.
fn areas(actor: &Actor) -> Result<Vec<AreaCode>, Refusal> {
    let areas = actor.areas_for(Action::KeyManage);
    if areas.is_empty() { Err(Refusal::new(Code::NotAllowed)) } else { Ok(areas) }
}

fn view(key: KeyListed, today: Date) -> Result<KeyView> {
    let KeyListed { row, organisation, desk, committee } = key;
    let expires_on = day(&row)?;
    Ok(KeyView {
        id: IdText(row.id),
        organisation: Named { id: IdText(row.organisation_id), name: organisation },
        desk: Named { id: IdText(row.desk_id), name: desk },
        committee: row.committee_id.zip(committee).map(|(id, name)| Named { id: IdText(id), name }),
        scopes: serde_json::from_str(&row.scopes)?,
        name: row.name,
        hint: row.hint,
        created_at: row.created_at,
        expires_on,
        revoked_at: row.revoked_at,
        used_at: row.used_at,
        valid: row.revoked_at.is_none() && expires_on >= today,
    })
}

fn day(row: &KeyRow) -> Result<Date> {
    row.expires_on.parse().map_err(|_| bandeng_store::Error::Damaged(format!("the day of key {}", row.id)))
}

/// Issue a key to the system of a body
///
/// The secret is in this answer and nowhere else: the installation keeps a keyed hash of it.
#[utoipa::path(post, path = "/entrusting/keys", tag = "entrusting", operation_id = "issue_key", request_body = NewKey,
    responses((status = 201, body = IssuedKey), NotAllowed, Invalid))]
async fn issue_key(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<NewKey>,
) -> Result<(StatusCode, axum::Json<IssuedKey>), Problem> {
    areas(signed.actor())?;
    let mut uow = app.begin(&signed.ctx).await?;
    let issued = issue(&app, &mut uow, &body).await?;
    uow.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(issued)))
}

async fn issue(app: &App, uow: &mut Uow, new: &NewKey) -> Result<IssuedKey> {
    let mut form = Form::default();
    form.text(&new.name, 60, "/name");
    if new.scopes.is_empty() {
        form.refuse(Code::Required, "/scopes");
    }
    let last = uow.today().saturating_add(jiff::Span::new().days(LONGEST_DAYS));
    if new.expires_on < uow.today() || new.expires_on > last {
        form.refuse(Code::OutOfRange, "/expires_on");
    }
    let mut organisation = String::new();
    match query::body(uow.read(), new.organisation.0).await? {
        None => form.refuse(Code::OrganisationUnknown, "/organisation"),
        Some(body) if !body.kind.is_authority() => form.refuse(Code::SenderUnfit, "/organisation"),
        Some(body) => organisation = body.name,
    }
    let own = areas(uow.actor())?;
    let beyond = |body: &Body| !own.iter().any(|area| area.contains(&body.area));
    match query::body(uow.read(), new.desk.0).await? {
        None => form.refuse(Code::OrganisationUnknown, "/desk"),
        Some(body) if body.kind != OrganisationKind::Centre && !body.kind.is_committee() => {
            form.refuse(Code::DeskUnfit, "/desk");
        }
        Some(body) if beyond(&body) => form.refuse(Code::OrganisationBeyond, "/desk"),
        Some(_) => {}
    }
    if let Some(committee) = new.committee {
        match query::body(uow.read(), committee.0).await? {
            None => form.refuse(Code::OrganisationUnknown, "/committee"),
            Some(body) if !body.kind.is_committee() => form.refuse(Code::CommitteeInvalid, "/committee"),
            Some(body) if beyond(&body) => form.refuse(Code::OrganisationBeyond, "/committee"),
            Some(_) => {}
        }
    }
    form.finish()?;
    let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(app.db.env().random::<32>()));
    let id = uow.next_id();
    let mut scopes = new.scopes.clone();
    // Only neighbours are taken for twins.
    scopes.sort_unstable();
    scopes.dedup();
    let row = KeyRow {
        id,
        organisation_id: new.organisation.0,
        desk_id: new.desk.0,
        committee_id: new.committee.map(|id| id.0),
        name: new.name.trim().to_owned(),
        scopes: serde_json::to_string(&scopes)?,
        hint: secret.chars().take(PREFIX.len() + 4).collect(),
        secret_hash: app.crypt.index(PURPOSE, &secret),
        created_at: uow.now(),
        created_by: uow.actor().account,
        expires_on: new.expires_on.to_string(),
        revoked_at: None,
        used_at: None,
    };
    let event = json!({
        "name": row.name, "organisation": new.organisation, "organisation_name": organisation, "desk": new.desk,
        "scopes": scopes, "expires_on": new.expires_on,
    });
    query::insert_key(uow, row).await?;
    uow.record_registry(format!("key:{id}"), "key.issued", &event)?;
    Ok(IssuedKey { id: IdText(id), secret })
}

/// Revoke a key: from now on it opens nothing
#[utoipa::path(delete, path = "/entrusting/keys/{id}", tag = "entrusting", operation_id = "revoke_key",
    params(("id" = String, Path)), responses((status = 204), NotAllowed, NotFound))]
async fn revoke_key(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Result<StatusCode, Problem> {
    let areas = areas(signed.actor())?;
    let mut uow = app.begin(&signed.ctx).await?;
    let row = query::key(&uow, &areas, id.0).await?.ok_or(Refusal::new(Code::NotFound))?;
    if row.revoked_at.is_none() {
        query::revoke_key(&uow, id.0).await?;
        let organisation = query::body(uow.read(), row.organisation_id).await?.map(|body| body.name);
        let event =
            json!({ "name": row.name, "organisation": IdText(row.organisation_id), "organisation_name": organisation });
        uow.record_registry(format!("key:{}", row.id), "key.revoked", &event)?;
    }
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A system that asks with a key. It is no person: it holds no post and no rule of a role is ever asked for it.
pub(crate) struct Keyed {
    pub reader: KeyReader,
    /// Who it acts for.
    pub organisation: String,
    pub desk: Id,
    pub committee: Option<Id>,
    pub ctx: Ctx,
}

impl FromRequestParts<App> for Keyed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let sent = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let secret = sent.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim).filter(|s| s.len() <= 100);
        let secret = secret.ok_or(Refusal::new(Code::KeyNeeded))?;
        let hash = app.crypt.index(PURPOSE, secret);
        let held = query::key_by_hash(&app.db, &hash, app.db.today()).await?.ok_or(Refusal::new(Code::KeyNeeded))?;
        let now = app.db.now();
        app.limits.count("key", held.row.id, now, 60_000, A_MINUTE)?;
        if held.row.used_at.is_none_or(|at| now - at > TOUCH_MS) {
            query::touch_key(&app.db, held.row.id, now).await?;
        }
        let request_id = parts.extensions.get::<RequestId>().map(|r| r.0.clone()).unwrap_or_default();
        Ok(Self {
            reader: KeyReader {
                key: held.row.id,
                organisation: held.row.organisation_id,
                scopes: serde_json::from_str(&held.row.scopes).map_err(bandeng_store::Error::from)?,
            },
            organisation: held.name,

            desk: held.row.desk_id,
            committee: held.row.committee_id,
            ctx: Ctx { actor: Arc::new(Actor::system()), request_id },
        })
    }
}
