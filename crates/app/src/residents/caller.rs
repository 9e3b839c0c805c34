//! Who is asking at the residents' door: a cookie of its own becomes one party of one matter.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use bandeng_core::kernel::{Code, Id, Instant, MatterCode, Refusal};
use bandeng_core::matters::PartyNo;
use bandeng_core::policy::Actor;
use bandeng_core::residents::Door;
use bandeng_store::{Ctx, MatterKey};

use super::{PartyKey, query, service};
use crate::http::layers::RequestId;
use crate::http::{App, Problem};

/// The name of a party's session cookie.
pub const COOKIE: &str = "bandeng_resident";

/// A party who came in. Everything it may reach is this one matter, seen from its side.
#[derive(Clone, Debug)]
pub struct Caller {
    pub county: String,
    pub matter: Id,
    pub party: PartyNo,
    pub code: MatterCode,
    /// How it came in.
    pub door: Door,
    /// What the link it came by was sent for, such as `sign/3`; empty for who came in without one.
    pub purpose: String,
    /// When the session ends, whatever happens.
    pub expires_at: Instant,
    /// For the events of what it does.
    pub ctx: Ctx,
    pub(crate) token_hash: String,
}

impl Caller {
    pub fn key(&self) -> MatterKey {
        MatterKey { county: self.county.clone(), id: self.matter }
    }

    pub fn party_key(&self) -> PartyKey {
        PartyKey { matter: self.key(), no: self.party }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar.get(COOKIE).map(|c| c.value()).ok_or(Refusal::new(Code::EntryNeeded))?;
        let token_hash = crate::identity::service::token_hash(token);
        let now = app.db.now();
        let row = query::session(&app.db, &token_hash, now, now - service::IDLE_MS).await?;
        let row = row.ok_or(Refusal::new(Code::EntryNeeded))?;
        if now - row.seen_at > service::TOUCH_MS {
            query::touch_session(&app.db, &token_hash, now).await?;
        }
        let request_id = parts.extensions.get::<RequestId>().map(|r| r.0.clone()).unwrap_or_default();
        let party = row.party.no;
        Ok(Self {
            county: row.party.matter.county,
            matter: row.party.matter.id,
            party,
            code: row.code,
            door: row.door,
            purpose: row.purpose,
            expires_at: row.expires_at,
            ctx: Ctx { actor: Arc::new(Actor::party(party, row.name)), request_id },
            token_hash,
        })
    }
}
