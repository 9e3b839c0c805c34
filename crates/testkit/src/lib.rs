//! What tests stand on: the whole application over a database of its own, with a small world in it.
//!
//! ```ignore
//! let app = TestApp::new().await;
//! let me = app.as_("clerk").get("/me").await.ok();
//! app.clock.forward_days(3);
//! app.as_("mediator").post("/matters", json!({…})).await.refused(403, "not-allowed");
//! ```
//!
//! `TEST_DB` says which database: unset for SQLite, a `postgres://` address for PostgreSQL. One that is set and cannot be
//! reached is a failure, never a skip. Every answer is held against the OpenAPI document, and at the end of every test
//! the chains of events are walked.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

mod client;
mod contract;
mod database;
mod env;
pub mod fixture;
pub mod world;

use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use bandeng_app::{App, Settings};
use bandeng_docgen::Fonts;
use bandeng_store::{Crypt, Ctx, Db, Env, Uow};
use object_store::memory::InMemory;

pub use client::{Answer, Client};
pub use env::{FixedClock, SeededEntropy};
pub use fixture::Fixture;
pub use world::{PASSWORD, World};

/// The application as a test sees it.
pub struct TestApp {
    pub app: App,
    /// Stands at 2026-03-02, 09:00 in China, until it is moved.
    pub clock: Arc<FixedClock>,
    /// Who and what is there, by name.
    pub world: Arc<World>,
    router: Router,
    statements: Statements,
    // Last, so that it goes last: walks the chains and removes the database.
    database: database::Database,
}

impl TestApp {
    /// An application with the small world in it.
    pub async fn new() -> Self {
        Self::with_settings(Settings::default()).await
    }

    /// As [`TestApp::new`], with other settings.
    pub async fn with_settings(settings: Settings) -> Self {
        let (database, world) = database::Database::with_world().await;
        Self::over(database, Arc::new(world), settings).await
    }

    /// An application on its first day: the schema and nothing in it.
    pub async fn empty() -> Self {
        let database = database::Database::empty().await;
        Self::over(database, Arc::new(World::default()), Settings::default()).await
    }

    async fn over(database: database::Database, world: Arc<World>, settings: Settings) -> Self {
        let clock = Arc::new(FixedClock::default());
        let env = Arc::new(Env::new(clock.clone(), Arc::new(SeededEntropy::new("a test"))));
        let mut db = Db::connect(&database.url, env.clone()).await.expect("the test database can be reached");
        let statements = Statements::default();
        let heard = statements.clone();
        db.observe(move |sql| heard.push(sql));
        let app = assemble(db, &env, settings);
        let router = bandeng_app::router(&app, None, None);
        Self { app, clock, world, router, statements, database }
    }

    /// Somebody of the world, signed in: `app.as_("clerk")`. Stays signed in while the clock moves.
    ///
    /// # Panics
    /// If the world has no such account.
    pub fn as_(&self, login: &str) -> Client {
        Client::new(self, client::Who::Account(self.world.account(login)))
    }

    /// Anybody by the number of the account, for those a test made itself.
    pub fn as_account(&self, account: i64) -> Client {
        Client::new(self, client::Who::Account(account))
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Client {
        Client::new(self, client::Who::Nobody)
    }

    /// A browser with a session cookie of its own.
    pub fn with_cookie(&self, token: &str) -> Client {
        Client::new(self, client::Who::Token(token.to_owned()))
    }

    /// A unit of work of the system itself, for what no endpoint does.
    pub async fn begin(&self) -> Uow {
        self.app.begin(&Ctx::system("test")).await.expect("a unit of work begins")
    }

    /// The texts of the statements that were sent since this was last asked: everything a request did, the look-up of its
    /// session with it, but for begin and commit.
    pub fn statements(&self) -> Vec<String> {
        self.statements.take()
    }

    /// Where the database is, for a second look at it.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// Ends the test here: walks the chains and removes the database. Dropping does the same.
    pub async fn finish(self) {
        let _ = self.app.accesses.flush(&self.app.db).await;
    }
}

/// Statements as they were sent.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    fn push(&self, sql: &str) {
        self.0.lock().expect("no panic while listening").push(sql.to_owned());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no panic while listening"))
    }
}

/// The application over a database, without touching the disk.
fn assemble(db: Db, env: &Env, settings: Settings) -> App {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| Fonts::load(&[])).clone();
    App::with_fonts(db, Crypt::generate(env), Box::new(InMemory::new()), settings, fonts)
}
