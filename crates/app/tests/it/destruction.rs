//! Files whose time is over: listed by one, confirmed by another, and nothing that anybody wrote is left.

use axum::http::Method;
use bandeng_app::Settings;
use bandeng_app::jobs::{Registry, drain};
use bandeng_core::dossier::RetentionTable;
use bandeng_store::tables::{line, tables};
use bandeng_testkit::TestApp;
use bandeng_testkit::world::sow_account;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::dossiers::archived;
use crate::everything::number;
use crate::support::{Case, intake_with, text};

/// A list that is there from the start, drawn up by somebody who may not confirm it.
pub(crate) const LIST: i64 = 78;

pub(crate) async fn list_row(app: &TestApp) {
    let db = &app.app.db;
    let values = [LIST.into(), app.world.organisation("bureau").into(), app.world.account("judicial").into()];
    let sql = "INSERT INTO destructions (id, county, organisation_id, state, drawn_up_at, drawn_up_by) \
               VALUES ($1, '620602', $2, 'open', 0, $3)";
    db.technical().execute_raw(db.statement(sql, values)).await.expect("a row");
    // A file that is kept: nothing is destroyed where others look on.
    let sql = "INSERT INTO destruction_files (destruction_id, n, county, matter_id, code, class, closed_on, until_on, \
               kept_because) VALUES ($1, 1, '620602', 1, '6206022600000015', 'short', '1990-01-01', '2020-12-31', '')";
    db.technical().execute_raw(db.statement(sql, [LIST.into()])).await.expect("a row");
}

/// What whoever confirms has seen go.
fn seen(files: &[i32]) -> Value {
    json!({ "going": files })
}

async fn house() -> TestApp {
    let retention = RetentionTable { long_years: 2, short_years: 1, ..RetentionTable::default() };
    TestApp::with_settings(Settings { retention, ..Settings::default() }).await
}

/// A colleague at the county's bureau.
async fn colleague(app: &TestApp) -> i64 {
    let mut uow = app.begin().await;
    let id = sow_account(&mut uow, "county-judicial2", "施再看").await;
    let sql = "INSERT INTO posts (id, account_id, organisation_id, role, from_on) \
               VALUES ($1, $1, $2, 'judicial_officer', '2026-03-01')";
    let values = [id.into(), app.world.organisation("bureau").into()];
    uow.technical().execute_raw(uow.statement(sql, values)).await.expect("a post");
    let sql = "UPDATE accounts SET must_change = FALSE WHERE id = $1";
    uow.technical().execute_raw(uow.statement(sql, [id.into()])).await.expect("a password of their own");
    uow.commit().await.expect("a colleague");
    id
}

/// Where a word stands anywhere in the database.
async fn places(app: &TestApp, word: &str) -> Vec<String> {
    let db = app.app.db.reader();
    let mut found = Vec::new();
    for table in tables(db).await.expect("the tables") {
        let mut pages = table.pages();
        while let Some(rows) = pages.next(db).await.expect("rows") {
            let rows = rows.iter().map(line).filter(|line| line.contains(word));
            found.extend(rows.map(|line| format!("{}: {line}", table.name)));
        }
    }
    found
}

#[tokio::test]
async fn two_people_destroy_what_is_over_and_nothing_that_was_written_is_left() {
    let app = house().await;
    let told = json!({ "narrative": "诸葛不亮骂了端木不赐，端木不赐还手。", "parties": [
        { "side": "applicant", "kind": "natural", "name": "诸葛不亮", "phone": "13800000011", "address": "桥坡村九组" },
        { "side": "respondent", "kind": "natural", "name": "端木不赐" },
    ], "source": "own_initiative", "lead": { "reporter": "何秀兰", "phone": "0935-6123456", "received_on": "2026-03-01" } });
    let case = archived(&app, intake_with(&app, told)).await;
    app.as_("clerk").upload(&case.path("/attachments"), "收条.png", crate::support::PNG).await;
    app.as_("mediator").get(&case.path("/mediations/1/papers/agreement")).await.is(200);
    let held = archived(&app, intake_with(&app, json!({}))).await;
    let kept = archived(&app, intake_with(&app, json!({}))).await;
    let hold = json!({ "version": held.version().await, "hold": { "reason": "复查", "until": "2031-06-30" } });
    app.as_("clerk").put(&held.path("/hold"), hold).await.ok();
    let first = app.as_("county-judicial");
    let over = async || first.get("/destruction/over").await.ok()["items"].as_array().expect("items").clone();
    assert_eq!(over().await, Vec::<Value>::new(), "nothing is over yet");
    first.post("/destruction/lists", Value::Null).await.refused(409, "nothing-to-erase");

    app.clock.set("2029-01-02T09:00:00".parse().expect("a time"));
    let listed = over().await;
    assert_eq!(listed.len(), 3, "{listed:?}");
    let of = |code: &str| listed.iter().find(|one| one["code"] == code).expect("on the list").clone();
    assert_eq!((&of(&case.code)["until"], &of(&held.code)["held_until"]), (&json!("2028-12-31"), &json!("2031-06-30")));
    app.as_("judicial").get("/destruction/over").await.refused(403, "area-beyond");
    app.as_("mediator").get("/destruction/over").await.refused(403, "not-allowed");

    let list = first.post("/destruction/lists", Value::Null).await.is(201).ok();
    let path = format!("/destruction/lists/{}", text(&list["id"]));
    let codes: Vec<&Value> = list["files"].as_array().expect("files").iter().map(|file| &file["code"]).collect();
    assert_eq!(codes, [&json!(case.code), &json!(kept.code)], "what is held is on no list");
    assert_eq!(over().await.len(), 1, "what is on a list is on no other");
    first.put(&format!("{path}/files/2"), json!({ "because": " " })).await.refused(422, "required");
    first.put(&format!("{path}/files/2"), json!({ "because": "修志要用" })).await.ok();
    first.post(&format!("{path}/confirmation"), seen(&[1])).await.refused(409, "second-person-needed");

    // The other one confirms. What people wrote is gone from every table; what they did is still told.
    assert!(places(&app, "端木不赐").await.len() > 1);
    let objects = "SELECT object_key FROM papers WHERE matter_id = (SELECT id FROM matters WHERE code = $1)";
    let db = &app.app.db;
    let rows = db.reader().query_all_raw(db.statement(objects, [case.code.clone().into()])).await.expect("papers");
    let objects: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).expect("a key")).collect();
    assert!(!objects.is_empty());
    let second = app.as_account(colleague(&app).await);
    // What one has not seen go, goes not.
    first.put(&format!("{path}/files/2"), json!({ "because": null })).await.ok();
    second.post(&format!("{path}/confirmation"), seen(&[1])).await.refused(409, "destruction-changed");
    first.put(&format!("{path}/files/2"), json!({ "because": "修志要用" })).await.ok();
    let done = second.post(&format!("{path}/confirmation"), seen(&[1])).await.ok();
    assert_eq!((&done["state"], &done["files"][1]["kept_because"]), (&json!("done"), &json!("修志要用")));
    assert!(done["files"][0]["destroyed_at"].is_number() && done["files"][1]["destroyed_at"].is_null());
    drain(&app.app, &Registry::house()).await.expect("the bytes go");
    for word in ["诸葛不亮", "端木不赐", "13800000011", "桥坡村九组", "还手", "何秀兰"] {
        assert_eq!(places(&app, word).await, Vec::<String>::new(), "{word}");
    }
    for key in objects {
        assert!(matches!(app.app.objects.get(&Path::from(key)).await, Err(Error::NotFound { .. })));
    }
    assert!(places(&app, "李建设").await.len() > 1, "other files stay");
    let report = db.verify_chains(|_| {}).await.expect("the chains are walked");
    assert_eq!(report.breaks, [], "the history holds together");
    let events = "SELECT count(*) FROM events WHERE payload IS NOT NULL AND matter_id = \
                  (SELECT id FROM matters WHERE title = '（已到期销毁）')";
    assert_eq!(number(db.reader(), events).await, 1, "that it was destroyed, and nothing else");
    case.view("clerk").await;
    let view = case.view("judicial").await;
    assert_eq!((&view["title"], &view["parties"][0]["name"]), (&json!("（已到期销毁）"), &json!("（已到期销毁）")));
    let line = app.as_("judicial").get(&case.path("/timeline")).await.ok().to_string();
    assert!(line.contains("已到期销毁，连同"), "{line}");
    app.as_("judicial").get(&case.path("/mediations/1")).await.is(200);
    let codes: Vec<Value> = over().await.iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, [json!(held.code), json!(kept.code)], "what was kept comes again");

    // Decided once; told to the auditor.
    first.post(&format!("{path}/confirmation"), seen(&[])).await.refused(409, "destruction-decided");
    first.send(Method::DELETE, &path, None).await.refused(409, "destruction-decided");
    let told = app.as_("audit").get("/audit/registry-events?stream=destruction:620602").await.ok();
    assert_eq!(told["items"][0]["sentence"]["zh"], "核准到期销毁清册：销毁1份，留下1份");
    let list = first.post("/destruction/lists", Value::Null).await.is(201).ok();
    let path = format!("/destruction/lists/{}", text(&list["id"]));
    let dropped = first.send(Method::DELETE, &path, None).await.ok();
    assert_eq!(dropped["state"], "dropped");
    let lists = first.get("/destruction/lists").await.ok();
    assert_eq!(lists["items"].as_array().map(Vec::len), Some(2));
    app.finish().await;
}

#[tokio::test]
async fn what_was_held_or_opened_again_after_the_list_was_drawn_up_stays() {
    let app = house().await;
    let case: Case<'_> = archived(&app, intake_with(&app, json!({}))).await;
    app.clock.set("2029-01-02T09:00:00".parse().expect("a time"));
    let list = app.as_("county-judicial").post("/destruction/lists", Value::Null).await.is(201).ok();
    let hold = json!({ "version": case.version().await, "hold": { "reason": "诉讼", "until": "2030-01-01" } });
    app.as_("clerk").put(&case.path("/hold"), hold).await.ok();
    let second = app.as_account(colleague(&app).await);
    let path = format!("/destruction/lists/{}/confirmation", text(&list["id"]));
    let done = second.post(&path, seen(&[1])).await.ok();
    assert_eq!((&done["files"][0]["kept_because"], &done["state"]), (&json!("暂停删除"), &json!("done")));
    assert!(places(&app, "李建设").await.len() > 1);
    app.finish().await;
}
