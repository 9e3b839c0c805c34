//! Signing in and out, passwords, preferences.

use bandeng_app::identity::service::bootstrap;
use bandeng_testkit::world::sow_area;
use bandeng_testkit::{PASSWORD, TestApp};
use serde_json::json;

#[tokio::test]
async fn somebody_signs_in_and_is_told_who_they_are() {
    let app = TestApp::new().await;
    let answer = app.stranger().post("/session", json!({ "login": " Clerk ", "password": PASSWORD })).await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly; SameSite=Strict; Path=/; Max-Age=43200"), "{cookie}");
    let browser = app.with_cookie(&answer.session_token().expect("a cookie"));
    let me = browser.get("/me").await.ok();
    assert_eq!(me, answer.ok());
    assert_eq!(me["account"]["login"], "clerk");
    assert!(me["account"]["id"].is_string(), "identifiers are longer than a JSON number");
    assert_eq!(me["posts"][0]["organisation"]["name"], "大柳镇综治中心");
    assert_eq!(me["posts"][0]["area"], json!({ "code": "620602130", "name": "大柳镇" }));
    assert_eq!(me["preferences"], json!({ "language": "zh", "elder": false }));
    assert!(me["can"].as_array().is_some_and(|can| can.contains(&json!("matter.register"))));

    browser.delete("/session").await.is(204);
    browser.get("/me").await.refused(401, "sign-in-needed");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_answered_alike() {
    let app = TestApp::new().await;
    let stranger = app.stranger();
    for login in ["clerk", "nobody", "谁"] {
        for _ in 0..5 {
            let wrong = json!({ "login": login, "password": "wrong horse bench" });
            stranger.post("/session", wrong).await.refused(401, "sign-in-failed");
        }
        let right = json!({ "login": login, "password": PASSWORD });
        stranger.post("/session", right).await.refused(429, "sign-in-locked");
    }
    app.clock.forward_minutes(10);
    stranger.post("/session", json!({ "login": "clerk", "password": PASSWORD })).await.ok();
}

#[tokio::test]
async fn a_right_password_forgives_the_wrong_ones_before_it() {
    let app = TestApp::new().await;
    for password in ["x", "x", "x", "x", PASSWORD, "x", "x", "x", "x", PASSWORD] {
        let expected = if password == PASSWORD { 200 } else { 401 };
        app.stranger().post("/session", json!({ "login": "mediator", "password": password })).await.is(expected);
    }
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_after_twelve_hours() {
    let app = TestApp::new().await;
    let begin = async || {
        let answer = app.stranger().post("/session", json!({ "login": "clerk", "password": PASSWORD })).await;
        app.with_cookie(&answer.session_token().expect("a cookie"))
    };
    let idle = begin().await;
    app.clock.forward_minutes(31);
    idle.get("/me").await.refused(401, "sign-in-needed");

    let busy = begin().await;
    for _ in 0..35 {
        app.clock.forward_minutes(20);
        busy.get("/me").await.ok();
    }
    app.clock.forward_minutes(20);
    busy.get("/me").await.refused(401, "sign-in-needed");
}

#[tokio::test]
async fn a_new_password_is_checked_and_ends_the_other_sessions() {
    let app = TestApp::new().await;
    let (here, elsewhere) = (app.as_("clerk"), app.as_("clerk"));
    elsewhere.get("/me").await.ok();
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    here.put("/me/password", change("wrong", "Tq7-kfMz0p")).await.refused(422, "password-wrong");
    let weak = here.put("/me/password", change(PASSWORD, "clerk-clerk")).await.refused(422, "password-weak");
    assert_eq!(weak["errors"][0]["pointer"], "/new");
    here.put("/me/password", change(PASSWORD, PASSWORD)).await.refused(422, "password-weak");
    here.put("/me/password", change(PASSWORD, "Tq7-kfMz0p")).await.is(204);
    here.get("/me").await.ok();
    elsewhere.get("/me").await.refused(401, "sign-in-needed");
    app.stranger().post("/session", json!({ "login": "clerk", "password": PASSWORD })).await.is(401);
    app.stranger().post("/session", json!({ "login": "clerk", "password": "Tq7-kfMz0p" })).await.ok();
}

#[tokio::test]
async fn somebody_signs_out_elsewhere() {
    let app = TestApp::new().await;
    let (here, elsewhere) = (app.as_("clerk"), app.as_("clerk"));
    elsewhere.get("/me").await.ok();
    let sessions = here.get("/me/sessions").await.ok();
    let foreign = sessions["items"].as_array().expect("sessions").iter().find(|s| s["current"] == false);
    let path = format!("/me/sessions/{}", foreign.and_then(|s| s["id"].as_str()).expect("the other one"));
    app.as_("mediator").delete(&path).await.refused(404, "not-found");
    here.delete(&path).await.is(204);
    here.delete(&path).await.is(404);
    elsewhere.get("/me").await.is(401);
    here.get("/me").await.ok();
}

#[tokio::test]
async fn somebody_signs_out_everywhere_else_and_other_people_stay() {
    let app = TestApp::new().await;
    let (here, elsewhere, third, other) = (app.as_("clerk"), app.as_("clerk"), app.as_("clerk"), app.as_("mediator"));
    for browser in [&elsewhere, &third, &other] {
        browser.get("/me").await.ok();
    }
    let sessions = here.get("/me/sessions").await.ok();
    let sessions = sessions["items"].as_array().expect("sessions");
    assert_eq!((sessions.len(), sessions.iter().filter(|s| s["current"] == true).count()), (3, 1));
    assert!(sessions.iter().all(|s| s["id"].as_str().is_some_and(|id| id.len() == 16)), "short, and no token's hash");
    here.delete("/me/sessions").await.is(204);
    elsewhere.get("/me").await.is(401);
    third.get("/me").await.is(401);
    other.get("/me").await.ok();
    assert_eq!(here.get("/me/sessions").await.ok()["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn language_and_type_size_are_kept() {
    let app = TestApp::new().await;
    let clerk = app.as_("clerk");
    clerk.put("/me/preferences", json!({ "language": "en", "elder": true })).await.is(204);
    assert_eq!(clerk.get("/me").await.ok()["preferences"], json!({ "language": "en", "elder": true }));
    clerk.put("/me/preferences", json!({ "language": "fr", "elder": true })).await.refused(422, "unknown-value");
}

#[tokio::test]
async fn a_forged_form_without_the_write_header_does_nothing() {
    let app = TestApp::new().await;
    let forged = app.as_("clerk").header("x-requested-with", "");
    forged.put("/me/preferences", json!({ "language": "en", "elder": true })).await.refused(400, "malformed");
}

#[tokio::test]
async fn the_first_account_appoints_the_three_administrators_and_ends() {
    let app = TestApp::empty().await;
    let (login, password) = bootstrap(&app.app).await.expect("it runs").expect("there is no account yet");
    assert!(bootstrap(&app.app).await.expect("it runs").is_none(), "only once");
    let mut uow = app.begin().await;
    sow_area(&mut uow, "620602", "凉州区").await;
    uow.commit().await.expect("an area");

    let answer = app.stranger().post("/session", json!({ "login": login, "password": password })).await;
    let first = app.with_cookie(&answer.session_token().expect("a cookie"));
    let me = answer.ok();
    assert_eq!((&me["must_change_password"], &me["bootstrap"]), (&json!(true), &json!(true)));
    assert_eq!(me["can"], json!(["account.manage", "organisation.manage", "post.manage"]));
    first.get("/accounts").await.refused(403, "password-change-needed");
    first.put("/me/password", json!({ "current": password, "new": "Tq7-kfMz0p" })).await.is(204);

    let bureau = json!({ "kind": "justice_bureau", "name": "凉州区司法局", "area": "620602" });
    let office = first.post("/organisations", bureau.clone()).await.is(201).json["id"].clone();
    first.post("/organisations", bureau).await.refused(403, "not-allowed");
    let mut made = Vec::new();
    for role in ["system_administrator", "security_administrator", "audit_administrator"] {
        let account = json!({ "login": role.replace('_', "-"), "name": "某人" });
        let account = first.post("/accounts", account).await.is(201).json;
        let id = account["id"].as_str().expect("an identifier").to_owned();
        let posts = format!("/accounts/{id}/posts");
        first.post(&posts, json!({ "role": "leader", "organisation": office })).await.refused(403, "not-allowed");
        let (version, state) = (&account["version"], "disabled");
        let disable = json!({ "version": version, "state": state });
        first.put(&format!("/accounts/{id}/state"), disable).await.refused(403, "not-allowed");
        first.post(&format!("/accounts/{id}/password-reset"), json!({})).await.refused(403, "not-allowed");
        first.post(&posts, json!({ "role": role, "organisation": office })).await.is(201);
        made.push((account["login"].clone(), account["one_time_password"].clone()));
    }
    first.get("/me").await.refused(401, "sign-in-needed");
    app.stranger().post("/session", json!({ "login": login, "password": "Tq7-kfMz0p" })).await.is(401);

    let (login, password) = &made[0];
    let answer = app.stranger().post("/session", json!({ "login": login, "password": password })).await;
    let system = app.with_cookie(&answer.session_token().expect("a cookie"));
    system.put("/me/password", json!({ "current": password, "new": "Mz0p-kfTq7" })).await.is(204);
    let accounts = system.get("/accounts").await.ok();
    let old = accounts["items"].as_array().expect("accounts").iter().find(|a| a["bootstrap"] == true).expect("it");
    assert_eq!(old["state"], "disabled");
    let enable = json!({ "version": old["version"], "state": "active" });
    let path = format!("/accounts/{}/state", old["id"].as_str().expect("an identifier"));
    system.put(&path, enable).await.refused(409, "bootstrap-over");
}
