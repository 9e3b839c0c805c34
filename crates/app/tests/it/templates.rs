//! Templates: drafted, checked, seen, published for a day; what was accepted before keeps its words.

use bandeng_docgen::{FORMS, Form};
use bandeng_testkit::{Answer, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::papers::words;
use crate::support::{Case, text};

const OURS: &str = "本表样式由县司法局规定。";

fn standard() -> &'static str {
    Form::by_slug("acceptance-register").expect("a form").template
}

/// The standard text with a sentence of the county's and the seal on the left.
fn own() -> String {
    standard().replace("@seal right", &format!("{OURS}\n@seal left"))
}

async fn view(app: &TestApp) -> Value {
    app.as_("security").get("/templates/acceptance-register").await.ok()
}

async fn try_save(app: &TestApp, wording: &str) -> Answer {
    let body = json!({ "revision": view(app).await["draft"]["revision"], "text": wording });
    app.as_("security").put("/templates/acceptance-register/draft", body).await
}

async fn try_publish(app: &TestApp, day: &str) -> Answer {
    let body =
        json!({ "revision": view(app).await["draft"]["revision"], "takes_effect_on": day, "note": " 县里样式 " });
    app.as_("security").post("/templates/acceptance-register/versions", body).await
}

async fn publish(app: &TestApp, wording: &str, day: &str) {
    try_save(app, wording).await.ok();
    try_publish(app, day).await.is(201);
}

async fn printed(case: &Case<'_>) -> String {
    words(&case.app.as_("director").get(&case.path("/mediations/1/papers/acceptance-register")).await.is(200).bytes)
}

/// Registered and accepted today.
async fn accepted<'a>(app: &'a TestApp, today: &str) -> Case<'a> {
    let case = Case::registered(app).await;
    for party in [1, 2] {
        case.make("clerk", json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": today }))
            .await;
    }
    case.make("director", json!({ "move": "accept", "on": today })).await;
    case
}

fn line<'a>(list: &'a Value, form: &str) -> &'a Value {
    list["items"].as_array().expect("items").iter().find(|one| one["form"] == form).expect("the form")
}

#[tokio::test]
async fn a_draft_with_faults_is_kept_and_every_fault_told_with_its_place_and_what_was_meant() {
    let app = TestApp::new().await;
    let list = app.as_("security").get("/templates").await.ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(FORMS.len()));
    assert_eq!(
        (&line(&list, "acceptance-register")["own"], &line(&list, "acceptance-register")["draft"]),
        (&json!(false), &json!(false))
    );

    let wrong = "# 事实：\n你好，{acceptance.acepted_by}。\n@sael right";
    let saved = try_save(&app, wrong).await.ok();
    let faults = saved["draft"]["faults"].as_array().expect("faults").clone();
    let told = |i: usize| (&faults[i]["line"], &faults[i]["column"], &faults[i]["near"]);
    assert_eq!(told(0), (&json!(2), &json!(5), &json!("acceptance.accepted_by")));
    assert_eq!(told(1), (&json!(3), &json!(1), &json!("@seal")));
    assert!(text(&faults[0]["message"]["zh"]).contains("acceptance.acepted_by"), "{faults:?}");
    assert_eq!(saved["draft"]["text"], wrong, "nothing typed is lost");
    assert_eq!(saved["draft"]["saved_by"], "冯安全");

    // It can be neither seen nor published, and each says where.
    for answer in
        [app.as_("security").get("/templates/acceptance-register/preview").await, try_publish(&app, "2026-03-03").await]
    {
        let problem = answer.refused(422, "template-faulty");
        assert_eq!(problem["errors"][0]["pointer"], "/text/2/5");
        assert_eq!(problem["errors"][1]["pointer"], "/text/3/1");
    }
    // Somebody else's draft is not written over.
    let stale = json!({ "revision": "0", "text": "好" });
    app.as_("security").put("/templates/acceptance-register/draft", stale).await.refused(409, "draft-moved");
    app.as_("security").get("/templates/nothing").await.refused(404, "not-found");
    let gone = format!("/templates/acceptance-register/draft?revision={}", text(&saved["draft"]["revision"]));
    app.as_("security").delete(&gone).await.is(204);
    assert_eq!(view(&app).await["draft"]["text"], standard());
    app.finish().await;
}

#[tokio::test]
async fn a_county_changes_a_sentence_and_the_seal_and_a_running_mediation_keeps_its_words() {
    let app = TestApp::new().await;
    let before = accepted(&app, "2026-03-02").await;

    let saved = try_save(&app, &own()).await.ok();
    let changed = saved["draft"]["from_standard"].as_array().expect("changes").clone();
    assert_eq!(changed.len(), 2, "a sentence and the seal: {changed:?}");
    let specimen = app.as_("security").get("/templates/acceptance-register/preview").await.is(200);
    let specimen = words(&specimen.bytes);
    assert!(specimen.contains(OURS) && specimen.contains("草稿"), "{specimen}");

    try_publish(&app, "2026-03-02").await.refused(422, "wording-too-early");
    try_publish(&app, "2026-03-03").await.is(201);
    let shown = view(&app).await;
    assert_eq!((&shown["versions"][0]["standing"], &shown["versions"][0]["version"]), (&json!("waiting"), &json!(1)));
    assert_eq!(shown["versions"][0]["note"], "县里样式");
    assert_eq!(line(&app.as_("security").get("/templates").await.ok(), "acceptance-register")["waiting"], "2026-03-03");

    app.clock.forward_days(1);
    assert!(!printed(&before).await.contains(OURS), "it was accepted under the other");
    let after = accepted(&app, "2026-03-03").await;
    assert!(printed(&after).await.contains(OURS));
    let docx = after.path("/mediations/1/papers/acceptance-register?format=docx");
    let docx = app.as_("director").get(&docx).await.is(200);
    let lines = bandeng_docgen::read_docx(&docx.bytes).expect("a DOCX");
    assert!(lines.iter().any(|line| line.contains(OURS)), "{lines:?}");
    assert_eq!(line(&app.as_("security").get("/templates").await.ok(), "acceptance-register")["own"], true);

    // Going back is a publication like any other.
    try_save(&app, &own()).await.ok();
    try_publish(&app, "2026-03-04").await.refused(409, "nothing-to-publish");
    publish(&app, standard(), "2026-03-04").await;
    app.clock.forward_days(1);
    assert!(printed(&after).await.contains(OURS), "it keeps its words");
    let later = accepted(&app, "2026-03-04").await;
    assert!(!printed(&later).await.contains(OURS));
    let shown = view(&app).await;
    assert_eq!(shown["versions"][0]["standard"], true);
    assert_eq!(shown["versions"][1]["standing"], "over");
    assert_eq!(line(&app.as_("security").get("/templates").await.ok(), "acceptance-register")["own"], false);

    let events = app.as_("audit").get("/audit/registry-events?stream=templates").await.ok();
    assert_eq!(events["items"][0]["stream"], "templates:620602");
    assert_eq!(
        events["items"][0]["sentence"]["zh"],
        "发布文书模板第2版：《人民调解受理登记表》自2026-03-04起恢复标准文本"
    );
    app.finish().await;
}

#[tokio::test]
async fn an_upgrade_shows_what_changed_under_a_countys_text_and_one_that_cannot_be_read_prints_the_standard() {
    let app = TestApp::new().await;
    // As an older version of the program left it: another standard, and a field that is no more.
    let mut uow = app.begin().await;
    let was = standard().replace("填写", "填报");
    assert_ne!(was, standard());
    let application = Form::by_slug("application").expect("a form").template;
    let broken = format!("{application}\n{{matter.of_old}}");
    let rows = [(1, "acceptance-register", own(), was), (2, "application", broken, application.to_owned())];
    for (version, form, wording, was) in rows {
        let sql = "INSERT INTO template_versions (county, version, form, takes_effect_on, text, standard, note, \
                   published_at, published_by) VALUES ('620602', $1, $2, '2026-01-01', $3, $4, '', 0, 0)";
        let values: [sea_orm::Value; 4] = [i64::from(version).into(), form.into(), wording.into(), was.into()];
        uow.technical().execute_raw(uow.statement(sql, values)).await.expect("a row");
    }
    uow.record_registry("templates:620602".into(), "templates.published", &json!({})).expect("an event");
    uow.commit().await.expect("as it was");

    let list = app.as_("security").get("/templates").await.ok();
    assert_eq!(
        (&line(&list, "acceptance-register")["older_standard"], &line(&list, "acceptance-register")["broken"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(line(&list, "application")["broken"], true);
    let shown = view(&app).await;
    let pieces = shown["standard_changes"][0]["pieces"].as_array().expect("what changed").clone();
    assert!(pieces.iter().any(|p| p["change"] == "removed" && text(&p["text"]).contains("报")), "{pieces:?}");
    assert!(pieces.iter().any(|p| p["change"] == "added" && text(&p["text"]).contains("写")), "{pieces:?}");

    // Whoever keeps the words all the same says so by publishing them again.
    publish(&app, &own(), "2026-03-03").await;
    assert_eq!(view(&app).await["standard_changes"], json!([]));
    assert_eq!(line(&app.as_("security").get("/templates").await.ok(), "acceptance-register")["older_standard"], false);

    // The counter goes on with the standard text.
    let case = Case::registered(&app).await;
    let answer = app.as_("clerk").get(&case.path("/mediations/1/papers/application")).await.is(200);
    assert!(words(&answer.bytes).contains("人民调解申请书"));
    app.finish().await;
}
