//! Kill -9 under load: what was acknowledged is there afterwards, and the history verifies.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bandeng_store::{Crypt, Db, Env};
use bandeng_testkit::{PASSWORD, TestApp, world};
use rustix::process::Signal;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::house::{House, Server};
use crate::http::{get, post};

const CLERKS: usize = 8;
/// Acknowledged matters after which a server is killed.
const ENOUGH: usize = 40;
const ROUNDS: usize = 3;

/// A matter somebody was told is registered.
#[derive(Clone)]
struct Acknowledged {
    key: String,
    form: Value,
    code: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_matter_is_there_after_a_kill() {
    let app = TestApp::new().await;
    let house = House::new();
    Crypt::open(&house.path("var/keys.json"), &Env::system()).expect("keys");
    let url = app.database_url().to_owned();
    let args = ["run", "--database-url", &url];
    tokio::task::block_in_place(|| {
        let mut acknowledged: Vec<Acknowledged> = Vec::new();
        for round in 0..ROUNDS {
            let mut server = house.start(&args);
            acknowledged.extend(register_until_killed(&mut server, round));
        }
        let server = house.start(&args);
        let cookie = sign_in(&server.address);
        for matter in &acknowledged {
            let path = format!("/api/v1/matters/{}", matter.code);
            let answer = get(&server.address, &path, &[("Cookie", &cookie)]).expect("an answer");
            assert_eq!(answer.status, 200, "{} was acknowledged and is gone", matter.code);
        }
        // The clerk whose answer was lost sends again: nothing is registered twice.
        for matter in acknowledged.iter().step_by(10) {
            let answer = register(&server.address, &cookie, &matter.key, &matter.form).expect("an answer");
            assert_eq!((answer.status, &answer.json()["code"]), (201, &json!(matter.code)));
        }
        let verified = house.run(&["audit", "verify", "--database-url", &url]).ok();
        assert!(verified.contains("the history is whole"), "{verified}");
        assert!(acknowledged.len() >= ENOUGH * ROUNDS);
    });
}

/// Clerks register as fast as they can; in the middle of it the server is killed.
fn register_until_killed(server: &mut Server, round: usize) -> Vec<Acknowledged> {
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let gone = Arc::new(AtomicBool::new(false));
    let cookie = sign_in(&server.address);
    let clerks: Vec<_> = (0..CLERKS)
        .map(|clerk| {
            let (address, cookie) = (server.address.clone(), cookie.clone());
            let (acknowledged, gone) = (acknowledged.clone(), gone.clone());
            thread::spawn(move || {
                for n in 0.. {
                    let (key, form) = (format!("round{round}-clerk{clerk}-{n}"), form(&format!("{round}.{clerk}.{n}")));
                    match register(&address, &cookie, &key, &form) {
                        Ok(answer) => {
                            assert_eq!(answer.status, 201, "{}", answer.text());
                            let code = answer.json()["code"].as_str().expect("a code").to_owned();
                            let matter = Acknowledged { key, form, code };
                            acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(matter);
                        }
                        Err(error) => {
                            assert!(gone.load(Ordering::SeqCst), "no answer although the server runs: {error}");
                            return;
                        }
                    }
                }
            })
        })
        .collect();
    let began = Instant::now();
    while acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len() < ENOUGH {
        assert!(began.elapsed() < Duration::from_secs(60), "too slow: {}", server.log());
        assert!(!clerks.iter().all(thread::JoinHandle::is_finished), "nobody registers: {}", server.log());
        thread::sleep(Duration::from_millis(5));
    }
    gone.store(true, Ordering::SeqCst);
    server.kill();
    for clerk in clerks {
        clerk.join().expect("every answer was a registration");
    }
    Arc::into_inner(acknowledged).expect("the clerks are gone").into_inner().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn sign_in(address: &str) -> String {
    let body = json!({ "login": "clerk", "password": PASSWORD });
    let answer = post(address, "/api/v1/session", &[], &body).expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = answer.header("set-cookie").expect("a cookie");
    cookie.split(';').next().expect("its value").to_owned()
}

pub(crate) fn register(address: &str, cookie: &str, key: &str, form: &Value) -> std::io::Result<crate::http::Answer> {
    post(address, "/api/v1/matters", &[("Cookie", cookie), ("Idempotency-Key", key)], form)
}

pub(crate) fn form(place: &str) -> Value {
    let party = |side: &str, name: &str| json!({ "side": side, "kind": "natural", "name": name });
    json!({
        "kind": "neighbours", "source": "application", "channel": "window",
        "area": world::VILLAGE, "place": place, "narrative": "The water of one yard runs into the other.",
        "parties": [party("applicant", "Wu"), party("respondent", "Li")],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn audit_verify_names_what_somebody_altered_behind_its_back() {
    let house = House::new();
    let mut server = house.start(&["run"]);
    server.signal(Signal::TERM);
    server.end(Duration::from_secs(10));
    let url = format!("sqlite://{}", house.path("var/bandeng.db").display());
    let db = Db::connect(&url, Arc::new(Env::system())).await.expect("the database");
    for sql in [
        "DROP TRIGGER registry_events_append_only_update",
        "UPDATE registry_events SET actor = 7 WHERE kind = 'account.created'",
    ] {
        db.technical().execute_unprepared(sql).await.expect("altered");
    }
    db.close().await.expect("closed");
    let ran = house.run(&["audit", "verify"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out.contains("broken: account:") && ran.out.contains("at event 1: the event was altered"),
        "{}",
        ran.out
    );
}
