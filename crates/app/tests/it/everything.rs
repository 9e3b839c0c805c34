//! A house in which something of everything has happened: rows in every table, for what must forget none.

use axum::http::Method;
use bandeng_app::figures;
use bandeng_app::jobs::{Registry, drain};
use bandeng_core::reviews::Rubric;
use bandeng_store::entities::{CASE_SIDE, DERIVED, REGISTRY, TECHNICAL};
use bandeng_testkit::TestApp;
use bandeng_testkit::world::{COUNTY, TOWN};
use jiff::civil::date;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::dictionaries::{DITCH, publish};
use crate::dossiers::{archived, two_pages, with_word};
use crate::support::{Case, PNG, intake, intake_with, text};
use crate::{entrusting, imports, places};

/// Plays it through the API, as people would. What no request leaves behind for longer than a moment is written at the end.
pub(crate) async fn happens(app: &TestApp) {
    with_word(app, "柳").await;
    elected(app).await;
    app.as_("clerk").put("/drafts/intake-1", json!({ "narrative": "半截经过" })).await.ok();
    words_and_calendar(app).await;
    let done = archived(app, intake(app)).await;
    app.as_("mediator").get(&done.path("/mediations/1/papers/agreement")).await.is(200);
    reviewed(app).await;
    let open = with_files(app).await;
    brought_in(app).await;
    let court = entrusting::key(app, "court", &["case.send", "case.read"]).await;
    entrusting::system(app, &court).post("/entrusting/cases", entrusting::sent(entrusting::NUMBER)).await.is(201);
    Case::of(app, intake_with(app, json!({ "concerns": ["domestic_violence"] }))).await;
    let outlines = places::outlines(&["620602", "620602130000", "620602130200"]);
    app.as_("system").post("/boundaries?datum=wgs84&source=survey", outlines).await.ok();
    // Three days before a month is over somebody is reminded.
    app.clock.set(date(2026, 3, 29).at(8, 30, 0, 0));
    drain(&app.app, &Registry::house()).await.expect("the jobs run");
    // The file has grown heavy: a job binds it, which nobody runs any more.
    app.as_("mediator").send(Method::POST, &open.path("/mediations/1/dossier"), None).await.ok();
    reported(app).await;
    Case::registered(app).await;
    sql(app, "INSERT INTO recounts (name, body) VALUES ('recount', '0 0')").await;
    app.app.accesses.flush(&app.app.db).await.expect("accesses are written");
}

async fn elected(app: &TestApp) {
    let path = format!("/organisations/{}", app.world.organisation("committee"));
    let version = app.as_("system").get(&path).await.ok()["version"].clone();
    let account = app.world.account("mediator").to_string();
    let members = json!([{ "name": "李和平", "position": "director", "account": account },
                         { "name": "某某", "position": "member" }]);
    let body = json!({ "version": version, "members": members });
    app.as_("system").put(&format!("{path}/members"), body).await.is(200);
}

async fn words_and_calendar(app: &TestApp) {
    publish(app, &[DITCH], "2026-03-02").await;
    let security = app.as_("security");
    let revision = security.get("/dictionaries/draft").await.ok()["revision"].clone();
    let rows = json!([{ "dictionary": "kind", "code": "well", "parent": "neighbours", "zh": "水井" }]);
    security.put("/dictionaries/draft", json!({ "revision": revision, "rows": rows })).await.ok();
    let year = |revision: &Value, work: Value| {
        json!({
            "revision": revision, "work": work,
            "rest": [{ "from": "2027-01-01", "to": "2027-01-03", "holiday": "new_year" },
                     { "from": "2027-02-05", "to": "2027-02-12", "holiday": "spring" }],
            "source": { "zh": "国务院办公厅关于2027年部分节假日安排的通知", "en": "Notice on the holidays of 2027" },
        })
    };
    let draft = security.put("/calendar/2027/draft", year(&json!("0"), json!([]))).await.ok();
    let revision = json!({ "revision": draft["revision"] });
    security.post("/calendar/2027/versions", revision).await.is(201);
    let revision = security.get("/calendar/2027/draft").await.ok()["revision"].clone();
    security.put("/calendar/2027/draft", year(&revision, json!(["2027-02-14"]))).await.ok();
}

async fn reviewed(app: &TestApp) {
    let mut rubric = serde_json::to_value(Rubric::preset()).expect("JSON");
    rubric["items"][0]["points"] = json!(20);
    let new = json!({ "takes_effect_on": "2026-03-02", "rubric": rubric });
    app.as_("county-judicial").post("/reviews/rubric", new).await.is(201);
    app.as_("judicial").post("/reviews", json!({ "year": 2026, "files": 1 })).await.is(201);
}

/// An open matter with a grant and more files than are bound at once.
async fn with_files(app: &TestApp) -> Case<'_> {
    let clerk = app.as_("clerk").header("idempotency-key", "submission-0001");
    let code = text(&clerk.post("/matters", intake(app)).await.is(201).ok()["code"]);
    let case = Case { app, code };
    case.mediating().await;
    app.as_("clerk").upload(&case.path("/attachments"), "收条.png", PNG).await.ok();
    for n in 0..13 {
        app.as_("clerk").upload(&case.path("/attachments"), &format!("材料{n}.pdf"), &two_pages()).await.ok();
    }
    let police = app.world.organisation("police").to_string();
    let grant = json!({ "organisation": police, "purpose": "核实", "until": "2026-12-01" });
    app.as_("clerk").post(&case.path("/grants"), grant).await.ok();
    let view = json!({ "name": "开着的", "query": { "state": "open" }, "columns": ["code", "title"] });
    app.as_("clerk").post("/ledger/views", view).await.ok();
    case
}

async fn brought_in(app: &TestApp) {
    let rows = [imports::row("2025-1", &[]), imports::row("2025-2", &[(1, "去年")])];
    let view = imports::bring(app, "clerk", &imports::sheet(&rows)).await;
    imports::commit(app, "clerk", &view).await;
}

/// Figures are counted, locked and published, with what is told about them.
async fn reported(app: &TestApp) {
    let entry = json!({ "area": TOWN, "year": 2025, "people": 20_000, "source": "统计公报" });
    app.as_("security").put("/figures/populations", entry).await.is(204);
    figures::catch_up(&app.app.db).await.expect("what happened is counted");
    app.clock.set(date(2026, 4, 11).at(9, 0, 0, 0));
    let march = json!({ "area": TOWN, "period": "2026-03" });
    let briefing = json!({ "area": TOWN, "period": "2026-03", "proposals": "一是加强农忙时节排查。" });
    app.as_("leader").post("/figures/briefings", briefing).await.is(200);
    app.as_("coordinator").post("/figures/locks", march).await.is(201);
    let quarter = json!({ "area": COUNTY, "period": "2026-Q1" });
    app.as_("county-judicial").post("/figures/publications", quarter).await.is(201);
}

async fn sql(app: &TestApp, text: &str) {
    app.app.db.technical().execute_unprepared(text).await.expect("a statement");
}

pub(crate) async fn number(db: &impl ConnectionTrait, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("a query");
    row.expect("a row").try_get_by_index(0).expect("a number")
}

/// The tables [`happens`] fills. Those of later schemas join it when the next fixture is made.
const FILLED: &str = "matters parties proceedings handlers grants deadlines attachments events \
    accesses calendar_drafts bindings code_blocks dictionary_drafts drafts fact_marks idempotency_keys import_rows \
    imported_rows imports inbox jobs recounts reminders sessions views \
    areas organisations members accounts api_keys posts calendar_versions dictionary_versions papers period_locks \
    populations boundaries briefings publications registry_events review_files reviews rubrics \
    matter_search facts rollups";

#[tokio::test]
async fn something_of_everything_happened() {
    let app = TestApp::new().await;
    happens(&app).await;
    let fixture = std::env::var_os("BANDENG_FIXTURE");
    // A fixture holds something of every table there is.
    let wanted = match fixture {
        Some(_) => [CASE_SIDE, TECHNICAL, REGISTRY, DERIVED].concat(),
        None => FILLED.split_whitespace().collect(),
    };
    let mut empty = Vec::new();
    for table in wanted {
        if number(app.app.db.reader(), &format!("SELECT count(*) FROM {table}")).await == 0 {
            empty.push(table);
        }
    }
    assert!(empty.is_empty(), "nothing happened in {empty:?}");
    if let Some(folder) = fixture {
        bandeng_testkit::fixture::write(&app, std::path::Path::new(&folder));
    }
    app.finish().await;
}
