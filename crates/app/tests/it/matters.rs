//! Matters: registering once, lists within one's reach, what is masked, what a slow writer is told.

use bandeng_testkit::TestApp;
use serde_json::{Value, json};

use crate::support::{Case, intake, intake_with, joint, text};

#[tokio::test]
async fn registering_answers_with_the_code_at_once_and_twice_is_once() {
    let app = TestApp::new().await;
    let clerk = || app.as_("clerk").header("idempotency-key", "submission-0001");
    let first = clerk().post("/matters", intake(&app)).await.is(201).json;
    let again = clerk().post("/matters", intake(&app)).await.is(201).json;
    assert_eq!(first, again);
    assert!(text(&first["code"]).starts_with("62060226"));
    let list = app.as_("clerk").get("/matters").await.ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    let other = intake_with(&app, json!({ "narrative": "另一件事" }));
    clerk().post("/matters", other).await.refused(409, "idempotency-mismatch");
    app.finish().await;
}

#[tokio::test]
async fn every_fault_of_a_form_is_named_at_its_field_in_one_go() {
    let app = TestApp::new().await;
    let form = intake_with(
        &app,
        json!({
            "narrative": " ", "occurred_on": "2027-01-01", "area": "620602", "source": "court",
            "parties": [{ "side": "applicant", "kind": "natural", "name": "", "phone": "123" }],
        }),
    );
    let problem = app.as_("clerk").post("/matters", form).await.refused(422, "fields-invalid");
    let mut pointers: Vec<String> =
        problem["errors"].as_array().expect("errors").iter().map(|e| text(&e["pointer"])).collect();
    pointers.sort();
    assert_eq!(
        pointers,
        ["/area", "/entrustment", "/narrative", "/occurred_on", "/parties/0/name", "/parties/0/phone"]
    );
    let unknown = intake_with(&app, json!({ "area": "620602130999" }));
    app.as_("clerk").post("/matters", unknown).await.refused(422, "area-unknown");
    let wrong = intake_with(&app, json!({ "committee": app.world.organisation("court").to_string() }));
    app.as_("clerk").post("/matters", wrong).await.refused(409, "committee-invalid");
    app.as_("clerk").post("/matters", json!({ "kind": "gossip" })).await.refused(422, "unknown-value");
    app.as_("audit").post("/matters", intake(&app)).await.refused(403, "not-allowed");
    app.finish().await;
}

#[tokio::test]
async fn telephones_lie_encrypted_and_are_shown_masked_until_a_reason_is_given() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let view = case.view("clerk").await;
    assert_eq!(view["parties"][0]["phone_masked"], "138****0001");
    assert!(!view.to_string().contains("13800000001"));
    let show = case.path("/parties/1/phone");
    app.as_("clerk").post(&show, json!({ "reason": " " })).await.refused(422, "fields-invalid");
    let shown = app.as_("clerk").post(&show, json!({ "reason": "arrange" })).await.ok();
    assert_eq!(shown["phone"], "13800000001");
    app.as_("coordinator").post(&show, json!({ "reason": "arrange" })).await.ok();
    app.as_("director").post(&show, json!({ "reason": "arrange" })).await.ok();
    app.as_("mediator").post(&show, json!({ "reason": "arrange" })).await.refused(403, "not-allowed");
    app.as_("far-clerk").post(&show, json!({ "reason": "arrange" })).await.refused(404, "not-found");
    // The looks are events, and no event holds a number.
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("查看了李建设的电话") && !story.contains("13800000001"));
    let raw = std::fs::read(app.database_url().trim_start_matches("sqlite://")).unwrap_or_default();
    assert!(!raw.windows(11).any(|w| w == b"13800000001"), "a telephone lies in the file in plain text");
    app.finish().await;
}

#[tokio::test]
async fn a_slow_writer_is_told_what_happened_meanwhile_and_nothing_is_lost() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let seen = case.version().await;
    let consent =
        |party: u16| json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": "2026-03-02" });
    let body = |mv: Value| json!({ "version": seen, "make": mv });
    app.as_("clerk").post(&case.path("/mediations/1/moves"), body(consent(2))).await.ok();
    let problem =
        app.as_("clerk2").post(&case.path("/mediations/1/moves"), body(consent(2))).await.refused(409, "stale-version");
    assert_eq!(problem["changes"][0]["actor"], "陈晓燕");
    assert!(text(&problem["changes"][0]["sentence"]["zh"]).contains("吴大勇同意调解"));
    assert_eq!(problem["version"], seen + 1);
    app.finish().await;
}

#[tokio::test]
async fn a_list_pages_by_key_and_shows_each_matter_once() {
    let app = TestApp::new().await;
    for i in 0..7 {
        app.clock.forward_minutes(1);
        let case = Case::of(&app, intake_with(&app, json!({ "place": format!("第{i}处") }))).await;
        if i % 2 == 0 {
            // Two arms find these for the director who is also made a mediator of them.
            case.assigned().await;
        }
    }
    for (login, expected) in [
        ("clerk", 7),
        ("director", 7),
        ("coordinator", 7),
        ("mediator", 7),
        ("mediator2", 7),
        ("judicial", 0),
        ("officer", 0),
        ("leader", 0),
        ("far-coordinator", 0),
    ] {
        for sort in ["newest", "due"] {
            let mut seen: Vec<String> = Vec::new();
            let mut after = String::new();
            loop {
                let page = app.as_(login).get(&format!("/matters?limit=3&sort={sort}{after}")).await.ok();
                seen.extend(page["items"].as_array().expect("items").iter().map(|r| text(&r["code"])));
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            let mut unique = seen.clone();
            unique.sort();
            unique.dedup();
            assert_eq!((unique.len(), seen.len()), (expected, expected), "{login} by {sort}");
        }
    }
    let filtered = app.as_("clerk").get("/matters?stage=assigned&area=620602&state=open").await.ok();
    assert_eq!(filtered["items"].as_array().map(Vec::len), Some(4));
    let elsewhere = app.as_("coordinator").get("/matters?area=620621").await.ok();
    assert_eq!(elsewhere["items"], json!([]));
    app.as_("clerk").get("/matters?sort=title").await.refused(422, "unknown-value");
    app.as_("clerk").get("/matters?state=secret").await.refused(422, "unknown-value");
    app.finish().await;
}

#[tokio::test]
async fn a_duplicate_outside_ones_reach_tells_code_and_stage_alone() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let query = json!({ "phones": ["138 0000 0001"], "area": "620602130200", "narrative": "吴大勇骑电动车与李建设的三轮车相撞，李建设住院了。" });
    let near = app.as_("clerk2").post("/duplicate-check", query.clone()).await.ok();
    assert_eq!(near["items"][0]["code"], json!(case.code));
    assert_eq!(near["items"][0]["reasons"].as_array().map(Vec::len), Some(2));
    assert!(near["items"][0]["title"].is_string());
    let far = app.as_("far-clerk").post("/duplicate-check", query.clone()).await.ok();
    assert_eq!((far["items"].as_array().map(Vec::len), &far["items"][0]["title"]), (Some(1), &Value::Null));
    // A sealed one is not there at all.
    let body = json!({ "version": case.version().await, "reason": "涉及隐私" });
    app.as_("clerk").post(&case.path("/seal"), body).await.ok();
    let sealed = app.as_("far-clerk").post("/duplicate-check", query.clone()).await.ok();
    assert_eq!(sealed["items"], json!([]));
    app.as_("judicial").post("/duplicate-check", query).await.refused(403, "not-allowed");
    app.finish().await;
}

#[tokio::test]
async fn a_draft_is_ones_own_lies_encrypted_and_expires() {
    let app = TestApp::new().await;
    let body = json!({ "narrative": "半截经过", "parties": [{ "phone": "13800000007" }] });
    app.as_("clerk").put("/drafts/intake-1", body.clone()).await.ok();
    assert_eq!(app.as_("clerk").get("/drafts/intake-1").await.ok()["body"], body);
    app.as_("clerk2").get("/drafts/intake-1").await.refused(404, "draft-gone");
    assert_eq!(app.as_("clerk").get("/drafts").await.ok()["items"].as_array().map(Vec::len), Some(1));
    app.clock.forward_days(15);
    app.as_("clerk").get("/drafts/intake-1").await.refused(404, "draft-gone");
    app.as_("clerk").delete("/drafts/intake-1").await.is(204);
    app.finish().await;
}

#[tokio::test]
async fn a_matter_shared_with_another_organisation_is_read_there_until_the_day_ends() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    app.as_("officer").get(&case.path("")).await.refused(404, "not-found");
    let grant = json!({ "organisation": app.world.organisation("police").to_string(), "purpose": "协助核实", "until": "2026-03-05" });
    app.as_("clerk").post(&case.path("/grants"), grant).await.ok();
    let view = app.as_("officer").get(&case.path("")).await.ok();
    assert_eq!(view["parties"][0]["phone_masked"], Value::Null);
    assert_eq!(app.as_("officer").get("/matters").await.ok()["items"].as_array().map(Vec::len), Some(1));
    app.clock.forward_days(4);
    app.as_("officer").get(&case.path("")).await.refused(404, "not-found");
    app.finish().await;
}

#[tokio::test]
async fn an_extension_and_a_pause_move_the_day_and_the_sentence_says_so() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let main = |view: &Value| {
        view["days"].as_array().expect("days").iter().find(|d| d["hint"] == false).cloned().expect("a limit")
    };
    let before = main(&case.view("mediator").await);
    assert_eq!(before["due_on"], "2026-04-01");
    case.make(
        "mediator",
        json!({ "move": "extend", "until": "2026-04-30", "consents": [
            { "party": 1, "on": "2026-03-02", "how": "oral" }, { "party": 2, "on": "2026-03-02", "how": "oral" },
        ] }),
    )
    .await;
    let after = main(&case.view("mediator").await);
    assert_eq!(after["due_on"], "2026-04-30");
    insta::assert_snapshot!("extended_day", text(&after["explanation"]["zh"]));
    app.clock.forward_days(70);
    let row = app.as_("mediator").get("/today").await.ok();
    assert_eq!(row["overdue"][0]["code"], json!(case.code));
    app.finish().await;
}

#[tokio::test]
async fn a_promise_that_was_not_kept_is_the_parties_delay_and_a_missing_follow_up_the_staffs() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    app.clock.forward_days(3);
    let codes =
        |rows: &Value| -> Vec<String> { rows.as_array().expect("rows").iter().map(|row| text(&row["code"])).collect() };
    let today = app.as_("mediator").get("/today").await.ok();
    assert_eq!((codes(&today["overdue"]), codes(&today["waiting"])), (vec![], vec![case.code.clone()]));
    let row = &today["waiting"][0];
    assert_eq!(
        (&row["promised"], &row["days_left"], &row["next"]["turn"]),
        (&json!(true), &json!(-3), &json!("parties"))
    );

    let days = case.view("mediator").await["days"].clone();
    let follow_up = days.as_array().expect("days").iter().filter(|d| d["hint"] == false && d["state"] == "open");
    let left = follow_up.map(|d| d["days_left"].as_i64().expect("days")).max().expect("a follow-up is owed");
    app.clock.forward_days(left + 1);
    let today = app.as_("mediator").get("/today").await.ok();
    assert_eq!((codes(&today["overdue"]), codes(&today["waiting"])), (vec![case.code.clone()], vec![]));
    assert_eq!(today["overdue"][0]["promised"], false);
    let next = &today["overdue"][0]["next"];
    assert_eq!((&next["turn"], &next["what"]["zh"]), (&json!("committee"), &json!("回访")));

    // Nothing of the mediation is left: it is to be closed, here as on its own page.
    let how = json!({ "move": "declare_unfulfilled", "note": "", "told": "telephone" });
    case.make("director", how).await;
    let row = app.as_("director").get("/matters").await.ok()["items"][0].clone();
    let page = case.view("director").await;
    assert_eq!((&row["stage"], &page["next"]["what"]["zh"]), (&json!("unfulfilled"), &json!("结案")));
    app.finish().await;
}

/// What each role sees of one open, unsealed matter that the mediator handles.
#[tokio::test]
async fn fields_by_role_are_reviewed() {
    let app = TestApp::new().await;
    let case = Case::of(
        &app,
        intake_with(
            &app,
            json!({
                "source": "own_initiative",
                "lead": { "reporter": "何秀兰", "received_on": "2026-03-01" },
            }),
        ),
    )
    .await;
    case.mediating().await;
    let mut page = String::new();
    for login in [
        "clerk",
        "clerk2",
        "mediator",
        "mediator2",
        "director",
        "coordinator",
        "judicial",
        "officer",
        "leader",
        "far-clerk",
        "system",
        "security",
        "audit",
    ] {
        let answer = app.as_(login).get(&case.path("")).await;
        let seen = if answer.status == 200 {
            let v = &answer.json;
            let mark = |yes: bool| if yes { "yes" } else { "–" };
            let moves = app.as_(login).get(&case.path("/mediations/1")).await.ok();
            let offered: Vec<String> =
                moves["moves"].as_array().expect("moves").iter().map(|m| text(&m["move"])).collect();
            format!(
                "narrative {}, address {}, phone {}, reporter {}, records {}\n    moves: {}",
                mark(v["narrative"].is_string()),
                mark(v["parties"][0]["address"].is_string()),
                mark(v["parties"][0]["phone_masked"].is_string()),
                mark(v["lead"].is_object()),
                mark(moves["body"].is_object()),
                offered.join(" "),
            )
        } else {
            format!("{} {}", answer.status, text(&answer.json["code"]))
        };
        page.push_str(&format!("{login}\n    {seen}\n"));
    }
    insta::assert_snapshot!("fields_by_role", page);
    app.finish().await;
}

#[tokio::test]
async fn a_finished_file_is_reviewed_returned_and_archived_again() {
    let app = TestApp::new().await;
    let case = Case::of(&app, intake_with(&app, json!({ "barrier": "court" }))).await;
    case.make("director", json!({ "move": "decline", "reason": "already_before_court", "route": "court" })).await;
    app.as_("judicial").get(&case.path("")).await.refused(404, "not-found");
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    case.try_move("clerk", json!({ "move": "archive" })).await.ok();
    case.try_move("judicial", json!({ "move": "return", "reason": "" })).await.refused(422, "reason-needed");
    case.try_move("judicial", json!({ "move": "return", "reason": "缺不予受理告知" })).await.ok();
    assert_eq!(case.view("clerk").await["repair_reason"], "缺不予受理告知");
    case.try_move("clerk", json!({ "move": "archive" })).await.ok();
    case.try_move("clerk", json!({ "move": "reopen", "reason": "当事人又来反映" })).await.ok();
    case.try_make("clerk", joint("2026-03-02T09:00:00")).await.refused(403, "not-allowed");
    app.finish().await;
}

#[tokio::test]
async fn without_its_database_it_says_so_and_writes_nothing() {
    let app = TestApp::new().await;
    let (form, clerk) = (intake(&app), app.as_("clerk"));
    clerk.get("/me").await.ok();
    app.app.db.clone().close().await.expect("the database closes");
    // SQLite's file goes with the last connection here, and then it says so.
    for answer in [clerk.post("/matters", form).await, clerk.get("/matters").await] {
        assert_eq!(answer.status, 503, "{}", answer.json);
        assert!(["unavailable", "database-moved"].contains(&text(&answer.json["code"]).as_str()), "{}", answer.json);
    }
}

#[tokio::test]
async fn an_empty_form_is_told_everything_it_needs_at_once() {
    let app = TestApp::new().await;
    let everything = ["/kind", "/source", "/channel", "/area", "/narrative", "/parties"];
    for empty in
        [json!({}), json!({ "kind": "", "source": null, "channel": " ", "area": "", "narrative": "", "parties": [] })]
    {
        let problem = app.as_("clerk").post("/matters", empty).await.refused(422, "area-needed");
        let errors = problem["errors"].as_array().expect("errors");
        let at: Vec<String> = errors.iter().map(|e| text(&e["pointer"])).collect();
        assert_eq!(at, everything);
        assert!(!problem.to_string().contains("没有这个选项"), "{problem:#}");
    }
    // What lies deeper is told with the rest.
    let nested = intake_with(
        &app,
        json!({
            "area": "620602", "source": "police", "occurred_on": "",
            "lead": { "received_on": "" }, "entrustment": {},
            "parties": [{ "side": "applicant", "kind": "natural", "phone": "12" }],
        }),
    );
    let problem = app.as_("clerk").post("/matters", nested).await.refused(422, "area-too-wide");
    let at: Vec<String> = problem["errors"].as_array().expect("errors").iter().map(|e| text(&e["pointer"])).collect();
    let expected = [
        "/area",
        "/parties/0/name",
        "/parties/0/phone",
        "/lead/reporter",
        "/lead/received_on",
        "/entrustment/body",
        "/entrustment/received_on",
    ];
    assert_eq!(at, expected);
    // What is no choice is told as such, and whoever may not register hears nothing about the form.
    app.as_("clerk").post("/matters", intake_with(&app, json!({ "kind": "feud" }))).await.refused(422, "unknown-value");
    app.as_("judicial").post("/matters", json!({})).await.refused(403, "not-allowed");
    app.finish().await;
}

/// What a page shows as its filled button, of the mediation or of the matter, and whose turn it is.
async fn what_now(case: &Case<'_>, login: &str) -> (Vec<String>, String) {
    let (matter, mediation) = (case.view(login).await, case.mediation(login).await);
    let moves = |view: &Value| view["moves"].as_array().expect("moves").clone();
    let filled = moves(&mediation).into_iter().chain(moves(&matter)).filter(|m| m["primary"] == true);
    (filled.map(|m| text(&m["move"])).collect(), text(&matter["next"]["turn"]))
}

fn may_follow_up(view: &Value) -> bool {
    view["can"].as_array().expect("can").contains(&json!("matter.follow_up"))
}

#[tokio::test]
async fn a_page_fills_a_button_for_whoever_owes_the_step_and_for_nobody_else() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    assert_eq!(what_now(&case, "mediator").await, (vec!["hold_session".to_owned()], "mediator".to_owned()));
    assert_eq!(what_now(&case, "clerk").await, (Vec::new(), "mediator".to_owned()), "nothing for the clerk to do");
    assert!(may_follow_up(&case.view("clerk").await) && may_follow_up(&case.view("mediator2").await));
    assert!(!may_follow_up(&case.view("mediator").await), "who mediates does not follow it up");

    let case = Case::of(&app, intake_with(&app, json!({ "barrier": "court" }))).await;
    case.make("director", json!({ "move": "decline", "reason": "already_before_court", "route": "court" })).await;
    assert_eq!(what_now(&case, "clerk").await, (vec!["close".to_owned()], "committee".to_owned()));
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    assert_eq!(what_now(&case, "clerk").await.0, ["archive"]);
    case.try_move("clerk", json!({ "move": "archive" })).await.ok();
    assert_eq!(what_now(&case, "clerk").await, (Vec::new(), "nobody".to_owned()));
    let reopen = case.view("clerk").await["moves"][0].clone();
    assert_eq!((&reopen["move"], &reopen["ready"]), (&json!("reopen"), &json!(true)), "it is offered all the same");
    app.finish().await;
}
