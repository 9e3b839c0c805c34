//! Clocks: pauses, extensions, what-if, and the calendar that an administrator keeps.

use bandeng_app::jobs::{Registry, drain};
use bandeng_testkit::TestApp;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::support::{Case, intake_with, text};

fn main_day(view: &Value) -> Value {
    view["days"].as_array().expect("days").iter().find(|d| d["main"] == true).expect("a limit").clone()
}

fn deduct(from: &str, to: &str, reason: &str) -> Value {
    json!({ "move": "deduct", "reason": reason, "from": from, "to": to, "approver": "马主任", "note": "委托鉴定" })
}

#[tokio::test]
async fn days_of_an_appraisal_are_not_counted_and_stand_in_the_ledger() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    app.clock.set(date(2026, 3, 25).at(9, 0, 0, 0));
    for (bad, status, code) in [
        (deduct("2026-03-12", "2026-03-11", "appraisal"), 422, "dates-reversed"),
        (deduct("2026-03-01", "2026-03-11", "appraisal"), 422, "date-too-early"),
        (deduct("2026-03-26", "2026-03-27", "appraisal"), 422, "date-in-future"),
    ] {
        case.try_make("mediator", bad).await.refused(status, code);
    }
    let mut unapproved = deduct("2026-03-10", "2026-03-12", "awaiting_result");
    unapproved["approver"] = json!(" ");
    case.try_make("mediator", unapproved).await.refused(422, "required");
    let mut unproved = deduct("2026-03-10", "2026-03-12", "appraisal");
    unproved["evidence"] = json!(1);
    case.try_make("mediator", unproved).await.refused(404, "not-found");

    let letter =
        app.as_("mediator").upload(&case.path("/attachments"), "鉴定委托书.png", crate::support::PNG).await.ok();
    let mut proved = deduct("2026-03-10", "2026-03-19", "appraisal");
    proved["evidence"] = letter["n"].clone();
    case.make("mediator", proved).await;
    let overlap = case.try_make("mediator", deduct("2026-03-19", "2026-03-20", "appraisal")).await;
    let overlap = overlap.refused(409, "pause-overlaps");
    assert_eq!(overlap["errors"][0]["message"]["zh"], "与已登记的2026年3月10日至2026年3月19日重叠。");
    let view = case.view("mediator").await;
    assert_eq!(main_day(&view)["due_on"], "2026-04-13", "ten days on from 1 April, the 11th is a Saturday");
    let pause = &case.mediation("mediator").await["body"]["pauses"][0];
    assert_eq!((&pause["approver"], &pause["until"]), (&json!("马主任"), &json!("2026-03-20")));
    app.finish().await;
}

#[tokio::test]
async fn a_limit_that_stands_still_for_nothing_and_is_put_off_by_nobody_says_so() {
    let app = TestApp::new().await;
    let case = Case::of(&app, intake_with(&app, json!({ "kind": "migrant_wages" }))).await;
    case.mediating().await;
    let day = main_day(&case.view("mediator").await);
    assert_eq!(
        (&day["due_on"], &day["extendable"], &day["grounds"]),
        (&json!("2026-03-17"), &json!(false), &json!([]))
    );
    app.clock.set(date(2026, 3, 12).at(9, 0, 0, 0));
    let told = case.try_make("mediator", deduct("2026-03-10", "2026-03-11", "appraisal")).await;
    let told = told.refused(409, "deadline-not-pausable");
    assert_eq!(told["errors"][0]["message"]["zh"], "“鉴定”不能从“劳动争议调解期限”中扣除，这个期限不因任何事由扣除。");
    let consents: Vec<Value> = [1, 2].map(|party| json!({ "party": party, "on": "2026-03-12", "how": "oral" })).into();
    let extend = json!({ "move": "extend", "until": "2026-04-20", "consents": consents });
    case.try_make("mediator", extend).await.refused(409, "deadline-not-extendable");
    assert_eq!(case.mediation("mediator").await["body"]["extensions"], json!([]), "nothing half-done");
    // Wages are asked for before the arbitration board: its year is what runs.
    let names: Vec<String> =
        case.view("mediator").await["days"].as_array().expect("days").iter().map(|d| text(&d["name"]["zh"])).collect();
    assert!(names.contains(&"劳动仲裁时效".to_owned()), "{names:?}");
    app.finish().await;
}

#[tokio::test]
async fn what_if_answers_the_new_end_and_its_sentence_and_keeps_nothing() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let version = case.version().await;
    let n = main_day(&case.view("mediator").await)["n"].as_u64().expect("a number");
    let ask = async |query: &str| app.as_("mediator").get(&case.path(&format!("/days/{n}/what-if?{query}"))).await;
    let forty = ask("ground=appraisal&days=40").await.ok();
    assert_eq!((&forty["before"], &forty["due_on"]), (&json!("2026-04-01"), &json!("2026-05-11")));
    assert_eq!(
        forty["explanation"]["zh"],
        "自2026年3月2日受理次日起算30日，扣除3月3日至4月11日（鉴定），到期日5月11日；依据《宁波市人民调解条例》第27条等地方规定\
         （地方惯例，可配置）。"
    );
    assert_eq!(ask("until=2026-05-20").await.ok()["due_on"], "2026-05-20");
    ask("").await.refused(422, "required");
    ask("days=0").await.refused(422, "out-of-range");
    ask("until=2026-03-20").await.refused(422, "dates-reversed");
    app.as_("mediator").get(&case.path("/days/99/what-if?days=3")).await.refused(404, "not-found");
    assert_eq!(
        (case.version().await, main_day(&case.view("mediator").await)["due_on"].clone()),
        (version, json!("2026-04-01"))
    );

    // Limits that run elsewhere.
    let reckon = async |query: &str| app.as_("clerk").get(&format!("/calendar/reckon?{query}")).await;
    let reconsideration = reckon("rule=T18&on=2026-03-02").await.ok();
    assert_eq!(reconsideration["due_on"], "2026-05-06", "sixty days end on Labour Day");
    assert_eq!(reckon("rule=T19&on=2026-03-02").await.ok()["due_on"], "2026-04-01");
    reckon("rule=T99&on=2026-03-02").await.refused(422, "unknown-value");
    app.finish().await;
}

fn spring() -> Value {
    json!([
        { "from": "2027-01-01", "to": "2027-01-03", "holiday": "new_year" },
        { "from": "2027-02-05", "to": "2027-02-12", "holiday": "spring" },
    ])
}

fn rows(revision: &Value, rest: Value, work: Value) -> Value {
    let source = json!({ "zh": "国务院办公厅关于2027年部分节假日安排的通知", "en": "Notice on the holidays of 2027" });
    json!({ "revision": revision, "rest": rest, "work": work, "source": source })
}

#[tokio::test]
async fn an_administrator_publishes_a_year_and_what_runs_is_counted_anew_with_an_event_each() {
    let app = TestApp::new().await;
    app.clock.set(date(2027, 1, 6).at(9, 0, 0, 0));
    let case = Case::registered(&app).await;
    for party in [1, 2] {
        let consent = json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": "2027-01-06" });
        case.make("clerk", consent).await;
    }
    case.make("director", json!({ "move": "accept", "on": "2027-01-06" })).await;
    let before = main_day(&case.view("director").await);
    assert_eq!((&before["due_on"], &before["provisional"]), (&json!("2027-02-05"), &json!(true)));
    assert!(text(&before["explanation"]["zh"]).contains("（暂定，2027年放假安排尚未公布）"));
    let years = app.as_("clerk").get("/calendar").await.ok();
    let y2027 = years["years"].as_array().expect("years").iter().find(|y| y["year"] == 2027).expect("2027").clone();
    assert_eq!(y2027["notice"], json!(null));

    // A day with two entries is refused by name, and nothing is taken.
    let security = app.as_("security");
    let nothing = json!("0");
    let twice = security.put("/calendar/2027/draft", rows(&nothing, spring(), json!(["2027-02-06"]))).await;
    let twice = twice.refused(422, "calendar-day-twice");
    assert_eq!(twice["errors"][0]["pointer"], "/work/0");
    assert_eq!(twice["errors"][0]["message"]["zh"], "2027年2月6日写了两次，没有保存。请只留一项。");
    security
        .put("/calendar/2027/draft", rows(&nothing, spring(), json!(["2027-02-15"])))
        .await
        .refused(422, "make-up-day-on-weekday");
    security
        .put("/calendar/2040/draft", rows(&nothing, json!([]), json!([])))
        .await
        .refused(422, "calendar-year-unfit");
    assert_eq!(security.get("/calendar/2027/draft").await.ok()["revision"], "0");

    let draft = security.put("/calendar/2027/draft", rows(&nothing, spring(), json!(["2027-02-14"]))).await.ok();
    let changes = draft["changes"].as_array().expect("changes");
    let make_up = changes.iter().find(|c| c["day"] == "2027-02-14").expect("the day of make-up work");
    assert_eq!((&make_up["before"]["zh"], &make_up["after"]), (&json!("周末"), &json!(null)));
    assert!(draft["running"].as_i64() > Some(0));
    security.put("/calendar/2027/draft", rows(&nothing, json!([]), json!([]))).await.refused(409, "draft-moved");
    assert_eq!(main_day(&case.view("director").await)["due_on"], "2027-02-05", "a draft moves nothing");

    let publication = json!({ "revision": draft["revision"], "note": "国办发明电〔2026〕12号" });
    security.post("/calendar/2027/versions", publication.clone()).await.is(201);
    security.post("/calendar/2027/versions", publication).await.refused(409, "draft-moved");
    drain(&app.app, &Registry::house()).await.expect("the queue can be read");
    let after = main_day(&case.view("director").await);
    assert_eq!((&after["due_on"], &after["provisional"]), (&json!("2027-02-14"), &json!(false)));
    let story = app.as_("director").get(&case.path("/timeline")).await.ok();
    let moved: Vec<String> = story["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter(|e| e["kind"] == "matter.day_moved")
        .map(|e| text(&e["sentence"]["zh"]))
        .collect();
    assert_eq!(moved, ["放假安排第1版公布：“调解期限”由2027-02-05变为2027-02-14，不再是暂定"]);
    assert_eq!(story["items"][0]["actor"], "", "the system did it");

    // Run again it finds nothing to do; the versions are kept; the registry says who published.
    let version = case.version().await;
    let years = app.as_("mediator").get("/calendar").await.ok();
    assert_eq!(
        (&years["versions"][0]["version"], &years["versions"][0]["published_by"]),
        (&json!(1), &json!("冯安全"))
    );
    let events = app.as_("audit").get("/audit/registry-events?stream=calendar").await.ok();
    let told = text(&events["items"][0]["sentence"]["zh"]);
    assert!(told.starts_with("发布放假安排第1版：2027年"), "{told}");
    let same = security.put("/calendar/2027/draft", rows(&nothing, spring(), json!(["2027-02-14"]))).await.ok();
    let again = json!({ "revision": same["revision"] });
    security.post("/calendar/2027/versions", again).await.refused(409, "nothing-to-publish");
    assert_eq!(case.version().await, version);
    app.finish().await;
}

#[tokio::test]
async fn a_limit_that_begins_outside_runs_from_the_day_that_is_recorded() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    // A collision: two rules of the traffic police come first, and who applied interrupted the limitation.
    let offered = case.mediation("clerk").await["clocks"].clone();
    assert_eq!((&offered[0]["rule"], &offered[0]["begins"]["zh"]), (&json!("T8"), &json!("收到事故认定书")));
    let days = async || case.view("clerk").await["days"].as_array().expect("days").clone();
    let open = async |rule: &str| {
        let all = days().await;
        all.into_iter().filter(|d| d["rule"] == rule && d["state"] == "open").map(|d| text(&d["due_on"])).collect()
    };
    let limitation: Vec<String> = open("T15").await;
    assert_eq!(limitation, ["2029-03-02"], "three years from the application, not from the collision");
    let explained = days().await.into_iter().find(|d| d["rule"] == "T15" && d["state"] == "open").expect("it runs");
    assert!(text(&explained["explanation"]["zh"]).contains("向调解组织请求保护权利"), "{explained:#}");

    let note = |rule: &str, on: &str| json!({ "move": "note_day", "rule": rule, "on": on });
    case.try_make("clerk", note("T17", "2026-03-01")).await.refused(422, "rule-not-here");
    case.try_make("clerk", note("T8", "2026-03-03")).await.refused(422, "date-in-future");
    case.make("clerk", note("T8", "2026-02-27")).await;
    assert_eq!(open("T8").await, ["2026-03-09"]);
    case.make("clerk", note("T8", "2026-03-01")).await;
    assert_eq!(open("T8").await, ["2026-03-11"], "recorded again it replaces what was a mistake");
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok();
    assert_eq!(story["items"][0]["kind"], "mediation.day_noted");
    assert_eq!(text(&story["items"][0]["sentence"]["zh"]), "登记“申请交管部门调解”自2026年3月1日起算");
    app.finish().await;
}

#[tokio::test]
async fn the_courts_president_puts_the_decision_off_and_nobody_else() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    let extend =
        |until: &str| json!({ "move": "extend_review", "until": until, "on": "2026-03-02", "note": "案情复杂" });
    let asked = json!({
        "move": "apply_confirmation", "court": "凉州区人民法院", "ground": "organisation", "applicants": [1, 2],
        "on": "2026-03-02",
    });
    case.make("mediator", asked).await;
    case.try_make("mediator", extend("2026-05-20")).await.refused(409, "illegal-move");
    case.make("mediator", json!({ "move": "docket_confirmation", "number": "民特27号", "on": "2026-03-02" })).await;
    let offered = case.mediation("mediator").await["moves"].clone();
    assert!(offered.as_array().expect("moves").iter().any(|m| m["move"] == "extend_review"), "{offered:#}");
    case.try_make("mediator", extend("2026-03-20")).await.refused(422, "dates-reversed");
    case.make("mediator", extend("2026-05-20")).await;
    let court = case.view("mediator").await["days"].as_array().expect("days").clone();
    let court = court.iter().find(|d| d["rule"] == "T12").expect("the court's own clock");
    assert_eq!(court["due_on"], "2026-05-20");
    assert!(text(&court["explanation"]["zh"]).contains("法院批准"), "{court:#}");
    let view = case.mediation("mediator").await;
    assert_eq!(view["confirmation"]["follows"]["zh"], "经法院院长批准，审限延长至2026年5月20日。");
    app.finish().await;
}

#[tokio::test]
async fn the_rules_are_listed_as_they_stand_here() {
    let app = TestApp::new().await;
    let rules = app.as_("clerk").get("/calendar/rules").await.ok();
    let rules = rules.as_array().expect("rules");
    let medical = rules.iter().find(|r| r["id"] == "T6").expect("the medical limit");
    assert_eq!(
        (&medical["length"], &medical["excludes"]),
        (&json!({ "unit": "workdays", "value": 30 }), &json!(["appraisal"]))
    );
    assert!(rules.iter().all(|r| text(&r["id"]).starts_with('T')), "a promise has its own day");
    app.finish().await;
}
