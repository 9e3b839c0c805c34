//! Events: reported, routed, handled by units that answer for it, checked by others, and made a mediation.

use bandeng_testkit::world::{COUNTY, TOWN, VILLAGE};
use bandeng_testkit::{Answer, TestApp};
use serde_json::{Value, json};

use crate::support::text;

pub(crate) fn manhole() -> Value {
    json!({
        "category": "construction", "channel": "visit", "area": VILLAGE, "place": "村口供水站前",
        "narrative": "供水站前的井盖不见了，晚上没有灯，有人差点掉下去。",
        "point": { "longitude": 102.65, "latitude": 37.93, "datum": "wgs84" },
    })
}

pub(crate) fn neighbours() -> Value {
    json!([
        { "side": "applicant", "kind": "natural", "name": "李建设", "phone": "13800000001" },
        { "side": "respondent", "kind": "natural", "name": "吴大勇" },
    ])
}

pub(crate) fn quarrel() -> Value {
    json!({
        "category": "quarrel", "channel": "visit", "area": VILLAGE, "place": "二组巷道",
        "narrative": "两家邻居为巷道排水争吵，差点动手。", "people": neighbours(),
    })
}

/// Two levels, and one rule: what is built goes to the water department.
pub(crate) fn plan(app: &TestApp) -> Value {
    let unit = app.world.organisation("water").to_string();
    json!({
        "levels": [
            { "code": "urgent", "zh": "紧急", "colour": "red", "answer": { "unit": "hours", "value": 1 },
              "finish": { "unit": "hours", "value": 24 } },
            { "code": "ordinary", "zh": "一般", "en": "Ordinary", "colour": "blue",
              "answer": { "unit": "hours", "value": 4 }, "finish": { "unit": "days", "value": 7 } },
        ],
        "rules": [{ "categories": ["construction"], "areas": [TOWN], "unit": unit, "level": "ordinary" }],
    })
}

/// Publishes a plan and returns its version.
pub(crate) async fn published(app: &TestApp, plan: Value) -> i64 {
    let planner = app.as_("county-coordinator");
    let seen = planner.get("/event-plan").await.ok();
    let draft =
        planner.put("/event-plan/draft", json!({ "revision": seen["revision"], "plan": plan })).await.is(200).json;
    let body = json!({ "revision": draft["revision"], "note": "试行" });
    planner.post("/event-plan/versions", body).await.is(201).json["version"].as_i64().expect("a number")
}

pub(crate) fn open_report() -> Value {
    json!({ "class": "construction", "narrative": "路灯坏了三天，老人不敢出门。", "area": VILLAGE, "place": "卫生室门口",
        "name": "王大妈", "phone": "13812345678" })
}

/// Somebody reports without signing in: the code and the secret.
pub(crate) async fn reporter(app: &TestApp) -> Value {
    let receipt = app.stranger().post("/public/events", open_report()).await.is(201).json;
    json!({ "code": receipt["code"], "secret": receipt["secret"] })
}

pub(crate) fn satisfied(key: &Value) -> Value {
    json!({ "code": key["code"], "secret": key["secret"], "fixed": true, "satisfaction": "satisfied" })
}

/// An event and its dispatch.
pub(crate) struct Event<'a> {
    app: &'a TestApp,
    pub code: String,
    pub receipt: Value,
}

pub(crate) async fn reported<'a>(app: &'a TestApp, login: &str, form: Value) -> Event<'a> {
    let receipt = app.as_(login).post("/events", form).await.is(201).json;
    Event { app, code: text(&receipt["code"]), receipt }
}

impl Event<'_> {
    pub(crate) async fn version(&self) -> i64 {
        let code = self.code.parse().expect("a code");
        let reader = self.app.app.db.reader();
        bandeng_app::matters::case::read(reader, &code, 0).await.expect("the matter is there").version()
    }

    pub(crate) async fn view(&self, login: &str) -> Value {
        self.app.as_(login).get(&format!("/matters/{}/dispatches/1", self.code)).await.ok()
    }

    pub(crate) async fn matter(&self, login: &str) -> Value {
        self.app.as_(login).get(&format!("/matters/{}", self.code)).await.ok()
    }

    pub(crate) async fn try_make(&self, login: &str, mv: Value) -> Answer {
        let body = json!({ "version": self.version().await, "make": mv });
        self.app.as_(login).post(&format!("/matters/{}/dispatches/1/moves", self.code), body).await
    }

    pub(crate) async fn make(&self, login: &str, mv: Value) -> &Self {
        self.try_make(login, mv).await.ok();
        self
    }

    /// The number of a photo somebody added.
    pub(crate) async fn photo(&self, login: &str) -> i64 {
        let path = format!("/matters/{}/attachments", self.code);
        let answer = self.app.as_(login).upload(&path, "现场.pdf", b"%PDF-1.7\n%%EOF\n").await;
        answer.is(201).json["n"].as_i64().expect("a number")
    }

    pub(crate) async fn filed(&self) -> &Self {
        self.make("coordinator", json!({ "move": "file", "level": "ordinary" })).await
    }

    /// Filed and sent to the water department.
    pub(crate) async fn sent(&self) -> &Self {
        self.filed().await;
        self.make("coordinator", json!({ "move": "send", "units": [lead(self.app, "water")] })).await
    }
}

pub(crate) fn unit(app: &TestApp, name: &str, part: &str) -> Value {
    json!({ "organisation": app.world.organisation(name).to_string(), "part": part })
}

pub(crate) fn lead(app: &TestApp, name: &str) -> Value {
    unit(app, name, "lead")
}

fn moves(view: &Value) -> Vec<String> {
    view["moves"].as_array().expect("moves").iter().map(|offer| text(&offer["move"])).collect()
}

#[tokio::test]
async fn a_manhole_goes_by_rule_to_the_water_department_and_is_checked_by_somebody_else() {
    let app = TestApp::new().await;
    assert_eq!(published(&app, plan(&app)).await, 1);
    let event = reported(&app, "grid-worker", manhole()).await;
    assert_eq!((&event.receipt["state"], &event.receipt["routed"]), (&json!("reported"), &Value::Null));
    let seen = event.matter("grid-worker").await;
    assert_eq!((&seen["category"]["code"], &seen["next"]["turn"]), (&json!("construction"), &json!("centre")));
    app.as_("water-officer").get(&format!("/matters/{}", event.code)).await.refused(404, "not-found");

    let before = event.view("coordinator").await;
    assert_eq!(before["route"]["units"][0]["part"], "lead", "{before:#}");
    assert_eq!(moves(&before)[0], "file");
    event.filed().await;
    event.make("coordinator", json!({ "move": "send" })).await;
    let sent = event.view("water-officer").await;
    let routed = &sent["body"]["routed"];
    assert_eq!((&routed["version"], &routed["rule"]), (&json!(1), &json!(1)));
    assert_eq!(
        routed["sentence"]["zh"],
        "类别为城乡建设、地点在大柳镇的事件，派给凉州区水务局，按一般办理，7日内办结。"
    );
    assert_eq!(moves(&sent), ["accept", "object"], "{sent:#}");
    let queue = app.as_("water-officer").get("/event-queue?sort=due").await.ok();
    assert_eq!(queue["items"][0]["code"], json!(event.code), "{queue:#}");
    assert_eq!(queue["items"][0]["dispatch"], "dispatched");
    let days = event.matter("coordinator").await;
    let due: Vec<_> = days["days"].as_array().expect("days").iter().map(|d| (&d["rule"], &d["unit"])).collect();
    assert_eq!(due, [(&json!("event_answer"), &json!(1)), (&json!("event_finish"), &json!(1))]);

    event.make("water-officer", json!({ "move": "accept", "unit": 1 })).await;
    event.make("water-officer", json!({ "move": "arrive", "unit": 1 })).await;
    let done = |proof: Value| json!({ "move": "finish", "unit": 1, "result": "换了新井盖", "proof": proof });
    event.try_make("water-officer", done(json!([]))).await.refused(422, "proof-needed");
    event.try_make("water-officer", done(json!([7]))).await.refused(404, "not-found");
    let proof = event.photo("water-officer").await;
    event.make("water-officer", done(json!([proof]))).await;
    event.make("water-officer", json!({ "move": "answer", "text": "井盖已更换。" })).await;

    // Nobody judges their own work, and the reporter did none of it.
    event.try_make("water-officer", json!({ "move": "pass", "how": "on_spot" })).await.refused(403, "not-allowed");
    event.make("grid-worker", json!({ "move": "return", "how": "on_spot", "reason": "盖子松动" })).await;
    assert_eq!(event.view("coordinator").await["state"], "handling");
    event.make("water-officer", done(json!([proof]))).await;
    event.make("water-officer", json!({ "move": "answer", "text": "已加固。" })).await;
    event.make("grid-worker", json!({ "move": "pass", "how": "on_spot", "note": "牢固" })).await;
    let over = event.matter("coordinator").await;
    assert_eq!((&over["state"], &over["days"][0]["state"]), (&json!("closed"), &json!("met")), "{over:#}");

    // "Is it fixed?" No: it opens again, with everybody and a new clock.
    let rating = json!({ "move": "rate", "fixed": false, "satisfaction": "dissatisfied", "note": "又丢了" });
    event.make("coordinator", rating).await;
    let again = event.matter("coordinator").await;
    assert_eq!((&again["state"], &again["proceedings"][0]["dispatch"]), (&json!("open"), &json!("handling")));
    let story = app.as_("coordinator").get(&format!("/matters/{}/timeline", event.code)).await.ok();
    let kinds: Vec<_> = story["items"].as_array().expect("items").iter().map(|i| text(&i["kind"])).collect();
    assert_eq!(&kinds[..3], ["matter.reopened", "dispatch.reopened", "dispatch.rated"]);
    assert_eq!(kinds.last().map(String::as_str), Some("dispatch.reported"));
    app.finish().await;
}

#[tokio::test]
async fn a_rule_may_send_at_once_and_the_same_submission_is_one_event() {
    let app = TestApp::new().await;
    let mut at_once = plan(&app);
    at_once["rules"][0]["at_once"] = json!(true);
    published(&app, at_once).await;
    let worker = app.as_("grid-worker").header("idempotency-key", "phone-0001");
    let first = worker.post("/events", manhole()).await.is(201).json;
    assert_eq!((&first["state"], &first["routed"]["rule"]), (&json!("dispatched"), &json!(1)), "{first:#}");
    for _ in 0..3 {
        assert_eq!(worker.post("/events", manhole()).await.is(201).json, first);
    }
    worker.post("/events", quarrel()).await.refused(409, "idempotency-mismatch");
    let queue = app.as_("water-officer").get("/event-queue").await.ok();
    assert_eq!(queue["items"].as_array().expect("items").len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_quarrel_becomes_a_mediation_with_everything_filled_in() {
    let app = TestApp::new().await;
    let event = reported(&app, "grid-worker", quarrel()).await;
    let path = format!("/matters/{}/dispatches/1/mediation", event.code);
    let body = json!({ "version": event.version().await });
    let receipt = app.as_("grid-worker").post(&path, body.clone()).await.is(201).json;
    let made = app.as_("grid-worker").get(&format!("/matters/{}", text(&receipt["code"]))).await.ok();
    assert_eq!((&made["kind"], &made["source"]), (&json!("neighbours"), &json!("own_initiative")), "{made:#}");
    assert_eq!(made["narrative"], quarrel()["narrative"]);
    assert_eq!((&made["parties"][0]["name"], &made["from_event"]), (&json!("李建设"), &json!(event.code)));
    assert_eq!(made["proceedings"][0]["state"], "registered");
    let phone = format!("/matters/{}/parties/1/phone", text(&receipt["code"]));
    let told = app.as_("director").post(&phone, json!({ "reason": "约时间" })).await;
    assert_ne!(told.status, 500);
    let over = event.matter("coordinator").await;
    assert_eq!((&over["state"], &over["proceedings"][0]["dispatch"]), (&json!("closed"), &json!("mediated")));
    assert_eq!(event.view("coordinator").await["body"]["mediation"], receipt["code"]);
    // Once; and without people there is nobody to mediate between.
    app.as_("grid-worker").post(&path, body).await.refused(403, "not-allowed");
    let manhole = reported(&app, "grid-worker", manhole()).await;
    let path = format!("/matters/{}/dispatches/1/mediation", manhole.code);
    let body = json!({ "version": manhole.version().await });
    app.as_("grid-worker").post(&path, body).await.refused(422, "required");
    app.finish().await;
}

#[tokio::test]
async fn a_plan_is_tried_over_what_happened_before_it_is_published() {
    let app = TestApp::new().await;
    published(&app, plan(&app)).await;
    for form in [manhole(), manhole(), quarrel()] {
        reported(&app, "grid-worker", form).await;
    }
    let planner = app.as_("county-coordinator");
    let roads = app.world.organisation("roads").to_string();
    let mut changed = plan(&app);
    changed["rules"] = json!([
        { "channels": ["visit"], "categories": ["construction"], "unit": roads, "level": "urgent" },
        { "categories": ["construction"], "areas": [VILLAGE], "channels": ["visit"], "unit": roads, "level": "urgent" },
        { "categories": ["labour"], "unit": roads, "level": "urgent" },
    ]);
    let trial = planner.post("/event-plan/trial", json!({ "plan": changed })).await.ok();
    assert_eq!((&trial["events"], &trial["elsewhere"], &trial["unrouted"]), (&json!(3), &json!(2), &json!(1)));
    assert_eq!(trial["taken"], json!([2, 0, 0]));
    let told: Vec<_> = trial["faults"].as_array().expect("faults").iter().map(|f| f["rule"].as_i64()).collect();
    assert_eq!(told, [Some(2)], "{trial:#}");
    // Page by page it comes to the same.
    let (mut seen, mut taken, mut after) = (0, [0; 3], Value::Null);
    loop {
        let body = json!({ "plan": changed, "after": after, "limit": 2 });
        let page = planner.post("/event-plan/trial", body).await.ok();
        seen += page["events"].as_i64().expect("a number");
        for (sum, of) in taken.iter_mut().zip(page["taken"].as_array().expect("rules")) {
            *sum += of.as_i64().expect("a number");
        }
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!((seen, taken), (3, [2, 0, 0]));
    planner.post("/event-plan/trial", json!({ "plan": changed, "limit": 0 })).await.refused(422, "out-of-range");
    assert_eq!(trial["moves"][0]["before"]["rule"], 1);

    // Nothing about a person can be asked, and what is wrong is told at its place.
    for field in ["reporter", "person", "phone", "complaints"] {
        let mut with = plan(&app);
        with["rules"][0][field] = json!("x");
        planner.put("/event-plan/draft", json!({ "revision": "0", "plan": with })).await.is(422);
    }
    let mut wrong = plan(&app);
    wrong["rules"][0]["unit"] = json!(app.world.organisation("centre").to_string());
    wrong["rules"][0]["level"] = json!("none");
    let refused = planner.put("/event-plan/draft", json!({ "revision": "0", "plan": wrong })).await.is(422).json;
    assert_eq!(refused["errors"][0]["pointer"], "/rules/0/level", "{refused:#}");
    let mut far = plan(&app);
    far["rules"][0]["areas"] = json!(["620621"]);
    let body = json!({ "revision": "0", "plan": far });
    planner.put("/event-plan/draft", body).await.refused(422, "area-unknown");
    // A township does not keep the county's rules, and two editors do not overwrite each other.
    app.as_("coordinator").get("/event-plan").await.refused(403, "plan-no-county");
    let kept = planner.put("/event-plan/draft", json!({ "revision": "0", "plan": changed })).await.ok();
    assert_eq!(kept["draft"]["faults"][0]["rule"], 2);
    let again = json!({ "revision": "0", "plan": plan(&app) });
    planner.put("/event-plan/draft", again).await.refused(409, "plan-moved");
    assert_eq!(published(&app, changed).await, 2);
    app.finish().await;
}

#[tokio::test]
async fn what_is_not_ours_stays_ours_until_somebody_takes_it_and_shifting_ends_in_supervision() {
    let app = TestApp::new().await;
    published(&app, plan(&app)).await;
    let event = reported(&app, "grid-worker", manhole()).await;
    event.sent().await;
    let object = |unit: u16| json!({ "move": "object", "unit": unit, "reason": "not_our_duty", "note": "是路政的井" });
    event.make("water-officer", object(1)).await;
    event.try_make("water-officer", object(1)).await.refused(409, "illegal-move");
    let decide = |no: u16, instead: Value| json!({ "move": "decide", "objection": no, "upheld": true, "note": "请路政办理", "instead": instead });
    event.try_make("coordinator", decide(1, Value::Null)).await.refused(422, "required");
    event.make("coordinator", decide(1, lead(&app, "roads"))).await;
    // Both see it; the first answers for it until the second has accepted.
    let seen = event.view("water-officer").await;
    assert_eq!((&seen["body"]["units"][0]["state"], &seen["units"][0]["shifted"]), (&json!("objected"), &json!(true)));
    event.make("roads-officer", object(2)).await;
    let shifted = event.view("coordinator").await;
    assert_eq!(shifted["objections"], 2);
    let rung = &shifted["body"]["rungs"][0];
    assert_eq!((&rung["step"], &rung["ground"]), (&json!("supervision"), &json!("shifted")), "{shifted:#}");
    event.make("coordinator", json!({ "move": "decide", "objection": 2, "upheld": false, "note": "属于路政" })).await;
    event.make("roads-officer", json!({ "move": "accept", "unit": 2 })).await;
    app.as_("water-officer").get(&format!("/matters/{}", event.code)).await.refused(404, "not-found");
    let now = event.view("roads-officer").await;
    assert_eq!((&now["body"]["units"][0]["state"], &now["state"]), (&json!("released"), &json!("handling")));
    app.finish().await;
}

#[tokio::test]
async fn a_township_whistles_and_each_unit_answers_for_its_part() {
    let app = TestApp::new().await;
    published(&app, plan(&app)).await;
    let mut dump = manhole();
    (dump["category"], dump["narrative"]) = (json!("environment"), json!("河道边有人倾倒建筑垃圾，堵了渠口。"));
    let event = reported(&app, "grid-worker", dump).await;
    event.filed().await;
    let units = json!([lead(&app, "water"), unit(&app, "roads", "assisting"), unit(&app, "police", "assisting")]);
    let two = json!([lead(&app, "water"), lead(&app, "roads")]);
    let whistle = |units: &Value| json!({ "move": "whistle", "units": units, "note": "到渠口集合" });
    event.try_make("coordinator", whistle(&two)).await.refused(422, "lead-needed");
    event.make("coordinator", whistle(&units)).await;
    for (login, no) in [("water-officer", 1), ("roads-officer", 2), ("officer", 3)] {
        event.make(login, json!({ "move": "accept", "unit": no })).await;
        event.make(login, json!({ "move": "arrive", "unit": no })).await;
    }
    event.try_make("officer", json!({ "move": "arrive", "unit": 2 })).await.refused(409, "illegal-move");
    let proof = event.photo("roads-officer").await;
    let finish = |no: u16| json!({ "move": "finish", "unit": no, "result": "清运完毕", "proof": [proof] });
    event.make("water-officer", finish(1)).await;
    let answer = json!({ "move": "answer", "text": "垃圾已清运，渠口已通，已立案查处。" });
    event.try_make("water-officer", answer.clone()).await.refused(409, "units-unfinished");
    event.make("roads-officer", finish(2)).await;
    event.make("officer", finish(3)).await;
    event.try_make("officer", answer.clone()).await.refused(409, "illegal-move");
    event.make("water-officer", answer).await;
    let seen = event.view("coordinator").await;
    assert_eq!((&seen["body"]["whistle"], &seen["body"]["answer"]["units"]), (&json!(true), &json!([1, 2, 3])));
    let arrived = |no: usize| seen["body"]["units"][no]["arrived_at"].is_i64();
    assert!(arrived(0) && arrived(1) && arrived(2), "{seen:#}");
    app.finish().await;
}

#[tokio::test]
async fn the_ladder_goes_up_by_its_grounds_and_a_leader_takes_charge() {
    let app = TestApp::new().await;
    published(&app, plan(&app)).await;
    let event = reported(&app, "grid-worker", manhole()).await;
    event.sent().await;
    let raise = |step: &str, ground: &str, until: &str| json!({ "move": "raise", "step": step, "ground": ground, "until": until, "note": "" });
    let early = raise("reminder", "not_answered", "2026-03-04");
    event.try_make("coordinator", early.clone()).await.refused(409, "ground-missing");
    app.clock.forward_minutes(5 * 60);
    let due = event.view("coordinator").await;
    assert_eq!(due["due"][0]["step"], "reminder", "{due:#}");
    event.make("coordinator", early).await;
    event.make("water-officer", json!({ "move": "accept", "unit": 1 })).await;
    app.clock.forward_days(9);
    event.make("coordinator", raise("reminder", "overdue", "2026-03-12")).await;
    app.clock.forward_days(2);
    let supervise = |step: &str, until: &str| raise(step, "still_open", until);
    event.try_make("coordinator", supervise("public_supervision", "2026-03-16")).await.refused(409, "ground-missing");
    event.make("coordinator", supervise("supervision", "2026-03-14")).await;
    app.clock.forward_days(3);
    event.make("coordinator", supervise("public_supervision", "2026-03-18")).await;
    app.clock.forward_days(4);
    event.make("coordinator", supervise("talk", "2026-03-22")).await;
    let leader = app.world.account("leader").to_string();
    let charge =
        |leader: &str| json!({ "move": "take_charge", "leader": leader, "unit": 1, "target_on": "2026-03-30" });
    let clerk = app.world.account("clerk").to_string();
    event.try_make("coordinator", charge(&clerk)).await.refused(422, "leader-unknown");
    app.as_("leader").get(&format!("/matters/{}", event.code)).await.refused(404, "not-found");
    event.make("coordinator", charge(&leader)).await;
    event.matter("leader").await;
    event
        .make("coordinator", json!({ "move": "meet", "on": "2026-03-20", "text": "现场办公，定了三天内换新。" }))
        .await;
    event.make("coordinator", json!({ "move": "end_charge", "result": "已换新井盖。" })).await;
    let up = event.view("coordinator").await;
    let steps: Vec<_> = up["body"]["rungs"].as_array().expect("rungs").iter().map(|r| text(&r["step"])).collect();
    assert_eq!(steps, ["reminder", "reminder", "supervision", "public_supervision", "talk"]);
    event.make("coordinator", json!({ "move": "lift", "rung": 5, "reason": "已经约谈" })).await;
    let lifted = event.view("coordinator").await;
    assert_eq!(lifted["body"]["rungs"][4]["lifted"]["reason"], "已经约谈");
    app.finish().await;
}

#[tokio::test]
async fn two_reports_of_one_thing_are_merged_and_can_be_parted_again() {
    let app = TestApp::new().await;
    let first = reported(&app, "grid-worker", manhole()).await;
    let mut again = manhole();
    again["narrative"] = json!("供水站前井盖丢了，很危险。");
    let second = reported(&app, "clerk", again).await;
    let seen = second.view("coordinator").await;
    assert_eq!(seen["similar"][0]["code"], json!(first.code), "{seen:#}");
    assert!(seen["similar"][0]["reasons"].as_array().expect("reasons").len() >= 3);
    let merge = |into: &str| json!({ "move": "merge", "into": into });
    second.try_make("coordinator", merge(&second.code)).await.refused(422, "event-same");
    second.make("coordinator", merge(&first.code)).await;
    assert_eq!(first.view("coordinator").await["body"]["absorbed"], json!([second.code]));
    let merged = second.view("coordinator").await;
    assert_eq!((&merged["state"], &merged["body"]["merged"]["into"]), (&json!("merged"), &json!(first.code)));
    assert_eq!(second.matter("coordinator").await["state"], "closed");
    second.make("coordinator", json!({ "move": "unmerge", "reason": "是另一个井盖" })).await;
    assert_eq!(first.view("coordinator").await["body"]["absorbed"], json!([]));
    assert_eq!(second.matter("coordinator").await["state"], "open");
    app.finish().await;
}

#[tokio::test]
async fn who_found_it_may_put_it_right_at_once_with_proof() {
    let app = TestApp::new().await;
    let event = reported(&app, "grid-worker", manhole()).await;
    let own = |proof: Value| json!({ "move": "handle_self", "result": "扶正并固定了井盖", "proof": proof });
    event.try_make("grid-worker", own(json!([]))).await.refused(422, "proof-needed");
    let proof = event.photo("grid-worker").await;
    event.try_make("coordinator", own(json!([proof]))).await.refused(409, "illegal-move");
    event.make("grid-worker", own(json!([proof]))).await;
    let over = event.matter("coordinator").await;
    assert_eq!((&over["state"], &over["proceedings"][0]["dispatch"]), (&json!("closed"), &json!("resolved")));
    // Whoever handled it does not say that people are satisfied.
    let rating = json!({ "move": "rate", "fixed": true, "satisfaction": "satisfied" });
    event.try_make("grid-worker", rating.clone()).await.refused(409, "handled-by-self");
    event.make("coordinator", rating).await;
    app.finish().await;
}

#[tokio::test]
async fn a_reporter_follows_and_says_whether_it_is_fixed() {
    let app = TestApp::new().await;
    published(&app, plan(&app)).await;
    let key = reporter(&app).await;
    let stranger = app.stranger();
    let told = stranger.post("/public/events/follow", key.clone()).await.ok();
    assert_eq!((&told["state"], &told["may_answer"]), (&json!("reported"), &json!(false)), "{told:#}");
    for wrong in [
        json!({ "code": key["code"], "secret": "22222-22222" }),
        json!({ "code": "6206022600000017", "secret": key["secret"] }),
        json!({ "code": "x", "secret": "y" }),
    ] {
        stranger.post("/public/events/follow", wrong).await.refused(401, "entry-refused");
    }
    stranger.post("/public/events/answer", satisfied(&key)).await.refused(409, "illegal-move");
    let event = Event { app: &app, code: text(&key["code"]), receipt: Value::Null };
    event.sent().await;
    event.make("water-officer", json!({ "move": "accept", "unit": 1 })).await;
    let proof = event.photo("water-officer").await;
    event.make("water-officer", json!({ "move": "finish", "unit": 1, "result": "换了灯头", "proof": [proof] })).await;
    event.make("water-officer", json!({ "move": "answer", "text": "路灯已修好。" })).await;
    event.make("coordinator", json!({ "move": "pass", "how": "telephone" })).await;
    let told = stranger.post("/public/events/follow", key.clone()).await.ok();
    assert_eq!((&told["answer"], &told["may_answer"]), (&json!("路灯已修好。"), &json!(true)));
    let mut no = satisfied(&key);
    (no["fixed"], no["note"]) = (json!(false), json!("第二盏还不亮"));
    let again = stranger.post("/public/events/answer", no).await.ok();
    assert_eq!((&again["state"], &again["fixed"]), (&json!("handling"), &json!(false)));
    let seen = event.matter("coordinator").await;
    assert_eq!((&seen["state"], &seen["channel"]), (&json!("open"), &json!("online")));
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_told_at_its_place_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let worker = app.as_("grid-worker");
    let mut wrong = manhole();
    wrong["point"] = json!({ "longitude": 37.93, "latitude": 102.65, "datum": "wgs84" });
    wrong["occurred_on"] = json!("2027-03-02");
    let refused = worker.post("/events", wrong).await.is(422).json;
    let at: Vec<_> = refused["errors"].as_array().expect("errors").iter().map(|e| text(&e["pointer"])).collect();
    assert_eq!(at, ["/point", "/occurred_on"]);
    for (field, value, code) in [
        ("category", "no-such", "category-unknown"),
        ("area", COUNTY, "area-too-wide"),
        ("level", "x", "unknown-value"),
    ] {
        let mut wrong = manhole();
        wrong[field] = json!(value);
        worker.post("/events", wrong).await.refused(422, code);
    }
    let suggested = worker.post("/event-form/suggestions", json!({ "words": "路灯坏了，井盖也丢了" })).await.ok();
    assert_eq!(suggested["items"][0], "construction");
    let form = worker.get("/event-form").await.ok();
    assert_eq!(form["categories"].as_array().expect("categories").len(), 16);
    app.finish().await;
}
