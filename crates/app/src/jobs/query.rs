//! Deletes from technical tables, in groups.

use bandeng_core::kernel::Instant;
use bandeng_store::{Db, Result};
use sea_orm::{ConnectionTrait, Statement, Value};

pub(super) async fn delete_drafts(db: &Db, now: Instant) -> Result<u64> {
    let sql = "DELETE FROM drafts WHERE (account_id, key) IN \
               (SELECT account_id, key FROM drafts WHERE expires_at <= $1 LIMIT 500)";
    in_groups(db, sql, [now.into()]).await
}

pub(super) async fn delete_idempotency_keys(db: &Db, before: Instant) -> Result<u64> {
    let sql = "DELETE FROM idempotency_keys WHERE (account_id, key) IN \
               (SELECT account_id, key FROM idempotency_keys WHERE at < $1 LIMIT 500)";
    in_groups(db, sql, [before.into()]).await
}

pub(super) async fn delete_sessions(db: &Db, now: Instant, idle_since: Instant) -> Result<u64> {
    let sql = "DELETE FROM sessions WHERE token_hash IN \
               (SELECT token_hash FROM sessions WHERE expires_at <= $1 OR seen_at <= $2 LIMIT 500)";
    in_groups(db, sql, [now.into(), idle_since.into()]).await
}

/// Runs a statement that deletes at most a group, until it meets nothing.
async fn in_groups<const N: usize>(db: &Db, sql: &str, values: [Value; N]) -> Result<u64> {
    let writer = db.technical();
    let mut total = 0;
    loop {
        let statement = Statement::from_sql_and_values(writer.get_database_backend(), sql, values.clone());
        let deleted = writer.execute_raw(statement).await?.rows_affected();
        if deleted == 0 {
            return Ok(total);
        }
        total += deleted;
    }
}
