//! The residents' door: what opens it, what does not, and that it opens for one party of one matter alone.

use bandeng_app::residents::{COOKIE, PartyKey, links};
use bandeng_store::Ctx;
use bandeng_testkit::{Answer, Client, TestApp};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::papers::words;
use crate::support::{Case, text};

/// The tokens of three parties: both of one matter, and one of another.
pub(crate) struct Doors {
    pub one: String,
    pub two: String,
    pub elsewhere: String,
    code: String,
    secret: String,
}

impl Doors {
    pub(crate) async fn open(case: &Case<'_>) -> Self {
        let other = Case::registered(case.app).await;
        let secret = slip(case, 1).await;
        Self {
            one: token(&enter(case.app, &case.code, &secret).await),
            two: token(&enter(case.app, &case.code, &slip(case, 2).await).await),
            elsewhere: token(&enter(case.app, &other.code, &slip(&other, 1).await).await),
            code: case.code.clone(),
            secret,
        }
    }

    pub(crate) fn entry(&self) -> Value {
        json!({ "by": "secret", "code": self.code, "secret": self.secret })
    }
}

/// A party's new secret, from the clerk.
pub(crate) async fn slip(case: &Case<'_>, party: u16) -> String {
    let slip = case.app.as_("clerk").post(&case.path(&format!("/parties/{party}/slip")), Value::Null).await.is(201);
    text(&slip.json["secret"])
}

pub(crate) async fn enter(app: &TestApp, code: &str, secret: &str) -> Answer {
    let entry = json!({ "by": "secret", "code": code, "secret": secret });
    app.stranger().post("/public/residents/sessions", entry).await
}

/// The token of the session cookie an answer sets.
pub(crate) fn token(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie");
    let value = cookie.strip_prefix(&format!("{COOKIE}=")).and_then(|rest| rest.split(';').next());
    value.unwrap_or_else(|| panic!("no session: {} {:#}", answer.status, answer.json)).to_owned()
}

/// A party who came in.
pub(crate) fn client(app: &TestApp, token: &str) -> Client {
    app.stranger().header("cookie", &format!("{COOKIE}={token}"))
}

/// A link for a party, as another slice would send it.
async fn link(case: &Case<'_>, party: u16, purpose: &str, hours: i64) -> String {
    let app = &case.app.app;
    let matter = bandeng_app::matters::case::read(app.db.reader(), &case.code.parse().expect("a code"), 0).await;
    let key = PartyKey::new(&matter.expect("the matter").key, party);
    let uow = app.begin(&Ctx::system("test")).await.expect("a unit of work");
    let address = links::make(app, &uow, &key, purpose, hours).await.expect("a link");
    uow.commit().await.expect("it lasts");
    address.address.split_once("/r/l#").expect("an address of the residents' pages").1.to_owned()
}

pub(crate) async fn follow_link(app: &TestApp, link: &str) -> Answer {
    app.stranger().post("/public/residents/sessions", json!({ "by": "link", "link": link })).await
}

#[tokio::test]
async fn the_secret_of_the_own_slip_opens_the_door_and_nothing_else_does() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let other = Case::registered(&app).await;
    let (first, second, elsewhere) = (slip(&case, 1).await, slip(&case, 2).await, slip(&other, 1).await);

    let entered = enter(&app, &case.code, &first).await.is(200);
    assert_eq!((entered.json["party"].as_i64(), text(&entered.json["name"])), (Some(1), "李建设".to_owned()));
    assert!(entered.header("set-cookie").contains("; HttpOnly; SameSite=Strict; Path=/api/v1/"));
    // As an old hand types it.
    let typed = first.to_lowercase().replace('-', " ");
    assert_eq!(enter(&app, &case.code, &typed).await.ok()["party"], 1);
    assert_eq!(enter(&app, &case.code, &second).await.ok()["party"], 2);

    // The opponent knows code and telephone. Every wrong way gets the same answer.
    let refused = enter(&app, &case.code, "13800000001").await.refused(401, "entry-refused");
    for (code, secret) in [
        (case.code.as_str(), elsewhere.as_str()),
        (other.code.as_str(), first.as_str()),
        ("6206022699999990", first.as_str()),
        ("not a code", first.as_str()),
        (case.code.as_str(), ""),
        ("", ""),
    ] {
        assert_eq!(enter(&app, code, secret).await.refused(401, "entry-refused"), refused, "{code} {secret}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_slip_comes_on_paper_with_number_secret_and_code() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let given = app.as_("clerk").post(&case.path("/parties/1/slip"), Value::Null).await.is(201);
    let pdf = STANDARD.decode(text(&given.json["paper"])).expect("base64");
    let printed = words(&pdf);
    let code = case.code.as_str();
    for said in [&text(&given.json["secret"]), "李建设", "查询凭条"] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    assert!(printed.contains(code), "{code}: {printed}");
    app.finish().await;
}

#[tokio::test]
async fn a_new_slip_takes_the_old_one_and_its_sessions_away() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let old = slip(&case, 1).await;
    let session = client(&app, &token(&enter(&app, &case.code, &old).await));
    let other = client(&app, &token(&enter(&app, &case.code, &slip(&case, 2).await).await));
    assert_eq!(session.get("/residents/session").await.ok()["party"], 1);

    let new = slip(&case, 1).await;
    session.get("/residents/session").await.refused(401, "entry-needed");
    enter(&app, &case.code, &old).await.refused(401, "entry-refused");
    enter(&app, &case.code, &new).await.is(200);
    assert_eq!(other.get("/residents/session").await.ok()["party"], 2, "the other party stays");

    // It stands in the story, without the secret.
    let story = app.as_("clerk").get(&case.path("/timeline")).await;
    let said = String::from_utf8_lossy(&story.bytes).into_owned();
    assert!(said.contains("matter.slip_given") && !said.contains(&new), "{said}");
    app.as_("clerk").post(&case.path("/parties/9/slip"), Value::Null).await.refused(422, "party-unknown");
    app.finish().await;
}

#[tokio::test]
async fn a_session_ends_by_itself_and_when_somebody_leaves() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let secret = slip(&case, 1).await;
    let session = client(&app, &token(&enter(&app, &case.code, &secret).await));
    for _ in 0..4 {
        app.clock.forward_minutes(25);
        session.get("/residents/session").await.ok();
    }
    app.clock.forward_minutes(25);
    session.get("/residents/session").await.refused(401, "entry-needed");

    let idle = client(&app, &token(&enter(&app, &case.code, &secret).await));
    app.clock.forward_minutes(31);
    idle.get("/residents/session").await.refused(401, "entry-needed");

    let session = client(&app, &token(&enter(&app, &case.code, &secret).await));
    let left = session.delete("/residents/session").await.is(204);
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    session.get("/residents/session").await.refused(401, "entry-needed");
    app.finish().await;
}

#[tokio::test]
async fn a_link_opens_the_door_of_its_party_once() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let sent = link(&case, 2, "sign/3", 24).await;
    let entered = follow_link(&app, &sent).await.is(200);
    assert_eq!((entered.json["party"].as_i64(), text(&entered.json["purpose"])), (Some(2), "sign/3".to_owned()));
    let session = client(&app, &token(&entered));
    assert_eq!(session.get("/residents/session").await.ok()["purpose"], "sign/3");
    // Forwarded, or tapped again.
    follow_link(&app, &sent).await.refused(409, "link-used");
    follow_link(&app, "made-up").await.refused(401, "entry-refused");

    let late = link(&case, 1, "confirm/1", 24).await;
    app.clock.forward_minutes(24 * 60 + 1);
    follow_link(&app, &late).await.refused(409, "link-used");

    // Of a telephone that was wrong, nothing opens any more.
    let wrong = link(&case, 1, "confirm/1", 24).await;
    let party = json!({ "side": "applicant", "kind": "natural", "name": "李建设", "phone": "13800009999" });
    let party = json!({ "version": case.version().await, "party": party });
    app.as_("clerk").put(&case.path("/parties/1"), party).await.ok();
    follow_link(&app, &wrong).await.refused(401, "entry-refused");

    // Two at once: one comes in.
    let twice = link(&case, 1, "confirm/1", 24).await;
    let (a, b) = tokio::join!(follow_link(&app, &twice), follow_link(&app, &twice));
    assert_eq!([a.status, b.status].iter().filter(|status| **status == 200).count(), 1, "{} {}", a.status, b.status);
    app.finish().await;
}

#[tokio::test]
async fn whoever_guesses_is_stopped_and_shuts_nobody_else_out() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let secret = slip(&case, 1).await;
    for _ in 0..10 {
        enter(&app, &case.code, "2222222222").await.refused(401, "entry-refused");
    }
    // The right one as well: whoever guesses does not learn that he guessed right.
    enter(&app, &case.code, &secret).await.refused(429, "too-many");
    let other = Case::registered(&app).await;
    enter(&app, &other.code, &slip(&other, 1).await).await.is(200);
    app.clock.forward_minutes(16);
    enter(&app, &case.code, &secret).await.is(200);
    app.finish().await;
}
