//! A trial: the rules of a draft run over events that happened, before anybody publishes them. Nothing is kept.

use bandeng_core::dispatch::{Dispatch, EventPlan, EventQuestion, PlanFault};
use bandeng_core::kernel::clock::china_time;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, IdText, Refusal, Text};
use bandeng_core::matters::Channel;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::Actor;
use bandeng_store::Result;
use serde::Serialize;
use utoipa::ToSchema;

use super::{planning, plans, query};
use crate::http::App;

/// Where a plan sends an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct TrialRoute {
    pub rule: u16,
    /// How the rule reads.
    pub sentence: Text,
}

/// An event that would go elsewhere.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrialMove {
    pub code: String,
    pub title: String,
    pub registered_at: i64,
    /// By the rules that hold; none where no rule fits.
    pub before: Option<TrialRoute>,
    pub after: Option<TrialRoute>,
}

/// What a change of the rules would have done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanTrial {
    /// Events that were looked at: the newest of the county, or the next behind them.
    pub events: usize,
    /// Try with this for what lies further back; none where everything was looked at.
    pub next: Option<IdText>,
    /// Of these, how many would have gone to another unit, at another level or within another limit.
    pub elsewhere: usize,
    /// For how many no rule fits: somebody chooses.
    pub unrouted: usize,
    /// How many each rule would have taken, in their order.
    pub taken: Vec<usize>,
    /// Rules that never get their turn, whatever happens. Which fit nothing that happened, `taken` of all pages says.
    pub faults: Vec<PlanFault>,
    /// The first of those that would have gone elsewhere.
    pub moves: Vec<TrialMove>,
}

/// Events looked at in one go at most: none of them holds a reader for long, and whoever waits sees how far it is.
const EVENTS: u16 = 1_000;
/// Events shown.
const SHOWN: usize = 100;

pub(super) async fn run(
    app: &App,
    actor: &Actor,
    plan: &EventPlan,
    after: Option<IdText>,
    limit: Option<u16>,
) -> Result<PlanTrial> {
    let county = planning::kept_by(actor)?;
    let limit = limit.unwrap_or(EVENTS);
    if !(1..=EVENTS).contains(&limit) {
        return Err(Refusal::at(Code::OutOfRange, "/limit").into());
    }
    plan.check()?;
    let mut form = Form::default();
    let units = query::units(app.db.reader(), &county, &plans::units_of(plan)).await?;
    planning::check_units(&mut form, &units, plan);
    form.finish()?;
    let held = app.plans.of(&app.db, &app.books, &county).await?;
    let sentences = plans::sentences(&app.db, &app.books, &county, plan).await?;
    let calendar = app.calendar();
    let past = query::past(&app.db, &county, after.map(|id| id.0), u64::from(limit)).await?;
    let mut trial = PlanTrial {
        events: past.len(),
        next: past.last().filter(|_| past.len() == usize::from(limit)).map(|event| IdText(event.id)),
        elsewhere: 0,
        unrouted: 0,
        taken: vec![0; plan.rules.len()],
        faults: plan.faults(),
        moves: Vec::new(),
    };
    for event in past {
        let d: Dispatch = serde_json::from_str(&event.body)?;
        let (area, at) = (event.area.parse::<AreaCode>()?, china_time(event.registered_at));
        let question = EventQuestion {
            category: &d.category,
            class: d.class,
            area: &area,
            channel: event.channel.parse::<Channel>()?,
            level: d.reported_level.as_deref(),
            hour: at.hour().unsigned_abs(),
            workday: calendar.is_workday(at.date()),
        };
        let (before, after) = (held.plan.choose(&question), plan.choose(&question));
        match after {
            Some(rule) => trial.taken[usize::from(rule) - 1] += 1,
            None => trial.unrouted += 1,
        }
        if sends(&held.plan, before) == sends(plan, after) {
            continue;
        }
        trial.elsewhere += 1;
        if trial.moves.len() < SHOWN {
            let route = |rule: Option<u16>, sentences: &[Text]| {
                let rule = rule?;
                Some(TrialRoute { rule, sentence: sentences.get(usize::from(rule) - 1)?.clone() })
            };
            trial.moves.push(TrialMove {
                code: event.code,
                title: event.title,
                registered_at: event.registered_at,
                before: route(before, &held.sentences),
                after: route(after, &sentences),
            });
        }
    }
    Ok(trial)
}

/// Where a rule sends an event and how, without the number it stands under.
fn sends(plan: &EventPlan, rule: Option<u16>) -> Option<(IdText, &[IdText], &str, String, bool)> {
    let rule = plan.rule(rule?)?;
    let limit = rule.finish.or_else(|| plan.level(&rule.level)?.finish);
    let limit = limit.map(|limit| limit.words().zh).unwrap_or_default();
    Some((rule.unit, &rule.assisting, &rule.level, limit, rule.at_once))
}
