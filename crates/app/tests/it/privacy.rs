//! Personal data: the notice, consents, withdrawals, telephones in full.

use bandeng_core::privacy::Notice;
use bandeng_testkit::TestApp;
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
    for _ in 0..23 {
        clerk.post(&path, json!({ "reason": "arrange" })).await.ok();
    }
    clerk.post(&path, json!({ "reason": "arrange" })).await.refused(429, "too-many");
    app.clock.forward_minutes(60);
    clerk.post(&path, json!({ "reason": "arrange" })).await.ok();
    app.finish().await;
}
