//! Applying over HTTP, without an account.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::apply::form::Application;
use bandeng_core::apply::{Advice, Answers, advise};
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::places::AreaCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{helped, query, service};
use crate::http::address::Caller;
use crate::http::answers::{Conflict, Invalid, TooOften};
use crate::http::auth::RequestNumber;
use crate::http::{Answer, App, Json, Problem, Query};
use crate::identity::me::Language;
use crate::messages::service::texts_are_sent;
use crate::privacy::notices::{self, ToldNotice};
use crate::residents::api::{Cookie, cookie};
use crate::residents::service::SESSION_MS;
use crate::residents::view::{self, Resident};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_application_form))
        .routes(routes!(list_application_places))
        .routes(routes!(advise_applicant))
        .routes(routes!(ask_application_code))
        .routes(routes!(send_application))
        .merge(helped::routes())
}

/// Applications from one address within an hour. Behind a proxy that is not named everybody comes from one.
const AN_HOUR: u32 = 120;
const HOUR_MS: i64 = 3_600_000;

/// What applying here asks for.
#[derive(Serialize, ToSchema)]
struct ApplicationForm {
    /// A code can be sent, and is asked for.
    confirms: bool,
    /// What is to be agreed to: the county's notice of today.
    notice: ToldNotice,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FormOf {
    /// Where it happened.
    area: String,
}

/// What applying here asks for, and what is told before
#[utoipa::path(get, path = "/public/applications/form", tag = "apply", operation_id = "read_application_form", params(FormOf),
    responses((status = 200, body = ApplicationForm), Invalid))]
async fn read_application_form(State(app): State<App>, Query(of): Query<FormOf>) -> Answer<ApplicationForm> {
    let area: AreaCode = of.area.parse().map_err(|_| Refusal::at(Code::AreaUnknown, "area"))?;
    let county = service::county_of(&area)?;
    let notice = notices::in_force(app.db.reader(), county.as_str(), app.db.today()).await?;
    Ok(axum::Json(ApplicationForm { confirms: texts_are_sent(&app), notice: notice.told() }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Within {
    /// The code of an area; left out: the counties that take applications.
    parent: Option<String>,
}

/// A place to choose.
#[derive(Serialize, ToSchema)]
struct ApplicationPlace {
    code: String,
    name: String,
}

#[derive(Serialize, ToSchema)]
struct ApplicationPlaces {
    items: Vec<ApplicationPlace>,
}

/// Places to choose from: counties that take applications, and what lies within
#[utoipa::path(get, path = "/public/applications/places", tag = "apply", operation_id = "list_application_places", params(Within),
    responses((status = 200, body = ApplicationPlaces), Invalid))]
async fn list_application_places(State(app): State<App>, Query(within): Query<Within>) -> Answer<ApplicationPlaces> {
    let found = match within.parent.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => {
            let parent: AreaCode = code.parse().map_err(|_| Refusal::at(Code::AreaUnknown, "parent"))?;
            query::within(&app.db, &parent).await?
        }
        None => query::counties(&app.db).await?,
    };
    let items = found.into_iter().map(|(code, name)| ApplicationPlace { code, name }).collect();
    Ok(axum::Json(ApplicationPlaces { items }))
}

/// Where the answers lead, and why
#[utoipa::path(post, path = "/public/applications/advice", tag = "apply", operation_id = "advise_applicant", request_body = Answers,
    responses((status = 200, body = Advice), Invalid))]
async fn advise_applicant(Json(answers): Json<Answers>) -> axum::Json<Advice> {
    axum::Json(advise(&answers))
}

/// Where a code for applying is to be sent.
#[derive(Deserialize, ToSchema)]
struct ApplicationCodeWanted {
    phone: String,
    /// Where it happened: the centre of that place writes.
    area: String,
    #[serde(default)]
    language: Language,
}

/// Ask for a code that confirms the telephone
#[utoipa::path(post, path = "/public/applications/codes", tag = "apply", operation_id = "ask_application_code",
    request_body = ApplicationCodeWanted,
    responses((status = 202, description = "A code is on its way"), Conflict, Invalid, TooOften))]
async fn ask_application_code(
    State(app): State<App>,
    Caller(address): Caller,
    Json(wanted): Json<ApplicationCodeWanted>,
) -> Result<StatusCode, Problem> {
    service::ask_code(&app, &address, &wanted.area, &wanted.phone, wanted.language).await?;
    Ok(StatusCode::ACCEPTED)
}

/// An application that was taken.
#[derive(Serialize, ToSchema)]
struct ApplicationReceipt {
    code: String,
    /// The code in groups, as it is read out on the telephone.
    grouped: String,
    /// Epoch milliseconds: limitation is interrupted from here (Interpretation on Limitation art. 12).
    applied_at: i64,
    resident: Resident,
}

/// Apply, once
///
/// Opens the applicant's door as well. The same `Idempotency-Key` again answers the same and changes nothing.
#[utoipa::path(post, path = "/public/applications", tag = "apply", operation_id = "send_application", request_body = Application,
    params(("Idempotency-Key" = String, Header, description = "The submission's own number, 8 to 80 characters")),
    responses(
        (status = 201, body = ApplicationReceipt, headers(("Set-Cookie" = String))),
        (status = 401, body = crate::http::problem::ProblemBody, description = "The code does not fit"),
        Conflict, Invalid, TooOften,
    ))]
async fn send_application(
    State(app): State<App>,
    Caller(address): Caller,
    RequestNumber(request_id): RequestNumber,
    headers: HeaderMap,
    Json(application): Json<Application>,
) -> Result<(StatusCode, Cookie, axum::Json<ApplicationReceipt>), Problem> {
    app.limits.count("application", &address, app.db.now(), HOUR_MS, AN_HOUR)?;
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let sent = service::send(&app, request_id, key, &application).await?;
    let entered = sent.entered;
    let resident = view::resident(&app.db, &entered.party, &entered.purpose, entered.expires_at).await?;
    let receipt = ApplicationReceipt { code: sent.code, grouped: sent.grouped, applied_at: sent.applied_at, resident };
    Ok((StatusCode::CREATED, cookie(&app, &entered.token, SESSION_MS / 1000), axum::Json(receipt)))
}
