//! A dispatch as its page shows it.

use bandeng_core::dispatch::guards::guards;
use bandeng_core::dispatch::ladder::{DueStep, LadderGround, LadderStep, TRIGGERS, due_steps, is_open};
use bandeng_core::dispatch::moves::{DispatchMoveKind, UnitOrder, offered};
use bandeng_core::dispatch::standing::next_step;
use bandeng_core::dispatch::{By, Dispatch, DispatchState, HandlingLevel, LevelLimit, Routed};
use bandeng_core::kernel::{Code, Text};
use bandeng_core::matters::MatterState;
use bandeng_core::mediation::standing::NextStep;
use bandeng_core::policy::{Actor, Sight};
use bandeng_store::Result;
use serde::Serialize;
use utoipa::ToSchema;

use super::form::EventCategory;
use super::plans::Published;
use super::similar::{self, SimilarEvent};
use super::{planning, query, service};
use crate::http::App;
use crate::matters::case::Matter;
use crate::matters::list::event_word;
use crate::matters::view::{Lacking, Named, lacking};

/// A move the server offers: a button exists because it stands here.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DispatchOffer {
    #[serde(rename = "move")]
    pub kind: DispatchMoveKind,
    pub label: Text,
    /// The likeliest: the one filled button.
    pub primary: bool,
    /// Nothing is in its way.
    pub ready: bool,
    pub lacking: Vec<Lacking>,
}

/// How a unit keeps its limits.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnitStanding {
    pub unit: u16,
    /// The reader acts for it.
    pub mine: bool,
    /// None while it may still answer, and where there is no limit.
    pub answered_in_time: Option<bool>,
    pub finished_in_time: Option<bool>,
    /// It was shifted on: it takes the place of another, or another takes its place.
    pub shifted: bool,
}

/// What the rules choose for this event.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RouteOffer {
    pub routed: Routed,
    pub level: String,
    pub units: Vec<UnitOrder>,
    pub finish: Option<LevelLimit>,
}

/// A step of the ladder and a ground on which it is open now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenStep {
    pub step: LadderStep,
    pub ground: LadderGround,
}

/// A dispatch as its page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DispatchView {
    pub n: u16,
    pub version: i64,
    pub state: DispatchState,
    pub next: NextStep,
    pub moves: Vec<DispatchOffer>,
    pub category: EventCategory,
    /// Everything recorded; none where the reader does not see content.
    pub body: Option<Dispatch>,
    pub units: Vec<UnitStanding>,
    /// How often it was said that it is not for a unit.
    pub objections: usize,
    /// Steps of the ladder whose ground has come true, and that nobody has taken.
    pub due: Vec<DueStep>,
    /// Every step that may be taken now, with its ground.
    pub steps: Vec<OpenStep>,
    /// What the rules choose, while it waits to be filed or sent; none where no rule fits.
    pub route: Option<RouteOffer>,
    /// The levels of the county, while it waits to be filed.
    pub levels: Vec<HandlingLevel>,
    /// Bodies it can be sent to, for who may send it.
    pub bodies: Vec<Named>,
    /// Leaders who may take charge, for who may ask them.
    pub leaders: Vec<Named>,
    /// Events that may be the same one, while it waits to be filed or sent.
    pub similar: Vec<SimilarEvent>,
}

/// Composes the page of a dispatch.
pub(super) async fn compose(app: &App, actor: &Actor, matter: &Matter, n: u16, d: &Dispatch) -> Result<DispatchView> {
    let (now, today) = (app.db.now(), app.db.today());
    let sight = Sight::of(actor, &matter.facts);
    let by = By { account: actor.account, name: actor.name.clone(), organisations: actor.organisations() };
    let open = matter.state == MatterState::Open;
    let moves = moves(actor, matter, d, &by, open);
    let offers = |kinds: &[DispatchMoveKind]| moves.iter().any(|offer| kinds.contains(&offer.kind));
    use DispatchMoveKind as K;
    let sends = offers(&[K::File, K::Send, K::Whistle, K::Decide, K::Object]);
    let raises = offers(&[K::Raise]);
    let plan = app.plans.of(&app.db, &app.books, &matter.key.county).await?;
    let book = app.books.of(&app.db, &matter.key.county).await?;
    let word = event_word(&d.category, Some((&book, d.opened_on)));
    let waits = matches!(d.state, DispatchState::Reported | DispatchState::Filed);
    let county = &matter.key.county;
    Ok(DispatchView {
        n,
        version: matter.version(),
        state: d.state,
        next: next_step(d),
        category: EventCategory { code: word.code, class: d.class, name: word.name },
        units: d
            .units
            .iter()
            .map(|unit| UnitStanding {
                unit: unit.no,
                mine: by.organisations.contains(&unit.organisation.0),
                answered_in_time: unit.answered_in_time(now),
                finished_in_time: unit.finished_in_time(now),
                shifted: unit.replaces.is_some() || d.units.iter().any(|other| other.replaces == Some(unit.no)),
            })
            .collect(),
        objections: d.objections.len(),
        due: if raises { due_steps(d, now, today) } else { Vec::new() },
        steps: if raises {
            let open = TRIGGERS.iter().filter(|t| is_open(d, t.step, t.ground, now, today));
            open.map(|t| OpenStep { step: t.step, ground: t.ground }).collect()
        } else {
            Vec::new()
        },
        route: if sends && waits { route(app, matter, d, &plan)? } else { None },
        levels: if offers(&[K::File]) { plan.plan.levels.clone() } else { Vec::new() },
        bodies: if sends { planning::named(query::units_around(app.db.reader(), county).await?) } else { Vec::new() },
        leaders: match offers(&[K::TakeCharge]) {
            true => planning::named(query::leaders(&app.db, county).await?),
            false => Vec::new(),
        },
        similar: match offers(&[K::Merge]) {
            true => similar::find(app, actor, matter, d).await?,
            false => Vec::new(),
        },
        moves,
        body: sight.narrative.then(|| d.clone()),
    })
}

fn moves(actor: &Actor, matter: &Matter, d: &Dispatch, by: &By, open: bool) -> Vec<DispatchOffer> {
    let mut primary = true;
    offered(d.state)
        .filter(|kind| open || service::after_closing(*kind) && matter.state != MatterState::Archived)
        .filter(|kind| actor.may(kind.action(), &matter.facts))
        .filter_map(|kind| {
            let waiting = guards(d, kind, by);
            // Not lacking something, but without an object: nothing to decide on, nobody's to accept.
            if waiting.iter().any(|r| r.code == Code::IllegalMove) {
                return None;
            }
            let lacking = lacking(waiting);
            let ready = lacking.is_empty();
            let first = primary && ready;
            primary = primary && !ready;
            Some(DispatchOffer { kind, label: kind.label(), primary: first, ready, lacking })
        })
        .collect()
}

fn route(app: &App, matter: &Matter, d: &Dispatch, plan: &Published) -> Result<Option<RouteOffer>> {
    let calendar = app.calendar();
    let chosen = service::choose(plan, &service::question(matter, d, &calendar)?);
    Ok(chosen.and_then(|chosen| {
        let level = plan.plan.rule(chosen.routed.rule)?.level.clone();
        Some(RouteOffer { level, routed: chosen.routed, units: chosen.units, finish: chosen.finish })
    }))
}
