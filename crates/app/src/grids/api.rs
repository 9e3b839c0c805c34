//! Grids over HTTP.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use bandeng_core::kernel::{Code, IdText, Refusal};
use bandeng_core::matters::FileKind;
use bandeng_core::places::AreaCode;
use bandeng_core::places::datum::Datum;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::borders::{self, BordersAsked, BordersMeant, MOST, NewBorder, PointAsked};
use super::card;
use super::service::{self, GridChange, GridEnd, GridLeaves, GridWorkers, NewGrid, code};
use super::view::{
    BordersBrought, GridBorders, GridCandidate, GridCandidates, GridPage, GridView, GridsFound, MapView,
};
use crate::http::answers::{Conflict, Invalid, NotAllowed, NotFound};
use crate::http::files::{FileAnswer, Media};
use crate::http::problem::ProblemBody;
use crate::http::{Answer, App, Json, Path, Problem, Query, Signed};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_grids, open_grid))
        .routes(routes!(find_grid))
        .routes(routes!(list_grid_candidates))
        .routes(routes!(set_grid_leave))
        .routes(routes!(read_map))
        .routes(routes!(download_grid_borders))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(list_grid_borders, import_grid_borders))
                .layer(DefaultBodyLimit::max(MOST)),
        )
        .routes(routes!(read_grid, change_grid))
        .routes(routes!(end_grid))
        .routes(routes!(set_grid_workers))
        .routes(routes!(draw_grid_border))
        .routes(routes!(print_grid_card))
}

/// Which grids.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct GridsAsked {
    area: String,
    /// Those that are no more as well.
    #[serde(default)]
    ended: bool,
    /// `next` of the page before.
    #[serde(default)]
    after: Option<String>,
}

fn area(text: &str) -> Result<AreaCode, Refusal> {
    text.trim().parse().map_err(|refusal: Refusal| Refusal { pointer: Some("area".to_owned()), ..refusal })
}

/// Grids of an area, in the order of their codes
///
/// Who is there for a grid is public: names and telephones are put up where people live.
#[utoipa::path(get, path = "/grids", tag = "grids", operation_id = "list_grids", params(GridsAsked), responses(
    (status = 200, body = GridPage), Invalid,
))]
async fn list_grids(State(app): State<App>, _: Signed, Query(query): Query<GridsAsked>) -> Answer<GridPage> {
    let area = area(&query.area)?;
    Ok(axum::Json(service::page(&app, &area, query.after.as_deref(), query.ended).await?))
}

/// Open a grid on an area of one's own
#[utoipa::path(post, path = "/grids", tag = "grids", operation_id = "open_grid", request_body = NewGrid, responses(
    (status = 201, body = GridView), NotAllowed, Conflict, Invalid,
))]
async fn open_grid(
    State(app): State<App>,
    signed: Signed,
    Json(body): Json<NewGrid>,
) -> Result<(StatusCode, axum::Json<GridView>), Problem> {
    Ok((StatusCode::CREATED, axum::Json(service::open(&app, &signed.ctx, &body).await?)))
}

/// A grid: who is there for it, who answers now, which borders it had
#[utoipa::path(get, path = "/grids/{code}", tag = "grids", operation_id = "read_grid", params(("code" = String, Path)),
    responses((status = 200, body = GridView), NotFound))]
async fn read_grid(State(app): State<App>, signed: Signed, Path(text): Path<String>) -> Answer<GridView> {
    Ok(axum::Json(service::show(&app, signed.actor(), &code(&text)?).await?))
}

/// Change name, kind and the telephone for complaints
#[utoipa::path(put, path = "/grids/{code}", tag = "grids", operation_id = "change_grid", params(("code" = String, Path)),
    request_body = GridChange, responses((status = 200, body = GridView), NotAllowed, NotFound, Conflict, Invalid))]
async fn change_grid(
    State(app): State<App>,
    signed: Signed,
    Path(text): Path<String>,
    Json(body): Json<GridChange>,
) -> Answer<GridView> {
    Ok(axum::Json(service::change(&app, &signed.ctx, &code(&text)?, &body).await?))
}

/// End a grid from today on: its code is never used again
#[utoipa::path(post, path = "/grids/{code}/end", tag = "grids", operation_id = "end_grid", params(("code" = String, Path)),
    request_body = GridEnd, responses((status = 200, body = GridView), NotAllowed, NotFound, Conflict, Invalid))]
async fn end_grid(
    State(app): State<App>,
    signed: Signed,
    Path(text): Path<String>,
    Json(body): Json<GridEnd>,
) -> Answer<GridView> {
    Ok(axum::Json(service::end(&app, &signed.ctx, &code(&text)?, &body).await?))
}

/// Say who is there for a grid, with terms and shifts
#[utoipa::path(put, path = "/grids/{code}/workers", tag = "grids", operation_id = "set_grid_workers",
    params(("code" = String, Path)), request_body = GridWorkers,
    responses((status = 200, body = GridView), NotAllowed, NotFound, Conflict, Invalid))]
async fn set_grid_workers(
    State(app): State<App>,
    signed: Signed,
    Path(text): Path<String>,
    Json(body): Json<GridWorkers>,
) -> Answer<GridView> {
    Ok(axum::Json(service::set_workers(&app, &signed.ctx, &code(&text)?, &body).await?))
}

/// Draw a grid's border; the one before it ends
#[utoipa::path(put, path = "/grids/{code}/border", tag = "grids", operation_id = "draw_grid_border",
    params(("code" = String, Path)), request_body = NewBorder,
    responses((status = 200, body = GridView), NotAllowed, NotFound, Conflict, Invalid))]
async fn draw_grid_border(
    State(app): State<App>,
    signed: Signed,
    Path(text): Path<String>,
    Json(body): Json<NewBorder>,
) -> Answer<GridView> {
    Ok(axum::Json(borders::draw(&app, &signed.ctx, &code(&text)?, &body).await?))
}

/// The contact card of a grid: A6, with a QR code
#[utoipa::path(get, path = "/grids/{code}/card", tag = "grids", operation_id = "print_grid_card",
    params(("code" = String, Path)), responses(
        (status = 200, body = Vec<u8>, content_type = "application/pdf"), NotFound, Conflict, Invalid,
    ))]
async fn print_grid_card(
    State(app): State<App>,
    signed: Signed,
    Path(text): Path<String>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let code = code(&text)?;
    let bytes = card::print(&app, signed.actor(), &code).await?;
    let (name, ascii) = (format!("网格联系卡{code}.pdf"), format!("grid-{code}.pdf"));
    let answer = FileAnswer { kind: Media::Kept(FileKind::Pdf), name: &name, ascii: &ascii, inline: true };
    Ok((answer.headers(), bytes))
}

/// Borders of an area on a day, for a map
#[utoipa::path(get, path = "/grids/borders", tag = "grids", operation_id = "list_grid_borders", params(BordersAsked),
    responses((status = 200, body = GridBorders), Invalid))]
async fn list_grid_borders(
    State(app): State<App>,
    _: Signed,
    Query(query): Query<BordersAsked>,
) -> Answer<GridBorders> {
    Ok(axum::Json(borders::for_map(&app, &query).await?))
}

/// Bring borders of grids as GeoJSON
///
/// A FeatureCollection of polygons, each with its grid's code in its properties. Every fault is told at its feature, and
/// with one nothing is taken.
#[utoipa::path(post, path = "/grids/borders", tag = "grids", operation_id = "import_grid_borders", params(BordersMeant),
    request_body(content = String, content_type = "application/geo+json"), responses(
        (status = 200, body = BordersBrought), NotAllowed, Invalid, Conflict, (status = 413, body = ProblemBody),
    ))]
async fn import_grid_borders(
    State(app): State<App>,
    signed: Signed,
    Query(meant): Query<BordersMeant>,
    body: Result<Bytes, BytesRejection>,
) -> Answer<BordersBrought> {
    let bytes = body.map_err(|_| Refusal::new(Code::TooLarge))?;
    Ok(axum::Json(borders::import(&app, &signed.ctx, &meant, bytes).await?))
}

/// Borders of an area on a day as GeoJSON
#[utoipa::path(get, path = "/grids/borders/file", tag = "grids", operation_id = "download_grid_borders",
    params(BordersAsked), responses((status = 200, body = Object, content_type = "application/geo+json"), Invalid))]
async fn download_grid_borders(
    State(app): State<App>,
    _: Signed,
    Query(query): Query<BordersAsked>,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let bytes = borders::export(&app, &query).await?;
    let (name, ascii) = (format!("网格边界{}.geojson", query.area.trim()), "grids.geojson");
    Ok((FileAnswer { kind: Media::GeoJson, name: &name, ascii, inline: false }.headers(), bytes))
}

/// Which grids a point lies in, today or on a day; neither the point nor who asked is kept
#[utoipa::path(post, path = "/grids/find", tag = "grids", operation_id = "find_grid", request_body = PointAsked,
    responses((status = 200, body = GridsFound), Invalid))]
async fn find_grid(State(app): State<App>, _: Signed, Json(body): Json<PointAsked>) -> Answer<GridsFound> {
    Ok(axum::Json(borders::find(&app, &body).await?))
}

/// Which area.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CandidatesAsked {
    area: String,
}

/// Who can be put down for a grid of an area: who holds that post there or above
#[utoipa::path(get, path = "/grids/candidates", tag = "grids", operation_id = "list_grid_candidates",
    params(CandidatesAsked), responses((status = 200, body = GridCandidates), Invalid))]
async fn list_grid_candidates(
    State(app): State<App>,
    _: Signed,
    Query(query): Query<CandidatesAsked>,
) -> Answer<GridCandidates> {
    Ok(axum::Json(service::candidates(&app, &area(&query.area)?).await?))
}

/// Say when a grid worker is away: oneself, or somebody of the grids one keeps
#[utoipa::path(put, path = "/grids/leave/{account}", tag = "grids", operation_id = "set_grid_leave",
    params(("account" = String, Path)), request_body = GridLeaves,
    responses((status = 200, body = GridCandidate), NotAllowed, NotFound, Invalid))]
async fn set_grid_leave(
    State(app): State<App>,
    signed: Signed,
    Path(account): Path<IdText>,
    Json(body): Json<GridLeaves>,
) -> Answer<GridCandidate> {
    Ok(axum::Json(service::set_leaves(&app, &signed.ctx, account.0, &body).await?))
}

/// How maps are drawn here
#[utoipa::path(get, path = "/map", tag = "grids", operation_id = "read_map", responses((status = 200, body = MapView)))]
async fn read_map(State(app): State<App>, _: Signed) -> Answer<MapView> {
    // Without an origin the page could not load the tiles anyway.
    let source = app.settings.map.as_ref().filter(|map| map.origin().is_some());
    Ok(axum::Json(MapView {
        tiles: source.map(|map| map.tiles.clone()),
        datum: source.map_or(Datum::Wgs84, |map| map.datum),
        attribution: source.map(|map| map.attribution.clone()).unwrap_or_default(),
    }))
}
