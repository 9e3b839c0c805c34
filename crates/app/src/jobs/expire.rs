//! Drafts, imports, idempotency keys and sessions that have had their time.

use bandeng_store::Result;

use super::query;
use crate::http::App;
use crate::messages::query as messages;
use crate::residents::query as residents;

/// A client that repeats a creation does so within hours, not weeks.
const KEEP_KEYS_MS: i64 = 7 * 24 * 3_600_000;

/// For how long it is of use to know that a message was sent.
const KEEP_MESSAGES_MS: i64 = 180 * 24 * 3_600_000;

/// Deletes them, a few hundred at a time: the database has other things to do in between.
pub(super) async fn expire_drafts(app: &App) -> Result<()> {
    let now = app.db.now();
    let idle_since = now - app.settings.idle_minutes * 60_000;
    let drafts = query::delete_drafts(&app.db, now).await?;
    let imports = query::delete_imports(&app.db, now).await?;
    let keys = query::delete_idempotency_keys(&app.db, now - KEEP_KEYS_MS).await?;
    let sessions = query::delete_sessions(&app.db, now, idle_since).await?;
    residents::delete_expired(&app.db, now).await?;
    messages::delete_old(&app.db, now - KEEP_MESSAGES_MS).await?;
    if drafts + imports + keys + sessions > 0 {
        tracing::info!(drafts, imports, keys, sessions, "expired");
    }
    Ok(())
}
