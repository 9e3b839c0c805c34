//! Rubrics of counties, in dated versions. Before a county has published one, the preset of the house is in force.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Refusal};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor};
use bandeng_core::reviews::Rubric;
use bandeng_store::{Ctx, Result};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::query::{self, RubricRow};
use super::view::{RubricVersion, RubricView};
use crate::http::App;

/// A rubric to be published.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRubric {
    /// From which day new reviews are held by it.
    pub takes_effect_on: Date,
    pub rubric: Rubric,
}

/// The county in which a reviewer works.
///
/// # Errors
/// [`Code::NotAllowed`] without such a post, [`Code::PublicArea`] above a county.
pub(super) fn county_of(actor: &Actor) -> Result<AreaCode, Refusal> {
    let post = actor.post_for(Action::ReviewDraw).ok_or(Refusal::new(Code::NotAllowed))?;
    let code = post.area.as_str();
    match code.get(..6) {
        Some(county) => county.parse(),
        None => Err(Refusal::new(Code::PublicArea)),
    }
}

/// The rubric in force in a county on a day; version 0 is the preset.
pub(super) async fn in_force(connection: &impl ConnectionTrait, county: &str, on: Date) -> Result<RubricVersion> {
    match query::rubric_of(connection, county, on).await? {
        Some(row) => version(&row),
        None => Ok(RubricVersion { version: 0, takes_effect_on: None, rubric: Rubric::preset() }),
    }
}

fn version(row: &RubricRow) -> Result<RubricVersion> {
    Ok(RubricVersion {
        version: row.version,
        takes_effect_on: row.takes_effect_on.parse().ok(),
        rubric: serde_json::from_str(&row.body)?,
    })
}

/// The rubric of the reader's county, and all its versions.
pub(super) async fn show(app: &App, actor: &Actor) -> Result<RubricView> {
    let county = county_of(actor)?;
    let reader = app.db.reader();
    let versions = query::rubric_versions(reader, county.as_str()).await?;
    Ok(RubricView {
        in_force: in_force(reader, county.as_str(), app.db.today()).await?,
        versions: versions.iter().map(version).collect::<Result<_>>()?,
    })
}

/// Publishes a rubric for the county: for those whose post is the county's, since a town does not set the measure for
/// others. Reviews that go on keep theirs.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::PublicationTooEarly`], [`Code::RubricUnchanged`], fields.
pub(super) async fn publish(app: &App, ctx: &Ctx, new: &NewRubric) -> Result<RubricView> {
    let county = county_of(&ctx.actor)?;
    ctx.actor.require_area(Action::ReviewDraw, &county)?;
    let mut form = Form::default();
    for refusal in checked(&new.rubric) {
        form.refuse(refusal.code, format!("/rubric{}", refusal.pointer.unwrap_or_default()));
    }
    if new.takes_effect_on < app.db.today() {
        form.refuse(Code::PublicationTooEarly, "/takes_effect_on");
    }
    form.finish()?;
    let mut uow = app.begin(ctx).await?;
    let versions = query::rubric_versions(uow.read(), county.as_str()).await?;
    let latest = versions.first().map(version).transpose()?;
    if latest.as_ref().is_some_and(|latest| latest.takes_effect_on > Some(new.takes_effect_on)) {
        return Err(Refusal::at(Code::PublicationTooEarly, "/takes_effect_on").into());
    }
    if latest.as_ref().map_or_else(Rubric::preset, |latest| latest.rubric.clone()) == new.rubric {
        return Err(Refusal::new(Code::RubricUnchanged).into());
    }
    let number = latest.map_or(0, |latest| latest.version) + 1;
    let body = serde_json::to_string(&new.rubric)?;
    let sha256 = hex::encode(Sha256::digest(body.as_bytes()));
    let row = RubricRow {
        county: county.to_string(),
        version: number,
        takes_effect_on: new.takes_effect_on.to_string(),
        body,
        published_at: uow.now(),
        published_by: ctx.actor.account,
    };
    query::insert_rubric(&uow, row).await?;
    let told =
        json!({ "version": number, "takes_effect_on": new.takes_effect_on, "rubric": new.rubric, "sha256": sha256 });
    uow.record_registry(format!("rubrics:{county}"), "rubric.published", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor).await
}

fn checked(rubric: &Rubric) -> Vec<Refusal> {
    let mut form = Form::default();
    rubric.check(&mut form);
    form.finish().err().unwrap_or_default()
}
