//! The audit: who looked, and what was done to accounts and organisations.

use bandeng_app::places::import::{Complete, import};
use bandeng_store::{Ctx, Db};
use bandeng_testkit::TestApp;
use serde_json::{Value, json};

use crate::support::{Case, PNG};

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().expect("items")
}

fn next(page: &Value) -> Option<&str> {
    page["next"].as_str()
}

const LISTS: [&str; 2] = ["/audit/registry-events", "/audit/accesses"];

#[tokio::test]
async fn the_audit_is_for_audit_administrators_alone() {
    let app = TestApp::new().await;
    for path in LISTS {
        app.stranger().get(path).await.refused(401, "sign-in-needed");
        for login in ["clerk", "director", "leader", "judicial", "system", "security"] {
            app.as_(login).get(path).await.refused(403, "not-allowed");
        }
        app.as_("audit").get(path).await.ok();
    }
}

#[tokio::test]
async fn events_of_accounts_and_organisations_are_sentences() {
    let app = TestApp::new().await;
    let audit = app.as_("audit");
    let clerk = app.world.account("clerk");
    let of_clerk = audit.get(&format!("/audit/registry-events?stream=account:{clerk}")).await.ok();
    let told: Vec<&str> = items(&of_clerk).iter().filter_map(|e| e["sentence"]["zh"].as_str()).collect();
    assert_eq!(told, ["授予岗位：陈晓燕，大柳镇综治中心窗口人员", "开通账号：陈晓燕（clerk）"]);
    let first = &items(&of_clerk)[1];
    assert_eq!((&first["seq"], &first["kind"]), (&json!(1), &json!("account.created")));
    assert_eq!(first["actor"], json!({ "id": "0", "name": "" }), "the system itself");

    let organisations = audit.get("/audit/registry-events?stream=organisation&limit=100").await.ok();
    assert!(items(&organisations).iter().all(|e| e["kind"] == "organisation.created"));
    assert!(items(&organisations).iter().any(|e| e["sentence"]["zh"] == "新建机构：大柳司法所"));
}

#[tokio::test]
async fn an_import_of_areas_is_one_event_with_its_figures() {
    let app = TestApp::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("more.csv");
    std::fs::write(&file, "code,name\n620602130300,新村\n6206,威武市\nx,y\n").expect("a file");
    import(&app.app.db, &Ctx::system("import areas"), &file, &Complete::Nowhere, |_| {})
        .await
        .expect("the import ends");
    let events = app.as_("audit").get("/audit/registry-events?stream=areas").await.ok();
    assert_eq!(items(&events).len(), 1);
    assert_eq!(items(&events)[0]["sentence"]["zh"], "导入区划：读取3行，新增1个，更名1个，未收1行");
}

#[tokio::test]
async fn events_page_to_the_end_without_gap_or_double() {
    let app = TestApp::new().await;
    let audit = app.as_("audit");
    let all = audit.get("/audit/registry-events?limit=100").await.ok();
    assert_eq!(next(&all), None, "the world fits on a page");
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = audit.get(&format!("/audit/registry-events?limit=7&after={after}")).await.ok();
        seen.extend(items(&page).iter().cloned());
        match next(&page) {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(&seen, items(&all));
    for bad in ["x", "1", "1.x.account:7", "1.1.a%20b", "1.1.", "1.1.%E6%9D%91"] {
        let answer = audit.get(&format!("/audit/registry-events?after={bad}")).await;
        assert!(matches!(answer.status, 200 | 422), "{bad}: {}", answer.status);
    }
    audit.get("/audit/registry-events?after=x").await.refused(422, "unknown-value");
    audit.get("/audit/registry-events?stream=a%20b").await.refused(422, "unknown-value");
}

#[tokio::test]
async fn whoever_reads_a_matter_is_seen_by_the_auditor_and_its_content_is_not() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.view("director").await;
    let audit = app.as_("audit");
    let page = audit.get(&format!("/audit/accesses?matter={}", case.code)).await.ok();
    assert_eq!(items(&page).len(), 1, "{page:#}");
    let access = &items(&page)[0];
    let director = app.world.account("director").to_string();
    assert_eq!(access["actor"], json!({ "id": director, "name": "王守信" }));
    assert_eq!((&access["action"], &access["detail"]), (&json!("matter.read"), &json!("page")));
    assert_eq!(access["action_label"]["zh"], "查看事项");
    assert_eq!(access["detail_label"], json!({ "zh": "事项页面", "en": "The matter's page" }));
    assert_eq!(access["matter"], json!(case.code));
    let said = page.to_string();
    assert!(!said.contains("吴大勇") && !said.contains("李建设"), "no party is named: {said}");

    // The auditor's own look is an access like any other.
    let own = audit.get(&format!("/audit/accesses?account={}", app.world.account("audit"))).await.ok();
    assert_eq!(items(&own)[0]["action"], "audit.read");
    assert!(items(&own).iter().all(|a| a["actor"]["name"] == "褚审计"));
    assert_eq!(items(&audit.get("/audit/accesses?account=7").await.ok()).len(), 0);
}

#[tokio::test]
async fn accesses_are_narrowed_by_day_and_paged() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    for _ in 0..5 {
        case.view("clerk").await;
    }
    app.clock.forward_days(1);
    case.view("clerk").await;
    let audit = app.as_("audit");
    let matter = format!("matter={}", case.code);
    let count = async |query: &str| items(&audit.get(&format!("/audit/accesses?{matter}&{query}")).await.ok()).len();
    assert_eq!(count("").await, 6);
    assert_eq!(count("from=2026-03-02&to=2026-03-02").await, 5);
    assert_eq!(count("from=2026-03-03").await, 1);
    assert_eq!(count("to=2026-03-01").await, 0);
    let first = audit.get(&format!("/audit/accesses?{matter}&limit=4")).await.ok();
    let after = next(&first).expect("there is more");
    let second = audit.get(&format!("/audit/accesses?{matter}&limit=4&after={after}")).await.ok();
    assert_eq!((items(&first).len(), items(&second).len(), next(&second)), (4, 2, None));
    let times: Vec<i64> = items(&first).iter().chain(items(&second)).filter_map(|a| a["at"].as_i64()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");

    audit.get("/audit/accesses?from=2026-03-03&to=2026-03-02").await.refused(422, "dates-reversed");
    audit.get("/audit/accesses?from=today").await.refused(422, "unknown-value");
    audit.get("/audit/accesses?account=me").await.refused(422, "unknown-value");
    audit.get("/audit/accesses?after=me").await.refused(422, "unknown-value");
    audit.get("/audit/accesses?matter=12").await.refused(422, "matter-code-malformed");
}

#[tokio::test]
async fn a_paper_and_a_file_that_were_looked_at_are_told_by_their_names() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    app.as_("clerk").get(&case.path("/mediations/1/papers/notice-of-rights")).await.is(200);
    app.as_("clerk").upload(&case.path("/attachments"), "a.png", PNG).await.ok();
    app.as_("clerk").get(&case.path("/attachments/1")).await.is(200);
    let page = app.as_("audit").get(&format!("/audit/accesses?matter={}", case.code)).await.ok();
    let seen: Vec<(&str, &str)> = items(&page)
        .iter()
        .filter_map(|access| Some((access["detail"].as_str()?, access["detail_label"]["zh"].as_str()?)))
        .collect();
    let paper = ("paper/notice-of-rights", "文书：人民调解权利义务告知书");
    assert_eq!(seen, [("attachment/1", "附件：1"), paper]);
    app.finish().await;
}

#[tokio::test]
async fn accesses_wait_for_a_database_that_is_away_and_are_written_once() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.view("clerk").await;
    case.view("director").await;
    let log = &app.app.accesses;
    assert_eq!(log.waiting(), 2);
    let away = Db::connect(app.database_url(), app.app.db.env().clone()).await.expect("a second connection");
    away.clone().close().await.expect("it closes");
    for _ in 0..2 {
        log.flush(&away).await.expect_err("the database is away");
        assert_eq!(log.waiting(), 2, "what could not be written waits");
    }
    case.view("mediator2").await;
    log.flush(&app.app.db).await.expect("the database is back");
    assert_eq!(log.waiting(), 0);
    let page = app.as_("audit").get(&format!("/audit/accesses?matter={}", case.code)).await.ok();
    let names: Vec<&Value> = items(&page).iter().map(|access| &access["actor"]["name"]).collect();
    assert_eq!(names, ["张秀英", "王守信", "陈晓燕"]);
    app.finish().await;
}

#[tokio::test]
async fn no_more_accesses_wait_than_fit() {
    let app = TestApp::new().await;
    let ctx = Ctx::system("test");
    for _ in 0..20_010 {
        app.app.accesses.note(&app.app.db, &ctx, "matter.read", None, None);
    }
    assert_eq!(app.app.accesses.waiting(), 20_000);
    app.finish().await;
}
