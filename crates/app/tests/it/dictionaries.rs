//! Dictionaries: drafted as forms and as text, published for a day, filed under, read for ever.

use axum::http::Method;
use bandeng_testkit::{Answer, TestApp};
use serde_json::{Value, json};

use crate::imports;
use crate::support::{Case, intake_with, text as string};

/// A line of a text: dictionary, code, heading, name, and the days where there are any.
pub(crate) type Line = [&'static str; 6];

pub(crate) const DITCH: Line = ["kind", "ditch", "neighbours", "排水用水", "", ""];
const WALL: Line = ["kind", "wall", "neighbours", "院墙界址", "", ""];
const HALL: Line = ["source", "hall", "court", "立案庭", "", ""];
const YARD: Line = ["place", "yard", "bench", "桥坡村场院", "", ""];

/// The text of some lines.
pub(crate) fn text(lines: &[Line]) -> String {
    let mut text = "dictionary|code|parent|zh|from|until\r\n".to_owned();
    for line in lines {
        text += &format!("{}\r\n", line.join("|"));
    }
    text.replace('|', ",")
}

async fn draft(app: &TestApp) -> Value {
    app.as_("security").get("/dictionaries/draft").await.ok()
}

async fn bring(app: &TestApp, text: impl Into<Vec<u8>>) -> Answer {
    let path = format!("/dictionaries/draft/text?revision={}", string(&draft(app).await["revision"]));
    app.as_("security").raw(Method::POST, &path, "text/csv", text.into()).await
}

async fn try_publish(app: &TestApp, day: &str) -> Answer {
    let body = json!({ "revision": draft(app).await["revision"], "takes_effect_on": day, "note": " 试行 " });
    app.as_("security").post("/dictionaries/versions", body).await
}

/// Publishes lines for a day.
pub(crate) async fn publish(app: &TestApp, lines: &[Line], day: &str) {
    bring(app, text(lines)).await.ok();
    try_publish(app, day).await.is(201);
}

fn faults(answer: Answer) -> Vec<(String, String)> {
    let problem = answer.is(422).json;
    let errors = problem["errors"].as_array().expect("faults");
    errors.iter().map(|e| (string(&e["pointer"]), string(&e["code"]))).collect()
}

fn codes(view: &Value) -> Vec<String> {
    view["entries"].as_array().expect("entries").iter().map(|e| string(&e["code"])).collect()
}

#[tokio::test]
async fn a_text_with_faults_is_told_by_line_and_column_and_nothing_of_it_is_taken() {
    let app = TestApp::new().await;
    let wrong = text(&[
        DITCH,
        ["fruit", "apple", "neighbours", "苹果", "", ""],
        ["kind", "Ditch-2", "neighbours", "沟渠", "", ""],
        ["kind", "path", "ditch", "过道", "", ""],
        ["kind", "tree", "neighbours", "树木", "2026-05-02", "2026-05-01"],
        ["kind", "ditch", "neighbours", "水渠", "", ""],
    ]);
    let told = faults(bring(&app, wrong).await);
    let expected = [
        ("/rows/3/dictionary", "dictionary-unknown"),
        ("/rows/4/code", "entry-code-malformed"),
        ("/rows/5/parent", "entry-third-level"),
        ("/rows/6/until", "dates-reversed"),
        ("/rows/7/code", "entry-twice"),
    ];
    assert_eq!(told, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    assert_eq!(draft(&app).await["revision"], "0", "nothing was taken");
    // What is no text at all.
    assert_eq!(faults(bring(&app, &b"PK\x03\x04\0\0"[..]).await)[0].1, "text-undecodable");
    assert_eq!(faults(bring(&app, "").await)[0].1, "heading-missing");

    // Mended, it is a draft that says how it differs; clerks see nothing of it.
    let view = bring(&app, text(&[DITCH, YARD])).await.ok();
    assert_eq!(
        (codes(&view), view["changes"].as_array().map(Vec::len)),
        (vec!["ditch".into(), "yard".into()], Some(2))
    );
    assert_eq!(view["saved_by"], "冯安全");
    assert_eq!(app.as_("clerk").get("/dictionaries").await.ok()["entries"], json!([]));
    app.finish().await;
}

#[tokio::test]
async fn what_is_published_is_read_by_the_county_and_written_out_as_it_came_in() {
    let app = TestApp::new().await;
    try_publish(&app, "2026-03-02").await.refused(409, "draft-moved");
    bring(&app, text(&[DITCH, HALL, YARD])).await.ok();
    try_publish(&app, "2026-03-01").await.refused(422, "publication-too-early");
    try_publish(&app, "2026-03-02").await.is(201);
    let read = app.as_("clerk").get("/dictionaries").await.ok();
    assert_eq!((&read["county"], &read["version"]), (&json!("620602"), &json!(1)));
    assert_eq!(codes(&read), ["ditch", "hall", "yard"]);
    assert_eq!(read["entries"][0]["name"], json!({ "zh": "排水用水", "en": "排水用水" }));
    assert_eq!(app.as_("far-clerk").get("/dictionaries").await.ok()["version"], 0, "another county");

    for language in ["zh", "en"] {
        let answer = app.as_("mediator").get(&format!("/dictionaries/text?language={language}")).await;
        assert!(answer.header("content-type").starts_with("text/csv"), "{}", answer.header("content-type"));
        let written = answer.is(200).bytes.to_vec();
        assert!(written.starts_with(b"\xef\xbb\xbf"));
        assert_eq!(bring(&app, written).await.ok()["changes"], json!([]));
        try_publish(&app, "2026-03-02").await.refused(409, "nothing-to-publish");
    }
    app.as_("clerk").get("/dictionaries/text?version=7").await.refused(404, "not-found");
    let events = app.as_("audit").get("/audit/registry-events?stream=dictionaries").await.ok();
    assert_eq!(events["items"][0]["stream"], "dictionaries:620602");
    assert_eq!(events["items"][0]["sentence"]["zh"], "发布字典第1版，2026-03-02起施行：新增3项，修改0项，停用0项");
    app.finish().await;
}

#[tokio::test]
async fn a_form_of_rows_is_checked_as_a_text_is_and_two_editors_do_not_overwrite_each_other() {
    let app = TestApp::new().await;
    let security = app.as_("security");
    let rows = |revision: &Value, zh: &str| json!({ "revision": revision, "rows": [{ "dictionary": "kind", "code": "ditch", "parent": "neighbours", "zh": zh }] });
    let wrong = security.put("/dictionaries/draft", rows(&json!("0"), "=1+1")).await;
    assert_eq!(faults(wrong), [("/rows/0/zh".to_owned(), "looks-like-formula".to_owned())]);
    let first = security.put("/dictionaries/draft", rows(&json!("0"), "排水")).await.ok()["revision"].clone();
    // Who has not seen that one changes nothing.
    security.put("/dictionaries/draft", rows(&json!("0"), "用水")).await.refused(409, "draft-moved");
    let second = security.put("/dictionaries/draft", rows(&first, "用水")).await.ok()["revision"].clone();
    security.put("/dictionaries/draft", rows(&first, "水")).await.refused(409, "draft-moved");
    let stale = json!({ "revision": first, "takes_effect_on": "2026-03-02" });
    security.post("/dictionaries/versions", stale).await.refused(409, "draft-moved");
    let path = |revision: &Value| format!("/dictionaries/draft?revision={}", string(revision));
    security.delete(&path(&first)).await.refused(409, "draft-moved");
    security.delete(&path(&second)).await.is(204);
    assert_eq!(draft(&app).await["entries"], json!([]));
    app.finish().await;
}

#[tokio::test]
async fn what_was_put_right_and_published_is_not_undone_by_who_saw_the_version_before() {
    let app = TestApp::new().await;
    publish(&app, &[DITCH], "2026-03-02").await;
    let security = app.as_("security");
    let row = |code: &str, zh: &str| json!({ "dictionary": "kind", "code": code, "parent": "neighbours", "zh": zh });
    // Two look at the first version, of which there is no draft. One puts a word right and publishes it.
    let seen = draft(&app).await["revision"].clone();
    let right = json!({ "revision": seen, "rows": [row("ditch", "沟渠用水")] });
    security.put("/dictionaries/draft", right).await.ok();
    try_publish(&app, "2026-03-02").await.is(201);
    // The other sends all words of the first version with one more: as a form, and as a text.
    let stale = json!({ "revision": seen, "rows": [row("ditch", "排水用水"), row("well", "水井")] });
    security.put("/dictionaries/draft", stale).await.refused(409, "draft-moved");
    let path = format!("/dictionaries/draft/text?revision={}", string(&seen));
    let words = text(&[DITCH, WALL]).into_bytes();
    security.raw(Method::POST, &path, "text/csv", words).await.refused(409, "draft-moved");
    assert_eq!(draft(&app).await["saved_at"], Value::Null, "nothing was taken");

    // Who has looked again adds theirs to what stands now.
    let seen = draft(&app).await["revision"].clone();
    security.put("/dictionaries/draft", json!({ "revision": seen, "rows": [row("well", "水井")] })).await.ok();
    try_publish(&app, "2026-03-02").await.is(201);
    let read = app.as_("clerk").get("/dictionaries").await.ok();
    assert_eq!(read["version"], 3);
    let entries = read["entries"].as_array().expect("entries");
    let ditch = entries.iter().find(|entry| entry["code"] == "ditch").expect("the word");
    assert_eq!((entries.len(), &ditch["zh"]), (2, &json!("沟渠用水")));
    app.finish().await;
}

#[tokio::test]
async fn a_matter_is_filed_under_a_word_of_its_county_and_found_by_it() {
    let app = TestApp::new().await;
    publish(&app, &[DITCH, WALL, HALL], "2026-03-02").await;
    let form = |kind: &str, subtype: &str| intake_with(&app, json!({ "kind": kind, "subtype": subtype }));
    for (kind, subtype, code) in [
        ("road_traffic", "ditch", "entry-elsewhere"),
        ("neighbours", "hedge", "entry-unknown"),
        ("neighbours", "Ditch", "entry-unknown"),
    ] {
        let refusal = app.as_("clerk").post("/matters", form(kind, subtype)).await.refused(422, code);
        assert_eq!(refusal["errors"][0]["pointer"], "/subtype");
    }
    let source = json!({ "kind": "neighbours", "subtype": "", "subsource": "hall" });
    let refusal = app.as_("clerk").post("/matters", intake_with(&app, source)).await.refused(422, "entry-elsewhere");
    assert_eq!(refusal["errors"][0]["pointer"], "/subsource");
    app.as_("far-clerk").post("/matters", form("neighbours", "ditch")).await.refused(422, "entry-unknown");

    let ditch = Case::of(&app, form("neighbours", "ditch")).await;
    let wall = Case::of(&app, form("neighbours", "wall")).await;
    Case::of(&app, form("neighbours", " ")).await;
    let view = ditch.view("clerk").await;
    assert_eq!(view["subtype"], json!({ "code": "ditch", "name": { "zh": "排水用水", "en": "排水用水" } }));
    assert_eq!((&view["kind"], &view["subsource"]), (&json!("neighbours"), &Value::Null));

    let list = |question: &'static str| {
        let app = &app;
        async move {
            let page = app.as_("clerk").get(&format!("/matters?{question}")).await.ok();
            let items = page["items"].as_array().expect("items").clone();
            items.iter().map(|row| (string(&row["code"]), string(&row["subtype"]["name"]["zh"]))).collect::<Vec<_>>()
        }
    };
    assert_eq!(list("subtype=ditch").await, [(ditch.code.clone(), "排水用水".to_owned())]);
    assert_eq!(list("subtype=wall,ditch&sort=oldest").await.len(), 2);
    assert_eq!(list("subsource=hall").await, []);
    let letter = json!({
        "body": "凉州区人民法院", "letter_number": "（2026）甘0602诉前调7号", "received_on": "2026-03-02",
        "stage": "before_filing", "consented": [1, 2],
    });
    let sent = json!({ "source": "court", "subsource": "hall", "entrustment": letter });
    let sent = Case::of(&app, intake_with(&app, sent)).await;
    assert_eq!(list("subsource=hall").await, [(sent.code.clone(), String::new())]);
    assert_eq!(sent.view("clerk").await["subsource"]["name"]["zh"], "立案庭");
    app.as_("clerk").get("/matters?subtype=A%27").await.refused(422, "unknown-value");
    let found = app.as_("clerk").post("/search", json!({ "q": "赔偿", "subtype": "wall" })).await.ok();
    let found: Vec<_> = found["items"].as_array().expect("items").iter().map(|r| string(&r["code"])).collect();
    assert_eq!(found, std::slice::from_ref(&wall.code));

    // Put right afterwards: under another word of its type, under none; left out, it stays.
    for (subtype, stands) in [(json!("wall"), json!("wall")), (Value::Null, json!("wall")), (json!(""), Value::Null)] {
        let version = ditch.version().await;
        let body =
            json!({ "version": version, "narrative": "水渠改了道。", "claims": [], "place": "", "subtype": subtype });
        app.as_("clerk").put(&ditch.path(""), body).await.ok();
        assert_eq!(ditch.view("clerk").await["subtype"]["code"], stands);
    }
    assert_eq!(list("subtype=ditch").await, []);
    let body = json!({ "version": ditch.version().await, "narrative": "水渠改了道。", "subtype": "hall" });
    let refusal = app.as_("clerk").put(&ditch.path(""), body).await.refused(422, "entry-unknown");
    assert_eq!(refusal["errors"][0]["pointer"], "/subtype");
    app.finish().await;
}

#[tokio::test]
async fn words_are_those_of_the_day_and_a_code_once_used_is_always_read() {
    let app = TestApp::new().await;
    publish(&app, &[DITCH], "2026-03-02").await;
    let form = intake_with(&app, json!({ "kind": "neighbours", "subtype": "ditch" }));
    let before = Case::of(&app, form.clone()).await;
    // Another name from the 5th on, and its end on the 9th: until then nothing changes.
    publish(&app, &[["kind", "ditch", "neighbours", "沟渠用水", "", "2026-03-09"]], "2026-03-05").await;
    let versions = app.as_("clerk").get("/dictionaries/versions").await.ok()["items"].clone();
    let standing: Vec<_> =
        (0..2).map(|i| (versions[i]["version"].as_i64(), string(&versions[i]["standing"]))).collect();
    assert_eq!(standing, [(Some(2), "waiting".to_owned()), (Some(1), "in_force".to_owned())]);
    assert_eq!((&versions[1]["note"], &versions[1]["published_by"]), (&json!("试行"), &json!("冯安全")));
    app.clock.forward_days(2);
    let called = |view: Value| string(&view["subtype"]["name"]["zh"]);
    let still = Case::of(&app, form.clone()).await;
    app.clock.forward_days(1);
    let after = Case::of(&app, form.clone()).await;
    app.clock.forward_days(5);
    app.as_("clerk").post("/matters", form).await.refused(422, "entry-ended");
    let mut names = Vec::new();
    for case in [&before, &still, &after] {
        names.push(called(case.view("clerk").await));
    }
    assert_eq!(names, ["排水用水", "排水用水", "沟渠用水"]);
    let offered = app.as_("clerk").get("/dictionaries").await.ok();
    assert_eq!((&offered["version"], &offered["entries"][0]["offered"]), (&json!(2), &json!(false)));
    app.finish().await;
}

#[tokio::test]
async fn another_process_is_heard_within_a_minute() {
    let app = TestApp::new().await;
    assert_eq!(app.as_("clerk").get("/dictionaries").await.ok()["version"], 0);
    let mut uow = app.begin().await;
    let sql = "INSERT INTO dictionary_versions (county, version, takes_effect_on, entries, note, published_at, published_by) \
               VALUES ('620602', 1, '2026-03-01', '[]', '', 0, 0)";
    sea_orm::ConnectionTrait::execute_raw(uow.technical(), uow.statement(sql, [])).await.expect("a row");
    uow.record_registry("dictionaries:620602".into(), "dictionaries.published", &json!({})).expect("an event");
    uow.commit().await.expect("another process has published");
    assert_eq!(app.as_("clerk").get("/dictionaries").await.ok()["version"], 0);
    app.clock.forward_minutes(1);
    assert_eq!(app.as_("clerk").get("/dictionaries").await.ok()["version"], 1);
    app.finish().await;
}

#[tokio::test]
async fn a_ledger_is_brought_in_and_taken_out_in_the_countys_words() {
    let app = TestApp::new().await;
    publish(&app, &[DITCH, WALL, HALL], "2026-03-02").await;
    let rows = [imports::row("1", &[(2, "院墙界址")]), imports::row("2", &[]), imports::row("3", &[(2, "院墙")])];
    let import = imports::bring(&app, "clerk", &imports::sheet(&rows)).await;
    assert_eq!((&import["right"], &import["wrong"]), (&json!(2), &json!(1)));
    let faults =
        app.as_("clerk").get(&imports::path(&import, "/rows?only=wrong")).await.ok()["items"][0]["faults"].clone();
    assert_eq!(faults[0]["field"], "kind");
    imports::commit(&app, "clerk", &import).await;

    let wanted = json!({ "query": { "sort": "oldest" }, "reason": "核对", "language": "zh", "columns": ["kind", "subtype", "subsource"] });
    let file = app.as_("clerk").post("/ledger/exports", wanted).await.is(200).bytes;
    let cells: Vec<Vec<String>> = imports::read(&file).into_iter().map(|row| row.cells.to_vec()).collect();
    assert_eq!(cells[0], ["纠纷类型", "纠纷细类", "来源细类"]);
    assert_eq!(cells[1][..2], ["邻里纠纷", "院墙界址"]);
    assert_eq!(cells[2][0], "邻里纠纷");
    let template = app.as_("clerk").get("/ledger/imports/template").await.is(200).bytes;
    let lists = imports::page(&template, 1);
    assert!(lists.iter().any(|row| row.contains(&"排水用水".to_owned())), "{lists:?}");
    assert!(lists.iter().any(|row| row.contains(&"立案庭".to_owned())), "{lists:?}");
    app.finish().await;
}
