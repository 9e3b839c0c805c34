//! Second factors: codes by time, recovery codes, passkeys; who must have one; who resets them. And sign-in at a provider.

use bandeng_app::Settings;
use bandeng_core::policy::Role;
use bandeng_testkit::{Client, PASSWORD, TestApp};
use serde_json::{Value, json};
use totp_rs::{Builder, Totp};
use webauthn_authenticator_rs::WebauthnAuthenticator;
use webauthn_authenticator_rs::softpasskey::SoftPasskey;
use webauthn_rs::prelude::{CreationChallengeResponse, RequestChallengeResponse, Url};

use crate::support::text;

/// Where passkeys are for.
const HOUSE: &str = "https://bandeng.example.cn";

async fn house() -> TestApp {
    TestApp::with_settings(Settings { public_url: Some(HOUSE.into()), ..Settings::default() }).await
}

fn password() -> Value {
    json!({ "password": PASSWORD })
}

/// An authenticator as a telephone has it, from what the screen shows.
fn authenticator(seed: &str) -> Totp {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = seed.chars().map(|c| format!("{:05b}", letters.find(c).expect("base 32"))).collect();
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).expect("bits"), 2).expect("a byte"))
        .collect();
    let bytes: [u8; 20] = bytes.try_into().expect("twenty bytes");
    Builder::new().with_secret(bytes).build_noncompliant()
}

fn code(app: &TestApp, phone: &Totp) -> String {
    phone.generate(app.app.db.now().unsigned_abs() / 1000).to_string()
}

/// Adds an authenticator: the telephone, and the recovery codes.
async fn with_totp(app: &TestApp, client: &Client) -> (Totp, Vec<String>) {
    let begun = client.post("/me/totp/begin", password()).await.ok();
    let phone = authenticator(&text(&begun["secret"]));
    let body = json!({ "step": begun["step"], "code": code(app, &phone) });
    let made = client.post("/me/totp", body).await.is(201).ok();
    let codes = made["recovery_codes"].as_array().expect("codes").iter().map(text).collect();
    (phone, codes)
}

async fn first_half(app: &TestApp, login: &str) -> Value {
    app.stranger().post("/session", json!({ "login": login, "password": PASSWORD })).await.is(202).ok()
}

async fn second_half(app: &TestApp, step: &Value, code: &str) -> bandeng_testkit::Answer {
    app.stranger().post("/session/second", json!({ "step": step, "code": code })).await
}

#[tokio::test]
async fn an_authenticator_is_asked_at_every_sign_in_and_its_code_is_good_once() {
    let app = house().await;
    let clerk = app.as_("clerk");
    assert_eq!(clerk.get("/me/security").await.ok()["totp"], Value::Null);
    clerk.post("/me/totp/begin", json!({ "password": "wrong horse bench" })).await.refused(422, "password-wrong");
    let begun = clerk.post("/me/totp/begin", password()).await.ok();
    let address = text(&begun["address"]);
    assert!(address.starts_with("otpauth://totp/") && address.contains(&text(&begun["secret"])), "{address}");
    let wrong = json!({ "step": begun["step"], "code": "000000" });
    clerk.post("/me/totp", wrong.clone()).await.refused(422, "second-factor-wrong");
    // Of another's step nothing is told, not even that it is there.
    app.as_("mediator").post("/me/totp", wrong).await.refused(409, "sign-in-step-over");

    let (phone, codes) = with_totp(&app, &clerk).await;
    assert_eq!(codes.len(), 10);
    clerk.post("/me/totp/begin", password()).await.refused(409, "factor-taken");
    let security = clerk.get("/me/security").await.ok();
    assert_eq!((&security["recovery_codes_left"], &security["required"]), (&json!(10), &json!(false)));

    // The code it was set up with is spent; half a minute later there is another.
    let wanted = first_half(&app, "clerk").await;
    assert_eq!((&wanted["totp"], &wanted["passkey"]), (&json!(true), &Value::Null));
    second_half(&app, &wanted["step"], &code(&app, &phone)).await.refused(422, "second-factor-wrong");
    app.clock.forward_minutes(1);
    let now = code(&app, &phone);
    let answer = second_half(&app, &wanted["step"], &now).await;
    let browser = app.with_cookie(&answer.session_token().expect("a cookie"));
    assert_eq!(answer.ok()["account"]["login"], "clerk");
    browser.get("/matters").await.ok();
    // Neither the step nor the code is good again.
    second_half(&app, &wanted["step"], &now).await.refused(409, "sign-in-step-over");
    let again = first_half(&app, "clerk").await;
    second_half(&app, &again["step"], &now).await.refused(422, "second-factor-wrong");
    app.finish().await;
}

#[tokio::test]
async fn a_right_password_forgives_no_wrong_codes() {
    let app = house().await;
    let (phone, _) = with_totp(&app, &app.as_("clerk")).await;
    for _ in 0..5 {
        let wanted = first_half(&app, "clerk").await;
        second_half(&app, &wanted["step"], "000000").await.refused(422, "second-factor-wrong");
    }
    let body = json!({ "login": "clerk", "password": PASSWORD });
    app.stranger().post("/session", body).await.refused(429, "sign-in-locked");
    app.clock.forward_minutes(10);
    let wanted = first_half(&app, "clerk").await;
    second_half(&app, &wanted["step"], &code(&app, &phone)).await.ok();
    // A step waits ten minutes and no longer.
    let wanted = first_half(&app, "clerk").await;
    app.clock.forward_minutes(10);
    second_half(&app, &wanted["step"], &code(&app, &phone)).await.refused(409, "sign-in-step-over");
    let seen = app.as_("audit");
    app.app.accesses.flush(&app.app.db).await.expect("accesses");
    let seen = seen.get("/audit/accesses").await.ok().to_string();
    assert!(seen.contains("第二种登录方式没有通过"), "{seen}");
    app.finish().await;
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_lies_nowhere_in_plain() {
    let app = house().await;
    let clerk = app.as_("clerk");
    let (_, codes) = with_totp(&app, &clerk).await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    let wanted = first_half(&app, "clerk").await;
    second_half(&app, &wanted["step"], &typed).await.ok();
    let wanted = first_half(&app, "clerk").await;
    second_half(&app, &wanted["step"], &typed).await.refused(422, "second-factor-wrong");
    assert_eq!(clerk.get("/me/security").await.ok()["recovery_codes_left"], 9);
    // New ones void the old ones.
    let fresh = clerk.post("/me/recovery-codes", password()).await.is(201).ok();
    let wanted = first_half(&app, "clerk").await;
    second_half(&app, &wanted["step"], &codes[4]).await.refused(422, "second-factor-wrong");
    second_half(&app, &wanted["step"], &text(&fresh["recovery_codes"][0])).await.ok();
    let told = app.as_("audit").get("/audit/registry-events").await.ok().to_string();
    for sentence in ["加了登录的第二种方式：验证器", "用备用登录码登录", "换了新的备用登录码"]
    {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    assert!(codes.iter().all(|code| !told.contains(code.as_str())));
    app.finish().await;
}

#[tokio::test]
async fn a_passkey_is_made_asked_and_removed() {
    let app = house().await;
    let mediator = app.as_("mediator");
    let begun = mediator.post("/me/passkeys/begin", password()).await.ok();
    let asked = &begun["options"]["publicKey"];
    assert_eq!(asked["rp"]["id"], "bandeng.example.cn");
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
    // A key in software keeps nothing; the journeys have one that does.
    let mut options = begun["options"].clone();
    options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(false);
    let options: CreationChallengeResponse = serde_json::from_value(options).expect("options");
    let origin = Url::parse(HOUSE).expect("an address");
    let mut key = SoftPasskey::new(true);
    let made = key.do_registration(origin.clone(), options).expect("a passkey");
    let body = |step: &Value, name: &str| json!({ "step": step, "name": name, "passkey": made });
    mediator.post("/me/passkeys", body(&begun["step"], "")).await.refused(422, "required");
    app.as_("clerk").post("/me/passkeys", body(&begun["step"], "x")).await.refused(409, "sign-in-step-over");
    let codes = mediator.post("/me/passkeys", body(&begun["step"], "窗口电脑")).await.is(201).ok();
    assert_eq!(codes["recovery_codes"].as_array().map(Vec::len), Some(10), "{codes}");
    // The same answer again: the challenge is spent.
    mediator.post("/me/passkeys", body(&begun["step"], "again")).await.refused(409, "sign-in-step-over");

    // As the second factor.
    let wanted = first_half(&app, "mediator").await;
    assert_eq!(wanted["totp"], false);
    let asked: RequestChallengeResponse = serde_json::from_value(wanted["passkey"].clone()).expect("options");
    let elsewhere = key.do_authentication(Url::parse("https://evil.example.cn").expect("an address"), asked.clone());
    assert!(elsewhere.is_err(), "a passkey is for one name");
    let given = key.do_authentication(origin.clone(), asked).expect("an answer");
    let answer = json!({ "step": wanted["step"], "passkey": given });
    let other = first_half(&app, "mediator").await;
    let mut replayed = answer.clone();
    replayed["step"] = other["step"].clone();
    app.stranger().post("/session/second", replayed).await.refused(422, "second-factor-wrong");
    app.stranger().post("/session/second", answer).await.ok();

    // Instead of name and password: who it says it is must be whose it is.
    let begun = app.stranger().post("/session/passkey/challenge", json!({})).await.ok();
    let mut options = begun["options"].clone();
    assert_eq!(options["publicKey"]["allowCredentials"], json!([]), "it asks nobody by name");
    options["publicKey"]["allowCredentials"] = json!([{ "type": "public-key", "id": given.id }]);
    let options: RequestChallengeResponse = serde_json::from_value(options).expect("options");
    let given = key.do_authentication(origin, options).expect("an answer");
    let alone = |login: &str| {
        use base64::Engine as _;
        let mut given = serde_json::to_value(&given).expect("JSON");
        let person = u128::from(app.world.account(login).unsigned_abs()).to_be_bytes();
        given["response"]["userHandle"] = json!(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(person));
        json!({ "step": begun["step"], "passkey": given })
    };
    let answer = app.stranger().post("/session/passkey", alone("mediator")).await;
    let browser = app.with_cookie(&answer.session_token().expect("a cookie"));
    assert_eq!(browser.get("/me").await.ok()["account"]["login"], "mediator");
    app.stranger().post("/session/passkey", alone("mediator")).await.refused(409, "sign-in-step-over");

    let id = text(&mediator.get("/me/security").await.ok()["passkeys"][0]["id"]);
    let path = format!("/me/factors/{id}/removal");
    app.as_("clerk").post(&path, password()).await.refused(409, "factor-missing");
    mediator.post(&path, json!({ "password": "x" })).await.refused(422, "password-wrong");
    mediator.post(&path, password()).await.is(204);
    let security = mediator.get("/me/security").await.ok();
    assert_eq!((&security["passkeys"], &security["recovery_codes_left"]), (&json!([]), &json!(0)));
    app.stranger().post("/session", json!({ "login": "mediator", "password": PASSWORD })).await.is(200);
    app.finish().await;
}

#[tokio::test]
async fn another_persons_handle_opens_nothing() {
    let app = house().await;
    let mediator = app.as_("mediator");
    let begun = mediator.post("/me/passkeys/begin", password()).await.ok();
    let mut options = begun["options"].clone();
    options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(false);
    let origin = Url::parse(HOUSE).expect("an address");
    let mut key = SoftPasskey::new(true);
    let options: CreationChallengeResponse = serde_json::from_value(options).expect("options");
    let made = key.do_registration(origin.clone(), options).expect("a passkey");
    let body = json!({ "step": begun["step"], "name": "a", "passkey": made });
    mediator.post("/me/passkeys", body).await.is(201);
    let begun = app.stranger().post("/session/passkey/challenge", json!({})).await.ok();
    let mut options = begun["options"].clone();
    options["publicKey"]["allowCredentials"] = json!([{ "type": "public-key", "id": made.id }]);
    let options: RequestChallengeResponse = serde_json::from_value(options).expect("options");
    let given = key.do_authentication(origin, options).expect("an answer");
    let mut given = serde_json::to_value(&given).expect("JSON");
    use base64::Engine as _;
    let other = u128::from(app.world.account("director").unsigned_abs()).to_be_bytes();
    given["response"]["userHandle"] = json!(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(other));
    let body = json!({ "step": begun["step"], "passkey": given });
    app.stranger().post("/session/passkey", body).await.refused(422, "passkey-refused");
    app.finish().await;
}

#[tokio::test]
async fn without_a_name_of_its_own_the_house_takes_no_passkeys() {
    for public_url in [None, Some("https://10.1.2.3".to_owned())] {
        let app = TestApp::with_settings(Settings { public_url, ..Settings::default() }).await;
        let ways = app.stranger().get("/session/ways").await.ok();
        assert_eq!(ways, json!({ "passkeys": false, "openid": null }));
        app.as_("clerk").post("/me/passkeys/begin", password()).await.refused(409, "passkeys-unavailable");
        app.stranger().post("/session/passkey/challenge", json!({})).await.refused(409, "passkeys-unavailable");
        app.stranger().post("/session/openid/begin", json!({})).await.refused(409, "openid-unavailable");
        app.finish().await;
    }
}

#[tokio::test]
async fn who_must_have_a_second_factor_does_nothing_else_before() {
    let settings = Settings {
        public_url: Some(HOUSE.into()),
        second_factor_roles: vec![Role::SystemAdministrator],
        ..Settings::default()
    };
    let app = TestApp::with_settings(settings).await;
    let system = app.as_("system");
    assert_eq!(system.get("/me").await.ok()["must_add_factor"], true);
    system.get("/accounts").await.refused(403, "factor-needed");
    app.as_("clerk").get("/matters").await.ok();
    assert_eq!(system.get("/me/security").await.ok()["required"], true);
    let (phone, _) = with_totp(&app, &system).await;
    system.get("/accounts").await.ok();
    assert_eq!(system.get("/me").await.ok()["must_add_factor"], false);
    let id = text(&system.get("/me/security").await.ok()["totp"]["id"]);
    system.post(&format!("/me/factors/{id}/removal"), password()).await.refused(409, "factor-last");
    app.clock.forward_minutes(1);
    let wanted = first_half(&app, "system").await;
    second_half(&app, &wanted["step"], &code(&app, &phone)).await.ok();
    app.finish().await;
}

#[tokio::test]
async fn an_administrator_resets_a_lost_factor_with_a_reason() {
    let app = house().await;
    let clerk = app.as_("clerk");
    with_totp(&app, &clerk).await;
    let path = format!("/accounts/{}/factor-reset", app.world.account("clerk"));
    let reason = json!({ "reason": "手机丢失，已当面核实" });
    app.as_("security").post(&path, reason.clone()).await.refused(403, "not-allowed");
    let system = app.as_("system");
    system.post(&path, json!({ "reason": " " })).await.refused(422, "reason-needed");
    let own = format!("/accounts/{}/factor-reset", app.world.account("system"));
    system.post(&own, reason.clone()).await.refused(409, "not-yourself");
    system.post(&path, reason).await.is(204);
    clerk.get("/me").await.refused(401, "sign-in-needed");
    app.stranger().post("/session", json!({ "login": "clerk", "password": PASSWORD })).await.is(200);
    let told = app.as_("audit").get("/audit/registry-events").await.ok().to_string();
    assert!(told.contains("第二种登录方式：手机丢失，已当面核实"), "{told}");
    app.finish().await;
}
