//! The roster over HTTP: for the house, and for everybody.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::PartyNo;
use bandeng_core::roster::Profile;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, PublicCommittee, RosterEntry};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, IdText, Json, Path, Problem, Query, Signed};
use crate::residents::links::PartyLink;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_roster))
        .routes(routes!(set_profile))
        .routes(routes!(publish_profile))
        .routes(routes!(read_public_roster))
        .routes(routes!(give_choice_link))
        .merge(super::mine::routes())
}

/// A committee's roster.
#[derive(Debug, Serialize, ToSchema)]
struct Roster {
    /// In the order of the day, which is drawn and means nothing.
    items: Vec<RosterEntry>,
}

/// A committee's mediators with what is told of each, whether it is public or not
#[utoipa::path(get, path = "/organisations/{id}/roster", tag = "people", operation_id = "list_roster", params(("id" = String, Path)), responses(
    (status = 200, body = Roster), NotAllowed, NotFound,
))]
async fn list_roster(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<Roster> {
    Ok(axum::Json(Roster { items: service::list(&app, signed.actor(), id.0).await? }))
}

/// Enter what is told of a mediator
///
/// By the mediator, or by who assigns at the committee. What somebody else changed is public again when the mediator says so.
#[utoipa::path(put, path = "/organisations/{id}/roster/{account}", tag = "people", operation_id = "set_profile", params(("id" = String, Path), ("account" = String, Path)), request_body = Profile, responses(
    (status = 204, description = "Entered"), NotAllowed, NotFound, Invalid, (status = 400, body = ProblemBody),
))]
async fn set_profile(
    State(app): State<App>,
    signed: Signed,
    Path((id, account)): Path<(IdText, IdText)>,
    Json(body): Json<Profile>,
) -> Result<StatusCode, Problem> {
    service::put(&app, &signed.ctx, id.0, account.0, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether one's own profile is public.
#[derive(Debug, Deserialize, ToSchema)]
struct Publishing {
    public: bool,
}

/// Say whether one's own profile is public
#[utoipa::path(put, path = "/organisations/{id}/roster/public", tag = "people", operation_id = "publish_profile", params(("id" = String, Path)), request_body = Publishing, responses(
    (status = 204, description = "Said"), NotAllowed, NotFound, Invalid, (status = 400, body = ProblemBody),
))]
async fn publish_profile(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<Publishing>,
) -> Result<StatusCode, Problem> {
    service::publish(&app, &signed.ctx, id.0, body.public).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The committees of a place with their mediators, as the public sees them.
#[derive(Debug, Serialize, ToSchema)]
struct PublicRoster {
    /// The nearest first.
    items: Vec<PublicCommittee>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RosterOf {
    /// The code of a village, a town or a county.
    area: String,
}

/// The public roster of a place: mediators who let it be public, with no number beside a name
#[utoipa::path(get, path = "/public/mediators", tag = "people", operation_id = "read_public_roster", params(RosterOf), responses(
    (status = 200, body = PublicRoster), Invalid,
))]
async fn read_public_roster(State(app): State<App>, Query(of): Query<RosterOf>) -> Answer<PublicRoster> {
    let area = of.area.parse().map_err(|_| Refusal::at(Code::AreaUnknown, "area"))?;
    Ok(axum::Json(PublicRoster { items: service::shown(&app, &area).await? }))
}

/// Who is to choose.
#[derive(Debug, Deserialize, ToSchema)]
struct ChoiceLinkWanted {
    party: PartyNo,
}

/// Give a party a link to choose a mediator on its own telephone
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/choice/links", tag = "mediation", operation_id = "give_choice_link", params(("code" = String, Path), ("n" = u16, Path)), request_body = ChoiceLinkWanted, responses(
    (status = 201, body = PartyLink), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn give_choice_link(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
    Json(body): Json<ChoiceLinkWanted>,
) -> Result<(StatusCode, axum::Json<PartyLink>), Problem> {
    let n = n.parse().map_err(|_| Refusal::new(Code::NotFound))?;
    let link = service::link(&app, &signed.ctx, &code.parse()?, n, body.party).await?;
    Ok((StatusCode::CREATED, axum::Json(link)))
}
