//! Ledgers: filters and orders, saved views, moves of many, and lists taken out as spreadsheets.

use std::io::Cursor;

use bandeng_testkit::{Answer, TestApp};
use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

use crate::support::{Case, intake_with};

/// Matters of a year in outline: one a day, of two types in two villages.
async fn several(app: &TestApp, how_many: usize) -> Vec<String> {
    let mut codes = Vec::new();
    for i in 0..how_many {
        let kind = if i % 2 == 0 { "neighbours" } else { "marriage_family" };
        codes.push(Case::of(app, intake_with(app, json!({ "kind": kind, "amount_fen": 10_000 * i }))).await.code);
        app.clock.forward_days(1);
    }
    codes
}

async fn codes(app: &TestApp, login: &str, question: &str) -> Vec<String> {
    let page = app.as_(login).get(&format!("/matters?{question}")).await.ok();
    page["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|row| row["code"].as_str().expect("a code").to_owned())
        .collect()
}

#[tokio::test]
async fn a_list_is_narrowed_by_what_is_on_the_allow_list_and_by_nothing_else() {
    let app = TestApp::new().await;
    let all = several(&app, 6).await;
    assert_eq!(codes(&app, "clerk", "kind=neighbours&sort=oldest").await, [&*all[0], &all[2], &all[4]]);
    assert_eq!(codes(&app, "clerk", "kind=neighbours,marriage_family&limit=2").await, [&*all[5], &all[4]]);
    assert_eq!(
        codes(&app, "clerk", "registered_from=2026-03-03&registered_until=2026-03-04&sort=oldest").await,
        [&*all[1], &all[2]]
    );
    assert_eq!(codes(&app, "clerk", "source=court").await.len(), 0);
    assert_eq!(codes(&app, "clerk", "mine=true").await.len(), 0, "the desk's are not handled in person");
    for (question, at) in [
        ("kind=neighbours,nonsense", "kind"),
        ("sort=title", "sort"),
        ("registered_from=soon", "registered_from"),
        ("after=1 OR 1=1", "after"),
        ("committee=x", "committee"),
    ] {
        let refusal = app.as_("clerk").get(&format!("/matters?{}", question.replace(' ', "%20"))).await;
        let refusal = refusal.refused(422, "unknown-value");
        assert_eq!(refusal["errors"][0]["pointer"], at, "{question}");
    }
    app.as_("clerk").get("/matters?narrative=%25").await.is(422);
    // One refusal a filter, however much of it is wrong; the same value again is no further one.
    let words = |n: usize| (0..n).map(|i| format!("w{i}")).collect::<Vec<_>>().join(",");
    let refusal = app.as_("clerk").get(&format!("/matters?kind={}", words(50))).await.refused(422, "unknown-value");
    assert_eq!(refusal["errors"].as_array().map(Vec::len), Some(1));
    assert_eq!(codes(&app, "clerk", &format!("subtype={}", words(100))).await.len(), 0);
    for filter in ["subtype", "kind"] {
        let path = format!("/matters?{filter}={}", words(101));
        let refusal = app.as_("clerk").get(&path).await.refused(422, "too-long");
        assert_eq!(refusal["errors"][0]["pointer"], filter);
    }
    let same = ["neighbours"; 300].join(",");
    assert_eq!(codes(&app, "clerk", &format!("kind={same}")).await.len(), 3);
    let path = format!("/figures/matters?period=2026&measure=mediated&cut=kind&values={}", words(101));
    app.as_("clerk").get(&path).await.refused(422, "too-long");
    app.finish().await;
}

#[tokio::test]
async fn pages_reach_any_depth_in_every_order() {
    let app = TestApp::new().await;
    let all = several(&app, 7).await;
    for (sort, expected) in [("oldest", all.clone()), ("newest", all.iter().rev().cloned().collect())] {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = app.as_("clerk").get(&format!("/matters?sort={sort}&limit=2{after}")).await.ok();
            found.extend(
                page["items"]
                    .as_array()
                    .expect("items")
                    .iter()
                    .map(|r| r["code"].as_str().unwrap_or_default().to_owned()),
            );
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(found, expected, "{sort}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_short_list_is_counted_exactly() {
    let app = TestApp::new().await;
    several(&app, 3).await;
    let size = app.as_("clerk").get("/ledger/size?kind=neighbours").await.ok();
    assert_eq!(size, json!({ "rows": 2, "exact": true }));
    let size = app.as_("far-clerk").get("/ledger/size").await.ok();
    assert_eq!(size, json!({ "rows": 0, "exact": true }));
    app.finish().await;
}

#[tokio::test]
async fn a_view_is_kept_shared_with_ones_own_house_and_changed_by_its_maker_alone() {
    let app = TestApp::new().await;
    let centre = app.world.organisation("centre").to_string();
    let view = |shared: Value| json!({ "name": " 快到期的 ", "shared_with": shared, "query": { "sort": "due", "after": "2026-01-01.5" }, "columns": ["code", "due_on"] });
    let id = app.as_("clerk").post("/ledger/views", view(json!(centre))).await.ok()["id"].clone();
    let mine = app.as_("clerk").get("/ledger/views").await.ok()["items"][0].clone();
    assert_eq!(
        (&mine["name"], &mine["mine"], &mine["query"]),
        (&json!("快到期的"), &json!(true), &json!({ "sort": "due" }))
    );
    // A colleague of the same house uses it; nobody else sees it.
    let theirs = app.as_("clerk2").get("/ledger/views").await.ok()["items"].clone();
    assert_eq!((theirs.as_array().map(Vec::len), &theirs[0]["mine"]), (Some(1), &json!(false)));
    assert_eq!(app.as_("far-clerk").get("/ledger/views").await.ok()["items"], json!([]));

    let path = format!("/ledger/views/{}", id.as_str().expect("an id"));
    app.as_("clerk2").put(&path, view(Value::Null)).await.refused(404, "not-found");
    app.as_("clerk").put(&path, view(Value::Null)).await.is(204);
    assert_eq!(app.as_("clerk2").get("/ledger/views").await.ok()["items"], json!([]));

    let wrong = json!({ "name": "", "shared_with": app.world.organisation("far-centre").to_string(), "query": { "sort": "title" }, "columns": ["code", "code"] });
    let refusal = app.as_("clerk").post("/ledger/views", wrong).await.is(422).json;
    let at: Vec<&str> =
        refusal["errors"].as_array().expect("fields").iter().filter_map(|e| e["pointer"].as_str()).collect();
    assert_eq!(at, ["/name", "/columns/1", "/shared_with", "/query/sort"]);
    app.as_("clerk").delete(&path).await.is(204);
    app.as_("clerk").delete(&path).await.refused(404, "not-found");
    app.finish().await;
}

#[tokio::test]
async fn many_are_moved_at_once_and_each_refusal_stands_alone() {
    let app = TestApp::new().await;
    let done = Case::of(&app, intake_with(&app, json!({ "barrier": "court" }))).await;
    done.make("director", json!({ "move": "decline", "reason": "already_before_court", "route": "court" })).await;
    let running = Case::of(&app, intake_with(&app, json!({}))).await;
    let matters = json!([
        { "code": running.code, "version": running.version().await },
        { "code": done.code, "version": 1 },
        { "code": done.code, "version": done.version().await },
        { "code": "12", "version": 1 },
    ]);
    let body = json!({ "matters": matters, "make": { "move": "close" } });
    let moved = app.as_("clerk").post("/ledger/moves", body.clone()).await.ok()["items"].clone();
    let told: Vec<&str> = (0..4).map(|i| moved[i]["problem"]["code"].as_str().unwrap_or("moved")).collect();
    assert_eq!(told, ["proceeding-running", "stale-version", "moved", "matter-code-malformed"]);
    assert_eq!(done.view("clerk").await["state"], "closed");
    assert_eq!(moved[2]["version"], json!(done.version().await));
    // A stranger moves nothing and learns nothing.
    let moved = app.as_("far-clerk").post("/ledger/moves", body).await.ok()["items"].clone();
    assert_eq!(moved[0]["problem"]["code"], "not-found");
    let many: Vec<Value> = (0..101).map(|_| json!({ "code": running.code, "version": 1 })).collect();
    let too_many = json!({ "matters": many, "make": { "move": "close" } });
    app.as_("clerk").post("/ledger/moves", too_many).await.refused(422, "too-many-rows");
    app.finish().await;
}

/// The ledger's rows, heading first.
fn read(answer: Answer) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.is(200).bytes.to_vec())).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("a readable sheet");
    sheet
        .rows()
        .map(|row| {
            row.iter()
                .map(|cell| match cell {
                    Data::DateTime(day) => format!("day {}", day.as_f64()),
                    other => other.to_string(),
                })
                .collect()
        })
        .collect()
}

#[tokio::test]
async fn a_list_is_taken_out_under_the_readers_own_sight_and_the_event_says_so() {
    let app = TestApp::new().await;
    let plain =
        Case::of(&app, intake_with(&app, json!({ "place": "=HYPERLINK(\"http://x\")", "amount_fen": 123_456 }))).await;
    app.clock.forward_days(1);
    Case::of(&app, intake_with(&app, json!({ "concerns": ["domestic_violence"] }))).await;
    let wanted = json!({
        "query": { "state": "open" }, "reason": "月度核对", "language": "zh",
        "columns": ["code", "registered_on", "amount", "place", "applicants"],
    });
    // The coordinator of the centre's area sees the row, and names only where the desk is their own.
    let rows = read(app.as_("coordinator").post("/ledger/exports", wanted.clone()).await);
    assert_eq!(rows[0], ["编号", "登记日期", "涉及金额（元）", "地点", "申请人"]);
    assert_eq!(rows.len(), 2, "the sealed one is not in it");
    assert_eq!(rows[1][1..4], ["day 46083", "1234.56", "=HYPERLINK(\"http://x\")"]);
    let far = json!({ "query": {}, "reason": "核对", "language": "en", "columns": ["applicants", "state"] });
    let judicial = read(app.as_("judicial").post("/ledger/exports", far.clone()).await);
    assert_eq!(judicial, [["Applicants", "State"]], "finished files alone");
    let director = read(app.as_("director").post("/ledger/exports", far).await);
    assert_eq!(director[1], ["李建设", "Open"]);

    let stream = format!("account:{}", app.world.account("coordinator"));
    let events = app.as_("audit").get(&format!("/audit/registry-events?stream={stream}")).await.ok();
    assert_eq!(events["items"][0]["sentence"]["zh"], "导出台账1行，用途：月度核对");
    let mut refused = wanted.clone();
    refused["reason"] = json!(" ");
    refused["columns"] = json!([]);
    refused["query"] = json!({ "kind": "x" });
    let refusal = app.as_("clerk").post("/ledger/exports", refused).await.is(422).json;
    let told: Vec<&str> =
        refusal["errors"].as_array().expect("fields").iter().filter_map(|e| e["pointer"].as_str()).collect();
    assert_eq!(told, ["/columns", "/reason", "/query/kind"]);
    assert_eq!(plain.view("clerk").await["state"], "open");
    app.finish().await;
}
