//! Letters between bodies: the inbox, keys, the API for systems, and story 2 from the letter to the reported result.

use axum::http::Method;
use bandeng_testkit::world::VILLAGE;
use bandeng_testkit::{Answer, Client, TestApp};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::support::{Case, draft, intake_with, joint, text};

/// The number of a court's letter, as a court writes it.
pub(crate) const NUMBER: &str = "（2026）甘0602诉前调123号";

/// A provider-of-labour injury as the court's filing office sends it.
pub(crate) fn sent(number: &str) -> Value {
    json!({
        "number": number,
        "case_number": number,
        "stage": "before_filing",
        "kind": "damages",
        "area": VILLAGE,
        "place": "钱有财家新房工地",
        "occurred_on": "2026-01-15",
        "narrative": "周大海受雇为钱有财修建住房，从脚手架跌落，右腿骨折，双方对赔偿数额有争议。",
        "claims": ["赔偿医疗费、误工费、残疾赔偿金"],
        "amount_fen": 8_600_000,
        "parties": [
            { "side": "applicant", "kind": "natural", "name": "周大海", "phone": "13800000011" },
            { "side": "respondent", "kind": "natural", "name": "钱有财", "phone": "13800000012" },
        ],
        "consented": [1, 2],
        "materials": ["起诉状", "诊断证明", "双方同意调解书"],
        "contact": "立案庭 吴清源 0935-1234567",
    })
}

/// The same with some fields otherwise.
fn sent_with(number: &str, changes: Value) -> Value {
    let mut case = sent(number);
    for (key, value) in changes.as_object().cloned().unwrap_or_default() {
        case[key] = value;
    }
    case
}

/// A letter on paper, typed in at the window.
pub(crate) fn typed(app: &TestApp, number: &str) -> Value {
    let letter = json!({
        "body": "凉州区人民法院", "organisation": app.world.organisation("court").to_string(), "letter_number": number,
        "received_on": "2026-03-02", "stage": "before_filing", "consented": [1, 2], "materials": ["起诉状"],
    });
    json!({ "form": intake_with(app, json!({ "kind": "damages", "source": "court", "channel": "letter", "entrustment": letter })) })
}

pub(crate) fn new_key(app: &TestApp, organisation: &str, scopes: &[&str]) -> Value {
    json!({
        "organisation": app.world.organisation(organisation).to_string(),
        "desk": app.world.organisation("centre").to_string(),
        "committee": app.world.organisation("committee").to_string(),
        "name": "立案庭诉前系统", "scopes": scopes, "expires_on": "2027-03-01",
    })
}

/// A key as it was issued.
pub(crate) struct Key {
    pub id: String,
    pub secret: String,
}

pub(crate) async fn key(app: &TestApp, organisation: &str, scopes: &[&str]) -> Key {
    let issued = app.as_("security").post("/entrusting/keys", new_key(app, organisation, scopes)).await.ok();
    Key { id: text(&issued["id"]), secret: text(&issued["secret"]) }
}

/// A system with a key.
pub(crate) fn system(app: &TestApp, key: &Key) -> Client {
    app.stranger().header("authorization", &format!("Bearer {}", key.secret))
}

async fn court(app: &TestApp) -> Client {
    system(app, &key(app, "court", &["case.send", "case.read"]).await)
}

fn path(number: &str) -> String {
    format!("/entrusting/cases/{number}")
}

async fn try_letter(case: &Case<'_>, login: &str, mv: Value) -> Answer {
    let body = json!({ "version": case.version().await, "make": mv });
    case.app.as_(login).post(&case.path("/letters/moves"), body).await
}

pub(crate) async fn letter(case: &Case<'_>, login: &str, mv: Value) {
    try_letter(case, login, mv).await.ok();
}

async fn letters(case: &Case<'_>, login: &str) -> Value {
    case.app.as_(login).get(&case.path("/letters")).await.ok()
}

/// The papers of these slugs are offered, lack nothing, and are printed.
async fn prints(case: &Case<'_>, login: &str, slugs: &[&str]) {
    let client = case.app.as_(login);
    let list = client.get(&case.path("/mediations/1/papers")).await.ok();
    for slug in slugs {
        let paper = list["items"].as_array().expect("items").iter().find(|p| p["slug"] == *slug);
        let paper = paper.unwrap_or_else(|| panic!("{slug} is not offered: {list:#}"));
        assert_eq!(paper["ready"], true, "{paper:#}");
        let url = text(&paper["url"]);
        let printed = client.get(url.strip_prefix("/api/v1").expect("an address of the API")).await.is(200);
        assert!(printed.bytes.starts_with(b"%PDF"), "{slug}");
    }
}

fn open_days(view: &Value) -> Vec<(String, String)> {
    let days = view["days"].as_array().expect("days").iter();
    days.filter(|d| d["state"] == "open" && d["hint"] == false)
        .map(|d| (text(&d["name"]["zh"]), text(&d["due_on"])))
        .collect()
}

fn due<'a>(days: &'a [(String, String)], name: &str) -> Option<&'a str> {
    days.iter().find(|(known, _)| known.contains(name)).map(|(_, due)| due.as_str())
}

/// The whole promise, as the court's system sees it: it sends, asks, waits, and reads the result; nothing else of ours is
/// open to it. Every answer is checked against the OpenAPI document by the client.
#[tokio::test]
async fn a_court_entrusts_an_injury_and_reads_its_result() {
    let app = TestApp::new().await;
    let court = court(&app).await;

    // Monday: the letter comes in, and is a matter at once.
    let receipt = court.post("/entrusting/cases", sent(NUMBER)).await.is(201).json;
    assert_eq!((&receipt["state"], &receipt["progress"]["state"]), (&json!("registered"), &json!("received")));
    assert_eq!(receipt["progress"]["answer_by"], "2026-03-05", "three working days");
    let case = Case { app: &app, code: text(&receipt["code"]) };
    let view = case.view("clerk").await;
    assert_eq!((&view["source"], &view["entrustment"]["case_number"]), (&json!("court"), &json!(NUMBER)));
    assert_eq!(due(&open_days(&view), "确认是否接受"), Some("2026-03-05"));
    let today = app.as_("clerk").get("/today").await.ok();
    let row = today["new"].as_array().expect("new").iter().find(|r| r["code"] == json!(case.code)).expect("it is new");
    assert_eq!(row["next"]["what"]["zh"], "确认或退回来函");

    // The director asks a mediator, who sees it from then on; Wednesday they confirm, and the thirty days run from then.
    let mediator = app.world.account("mediator").to_string();
    case.app.as_("mediator").get(&case.path("/letters")).await.refused(403, "not-allowed");
    letter(&case, "director", json!({ "move": "ask", "mediator": mediator })).await;
    app.clock.set(date(2026, 3, 4).at(9, 0, 0, 0));
    let offered = letters(&case, "mediator").await;
    assert_eq!(offered["asked"]["name"], "李和平");
    let primary = offered["moves"].as_array().expect("moves").iter().find(|m| m["primary"] == true).cloned();
    assert_eq!(primary.expect("a likeliest move")["move"], "confirm");
    letter(&case, "mediator", json!({ "move": "confirm", "on": "2026-03-04" })).await;
    let told = court.get(&path(NUMBER)).await.ok();
    assert_eq!(told["progress"]["state"], "confirmed");
    assert_eq!(told["progress"]["answer"]["by_name"], "李和平");
    assert_eq!(told["progress"]["limit_on"], "2026-04-03", "thirty days from the confirmed receipt");

    // Accepting on Friday does not start them anew. The parties' consent came with the letter.
    app.clock.set(date(2026, 3, 6).at(9, 0, 0, 0));
    case.make("director", json!({ "move": "accept", "on": "2026-03-06" })).await;
    case.make("director", json!({ "move": "assign", "mediators": [mediator], "how": "assigned" })).await;
    case.make("clerk", json!({ "move": "give_notice", "parties": [1, 2], "how": "signed", "on": "2026-03-06" })).await;
    case.make("mediator", joint("2026-03-06T09:00:00")).await;
    assert_eq!(due(&open_days(&case.view("clerk").await), "委派调解期限"), Some("2026-04-03"));

    // An appraisal of the injury: the clock stands still for ten days.
    case.make(
        "mediator",
        json!({ "move": "suspend", "reason": "appraisal", "from": "2026-03-06", "note": "伤残鉴定" }),
    )
    .await;
    assert_eq!(court.get(&path(NUMBER)).await.ok()["progress"]["paused"], true);
    app.clock.set(date(2026, 3, 16).at(9, 0, 0, 0));
    case.make("mediator", json!({ "move": "resume", "on": "2026-03-16" })).await;
    let told = court.get(&path(NUMBER)).await.ok();
    assert_eq!((&told["progress"]["paused"], &told["progress"]["limit_on"]), (&json!(false), &json!("2026-04-13")));

    // They agree; the matter does not close before the court was told.
    case.make("mediator", draft()).await;
    case.make("mediator", json!({ "move": "agree_orally", "on": "2026-03-16" })).await;
    assert_eq!(
        court.get(&path(NUMBER)).await.ok()["progress"]["result"],
        Value::Null,
        "nothing is told before it is said"
    );
    assert_eq!(due(&open_days(&case.view("clerk").await), "反馈结果"), Some("2026-03-23"), "five working days");
    case.make(
        "mediator",
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-16", "how": "receipt" }),
    )
    .await;
    case.try_move("clerk", json!({ "move": "close" })).await.refused(409, "report-missing");
    letter(&case, "mediator", json!({ "move": "report", "number": "柳人调函〔2026〕1号", "note": "当场履行完毕。" }))
        .await;
    let told = court.get(&path(NUMBER)).await.ok();
    assert_eq!(told["progress"]["state"], "reported");
    assert_eq!(told["progress"]["result"]["result"]["kind"], "agreed");
    assert_eq!(told["progress"]["result"]["words"]["zh"], "调解成功：已全部履行");
    assert!(!told.to_string().contains("双方各自陈述"), "what was said in the mediation stays there");
    prints(&case, "mediator", &["entrusting-receipt", "entrusting-result"]).await;
    case.try_move("clerk", json!({ "move": "close" })).await.ok();

    // The court's officer sees the letter and how it stands, and no matter.
    let seen = app.as_("judge").get("/letters").await.ok();
    let id = text(&seen["items"][0]["id"]);
    let read = app.as_("judge").get(&format!("/letters/{id}")).await.ok();
    assert_eq!((&read["document"]["number"], &read["progress"]["state"]), (&json!(NUMBER), &json!("reported")));
    app.as_("judge").get(&case.path("")).await.refused(404, "not-found");
    assert_eq!(app.as_("officer").get("/letters").await.ok()["items"], json!([]), "the police see nothing of it");

    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok();
    let told: Vec<String> =
        story["items"].as_array().expect("items").iter().rev().map(|e| text(&e["sentence"]["zh"])).collect();
    insta::assert_snapshot!("entrusted_timeline", told.join("\n"));
    app.finish().await;
}

#[tokio::test]
async fn what_is_sent_twice_is_one_case_and_what_differs_is_kept_and_refused() {
    let app = TestApp::new().await;
    let court = court(&app).await;
    let first = court.post("/entrusting/cases", sent(NUMBER)).await.is(201).json;
    let again = court.post("/entrusting/cases", sent(NUMBER)).await.is(200).json;
    assert_eq!(again["code"], first["code"]);
    // Nobody is registered twice, whoever sends at once.
    let (a, b) = tokio::join!(
        court.post("/entrusting/cases", sent("（2026）甘0602诉前调124号")),
        court.post("/entrusting/cases", sent("（2026）甘0602诉前调124号"))
    );
    assert_eq!(a.ok()["code"], b.ok()["code"]);

    let other = sent_with(NUMBER, json!({ "narrative": "另一件事。" }));
    court.post("/entrusting/cases", other).await.refused(409, "letter-number-taken");
    assert_eq!(court.get(&path(NUMBER)).await.ok()["code"], first["code"], "the number is still the first one's");
    let inbox = app.as_("clerk").get("/letters?waiting=true").await.ok();
    assert_eq!(inbox["items"].as_array().map(Vec::len), Some(1), "what was refused is kept: {inbox:#}");
    assert_eq!(inbox["items"][0]["refusals"][0]["code"], "letter-number-taken");
    let id = text(&inbox["items"][0]["id"]);
    app.as_("clerk").post(&format!("/letters/{id}/replay"), json!({})).await.refused(409, "letter-number-taken");
    app.as_("clerk").post(&format!("/letters/{id}/dismissal"), json!({ "reason": "法院误发" })).await.ok();
    assert_eq!(app.as_("clerk").get("/letters?waiting=true").await.ok()["items"], json!([]));
    let read = app.as_("clerk").get(&format!("/letters/{id}")).await.ok();
    assert_eq!(read["attempts"].as_array().map(Vec::len), Some(3));
    assert_eq!((&read["attempts"][1]["by_name"], &read["note"]), (&json!("陈晓燕"), &json!("法院误发")));
    // A letter no text can hold is none; PostgreSQL would break on it.
    let zero = sent_with("8", json!({ "narrative": "一\u{0}二" }));
    court.post("/entrusting/cases", zero).await.refused(400, "malformed");
    // The same number from another body is another letter.
    let police = system(&app, &key(&app, "police", &["case.send", "case.read"]).await);
    police.post("/entrusting/cases", sent_with(NUMBER, json!({ "stage": null }))).await.is(201);
    app.finish().await;
}

#[tokio::test]
async fn a_letter_without_consent_is_kept_and_gone_through_again_when_it_comes() {
    let app = TestApp::new().await;
    let court = court(&app).await;
    let without = sent_with(NUMBER, json!({ "consented": [1], "stage": null }));
    let refused = court.post("/entrusting/cases", without).await.refused(422, "consent-missing");
    let at: Vec<&str> =
        refused["errors"].as_array().expect("errors").iter().filter_map(|e| e["pointer"].as_str()).collect();
    assert_eq!(at, ["/stage", "/parties/1"], "each at its place in what was sent");
    assert!(refused.to_string().contains("钱有财"));
    let kept = court.get(&path(NUMBER)).await.ok();
    assert_eq!((&kept["state"], &kept["code"]), (&json!("refused"), &Value::Null));

    let list = app.as_("coordinator").get("/letters?state=refused").await.ok();
    let id = text(&list["items"][0]["id"]);
    let replay = format!("/letters/{id}/replay");
    app.as_("clerk").post(&replay, json!({ "consented": [2] })).await.is(422);
    // The court sends the whole letter again under its number: the first, which never became a matter, is no obstacle.
    let whole = court.post("/entrusting/cases", sent(NUMBER)).await.is(201).json;
    app.as_("clerk").post(&replay, json!({ "consented": [2] })).await.is(422);
    assert_eq!(court.get(&path(NUMBER)).await.ok()["code"], whole["code"]);

    // Where the consent alone is missing, our side adds it, and the mediator with it.
    let number = "（2026）甘0602诉前调125号";
    court
        .post("/entrusting/cases", sent_with(number, json!({ "consented": [1] })))
        .await
        .refused(409, "consent-missing");
    let list = app.as_("clerk").get("/letters?waiting=true").await.ok();
    let id = text(
        &list["items"].as_array().expect("items").iter().find(|i| i["number"] == number).expect("it is kept")["id"],
    );
    let replay = format!("/letters/{id}/replay");
    let stranger = app.world.account("far-mediator").to_string();
    app.as_("clerk")
        .post(&replay, json!({ "consented": [2], "mediator": stranger }))
        .await
        .refused(422, "mediator-unknown");
    let mediator = app.world.account("mediator2").to_string();
    let row = app.as_("clerk").post(&replay, json!({ "consented": [2], "mediator": mediator })).await.ok();
    assert_eq!(row["state"], "registered");
    let again = app.as_("clerk").post(&replay, json!({})).await.ok();
    assert_eq!(again["code"], row["code"], "gone through again, it makes nothing twice");
    let case = Case { app: &app, code: text(&row["code"]) };
    letter(&case, "mediator2", json!({ "move": "confirm", "on": "2026-03-02" })).await;
    let read = app.as_("clerk").get(&format!("/letters/{id}")).await.ok();
    assert_eq!(read["document"]["consented"], json!([1]), "what was received stays as it was");
    assert_eq!(read["attempts"].as_array().map(Vec::len), Some(3));
    app.finish().await;
}

#[tokio::test]
async fn a_letter_on_paper_is_taken_in_by_the_same_form_and_sent_back_with_the_reason() {
    let app = TestApp::new().await;
    let mut form = typed(&app, "函1");
    form["form"]["narrative"] = json!(" ");
    app.as_("clerk").post("/letters", form).await.refused(422, "required");
    assert_eq!(app.as_("clerk").get("/letters").await.ok()["items"], json!([]), "a half-typed form is no letter");

    let row = app.as_("clerk").post("/letters", typed(&app, "函1")).await.is(201).json;
    let case = Case { app: &app, code: text(&row["code"]) };
    let back =
        json!({ "move": "send_back", "reason": "elsewhere", "note": "属于行业调委会", "route": "other_committee" });
    try_letter(&case, "mediator", back.clone()).await.refused(403, "not-allowed");
    letter(&case, "director", back).await;
    assert_eq!(case.mediation("director").await["state"], "declined");
    let seen = app.as_("judge").get("/letters").await.ok();
    let read = app.as_("judge").get(&format!("/letters/{}", text(&seen["items"][0]["id"]))).await.ok();
    assert_eq!(read["progress"]["state"], "sent_back");
    assert_eq!(read["progress"]["answer"]["words"]["zh"], "已退回：属于其他调解组织的范围；建议途径：其他调解组织");
    assert!(open_days(&case.view("clerk").await).is_empty(), "the letter that went back is the report");
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    try_letter(&case, "director", json!({ "move": "confirm", "on": "2026-03-02" })).await.refused(403, "not-allowed");
    app.finish().await;
}

#[tokio::test]
async fn a_letter_for_a_closed_matter_is_kept_until_the_matter_is_opened_again() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.make("director", json!({ "move": "decline", "reason": "party_refuses", "route": "court" })).await;
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    let mut form = typed(&app, "函3");
    form["matter"] = json!(case.code);
    app.as_("clerk").post("/letters", form).await.refused(409, "letter-for-closed-matter");
    let list = app.as_("clerk").get("/letters?waiting=true").await.ok();
    assert_eq!(list["items"][0]["refusals"][0]["code"], "letter-for-closed-matter");
    let replay = format!("/letters/{}/replay", text(&list["items"][0]["id"]));
    case.try_move("clerk", json!({ "move": "reopen", "reason": "法院来函" })).await.ok();
    let row = app.as_("clerk").post(&replay, json!({})).await.ok();
    assert_eq!((&row["state"], &row["code"]), (&json!("registered"), &json!(case.code)));
    assert_eq!(letters(&case, "clerk").await["letter"]["letter_number"], "函3");
    // A matter has one letter.
    let mut second = typed(&app, "函4");
    second["matter"] = json!(case.code);
    app.as_("clerk").post("/letters", second).await.refused(409, "letter-there");
    // Nobody puts letters to what lies at another desk, and nobody learns whether it is there.
    let other = Case::registered(&app).await;
    let before = other.version().await;
    let mut far = typed(&app, "函5");
    far["matter"] = json!(other.code);
    app.as_("far-clerk").post("/letters", far).await.refused(404, "not-found");
    assert_eq!(other.version().await, before);

    // A system does not attach: it could try codes. Its letter waits for somebody to look.
    let court = court(&app).await;
    let waiting = court.post("/entrusting/cases", sent_with(NUMBER, json!({ "matter": case.code }))).await.is(202).json;
    assert_eq!((&waiting["state"], &waiting["code"]), (&json!("waiting"), &Value::Null));
    app.finish().await;
}

#[tokio::test]
async fn what_the_centre_cannot_take_is_handed_over_and_followed_until_its_result() {
    let app = TestApp::new().await;
    let case = Case::of(&app, intake_with(&app, json!({ "kind": "other_labour" }))).await;
    let hand_over = json!({
        "move": "hand_over", "to": "labour_arbitration", "body": "凉州区劳动人事争议仲裁院", "reason": "属于劳动争议，当事人要求仲裁",
        "consented": [1, 2], "materials": ["申请书", "工资条"], "answer_by": "2026-03-09", "number": "柳综函〔2026〕2号",
    });
    letter(&case, "clerk", hand_over.clone()).await;
    assert_eq!(case.mediation("clerk").await["state"], "referred");
    let view = case.view("clerk").await;
    assert_eq!(due(&open_days(&view), "回执"), Some("2026-03-09"));
    app.clock.set(date(2026, 3, 9).at(9, 0, 0, 0));
    let today = app.as_("clerk").get("/today").await.ok();
    assert_eq!(today["due_today"][0]["next"]["what"]["zh"], "催问移送回执", "{today:#}");
    try_letter(&case, "clerk", hand_over.clone()).await.is(409);
    prints(&case, "clerk", &["transfer-letter"]).await;

    let receipt = |taken: bool, note: &str| json!({ "move": "record_receipt", "handover": 1, "taken": taken, "on": "2026-03-09", "number": "凉劳仲〔2026〕45号", "note": note });
    try_letter(&case, "clerk", receipt(false, "")).await.refused(422, "required");
    letter(&case, "clerk", receipt(true, "")).await;
    assert!(open_days(&case.view("clerk").await).is_empty());
    let outcome = json!({ "move": "record_result", "handover": 1, "on": "2026-03-09", "text": "已立案受理" });
    letter(&case, "clerk", outcome.clone()).await;
    try_letter(&case, "clerk", outcome).await.is(409);
    let handover = &letters(&case, "clerk").await["handovers"][0];
    assert_eq!((&handover["receipt"]["taken"], &handover["result"]["text"]), (&json!(true), &json!("已立案受理")));
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    app.finish().await;
}

#[tokio::test]
async fn a_certificate_says_that_it_was_mediated_and_only_where_so_that_it_was_performed() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let certify = |performed: bool| json!({ "move": "certify", "to": "大柳派出所", "performed": performed });
    try_letter(&case, "clerk", certify(false)).await.refused(409, "session-missing");
    case.in_effect().await;
    try_letter(&case, "clerk", certify(true)).await.refused(409, "not-performed");
    letter(&case, "clerk", certify(false)).await;
    case.make(
        "mediator",
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-02", "how": "receipt" }),
    )
    .await;
    letter(&case, "director", certify(true)).await;
    let view = letters(&case, "clerk").await;
    let certificates = view["certificates"].as_array().expect("certificates");
    let said: Vec<_> = certificates.iter().map(|c| (c["no"].as_u64(), c["performed"].as_bool())).collect();
    assert_eq!(said, [(Some(1), Some(false)), (Some(2), Some(true))]);
    assert_eq!(certificates[1]["performed_on"], "2026-03-02");
    prints(&case, "clerk", &["mediation-certificate"]).await;
    assert_eq!(view["no_settlement"].as_array().map(Vec::len), Some(6), "the clerk is told when it does not help");
    app.finish().await;
}

#[tokio::test]
async fn a_key_is_shown_once_and_opens_its_own_cases_as_long_as_it_holds() {
    let app = TestApp::new().await;
    let made = key(&app, "court", &["case.send", "case.read"]).await;
    let court = system(&app, &made);
    court.post("/entrusting/cases", sent(NUMBER)).await.is(201);
    let list = app.as_("security").get("/entrusting/keys").await.ok();
    let shown = &list["items"][0];
    assert!(
        !list.to_string().contains(&made.secret) && made.secret.starts_with(shown["hint"].as_str().expect("a hint"))
    );
    assert_eq!((&shown["valid"], &shown["organisation"]["name"]), (&json!(true), &json!("凉州区人民法院")));
    assert!(shown["used_at"].is_i64());
    let url = app.database_url().to_owned();
    assert!(!url.is_empty());

    // Another body's key finds nothing of it, and one that only reads sends nothing.
    let police = system(&app, &key(&app, "police", &["case.read"]).await);
    police.get(&path(NUMBER)).await.refused(404, "not-found");
    assert_eq!(police.get("/entrusting/cases").await.ok()["items"], json!([]));
    police.post("/entrusting/cases", sent(NUMBER)).await.refused(403, "key-scope");
    system(&app, &Key { id: String::new(), secret: "bdk_made-up".into() })
        .get(&path(NUMBER))
        .await
        .refused(401, "key-needed");

    // Too often, then not any more.
    let mut last = 200;
    for _ in 0..130 {
        last = court.get(&path(NUMBER)).await.status;
    }
    assert_eq!(last, 429);
    app.clock.forward_minutes(2);
    court.get(&path(NUMBER)).await.ok();
    app.as_("security").delete(&format!("/entrusting/keys/{}", made.id)).await.is(204);
    court.get(&path(NUMBER)).await.refused(401, "key-needed");
    let other = system(&app, &key(&app, "court", &["case.read"]).await);
    other.get(&path(NUMBER)).await.ok();
    app.clock.set(date(2027, 3, 2).at(9, 0, 0, 0));
    other.get(&path(NUMBER)).await.refused(401, "key-needed");

    let refused = |body: Value| async { app.as_("security").post("/entrusting/keys", body).await };
    refused(new_key(&app, "committee", &["case.read"])).await.refused(422, "sender-unfit");
    refused(new_key(&app, "court", &[])).await.refused(422, "required");
    refused(new_key(&app, "court", &["case.read"])).await.refused(422, "out-of-range");
    app.finish().await;
}

#[tokio::test]
async fn a_case_taken_back_is_told_to_the_mediators_and_what_was_never_registered_is_set_aside() {
    let app = TestApp::new().await;
    let court = court(&app).await;
    let receipt = court.post("/entrusting/cases", sent(NUMBER)).await.is(201).json;
    let back = json!({ "reason": "当事人已经自行和解" });
    let told = court.post(&format!("{}/withdrawal", path(NUMBER)), back.clone()).await.ok();
    assert_eq!(told["progress"]["withdrawal"]["reason"], "当事人已经自行和解");
    court.post(&format!("{}/withdrawal", path(NUMBER)), back.clone()).await.is(409);
    let case = Case { app: &app, code: text(&receipt["code"]) };
    assert_eq!(letters(&case, "clerk").await["progress"]["withdrawal"]["on"], "2026-03-02");

    let number = "（2026）甘0602诉前调126号";
    court.post("/entrusting/cases", sent_with(number, json!({ "consented": [] }))).await.is(409);
    let told = court.post(&format!("{}/withdrawal", path(number)), back).await.ok();
    assert_eq!(told["state"], "dismissed");
    app.finish().await;
}

#[tokio::test]
async fn a_sealed_case_is_not_shown_at_the_desk() {
    let app = TestApp::new().await;
    let court = court(&app).await;
    let case = sent_with(NUMBER, json!({ "concerns": ["minor_harmed"] }));
    court.post("/entrusting/cases", case).await.is(201);
    let list = app.as_("clerk").get("/letters").await.ok();
    let read = app.as_("clerk").get(&format!("/letters/{}", text(&list["items"][0]["id"]))).await.ok();
    assert_eq!(read["document"], Value::Null, "only who handles it reads what it says");
    let today = app.as_("director").get("/today").await.ok();
    assert_eq!(today["sealed"][0]["code"], list["items"][0]["code"]);
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_at_its_field_and_kept_as_far_as_it_has_a_number() {
    let app = TestApp::new().await;
    let court = court(&app).await;
    court.post("/entrusting/cases", sent_with(" ", json!({}))).await.refused(422, "required");
    court.raw(Method::POST, "/entrusting/cases", "application/json", "{").await.refused(400, "malformed");
    assert_eq!(court.get("/entrusting/cases").await.ok()["items"], json!([]));
    let refused = court.post("/entrusting/cases", sent_with(NUMBER, json!({ "kind": "quarrel" }))).await;
    assert_eq!(refused.is(422).json["errors"][0]["pointer"], "/kind");
    let refused = court.post("/entrusting/cases", sent_with(NUMBER, json!({ "area": "620602" }))).await;
    assert_eq!(refused.refused(422, "area-too-wide")["errors"][0]["pointer"], "/area");
    assert_eq!(app.as_("clerk").get("/letters?waiting=true").await.ok()["items"].as_array().map(Vec::len), Some(2));
    app.finish().await;
}

/// What a system fetches is what was written to it, as it was issued: the receipt, the result, the certificate, and to a court
/// that is asked for confirmation the agreement.
#[tokio::test]
async fn a_system_fetches_the_papers_written_to_it_and_no_others() {
    let app = TestApp::new().await;
    let scopes = ["case.send", "case.read", "paper.read"];
    let court = system(&app, &key(&app, "court", &scopes).await);
    let receipt = court.post("/entrusting/cases", sent(NUMBER)).await.is(201).json;
    let case = Case { app: &app, code: text(&receipt["code"]) };
    let slugs = async || {
        let list = court.get(&format!("{}/papers", path(NUMBER))).await.ok();
        list["items"].as_array().expect("items").iter().map(|item| text(&item["slug"])).collect::<Vec<_>>()
    };
    let fetch = async |client: &Client, slug: &str| client.get(&format!("{}/papers/{slug}", path(NUMBER))).await;
    assert_eq!(slugs().await, <[&str; 0]>::default(), "nothing was written yet");
    fetch(&court, "entrusting-receipt").await.refused(404, "not-found");
    letter(&case, "director", json!({ "move": "confirm", "on": "2026-03-02" })).await;
    assert_eq!(slugs().await, ["entrusting-receipt"]);

    case.make("director", json!({ "move": "accept", "on": "2026-03-02" })).await;
    let mediator = app.world.account("mediator").to_string();
    case.make("director", json!({ "move": "assign", "mediators": [mediator], "how": "assigned" })).await;
    case.make("clerk", json!({ "move": "give_notice", "parties": [1, 2], "how": "signed", "on": "2026-03-02" })).await;
    case.make("mediator", joint("2026-03-02T09:00:00")).await;
    case.make("mediator", draft()).await;
    case.make("mediator", json!({ "move": "agree_orally", "on": "2026-03-02" })).await;
    letter(&case, "mediator", json!({ "move": "report", "number": "柳人调函〔2026〕1号" })).await;
    assert_eq!(slugs().await, ["entrusting-receipt", "entrusting-result"]);
    fetch(&court, "oral-agreement").await.refused(404, "not-found");
    fetch(&court, "session-record").await.refused(404, "not-found");

    // The same paper as it lies here, to the byte.
    let result = fetch(&court, "entrusting-result").await.is(200);
    assert!(result.bytes.starts_with(b"%PDF"));
    let here = app.as_("mediator").get(&case.path("/mediations/1/papers/entrusting-result")).await.is(200);
    assert_eq!(result.bytes, here.bytes);

    // Once the parties ask this court for confirmation, it gets what it is to confirm.
    let asked = json!({
        "move": "apply_confirmation", "court": "凉州区人民法院", "ground": "inviting", "applicants": [1, 2],
        "on": "2026-03-02",
    });
    case.make("mediator", asked).await;
    assert!(slugs().await.contains(&"oral-agreement".to_owned()), "{:?}", slugs().await);
    assert!(fetch(&court, "oral-agreement").await.is(200).bytes.starts_with(b"%PDF"));

    // Another body's key, a key without the scope, and a person find none of it.
    let police = system(&app, &key(&app, "police", &scopes).await);
    fetch(&police, "entrusting-result").await.refused(404, "not-found");
    let reader = system(&app, &key(&app, "court", &["case.read"]).await);
    fetch(&reader, "entrusting-result").await.refused(403, "key-scope");
    fetch(&app.as_("judge"), "entrusting-result").await.refused(401, "key-needed");
    app.finish().await;
}

#[tokio::test]
async fn what_another_body_sent_is_registered_with_its_letter_alone() {
    let app = TestApp::new().await;
    let form = typed(&app, "（2026）甘0602诉前调200号")["form"].clone();
    let refused = app.as_("clerk").post("/matters", form.clone()).await.refused(422, "letter-elsewhere");
    assert_eq!(refused["errors"][0]["pointer"], "/entrustment");
    assert_eq!(app.as_("clerk").get("/letters").await.ok()["items"], json!([]), "nothing is half-done");
    app.as_("clerk").post("/letters", json!({ "form": form })).await.is(201);
    assert_eq!(app.as_("clerk").get("/letters").await.ok()["items"].as_array().map(Vec::len), Some(1));
    app.finish().await;
}
