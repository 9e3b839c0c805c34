//! A database for each test, copied from one that was made once for the whole run.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bandeng_store::{Db, Env};
use jiff::civil::date;
use sea_orm::{ConnectionTrait, Database as Connector, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::{FixedClock, SeededEntropy, World, world};

/// Where it is and what goes with it.
pub(crate) struct Database {
    pub(crate) url: String,
    place: Place,
}

enum Place {
    File(#[expect(dead_code, reason = "removed when dropped")] TempDir),
    Server {
        admin: String,
        name: String,
    },
    /// With a schema of its own: no other test can use it.
    Once {
        admin: String,
        name: String,
    },
}

/// What is copied: with the schema alone, and with the world.
struct Template {
    empty: String,
    full: String,
    world: World,
    _folder: Option<TempDir>,
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static COPIES: AtomicU32 = AtomicU32::new(0);

/// PostgreSQL databases a test is done with: emptying one takes milliseconds, copying one a second.
static FREE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The PostgreSQL server of `TEST_DB`; none means SQLite.
fn server() -> Option<String> {
    let url = std::env::var("TEST_DB").ok().filter(|url| !url.is_empty())?;
    assert!(url.starts_with("postgres"), "TEST_DB is unset for SQLite or an address postgres://…, not {url}");
    Some(url)
}

/// Whether tests run on PostgreSQL.
pub(crate) fn is_postgres() -> bool {
    server().is_some()
}

/// Takes the log of writes into the file itself, and leaves no trace of it.
pub(crate) async fn settle(url: &str) {
    let db = connect(url).await;
    run(&db, "PRAGMA journal_mode = DELETE; VACUUM").await;
    db.close().await.expect("the copy is closed");
}

impl Database {
    /// A database that is there already: a file of SQLite's, or the statements that make it on PostgreSQL.
    pub(crate) async fn unpacked(content: &[u8]) -> Self {
        let Some(admin) = server() else {
            let folder = folder();
            let file = folder.path().join("bandeng.db");
            std::fs::write(&file, content).expect("the fixture is unpacked");
            return Self { url: sqlite(&file), place: Place::File(folder) };
        };
        let name = format!("bandeng_t_{}_f{}", std::process::id(), COPIES.fetch_add(1, Ordering::Relaxed));
        let server = connect(&admin).await;
        run(&server, &format!("CREATE DATABASE {name}")).await;
        let _ = server.close().await;
        let url = beside(&admin, &name);
        let db = connect(&url).await;
        // Lines with a backslash are for psql; the schema is there already.
        let lines = std::str::from_utf8(content).expect("the fixture is text").lines();
        let sql: Vec<&str> =
            lines.filter(|line| !line.starts_with('\\') && !line.starts_with("CREATE SCHEMA public")).collect();
        run(&db, &sql.join("\n")).await;
        let _ = db.close().await;
        Self { url, place: Place::Once { admin, name } }
    }

    pub(crate) async fn with_world() -> (Self, World) {
        let template = template().await;
        (Self::copy(&template.full).await, template.world.clone())
    }

    pub(crate) async fn empty() -> Self {
        Self::copy(&template().await.empty).await
    }

    async fn copy(template: &str) -> Self {
        match server() {
            None => {
                let folder = folder();
                let file = folder.path().join("bandeng.db");
                std::fs::copy(template, &file).expect("the template is copied");
                Self { url: sqlite(&file), place: Place::File(folder) }
            }
            Some(admin) => {
                let name = postgres_copy(&admin, template).await;
                Self { url: beside(&admin, &name), place: Place::Server { admin, name } }
            }
        }
    }
}

/// Walks the chains over a connection of its own and removes the database: the test's own runtime may be gone.
impl Drop for Database {
    fn drop(&mut self) {
        let failed_already = std::thread::panicking();
        let url = self.url.clone();
        let server = match &self.place {
            Place::File(_) => None,
            Place::Server { admin, name } => Some((admin.clone(), name.clone(), false)),
            Place::Once { admin, name } => Some((admin.clone(), name.clone(), true)),
        };
        let breaks = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let mut breaks = Vec::new();
                if !failed_already {
                    let db = Db::connect(&url, env("verify")).await.expect("the database is there at the end");
                    breaks = db.verify_chains(|_| {}).await.expect("the chains can be walked").breaks;
                    count(&db).await;
                    let _ = db.close().await;
                }
                if let Some((admin, name, once)) = server {
                    let altered = failed_already || once || guards(&connect(&url).await).await != GUARDS;
                    give_back(&admin, name, altered).await;
                }
                breaks
            })
        })
        .join();
        if !failed_already {
            let breaks = breaks.expect("the database is looked at and removed");
            assert!(breaks.is_empty(), "history does not hold together: {breaks:?}");
        }
    }
}

/// Whatever a test did: what is counted along the way is what a recount finds.
async fn count(db: &Db) {
    bandeng_app::figures::catch_up(db).await.expect("what happened can be counted");
    let found = bandeng_app::figures::verify(db, |_| {}).await.expect("what is counted can be counted again");
    assert!(found.is_right() && found.waiting == 0, "the figures are not what a recount finds: {found:?}");
}

async fn template() -> &'static Template {
    TEMPLATE
        .get_or_init(|| async {
            match server() {
                None => sqlite_template().await,
                Some(admin) => postgres_template(&admin).await,
            }
        })
        .await
}

async fn sqlite_template() -> Template {
    let folder = folder();
    let (empty, full) = (folder.path().join("empty.db"), folder.path().join("full.db"));
    migrate(&sqlite(&empty)).await;
    std::fs::copy(&empty, &full).expect("the schema is copied");
    let world = furnish(&sqlite(&full)).await;
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    Template { empty: text(empty), full: text(full), world, _folder: Some(folder) }
}

async fn postgres_template(admin: &str) -> Template {
    let server = connect(admin).await;
    remove_leftovers(&server).await;
    let name = format!("bandeng_t_{}_world", std::process::id());
    run(&server, &format!("CREATE DATABASE {name}")).await;
    let _ = server.close().await;
    let url = beside(admin, &name);
    migrate(&url).await;
    let world = furnish(&url).await;
    // What the world consists of lies there twice, so that a database can be emptied and filled again.
    let db = connect(&url).await;
    run(&db, "CREATE SCHEMA world").await;
    for table in tables(&db, "public").await {
        run(&db, &format!("CREATE TABLE world.{table} AS TABLE public.{table}")).await;
        run(
            &db,
            &format!(
                "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM world.{table}) THEN DROP TABLE world.{table}; END IF; END $$"
            ),
        )
        .await;
    }
    let _ = db.close().await;
    Template { empty: String::new(), full: name, world, _folder: None }
}

/// A database for one test: one that a test is done with, made as new, or a copy of the template. No template means that
/// nothing but the schema is wanted.
async fn postgres_copy(admin: &str, template: &str) -> String {
    let used = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let fresh = used.is_none();
    let name = match used {
        Some(name) => name,
        None => {
            let n = COPIES.fetch_add(1, Ordering::Relaxed);
            let name = format!("bandeng_t_{}_{n}", std::process::id());
            let world = format!("bandeng_t_{}_world", std::process::id());
            let server = connect(admin).await;
            run(&server, &format!("CREATE DATABASE {name} TEMPLATE {world}")).await;
            let _ = server.close().await;
            name
        }
    };
    if !fresh || template.is_empty() {
        let db = connect(&beside(admin, &name)).await;
        // Triggers and foreign keys look away while history is taken back.
        let mut sql = "SET session_replication_role = replica;".to_owned();
        for table in tables(&db, "public").await {
            sql += &format!("DELETE FROM public.{table};");
        }
        if !template.is_empty() {
            for table in tables(&db, "world").await {
                sql += &format!("INSERT INTO public.{table} SELECT * FROM world.{table};");
            }
        }
        run(&db, &sql).await;
        let _ = db.close().await;
    }
    name
}

/// What refuses that history is written over: events, events of the registry, notes of the vault.
const GUARDS: i64 = 3;

/// How many of them a database has. A test that takes one away to write history over has a database that nobody else gets.
async fn guards(db: &DatabaseConnection) -> i64 {
    let sql = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal";
    let row = db.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await;
    let count = row.expect("the triggers are counted").expect("a number").try_get_by_index(0);
    let _ = db.clone().close().await;
    count.expect("a number")
}

/// Closes what the test left open, and keeps the database for the next test. What a failed test leaves is removed. Those
/// that remain at the end of the run are removed by the next one, or with the server.
async fn give_back(admin: &str, name: String, drop: bool) {
    let server = connect(admin).await;
    if drop {
        run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    } else {
        run(&server, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")).await;
        FREE.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }
    let _ = server.close().await;
}

/// The tables of a schema, but for the list of migrations.
async fn tables(db: &DatabaseConnection, schema: &str) -> Vec<String> {
    let sql = format!(
        "SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' AND tablename <> 'seaql_migrations' \
         ORDER BY tablename"
    );
    let rows = db.query_all_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await;
    let rows = rows.expect("the tables are listed");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect()
}

/// Databases of runs that were killed: their process is gone.
async fn remove_leftovers(server: &DatabaseConnection) {
    let names = server
        .query_all_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            "SELECT datname FROM pg_database WHERE datname LIKE 'bandeng\\_t\\_%'",
        ))
        .await
        .expect("the databases are listed");
    for row in names {
        let name: String = row.try_get_by_index(0).expect("a name");
        let process = name.split('_').nth(2).unwrap_or_default();
        if !PathBuf::from(format!("/proc/{process}")).exists() {
            run(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

async fn migrate(url: &str) {
    let db = Db::connect(url, env("schema")).await.expect("the template can be reached");
    db.migrate().await.expect("the schema is made");
    db.close().await.expect("the template is closed");
}

/// Puts the world in, the day before tests begin, so that identifiers and events are older than theirs.
async fn furnish(url: &str) -> World {
    let env = env("world");
    let db = Db::connect(url, env.clone()).await.expect("the template can be reached");
    let app = crate::assemble(db.clone(), &env, bandeng_app::Settings::default());
    let world = world::build(&app).await;
    drop(app);
    db.close().await.expect("the template is closed");
    world
}

fn env(seed: &str) -> Arc<Env> {
    let clock = FixedClock::at(date(2026, 3, 1).at(9, 0, 0, 0));
    Arc::new(Env::new(Arc::new(clock), Arc::new(SeededEntropy::new(seed))))
}

fn folder() -> TempDir {
    // In memory where the machine has such a place: what these databases hold need not survive a power cut.
    let memory = PathBuf::from("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).expect("a folder for the test")
}

fn sqlite(file: &std::path::Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// The address of another database on the same server.
fn beside(admin: &str, name: &str) -> String {
    let (server, rest) = admin.rsplit_once('/').expect("TEST_DB names a database");
    match rest.split_once('?') {
        Some((_, options)) => format!("{server}/{name}?{options}"),
        None => format!("{server}/{name}"),
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    match Connector::connect(options).await {
        Ok(server) => server,
        Err(error) => panic!("TEST_DB is set and cannot be reached: {error}"),
    }
}

async fn run(server: &DatabaseConnection, sql: &str) {
    if let Err(error) = server.execute_unprepared(sql).await {
        panic!("{sql}: {error}");
    }
}
