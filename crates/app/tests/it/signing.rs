//! Signing: papers laid before the parties, signed in any order and in any way, and what becomes of it.

use bandeng_testkit::{Answer, TestApp};
use serde_json::{Value, json};

use crate::papers::words;
use crate::support::{Case, PNG, draft, file, intake_with, joint, multipart, multipart_type, part, text};

/// A name drawn across a pad; each `by` draws another.
pub(crate) fn drawing(by: u32) -> Value {
    let stroke = |x: u32, y: u32| (0..10).map(|i| json!([x + i * 12, y + i * 3 + by, i * 20])).collect::<Vec<_>>();
    json!({ "width": 600, "height": 300, "strokes": [stroke(60, 80), stroke(200, 100), stroke(340, 60)] })
}

pub(crate) fn at_desk() -> Value {
    json!({ "way": "desk", "drawing": drawing(1), "seen": { "seconds": 35, "to_the_end": true } })
}

/// A name drawn on one's own telephone.
pub(crate) fn on_phone(by: u32) -> Value {
    json!({ "drawing": drawing(by), "seen": { "seconds": 35, "to_the_end": true } })
}

/// Lays a paper before those who sign it; the number of the request.
pub(crate) async fn ask(case: &Case<'_>, login: &str, slug: &str) -> u64 {
    let asked = try_ask(case, login, slug).await.is(201);
    asked.json["no"].as_u64().expect("a number")
}

async fn try_ask(case: &Case<'_>, login: &str, slug: &str) -> Answer {
    let body = json!({ "version": case.version().await, "mediation": 1, "slug": slug });
    case.app.as_(login).post(&case.path("/signatures"), body).await
}

/// A party signs on the desk's screen.
pub(crate) async fn sign(case: &Case<'_>, no: u64, party: u16) -> Answer {
    give(case, no, party, at_desk()).await
}

async fn give(case: &Case<'_>, no: u64, party: u16, give: Value) -> Answer {
    let body = json!({ "party": party, "give": give });
    case.app.as_("clerk").post(&case.path(&format!("/signatures/{no}/given")), body).await
}

async fn list(case: &Case<'_>, login: &str) -> Value {
    case.app.as_(login).get(&case.path("/signatures")).await.ok()
}

/// Everybody has agreed on the text, nobody has signed.
pub(crate) async fn to_be_signed(app: &TestApp) -> Case<'_> {
    let case = Case::registered(app).await;
    case.mediating().await;
    case.make("mediator", draft()).await;
    case.make("mediator", json!({ "move": "agree_in_writing" })).await;
    case
}

pub(crate) async fn mediator_and_seal(case: &Case<'_>) {
    let signer = json!({ "as": "mediator", "account": case.app.world.account("mediator").to_string() });
    case.make("mediator", json!({ "move": "sign", "signer": signer, "how": "signature", "on": "2026-03-02" })).await;
    case.make("mediator", json!({ "move": "affix_seal", "on": "2026-03-02" })).await;
}

async fn scan(case: &Case<'_>) -> u64 {
    let form = multipart(&[part("name=\"purpose\"", b"signed_page"), file("签名页.png", PNG)]);
    let client = case.app.as_("clerk");
    let answer = client.raw(axum::http::Method::POST, &case.path("/attachments"), &multipart_type(), form).await;
    answer.is(201).json["n"].as_u64().expect("a number")
}

#[tokio::test]
async fn an_agreement_takes_effect_with_the_last_signature_in_any_order() {
    let app = TestApp::new().await;
    for order in [[1, 2], [2, 1]] {
        let case = to_be_signed(&app).await;
        mediator_and_seal(&case).await;
        let no = ask(&case, "clerk", "agreement").await;
        sign(&case, no, order[0]).await.ok();
        let before = case.mediation("mediator").await;
        assert_eq!((&before["state"], &before["missing"]["parties"]), (&json!("signing"), &json!([1, 2])));
        let open = list(&case, "clerk").await;
        assert_eq!(open["items"][0]["state"], "open");
        case.app.as_("clerk").get(&case.path(&format!("/signatures/{no}/signed"))).await.is(404);

        sign(&case, no, order[1]).await.ok();
        let after = case.mediation("mediator").await;
        assert_eq!(
            (&after["state"], &after["body"]["agreement"]["effective_on"]),
            (&json!("in_effect"), &json!("2026-03-02"))
        );
        let done = list(&case, "clerk").await;
        assert_eq!(done["items"][0]["state"], "complete");
        assert!(done["papers"].as_array().expect("papers").iter().all(|p| p["slug"] != "agreement"));

        // The signed paper: the agreement as it was issued, and who signed it how and when.
        let signed =
            case.app.as_("clerk").get(&text(&done["items"][0]["signed_url"]).replace("/api/v1", "")).await.is(200);
        let words = words(&signed.bytes);
        for said in [
            "人民调解协议书",
            "签署页",
            "申请人：李建设",
            "被申请人：吴大勇",
            "在窗口屏幕上签名",
            "2026-03-0209:00:00",
            "核对身份陈晓燕",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
        let again = case.app.as_("mediator").get(&case.path(&format!("/signatures/{no}/signed"))).await.is(200);
        assert_eq!(again.bytes, signed.bytes, "kept as it was issued");
    }
    app.finish().await;
}

#[tokio::test]
async fn what_a_dossier_holds_is_the_signed_paper() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    mediator_and_seal(&case).await;
    let no = ask(&case, "clerk", "agreement").await;
    for party in [2, 1] {
        sign(&case, no, party).await.ok();
    }
    let path = case.path("/mediations/1/dossier");
    let bound = app.as_("mediator").send(axum::http::Method::POST, &path, None).await.ok();
    let line =
        bound["contents"].as_array().expect("lines").iter().find(|l| l["name"]["zh"] == "人民调解协议书（已签署）");
    let line = line.expect("the signed agreement is in the file");
    assert_eq!((&line["item"], line["from"].is_u64()), (&json!("signed_page"), true));
    app.finish().await;
}

#[tokio::test]
async fn a_changed_wording_voids_what_was_signed_and_says_so() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    let no = ask(&case, "clerk", "agreement").await;
    sign(&case, no, 1).await.ok();
    case.make("mediator", json!({ "move": "void_signatures", "reason": "金额写错" })).await;
    assert_eq!(list(&case, "clerk").await["items"][0]["state"], "changed");
    sign(&case, no, 2).await.refused(409, "signing-text-changed");
    // Also where the next draft happens to read the same.
    case.make("mediator", draft()).await;
    case.make("mediator", json!({ "move": "agree_in_writing" })).await;
    assert_eq!(list(&case, "clerk").await["items"][0]["state"], "changed");
    sign(&case, no, 2).await.refused(409, "signing-text-changed");
    let anew = ask(&case, "clerk", "agreement").await;
    assert_ne!(anew, no);
    sign(&case, anew, 2).await.ok();
    sign(&case, anew, 1).await.ok();
    let after = case.mediation("mediator").await;
    assert_eq!(after["missing"], json!({ "parties": [], "mediator": true, "seal": true }));
    app.finish().await;
}

#[tokio::test]
async fn a_signature_is_taken_back_and_a_request_withdrawn_until_the_last_one_is_there() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    let no = ask(&case, "clerk", "agreement").await;
    try_ask(&case, "clerk", "agreement").await.refused(409, "signing-open");
    sign(&case, no, 1).await.ok();
    let back = case.path(&format!("/signatures/{no}/taken-back"));
    app.as_("clerk").post(&back, json!({ "party": 2 })).await.refused(422, "signer-unknown");
    app.as_("clerk").post(&back, json!({ "party": 1, "reason": "想再看看" })).await.ok();
    let item = list(&case, "clerk").await["items"][0].clone();
    assert_eq!((&item["signers"][0]["given"], &item["taken_back"][0]["reason"]), (&Value::Null, &json!("想再看看")));
    let withdrawal = case.path(&format!("/signatures/{no}/withdrawal"));
    app.as_("clerk").post(&withdrawal, json!({ "reason": " " })).await.refused(422, "reason-needed");
    app.as_("clerk").post(&withdrawal, json!({ "reason": "当事人要改地址" })).await.ok();
    sign(&case, no, 1).await.refused(409, "signing-over");

    let no = ask(&case, "clerk", "agreement").await;
    sign(&case, no, 2).await.ok();
    sign(&case, no, 1).await.ok();
    let late = case.path(&format!("/signatures/{no}/taken-back"));
    app.as_("clerk").post(&late, json!({ "party": 1 })).await.refused(409, "signing-over");
    let story: Vec<String> = case.app.as_("clerk").get(&case.path("/timeline")).await.ok()["items"]
        .as_array()
        .expect("events")
        .iter()
        .map(|e| text(&e["sentence"]["zh"]))
        .collect();
    for said in [
        "李建设收回了在《人民调解协议书》上的签名",
        "撤回《人民调解协议书》的签署：当事人要改地址",
        "《人民调解协议书》已由各方签署",
    ] {
        assert!(story.iter().any(|s| s == said), "{said}: {story:#?}");
    }
    app.finish().await;
}

#[tokio::test]
async fn what_is_no_signature_is_refused_in_plain_words_and_nothing_is_half_signed() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    let no = ask(&case, "clerk", "agreement").await;
    let version = case.version().await;
    let dot = json!({ "way": "desk", "drawing": { "width": 600, "height": 300, "strokes": [[[300, 150, 0]]] } });
    let refused = give(&case, no, 1, dot).await.refused(422, "signature-too-small");
    assert!(text(&refused["errors"][0]["message"]["zh"]).contains("写下您的名字"), "{refused}");
    let outside = json!({ "way": "desk", "drawing": { "width": 600, "height": 300, "strokes": [[[9000, 1, 0]]] } });
    give(&case, no, 1, outside).await.refused(422, "out-of-range");
    let phone = json!({ "way": "phone", "drawing": drawing(1) });
    give(&case, no, 1, phone).await.refused(422, "unknown-value");
    let scanless = json!({ "way": "paper", "scan": 9, "on": "2026-03-02" });
    give(&case, no, 1, scanless).await.refused(404, "not-found");
    sign(&case, no, 3).await.refused(422, "signer-unknown");
    assert_eq!(case.version().await, version, "nothing was written");

    // Twenty taps are one signature.
    for _ in 0..20 {
        sign(&case, no, 1).await.ok();
    }
    assert_eq!(case.version().await, version + 1);
    // Another drawing is another signature, and there is one already.
    let other = json!({ "way": "desk", "drawing": drawing(2) });
    give(&case, no, 1, other).await.refused(409, "signed-before");
    app.finish().await;
}

#[tokio::test]
async fn who_cannot_write_gives_a_fingerprint_before_a_witness_and_paper_counts_too() {
    let app = TestApp::new().await;
    let case = to_be_signed(&app).await;
    mediator_and_seal(&case).await;
    let no = ask(&case, "clerk", "agreement").await;
    let scan = scan(&case).await;
    let print = |witness: &str| json!({ "way": "fingerprint", "scan": scan, "on": "2026-03-02", "witness": witness, "read_by": "陈晓燕" });
    give(&case, no, 1, print("")).await.refused(422, "required");
    give(&case, no, 1, print("刘存善")).await.ok();
    give(&case, no, 2, json!({ "way": "paper", "scan": scan, "on": "2026-03-02" })).await.ok();
    let after = case.mediation("mediator").await;
    assert_eq!(after["state"], "in_effect");
    let signatures = &after["body"]["agreement"]["signatures"];
    let of = |party: u16| {
        signatures.as_array().expect("signatures").iter().find(|s| s["signer"]["party"] == party).cloned().expect("one")
    };
    assert_eq!((&of(1)["how"], &of(1)["scan"]), (&json!("fingerprint"), &json!(scan)));
    assert_eq!(of(2)["how"], "signature");
    let signed = app.as_("clerk").get(&case.path(&format!("/signatures/{no}/signed"))).await.is(200);
    let words = words(&signed.bytes);
    for said in ["按指印", "见证人刘存善", "宣读人陈晓燕", "扫描件见卷内第1号附件"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    app.finish().await;
}

#[tokio::test]
async fn the_notice_of_rights_is_given_with_its_last_signature() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.assigned().await;
    let no = ask(&case, "clerk", "notice-of-rights").await;
    case.try_make("mediator", joint("2026-03-02T09:00:00")).await.refused(409, "notice-missing");
    sign(&case, no, 2).await.ok();
    sign(&case, no, 1).await.ok();
    let told = case.mediation("clerk").await["body"]["notices"].clone();
    assert_eq!(told.as_array().map(Vec::len), Some(2), "{told}");
    assert_eq!(told[0]["how"], "signed");
    case.make("mediator", joint("2026-03-02T09:00:00")).await;
    app.finish().await;
}

#[tokio::test]
async fn representatives_sign_for_those_they_represent_and_a_draft_is_not_signed() {
    let app = TestApp::new().await;
    let form = intake_with(
        &app,
        json!({ "parties": [
            { "side": "applicant", "kind": "natural", "name": "李小明", "born_on": "2015-05-01", "phone": "13800000001",
              "guardian": { "name": "李建设", "relation": "父亲" } },
            { "side": "respondent", "kind": "legal", "name": "凉州区某农业发展有限公司", "legal_representative": "钱广进",
              "agents": [{ "name": "孙律师", "relation": "律师", "authority": "special" }, { "name": "周办事员", "relation": "员工", "authority": "ordinary" }] },
        ] }),
    );
    let case = Case::of(&app, form).await;
    let papers = list(&case, "clerk").await["papers"].clone();
    let notice =
        papers.as_array().expect("papers").iter().find(|p| p["slug"] == "notice-of-rights").expect("offered").clone();
    assert_eq!(notice["signers"][0]["may_sign"], json!(["李建设"]));
    assert_eq!(notice["signers"][1]["may_sign"], json!(["钱广进", "孙律师"]));
    let asked = |by: &str, version: i64| json!({ "version": version, "mediation": 1, "slug": "notice-of-rights", "signers": [{ "party": 2, "by": by }] });
    let post = async |by: &str| app.as_("clerk").post(&case.path("/signatures"), asked(by, case.version().await)).await;
    post("周办事员").await.refused(409, "special-authority-needed");
    post("孙律师").await.is(201);
    let item = list(&case, "clerk").await["items"][0].clone();
    assert_eq!((&item["signers"][0]["by"], &item["signers"][1]["by"]), (&json!("李建设"), &json!("孙律师")));

    // No agreement yet, no signature under one; and what nobody signs is not laid before anybody.
    try_ask(&case, "clerk", "agreement").await.refused(409, "illegal-move");
    try_ask(&case, "clerk", "closing-report").await.refused(422, "paper-not-signed");
    try_ask(&case, "mediator", "application").await.refused(403, "not-allowed");
    app.finish().await;
}
