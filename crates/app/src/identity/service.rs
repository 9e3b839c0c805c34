//! What signing in means.

use std::sync::Arc;

use bandeng_core::kernel::{Code, Id, Instant, Refusal};
use bandeng_core::people::{factors, login, password};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Actor, Role};
use bandeng_store::{Ctx, Result, Uow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::me::{Me, Preferences, SessionView};
use super::password as words;
use super::query::{self, NewAccount};
use super::second::sign_in::{self as second, Entry};
use crate::http::App;

/// A session that holds.
pub(crate) struct Session {
    pub actor: Actor,
    pub token_hash: String,
    pub must_change: bool,
    /// The posts ask for a second factor, and there is none.
    pub factor_needed: bool,
}

/// Sessions are marked as used at most once a minute, so that reading does not write.
const TOUCH_MS: i64 = 60_000;

/// A session ends after a working day, however busy it is.
pub const SESSION_MS: i64 = 12 * 60 * 60 * 1000;

/// Wrong passwords in a row after which an account is locked (GB/T 22239 8.1.4.1; five is what assessors accept).
const FAILURES: i32 = 5;

/// For how long.
const LOCK_MS: i64 = 10 * 60 * 1000;

/// Attempts for one sign-in name within ten minutes, right or wrong.
const ATTEMPTS: u32 = 30;

/// Longer than any password that is taken: not worth hashing.
const LONGEST: usize = 4 * password::LONGEST;

/// The session behind a cookie's token, if it still holds.
pub(crate) async fn session(app: &App, token: &str) -> Result<Option<Session>> {
    let token_hash = token_hash(token);
    let now = app.db.now();
    let idle = app.settings.idle_minutes * 60_000;
    let Some(row) = query::session(&app.db, &token_hash, now, app.db.today(), idle).await? else { return Ok(None) };
    if now - row.seen_at > TOUCH_MS {
        query::touch(&app.db, &token_hash, now).await?;
    }
    let factor_needed = !row.has_factor && second_factor_asked(app, row.actor.posts.iter().map(|post| post.role));
    Ok(Some(Session { actor: row.actor, token_hash, must_change: row.must_change, factor_needed }))
}

/// Whether posts ask for a second factor, by the site's setting.
fn second_factor_asked(app: &App, posts: impl IntoIterator<Item = Role>) -> bool {
    factors::is_needed(&app.settings.second_factor_roles, posts)
}

/// The database knows the hash of a token alone: who reads the table cannot use it.
pub(crate) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Signs somebody in: the token of the new session, or what is wanted besides the password.
///
/// A name nobody has is answered as a wrong password is: with the same words, after the same work, and locked after as
/// many attempts.
///
/// # Errors
/// [`Code::SignInFailed`], [`Code::SignInLocked`], [`Code::TooMany`].
pub async fn sign_in(app: &App, request_id: &str, typed_login: &str, password: &str) -> Result<Entry> {
    let now = app.db.now();
    let name: String = typed_login.trim().to_lowercase().chars().take(64).collect();
    app.limits.count("sign-in", &name, now, LOCK_MS, ATTEMPTS)?;
    let account = match login::normalise(typed_login) {
        Ok(login) => query::by_login(&app.db, &login).await?,
        Err(_) => None,
    };
    let Some(account) = account.filter(|a| a.active) else {
        if app.limits.count("sign-in-unknown", &name, now, LOCK_MS, FAILURES.unsigned_abs()).is_err() {
            return Err(Refusal::new(Code::SignInLocked).into());
        }
        app.hasher.fits_nobody(password.get(..LONGEST).unwrap_or(password)).await?;
        return Err(Refusal::new(Code::SignInFailed).into());
    };
    let who = Actor { account: account.id, name: account.name, posts: Vec::new() };
    let ctx = Ctx { actor: Arc::new(who), request_id: request_id.to_owned() };
    if account.locked_until > now {
        app.accesses.note(&app.db, &ctx, "session.locked", None, None);
        return Err(Refusal::new(Code::SignInLocked).into());
    }
    if password.len() > LONGEST || !app.hasher.fits(password, &account.password_hash).await? {
        app.accesses.note(&app.db, &ctx, "session.fail", None, None);
        count_failure(app, account.id, request_id).await?;
        return Err(Refusal::new(Code::SignInFailed).into());
    }
    second::first_done(app, &ctx).await
}

/// Counts a wrong password or factor, and locks the account after too many in a row.
pub(super) async fn count_failure(app: &App, account: Id, request_id: &str) -> Result<()> {
    if query::count_failure(&app.db, account).await? < FAILURES {
        return Ok(());
    }
    let mut uow = app.begin(&Ctx::system(request_id)).await?;
    let until = uow.now() + LOCK_MS;
    query::lock(&uow, account, until).await?;
    uow.record_registry(stream(account), "account.locked", &json!({ "until": until }))?;
    uow.commit().await
}

/// Opens a session without asking for a password: for the sign-in itself, and for tests.
pub async fn open_session(app: &App, account: Id) -> Result<String> {
    let token = URL_SAFE_NO_PAD.encode(app.db.env().random::<32>());
    let now = app.db.now();
    query::insert_session(&app.db, &token_hash(&token), account, now, now + SESSION_MS).await?;
    Ok(token)
}

/// Signs out.
pub(crate) async fn sign_out(app: &App, ctx: &Ctx, token_hash: &str) -> Result<()> {
    query::delete_session(&app.db, token_hash).await?;
    app.accesses.note(&app.db, ctx, "session.end", None, None);
    Ok(())
}

/// What the screens know of somebody.
pub(crate) async fn me(app: &App, account: Id) -> Result<Me> {
    let (mut me, has_factor) =
        query::me(&app.db, account, app.db.today()).await?.ok_or(Refusal::new(Code::SignInNeeded))?;
    me.must_add_factor = !has_factor && second_factor_asked(app, me.posts.iter().map(|post| post.role));
    Ok(me)
}

/// Asks for one's password again, before something that matters: the sign-in name.
///
/// # Errors
/// [`Code::PasswordWrong`], [`Code::TooMany`].
pub(super) async fn require_password(app: &App, ctx: &Ctx, password: &str) -> Result<String> {
    app.limits.account("password-again", ctx.actor.account, app.db.now(), LOCK_MS, 10)?;
    let account = query::by_id(&app.db, ctx.actor.account).await?.ok_or(Refusal::new(Code::SignInNeeded))?;
    if password.len() > LONGEST || !app.hasher.fits(password, &account.password_hash).await? {
        return Err(Refusal::at(Code::PasswordWrong, "/password").into());
    }
    Ok(account.login)
}

/// Changes one's own password and ends one's other sessions.
///
/// # Errors
/// [`Code::PasswordWrong`], [`Code::PasswordWeak`], [`Code::TooLong`], [`Code::TooMany`].
pub(crate) async fn change_password(app: &App, ctx: &Ctx, session: &str, present: &str, new: &str) -> Result<()> {
    let now = app.db.now();
    app.limits.account("password-change", ctx.actor.account, now, LOCK_MS, 10)?;
    let account = query::by_id(&app.db, ctx.actor.account).await?.ok_or(Refusal::new(Code::SignInNeeded))?;
    if present.len() > LONGEST || !app.hasher.fits(present, &account.password_hash).await? {
        return Err(Refusal::at(Code::PasswordWrong, "/current").into());
    }
    password::check(new, &account.login).map_err(|r| Refusal { pointer: Some("/new".to_owned()), ..r })?;
    if new == present {
        let same = Refusal::at(Code::PasswordWeak, "/new")
            .with("新密码不能和现在的密码相同。", "The new password differs from the present one.");
        return Err(same.into());
    }
    let hash = app.hasher.hash(new).await?;
    let mut uow = app.begin(ctx).await?;
    query::set_password(&uow, account.id, &hash, false).await?;
    query::delete_sessions(&uow, account.id, session).await?;
    uow.record_registry(stream(account.id), "account.password_changed", &json!({}))?;
    uow.commit().await
}

/// Keeps how somebody likes to read.
pub(crate) async fn set_preferences(app: &App, account: Id, preferences: Preferences) -> Result<()> {
    query::set_preferences(&app.db, account, &serde_json::to_string(&preferences)?).await
}

/// One's own sessions.
pub(crate) async fn sessions(app: &App, account: Id, current: &str) -> Result<Vec<SessionView>> {
    let idle = app.settings.idle_minutes * 60_000;
    query::sessions(&app.db, account, app.db.now(), idle, current).await
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`Code::NotFound`].
pub(crate) async fn end_session(app: &App, ctx: &Ctx, name: &str) -> Result<()> {
    if !query::delete_named_session(&app.db, ctx.actor.account, name).await? {
        return Err(Refusal::new(Code::NotFound).into());
    }
    app.accesses.note(&app.db, ctx, "session.end", None, None);
    Ok(())
}

/// Ends all of one's own sessions but the one that asks.
pub(crate) async fn end_other_sessions(app: &App, ctx: &Ctx, current: &str) -> Result<()> {
    query::delete_other_sessions(&app.db, ctx.actor.account, current).await?;
    app.accesses.note(&app.db, ctx, "session.end_others", None, None);
    Ok(())
}

/// Ends every session of an account, in the transaction that takes away its rights.
pub(crate) async fn end_sessions(uow: &Uow, account: Id) -> Result<()> {
    query::delete_sessions(uow, account, "").await
}

/// A password to be told once, and its hash. Hashing takes a while: draw it before the transaction begins.
pub struct OneTime {
    pub password: String,
    pub(crate) hash: String,
    /// Its owner sets another at the first sign-in.
    must_change: bool,
}

/// Draws a one-time password.
pub async fn one_time(app: &App) -> Result<OneTime> {
    let password = words::one_time(app.db.env());
    let hash = app.hasher.hash(&password).await?;
    Ok(OneTime { password, hash, must_change: true })
}

/// The one password of all accounts of a demo, hashed once; it stays as it is.
///
/// # Errors
/// [`Code::NotAllowed`] outside a demo.
pub async fn demo_password(app: &App, password: &str) -> Result<OneTime> {
    if !app.settings.demo {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    Ok(OneTime { password: password.to_owned(), hash: app.hasher.hash(password).await?, must_change: false })
}

/// Opens an account, kept by the administrators of an area; outside a demo its owner sets a password of their own at the
/// first sign-in. None if the sign-in name is taken.
pub(crate) async fn insert_account(
    uow: &mut Uow,
    login: &str,
    name: &str,
    secret: &OneTime,
    area: Option<&AreaCode>,
) -> Result<Option<Id>> {
    let new = NewAccount { login, name, hash: &secret.hash, must_change: secret.must_change, bootstrap: false, area };
    insert(uow, &new).await
}

async fn insert(uow: &mut Uow, new: &NewAccount<'_>) -> Result<Option<Id>> {
    let id = uow.next_id();
    if !query::insert_account(uow, id, new).await? {
        return Ok(None);
    }
    let payload = json!({ "login": new.login, "name": new.name, "bootstrap": new.bootstrap });
    uow.record_registry(stream(id), "account.created", &payload)?;
    Ok(Some(id))
}

/// Gives an account a one-time password and ends its sessions.
pub(crate) async fn reset_password(uow: &Uow, account: Id, secret: &OneTime) -> Result<()> {
    query::set_password(uow, account, &secret.hash, true).await?;
    end_sessions(uow, account).await
}

/// On the first run, when there is no account at all: opens the account that appoints the three administrators, and
/// tells its sign-in name and one-time password. It ends by itself once the three exist.
pub async fn bootstrap(app: &App) -> Result<Option<(String, String)>> {
    const LOGIN: &str = "bootstrap";
    let mut uow = app.begin(&Ctx::system("bootstrap")).await?;
    if query::any_account(&uow).await? {
        return Ok(None);
    }
    // The hash is made inside the transaction, once in the life of an installation, so that two processes that start
    // together do not both open the account.
    let secret = one_time(app).await?;
    let (hash, must_change) = (secret.hash.as_str(), secret.must_change);
    let new = NewAccount { login: LOGIN, name: "初始账号", hash, must_change, bootstrap: true, area: None };
    insert(&mut uow, &new).await?;
    uow.commit().await?;
    Ok(Some((LOGIN.to_owned(), secret.password)))
}

/// An account with its posts of today: work that it asked for goes on after it signed out. None if it was closed.
pub(crate) async fn actor(app: &App, account: Id) -> Result<Option<Actor>> {
    query::actor(&app.db, account, app.db.today()).await
}

/// The chain of an account.
pub(crate) fn stream(account: Id) -> String {
    format!("account:{account}")
}

/// When a session that begins now ends.
pub(crate) fn session_seconds() -> Instant {
    SESSION_MS / 1000
}
