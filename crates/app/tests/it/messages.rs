//! Messages: what leaves the house, how often it is tried, what is too much, and coming in by a code.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::any;
use bandeng_app::Settings;
use bandeng_app::identity::me::Language;
use bandeng_app::jobs::{Registry, drain};
use bandeng_app::matters::case;
use bandeng_app::messages::service::{self as messages, Message, To};
use bandeng_app::messages::settings::{BodyKind, MessageSettings, SmsTemplate, Smtp};
use bandeng_core::messages::{MessageKind, MessageState, Values};
use bandeng_testkit::{Answer, TestApp};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::residents::{client, token};
use crate::support::{Case, intake_with, text};

/// What a provider heard: address, headers, body.
type Heard = Arc<Mutex<Vec<(Uri, HeaderMap, String)>>>;

/// What it says to each.
type Reply = Arc<Mutex<(StatusCode, &'static str)>>;

/// A provider of text messages that answers with what the test wants.
struct Provider {
    origin: String,
    heard: Heard,
    answer: Reply,
}

impl Provider {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let heard = Heard::default();
        let answer = Arc::new(Mutex::new((StatusCode::OK, r#"{"code":"0"}"#)));
        let hear = |State((heard, answer)): State<(Heard, Reply)>, uri: Uri, headers: HeaderMap, body: String| async move {
            heard.lock().expect("no panic").push((uri, headers, body));
            *answer.lock().expect("no panic")
        };
        let router = Router::new().fallback(any(hear)).with_state((heard.clone(), answer.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, heard, answer }
    }

    fn settings(&self) -> Settings {
        let sms = SmsTemplate {
            url: format!("{}/send?id={{id}}", self.origin),
            method: "POST".into(),
            headers: BTreeMap::from([("authorization".to_owned(), "Bearer geheim".to_owned())]),
            body: r#"{"to":"{phone}","content":"{text}"}"#.into(),
            body_kind: BodyKind::Json,
            sent_if: r#""code":"0""#.into(),
        };
        Settings {
            messages: MessageSettings { sms: Some(sms), email: None },
            outbound: vec![self.origin.clone()],
            public_url: Some("https://bandeng.example.cn".into()),
            ..Settings::default()
        }
    }

    fn says(&self, status: StatusCode, body: &'static str) {
        *self.answer.lock().expect("no panic") = (status, body);
    }

    fn heard(&self) -> Vec<(Uri, HeaderMap, String)> {
        self.heard.lock().expect("no panic").clone()
    }
}

async fn work(app: &TestApp) {
    drain(&app.app, &Registry::house()).await.expect("the jobs run");
}

/// Tells a party of a case something, as another slice does.
async fn tell(case: &Case<'_>, party: u16, kind: MessageKind, page: &str) -> MessageState {
    let app = &case.app.app;
    let mut uow = case.app.begin().await;
    let matter = case::lock(&mut uow, &case.code.parse().expect("a code")).await.expect("the matter");
    let state = messages::tell(app, &mut uow, &matter, party, kind, page, 72).await.expect("it is told");
    uow.commit().await.expect("it lasts");
    state
}

async fn listed(case: &Case<'_>) -> Vec<Value> {
    let page = case.app.as_("clerk").get(&case.path("/messages")).await.ok();
    page["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_message_goes_out_by_the_providers_own_request_and_says_nothing_of_the_dispute() {
    let provider = Provider::new().await;
    let app = TestApp::with_settings(provider.settings()).await;
    let case = Case::registered(&app).await;
    assert_eq!(tell(&case, 1, MessageKind::Sign, "sign/3").await, MessageState::Waiting);
    assert!(provider.heard().is_empty(), "nothing leaves before the commit and the job");
    work(&app).await;

    let [(uri, headers, body)] = &provider.heard()[..] else { panic!("one request") };
    assert!(uri.to_string().starts_with("/send?id="), "{uri}");
    assert_eq!(headers["authorization"], "Bearer geheim");
    assert_eq!(headers["content-type"], "application/json");
    let body: Value = serde_json::from_str(body).expect("JSON");
    let (to, said) = (text(&body["to"]), text(&body["content"]));
    assert_eq!(to, "13800000001");
    assert!(said.starts_with("【大柳镇人民调解委员会】") && said.contains(&case.code[12..]), "{said}");
    for private in ["李建设", "吴大勇", "相撞", "赔偿", &case.code] {
        assert!(!said.contains(private), "{private}: {said}");
    }
    // The link in it opens the party's own door, at the page.
    let link = said.rsplit_once("/r/l#").expect("a link").1.to_owned();
    let entered = app.stranger().post("/public/residents/sessions", json!({ "by": "link", "link": link })).await.ok();
    assert_eq!((entered["party"].as_i64(), text(&entered["purpose"])), (Some(1), "sign/3".to_owned()));

    // What stays says that it was sent, and neither number nor text.
    let [sent] = &listed(&case).await[..] else { panic!("one message") };
    assert_eq!((text(&sent["state"]), text(&sent["to"])), ("sent".to_owned(), "138****0001".to_owned()));
    assert_eq!((text(&sent["kind"]), sent["party"].as_i64()), ("sign".to_owned(), Some(1)));
    work(&app).await;
    assert_eq!(provider.heard().len(), 1, "once");
    app.finish().await;
}

#[tokio::test]
async fn what_a_provider_does_not_take_is_tried_later_and_given_up_in_the_end() {
    let provider = Provider::new().await;
    let app = TestApp::with_settings(provider.settings()).await;
    let case = Case::registered(&app).await;
    provider.says(StatusCode::OK, r#"{"code":"17"}"#);
    tell(&case, 1, MessageKind::News, "mine").await;
    work(&app).await;
    work(&app).await;
    assert_eq!(provider.heard().len(), 1, "not before its time");
    app.clock.forward_minutes(1);
    provider.says(StatusCode::BAD_GATEWAY, "");
    work(&app).await;
    assert_eq!((provider.heard().len(), text(&listed(&case).await[0]["state"])), (2, "waiting".to_owned()));
    app.clock.forward_minutes(1);
    provider.says(StatusCode::OK, r#"{"code":"0"}"#);
    work(&app).await;
    let sent = listed(&case).await;
    assert_eq!((text(&sent[0]["state"]), sent[0]["attempts"].as_i64()), ("sent".to_owned(), Some(3)));

    provider.says(StatusCode::BAD_GATEWAY, "");
    tell(&case, 2, MessageKind::News, "mine").await;
    for _ in 0..20 {
        work(&app).await;
        app.clock.forward_minutes(60);
    }
    let given_up = listed(&case).await;
    assert_eq!((text(&given_up[0]["state"]), given_up[0]["attempts"].as_i64()), ("failed".to_owned(), Some(10)));
    app.finish().await;
}

#[tokio::test]
async fn a_provider_nobody_named_is_never_asked() {
    let provider = Provider::new().await;
    let app = TestApp::with_settings(Settings { outbound: Vec::new(), ..provider.settings() }).await;
    let case = Case::registered(&app).await;
    tell(&case, 1, MessageKind::News, "mine").await;
    work(&app).await;
    assert!(provider.heard().is_empty());
    assert_eq!(listed(&case).await[0]["attempts"], 1);
    app.finish().await;
}

#[tokio::test]
async fn nobody_is_flooded_and_a_sealed_matter_is_silent() {
    let provider = Provider::new().await;
    let app = TestApp::with_settings(provider.settings()).await;
    let case = Case::registered(&app).await;
    for _ in 0..10 {
        assert_eq!(tell(&case, 1, MessageKind::News, "mine").await, MessageState::Waiting);
    }
    assert_eq!(tell(&case, 1, MessageKind::News, "mine").await, MessageState::Dropped, "one number a day");
    // The same number in another matter is the same number.
    let other = Case::registered(&app).await;
    assert_eq!(tell(&other, 1, MessageKind::News, "mine").await, MessageState::Dropped);
    assert_eq!(tell(&case, 2, MessageKind::News, "mine").await, MessageState::Waiting, "the other side's number");
    work(&app).await;
    assert_eq!(provider.heard().len(), 11);
    app.clock.forward_days(1);
    app.clock.forward_minutes(1);
    assert_eq!(tell(&case, 1, MessageKind::News, "mine").await, MessageState::Waiting, "another day");

    let sealed = Case::of(&app, intake_with(&app, json!({ "concerns": ["domestic_violence"] }))).await;
    assert_eq!(tell(&sealed, 1, MessageKind::News, "mine").await, MessageState::Dropped);
    // A landline takes no text message, and somebody without a number none either.
    let landline = json!([
        { "side": "applicant", "kind": "natural", "name": "李建设", "phone": "0935-6123456" },
        { "side": "respondent", "kind": "natural", "name": "吴大勇" },
    ]);
    let silent = Case::of(&app, intake_with(&app, json!({ "parties": landline }))).await;
    for party in [1, 2] {
        assert_eq!(tell(&silent, party, MessageKind::News, "mine").await, MessageState::Dropped);
    }
    app.finish().await;
}

#[tokio::test]
async fn about_one_matter_only_so_many_go_out_in_a_day() {
    let app = TestApp::with_settings(demo()).await;
    let many: Vec<Value> = (1..=6)
        .map(|n| {
            let side = if n == 1 { "applicant" } else { "respondent" };
            json!({ "side": side, "kind": "natural", "name": format!("吴{n}"), "phone": format!("1380000010{n}") })
        })
        .collect();
    let case = Case::of(&app, intake_with(&app, json!({ "parties": many }))).await;
    let mut went = 0;
    for party in 1..=6 {
        for _ in 0..8 {
            went += usize::from(tell(&case, party, MessageKind::News, "mine").await == MessageState::Waiting);
        }
    }
    assert_eq!(went, 40);
    app.finish().await;
}

/// A house whose messages are shown on a page.
pub(crate) fn demo() -> Settings {
    Settings { demo: true, public_url: Some("https://bandeng.example.cn".into()), ..Settings::default() }
}

#[tokio::test]
async fn an_e_mail_reaches_its_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let sink = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("somebody comes");
        let (read, mut write) = stream.into_split();
        let (mut lines, mut heard, mut content) = (BufReader::new(read).lines(), Vec::new(), false);
        write.write_all(b"220 sink\r\n").await.expect("it listens");
        while let Some(line) = lines.next_line().await.expect("a line") {
            let answer: &[u8] = match line.as_str() {
                "." => b"250 taken\r\n",
                "DATA" => b"354 go on\r\n",
                "QUIT" => break,
                _ if content => b"",
                _ => b"250 fine\r\n",
            };
            content = (content || line == "DATA") && line != ".";
            heard.push(line);
            write.write_all(answer).await.expect("it listens");
        }
        heard
    });
    let email = Smtp { url: format!("smtp://{address}"), from: "板凳 <no-reply@example.cn>".into() };
    let settings = Settings { messages: MessageSettings { sms: None, email: Some(email) }, ..Settings::default() };
    let app = TestApp::with_settings(settings).await;
    let mut uow = app.begin().await;
    let message = Message {
        kind: MessageKind::Accepted,
        to: To::Email("wu@example.cn".into()),
        language: Language::Zh,
        about: None,
        values: Values {
            house: "大柳镇人民调解委员会", tail: "2347", link: "", digits: "", ..Values::default()
        },
    };
    assert_eq!(messages::queue(&app.app, &mut uow, message).await.expect("queued"), MessageState::Waiting);
    uow.commit().await.expect("it lasts");
    work(&app).await;
    let heard = sink.await.expect("the server ends");
    assert!(heard.iter().any(|l| l == "MAIL FROM:<no-reply@example.cn>"), "{heard:?}");
    assert!(heard.iter().any(|l| l == "RCPT TO:<wu@example.cn>"), "{heard:?}");
    let begins = heard.iter().rposition(String::is_empty).expect("a body") + 1;
    let body: String = heard[begins..].iter().filter(|l| *l != ".").map(String::as_str).collect();
    let said = String::from_utf8(STANDARD.decode(&body).expect("base64")).expect("UTF-8");
    assert_eq!(said, "【大柳镇人民调解委员会】您尾号2347的事项已受理。");
    app.finish().await;
}

/// Asks for a code for coming in.
pub(crate) async fn ask(app: &TestApp, code: &str, phone: &str) -> Answer {
    app.stranger().post("/public/residents/codes", json!({ "code": code, "phone": phone })).await
}

/// The newest text the demo's page shows.
pub(crate) async fn newest(app: &TestApp) -> Option<String> {
    let page = app.stranger().get("/public/demo/messages").await.ok();
    page["items"].as_array().expect("a list").first().map(|item| text(&item["text"]))
}

/// The six digits of the newest text.
pub(crate) async fn digits(app: &TestApp) -> String {
    work(app).await;
    let said = newest(app).await.expect("a message");
    let digits: String = said.split("验证码").nth(1).unwrap_or_default().chars().take(6).collect();
    assert!(digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()), "{said}");
    digits
}

async fn enter(app: &TestApp, code: &str, phone: &str, digits: &str) -> Answer {
    let entry = json!({ "by": "code", "code": code, "phone": phone, "digits": digits });
    app.stranger().post("/public/residents/sessions", entry).await
}

#[tokio::test]
async fn a_code_to_the_own_telephone_opens_the_own_door_once() {
    let app = TestApp::with_settings(demo()).await;
    let case = Case::registered(&app).await;
    // Code and telephone alone open nothing.
    enter(&app, &case.code, "13800000001", "").await.refused(401, "code-refused");
    ask(&app, &case.code, "138 0000 0001").await.is(202);
    let sent = digits(&app).await;
    // The opponent, who knows code and both numbers, does not have that telephone.
    enter(&app, &case.code, "13800000002", &sent).await.refused(401, "code-refused");
    let entered = enter(&app, &case.code, "13800000001", &sent).await.is(200);
    assert_eq!(entered.json["party"], 1);
    assert_eq!(client(&app, &token(&entered)).get("/residents/session").await.ok()["party"], 1);
    enter(&app, &case.code, "13800000001", &sent).await.refused(401, "code-refused");

    // A number that is nobody's gets the same answer, and no message.
    let before = newest(&app).await;
    ask(&app, &case.code, "13999999999").await.is(202);
    ask(&app, "6206022699999990", "13800000001").await.is(202);
    work(&app).await;
    assert_eq!(newest(&app).await, before);
    ask(&app, &case.code, "没有电话").await.refused(422, "phone-malformed");
    ask(&app, &case.code, "0935-6123456").await.refused(422, "not-mobile");
    app.finish().await;
}

#[tokio::test]
async fn codes_cannot_be_guessed_outlived_or_asked_for_without_end() {
    let app = TestApp::with_settings(demo()).await;
    let case = Case::registered(&app).await;
    ask(&app, &case.code, "13800000001").await.is(202);
    let sent = digits(&app).await;
    let wrong = if sent == "111111" { "222222" } else { "111111" };
    for _ in 0..5 {
        enter(&app, &case.code, "13800000001", wrong).await.refused(401, "code-refused");
    }
    enter(&app, &case.code, "13800000001", &sent).await.refused(401, "code-refused");

    // Twenty taps in a row send one.
    app.clock.forward_minutes(61);
    let taps = ask(&app, &case.code, "13800000001").await.is(202).status;
    for _ in 0..4 {
        assert_eq!(ask(&app, &case.code, "13800000001").await.status, taps);
    }
    ask(&app, &case.code, "13800000001").await.refused(429, "too-many");
    let sent = digits(&app).await;
    let page = app.stranger().get("/public/demo/messages").await.ok();
    assert_eq!(page["items"].as_array().expect("a list").len(), 2);
    app.clock.forward_minutes(11);
    enter(&app, &case.code, "13800000001", &sent).await.refused(401, "code-refused");
    app.finish().await;
}

#[tokio::test]
async fn a_house_without_messages_says_so() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    ask(&app, &case.code, "13800000001").await.refused(409, "no-messages");
    assert_eq!(tell(&case, 1, MessageKind::News, "mine").await, MessageState::Dropped);
    app.stranger().get("/public/demo/messages").await.refused(409, "demo-only");
    app.finish().await;
}

#[tokio::test]
async fn both_sides_are_told_that_it_was_accepted() {
    let app = TestApp::with_settings(demo()).await;
    let case = Case::registered(&app).await;
    case.accepted().await;
    work(&app).await;
    let told: Vec<(String, i64)> =
        listed(&case).await.iter().map(|m| (text(&m["kind"]), m["party"].as_i64().unwrap_or_default())).collect();
    assert_eq!(told, [("accepted".to_owned(), 2), ("accepted".to_owned(), 1)]);
    let said = newest(&app).await.expect("a message");
    assert!(said.contains("\u{5df2}\u{53d7}\u{7406}") && said.contains("/r/l#"), "{said}");
    app.finish().await;
}
