//! Rows of accounts, posts and sessions.

use std::str::FromStr;

use bandeng_core::kernel::{Date, Id, Instant};
use bandeng_core::policy::{Actor, Post, Role};
use bandeng_store::{Db, Result};
use sea_orm::{ConnectionTrait, Statement};

/// A session with its account and the posts of today.
pub(crate) struct SessionRow {
    pub actor: Actor,
    pub seen_at: Instant,
    pub must_change: bool,
}

/// Looks a session up by the hash of its token: one statement.
pub(crate) async fn session(
    db: &Db,
    token_hash: &str,
    now: Instant,
    today: Date,
    idle_ms: i64,
) -> Result<Option<SessionRow>> {
    let reader = db.reader();
    let rows = reader
        .query_all_raw(Statement::from_sql_and_values(
            reader.get_database_backend(),
            "SELECT a.id, a.name, a.must_change, s.seen_at, p.role, p.organisation_id, o.area \
             FROM sessions s JOIN accounts a ON a.id = s.account_id \
             LEFT JOIN posts p ON p.account_id = a.id AND p.from_on <= $3 AND (p.until_on IS NULL OR p.until_on >= $3) \
             LEFT JOIN organisations o ON o.id = p.organisation_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $4 AND a.active ORDER BY p.id",
            [token_hash.into(), now.into(), today.to_string().into(), (now - idle_ms).into()],
        ))
        .await?;
    let mut session: Option<SessionRow> = None;
    for row in rows {
        let session = match &mut session {
            Some(session) => session,
            none => none.insert(SessionRow {
                actor: Actor {
                    account: row.try_get_by_index::<Id>(0)?,
                    name: row.try_get_by_index(1)?,
                    posts: Vec::new(),
                },
                must_change: row.try_get_by_index(2)?,
                seen_at: row.try_get_by_index(3)?,
            }),
        };
        if let Some(role) = row.try_get_by_index::<Option<String>>(4)? {
            let area: String = row.try_get_by_index(6)?;
            session.actor.posts.push(Post {
                role: Role::from_str(&role)?,
                organisation: row.try_get_by_index(5)?,
                area: area.parse()?,
            });
        }
    }
    Ok(session)
}

/// Notes that a session was used.
pub(crate) async fn touch(db: &Db, token_hash: &str, now: Instant) -> Result<()> {
    let writer = db.technical();
    writer
        .execute_raw(Statement::from_sql_and_values(
            writer.get_database_backend(),
            "UPDATE sessions SET seen_at = $2 WHERE token_hash = $1",
            [token_hash.into(), now.into()],
        ))
        .await?;
    Ok(())
}
