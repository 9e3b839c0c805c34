//! Was the promise kept: asked by somebody else than the mediator, answered on the party's own telephone.

use bandeng_testkit::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::residents::{client, follow_link, token};
use crate::support::{Case, text};

async fn ask(case: &Case<'_>, login: &str, party: u16) -> Answer {
    case.app.as_(login).post(&case.path("/follow-ups/links"), json!({ "party": party })).await
}

/// A party who came by the link it was asked with.
async fn asked(case: &Case<'_>, party: u16) -> Client {
    let given = ask(case, "clerk", party).await.is(201);
    let address = text(&given.json["address"]);
    let entered = follow_link(case.app, address.split_once("/r/l#").expect("an address").1).await.is(200);
    assert_eq!(entered.json["purpose"], "confirm");
    client(case.app, &token(&entered))
}

async fn say(session: &Client, kept: &str) -> Value {
    let answer = json!({ "kept": kept, "satisfaction": "fair", "note": "钱到了一半" });
    session.post("/residents/follow-up", answer).await.ok()
}

fn standing(view: &Value) -> Vec<(String, String, String)> {
    let made = view["follow_ups"].as_array().expect("follow-ups");
    made.iter()
        .map(|one| (text(&one["follow_up"]["kept"]), text(&one["follow_up"]["how"]), text(&one["by_name"])))
        .collect()
}

#[tokio::test]
async fn a_party_is_asked_by_a_link_and_answers_once() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    ask(&case, "mediator", 1).await.refused(409, "follow-up-by-self");
    ask(&case, "clerk", 9).await.refused(422, "party-unknown");
    let party = asked(&case, 1).await;
    let told = party.get("/residents/follow-up").await.ok();
    assert_eq!((&told["agreed"], &told["asked_on"]), (&json!(true), &json!("2026-03-02")));
    assert_eq!(
        (&told["promises"][0]["what"], &told["promises"][0]["debtor"]),
        (&json!("医疗费、误工费"), &json!("吴大勇"))
    );
    // Silent until then, and asked again it is still one question.
    ask(&case, "clerk", 1).await.is(201);
    let name = text(&app.as_("clerk").get("/me").await.ok()["account"]["name"]);
    assert_eq!(standing(&case.view("clerk").await), [("silent".to_owned(), "phone".to_owned(), name.clone())]);

    let version = case.version().await;
    for kept in ["silent", "unreachable"] {
        party.post("/residents/follow-up", json!({ "kept": kept })).await.refused(422, "fields-invalid");
    }
    assert_eq!(case.version().await, version);
    for _ in 0..20 {
        assert_eq!(say(&party, "partly").await["answer"]["kept"], "partly");
    }
    let view = case.view("clerk").await;
    assert_eq!(
        standing(&view)[1..],
        [("partly".to_owned(), "phone".to_owned(), name)],
        "the follow-up is whose who asked"
    );
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("请李建设在手机上说说约定是否履行") && story.contains("部分履行，基本满意"), "{story}");
    app.finish().await;
}

#[tokio::test]
async fn not_kept_opens_a_closed_matter_again_and_partly_does_not() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    case.make(
        "mediator",
        json!({ "move": "fulfil", "obligation": 1, "how": "receipt", "paid_fen": 2_500_000, "on": "2026-03-02" }),
    )
    .await;
    case.try_move("director", json!({ "move": "close", "note": "" })).await.ok();
    let party = asked(&case, 1).await;
    say(&party, "partly").await;
    assert_eq!(case.view("clerk").await["state"], "closed");
    let told = say(&party, "not").await;
    assert_eq!(told["open"], true);
    let view = case.view("clerk").await;
    assert_eq!(view["state"], "open", "{view:#}");
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("李建设答复约定没有履行"), "{story}");
    app.finish().await;
}

#[tokio::test]
async fn nobody_is_asked_before_there_is_a_promise_and_staff_do_not_answer_for_a_telephone() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    ask(&case, "clerk", 1).await.refused(409, "nothing-promised");
    case.in_effect().await;
    let recorded = |how: &str, kept: &str| json!({ "party": 1, "on": "2026-03-02", "how": how, "kept": kept, "satisfaction": "no_answer" });
    for (how, kept) in [("phone", "fully"), ("telephone", "silent")] {
        app.as_("clerk").post(&case.path("/follow-ups"), recorded(how, kept)).await.refused(422, "unknown-value");
    }
    // Asked and silent is no follow-up yet: its paper does not exist, and the file waits for it.
    asked(&case, 2).await;
    let papers = app.as_("mediator").get(&case.path("/mediations/1/papers")).await.ok();
    assert!(papers.as_array().or(papers["items"].as_array()).expect("papers").iter().all(|p| p["slug"] != "follow-up"));
    app.finish().await;
}
