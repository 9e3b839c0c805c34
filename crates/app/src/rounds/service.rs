//! Planning rounds, writing down what was done and wished, and what comes of it.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, Refusal, Text};
use bandeng_core::matters::party::Party;
use bandeng_core::matters::{Channel, DisputeKind, Intake, Lead, Source};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, Rule, rule};
use bandeng_core::rounds::{MOST_STOPS, PersonalMark, RoundState, StopKind, personal_marks};
use bandeng_store::{Ctx, Error, Result, Uow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::query::{self, Round, Stop};
use crate::grids;
use crate::grids::view::GridRef;
use crate::http::App;
use crate::intake::service::{self as intake, Receipt};

const PAGE: u64 = 50;
/// Grids of one table.
const COVERED: u64 = 5_000;

/// A stop to be planned. It names a place or a body; there is no field for a person.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStop {
    pub kind: StopKind,
    /// The grid it lies in.
    pub grid: String,
    /// Which building, which body, which service; may be blank for a grid.
    #[serde(default)]
    pub what: String,
}

/// A round to be planned.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRound {
    pub name: String,
    pub area: String,
    pub from_on: Date,
    pub until_on: Date,
    pub stops: Vec<NewStop>,
    /// The warning was read: the numbers in the text are nobody's.
    #[serde(default)]
    pub nobody_named: bool,
}

/// What was done at a stop, and what was wished.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StopRecord {
    pub done_on: Date,
    pub done: String,
    #[serde(default)]
    pub wished: String,
    #[serde(default)]
    pub nobody_named: bool,
}

/// What comes of a stop. Everything else of the matter is there already.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StopMatter {
    pub kind: DisputeKind,
    /// Who asks, and who is asked where that is known: a matter has parties, a round has none.
    pub parties: Vec<Party>,
    /// What was found, where it is more than was written down.
    #[serde(default)]
    pub narrative: String,
}

/// A stop.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct StopView {
    pub n: i32,
    pub kind: StopKind,
    pub grid: GridRef,
    pub what: String,
    pub done_on: Option<Date>,
    pub done: String,
    pub wished: String,
    /// The matter that came of it.
    pub matter: Option<String>,
}

/// A round in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct RoundLine {
    pub id: IdText,
    pub name: String,
    pub area: String,
    pub from_on: Date,
    pub until_on: Date,
    pub state: RoundState,
    pub stops: usize,
    pub done: usize,
}

/// A round.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundView {
    #[serde(flatten)]
    pub line: RoundLine,
    pub stations: Vec<StopView>,
    /// The reader may write down what was done here.
    pub may_record: bool,
    /// The reader may close it.
    pub may_close: bool,
}

/// A page of rounds, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundPage {
    pub items: Vec<RoundLine>,
    pub next: Option<String>,
}

/// How often a grid was visited. Of grids, never of people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GridCovered {
    pub grid: GridRef,
    pub stops: i64,
    pub last_on: Option<Date>,
}

/// Coverage of an area between two days, in the order of codes: not of visits, and not of who went.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Coverage {
    pub from: Date,
    pub until: Date,
    pub items: Vec<GridCovered>,
}

fn stream(id: Id) -> String {
    format!("round:{id}")
}

fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| Error::Damaged("a day of a round".into()))
}

/// Warns of what says which person is meant. Whoever has read the warning says so and goes on.
fn warn(texts: &[(&str, String)], nobody_named: bool) -> Result<()> {
    if nobody_named {
        return Ok(());
    }
    let mut found = Vec::new();
    for (text, at) in texts {
        for mark in personal_marks(text) {
            let (label, advice): (Text, Text) = (mark.label(), PersonalMark::advice(mark));
            let refusal = Refusal::at(Code::TextPersonal, at.clone());
            found.push(refusal.with(format!("{}：{}", label.zh, advice.zh), format!("{}: {}", label.en, advice.en)));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found.into()) }
}

/// Plans a round.
///
/// # Errors
/// Fields, [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::GridUnknown`], [`Code::TextPersonal`].
pub(super) async fn plan(app: &App, ctx: &Ctx, new: &NewRound) -> Result<RoundView> {
    let mut form = Form::default();
    form.text(&new.name, 60, "/name");
    let area = form.check(new.area.trim().parse::<AreaCode>(), "/area");
    if new.until_on < new.from_on {
        form.refuse(Code::DatesReversed, "/until_on");
    }
    if new.stops.is_empty() {
        form.refuse(Code::Required, "/stops");
    }
    if new.stops.len() > MOST_STOPS {
        form.refuse(Code::TooLong, "/stops");
    }
    for (i, stop) in new.stops.iter().enumerate() {
        let at = format!("/stops/{i}/what");
        match stop.kind {
            StopKind::Grid => form.optional_text(&stop.what, 120, &at),
            StopKind::Building | StopKind::Organisation | StopKind::Service => form.text(&stop.what, 120, &at),
        }
    }
    form.finish()?;
    let area = area.ok_or(Refusal::new(Code::Internal))?;
    let post = ctx.actor.post_for(Action::RoundPlan).ok_or(Refusal::new(Code::NotAllowed))?;
    ctx.actor.require_area(Action::RoundPlan, &area)?;
    let mut texts = vec![(new.name.as_str(), "/name".to_owned())];
    texts.extend(new.stops.iter().enumerate().map(|(i, stop)| (stop.what.as_str(), format!("/stops/{i}/what"))));
    warn(&texts, new.nobody_named)?;
    let mut uow = app.begin(ctx).await?;
    let codes: Vec<String> = new.stops.iter().map(|stop| stop.grid.trim().to_owned()).collect();
    let known = grids::query::names(uow.read(), &codes).await?;
    let mut form = Form::default();
    for (i, code) in codes.iter().enumerate() {
        if !known.contains_key(code) || !code.starts_with(area.as_str()) {
            form.refuse(Code::GridUnknown, format!("/stops/{i}/grid"));
        }
    }
    form.finish()?;
    let id = uow.next_id();
    let row = Round {
        id,
        area: area.to_string(),
        organisation_id: post.organisation,
        name: new.name.trim().to_owned(),
        from_on: new.from_on.to_string(),
        until_on: new.until_on.to_string(),
        state: RoundState::Open.to_string(),
        created_at: uow.now(),
    };
    let stops = new.stops.iter().zip(codes).zip(1..).map(|((stop, grid), n)| Stop {
        round_id: id,
        n,
        kind: stop.kind.to_string(),
        grid,
        what: stop.what.trim().to_owned(),
        done_on: None,
        done: String::new(),
        wished: String::new(),
        matter: None,
    });
    let stops: Vec<Stop> = stops.collect();
    let told = json!({ "name": row.name, "area": row.area, "stops": stops.len() });
    query::insert(&uow, row, stops).await?;
    uow.record_registry(stream(id), "round.planned", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// Areas in which somebody may record.
fn areas(actor: &Actor) -> Vec<AreaCode> {
    let may = |role| rule(role, Action::RoundRecord) != Rule::Never || rule(role, Action::RoundPlan) != Rule::Never;
    let mut areas: Vec<AreaCode> = actor.posts.iter().filter(|post| may(post.role)).map(|p| p.area.clone()).collect();
    areas.sort_unstable();
    areas.dedup();
    areas
}

/// A round is there for whoever works in its area, and for whoever works in a part of it.
fn reached(actor: &Actor, round: &Round) -> Result<()> {
    let areas = areas(actor);
    if areas.is_empty() {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let here: AreaCode = round.area.parse()?;
    if areas.iter().any(|area| area.contains(&here) || here.contains(area)) {
        Ok(())
    } else {
        Err(Refusal::new(Code::NotFound).into())
    }
}

/// Rounds within one's area, the newest first.
///
/// # Errors
/// [`Code::NotAllowed`].
pub(super) async fn page(app: &App, actor: &Actor, after: Option<Id>) -> Result<RoundPage> {
    let mut areas = areas(actor);
    if areas.is_empty() {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    // A town's round leads through its villages as well: whoever works in one sees it.
    let above: Vec<AreaCode> =
        areas.iter().flat_map(|area| std::iter::successors(area.parent(), AreaCode::parent)).collect();
    let own = areas.clone();
    areas.extend(above.into_iter().filter(|area| area.as_str().len() >= 9));
    let mut rows = query::page(&app.db, &areas, after, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id.to_string());
    let overlaps =
        |round: &Round| own.iter().any(|a| a.as_str().starts_with(&round.area) || round.area.starts_with(a.as_str()));
    rows.retain(overlaps);
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let stops = query::stops(app.db.reader(), &ids).await?;
    let items = rows.into_iter().map(|row| {
        let own: Vec<&Stop> = stops.iter().filter(|stop| stop.round_id == row.id).collect();
        line(row, &own)
    });
    Ok(RoundPage { items: items.collect::<Result<_>>()?, next })
}

fn line(row: Round, stops: &[&Stop]) -> Result<RoundLine> {
    Ok(RoundLine {
        id: IdText(row.id),
        from_on: day(&row.from_on)?,
        until_on: day(&row.until_on)?,
        state: row.state.parse()?,
        stops: stops.len(),
        done: stops.iter().filter(|stop| stop.done_on.is_some()).count(),
        name: row.name,
        area: row.area,
    })
}

/// A round with its stops.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`].
pub(super) async fn show(app: &App, actor: &Actor, id: Id) -> Result<RoundView> {
    let row = query::one(app.db.reader(), id).await?.ok_or(Refusal::new(Code::NotFound))?;
    reached(actor, &row)?;
    let stops = query::stops(app.db.reader(), &[id]).await?;
    let codes: Vec<String> = stops.iter().map(|stop| stop.grid.clone()).collect();
    let names = grids::query::names(app.db.reader(), &codes).await?;
    let open = row.state == RoundState::Open.as_str();
    let area: AreaCode = row.area.parse()?;
    let line = line(row, &stops.iter().collect::<Vec<_>>())?;
    let stations = stops.into_iter().map(|stop| {
        Ok(StopView {
            n: stop.n,
            kind: stop.kind.parse()?,
            grid: GridRef { name: names.get(&stop.grid).cloned().unwrap_or_default(), code: stop.grid },
            what: stop.what,
            done_on: stop.done_on.as_deref().map(day).transpose()?,
            done: stop.done,
            wished: stop.wished,
            matter: stop.matter,
        })
    });
    Ok(RoundView {
        stations: stations.collect::<Result<_>>()?,
        may_record: open && actor.post_for(Action::RoundRecord).is_some(),
        may_close: open && actor.require_area(Action::RoundPlan, &area).is_ok(),
        line,
    })
}

/// A stop of a round that goes on, in whose grid the actor works.
async fn held(uow: &Uow, id: Id, n: i32) -> Result<(Round, Stop)> {
    let round = query::one_for_update(uow, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    reached(uow.actor(), &round)?;
    let stop = query::stop(uow.read(), id, n).await?.ok_or(Refusal::new(Code::NotFound))?;
    uow.actor().require_area(Action::RoundRecord, &stop.grid.parse()?)?;
    if round.state != RoundState::Open.as_str() {
        return Err(Refusal::new(Code::RoundOver).into());
    }
    Ok((round, stop))
}

/// Writes down what was done and wished at a stop.
///
/// # Errors
/// Fields, [`Code::NotFound`], [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::RoundOver`], [`Code::TextPersonal`].
pub(super) async fn record(app: &App, ctx: &Ctx, id: Id, n: i32, record: &StopRecord) -> Result<RoundView> {
    let mut form = Form::default();
    form.text(&record.done, 1_000, "/done");
    form.optional_text(&record.wished, 1_000, "/wished");
    if record.done_on > app.db.today() {
        form.refuse(Code::DateInFuture, "/done_on");
    }
    form.finish()?;
    warn(&[(&record.done, "/done".into()), (&record.wished, "/wished".into())], record.nobody_named)?;
    let mut uow = app.begin(ctx).await?;
    let (round, stop) = held(&uow, id, n).await?;
    let row = Stop {
        done_on: Some(record.done_on.to_string()),
        done: record.done.trim().to_owned(),
        wished: record.wished.trim().to_owned(),
        ..stop
    };
    query::update_stop(&uow, row).await?;
    uow.record_registry(stream(id), "round.recorded", &json!({ "name": round.name, "stop": n }))?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// Registers what came of a stop as a matter, in one transaction: place, day and story are there already.
///
/// # Errors
/// Fields, those of [`held`], [`Code::StopHasMatter`], those of registering.
pub(super) async fn matter(app: &App, ctx: &Ctx, id: Id, n: i32, sent: &StopMatter) -> Result<Receipt> {
    let today = app.db.today();
    let post = ctx.actor.post_for(Action::MatterRegister).ok_or(Refusal::new(Code::NotAllowed))?;
    let county = post.area.at(bandeng_core::places::Level::County).ok_or(Refusal::new(Code::AreaTooWide))?;
    let code = app.db.next_code(county.as_str(), today.year()).await?;
    let mut uow = app.begin(ctx).await?;
    let (round, stop) = held(&uow, id, n).await?;
    if stop.matter.is_some() {
        return Err(Refusal::new(Code::StopHasMatter).into());
    }
    let written: Vec<&str> = [sent.narrative.trim(), stop.done.as_str(), stop.wished.as_str()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    let form = Intake {
        kind: Some(sent.kind),
        subtype: None,
        source: Some(Source::OwnInitiative),
        subsource: None,
        channel: Some(Channel::Visit),
        title: String::new(),
        area: stop.grid.clone(),
        place: stop.what.clone(),
        occurred_on: None,
        narrative: written.join("\n"),
        claims: Some(stop.wished.clone()).filter(|wish| !wish.is_empty()).into_iter().collect(),
        amount_fen: None,
        parties: sent.parties.clone(),
        lead: Some(Lead {
            reporter: ctx.actor.name.clone(),
            capacity: "走访".to_owned(),
            phone: String::new(),
            received_on: stop.done_on.as_deref().map(day).transpose()?.or(Some(today)),
        }),
        entrustment: None,
        barrier: None,
        concerns: Vec::new(),
        committee: None,
    };
    let receipt = intake::register_as(app, &mut uow, code, &form).await?;
    let told = json!({ "name": round.name, "stop": n, "matter": receipt.code });
    query::update_stop(&uow, Stop { matter: Some(receipt.code.clone()), ..stop }).await?;
    uow.record_registry(stream(id), "round.matter_registered", &told)?;
    uow.commit().await?;
    Ok(receipt)
}

/// Closes a round.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::RoundOver`].
pub(super) async fn close(app: &App, ctx: &Ctx, id: Id) -> Result<RoundView> {
    let mut uow = app.begin(ctx).await?;
    let round = query::one_for_update(&uow, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    reached(&ctx.actor, &round)?;
    ctx.actor.require_area(Action::RoundPlan, &round.area.parse()?)?;
    if round.state != RoundState::Open.as_str() {
        return Err(Refusal::new(Code::RoundOver).into());
    }
    let told = json!({ "name": round.name });
    query::update(&uow, Round { state: RoundState::Closed.to_string(), ..round }).await?;
    uow.record_registry(stream(id), "round.closed", &told)?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

/// How often each grid of an area was visited. Whoever records there sees it.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaBeyond`], [`Code::DatesReversed`].
pub(super) async fn coverage(app: &App, actor: &Actor, area: &AreaCode, from: Date, until: Date) -> Result<Coverage> {
    actor.require_area(Action::RoundRecord, area)?;
    if until < from {
        return Err(Refusal::at(Code::DatesReversed, "until").into());
    }
    let rows = query::coverage(&app.db, area, from, until, COVERED).await?;
    let items = rows.into_iter().map(|row| {
        Ok(GridCovered {
            grid: GridRef { code: row.code, name: row.name },
            stops: row.stops,
            last_on: row.last_on.as_deref().map(day).transpose()?,
        })
    });
    Ok(Coverage { from, until, items: items.collect::<Result<_>>()? })
}
