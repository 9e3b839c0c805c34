//! How the database stands: what `bandeng doctor` asks.

use bandeng_core::kernel::{Id, Instant, MatterCode};
use sea_orm::{ConnectionTrait, QueryResult, Statement, TryGetable};

use crate::{Db, Engine, Error, Result};

/// The settings durability and order depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    Sqlite {
        /// `wal` where the file system allows it.
        journal_mode: String,
        /// 2 is FULL.
        synchronous: i64,
    },
    Postgres {
        /// 150004 is 15.4.
        version: i64,
        collation: String,
        encoding: String,
        fsync: bool,
        synchronous_commit: String,
        /// What the database's machine takes the time to be.
        now: Instant,
    },
}

impl Db {
    /// Asks the database for its settings.
    pub async fn condition(&self) -> Result<Condition> {
        Ok(match self.engine() {
            Engine::Sqlite => Condition::Sqlite {
                journal_mode: self.one("PRAGMA journal_mode").await?,
                synchronous: self.one("PRAGMA synchronous").await?,
            },
            Engine::Postgres => Condition::Postgres {
                version: self.one("SELECT current_setting('server_version_num')::bigint").await?,
                collation: self
                    .one("SELECT datcollate::text FROM pg_database WHERE datname = current_database()")
                    .await?,
                encoding: self.one("SELECT current_setting('server_encoding')").await?,
                fsync: self.one("SELECT current_setting('fsync') = 'on'").await?,
                synchronous_commit: self.one("SELECT current_setting('synchronous_commit')").await?,
                now: self.one("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint").await?,
            },
        })
    }

    /// The newest matter's number. Numbers are ordered by time, so it tells when the clock was last read.
    pub async fn newest_matter(&self) -> Result<Option<Id>> {
        self.one("SELECT max(id) FROM matters").await
    }

    /// Whether somebody has worked with it: then its keys must not be made anew.
    pub async fn is_in_use(&self) -> Result<bool> {
        let rows = self.rows("SELECT 1 FROM accounts UNION ALL SELECT 1 FROM matters LIMIT 1").await?;
        Ok(!rows.is_empty())
    }

    /// In which request the first thing was written into the registry; none if nothing was.
    pub async fn first_request(&self) -> Result<Option<String>> {
        let rows = self.rows("SELECT request_id FROM registry_events ORDER BY at, stream, seq LIMIT 1").await?;
        rows.first().map(|row| Ok(row.try_get_by_index(0)?)).transpose()
    }

    /// Whether there is a matter of this code.
    pub async fn has_matter(&self, code: &MatterCode) -> Result<bool> {
        let statement = self.statement("SELECT 1 FROM matters WHERE code = $1", [code.as_str().into()]);
        Ok(self.reader().query_one_raw(statement).await?.is_some())
    }

    async fn one<T: TryGetable>(&self, sql: &str) -> Result<T> {
        let rows = self.rows(sql).await?;
        let row = rows.first().ok_or_else(|| Error::Other("the database answers nothing".into()))?;
        Ok(row.try_get_by_index(0)?)
    }

    async fn rows(&self, sql: &str) -> Result<Vec<QueryResult>> {
        Ok(self.technical().query_all_raw(Statement::from_string(self.backend(), sql)).await?)
    }
}
