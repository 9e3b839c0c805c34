//! Bringing outlines and handing them out.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::places::AreaCode;
use bandeng_core::places::boundary::{Boundary, Datum, read};
use bandeng_core::policy::{Action, require_general};
use bandeng_store::{Ctx, Error, Result};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::query::{self, Outline};
use crate::http::App;

/// Bytes of a file: a county with its towns and villages, as the bureau of surveying gives it, has a tenth of it.
pub(super) const MOST: usize = 10 * 1024 * 1024;

/// How the file is meant, and where it comes from.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meant {
    pub datum: Datum,
    /// Who made it, and the number under which the map was examined, where it has one.
    pub source: String,
}

/// What was brought.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BoundariesImported)]
pub(crate) struct Brought {
    pub areas: usize,
    /// Points that are kept of their outlines.
    pub points: usize,
    /// As which coordinates the file was read.
    pub datum: Datum,
}

/// The outline of an area, with its name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AreaBoundary)]
pub(crate) struct Named {
    pub name: String,
    pub source: String,
    #[serde(flatten)]
    pub boundary: Boundary,
}

/// The outlines a map of an area needs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AreaBoundaries)]
pub(crate) struct Boundaries {
    /// In WGS-84. The area's own, where there is one, and those directly in it.
    pub items: Vec<Named>,
    /// Of how many areas there are outlines at all.
    pub known: i64,
}

/// Outlines of an area and of those directly in it.
///
/// # Errors
/// [`Code::AreaMalformed`].
pub(super) async fn list(app: &App, area: &str) -> Result<Boundaries> {
    let area: AreaCode =
        area.trim().parse().map_err(|refusal: Refusal| Refusal { pointer: Some("area".to_owned()), ..refusal })?;
    let rows = query::around(&app.db, &area).await?;
    let items = rows.into_iter().map(|(name, row)| {
        Ok(Named {
            name,
            source: row.source,
            boundary: Boundary { area: row.area.parse()?, polygons: serde_json::from_str(&row.body)? },
        })
    });
    Ok(Boundaries { items: items.collect::<Result<_>>()?, known: query::count(&app.db).await? })
}

/// Takes a file whole, or with every fault at its place not at all.
///
/// # Errors
/// [`Code::NotAllowed`], those of [`read`], [`Code::AreaUnknown`].
pub(super) async fn import(app: &App, ctx: &Ctx, meant: &Meant, bytes: Bytes) -> Result<Brought> {
    require_general(&ctx.actor, Action::AreaManage)?;
    let mut form = Form::default();
    form.text(&meant.source, 120, "source");
    form.finish()?;
    let datum = meant.datum;
    let reading = tokio::task::spawn_blocking(move || read(&bytes, datum));
    let found = reading.await.map_err(|error| Error::Other(format!("reading outlines: {error}")))??;
    let known = query::known(&app.db, found.iter().map(|boundary| boundary.area.clone()).collect()).await?;
    let mut form = Form::default();
    for (n, boundary) in found.iter().enumerate().filter(|(_, b)| !known.contains(b.area.as_str())).take(20) {
        let refusal = Refusal::new(Code::AreaUnknown)
            .with(format!("没有{}这个区划。", boundary.area), format!("There is no area {}.", boundary.area));
        form.check::<()>(Err(refusal), format!("/features/{n}/properties"));
    }
    let beyond = |boundary: &Boundary| ctx.actor.require_area(Action::AreaManage, &boundary.area).is_err();
    for (n, _) in found.iter().enumerate().filter(|(_, boundary)| beyond(boundary)).take(20) {
        form.refuse(Code::AreaBeyond, format!("/features/{n}/properties"));
    }
    form.finish()?;
    let mut uow = app.begin(ctx).await?;
    let brought = Brought { areas: found.len(), points: found.iter().map(Boundary::points).sum(), datum };
    let (now, source) = (uow.now(), meant.source.trim());
    let outlines = found.iter().map(|boundary| {
        Ok(Outline {
            area: boundary.area.to_string(),
            body: serde_json::to_string(&boundary.polygons)?,
            points: i32::try_from(boundary.points()).unwrap_or(i32::MAX),
            source: source.to_owned(),
            imported_at: now,
            imported_by: ctx.actor.account,
        })
    });
    query::put(&uow, outlines.collect::<Result<_>>()?).await?;
    let told = json!({ "areas": brought.areas, "points": brought.points, "source": source, "datum": datum });
    uow.record_registry("areas:boundaries".to_owned(), "boundaries.imported", &told)?;
    uow.commit().await?;
    Ok(brought)
}
