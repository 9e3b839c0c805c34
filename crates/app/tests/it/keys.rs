//! Keys that are changed: everything encrypted is known, and is encrypted anew.

use std::collections::BTreeSet;

use bandeng_app::App;
use bandeng_app::keys::{PLACES, in_use, reencrypt};
use bandeng_store::{Crypt, Engine};
use bandeng_testkit::TestApp;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::{Case, intake_with};
use crate::{calls, entrusting, grids, imports};

/// Something in every column that holds encrypted values.
async fn filled(app: &TestApp) -> String {
    let parties = json!([
        { "side": "applicant", "kind": "natural", "name": "李小雨", "phone": "13800000001", "born_on": "2015-05-01",
          "guardian": { "name": "李建设", "phone": "13800000009" },
          "agents": [{ "name": "王律师", "relation": "律师", "authority": "ordinary", "phone": "13800000008" }] },
        { "side": "respondent", "kind": "natural", "name": "吴大勇" },
    ]);
    let lead = json!({ "reporter": "邻居", "phone": "13800000007", "received_on": "2026-03-01" });
    let case =
        Case::of(app, intake_with(app, json!({ "parties": parties, "source": "own_initiative", "lead": lead }))).await;
    app.as_("clerk").put("/drafts/intake-1", json!({ "narrative": "半截经过" })).await.ok();
    imports::bring(app, "clerk", &imports::sheet(&[imports::row("1", &[(1, "")])])).await;
    let court = entrusting::key(app, "court", &["case.send", "case.read"]).await;
    entrusting::system(app, &court).post("/entrusting/cases", entrusting::sent(entrusting::NUMBER)).await.is(201);
    grids::opened(app).await;
    let (_, secret) = calls::enrolled(app, "13912345678").await;
    calls::press(app, &secret).await;
    calls::opened_door(app, "telephone").await;
    case.code
}

/// Columns in which a value of the first key stands.
async fn columns(app: &TestApp) -> BTreeSet<(String, String)> {
    let db = &app.app.db;
    let all = match db.engine() {
        Engine::Sqlite => {
            "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' \
             AND m.name NOT LIKE 'matter_search%' AND p.type = 'TEXT'"
        }
        Engine::Postgres => {
            "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c \
             WHERE c.table_schema = 'public' AND c.data_type = 'text'"
        }
    };
    let mut found = BTreeSet::new();
    for row in db.reader().query_all_raw(db.statement(all, [])).await.expect("columns") {
        let (table, column): (String, String) =
            (row.try_get_by_index(0).expect("a table"), row.try_get_by_index(1).expect("a column"));
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} LIKE 'k1:%' OR {column} LIKE '%\"k1:%'");
        let count = db.reader().query_one_raw(db.statement(&sql, [])).await.expect("a look").expect("a row");
        if count.try_get_by_index::<i64>(0).expect("a number") > 0 {
            found.insert((table, column));
        }
    }
    found
}

#[tokio::test]
async fn whatever_is_encrypted_is_known_and_is_encrypted_anew() {
    let app = TestApp::new().await;
    let code = filled(&app).await;
    let known: BTreeSet<(String, String)> =
        PLACES.iter().map(|place| (place.table.to_owned(), place.column.to_owned())).collect();
    let found = columns(&app).await;
    assert_eq!(
        found.difference(&known).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "name them in `keys::PLACES`"
    );
    assert!(found.len() >= 10, "{found:?}");

    let db = &app.app.db;
    let crypt = app.app.crypt.clone().with_new_key(db.env());
    let objects = Box::new(object_store::memory::InMemory::new());
    let renewed = App::with_fonts(db.clone(), crypt, objects, app.app.settings.clone(), app.app.fonts.clone());
    let used = |used: Vec<(String, i64)>| used.into_iter().map(|(_, rows)| rows > 0).collect::<Vec<_>>();
    assert_eq!(used(in_use(db, &renewed.crypt).await.expect("a count")), [true, false]);
    assert!(reencrypt(&renewed).await.expect("it is encrypted anew") >= 10);
    assert_eq!(reencrypt(&renewed).await.expect("there is no more"), 0);
    assert_eq!(used(in_use(db, &renewed.crypt).await.expect("a count")), [false, true]);
    assert_eq!(columns(&app).await, BTreeSet::new());

    // Without the old key everything is read as before.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys.json");
    renewed.crypt.write(&path).expect("a file");
    Crypt::retire(&path, db.env(), &["k1".into()]).expect("the old key goes");
    let alone = Crypt::open(&path, db.env()).expect("the file");
    let sql = "SELECT p.phone_sealed, p.details, m.record FROM parties p JOIN matters m ON m.id = p.matter_id \
               WHERE m.code = $1 AND p.n = 1";
    let row = db.reader().query_one_raw(db.statement(sql, [code.into()])).await.expect("a look").expect("a row");
    let text = |i| row.try_get_by_index::<String>(i).expect("a text");
    assert_eq!(alone.open_value("party.phone", &text(0)).expect("readable"), "13800000001");
    let details: serde_json::Value = serde_json::from_str(&text(1)).expect("JSON");
    let guardian = details["guardian"]["phone"].as_str().expect("a telephone");
    assert_eq!(alone.open_value("party.phone", guardian).expect("readable"), "13800000009");
    let record: serde_json::Value = serde_json::from_str(&text(2)).expect("JSON");
    let reporter = record["lead"]["phone_sealed"].as_str().expect("a telephone");
    assert_eq!(alone.open_value("lead.phone", reporter).expect("readable"), "13800000007");
    app.finish().await;
}
