//! Personal data: the notice, consents, withdrawals, telephones in full.

use axum::http::Method;
use bandeng_app::http::state::Settings;
use bandeng_app::jobs::{Registry, drain};
use bandeng_app::privacy::retention;
use bandeng_core::dossier::RetentionTable;
use bandeng_core::privacy::{Notice, Thresholds};
use bandeng_testkit::TestApp;
use bandeng_testkit::world::FAR_TOWN;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::{Case, intake_with};

fn notice(changed: &str) -> Value {
    let mut notice = serde_json::to_value(Notice::preset()).expect("a notice");
    notice["sections"][0]["text"]["zh"] = json!(changed);
    notice
}

/// Words that differ from those of the house.
pub(crate) fn new_notice() -> Value {
    json!({ "takes_effect_on": "2026-03-02", "notice": notice("凉州区各综治中心和人民调解委员会。") })
}

async fn give(case: &Case<'_>, login: &str, party: u16, more: Value) -> bandeng_testkit::Answer {
    let mut body = json!({ "version": case.version().await, "notice": 0, "how": "oral" });
    for (key, value) in more.as_object().cloned().unwrap_or_default() {
        body[key] = value;
    }
    case.app.as_(login).post(&case.path(&format!("/parties/{party}/privacy-consents")), body).await
}

async fn withdraw(case: &Case<'_>, party: u16) -> bandeng_testkit::Answer {
    let body = json!({ "version": case.version().await, "how": "paper" });
    case.app.as_("clerk").post(&case.path(&format!("/parties/{party}/privacy-withdrawal")), body).await
}

#[tokio::test]
async fn a_county_publishes_its_notice_and_consents_name_the_version() {
    let app = TestApp::new().await;
    let security = app.as_("security");
    let view = security.get("/privacy/notice").await.ok();
    assert_eq!((&view["in_force"]["version"], &view["versions"]), (&json!(0), &json!([])));
    let publish = |day: &str, text: &str| json!({ "takes_effect_on": day, "notice": notice(text) });
    let preset = json!({ "takes_effect_on": "2026-03-02", "notice": Notice::preset() });
    security.post("/privacy/notice", preset).await.refused(409, "notice-unchanged");
    security.post("/privacy/notice", publish("2026-03-01", "本县")).await.refused(422, "publication-too-early");
    let mut short = publish("2026-03-02", "本县");
    short["notice"]["sections"].as_array_mut().expect("sections").pop();
    security.post("/privacy/notice", short).await.refused(422, "notice-incomplete");
    let now = security.post("/privacy/notice", publish("2026-03-02", "凉州区")).await.is(201).ok();
    assert_eq!(now["in_force"]["version"], 1);
    let later = security.post("/privacy/notice", publish("2026-03-09", "凉州区以后的")).await.is(201).ok();
    assert_eq!((&later["in_force"]["version"], &later["versions"][0]["version"]), (&json!(1), &json!(2)));
    let told = app.as_("audit").get("/audit/registry-events?stream=notices:620602").await.ok();
    assert_eq!(told["items"][0]["sentence"]["zh"], "发布个人信息告知书第2版，2026-03-09起施行");

    let case = Case::registered(&app).await;
    assert_eq!(app.as_("clerk").get(&case.path("/privacy")).await.ok()["notice"]["version"], 1);
    give(&case, "clerk", 1, json!({ "notice": 2 })).await.refused(422, "notice-unknown");
    give(&case, "clerk", 1, json!({ "notice": 7 })).await.refused(422, "notice-unknown");
    let view = give(&case, "clerk", 1, json!({ "notice": 1, "how": "paper" })).await.ok();
    let li = &view["parties"][0];
    assert_eq!(
        (&li["standing"], &li["receipts"][0]["notice"], &li["receipts"][0]["how"]),
        (&json!(true), &json!(1), &json!("paper"))
    );
    give(&case, "clerk", 1, json!({ "notice": 1 })).await.refused(409, "privacy-consent-there");
    app.finish().await;
}

#[tokio::test]
async fn a_withdrawal_stops_what_rests_on_consent_and_not_what_the_law_demands() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    withdraw(&case, 1).await.refused(409, "privacy-consent-missing");
    give(&case, "clerk", 1, json!({})).await.ok();
    let clerk = app.as_("clerk");
    let share = |name: &str| json!({ "organisation": app.world.organisation(name).to_string(), "purpose": "协助核实", "until": "2026-03-05" });
    for name in ["police", "bureau"] {
        clerk.post(&case.path("/grants"), share(name)).await.ok();
    }
    app.clock.forward_minutes(1);
    let view = withdraw(&case, 1).await.ok();
    assert_eq!((&view["parties"][0]["withdrawn"], &view["parties"][0]["standing"]), (&json!(true), &json!(false)));
    let stops: Vec<bool> =
        view["consequences"].as_array().expect("lines").iter().filter_map(|l| l["goes_on"].as_bool()).collect();
    assert!(stops.contains(&true) && stops.contains(&false));
    let told = clerk.get(&case.path("/timeline")).await.ok()["items"][0]["sentence"]["zh"].clone();
    assert_eq!(told, "李建设书面撤回了对处理个人信息的同意，停止与凉州区司法局协作");
    let matter = case.version().await;
    assert!(matter > 0);

    // Sharing on, and a call for its own sake, are over; what performs the agreement goes on.
    clerk.post(&case.path("/grants"), share("bureau")).await.refused(409, "privacy-withdrawn");
    clerk.post(&case.path("/grants"), share("court")).await.ok();
    let ask = |reason: &str| json!({ "reason": reason });
    clerk.post(&case.path("/parties/1/phone"), ask("follow_up")).await.refused(409, "privacy-withdrawn");
    clerk.post(&case.path("/parties/1/phone"), ask("urge")).await.ok();
    clerk.post(&case.path("/parties/2/phone"), ask("follow_up")).await.ok();
    // Who withdrew may agree again.
    give(&case, "mediator", 1, json!({ "how": "online" })).await.ok();
    clerk.post(&case.path("/parties/1/phone"), ask("follow_up")).await.ok();
    app.finish().await;
}

#[tokio::test]
async fn for_a_child_the_guardian_consents_and_a_body_has_nothing_to_consent_to() {
    let app = TestApp::new().await;
    let parties = json!([
        { "side": "applicant", "kind": "natural", "name": "李小雨", "born_on": "2015-05-01", "guardian": { "name": "李建设", "phone": "13800000009" } },
        { "side": "respondent", "kind": "legal", "name": "大柳砖厂" },
    ]);
    let case = Case::of(&app, intake_with(&app, json!({ "parties": parties }))).await;
    let view = app.as_("clerk").get(&case.path("/privacy")).await.ok();
    assert_eq!(view["parties"].as_array().map(Vec::len), Some(1));
    assert_eq!(view["parties"][0]["guardian_consents"], true);
    give(&case, "clerk", 1, json!({})).await.refused(422, "guardian-must-consent");
    give(&case, "clerk", 1, json!({ "by_guardian": true })).await.ok();
    give(&case, "clerk", 2, json!({})).await.refused(422, "party-unknown");
    app.finish().await;
}

#[tokio::test]
async fn a_telephone_is_shown_one_at_a_time_for_a_reason_and_not_more_often_than_work_needs() {
    let app = TestApp::new().await;
    let parties = json!([
        { "side": "applicant", "kind": "natural", "name": "李小雨", "phone": "13800000001", "born_on": "2015-05-01",
          "guardian": { "name": "李建设", "phone": "13800000009" },
          "agents": [{ "name": "王律师", "relation": "律师", "authority": "ordinary", "phone": "13800000008" }] },
        { "side": "respondent", "kind": "natural", "name": "吴大勇" },
    ]);
    let case = Case::of(&app, intake_with(&app, json!({ "parties": parties }))).await;
    let clerk = app.as_("clerk");
    let path = case.path("/parties/1/phone");
    let mut shown = Vec::new();
    for whose in ["agent", "party", "guardian"] {
        let body = json!({ "whose": whose, "reason": "arrange", "note": "下周三的调解会" });
        shown.push(clerk.post(&path, body).await.ok()["phone"].clone());
    }
    assert_eq!(shown, ["13800000008", "13800000001", "13800000009"]);
    let told = clerk.get(&case.path("/timeline")).await.ok();
    assert_eq!(told["items"][0]["sentence"]["zh"], "查看了李小雨的监护人的电话，理由：通知调解，下周三的调解会");
    assert!(!told.to_string().contains("1380000000"), "the number is in no event");
    clerk.post(&path, json!({ "reason": "other" })).await.refused(422, "reason-needed");
    clerk.post(&path, json!({ "reason": "curious" })).await.refused(422, "unknown-value");
    clerk.post(&path, json!({ "whose": "agent", "agent": 1, "reason": "arrange" })).await.refused(404, "not-found");
    clerk.post(&case.path("/parties/2/phone"), json!({ "reason": "arrange" })).await.refused(404, "not-found");
    for _ in 0..24 {
        clerk.post(&path, json!({ "reason": "arrange" })).await.ok();
    }
    clerk.post(&path, json!({ "reason": "arrange" })).await.refused(429, "too-many");
    app.clock.forward_minutes(60);
    clerk.post(&path, json!({ "reason": "arrange" })).await.ok();
    app.finish().await;
}

/// An unusual reading that is there from the start.
pub(crate) const UNUSUAL: i64 = 77;

pub(crate) async fn unusual_row(app: &TestApp) {
    let db = &app.app.db;
    let values = [UNUSUAL.into(), app.world.account("clerk").into()];
    let sql = "INSERT INTO unusual_readings (id, account_id, on_day, reason, readings, threshold, found_at, finding) \
               VALUES ($1, $2, '2026-03-01', 'volume', 200, 150, 0, '')";
    db.technical().execute_raw(db.statement(sql, values)).await.expect("a row");
}

/// Lines as `post, body, what for`.
async fn looks(case: &Case<'_>, party: u16) -> Vec<String> {
    let view = case.app.as_("clerk").get(&case.path(&format!("/parties/{party}/who-looked"))).await.ok();
    let line = |l: &Value| {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        [text(&l["on"]), text(&l["post"]["zh"]), text(&l["organisation"]), text(&l["what_for_label"]["zh"])].join(" ")
    };
    view["items"].as_array().expect("lines").iter().map(line).collect()
}

#[tokio::test]
async fn a_party_is_told_who_looked_by_post_and_day_and_never_of_police_or_reports() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let clerk = app.as_("clerk");
    let police = json!({ "organisation": app.world.organisation("police").to_string(), "purpose": "协助核实", "until": "2026-03-05" });
    clerk.post(&case.path("/grants"), police).await.ok();
    app.as_("officer").get(&case.path("")).await.ok();
    for _ in 0..3 {
        app.as_("director").get(&case.path("")).await.ok();
    }
    app.as_("director").get(&case.path("/attachments")).await.ok();
    let ask = |reason: &str| json!({ "reason": reason });
    clerk.post(&case.path("/parties/1/phone"), ask("arrange")).await.ok();
    clerk.post(&case.path("/parties/2/phone"), ask("serve")).await.ok();
    clerk.post(&case.path("/parties/1/phone"), ask("urgent")).await.ok();
    app.clock.forward_days(1);
    app.as_("director").get(&case.path("/timeline")).await.ok();

    let li = looks(&case, 1).await;
    assert_eq!(
        li,
        [
            "2026-03-03 调委会主任 大柳镇人民调解委员会 办理这件事",
            "2026-03-03 窗口人员 大柳镇综治中心 办理您关于个人信息的要求",
            "2026-03-02 调委会主任 大柳镇人民调解委员会 办理这件事",
            "2026-03-02 调委会主任 大柳镇人民调解委员会 查看双方交来的材料",
            "2026-03-02 窗口人员 大柳镇综治中心 看了您的电话：通知调解",
        ]
    );
    let wu = looks(&case, 2).await;
    assert!(
        wu.iter().any(|line| line.contains("送达文书")) && !wu.iter().any(|line| line.contains("通知调解")),
        "{wu:?}"
    );
    // A report to the police, and looking at it, changes no list.
    let report = json!({ "ground": "may_escalate", "to": ["police"], "facts": "扬言报复", "told_how": "电话" });
    clerk.post(&case.path("/urgent-reports"), report).await.ok();
    assert_eq!(looks(&case, 1).await, li);

    let paper = clerk.get(&case.path("/parties/1/who-looked/paper")).await.is(200);
    assert!(paper.header("content-type").starts_with("application/pdf"));
    clerk.get(&case.path("/parties/9/who-looked")).await.refused(422, "party-unknown");
    let told = bandeng_app::privacy::looked::for_party(&app.app, &case.code.parse().expect("a code"), 1).await;
    assert_eq!(told.expect("the residents' pages ask the same").items.len(), li.len());
    app.finish().await;
}

#[tokio::test]
async fn what_protects_somebody_is_kept_from_the_list_of_a_matter_with_harm() {
    let app = TestApp::new().await;
    let case = Case::of(&app, intake_with(&app, json!({ "concerns": ["domestic_violence"] }))).await;
    let clerk = app.as_("clerk");
    clerk.get(&case.path("")).await.ok();
    let lines = looks(&case, 1).await;
    assert!(lines.iter().all(|line| line.contains("大柳镇综治中心")), "{lines:?}");
    app.finish().await;
}

/// Low thresholds, so that a test has little to do.
fn low() -> Settings {
    let unusual = Thresholds { matters_a_day: 2, matters_at_night: 0, matters_beyond: 0, ..Thresholds::default() };
    Settings { unusual, ..Settings::default() }
}

#[tokio::test]
async fn unusual_reading_is_listed_with_its_reason_and_marked_as_looked_into() {
    let app = TestApp::with_settings(low()).await;
    let mut cases = Vec::new();
    for _ in 0..3 {
        cases.push(Case::registered(&app).await);
    }
    // Three matters in a day by the director, one of them twice; one by the clerk, at night.
    for case in &cases {
        app.as_("director").get(&case.path("")).await.ok();
    }
    app.as_("director").get(&cases[0].path("")).await.ok();
    app.clock.set("2026-03-02T23:30:00".parse().expect("a time"));
    app.as_("clerk").get(&cases[0].path("")).await.ok();
    drain(&app.app, &Registry::house()).await.expect("the job runs");
    bandeng_app::jobs::find_unusual(&app.app).await.expect("it looks again and finds no more");
    let audit = app.as_("audit");
    let page = audit.get("/audit/unusual").await.ok();
    let mut found: Vec<(String, String, String)> = Vec::new();
    for item in page["items"].as_array().expect("items") {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        found.push((text(&item["account"]["name"]), text(&item["reason"]), text(&item["sentence"]["zh"])));
    }
    found.sort();
    assert_eq!(
        found,
        [
            ("王守信".into(), "volume".into(), "当天查阅了3件不同的事项，超过2件".into()),
            ("陈晓燕".into(), "hour".into(), "当天23点至6点之间查阅了1件事项，超过0件".into()),
        ]
    );
    let id = page["items"][0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/audit/unusual/{id}");
    audit.post(&path, json!({ "finding": " " })).await.refused(422, "required");
    let seen = audit.post(&path, json!({ "finding": "年底集中归档，属正常工作" })).await.ok();
    assert_eq!(seen["looked_into"]["by"]["name"], "褚审计");
    audit.post(&path, json!({ "finding": "再看一次" })).await.refused(409, "already-looked-into");
    assert_eq!(audit.get("/audit/unusual?open=true").await.ok()["items"].as_array().map(Vec::len), Some(1));
    let told = audit.get("/audit/registry-events?stream=unusual").await.ok();
    assert!(told["items"][0]["sentence"]["zh"].as_str().is_some_and(|s| s.ends_with("年底集中归档，属正常工作")));
    app.finish().await;
}

#[tokio::test]
async fn reading_beyond_ones_area_is_listed_but_not_what_one_handles() {
    let app = TestApp::with_settings(low()).await;
    let case = Case::registered(&app).await;
    app.as_("director").get(&case.path("")).await.ok();
    bandeng_app::jobs::find_unusual(&app.app).await.expect("it looks");
    let audit = app.as_("audit");
    assert_eq!(audit.get("/audit/unusual").await.ok()["items"], json!([]), "it lies in the committee's area");
    // The organisation moves away: what was read lies outside now.
    let db = &app.app.db;
    let moved = [FAR_TOWN.into(), app.world.organisation("committee").into()];
    db.technical()
        .execute_raw(db.statement("UPDATE organisations SET area = $1 WHERE id = $2", moved))
        .await
        .expect("a statement");
    bandeng_app::jobs::find_unusual(&app.app).await.expect("it looks");
    let page = audit.get("/audit/unusual").await.ok();
    assert_eq!(page["items"][0]["reason"], "area", "{page}");
    let mark = "INSERT INTO handlers (county, matter_id, account_id, capacity, since_at) \
                SELECT county, id, $1, 'leader', 0 FROM matters WHERE code = $2";
    let values = [app.world.account("director").into(), case.code.clone().into()];
    db.technical().execute_raw(db.statement(mark, values)).await.expect("a handler");
    db.technical()
        .execute_raw(Statement::from_string(db.technical().get_database_backend(), "DELETE FROM unusual_readings"))
        .await
        .expect("a statement");
    bandeng_app::jobs::find_unusual(&app.app).await.expect("it looks");
    assert_eq!(
        audit.get("/audit/unusual").await.ok()["items"],
        json!([]),
        "whoever handles a matter may be from elsewhere"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_person_gets_what_is_kept_with_earlier_versions_and_without_others_data() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let clerk = app.as_("clerk");
    let party = json!({ "side": "applicant", "kind": "natural", "name": "李建设", "phone": "13800000011", "address": "桥坡村三组" });
    let body = json!({ "version": case.version().await, "party": party });
    clerk.put(&case.path("/parties/1"), body).await.ok();
    let body = json!({ "version": case.version().await, "party": party });
    clerk.put(&case.path("/parties/1"), body).await.ok();
    give(&case, "clerk", 1, json!({ "how": "paper" })).await.ok();
    let data = clerk.send(Method::POST, &case.path("/parties/1/data"), None).await.ok();
    assert_eq!((&data["about"]["phone"], &data["about"]["address"]), (&json!("13800000011"), &json!("桥坡村三组")));
    assert_eq!(data["earlier"].as_array().map(Vec::len), Some(1), "what stayed the same is no correction");
    let was = &data["earlier"][0]["was"];
    assert_eq!((&was["address"], &was["phone"]), (&json!("桥坡村二组"), &json!("138****0001")));
    assert_eq!(data["consents"][0]["how"], "paper");
    assert!(!data.to_string().contains("吴大勇"), "nothing of the other side");
    let paper = clerk.send(Method::POST, &case.path("/parties/1/data/paper"), None).await.is(200);
    assert!(paper.bytes.starts_with(b"%PDF"));
    let told = clerk.get(&case.path("/timeline")).await.ok();
    assert_eq!(told["items"][0]["sentence"]["zh"], "向李建设提供了其个人信息清单");
    app.finish().await;
}

/// Parts of a plan that would go.
fn going(plan: &Value) -> Vec<&str> {
    let lines = plan["lines"].as_array().expect("lines");
    lines.iter().filter(|line| line["goes"] == true).filter_map(|line| line["part"].as_str()).collect()
}

async fn erase(case: &Case<'_>, party: u16) -> bandeng_testkit::Answer {
    let body = json!({ "version": case.version().await, "how": "paper" });
    case.app.as_("clerk").post(&case.path(&format!("/parties/{party}/erasure")), body).await
}

#[tokio::test]
async fn of_a_file_only_contacts_are_erased_and_the_rest_is_refused_with_its_article() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let clerk = app.as_("clerk");
    erase(&case, 1).await.refused(409, "nothing-to-erase");
    case.in_effect().await;
    crate::dossiers::finish(&case).await;
    let hold = |hold: Value| json!({ "version": 0, "hold": hold });
    let mut held = hold(json!({ "reason": "当事人起诉", "until": "2026-12-31" }));
    held["version"] = json!(case.version().await);
    clerk.put(&case.path("/hold"), held).await.ok();
    erase(&case, 1).await.refused(409, "nothing-to-erase");
    let mut free = hold(Value::Null);
    free["version"] = json!(case.version().await);
    clerk.put(&case.path("/hold"), free).await.ok();
    let plan = clerk.get(&case.path("/parties/1/erasure")).await.ok();
    assert_eq!(going(&plan), ["contacts"]);
    let file = plan["lines"].as_array().expect("lines").iter().find(|line| line["part"] == "file").expect("a file");
    assert!(file["source"]["zh"].as_str().is_some_and(|source| source.contains("人民调解法第二十七条")));
    assert_eq!(plan["kept_until"], "2086-12-31", "sixty years from the end of the year");
    erase(&case, 1).await.ok();
    let view = case.view("clerk").await;
    let li = &view["parties"][0];
    assert_eq!((&li["name"], &li["phone_masked"], &li["address"]), (&json!("李建设"), &json!(null), &json!("")));
    assert_eq!(view["parties"][1]["phone_masked"], "138****0002");
    app.finish().await;
}

#[tokio::test]
async fn what_has_no_file_is_erased_with_what_events_tell_and_the_chain_still_holds() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.make("director", json!({ "move": "decline", "reason": "not_civil", "route": "court" })).await;
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    erase(&case, 1).await.ok();
    let clerk = app.as_("clerk");
    let view = clerk.get(&case.path("")).await.ok();
    assert_eq!(view["parties"][0]["name"], "（已依法删除）");
    assert_eq!(view["parties"][1]["name"], "吴大勇", "of the other side what concerns it alone stays");
    for path in ["", "/timeline", "/mediations/1"] {
        let told = clerk.get(&case.path(path)).await.ok().to_string();
        assert!(!told.contains("李建设"), "{path}: {told}");
    }
    let told = clerk.get(&case.path("/timeline")).await.ok();
    let sentence = told["items"][0]["sentence"]["zh"].as_str().expect("a sentence");
    assert!(sentence.contains("个人信息保护法第四十七条第一款第一项"), "{sentence}");
    let db = &app.app.db;
    let kept = "SELECT count(*) FROM events WHERE payload LIKE '%李建设%'";
    let row = db.reader().query_one_raw(db.statement(kept, [])).await.expect("a look").expect("a row");
    assert_eq!(row.try_get_by_index::<i64>(0).expect("a number"), 0);
    assert_eq!(db.verify_chains(|_| {}).await.expect("a walk").breaks, []);
    // The row is still there for searches and figures; the walk over both at the end of the test compares them.
    erase(&case, 1).await.ok();
    app.finish().await;
}

#[tokio::test]
async fn of_a_letter_nothing_is_left_where_its_matter_has_no_file() {
    let app = TestApp::new().await;
    let typed = || crate::entrusting::typed(&app, "（2026）甘0602诉前调7号");
    let made = app.as_("clerk").post("/letters", typed()).await.is(201).json;
    let case = Case { app: &app, code: crate::support::text(&made["code"]) };
    let letter = format!("/letters/{}", crate::support::text(&made["id"]));
    let back = json!({ "move": "send_back", "reason": "elsewhere", "note": "不归本会", "route": "other_committee" });
    crate::entrusting::letter(&case, "director", back).await;
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    let clerk = app.as_("clerk");
    assert!(clerk.get(&letter).await.ok().to_string().contains("李建设"));
    erase(&case, 1).await.ok();
    let told = clerk.get(&letter).await.ok();
    assert!(told["document"].is_null() && !told.to_string().contains("李建设"), "{told}");
    // The same letter again makes no second matter.
    let again = clerk.post("/letters", typed()).await;
    assert_eq!(again.json["code"], made["code"], "{}", again.json);
    app.finish().await;
}

#[tokio::test]
async fn what_is_kept_longer_than_its_class_says_is_listed_and_what_is_held_is_told() {
    let app = TestApp::new().await;
    let case = crate::dossiers::archived(&app, crate::support::intake(&app)).await;
    let table = RetentionTable { long_years: 3, short_years: 1, ..RetentionTable::default() };
    let over = async |on: &str| retention::over(&app.app.db, &table, on.parse().expect("a day")).await.expect("a list");
    assert_eq!(over("2029-12-31").await, [], "the last day is kept");
    let found = over("2030-01-01").await;
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].code, found[0].held_until), (&case.code, None));
    let body = json!({ "version": case.version().await, "hold": { "reason": "复查", "until": "2031-06-30" } });
    app.as_("clerk").put(&case.path("/hold"), body).await.ok();
    assert_eq!(over("2030-01-01").await[0].held_until.map(|day| day.to_string()).as_deref(), Some("2031-06-30"));
    app.finish().await;
}

#[tokio::test]
async fn a_child_is_known_to_those_who_handle_the_matter_and_to_all_at_eighteen() {
    let app = TestApp::new().await;
    let parties = json!([
        { "side": "applicant", "kind": "natural", "name": "李小雨", "sex": "female", "born_on": "2008-03-03",
          "guardian": { "name": "李建设", "relation": "父亲" } },
        { "side": "respondent", "kind": "natural", "name": "吴大勇" },
    ]);
    let case = Case::of(&app, intake_with(&app, json!({ "parties": parties }))).await;
    let child = async |login: &str| {
        let party = case.view(login).await["parties"][0].clone();
        (party["name"].clone(), party["sex"].clone(), party["guardian"]["name"].clone())
    };
    assert_eq!(child("clerk").await, (json!("李小雨"), json!("female"), json!("李建设")));
    assert_eq!(child("mediator2").await, (json!("李某"), json!(null), json!("李某")));
    app.clock.forward_days(1);
    assert_eq!(child("mediator2").await.0, "李小雨");
    app.finish().await;
}

#[tokio::test]
async fn a_childs_name_is_nowhere_in_what_a_reader_without_need_is_told() {
    let app = TestApp::new().await;
    let parties = json!([
        { "side": "applicant", "kind": "natural", "name": "李小雨", "born_on": "2008-12-03",
          "guardian": { "name": "李建设", "relation": "父亲" } },
        { "side": "respondent", "kind": "natural", "name": "吴大勇" },
    ]);
    let told = json!({ "parties": parties, "narrative": "李小雨放学路上被吴大勇的车刮倒，李建设要求赔偿。" });
    let case = Case::of(&app, intake_with(&app, told)).await;
    case.accepted().await;
    let mut veiled = Vec::new();
    for login in ["clerk", "mediator", "mediator2", "director", "coordinator", "judicial", "county-judicial"] {
        let seen = app.as_(login).get(&case.path("")).await;
        if seen.status != 200 {
            continue;
        }
        let seen = seen.ok();
        let mediation = app.as_(login).get(&case.path("/mediations/1")).await;
        let all = format!("{seen}{}", if mediation.status == 200 { mediation.ok().to_string() } else { String::new() });
        if seen["parties"][0]["name"] == "李某" {
            assert!(!all.contains("李小雨") && !all.contains("李建设"), "{login}: {all}");
            veiled.push(login);
        } else {
            assert!(all.contains("李小雨"), "{login}");
        }
    }
    assert!(!veiled.is_empty(), "somebody sees the matter and has no need of the name");
    app.finish().await;
}

#[tokio::test]
async fn a_party_has_its_own_data_on_its_telephone_and_nobody_elses() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let door = async |no| {
        let secret = crate::residents::slip(&case, no).await;
        let entered = crate::residents::enter(&app, &case.code, &secret).await.is(200);
        crate::residents::client(&app, &crate::residents::token(&entered))
    };
    let (one, two) = (door(1).await, door(2).await);
    // Nobody asked this party before: it agrees itself, once.
    let mine = one.get("/residents/privacy").await.ok();
    assert_eq!((&mine["person"], &mine["standing"], &mine["withdrawn"]), (&json!(true), &Value::Null, &json!(false)));
    one.post("/residents/privacy/withdrawal", Value::Null).await.refused(409, "privacy-consent-missing");
    one.post("/residents/privacy/consent", json!({ "notice": 9 })).await.refused(422, "notice-unknown");
    let agreed = one.post("/residents/privacy/consent", json!({ "notice": 0 })).await.ok();
    assert_eq!((&agreed["standing"]["how"], &agreed["standing"]["by_name"]), (&json!("online"), &json!("李建设")));
    assert!(two.get("/residents/privacy").await.ok()["standing"].is_null());

    // A copy holds the own telephone in full and nothing of the other side's.
    let copy = one.post("/residents/data", Value::Null).await.ok();
    assert_eq!(copy["about"]["phone"], "13800000001");
    let said = copy.to_string();
    assert!(!said.contains("吴大勇") && !said.contains("13800000002"), "{said}");
    case.view("clerk").await;
    let looks = one.get("/residents/who-looked").await.ok();
    assert!(looks["items"].as_array().is_some_and(|looks| !looks.is_empty()), "{looks}");
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("matter.data_given"), "{story}");

    // Twenty taps are one request; its words are on no chain; the house answers, and the party reads it.
    for _ in 0..20 {
        one.post("/residents/privacy/corrections", json!({ "what": "我的电话是 13911112222" })).await.ok();
    }
    one.post("/residents/privacy/corrections", json!({ "what": " " })).await.refused(422, "required");
    let asked = app.as_("clerk").get(&case.path("/privacy")).await.ok()["parties"][0]["corrections"].clone();
    assert_eq!(asked.as_array().map(Vec::len), Some(1), "{asked}");
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("请求更正个人信息") && !story.contains("13911112222"), "{story}");
    let reply = async |done: bool, note: &str| {
        let body = json!({ "version": case.version().await, "done": done, "note": note });
        app.as_("clerk").post(&case.path("/corrections/1/answer"), body).await
    };
    reply(false, "").await.refused(422, "required");
    reply(true, "已改").await.ok();
    reply(true, "已改").await.refused(409, "correction-answered");
    let mine = one.get("/residents/privacy").await.ok();
    assert_eq!(mine["corrections"][0]["answer"]["note"], "已改");
    assert_eq!(two.get("/residents/privacy").await.ok()["corrections"], json!([]));

    let back = one.post("/residents/privacy/withdrawal", Value::Null).await.ok();
    assert_eq!((&back["standing"], &back["withdrawn"]), (&Value::Null, &json!(true)));
    app.finish().await;
}
