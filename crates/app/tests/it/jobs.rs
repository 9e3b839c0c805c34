//! The queue and its runner.

use bandeng_app::App;
use bandeng_app::jobs::{Registry, drain, run};
use bandeng_store::jobs::{Job, MAX_ATTEMPTS};
use bandeng_store::{Ctx, Error};
use bandeng_testkit::TestApp;
use bandeng_testkit::world::sow_account;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

/// An application without anybody in it.
struct House(TestApp);

impl House {
    async fn new() -> Self {
        Self(TestApp::empty().await)
    }

    fn app(&self) -> &App {
        &self.0.app
    }

    async fn ask(&self, kind: &'static str, key: Option<&str>) {
        let mut uow = self.app().begin(&Ctx::system("test")).await.expect("a unit of work");
        let (run_at, unique_key) = (uow.now(), key.map(str::to_owned));
        uow.enqueue(Job { kind, payload: json!({ "n": 1 }), run_at, unique_key });
        uow.commit().await.expect("the job is in the queue");
    }

    /// Runs what is due.
    async fn work(&self, registry: &Registry) -> u64 {
        drain(self.app(), registry).await.expect("the queue can be read")
    }

    async fn sql(&self, sql: &str) {
        self.app().db.technical().execute_unprepared(sql).await.expect("a statement");
    }

    async fn number(&self, sql: &str) -> i64 {
        let db = self.app().db.technical();
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("a query");
        row.expect("a row").try_get_by_index(0).expect("a number")
    }
}

/// A server that hangs: the queue goes on beside it.
#[tokio::test]
async fn a_house_that_does_not_answer_keeps_no_other_job_waiting() {
    let house = House::new().await;
    let registry = Registry::default()
        .on_request_outward("call", |_, _| Box::pin(std::future::pending()))
        .on_request("greet", |_, _| Box::pin(async { Ok(()) }));
    for kind in ["call", "greet", "greet"] {
        house.ask(kind, None).await;
    }
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runner = tokio::spawn(run(house.app().clone(), registry, stopped));
    let waited = async {
        while house.number(JOBS).await > 1 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waited).await.expect("both greetings were done");
    assert_eq!(house.number("SELECT count(*) FROM jobs WHERE kind = 'call'").await, 1, "it is not lost");
    runner.abort();
    drop(stop);
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
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
    assert_eq!(house.work(&registry).await, 1);
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
    assert_eq!(house.work(&registry).await, 2);
    assert_eq!(house.work(&registry).await, 0, "not before its time");
    for _ in 1..MAX_ATTEMPTS {
        house.0.clock.forward_minutes(120);
        assert_eq!(house.work(&registry).await, 2);
    }
    house.0.clock.forward_days(1);
    assert_eq!(house.work(&registry).await, 0);
    assert_eq!(house.app().db.job_counts().await.expect("an answer"), (0, 2));
}

#[tokio::test]
async fn a_kind_nobody_knows_fails_with_a_clear_reason() {
    let house = House::new().await;
    house.ask("from_tomorrow", None).await;
    house.work(&Registry::house()).await;
    let reason = "SELECT count(*) FROM jobs WHERE last_error = 'no handler for this kind of job'";
    assert_eq!(house.number(reason).await, 1);
}

#[tokio::test]
async fn a_job_asked_for_anew_while_it_runs_runs_again() {
    let house = House::new().await;
    let registry = Registry::default().on_request("recount", |_, _| Box::pin(async { Ok(()) }));
    house.ask("recount", Some("recount")).await;
    let mut claimed = house.app().db.claim_job().await.expect("an answer").expect("one");
    house.ask("recount", Some("recount")).await;
    house.app().db.extend_lease(&mut claimed).await.expect("an answer");
    house.app().db.finish_job(&claimed).await.expect("an answer");
    assert_eq!(house.number(JOBS).await, 1, "the newer one stays");
    assert_eq!(house.work(&registry).await, 1);
    assert_eq!(house.number(JOBS).await, 0);
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_up_after_a_minute() {
    let house = House::new().await;
    let registry = Registry::default().on_request("greet", |_, _| Box::pin(async { Ok(()) }));
    house.ask("greet", None).await;
    house.app().db.claim_job().await.expect("an answer").expect("one");
    assert_eq!(house.work(&registry).await, 0);
    house.0.clock.forward_minutes(2);
    assert_eq!(house.work(&registry).await, 1);
}

#[tokio::test]
async fn what_has_had_its_time_is_deleted_every_hour() {
    let house = House::new().await;
    let now = house.app().db.now();
    let mut uow = house.0.begin().await;
    let who = sow_account(&mut uow, "somebody", "某人").await;
    uow.commit().await.expect("an account");
    for n in 0..1_200 {
        house.sql(&format!("INSERT INTO drafts VALUES ({who}, 'd{n}', '{{}}', 0, {})", now + n % 2)).await;
    }
    let week = 7 * 24 * HOUR;
    house.sql(&format!("INSERT INTO idempotency_keys VALUES ({who}, 'old', '', '', {})", now - week - 1)).await;
    house.sql(&format!("INSERT INTO idempotency_keys VALUES ({who}, 'new', '', '', {})", now - week)).await;
    let idle = now - 31 * MINUTE;
    house.sql(&format!("INSERT INTO sessions VALUES ('over', {who}, 0, {now}, {now})")).await;
    house.sql(&format!("INSERT INTO sessions VALUES ('idle', {who}, 0, {idle}, {})", now + HOUR)).await;
    house.sql(&format!("INSERT INTO sessions VALUES ('good', {who}, 0, {now}, {})", now + HOUR)).await;

    house.app().db.ensure_job("expire_drafts", now, HOUR).await.expect("an answer");
    house.app().db.ensure_job("expire_drafts", now, HOUR).await.expect("an answer");
    assert_eq!(house.work(&Registry::house()).await, 1);
    assert_eq!(house.number("SELECT count(*) FROM drafts").await, 600);
    assert_eq!(house.number("SELECT count(*) FROM idempotency_keys").await, 1);
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 1);
    assert_eq!(house.number(JOBS).await, 1, "its next turn waits");
    house.0.clock.forward_minutes(60);
    assert_eq!(house.work(&Registry::house()).await, 1);
    assert_eq!(house.number("SELECT count(*) FROM drafts").await, 0);
}

#[tokio::test]
async fn a_clock_that_was_set_back_keeps_nobody_waiting() {
    let house = House::new().await;
    let registry = Registry::default().periodic("look", HOUR, |_, _| Box::pin(async { Ok(()) }));
    let db = &house.app().db;
    house.0.clock.forward_days(2);
    db.ensure_job("look", db.now(), HOUR).await.expect("an answer");
    assert_eq!(house.work(&registry).await, 1);
    house.0.clock.set("2026-03-02T09:00:00".parse().expect("a time"));
    assert_eq!(house.work(&registry).await, 0, "its next turn is the day after tomorrow");
    db.ensure_job("look", db.now(), HOUR).await.expect("an answer");
    assert_eq!(house.work(&registry).await, 1);
    let limits = &house.app().limits;
    let count = |now| limits.count("look", "somebody", now, HOUR, 2);
    let later = db.now() + 2 * 24 * HOUR;
    assert!(count(later).is_ok() && count(later).is_ok() && count(later).is_err());
    assert!(count(db.now()).is_ok(), "nobody is locked out until the time has come again");
}

#[tokio::test]
async fn the_runner_stops_when_told() {
    let house = House::new().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runner = tokio::spawn(run(house.app().clone(), Registry::house(), stopped));
    stop.send(true).expect("an answer");
    tokio::time::timeout(std::time::Duration::from_secs(5), runner).await.expect("an answer").expect("one");
}
