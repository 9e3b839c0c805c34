//! Files of cases: numbers without gaps, papers anybody can check, the bound file, files that are shared and handed over.

use std::io::Write;
use std::process::{Command, Stdio};

use bandeng_app::jobs::{Registry, drain};
use bandeng_testkit::{Client, TestApp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Case, draft, intake_with, joint, text};

/// The word of the world's committee.
pub(crate) async fn with_word(app: &TestApp, word: &str) {
    let path = format!("/organisations/{}", app.world.organisation("committee"));
    let view = app.as_("system").get(&path).await.ok();
    let body = json!({
        "version": view["version"], "name": view["name"], "area": view["area"]["code"], "term_began_on": "2024-06-01",
        "number_word": word,
    });
    app.as_("system").put(&path, body).await.ok();
}

async fn number(case: &Case<'_>) -> String {
    text(&case.mediation("clerk").await["mediation"]["dossier_number"]["seq"])
}

async fn seq(case: &Case<'_>, login: &str) -> i64 {
    let dossier = case.app.as_(login).get(&case.path("/mediations/1/dossier")).await.ok();
    let number = text(&dossier["number"]);
    let digits = number.split('第').nth(1).and_then(|rest| rest.strip_suffix('号')).expect("a number");
    digits.parse().expect("digits")
}

fn words(pdf: &[u8], layout: bool) -> String {
    let mut command = Command::new("pdftotext");
    if layout {
        command.arg("-layout");
    }
    let mut reader = command
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext (poppler-utils) must be installed");
    reader.stdin.take().expect("a pipe").write_all(pdf).expect("the paper is read");
    let out = reader.wait_with_output().expect("pdftotext ends");
    assert!(out.status.success(), "that is no PDF");
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A matter in effect, paid, asked, closed and archived.
pub(crate) async fn archived<'a>(app: &'a TestApp, form: Value) -> Case<'a> {
    let case = Case::of(app, form).await;
    case.in_effect().await;
    finish(&case).await;
    case
}

/// Paid, asked, closed and archived, from in effect.
pub(crate) async fn finish(case: &Case<'_>) {
    let paid =
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-02", "how": "receipt" });
    case.make("mediator", paid).await;
    let asked =
        json!({ "party": 1, "on": "2026-03-02", "how": "telephone", "kept": "fully", "satisfaction": "satisfied" });
    case.app.as_("clerk").post(&case.path("/follow-ups"), asked).await.ok();
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    case.try_move("clerk", json!({ "move": "archive" })).await.ok();
}

#[tokio::test]
async fn a_number_is_drawn_at_acceptance_under_the_committees_word_and_anew_each_year() {
    let app = TestApp::new().await;
    with_word(&app, "柳").await;
    let first = Case::registered(&app).await;
    app.as_("clerk").get(&first.path("/mediations/1/dossier")).await.refused(409, "nothing-to-bind");
    first.accepted().await;
    let second = Case::registered(&app).await;
    second.accepted().await;
    let dossier = app.as_("clerk").get(&second.path("/mediations/1/dossier")).await.ok();
    assert_eq!(dossier["number"], "〔2026〕柳人调字第2号");
    assert_eq!(number(&first).await, "");
    let told = app.as_("clerk").get(&first.path("/timeline")).await.ok().to_string();
    assert!(told.contains("编〔2026〕柳人调字第1号"), "{told}");

    // What a request says of the number is not heard, and a refused acceptance takes none.
    let third = Case::registered(&app).await;
    let forged = json!({ "year": 2026, "word": "王", "seq": 99 });
    third.try_make("director", json!({ "move": "accept", "on": "2026-03-02", "number": forged })).await.is(409);
    third.accepted().await;
    assert_eq!(seq(&third, "clerk").await, 3);

    // A committee that changes its word keeps the numbers it gave.
    with_word(&app, "大柳").await;
    let fourth = Case::registered(&app).await;
    fourth.accepted().await;
    let numbers = [&first, &fourth].map(|case| case.path("/mediations/1/dossier"));
    assert_eq!(app.as_("clerk").get(&numbers[0]).await.ok()["number"], "〔2026〕柳人调字第1号");
    assert_eq!(app.as_("clerk").get(&numbers[1]).await.ok()["number"], "〔2026〕大柳人调字第4号");

    app.clock.forward_days(320);
    let late = Case::registered(&app).await;
    for party in [1, 2] {
        let consent = json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": "2027-01-04" });
        late.make("clerk", consent).await;
    }
    late.make("director", json!({ "move": "accept", "on": "2027-01-04" })).await;
    let dossier = app.as_("clerk").get(&late.path("/mediations/1/dossier")).await.ok();
    assert_eq!(dossier["number"], "〔2027〕大柳人调字第1号");
    app.finish().await;
}

#[tokio::test]
async fn a_word_is_chinese_and_a_committees() {
    let app = TestApp::new().await;
    let put = async |name: &str, word: &str| {
        let path = format!("/organisations/{}", app.world.organisation(name));
        let view = app.as_("system").get(&path).await.ok();
        let body = json!({
            "version": view["version"], "name": view["name"], "area": view["area"]["code"], "number_word": word,
        });
        app.as_("system").put(&path, body).await
    };
    put("committee", "LIU").await.refused(422, "word-malformed");
    put("centre", "柳").await.refused(422, "word-elsewhere");
    put("committee", "柳").await.ok();
    app.finish().await;
}

/// Many accept at once, and some of them are refused in the middle: the numbers are 1 to n, each once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_have_no_gaps_however_many_accept_at_once() {
    let app = TestApp::new().await;
    let mut cases = Vec::new();
    for n in 0..24 {
        let case = Case::registered(&app).await;
        for party in [1, 2] {
            // Every third lacks a consent: its acceptance is refused after others have drawn.
            if n % 3 != 2 || party == 1 {
                let consent =
                    json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": "2026-03-02" });
                case.make("clerk", consent).await;
            }
        }
        let version = case.version().await;
        cases.push((case.code.clone(), version));
    }
    let director: Client = app.as_("director");
    director.get("/me").await.ok();
    let mut tasks = Vec::new();
    for (code, version) in cases {
        let director = director.clone();
        tasks.push(tokio::spawn(async move {
            let body = json!({ "version": version, "make": { "move": "accept", "on": "2026-03-02" } });
            let answer = director.post(&format!("/matters/{code}/mediations/1/moves"), body).await;
            (code, answer.status)
        }));
    }
    let mut drawn = Vec::new();
    for task in tasks {
        let (code, status) = task.await.expect("no panic");
        if status == 200 {
            drawn.push(seq(&Case { app: &app, code }, "director").await);
        } else {
            assert_eq!(status, 409);
        }
    }
    drawn.sort_unstable();
    assert_eq!(drawn, (1..=16).collect::<Vec<i64>>());
    app.finish().await;
}

#[tokio::test]
async fn a_paper_is_kept_as_it_was_issued_and_anybody_can_ask_whether_it_is_true() {
    let app = TestApp::new().await;
    with_word(&app, "柳").await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    let path = case.path("/mediations/1/papers/agreement");
    let version = case.version().await;
    let printed = app.as_("mediator").get(&path).await.is(200);
    app.clock.forward_days(1);
    let again = app.as_("director").get(&path).await.is(200);
    assert_eq!(printed.bytes, again.bytes, "printed again it is the same to the byte");
    assert_eq!(case.version().await, version, "printing stands in nobody's way");

    let said = squeezed(&words(&printed.bytes, true));
    let mark = said.split("核验码").nth(1).map(|rest| rest[..19].to_owned()).expect("a mark");
    let stranger = app.stranger();
    let truth = stranger.get(&format!("/public/papers/{mark}")).await.ok();
    assert_eq!(
        truth["sentence"]["zh"],
        "这是真的：大柳镇人民调解委员会2026年3月2日出具的《人民调解协议书》（〔2026〕柳人调字第1号），是最新的一份。"
    );
    let typed = mark.to_lowercase().replace('-', "");
    assert_eq!(stranger.get(&format!("/public/papers/{typed}")).await.ok(), truth);
    let by_hash = stranger.get(&format!("/public/paper-files/{}", sha256(&printed.bytes))).await.ok();
    assert_eq!(by_hash, truth);
    let words = truth.to_string();
    assert!(!words.contains("李建设") && !words.contains("25,000") && !words.contains(&case.code), "{words}");

    // A byte more is another file, and a mark that was made up is none.
    let mut forged = printed.bytes.to_vec();
    forged.push(b'\n');
    for path in [format!("/public/paper-files/{}", sha256(&forged)), "/public/papers/0000-0000-0000-0000".into()] {
        let unknown = stranger.get(&path).await.ok();
        assert_eq!((&unknown["known"], &unknown["title"]), (&json!(false), &Value::Null));
    }

    // It says something new: a further version, and the one before is told to be replaced.
    let party = json!({ "version": case.version().await, "party": {
        "side": "respondent", "kind": "natural", "name": "吴大勇", "phone": "13800000002", "address": "桥坡村五组",
    } });
    app.as_("clerk").put(&case.path("/parties/2"), party).await.ok();
    let newer = app.as_("mediator").get(&path).await.is(200);
    assert_ne!(newer.bytes, printed.bytes);
    let old = stranger.get(&format!("/public/papers/{mark}")).await.ok();
    assert_eq!(old["replaced_on"], "2026-03-03");
    assert!(text(&old["sentence"]["zh"]).contains("已经换了新的"), "{old}");
    let new = stranger.get(&format!("/public/paper-files/{}", sha256(&newer.bytes))).await.ok();
    assert_eq!((&new["known"], &new["replaced_on"]), (&json!(true), &Value::Null));
    app.finish().await;
}

#[tokio::test]
async fn a_draft_a_masked_copy_and_an_urgent_report_carry_no_mark() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    case.make("mediator", draft()).await;
    let report = json!({ "ground": "may_escalate", "to": ["police"], "facts": "扬言报复。", "told_how": "电话" });
    app.as_("mediator").post(&case.path("/urgent-reports"), report).await.ok();
    for paper in ["agreement", "urgent-report"] {
        let printed = app.as_("mediator").get(&case.path(&format!("/mediations/1/papers/{paper}"))).await.is(200);
        assert!(!squeezed(&words(&printed.bytes, true)).contains("核验码"), "{paper}");
        let truth = app.stranger().get(&format!("/public/paper-files/{}", sha256(&printed.bytes))).await.ok();
        assert_eq!(truth["known"], false, "{paper}");
    }
    let case = archived(&app, intake_with(&app, json!({}))).await;
    let masked = app.as_("judicial").get(&case.path("/mediations/1/papers/agreement")).await.is(200);
    let said = squeezed(&words(&masked.bytes, true));
    assert!(said.contains("（略）") && !said.contains("核验码"), "{said}");
    app.finish().await;
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let app = TestApp::new().await;
    for _ in 0..60 {
        app.stranger().get("/public/papers/0000-0000-0000-0000").await.is(200);
    }
    app.stranger().get("/public/papers/0000-0000-0000-0000").await.refused(429, "too-many");
    app.clock.forward_minutes(2);
    app.stranger().get("/public/papers/0000-0000-0000-0000").await.is(200);
    app.finish().await;
}

/// A PDF of two pages, written down by hand.
pub(crate) fn two_pages() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    for (i, object) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).into_bytes());
    }
    out.extend(b"trailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n");
    out
}

#[tokio::test]
async fn the_file_is_bound_in_order_with_pages_and_what_cannot_be_bound_is_listed() {
    let app = TestApp::new().await;
    with_word(&app, "柳").await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    let report = json!({ "ground": "may_escalate", "to": ["police"], "facts": "扬言报复。", "told_how": "电话" });
    app.as_("mediator").post(&case.path("/urgent-reports"), report).await.ok();
    let clerk = app.as_("clerk");
    let upload = async |name: &str, bytes: &[u8]| clerk.upload(&case.path("/attachments"), name, bytes).await.ok();
    upload("鉴定意见.pdf", &two_pages()).await;
    upload("坏文件.pdf", b"%PDF-1.7\nnothing at all").await;
    finish(&case).await;

    let path = case.path("/mediations/1/dossier");
    let planned = app.as_("director").get(&path).await.ok();
    let lacking = planned["lacking"].as_array().expect("lacking");
    assert_eq!(
        (lacking.len(), &lacking[0]["field"]),
        (1, &json!("sessions/1")),
        "the record has no result: {lacking:?}"
    );
    assert_eq!(
        (&planned["ready"], &planned["may_bind"], &planned["archived"]),
        (&json!(false), &json!(true), &json!(true))
    );
    assert!(planned["versions"].as_array().expect("versions").is_empty());
    let bound = app.as_("director").send(axum::http::Method::POST, &path, None).await.ok();
    let contents = bound["contents"].as_array().expect("contents");
    let names: Vec<String> = contents.iter().map(|line| text(&line["name"]["zh"])).collect();
    let place = |name: &str| names.iter().position(|n| n == name).unwrap_or_else(|| panic!("{name} in {names:?}"));
    assert!(place("人民调解申请书") < place("人民调解受理登记表"));
    assert!(place("人民调解权利义务告知书") < place("人民调解记录") && place("结案报告表") < place("鉴定意见.pdf"));
    assert!(place("人民调解记录") < place("人民调解协议书") && place("人民调解协议书") < place("人民调解回访记录"));
    assert!(!names.iter().any(|name| name.contains("紧急")), "{names:?}");

    // Pages follow each other without a gap; the broken one has none and its hash.
    let mut next = 1;
    for line in contents.iter().filter(|line| line["not_bound"].is_null()) {
        assert_eq!(line["from"], next, "{line}");
        next = line["to"].as_i64().expect("a page") + 1;
    }
    let broken = &contents[place("坏文件.pdf")];
    assert_eq!((&broken["not_bound"], &broken["from"]), (&json!("broken"), &Value::Null));
    assert_eq!(broken["sha256"], sha256(b"%PDF-1.7\nnothing at all"));

    let version = &bound["versions"][0];
    let file = app.as_("director").get(text(&version["url"]).strip_prefix("/api/v1").expect("a path")).await.is(200);
    assert_eq!(version["sha256"], sha256(&file.bytes));
    let said = words(&file.bytes, true);
    let pages: Vec<&str> = said.split('\u{c}').collect();
    // Cover, contents, the numbered pages, notes, back cover.
    assert_eq!(version["pages"], next - 1 + 4);
    assert_eq!(pages.len() as i64 - 1, next - 1 + 4);
    let cover = squeezed(pages[0]);
    for word in ["人民调解卷宗", "〔2026〕柳人调字第1号", "大柳镇人民调解委员会", "李和平", "长期（60年）", "王守信"]
    {
        assert!(cover.contains(word), "{word} in {cover}");
    }
    let listed = squeezed(pages[1]);
    assert!(listed.contains("鉴定意见.pdf") && listed.contains("文件损坏"), "{listed}");
    let notes = squeezed(pages[pages.len() - 3]);
    assert!(notes.contains(&sha256(b"%PDF-1.7\nnothing at all")), "{notes}");
    let whole = squeezed(&said);
    assert!(!whole.contains("扬言报复") && whole.contains("贰万伍仟元整"));

    // Once more is the same version; something new is another.
    let again = app.as_("director").send(axum::http::Method::POST, &path, None).await.ok();
    assert_eq!(again["versions"].as_array().expect("versions").len(), 1);
    upload("补充.pdf", &two_pages()).await;
    assert_eq!(app.as_("director").get(&path).await.ok()["outdated"], true);
    let newer = app.as_("director").send(axum::http::Method::POST, &path, None).await.ok();
    assert_eq!((newer["versions"].as_array().expect("versions").len(), &newer["outdated"]), (2, &json!(false)));
    let truth = app.stranger().get(&format!("/public/papers/{}", text(&version["mark"]))).await.ok();
    assert_eq!(truth["replaced_on"], "2026-03-02");

    // Who does not see everything in it neither binds it nor reads it bound.
    let judicial = app.as_("judicial").get(&path).await.ok();
    assert_eq!(judicial["may_bind"], false);
    app.as_("judicial").send(axum::http::Method::POST, &path, None).await.refused(403, "not-allowed");
    app.as_("judicial").get(&case.path("/mediations/1/dossier/1")).await.refused(403, "not-allowed");
    app.as_("director").get(&case.path("/mediations/1/dossier/9")).await.refused(404, "not-found");
    app.finish().await;
}

#[tokio::test]
async fn what_is_lacking_is_said_with_the_place_that_mends_it() {
    let app = TestApp::new().await;
    let bare = intake_with(
        &app,
        json!({ "parties": [
            { "side": "applicant", "kind": "natural", "name": "李小明", "born_on": "2015-05-01",
              "guardian": { "name": "李建设", "relation": "父亲", "phone": "" } },
            { "side": "respondent", "kind": "natural", "name": "吴大勇" },
        ], "claims": [] }),
    );
    let case = Case::of(&app, bare).await;
    // A minor's matter is sealed: until somebody mediates, who registered it handles it.
    for party in [1, 2] {
        let consent = json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": "2026-03-02" });
        case.make("clerk", consent).await;
    }
    case.make("director", json!({ "move": "accept", "on": "2026-03-02" })).await;
    let dossier = app.as_("clerk").get(&case.path("/mediations/1/dossier")).await.ok();
    let lacking = dossier["lacking"].as_array().expect("lacking");
    let fields: Vec<String> = lacking.iter().map(|lack| text(&lack["field"])).collect();
    assert!(fields.contains(&"notices".to_owned()) && fields.contains(&"claims".to_owned()), "{lacking:#?}");
    assert_eq!(dossier["ready"], false);
    app.finish().await;
}

#[tokio::test]
async fn a_heavy_file_is_bound_by_a_job_that_says_how_far_it_is() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    for n in 0..13 {
        app.as_("clerk").upload(&case.path("/attachments"), &format!("材料{n}.pdf"), &two_pages()).await.ok();
    }
    let path = case.path("/mediations/1/dossier");
    let asked = app.as_("mediator").send(axum::http::Method::POST, &path, None).await.ok();
    assert!(asked["versions"].as_array().expect("versions").is_empty());
    assert_eq!((&asked["binding"]["done"], &asked["binding"]["fault"]), (&json!(0), &Value::Null));
    app.as_("mediator").send(axum::http::Method::POST, &path, None).await.refused(409, "binding-busy");
    drain(&app.app, &Registry::house()).await.expect("jobs run");
    let done = app.as_("mediator").get(&path).await.ok();
    assert_eq!((&done["binding"], done["versions"].as_array().expect("versions").len()), (&Value::Null, 1));
    assert!(done["versions"][0]["pages"].as_i64().expect("pages") > 26);
    app.finish().await;
}

/// Settled orally and over.
async fn orally(app: &TestApp) -> Case<'_> {
    let neighbours = intake_with(app, json!({ "kind": "neighbours", "narrative": "滴水争吵。" }));
    let case = Case::of(app, neighbours).await;
    case.mediating().await;
    case.make("mediator", draft()).await;
    case.make("mediator", json!({ "move": "agree_orally", "on": "2026-03-02" })).await;
    let paid =
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-02", "how": "receipt" });
    case.make("mediator", paid).await;
    let asked =
        json!({ "party": 1, "on": "2026-03-02", "how": "telephone", "kept": "fully", "satisfaction": "satisfied" });
    app.as_("clerk").post(&case.path("/follow-ups"), asked).await.ok();
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    case
}

#[tokio::test]
async fn small_oral_cases_share_a_file_and_keep_their_numbers() {
    let app = TestApp::new().await;
    with_word(&app, "柳").await;
    let (host, guest) = (orally(&app).await, orally(&app).await);
    let written = Case::registered(&app).await;
    written.in_effect().await;
    let share = async |case: &Case<'_>, host: Option<&str>| {
        let body = json!({ "version": case.version().await, "host": host });
        app.as_("director").put(&case.path("/mediations/1/host"), body).await
    };
    share(&guest, Some(&written.code)).await.refused(422, "file-not-shared");
    share(&guest, Some(&guest.code)).await.refused(422, "file-not-shared");
    share(&guest, Some("nonsense")).await.refused(422, "file-not-shared");
    share(&guest, Some(&host.code)).await.ok();
    // A guest takes nobody in.
    share(&host, Some(&guest.code)).await.refused(422, "file-not-shared");

    let director = app.as_("director");
    let view = director.get(&guest.path("/mediations/1/dossier")).await.ok();
    assert_eq!(view["host"], host.code);
    director
        .send(axum::http::Method::POST, &guest.path("/mediations/1/dossier"), None)
        .await
        .refused(409, "dossier-elsewhere");
    let bound = director.send(axum::http::Method::POST, &host.path("/mediations/1/dossier"), None).await.ok();
    assert_eq!(bound["guests"], json!([guest.code]));
    let cases: Vec<String> = bound["contents"].as_array().expect("lines").iter().map(|l| text(&l["case"])).collect();
    assert!(cases.contains(&"〔2026〕柳人调字第1号".to_owned()) && cases.contains(&"〔2026〕柳人调字第2号".to_owned()));
    assert!(cases.is_sorted(), "one case after the other: {cases:?}");

    host.try_move("clerk", json!({ "move": "archive" })).await.ok();
    guest.try_move("clerk", json!({ "move": "archive" })).await.ok();
    share(&guest, None).await.refused(409, "matter-archived");
    let register = app.world.organisation("committee");
    let list = director.get(&format!("/dossiers?register={register}&year=2026")).await.ok();
    let items = list["items"].as_array().expect("items");
    assert_eq!((&items[0]["host"], &items[1]["host"]), (&Value::Null, &json!(1)));
    app.finish().await;
}

#[tokio::test]
async fn the_transfer_list_has_every_archived_number_and_a_sealed_one_by_its_number_alone() {
    let app = TestApp::new().await;
    with_word(&app, "柳").await;
    let first = archived(&app, intake_with(&app, json!({}))).await;
    let sealed = Case::registered(&app).await;
    sealed.in_effect().await;
    let body = json!({ "version": sealed.version().await, "reason": "涉及隐私" });
    app.as_("mediator").post(&sealed.path("/seal"), body).await.ok();
    let paid =
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-02", "how": "receipt" });
    sealed.make("mediator", paid).await;
    // Nobody but its handlers sees a sealed one: somebody else asks before it is archived.
    sql(&app, &format!("UPDATE matters SET state = 'archived' WHERE code = '{}'", sealed.code)).await;
    let running = Case::registered(&app).await;
    running.in_effect().await;

    let register = app.world.organisation("committee");
    let path = format!("/dossiers?register={register}&year=2026");
    let list = app.as_("director").get(&path).await.ok();
    let items = list["items"].as_array().expect("items");
    assert_eq!(items.len(), 2, "{list:#}");
    assert_eq!((&items[0]["number"], &items[0]["code"]), (&json!("〔2026〕柳人调字第1号"), &json!(first.code)));
    assert_eq!((&items[0]["retention"], &items[0]["retention_words"]["zh"]), (&json!("long"), &json!("长期（60年）")));
    assert_eq!(
        (&items[1]["code"], &items[1]["title"]["zh"], &items[1]["retention"]),
        (&Value::Null, &json!("（保密卷）"), &Value::Null)
    );
    // The clerk and the judicial office do not see that there is one.
    for login in ["clerk", "judicial", "coordinator"] {
        let list = app.as_(login).get(&path).await.ok();
        assert_eq!(list["items"].as_array().expect("items").len(), 1, "{login}");
    }
    assert_eq!(app.as_("far-director").get(&path).await.ok()["items"], json!([]));
    app.as_("mediator").get(&path).await.refused(403, "not-allowed");

    let take =
        |format: &str| format!("/dossiers/transfer-list?register={register}&year=2026&format={format}&language=zh");
    let pdf = app.as_("director").get(&take("pdf")).await.is(200);
    let said = squeezed(&words(&pdf.bytes, true));
    for word in ["卷宗移交清单", "〔2026〕柳人调字第1号", "（保密卷）", "共2卷", "移交人", "接收人"]
    {
        assert!(said.contains(word), "{word} in {said}");
    }
    let xlsx = app.as_("director").get(&take("xlsx")).await.is(200);
    assert!(xlsx.bytes.starts_with(b"PK"));
    app.finish().await;
}

async fn sql(app: &TestApp, text: &str) {
    use sea_orm::ConnectionTrait;
    app.app.db.technical().execute_unprepared(text).await.expect("a statement");
}

#[tokio::test]
async fn a_second_session_makes_a_second_record_and_a_new_version_of_nothing_else() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let print = async |rest: &str| {
        app.as_("mediator").get(&case.path(&format!("/mediations/1/papers/{rest}"))).await.is(200).bytes
    };
    let first = print("session-record?no=1").await;
    case.make("mediator", joint("2026-03-02T10:00:00")).await;
    let second = print("session-record?no=2").await;
    assert_ne!(first, second);
    assert_eq!(first, print("session-record?no=1").await);
    app.finish().await;
}
