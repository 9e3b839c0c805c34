//! Words of another language in filters, orders, cursors and fields: SQL, patterns, paths, what no text may hold.

use axum::http::Method;
use bandeng_testkit::TestApp;
use serde_json::{Value, json};

use super::{holds_out, leaves, rows_in_order, with_body};
use crate::authorization::house::{House, Sent};
use crate::support::{Case, text};

/// As they stand in an address.
const IN_ADDRESSES: &[&str] = &[
    "%27%20OR%20%271%27%3D%271",
    "1%29%20UNION%20SELECT%20password_hash%20FROM%20accounts--",
    "%22%3B%20DROP%20TABLE%20matters%3B--",
    "%00",
    "a%00b",
    "%FF%FE",
    "%25%5F%5C",
    "-1",
    "0",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999999",
    "NaN",
    "1e308",
    "2026-02-30",
    "-9999-01-01",
    "9999-12-31",
    "%F0%9F%92%A3",
    "id%20desc%2C%28select%201%29",
];

/// As they stand in a form.
fn in_bodies() -> Vec<Value> {
    vec![
        json!("' OR '1'='1"),
        json!("\u{0}"),
        json!("桥\u{0}坡"),
        json!("x".repeat(70_000)),
        json!("\u{202e}\u{feff}%_\\"),
        json!(-1),
        json!(i64::MAX),
        json!(1e308),
        json!(["'"]),
        json!({ "$ne": null }),
        Value::Null,
    ]
}

/// Every parameter of every list, with every value: refused or found nothing, and the server stands.
#[tokio::test]
async fn no_parameter_of_an_address_is_a_statement() {
    let house = House::new().await;
    let document = serde_json::to_value(bandeng_app::http::openapi::document()).expect("the document is JSON");
    let mut asked = 0;
    for row in rows_in_order(&house) {
        let (method, pattern) = &house.operations[row.operation];
        let described = &document["paths"][pattern][method.as_str().to_lowercase()]["parameters"];
        let client = house.client(&row, Some(row.may));
        let (plain, query) = row.path.split_once('?').unwrap_or((&row.path, ""));
        for parameter in described.as_array().into_iter().flatten().filter(|p| p["in"] == "query") {
            let name = parameter["name"].as_str().expect("a name");
            let rest = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(&format!("{name}=")));
            let rest: Vec<&str> = rest.collect();
            for value in IN_ADDRESSES {
                let path = format!("{plain}?{}&{name}={value}", rest.join("&")).replace("?&", "?");
                let mut tried = row.clone();
                tried.path = path;
                holds_out(&house.send(&tried, &client).await, &row, &tried.path);
                asked += 1;
            }
        }
        // The variable parts of the address itself.
        let parts: Vec<&str> = plain.split('/').collect();
        let pattern: Vec<&str> = pattern.trim_start_matches("/api/v1").split('/').collect();
        for n in (0..parts.len()).filter(|n| pattern[*n].starts_with('{')) {
            for value in IN_ADDRESSES {
                let mut parts = parts.clone();
                parts[n] = value;
                let mut tried = row.clone();
                tried.path = format!("{}?{query}", parts.join("/"));
                holds_out(&house.send(&tried, &client).await, &row, &tried.path);
                asked += 1;
            }
        }
    }
    assert!(asked > 2_000, "only {asked} were asked: the document lost its parameters");
}

/// Every value of every form, one at a time.
#[tokio::test]
async fn no_field_of_a_form_is_a_statement() {
    let house = House::new().await;
    let mut tried = 0;
    for row in rows_in_order(&house) {
        let Sent::Form(body) = &row.body else { continue };
        let mut limited = false;
        for at in leaves(body) {
            for value in in_bodies() {
                let mut changed = body.clone();
                let Some(place) = changed.pointer_mut(&at) else { continue };
                *place = value.clone();
                let changed = with_body(&row, changed);
                let answer = house.send(&changed, &house.client(&changed, Some(row.may))).await;
                let shown: String = value.to_string().chars().take(40).collect();
                holds_out(&answer, &row, &format!("{at} = {shown}"));
                limited |= answer.status == 429;
                tried += 1;
            }
        }
        // The next hour has its own limits.
        if limited {
            house.app.clock.forward_minutes(61);
        }
    }
    assert!(tried > 3_000, "only {tried} were tried");
    // What was written is whole: nothing of it passed by the events.
    house.app.app.accesses.flush(&house.app.app.db).await.expect("accesses are written");
    house.app.finish().await;
}

/// Filters narrow and never widen: whatever somebody writes into them, what comes is among what comes without them.
#[tokio::test]
async fn no_filter_shows_more_than_no_filter() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let far = app.as_("far-clerk");
    let names = ["area", "state", "stage", "kind", "committee", "source", "q", "sort", "after", "due_until"];
    for name in names {
        for value in IN_ADDRESSES.iter().chain(&["620602", "620602130", "62", "", ","]) {
            for path in ["/matters", "/ledger/size", "/letters", "/organisations", "/event-queue"] {
                let answer = far.send(Method::GET, &format!("{path}?{name}={value}"), None).await;
                assert!(answer.status < 500, "{path} {name}={value}: {}", answer.status);
                assert!(!answer.json.to_string().contains(&case.code), "{path}?{name}={value} shows another county");
                if path == "/ledger/size" && answer.status == 200 {
                    assert_eq!(answer.json["rows"], 0, "{name}={value} counts another county");
                }
            }
        }
    }
    // The same search finds what is there, so that it would find what must not be.
    let own = app.as_("clerk").get("/matters").await.ok();
    assert_eq!(text(&own["items"][0]["code"]), case.code);
    for q in ["' OR '1'='1", "%", "_", "*", "\"", "NEAR(", "a AND", "李* OR 1", "code:x", "\u{0}", "(((((((("] {
        let answer = far.post("/search", json!({ "q": q })).await;
        assert!(answer.status < 500, "{q:?}: {} {:#}", answer.status, answer.json);
        assert!(!answer.json.to_string().contains(&case.code), "{q:?} finds another county");
    }
    app.finish().await;
}
