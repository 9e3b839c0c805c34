//! The connection: one writer and several readers on SQLite, a pool on PostgreSQL.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bandeng_core::kernel::{Instant, china_date};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, Statement, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::codes::CodeBlocks;
use crate::migrate::Migrator;
use crate::place::Place;
use crate::search::Indexer;
use crate::signal::Signals;
use crate::turn::{Line, Transaction};
use crate::uow::{Ctx, Place as Within, Uow};
use crate::{Env, Result};

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The lock a write takes on a row it will change. SQLite's one writer needs none.
    pub const fn for_update(self) -> &'static str {
        match self {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE",
        }
    }

    /// The function that makes one JSON array of several values: a row that comes as one text costs a fraction of one that
    /// comes in columns.
    pub const fn json_array(self) -> &'static str {
        match self {
            Engine::Sqlite => "json_array",
            Engine::Postgres => "json_build_array",
        }
    }

    /// The function that makes one JSON array of the values of several rows, in no order.
    pub const fn json_rows(self) -> &'static str {
        match self {
            Engine::Sqlite => "json_group_array",
            Engine::Postgres => "json_agg",
        }
    }

    /// The engine, as statements are told it.
    pub const fn backend(self) -> DbBackend {
        match self {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        }
    }
}

/// A database, ready for units of work.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    env: Arc<Env>,
    codes: Arc<CodeBlocks>,
    line: Line,
    /// On SQLite: where it lies.
    place: Option<Arc<Place>>,
    pub(crate) signals: Arc<Signals>,
    pub(crate) indexer: Arc<OnceLock<Indexer>>,
}

impl Db {
    /// Connects. `sqlite://path/to/file.db` or `postgres://…`.
    ///
    /// # Errors
    /// [`crate::Error::Db`] if the database cannot be reached.
    pub async fn connect(url: &str, env: Arc<Env>) -> Result<Self> {
        let engine = if url.starts_with("postgres") { Engine::Postgres } else { Engine::Sqlite };
        let (writer, reader, place) = match engine {
            Engine::Sqlite => {
                let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
                // SQLite has one writer: a second connection could only wait, and unfairly (measured: p99 182 ms).
                let writer = Database::connect(sqlite(&url, 1)).await?;
                let reader = Database::connect(sqlite(&url, 4)).await?;
                let place = Place::of(&writer).await?;
                (writer, reader, Some(Arc::new(place)))
            }
            Engine::Postgres => {
                let pool = Database::connect(postgres(url, env.random())).await?;
                (pool.clone(), pool, None)
            }
        };
        Ok(Self {
            engine,
            writer,
            reader,
            env,
            codes: Arc::default(),
            line: Line::default(),
            place,
            signals: Arc::default(),
            indexer: Arc::default(),
        })
    }

    /// Tells of every statement from now on, with its text, inside and outside units of work. Begin and commit are none.
    pub fn observe(&mut self, each: impl Fn(&str) + Send + Sync + 'static) {
        let each = Arc::new(each);
        for connection in [&mut self.writer, &mut self.reader] {
            let each = each.clone();
            connection.set_metric_callback(move |info| each(&info.statement.sql));
        }
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub fn env(&self) -> &Arc<Env> {
        &self.env
    }

    pub fn now(&self) -> Instant {
        self.env.clock.now()
    }

    /// Today in China.
    pub fn today(&self) -> jiff::civil::Date {
        china_date(self.now())
    }

    /// Brings the schema to the present version. Safe to run again.
    pub async fn migrate(&self) -> Result<()> {
        Ok(Migrator::up(&self.writer, None).await?)
    }

    /// The schema changes this program knows and the database does not.
    pub async fn pending_migrations(&self) -> Result<usize> {
        Ok(Migrator::get_pending_migrations(&self.writer).await?.len())
    }

    /// The connection for reading.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The connection for technical tables, outside any unit of work.
    pub fn technical(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// A statement in the text both engines read: `$1`, `$2`, ….
    pub fn statement(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Statement {
        Statement::from_sql_and_values(self.backend(), sql, values)
    }

    /// Opens a unit of work. Nothing of it lasts until [`Uow::commit`].
    pub async fn begin(&self, ctx: &Ctx) -> Result<Uow> {
        let tx = self.transaction().await?;
        Ok(Uow::new(Within::Database(tx), self, ctx.clone(), self.env.clone()))
    }

    /// A transaction that sees one state of the database from beginning to end and that one program at a time can be in,
    /// by the name of a table nobody else writes.
    pub async fn alone(&self, table: &'static str) -> Result<Transaction> {
        match self.engine {
            Engine::Sqlite => self.transaction().await,
            Engine::Postgres => {
                let level = Some(IsolationLevel::RepeatableRead);
                let tx = self.writer.begin_with_config(level, None).await?;
                // Before the first look: what is seen is then what the one before has left.
                tx.execute_unprepared(&format!("LOCK TABLE {table} IN EXCLUSIVE MODE")).await?;
                Ok(Transaction::Own(tx))
            }
        }
    }

    /// A transaction for reading that sees one state of the database and stops nobody.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction> {
        let (level, mode) = match self.engine {
            Engine::Sqlite => (None, None),
            Engine::Postgres => (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)),
        };
        Ok(self.reader.begin_with_config(level, mode).await?)
    }

    /// Is the database still where it was? On PostgreSQL the server knows.
    ///
    /// # Errors
    /// [`crate::Error::Db`] saying [`crate::MOVED`]: whatever is written would be lost.
    pub fn is_in_place(&self) -> Result<()> {
        self.place.as_ref().map_or(Ok(()), |place| place.check())
    }

    pub(crate) async fn transaction(&self) -> Result<Transaction> {
        self.is_in_place()?;
        Ok(match self.engine {
            Engine::Sqlite => Transaction::Turn(self.line.turn(&self.writer).await?),
            Engine::Postgres => Transaction::Own(self.writer.begin().await?),
        })
    }

    /// The next code of a county, drawn from a block so that no row is hot.
    pub async fn next_code(&self, county: &str, year: i16) -> Result<bandeng_core::kernel::MatterCode> {
        self.codes.next(self, county, year).await
    }

    /// Lets commits return before they are on the disk, or asks for that again: for filling a database nobody works in.
    /// A power cut then takes the last of them, in order, and leaves a whole database. PostgreSQL stays as it is.
    pub async fn set_durable(&self, durable: bool) -> Result<()> {
        if self.engine == Engine::Sqlite {
            // Whoever fills a database comes back to the same pages: they are kept, and carried over more seldom.
            let pragmas = if durable {
                "PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 1000; \
                 PRAGMA wal_checkpoint(TRUNCATE)"
            } else {
                "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -400000; PRAGMA wal_autocheckpoint = 16000"
            };
            self.writer.execute_unprepared(pragmas).await?;
        }
        Ok(())
    }

    /// Does the database answer?
    pub async fn ping(&self) -> Result<()> {
        self.reader.execute_unprepared("SELECT 1").await?;
        self.is_in_place()
    }

    pub async fn close(self) -> Result<()> {
        self.signals.stop();
        self.writer.close().await?;
        // On PostgreSQL both are one pool, closed already.
        let _ = self.reader.close().await;
        Ok(())
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.engine.backend()
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .sqlx_logging(false);
    options
}

/// `program` tells this program's connections from those of others.
fn postgres(url: &str, program: [u8; 4]) -> ConnectOptions {
    let mut options = options(url, 16);
    let program = format!("bandeng {}", hex::encode(program));
    // Every look-up goes along an index that its text names, whatever the values are: planning it again for each of them
    // costs more than finding its rows (measured: half as many requests again without), compiling it more still.
    options.map_sqlx_postgres_opts(move |o| {
        o.options([("plan_cache_mode", "force_generic_plan"), ("jit", "off")])
            .application_name(&program)
            .statement_cache_capacity(500)
    });
    options
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = options(url, connections);
    options.min_connections(1).map_sqlx_sqlite_opts(|o| {
        // Durable: an acknowledged matter survives a power cut. FULL costs 7 to 17 per cent against NORMAL.
        o.pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", "-32000")
            .statement_cache_capacity(500)
            .busy_timeout(Duration::from_secs(10))
            // Rows come from a thread of their own. Where a page finds room, they are handed over without a change of
            // threads for each.
            .row_buffer_size(1_024)
    });
    options
}
