//! Enrolment: who may call, until when. By a grid worker face to face, or asked for on the page and confirmed by one.
//!
//! This is no register of the population: nobody is here who did not ask, and everybody goes on their day.

use bandeng_core::calls::{ENDING_DAYS, EnrolledHow, EnrolmentState, NOTICE, longest};
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, Refusal};
use bandeng_core::people::phone;
use bandeng_core::people::registry::{Seen, SeenKind};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor, Rule, rule};
use bandeng_store::{Ctx, Error, Result, Uow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::query::{self, Caller};
use super::view::CallerSight;
use crate::grids;
use crate::grids::view::GridRef;
use crate::http::App;

const NAME: &str = "caller.name";
const PHONE: &str = "caller.phone";
const PLACE: &str = "caller.place";
const NOTE: &str = "caller.note";
/// What the keyed hash of the page's secret is for.
const SECRET: &str = "caller.secret";
const PAGE: u64 = 50;
/// Enrolments asked for from one address in an hour, and everywhere in a day.
const FROM_ONE: u32 = 5;
const IN_A_DAY: u32 = 2_000;

/// Somebody to be enrolled.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCaller {
    pub grid: String,
    pub name: String,
    pub phone: String,
    /// Where to find them: yard, floor, door.
    pub place: String,
    /// What helps to know: hard of hearing, the key lies with the neighbour.
    #[serde(default)]
    pub note: String,
    /// They were told what is kept, for what and how long, and said yes.
    pub agreed: bool,
    /// The last day; a year at most, and a year where left out.
    #[serde(default)]
    pub expires_on: Option<Date>,
}

/// An enrolment that goes on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallerRenewal {
    pub agreed: bool,
    #[serde(default)]
    pub expires_on: Option<Date>,
}

/// A caller as those see it who enrol.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CallerView {
    pub id: IdText,
    pub grid: GridRef,
    pub state: EnrolmentState,
    pub how: EnrolledHow,
    pub name: String,
    /// Masked while enrolled; in full while somebody must ring back.
    pub phone: String,
    pub place: String,
    pub note: String,
    pub expires_on: Date,
    /// It ends within a fortnight: somebody asks whether it is to go on.
    pub ends_soon: bool,
    /// Epoch milliseconds.
    pub agreed_at: i64,
}

/// A page of callers, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallerPage {
    pub items: Vec<CallerView>,
    pub next: Option<String>,
}

/// A caller with the link to their page. It is shown now and never again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnrolledCaller {
    pub caller: CallerView,
    /// To be given to them, as a QR code: behind the `#` nothing reaches a server's log.
    pub link: String,
}

/// What is known of a caller, for those who were rung.
pub(super) fn sight(app: &App, row: &Caller) -> Result<CallerSight> {
    Ok(CallerSight {
        enrolled: true,
        name: app.crypt.open_value(NAME, &row.name)?,
        phone: app.crypt.open_value(PHONE, &row.phone)?,
        place: app.crypt.open_value(PLACE, &row.place)?,
        note: app.crypt.open_value(NOTE, &row.note)?,
    })
}

pub(super) fn phone_index(app: &App, number: &str) -> String {
    app.crypt.index(PHONE, number)
}

pub(super) fn secret_hash(app: &App, secret: &str) -> String {
    app.crypt.index(SECRET, secret)
}

fn view(app: &App, row: &Caller, grid_name: String) -> Result<CallerView> {
    let seen = sight(app, row)?;
    let state: EnrolmentState = row.state.parse()?;
    let expires_on: Date = row.expires_on.parse().map_err(|_| Error::Damaged("the day of an enrolment".into()))?;
    Ok(CallerView {
        ends_soon: state == EnrolmentState::Enrolled && expires_on <= soon(app.db.today()),
        id: IdText(row.id),
        grid: GridRef { code: row.grid.clone(), name: grid_name },
        how: row.how.parse()?,
        name: seen.name,
        phone: if state == EnrolmentState::Asked { seen.phone } else { phone::mask(&seen.phone) },
        place: seen.place,
        note: seen.note,
        expires_on,
        agreed_at: row.agreed_at,
        state,
    })
}

/// What ends by this day ends soon.
fn soon(today: Date) -> Date {
    today.saturating_add(jiff::Span::new().days(ENDING_DAYS))
}

async fn shown(app: &App, row: &Caller) -> Result<CallerView> {
    let names = grids::query::names(app.db.reader(), std::slice::from_ref(&row.grid)).await?;
    view(app, row, names.get(&row.grid).cloned().unwrap_or_default())
}

/// Checks the form and makes the row; what is not filled in yet, the caller of this says.
async fn checked(app: &App, uow: &Uow, new: &NewCaller, how: EnrolledHow) -> Result<Caller> {
    let mut form = Form::default();
    form.text(&new.name, 30, "/name");
    form.text(&new.place, 120, "/place");
    form.optional_text(&new.note, 300, "/note");
    let number = form.check(phone::normalise(&new.phone), "/phone").unwrap_or_default();
    if !new.agreed {
        form.refuse(Code::ConsentNeeded, "/agreed");
    }
    let expires_on = until(uow, new.expires_on, &mut form);
    let grid = form.check(new.grid.trim().parse::<AreaCode>(), "/grid");
    form.finish()?;
    let grid = grid.ok_or(Refusal::new(Code::Internal))?;
    let known = grids::query::one(uow.read(), &grid).await?.filter(|grid| grid.ended_on.is_none());
    let county = grid.at(Level::County).filter(|_| known.is_some()).ok_or(Refusal::at(Code::GridUnknown, "/grid"))?;
    let seal = |purpose: &str, text: &str| app.crypt.seal(uow.env(), purpose, text.trim());
    Ok(Caller {
        id: uow.next_id(),
        county: county.to_string(),
        grid: grid.to_string(),
        state: EnrolmentState::Asked.to_string(),
        how: how.to_string(),
        name: seal(NAME, &new.name)?,
        phone_index: phone_index(app, &number),
        phone: seal(PHONE, &number)?,
        place: seal(PLACE, &new.place)?,
        note: seal(NOTE, &new.note)?,
        notice: i32::from(NOTICE),
        agreed_at: uow.now(),
        secret_hash: None,
        expires_on: expires_on.to_string(),
        created_at: uow.now(),
        reminded_on: None,
    })
}

/// The last day: what was asked for, a year at most.
fn until(uow: &Uow, asked: Option<Date>, form: &mut Form) -> Date {
    let longest = longest(uow.today());
    match asked {
        Some(day) if day < uow.today() || day > longest => {
            form.refuse(Code::OutOfRange, "/expires_on");
            longest
        }
        Some(day) => day,
        None => longest,
    }
}

/// Enrols: from now on the telephone and the link are known.
fn admit(app: &App, row: &mut Caller) -> String {
    let secret = URL_SAFE_NO_PAD.encode(app.db.env().random::<24>());
    (row.state, row.secret_hash) = (EnrolmentState::Enrolled.to_string(), Some(secret_hash(app, &secret)));
    let house = app.settings.public_url.clone().unwrap_or_default();
    format!("{house}/r/help#{secret}")
}

fn stream(id: Id) -> String {
    format!("caller:{id}")
}

/// Enrols somebody who is there.
///
/// # Errors
/// Fields, [`Code::AreaBeyond`], [`Code::GridUnknown`], [`Code::CallerTwice`], [`Code::ConsentNeeded`].
pub(super) async fn enrol(app: &App, ctx: &Ctx, new: &NewCaller) -> Result<EnrolledCaller> {
    let mut uow = app.begin(ctx).await?;
    let mut row = checked(app, &uow, new, EnrolledHow::Worker).await?;
    ctx.actor.require_area(Action::CallerEnrol, &row.grid.parse()?)?;
    if query::phone_taken(&uow, &row.phone_index, None).await? {
        return Err(Refusal::at(Code::CallerTwice, "/phone").into());
    }
    let link = admit(app, &mut row);
    uow.record_registry(
        stream(row.id),
        "caller.enrolled",
        &json!({ "grid": row.grid, "how": row.how, "notice": NOTICE }),
    )?;
    query::insert_caller(&uow, row.clone()).await?;
    uow.commit().await?;
    Ok(EnrolledCaller { caller: shown(app, &row).await?, link })
}

/// Somebody asks on the page to be enrolled: a grid worker rings back.
///
/// # Errors
/// Fields, [`Code::GridUnknown`], [`Code::TooMany`].
pub(super) async fn ask(app: &App, ctx: &Ctx, from: &str, new: &NewCaller) -> Result<()> {
    let now = app.db.now();
    app.limits.count("enrolment", from, now, 3_600_000, FROM_ONE)?;
    app.limits.count("enrolment-all", "", now, 24 * 3_600_000, IN_A_DAY)?;
    let mut uow = app.begin(ctx).await?;
    let row = checked(app, &uow, new, EnrolledHow::Own).await?;
    // The answer is the same whether the number is known or not, and takes as long: it tells nobody who is enrolled.
    uow.record_registry(stream(row.id), "caller.asked", &json!({ "grid": row.grid, "notice": NOTICE }))?;
    if !query::phone_taken(&uow, &row.phone_index, None).await? {
        query::insert_caller(&uow, row).await?;
    }
    uow.commit().await
}

/// A caller of one's own area, held.
async fn held(uow: &Uow, id: Id) -> Result<Caller> {
    let row = query::caller_for_update(uow, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    let place: AreaCode = row.grid.parse()?;
    // What lies elsewhere is not there.
    match uow.actor().require_area(Action::CallerEnrol, &place) {
        Ok(()) => Ok(row),
        Err(refusal) if refusal.code == Code::AreaBeyond => Err(Refusal::new(Code::NotFound).into()),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Confirms an enrolment that was asked for, or gives somebody a new link: the one before opens nothing any more.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NotAllowed`], [`Code::CallerTwice`].
pub(super) async fn link(app: &App, ctx: &Ctx, id: Id) -> Result<EnrolledCaller> {
    let mut uow = app.begin(ctx).await?;
    let mut row = held(&uow, id).await?;
    if query::phone_taken(&uow, &row.phone_index, Some(id)).await? {
        return Err(Refusal::new(Code::CallerTwice).into());
    }
    let link = admit(app, &mut row);
    uow.record_registry(
        stream(id),
        "caller.enrolled",
        &json!({ "grid": row.grid, "how": row.how, "notice": row.notice }),
    )?;
    query::update_caller(&uow, row.clone()).await?;
    uow.commit().await?;
    Ok(EnrolledCaller { caller: shown(app, &row).await?, link })
}

/// Lets an enrolment go on.
///
/// # Errors
/// Fields, [`Code::NotFound`], [`Code::NotAllowed`], [`Code::ConsentNeeded`].
pub(super) async fn renew(app: &App, ctx: &Ctx, id: Id, renewal: &CallerRenewal) -> Result<CallerView> {
    let mut uow = app.begin(ctx).await?;
    let mut row = held(&uow, id).await?;
    let mut form = Form::default();
    if !renewal.agreed {
        form.refuse(Code::ConsentNeeded, "/agreed");
    }
    row.expires_on = until(&uow, renewal.expires_on, &mut form).to_string();
    form.finish()?;
    (row.agreed_at, row.notice, row.reminded_on) = (uow.now(), i32::from(NOTICE), None);
    uow.record_registry(stream(id), "caller.renewed", &json!({ "until": row.expires_on, "notice": NOTICE }))?;
    query::update_caller(&uow, row.clone()).await?;
    uow.commit().await?;
    shown(app, &row).await
}

/// Removes an enrolment with everything that is known of the person.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NotAllowed`].
pub(super) async fn remove(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    held(&uow, id).await?;
    uow.record_registry(stream(id), "caller.removed", &json!({ "expired": false }))?;
    query::delete_caller(&uow, id).await?;
    uow.commit().await
}

/// Callers of one's area, the newest first. That they were looked at is noted.
///
/// # Errors
/// [`Code::NotAllowed`].
pub(super) async fn page(app: &App, ctx: &Ctx, ending: bool, after: Option<Id>) -> Result<CallerPage> {
    let areas = areas(&ctx.actor);
    if areas.is_empty() {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let until = ending.then(|| soon(app.db.today()));
    let mut rows = query::callers_page(&app.db, &areas, until, after, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id.to_string());
    let codes: Vec<String> = rows.iter().map(|row| row.grid.clone()).collect();
    let names = grids::query::names(app.db.reader(), &codes).await?;
    let items = rows.iter().map(|row| view(app, row, names.get(&row.grid).cloned().unwrap_or_default()));
    let items = items.collect::<Result<Vec<_>>>()?;
    app.accesses.note(&app.db, ctx, "caller.look", None, Some(&Seen::from(SeenKind::Caller)));
    Ok(CallerPage { items, next })
}

fn areas(actor: &Actor) -> Vec<AreaCode> {
    let posts = actor.posts.iter().filter(|post| rule(post.role, Action::CallerEnrol) != Rule::Never);
    let mut areas: Vec<AreaCode> = posts.map(|post| post.area.clone()).collect();
    areas.sort_unstable();
    areas.dedup();
    areas
}
