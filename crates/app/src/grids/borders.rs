//! Borders: drawn, brought and handed out, each from a day on; and which grid a point lies in.

use bandeng_core::grids::index::{bounds, contains, distance};
use bandeng_core::grids::level;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, IdText, Refusal};
use bandeng_core::places::boundary::{Boundary, Ring, drawn, read_exactly};
use bandeng_core::places::datum::{Coordinate, Datum};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::Action;
use bandeng_store::{Ctx, Error, Result, Uow};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::query::{self, Border, Grid};
use super::service::{self, held, stream};
use super::view::{BordersBrought, GridBorder, GridBorderLine, GridBorders, GridRef, GridView, GridsFound};
use crate::http::App;

/// Bytes of a file.
pub(super) const MOST: usize = 20 * 1024 * 1024;
/// Borders given to a map at once.
const ON_A_MAP: u64 = 1_000;
/// Borders of one file that is taken out.
const IN_A_FILE: u64 = 20_000;
/// The county's outline is kept coarser than a border is drawn: so far outside is still inside, in degrees (half a kilometre).
const LEEWAY: f64 = 0.005;

/// A border as it was drawn.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBorder {
    pub version: i64,
    /// In which system the points are.
    pub datum: Datum,
    /// Polygons of rings of points, longitude first; rings are closed.
    pub coordinates: Vec<Vec<Vec<Vec<f64>>>>,
    /// The first day on which it holds; today where left out.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Who drew it, after which map.
    pub source: String,
}

/// How a file is meant.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BordersMeant {
    pub datum: Datum,
    /// Who drew them, after which map.
    pub source: String,
    /// The first day on which they hold; today where left out.
    #[serde(default)]
    pub valid_from: Option<Date>,
}

/// Which borders.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BordersAsked {
    pub area: String,
    pub datum: Datum,
    /// As they were on this day; today where left out.
    #[serde(default)]
    pub on: Option<Date>,
}

/// A point, and the day it is asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PointAsked {
    pub at: Coordinate,
    /// Which grid was here on that day; today where left out.
    #[serde(default)]
    pub on: Option<Date>,
    /// The system in which a map shows where it is.
    #[serde(default)]
    pub show_in: Option<Datum>,
}

fn row(uow: &Uow, grid: &str, polygons: &[Vec<Ring>], from: Date, source: &str) -> Result<Border> {
    let [west, south, east, north] = bounds(polygons).ok_or(Refusal::new(Code::BoundaryKind))?;
    Ok(Border {
        id: uow.next_id(),
        grid: grid.to_owned(),
        valid_from: from.to_string(),
        valid_until: None,
        polygons: serde_json::to_string(polygons)?,
        west,
        south,
        east,
        north,
        source: source.trim().to_owned(),
        drawn_by: uow.actor().account,
        changed_at: uow.now(),
    })
}

/// Is every point of a border in the county? Where the county has no outline here, nobody can say.
fn leaves_county(county: &[Vec<Ring>], polygons: &[Vec<Ring>]) -> bool {
    let inside =
        |point: &[f64; 2]| county.iter().any(|rings| contains(rings, *point)) || distance(county, *point) < LEEWAY;
    !polygons.iter().flatten().flatten().all(inside)
}

async fn county_outline(uow: &Uow, area: &AreaCode) -> Result<Option<Vec<Vec<Ring>>>> {
    match area.at(Level::County) {
        Some(county) => query::outline(uow, &county).await,
        None => Ok(None),
    }
}

/// A border begins today or later than the one before it; what was, was.
async fn check_from(uow: &Uow, area: &AreaCode, from: Date, at: &str) -> Result<()> {
    let before = query::borders(uow.read(), area).await?;
    let began = before.iter().map(|row| row.valid_from.as_str()).max();
    if began.is_some_and(|began| from.to_string().as_str() < began) {
        return Err(Refusal::at(Code::BorderTooEarly, at).into());
    }
    Ok(())
}

/// Draws a border; the one before it ends.
///
/// # Errors
/// Fields, those of [`held`], at the ring [`Code::RingCrosses`], [`Code::CoordinateOutside`], [`Code::RingOpen`];
/// [`Code::GridOutside`], [`Code::BorderTooEarly`].
pub async fn draw(app: &App, ctx: &Ctx, area: &AreaCode, new: &NewBorder) -> Result<GridView> {
    let mut form = Form::default();
    form.text(&new.source, 120, "/source");
    form.finish()?;
    let polygons = drawn(&new.coordinates, new.datum, area)?;
    let mut uow = app.begin(ctx).await?;
    let grid = held(&uow, area, new.version).await?;
    let from = new.valid_from.unwrap_or(uow.today());
    check_from(&uow, area, from, "/valid_from").await?;
    if let Some(county) = county_outline(&uow, area).await?
        && leaves_county(&county, &polygons)
    {
        return Err(Refusal::at(Code::GridOutside, "/coordinates").into());
    }
    query::end_border(&uow, area, from).await?;
    let border = row(&uow, area.as_str(), &polygons, from, &new.source)?;
    query::insert_borders(&uow, vec![border]).await?;
    let told = json!({ "code": grid.code, "name": grid.name, "from": from, "source": new.source.trim(), "polygons": polygons });
    query::update(&uow, Grid { version: grid.version + 1, ..grid }).await?;
    uow.record_registry(stream(area), "grid.border_drawn", &told)?;
    uow.commit().await?;
    app.grids.stale();
    service::show(app, &ctx.actor, area).await
}

/// Takes a file of borders whole, or with every fault at its place not at all. Each becomes an event of its grid.
///
/// # Errors
/// [`Code::NotAllowed`], those of [`read_exactly`]; at a feature [`Code::GridUnknown`], [`Code::AreaBeyond`],
/// [`Code::GridOutside`], [`Code::BorderTooEarly`].
pub(super) async fn import(app: &App, ctx: &Ctx, meant: &BordersMeant, bytes: Bytes) -> Result<BordersBrought> {
    if ctx.actor.post_for(Action::GridManage).is_none() {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let mut form = Form::default();
    form.text(&meant.source, 120, "source");
    form.finish()?;
    let datum = meant.datum;
    let reading = tokio::task::spawn_blocking(move || read_exactly(&bytes, datum));
    let found = reading.await.map_err(|error| Error::Other(format!("reading borders: {error}")))??;
    let mut uow = app.begin(ctx).await?;
    let from = meant.valid_from.unwrap_or(uow.today());
    let outline = match found.first() {
        Some(first) => county_outline(&uow, &first.area).await?,
        None => None,
    };
    let mut form = Form::default();
    let mut taken: Vec<(Grid, &Boundary)> = Vec::new();
    for (n, boundary) in found.iter().enumerate() {
        let (at, area) = (format!("/features/{n}/properties"), &boundary.area);
        if let Err(refusal) = ctx.actor.require_area(Action::GridManage, area) {
            form.check::<()>(Err(refusal), at);
            continue;
        }
        let Some(grid) = query::one_for_update(&uow, area).await?.filter(|grid| grid.ended_on.is_none()) else {
            let told = Refusal::new(Code::GridUnknown).with(
                format!("这里没有编码为{area}的网格，请先新建。"),
                format!("There is no grid {area} here; open it first."),
            );
            form.check::<()>(Err(told), at);
            continue;
        };
        if let Err(Error::Refused(refusals)) = check_from(&uow, area, from, "valid_from").await {
            refusals.into_iter().for_each(|refusal| form.refuse_with(refusal));
        }
        if outline.as_ref().is_some_and(|county| leaves_county(county, &boundary.polygons)) {
            let told = Refusal::new(Code::GridOutside).with(
                format!("{}（{area}）的边界超出了本县。", grid.name),
                format!("The border of {area} leaves the county."),
            );
            form.check::<()>(Err(told), format!("/features/{n}/geometry"));
        }
        taken.push((grid, boundary));
    }
    form.finish()?;
    let brought = BordersBrought {
        grids: taken.len(),
        points: found.iter().map(Boundary::points).sum(),
        datum,
        held_against_county: outline.is_some(),
    };
    for (grid, boundary) in taken {
        query::end_border(&uow, &boundary.area, from).await?;
        let border = row(&uow, &grid.code, &boundary.polygons, from, &meant.source)?;
        query::insert_borders(&uow, vec![border]).await?;
        let told = json!({
            "code": grid.code, "name": grid.name, "from": from, "source": meant.source.trim(), "polygons": boundary.polygons,
        });
        query::update(&uow, Grid { version: grid.version + 1, ..grid }).await?;
        uow.record_registry(stream(&boundary.area), "grid.border_drawn", &told)?;
    }
    let told = json!({ "grids": brought.grids, "source": meant.source.trim(), "datum": datum });
    uow.record_registry("grids:borders".to_owned(), "grids.borders_imported", &told)?;
    uow.commit().await?;
    app.grids.stale();
    Ok(brought)
}

/// Borders of an area on a day, in a system.
async fn asked(app: &App, asked: &BordersAsked, limit: u64) -> Result<GridBorders> {
    let area: AreaCode = asked
        .area
        .trim()
        .parse()
        .map_err(|refusal: Refusal| Refusal { pointer: Some("area".to_owned()), ..refusal })?;
    let on = asked.on.unwrap_or(app.db.today());
    let mut rows = query::borders_on(&app.db, &area, on, limit + 1).await?;
    let cut_off = rows.len() as u64 > limit;
    rows.truncate(limit as usize);
    let codes: Vec<String> = rows.iter().map(|row| row.grid.clone()).collect();
    let names = query::names(app.db.reader(), &codes).await?;
    let items = rows.into_iter().map(|row| {
        let mut polygons: Vec<Vec<Ring>> = serde_json::from_str(&row.polygons)?;
        polygons.iter_mut().flatten().flatten().for_each(|point| *point = asked.datum.of_wgs84(*point));
        Ok(GridBorder {
            level: level(&row.grid.parse()?)?,
            name: names.get(&row.grid).cloned().unwrap_or_default(),
            code: row.grid,
            polygons,
        })
    });
    Ok(GridBorders { datum: asked.datum, on, items: items.collect::<Result<_>>()?, cut_off })
}

/// For a map.
///
/// # Errors
/// [`Code::AreaMalformed`].
pub(super) async fn for_map(app: &App, query: &BordersAsked) -> Result<GridBorders> {
    asked(app, query, ON_A_MAP).await
}

/// As GeoJSON. The system stands beside the features: the format itself knows WGS-84 alone (RFC 7946).
///
/// # Errors
/// [`Code::AreaMalformed`].
pub(super) async fn export(app: &App, query: &BordersAsked) -> Result<Vec<u8>> {
    let found = asked(app, query, IN_A_FILE).await?;
    let feature = |item: &GridBorder| -> Value {
        json!({
            "type": "Feature",
            "properties": { "code": item.code, "name": item.name, "level": item.level },
            "geometry": { "type": "MultiPolygon", "coordinates": item.polygons },
        })
    };
    let features: Vec<Value> = found.items.iter().map(feature).collect();
    let whole = json!({ "type": "FeatureCollection", "datum": found.datum, "on": found.on, "features": features });
    Ok(serde_json::to_vec(&whole)?)
}

/// The grids a point lies in: today by the index in memory, on another day by the borders of that day. Neither the point
/// nor who asked is kept.
///
/// # Errors
/// [`Code::CoordinateOutside`].
pub(super) async fn find(app: &App, sent: &PointAsked) -> Result<GridsFound> {
    let point = sent.at.wgs84().map_err(|refusal| Refusal { pointer: Some("/at/longitude".into()), ..refusal })?;
    let codes: Vec<String> = match sent.on.filter(|day| *day != app.db.today()) {
        None => app.grids.index(&app.db).await?.find(point).into_iter().map(AreaCode::to_string).collect(),
        Some(day) => {
            let mut codes = Vec::new();
            for border in query::around(&app.db, point, day).await? {
                let polygons: Vec<Vec<Ring>> = serde_json::from_str(&border.polygons)?;
                if polygons.iter().any(|rings| contains(rings, point)) {
                    codes.push(border.grid);
                }
            }
            codes.sort_unstable_by_key(|code| (usize::MAX - code.len(), code.clone()));
            codes
        }
    };
    let names = query::names(app.db.reader(), &codes).await?;
    let items =
        codes.into_iter().map(|code| GridRef { name: names.get(&code).cloned().unwrap_or_default(), code }).collect();
    let shown = sent.show_in.map(|datum| {
        let [longitude, latitude] = datum.of_wgs84(point);
        Coordinate { longitude, latitude, datum }
    });
    Ok(GridsFound { items, shown })
}

/// The borders a grid had and has, the newest first.
pub(super) async fn history(app: &App, area: &AreaCode) -> Result<Vec<GridBorderLine>> {
    let rows = query::borders(app.db.reader(), area).await?;
    let day = |text: &str| text.parse::<Date>().map_err(|_| Error::Damaged("a day of a border".into()));
    rows.iter()
        .map(|row| {
            let polygons: Vec<Vec<Ring>> = serde_json::from_str(&row.polygons)?;
            Ok(GridBorderLine {
                id: IdText(row.id),
                valid_from: day(&row.valid_from)?,
                valid_until: row.valid_until.as_deref().map(day).transpose()?,
                source: row.source.clone(),
                points: polygons.iter().flatten().map(Vec::len).sum(),
            })
        })
        .collect()
}
