//! Search over HTTP.

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, SearchQuery};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Signed};
use crate::matters::list::MatterPage;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search_matters))
}

/// Search matters
///
/// Within the reader's reach: by words in title and place, in narrative, claims and agreements where the reader may read
/// them; by a matter's code; by the name or telephone of a party, among the matters the reader handles. Sealed matters
/// are found by code, name and telephone, and by their handlers alone. A POST, because a name has no place in an address.
#[utoipa::path(post, path = "/search", tag = "search", operation_id = "search_matters", request_body = SearchQuery, responses(
    (status = 200, body = MatterPage),
    (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody),
))]
async fn search_matters(State(app): State<App>, signed: Signed, Json(query): Json<SearchQuery>) -> Answer<MatterPage> {
    Ok(axum::Json(service::find(&app, &signed.ctx, &query).await?))
}
