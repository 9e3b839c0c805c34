//! The stories counties tell, from the window to the archive.

use bandeng_testkit::TestApp;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::support::{Case, draft, intake_with, joint, text};

fn sentences(timeline: &Value) -> Vec<String> {
    timeline["items"].as_array().expect("items").iter().rev().map(|e| text(&e["sentence"]["zh"])).collect()
}

#[tokio::test]
async fn a_traffic_injury_goes_from_the_window_to_the_archive() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    let mediation = case.mediation("mediator").await;
    assert_eq!(mediation["state"], "in_effect");
    assert_eq!(mediation["body"]["agreement"]["effective_on"], "2026-03-02");

    case.make(
        "mediator",
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-02", "how": "receipt" }),
    )
    .await;
    assert_eq!(case.mediation("mediator").await["state"], "fulfilled");

    let follow_up =
        json!({ "party": 1, "on": "2026-03-02", "how": "telephone", "kept": "fully", "satisfaction": "satisfied" });
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    case.try_move("clerk", json!({ "move": "archive" })).await.refused(409, "follow-up-missing");
    app.as_("mediator").post(&case.path("/follow-ups"), follow_up.clone()).await.refused(409, "follow-up-by-self");
    app.as_("clerk").post(&case.path("/follow-ups"), follow_up).await.ok();
    case.try_move("clerk", json!({ "move": "archive" })).await.ok();

    let view = case.view("clerk").await;
    assert_eq!(view["state"], "archived");
    assert!(view["days"].as_array().expect("days").iter().all(|d| d["hint"] == true || d["state"] == "met"));
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok();
    insta::assert_snapshot!("traffic_timeline", sentences(&story).join("\n"));
    // Archived is read-only.
    case.try_make("mediator", joint("2026-03-02T09:30:00")).await.refused(403, "not-allowed");
    app.finish().await;
}

#[tokio::test]
async fn a_family_quarrel_is_settled_on_the_bench_and_the_reporter_stays_unknown() {
    let app = TestApp::new().await;
    let form = intake_with(
        &app,
        json!({
            "kind": "marriage_family", "source": "own_initiative", "channel": "telephone",
            "lead": { "reporter": "何秀兰", "capacity": "中心户长", "phone": "13800000009", "received_on": "2026-03-02" },
        }),
    );
    let case = Case::of(&app, form).await;
    case.assigned().await;
    case.make("mediator", json!({ "move": "give_notice", "parties": [1, 2], "how": "read_out", "on": "2026-03-02" }))
        .await;
    let alone = |started: &str, party: u16| {
        json!({ "move": "hold_session", "session": {
        "place_kind": "bench", "place": "当事人家中", "started": started, "with": { "form": "alone", "party": party },
    } })
    };
    for (day, mv) in [
        (5, joint("2026-03-05T19:30:00")),
        (11, alone("2026-03-11T19:30:00", 1)),
        (18, alone("2026-03-18T19:30:00", 2)),
        (25, joint("2026-03-25T19:30:00")),
    ] {
        app.clock.set(date(2026, 3, day).at(21, 0, 0, 0));
        case.make("mediator", mv).await;
    }
    case.make("mediator", draft()).await;
    case.make("mediator", json!({ "move": "agree_orally", "on": "2026-03-25" })).await;
    let mediation = case.mediation("mediator").await;
    assert_eq!(mediation["state"], "in_effect");
    assert_eq!(mediation["body"]["sessions"].as_array().map(Vec::len), Some(4));

    // Who registered sees who reported; who mediates does not, nor does any sentence of the story.
    assert_eq!(case.view("clerk").await["lead"]["reporter"], "何秀兰");
    for login in ["mediator", "director"] {
        let view = case.view(login).await.to_string();
        let story = app.as_(login).get(&case.path("/timeline")).await.ok().to_string();
        assert!(!view.contains("何秀兰") && !story.contains("何秀兰"), "{login} sees the reporter");
    }
    // A note of what was said alone has no place to go.
    let mut note = alone("2026-03-25T20:00:00", 1);
    note["session"]["with"]["record"] = json!("她说……");
    case.try_make("mediator", note).await.is(422);
    app.finish().await;
}

#[tokio::test]
async fn a_party_who_refuses_ends_the_mediation_and_is_told_what_remains() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.assigned().await;
    case.make(
        "clerk",
        json!({ "move": "consent", "party": 2, "given": false, "how": "telephone", "on": "2026-03-02" }),
    )
    .await;
    let mediation = case.mediation("mediator").await;
    let primary = mediation["moves"].as_array().expect("moves").iter().find(|m| m["primary"] == true).cloned();
    assert_eq!(primary.expect("a likeliest move")["move"], "terminate");
    let terminate = |remedies: Value| json!({ "move": "terminate", "reason": "party_refuses", "remedies": remedies, "told": "in_person" });
    case.try_make("mediator", terminate(json!([]))).await.refused(409, "remedies-not-told");
    case.make("mediator", terminate(json!(["court"]))).await;
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    case.try_move("clerk", json!({ "move": "archive" })).await.refused(409, "dossier-incomplete");
    app.finish().await;
}

#[tokio::test]
async fn what_is_before_the_court_is_not_accepted_but_shown_its_way() {
    let app = TestApp::new().await;
    let case = Case::of(&app, intake_with(&app, json!({ "barrier": "court" }))).await;
    case.make("clerk", json!({ "move": "consent", "party": 2, "given": true, "how": "oral", "on": "2026-03-02" }))
        .await;
    case.try_make("director", json!({ "move": "accept", "on": "2026-03-02" })).await.refused(409, "acceptance-barred");
    case.make("director", json!({ "move": "decline", "reason": "already_before_court", "route": "court" })).await;
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    case.try_move("clerk", json!({ "move": "archive" })).await.ok();
    app.finish().await;
}

#[tokio::test]
async fn a_child_in_danger_seals_the_matter_and_is_reported_at_once() {
    let app = TestApp::new().await;
    let case =
        Case::of(&app, intake_with(&app, json!({ "kind": "marriage_family", "concerns": ["minor_harmed"] }))).await;
    let before = case.view("clerk").await;
    assert_eq!(before["seal"]["ground"], "minor");

    // Absent for everybody but who handles it; the director sees code and days left.
    for login in ["clerk2", "coordinator", "director", "mediator", "far-clerk"] {
        app.as_(login).get(&case.path("")).await.refused(404, "not-found");
        let list = app.as_(login).get("/matters").await.ok();
        assert_eq!(list["items"], json!([]), "{login} sees a sealed matter in a list");
    }
    let today = app.as_("director").get("/today").await.ok();
    assert_eq!(today["sealed"][0]["code"], json!(case.code));
    assert!(today["sealed"][0].get("title").is_none());

    let report = json!({ "ground": "minor_harmed", "to": ["police", "civil_affairs"], "facts": "孩子身上有伤。", "told_how": "电话" });
    app.as_("coordinator").post(&case.path("/urgent-reports"), report.clone()).await.refused(404, "not-found");
    app.as_("clerk").post(&case.path("/urgent-reports"), report).await.is(201);
    let after = case.view("clerk").await;
    assert_eq!(after["state"], before["state"]);
    assert_eq!(after["urgent_reports"].as_array().map(Vec::len), Some(1));

    // The director accepts and assigns by code alone; the mediator takes over from who registered it.
    for party in [1, 2] {
        case.make(
            "clerk",
            json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": "2026-03-02" }),
        )
        .await;
    }
    case.make("director", json!({ "move": "accept", "on": "2026-03-02" })).await;
    let mediator = app.world.account("mediator").to_string();
    case.make("director", json!({ "move": "assign", "mediators": [mediator], "how": "assigned" })).await;
    assert_eq!(case.view("mediator").await["seal"]["ground"], "minor");
    app.as_("clerk").get(&case.path("")).await.refused(404, "not-found");
    // What the law seals is not unsealed.
    let body = json!({ "version": case.version().await, "reason": "当事人要求" });
    app.as_("mediator").post(&case.path("/unseal"), body).await.refused(409, "sealed-by-kind");
    app.finish().await;
}
