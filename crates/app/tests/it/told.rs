//! What parties are told of by itself, a code before a signature by link, a meeting, and papers that are shared.

use bandeng_app::Settings;
use bandeng_app::jobs::{Registry, drain};
use bandeng_app::messages::settings::{MessageSettings, Smtp};
use bandeng_testkit::{Client, TestApp};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::messages::{demo, digits};
use crate::residents::{client, enter, follow_link, slip, token};
use crate::signing::{ask, on_phone, to_be_signed};
use crate::support::{Case, draft, intake_with, joint, text};

/// The kinds of what was sent about a matter, by party, the first first.
async fn sent(case: &Case<'_>) -> Vec<(String, u64)> {
    let page = case.app.as_("clerk").get(&case.path("/messages")).await.ok();
    let items = page["items"].as_array().expect("a list").iter().rev();
    items.map(|one| (text(&one["kind"]), one["party"].as_u64().expect("a party"))).collect()
}

fn of(sent: &[(String, u64)], kind: &str) -> Vec<u64> {
    sent.iter().filter(|(told, _)| told == kind).map(|(_, party)| *party).collect()
}

async fn party(case: &Case<'_>, no: u16) -> Client {
    client(case.app, &token(&enter(case.app, &case.code, &slip(case, no).await).await.is(200)))
}

#[tokio::test]
async fn a_link_that_was_forwarded_signs_nothing_without_the_partys_telephone() {
    let app = TestApp::with_settings(demo()).await;
    let case = to_be_signed(&app).await;
    let no = ask(&case, "clerk", "agreement").await;
    // Both are told that there is something to sign, as soon as it is laid before them.
    assert_eq!(of(&sent(&case).await, "sign"), [1, 2]);
    let given =
        app.as_("clerk").post(&case.path(&format!("/signatures/{no}/links")), json!({ "party": 1 })).await.is(201);
    let link = text(&given.json["address"]).split_once("/r/l#").expect("an address").1.to_owned();
    let session = client(&app, &token(&follow_link(&app, &link).await.is(200)));
    let at = format!("/residents/signatures/{no}");
    let paper = session.get(&at).await.ok();
    assert_eq!(paper["code_to"], "138****0001");
    session.post(&format!("{at}/given"), on_phone(1)).await.refused(409, "code-needed");
    session.post(&format!("{at}/taken-back"), json!({})).await.refused(409, "code-needed");
    session.post("/residents/proof", json!({ "digits": "000000" })).await.refused(401, "code-refused");
    for _ in 0..3 {
        session.post("/residents/codes", json!({})).await.is(202);
    }
    let digits = digits(&app).await;
    // The code is for this session: another one that came by a link has none.
    let given =
        app.as_("clerk").post(&case.path(&format!("/signatures/{no}/links")), json!({ "party": 1 })).await.is(201);
    let link = text(&given.json["address"]).split_once("/r/l#").expect("an address").1.to_owned();
    let other = client(&app, &token(&follow_link(&app, &link).await.is(200)));
    other.post("/residents/proof", json!({ "digits": digits })).await.refused(401, "code-refused");
    session.post("/residents/proof", json!({ "digits": digits })).await.is(204);
    session.post("/residents/proof", json!({ "digits": digits })).await.is(204);
    other.post("/residents/proof", json!({ "digits": digits })).await.refused(401, "code-refused");
    assert_eq!(session.get(&at).await.ok()["code_to"], Value::Null);
    session.post(&format!("{at}/given"), on_phone(1)).await.ok();
    let item = app.as_("clerk").get(&case.path("/signatures")).await.ok()["items"][0].clone();
    assert_eq!(item["signers"][0]["given"]["door"], "link_code");
    // Who came by the own slip needs none.
    let second = party(&case, 2).await;
    assert_eq!(second.get(&at).await.ok()["code_to"], Value::Null);
    second.post(&format!("{at}/given"), on_phone(2)).await.ok();
    app.finish().await;
}

#[tokio::test]
async fn both_hear_that_they_may_choose_and_that_a_meeting_is_arranged() {
    let app = TestApp::with_settings(demo()).await;
    let case = Case::registered(&app).await;
    case.accepted().await;
    let mediator = app.world.account("mediator").to_string();
    case.make("director", json!({ "move": "propose_mediators", "mediators": [mediator] })).await;
    assert_eq!(of(&sent(&case).await, "choose"), [1, 2]);
    let one = party(&case, 1).await;
    let seen = one.get("/residents/matter").await.ok();
    assert_eq!((&seen["owner"], &seen["due_on"]), (&json!("you"), &json!("2026-03-04")));
    one.put("/residents/choice", json!({ "accepts": [mediator] })).await.ok();
    assert_eq!(one.get("/residents/matter").await.ok()["owner"], "other");

    let arrange = async |meeting: Value| {
        let body = json!({ "version": case.version().await, "meeting": meeting });
        app.as_("clerk").put(&case.path("/meeting"), body).await
    };
    let yesterday = json!({ "at": "2026-03-01T09:30:00", "place": "大柳镇调解室" });
    arrange(yesterday).await.refused(422, "meeting-past");
    for far in ["2027-03-03T09:30:00", "9999-12-31T23:59:59"] {
        arrange(json!({ "at": far, "place": "大柳镇调解室" })).await.refused(422, "out-of-range");
    }
    arrange(json!({ "at": "2026-03-05T09:30:00", "place": " " })).await.refused(422, "required");
    arrange(Value::Null).await.refused(404, "not-found");
    arrange(json!({ "at": "2026-03-05T09:30:00", "place": "大柳镇调解室" })).await.is(204);
    assert_eq!(of(&sent(&case).await, "session"), [1, 2]);
    // When and where says the own page, and no message.
    let two = party(&case, 2).await;
    assert_eq!(two.get("/residents/matter").await.ok()["meeting"]["zh"], "3月5日 09:30，大柳镇调解室");
    let shown = app.stranger().get("/public/demo/messages").await.ok().to_string();
    assert!(!shown.contains("09:30") && !shown.contains("大柳镇调解室"), "{shown}");
    // Who took the consent back is told no more of what rests on it.
    two.post("/residents/privacy/consent", json!({ "notice": 0 })).await.ok();
    two.post("/residents/privacy/withdrawal", Value::Null).await.ok();
    arrange(json!({ "at": "2026-03-06T09:30:00", "place": "大柳镇调解室" })).await.is(204);
    assert_eq!(of(&sent(&case).await, "session"), [1, 2, 1]);
    arrange(Value::Null).await.is(204);
    assert_eq!(two.get("/residents/matter").await.ok()["meeting"], Value::Null);
    app.finish().await;
}

#[tokio::test]
async fn whoever_promised_is_told_before_the_day_and_after_it_once() {
    let app = TestApp::with_settings(demo()).await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let mut promise = draft();
    promise["draft"]["obligations"][0]["due"] = json!({ "due": "by", "on": "2026-03-20" });
    case.make("mediator", promise).await;
    case.make("mediator", json!({ "move": "agree_orally", "on": "2026-03-02" })).await;
    let due = date(2026, 3, 20);
    let morning = async |on: Date| {
        app.clock.set(on.at(8, 30, 0, 0));
        drain(&app.app, &Registry::house()).await.expect("the queue can be read");
    };
    let told = async || {
        let sent = sent(&case).await;
        (of(&sent, "due"), of(&sent, "overdue"))
    };
    for before in (0..4).rev() {
        morning(due.saturating_sub(jiff::Span::new().days(before))).await;
    }
    assert_eq!(told().await, (vec![2], vec![]));
    morning(due.tomorrow().expect("a day")).await;
    assert_eq!(told().await, (vec![2], vec![2]));
    app.finish().await;
}

#[tokio::test]
async fn who_has_no_telephone_and_gave_an_address_is_told_by_e_mail() {
    let email = Some(Smtp { url: "smtp://127.0.0.1:9".into(), from: "板凳 <no-reply@example.cn>".into() });
    let settings = Settings {
        messages: MessageSettings { sms: None, email },
        public_url: Some("https://bandeng.example.cn".into()),
        ..Settings::default()
    };
    let app = TestApp::with_settings(settings).await;
    let mut form = intake_with(&app, json!({}));
    form["parties"][0]["phone"] = json!("");
    form["parties"][0]["email"] = json!("ma@example.cn");
    let case = Case::of(&app, form).await;
    case.accepted().await;
    let page = app.as_("clerk").get(&case.path("/messages")).await.ok();
    let first = page["items"].as_array().expect("a list").iter().find(|one| one["party"] == 1).expect("told").clone();
    assert_eq!(
        (&first["way"], &first["to"], &first["state"]),
        (&json!("email"), &json!("m***@example.cn"), &json!("waiting"))
    );
    app.finish().await;
}

#[tokio::test]
async fn a_party_reads_what_is_its_own_and_what_the_house_shares_with_it() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    // The record of a session with a result is ready, and is issued when it is printed.
    let mut session = joint("2026-03-02T10:00:00");
    session["session"]["with"]["result"] = json!("双方同意再谈。");
    case.make("mediator", session).await;
    for slug in ["session-record?no=2", "acceptance-register"] {
        app.as_("mediator").get(&case.path(&format!("/mediations/1/papers/{slug}"))).await.is(200);
    }
    let listed = async |no: u16| app.as_("clerk").get(&case.path(&format!("/parties/{no}/papers"))).await.ok();
    let papers = listed(1).await["items"].as_array().expect("a list").clone();
    let record = papers.iter().find(|one| one["own"] == false).expect("the record").clone();
    assert_eq!(record["shared"], false);
    assert!(!papers.iter().any(|one| text(&one["title"]["zh"]).contains("受理登记")), "{papers:?}");
    let mark = text(&record["mark"]);
    let (one, two) = (party(&case, 1).await, party(&case, 2).await);
    one.get(&format!("/residents/papers/{mark}")).await.refused(404, "not-found");
    let put = async |shared: bool| {
        let path = case.path(&format!("/parties/1/papers/{mark}"));
        app.as_("clerk").put(&path, json!({ "shared": shared })).await
    };
    put(false).await.refused(404, "not-found");
    assert!(put(true).await.ok()["items"].as_array().expect("a list").iter().any(|one| one["shared"] == true));
    put(true).await.ok();
    one.get(&format!("/residents/papers/{mark}")).await.is(200);
    two.get(&format!("/residents/papers/{mark}")).await.refused(404, "not-found");
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert_eq!(story.matches("matter.paper_shared").count(), 1, "{story}");
    put(false).await.ok();
    one.get(&format!("/residents/papers/{mark}")).await.refused(404, "not-found");
    // What is the house's own is shared with nobody.
    let register = app.as_("clerk").get(&case.path("/mediations/1/papers")).await.ok();
    let hidden = register.to_string();
    assert!(hidden.contains("acceptance-register"), "{hidden}");
    app.finish().await;
}
