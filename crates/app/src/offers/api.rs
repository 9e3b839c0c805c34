//! The ladder of offers over HTTP, for whoever conducts the mediation.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::matters::PartyNo;
use bandeng_core::offers::{NewRung, OfferFrom};
use bandeng_store::Result;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, OfferMove};
use super::view::LadderView;
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Signed};
use crate::matters::api::Written;
use crate::residents::links::PartyLink;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read_ladder, add_offer))
        .routes(routes!(make_offer_move))
        .routes(routes!(draft_from_offers))
        .routes(routes!(give_offers_link))
        .merge(super::mine::routes())
}

/// A number in a path; what is none is not there.
pub(super) fn number(n: &str) -> Result<u16, Refusal> {
    n.parse().map_err(|_| Refusal::new(Code::NotFound))
}

/// The ladder of a mediation: positions, offers and proposals, in the order they were made
///
/// Without prejudice: nobody else reads it, and it is in no file and no export.
#[utoipa::path(get, path = "/matters/{code}/mediations/{n}/offers", tag = "offers", operation_id = "read_ladder", params(("code" = String, Path), ("n" = u16, Path)), responses(
    (status = 200, body = LadderView), NotAllowed, NotFound,
))]
async fn read_ladder(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
) -> Answer<LadderView> {
    Ok(axum::Json(service::read(&app, &signed.ctx, &code.parse()?, number(&n)?).await?))
}

/// What is added to a ladder.
#[derive(Debug, Deserialize, ToSchema)]
struct NewOffer {
    from: OfferFrom,
    rung: NewRung,
}

/// Write down what a party said, or propose something
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/offers", tag = "offers", operation_id = "add_offer", params(("code" = String, Path), ("n" = u16, Path)), request_body = NewOffer, responses(
    (status = 200, body = Written), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn add_offer(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
    Json(body): Json<NewOffer>,
) -> Answer<Written> {
    let version = service::add(&app, &signed.ctx, &code.parse()?, number(&n)?, (body.from, body.rung)).await?;
    Ok(axum::Json(Written { version }))
}

/// Show an entry to the other side, take it back, or record that a party accepts it
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/offers/{no}/moves", tag = "offers", operation_id = "make_offer_move", params(("code" = String, Path), ("n" = u16, Path), ("no" = u16, Path)), request_body = OfferMove, responses(
    (status = 200, body = Written), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn make_offer_move(
    State(app): State<App>,
    signed: Signed,
    Path((code, n, no)): Path<(String, String, String)>,
    Json(body): Json<OfferMove>,
) -> Answer<Written> {
    let version = service::make(&app, &signed.ctx, &code.parse()?, number(&n)?, (number(&no)?, body)).await?;
    Ok(axum::Json(Written { version }))
}

/// Take what all have accepted over into the agreement's draft
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/offers/draft", tag = "offers", operation_id = "draft_from_offers", params(("code" = String, Path), ("n" = u16, Path)), responses(
    (status = 200, body = Written), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn draft_from_offers(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
) -> Answer<Written> {
    let version = service::draft(&app, &signed.ctx, &code.parse()?, number(&n)?).await?;
    Ok(axum::Json(Written { version }))
}

/// Whose link.
#[derive(Debug, Deserialize, ToSchema)]
struct OffersLinkWanted {
    party: PartyNo,
}

/// Give a party a link to make and answer offers on its own telephone
#[utoipa::path(post, path = "/matters/{code}/mediations/{n}/offers/links", tag = "offers", operation_id = "give_offers_link", params(("code" = String, Path), ("n" = u16, Path)), request_body = OffersLinkWanted, responses(
    (status = 201, body = PartyLink), NotAllowed, NotFound, Conflict, Invalid, (status = 400, body = ProblemBody),
))]
async fn give_offers_link(
    State(app): State<App>,
    signed: Signed,
    Path((code, n)): Path<(String, String)>,
    Json(body): Json<OffersLinkWanted>,
) -> Result<(StatusCode, axum::Json<PartyLink>), Problem> {
    let link = service::link(&app, &signed.ctx, &code.parse()?, number(&n)?, body.party).await?;
    Ok((StatusCode::CREATED, axum::Json(link)))
}
