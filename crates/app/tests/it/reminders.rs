//! Reminders: queued with the day itself, given in time to those who owe it, once.

use bandeng_app::jobs::{Registry, drain};
use bandeng_testkit::TestApp;
use jiff::civil::{Date, date};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::{Case, intake_with, text};

/// Runs what is due at half past eight on a day.
async fn morning(app: &TestApp, on: Date) -> u64 {
    app.clock.set(on.at(8, 30, 0, 0));
    drain(&app.app, &Registry::house()).await.expect("the queue can be read")
}

async fn reminded(app: &TestApp, login: &str) -> Vec<Value> {
    let today = app.as_(login).get("/today").await.ok();
    today["reminders"].as_array().expect("reminders").clone()
}

async fn rows(app: &TestApp, sql: &str) -> Vec<(String, i64)> {
    let db = app.app.db.technical();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("a query");
    rows.iter().map(|r| (r.try_get_by_index(0).expect("text"), r.try_get_by_index(1).expect("a number"))).collect()
}

const JOBS: &str = "SELECT unique_key, run_at FROM jobs WHERE kind = 'remind_deadline' ORDER BY unique_key";

#[tokio::test]
async fn who_handles_a_matter_is_reminded_three_days_before_its_month_ends() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    // What is only told to the parties reminds nobody.
    assert_eq!(rows(&app, JOBS).await, []);
    case.assigned().await;
    assert_eq!(rows(&app, JOBS).await.len(), 1);
    let view = case.view("mediator").await;
    let day = view["days"].as_array().expect("days").iter().find(|d| d["hint"] == false).expect("a day").clone();
    assert_eq!(day["due_on"], "2026-04-01");

    assert_eq!(morning(&app, date(2026, 3, 28)).await, 0);
    assert_eq!(morning(&app, date(2026, 3, 29)).await, 1);
    let mine = reminded(&app, "mediator").await;
    assert_eq!((mine.len(), &mine[0]["code"], &mine[0]["due_on"]), (1, &json!(case.code), &day["due_on"]));
    for login in ["clerk", "director", "mediator2"] {
        assert_eq!(reminded(&app, login).await, [json!(null); 0], "{login}");
    }
    app.as_("mediator").post(&format!("/reminders/{}/seen", text(&mine[0]["id"])), json!({})).await.is(204);
    assert_eq!(reminded(&app, "mediator").await, [json!(null); 0]);
    assert_eq!(rows(&app, JOBS).await, []);
    app.finish().await;
}

#[tokio::test]
async fn a_job_that_runs_twice_reminds_once() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.assigned().await;
    let db = app.app.db.technical();
    let copy = "INSERT INTO jobs (id, kind, payload, run_at, attempts, lease_until) SELECT 1, kind, payload, run_at, 0, 0 FROM jobs";
    db.execute_unprepared(copy).await.expect("the job is there twice");
    assert_eq!(morning(&app, date(2026, 3, 30)).await, 2);
    assert_eq!(reminded(&app, "mediator").await.len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_day_that_moves_takes_its_reminder_along() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.assigned().await;
    case.make(
        "mediator",
        json!({ "move": "extend", "until": "2026-04-20", "consents": [
            { "party": 1, "on": "2026-03-02", "how": "oral" }, { "party": 2, "on": "2026-03-02", "how": "oral" },
        ] }),
    )
    .await;
    assert_eq!(rows(&app, JOBS).await.len(), 1);
    assert_eq!(morning(&app, date(2026, 3, 30)).await, 0);
    // Asked too early, the job puts itself back.
    let early = "UPDATE jobs SET run_at = 0";
    app.app.db.technical().execute_unprepared(early).await.expect("the job is due at once");
    assert_eq!(morning(&app, date(2026, 3, 31)).await, 1);
    assert_eq!(reminded(&app, "mediator").await, [json!(null); 0]);
    assert_eq!(morning(&app, date(2026, 4, 17)).await, 1);
    assert_eq!(reminded(&app, "mediator").await[0]["due_on"], "2026-04-20");
    app.finish().await;
}

#[tokio::test]
async fn what_was_done_in_time_needs_no_reminder_and_the_follow_up_reminds_others_than_the_mediator() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    case.make(
        "mediator",
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-02", "how": "receipt" }),
    )
    .await;
    assert_eq!(morning(&app, date(2026, 4, 30)).await, 3);
    // Neither the month of the mediation nor the day of the payment: both are met.
    assert_eq!(reminded(&app, "mediator").await, [json!(null); 0]);
    for login in ["clerk", "clerk2", "director"] {
        assert_eq!(reminded(&app, login).await.len(), 1, "{login}");
    }
    assert_eq!(reminded(&app, "coordinator").await, [json!(null); 0]);
    app.finish().await;
}

#[tokio::test]
async fn where_nobody_handles_it_yet_desk_and_committee_are_reminded() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.accepted().await;
    assert_eq!(morning(&app, date(2026, 3, 30)).await, 1);
    for (login, count) in [("clerk", 1), ("clerk2", 1), ("director", 1), ("mediator", 0), ("far-clerk", 0)] {
        assert_eq!(reminded(&app, login).await.len(), count, "{login}");
    }
    app.finish().await;
}

#[tokio::test]
async fn of_a_sealed_matter_only_its_handlers_hear_and_no_longer_when_it_is_sealed_later() {
    let app = TestApp::new().await;
    let sealed = Case::of(&app, intake_with(&app, json!({ "concerns": ["domestic_violence"] }))).await;
    let open = Case::registered(&app).await;
    for case in [&sealed, &open] {
        for party in [1, 2] {
            case.make(
                "clerk",
                json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": "2026-03-02" }),
            )
            .await;
        }
        case.make("director", json!({ "move": "accept", "on": "2026-03-02" })).await;
    }
    assert_eq!(morning(&app, date(2026, 3, 30)).await, 2);
    let codes = |list: Vec<Value>| list.iter().map(|r| text(&r["code"])).collect::<Vec<_>>();
    assert_eq!(codes(reminded(&app, "clerk").await).len(), 2);
    assert_eq!(codes(reminded(&app, "director").await), std::slice::from_ref(&open.code));

    let body = json!({ "version": open.version().await, "reason": "当事人要求" });
    app.as_("clerk").post(&open.path("/seal"), body).await.ok();
    assert_eq!(codes(reminded(&app, "director").await), [""; 0]);
    assert_eq!(codes(reminded(&app, "clerk").await).len(), 2);
    app.finish().await;
}
