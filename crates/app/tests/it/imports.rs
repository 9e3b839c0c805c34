//! A ledger kept elsewhere is brought in: read, mended, registered once.

use std::time::Duration;

use bandeng_app::jobs::{Registry, drain};
use bandeng_sheet::{Cell, Column, Kind, Ledger, Limits, Row, Workbook};
use bandeng_testkit::TestApp;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::ops::ControlFlow;

const HEADS: [&str; 13] = [
    "编号",
    "受理日期",
    "纠纷类别",
    "案件来源",
    "渠道",
    "所属村",
    "申请人",
    "联系电话",
    "被申请人",
    "简要案情",
    "涉案金额",
    "调解结果",
    "结案时间",
];

/// A spreadsheet under the names an office gave its columns.
pub(crate) fn sheet(rows: &[Vec<String>]) -> Vec<u8> {
    let columns = HEADS.iter().map(|head| Column { head: (*head).to_owned(), kind: Kind::Line }).collect();
    let mut book = Workbook::new("台账", columns).expect("a workbook");
    for row in rows {
        let cells = row.iter().map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(text.clone()) });
        book.push(&cells.collect::<Vec<_>>()).expect("a row");
    }
    book.finish("说明", &[]).expect("a file")
}

pub(crate) fn row(no: &str, changes: &[(usize, &str)]) -> Vec<String> {
    let mut row: Vec<String> = [
        no,
        "２０２５年３月２日",
        "邻里",
        "当事人申请",
        "来访",
        "桥坡村",
        "张三",
        "13812345678",
        "李四",
        "因院墙排水发生争吵。",
        "1,200",
        "",
        "",
    ]
    .map(str::to_owned)
    .into();
    for (i, text) in changes {
        row[*i] = (*text).to_owned();
    }
    row
}

/// Sends a file and waits until it was read.
pub(crate) async fn bring(app: &TestApp, login: &str, bytes: &[u8]) -> Value {
    let view = app.as_(login).upload("/ledger/imports", "台账.xlsx", bytes).await.is(201).ok();
    settled(app, login, &view).await
}

async fn settled(app: &TestApp, login: &str, view: &Value) -> Value {
    let path = format!("/ledger/imports/{}", view["id"].as_str().expect("an id"));
    for _ in 0..1_200 {
        let view = app.as_(login).get(&path).await.ok();
        if view["state"] != "reading" {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it is being read for a minute");
}

pub(crate) fn path(view: &Value, rest: &str) -> String {
    format!("/ledger/imports/{}{rest}", view["id"].as_str().expect("an id"))
}

fn counts(view: &Value) -> [i64; 5] {
    ["rows", "right", "wrong", "there", "registered"].map(|name| view[name].as_i64().expect("a count"))
}

/// Commits and runs the jobs.
pub(crate) async fn commit(app: &TestApp, login: &str, view: &Value) -> Value {
    app.as_(login).post(&path(view, "/commit"), Value::Null).await.is(202);
    drain(&app.app, &Registry::house()).await.expect("the jobs run");
    app.as_(login).get(&path(view, "")).await.ok()
}

async fn number(app: &TestApp, sql: &str) -> i64 {
    let db = app.app.db.technical();
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("a query");
    row.expect("a row").try_get_by_index(0).expect("a number")
}

async fn matters(app: &TestApp) -> i64 {
    number(app, "SELECT count(*) FROM matters").await
}

/// The rows of a spreadsheet's first sheet.
pub(crate) fn read(bytes: &[u8]) -> Vec<Row> {
    sheet_of(bytes, 0)
}

/// The words of a page after the first.
pub(crate) fn page(bytes: &[u8], n: usize) -> Vec<Vec<String>> {
    sheet_of(bytes, n).into_iter().map(|row| row.cells.to_vec()).collect()
}

fn sheet_of(bytes: &[u8], n: usize) -> Vec<Row> {
    let mut ledger = Ledger::open(bytes.to_vec(), Limits::default()).expect("a spreadsheet");
    let (sheet, mut rows) = (ledger.sheets()[n].clone(), Vec::new());
    let all = ledger.read(&sheet, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    });
    all.expect("it can be read");
    rows
}

#[tokio::test]
async fn a_ledger_is_read_mended_registered_and_the_rest_taken_back() {
    let app = TestApp::new().await;
    let bytes = sheet(&[
        row("2025-1", &[]),
        row("2025-2", &[(11, "调解成功"), (12, "2025.4.1"), (6, "王五")]),
        row("2025-3", &[(1, "去年"), (2, "邻里矛盾"), (7, "没有")]),
        row("2025-4", &[(5, "小柳镇")]),
        row("2025-1", &[]),
    ]);
    let view = bring(&app, "clerk", &bytes).await;
    assert_eq!(view["state"], "ready", "{view:#}");
    assert_eq!(counts(&view), [5, 2, 2, 1, 0]);
    assert_eq!((&view["name"], &view["sheet"]), (&json!("台账.xlsx"), &json!("台账")));
    assert_eq!(view["unread_sheets"], json!(["说明"]));

    let wrong = app.as_("clerk").get(&path(&view, "/rows?only=wrong&limit=1")).await.ok();
    let first = &wrong["items"][0];
    assert_eq!((&first["n"], &first["cells"]["narrative"]), (&json!(4), &json!("因院墙排水发生争吵。")));
    let faults: Vec<(&str, &str)> = first["faults"]
        .as_array()
        .expect("faults")
        .iter()
        .map(|f| (f["field"].as_str().unwrap_or_default(), f["code"].as_str().unwrap_or_default()))
        .collect();
    let expected =
        [("registered_on", "date-malformed"), ("kind", "unknown-value"), ("applicant_phones", "phone-malformed")];
    assert_eq!(faults, expected);
    assert!(first["faults"][1]["message"]["zh"].as_str().expect("words").contains("邻里纠纷"));
    let next = app.as_("clerk").get(&path(&view, &format!("/rows?only=wrong&after={}", wrong["next"]))).await.ok();
    assert_eq!((next["items"].as_array().expect("items").len(), &next["items"][0]["n"]), (1, &json!(5)));

    // A mended row is checked again; a half-mended one stays wrong.
    let mut cells = first["cells"].clone();
    cells["registered_on"] = json!("2025/3/9");
    cells["kind"] = json!("邻里纠纷");
    let half = app.as_("clerk").put(&path(&view, "/rows/4"), json!({ "cells": cells })).await.ok();
    assert_eq!((&half["state"], half["faults"].as_array().map(Vec::len)), (&json!("wrong"), Some(1)));
    cells["applicant_phones"] = json!("13800000009");
    let whole = app.as_("clerk").put(&path(&view, "/rows/4"), json!({ "cells": cells })).await.ok();
    assert_eq!(whole["state"], "right");
    app.as_("clerk").put(&path(&view, "/rows/99"), json!({ "cells": cells })).await.refused(404, "not-found");

    let view = commit(&app, "clerk", &view).await;
    assert_eq!((&view["state"], counts(&view)), (&json!("ready"), [5, 0, 1, 1, 3]));
    assert_eq!(matters(&app).await, 3);
    app.as_("clerk").put(&path(&view, "/rows/4"), json!({ "cells": cells })).await.refused(409, "row-registered");

    // What was refused goes back with its reasons, in a form that is read again.
    let refused = app.as_("clerk").get(&path(&view, "/refused.xlsx")).await.is(200);
    let rows = read(&refused.bytes);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].cells[0], "2025-4");
    assert!(rows[1].cells.iter().any(|cell| cell.contains("小柳镇") && cell.contains('\u{ff1a}')), "{rows:?}");
    let again = bring(&app, "clerk", &refused.bytes).await;
    assert_eq!(counts(&again), [1, 0, 1, 0, 0]);
}

#[tokio::test]
async fn a_matter_says_that_it_came_from_a_ledger_and_what_was_over_is_closed() {
    let app = TestApp::new().await;
    let bytes = sheet(&[row("2025-1", &[]), row("2025-2", &[(11, "调解成功"), (12, "2025.4.1")])]);
    let view = bring(&app, "clerk", &bytes).await;
    let view = commit(&app, "clerk", &view).await;
    let rows = app.as_("clerk").get(&path(&view, "/rows?only=registered")).await.ok();
    assert_eq!(rows["items"][0]["cells"], json!({}), "what it said is in the matter now");
    let code = |i: usize| rows["items"][i]["code"].as_str().expect("a code").to_owned();

    let open = app.as_("clerk").get(&format!("/matters/{}", code(0))).await.ok();
    let old = json!({ "original_no": "2025-1", "registered_on": "2025-03-02", "closed": null });
    assert_eq!((&open["imported"], &open["state"]), (&old, &json!("open")));
    assert_eq!(open["registered_at"], app.app.db.now());
    assert_eq!((&open["amount_fen"], &open["parties"][0]["name"]), (&json!(120_000), &json!("张三")));
    let mediation = app.as_("clerk").get(&format!("/matters/{}/mediations/1", code(0))).await.ok();
    assert_eq!(mediation["body"]["consents"][0]["on"], "2025-03-02", "{mediation:#}");

    let over = app.as_("clerk").get(&format!("/matters/{}", code(1))).await.ok();
    assert_eq!((&over["state"], &over["proceedings"]), (&json!("closed"), &json!([])));
    // Nothing was mediated here, so it has no stage: not "to be accepted", and no filter for that finds it.
    let row = |list: &Value, code: &str| {
        list["items"].as_array().expect("items").iter().find(|row| row["code"] == code).cloned().unwrap_or_default()
    };
    let list = app.as_("clerk").get("/matters").await.ok();
    let closed = row(&list, &code(1));
    assert_eq!((&closed["state"], &closed["stage"]), (&json!("closed"), &Value::Null));
    assert_eq!((&closed["next"]["turn"], &row(&list, &code(0))["stage"]), (&json!("nobody"), &json!("registered")));
    let waiting = app.as_("clerk").get("/matters?stage=registered").await.ok();
    assert_eq!((waiting["items"].as_array().map(Vec::len), &row(&waiting, &code(1))), (Some(1), &Value::Null));
    let body = json!({ "query": {}, "columns": ["code", "state", "stage"], "reason": "核对", "language": "zh" });
    let exported = read(&app.as_("clerk").post("/ledger/exports", body).await.is(200).bytes);
    let line = exported.iter().find(|line| line.cells[1] == "已结案").expect("the closed one");
    assert_eq!(line.cells.get(2).map_or("", String::as_str), "");
    assert_eq!(over["imported"]["closed"], json!({ "result": "调解成功", "on": "2025-04-01" }));
    assert!(over["closing_note"].as_str().expect("a note").contains("调解成功"));
    let story = app.as_("clerk").get(&format!("/matters/{}/timeline", code(1))).await.ok();
    let kinds: Vec<&str> =
        story["items"].as_array().expect("items").iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!(kinds, ["matter.closed", "matter.registered"]);
    assert!(story["items"][1]["sentence"]["zh"].as_str().expect("words").contains("2025-2"));

    let told = app.as_("audit").get("/audit/registry-events").await.ok();
    let sentences: Vec<&str> =
        told["items"].as_array().expect("items").iter().filter_map(|e| e["sentence"]["zh"].as_str()).collect();
    assert_eq!(sentences.iter().filter(|s| s.contains("导入台账2行")).count(), 1, "{sentences:?}");
    assert!(sentences.iter().all(|s| !s.contains("张三")));
}

#[tokio::test]
async fn the_same_file_and_the_same_row_change_nothing() {
    let app = TestApp::new().await;
    let bytes = sheet(&[row("1", &[]), row("2", &[])]);
    let view = bring(&app, "clerk", &bytes).await;
    let view = commit(&app, "clerk", &view).await;
    assert_eq!(matters(&app).await, 2);

    let again = app.as_("clerk").upload("/ledger/imports", "副本.xlsx", &bytes).await.is(200).ok();
    assert_eq!((&again["id"], counts(&again)), (&view["id"], [2, 0, 0, 0, 2]));
    let again = commit(&app, "clerk", &again).await;
    assert_eq!((counts(&again), matters(&app).await), ([2, 0, 0, 0, 2], 2));

    // A colleague with a longer ledger: what is there is there, in whatever width it was typed.
    let longer = sheet(&[row("１", &[(1, "2025年3月2日")]), row("2", &[]), row("3", &[])]);
    let other = bring(&app, "clerk2", &longer).await;
    assert_eq!(counts(&other), [3, 1, 0, 2, 0]);
    let other = commit(&app, "clerk2", &other).await;
    assert_eq!((counts(&other), matters(&app).await), ([3, 0, 0, 2, 1], 3));

    // After the fortnight the file is unknown, its rows are not.
    app.clock.forward_days(15);
    drain(&app.app, &Registry::house()).await.expect("the jobs run");
    app.as_("clerk").get(&path(&view, "")).await.refused(404, "not-found");
    let later = bring(&app, "clerk", &bytes).await;
    assert_ne!(later["id"], view["id"]);
    assert_eq!(counts(&later), [2, 0, 0, 2, 0]);
}

#[tokio::test]
async fn an_import_is_its_importers_alone_encrypted_and_gone_after_a_fortnight() {
    let app = TestApp::new().await;
    let view = bring(&app, "clerk", &sheet(&[row("1", &[])])).await;
    for login in ["clerk2", "coordinator", "far-clerk"] {
        for rest in ["", "/rows", "/refused.xlsx"] {
            app.as_(login).get(&path(&view, rest)).await.refused(404, "not-found");
        }
        app.as_(login).post(&path(&view, "/commit"), Value::Null).await.refused(404, "not-found");
        assert_eq!(app.as_(login).get("/ledger/imports").await.ok()["items"], json!([]));
    }
    app.as_("leader").get(&path(&view, "")).await.refused(403, "not-allowed");
    assert_eq!(app.as_("clerk").get("/ledger/imports").await.ok()["items"][0]["id"], view["id"]);
    for table in ["imports WHERE about LIKE '%台账%'", "import_rows WHERE body LIKE '%张三%' OR body LIKE '%1381234%'"]
    {
        assert_eq!(number(&app, &format!("SELECT count(*) FROM {table}")).await, 0);
    }
    assert_eq!(number(&app, "SELECT count(*) FROM import_rows").await, 1);
    app.clock.forward_days(15);
    app.app.db.ensure_job("expire_drafts", app.app.db.now(), 3_600_000).await.expect("an answer");
    drain(&app.app, &Registry::house()).await.expect("the jobs run");
    assert_eq!(number(&app, "SELECT count(*) FROM import_rows").await, 0);
    assert_eq!(number(&app, "SELECT count(*) FROM imports").await, 0);
}

#[tokio::test]
async fn what_is_no_ledger_is_refused_with_a_reason() {
    let app = TestApp::new().await;
    let send = async |name: &str, bytes: &[u8]| app.as_("clerk").upload("/ledger/imports", name, bytes).await;
    send("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook").await.refused(422, "sheet-kind-refused");
    send("表.csv", "编号,申请人\n1,张三\n".as_bytes()).await.refused(422, "sheet-kind-refused");
    send("空.xlsx", b"").await.refused(422, "file-empty");
    let whole = sheet(&[row("1", &[])]);
    send("半.xlsx", &whole[..whole.len() / 2]).await.refused(422, "sheet-damaged");
    let mut other = Workbook::new("名单", vec![Column { head: "姓名".into(), kind: Kind::Line }]).expect("a workbook");
    other.push(&[Cell::Text("张三".into())]).expect("a row");
    let view = bring(&app, "clerk", &other.finish("说明", &[]).expect("a file")).await;
    assert_eq!(view["state"], "failed");
    assert!(view["fault"]["zh"].as_str().expect("words").contains("表头"));
    app.as_("clerk").post(&path(&view, "/commit"), Value::Null).await.refused(409, "illegal-move");
}

#[tokio::test]
async fn the_template_is_read_back_without_its_example() {
    let app = TestApp::new().await;
    for language in ["", "?language=en"] {
        let template = app.as_("clerk").get(&format!("/ledger/imports/template{language}")).await.is(200);
        let rows = read(&template.bytes);
        assert_eq!((rows.len(), rows[0].cells.len()), (2, 22));
        let view = bring(&app, "clerk", &template.bytes).await;
        assert_eq!((&view["state"], counts(&view)), (&json!("ready"), [0; 5]), "{view:#}");
        assert_eq!(view["fields"].as_array().map(Vec::len), Some(22));
    }
}

#[tokio::test]
async fn a_heading_of_two_rows_is_read_and_what_is_not_understood_is_told() {
    let app = TestApp::new().await;
    let heads =
        ["登记日期", "纠纷类型", "来源", "渠道", "区划", "申请人", "申请人", "被申请人", "被申请人", "案情", "备注"];
    let column = |head: &str| Column { head: head.to_owned(), kind: Kind::Line };
    let mut book = Workbook::new("台账", heads.map(column).into()).expect("a workbook");
    let row = |cells: &[&str]| cells.iter().map(|text| Cell::Text((*text).to_owned())).collect::<Vec<_>>();
    let below = ["登记日期", "纠纷类型", "来源", "渠道", "区划", "姓名", "电话", "姓名", "联系电话", "案情", "备注"];
    book.push(&row(&below)).expect("a row");
    let matter = ["2025-03-02", "邻里", "当事人申请", "来访", "桥坡村", "张三", "13812345678", "李四", "13800000001"];
    book.push(&row(&[&matter[..], &["因院墙排水发生争吵。", "无"]].concat())).expect("a row");
    let view = bring(&app, "clerk", &book.finish("说明", &[]).expect("a file")).await;
    assert_eq!((&view["state"], counts(&view)), (&json!("ready"), [1, 1, 0, 0, 0]), "{view:#}");
    assert_eq!(view["unread_columns"], json!(["备注"]));
    let rows = app.as_("clerk").get(&path(&view, "/rows")).await.ok();
    let cells = &rows["items"][0]["cells"];
    assert_eq!((&cells["applicants"], &cells["applicant_phones"]), (&json!("张三"), &json!("13812345678")));
    assert_eq!((&cells["respondents"], &cells["respondent_phones"]), (&json!("李四"), &json!("13800000001")));
}

#[tokio::test]
async fn a_long_ledger_is_registered_in_turns_and_on_after_a_restart() {
    let app = TestApp::new().await;
    let rows: Vec<_> =
        (0..1_060).map(|i| row(&format!("{i}"), if i % 500 == 7 { &[(2, "？")] } else { &[] })).collect();
    let view = bring(&app, "clerk", &sheet(&rows)).await;
    assert_eq!(counts(&view), [1_060, 1_057, 3, 0, 0]);
    app.as_("clerk").post(&path(&view, "/commit"), Value::Null).await.is(202);
    app.as_("clerk").post(&path(&view, "/commit"), Value::Null).await.refused(409, "import-busy");
    // The first worker dies with the job in its hand.
    app.app.db.claim_job().await.expect("an answer").expect("the job");
    assert_eq!(drain(&app.app, &Registry::house()).await.expect("the jobs run"), 0);
    app.clock.forward_minutes(2);
    assert_eq!(drain(&app.app, &Registry::house()).await.expect("the jobs run"), 2, "in two turns");
    let view = app.as_("clerk").get(&path(&view, "")).await.ok();
    assert_eq!((&view["state"], counts(&view)), (&json!("ready"), [1_060, 0, 3, 0, 1_057]));
    assert_eq!((&view["done"], &view["total"]), (&json!(1_057), &json!(1_057)));
    assert_eq!(matters(&app).await, 1_057);
    assert_eq!(number(&app, "SELECT count(DISTINCT code) FROM import_rows").await, 1_057);
}

#[tokio::test]
async fn a_registration_that_was_given_up_can_be_asked_for_anew() {
    let app = TestApp::new().await;
    let view = bring(&app, "clerk", &sheet(&[row("1", &[]), row("2", &[])])).await;
    app.as_("clerk").post(&path(&view, "/commit"), Value::Null).await.is(202);
    let job = app.app.db.claim_job().await.expect("an answer").expect("the job");
    app.app.db.finish_job(&job).await.expect("it is gone");
    app.as_("clerk").post(&path(&view, "/commit"), Value::Null).await.refused(409, "import-busy");
    app.clock.forward_minutes(11);
    let view = commit(&app, "clerk", &view).await;
    assert_eq!((&view["state"], counts(&view), matters(&app).await), (&json!("ready"), [2, 0, 0, 0, 2], 2));
}

#[tokio::test]
async fn ten_thousand_rows_with_three_bad_ones_are_told_by_row() {
    let app = TestApp::new().await;
    let bad = [17, 4_711, 9_998];
    let rows: Vec<_> =
        (0..10_000).map(|i| row(&format!("{i}"), if bad.contains(&i) { &[(1, "三月")] } else { &[] })).collect();
    let view = bring(&app, "clerk", &sheet(&rows)).await;
    assert_eq!(counts(&view), [10_000, 9_997, 3, 0, 0]);
    let wrong = app.as_("clerk").get(&path(&view, "/rows?only=wrong")).await.ok();
    let told: Vec<i64> = wrong["items"].as_array().expect("items").iter().filter_map(|row| row["n"].as_i64()).collect();
    assert_eq!(told, bad.map(|i| i + 2));
}
