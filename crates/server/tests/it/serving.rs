//! `run` and `demo`: what they answer, and how they stop.

use std::fs;
use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::house::House;
use crate::http::{get, head, open, post, receive};

/// Well under the twenty seconds that requests at work may take.
const SOON: Duration = Duration::from_secs(10);

#[test]
fn run_answers_those_who_watch_it() {
    let house = House::new();
    let server = house.start(&["run"]);
    assert_eq!(get(&server.address, "/healthz", &[]).expect("an answer").text(), "ok");
    assert_eq!(get(&server.address, "/readyz", &[]).expect("an answer").status, 200);
    let metrics = get(&server.address, "/metrics", &[]).expect("an answer");
    assert!(metrics.text().contains("bandeng_requests_total{"), "{}", metrics.text());

    let unknown = get(&server.address, "/api/v1/nothing", &[("Accept", "text/html")]).expect("an answer");
    assert_eq!((unknown.status, unknown.header("content-type")), (404, Some("application/problem+json")));
    assert_eq!(unknown.json()["code"], "not-found");
    let asset = get(&server.address, "/assets/gone.js", &[]).expect("an answer");
    assert_eq!(asset.status, 404);
    let page = get(&server.address, "/matters/6206022600000015", &[("Accept", "text/html")]).expect("an answer");
    // 503 with an explanation where the web is not built.
    assert!(matches!(page.status, 200 | 503), "{}", page.status);
    assert!(page.text().contains("<html"));
}

#[test]
fn metrics_can_be_switched_off() {
    let house = House::new();
    let server = house.start(&["run", "--metrics=false"]);
    assert_eq!(get(&server.address, "/metrics", &[]).expect("an answer").text(), "");
}

#[test]
fn the_log_has_no_bodies_queries_or_paths() {
    let house = House::new();
    let mut server = house.start(&["run"]);
    let body = serde_json::json!({ "login": "zhang-san-secret", "password": "geheim-geheim" });
    post(&server.address, "/api/v1/session", &[], &body).expect("an answer");
    get(&server.address, "/api/v1/matters/6206022600000015?q=13812345678", &[]).expect("an answer");
    server.signal(Signal::TERM);
    server.end(SOON);
    // The reader of the log is a thread of its own.
    thread::sleep(Duration::from_millis(100));
    let log = server.log();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect();
    assert!(lines.iter().any(|line| line["route"] == "/api/v1/matters/{code}"), "{log}");
    for word in ["zhang-san", "geheim", "13812345678", "6206022600000015"] {
        assert!(!log.contains(word), "{word} in {log}");
    }
}

#[test]
fn the_first_run_prints_a_one_time_password_and_the_second_does_not() {
    let house = House::new();
    let mut server = house.start(&["run"]);
    let line = server.printed.lines().find(|line| line.starts_with("first run:")).expect("a line").to_owned();
    let password = line.split("password ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a password");
    let sign_in = serde_json::json!({ "login": "bootstrap", "password": password });
    assert_eq!(post(&server.address, "/api/v1/session", &[], &sign_in).expect("an answer").status, 200);
    server.signal(Signal::TERM);
    assert!(server.end(SOON).success());
    assert!(!server.log().contains(password));
    assert_eq!(house.start(&["run"]).printed, "");
}

#[test]
fn a_missing_key_file_is_not_replaced_once_the_database_is_in_use() {
    let house = House::new();
    let mut server = house.start(&["run"]);
    server.signal(Signal::INT);
    assert!(server.end(SOON).success());
    fs::remove_file(house.path("var/keys.json")).expect("removed");
    let ran = house.run(&["run", "--listen", "127.0.0.1:0"]);
    assert!(ran.code == 1 && ran.err.contains("keys.json"), "{}", ran.err);
    assert!(!house.path("var/keys.json").exists());
    assert_eq!(house.run(&["doctor"]).code, 1);
}

#[test]
fn an_address_that_is_taken_is_said_at_once() {
    let house = House::new();
    let server = house.start(&["run"]);
    let second = House::new();
    let ran = second.run(&["run", "--listen", &server.address]);
    assert!(ran.code == 1 && ran.err.contains("--listen"), "{}", ran.err);
    assert!(!second.path("var").exists());
}

#[test]
fn a_signal_stops_it_although_a_browser_keeps_its_connection() {
    let house = House::new();
    let mut server = house.start(&["run"]);
    let mut idle = open(&server.address).expect("a connection");
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    server.signal(Signal::TERM);
    assert!(server.end(SOON).success());
    assert!(began.elapsed() < SOON);
}

#[test]
fn a_request_at_work_is_finished_before_it_stops() {
    let house = House::new();
    let mut server = house.start(&["run"]);
    let body = r#"{"login":"nobody","password":"not the password"}"#;
    let mut working = open(&server.address).expect("a connection");
    working.write_all(head("POST", "/api/v1/session", &[], body.len()).as_bytes()).expect("sent");
    working.write_all(&body.as_bytes()[..10]).expect("sent");
    thread::sleep(Duration::from_millis(300));
    server.signal(Signal::TERM);
    thread::sleep(Duration::from_millis(300));
    assert!(open(&server.address).is_err(), "nobody new is let in");
    working.write_all(&body.as_bytes()[10..]).expect("sent");
    assert_eq!(receive(working).expect("an answer").status, 401);
    assert!(server.end(SOON).success());
}

#[test]
fn the_demo_keeps_to_its_own_folder_and_comes_back() {
    let house = House::new();
    let mut server = house.start(&["demo", "--data", "d", "--matters", "3", "--plain"]);
    assert_eq!(get(&server.address, "/readyz", &[]).expect("an answer").status, 200);
    server.signal(Signal::TERM);
    assert!(server.end(SOON).success());
    assert!(house.path("d/bandeng.db").exists() && !house.path("var").exists());
    let again = house.start(&["demo", "--data", "d", "--plain"]);
    assert_eq!(again.printed, server.printed, "the same people sign in");
}

#[test]
fn the_demo_never_touches_a_folder_that_is_not_its_own() {
    let house = House::new();
    house.run(&["migrate"]).ok();
    let ran = house.run(&["demo", "--data", "var", "--fresh", "--listen", "127.0.0.1:0"]);
    assert!(ran.code == 1 && ran.err.contains("not a demo's"), "{}", ran.err);
    assert!(house.path("var/bandeng.db").exists());
}
