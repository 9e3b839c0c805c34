//! The reporter's own page: report, ask, suggest, follow, and say whether it is fixed. Nobody signs in here; the secret
//! that came with the report is what a reporter has. The page says how far it has come and never who handles it.

use axum::extract::State;
use axum::http::StatusCode;
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
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{query, report, service};
use crate::http::address::Caller;
use crate::http::answers::{Conflict, Invalid, NotFound, TooOften};
use crate::http::auth::RequestNumber;
use crate::http::{Answer, App, Json, Problem};
use crate::matters::case::{self, Matter, lock};
use crate::matters::service as matters;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(report_openly)).routes(routes!(follow_event)).routes(routes!(answer_event))
}

/// What the keyed hash of a reporter's secret is for.
const PURPOSE: &str = "event.reporter";
/// Reports from one address in an hour.
const REPORTS: u32 = 20;
/// Looks from one address in ten minutes.
const LOOKS: u32 = 60;

/// What somebody reports, asks or suggests. Name and telephone may be left out; nobody is asked who they are.
#[derive(Debug, Deserialize, ToSchema)]
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

/// Report, ask or suggest without signing in
#[utoipa::path(post, path = "/public/events", tag = "dispatch", operation_id = "report_openly", request_body = OpenReport,
    responses((status = 201, body = OpenReceipt), Invalid, TooOften))]
async fn report_openly(
    State(app): State<App>,
    RequestNumber(request): RequestNumber,
    Caller(from): Caller,
    Json(body): Json<OpenReport>,
) -> Result<(StatusCode, axum::Json<OpenReceipt>), Problem> {
    app.limits.count("open-report", from, app.db.now(), 3_600_000, REPORTS)?;
    Ok((StatusCode::CREATED, axum::Json(open(&app, request, body).await?)))
}

async fn open(app: &App, request: String, body: OpenReport) -> Result<OpenReceipt> {
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
    let mut uow = app.begin(&Ctx::system(request)).await?;
    report::insert(app, &mut uow, code.clone(), desk, &form).await?;
    let drawn = secret::draw(|| app.db.env().random::<1>()[0]);
    let mut matter = lock(&mut uow, &code).await?;
    matter.record.reporter_secret = Some(hash(app, &code, &drawn));
    matters::save(&mut uow, &mut matter)?;
    uow.commit().await?;
    Ok(OpenReceipt { grouped: code.grouped(), code: code.to_string(), secret: secret::group(&drawn) })
}

/// The code and the secret of a report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EventKey {
    code: String,
    secret: String,
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
}

/// The matter a secret opens. One that is not there and a secret that is wrong are answered alike.
async fn opened(app: &App, from: &str, key: &EventKey) -> Result<(Matter, Dispatch)> {
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

fn followed(matter: &Matter, d: &Dispatch) -> FollowedEvent {
    let over = d.state == DispatchState::Resolved;
    FollowedEvent {
        grouped: matter.code.grouped(),
        reported_at: matter.row.registered_at,
        state: d.state,
        told: told(d),
        answer: d.answer.as_ref().filter(|_| over).map(|answer| answer.text.clone()),
        may_answer: over && matter.state != MatterState::Archived,
        fixed: d.ratings.last().map(|rating| rating.fixed),
    }
}

/// How one's own report stands
#[utoipa::path(post, path = "/public/events/follow", tag = "dispatch", operation_id = "follow_event", request_body = EventKey,
    responses((status = 200, body = FollowedEvent), (status = 401, body = crate::http::problem::ProblemBody), NotFound, Invalid, TooOften))]
async fn follow_event(
    State(app): State<App>,
    Caller(from): Caller,
    Json(key): Json<EventKey>,
) -> Answer<FollowedEvent> {
    let (matter, d) = opened(&app, &from, &key).await?;
    Ok(axum::Json(followed(&matter, &d)))
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
    responses((status = 200, body = FollowedEvent), (status = 401, body = crate::http::problem::ProblemBody), NotFound, Conflict, Invalid, TooOften))]
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
    Ok(axum::Json(followed(&matter, &d)))
}
