//! Mass assignment: fields that are in no form. They are refused, or nobody reads them; none reaches a row.

use bandeng_store::Engine;
use bandeng_testkit::TestApp;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{holds_out, rows_in_order, with_body};
use crate::authorization::house::{House, Sent};
use crate::support::{Case, intake_with};

const MARK: &str = "smuggled-7391";

/// What rows are made of and no form should set.
const COLUMNS: &[&str] = &[
    "id",
    "county",
    "matter_id",
    "account_id",
    "organisation_id",
    "actor",
    "actor_name",
    "account",
    "created_at",
    "created_by",
    "registered_at",
    "registered_by",
    "uploaded_by",
    "password_hash",
    "must_change",
    "state",
    "stage",
    "sealed",
    "role",
    "object_key",
    "sha256",
    "hash",
    "prev_hash",
    "payload",
    "seq",
    "token",
    "secret_hash",
    "valid_until",
    "scope",
    "posts",
];

/// Where in the database a text stands.
async fn found(app: &TestApp, word: &str) -> Vec<String> {
    let db = &app.app.db;
    let all = match db.engine() {
        Engine::Sqlite => {
            "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' \
             AND m.name NOT LIKE 'matter_search_%' AND p.type = 'TEXT'"
        }
        Engine::Postgres => {
            "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c \
             WHERE c.table_schema = 'public' AND c.data_type = 'text'"
        }
    };
    let mut places = Vec::new();
    for row in db.reader().query_all_raw(db.statement(all, [])).await.expect("columns") {
        let (table, column): (String, String) =
            (row.try_get_by_index(0).expect("a table"), row.try_get_by_index(1).expect("a column"));
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{word}%'");
        let count = db.reader().query_one_raw(db.statement(&sql, [])).await.expect("a look").expect("a row");
        if count.try_get_by_index::<i64>(0).expect("a number") > 0 {
            places.push(format!("{table}.{column}"));
        }
    }
    places
}

#[tokio::test]
async fn a_field_that_is_in_no_form_reaches_no_row() {
    let house = House::new().await;
    let document = serde_json::to_value(bandeng_app::http::openapi::document()).expect("the document is JSON");
    let (mut sent, mut taken) = (0, 0);
    for row in rows_in_order(&house) {
        let Sent::Form(body) = &row.body else { continue };
        if !body.is_object() || row.operation == "save_draft" {
            // A draft is whatever its form is; it is kept encrypted and read by nobody but who wrote it.
            continue;
        }
        let (method, pattern) = &house.operations[row.operation];
        let schema = &document["paths"][pattern][method.as_str().to_lowercase()]["requestBody"];
        let known = names(schema, &document, 8);
        let mut more = body.clone();
        for column in COLUMNS.iter().filter(|column| !known.iter().any(|name| name == *column)) {
            more[*column] = json!(MARK);
        }
        let row = with_body(&row, more);
        let answer = house.send(&row, &house.client(&row, Some(row.may))).await;
        holds_out(&answer, &row, "fields of no form");
        assert!(!answer.json.to_string().contains(MARK) || answer.status >= 400, "{} gives it back", row.operation);
        sent += 1;
        taken += u32::from(answer.status < 300);
    }
    assert!(sent > 100 && taken > 30, "{sent} were sent and {taken} taken: nothing is shown by that");
    house.app.app.accesses.flush(&house.app.app.db).await.expect("accesses are written");
    assert_eq!(found(&house.app, MARK).await, [""; 0], "it was kept");
    // The same search finds what a form does set.
    Case::of(&house.app, intake_with(&house.app, json!({ "place": "honest-7391" }))).await;
    assert!(!found(&house.app, "honest-7391").await.is_empty());
    house.app.finish().await;
}

/// The names of all fields a schema has, however deep.
fn names(schema: &Value, document: &Value, deep: u8) -> Vec<String> {
    let Some(deep) = deep.checked_sub(1) else { return Vec::new() };
    match schema {
        Value::Object(parts) => {
            let own = parts.get("properties").and_then(Value::as_object);
            let own = own.into_iter().flat_map(|fields| fields.keys().cloned());
            let target = parts.get("$ref").and_then(Value::as_str);
            let target = target.and_then(|to| document.pointer(to.trim_start_matches('#')));
            let referred = target.into_iter().flat_map(|to| names(to, document, deep));
            own.chain(referred).chain(parts.values().flat_map(|part| names(part, document, deep))).collect()
        }
        Value::Array(parts) => parts.iter().flat_map(|part| names(part, document, deep)).collect(),
        _ => Vec::new(),
    }
}
