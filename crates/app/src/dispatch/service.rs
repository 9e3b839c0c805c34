//! Making a move of a dispatch: lock, check, apply, record, and what the rest of the matter learns from it.

use std::sync::Arc;

use bandeng_core::deadlines::Calendar;
use bandeng_core::dispatch::days::EventDays;
use bandeng_core::dispatch::make::Chosen;
use bandeng_core::dispatch::moves::UnitOrder;
use bandeng_core::dispatch::standing::next_step;
use bandeng_core::dispatch::{
    self, By, Case, Dispatch, DispatchMove, DispatchMoveKind, DispatchState, EventQuestion, UnitPart, UnitState,
};
use bandeng_core::kernel::clock::china_time;
use bandeng_core::kernel::{Code, IdText, MatterCode, Refusal, Text};
use bandeng_core::matters::{Channel, MatterEvent, MatterState};
use bandeng_core::mediation::days::next_due;
use bandeng_core::places::Level;
use bandeng_core::policy::Action;
use bandeng_core::proceedings::ProceedingKind;
use bandeng_store::entities::proceedings;
use bandeng_store::{Document, MatterKey, Result, Uow};

use super::plans::Published;
use super::{board, query, report, similar};
use crate::attachments::service as attachments;
use crate::http::App;
use crate::matters::case::{Matter, lock};
use crate::matters::days;
use crate::matters::list::event_word;
use crate::matters::query as matter_rows;
use crate::matters::service::{due_text, save};
use crate::work::service as work;

/// A dispatch as it is kept.
pub(super) struct Stored {
    pub dispatch: Arc<Dispatch>,
    pub opened_at: i64,
}

/// A dispatch of a matter that is held.
pub(super) fn stored(uow: &Uow, matter: &Matter, n: u16) -> Result<Stored> {
    let rows = &uow.rows(&matter.key)?.proceedings;
    let row = rows.iter().find(|p| p.n == i32::from(n) && p.kind == ProceedingKind::Dispatch.as_str());
    let row = row.ok_or(Refusal::new(Code::NotFound))?;
    Ok(Stored { dispatch: row.body.read()?, opened_at: row.opened_at })
}

/// A dispatch of a matter, for showing.
pub(super) async fn load(app: &App, matter: &Matter, n: u16) -> Result<Arc<Dispatch>> {
    let rows = matter_rows::proceedings(app.db.reader(), &matter.key).await?;
    let row = rows.iter().find(|p| p.n == i32::from(n) && p.kind == ProceedingKind::Dispatch.as_str());
    Ok(row.ok_or(Refusal::new(Code::NotFound))?.body.read()?)
}

/// The row of a dispatch.
pub(super) fn row(uow: &Uow, key: &MatterKey, n: u16, d: &Arc<Dispatch>, opened_at: i64) -> proceedings::Model {
    proceedings::Model {
        county: key.county.clone(),
        matter_id: key.id,
        n: i32::from(n),
        kind: ProceedingKind::Dispatch.to_string(),
        state: d.state.to_string(),
        organisation_id: d.lead().map(|unit| unit.organisation.0),
        opened_at,
        ended_at: d.state.is_ended().then(|| uow.now()),
        body: Document::of(Arc::clone(d)),
        file_register: None,
        file_year: None,
        file_seq: None,
        file_of: None,
    }
}

/// What a rule may look at of an event.
pub(super) fn question<'a>(matter: &'a Matter, d: &'a Dispatch, calendar: &Calendar) -> Result<EventQuestion<'a>> {
    let at = china_time(matter.row.registered_at);
    Ok(EventQuestion {
        category: &d.category,
        class: d.class,
        area: &matter.facts.area,
        channel: matter.row.channel.parse::<Channel>()?,
        level: d.reported_level.as_deref(),
        hour: at.hour().unsigned_abs(),
        workday: calendar.is_workday(at.date()),
    })
}

/// What the first rule that fits chooses.
pub(super) fn choose(plan: &Published, question: &EventQuestion<'_>) -> Option<Chosen> {
    let routed = plan.route(question)?;
    let rule = plan.plan.rule(routed.rule)?;
    let order = |organisation: IdText, part| UnitOrder { organisation, part, task: String::new(), name: String::new() };
    let assisting = rule.assisting.iter().map(|unit| order(*unit, UnitPart::Assisting));
    let units = std::iter::once(order(rule.unit, UnitPart::Lead)).chain(assisting).collect();
    Some(Chosen { routed, units, finish: rule.finish })
}

/// Moves that are made also once the matter is closed: what was thought to be over may not be.
pub(super) const fn after_closing(kind: DispatchMoveKind) -> bool {
    use DispatchMoveKind as K;
    matches!(kind, K::Unmerge | K::Rate | K::Lift | K::EndCharge)
}

/// Makes a move and returns the matter's new version.
///
/// # Errors
/// [`Code::NotFound`], [`Code::IllegalMove`], what the rules refuse, [`bandeng_store::Error::Stale`].
pub async fn make(app: &App, uow: &mut Uow, code: &MatterCode, n: u16, version: i64, mv: DispatchMove) -> Result<i64> {
    let matter = lock(uow, code).await?;
    stored(uow, &matter, n)?;
    let kind = mv.kind();
    matter.require(uow.actor(), kind.action())?;
    if kind.is_automatic() {
        return Err(Refusal::new(Code::IllegalMove).into());
    }
    matter.expect_version(uow, version).await?;
    match mv {
        DispatchMove::Merge { into, note, .. } => merge(app, uow, matter, n, &into, note).await,
        DispatchMove::Unmerge { .. } => unmerge(app, uow, matter, n, mv).await,
        mv => apply(app, uow, matter, n, mv).await,
    }
}

/// Merges the event into another one, which learns of it.
async fn merge(app: &App, uow: &mut Uow, matter: Matter, n: u16, into: &str, note: String) -> Result<i64> {
    let at = |code: Code| Refusal::at(code, "/into");
    let other_code: MatterCode = into.trim().parse().map_err(|_| at(Code::NotFound))?;
    if other_code == matter.code {
        return Err(at(Code::EventSame).into());
    }
    let other = lock(uow, &other_code).await?;
    let unseen = |_| bandeng_store::Error::from(at(Code::NotFound));
    other.require(uow.actor(), DispatchMoveKind::Absorb.action()).map_err(unseen)?;
    let (this, that) = (stored(uow, &matter, n)?.dispatch, stored(uow, &other, 1)?.dispatch);
    if that.state.is_ended() {
        return Err(at(Code::EventEnded).into());
    }
    let likeness = similar::between(&matter, &this, &other, &that);
    let code = matter.code.clone();
    apply(app, uow, other, 1, DispatchMove::Absorb { code: code.to_string() }).await?;
    let mv = DispatchMove::Merge { into: other_code.to_string(), likeness: Some(likeness), note };
    apply(app, uow, matter, n, mv).await
}

/// Takes a merge back; the other one learns of it, also where it is over meanwhile.
async fn unmerge(app: &App, uow: &mut Uow, matter: Matter, n: u16, mv: DispatchMove) -> Result<i64> {
    let this = stored(uow, &matter, n)?.dispatch;
    let into = this.merged.as_ref().map(|merge| merge.into.parse::<MatterCode>()).transpose()?;
    if let Some(into) = into {
        let other = lock(uow, &into).await?;
        let open = !stored(uow, &other, 1)?.dispatch.state.is_ended();
        if open {
            apply(app, uow, other, 1, DispatchMove::GiveBack { code: matter.code.to_string() }).await?;
        }
    }
    apply(app, uow, matter, n, mv).await
}

/// Makes a move of a matter that is locked, without asking who may: for [`make`], and for what brings a move along.
pub(super) async fn apply(app: &App, uow: &mut Uow, mut matter: Matter, n: u16, mut mv: DispatchMove) -> Result<i64> {
    let Stored { dispatch: before, opened_at } = stored(uow, &matter, n)?;
    if matter.state == MatterState::Archived || !after_closing(mv.kind()) {
        matter.require_open()?;
    }
    let (pointer, files) = mv.attachments();
    for n in files {
        attachments::require(uow, &matter.key, *n, pointer).await?;
    }
    let calendar = app.calendar();
    let plan = app.plans.of(&app.db, &app.books, &matter.key.county).await?;
    let mut chosen = None;
    match &mut mv {
        DispatchMove::File { category: Some(category), class, .. } => {
            let book = app.books.of(&app.db, &matter.key.county).await?;
            *class = Some(report::class_of(&book, category, uow.today(), "/category")?);
            matter.row.category = Some(category.clone());
        }
        DispatchMove::Send { units, .. } if units.is_empty() => {
            chosen = choose(&plan, &question(&matter, &before, &calendar)?);
        }
        DispatchMove::TakeCharge { leader, name, .. } => {
            let leaders = query::leaders(&app.db, &matter.key.county).await?;
            *name = leaders.into_iter().find(|(id, _)| id == leader).map(|(_, name)| name).unwrap_or_default();
        }
        _ => {}
    }
    let chosen_units = chosen.iter().flat_map(|chosen| chosen.units.iter().map(|unit| unit.organisation));
    let named = mv.organisations().into_iter().chain(chosen_units).collect::<Vec<_>>();
    let organisations = query::units(uow.read(), &matter.key.county, &named).await?;
    let from = match mv.kind() {
        DispatchMoveKind::Raise | DispatchMoveKind::TakeCharge => in_name_of(uow, Action::EventSupervise).await?,
        DispatchMoveKind::Send | DispatchMoveKind::Whistle | DispatchMoveKind::Decide => {
            in_name_of(uow, Action::EventRoute).await?
        }
        _ => String::new(),
    };
    let case =
        Case { now: uow.now(), today: uow.today(), calendar: &calendar, plan: &plan.plan, organisations, chosen, from };
    let actor = uow.actor();
    let by = By { account: actor.account, name: actor.name.clone(), organisations: actor.organisations() };
    let made = dispatch::make(&before, mv, &case, &by)?;
    let d = Arc::new(made.dispatch);

    let days_before = matter.days.clone();
    for mv in &made.moves {
        EventDays { list: &mut matter.days, case: &case }.follow(mv, &before, &d);
    }
    let kept = row(uow, &matter.key, n, &d, opened_at);
    matter_rows::save_proceeding(uow, &matter.key, kept)?;
    days::save(uow, &matter.key, &days_before, &matter.days, n)?;
    follow_units(uow, &matter, &before, &d)?;
    follow_leader(uow, &matter, &before, &d)?;
    board::follow(uow, &matter, &before, &d).await?;
    matter.row.stage = d.state.to_string();
    matter.row.turn = next_step(&d).turn.to_string();
    matter.row.due_on = due_text(next_due(&matter.days));
    let state = follow_state(uow, &mut matter, &before, &d)?;
    save(uow, &mut matter)?;
    let mut version = matter.version();
    for mv in &made.moves {
        version = uow.record(&matter.key, mv.event(), mv)?;
    }
    if let Some(event) = state {
        version = uow.record(&matter.key, event.kind(), &event)?;
    }
    for mv in &made.moves {
        tell(app, uow, &matter, mv, &before, &d).await?;
    }
    Ok(version)
}

/// The body in whose name the actor does it; none where a rule does, whoever reported.
async fn in_name_of(uow: &Uow, action: Action) -> Result<String> {
    let Some(post) = uow.actor().post_for(action) else { return Ok(String::new()) };
    let id = post.organisation;
    Ok(matter_rows::names(uow.read(), [], [id], []).await?.organisation(id))
}

/// Tells whoever is to know of a move at once. Of a sealed matter nobody is told anything.
async fn tell(app: &App, uow: &Uow, matter: &Matter, mv: &DispatchMove, before: &Dispatch, d: &Dispatch) -> Result<()> {
    let notices = dispatch::telling::notices(mv, before, d);
    if notices.is_empty() || matter.facts.sealed {
        return Ok(());
    }
    let area = &matter.facts.area;
    let town = area.at(Level::Town).or(area.at(Level::County)).map(|code| code.to_string());
    let names = matter_rows::names(uow.read(), [], [], town.clone()).await?;
    let town = town.map(|code| names.area(&code)).unwrap_or_default();
    let book = app.books.of(&app.db, &matter.key.county).await?;
    let word = event_word(&d.category, Some((&book, d.opened_on))).name;
    let level = d.level.as_ref().map(|level| level.name());
    for notice in notices {
        let parts = |said: &str, level: Option<&str>, word: &str| {
            let parts = [said, level.unwrap_or_default(), word, &town];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" \u{b7} ")
        };
        let zh = parts(&notice.said.zh, level.as_ref().map(|level| &*level.zh), &word.zh);
        let en = parts(&notice.said.en, level.as_ref().map(|level| &*level.en), &word.en);
        work::tell(uow, &matter.key, area, &notice, &Text::new(zh, en)).await?;
    }
    Ok(())
}

/// So long a unit sees what it handled.
const SHARED_MS: i64 = 10 * 366 * 24 * 60 * 60 * 1_000;

/// A unit that is asked sees the matter; one whose place another took no longer does.
fn follow_units(uow: &mut Uow, matter: &Matter, before: &Dispatch, d: &Dispatch) -> Result<()> {
    for unit in &d.units {
        let known = before.unit(unit.no);
        if known.is_none() {
            query::share(uow, &matter.key, unit.organisation.0, uow.now() + SHARED_MS)?;
        } else if unit.state == UnitState::Released
            && known.is_some_and(|known| known.state != UnitState::Released)
            && !d.responsible().any(|other| other.organisation == unit.organisation)
        {
            query::share(uow, &matter.key, unit.organisation.0, uow.now())?;
        }
    }
    Ok(())
}

/// A leader who takes charge sees the matter, until the charge is over.
fn follow_leader(uow: &mut Uow, matter: &Matter, before: &Dispatch, d: &Dispatch) -> Result<()> {
    if before.charge == d.charge {
        return Ok(());
    }
    match d.charge.as_ref().filter(|charge| charge.result.is_none()) {
        Some(charge) => matter_rows::add_handler(uow, &matter.key, charge.leader.0, "leader"),
        None => matter_rows::end_handlers(uow, &matter.key, "leader", &[]),
    }
}

/// The matter is over when its event is, and opens again with it.
fn follow_state(uow: &Uow, matter: &mut Matter, before: &Dispatch, d: &Dispatch) -> Result<Option<MatterEvent>> {
    if before.state.is_ended() == d.state.is_ended() {
        return Ok(None);
    }
    let others = uow.rows(&matter.key)?.proceedings.iter();
    let running = others.filter(|p| p.kind != ProceedingKind::Dispatch.as_str() && p.ended_at.is_none()).count();
    if d.state.is_ended() && running > 0 {
        return Ok(None);
    }
    let (state, event) = if d.state.is_ended() {
        let note = d.state.label().zh;
        matter.record.closing_note.clone_from(&note);
        (MatterState::Closed, MatterEvent::Closed { note })
    } else {
        let reason = if before.state == DispatchState::Merged { "撤销合并" } else { "反映没有解决" };
        matter.record.closing_note.clear();
        (MatterState::Open, MatterEvent::Reopened { reason: reason.to_owned() })
    };
    matter.state = state;
    matter.row.state = state.to_string();
    Ok(Some(event))
}
