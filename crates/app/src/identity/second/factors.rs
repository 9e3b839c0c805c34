//! One's own second factors: added, removed, and reset by an administrator.

use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Id, Instant, Refusal};
use bandeng_core::people::factors::{MOST_PASSKEYS, RECOVERY_CODES, Typed, address, base32, is_needed};
use bandeng_core::policy::Actor;
use bandeng_store::{Ctx, Result, Uow};
use serde::Serialize;
use serde_json::{Value, json};
use totp_rs::Builder;
use utoipa::ToSchema;
use webauthn_rs::prelude::{Passkey, PasskeyRegistration};

use super::passkeys;
use super::query::{self, Factor, PASSKEY, TOTP};
use super::steps::{self, StepKind};
use crate::http::{App, IdText};
use crate::identity::password::one_time;
use crate::identity::service::{self, stream};

/// What the secrets of factors are sealed for.
const PURPOSE: &str = "factor";

/// What the keyed hash of a recovery code is for.
const CODE: &str = "recovery_code";

/// How one's own sign-in is kept safe.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Security {
    /// The authenticator for codes by time.
    pub totp: Option<FactorView>,
    pub passkeys: Vec<FactorView>,
    pub recovery_codes_left: i64,
    /// One's post asks for a second factor.
    pub required: bool,
    /// Passkeys can be used at this address.
    pub passkeys_possible: bool,
}

/// A second factor.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FactorView {
    pub id: IdText,
    pub name: String,
    /// Epoch milliseconds.
    pub made_at: i64,
    pub used_at: Option<i64>,
}

/// A new authenticator, before its first code.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewTotp {
    pub step: String,
    /// The seed in base 32, to be typed where no camera is.
    pub secret: String,
    /// For a QR code.
    pub address: String,
}

/// What a browser is asked to make or to answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PasskeyAsked {
    pub step: String,
    /// For `navigator.credentials`, bytes in base64url.
    #[schema(value_type = Object)]
    pub options: Value,
}

/// Recovery codes, told this once. None where there are some already.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Codes {
    pub recovery_codes: Vec<String>,
}

fn view(factor: &Factor) -> FactorView {
    FactorView { id: IdText(factor.id), name: factor.name.clone(), made_at: factor.made_at, used_at: factor.used_at }
}

fn required(app: &App, actor: &Actor) -> bool {
    is_needed(&app.settings.second_factor_roles, actor.posts.iter().map(|post| post.role))
}

/// How one's own sign-in is kept safe.
pub(super) async fn show(app: &App, ctx: &Ctx) -> Result<Security> {
    let account = ctx.actor.account;
    let factors = query::factors(app.db.reader(), account).await?;
    Ok(Security {
        totp: factors.iter().find(|factor| factor.kind == TOTP).map(view),
        passkeys: factors.iter().filter(|factor| factor.kind == PASSKEY).map(view).collect(),
        recovery_codes_left: query::codes_left(app.db.reader(), &app.db, account).await?,
        required: required(app, &ctx.actor),
        passkeys_possible: app.passkeys.possible(),
    })
}

/// Which step of time a code is for, one before or after now included; none where it is wrong, or the seed is none.
pub(super) fn step_of(seed: &str, digits: &str, now: Instant) -> Option<i64> {
    let seed: [u8; 20] = hex::decode(seed).ok()?.try_into().ok()?;
    let reckoner = Builder::new().with_secret(seed).with_skew(1).build_noncompliant();
    i64::try_from(reckoner.check(digits, now.unsigned_abs() / 1000)?).ok()
}

/// Begins with an authenticator.
///
/// # Errors
/// [`Code::PasswordWrong`], [`Code::FactorTaken`], [`Code::TooMany`].
pub(super) async fn begin_totp(app: &App, ctx: &Ctx, password: &str) -> Result<NewTotp> {
    let login = service::require_password(app, ctx, password).await?;
    let account = ctx.actor.account;
    if query::factors(app.db.reader(), account).await?.iter().any(|factor| factor.kind == TOTP) {
        return Err(Refusal::new(Code::FactorTaken).into());
    }
    let seed = app.db.env().random::<20>();
    let step = steps::begin(app, StepKind::NewTotp, Some(account), &hex::encode(seed)).await?;
    let secret = base32(&seed);
    Ok(NewTotp { step, address: address("\u{677f}\u{51f3}", &login, &secret), secret })
}

/// Keeps the authenticator, once it gave a right code.
///
/// # Errors
/// [`Code::SecondFactorWrong`], [`Code::SignInStepOver`], [`Code::FactorTaken`].
pub(super) async fn finish_totp(app: &App, ctx: &Ctx, step: &str, code: &str) -> Result<Codes> {
    let account = ctx.actor.account;
    app.limits.account("totp-new", account, app.db.now(), 600_000, 30)?;
    let (owner, seed): (_, String) = steps::look(app, StepKind::NewTotp, step).await?;
    if owner != Some(account) {
        return Err(Refusal::new(Code::SignInStepOver).into());
    }
    let digits = match Typed::read(code) {
        Some(Typed::Digits(digits)) => digits,
        _ => String::new(),
    };
    let last_step = step_of(&seed, &digits, app.db.now()).ok_or(Refusal::at(Code::SecondFactorWrong, "/code"))?;
    steps::end(app, step).await?;
    let uow = app.begin(ctx).await?;
    uow.hold_row("accounts", account).await?;
    if query::factors(uow.read(), account).await?.iter().any(|factor| factor.kind == TOTP) {
        return Err(Refusal::new(Code::FactorTaken).into());
    }
    let factor = Factor {
        id: uow.next_id(),
        account_id: account,
        kind: TOTP.to_owned(),
        name: String::new(),
        secret: app.crypt.seal(app.db.env(), PURPOSE, &seed)?,
        handle: None,
        last_step,
        made_at: uow.now(),
        used_at: None,
    };
    add(app, uow, account, factor).await
}

/// Begins with a passkey.
///
/// # Errors
/// [`Code::PasswordWrong`], [`Code::PasskeysUnavailable`], [`Code::TooMany`].
pub(super) async fn begin_passkey(app: &App, ctx: &Ctx, password: &str) -> Result<PasskeyAsked> {
    let login = service::require_password(app, ctx, password).await?;
    let account = ctx.actor.account;
    let known = passkeys_of(app, &query::factors(app.db.reader(), account).await?)?;
    app.limits.count("passkeys", account, app.db.now(), 600_000, 30)?;
    if known.len() >= MOST_PASSKEYS {
        return Err(Refusal::new(Code::TooMany).into());
    }
    let known = known.iter().map(|(_, key)| key.cred_id().clone()).collect();
    let (options, state) = app.passkeys.begin_making(account, &login, &ctx.actor.name, known)?;
    Ok(PasskeyAsked { step: steps::begin(app, StepKind::NewPasskey, Some(account), &state).await?, options })
}

/// Keeps a passkey that one's browser made.
///
/// # Errors
/// [`Code::PasskeyRefused`], [`Code::SignInStepOver`], fields.
pub(super) async fn finish_passkey(app: &App, ctx: &Ctx, step: &str, name: &str, made: Value) -> Result<Codes> {
    let account = ctx.actor.account;
    let mut form = Form::default();
    form.text(name, 40, "/name");
    form.finish()?;
    let state: PasskeyRegistration = steps::take(app, StepKind::NewPasskey, step, Some(account)).await?;
    let key = app.passkeys.finish_making(made, &state)?;
    let handle = passkeys::handle(key.cred_id());
    if query::by_handle(&app.db, &handle).await?.is_some() {
        return Err(Refusal::new(Code::PasskeyRefused).into());
    }
    let uow = app.begin(ctx).await?;
    uow.hold_row("accounts", account).await?;
    let factor = Factor {
        id: uow.next_id(),
        account_id: account,
        kind: PASSKEY.to_owned(),
        name: name.trim().to_owned(),
        secret: sealed(app, &key)?,
        handle: Some(handle),
        last_step: 0,
        made_at: uow.now(),
        used_at: None,
    };
    add(app, uow, account, factor).await
}

/// Keeps a factor. With the first one come recovery codes: who loses the telephone is not locked out.
async fn add(app: &App, mut uow: Uow, account: Id, factor: Factor) -> Result<Codes> {
    let first = query::factors(uow.read(), account).await?.is_empty();
    let payload = json!({ "kind": factor.kind, "name": factor.name });
    query::insert_factor(&uow, factor).await?;
    let recovery_codes = if first { draw(app, &uow, account).await? } else { Vec::new() };
    uow.record_registry(stream(account), "account.factor_added", &payload)?;
    uow.commit().await?;
    Ok(Codes { recovery_codes })
}

/// Draws recovery codes; a keyed hash of each is kept.
async fn draw(app: &App, uow: &Uow, account: Id) -> Result<Vec<String>> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| one_time(app.db.env())).collect();
    let hashes: Vec<String> = codes.iter().map(|code| code_hash(app, account, &code.replace('-', ""))).collect();
    query::set_codes(uow, account, &hashes).await?;
    Ok(codes)
}

/// The keyed hash of a recovery code, which has 79 bits of chance in it: nobody tries them all.
pub(super) fn code_hash(app: &App, account: Id, code: &str) -> String {
    app.crypt.index(CODE, &format!("{account}:{code}"))
}

/// Draws new recovery codes; the old ones are void.
///
/// # Errors
/// [`Code::PasswordWrong`], [`Code::TooMany`], [`Code::FactorMissing`].
pub(super) async fn draw_codes(app: &App, ctx: &Ctx, password: &str) -> Result<Codes> {
    service::require_password(app, ctx, password).await?;
    let account = ctx.actor.account;
    let mut uow = app.begin(ctx).await?;
    uow.hold_row("accounts", account).await?;
    if query::factors(uow.read(), account).await?.is_empty() {
        return Err(Refusal::new(Code::FactorMissing).into());
    }
    let recovery_codes = draw(app, &uow, account).await?;
    uow.record_registry(stream(account), "account.recovery_codes_made", &json!({}))?;
    uow.commit().await?;
    Ok(Codes { recovery_codes })
}

/// Removes one of one's own factors; with the last one the recovery codes go.
///
/// # Errors
/// [`Code::PasswordWrong`], [`Code::FactorMissing`], [`Code::FactorLast`], [`Code::TooMany`].
pub(super) async fn remove(app: &App, ctx: &Ctx, id: Id, password: &str) -> Result<()> {
    service::require_password(app, ctx, password).await?;
    let account = ctx.actor.account;
    let mut uow = app.begin(ctx).await?;
    uow.hold_row("accounts", account).await?;
    let factors = query::factors(uow.read(), account).await?;
    let factor = factors.iter().find(|factor| factor.id == id).ok_or(Refusal::new(Code::FactorMissing))?;
    let last = factors.len() == 1;
    if last && required(app, &ctx.actor) {
        return Err(Refusal::new(Code::FactorLast).into());
    }
    query::delete_factor(&uow, account, id).await?;
    if last {
        query::delete_codes(&uow, account).await?;
    }
    let payload = json!({ "kind": factor.kind, "name": factor.name });
    uow.record_registry(stream(account), "account.factor_removed", &payload)?;
    uow.commit().await
}

/// Takes away all second factors of an account and ends its sessions; whoever may is asked before.
pub(crate) async fn reset(uow: &mut Uow, account: Id, reason: &str) -> Result<()> {
    query::delete_factors(uow, account).await?;
    query::delete_codes(uow, account).await?;
    service::end_sessions(uow, account).await?;
    uow.record_registry(stream(account), "account.factors_reset", &json!({ "reason": reason }))
}

/// The passkeys among factors, each with the number of its row.
pub(super) fn passkeys_of(app: &App, factors: &[Factor]) -> Result<Vec<(Id, Passkey)>> {
    let keys = factors.iter().filter(|factor| factor.kind == PASSKEY);
    keys.map(|factor| Ok((factor.id, serde_json::from_str(&opened(app, factor)?)?))).collect()
}

/// A factor's secret.
pub(super) fn opened(app: &App, factor: &Factor) -> Result<String> {
    app.crypt.open_value(PURPOSE, &factor.secret)
}

/// A passkey as its row has it.
pub(super) fn sealed(app: &App, key: &Passkey) -> Result<String> {
    app.crypt.seal(app.db.env(), PURPOSE, &serde_json::to_string(key)?)
}
