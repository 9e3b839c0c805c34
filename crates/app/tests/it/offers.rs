//! The ladder of offers: each side sees what is meant for it, and what is said stays where it was said.

use bandeng_testkit::{Client, TestApp};
use serde_json::{Value, json};

use crate::residents::{client, enter, follow_link, slip, token};
use crate::support::{Case, text};

/// Somebody's wish in words.
pub(crate) fn position(words: &str) -> Value {
    json!({ "item": "态度", "kind": "position", "words": words })
}

fn offer(item: &str, yuan: i64) -> Value {
    json!({ "item": item, "kind": "offer", "words": "", "terms": {
        "debtor": 2, "creditor": 1, "kind": "pay", "what": item, "amount_fen": yuan * 100, "due": { "due": "at_once" }, "how": "现金",
    } })
}

fn with(mut rung: Value, changes: Value) -> Value {
    for (key, value) in changes.as_object().cloned().unwrap_or_default() {
        rung[key] = value;
    }
    rung
}

/// What the mediator proposes.
pub(crate) fn proposal() -> Value {
    json!({ "from": { "as": "mediator" }, "rung": with(offer("医疗费", 22_000), json!({ "kind": "proposal" })) })
}

/// A first entry that both sides see.
pub(crate) async fn proposed(case: &Case<'_>) {
    case.app.as_("mediator").post(&at(case, ""), proposal()).await.ok();
    make(case, 1, json!({ "move": "release" })).await;
}

fn at(case: &Case<'_>, rest: &str) -> String {
    case.path(&format!("/mediations/1/offers{rest}"))
}

async fn make(case: &Case<'_>, no: u16, mv: Value) {
    case.app.as_("mediator").post(&at(case, &format!("/{no}/moves")), mv).await.ok();
}

async fn party(case: &Case<'_>, no: u16) -> Client {
    client(case.app, &token(&enter(case.app, &case.code, &slip(case, no).await).await))
}

async fn says(session: &Client, rung: Value) -> Value {
    session.post("/residents/offers", rung).await.ok()
}

fn numbers(ladder: &Value) -> Vec<u64> {
    ladder["rungs"].as_array().expect("rungs").iter().filter_map(|rung| rung["no"].as_u64()).collect()
}

#[tokio::test]
async fn two_sides_come_to_terms_item_by_item_and_what_is_accepted_goes_into_the_draft() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let (one, two) = (party(&case, 1).await, party(&case, 2).await);

    says(&one, position("要他当面道歉")).await;
    says(&two, offer("医疗费", 20_000)).await;
    says(&two, with(offer("医疗费", 26_000), json!({ "private": true }))).await;
    let seen = says(&two, offer("误工费", 3_000)).await;
    assert_eq!(numbers(&seen), [2, 3, 4], "its own alone");
    assert_eq!(numbers(&one.get("/residents/offers").await.ok()), [1]);

    // The mediator shows the offers; how far somebody would go stays where it is.
    for no in [2, 4] {
        make(&case, no, json!({ "move": "release" })).await;
    }
    app.as_("mediator").post(&at(&case, "/3/moves"), json!({ "move": "release" })).await.refused(409, "offer-private");
    let seen = one.get("/residents/offers").await;
    assert!(!String::from_utf8_lossy(&seen.bytes).contains("26"), "{}", String::from_utf8_lossy(&seen.bytes));
    let seen = seen.ok();
    assert_eq!(numbers(&seen), [1, 2, 4]);
    assert_eq!((&seen["rungs"][1]["from"], &seen["rungs"][1]["may_accept"]), (&json!("吴大勇"), &json!(true)));
    one.post("/residents/offers/3/moves", json!({ "move": "accept" })).await.refused(404, "offer-unknown");

    // A better one takes the first one's place; the proposal waits for both.
    says(&two, offer("医疗费", 21_000)).await;
    one.post("/residents/offers/2/moves", json!({ "move": "accept" })).await.refused(409, "offer-over");
    app.as_("mediator").post(&at(&case, ""), with(proposal(), json!({}))).await.ok();
    make(&case, 6, json!({ "move": "release" })).await;
    app.as_("mediator").post(&at(&case, "/draft"), Value::Null).await.refused(409, "nothing-accepted");
    two.post("/residents/offers/6/moves", json!({ "move": "accept" })).await.ok();
    let half = app.as_("mediator").get(&at(&case, "")).await.ok();
    assert_eq!((&half["rungs"][5]["waits_for"], &half["to_draft"]), (&json!([1]), &json!(0)));
    for _ in 0..20 {
        one.post("/residents/offers/6/moves", json!({ "move": "accept" })).await.ok();
    }
    one.post("/residents/offers/4/moves", json!({ "move": "accept" })).await.ok();
    two.post("/residents/offers/4/moves", json!({ "move": "withdraw" })).await.refused(409, "offer-over");
    assert_eq!(app.as_("mediator").get(&at(&case, "")).await.ok()["to_draft"], 2);
    app.as_("mediator").post(&at(&case, "/draft"), Value::Null).await.ok();
    let promises = case.mediation("mediator").await["body"]["agreement"]["draft"]["obligations"].clone();
    let amounts: Vec<_> = promises.as_array().expect("promises").iter().map(|o| o["amount_fen"].as_i64()).collect();
    assert_eq!(amounts, [Some(300_000), Some(2_200_000)]);
    app.as_("mediator").post(&at(&case, "/draft"), Value::Null).await.refused(409, "nothing-accepted");
    app.finish().await;
}

#[tokio::test]
async fn what_is_said_is_in_no_timeline_dossier_search_export_or_row() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let two = party(&case, 2).await;
    const SECRET: &str = "最多能出四万七";
    says(&two, with(offer("医疗费", 47_000), json!({ "private": true, "words": SECRET }))).await;
    for path in ["/timeline", "", "/mediations/1"] {
        let answer = app.as_("mediator").get(&case.path(path)).await.is(200);
        let told = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(!told.contains(SECRET) && !told.contains("4700000"), "{path}: {told}");
    }
    let story = app.as_("mediator").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("吴大勇提出第1条"), "{story}");
    let found = app.as_("mediator").get("/search?q=%E6%9C%80%E5%A4%9A%E8%83%BD%E5%87%BA").await;
    assert!(!String::from_utf8_lossy(&found.bytes).contains(&case.code), "not found by what was said");
    // Nobody else reads the ladder: not the desk, not another mediator, not who leads.
    for login in ["director", "clerk", "mediator2", "leader", "far-clerk"] {
        assert!(matches!(app.as_(login).get(&at(&case, "")).await.status, 403 | 404), "{login}");
    }
    // Nor does the database: the row is encrypted, and the event knows a salted hash.
    use sea_orm::ConnectionTrait;
    let db = &app.app.db;
    for sql in ["SELECT body FROM ladders", "SELECT payload FROM events WHERE kind = 'offer.made'"] {
        for row in db.reader().query_all_raw(db.statement(sql, [])).await.expect("rows") {
            let kept: String = row.try_get_by_index(0).expect("a text");
            assert!(!kept.contains(SECRET) && !kept.contains("4700000") && !kept.contains("医疗费"), "{kept}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn who_has_no_telephone_speaks_through_the_mediator_and_others_come_by_a_link() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let said = json!({ "from": { "as": "party", "party": 1 }, "rung": position("先把沟清了") });
    app.as_("mediator").post(&at(&case, ""), said.clone()).await.ok();
    // Said twice is said once, by whomever.
    let version = case.version().await;
    app.as_("mediator").post(&at(&case, ""), said).await.ok();
    assert_eq!(case.version().await, version);
    let ladder = app.as_("mediator").get(&at(&case, "")).await.ok();
    assert!(!text(&ladder["rungs"][0]["recorded_by"]).is_empty());
    proposed_after(&case).await;
    make(&case, 2, json!({ "move": "accept", "party": 1 })).await;

    let given = app.as_("mediator").post(&at(&case, "/links"), json!({ "party": 2 })).await.is(201);
    let address = text(&given.json["address"]);
    let entered = follow_link(&app, address.split_once("/r/l#").expect("an address").1).await.is(200);
    assert_eq!(entered.json["purpose"], "offers");
    let two = client(&app, &token(&entered));
    let seen = two.post("/residents/offers/2/moves", json!({ "move": "accept" })).await.ok();
    assert_eq!(seen["rungs"][0]["state"], "accepted");

    // Faults stand at their fields; a party proposes nothing in the mediator's name.
    two.post("/residents/offers", with(offer("医疗费", 0), json!({}))).await.refused(422, "fields-invalid");
    two.post("/residents/offers", with(offer("医疗费", 1), json!({ "kind": "proposal" })))
        .await
        .refused(422, "fields-invalid");
    two.post("/residents/offers", with(offer("医疗费", 1), json!({ "terms": null })))
        .await
        .refused(422, "fields-invalid");
    // Over is over.
    case.make(
        "mediator",
        json!({ "move": "terminate", "reason": "no_agreement_possible", "remedies": ["court"], "told": "in_person" }),
    )
    .await;
    two.post("/residents/offers", position("再说")).await.refused(409, "illegal-move");
    assert_eq!(two.get("/residents/offers").await.ok()["open"], false);
    app.finish().await;
}

async fn proposed_after(case: &Case<'_>) {
    case.app.as_("mediator").post(&at(case, ""), proposal()).await.ok();
    make(case, 2, json!({ "move": "release" })).await;
}
