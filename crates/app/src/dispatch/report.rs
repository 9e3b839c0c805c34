//! Reporting: everything in one transaction, once, and routed at once where a rule says so.

use std::str::FromStr;
use std::sync::Arc;

use bandeng_core::dictionaries::{Book, Dictionary};
use bandeng_core::dispatch::standing::next_step;
use bandeng_core::dispatch::{Appeal, Dispatch, DispatchMove, DispatchState, EventClass, EventReport, Routed};
use bandeng_core::kernel::{Code, Date, Refusal};
use bandeng_core::matters::intake::{Checked, Intake, Lead};
use bandeng_core::matters::{DisputeKind, Source};
use bandeng_core::places::Level;
use bandeng_core::policy::{Action, require_general};
use bandeng_store::{Ctx, Result, Uow};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::plans::Published;
use super::{query, service};
use crate::http::App;
use crate::intake::service as intake;
use crate::matters::case::lock;
use crate::matters::list::event_word;
use crate::matters::query as matter_rows;
use crate::matters::service::{self as matters, Registration};
use crate::places::service as places;

/// What the reporter sees the moment it is saved.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EventReceipt {
    pub code: String,
    /// The code in groups, as it is read out on the telephone.
    pub grouped: String,
    /// Epoch milliseconds.
    pub registered_at: i64,
    pub state: DispatchState,
    /// The rule that sent it on at once, if one did.
    pub routed: Option<Routed>,
    /// What a further move must have seen.
    pub version: i64,
}

/// What a category stands for: a class, or a word of the county that is offered on this day.
///
/// # Errors
/// [`Code::CategoryUnknown`] at the pointer.
pub(super) fn class_of(book: &Book, code: &str, day: Date, pointer: &str) -> Result<EventClass, Refusal> {
    let of_county = || {
        let offered = book.offered(Dictionary::Event, day);
        offered.iter().find(|entry| entry.code == code).and_then(|entry| EventClass::from_str(&entry.parent).ok())
    };
    EventClass::from_str(code).ok().or_else(of_county).ok_or_else(|| Refusal::at(Code::CategoryUnknown, pointer))
}

/// Reports an event. `key`: the submission's own number; the same one again answers the same and changes nothing.
///
/// # Errors
/// Fields, [`Code::CategoryUnknown`], [`Code::AreaUnknown`], [`Code::AreaEnded`], [`Code::IdempotencyMismatch`].
pub async fn report(app: &App, ctx: &Ctx, key: Option<&str>, form: &EventReport) -> Result<EventReceipt> {
    require_general(&ctx.actor, Action::EventReport)?;
    let today = app.db.today();
    let area = form.check(today)?.area;
    let post = ctx.actor.post_for(Action::EventReport).ok_or(Refusal::new(Code::NotAllowed))?;
    let county = post.area.at(Level::County).or_else(|| area.at(Level::County));
    let county = county.ok_or(Refusal::at(Code::AreaUnknown, "/area"))?.to_string();
    let hash = hex::encode(Sha256::digest(serde_json::to_vec(form)?));
    let code = app.db.next_code(&county, today.year()).await?;
    let mut uow = app.begin(ctx).await?;
    if let Some(key) = key
        && let Some(answer) = intake::earlier(&uow, key, &hash).await?
    {
        return Ok(serde_json::from_str(&answer)?);
    }
    let receipt = insert(app, &mut uow, code, post.organisation, form).await?;
    if let Some(key) = key {
        intake::remember(&uow, key, hash, serde_json::to_string(&receipt)?).await?;
    }
    uow.commit().await?;
    Ok(receipt)
}

/// Registers an event under a code that was drawn already, at a desk.
pub(crate) async fn insert(
    app: &App,
    uow: &mut Uow,
    code: bandeng_core::kernel::MatterCode,
    desk: i64,
    form: &EventReport,
) -> Result<EventReceipt> {
    let today = uow.today();
    let checked = form.check(today)?;
    let book = app.books.of(&app.db, code.county()).await?;
    let plan = app.plans.of(&app.db, &app.books, code.county()).await?;
    let class = class_of(&book, checked.category, today, "/category")?;
    let level = form.level.as_deref().filter(|level| !level.is_empty());
    if level.is_some_and(|level| plan.level(level).is_none()) {
        return Err(Refusal::at(Code::UnknownValue, "/level").into());
    }
    if let Some(refused) = places::objection(uow, &checked.area).await? {
        return Err(Refusal::at(refused, "/area").into());
    }
    let word = event_word(checked.category, Some((&book, today)));
    let intake = Intake {
        title: title(&called(form.appeal, &word.name.zh), &form.place, &form.narrative),
        area: form.area.clone(),
        place: form.place.clone(),
        occurred_on: form.occurred_on,
        narrative: form.narrative.clone(),
        parties: form.people.clone(),
        lead: form.reporter.clone().map(|lead| Lead { received_on: lead.received_on.or(Some(today)), ..lead }),
        ..Intake::default()
    };
    let as_checked = Checked {
        form: &intake,
        // No dispute, until somebody makes it one.
        kind: DisputeKind::Other,
        subtype: None,
        source: Source::OwnInitiative,
        subsource: None,
        channel: checked.channel,
        area: checked.area.clone(),
    };
    let mut d = Dispatch::open(checked.category, class, form.point, level, uow.actor().account, today);
    d.appeal = form.appeal;
    let registration = Registration {
        category: Some(checked.category),
        code: code.clone(),
        desk,
        crypt: &app.crypt,
        stage: d.state.as_str(),
        turn: next_step(&d).turn.as_str(),
        days: &[],
        imported: None,
    };
    let registered = matters::register(uow, &as_checked, registration).await?;
    let first = DispatchMove::Report {
        category: checked.category.to_owned(),
        class,
        narrative: form.narrative.trim().to_owned(),
        area: checked.area.to_string(),
        place: form.place.trim().to_owned(),
        channel: checked.channel,
        point: form.point,
        level: level.map(str::to_owned),
    };
    let row = service::row(uow, &registered.key, 1, &Arc::new(d), uow.now());
    matter_rows::save_proceeding(uow, &registered.key, row)?;
    let mut version = uow.record(&registered.key, first.event(), &first)?;
    let routed = match at_once(app, uow, &code, &plan).await? {
        Some((now, routed)) => {
            version = now;
            Some(routed)
        }
        None => None,
    };
    Ok(EventReceipt {
        grouped: code.grouped(),
        code: code.to_string(),
        registered_at: uow.now(),
        state: if routed.is_some() { DispatchState::Dispatched } else { DispatchState::Reported },
        routed,
        version,
    })
}

/// Files and sends the event on where the first rule that fits says so and its units are there; a rule that names a unit
/// that is gone leaves it to people.
async fn at_once(
    app: &App,
    uow: &mut Uow,
    code: &bandeng_core::kernel::MatterCode,
    plan: &Published,
) -> Result<Option<(i64, Routed)>> {
    if plan.plan.rules.iter().all(|rule| !rule.at_once) {
        return Ok(None);
    }
    let matter = lock(uow, code).await?;
    let d = service::stored(uow, &matter, 1)?.dispatch;
    let calendar = app.calendar();
    let Some(routed) = plan.route(&service::question(&matter, &d, &calendar)?) else { return Ok(None) };
    let Some(rule) = plan.plan.rule(routed.rule).filter(|rule| rule.at_once) else { return Ok(None) };
    let wanted: Vec<_> = rule.assisting.iter().copied().chain([rule.unit]).collect();
    if query::units(uow.read(), code.county(), &wanted).await?.len() != rule.assisting.len() + 1 {
        return Ok(None);
    }
    let file = DispatchMove::File { level: rule.level.clone(), category: None, class: None, note: String::new() };
    service::apply(app, uow, matter, 1, file).await?;
    let matter = lock(uow, code).await?;
    let send = DispatchMove::Send { units: Vec::new(), finish: None, note: String::new(), routed: None };
    let version = service::apply(app, uow, matter, 1, send).await?;
    Ok(Some((version, routed)))
}

/// What is asked or suggested says so.
fn called(appeal: Appeal, word: &str) -> String {
    if appeal == Appeal::Report { word.to_owned() } else { format!("{}（{word}）", appeal.label().zh) }
}

/// What an event is called in lists: the word for it, and where it is, or how its report begins.
fn title(word: &str, place: &str, narrative: &str) -> String {
    let rest = match place.trim() {
        "" => narrative.trim().chars().take_while(|c| !"\u{3002}\u{ff0c}\n".contains(*c)).take(20).collect(),
        place => place.to_owned(),
    };
    format!("{word}\u{ff1a}{rest}")
}
