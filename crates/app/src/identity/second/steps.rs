//! What is half done: a sign-in that waits for its second factor, a passkey that is being made. The token is with the browser,
//! what it waits for stays here, and both are good once and for ten minutes.

use bandeng_core::kernel::{Code, Id, Refusal};
use bandeng_store::Result;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::query;
use crate::http::App;
use crate::identity::service::token_hash;

/// How long a step is open, in milliseconds.
const STEP_MS: i64 = 10 * 60 * 1000;

/// What the state of a step is sealed for.
const PURPOSE: &str = "sign_in_step";

/// What a step waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepKind {
    /// The second factor, after a password.
    Second,
    /// A passkey instead of name and password.
    Passkey,
    /// The first code of a new authenticator.
    NewTotp,
    /// What a browser made.
    NewPasskey,
    /// Somebody to come back from the provider.
    OpenId,
}

impl StepKind {
    const fn as_str(self) -> &'static str {
        match self {
            StepKind::Second => "second",
            StepKind::Passkey => "passkey",
            StepKind::NewTotp => "new_totp",
            StepKind::NewPasskey => "new_passkey",
            StepKind::OpenId => "openid",
        }
    }
}

/// Begins a step: its token.
pub(crate) async fn begin(app: &App, kind: StepKind, account: Option<Id>, state: &impl Serialize) -> Result<String> {
    let token = URL_SAFE_NO_PAD.encode(app.db.env().random::<32>());
    let sealed = app.crypt.seal(app.db.env(), PURPOSE, &serde_json::to_string(state)?)?;
    let now = app.db.now();
    query::forget_steps(&app.db, now).await?;
    query::insert_step(&app.db, &token_hash(&token), kind.as_str(), account, &sealed, now + STEP_MS).await?;
    Ok(token)
}

/// Looks at a step that is open: whose it is, and what it waits for.
///
/// # Errors
/// [`Code::SignInStepOver`].
pub(crate) async fn look<T: DeserializeOwned>(app: &App, kind: StepKind, token: &str) -> Result<(Option<Id>, T)> {
    let found = query::step(&app.db, &token_hash(token), kind.as_str(), app.db.now()).await?;
    let (account, sealed) = found.ok_or(Refusal::new(Code::SignInStepOver))?;
    Ok((account, serde_json::from_str(&app.crypt.open_value(PURPOSE, &sealed)?)?))
}

/// Ends a step. Of two at once, one finds it over.
///
/// # Errors
/// [`Code::SignInStepOver`].
pub(crate) async fn end(app: &App, token: &str) -> Result<()> {
    if query::delete_step(&app.db, &token_hash(token)).await? {
        Ok(())
    } else {
        Err(Refusal::new(Code::SignInStepOver).into())
    }
}

/// Looks at a step of somebody's own and ends it.
///
/// # Errors
/// [`Code::SignInStepOver`], also where it is another's.
pub(crate) async fn take<T: DeserializeOwned>(app: &App, kind: StepKind, token: &str, owner: Option<Id>) -> Result<T> {
    let (account, state) = look(app, kind, token).await?;
    if account != owner {
        return Err(Refusal::new(Code::SignInStepOver).into());
    }
    end(app, token).await?;
    Ok(state)
}
