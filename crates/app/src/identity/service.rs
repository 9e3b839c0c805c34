//! What signing in means.

use bandeng_core::policy::Actor;
use bandeng_store::Result;
use sha2::{Digest, Sha256};

use super::query;
use crate::http::App;

/// A session that holds.
pub(crate) struct Session {
    pub actor: Actor,
    pub token_hash: String,
    pub must_change: bool,
}

/// Sessions are marked as used at most once a minute, so that reading does not write.
const TOUCH_MS: i64 = 60_000;

/// The session behind a cookie's token, if it still holds.
pub(crate) async fn session(app: &App, token: &str) -> Result<Option<Session>> {
    let token_hash = token_hash(token);
    let now = app.db.now();
    let idle = app.settings.idle_minutes * 60_000;
    let Some(row) = query::session(&app.db, &token_hash, now, app.db.today(), idle).await? else { return Ok(None) };
    if now - row.seen_at > TOUCH_MS {
        query::touch(&app.db, &token_hash, now).await?;
    }
    Ok(Some(Session { actor: row.actor, token_hash, must_change: row.must_change }))
}

/// The database knows the hash of a token alone: who reads the table cannot use it.
pub(crate) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}
