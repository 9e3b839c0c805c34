//! Reviews of files over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use bandeng_core::kernel::{Code, Id, Refusal};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rubrics::{self, NewRubric};
use super::service::{self, DrawRequest, ReturnRequest, ScoreRequest};
use super::view::{DrawView, ReviewFileView, ReviewPage, ReviewView, RubricView};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_reviews, draw_review))
        .routes(routes!(read_rubric, publish_rubric))
        .routes(routes!(read_review))
        .routes(routes!(repeat_draw))
        .routes(routes!(finish_review))
        .routes(routes!(read_review_file))
        .routes(routes!(score_review_file))
        .routes(routes!(return_review_file))
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, Refusal> {
    text.parse().map_err(|_| Refusal::new(Code::NotFound))
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ReviewQuery {
    /// `next` of the page before.
    #[serde(default)]
    after: Option<String>,
}

/// Reviews of files within one's area, the newest first
#[utoipa::path(get, path = "/reviews", tag = "reviews", operation_id = "list_reviews", params(ReviewQuery), responses(
    (status = 200, body = ReviewPage), NotAllowed, Invalid,
))]
async fn list_reviews(State(app): State<App>, signed: Signed, Query(query): Query<ReviewQuery>) -> Answer<ReviewPage> {
    Ok(axum::Json(service::page(&app, signed.actor(), query.after.as_deref()).await?))
}

/// Draw archived files by lot
///
/// From the unsealed archived files of the area whose numbers are of that year. The seed and the whole list are kept in
/// an event, so that anybody can repeat the draw.
#[utoipa::path(post, path = "/reviews", tag = "reviews", operation_id = "draw_review", request_body = DrawRequest, responses(
    (status = 201, body = ReviewView), NotAllowed, Conflict, Invalid,
))]
async fn draw_review(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<DrawRequest>,
) -> Result<(StatusCode, axum::Json<ReviewView>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(service::draw_files(&app, &signed.ctx, &body).await?)))
}

/// The rubric of one's county: in force, and what was published
#[utoipa::path(get, path = "/reviews/rubric", tag = "reviews", operation_id = "read_rubric", responses(
    (status = 200, body = RubricView), NotAllowed, Invalid,
))]
async fn read_rubric(State(app): State<App>, signed: Signed) -> Answer<RubricView> {
    Ok(axum::Json(rubrics::show(&app, signed.actor()).await?))
}

/// Publish a rubric for one's county; reviews that go on keep theirs
#[utoipa::path(post, path = "/reviews/rubric", tag = "reviews", operation_id = "publish_rubric", request_body = NewRubric, responses(
    (status = 201, body = RubricView), NotAllowed, Conflict, Invalid,
))]
async fn publish_rubric(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<NewRubric>,
) -> Result<(StatusCode, axum::Json<RubricView>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(rubrics::publish(&app, &signed.ctx, &body).await?)))
}

/// A review with its files and the figures of each committee
#[utoipa::path(get, path = "/reviews/{id}", tag = "reviews", operation_id = "read_review", params(("id" = String, Path)), responses(
    (status = 200, body = ReviewView), NotAllowed, NotFound,
))]
async fn read_review(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer<ReviewView> {
    Ok(axum::Json(service::show(&app, signed.actor(), number::<Id>(&id)?).await?))
}

/// Draw again from what was written down: the same comes out
#[utoipa::path(get, path = "/reviews/{id}/draw", tag = "reviews", operation_id = "repeat_draw", params(("id" = String, Path)), responses(
    (status = 200, body = DrawView), NotAllowed, NotFound,
))]
async fn repeat_draw(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer<DrawView> {
    Ok(axum::Json(service::drawn(&app, signed.actor(), number::<Id>(&id)?).await?))
}

/// Finish a review: nothing of it changes afterwards
#[utoipa::path(post, path = "/reviews/{id}/finish", tag = "reviews", operation_id = "finish_review", params(("id" = String, Path)), responses(
    (status = 200, body = ReviewView), NotAllowed, NotFound, Conflict,
))]
async fn finish_review(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer<ReviewView> {
    Ok(axum::Json(service::finish(&app, &signed.ctx, number::<Id>(&id)?).await?))
}

/// A drawn file: the rubric, what the house sees by itself, its papers without contact data
#[utoipa::path(get, path = "/reviews/{id}/files/{n}", tag = "reviews", operation_id = "read_review_file",
    params(("id" = String, Path), ("n" = u16, Path)), responses((status = 200, body = ReviewFileView), NotAllowed, NotFound))]
async fn read_review_file(
    State(app): State<App>,
    signed: Signed,
    Path((id, n)): Path<(String, String)>,
) -> Answer<ReviewFileView> {
    Ok(axum::Json(service::file(&app, &signed.ctx, number::<Id>(&id)?, number(&n)?).await?))
}

/// Score a file
#[utoipa::path(put, path = "/reviews/{id}/files/{n}/score", tag = "reviews", operation_id = "score_review_file",
    params(("id" = String, Path), ("n" = u16, Path)), request_body = ScoreRequest, responses(
    (status = 200, body = ReviewFileView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn score_review_file(
    State(app): State<App>,
    signed: Signed,
    Path((id, n)): Path<(String, String)>,
    Json(body): Json<ScoreRequest>,
) -> Answer<ReviewFileView> {
    Ok(axum::Json(service::score(&app, &signed.ctx, number::<Id>(&id)?, number(&n)?, &body).await?))
}

/// Send a scored file back for repair, with the reason and a day
#[utoipa::path(post, path = "/reviews/{id}/files/{n}/return", tag = "reviews", operation_id = "return_review_file",
    params(("id" = String, Path), ("n" = u16, Path)), request_body = ReturnRequest, responses(
    (status = 200, body = ReviewFileView), NotAllowed, NotFound, Conflict, Invalid,
))]
async fn return_review_file(
    State(app): State<App>,
    signed: Signed,
    Path((id, n)): Path<(String, String)>,
    Json(body): Json<ReturnRequest>,
) -> Answer<ReviewFileView> {
    Ok(axum::Json(service::send_back(&app, &signed.ctx, number::<Id>(&id)?, number(&n)?, &body).await?))
}
