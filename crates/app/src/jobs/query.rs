//! Deletes from technical tables, in groups.

use bandeng_core::kernel::Instant;
use bandeng_store::{Db, Result};
use sea_orm::{ConnectionTrait, Statement, Value};

pub(super) async fn delete_drafts(db: &Db, now: Instant) -> Result<u64> {
    let sql = "DELETE FROM drafts WHERE (account_id, key) IN \
               (SELECT account_id, key FROM drafts WHERE expires_at <= $1 LIMIT 500)";
    in_groups(db, sql, [now.into()]).await
}

/// Imports whose fortnight is over, with their rows. What was registered of them stays known by its keyed hash.
pub(super) async fn delete_imports(db: &Db, now: Instant) -> Result<u64> {
    let rows = "DELETE FROM import_rows WHERE (import_id, n) IN (SELECT r.import_id, r.n FROM imports i \
                JOIN import_rows r ON r.import_id = i.id WHERE i.expires_at <= $1 LIMIT 500)";
    in_groups(db, rows, [now.into()]).await?;
    let imports = "DELETE FROM imports WHERE id IN (SELECT i.id FROM imports i WHERE i.expires_at <= $1 \
                   AND NOT EXISTS (SELECT 1 FROM import_rows r WHERE r.import_id = i.id) LIMIT 500)";
    in_groups(db, imports, [now.into()]).await
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
