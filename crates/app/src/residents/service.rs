//! Coming in, and going out.

use bandeng_core::kernel::{Code, Instant, MatterCode, Refusal};
use bandeng_core::residents::{Door, secret};
use bandeng_store::Result;
use bandeng_store::entities::resident_sessions;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Caller, PartyKey, codes, links, query, secrets};
use crate::http::App;
use crate::identity::service::token_hash;

const MINUTE_MS: Instant = 60_000;
const HOUR_MS: Instant = 60 * MINUTE_MS;

/// A session ends after two hours, however busy it is: telephones are lent and lost.
pub(crate) const SESSION_MS: Instant = 2 * HOUR_MS;
/// And after half an hour without a request.
pub(crate) const IDLE_MS: Instant = 30 * MINUTE_MS;
/// Marked as used at most once a minute.
pub(super) const TOUCH_MS: Instant = MINUTE_MS;

/// Attempts at one matter from one address in a quarter of an hour.
const ONE_FROM_ONE: u32 = 10;
/// Attempts at one matter in an hour, from wherever: who guesses from many addresses stops here, and one address that
/// guesses does not shut anybody else out.
const ONE_MATTER: u32 = 60;
/// Attempts from one address in ten minutes. Behind a proxy everybody comes from one.
const ONE_ADDRESS: u32 = 300;
/// Attempts in ten minutes altogether.
const ALL: u32 = 3_000;

/// A door that was opened: whose it is, and the token of the session.
pub struct Entered {
    pub party: PartyKey,
    pub purpose: String,
    pub token: String,
    pub expires_at: Instant,
}

/// Counts an attempt.
///
/// # Errors
/// [`Code::TooMany`].
pub(super) fn count_attempt(app: &App, address: &str, matter: &str) -> Result<()> {
    let now = app.db.now();
    let limits = &app.limits;
    limits.count("resident-all", "", now, 10 * MINUTE_MS, ALL)?;
    limits.count("resident-address", address, now, 10 * MINUTE_MS, ONE_ADDRESS)?;
    limits.count("resident-one", format!("{matter} {address}"), now, 15 * MINUTE_MS, ONE_FROM_ONE)?;
    limits.count("resident-matter", matter, now, HOUR_MS, ONE_MATTER)?;
    Ok(())
}

/// Comes in with the secret of a slip. A matter that is not there, a secret that is not its party's, and what can be
/// neither are answered alike.
///
/// # Errors
/// [`Code::EntryRefused`], [`Code::TooMany`].
pub async fn enter_by_secret(app: &App, address: &str, matter: &str, typed: &str) -> Result<Entered> {
    // What cannot be a code or a secret is looked up all the same: it takes as long.
    let code = matter.parse().unwrap_or_else(|_| MatterCode::new("000000", 0, 0));
    count_attempt(app, address, code.as_str())?;
    let hash = secrets::hash(app, &code, &secret::read(typed).unwrap_or_default());
    let party = query::party_by_secret(&app.db, &code, &hash).await?.ok_or(Refusal::new(Code::EntryRefused))?;
    open(app, party, Door::Secret, String::new()).await
}

/// Comes in by a link, which is used up.
///
/// # Errors
/// [`Code::EntryRefused`], [`Code::LinkUsed`], [`Code::TooMany`].
pub async fn enter_by_link(app: &App, address: &str, token: &str) -> Result<Entered> {
    let now = app.db.now();
    app.limits.count("resident-all", "", now, 10 * MINUTE_MS, ALL)?;
    app.limits.count("resident-address", address, now, 10 * MINUTE_MS, ONE_ADDRESS)?;
    let taken = links::take(app, token.get(..64).unwrap_or(token)).await?;
    open(app, taken.party, Door::Link, taken.purpose).await
}

/// Comes in with a code that was sent to the party's own telephone, which is used up.
///
/// # Errors
/// [`Code::CodeRefused`], [`Code::TooMany`].
pub async fn enter_by_code(app: &App, address: &str, matter: &str, phone: &str, digits: &str) -> Result<Entered> {
    let code = matter.parse().unwrap_or_else(|_| MatterCode::new("000000", 0, 0));
    count_attempt(app, address, code.as_str())?;
    let party = codes::take_entry(app, &code, phone, digits).await?;
    open(app, party, Door::Code, String::new()).await
}

/// Opens a session for a party that has shown who it is.
pub(crate) async fn open(app: &App, party: PartyKey, door: Door, purpose: String) -> Result<Entered> {
    let token = URL_SAFE_NO_PAD.encode(app.db.env().random::<32>());
    let now = app.db.now();
    let expires_at = now + SESSION_MS;
    query::insert_session(
        &app.db,
        resident_sessions::Model {
            token_hash: token_hash(&token),
            county: party.matter.county.clone(),
            matter_id: party.matter.id,
            n: i32::from(party.no),
            door: door.to_string(),
            purpose: purpose.clone(),
            created_at: now,
            seen_at: now,
            expires_at,
        },
    )
    .await?;
    Ok(Entered { party, purpose, token, expires_at })
}

/// Goes out.
pub(crate) async fn leave(app: &App, caller: &Caller) -> Result<()> {
    query::delete_session(&app.db, &caller.token_hash).await
}
