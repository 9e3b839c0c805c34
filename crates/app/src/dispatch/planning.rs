//! The county's levels of handling and routing rules: what holds, what is being edited, publishing.

use bandeng_core::dispatch::levels::LevelScheme;
use bandeng_core::dispatch::{EventPlan, HandlingLevel, PlanFault};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Id, IdText, Refusal, Text};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::{Ctx, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::{plans, query, report};
use crate::http::App;
use crate::matters::query as matter_rows;
use crate::matters::view::Named;
use crate::places::service as places;

/// A plan with its rules as sentences.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanText {
    pub plan: EventPlan,
    /// In the order of the rules.
    pub sentences: Vec<Text>,
    /// Rules that never get their turn. Told, and not in the way.
    pub faults: Vec<PlanFault>,
}

/// A version in outline.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanVersion {
    pub version: i64,
    pub note: String,
    pub published_at: i64,
    pub published_by: String,
}

/// A scheme a county may begin with.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanScheme {
    pub scheme: LevelScheme,
    pub name: Text,
    pub levels: Vec<HandlingLevel>,
}

/// What holds in a county, and what is being edited.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanView {
    /// 0 where nothing was published.
    pub version: i64,
    pub published: PlanText,
    /// Names this state of the draft; 0 where nothing was changed.
    pub revision: IdText,
    pub draft: PlanText,
    /// Epoch milliseconds.
    pub saved_at: Option<i64>,
    pub saved_by: Option<String>,
    pub versions: Vec<PlanVersion>,
    pub schemes: Vec<PlanScheme>,
    /// Bodies a rule may name.
    pub units: Vec<Named>,
}

/// The county whose plan somebody keeps.
pub(super) fn kept_by(actor: &Actor) -> Result<String> {
    require_general(actor, Action::EventPlan)?;
    let post = actor.post_for(Action::EventPlan).filter(|post| post.area.level() == Level::County);
    Ok(post.ok_or(Refusal::new(Code::PlanNoCounty))?.area.to_string())
}

async fn text(app: &App, county: &str, plan: EventPlan) -> Result<PlanText> {
    let sentences = plans::sentences(&app.db, &app.books, county, &plan).await?;
    Ok(PlanText { sentences, faults: plan.faults(), plan })
}

/// What holds, and what is being edited.
///
/// # Errors
/// [`Code::PlanNoCounty`].
pub(super) async fn read(app: &App, actor: &Actor) -> Result<PlanView> {
    let county = kept_by(actor)?;
    let reader = app.db.reader();
    let rows = query::versions(reader, &county).await?;
    let held = rows.first();
    let published: EventPlan = held.map_or(Ok(EventPlan::default()), |row| serde_json::from_str(&row.body))?;
    let draft = query::draft(reader, &county).await?;
    let accounts: Vec<Id> =
        rows.iter().map(|row| row.published_by).chain(draft.iter().map(|draft| draft.saved_by)).collect();
    let names = matter_rows::names(reader, accounts, [], []).await?;
    let edited: EventPlan = match &draft {
        Some(draft) => serde_json::from_str(&draft.body)?,
        None => published.clone(),
    };
    let scheme = |scheme: &LevelScheme| PlanScheme { scheme: *scheme, name: scheme.label(), levels: scheme.levels() };
    Ok(PlanView {
        version: held.map_or(0, |row| row.version),
        published: text(app, &county, published).await?,
        revision: IdText(draft.as_ref().map_or(0, |draft| draft.revision)),
        saved_at: draft.as_ref().map(|draft| draft.saved_at),
        saved_by: draft.as_ref().map(|draft| names.account(draft.saved_by)),
        draft: text(app, &county, edited).await?,
        versions: rows
            .into_iter()
            .map(|row| PlanVersion {
                version: row.version,
                note: row.note,
                published_at: row.published_at,
                published_by: names.account(row.published_by),
            })
            .collect(),
        schemes: LevelScheme::ALL.iter().map(scheme).collect(),
        units: named(query::units_around(reader, &county).await?),
    })
}

pub(super) fn named(of: Vec<(IdText, String)>) -> Vec<Named> {
    of.into_iter().map(|(id, name)| Named { id, name }).collect()
}

/// Refuses units that are not among the known ones of the county, each at its place.
pub(super) fn check_units(form: &mut Form, known: &[(IdText, String)], plan: &EventPlan) {
    let unit_known = |unit: &IdText| known.iter().any(|(id, _)| id == unit);
    for (i, rule) in plan.rules.iter().enumerate() {
        if !unit_known(&rule.unit) {
            form.refuse(Code::OrganisationUnknown, format!("/rules/{i}/unit"));
        }
        for (j, _) in rule.assisting.iter().enumerate().filter(|(_, unit)| !unit_known(unit)) {
            form.refuse(Code::OrganisationUnknown, format!("/rules/{i}/assisting/{j}"));
        }
    }
}

/// Checks a plan, also what must be looked up: units, areas, words.
pub(super) async fn check(app: &App, uow: &Uow, county: &str, plan: &EventPlan) -> Result<()> {
    plan.check()?;
    let mut form = Form::default();
    check_units(&mut form, &query::units(uow.read(), county, &plans::units_of(plan)).await?, plan);
    let book = app.books.of(&app.db, county).await?;
    for (i, rule) in plan.rules.iter().enumerate() {
        for (j, code) in rule.categories.iter().enumerate() {
            let at = format!("/rules/{i}/categories/{j}");
            if report::class_of(&book, code, uow.today(), &at).is_err() {
                form.refuse(Code::CategoryUnknown, at);
            }
        }
        for (j, area) in rule.areas.iter().enumerate() {
            let at = format!("/rules/{i}/areas/{j}");
            let Some(area) = form.check(area.parse::<AreaCode>(), &at) else { continue };
            if area.at(Level::County).is_none_or(|of| of.as_str() != county) {
                let own = ("规则只能写本县的地方。", "A rule names places of its own county.");
                form.refuse_with(Refusal::at(Code::AreaUnknown, at).with(own.0, own.1));
            } else if let Some(refused) = places::objection(uow, &area).await? {
                form.refuse(refused, at);
            }
        }
    }
    Ok(form.finish()?)
}

/// Keeps a draft, if it can be read as a plan; its new revision.
///
/// # Errors
/// [`Code::PlanNoCounty`], [`Code::PlanMoved`], every fault at its field.
pub async fn save(app: &App, uow: &Uow, seen: i64, plan: &EventPlan) -> Result<Id> {
    let county = kept_by(uow.actor())?;
    check(app, uow, &county, plan).await?;
    let revision = uow.next_id();
    let body = serde_json::to_string(plan)?;
    let draft = query::Draft { county, revision, body, saved_at: uow.now(), saved_by: uow.actor().account };
    expect(query::save(uow, seen, draft).await?)?;
    Ok(revision)
}

fn expect(written: bool) -> Result<()> {
    if written { Ok(()) } else { Err(Refusal::new(Code::PlanMoved).into()) }
}

/// Throws the draft away.
///
/// # Errors
/// [`Code::PlanNoCounty`], [`Code::PlanMoved`].
pub(super) async fn discard(uow: &Uow, seen: i64) -> Result<()> {
    let county = kept_by(uow.actor())?;
    expect(query::drop(uow, &county, seen).await?)
}

/// Which draft is meant, and what it is about.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanPublication {
    pub revision: IdText,
    pub note: String,
}

/// Publishes the draft as the next version; returns its number. It holds from now on and never changes; what was sent
/// before stays as it is.
///
/// # Errors
/// [`Code::PlanNoCounty`], [`Code::PlanMoved`], [`Code::NothingToPublish`], fields, faults of the draft.
pub async fn publish(app: &App, ctx: &Ctx, publication: &PlanPublication) -> Result<i64> {
    let county = kept_by(&ctx.actor)?;
    let mut form = Form::default();
    form.text(&publication.note, 200, "/note");
    form.finish()?;
    let mut uow = app.begin(ctx).await?;
    let draft = query::draft(uow.read(), &county).await?.filter(|draft| draft.revision == publication.revision.0);
    // Of two who publish at once the second finds nothing to drop.
    let draft = draft.ok_or(Refusal::new(Code::PlanMoved))?;
    expect(query::drop(&uow, &county, draft.revision).await?)?;
    let plan: EventPlan = serde_json::from_str(&draft.body)?;
    check(app, &uow, &county, &plan).await?;
    let held = query::later(uow.read(), &county, 0).await?;
    if held.as_ref().is_some_and(|row| row.body == draft.body) {
        return Err(Refusal::new(Code::NothingToPublish).into());
    }
    let version = held.map_or(0, |row| row.version) + 1;
    let note = publication.note.trim().to_owned();
    let event = json!({
        "county": county, "version": version, "levels": plan.levels.len(), "rules": plan.rules.len(), "note": note,
        "sha256": hex::encode(Sha256::digest(draft.body.as_bytes())),
    });
    let row = query::VersionRow {
        county: county.clone(),
        version,
        body: draft.body,
        note,
        published_at: uow.now(),
        published_by: uow.actor().account,
    };
    query::insert(&uow, row).await?;
    uow.record_registry(format!("event-plan:{county}"), "event_plan.published", &event)?;
    uow.commit().await?;
    app.plans.stale(&county);
    Ok(version)
}
