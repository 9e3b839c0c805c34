//! Every operation of the document has a row here that says who may and who may not: an endpoint without a row fails the
//! build (HOUSE invariant 6). A new endpoint costs one line in [`table`].

use std::collections::BTreeMap;

use axum::http::Method;
use bandeng_app::http::openapi::{PUBLIC, document};
use bandeng_testkit::world::{FAR_TOWN, VILLAGE};
use bandeng_testkit::{Answer, PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::support::{Case, PNG, draft, file, intake, joint, multipart, multipart_type};

/// Who may call an operation, and who may not.
struct Row {
    operation: &'static str,
    path: String,
    body: Option<Value>,
    may: &'static str,
    may_not: &'static [&'static str],
}

/// Those who never see a matter, and those of the county next door.
const OUTSIDERS: &[&str] = &["far-clerk", "far-director", "far-mediator", "system", "security", "audit", "judge"];

/// One line per operation: its identifier, an address, a body that can be read, who may, and who may not. Nobody in the
/// last place means: whoever is signed in.
fn table(app: &TestApp, matter: &str, version: i64) -> Vec<Row> {
    let row = |operation, path: &str, body: Value, may, may_not| Row {
        operation,
        path: path.to_owned(),
        body: (body != Value::Null).then_some(body),
        may,
        may_not,
    };
    let none = || Value::Null;
    let account = |login: &str, rest: &str| format!("/accounts/{}{rest}", app.world.account(login));
    let organisation = |name: &str, rest: &str| format!("/organisations/{}{rest}", app.world.organisation(name));
    let id = |name: &str| app.world.organisation(name).to_string();
    let m = |rest: &str| format!("/matters/{matter}{rest}");
    let reason = json!({ "version": version, "reason": "涉及隐私" });
    let party = json!({ "version": version, "party": { "side": "respondent", "kind": "natural", "name": "吴三" } });
    let follow_up =
        json!({ "party": 1, "on": "2026-03-02", "how": "telephone", "kept": "fully", "satisfaction": "satisfied" });
    let report = json!({ "ground": "minor_harmed", "to": ["police"], "facts": "孩子身上有伤。", "told_how": "电话" });
    let centre = json!({ "version": 1, "name": "大柳镇综治中心", "area": "620602130" });
    let court = json!({ "kind": "court", "name": "民勤县人民法院", "area": FAR_TOWN });
    let post = json!({ "role": "mediator", "organisation": id("committee") });
    let new_account = json!({ "login": "zhu.min", "name": "朱敏" });
    let grant = json!({ "organisation": id("police"), "purpose": "协助核实", "until": "2026-03-05" });
    let amendment = json!({ "version": version, "narrative": "补充了经过。", "claims": ["赔偿"], "place": "村口" });
    vec![
        // identity
        row("sign_in", "/session", json!({ "login": "clerk", "password": PASSWORD }), "clerk", &[]),
        row("sign_out", "/session", none(), "clerk", &[]),
        row("read_me", "/me", none(), "audit", &[]),
        row("change_password", "/me/password", json!({ "current": PASSWORD, "new": "Tq7-kfMz0p" }), "clerk", &[]),
        row("save_preferences", "/me/preferences", json!({ "language": "en", "elder": false }), "clerk", &[]),
        row("list_sessions", "/me/sessions", none(), "clerk", &[]),
        row("end_session", "/me/sessions/0000000000000000", none(), "clerk", &[]),
        // places
        row("list_areas", "/areas?parent=620602", none(), "system", &[]),
        row("read_area", "/areas/620602", none(), "clerk", &[]),
        // people
        row("list_organisations", "/organisations", none(), "clerk", &[]),
        row("read_organisation", &organisation("centre", ""), none(), "clerk", &[]),
        row("create_organisation", "/organisations", court, "system", &["clerk", "leader", "security", "audit"]),
        row("update_organisation", &organisation("centre", ""), centre, "system", &["clerk", "security", "audit"]),
        row(
            "set_organisation_state",
            &organisation("court", "/state"),
            json!({ "version": 1, "active": false }),
            "system",
            &["judge", "security", "audit"],
        ),
        row(
            "set_members",
            &organisation("committee", "/members"),
            json!({ "version": 1, "members": [] }),
            "system",
            &["director", "security", "audit"],
        ),
        row(
            "list_mediators",
            &organisation("committee", "/mediators"),
            none(),
            "clerk",
            &["system", "security", "audit"],
        ),
        row(
            "list_committees",
            &format!("/committees?area={VILLAGE}"),
            none(),
            "clerk",
            &["system", "security", "audit"],
        ),
        row("list_accounts", "/accounts", none(), "security", &["clerk", "leader", "audit"]),
        row("read_account", &account("clerk", ""), none(), "system", &["clerk", "leader", "audit"]),
        row("create_account", "/accounts", new_account, "system", &["security", "audit", "leader"]),
        row(
            "rename_account",
            &account("clerk", ""),
            json!({ "version": 2, "name": "陈燕" }),
            "system",
            &["clerk", "security", "audit"],
        ),
        row(
            "set_account_state",
            &account("clerk", "/state"),
            json!({ "version": 2, "state": "disabled" }),
            "system",
            &["director", "security", "audit"],
        ),
        row("reset_password", &account("clerk", "/password-reset"), none(), "system", &["clerk", "security", "audit"]),
        row("give_post", &account("clerk", "/posts"), post, "security", &["clerk", "system", "audit"]),
        row(
            "end_post",
            &account("clerk", &format!("/posts/{}", app.world.post("clerk"))),
            none(),
            "security",
            &["director", "system", "audit"],
        ),
        // work and intake
        row("read_today", "/today", none(), "clerk", &[]),
        row("see_reminder", "/reminders/1/seen", none(), "clerk", &[]),
        row("register_matter", "/matters", intake(app), "clerk", &["judicial", "officer", "leader", "system", "audit"]),
        row(
            "find_duplicates",
            "/duplicate-check",
            json!({ "phones": ["13800000001"] }),
            "clerk",
            &["judicial", "system"],
        ),
        row("list_drafts", "/drafts", none(), "clerk", &[]),
        row("save_draft", "/drafts/intake-2", json!({ "narrative": "半截" }), "clerk", &[]),
        row("read_draft", "/drafts/intake-1", none(), "clerk", &["clerk2", "audit"]),
        row("drop_draft", "/drafts/intake-1", none(), "clerk", &[]),
        // matters
        row("list_matters", "/matters", none(), "clerk", &[]),
        row("read_matter", &m(""), none(), "clerk", OUTSIDERS),
        row("read_timeline", &m("/timeline"), none(), "clerk", OUTSIDERS),
        row("amend_matter", &m(""), amendment, "clerk", &["mediator2", "leader", "far-clerk"]),
        row(
            "make_matter_move",
            &m("/moves"),
            json!({ "version": version, "make": { "move": "close" } }),
            "clerk",
            &["mediator2", "coordinator", "far-clerk"],
        ),
        row("add_party", &m("/parties"), party.clone(), "clerk", &["mediator2", "far-clerk"]),
        row("amend_party", &m("/parties/2"), party, "clerk", &["mediator2", "far-clerk"]),
        row(
            "show_phone",
            &m("/parties/1/phone"),
            json!({ "reason": "通知开会" }),
            "clerk",
            &["mediator2", "judicial", "far-clerk"],
        ),
        row("seal_matter", &m("/seal"), reason.clone(), "clerk", &["mediator2", "leader", "far-clerk"]),
        row("unseal_matter", &m("/unseal"), reason, "clerk", &["mediator2", "leader", "far-clerk"]),
        row("report_urgently", &m("/urgent-reports"), report, "clerk", &["mediator2", "leader", "far-clerk"]),
        row("follow_up", &m("/follow-ups"), follow_up, "clerk", &["judicial", "officer", "far-clerk"]),
        row("grant_access", &m("/grants"), grant, "clerk", &["mediator2", "leader", "far-clerk"]),
        // mediation
        row("read_mediation", &m("/mediations/1"), none(), "clerk", OUTSIDERS),
        row(
            "make_move",
            &m("/mediations/1/moves"),
            json!({ "version": version, "make": joint("2026-03-02T09:00:00") }),
            "mediator",
            &["mediator2", "clerk", "far-mediator"],
        ),
        row(
            "preview_agreement",
            &m("/mediations/1/agreement-preview"),
            draft()["draft"].clone(),
            "mediator",
            &["mediator2", "clerk", "far-mediator"],
        ),
        // papers
        row("list_papers", &m("/mediations/1/papers"), none(), "mediator", &["mediator2", "leader", "far-clerk"]),
        row(
            "print_paper",
            &m("/mediations/1/papers/notice-of-rights"),
            none(),
            "mediator",
            &["mediator2", "leader", "far-clerk"],
        ),
        row("read_qr", &m("/qr.svg"), none(), "clerk", OUTSIDERS),
        // attachments
        row("list_attachments", &m("/attachments"), none(), "mediator", &["mediator2", "leader", "far-clerk"]),
        row("add_attachment", &m("/attachments"), none(), "mediator", &["mediator2", "leader", "far-clerk"]),
        row("read_attachment", &m("/attachments/1"), none(), "mediator", &["mediator2", "leader", "far-clerk"]),
        // audit
        row(
            "list_registry_events",
            "/audit/registry-events",
            none(),
            "audit",
            &["system", "security", "clerk", "leader"],
        ),
        row("list_accesses", "/audit/accesses", none(), "audit", &["system", "security", "clerk", "leader"]),
    ]
}

/// The method of each operation, and the pattern of its address.
fn operations() -> BTreeMap<String, (Method, String)> {
    let document = serde_json::to_value(document()).expect("the document is JSON");
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let method = method.to_uppercase().parse().expect("a method");
            let before = found.insert(id.to_owned(), (method, path.clone()));
            assert!(before.is_none(), "two operations are called {id}");
        }
    }
    found
}

struct House {
    app: TestApp,
    rows: Vec<Row>,
    operations: BTreeMap<String, (Method, String)>,
}

impl House {
    async fn new() -> Self {
        let app = TestApp::new().await;
        app.as_("clerk").put("/drafts/intake-1", json!({ "narrative": "半截经过" })).await.ok();
        let case = Case::registered(&app).await;
        case.mediating().await;
        let picture = multipart(&[file("收条.png", PNG)]);
        app.as_("clerk").raw(Method::POST, &case.path("/attachments"), &multipart_type(), picture).await.ok();
        let (code, version) = (case.code.clone(), case.version().await);
        let rows = table(&app, &code, version);
        Self { app, rows, operations: operations() }
    }

    async fn call(&self, row: &Row, login: Option<&str>) -> Answer {
        let (method, _) = &self.operations[row.operation];
        let client = login.map_or_else(|| self.app.stranger(), |login| self.app.as_(login));
        if row.operation == "add_attachment" {
            return client.raw(method.clone(), &row.path, &multipart_type(), multipart(&[file("a.png", PNG)])).await;
        }
        client.send(method.clone(), &row.path, row.body.clone()).await
    }
}

#[tokio::test]
async fn every_operation_says_who_may_call_it() {
    let house = House::new().await;
    let mut missing: Vec<&str> = Vec::new();
    for (id, (_, pattern)) in &house.operations {
        let rows: Vec<&Row> = house.rows.iter().filter(|row| row.operation == id).collect();
        match rows[..] {
            [] => missing.push(id),
            [row] => {
                let path = format!("/api/v1{}", row.path.split('?').next().unwrap_or_default());
                let parts = pattern.split('/').count() == path.split('/').count();
                let fits = pattern.split('/').zip(path.split('/')).all(|(a, b)| a == b || a.starts_with('{'));
                assert!(parts && fits, "{id}: {path} is no {pattern}");
            }
            _ => panic!("{id} has two rows"),
        }
    }
    assert!(missing.is_empty(), "operations without a row in the table of authorization.rs: {missing:?}");
    for row in &house.rows {
        assert!(house.operations.contains_key(row.operation), "{} is no operation any more", row.operation);
    }
}

#[tokio::test]
async fn a_stranger_is_told_to_sign_in_and_nothing_else() {
    let house = House::new().await;
    for row in &house.rows {
        let answer = house.call(row, None).await;
        let public = PUBLIC.contains(&row.operation);
        assert_eq!(answer.status == 401, !public, "{}: {} {:#}", row.operation, answer.status, answer.json);
        if !public {
            answer.refused(401, "sign-in-needed");
        }
    }
    // A cookie that means nothing is no sign-in.
    house.app.with_cookie("made-up").get("/me").await.refused(401, "sign-in-needed");
}

#[tokio::test]
async fn whoever_may_not_is_refused_by_every_operation() {
    let house = House::new().await;
    for row in &house.rows {
        for login in row.may_not {
            let answer = house.call(row, Some(login)).await;
            assert!(
                matches!(answer.status, 403 | 404),
                "{} lets {login} pass: {} {:#}",
                row.operation,
                answer.status,
                answer.json
            );
        }
    }
}

#[tokio::test]
async fn whoever_may_is_not_refused() {
    let mut house = House::new().await;
    for n in 0..house.rows.len() {
        let row = &house.rows[n];
        // What is not there is told to those who may look for it.
        let looked_for = row.operation == "end_session";
        let answer = house.call(row, Some(row.may)).await;
        assert!(
            answer.status < 300 || answer.status == 409 || (looked_for && answer.status == 404),
            "{} refuses {}: {} {:#}",
            row.operation,
            row.may,
            answer.status,
            answer.json
        );
        if house.operations[row.operation].0 != Method::GET {
            house = House::new().await;
        }
    }
}
