//! The reporter's own page: report, ask, suggest, follow, and say whether it is fixed. Nobody signs in here; the secret
//! that came with the report is what a reporter has. The page says how far it has come and never who handles it.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::dispatch::report::Appeal;
use bandeng_core::dispatch::standing::told;
use bandeng_core::dispatch::{Dispatch, DispatchMove, DispatchState, EventClass, EventReport, Point};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, MatterCode, Refusal, Text};
use bandeng_core::matters::intake::Lead;
use bandeng_core::matters::record::Satisfaction;
use bandeng_core::matters::{Channel, MatterState};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::residents::secret;
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{query, report, service};
use crate::attachments::service as attachments;
use crate::http::address::Caller;
use crate::http::answers::{Conflict, Invalid, NotFound, TooOften};
use crate::http::auth::RequestNumber;
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Problem};
use crate::intake::service::{self as intake, check_key};
use crate::matters::case::{self, Matter, lock};
use crate::matters::service as matters;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(report_openly)).routes(routes!(follow_event)).routes(routes!(answer_event))
}

/// What the keyed hash of a reporter's secret is for.
const PURPOSE: &str = "event.reporter";
/// What the keyed hash is for from which a secret is drawn.
const DRAWN: &str = "event.reporter.drawn";
/// Reports from one address in an hour.
const REPORTS: u32 = 20;
/// Looks from one address in ten minutes.
const LOOKS: u32 = 60;

/// What somebody reports, asks or suggests. Name and telephone may be left out; nobody is asked who they are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenReport {
    #[serde(default)]
    appeal: Appeal,
    /// What it is about; the centre puts it right.
    class: EventClass,
    narrative: String,
    /// Town or village.
    area: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    point: Option<Point>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
}

/// With what it is followed. The secret is in this answer and nowhere else.
#[derive(Debug, Serialize, ToSchema)]
struct OpenReceipt {
    code: String,
    grouped: String,
    /// In two groups, as it is written down.
    secret: String,
}

fn hash(app: &App, code: &MatterCode, secret: &str) -> String {
    app.crypt.index(PURPOSE, &format!("{code}/{secret}"))
}

/// Report, ask or suggest without signing in, once
///
/// The same `Idempotency-Key` again answers the same and changes nothing.
#[utoipa::path(post, path = "/public/events", tag = "dispatch", operation_id = "report_openly", request_body = OpenReport,
    params(("Idempotency-Key" = Option<String>, Header, description = "The submission's own number, 8 to 80 characters")),
    responses((status = 201, body = OpenReceipt), Conflict, Invalid, TooOften, (status = 400, body = ProblemBody)))]
async fn report_openly(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Caller(from): Caller,
    headers: HeaderMap,
    Json(body): Json<OpenReport>,
) -> Result<(StatusCode, axum::Json<OpenReceipt>), Problem> {
    app.limits.count("open-report", from, app.db.now(), 3_600_000, REPORTS)?;
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok());
    if let Some(key) = key {
        check_key(key)?;
    }
    Ok((StatusCode::CREATED, axum::Json(open(&app, request, key, body).await?)))
}

/// The receipt of a report. With a number of its own the secret follows from it, so that the same submission gets the same
/// receipt again and the secret is kept nowhere.
fn receipt(app: &App, code: &MatterCode, key: Option<&str>) -> (String, OpenReceipt) {
    let seed = match key {
        Some(key) => hex::decode(app.crypt.index(DRAWN, &format!("{code}/{key}"))).unwrap_or_default(),
        None => Vec::new(),
    };
    let mut seed = seed.into_iter();
    let drawn = secret::draw(|| seed.next().unwrap_or_else(|| app.db.env().random::<1>()[0]));
    let made = OpenReceipt { grouped: code.grouped(), code: code.to_string(), secret: secret::group(&drawn) };
    (drawn, made)
}

/// What an earlier submission with the same number came to.
async fn earlier(app: &App, request: String, key: &str, said: &str) -> Result<Option<OpenReceipt>> {
    let uow = app.begin(&Ctx::system(request)).await?;
    let code = intake::earlier(&uow, &format!("open:{key}"), said).await?;
    uow.commit().await?;
    code.map(|code| Ok(receipt(app, &code.parse()?, Some(key)).1)).transpose()
}

async fn open(app: &App, request: String, key: Option<&str>, body: OpenReport) -> Result<OpenReceipt> {
    let said = hex::encode(Sha256::digest(serde_json::to_vec(&body)?));
    if let Some(key) = key
        && let Some(made) = earlier(app, request.clone(), key, &said).await?
    {
        return Ok(made);
    }
    let reporter = match (body.name.trim(), body.phone.trim()) {
        ("", "") => None,
        ("", _) => Some("没有留姓名".to_owned()),
        (name, _) => Some(name.to_owned()),
    };
    let form = EventReport {
        appeal: body.appeal,
        category: body.class.to_string(),
        narrative: body.narrative,
        area: body.area,
        place: body.place,
        point: body.point,
        channel: Some(Channel::Online),
        reporter: reporter.map(|reporter| Lead { reporter, phone: body.phone, ..Lead::default() }),
        ..EventReport::default()
    };
    let area: AreaCode = form.check(app.db.today())?.area;
    let county = area.at(Level::County).ok_or(Refusal::at(Code::AreaUnknown, "/area"))?.to_string();
    let desk = query::centre(&app.db, &area).await?.ok_or(Refusal::at(Code::AreaUnknown, "/area"))?;
    let code = app.db.next_code(&county, app.db.today().year()).await?;
    let mut uow = app.begin(&Ctx::system(request.clone())).await?;
    // Of several taps at one moment the first is kept; the others find its number taken.
    if let Some(key) = key
        && let Err(error) = intake::remember(&uow, &format!("open:{key}"), said.clone(), code.to_string()).await
    {
        drop(uow);
        return earlier(app, request, key, &said).await?.ok_or(error);
    }
    report::insert(app, &mut uow, code.clone(), desk, &form).await?;
    let (drawn, made) = receipt(app, &code, key);
    let mut matter = lock(&mut uow, &code).await?;
    matter.record.reporter_secret = Some(hash(app, &code, &drawn));
    matters::save(&mut uow, &mut matter)?;
    uow.commit().await?;
    Ok(made)
}

/// The code and the secret of a report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EventKey {
    pub code: String,
    pub secret: String,
}

/// An event as its reporter sees it.
#[derive(Debug, Serialize, ToSchema)]
struct FollowedEvent {
    grouped: String,
    /// Epoch milliseconds.
    reported_at: i64,
    state: DispatchState,
    /// How far it has come, in plain words.
    told: Text,
    /// What was answered, once it is over.
    answer: Option<String>,
    /// Whether "is it fixed?" can be answered now.
    may_answer: bool,
    /// What was said to that last.
    fixed: Option<bool>,
    /// Photos the reporter has sent.
    photos: usize,
    /// More can be sent: while it is open.
    may_show: bool,
}

/// The matter a secret opens. One that is not there and a secret that is wrong are answered alike.
pub(super) async fn opened(app: &App, from: &str, key: &EventKey) -> Result<(Matter, Dispatch)> {
    app.limits.count("open-event", from, app.db.now(), 600_000, LOOKS)?;
    let unknown = || Refusal::new(Code::EntryRefused);
    let code: MatterCode = key.code.parse().map_err(|_| unknown())?;
    let typed = secret::read(&key.secret).ok_or_else(unknown)?;
    app.limits.count("open-event-one", code.to_string(), app.db.now(), 3_600_000, LOOKS)?;
    let matter = case::read(app.db.reader(), &code, app.db.now()).await.map_err(|_| unknown())?;
    if matter.record.reporter_secret.as_deref() != Some(hash(app, &code, &typed).as_str()) {
        return Err(unknown().into());
    }
    let d = service::load(app, &matter, 1).await?;
    Ok((matter, Dispatch::clone(&d)))
}

fn followed(matter: &Matter, d: &Dispatch, photos: usize) -> FollowedEvent {
    let over = d.state == DispatchState::Resolved;
    FollowedEvent {
        grouped: matter.code.grouped(),
        reported_at: matter.row.registered_at,
        state: d.state,
        told: told(d),
        answer: d.answer.as_ref().filter(|_| over).map(|answer| answer.text.clone()),
        may_answer: over && matter.state != MatterState::Archived,
        fixed: d.ratings.last().map(|rating| rating.fixed),
        photos,
        may_show: matter.state == MatterState::Open,
    }
}

/// How one's own report stands
#[utoipa::path(post, path = "/public/events/follow", tag = "dispatch", operation_id = "follow_event", request_body = EventKey,
    responses((status = 200, body = FollowedEvent), (status = 401, body = ProblemBody), NotFound, Invalid, TooOften))]
async fn follow_event(
    State(app): State<App>,
    Caller(from): Caller,
    Json(key): Json<EventKey>,
) -> Answer<FollowedEvent> {
    let (matter, d) = opened(&app, &from, &key).await?;
    let photos = attachments::of_reporter(&app, &matter.key).await?;
    Ok(axum::Json(followed(&matter, &d, photos)))
}

/// Is it fixed?
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EventAnswer {
    code: String,
    secret: String,
    fixed: bool,
    satisfaction: Satisfaction,
    #[serde(default)]
    note: String,
}

/// Say whether it is fixed: "no" opens it again
#[utoipa::path(post, path = "/public/events/answer", tag = "dispatch", operation_id = "answer_event", request_body = EventAnswer,
    responses((status = 200, body = FollowedEvent), (status = 401, body = ProblemBody), NotFound, Conflict, Invalid, TooOften))]
async fn answer_event(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Caller(from): Caller,
    Json(body): Json<EventAnswer>,
) -> Answer<FollowedEvent> {
    let key = EventKey { code: body.code, secret: body.secret };
    let (matter, _) = opened(&app, &from, &key).await?;
    let mut form = Form::default();
    form.optional_text(&body.note, 500, "/note");
    form.finish()?;
    let mut uow = app.begin(&Ctx::system(request)).await?;
    let held = lock(&mut uow, &matter.code).await?;
    let mv = DispatchMove::Rate { fixed: body.fixed, satisfaction: body.satisfaction, note: body.note };
    service::apply(&app, &mut uow, held, 1, mv).await?;
    uow.commit().await?;
    let (matter, d) = opened(&app, &from, &key).await?;
    let photos = attachments::of_reporter(&app, &matter.key).await?;
    Ok(axum::Json(followed(&matter, &d, photos)))
}
