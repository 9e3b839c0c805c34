//! Accounts, posts, organisations, members.

use bandeng_testkit::{Client, PASSWORD, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

fn account(app: &TestApp, login: &str) -> String {
    format!("/accounts/{}", app.world.account(login))
}

fn organisation(app: &TestApp, name: &str) -> String {
    format!("/organisations/{}", app.world.organisation(name))
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

async fn state(by: &Client, path: &str, state: &str) -> bandeng_testkit::Answer {
    let version = by.get(path).await.ok()["version"].clone();
    by.put(&format!("{path}/state"), json!({ "version": version, "state": state })).await
}

#[tokio::test]
async fn a_new_colleague_signs_in_with_a_password_told_once_and_sets_their_own() {
    let app = TestApp::new().await;
    let system = app.as_("system");
    let made = system.post("/accounts", json!({ "login": "Zhu.Min", "name": " 朱敏 " })).await.is(201).json;
    assert_eq!((text(&made["login"]), text(&made["name"])), ("zhu.min", "朱敏"));
    let password = text(&made["one_time_password"]);
    let post = json!({ "role": "clerk", "organisation": app.world.organisation("centre").to_string() });
    let posts = format!("/accounts/{}/posts", text(&made["id"]));
    app.as_("security").post(&posts, post).await.is(201);

    let answer = app.stranger().post("/session", json!({ "login": "zhu.min", "password": password })).await;
    let browser = app.with_cookie(&answer.session_token().expect("a cookie"));
    assert_eq!(answer.ok()["must_change_password"], true);
    browser.get("/organisations").await.refused(403, "password-change-needed");
    browser.put("/me/password", json!({ "current": password, "new": "Tq7-kfMz0p" })).await.is(204);
    assert_eq!(browser.get("/me").await.ok()["posts"][0]["role"], "clerk");
    let shown = system.get(&format!("/accounts/{}", text(&made["id"]))).await.ok();
    assert!(!shown.to_string().contains(password), "known to nobody afterwards");
    assert_eq!(shown["last_sign_in_at"], json!(app.app.db.now()));
}

#[tokio::test]
async fn a_sign_in_name_is_checked_and_taken_once() {
    let app = TestApp::new().await;
    let system = app.as_("system");
    system.post("/accounts", json!({ "login": "clerk", "name": "某人" })).await.refused(422, "login-taken");
    let bad = system.post("/accounts", json!({ "login": "王芳", "name": " " })).await.refused(422, "login-malformed");
    assert_eq!(bad["errors"].as_array().map(Vec::len), Some(2), "both fields at once");
}

#[tokio::test]
async fn accounts_are_found_by_name_sign_in_name_and_organisation() {
    let app = TestApp::new().await;
    let system = app.as_("system");
    let logins = async |query: &str| {
        let page = system.get(&format!("/accounts?{query}")).await.ok();
        page["items"].as_array().expect("items").iter().map(|a| text(&a["login"]).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(logins("q=Medi").await, ["mediator2", "mediator"]);
    assert_eq!(logins("q=%E7%8E%8B").await, ["director"]);
    assert_eq!(logins("q=%25").await, Vec::<String>::new(), "a wildcard is a character");
    let committee = app.world.organisation("committee");
    assert_eq!(logins(&format!("organisation={committee}")).await, ["mediator2", "mediator", "director"]);
    assert_eq!(logins("state=disabled").await, Vec::<String>::new());
    system.get("/accounts?state=asleep").await.refused(422, "unknown-value");
    system.get("/accounts/x").await.refused(404, "not-found");
}

#[tokio::test]
async fn a_list_of_accounts_goes_on_where_it_ended() {
    let app = TestApp::new().await;
    let system = app.as_("system");
    let mut uow = app.begin().await;
    for n in 0..45 {
        bandeng_testkit::world::sow_account(&mut uow, &format!("more-{n}"), "某人").await;
    }
    uow.commit().await.expect("accounts");
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = system.get(&format!("/accounts{after}")).await.ok();
        seen.extend(page["items"].as_array().expect("items").iter().map(|a| text(&a["login"]).to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("?after={next}");
    }
    // Whoever works in the next county is kept there.
    assert!(!seen.iter().any(|login| login.starts_with("far-")), "{seen:?}");
    assert_eq!(seen.len(), 45 + 21);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 45 + 21, "nobody twice");
}

#[tokio::test]
async fn a_disabled_account_is_signed_out_and_stays_out() {
    let app = TestApp::new().await;
    let (system, clerk) = (app.as_("system"), app.as_("clerk"));
    clerk.get("/me").await.ok();
    state(&system, &account(&app, "clerk"), "disabled").await.ok();
    let sign_in = json!({ "login": "clerk", "password": PASSWORD });
    clerk.get("/me").await.refused(401, "sign-in-needed");
    app.stranger().post("/session", sign_in.clone()).await.refused(401, "sign-in-failed");
    state(&system, &account(&app, "clerk"), "active").await.ok();
    app.stranger().post("/session", sign_in).await.ok();
}

#[tokio::test]
async fn a_change_on_an_old_version_is_refused() {
    let app = TestApp::new().await;
    let system = app.as_("system");
    let path = account(&app, "clerk");
    let version = system.get(&path).await.ok()["version"].clone();
    let rename = |name: &str| json!({ "version": version, "name": name });
    assert_eq!(system.put(&path, rename("陈燕")).await.ok()["name"], "陈燕");
    let stale = system.put(&path, rename("陈小燕")).await.refused(409, "stale-version");
    assert_eq!(stale["version"], system.get(&path).await.ok()["version"]);
}

#[tokio::test]
async fn a_reset_password_ends_sessions_and_unlocks() {
    let app = TestApp::new().await;
    let (system, clerk) = (app.as_("system"), app.as_("clerk"));
    clerk.get("/me").await.ok();
    for _ in 0..5 {
        app.stranger().post("/session", json!({ "login": "clerk", "password": "x" })).await.is(401);
    }
    let path = account(&app, "clerk");
    assert!(system.get(&path).await.ok()["locked_until"].is_i64());
    let given = system.post(&format!("{path}/password-reset"), json!({})).await.ok();
    clerk.get("/me").await.is(401);
    let sign_in = json!({ "login": "clerk", "password": given["one_time_password"] });
    assert_eq!(app.stranger().post("/session", sign_in).await.ok()["must_change_password"], true);
    let own = format!("{}/password-reset", account(&app, "system"));
    system.post(&own, json!({})).await.refused(409, "not-yourself");
}

#[tokio::test]
async fn administrators_exclude_each_other_and_every_working_post() {
    let app = TestApp::new().await;
    let security = app.as_("security");
    let give = async |login: &str, role: &str, organisation: &str| {
        let organisation = app.world.organisation(organisation).to_string();
        let path = format!("{}/posts", account(&app, login));
        security.post(&path, json!({ "role": role, "organisation": organisation })).await
    };
    give("system", "audit_administrator", "bureau").await.refused(409, "administrators-exclude");
    give("system", "clerk", "centre").await.refused(409, "administrators-exclude");
    give("clerk", "system_administrator", "bureau").await.refused(409, "administrators-exclude");
    give("security", "security_administrator", "centre").await.refused(409, "not-yourself");
    give("clerk", "mediator", "court").await.refused(422, "role-does-not-fit");
    give("clerk", "clerk", "centre").await.refused(409, "post-held");
    give("clerk", "mediator", "committee").await.is(201);
    let mine = app.as_("clerk").get("/me").await.ok();
    assert_eq!(mine["posts"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_post_begins_and_ends_on_its_days() {
    let app = TestApp::new().await;
    let security = app.as_("security");
    let path = format!("{}/posts", account(&app, "leader"));
    let organisation = app.world.organisation("centre").to_string();
    let post = |from: &str, until: &str| json!({ "role": "clerk", "organisation": organisation, "from_on": from, "until_on": until });
    security.post(&path, post("2026-03-09", "2026-03-08")).await.refused(422, "dates-reversed");
    security.post(&path, post("2026-03-09", "2026-03-10")).await.is(201);
    let leader = app.as_("leader");
    let posts = async || leader.get("/me").await.ok()["posts"].as_array().map(Vec::len);
    assert_eq!(posts().await, Some(1));
    app.clock.forward_days(7);
    assert_eq!(posts().await, Some(2));
    app.clock.forward_days(2);
    assert_eq!(posts().await, Some(1));

    let shown = security.get(&account(&app, "leader")).await.ok();
    let post = text(&shown["posts"][0]["id"]).to_owned();
    security.delete(&format!("{path}/{post}")).await.is(204);
    security.delete(&format!("{path}/{post}")).await.refused(404, "not-found");
    assert_eq!(posts().await, Some(0));
}

#[tokio::test]
async fn the_last_administrator_of_a_kind_stays() {
    let app = TestApp::new().await;
    let (system, security) = (app.as_("system"), app.as_("security"));
    state(&system, &account(&app, "audit"), "disabled").await.refused(409, "last-administrator");
    state(&system, &account(&app, "system"), "disabled").await.refused(409, "not-yourself");
    let audit = security.get(&account(&app, "audit")).await.ok();
    let end = format!("{}/posts/{}", account(&app, "audit"), text(&audit["posts"][0]["id"]));
    security.delete(&end).await.refused(409, "last-administrator");

    let second = system.post("/accounts", json!({ "login": "audit2", "name": "卫明" })).await.is(201).json;
    let post = json!({ "role": "audit_administrator", "organisation": app.world.organisation("bureau").to_string() });
    security.post(&format!("/accounts/{}/posts", text(&second["id"])), post).await.is(201);
    security.delete(&end).await.is(204);
    app.as_("audit").get("/audit/accesses").await.refused(403, "not-allowed");
}

#[tokio::test]
async fn a_committee_is_measured_by_the_law() {
    let app = TestApp::new().await;
    let system = app.as_("system");
    let body = json!({ "kind": "village_committee", "name": "大柳村人民调解委员会", "area": "620602130201",
        "multi_ethnic": true, "term_began_on": "2023-04-01", "parent": null });
    let made = system.post("/organisations", body).await.is(201).json;
    assert_eq!(made["term_ends_on"], "2026-04-01");
    assert_eq!(made["warnings"].as_array().map(Vec::len), Some(5), "{made:#}");

    let path = format!("/organisations/{}", text(&made["id"]));
    let member = |name: &str, position: &str, sex: &str| json!({ "name": name, "position": position, "sex": sex, "smaller_group": name == "马成" });
    let members = json!({ "version": made["version"], "members": [
        member("王财", "director", "male"), member("李玉梅", "member", "female"), member("马成", "member", "male"),
    ] });
    let kept = system.put(&format!("{path}/members"), members.clone()).await.ok();
    assert_eq!(kept["warnings"].as_array().map(Vec::len), Some(1), "only the end of the term: {kept:#}");
    system.put(&format!("{path}/members"), members).await.refused(409, "stale-version");

    let seen = app.as_("clerk").get(&path).await.ok();
    assert_eq!(seen["members"][2]["smaller_group"], Value::Null, "only those who keep organisations see it");
    assert_eq!(seen["members"][2]["name"], "马成");
    let court = organisation(&app, "court");
    let version = system.get(&court).await.ok()["version"].clone();
    let none = json!({ "version": version, "members": [] });
    system.put(&format!("{court}/members"), none).await.refused(409, "members-elsewhere");
}

#[tokio::test]
async fn organisations_are_found_by_area_kind_and_name() {
    let app = TestApp::new().await;
    let names = async |query: &str| {
        let page = app.as_("clerk").get(&format!("/organisations?{query}")).await.ok();
        page["items"].as_array().expect("items").iter().map(|o| text(&o["name"]).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("area=620602").await.len(), 10);
    assert_eq!(names("area=620602130&kind=police").await, ["大柳派出所"]);
    assert_eq!(names("q=%E4%B8%89%E9%9B%B7").await.len(), 2);
    assert_eq!(names("active=false").await, Vec::<String>::new());
    app.as_("clerk").get("/organisations?area=62060").await.refused(422, "area-malformed");
    app.as_("clerk").get("/organisations?after=x").await.refused(422, "unknown-value");
}

#[tokio::test]
async fn an_organisation_is_changed_and_closed_when_nobody_works_there() {
    let app = TestApp::new().await;
    let system = app.as_("system");
    let bad = json!({ "kind": "court", "name": "", "area": "999999", "parent": "1", "term_began_on": "2027-01-01" });
    let refused = system.post("/organisations", bad).await.refused(422, "area-unknown");
    assert_eq!(refused["errors"].as_array().map(Vec::len), Some(4), "{refused:#}");

    let body = json!({ "kind": "court", "name": "凉州区人民法院大柳法庭", "area": "620602130" });
    let made = system.post("/organisations", body).await.is(201).json;
    let path = format!("/organisations/{}", text(&made["id"]));
    let change = json!({ "version": made["version"], "name": "大柳法庭", "area": "620602130",
        "parent": app.world.organisation("court").to_string() });
    let changed = system.put(&path, change).await.ok();
    assert_eq!(changed["parent"]["name"], "凉州区人民法院");
    let close = json!({ "version": changed["version"], "active": false });
    assert_eq!(system.put(&format!("{path}/state"), close).await.ok()["active"], false);

    let centre = organisation(&app, "centre");
    let version = system.get(&centre).await.ok()["version"].clone();
    let close = json!({ "version": version, "active": false });
    system.put(&format!("{centre}/state"), close).await.refused(409, "organisation-in-use");
}

#[tokio::test]
async fn staff_choose_among_committees_and_mediators() {
    let app = TestApp::new().await;
    let clerk = app.as_("clerk");
    let found = clerk.get("/committees?area=620602130200").await.ok();
    let names: Vec<&str> = found["items"].as_array().expect("items").iter().map(|o| text(&o["name"])).collect();
    assert_eq!(names, ["桥坡村人民调解委员会", "大柳镇人民调解委员会"], "the nearest first");
    let mediators = clerk.get(&format!("{}/mediators", organisation(&app, "committee"))).await.ok();
    let names: Vec<&str> = mediators["items"].as_array().expect("items").iter().map(|m| text(&m["name"])).collect();
    assert_eq!(names, ["王守信", "李和平", "张秀英"]);
    app.as_("system").get("/committees?area=620602").await.refused(403, "not-allowed");
    clerk.get("/committees").await.refused(422, "required");
    clerk.get("/organisations/1/mediators").await.refused(404, "not-found");
}

#[tokio::test]
async fn two_at_once_do_not_take_away_the_last_two_administrators() {
    let app = TestApp::new().await;
    let (system, security) = (app.as_("system"), app.as_("security"));
    let bureau = app.world.organisation("bureau").to_string();
    let mut second = Vec::new();
    for (login, role) in [("audit2", "audit_administrator"), ("system2", "system_administrator")] {
        let made = system.post("/accounts", json!({ "login": login, "name": "某人" })).await.is(201).json;
        let path = format!("/accounts/{}", text(&made["id"]));
        security.post(&format!("{path}/posts"), json!({ "role": role, "organisation": bureau })).await.is(201);
        second.push((path, made));
    }
    let password = second[1].1["one_time_password"].clone();
    let sign_in = json!({ "login": "system2", "password": password });
    let answer = app.stranger().post("/session", sign_in).await;
    let system2 = app.with_cookie(&answer.session_token().expect("a cookie"));
    let change = json!({ "current": password, "new": "Tq7-kfMz0p" });
    system2.put("/me/password", change).await.is(204);

    let (first, other) = (account(&app, "audit"), second[0].0.clone());
    let (one, two) = tokio::join!(state(&system, &first, "disabled"), state(&system2, &other, "disabled"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn a_history_cut_off_at_its_end_is_noticed() {
    let app = TestApp::new().await;
    let clerk = app.world.account("clerk");
    let db = &app.app.db;
    let set = async |change: i64| {
        let sql = "UPDATE accounts SET head_seq = head_seq + $2 WHERE id = $1";
        db.technical().execute_raw(db.statement(sql, [clerk.into(), change.into()])).await.expect("a row");
    };
    // The row knows of a later event than the chain has: the chain was cut.
    set(1).await;
    let breaks = db.verify_chains(|_| {}).await.expect("a walk").breaks;
    assert_eq!(breaks.iter().map(|b| b.stream.as_str()).collect::<Vec<_>>(), [format!("account:{clerk}")]);
    set(-1).await;
}
