//! How many statements a request takes: what a page costs must not grow by itself.
//!
//! Counted is every statement the application sends, the look-up of the session with it; begin and commit are not. What a
//! unit of work adds to tables goes in one statement with several parts, and counts as one. The
//! mark that a session was used (once a minute), the look for later dictionaries (once a minute and county, where a word of
//! theirs is shown or chosen) and the log of accesses (in groups, behind) come on top.

use bandeng_testkit::world::{COUNTY, TOWN};
use bandeng_testkit::{Client, TestApp};
use serde_json::{Value, json};

use crate::dictionaries::{DITCH, publish};
use crate::support::{Case, intake_with, joint};

/// No look at anything takes more.
const A_LOOK: usize = 6;

/// Sends a request as somebody who is signed in already; how many statements it took.
async fn writing(app: &TestApp, client: &Client, path: &str, body: Value) -> usize {
    client.get("/me").await.ok();
    app.statements();
    client.post(path, body).await.ok();
    app.statements().len()
}

async fn reading(app: &TestApp, login: &str, path: &str) -> usize {
    let client = app.as_(login);
    client.get("/me").await.ok();
    app.statements();
    client.get(path).await.ok();
    let sent = app.statements();
    assert!((1..=A_LOOK).contains(&sent.len()), "{login} {path}: {sent:#?}");
    sent.len()
}

#[tokio::test]
async fn a_look_takes_at_most_six_statements() {
    let app = TestApp::new().await;
    let sealed = intake_with(&app, json!({ "concerns": ["domestic_violence"] }));
    Case::of(&app, sealed).await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    // So many people work at the committee that it may be compared with others.
    for login in ["judicial", "officer"] {
        let post = json!({ "role": "mediator", "organisation": app.world.organisation("committee").to_string() });
        app.as_("security").post(&format!("/accounts/{}/posts", app.world.account(login)), post).await.is(201);
    }
    bandeng_app::figures::catch_up(&app.app.db).await.expect("it is counted");
    for (login, path, expected) in [
        ("clerk", case.path(""), 6),
        ("clerk", case.path("/mediations/1"), 6),
        ("clerk", case.path("/timeline"), 6),
        ("clerk", "/matters".to_owned(), 2),
        ("clerk", "/matters?area=620602&state=open&sort=due".to_owned(), 2),
        ("mediator", "/today".to_owned(), 3),
        ("director", "/today".to_owned(), 4),
        ("clerk", "/me".to_owned(), 2),
        ("coordinator", format!("/figures?period=2026&area={TOWN}"), 6),
        ("county-judicial", format!("/figures?period=2026-03&area={COUNTY}"), 6),
        ("coordinator", "/figures/statutory?period=2026-Q1".to_owned(), 5),
        ("clerk", "/figures/matters?period=2026-03&measure=registered".to_owned(), 4),
        ("leader", "/figures/organisations?period=2026".to_owned(), 3),
        ("judicial", "/figures/patterns?period=2026-03".to_owned(), 4),
        ("mediator", "/figures/own?period=2026".to_owned(), 2),
    ] {
        assert_eq!(reading(&app, login, &path).await, expected, "{login} {path}");
    }
    app.finish().await;
}

#[tokio::test]
async fn registering_and_moving_take_as_many_statements_as_is_said_here() {
    let app = TestApp::new().await;
    // The first of a county draws a block of codes; the next fifty-odd do not.
    Case::registered(&app).await;
    let clerk = app.as_("clerk").header("idempotency-key", "a-form-of-its-own");
    assert_eq!(writing(&app, &clerk, "/matters", intake_with(&app, json!({ "title": "又一件" }))).await, 6);

    let case = Case::registered(&app).await;
    case.assigned().await;
    case.make("clerk", json!({ "move": "give_notice", "parties": [1, 2], "how": "signed", "on": "2026-03-02" })).await;
    let body = json!({ "version": case.version().await, "make": joint("2026-03-02T09:00:00") });
    assert_eq!(writing(&app, &app.as_("mediator"), &case.path("/mediations/1/moves"), body).await, 10);
    app.finish().await;
}

#[tokio::test]
async fn a_countys_words_cost_nothing_once_they_are_known() {
    let app = TestApp::new().await;
    publish(&app, &[DITCH], "2026-03-02").await;
    let filed = intake_with(&app, json!({ "kind": "neighbours", "subtype": "ditch" }));
    let case = Case::of(&app, filed.clone()).await;
    let clerk = app.as_("clerk").header("idempotency-key", "a-form-of-its-own");
    assert_eq!(writing(&app, &clerk, "/matters", filed).await, 6);
    assert_eq!(reading(&app, "clerk", &case.path("")).await, 6);
    assert_eq!(reading(&app, "clerk", "/matters").await, 2);
    assert_eq!(reading(&app, "clerk", "/dictionaries").await, 1);
    // A minute later somebody asks whether there is a later version.
    app.clock.forward_minutes(1);
    assert!(app.as_("clerk").get("/me").await.status == 200 && reading(&app, "clerk", "/dictionaries").await == 2);
    app.finish().await;
}
