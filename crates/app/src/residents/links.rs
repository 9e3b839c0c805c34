//! Links that are sent to one party for one thing, and open its door once.
//!
//! The token stands behind the `#` of the address: browsers do not send that part, so that it is in no log of a proxy, and
//! a program that looks at a link before its reader does uses nothing up.

use bandeng_core::kernel::{Code, Instant, Refusal};
use bandeng_core::matters::PartyNo;
use bandeng_store::{Error, MatterKey, Result, Uow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

use super::{PartyKey, query};
use crate::http::App;
use crate::identity::service::token_hash;

const HOUR_MS: Instant = 3_600_000;

/// What a link was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub party: PartyKey,
    pub purpose: String,
}

/// A link that was made: the only time its address is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartyLink {
    /// Without the house where none is configured: `/r/l#…`.
    pub address: String,
    /// Epoch milliseconds: then it opens nothing any more.
    pub expires_at: i64,
    /// Another one like it was sent to the party by message.
    pub sent: bool,
}

/// A party has another telephone now, or none: what was sent to the one before opens nothing, and whoever came in is out.
///
/// # Errors
/// [`bandeng_store::Error::Db`].
pub(crate) async fn end(uow: &Uow, matter: &MatterKey, no: PartyNo) -> Result<()> {
    let party = PartyKey::new(matter, no);
    query::end_links(uow, &party).await?;
    query::end_sessions(uow, &party).await?;
    query::end_codes(uow, &party).await
}

/// Makes a link for a party. `purpose` is the page it leads to, such as `sign/3`; whoever opens it sees that page first.
/// It holds for so many hours and opens the door once. The link's address comes back and is kept nowhere.
///
/// # Errors
/// [`Error::Other`] for a purpose that is no path.
pub async fn make(app: &App, uow: &Uow, party: &PartyKey, purpose: &str, hours: i64) -> Result<PartyLink> {
    if purpose.len() > 60 || !purpose.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_/".contains(&b)) {
        return Err(Error::Other("the purpose of a link is a page".into()));
    }
    let token = URL_SAFE_NO_PAD.encode(uow.env().random::<16>());
    let expires_at = uow.now() + hours * HOUR_MS;
    query::insert_link(uow, &token_hash(&token), party, purpose, expires_at).await?;
    let house = app.settings.public_url.as_deref().unwrap_or_default();
    Ok(PartyLink { address: format!("{house}/r/l#{token}"), expires_at, sent: false })
}

/// Uses a link up.
///
/// # Errors
/// [`Code::EntryRefused`] for what is no link, [`Code::LinkUsed`] for one that was used or is over.
pub async fn take(app: &App, token: &str) -> Result<Taken> {
    let hash = token_hash(token);
    if let Some(taken) = query::take_link(&app.db, &hash, app.db.now()).await? {
        return Ok(taken);
    }
    let known = query::link(&app.db, &hash).await?.is_some();
    Err(Refusal::new(if known { Code::LinkUsed } else { Code::EntryRefused }).into())
}
