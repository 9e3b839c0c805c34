//! The second half of a sign-in, and signing in with a passkey alone.

use std::sync::Arc;

use bandeng_core::kernel::{Code, Id, Refusal};
use bandeng_core::people::factors::Typed;
use bandeng_core::policy::Actor;
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyAuthentication};

use super::factors::{PasskeyAsked, code_hash, opened, passkeys_of, sealed, step_of};
use super::query::{self, TOTP};
use super::steps::{self, StepKind};
use crate::http::App;
use crate::identity::query as accounts;
use crate::identity::service::{self, stream};

/// The password was right; a second factor is wanted.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondWanted {
    /// Names this sign-in; good for ten minutes.
    pub step: String,
    /// A code of an authenticator is taken. A recovery code always is.
    pub totp: bool,
    /// For `navigator.credentials.get`, bytes in base64url; none without a passkey.
    #[schema(value_type = Option<Object>)]
    pub passkey: Option<Value>,
}

/// A second factor: a code, or what a passkey answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondFactor {
    pub step: String,
    /// Six digits of the authenticator, or a recovery code.
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub passkey: Option<Value>,
}

/// Where a sign-in stands.
pub enum Entry {
    /// The account, and the token of its session.
    Signed(Id, String),
    Second(SecondWanted),
}

fn ctx(account: Id, name: String, request_id: &str) -> Ctx {
    Ctx { actor: Arc::new(Actor { account, name, posts: Vec::new() }), request_id: request_id.to_owned() }
}

/// Lets somebody in whose password, or whose provider, is right: at once, or after a second factor.
pub(crate) async fn first_done(app: &App, who: &Ctx) -> Result<Entry> {
    let account = who.actor.account;
    let factors = query::factors(app.db.reader(), account).await?;
    if factors.is_empty() {
        return Ok(Entry::Signed(account, enter(app, who).await?));
    }
    let keys: Vec<_> = passkeys_of(app, &factors)?.into_iter().map(|(_, key)| key).collect();
    let asked = match app.passkeys.possible() && !keys.is_empty() {
        true => Some(app.passkeys.ask(&keys)?),
        false => None,
    };
    let (passkey, state) = asked.unzip();
    let step = steps::begin(app, StepKind::Second, Some(account), &state).await?;
    Ok(Entry::Second(SecondWanted { step, totp: factors.iter().any(|factor| factor.kind == TOTP), passkey }))
}

async fn enter(app: &App, who: &Ctx) -> Result<String> {
    accounts::welcome(&app.db, who.actor.account, app.db.now()).await?;
    app.accesses.note(&app.db, who, "session.begin", None, None);
    service::open_session(app, who.actor.account).await
}

/// The second half: the account, and the token of its session. A wrong factor counts as a wrong password does.
///
/// # Errors
/// [`Code::SignInStepOver`], [`Code::SecondFactorWrong`], [`Code::PasskeyRefused`], [`Code::SignInLocked`],
/// [`Code::TooMany`].
pub(crate) async fn finish(app: &App, request_id: &str, given: SecondFactor) -> Result<(Id, String)> {
    let (account, state): (_, Option<PasskeyAuthentication>) = steps::look(app, StepKind::Second, &given.step).await?;
    let account = account.ok_or(Refusal::new(Code::SignInStepOver))?;
    app.limits.account("second-factor", account, app.db.now(), 600_000, 30)?;
    let known = accounts::by_id(&app.db, account).await?.filter(|known| known.active);
    let known = known.ok_or(Refusal::new(Code::SignInStepOver))?;
    let who = ctx(account, known.name, request_id);
    if known.locked_until > app.db.now() {
        app.accesses.note(&app.db, &who, "session.locked", None, None);
        return Err(Refusal::new(Code::SignInLocked).into());
    }
    let right = match (given.code, given.passkey) {
        (Some(code), None) => right_code(app, &who, &code).await?,
        (None, Some(answer)) => right_passkey(app, account, answer, state).await?,
        _ => false,
    };
    if !right {
        app.accesses.note(&app.db, &who, "session.second_fail", None, None);
        service::count_failure(app, account, request_id).await?;
        return Err(Refusal::at(Code::SecondFactorWrong, "/code").into());
    }
    steps::end(app, &given.step).await?;
    Ok((account, enter(app, &who).await?))
}

async fn right_code(app: &App, who: &Ctx, code: &str) -> Result<bool> {
    let account = who.actor.account;
    let now = app.db.now();
    match Typed::read(code) {
        Some(Typed::Digits(digits)) => {
            let factors = query::factors(app.db.reader(), account).await?;
            let Some(factor) = factors.iter().find(|factor| factor.kind == TOTP) else { return Ok(false) };
            let Some(step) = step_of(&opened(app, factor)?, &digits, now) else { return Ok(false) };
            query::take_step(&app.db, factor.id, step, now).await
        }
        Some(Typed::Recovery(code)) => {
            let mut uow = app.begin(who).await?;
            if !query::use_code(&uow, account, &code_hash(app, account, &code)).await? {
                return Ok(false);
            }
            uow.record_registry(stream(account), "account.recovery_code_used", &json!({}))?;
            uow.commit().await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

async fn right_passkey(app: &App, account: Id, answer: Value, state: Option<PasskeyAuthentication>) -> Result<bool> {
    let Some(state) = state else { return Ok(false) };
    let keys = passkeys_of(app, &query::factors(app.db.reader(), account).await?)?;
    let candidates = keys.iter().map(|(_, key)| key.clone()).collect();
    let Ok(used) = app.passkeys.answer(answer, &state, candidates) else { return Ok(false) };
    let row = keys.iter().find(|(_, key)| key.cred_id() == used.cred_id()).map(|(id, _)| *id);
    if let Some(row) = row {
        query::use_passkey(&app.db, row, sealed(app, &used)?, app.db.now()).await?;
    }
    Ok(row.is_some())
}

/// Asks for a passkey of whoever sits there.
///
/// # Errors
/// [`Code::PasskeysUnavailable`].
pub(super) async fn ask_passkey(app: &App) -> Result<PasskeyAsked> {
    let (options, state) = app.passkeys.ask_anybody()?;
    Ok(PasskeyAsked { step: steps::begin(app, StepKind::Passkey, None, &state).await?, options })
}

/// Signs somebody in by a passkey alone: to have it and to unlock it are two factors.
///
/// # Errors
/// [`Code::PasskeyRefused`], [`Code::SignInStepOver`], [`Code::SignInLocked`].
pub(super) async fn by_passkey(app: &App, request_id: &str, step: &str, given: Value) -> Result<(Id, String)> {
    let state: DiscoverableAuthentication = steps::take(app, StepKind::Passkey, step, None).await?;
    let refused = || Refusal::new(Code::PasskeyRefused);
    let (account, handle) = app.passkeys.claimed(&given)?;
    let factor = query::by_handle(&app.db, &handle).await?;
    let factor = factor.filter(|factor| factor.account_id == account).ok_or_else(refused)?;
    let known = accounts::by_id(&app.db, account).await?.filter(|known| known.active).ok_or_else(refused)?;
    let who = ctx(account, known.name, request_id);
    if known.locked_until > app.db.now() {
        app.accesses.note(&app.db, &who, "session.locked", None, None);
        return Err(Refusal::new(Code::SignInLocked).into());
    }
    let (_, key) = passkeys_of(app, std::slice::from_ref(&factor))?.into_iter().next().ok_or_else(refused)?;
    let used = match app.passkeys.answer_anybody(given, state, key) {
        Ok(used) => used,
        Err(refusal) => {
            app.accesses.note(&app.db, &who, "session.second_fail", None, None);
            return Err(refusal.into());
        }
    };
    query::use_passkey(&app.db, factor.id, sealed(app, &used)?, app.db.now()).await?;
    Ok((account, enter(app, &who).await?))
}
