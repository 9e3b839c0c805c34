//! The queue of work to be done later. A job is put in by the transaction that makes it necessary.

use bandeng_core::kernel::{Id, Instant};
use sea_orm::{ConnectionTrait, Statement};

use crate::{Binds, Db, Engine, Result};

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
    /// Until when it is ours. If the row says otherwise, somebody else has it, or it was asked for anew.
    pub lease_until: Instant,
}

/// How long a worker may hold a job before another may take it.
pub const LEASE_MS: i64 = 60_000;
/// Attempts before a job is left for a person to look at.
pub const MAX_ATTEMPTS: i32 = 12;

/// Which jobs are claimed. Lists are not empty.
#[derive(Clone, Copy, Debug)]
pub enum Kinds<'a> {
    All,
    Only(&'a [&'static str]),
    But(&'a [&'static str]),
}

impl Db {
    /// Claims one job that is due, for a minute.
    pub async fn claim_job(&self) -> Result<Option<Claimed>> {
        self.claim_job_of(Kinds::All).await
    }

    /// Claims one job of some kinds that is due, for a minute.
    pub async fn claim_job_of(&self, kinds: Kinds<'_>) -> Result<Option<Claimed>> {
        let mut binds = Binds::default();
        let now = binds.one(self.now());
        let of = match kinds {
            Kinds::All => String::new(),
            Kinds::Only(kinds) => format!("AND kind IN ({}) ", binds.list(kinds.iter().copied())),
            Kinds::But(kinds) => format!("AND kind NOT IN ({}) ", binds.list(kinds.iter().copied())),
        };
        let skip = match self.engine() {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE SKIP LOCKED",
        };
        let sql = format!(
            "UPDATE jobs SET lease_until = {now} + {LEASE_MS}, attempts = attempts + 1 WHERE id = (\
               SELECT id FROM jobs WHERE run_at <= {now} AND lease_until <= {now} AND attempts < {MAX_ATTEMPTS} {of}\
               ORDER BY run_at, id LIMIT 1{skip}) RETURNING id, kind, payload, attempts, lease_until"
        );
        let statement = Statement::from_sql_and_values(self.backend(), sql, binds.0);
        let Some(row) = self.technical().query_one_raw(statement).await? else { return Ok(None) };
        let payload: String = row.try_get_by_index(2)?;
        Ok(Some(Claimed {
            id: row.try_get_by_index(0)?,
            kind: row.try_get_by_index(1)?,
            payload: serde_json::from_str(&payload).unwrap_or_default(),
            attempts: row.try_get_by_index(3)?,
            lease_until: row.try_get_by_index(4)?,
        }))
    }

    /// Still at work: holds the job for another minute.
    pub async fn extend_lease(&self, job: &mut Claimed) -> Result<()> {
        let until = self.now() + LEASE_MS;
        let held = self
            .run(
                "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_until = $2",
                [job.id.into(), job.lease_until.into(), until.into()],
            )
            .await?;
        if held {
            job.lease_until = until;
        }
        Ok(())
    }

    /// The job is done. If it was asked for anew meanwhile, it stays and runs again.
    pub async fn finish_job(&self, job: &Claimed) -> Result<()> {
        self.run("DELETE FROM jobs WHERE id = $1 AND lease_until = $2", [job.id.into(), job.lease_until.into()])
            .await?;
        Ok(())
    }

    /// The job failed: it comes back later, each time after twice as long. `reason` holds no data of anybody's.
    pub async fn fail_job(&self, job: &Claimed, reason: &str) -> Result<()> {
        let wait = 5_000i64 << job.attempts.clamp(0, 10);
        self.run(
            "UPDATE jobs SET run_at = $3, lease_until = 0, last_error = $4 WHERE id = $1 AND lease_until = $2",
            [job.id.into(), job.lease_until.into(), (self.now() + wait).into(), reason.into()],
        )
        .await?;
        Ok(())
    }

    /// A periodic job has run, well or not: its next turn.
    pub async fn requeue_job(&self, job: &Claimed, run_at: Instant, reason: Option<&str>) -> Result<()> {
        self.run(
            "UPDATE jobs SET run_at = $3, lease_until = 0, attempts = 0, last_error = $4 \
             WHERE id = $1 AND lease_until = $2",
            [job.id.into(), job.lease_until.into(), run_at.into(), reason.into()],
        )
        .await?;
        Ok(())
    }

    /// Sees to it that a periodic job waits in the queue, under its own name as unique key, for no longer than from one run to
    /// the next: a clock that was set back would keep it waiting until the time has come again.
    pub async fn ensure_job(&self, kind: &str, run_at: Instant, every: i64) -> Result<()> {
        let id = self.env().ids.next(self.now());
        self.run(
            "INSERT INTO jobs (id, kind, payload, run_at, attempts, lease_until, unique_key) \
             VALUES ($1, $2, 'null', $3, 0, 0, $2) ON CONFLICT (unique_key) DO UPDATE SET attempts = 0, \
             run_at = CASE WHEN jobs.run_at > $4 THEN $3 ELSE jobs.run_at END",
            [id.into(), kind.into(), run_at.into(), (run_at + every).into()],
        )
        .await?;
        Ok(())
    }

    /// Jobs that are due, and jobs that failed too often and wait for a person.
    pub async fn job_counts(&self) -> Result<(i64, i64)> {
        let sql = format!(
            "SELECT count(CASE WHEN run_at <= $1 AND attempts < {MAX_ATTEMPTS} THEN 1 END), \
                    count(CASE WHEN attempts >= {MAX_ATTEMPTS} THEN 1 END) FROM jobs"
        );
        let statement = Statement::from_sql_and_values(self.backend(), sql, [self.now().into()]);
        let Some(row) = self.reader().query_one_raw(statement).await? else { return Ok((0, 0)) };
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
    }

    /// Runs a statement; whether it met a row.
    async fn run(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Result<bool> {
        let statement = Statement::from_sql_and_values(self.backend(), sql, values);
        Ok(self.technical().execute_raw(statement).await?.rows_affected() > 0)
    }
}
