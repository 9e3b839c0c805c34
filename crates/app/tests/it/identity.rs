//! Signing in and out, passwords, preferences.

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
