//! Ways in for machines: the keypad of a telephone provider, by signed requests, and devices, each with a key.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use bandeng_core::calls::{CallDoor, KeyMeaning, SignedHead};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Id, IdText, Refusal};
use bandeng_core::people::phone;
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::crypt::signature;
use bandeng_store::{Ctx, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::{self, Door};
use super::service::{self, Raised};
use super::{callers, open::Receipt};
use crate::grids;
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound, TooOften};
use crate::http::auth::RequestNumber;
use crate::http::extract::{self, Raw};
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};
use crate::matters::view::Named;

/// What the encryption of a provider's secret is for.
const SECRET: &str = "call_door.secret";
/// What the keyed hash of a device's key is for.
const KEY: &str = "call_door.key";
/// How a device's key begins.
const PREFIX: &str = "bdc_";
/// Requests of one way in, in a minute.
const A_MINUTE: u32 = 600;
/// Calls of one number that is not enrolled, in ten minutes.
const OF_A_STRANGER: u32 = 3;
const PAGE: u64 = 50;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_call_doors, open_call_door))
        .routes(routes!(close_call_door))
        .routes(routes!(ring_by_telephone))
        .routes(routes!(ring_by_device))
}

/// Where a provider puts what we ask for: JSON pointers into its message.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DoorFields {
    /// The number of the caller.
    #[serde(default = "DoorFields::from")]
    from: String,
    /// The provider's own number of the call: sent twice, it is one call.
    #[serde(default = "DoorFields::id")]
    id: String,
    /// The key that was pressed.
    #[serde(default = "DoorFields::key")]
    key: String,
    /// What each key means. Where none is named, whoever rings calls for help.
    #[serde(default)]
    keys: BTreeMap<String, KeyMeaning>,
}

impl DoorFields {
    fn from() -> String {
        "/from".to_owned()
    }

    fn id() -> String {
        "/id".to_owned()
    }

    fn key() -> String {
        "/key".to_owned()
    }
}

impl Default for DoorFields {
    fn default() -> Self {
        Self { from: Self::from(), id: Self::id(), key: Self::key(), keys: BTreeMap::new() }
    }
}

/// A way in to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDoor {
    kind: CallDoor,
    /// The centre whose desk is rung where the caller is not known.
    organisation: IdText,
    name: String,
    /// Device: the caller whose it is.
    #[serde(default)]
    caller: Option<IdText>,
    /// Device that stands somewhere: the grid, and where.
    #[serde(default)]
    grid: Option<String>,
    #[serde(default)]
    place: String,
    /// Telephone: where the provider puts what.
    #[serde(default)]
    fields: DoorFields,
}

#[derive(Debug, Serialize, ToSchema)]
struct DoorView {
    id: IdText,
    kind: CallDoor,
    name: String,
    organisation: Named,
    grid: Option<String>,
    place: String,
    created_at: i64,
    closed_at: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DoorPage {
    items: Vec<DoorView>,
    next: Option<String>,
}

/// A way in that was opened. The secret is shown now and never again.
#[derive(Debug, Serialize, ToSchema)]
struct OpenedDoor {
    id: IdText,
    secret: String,
    /// The address the machine calls.
    path: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DoorsAsked {
    /// `next` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    after: Option<IdText>,
}

/// List keypads and devices that can call
#[utoipa::path(get, path = "/call-doors", tag = "calls", operation_id = "list_call_doors", params(DoorsAsked),
    responses((status = 200, body = DoorPage), NotAllowed, Invalid))]
async fn list_call_doors(State(app): State<App>, signed: Signed, Query(query): Query<DoorsAsked>) -> Answer<DoorPage> {
    let areas = areas(signed.actor())?;
    let mut rows = query::doors(&app.db, &areas, query.after.map(|id| id.0), PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id.to_string());
    let ids: Vec<Id> = rows.iter().map(|row| row.organisation_id).collect();
    let names = query::organisation_names(&app.db, &ids).await?;
    let items = rows.into_iter().map(|row| {
        Ok(DoorView {
            id: IdText(row.id),
            kind: row.kind.parse()?,
            name: row.name,
            organisation: Named {
                id: IdText(row.organisation_id),
                name: names.get(&row.organisation_id).cloned().unwrap_or_default(),
            },
            grid: row.grid,
            place: row.place,
            created_at: row.created_at,
            closed_at: row.closed_at,
        })
    });
    Ok(axum::Json(DoorPage { items: items.collect::<Result<_>>()?, next }))
}

/// Connect a keypad or a device
///
/// A telephone provider signs its requests: `Authorization: Bandeng t=<epoch milliseconds>, v1=<HMAC-SHA256 of "t.body">`.
/// A device sends its key as a bearer token.
#[utoipa::path(post, path = "/call-doors", tag = "calls", operation_id = "open_call_door", request_body = NewDoor,
    responses((status = 201, body = OpenedDoor), NotAllowed, Invalid))]
async fn open_call_door(
    State(app): State<App>,
    signed: Signed,
    Json(new): Json<NewDoor>,
) -> Result<(StatusCode, axum::Json<OpenedDoor>), Problem> {
    areas(signed.actor())?;
    Ok((StatusCode::CREATED, axum::Json(connect(&app, &signed.ctx, &new).await?)))
}

/// Where the actor keeps the ways in: those that ring a desk there.
fn areas(actor: &Actor) -> Result<Vec<AreaCode>, Refusal> {
    let areas = actor.areas_for(Action::CallDoorManage);
    if areas.is_empty() { Err(Refusal::new(Code::NotAllowed)) } else { Ok(areas) }
}

async fn connect(app: &App, ctx: &Ctx, new: &NewDoor) -> Result<OpenedDoor> {
    let mut uow = app.begin(ctx).await?;
    let mut form = Form::default();
    form.text(&new.name, 60, "/name");
    form.optional_text(&new.place, 120, "/place");
    if new.kind == CallDoor::Page {
        form.refuse(Code::UnknownValue, "/kind");
    }
    let fields = &new.fields;
    for (pointer, at) in [(&fields.from, "/fields/from"), (&fields.id, "/fields/id"), (&fields.key, "/fields/key")] {
        if !pointer.starts_with('/') || pointer.len() > 100 {
            form.refuse(Code::OutOfRange, at);
        }
    }
    for key in fields.keys.keys() {
        if key.len() != 1 || !key.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#')) {
            form.refuse(Code::UnknownValue, format!("/fields/keys/{key}"));
        }
    }
    let desk = query::desk_area(&uow, new.organisation.0).await?;
    match &desk {
        None => form.refuse(Code::DeskUnfit, "/organisation"),
        Some(area) if ctx.actor.require_area(Action::CallDoorManage, area).is_err() => {
            form.refuse(Code::OrganisationBeyond, "/organisation");
        }
        Some(_) => {}
    }
    let caller = match new.caller {
        Some(id) => form.needed(query::caller(uow.read(), id.0).await?, "/caller"),
        None => None,
    };
    let grid: Option<AreaCode> = match &new.grid {
        Some(text) => {
            let code = form.check(text.trim().parse::<AreaCode>(), "/grid");
            match code {
                Some(code) if grids::query::one(uow.read(), &code).await?.is_some() => Some(code),
                Some(_) => {
                    form.refuse(Code::GridUnknown, "/grid");
                    None
                }
                None => None,
            }
        }
        None => None,
    };
    if new.kind == CallDoor::Device && new.caller.is_none() && new.grid.is_none() {
        form.refuse(Code::Required, "/grid");
    }
    form.finish()?;
    let county = desk.and_then(|area| area.at(Level::County)).ok_or(Refusal::at(Code::DeskUnfit, "/organisation"))?;
    let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(app.db.env().random::<32>()));
    let id = uow.next_id();
    let telephone = new.kind == CallDoor::Telephone;
    let row = Door {
        id,
        kind: new.kind.to_string(),
        county: county.to_string(),
        organisation_id: new.organisation.0,
        name: new.name.trim().to_owned(),
        caller_id: caller.map(|caller| caller.id),
        grid: grid.map(|code| code.to_string()),
        place: new.place.trim().to_owned(),
        fields: serde_json::to_string(&new.fields)?,
        // A signature is made anew with the secret: it must be readable here. A key is only compared.
        secret: if telephone { Some(app.crypt.seal(uow.env(), SECRET, &secret)?) } else { None },
        secret_hash: (!telephone).then(|| app.crypt.index(KEY, &secret)),
        created_at: uow.now(),
        closed_at: None,
    };
    let told = json!({ "kind": row.kind, "name": row.name, "organisation": new.organisation });
    query::insert_door(&uow, row).await?;
    uow.record_registry(format!("call_door:{id}"), "call_door.opened", &told)?;
    uow.commit().await?;
    let path = if telephone {
        format!("/api/v1/public/calls/telephone/{id}")
    } else {
        "/api/v1/public/calls/device".to_owned()
    };
    Ok(OpenedDoor { id: IdText(id), secret, path })
}

/// Close a way in: from now on it opens nothing
#[utoipa::path(delete, path = "/call-doors/{id}", tag = "calls", operation_id = "close_call_door",
    params(("id" = String, Path)), responses((status = 204), NotAllowed, NotFound))]
async fn close_call_door(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
) -> Result<StatusCode, Problem> {
    let areas = areas(signed.actor())?;
    let mut uow = app.begin(&signed.ctx).await?;
    let row = query::door_within(&uow, &areas, id.0).await?.ok_or(Refusal::new(Code::NotFound))?;
    if row.closed_at.is_none() {
        query::close_door(&uow, id.0).await?;
        uow.record_registry(format!("call_door:{id}"), "call_door.closed", &json!({ "name": row.name }))?;
    }
    uow.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody pressed the key on the telephone
///
/// The body is the provider's own JSON. A number that is not enrolled rings the centre's desk. Sent twice it is one call.
/// What a key means says the way in; without that any key calls for help.
#[utoipa::path(post, path = "/public/calls/telephone/{door}", tag = "call-doors", operation_id = "ring_by_telephone",
    params(("door" = String, Path)), request_body(content = String, content_type = "application/json"),
    responses((status = 202, body = Receipt), Invalid, Conflict, TooOften))]
async fn ring_by_telephone(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Path(door): Path<String>,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<(StatusCode, axum::Json<Receipt>), Problem> {
    let door = signed_door(&app, &door, &headers, &body).await?;
    app.limits.count("call-door", door.id, app.db.now(), 60_000, A_MINUTE)?;
    let message: Value = extract::parse(&body)?;
    let fields: DoorFields = serde_json::from_str(&door.fields).map_err(bandeng_store::Error::from)?;
    let text = |pointer: &str| match message.pointer(pointer) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let number = text(&fields.from).and_then(|typed| phone::normalise(&typed).ok());
    let number = number.ok_or(Refusal::at(Code::PhoneMalformed, fields.from.clone()))?;
    let meaning = match text(&fields.key) {
        _ if fields.keys.is_empty() => KeyMeaning::Help,
        key => key
            .and_then(|key| fields.keys.get(key.trim()).copied())
            .ok_or(Refusal::at(Code::KeyWithoutMeaning, fields.key.clone()))?,
    };
    let index = callers::phone_index(&app, &number);
    let mut uow = app.begin(&Ctx::system(request)).await?;
    let caller = query::by_phone(uow.read(), &index, uow.today()).await?;
    if caller.is_none() {
        app.limits.count("call-number", &index, uow.now(), 600_000, OF_A_STRANGER)?;
    }
    if meaning == KeyMeaning::TakeBack {
        let id = caller.map(|caller| caller.id).ok_or(Refusal::new(Code::CallOver))?;
        let id = service::take_back(&mut uow, id).await?;
        uow.commit().await?;
        return Ok((StatusCode::ACCEPTED, axum::Json(Receipt { call: service::token(&app, id) })));
    }
    let raised = Raised {
        county: caller.as_ref().map_or(door.county.clone(), |caller| caller.county.clone()),
        grid: caller.as_ref().map(|caller| caller.grid.clone()).filter(|_| meaning == KeyMeaning::Help),
        door: CallDoor::Telephone,
        door_id: Some(door.id),
        external_id: text(&fields.id).filter(|id| !id.is_empty() && id.len() <= 200),
        phone: caller.is_none().then_some(number),
        caller: caller.map(|caller| caller.id),
        place: None,
    };
    let id = service::raise(&app, &mut uow, raised).await?;
    uow.commit().await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Receipt { call: service::token(&app, id) })))
}

/// The way in whose signature stands under a request.
async fn signed_door(app: &App, id: &str, headers: &HeaderMap, body: &[u8]) -> Result<Door> {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let head = sent.and_then(SignedHead::read).ok_or(Refusal::new(Code::KeyNeeded))?;
    let wrong = || Refusal::new(Code::SignatureWrong);
    let head = head.filter(|head| head.is_fresh(app.db.now())).ok_or_else(wrong)?;
    let id: Id = id.parse().map_err(|_| wrong())?;
    let door = query::door(app.db.reader(), id).await?.filter(|door| door.closed_at.is_none()).ok_or_else(wrong)?;
    let secret = door.secret.as_deref().ok_or_else(wrong)?;
    let secret = app.crypt.open_value(SECRET, secret)?;
    let expected = signature(&secret, &[head.stamped.as_bytes(), b".", body].concat());
    let fits: bool = expected.as_bytes().ct_eq(head.signature.as_bytes()).into();
    if fits { Ok(door) } else { Err(wrong().into()) }
}

/// What a device may say.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Press {
    /// Its own number of this press: sent twice, it is one call.
    #[serde(default)]
    id: Option<String>,
}

/// Somebody pressed a device
#[utoipa::path(post, path = "/public/calls/device", tag = "call-doors", operation_id = "ring_by_device", request_body = Press,
    responses((status = 202, body = Receipt), Invalid, TooOften))]
async fn ring_by_device(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    headers: HeaderMap,
    Json(press): Json<Press>,
) -> Result<(StatusCode, axum::Json<Receipt>), Problem> {
    let needed = || Refusal::new(Code::KeyNeeded);
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = sent.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim).filter(|key| key.len() <= 100);
    let hash = app.crypt.index(KEY, key.ok_or_else(needed)?);
    let door = query::door_by_key(app.db.reader(), &hash).await?.ok_or_else(needed)?;
    app.limits.count("call-door", door.id, app.db.now(), 60_000, A_MINUTE)?;
    let mut uow = app.begin(&Ctx::system(request)).await?;
    let caller = match door.caller_id {
        Some(id) => query::caller(uow.read(), id).await?.filter(|c| c.expires_on >= uow.today().to_string()),
        None => None,
    };
    let raised = Raised {
        county: door.county.clone(),
        grid: caller.as_ref().map(|caller| caller.grid.clone()).or(door.grid.clone()),
        door: CallDoor::Device,
        door_id: Some(door.id),
        external_id: press.id.filter(|id| !id.is_empty() && id.len() <= 200),
        // Whose device it was has expired: where it stands is still known.
        place: Some(door.place.clone()).filter(|place| caller.is_none() && !place.is_empty()),
        caller: caller.map(|caller| caller.id),
        phone: None,
    };
    let id = service::raise(&app, &mut uow, raised).await?;
    uow.commit().await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Receipt { call: service::token(&app, id) })))
}
