//! Applying online and following: the whole way of somebody 400 km away, and what each side sees of it.

use bandeng_testkit::world::{FAR_TOWN, VILLAGE};
use bandeng_testkit::{Answer, TestApp};
use serde_json::{Value, json};

use crate::messages::{demo, digits};
use crate::papers::words;
use crate::residents::{client, slip, token};
use crate::support::{Case, text};

const PHONE: &str = "13800000003";

pub(crate) fn answers(trouble: &str) -> Value {
    json!({ "trouble": trouble, "danger": "no", "handled": "nobody", "refused": false, "no_lawyer": false })
}

pub(crate) fn wanted(phone: &str) -> Value {
    json!({ "phone": phone, "area": VILLAGE })
}

pub(crate) fn application(digits: &str) -> Value {
    json!({
        "answers": answers("wages"),
        "area": VILLAGE,
        "narrative": "在桥坡村的工地干了三个月，工钱一直没有给。",
        "claim": "要回工钱 18000 元",
        "amount_fen": 1_800_000,
        "me": { "name": "马志强", "phone": PHONE },
        "other": { "kind": "legal", "name": "某建筑公司", "phone": "13800000009" },
        "notice": 0,
        "agreed": true,
        "digits": digits,
    })
}

async fn send(app: &TestApp, key: &str, application: &Value) -> Answer {
    app.stranger().header("idempotency-key", key).post("/public/applications", application.clone()).await
}

async fn code(app: &TestApp) -> String {
    app.stranger().post("/public/applications/codes", wanted(PHONE)).await.is(202);
    digits(app).await
}

/// Matters that were applied for online, as a clerk of the desk lists them.
async fn online(app: &TestApp, login: &str) -> Vec<Value> {
    let page = app.as_(login).get("/matters?limit=50").await.ok();
    page["items"].as_array().expect("a list").iter().filter(|m| m["channel"] == "online").cloned().collect()
}

#[tokio::test]
async fn somebody_far_away_applies_gets_a_receipt_and_follows() {
    let app = TestApp::with_settings(demo()).await;
    let form = app.stranger().get(&format!("/public/applications/form?area={VILLAGE}")).await.ok();
    assert_eq!((form["confirms"].as_bool(), form["notice"]["version"].as_i64()), (Some(true), Some(0)));
    assert_eq!(form["notice"]["parts"].as_array().map(Vec::len), Some(6), "{form}");
    let counties = app.stranger().get("/public/applications/places").await.ok();
    assert!(counties["items"].as_array().expect("a list").iter().any(|p| p["code"] == "620602"), "{counties}");
    let advice = app.stranger().post("/public/applications/advice", answers("wages")).await.ok();
    assert_eq!((text(&advice["way"]), advice["may_apply"].as_bool()), ("mediation".to_owned(), Some(true)));

    let sent = send(&app, "key-of-this-telephone", &application(&code(&app).await)).await.is(201);
    let at = app.app.db.now();
    assert_eq!(sent.json["applied_at"], at);
    let me = client(&app, &token(&sent));
    let followed = me.get("/residents/matter").await.ok();
    assert_eq!(followed["code"], sent.json["grouped"]);
    assert_eq!((text(&followed["owner"]), followed["receipt"].as_bool()), ("house".to_owned(), Some(true)));
    assert_eq!(followed["road"][0]["standing"], "done");

    // The clerk sees it in the desk's list, with who applied and that the telephone is confirmed.
    let [seen] = &online(&app, "clerk").await[..] else { panic!("one matter") };
    let case = Case { app: &app, code: text(&seen["code"]) };
    assert_eq!(case.code, text(&sent.json["code"]));
    let story = app.as_("clerk").get(&case.path("/timeline")).await;
    let said = String::from_utf8_lossy(&story.bytes).into_owned();
    assert!(said.contains("matter.applied") && said.contains("验证码确认"), "{said}");
    // What a clerk reads out is what the page says.
    let spoken = app.as_("clerk").get(&case.path("/parties/1/road")).await.ok();
    assert_eq!((&spoken["says"], &spoken["next"]), (&followed["says"], &followed["next"]));

    // The receipt says when, to the second, and anybody can check it.
    let receipt = me.get("/residents/receipt").await.is(200);
    let printed = words(&receipt.bytes);
    for said in ["申请回执", "2026年3月2日 09:00:00", "马志强", "某建筑公司", "要回工钱"] {
        assert!(printed.replace(' ', "").contains(&said.replace(' ', "")), "{said}: {printed}");
    }
    assert!(!printed.contains(PHONE), "{printed}");
    let again = me.get("/residents/receipt").await.is(200);
    assert_eq!(receipt.bytes, again.bytes, "the same to the byte");
    let papers = me.get("/residents/matter").await.ok()["papers"].clone();
    let mark = text(&papers[0]["mark"]);
    let checked = app.stranger().get(&format!("/public/papers/{mark}")).await.ok();
    assert_eq!(checked["title"]["zh"], "申请回执");
    assert_eq!(me.get(&format!("/residents/papers/{mark}")).await.is(200).bytes, receipt.bytes);

    // The other side sees neither receipt nor telephone.
    let other = crate::residents::enter(&app, &case.code, &slip(&case, 2).await).await.is(200);
    let other = client(&app, &token(&other));
    other.get("/residents/receipt").await.refused(409, "illegal-move");
    other.get(&format!("/residents/papers/{mark}")).await.refused(404, "not-found");
    let seen = other.get("/residents/matter").await.ok();
    assert_eq!((text(&seen["owner"]), seen["papers"].as_array().map(Vec::len)), ("you".to_owned(), Some(0)));
    app.finish().await;
}

#[tokio::test]
async fn twenty_taps_and_a_lost_connection_are_one_matter() {
    let app = TestApp::with_settings(demo()).await;
    let application = application(&code(&app).await);
    let first = send(&app, "key-of-this-telephone", &application).await.is(201);
    for _ in 0..19 {
        let again = send(&app, "key-of-this-telephone", &application).await.is(201);
        assert_eq!((&again.json["code"], &again.json["applied_at"]), (&first.json["code"], &first.json["applied_at"]));
        client(&app, &token(&again)).get("/residents/matter").await.ok();
    }
    assert_eq!(online(&app, "clerk").await.len(), 1);
    // Something else under the same number, or the same code under another.
    let mut other = application.clone();
    other["claim"] = json!("要回别的");
    send(&app, "key-of-this-telephone", &other).await.refused(409, "applied-already");
    send(&app, "another-number", &application).await.refused(401, "code-refused");
    send(&app, "", &application).await.refused(400, "malformed");
    app.finish().await;
}

#[tokio::test]
async fn taps_at_the_same_moment_are_one_matter() {
    let app = TestApp::with_settings(demo()).await;
    let application = application(&code(&app).await);
    let tap = || send(&app, "key-of-this-telephone", &application);
    let (a, b, c, d) = tokio::join!(tap(), tap(), tap(), tap());
    let codes: Vec<String> = [a, b, c, d].into_iter().map(|answer| text(&answer.is(201).json["code"])).collect();
    assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
    assert_eq!(online(&app, "clerk").await.len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_costs_no_code() {
    let app = TestApp::with_settings(demo()).await;
    let sent = code(&app).await;
    let mut bad = application(&sent);
    bad["me"]["phone"] = json!("没有电话");
    bad["occurred_on"] = json!("2027-03-02");
    let refused = send(&app, "key-of-this-telephone", &bad).await.refused(422, "phone-malformed");
    assert!(
        refused["errors"].as_array().is_some_and(|e| e.iter().any(|e| e["pointer"] == "/occurred_on")),
        "{refused}"
    );
    let mut elsewhere = application(&sent);
    elsewhere["area"] = json!("629999999");
    send(&app, "key-of-this-telephone", &elsewhere).await.refused(409, "no-desk");
    let wrong = if sent == "111111" { "222222" } else { "111111" };
    send(&app, "key-of-this-telephone", &application(wrong)).await.refused(401, "code-refused");
    assert!(online(&app, "clerk").await.is_empty());
    send(&app, "key-of-this-telephone", &application(&sent)).await.is(201);
    app.finish().await;
}

#[tokio::test]
async fn violence_at_home_is_seen_by_the_desk_and_nobody_else() {
    let app = TestApp::with_settings(demo()).await;
    let mut sealed = application(&code(&app).await);
    sealed["answers"] = json!({
        "trouble": "family", "danger": "at_home", "handled": "nobody", "refused": false, "no_lawyer": false });
    let sent = send(&app, "key-of-this-telephone", &sealed).await.is(201);
    let matter = format!("/matters/{}", text(&sent.json["code"]));
    for login in ["clerk", "clerk2"] {
        app.as_(login).get(&matter).await.ok();
    }
    for login in ["mediator", "far-clerk", "leader"] {
        app.as_(login).get(&matter).await.refused(404, "not-found");
    }
    // Nothing is sent by itself: the newest message is still the code.
    assert!(crate::messages::newest(&app).await.is_some_and(|said| said.contains("验证码")));
    app.finish().await;
}

#[tokio::test]
async fn a_photograph_is_taken_and_what_is_none_is_not() {
    let app = TestApp::with_settings(demo()).await;
    let sent = send(&app, "key-of-this-telephone", &application(&code(&app).await)).await.is(201);
    let me = client(&app, &token(&sent));
    me.upload("/residents/attachments", "欠条.pdf", b"%PDF-1.7\n%%EOF\n").await.is(201);
    me.upload("/residents/attachments", "照片.jpg", b"not a photograph").await.refused(422, "file-kind-refused");
    me.upload("/residents/attachments", "照片.jpg", b"").await.refused(422, "file-empty");
    let listed = app.as_("clerk").get(&format!("/matters/{}/attachments", text(&sent.json["code"]))).await.ok();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
    // A telephone that lost its answer sends it again: one file, one event.
    let before = app.as_("clerk").get(&format!("/matters/{}", text(&sent.json["code"]))).await.ok();
    for _ in 0..20 {
        let again = me.upload("/residents/attachments", "欠条（再传）.pdf", b"%PDF-1.7\n%%EOF\n").await.is(201);
        assert_eq!(again.json["n"], 1, "{}", again.json);
    }
    let after = app.as_("clerk").get(&format!("/matters/{}", text(&sent.json["code"]))).await.ok();
    assert_eq!(before["version"], after["version"]);
    // As large as a telephone makes them: more than any form, less than the house takes.
    let large = |megabytes: usize| [b"%PDF-1.7\n".to_vec(), vec![b' '; megabytes << 20], b"%%EOF\n".to_vec()].concat();
    me.upload("/residents/attachments", "协议.pdf", &large(6)).await.is(201);
    me.upload("/residents/attachments", "太大.pdf", &large(21)).await.refused(413, "file-too-large");
    app.finish().await;
}

#[tokio::test]
async fn each_side_follows_the_road_without_what_the_other_said() {
    let app = TestApp::with_settings(demo()).await;
    let case = Case::registered(&app).await;
    let one = client(&app, &token(&crate::residents::enter(&app, &case.code, &slip(&case, 1).await).await));
    let two = client(&app, &token(&crate::residents::enter(&app, &case.code, &slip(&case, 2).await).await));
    let look = async || (one.get("/residents/matter").await.ok(), two.get("/residents/matter").await.ok());
    let (a, b) = look().await;
    assert_eq!((text(&a["owner"]), text(&b["owner"])), ("house".to_owned(), "you".to_owned()));
    case.in_effect().await;
    let statement = json!({ "move": "make_statement", "statement": {
        "party": 1, "text": "我最低可以收两万元。", "on": "2026-03-02" } });
    drop(case.try_make("mediator", statement).await);
    let (a, b) = look().await;
    assert_eq!((text(&a["owner"]), text(&b["owner"])), ("other".to_owned(), "you".to_owned()));
    assert!(text(&b["next"]["zh"]).contains("医疗费"), "{b:#}");
    let fields = |value: &Value| -> Vec<String> {
        let mut fields: Vec<String> = value.as_object().expect("an object").keys().cloned().collect();
        fields.sort();
        fields
    };
    assert_eq!(
        fields(&a),
        [
            "call",
            "code",
            "days_left",
            "due_on",
            "kind",
            "meeting",
            "next",
            "open",
            "owner",
            "papers",
            "receipt",
            "registered_at",
            "road",
            "says"
        ]
    );
    assert_eq!(fields(&a), fields(&b));
    for seen in [a.to_string(), b.to_string()] {
        for private in ["两万", "1380000000", "桥坡村二组", "相撞", "urgent"] {
            assert!(!seen.contains(private), "{private}: {seen}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn a_place_without_a_centre_says_where_else_to_go() {
    let app = TestApp::with_settings(demo()).await;
    let elsewhere = json!({ "phone": PHONE, "area": "620621101" });
    app.stranger().post("/public/applications/codes", elsewhere).await.refused(409, "no-desk");
    app.stranger().post("/public/applications/codes", json!({ "phone": PHONE, "area": FAR_TOWN })).await.is(202);
    app.finish().await;
}

/// What a grid worker writes down for somebody who has no telephone.
pub(crate) fn helped() -> Value {
    let mut helped = application("");
    helped["me"] = json!({ "name": "赵守田", "phone": "" });
    helped["other"] = json!({ "kind": "natural", "name": "钱有余", "phone": "" });
    helped["answers"] = answers("neighbours");
    helped["how"] = json!("oral");
    helped
}

#[tokio::test]
async fn a_grid_worker_helps_somebody_without_a_telephone_who_goes_home_with_a_slip() {
    let app = TestApp::with_settings(demo()).await;
    let worker = || app.as_("grid-worker").header("idempotency-key", "at-the-gate-1");
    let told = app.as_("grid-worker").get(&format!("/applications/notice?area={VILLAGE}")).await.ok();
    assert_eq!(told["version"], 0);
    let mut not_agreed = helped();
    not_agreed["agreed"] = json!(false);
    let refused = worker().post("/applications", not_agreed).await.refused(422, "required");
    assert_eq!(refused["errors"][0]["pointer"], "/agreed");
    let made = worker().post("/applications", helped()).await.is(201);
    let case = Case { app: &app, code: text(&made.json["code"]) };
    assert!(!made.json["slip"]["paper"].as_str().expect("a slip").is_empty());

    // The consent names who helped; the desk sees the matter as any other; who helped goes on seeing it.
    let privacy = app.as_("clerk").get(&case.path("/privacy")).await.ok();
    let receipt = &privacy["parties"][0]["receipts"][0];
    assert_eq!((text(&receipt["how"]), text(&receipt["by_name"])), ("oral".to_owned(), "高巡山".to_owned()));
    app.as_("grid-worker").get(&case.path("")).await.ok();
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("帮当事人提出申请"), "{story}");
    // The slip opens the own door, there is a receipt, and the clerk can say how it stands.
    let enter = crate::residents::enter(&app, &case.code, &text(&made.json["slip"]["secret"])).await.is(200);
    let me = client(&app, &token(&enter));
    assert_eq!(me.get("/residents/matter").await.ok()["receipt"], true);
    me.get("/residents/receipt").await.is(200);
    app.as_("clerk").get(&case.path("/parties/1/road")).await.ok();
    // Sent again it is the same matter, and the new slip is the one that opens.
    let again = worker().post("/applications", helped()).await.is(201);
    assert_eq!(again.json["code"], made.json["code"]);
    me.get("/residents/matter").await.refused(401, "entry-needed");
    let mut other = helped();
    other["claim"] = json!("别的");
    worker().post("/applications", other).await.refused(409, "idempotency-mismatch");
    app.finish().await;
}

#[tokio::test]
async fn applying_agrees_to_the_notice_of_today_and_a_child_does_not_agree_alone() {
    let app = TestApp::with_settings(demo()).await;
    let sent = code(&app).await;
    app.as_("security").post("/privacy/notice", crate::privacy::new_notice()).await.is(201);
    let refused = send(&app, "key-of-this-telephone", &application(&sent)).await.refused(422, "notice-unknown");
    assert_eq!(refused["errors"][0]["pointer"], "/notice");
    let form = app.stranger().get(&format!("/public/applications/form?area={VILLAGE}")).await.ok();
    let mut child = application(&sent);
    child["notice"] = form["notice"]["version"].clone();
    child["me"]["born_on"] = json!("2013-05-01");
    child["me"]["guardian"] = json!({ "name": "马大山", "relation": "父亲", "phone": PHONE });
    let refused = send(&app, "key-of-this-telephone", &child).await.refused(422, "guardian-must-consent");
    assert_eq!(refused["errors"][0]["pointer"], "/by_guardian");
    child["by_guardian"] = json!(true);
    let made = send(&app, "key-of-this-telephone", &child).await.is(201);
    let me = client(&app, &token(&made));
    let mine = me.get("/residents/privacy").await.ok();
    assert_eq!(
        (&mine["standing"]["notice"], &mine["standing"]["how"], &mine["standing"]["by_guardian"]),
        (&json!(1), &json!("online"), &json!(true))
    );
    app.finish().await;
}
