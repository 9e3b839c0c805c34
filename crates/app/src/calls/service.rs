//! Raising a call and everything that happens to it.

use bandeng_core::calls::{self, CallDoor, CallMove, CallMoveKind, CallState, Helped, Standing, is_left, next};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Id, IdText, Instant, Refusal};
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::{Ctx, Result, Uow};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::query::{self, Call};
use super::ringing::go_up;
use super::view::{self, CallReader, CallView};
use crate::http::App;

pub use super::ringing::ring_on;

/// What the encryption of a responder's words is for.
pub(super) const WORDS: &str = "call.words";
/// What that of a place is for.
pub(super) const PLACE: &str = "call.place";
/// What that of a number is for that is not enrolled.
pub(super) const PHONE: &str = "call.phone";
/// What the keyed hash is for by which the caller's page follows the call.
const TOKEN: &str = "call.token";

pub(super) fn stream(id: Id) -> String {
    format!("call:{id}")
}

/// How a call begins.
pub(super) struct Raised {
    pub county: String,
    pub grid: Option<String>,
    pub door: CallDoor,
    pub door_id: Option<Id>,
    /// The number under which the way in knows it.
    pub external_id: Option<String>,
    pub caller: Option<Id>,
    /// Of somebody who is not enrolled.
    pub phone: Option<String>,
    /// Of a device that stands somewhere.
    pub place: Option<String>,
}

/// The call changed: its version goes up, and whoever listens is told with the commit.
pub(super) fn changed(uow: &mut Uow, call: &mut Call) {
    call.version += 1;
    call.changed_at = uow.now();
    uow.signal(format!("call {}", call.id));
}

/// What the caller's page follows its call with.
pub(super) fn token(app: &App, id: Id) -> String {
    format!("{id}.{}", app.crypt.index(TOKEN, &id.to_string()))
}

/// The call of a token.
///
/// # Errors
/// [`Code::HelpLinkUnknown`].
pub(super) fn of_token(app: &App, text: &str) -> Result<Id, Refusal> {
    let unknown = || Refusal::new(Code::HelpLinkUnknown);
    let id: Id = text.split('.').next().and_then(|id| id.parse().ok()).ok_or_else(unknown)?;
    let fits: bool = token(app, id).as_bytes().ct_eq(text.as_bytes()).into();
    if fits { Ok(id) } else { Err(unknown()) }
}

/// When something last happened to a call.
pub(super) fn last(call: &Call) -> Instant {
    [call.taken_at, call.arrived_at].into_iter().flatten().fold(call.raised_at, Instant::max)
}

/// Ends a call that nobody ended.
pub(super) async fn lapse(uow: &mut Uow, mut call: Call) -> Result<()> {
    (call.state, call.over_at, call.next_at) = (CallState::Lapsed.to_string(), Some(uow.now()), None);
    uow.record_registry(stream(call.id), event(CallMoveKind::Lapse), &json!({}))?;
    changed(uow, &mut call);
    query::update_call(uow, call).await
}

/// Raises a call and rings the first. Somebody whose call is open, and a number that was sent before, have that call; one to
/// which nothing happens any more makes room for a new one.
pub(super) async fn raise(app: &App, uow: &mut Uow, raised: Raised) -> Result<Id> {
    if let Some(caller) = raised.caller
        && let Some(open) = query::open_of(uow, caller).await?
    {
        if !is_left(open.state.parse()?, last(&open), uow.now()) {
            return Ok(open.id);
        }
        lapse(uow, open).await?;
    }
    if let (Some(door), Some(number)) = (raised.door_id, &raised.external_id)
        && let Some(known) = query::numbered(uow.read(), door, number).await?
    {
        return Ok(known.id);
    }
    let now = uow.now();
    let seal =
        |purpose: &str, text: Option<String>| text.map(|text| app.crypt.seal(uow.env(), purpose, &text)).transpose();
    let mut call = Call {
        id: uow.next_id(),
        phone: seal(PHONE, raised.phone)?,
        place: seal(PLACE, raised.place)?,
        county: raised.county,
        grid: raised.grid,
        door: raised.door.to_string(),
        door_id: raised.door_id,
        external_id: raised.external_id,
        caller_id: raised.caller,
        state: CallState::Ringing.to_string(),
        rung: 0,
        next_at: Some(now),
        raised_at: now,
        taken_at: None,
        taken_by: None,
        arrived_at: None,
        over_at: None,
        words: None,
        helped: None,
        version: 0,
        changed_at: now,
    };
    uow.record_registry(stream(call.id), "call.raised", &json!({ "door": call.door, "grid": call.grid }))?;
    let id = call.id;
    changed(uow, &mut call);
    query::insert_call(uow, call.clone()).await?;
    go_up(app, uow, &mut call).await?;
    query::update_call(uow, call).await?;
    Ok(id)
}

/// What somebody is to a call.
pub(super) async fn standing(uow: &Uow, call: &Call, account: Id) -> Result<Standing> {
    let rung = query::rings(uow.read(), &[call.id]).await?.iter().any(|rung| rung.account_id == account);
    Ok(Standing { rung, taker: call.taken_by == Some(account) })
}

/// Makes a move as a responder.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`] for whom the call is not there, those of [`calls::next`], fields.
pub(super) async fn make(app: &App, ctx: &Ctx, id: Id, mv: &CallMove) -> Result<CallView> {
    require_general(&ctx.actor, Action::CallAnswer)?;
    let mut form = Form::default();
    let words = match mv {
        CallMove::Finish { words } => {
            form.text(words, 500, "/make/words");
            Some(words.trim())
        }
        CallMove::MarkFalse { words } => {
            form.optional_text(words, 500, "/make/words");
            Some(words.trim()).filter(|words| !words.is_empty())
        }
        _ => None,
    };
    form.finish()?;
    let mut uow = app.begin(ctx).await?;
    let mut call = query::call_for_update(&uow, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    let account = ctx.actor.account;
    let standing = standing(&uow, &call, account).await?;
    if !standing.rung && !CallReader::of(&ctx.actor).watches(&call) {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let kind = mv.kind();
    let to = match next(call.state.parse()?, kind, standing) {
        Ok(to) => to,
        Err(refusal) if refusal.code == Code::CallTaken => return Err(taken(app, &call, refusal).await?),
        Err(refusal) => return Err(refusal.into()),
    };
    let now = uow.now();
    call.state = to.to_string();
    match kind {
        CallMoveKind::Take => (call.taken_by, call.taken_at, call.next_at) = (Some(account), Some(now), None),
        CallMoveKind::Arrive => call.arrived_at = Some(now),
        // The ladder goes on where it was: whoever was rung still is, and the next are rung at once.
        CallMoveKind::Release => (call.taken_by, call.taken_at, call.next_at) = (None, None, Some(now)),
        CallMoveKind::Finish | CallMoveKind::MarkFalse | CallMoveKind::Cancel | CallMoveKind::Lapse => {
            call.over_at = Some(now);
        }
    }
    if let Some(words) = words {
        call.words = Some(app.crypt.seal(uow.env(), WORDS, words)?);
    }
    uow.record_registry(stream(id), event(kind), &json!({ "account": IdText(account) }))?;
    changed(&mut uow, &mut call);
    query::update_call(&uow, call).await?;
    uow.commit().await?;
    show(app, &ctx.actor, id).await
}

const fn event(kind: CallMoveKind) -> &'static str {
    match kind {
        CallMoveKind::Take => "call.take",
        CallMoveKind::Arrive => "call.arrive",
        CallMoveKind::Finish => "call.finish",
        CallMoveKind::Release => "call.release",
        CallMoveKind::MarkFalse => "call.mark_false",
        CallMoveKind::Cancel => "call.cancel",
        CallMoveKind::Lapse => "call.lapse",
    }
}

/// Somebody was faster: with their name.
async fn taken(app: &App, call: &Call, refusal: Refusal) -> Result<bandeng_store::Error> {
    let by = call.taken_by.unwrap_or_default();
    let names = crate::grids::query::account_names(app.db.reader(), &[by]).await?;
    let refusal = match names.get(&by) {
        Some(name) => refusal.with(format!("{name}已经接应。"), format!("{name} has taken it already.")),
        None => refusal,
    };
    Ok(refusal.into())
}

/// A call as a reader sees it.
///
/// # Errors
/// [`Code::NotFound`] where it is not there for them.
pub(super) async fn show(app: &App, actor: &Actor, id: Id) -> Result<CallView> {
    let call = query::call(app.db.reader(), id).await?.ok_or(Refusal::new(Code::NotFound))?;
    let told = view::Told::of(app, vec![call]).await?.pop().ok_or(Refusal::new(Code::NotFound))?;
    Ok(told.for_reader(&CallReader::of(actor)).ok_or(Refusal::new(Code::NotFound))?)
}

/// The caller takes it back.
///
/// # Errors
/// [`Code::HelpLinkUnknown`], [`Code::CallOver`], [`Code::CancelLate`].
pub(super) async fn cancel(app: &App, ctx: &Ctx, text: &str) -> Result<()> {
    let id = of_token(app, text)?;
    let mut uow = app.begin(ctx).await?;
    cancelled(&mut uow, id).await?;
    uow.commit().await
}

/// A caller takes back what they have just raised, by the key of a telephone; which call it was.
///
/// # Errors
/// [`Code::CallOver`] where none is open, [`Code::CancelLate`].
pub(super) async fn take_back(uow: &mut Uow, caller: Id) -> Result<Id> {
    let open = query::open_of(uow, caller).await?.ok_or(Refusal::new(Code::CallOver))?;
    cancelled(uow, open.id).await?;
    Ok(open.id)
}

async fn cancelled(uow: &mut Uow, id: Id) -> Result<()> {
    let mut call = query::call_for_update(uow, id).await?.ok_or(Refusal::new(Code::HelpLinkUnknown))?;
    calls::may_cancel(call.state.parse()?, call.raised_at, uow.now())?;
    (call.state, call.over_at, call.next_at) = (CallState::Cancelled.to_string(), Some(uow.now()), None);
    uow.record_registry(stream(id), event(CallMoveKind::Cancel), &json!({}))?;
    changed(uow, &mut call);
    query::update_call(uow, call).await
}

/// The caller says whether it helped, once.
///
/// # Errors
/// [`Code::HelpLinkUnknown`], [`Code::CallOver`].
pub(super) async fn answer(app: &App, ctx: &Ctx, text: &str, helped: Helped) -> Result<()> {
    let id = of_token(app, text)?;
    let mut uow = app.begin(ctx).await?;
    let mut call = query::call_for_update(&uow, id).await?.ok_or(Refusal::new(Code::HelpLinkUnknown))?;
    let before: Option<Helped> = call.helped.as_deref().map(str::parse).transpose()?;
    calls::may_answer(call.state.parse()?, before)?;
    call.helped = Some(helped.to_string());
    uow.record_registry(stream(id), "call.answered", &json!({ "helped": helped }))?;
    changed(&mut uow, &mut call);
    query::update_call(&uow, call).await?;
    uow.commit().await
}
