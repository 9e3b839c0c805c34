//! What goes with an event: its papers, the board of public supervision, and who is told.

use axum::http::Method;
use bandeng_app::jobs;
use bandeng_testkit::{Answer, TestApp};
use serde_json::{Value, json};

use crate::calls::{enrolled, keypad_with};
use crate::dispatch::{Event, lead, manhole, open_report, plan, published, reported, reporter, satisfied, unit};
use crate::papers::words;
use crate::support::{PNG, file, multipart, multipart_type, part, text};
use crate::{calls, grids};

/// The notices an account has not seen.
async fn told(app: &TestApp, login: &str) -> Vec<Value> {
    let today = app.as_(login).get("/today").await.ok();
    let all = today["reminders"].as_array().expect("reminders").clone();
    all.into_iter().filter(|one| one["kind"] != "due").collect()
}

fn said(notices: &[Value]) -> Vec<String> {
    notices.iter().map(|one| text(&one["said"]["zh"])).collect()
}

async fn paper(event: &Event<'_>, app: &TestApp, login: &str, rest: &str) -> Answer {
    app.as_(login).get(&format!("/matters/{}/dispatches/1/papers{rest}", event.code)).await
}

fn raise(step: &str, ground: &str, until: &str) -> Value {
    json!({ "move": "raise", "step": step, "ground": ground, "until": until, "note": "\u{591c}\u{95f4}\u{6ca1}\u{6709}\u{7167}\u{660e}" })
}

/// Sent, late, reminded, supervised, supervised publicly.
async fn supervised<'a>(app: &'a TestApp) -> Event<'a> {
    published(app, plan(app)).await;
    let event = reported(app, "grid-worker", manhole()).await;
    event.sent().await;
    event.make("water-officer", json!({ "move": "accept", "unit": 1 })).await;
    app.clock.forward_days(9);
    event.make("coordinator", raise("reminder", "overdue", "2026-03-12")).await;
    app.clock.forward_days(2);
    event.make("coordinator", raise("supervision", "still_open", "2026-03-14")).await;
    app.clock.forward_days(3);
    event.make("coordinator", raise("public_supervision", "still_open", "2026-03-18")).await;
    event
}

#[tokio::test]
async fn an_event_has_its_order_its_steps_and_its_charge_on_paper() {
    let app = TestApp::new().await;
    let event = supervised(&app).await;
    let leader = app.world.account("leader").to_string();
    let charge = json!({ "move": "take_charge", "leader": leader, "unit": 1, "target_on": "2026-03-30" });
    event.make("coordinator", charge).await;
    let list = paper(&event, &app, "water-officer", "").await.ok();
    let slugs: Vec<_> = list["items"].as_array().expect("items").iter().map(|one| text(&one["slug"])).collect();
    assert_eq!(
        slugs,
        ["event-order", "event-reminder", "event-supervision", "event-public-supervision", "event-charge"]
    );
    assert_eq!(list["items"][0]["to"], json!(["凉州区水务局"]), "{list:#}");
    // A leader sees what they are in charge of.
    assert_eq!(paper(&event, &app, "leader", "").await.ok(), list);

    let order = paper(&event, &app, "water-officer", "/event-order?no=1").await.is(200);
    let said = words(&order.bytes);
    for phrase in ["事件派遣单", "凉州区水务局：", "供水站前的井盖不见了", "大柳镇综治中心", "接单回执"]
    {
        assert!(said.contains(phrase), "{phrase} in {said}");
    }
    // It is issued: the same to the byte whoever prints it, and anybody who has it can ask whether it is true.
    assert_eq!(paper(&event, &app, "coordinator", "/event-order").await.is(200).bytes, order.bytes);
    let hash = bandeng_app::papers::issue::hash(order.bytes.clone()).await.expect("a hash");
    let truth = app.stranger().get(&format!("/public/paper-files/{hash}")).await.ok();
    assert_eq!((&truth["known"], &truth["title"]["zh"]), (&json!(true), &json!("事件派遣单")));

    let public = words(&paper(&event, &app, "coordinator", "/event-public-supervision").await.is(200).bytes);
    for phrase in [
        "挂牌督办通知书",
        "2026年3月11日催办：逾期未办结",
        "2026年3月13日督办",
        "督办期限2026年3月18日",
        "大柳镇综治中心",
    ] {
        assert!(public.contains(phrase), "{phrase} in {public}");
    }
    let sheet = words(&paper(&event, &app, "leader", "/event-charge").await.is(200).bytes);
    assert!(sheet.contains("领导包案责任单") && sheet.contains("2026年3月30日"), "{sheet}");
    let docx = paper(&event, &app, "coordinator", "/event-charge?format=docx").await.is(200);
    assert!(docx.header("content-disposition").contains(".docx") && docx.bytes.starts_with(b"PK"));
    for nothing in ["/event-talk", "/event-order?no=7", "/agreement", "/nothing"] {
        paper(&event, &app, "coordinator", nothing).await.refused(404, "not-found");
    }
    paper(&event, &app, "coordinator", "/event-order?format=odt").await.refused(422, "unknown-value");
    paper(&event, &app, "far-clerk", "").await.refused(404, "not-found");
    app.finish().await;
}

#[tokio::test]
async fn public_supervision_stands_on_a_board_for_every_unit_without_person_or_place() {
    let app = TestApp::new().await;
    let event = supervised(&app).await;
    let board = async |login: &str, over: bool| {
        app.as_(login).get(&format!("/supervision-board?over={over}")).await.ok()["items"].clone()
    };
    let stands = board("officer", false).await;
    let line = stands[0].as_object().expect("a line");
    assert_eq!(line["units"], json!(["凉州区水务局"]));
    assert_eq!((&line["town"], &line["until_on"]), (&json!("大柳镇"), &json!("2026-03-18")));
    assert_eq!((&line["state"], &line["days_left"]), (&json!("standing"), &json!(2)), "{line:#?}");
    // Whoever is not of the event sees that there is one, and nothing that leads to it or to a person.
    let all = stands.to_string();
    for secret in [&event.code, "供水站", "井盖", "桥坡", "夜间"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    assert_eq!(board("far-clerk", false).await, json!([]), "each county has its own");
    assert_eq!(board("officer", true).await, json!([]));

    let proof = event.photo("water-officer").await;
    let done = json!({ "move": "finish", "unit": 1, "result": "换了新井盖", "proof": [proof] });
    event.make("water-officer", done).await;
    event.make("water-officer", json!({ "move": "answer", "text": "井盖已更换。" })).await;
    event.make("grid-worker", json!({ "move": "pass", "how": "on_spot" })).await;
    assert_eq!(board("officer", false).await, json!([]));
    let over = board("officer", true).await;
    assert_eq!((&over[0]["state"], &over[0]["days_left"]), (&json!("solved"), &Value::Null));
    // Opened again it stands again, and can be lifted.
    event.make("coordinator", json!({ "move": "rate", "fixed": false, "satisfaction": "dissatisfied" })).await;
    assert_eq!(board("officer", false).await[0]["state"], "standing");
    event.make("coordinator", json!({ "move": "lift", "rung": 3, "reason": "改由镇上办理" })).await;
    assert_eq!(board("clerk", true).await[0]["state"], "lifted");
    app.as_("clerk").get("/supervision-board?after=x").await.refused(422, "unknown-value");
    app.finish().await;
}

#[tokio::test]
async fn a_level_says_who_is_told_and_a_leader_learns_no_more_than_level_category_and_town() {
    let app = TestApp::new().await;
    let mut plan = plan(&app);
    plan["levels"][0]["told"] = json!(["unit", "centre", "leader"]);
    plan["levels"][1]["told"] = json!([]);
    published(&app, plan).await;
    let quiet = reported(&app, "grid-worker", manhole()).await;
    quiet.sent().await;
    assert_eq!((told(&app, "leader").await, told(&app, "water-officer").await), (vec![], vec![]));

    let event = reported(&app, "grid-worker", manhole()).await;
    event.make("coordinator", json!({ "move": "file", "level": "urgent" })).await;
    let leader = told(&app, "leader").await;
    assert_eq!(said(&leader), ["新立案的事件 · 紧急 · 城乡建设 · 大柳镇"]);
    assert_eq!((&leader[0]["code"], &leader[0]["title"]), (&Value::Null, &json!("")), "{leader:#?}");
    let centre = told(&app, "county-coordinator").await;
    assert_eq!((centre.len(), &centre[0]["code"]), (1, &json!(event.code)));
    assert_eq!(told(&app, "coordinator").await, Vec::<Value>::new(), "whoever made the move knows");

    let order = [lead(&app, "water"), unit(&app, "roads", "assisting")];
    event.make("coordinator", json!({ "move": "whistle", "units": order, "note": "下午三点到场" })).await;
    let water = told(&app, "water-officer").await;
    assert_eq!(said(&water), ["吹哨，请到场处置 · 紧急 · 城乡建设 · 大柳镇"]);
    assert_eq!((&water[0]["kind"], &water[0]["code"]), (&json!("asked"), &json!(event.code)));
    assert_eq!(told(&app, "roads-officer").await.len(), 1);

    app.clock.forward_minutes(5 * 60);
    event.make("coordinator", raise("reminder", "not_answered", "2026-03-04")).await;
    let water = told(&app, "water-officer").await;
    assert_eq!(said(&water)[0], "催办（逾期未接单） · 紧急 · 城乡建设 · 大柳镇");
    app.as_("water-officer").post(&format!("/reminders/{}/seen", text(&water[0]["id"])), json!({})).await.is(204);
    assert_eq!(told(&app, "water-officer").await.len(), 1);
    let account = app.world.account("leader").to_string();
    let charge = json!({ "move": "take_charge", "leader": account, "unit": 1, "target_on": "2026-03-30" });
    event.make("coordinator", charge).await;
    let leader = told(&app, "leader").await;
    assert_eq!((&leader[0]["kind"], &leader[0]["code"]), (&json!("charged"), &json!(event.code)), "{leader:#?}");
    app.finish().await;
}

/// A photo of what somebody reported, with its code and secret.
pub(crate) fn photo(key: &Value, name: &str, bytes: &[u8]) -> Vec<u8> {
    let of = |field: &str| part(&format!("name=\"{field}\""), text(&key[field]).as_bytes());
    multipart(&[of("code"), of("secret"), file(name, bytes)])
}

async fn show(app: &TestApp, key: &Value, bytes: &[u8]) -> Answer {
    let body = photo(key, "\u{4e95}\u{76d6}.png", bytes);
    app.stranger().raw(Method::POST, "/public/events/photos", &multipart_type(), body).await
}

/// A picture of one colour, unlike those of other colours.
fn picture(shade: u8) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_pixel(8, 8, image::Rgb([shade, 90, 200]));
    pixels.write_to(&mut out, image::ImageFormat::Png).expect("a picture");
    out.into_inner()
}

#[tokio::test]
async fn a_reporter_shows_photos_and_the_same_one_twenty_times_is_one() {
    let app = TestApp::new().await;
    let key = reporter(&app).await;
    let refused = show(&app, &key, b"%PDF-1.7\n%%EOF\n").await.refused(422, "file-kind-refused");
    assert_eq!(refused["errors"][0]["message"]["zh"], "这不是照片。请拍一张，或选手机里的照片（JPG、PNG）。");
    let broken: Vec<u8> = PNG.iter().copied().take(40).collect();
    show(&app, &key, &broken).await.refused(422, "picture-broken");
    show(&app, &key, b"").await.is(422);
    for _ in 0..20 {
        assert_eq!(show(&app, &key, PNG).await.is(201).json["photos"], 1);
    }
    let code = text(&key["code"]);
    let staff = app.as_("coordinator");
    let files = staff.get(&format!("/matters/{code}/attachments")).await.ok();
    assert_eq!(files["items"].as_array().map(Vec::len), Some(1), "{files:#}");
    // Nothing of where it was taken is kept.
    let kept = staff.get(&format!("/matters/{code}/attachments/1")).await.is(200).bytes;
    assert!(!kept.windows(3).any(|three| three == b"GPS"));

    for shade in 0..8 {
        show(&app, &key, &picture(shade)).await.is(201);
    }
    show(&app, &key, &picture(200)).await.refused(409, "photos-enough");
    let followed = app.stranger().post("/public/events/follow", key.clone()).await.ok();
    assert_eq!((&followed["photos"], &followed["may_show"]), (&json!(9), &json!(true)));
    // Another's report is not found by its code, and without a key nothing of the file is read.
    let wrong = json!({ "code": code, "secret": "22222-22222" });
    show(&app, &wrong, PNG).await.refused(401, "entry-refused");
    let first = multipart(&[file("a.png", PNG), part("name=\"code\"", code.as_bytes())]);
    let stranger = app.stranger();
    stranger.raw(Method::POST, "/public/events/photos", &multipart_type(), first).await.refused(400, "malformed");
    let none = multipart(&[part("name=\"code\"", code.as_bytes())]);
    stranger.raw(Method::POST, "/public/events/photos", &multipart_type(), none).await.refused(422, "required");
    app.finish().await;
}

#[tokio::test]
async fn the_same_report_sent_twice_is_one_and_its_secret_opens_it() {
    let app = TestApp::new().await;
    let tap = || app.stranger().header("idempotency-key", "a-report-of-mine");
    let first = tap().post("/public/events", open_report()).await.is(201).json;
    assert_eq!(tap().post("/public/events", open_report()).await.is(201).json, first);
    let mut other = open_report();
    other["narrative"] = json!("\u{53e6}\u{4e00}\u{4ef6}\u{4e8b}");
    tap().post("/public/events", other).await.refused(409, "idempotency-mismatch");
    app.stranger().header("idempotency-key", "short").post("/public/events", open_report()).await.is(400);
    let key = json!({ "code": first["code"], "secret": first["secret"] });
    assert_eq!(app.stranger().post("/public/events/follow", key.clone()).await.ok()["state"], "reported");
    let second = app.stranger().post("/public/events", open_report()).await.is(201).json;
    assert_ne!(second["code"], first["code"], "without a number each is its own");
    app.stranger().post("/public/events/answer", satisfied(&key)).await.refused(409, "illegal-move");
    app.finish().await;
}

#[tokio::test]
async fn a_key_means_what_the_way_in_says() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    enrolled(&app, calls::NUMBER).await;
    let mut new = calls::door(&app, "telephone");
    new["fields"]["key"] = json!("/call/key");
    new["fields"]["keys"] = json!({ "12": "help" });
    app.as_("security").post("/call-doors", new.clone()).await.refused(422, "unknown-value");
    new["fields"]["keys"] = json!({ "1": "help", "0": "desk", "9": "take_back" });
    let made = app.as_("security").post("/call-doors", new).await.is(201).json;
    let door = (text(&made["id"]), text(&made["secret"]));
    let pressed = async |key: &str, sid: &str| keypad_with(&app, &door, calls::NUMBER, sid, key).await;
    pressed("5", "c1").await.refused(422, "key-without-meaning");
    pressed("9", "c2").await.refused(409, "call-over");
    let worker = app.as_("grid-worker");
    let newest = async || worker.get("/calls").await.ok()["items"][0].clone();
    let call = pressed("1", "c3").await.is(202).json;
    assert_eq!(newest().await["state"], "ringing");
    assert_eq!(pressed("9", "c4").await.is(202).json, call, "it takes back that call");
    assert_eq!(newest().await["state"], "cancelled");
    // The desk is rung, and the grid is not.
    pressed("0", "c5").await.is(202);
    let desk = app.as_("clerk").get("/calls").await.ok()["items"][0].clone();
    assert_eq!((&desk["rung"], &desk["state"]), (&json!("desk"), &json!("ringing")));
    assert_eq!(newest().await["state"], "cancelled");
    app.finish().await;
}

#[tokio::test]
async fn whoever_may_call_is_told_once_before_it_ends() {
    let app = TestApp::with_settings(bandeng_app::Settings { demo: true, ..Default::default() }).await;
    grids::opened(&app).await;
    let (id, _) = enrolled(&app, calls::NUMBER).await;
    let worker = app.as_("grid-worker");
    let renew = async |until: &str| {
        worker.post(&format!("/callers/{id}/renew"), json!({ "agreed": true, "expires_on": until })).await.ok()
    };
    // It runs by itself, every hour.
    let remind = async || {
        app.clock.forward_minutes(61);
        app.app.db.ensure_job("remind_callers", app.app.db.now(), 3_600_000).await.expect("a job");
        jobs::drain(&app.app, &jobs::Registry::house()).await.expect("jobs run");
        let seen = app.stranger().get("/public/demo/messages").await.ok();
        let all = seen["items"].as_array().expect("messages").clone();
        all.into_iter().filter(|one| text(&one["text"]).contains("求助登记")).collect::<Vec<_>>()
    };
    assert_eq!(renew("2026-04-30").await["ends_soon"], false);
    assert_eq!(remind().await, Vec::<Value>::new());
    assert_eq!(worker.get("/callers?ending=true").await.ok()["items"], json!([]));
    assert_eq!(renew("2026-03-12").await["ends_soon"], true);
    let sent = remind().await;
    assert_eq!(sent.len(), 1);
    assert!(text(&sent[0]["text"]).contains("3月12日到期"), "{sent:#?}");
    assert_eq!(remind().await.len(), 1, "once");
    assert_eq!(worker.get("/callers?ending=true").await.ok()["items"][0]["ends_soon"], true);
    app.finish().await;
}

/// What the issue names as bad input, each in one place: a clear word, nothing lost, and the next one goes through.
#[tokio::test]
async fn what_is_wrong_is_told_and_the_next_goes_through() {
    let app = TestApp::new().await;
    let worker = app.as_("grid-worker");
    // Latitude before longitude; the middle of the sea; no number at all.
    for (point, code) in [
        (json!({ "longitude": 37.9, "latitude": 102.6, "datum": "wgs84" }), "coordinate-outside"),
        (json!({ "longitude": 0.0, "latitude": 0.0, "datum": "gcj02" }), "coordinate-outside"),
        (json!({ "longitude": "x", "latitude": 37.9, "datum": "wgs84" }), "malformed"),
    ] {
        let mut form = manhole();
        form["point"] = point;
        let answer = worker.post("/events", form).await;
        assert_eq!(answer.status, 422, "{:#}", answer.json);
        assert!(answer.json.to_string().contains(code) || code == "malformed", "{:#}", answer.json);
    }
    // A telephone whose clock is a year off: ahead is refused at its field, behind is somebody's word.
    let with_day = |day: &str| {
        let mut form = manhole();
        form["occurred_on"] = json!(day);
        form
    };
    worker.post("/events", with_day("2027-03-02")).await.refused(422, "date-in-future");
    let behind = worker.post("/events", with_day("2025-03-02")).await.is(201).json;
    assert_eq!(behind["registered_at"], app.app.db.now(), "what counts is the house's own clock");
    // A provider whose clock is a year off signs for another time.
    grids::opened(&app).await;
    let door = calls::opened_door(&app, "telephone").await;
    let a_year = 365 * 24 * 3_600_000;
    for at in [app.app.db.now() + a_year, app.app.db.now() - a_year] {
        calls::keypad(&app, &door, calls::NUMBER, "c1", at).await.refused(401, "signature-wrong");
    }
    calls::keypad(&app, &door, calls::NUMBER, "c1", app.app.db.now()).await.is(202);
    // A border that crosses itself.
    let bow = json!([[[[102.0, 37.0], [102.1, 37.1], [102.1, 37.0], [102.0, 37.1], [102.0, 37.0]]]]);
    let version = grids::version(&app, grids::GRID).await;
    let border = json!({ "version": version, "datum": "wgs84", "coordinates": bow, "source": "x" });
    let answer = app.as_("coordinator").put(&format!("/grids/{}/border", grids::GRID), border).await;
    assert_eq!(answer.status, 422, "{:#}", answer.json);
    assert!(answer.json["errors"][0]["pointer"].as_str().is_some_and(|at| at.starts_with("/coordinates")));
    // A rule that names another rule, and so could run in a circle, cannot be written down; one that fits nothing can.
    let planner = app.as_("county-coordinator");
    let mut circle = plan(&app);
    circle["rules"][0]["then"] = json!(1);
    planner.put("/event-plan/draft", json!({ "revision": "0", "plan": circle })).await.is(422);
    let mut nothing = plan(&app);
    nothing["rules"][0]["categories"] = json!(["labour"]);
    let trial = planner.post("/event-plan/trial", json!({ "plan": nothing })).await.ok();
    assert_eq!((&trial["taken"], &trial["unrouted"]), (&json!([0]), &json!(1)));
    published(&app, nothing).await;
    let event = reported(&app, "grid-worker", manhole()).await;
    event.filed().await;
    event.try_make("coordinator", json!({ "move": "send", "units": [] })).await.refused(409, "no-rule-fits");
    event.make("coordinator", json!({ "move": "send", "units": [lead(&app, "water")] })).await;
    app.finish().await;
}
