//! The public roster, and choosing a mediator among those proposed.

use bandeng_testkit::world::VILLAGE;
use bandeng_testkit::{Client, TestApp};
use serde_json::{Value, json};

use crate::residents::{client, enter, follow_link, slip, token};
use crate::support::{Case, text};

pub(crate) fn profile() -> Value {
    json!({ "kind": "part_time", "specialities": ["road_traffic"], "languages": ["普通话", "凉州话"], "weekdays": ["monday", "friday"] })
}

fn at(app: &TestApp, rest: &str) -> String {
    format!("/organisations/{}/roster{rest}", app.world.organisation("committee"))
}

fn of(app: &TestApp, login: &str) -> String {
    app.world.account(login).to_string()
}

async fn public(app: &TestApp) -> Vec<Value> {
    let found = app.stranger().get(&format!("/public/mediators?area={VILLAGE}")).await.ok();
    found["items"][0]["mediators"].as_array().cloned().unwrap_or_default()
}

async fn party(case: &Case<'_>, no: u16) -> Client {
    client(case.app, &token(&enter(case.app, &case.code, &slip(case, no).await).await))
}

/// Those of the committee, as its director sees them.
async fn mediators(app: &TestApp) -> Vec<String> {
    let roster = app.as_("director").get(&at(app, "")).await.ok();
    roster["items"].as_array().expect("items").iter().map(|one| text(&one["account"])).collect()
}

#[tokio::test]
async fn a_mediator_alone_says_what_is_public_and_no_number_stands_beside_a_name() {
    let app = TestApp::new().await;
    let me = of(&app, "mediator");
    let path = at(&app, &format!("/{me}"));
    assert_eq!(public(&app).await, Vec::<Value>::new());
    // Nothing entered, nothing to publish; entered by the director it is not public.
    app.as_("mediator").put(&at(&app, "/public"), json!({ "public": true })).await.is(404);
    app.as_("director").put(&path, profile()).await.is(204);
    app.as_("clerk").put(&path, profile()).await.refused(403, "not-allowed");
    app.as_("mediator2").put(&path, profile()).await.refused(403, "not-allowed");
    assert!(public(&app).await.is_empty());
    app.as_("mediator").put(&at(&app, "/public"), json!({ "public": true })).await.is(204);
    let shown = public(&app).await;
    let keys: Vec<&String> = shown[0].as_object().expect("an entry").keys().collect();
    assert_eq!(keys, ["away_until", "kind", "languages", "name", "specialities", "weekdays"], "and nothing else");
    assert_eq!((shown.len(), &shown[0]["languages"]), (1, &json!(["普通话", "凉州话"])));
    // Somebody else changes it: not public until the mediator says so again.
    let mut other = profile();
    other["languages"] = json!(["藏语"]);
    app.as_("director").put(&path, other.clone()).await.is(204);
    assert!(public(&app).await.is_empty());
    app.as_("mediator").put(&at(&app, "/public"), json!({ "public": true })).await.is(204);
    other["weekdays"] = json!(["sunday"]);
    app.as_("mediator").put(&path, other).await.is(204);
    assert_eq!(public(&app).await.len(), 1, "their own change stays public");
    let mut wrong = profile();
    wrong["languages"] = json!([""]);
    app.as_("mediator").put(&path, wrong).await.refused(422, "required");
    app.finish().await;
}

#[tokio::test]
async fn both_sides_choose_on_the_telephone_and_whom_both_accept_is_assigned() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.accepted().await;
    let all = mediators(&app).await;
    assert!(all.len() >= 2, "{all:?}");
    let proposed: Vec<&String> = all.iter().take(3).collect();
    case.make("director", json!({ "move": "propose_mediators", "mediators": proposed })).await;
    // It runs for two working days, and the committee waits.
    let days = case.view("clerk").await["days"].clone();
    let day = days.as_array().expect("days").iter().find(|d| d["rule"] == "mediator_choice").expect("a day").clone();
    assert_eq!((&day["due_on"], &day["state"]), (&json!("2026-03-04"), &json!("open")));
    let assign = json!({ "move": "assign", "mediators": [all[0]], "how": "assigned" });
    case.try_make("director", assign.clone()).await.refused(409, "choice-open");

    let given = app.as_("clerk").post(&case.path("/mediations/1/choice/links"), json!({ "party": 1 })).await.is(201);
    let address = text(&given.json["address"]);
    let entered = follow_link(&app, address.split_once("/r/l#").expect("an address").1).await.is(200);
    assert_eq!(entered.json["purpose"], "choice");
    let one = client(&app, &token(&entered));
    let asked = one.get("/residents/choice").await.ok();
    assert_eq!(
        (&asked["open"], &asked["until"], &asked["answered"]),
        (&json!(true), &json!("2026-03-04"), &json!(false))
    );
    assert!(asked["proposed"][0]["profile"].is_null(), "nothing is public");
    one.put("/residents/choice", json!({ "accepts": [of(&app, "clerk")] })).await.is(422);
    for _ in 0..20 {
        let said = one.put("/residents/choice", json!({ "accepts": [all[1]] })).await.ok();
        assert_eq!((&said["answered"], &said["mediators"]), (&json!(true), &json!([])));
    }
    // The other side is not told, and is asked at the desk.
    let two = party(&case, 2).await;
    let seen = two.get("/residents/choice").await.ok();
    assert!(seen["proposed"].as_array().expect("proposed").iter().all(|one| one["accepted"] == false));
    case.make("clerk", json!({ "move": "pick_mediator", "party": 2, "accepts": [all[0], all[1]] })).await;
    let m = case.mediation("director").await;
    assert_eq!(m["state"], "assigned");
    assert_eq!(
        (&m["body"]["mediators"][0]["account"], &m["body"]["mediators"][0]["how"]),
        (&json!(all[1]), &json!("chosen"))
    );
    let days = case.view("director").await["days"].clone();
    let day = days.as_array().expect("days").iter().find(|d| d["rule"] == "mediator_choice").expect("a day").clone();
    assert_eq!(day["state"], "met");
    one.put("/residents/choice", json!({ "accepts": [] })).await.refused(409, "illegal-move");
    let story = app.as_("director").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("李建设愿意请") && story.contains("当事人选定"), "{story}");
    app.finish().await;
}

#[tokio::test]
async fn where_they_do_not_agree_in_two_working_days_the_committee_assigns() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.accepted().await;
    let all = mediators(&app).await;
    case.make("director", json!({ "move": "propose_mediators", "mediators": [all[0], all[1]] })).await;
    let two = party(&case, 2).await;
    app.clock.forward_days(3);
    let late = two.put("/residents/choice", json!({ "accepts": [all[0]] })).await;
    assert_eq!(late.status, 401, "the session is over as well");
    let two = party(&case, 2).await;
    assert_eq!(two.get("/residents/choice").await.ok()["open"], false);
    two.put("/residents/choice", json!({ "accepts": [all[0]] })).await.refused(409, "choice-over");
    case.make("director", json!({ "move": "assign", "mediators": [all[0]], "how": "assigned" })).await;
    app.as_("clerk").post(&case.path("/mediations/1/choice/links"), json!({ "party": 1 })).await.is(409);
    app.finish().await;
}
