//! How many people live in an area: entered by the county that knows, for rates per 10,000 people.

use bandeng_core::figures::population::check;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::query::population::{self as query, Population};
use crate::http::App;
use crate::identity::service::stream;

/// An area and a year.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PopulationQuery {
    /// Left out, the one of the reader's post.
    #[serde(default)]
    pub area: Option<String>,
    pub year: i16,
}

/// How many people live in an area, for a year.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub(crate) struct PopulationEntry {
    pub area: String,
    pub year: i16,
    /// Left out, what was entered is taken out again.
    #[serde(default)]
    pub people: Option<i64>,
    /// Who counted: a census, the yearbook of the statistics bureau.
    #[serde(default)]
    pub source: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PopulationLine {
    pub area: String,
    pub name: String,
    /// None where nobody entered it.
    pub people: Option<i64>,
    pub source: Option<String>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Populations {
    pub year: i16,
    /// The area itself, then those directly in it.
    pub items: Vec<PopulationLine>,
}

/// What was entered for an area and those directly in it.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::AreaUnknown`]; fields.
pub(super) async fn list(app: &App, actor: &Actor, asked: &PopulationQuery) -> Result<Populations> {
    let post = actor.post_for(Action::PopulationKeep).ok_or(Refusal::new(Code::NotAllowed))?;
    let area = match asked.area.as_deref().map(str::trim) {
        None | Some("") => post.area.clone(),
        Some(code) => place(code, "area")?,
    };
    actor.require_area(Action::PopulationKeep, &area)?;
    let known = query::of_year(&app.db, &area, asked.year).await?;
    if known.first().is_none_or(|first| first.code != area.as_str()) {
        return Err(Refusal::at(Code::AreaUnknown, "area").into());
    }
    let items = known
        .into_iter()
        .map(|known| {
            let (people, source) = known.people.unzip();
            PopulationLine { area: known.code, name: known.name, people, source }
        })
        .collect();
    Ok(Populations { year: asked.year, items })
}

/// Enters a number, or takes it out.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::AreaUnknown`]; fields.
pub(super) async fn put(app: &App, ctx: &Ctx, entry: &PopulationEntry) -> Result<()> {
    let area = place(&entry.area, "/area")?;
    ctx.actor.require_area(Action::PopulationKeep, &area)?;
    if let Some(people) = entry.people {
        let mut form = Form::default();
        check(&mut form, entry.year, people, &entry.source, app.db.today());
        form.finish()?;
    }
    let name = crate::places::query::names(&app.db, [area.clone()].into()).await?;
    let name = name.get(area.as_str()).cloned().ok_or(Refusal::at(Code::AreaUnknown, "/area"))?;
    let mut uow = app.begin(ctx).await?;
    let row = entry.people.map(|people| Population {
        area: area.to_string(),
        year: entry.year.into(),
        people,
        source: entry.source.trim().to_owned(),
        recorded_at: uow.now(),
        recorded_by: ctx.actor.account,
    });
    let told = json!({
        "area": area, "name": name, "year": entry.year, "people": entry.people, "source": entry.source.trim(),
    });
    let kind = if row.is_some() { "population.recorded" } else { "population.removed" };
    if query::put(&uow, &area, entry.year, row).await? {
        uow.record_registry(stream(ctx.actor.account), kind, &told)?;
    }
    uow.commit().await
}

fn place(code: &str, at: &str) -> Result<AreaCode> {
    let area: AreaCode =
        code.trim().parse().map_err(|refusal: Refusal| Refusal { pointer: Some(at.to_owned()), ..refusal })?;
    if area.level() > Level::Village { Err(Refusal::at(Code::AreaTooNear, at).into()) } else { Ok(area) }
}
