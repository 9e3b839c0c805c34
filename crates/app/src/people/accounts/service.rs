//! Opening and closing accounts, giving and ending posts.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, Refusal};
use bandeng_core::people::{AccountState, login, posts};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, Role};
use bandeng_store::{Error, Result, Uow};
use serde_json::json;

use super::query::{self, Filter, Held};
use super::{AccountView, PostView};
use crate::http::App;
use crate::identity::second;
use crate::identity::service::{self as identity, OneTime, stream};
use crate::people::keeper::{self, Keeper};
use crate::people::organisations;

/// Most characters of a person's name.
const NAME: usize = 40;

/// Largest page of a list.
const PAGE: u64 = 50;

/// A page of accounts, the newest first, and where the next begins.
pub(crate) async fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<(Vec<AccountView>, Option<Id>)> {
    let keeper = keeper::may_read(app, actor, &[Action::AccountManage, Action::PostManage]).await?;
    let mut items = query::page(app.db.reader(), filter, &keeper, PAGE + 1, app.db.now(), app.db.today()).await?;
    let more = items.len() as u64 > PAGE;
    items.truncate(PAGE as usize);
    let next = items.last().filter(|_| more).map(|last| last.id.0);
    Ok((items, next))
}

/// One account.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`].
pub(crate) async fn read(app: &App, actor: &Actor, account: Id) -> Result<AccountView> {
    let keeper = keeper::may_read(app, actor, &[Action::AccountManage, Action::PostManage]).await?;
    let held = query::one(app.db.reader(), account, app.db.now(), app.db.today()).await?;
    let held = held.filter(|held| keeper.reaches(held.area.as_ref())).ok_or(Refusal::new(Code::NotFound))?;
    Ok(held.view)
}

/// Refuses early who may keep no accounts, so that no password is drawn and hashed in vain.
pub(crate) async fn may_keep(app: &App, actor: &Actor) -> Result<()> {
    keeper::may_read(app, actor, &[Action::AccountManage]).await.map(|_| ())
}

/// Opens an account. The one-time password is drawn before the unit of work begins.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::LoginMalformed`], [`Code::LoginTaken`], fields.
pub async fn create(uow: &mut Uow, typed_login: &str, name: &str, secret: &OneTime) -> Result<Id> {
    let keeper = keeper::of(uow, Action::AccountManage).await?;
    let mut form = Form::default();
    form.text(name, NAME, "/name");
    let login = login::normalise(typed_login);
    if let Err(refusal) = &login {
        form.refuse(refusal.code, "/login");
    }
    form.finish()?;
    let taken = || Error::from(Refusal::at(Code::LoginTaken, "/login"));
    identity::insert_account(uow, &login?, name.trim(), secret, keeper.home()).await?.ok_or_else(taken)
}

/// Changes the name people read.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Error::Stale`], fields.
pub async fn rename(uow: &mut Uow, account: Id, version: i64, name: &str) -> Result<()> {
    let before = kept(uow, Action::AccountManage, account, Some(version)).await?;
    let mut form = Form::default();
    form.text(name, NAME, "/name");
    form.finish()?;
    if before.name == name.trim() {
        return Ok(());
    }
    query::rename(uow, account, name.trim()).await?;
    uow.record_registry(stream(account), "account.renamed", &json!({ "from": before.name, "to": name.trim() }))
}

/// Disables an account, which ends its sessions, or enables it again.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::NotYourself`], [`Code::LastAdministrator`], [`Code::BootstrapOver`],
/// [`Error::Stale`].
pub async fn set_state(uow: &mut Uow, account: Id, version: i64, state: AccountState) -> Result<()> {
    let administrators = administrators(uow, Action::AccountManage).await?;
    let before = kept(uow, Action::AccountManage, account, Some(version)).await?;
    if before.state == state {
        return Ok(());
    }
    let kind = match state {
        AccountState::Disabled => {
            not_the_last(&administrators, account, &roles(&before))?;
            identity::end_sessions(uow, account).await?;
            "account.disabled"
        }
        AccountState::Active if before.bootstrap => return Err(Refusal::new(Code::BootstrapOver).into()),
        AccountState::Active => "account.enabled",
    };
    query::set_active(uow, account, state == AccountState::Active).await?;
    uow.record_registry(stream(account), kind, &json!({}))
}

/// Gives an account a one-time password, unlocks it and ends its sessions.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::NotYourself`].
pub async fn reset_password(uow: &mut Uow, account: Id, secret: &OneTime) -> Result<()> {
    kept(uow, Action::AccountManage, account, None).await?;
    identity::reset_password(uow, account, secret).await?;
    uow.record_registry(stream(account), "account.password_reset", &json!({}))
}

/// Takes away an account's second factors and ends its sessions.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::NotYourself`], [`Code::ReasonNeeded`].
pub async fn reset_factors(uow: &mut Uow, account: Id, reason: &str) -> Result<()> {
    kept(uow, Action::AccountManage, account, None).await?;
    let mut form = Form::default();
    if reason.trim().is_empty() {
        form.refuse(Code::ReasonNeeded, "/reason");
    }
    form.optional_text(reason, 500, "/reason");
    form.finish()?;
    second::reset(uow, account, reason.trim()).await
}

/// A post to be given.
#[derive(Clone, Copy, Debug)]
pub struct NewPost {
    pub role: Role,
    pub organisation: Id,
    /// First day; none for today.
    pub from_on: Option<Date>,
    /// Last day; none for open.
    pub until_on: Option<Date>,
}

/// Gives a post. Once system, security and audit administrator all exist, the first account ends in the same unit of
/// work.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::NotYourself`], [`Code::AdministratorsExclude`], [`Code::PostHeld`],
/// [`Code::OrganisationUnknown`], [`Code::OrganisationBeyond`], [`Code::RoleDoesNotFit`], [`Code::DatesReversed`].
pub async fn give_post(uow: &mut Uow, account: Id, post: NewPost) -> Result<Id> {
    let by = keeper::of(uow, Action::PostManage).await?;
    if by == Keeper::Bootstrap && !post.role.is_administrator() {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let Held { view: holder, area: home } = held(uow, Action::PostManage, account, None).await?;
    if holder.bootstrap {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let found = organisations::query::one(uow.read(), post.organisation).await?.filter(|o| o.active);
    let organisation = found.ok_or(Refusal::at(Code::OrganisationUnknown, "/organisation"))?;
    let area: AreaCode = organisation.area.code.parse()?;
    if !by.reaches(Some(&area)) {
        return Err(Refusal::at(Code::OrganisationBeyond, "/organisation").into());
    }
    if !posts::fits(post.role, organisation.kind) {
        return Err(Refusal::at(Code::RoleDoesNotFit, "/role").into());
    }
    let from_on = post.from_on.unwrap_or(uow.today());
    if post.until_on.is_some_and(|until| until < from_on) {
        return Err(Refusal::at(Code::DatesReversed, "/until_on").into());
    }
    posts::may_take(&roles(&holder), post.role)?;
    if holder.posts.iter().any(|p| p.role == post.role && p.organisation.id.0 == post.organisation) {
        return Err(Refusal::new(Code::PostHeld).into());
    }
    let id = uow.next_id();
    query::insert_post(uow, query::new_post(id, account, post.organisation, post.role, from_on, post.until_on)).await?;
    let payload = json!({
        "role": post.role, "organisation": post.organisation.to_string(), "organisation_name": organisation.name,
        "from_on": from_on, "until_on": post.until_on,
    });
    uow.record_registry(stream(account), "post.given", &payload)?;
    // Kept from now on by whoever's area contains this body too: nobody resets a password that opens what lies beyond.
    let home = home.map_or_else(|| Some(area.clone()), |home| home.join(&area));
    query::keep_in(uow, account, &home.ok_or(Refusal::at(Code::OrganisationBeyond, "/organisation"))?).await?;
    end_bootstrap(uow).await?;
    Ok(id)
}

/// Ends a post at once.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::NotYourself`], [`Code::LastAdministrator`].
pub async fn end_post(uow: &mut Uow, account: Id, post: Id) -> Result<()> {
    let by = keeper::of(uow, Action::PostManage).await?;
    if by == Keeper::Bootstrap {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let administrators = administrators(uow, Action::PostManage).await?;
    let holder = kept(uow, Action::PostManage, account, None).await?;
    let held = holder.posts.iter().find(|p| p.id.0 == post).ok_or(Refusal::new(Code::NotFound))?;
    let remain = holder.posts.iter().any(|p| p.id.0 != post && p.role == held.role);
    if !remain && holder.state == AccountState::Active {
        not_the_last(&administrators, account, &[held.role])?;
    }
    let yesterday = uow.today().yesterday().unwrap_or(uow.today());
    query::end_post(uow, post, yesterday).await?;
    let payload = json!({
        "role": held.role, "organisation": held.organisation.id, "organisation_name": held.organisation.name,
    });
    uow.record_registry(stream(account), "post.ended", &payload)
}

/// A post of an account, as it is now.
pub(crate) async fn post(app: &App, account: Id, post: Id) -> Result<PostView> {
    let held = query::one(app.db.reader(), account, app.db.now(), app.db.today()).await?;
    let found = held.and_then(|held| held.view.posts.into_iter().find(|p| p.id.0 == post));
    Ok(found.ok_or(Refusal::new(Code::NotFound))?)
}

/// The account to be changed, held; never one's own.
async fn kept(uow: &Uow, action: Action, account: Id, version: Option<i64>) -> Result<AccountView> {
    Ok(held(uow, action, account, version).await?.view)
}

/// The same, with whose administrators keep it. One that others keep is not there.
async fn held(uow: &Uow, action: Action, account: Id, version: Option<i64>) -> Result<Held> {
    let by = keeper::of(uow, action).await?;
    if by == Keeper::Bootstrap && action != Action::PostManage {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    if account == uow.actor().account {
        return Err(Refusal::new(Code::NotYourself).into());
    }
    let held = query::one_for_update(uow, account).await?.filter(|held| by.reaches(held.area.as_ref()));
    let held = held.ok_or(Refusal::new(Code::NotFound))?;
    match version {
        Some(version) if version != held.view.version => {
            Err(Error::Stale { now: held.view.version, changes: Vec::new() })
        }
        _ => Ok(held),
    }
}

fn roles(account: &AccountView) -> Vec<Role> {
    account.posts.iter().map(|p| p.role).collect()
}

/// The administrators, held before the account that is changed: whoever takes away an administrator's rights takes the
/// locks in this order, so that two at once neither take away the last two nor wait for each other.
async fn administrators(uow: &Uow, action: Action) -> Result<Vec<(Id, Role)>> {
    keeper::of(uow, action).await?;
    query::administrators(uow).await
}

/// Somebody else holds each of these administrators' posts too.
fn not_the_last(administrators: &[(Id, Role)], account: Id, roles: &[Role]) -> Result<(), Refusal> {
    let held_by_another = |role: &Role| administrators.iter().any(|(other, held)| *other != account && held == role);
    let all = roles.iter().filter(|role| role.is_administrator()).all(held_by_another);
    if all { Ok(()) } else { Err(Refusal::new(Code::LastAdministrator)) }
}

/// The first account has done its work when each of the three administrators exists.
async fn end_bootstrap(uow: &mut Uow) -> Result<()> {
    let first = query::bootstraps(uow).await?;
    if first.is_empty() {
        return Ok(());
    }
    let there = query::administrators(uow).await?;
    if !Role::ALL.iter().filter(|r| r.is_administrator()).all(|role| there.iter().any(|(_, held)| held == role)) {
        return Ok(());
    }
    for account in first {
        query::set_active(uow, account, false).await?;
        identity::end_sessions(uow, account).await?;
        uow.record_registry(stream(account), "account.bootstrap_ended", &json!({}))?;
    }
    Ok(())
}
