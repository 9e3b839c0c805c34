//! Who is asking: the session cookie becomes an actor with the posts of today.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::policy::Actor;
use bandeng_store::Ctx;

use super::layers::RequestId;
use super::{App, Problem};
use crate::identity;

/// The name of the session cookie.
pub const COOKIE: &str = "bandeng_session";

/// Somebody who signed in, may work, and set a password of their own.
pub struct Signed {
    pub ctx: Ctx,
    pub token_hash: String,
    must_change: bool,
    factor_needed: bool,
}

/// As [`Signed`], also before the first password change or a second factor that is due: signing out, changing the password,
/// adding the factor.
pub struct JustSigned(pub Signed);

/// The number of the request, also where nobody is signed in.
pub struct RequestNumber(pub String);

impl<S: Send + Sync> FromRequestParts<S> for RequestNumber {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get::<RequestId>().map(|r| r.0.clone()).unwrap_or_default()))
    }
}

impl Signed {
    pub fn actor(&self) -> &Actor {
        &self.ctx.actor
    }

    /// Refuses whose password somebody else knows.
    ///
    /// # Errors
    /// [`Code::PasswordChangeNeeded`].
    pub fn require_own_password(&self) -> Result<(), Refusal> {
        if self.must_change { Err(Refusal::new(Code::PasswordChangeNeeded)) } else { Ok(()) }
    }
}

impl FromRequestParts<App> for JustSigned {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar.get(COOKIE).map(|c| c.value()).ok_or(Refusal::new(Code::SignInNeeded))?;
        let session = identity::service::session(app, token).await?.ok_or(Refusal::new(Code::SignInNeeded))?;
        let most = app.settings.rates.account;
        if most > 0 {
            app.limits.account("account", session.actor.account, app.db.now(), 60_000, most)?;
        }
        let request_id = parts.extensions.get::<RequestId>().map(|r| r.0.clone()).unwrap_or_default();
        Ok(JustSigned(Signed {
            ctx: Ctx { actor: Arc::new(session.actor), request_id },
            token_hash: session.token_hash,
            must_change: session.must_change,
            factor_needed: session.factor_needed,
        }))
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let JustSigned(signed) = JustSigned::from_request_parts(parts, app).await?;
        signed.require_own_password()?;
        if signed.factor_needed {
            return Err(Refusal::new(Code::FactorNeeded).into());
        }
        Ok(signed)
    }
}
