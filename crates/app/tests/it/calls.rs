//! Calls for help: who is rung, who sees what, one who takes it, and the stream.

use std::time::Duration;

use axum::body::BodyDataStream;
use axum::http::{Method, Request};
use bandeng_app::calls::service::ring_on;
use bandeng_app::http::auth::COOKIE;
use bandeng_app::jobs;
use bandeng_store::crypt::signature;
use bandeng_store::{Crypt, Db, Engine};
use bandeng_testkit::world::{COUNTY, TOWN};
use bandeng_testkit::{Answer, Client, TestApp};
use futures::StreamExt;
use object_store::memory::InMemory;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::everything::number;
use crate::grids::{self, GRID};

pub(crate) const NUMBER: &str = "13912345678";

pub(crate) fn caller(phone: &str) -> Value {
    json!({
        "grid": GRID, "name": "王奶奶", "phone": phone, "place": "一组三号院西屋", "note": "耳背，按门铃听不见",
        "agreed": true,
    })
}

/// Enrols somebody and gives the secret of their link.
pub(crate) async fn enrolled(app: &TestApp, phone: &str) -> (String, String) {
    let made = app.as_("grid-worker").post("/callers", caller(phone)).await.is(201).json;
    let link = made["link"].as_str().expect("a link");
    let secret = link.split('#').nth(1).expect("a secret").to_owned();
    (made["caller"]["id"].as_str().expect("an id").to_owned(), secret)
}

/// Presses, and gives what the call is followed with.
pub(crate) async fn press(app: &TestApp, secret: &str) -> String {
    let answer = app.stranger().post("/public/calls", json!({ "secret": secret })).await.is(202);
    answer.json["call"].as_str().expect("a call").to_owned()
}

/// The newest call as somebody sees it.
async fn seen(client: &Client) -> Value {
    client.get("/calls").await.ok()["items"][0].clone()
}

async fn make(client: &Client, call: &Value, mv: Value) -> Answer {
    let id = call["id"].as_str().expect("an id");
    client.post(&format!("/calls/{id}/moves"), json!({ "make": mv })).await
}

/// Minutes and a half pass, and whoever is due is rung.
async fn later(app: &TestApp, minutes: i64) -> usize {
    app.clock.forward_minutes(minutes);
    ring_on(&app.app).await.expect("the ladder goes on")
}

pub(crate) fn door(app: &TestApp, kind: &str) -> Value {
    let centre = app.world.organisation("centre").to_string();
    match kind {
        "device" => {
            json!({ "kind": kind, "organisation": centre, "name": "村口求助桩", "grid": GRID, "place": "村口老槐树下" })
        }
        _ => json!({
            "kind": kind, "organisation": centre, "name": "按键求助", "fields": { "from": "/call/caller", "id": "/call/sid" },
        }),
    }
}

/// Its number and its secret.
pub(crate) async fn opened_door(app: &TestApp, kind: &str) -> (String, String) {
    let made = app.as_("security").post("/call-doors", door(app, kind)).await.is(201).json;
    let text = |field: &str| made[field].as_str().expect(field).to_owned();
    (text("id"), text("secret"))
}

/// A message of the telephone provider with its signature.
pub(crate) async fn keypad(app: &TestApp, door: &(String, String), from: &str, sid: &str, at: i64) -> Answer {
    signed(app, door, &json!({ "call": { "caller": from, "sid": sid, "key": "1" } }), at).await
}

/// With a key of the telephone, now.
pub(crate) async fn keypad_with(app: &TestApp, door: &(String, String), from: &str, sid: &str, key: &str) -> Answer {
    signed(app, door, &json!({ "call": { "caller": from, "sid": sid, "key": key } }), app.app.db.now()).await
}

async fn signed(app: &TestApp, door: &(String, String), message: &Value, at: i64) -> Answer {
    let body = message.to_string();
    let sign = signature(&door.1, format!("{at}.{body}").as_bytes());
    let client = app.stranger().header("authorization", &format!("Bandeng t={at}, v1={sign}"));
    client.raw(Method::POST, &format!("/public/calls/telephone/{}", door.0), "application/json", body).await
}

#[tokio::test]
async fn one_takes_it_the_others_see_it_and_the_caller_says_whether_it_helped() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    let (own, backup) = (app.as_("grid-worker"), app.as_("grid-worker2"));
    let token = press(&app, &secret).await;
    assert_eq!(press(&app, &secret).await, token, "pressed again it is the same call");

    let call = seen(&own).await;
    assert_eq!(
        (&call["state"], &call["rung"], &call["moves"]),
        (&json!("ringing"), &json!("responsible"), &json!(["take"]))
    );
    assert_eq!((&call["caller"]["name"], &call["caller"]["phone"]), (&json!("王奶奶"), &json!(NUMBER)));
    assert_eq!(seen(&backup).await, Value::Null, "the back-up is not rung yet");
    // Who watches the area sees that there is a call, and no name.
    for watcher in ["coordinator", "leader", "screen"] {
        let told = seen(&app.as_(watcher)).await;
        assert_eq!((&told["id"], &told["grid"]["name"]), (&call["id"], &json!("桥坡村一组网格")), "{watcher}");
        assert!(!told.to_string().contains("王奶奶") && !told.to_string().contains("高巡山"), "{told:#}");
    }
    app.as_("far-coordinator")
        .get(&format!("/calls/{}", call["id"].as_str().expect("an id")))
        .await
        .refused(404, "not-found");
    app.as_("mediator").get("/calls").await.refused(403, "not-allowed");

    assert_eq!(later(&app, 1).await, 1);
    let rung = seen(&backup).await;
    assert_eq!((&rung["rung"], &rung["others"][0]["name"]), (&json!("backup"), &json!("高巡山")));
    assert_eq!(make(&backup, &call, json!({ "move": "take" })).await.ok()["mine"], true);
    let refused = make(&own, &call, json!({ "move": "take" })).await.refused(409, "call-taken");
    assert_eq!(refused["text"]["zh"], "林守田已经接应。");
    assert_eq!(seen(&own).await["taker"], "林守田");
    make(&own, &call, json!({ "move": "arrive" })).await.refused(403, "not-allowed");
    let followed = app.stranger().get(&format!("/public/calls/{token}")).await.ok();
    assert_eq!((&followed["state"], &followed["coming"]), (&json!("taken"), &json!("林守田")));
    assert_eq!(later(&app, 30).await, 0, "nobody more is rung");

    make(&backup, &call, json!({ "move": "arrive" })).await.ok();
    make(&backup, &call, json!({ "move": "finish", "words": " " })).await.refused(422, "required");
    let done = make(&backup, &call, json!({ "move": "finish", "words": "扶她起来，叫了她女儿。" })).await.ok();
    assert_eq!(
        (&done["state"], &done["words"], &done["moves"]),
        (&json!("finished"), &json!("扶她起来，叫了她女儿。"), &json!([]))
    );
    assert_eq!(seen(&own).await["caller"], Value::Null, "what was known of her is for the one who went");
    let answer = format!("/public/calls/{token}/answer");
    app.stranger().post(&answer, json!({ "helped": "yes" })).await.is(204);
    app.stranger().post(&answer, json!({ "helped": "no" })).await.refused(409, "call-over");
    app.stranger().get("/public/calls/1.abc").await.refused(404, "help-link-unknown");

    // One chain of events, and nobody's name in it.
    let told = app.as_("audit").get("/audit/registry-events").await.ok().to_string();
    for sentence in ["收到求助", "呼叫下一批人", "接应求助", "到场", "求助办结", "求助人反馈", "登记求助人"]
    {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    assert!(!told.contains("王奶奶") && !told.contains(NUMBER), "{told}");
    app.finish().await;
}

#[tokio::test]
async fn two_at_once_do_not_both_take_it() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    press(&app, &secret).await;
    later(&app, 1).await;
    let (one, other) = (app.as_("grid-worker"), app.as_("grid-worker2"));
    let call = seen(&one).await;
    let take = || json!({ "move": "take" });
    let (a, b) = tokio::join!(make(&one, &call, take()), make(&other, &call, take()));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    app.finish().await;
}

#[tokio::test]
async fn a_call_nobody_takes_climbs_the_ladder_to_the_desk() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    press(&app, &secret).await;
    assert_eq!(later(&app, 1).await, 1, "the back-up");
    // Village and town have no grid of their own: the desk is next, at once.
    assert_eq!(later(&app, 1).await, 1);
    let clerk = app.as_("clerk");
    let call = seen(&clerk).await;
    assert_eq!((&call["rung"], &call["caller"]["name"]), (&json!("desk"), &json!("王奶奶")));
    make(&clerk, &call, json!({ "move": "take" })).await.ok();
    // Cannot come after all: it rings again for the others.
    let back = make(&clerk, &call, json!({ "move": "release" })).await.ok();
    assert_eq!((&back["state"], &back["taker"]), (&json!("ringing"), &Value::Null));
    assert_eq!(seen(&app.as_("grid-worker")).await["moves"], json!(["take"]));
    make(&app.as_("grid-worker"), &call, json!({ "move": "take" })).await.ok();
    let over = make(&app.as_("grid-worker"), &call, json!({ "move": "mark_false" })).await.ok();
    assert_eq!(over["state"], "false_call");
    app.finish().await;
}

#[tokio::test]
async fn a_grid_nobody_is_there_for_rings_the_desk_at_once() {
    let app = TestApp::new().await;
    app.as_("coordinator").post("/grids", grids::group(GRID)).await.is(201);
    let (_, secret) = enrolled(&app, NUMBER).await;
    press(&app, &secret).await;
    assert_eq!(seen(&app.as_("coordinator")).await["rung"], "desk");
    app.finish().await;
}

#[tokio::test]
async fn a_call_that_everybody_forgot_stands_in_nobodys_way() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    let first = press(&app, &secret).await;
    let worker = app.as_("grid-worker");
    let call = seen(&worker).await;
    make(&worker, &call, json!({ "move": "take" })).await.ok();
    app.clock.forward_minutes(29);
    assert_eq!(press(&app, &secret).await, first, "somebody is on the way");
    make(&worker, &call, json!({ "move": "arrive" })).await.ok();
    app.clock.forward_minutes(31);
    let path = format!("/public/calls/{first}");
    assert_eq!(app.stranger().get(&path).await.ok()["may_press_again"], true);
    let second = press(&app, &secret).await;
    assert_ne!(second, first, "in need again, it rings again");
    assert_eq!(app.stranger().get(&path).await.ok()["state"], "lapsed");
    assert_eq!(seen(&worker).await["state"], "ringing");
    make(&worker, &call, json!({ "move": "finish", "words": "扶起来了" })).await.refused(409, "call-over");

    // What nobody ends, ends by itself, and not before its day is over.
    let other = format!("/public/calls/{second}");
    app.clock.forward_minutes(23 * 60);
    jobs_run(&app).await;
    assert_eq!(app.stranger().get(&other).await.ok()["state"], "ringing");
    app.clock.forward_minutes(61);
    jobs_run(&app).await;
    assert_eq!(app.stranger().get(&other).await.ok()["state"], "lapsed");
    app.finish().await;
}

#[tokio::test]
async fn a_caller_takes_it_back_within_a_minute() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    let token = press(&app, &secret).await;
    let path = format!("/public/calls/{token}");
    assert!(app.stranger().get(&path).await.ok()["cancel_until"].is_i64());
    app.stranger().send(Method::POST, &format!("{path}/cancel"), None).await.is(204);
    assert_eq!(app.stranger().get(&path).await.ok()["state"], "cancelled");
    let token = press(&app, &secret).await;
    app.clock.forward_minutes(2);
    app.stranger().send(Method::POST, &format!("/public/calls/{token}/cancel"), None).await.refused(409, "cancel-late");
    app.finish().await;
}

#[tokio::test]
async fn a_keypad_rings_for_whom_it_knows_and_the_desk_for_whom_it_does_not() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    enrolled(&app, NUMBER).await;
    let door = opened_door(&app, "telephone").await;
    let now = app.app.db.now();
    keypad(&app, &door, "+86 139 1234 5678", "c1", now).await.is(202);
    let known = seen(&app.as_("grid-worker")).await;
    assert_eq!((&known["door"], &known["caller"]["name"]), (&json!("telephone"), &json!("王奶奶")));
    let once = keypad(&app, &door, NUMBER, "c1", now).await.is(202).json;
    assert_eq!(once, keypad(&app, &door, NUMBER, "c1", now).await.json, "sent twice it is one call");

    keypad(&app, &door, "13700000007", "c2", now).await.is(202);
    let unknown = seen(&app.as_("clerk")).await;
    assert_eq!((&unknown["rung"], &unknown["grid"]), (&json!("desk"), &Value::Null));
    assert_eq!(
        unknown["caller"],
        json!({ "enrolled": false, "name": "", "phone": "13700000007", "place": "", "note": "" })
    );

    keypad(&app, &door, NUMBER, "c3", now - 6 * 60_000).await.refused(401, "signature-wrong");
    for far in [i64::MIN, i64::MIN + now, i64::MAX] {
        keypad(&app, &door, NUMBER, "c3", far).await.refused(401, "signature-wrong");
    }
    keypad(&app, &(door.0.clone(), "bdc_wrong".into()), NUMBER, "c3", now).await.refused(401, "signature-wrong");
    keypad(&app, &door, "abc", "c3", now).await.refused(422, "phone-malformed");
    app.as_("security").delete(&format!("/call-doors/{}", door.0)).await.is(204);
    keypad(&app, &door, NUMBER, "c4", now).await.refused(401, "signature-wrong");
    app.finish().await;
}

#[tokio::test]
async fn a_device_rings_for_where_it_stands() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, key) = opened_door(&app, "device").await;
    let device = app.stranger().header("authorization", &format!("Bearer {key}"));
    let first = device.post("/public/calls/device", json!({ "id": "p1" })).await.is(202).json;
    assert_eq!(device.post("/public/calls/device", json!({ "id": "p1" })).await.is(202).json, first);
    let call = seen(&app.as_("grid-worker")).await;
    assert_eq!((&call["door"], &call["caller"]["place"]), (&json!("device"), &json!("村口老槐树下")));
    let wrong = app.stranger().header("authorization", "Bearer bdc_wrong");
    wrong.post("/public/calls/device", json!({})).await.refused(401, "key-needed");
    app.finish().await;
}

#[tokio::test]
async fn an_enrolment_ends_on_its_day_with_everything_known() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let worker = app.as_("grid-worker");
    let with = |field: &str, value: Value| {
        let mut form = caller(NUMBER);
        form[field] = value;
        form
    };
    worker.post("/callers", with("agreed", json!(false))).await.refused(422, "consent-needed");
    worker.post("/callers", with("expires_on", json!("2028-03-02"))).await.refused(422, "out-of-range");
    worker.post("/callers", with("grid", json!("620602130200777"))).await.refused(422, "grid-unknown");
    let (id, secret) = enrolled(&app, NUMBER).await;
    worker.post("/callers", caller(NUMBER)).await.refused(409, "caller-twice");
    let listed = worker.get("/callers").await.ok();
    assert_eq!(listed["items"][0]["phone"], "139****5678");
    app.as_("far-clerk").delete(&format!("/callers/{id}")).await.refused(404, "not-found");
    let renewed =
        worker.post(&format!("/callers/{id}/renew"), json!({ "agreed": true, "expires_on": "2026-03-10" })).await.ok();
    assert_eq!(renewed["expires_on"], "2026-03-10");
    let token = press(&app, &secret).await;

    // A new link: the old one opens nothing.
    let fresh = worker.send(Method::POST, &format!("/callers/{id}/link"), None).await.ok();
    let fresh = fresh["link"].as_str().and_then(|link| link.split('#').nth(1)).expect("a secret").to_owned();
    app.stranger().post("/public/calls", json!({ "secret": secret })).await.refused(404, "help-link-unknown");
    assert_eq!(press(&app, &fresh).await, token);

    app.clock.forward_days(9);
    app.stranger().post("/public/calls", json!({ "secret": fresh })).await.refused(404, "help-link-unknown");
    jobs_run(&app).await;
    assert_eq!(worker.get("/callers").await.ok()["items"], json!([]));
    assert_eq!(seen(&worker).await["caller"], Value::Null, "the call stays, the person does not");
    app.finish().await;
}

/// Runs what runs by itself once.
async fn jobs_run(app: &TestApp) {
    app.app.db.ensure_job("forget_callers", app.app.db.now(), 3_600_000).await.expect("a job");
    jobs::drain(&app.app, &jobs::Registry::house()).await.expect("jobs run");
}

#[tokio::test]
async fn somebody_asks_on_the_page_and_a_grid_worker_rings_back() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let help = app.stranger().get(&format!("/public/help/{GRID}")).await.ok();
    assert_eq!((&help["people"][0]["name"], &help["people"][0]["phone"]), (&json!("高巡山"), &json!("13900000001")));
    assert!(help["notice"]["zh"].as_str().is_some_and(|notice| notice.contains("110、119 或 120")));
    app.stranger().post("/public/callers", caller(NUMBER)).await.is(202);
    let asked = app.as_("grid-worker").get("/callers").await.ok()["items"][0].clone();
    assert_eq!((&asked["state"], &asked["how"], &asked["phone"]), (&json!("asked"), &json!("own"), &json!(NUMBER)));
    let path = format!("/callers/{}/link", asked["id"].as_str().expect("an id"));
    let confirmed = app.as_("grid-worker").send(Method::POST, &path, None).await.ok();
    assert_eq!(confirmed["caller"]["state"], "enrolled");
    // Known already: the same answer, no second row, and as much to write, so that nobody learns it from how long it takes.
    let events = "SELECT count(*) FROM registry_events WHERE stream LIKE 'caller:%' AND kind = 'caller.asked'";
    let before = number(app.app.db.reader(), events).await;
    app.stranger().post("/public/callers", caller(NUMBER)).await.is(202);
    assert_eq!(number(app.app.db.reader(), events).await, before + 1);
    assert_eq!(app.as_("grid-worker").get("/callers").await.ok()["items"].as_array().map(Vec::len), Some(1));
    app.finish().await;
}

#[tokio::test]
async fn the_board_counts_and_names_nobody() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    press(&app, &secret).await;
    app.clock.forward_minutes(1);
    let worker = app.as_("grid-worker");
    let call = seen(&worker).await;
    make(&worker, &call, json!({ "move": "take" })).await.ok();
    let board = app.as_("screen").get("/board").await.ok();
    assert_eq!((&board["area"]["code"], &board["today"]["raised"]), (&json!(TOWN), &json!(1)));
    assert_eq!((&board["today"]["median_to_take"], &board["calls"][0]["state"]), (&json!(60), &json!("taken")));
    let text = board.to_string();
    assert!(!text.contains("王奶奶") && !text.contains("高巡山") && !text.contains("三号院"), "{text}");
    app.as_("screen").get(&format!("/board?area={COUNTY}")).await.refused(403, "area-beyond");
    app.as_("grid-worker").get("/board").await.refused(403, "not-allowed");
    app.as_("screen").get("/matters").await.ok()["items"]
        .as_array()
        .is_some_and(Vec::is_empty)
        .then_some(())
        .expect("no rows");
    app.finish().await;
}

/// A stream of calls that is open.
struct Stream(BodyDataStream);

impl Stream {
    async fn open(app: &TestApp, login: &str, last: Option<&str>) -> Self {
        Self::over(app, &app.app, login, last).await
    }

    /// At a process.
    async fn over(app: &TestApp, process: &bandeng_app::App, login: &str, last: Option<&str>) -> Self {
        let account = app.world.account(login);
        let token = bandeng_app::identity::service::open_session(&app.app, account).await.expect("a session");
        let mut request = Request::builder().uri("/api/v1/calls/stream").header("cookie", format!("{COOKIE}={token}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let response = bandeng_app::router(process, None, None).oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self(response.into_body().into_data_stream())
    }

    /// The next frame: its number, its kind, its data.
    async fn next(&mut self) -> Option<(String, String, Value)> {
        let heard = tokio::time::timeout(Duration::from_secs(5), self.0.next()).await.expect("something is heard")?;
        let text = String::from_utf8(heard.expect("a frame").to_vec()).expect("text");
        let field = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)).map(|rest| rest.trim_start_matches(": ").to_owned())
        };
        let data = serde_json::from_str(&field("data").unwrap_or_default()).unwrap_or_default();
        Some((field("id").unwrap_or_default(), field("event").unwrap_or_default(), data))
    }

    async fn call(&mut self) -> (String, Value) {
        let (id, kind, data) = self.next().await.expect("a frame");
        assert_eq!(kind, "call", "{data:#}");
        (id, data)
    }
}

#[tokio::test]
async fn whoever_listens_is_told_what_they_may_see_and_goes_on_where_they_left() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    let mut own = Stream::open(&app, "grid-worker", None).await;
    let mut screen = Stream::open(&app, "screen", None).await;
    let mut far = Stream::open(&app, "far-coordinator", None).await;
    for stream in [&mut own, &mut screen, &mut far] {
        assert_eq!(stream.next().await.expect("a frame").1, "hello");
    }
    press(&app, &secret).await;
    let (_, told) = own.call().await;
    assert_eq!((&told["state"], &told["caller"]["name"]), (&json!("ringing"), &json!("王奶奶")));
    let (heard, told) = screen.call().await;
    assert_eq!((&told["grid"]["code"], &told["caller"], &told["taker"]), (&json!(GRID), &Value::Null, &Value::Null));
    drop(screen);
    make(&app.as_("grid-worker"), &told, json!({ "move": "take" })).await.ok();
    assert_eq!(own.call().await.1["mine"], true);
    // Away for a moment: what has changed since is told first.
    let mut again = Stream::open(&app, "screen", Some(&heard)).await;
    assert_eq!(again.next().await.expect("a frame").1, "hello");
    assert_eq!(again.call().await.1["state"], "taken");
    assert_eq!(app.app.calls.listeners(), 3);
    // The far coordinator has heard nothing: the first thing is the end.
    app.app.calls.close();
    assert_eq!(far.next().await.expect("a frame").1, "again");
    assert_eq!(far.next().await, None);
    assert_eq!(own.next().await.expect("a frame").1, "again");
    app.finish().await;
}

/// Another process over the same database, with keys of its own.
async fn another(app: &TestApp) -> bandeng_app::App {
    let env = app.app.db.env().clone();
    let db = Db::connect(app.database_url(), env.clone()).await.expect("the database can be reached");
    bandeng_app::App::new(db, Crypt::generate(&env), Box::new(InMemory::new()), bandeng_app::Settings::default())
}

#[tokio::test]
async fn a_process_that_comes_later_rings_on_where_another_stopped() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    press(&app, &secret).await;
    let other = another(&app).await;
    app.clock.forward_minutes(1);
    assert_eq!(ring_on(&other).await.expect("the ladder goes on"), 1);
    assert_eq!(ring_on(&app.app).await.expect("the ladder goes on"), 0, "once for each step, whoever does it");
    let rung = seen(&app.as_("grid-worker2")).await;
    assert_eq!((&rung["rung"], &rung["caller"]["name"]), (&json!("backup"), &json!("王奶奶")));
    if app.app.db.engine() == Engine::Postgres {
        // What happens in one process is heard in the other, which cannot read the name and rings all the same.
        let mut heard = Stream::over(&app, &other, "grid-worker", None).await;
        assert_eq!(heard.next().await.expect("a frame").1, "hello");
        assert_eq!(heard.call().await.1["state"], "ringing");
        make(&app.as_("grid-worker2"), &rung, json!({ "move": "take" })).await.ok();
        let (_, told) = heard.call().await;
        assert_eq!((&told["taker"], &told["caller"]), (&json!("林守田"), &Value::Null));
    }
    other.db.clone().close().await.expect("it closes");
    app.finish().await;
}

#[tokio::test]
async fn a_listener_who_is_slow_is_dropped_and_keeps_nobody_waiting() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    // Nobody reads this one; the other is read to the end.
    let mut slow = Stream::open(&app, "screen", None).await;
    let mut quick = Stream::open(&app, "coordinator", None).await;
    assert_eq!(quick.next().await.expect("a frame").1, "hello");
    assert_eq!(app.app.calls.listeners(), 2);
    press(&app, &secret).await;
    let (worker, mut last) = (app.as_("grid-worker"), quick.call().await.1["version"].clone());
    let call = seen(&worker).await;
    for _ in 0..40 {
        for kind in ["take", "release"] {
            let made = make(&worker, &call, json!({ "move": kind })).await.ok();
            while last != made["version"] {
                last = quick.call().await.1["version"].clone();
            }
        }
    }
    assert_eq!(app.app.calls.listeners(), 1, "who is slow was let go");
    // What had waited for it still arrives, and then it is told to come again.
    let mut told = Vec::new();
    while let Some((_, kind, _)) = slow.next().await {
        told.push(kind);
    }
    assert_eq!((told.first().map(String::as_str), told.last().map(String::as_str)), (Some("hello"), Some("again")));
    assert!(told.len() < 80, "{} frames were kept for it", told.len());
    app.finish().await;
}

#[tokio::test]
async fn a_stream_can_be_asked_for_what_there_is_and_no_more() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let (_, secret) = enrolled(&app, NUMBER).await;
    press(&app, &secret).await;
    let answer = app.as_("grid-worker").get("/calls/stream?once=true").await.is(200);
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    assert!(text.contains("event: hello") && text.contains("event: call") && text.contains("王奶奶"), "{text}");
    app.as_("mediator").get("/calls/stream?once=true").await.refused(403, "not-allowed");
    app.finish().await;
}
