//! The queue of work to be done later. A job is put in by the transaction that makes it necessary.

use bandeng_core::kernel::{Id, Instant};
use sea_orm::{ConnectionTrait, Statement};

use crate::{Db, Engine, Error, Result};

/// A job to be queued.
#[derive(Clone, Debug)]
pub struct Job {
    /// Stable name, imperative: `remind_deadline`.
    pub kind: &'static str,
    pub payload: serde_json::Value,
    /// Not before this instant.
    pub run_at: Instant,
    /// Only one job with this key waits at a time.
    pub unique_key: Option<String>,
}

/// A job somebody has claimed.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: Id,
    pub kind: String,
    pub payload: serde_json::Value,
    pub attempts: i32,
}

/// How long a worker may hold a job before another may take it.
const LEASE_MS: i64 = 60_000;
/// Attempts before a job is left for a person to look at.
pub const MAX_ATTEMPTS: i32 = 12;

impl Db {
    /// Claims one job that is due, for a minute.
    pub async fn claim_job(&self) -> Result<Option<Claimed>> {
        let skip = match self.engine() {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        };
        let sql = format!(
            "UPDATE jobs SET lease_until = $1 + {LEASE_MS}, attempts = attempts + 1 WHERE id = (\
               SELECT id FROM jobs WHERE run_at <= $1 AND lease_until <= $1 AND attempts < {MAX_ATTEMPTS} \
               ORDER BY run_at, id LIMIT 1{skip}) RETURNING id, kind, payload, attempts"
        );
        let statement = Statement::from_sql_and_values(self.backend(), sql, [self.now().into()]);
        let Some(row) = self.technical().query_one_raw(statement).await? else { return Ok(None) };
        let payload: String = row.try_get_by_index(2)?;
        Ok(Some(Claimed {
            id: row.try_get_by_index(0)?,
            kind: row.try_get_by_index(1)?,
            payload: serde_json::from_str(&payload)?,
            attempts: row.try_get_by_index(3)?,
        }))
    }

    /// The job is done.
    pub async fn finish_job(&self, id: Id) -> Result<()> {
        self.run("DELETE FROM jobs WHERE id = $1", [id.into()]).await
    }

    /// The job failed: it comes back later, each time after twice as long.
    pub async fn fail_job(&self, job: &Claimed, error: &Error) -> Result<()> {
        let wait = 5_000i64 << job.attempts.clamp(0, 10);
        self.run(
            "UPDATE jobs SET run_at = $2, lease_until = 0, last_error = $3 WHERE id = $1",
            [job.id.into(), (self.now() + wait).into(), kind_of(error).into()],
        )
        .await
    }

    async fn run(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Result<()> {
        self.technical().execute_raw(Statement::from_sql_and_values(self.backend(), sql, values)).await?;
        Ok(())
    }
}

/// What kind of fault it was, without any data in it.
fn kind_of(error: &Error) -> &'static str {
    match error {
        Error::Refused(_) => "refused",
        Error::Stale { .. } => "stale",
        Error::Db(_) => "database",
        Error::Damaged(_) => "damaged data",
        Error::Other(_) => "other",
    }
}
