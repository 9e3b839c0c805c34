use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bandeng_core::kernel::{Clock, Instant};
use bandeng_store::env::SystemEntropy;
use bandeng_store::jobs::{Job, MAX_ATTEMPTS};
use bandeng_store::{Crypt, Ctx, Db, Env, Error};
use object_store::memory::InMemory;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use super::*;
use crate::http::Settings;

/// A clock that tests move.
struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Instant {
        self.0.load(Ordering::SeqCst)
    }
}

struct House {
    app: App,
    clock: Arc<Hand>,
    _folder: tempfile::TempDir,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hand(AtomicI64::new(1_772_400_000_000)));
        let env = Arc::new(Env::new(clock.clone(), Arc::new(SystemEntropy)));
        let url = format!("sqlite://{}", folder.path().join("jobs.db").display());
        let db = Db::connect(&url, env.clone()).await.unwrap();
        db.migrate().await.unwrap();
        let app = App::new(db, Crypt::generate(&env), Box::new(InMemory::new()), Settings::default());
        Self { app, clock, _folder: folder }
    }

    fn pass(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    async fn ask(&self, kind: &'static str, key: Option<&str>) {
        ask(&self.app, kind, key).await;
    }

    async fn sql(&self, sql: &str) {
        self.app.db.technical().execute_unprepared(sql).await.unwrap();
    }

    async fn number(&self, sql: &str) -> i64 {
        let db = self.app.db.technical();
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        row.unwrap().try_get_by_index(0).unwrap()
    }
}

async fn ask(app: &App, kind: &'static str, key: Option<&str>) {
    let mut uow = app.begin(&Ctx::system("test")).await.unwrap();
    let (run_at, unique_key) = (uow.now(), key.map(str::to_owned));
    uow.enqueue(Job { kind, payload: json!({ "n": 1 }), run_at, unique_key });
    uow.commit().await.unwrap();
}

const JOBS: &str = "SELECT count(*) FROM jobs";

#[tokio::test]
async fn a_job_runs_once_and_is_gone() {
    let house = House::new().await;
    let registry = Registry::default().on_request("greet", |_, payload| {
        Box::pin(async move {
            assert_eq!(payload["n"], 1);
            Ok(())
        })
    });
    house.ask("greet", None).await;
    assert_eq!(drain(&house.app, &registry).await.unwrap(), 1);
    assert_eq!(house.number(JOBS).await, 0);
}

#[tokio::test]
async fn a_job_that_fails_or_panics_comes_back_later_and_is_given_up_in_the_end() {
    let house = House::new().await;
    let registry = Registry::default()
        .on_request("fail", |_, _| Box::pin(async { Err(Error::Other("no".into())) }))
        .on_request("panic", |_, _| Box::pin(async { panic!("at the disco") }));
    house.ask("fail", None).await;
    house.ask("panic", None).await;
    assert_eq!(drain(&house.app, &registry).await.unwrap(), 2);
    assert_eq!(drain(&house.app, &registry).await.unwrap(), 0, "not before its time");
    for _ in 1..MAX_ATTEMPTS {
        house.pass(2 * HOUR);
        assert_eq!(drain(&house.app, &registry).await.unwrap(), 2);
    }
    house.pass(24 * HOUR);
    assert_eq!(drain(&house.app, &registry).await.unwrap(), 0);
    assert_eq!(house.app.db.job_counts().await.unwrap(), (0, 2));
}

#[tokio::test]
async fn a_kind_nobody_knows_fails_with_a_clear_reason() {
    let house = House::new().await;
    house.ask("from_tomorrow", None).await;
    drain(&house.app, &Registry::house()).await.unwrap();
    let reason = "SELECT count(*) FROM jobs WHERE last_error = 'no handler for this kind of job'";
    assert_eq!(house.number(reason).await, 1);
}

#[tokio::test]
async fn a_job_asked_for_anew_while_it_runs_runs_again() {
    let house = House::new().await;
    let registry = Registry::default().on_request("recount", |app, _| {
        Box::pin(async move {
            if app.db.now() % 1_000 == 0 {
                ask(app, "recount", Some("recount")).await;
            }
            Ok(())
        })
    });
    house.ask("recount", Some("recount")).await;
    let mut claimed = house.app.db.claim_job().await.unwrap().unwrap();
    house.ask("recount", Some("recount")).await;
    house.app.db.finish_job(&claimed).await.unwrap();
    assert_eq!(house.number(JOBS).await, 1, "the newer one stays");
    house.app.db.extend_lease(&mut claimed).await.unwrap();
    house.pass(1);
    assert_eq!(drain(&house.app, &registry).await.unwrap(), 1);
    assert_eq!(house.number(JOBS).await, 0);
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_up_after_a_minute() {
    let house = House::new().await;
    let registry = Registry::default().on_request("greet", |_, _| Box::pin(async { Ok(()) }));
    house.ask("greet", None).await;
    house.app.db.claim_job().await.unwrap().unwrap();
    assert_eq!(drain(&house.app, &registry).await.unwrap(), 0);
    house.pass(60_001);
    assert_eq!(drain(&house.app, &registry).await.unwrap(), 1);
}

#[tokio::test]
async fn what_has_had_its_time_is_deleted_every_hour() {
    let house = House::new().await;
    let now = house.app.db.now();
    house.sql("INSERT INTO accounts (id, login, name, password_hash, created_at) VALUES (1, 'a', 'a', '', 0)").await;
    for n in 0..1_200 {
        house.sql(&format!("INSERT INTO drafts VALUES (1, 'd{n}', '{{}}', 0, {})", now + n % 2)).await;
    }
    let week = 7 * 24 * HOUR;
    house.sql(&format!("INSERT INTO idempotency_keys VALUES (1, 'old', '', '', {})", now - week - 1)).await;
    house.sql(&format!("INSERT INTO idempotency_keys VALUES (1, 'new', '', '', {})", now - week)).await;
    let idle = now - 31 * 60_000;
    house.sql(&format!("INSERT INTO sessions VALUES ('over', 1, 0, {now}, {now})")).await;
    house.sql(&format!("INSERT INTO sessions VALUES ('idle', 1, 0, {idle}, {})", now + HOUR)).await;
    house.sql(&format!("INSERT INTO sessions VALUES ('good', 1, 0, {now}, {})", now + HOUR)).await;

    house.app.db.ensure_job("expire_drafts", now).await.unwrap();
    house.app.db.ensure_job("expire_drafts", now).await.unwrap();
    assert_eq!(drain(&house.app, &Registry::house()).await.unwrap(), 1);
    assert_eq!(house.number("SELECT count(*) FROM drafts").await, 600);
    assert_eq!(house.number("SELECT count(*) FROM idempotency_keys").await, 1);
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 1);
    assert_eq!(house.number(JOBS).await, 1, "its next turn waits");
    house.pass(HOUR);
    assert_eq!(drain(&house.app, &Registry::house()).await.unwrap(), 1);
    assert_eq!(house.number("SELECT count(*) FROM drafts").await, 0);
}

#[tokio::test]
async fn the_runner_stops_when_told() {
    let house = House::new().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runner = tokio::spawn(run(house.app.clone(), Registry::house(), stopped));
    stop.send(true).unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(5), runner).await.unwrap().unwrap();
}
