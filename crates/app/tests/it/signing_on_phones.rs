//! Signing on one's own telephone: by a link that opens once, one stroke counted once, and nothing half signed.

use bandeng_testkit::{Answer, Client, TestApp};
use serde_json::{Value, json};

use crate::papers::words;
use crate::residents::{client, enter, follow_link, slip, token};
use crate::signing::{ask, drawing, mediator_and_seal, on_phone, sign, to_be_signed};
use crate::support::{Case, text};

/// The token of a link the desk gives a party to sign by.
async fn link(case: &Case<'_>, no: u64, party: u16) -> String {
    let given = try_link(case, no, party).await.is(201);
    text(&given.json["address"]).split_once("/r/l#").expect("an address of the residents' pages").1.to_owned()
}

async fn try_link(case: &Case<'_>, no: u64, party: u16) -> Answer {
    case.app.as_("clerk").post(&case.path(&format!("/signatures/{no}/links")), json!({ "party": party })).await
}

/// A party who came by its link.
async fn came(case: &Case<'_>, no: u64, party: u16) -> Client {
    let entered = follow_link(case.app, &link(case, no, party).await).await.is(200);
    assert_eq!(entered.json["purpose"], format!("sign/{no}"));
    client(case.app, &token(&entered))
}

fn at(no: u64, rest: &str) -> String {
    format!("/residents/signatures/{no}{rest}")
}

#[tokio::test]
async fn two_sign_on_their_own_telephones_in_any_order_and_the_agreement_takes_effect() {
    let app = TestApp::new().await;
    for order in [[1_u16, 2], [2, 1]] {
        let case = to_be_signed(&app).await;
        mediator_and_seal(&case).await;
        let no = ask(&case, "clerk", "agreement").await;
        let first = came(&case, no, order[0]).await;
        let read = first.get(&at(no, "")).await.ok();
        assert_eq!((&read["state"], &read["others"], &read["given_at"]), (&json!("open"), &json!(1), &Value::Null));
        // What is shown is the paper, and the file is the one the hash is of.
        let shown = read["lines"].to_string();
        assert!(shown.contains("医疗费、误工费") && shown.contains("25,000.00"), "{shown}");
        let file = first.get(&at(no, "/paper")).await.is(200);
        assert_eq!(sha256(&file.bytes), text(&read["sha256"]));

        let signed = first.post(&at(no, "/given"), on_phone(1)).await.ok();
        assert_eq!((&signed["state"], &signed["may_take_back"]), (&json!("open"), &json!(true)));
        assert_eq!(case.mediation("mediator").await["state"], "signing");
        let second = came(&case, no, order[1]).await;
        let last = second.post(&at(no, "/given"), on_phone(2)).await.ok();
        assert_eq!((&last["state"], &last["may_take_back"]), (&json!("complete"), &json!(false)));
        let after = case.mediation("mediator").await;
        assert_eq!(
            (&after["state"], &after["body"]["agreement"]["effective_on"]),
            (&json!("in_effect"), &json!("2026-03-02"))
        );

        // The evidence of each: how they came in, with what in hand, which session.
        let item = app.as_("clerk").get(&case.path("/signatures")).await.ok()["items"][0].clone();
        for signer in item["signers"].as_array().expect("signers") {
            let given = &signer["given"];
            assert_eq!(
                (&given["way"], &given["door"], &given["checked_by"]),
                (&json!("phone"), &json!("link"), &json!(""))
            );
            assert_eq!(text(&given["link"]).len(), 12);
        }
        let bound = words(&second.get(&at(no, "/paper")).await.is(200).bytes);
        for said in ["人民调解协议书", "在自己的手机上签名", "进入方式一次性链接", "看到末尾", "笔迹指纹"]
        {
            assert!(bound.contains(said), "{said}: {bound}");
        }
        let desk = app.as_("clerk").get(&case.path(&format!("/signatures/{no}/signed"))).await.is(200);
        assert_eq!(words(&desk.bytes), bound, "both read the same paper");
    }
    app.finish().await;
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_link_used_twice_forwarded_or_late_says_so_and_opens_nothing() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    let no = ask(&case, "clerk", "agreement").await;
    let sent = link(&case, no, 1).await;
    let session = client(&app, &token(&follow_link(&app, &sent).await.is(200)));
    follow_link(&app, &sent).await.refused(409, "link-used");
    // It stands in the story, without its token.
    let story = app.as_("clerk").get(&case.path("/timeline")).await;
    let story = String::from_utf8_lossy(&story.bytes).into_owned();
    assert!(story.contains("signing.link_given") && !story.contains(&sent), "{story}");

    let late = link(&case, no, 2).await;
    app.clock.forward_minutes(72 * 60 + 1);
    follow_link(&app, &late).await.refused(409, "link-used");
    session.post(&at(no, "/given"), on_phone(1)).await.refused(401, "entry-needed");

    // Nobody is sent to a paper there is nothing to sign under.
    try_link(&case, no, 3).await.refused(422, "signer-unknown");
    try_link(&case, 9, 1).await.refused(404, "not-found");
    sign(&case, no, 1).await.ok();
    try_link(&case, no, 1).await.refused(409, "signed-before");
    case.make("mediator", json!({ "move": "void_signatures", "reason": "金额写错" })).await;
    try_link(&case, no, 2).await.refused(409, "signing-text-changed");
    app.finish().await;
}

#[tokio::test]
async fn twenty_taps_at_once_are_one_signature_and_a_dot_is_none() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    let no = ask(&case, "clerk", "agreement").await;
    let session = came(&case, no, 1).await;
    let before = case.version().await;
    let dot = json!({ "drawing": { "width": 600, "height": 300, "strokes": [[[300, 150, 0]]] } });
    let kind = session.post(&at(no, "/given"), dot).await.refused(422, "fields-invalid");
    assert_eq!(kind["errors"][0]["code"], "signature-too-small");
    session.post(&at(no, "/given"), json!({})).await.is(422);
    assert_eq!(case.version().await, before, "nothing was written");

    let path = at(no, "/given");
    let mut taps = Vec::new();
    for _ in 0..20 {
        taps.push(session.post(&path, on_phone(1)));
    }
    let all = futures::future::join_all(taps).await;
    assert!(all.iter().all(|answer| answer.status == 200), "{:?}", all.iter().map(|a| a.status).collect::<Vec<_>>());
    assert_eq!(case.version().await, before + 1, "one event");
    // Another stroke is another signature, and there is one already.
    session.post(&path, on_phone(2)).await.refused(409, "signed-before");
    app.finish().await;
}

#[tokio::test]
async fn a_signature_is_taken_back_on_the_telephone_until_the_last_one_is_there() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    mediator_and_seal(&case).await;
    let no = ask(&case, "clerk", "agreement").await;
    let one = came(&case, no, 1).await;
    one.post(&at(no, "/given"), on_phone(1)).await.ok();
    let back = one.post(&at(no, "/taken-back"), json!({ "reason": "想再问问家里人" })).await.ok();
    assert_eq!((&back["given_at"], &back["state"]), (&Value::Null, &json!("open")));
    one.post(&at(no, "/taken-back"), json!({})).await.refused(422, "signer-unknown");
    // The other one's signature is not this one's to take back.
    let two = came(&case, no, 2).await;
    two.post(&at(no, "/given"), on_phone(2)).await.ok();
    one.post(&at(no, "/taken-back"), json!({})).await.refused(422, "signer-unknown");
    one.post(&at(no, "/given"), on_phone(3)).await.ok();
    one.post(&at(no, "/taken-back"), json!({})).await.refused(409, "signing-over");
    // The story names the party, not an account.
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok();
    let said = story.to_string();
    assert!(said.contains("李建设收回了在《人民调解协议书》上的签名"), "{said}");
    app.finish().await;
}

#[tokio::test]
async fn a_party_reads_what_was_laid_before_it_and_nothing_else() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    let other = to_be_signed(&app).await;
    let (no, application) = (ask(&case, "clerk", "agreement").await, ask(&case, "clerk", "application").await);
    let one = client(&app, &token(&enter(&app, &case.code, &slip(&case, 1).await).await));
    let two = client(&app, &token(&enter(&app, &case.code, &slip(&case, 2).await).await));
    let far = client(&app, &token(&enter(&app, &other.code, &slip(&other, 1).await).await));
    let listed = |list: Value| list.as_array().expect("a list").iter().map(|p| p["no"].as_u64()).collect::<Vec<_>>();
    assert_eq!(listed(one.get("/residents/signatures").await.ok()), [Some(application), Some(no)]);
    assert_eq!(listed(two.get("/residents/signatures").await.ok()), [Some(no)]);
    assert_eq!(listed(far.get("/residents/signatures").await.ok()), []);
    for (session, no) in [(&two, application), (&far, no), (&one, 99)] {
        session.get(&at(no, "")).await.refused(404, "not-found");
        session.get(&at(no, "/paper")).await.refused(404, "not-found");
    }
    far.post(&at(no, "/given"), on_phone(1)).await.refused(404, "not-found");
    two.post(&at(application, "/given"), on_phone(1)).await.refused(422, "signer-unknown");
    // Who came with the slip signs as well; the evidence says by which door.
    one.post(&at(no, "/given"), json!({ "drawing": drawing(1) })).await.ok();
    let item = app.as_("clerk").get(&case.path("/signatures")).await.ok()["items"][1].clone();
    assert_eq!(item["signers"][0]["given"]["door"], "secret");
    app.finish().await;
}
