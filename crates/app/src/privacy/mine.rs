//! A party's own data over HTTP, on its own telephone: what is kept, who looked, putting it right, taking the consent back.

use axum::extract::State;
use bandeng_core::matters::{MatterEvent, PartyKind};
use bandeng_core::privacy::correction::Correction;
use bandeng_core::privacy::{Consequence, Given, PrivacyHow, Receipt, consequences};
use bandeng_store::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::looked::{self, Looks};
use super::notices::{self, ToldNotice};
use super::rights::{self, OwnData};
use super::{consent, correct};
use crate::http::answers::{Conflict, Invalid, NotFound, TooOften};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json};
use crate::matters::case;
use crate::residents::Caller;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_my_privacy))
        .routes(routes!(who_looked_at_mine))
        .routes(routes!(take_my_data))
        .routes(routes!(agree_to_notice))
        .routes(routes!(take_consent_back))
        .routes(routes!(ask_correction))
}

/// A party's own data and what it may do about them.
#[derive(Debug, Serialize, ToSchema)]
struct MyPrivacy {
    /// A human being: a body has no personal data.
    person: bool,
    /// The consent that holds.
    standing: Option<Receipt>,
    withdrawn: bool,
    /// What the county tells today.
    notice: ToldNotice,
    /// What a withdrawal would bring.
    consequences: Vec<Consequence>,
    /// What it asked to be put right, the newest first.
    corrections: Vec<Correction>,
}

async fn shown(app: &App, caller: &Caller) -> Result<MyPrivacy> {
    let matter = case::read(app.db.reader(), &caller.code, app.db.now()).await?;
    let (receipts, no) = (&matter.record.privacy, caller.party);
    Ok(MyPrivacy {
        person: matter.parties.iter().any(|party| party.no == no && party.kind == PartyKind::Natural),
        standing: receipts.standing(no).cloned(),
        withdrawn: receipts.is_withdrawn(no),
        notice: notices::in_force(app.db.reader(), matter.code.county(), app.db.today()).await?.told(),
        consequences: consequences(),
        corrections: matter.record.corrections.of(no).cloned().collect(),
    })
}

/// One's consent, what is told, and what one asked to be put right
#[utoipa::path(get, path = "/residents/privacy", tag = "residents", operation_id = "read_my_privacy", responses(
    (status = 200, body = MyPrivacy), NotFound,
))]
async fn read_my_privacy(State(app): State<App>, caller: Caller) -> Answer<MyPrivacy> {
    Ok(axum::Json(shown(&app, &caller).await?))
}

/// Who looked at one's matter
#[utoipa::path(get, path = "/residents/who-looked", tag = "residents", operation_id = "who_looked_at_mine", responses(
    (status = 200, body = Looks), NotFound, Invalid,
))]
async fn who_looked_at_mine(State(app): State<App>, caller: Caller) -> Answer<Looks> {
    Ok(axum::Json(looked::for_party(&app, &caller.code, caller.party).await?))
}

/// Copies one party may take within an hour.
const COPIES_AN_HOUR: u32 = 20;
const HOUR_MS: i64 = 3_600_000;

/// Take a copy of what is kept about oneself; that this was done is an event
#[utoipa::path(post, path = "/residents/data", tag = "residents", operation_id = "take_my_data", responses(
    (status = 200, body = OwnData), NotFound, Invalid, TooOften,
))]
async fn take_my_data(State(app): State<App>, caller: Caller) -> Answer<OwnData> {
    let who = format!("{}/{}", caller.code, caller.party);
    app.limits.count("own-data", who, app.db.now(), HOUR_MS, COPIES_AN_HOUR)?;
    let mut uow = app.begin(&caller.ctx).await?;
    let matter = case::lock(&mut uow, &caller.code).await?;
    rights::person(&matter, caller.party)?;
    let event = MatterEvent::DataGiven { party: caller.party, printed: false };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await?;
    let matter = case::read(app.db.reader(), &caller.code, app.db.now()).await?;
    Ok(axum::Json(rights::own(&app, &matter, caller.party).await?))
}

/// Which notice somebody agrees to, and who says so.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MyConsent {
    notice: i64,
    /// The guardian agrees. Under 14 nobody else can.
    #[serde(default)]
    by_guardian: bool,
}

/// Agree to the notice
#[utoipa::path(post, path = "/residents/privacy/consent", tag = "residents", operation_id = "agree_to_notice", request_body = MyConsent, responses(
    (status = 200, body = MyPrivacy), NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn agree_to_notice(State(app): State<App>, caller: Caller, Json(body): Json<MyConsent>) -> Answer<MyPrivacy> {
    let given = Given { how: PrivacyHow::Online, by_guardian: body.by_guardian };
    let mut uow = app.begin(&caller.ctx).await?;
    consent::give(&mut uow, &caller.code, caller.party, body.notice, given).await?;
    uow.commit().await?;
    Ok(axum::Json(shown(&app, &caller).await?))
}

/// Take one's consent back
#[utoipa::path(post, path = "/residents/privacy/withdrawal", tag = "residents", operation_id = "take_consent_back", responses(
    (status = 200, body = MyPrivacy), NotFound, Conflict, Invalid,
))]
async fn take_consent_back(State(app): State<App>, caller: Caller) -> Answer<MyPrivacy> {
    let mut uow = app.begin(&caller.ctx).await?;
    consent::withdraw(&mut uow, &caller.code, caller.party, PrivacyHow::Online).await?;
    uow.commit().await?;
    Ok(axum::Json(shown(&app, &caller).await?))
}

/// What is wrong, or missing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MyCorrection {
    what: String,
}

/// Ask that something be put right; the same words sent twice are one request
#[utoipa::path(post, path = "/residents/privacy/corrections", tag = "residents", operation_id = "ask_correction", request_body = MyCorrection, responses(
    (status = 200, body = MyPrivacy), NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn ask_correction(State(app): State<App>, caller: Caller, Json(body): Json<MyCorrection>) -> Answer<MyPrivacy> {
    correct::ask(&app, &caller, &body.what).await?;
    Ok(axum::Json(shown(&app, &caller).await?))
}
