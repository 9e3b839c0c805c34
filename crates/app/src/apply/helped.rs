//! Applying for somebody who has no telephone, or cannot: a grid worker or a clerk holds the pen, the person agrees, and goes
//! home with a slip.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::apply::form::{Application, Hand};
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::MatterEvent;
use bandeng_core::policy::{Action, require_general};
use bandeng_core::privacy::{Given, PrivacyHow};
use bandeng_store::{Ctx, Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query;
use super::service::{APPLICANT, Made, county_of, require_notice, take};
use crate::http::answers::{Conflict, Invalid, NotAllowed};
use crate::http::{Answer, App, Json, Problem, Query, Signed};
use crate::intake::service::{check_key, earlier, remember};
use crate::matters::case;
use crate::privacy::notices::{self, ToldNotice};
use crate::residents::api::{Slip, printed};
use crate::residents::secrets;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_notice_of)).routes(routes!(help_to_apply))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct NoticeOf {
    /// Where it happened.
    area: String,
}

/// What is to be read out to somebody before their words are taken down
#[utoipa::path(get, path = "/applications/notice", tag = "apply", operation_id = "read_notice_of", params(NoticeOf),
    responses((status = 200, body = ToldNotice), NotAllowed, Invalid))]
async fn read_notice_of(State(app): State<App>, signed: Signed, Query(of): Query<NoticeOf>) -> Answer<ToldNotice> {
    require_general(signed.actor(), Action::MatterRegister)?;
    let area = of.area.parse().map_err(|_| Refusal::at(Code::AreaUnknown, "area"))?;
    let county = county_of(&area)?;
    let notice = notices::in_force(app.db.reader(), county.as_str(), app.db.today()).await?;
    Ok(axum::Json(notice.told()))
}

/// An application that somebody else writes down.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
struct HelpedApplication {
    #[serde(flatten)]
    application: Application,
    /// How the person agreed.
    how: PrivacyHow,
}

/// An application that was taken, and the slip to go home with.
#[derive(Debug, Serialize, ToSchema)]
struct HelpedReceipt {
    code: String,
    /// The code in groups, as it is read out on the telephone.
    grouped: String,
    /// Epoch milliseconds: limitation is interrupted from here (Interpretation on Limitation art. 12).
    applied_at: i64,
    /// None where it cannot be printed here; the desk gives another one.
    slip: Option<Slip>,
}

/// Apply for somebody who is there and agrees, once
///
/// The same `Idempotency-Key` again changes nothing but the slip: its secret is kept nowhere, so that there is a new one.
#[utoipa::path(post, path = "/applications", tag = "apply", operation_id = "help_to_apply", request_body = HelpedApplication,
    params(("Idempotency-Key" = String, Header, description = "The submission's own number, 8 to 80 characters")),
    responses((status = 201, body = HelpedReceipt), NotAllowed, Conflict, Invalid))]
async fn help_to_apply(
    State(app): State<App>,
    signed: Signed,
    headers: HeaderMap,
    Json(helped): Json<HelpedApplication>,
) -> Result<(StatusCode, axum::Json<HelpedReceipt>), Problem> {
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let made = send(&app, &signed.ctx, key, &helped).await?;
    let slip = slip(&app, &signed.ctx, &made).await?;
    let Made { code, grouped, at, .. } = made;
    Ok((StatusCode::CREATED, axum::Json(HelpedReceipt { code, grouped, applied_at: at, slip })))
}

async fn send(app: &App, ctx: &Ctx, key: &str, helped: &HelpedApplication) -> Result<Made> {
    require_general(&ctx.actor, Action::MatterRegister)?;
    check_key(key)?;
    let (key, hash) = (format!("helped:{key}"), hex::encode(Sha256::digest(serde_json::to_vec(helped)?)));
    let application = &helped.application;
    let today = app.db.today();
    let form = application.intake(today, Hand::Helper)?;
    let checked = form.check(today)?;
    let desk = query::desk(&app.db, &checked.area).await?.ok_or(Refusal::new(Code::NoDesk))?;
    let county = county_of(&checked.area)?;
    require_notice(app, &county, application).await?;
    let code = app.db.next_code(county.as_str(), today.year()).await?;
    let mut uow = app.begin(ctx).await?;
    if let Some(answer) = earlier(&uow, &key, &hash).await? {
        return Ok(serde_json::from_str(&answer)?);
    }
    let event = MatterEvent::Applied { confirmed: false, helped: true };
    let given = Given { how: helped.how, by_guardian: application.by_guardian };
    let made = take(app, &mut uow, (code, desk, &checked), &event, (application.notice, given)).await?;
    remember(&uow, &key, hash, serde_json::to_string(&made)?).await?;
    uow.commit().await?;
    Ok(made)
}

/// The slip of whoever was helped: that they applied through this person is the reason why this person may hand it out.
async fn slip(app: &App, ctx: &Ctx, made: &Made) -> Result<Option<Slip>> {
    if app.fonts.check().is_err() {
        return Ok(None);
    }
    let party = made.party()?;
    let mut uow = app.begin(ctx).await?;
    let matter = case::lock(&mut uow, &made.code.parse()?).await?;
    let given = secrets::make(app, &mut uow, matter, APPLICANT).await?;
    let slip = match printed(app, given, &party).await {
        Ok(slip) => slip,
        // A name this house has no letters for: the matter is registered all the same.
        Err(Error::Refused(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    uow.commit().await?;
    Ok(Some(slip))
}
