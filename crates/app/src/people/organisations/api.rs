//! `/organisations` and `/committees`

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Date, Id, Refusal};
use bandeng_core::people::OrganisationKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::query::Filter;
use super::service::{self, Details};
use super::{CommitteeView, MemberView, OrganisationRow, OrganisationView};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::{Answer, App, IdText, Json, Path, Problem, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_organisations, create_organisation))
        .routes(routes!(read_organisation, update_organisation))
        .routes(routes!(set_organisation_state))
        .routes(routes!(set_members))
        .routes(routes!(list_mediators))
        .routes(routes!(list_committees))
}

/// Which organisations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Part of the name.
    q: Option<String>,
    kind: Option<OrganisationKind>,
    /// Code of an area: those within it.
    area: Option<String>,
    /// Working ones, or closed ones alone.
    active: Option<bool>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of organisations in the order of their areas.
#[derive(Serialize, ToSchema)]
struct OrganisationPage {
    items: Vec<OrganisationRow>,
    /// Where the next page begins; none on the last.
    next: Option<String>,
}

/// An organisation to be opened.
#[derive(Deserialize, ToSchema)]
struct NewOrganisation {
    kind: OrganisationKind,
    #[serde(flatten)]
    details: OrganisationDetails,
}

/// What is said about an organisation.
#[derive(Deserialize, ToSchema)]
struct OrganisationDetails {
    name: String,
    /// Code of the area it works in.
    area: String,
    /// What it belongs to.
    #[serde(default)]
    parent: Option<IdText>,
    /// Several ethnic groups live where it works.
    #[serde(default)]
    multi_ethnic: bool,
    /// Day of the members' election.
    #[serde(default)]
    term_began_on: Option<Date>,
    /// Of a committee: its own word before 人调字 in the numbers of its files.
    #[serde(default)]
    number_word: String,
    /// Whom people call: told to parties on every screen of theirs.
    #[serde(default)]
    phone: String,
}

/// A change of what is said about an organisation.
#[derive(Deserialize, ToSchema)]
struct OrganisationChange {
    version: i64,
    #[serde(flatten)]
    details: OrganisationDetails,
}

/// Opens or closes.
#[derive(Deserialize, ToSchema)]
struct OrganisationState {
    version: i64,
    active: bool,
}

/// Everybody who belongs to a committee.
#[derive(Deserialize, ToSchema)]
struct Members {
    version: i64,
    members: Vec<MemberView>,
}

/// Somebody who may be assigned.
#[derive(Serialize, ToSchema)]
struct MediatorView {
    id: IdText,
    name: String,
}

/// Mediators of a committee.
#[derive(Serialize, ToSchema)]
struct MediatorList {
    items: Vec<MediatorView>,
}

/// Committees, the nearest first.
#[derive(Serialize, ToSchema)]
struct CommitteeList {
    items: Vec<CommitteeView>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CommitteeQuery {
    /// Code of the area where the dispute is.
    area: String,
}

impl From<OrganisationDetails> for Details {
    fn from(details: OrganisationDetails) -> Self {
        Details {
            name: details.name,
            area: details.area,
            parent: details.parent.map(|id| id.0),
            multi_ethnic: details.multi_ethnic,
            term_began_on: details.term_began_on,
            number_word: details.number_word,
            phone: details.phone,
        }
    }
}

impl ListQuery {
    fn filter(self) -> Result<Filter, Refusal> {
        let area = self.area.filter(|area| !area.is_empty());
        let after = self.after.map(|after| {
            let (area, id) = after.split_once(':').ok_or(Refusal::at(Code::UnknownValue, "after"))?;
            let id: Id = id.parse().map_err(|_| Refusal::at(Code::UnknownValue, "after"))?;
            Ok((area.to_owned(), id))
        });
        Ok(Filter {
            q: self.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()),
            kind: self.kind,
            area: area.map(|area| area.parse()).transpose().map_err(|r: Refusal| Refusal::at(r.code, "area"))?,
            active: self.active,
            after: after.transpose()?,
        })
    }
}

/// List organisations
#[utoipa::path(get, path = "/organisations", operation_id = "list_organisations", tag = "people", params(ListQuery),
    responses((status = 200, body = OrganisationPage), NotAllowed, Invalid))]
async fn list_organisations(
    State(app): State<App>,
    _signed: Signed,
    Query(query): Query<ListQuery>,
) -> Answer<OrganisationPage> {
    let (items, next) = service::list(&app, &query.filter()?).await?;
    Ok(axum::Json(OrganisationPage { items, next: next.map(|(area, id)| format!("{area}:{id}")) }))
}

/// Read an organisation, with what the law wants of a committee
#[utoipa::path(get, path = "/organisations/{id}", operation_id = "read_organisation", tag = "people",
    params(("id" = String, Path)), responses((status = 200, body = OrganisationView), NotAllowed, NotFound))]
async fn read_organisation(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<OrganisationView> {
    read(&app, &signed, id.0).await
}

/// Open an organisation
#[utoipa::path(post, path = "/organisations", operation_id = "create_organisation", tag = "people",
    request_body = NewOrganisation, responses((status = 201, body = OrganisationView), NotAllowed, Invalid))]
async fn create_organisation(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<NewOrganisation>,
) -> Result<(StatusCode, axum::Json<OrganisationView>), Problem> {
    let mut uow = app.begin(&signed.ctx).await?;
    let id = service::create(&mut uow, body.kind, &body.details.into()).await?;
    uow.commit().await?;
    Ok((StatusCode::CREATED, read(&app, &signed, id).await?))
}

/// Change what is said about an organisation
#[utoipa::path(put, path = "/organisations/{id}", operation_id = "update_organisation", tag = "people",
    params(("id" = String, Path)), request_body = OrganisationChange,
    responses((status = 200, body = OrganisationView), NotAllowed, NotFound, Conflict, Invalid))]
async fn update_organisation(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<OrganisationChange>,
) -> Answer<OrganisationView> {
    let mut uow = app.begin(&signed.ctx).await?;
    service::update(&mut uow, id.0, body.version, &body.details.into()).await?;
    uow.commit().await?;
    read(&app, &signed, id.0).await
}

/// Close an organisation, or open it again
#[utoipa::path(put, path = "/organisations/{id}/state", operation_id = "set_organisation_state", tag = "people",
    params(("id" = String, Path)), request_body = OrganisationState,
    responses((status = 200, body = OrganisationView), NotAllowed, NotFound, Conflict, Invalid))]
async fn set_organisation_state(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<OrganisationState>,
) -> Answer<OrganisationView> {
    let mut uow = app.begin(&signed.ctx).await?;
    service::set_active(&mut uow, id.0, body.version, body.active).await?;
    uow.commit().await?;
    read(&app, &signed, id.0).await
}

/// Write down the members of a committee
#[utoipa::path(put, path = "/organisations/{id}/members", operation_id = "set_members", tag = "people",
    params(("id" = String, Path)), request_body = Members,
    responses((status = 200, body = OrganisationView), NotAllowed, NotFound, Conflict, Invalid))]
async fn set_members(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<IdText>,
    Json(body): Json<Members>,
) -> Answer<OrganisationView> {
    let mut uow = app.begin(&signed.ctx).await?;
    service::set_members(&mut uow, id.0, body.version, &body.members).await?;
    uow.commit().await?;
    read(&app, &signed, id.0).await
}

/// Mediators of a committee, for somebody who assigns
#[utoipa::path(get, path = "/organisations/{id}/mediators", operation_id = "list_mediators", tag = "people",
    params(("id" = String, Path)), responses((status = 200, body = MediatorList), NotAllowed, NotFound))]
async fn list_mediators(State(app): State<App>, signed: Signed, Path(id): Path<IdText>) -> Answer<MediatorList> {
    let found = service::mediators(&app, signed.actor(), id.0).await?;
    let items = found.into_iter().map(|(id, name)| MediatorView { id, name }).collect();
    Ok(axum::Json(MediatorList { items }))
}

/// Committees that can take a matter from an area, the nearest first
#[utoipa::path(get, path = "/committees", operation_id = "list_committees", tag = "people", params(CommitteeQuery),
    responses((status = 200, body = CommitteeList), NotAllowed, Invalid))]
async fn list_committees(
    State(app): State<App>,
    signed: Signed,
    Query(query): Query<CommitteeQuery>,
) -> Answer<CommitteeList> {
    Ok(axum::Json(CommitteeList { items: service::committees(&app, signed.actor(), &query.area).await? }))
}

async fn read(app: &App, signed: &Signed, id: Id) -> Answer<OrganisationView> {
    Ok(axum::Json(service::read(app, signed.actor(), id).await?))
}
