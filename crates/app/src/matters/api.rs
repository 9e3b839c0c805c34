//! Matters over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::deadlines::{PauseGround, Supposition};
use bandeng_core::kernel::{Date, IdText, MatterCode};
use bandeng_core::matters::lifecycle::MatterMove;
use bandeng_core::matters::record::{FollowUp, UrgentReport};
use bandeng_core::matters::{Party, PartyNo};
use bandeng_core::people::registry::{Seen, SeenKind};
use bandeng_core::policy::{Action, Sight};
use bandeng_store::Result;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::case::{self, Matter};
use super::list::{self, MatterPage};
use super::question::ListQuery;
use super::service::{self, Amendment, Reveal};
use super::timeline::{self, Timeline};
use super::view::{self, MatterView, Supposed};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_matters))
        .routes(routes!(read_matter, amend_matter))
        .routes(routes!(read_timeline))
        .routes(routes!(make_matter_move))
        .routes(routes!(add_party))
        .routes(routes!(amend_party))
        .routes(routes!(show_phone))
        .routes(routes!(seal_matter))
        .routes(routes!(unseal_matter))
        .routes(routes!(report_urgently))
        .routes(routes!(follow_up))
        .routes(routes!(grant_access))
        .routes(routes!(what_if))
}

/// After a write: the matter's version now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Written {
    pub version: i64,
}

/// Reads a matter for somebody, and notes that they looked.
pub(crate) async fn read_for(
    app: &App,
    signed: &Signed,
    code: &str,
    action: Action,
    seen: impl Into<Seen>,
) -> Result<Matter> {
    let matter = case::read(app.db.reader(), &code.parse::<MatterCode>()?, app.db.now()).await?;
    matter.require(signed.actor(), action)?;
    app.accesses.note(&app.db, &signed.ctx, action.as_str(), Some(&matter.key), Some(&seen.into()));
    Ok(matter)
}

/// List matters
///
/// Those within the reader's reach; sealed ones for their handlers alone.
#[utoipa::path(get, path = "/matters", tag = "matters", operation_id = "list_matters", params(ListQuery), responses(
    (status = 200, body = MatterPage),
    (status = 401, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn list_matters(State(app): State<App>, signed: Signed, Query(query): Query<ListQuery>) -> Answer<MatterPage> {
    Ok(axum::Json(list::page(&app, signed.actor(), Action::MatterList, &query).await?))
}

/// Read a matter
#[utoipa::path(get, path = "/matters/{code}", tag = "matters", operation_id = "read_matter", params(("code" = String, Path)), responses(
    (status = 200, body = MatterView),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn read_matter(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer<MatterView> {
    let matter = read_for(&app, &signed, &code, Action::MatterRead, SeenKind::Page).await?;
    let (standing, outlines) = service::proceedings_of(app.db.reader(), &matter).await?;
    Ok(axum::Json(view::compose(&app, signed.actor(), &matter, &standing, outlines).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TimelineQuery {
    /// Events before this number; the newest where left out.
    before: Option<i64>,
}

/// Read a matter's story, newest first
#[utoipa::path(get, path = "/matters/{code}/timeline", tag = "matters", operation_id = "read_timeline", params(("code" = String, Path), TimelineQuery), responses(
    (status = 200, body = Timeline),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn read_timeline(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<TimelineQuery>,
) -> Answer<Timeline> {
    let matter = read_for(&app, &signed, &code, Action::NarrativeRead, SeenKind::Timeline).await?;
    let sight = Sight::of(signed.actor(), &matter.facts);
    Ok(axum::Json(timeline::page(app.db.reader(), &matter, query.before, sight, app.db.today()).await?))
}

/// Amend narrative, claims and place
#[utoipa::path(put, path = "/matters/{code}", tag = "matters", operation_id = "amend_matter", params(("code" = String, Path)), request_body = Amendment, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn amend_matter(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<Amendment>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::amend(&app, &mut uow, &code.parse()?, body).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// A move of the matter, and the version its maker has seen.
#[derive(Debug, Deserialize, ToSchema)]
struct MatterMoveRequest {
    version: i64,
    make: MatterMove,
}

/// Close, archive, reopen or return a matter
#[utoipa::path(post, path = "/matters/{code}/moves", tag = "matters", operation_id = "make_matter_move", params(("code" = String, Path)), request_body = MatterMoveRequest, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn make_matter_move(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<MatterMoveRequest>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::make(&mut uow, &code.parse()?, body.version, body.make).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// A party to add or put right.
#[derive(Debug, Deserialize, ToSchema)]
struct PartyRequest {
    version: i64,
    party: Party,
}

/// Add a party
#[utoipa::path(post, path = "/matters/{code}/parties", tag = "matters", operation_id = "add_party", params(("code" = String, Path)), request_body = PartyRequest, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn add_party(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<PartyRequest>,
) -> Answer<Written> {
    put_party(app, signed, code, None, body).await
}

/// Put right what is known of a party
#[utoipa::path(put, path = "/matters/{code}/parties/{n}", tag = "matters", operation_id = "amend_party", params(("code" = String, Path), ("n" = u16, Path)), request_body = PartyRequest, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn amend_party(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
    Json(body): Json<PartyRequest>,
) -> Answer<Written> {
    put_party(app, signed, code, Some(n), body).await
}

async fn put_party(app: App, signed: Signed, code: String, n: Option<PartyNo>, body: PartyRequest) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::put_party(&mut uow, &code.parse()?, body.version, n, &body.party, &app.crypt).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// A telephone number in full.
#[derive(Debug, Serialize, ToSchema)]
struct Phone {
    phone: String,
}

/// At most so many numbers an hour and person: enough to work, not enough to carry a list away.
const PHONES_AN_HOUR: u32 = 30;

/// Show a telephone of a party, a guardian or an agent in full; needs a reason and is an event
#[utoipa::path(post, path = "/matters/{code}/parties/{n}/phone", tag = "matters", operation_id = "show_phone", params(("code" = String, Path), ("n" = u16, Path)), request_body = Reveal, responses(
    (status = 200, body = Phone),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody),
))]
async fn show_phone(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, PartyNo)>,
    Json(body): Json<Reveal>,
) -> Answer<Phone> {
    app.limits.account("phone", signed.actor().account, app.db.now(), 3_600_000, PHONES_AN_HOUR)?;
    let mut uow = app.begin(&signed.ctx).await?;
    let phone = service::show_phone(&mut uow, &code.parse()?, n, &body, &app.crypt).await?;
    uow.commit().await?;
    Ok(axum::Json(Phone { phone }))
}

/// A decision with its reason, and the version its maker has seen.
#[derive(Debug, Deserialize, ToSchema)]
struct Decision {
    version: i64,
    reason: String,
}

/// Seal a matter: from now on only its handlers see it
#[utoipa::path(post, path = "/matters/{code}/seal", tag = "matters", operation_id = "seal_matter", params(("code" = String, Path)), request_body = Decision, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn seal_matter(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<Decision>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::seal(&mut uow, &code.parse()?, body.version, &body.reason).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// Lift a seal that was made by decision
#[utoipa::path(post, path = "/matters/{code}/unseal", tag = "matters", operation_id = "unseal_matter", params(("code" = String, Path)), request_body = Decision, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn unseal_matter(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<Decision>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::unseal(&mut uow, &code.parse()?, body.version, &body.reason).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// The number of an urgent report.
#[derive(Debug, Serialize, ToSchema)]
struct Reported {
    no: u16,
}

/// Make an urgent report; changes no state and is never shown to a party
#[utoipa::path(post, path = "/matters/{code}/urgent-reports", tag = "matters", operation_id = "report_urgently", params(("code" = String, Path)), request_body = UrgentReport, responses(
    (status = 201, body = Reported),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn report_urgently(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<UrgentReport>,
) -> std::result::Result<(StatusCode, axum::Json<Reported>), crate::http::Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    let no = service::report_urgently(&mut uow, &code.parse()?, body).await?;
    uow.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(Reported { no })))
}

/// Record a follow-up, by somebody else than the mediator
#[utoipa::path(post, path = "/matters/{code}/follow-ups", tag = "matters", operation_id = "follow_up", params(("code" = String, Path)), request_body = FollowUp, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn follow_up(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<FollowUp>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let calendar = app.calendar();
    let version = service::follow_up(&mut uow, &code.parse()?, body, app.counting(&calendar)).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// With whom a matter is shared, what for and until when.
#[derive(Debug, Deserialize, ToSchema)]
struct GrantRequest {
    organisation: IdText,
    purpose: String,
    until: Date,
}

/// Share a matter with another organisation
#[utoipa::path(post, path = "/matters/{code}/grants", tag = "matters", operation_id = "grant_access", params(("code" = String, Path)), request_body = GrantRequest, responses(
    (status = 200, body = Written),
    (status = 400, body = ProblemBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn grant_access(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Json(body): Json<GrantRequest>,
) -> Answer<Written> {
    let mut uow = app.begin(&signed.ctx).await?;
    let version = service::grant(&mut uow, &code.parse()?, body.organisation.0, &body.purpose, body.until).await?;
    uow.commit().await?;
    Ok(axum::Json(Written { version }))
}

/// A thought about a day: it stands still for some days, or is put off.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WhatIf {
    /// Why it would stand still; expert appraisal where left out.
    ground: Option<PauseGround>,
    /// From when; from today where left out.
    from: Option<Date>,
    /// How many days would not be counted.
    days: Option<u32>,
    /// The end the parties would agree on.
    until: Option<Date>,
}

/// What would become of a day, if it stood still or were put off; nothing is kept
#[utoipa::path(get, path = "/matters/{code}/days/{n}/what-if", tag = "matters", operation_id = "what_if", params(("code" = String, Path), ("n" = u16, Path), WhatIf), responses(
    (status = 200, body = Supposed),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 422, body = ProblemBody),
))]
async fn what_if(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, u16)>,
    Query(thought): Query<WhatIf>,
) -> Answer<Supposed> {
    let matter = read_for(&app, &signed, &code, Action::MatterRead, SeenKind::Page).await?;
    let thought = Supposition { ground: thought.ground, from: thought.from, days: thought.days, until: thought.until };
    Ok(axum::Json(view::suppose(&app, &matter, n, &thought)?))
}
