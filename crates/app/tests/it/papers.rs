//! Papers: which apply, what they lack, what they say, and what they never say.

use std::io::Write;
use std::process::{Command, Stdio};

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use bandeng_app::App;
use bandeng_app::http::auth::COOKIE;
use bandeng_docgen::{Fonts, Form, PaperData, read_docx, write_docx};
use bandeng_store::Crypt;
use bandeng_testkit::TestApp;
use object_store::memory::InMemory;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{Case, draft, intake_with, joint, text};

impl Case<'_> {
    async fn papers(&self, login: &str) -> Vec<Value> {
        let list = self.app.as_(login).get(&self.path("/mediations/1/papers")).await.ok();
        list["items"].as_array().expect("items").clone()
    }

    /// The words of a paper, without any space: where a line breaks is the designer's business.
    async fn print(&self, login: &str, paper: &str) -> String {
        let answer = self.app.as_(login).get(&self.path(&format!("/mediations/1/papers/{paper}"))).await.is(200);
        assert_eq!(answer.header("content-type"), "application/pdf");
        words(&answer.bytes)
    }
}

pub(crate) fn words(pdf: &[u8]) -> String {
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext (poppler-utils) must be installed");
    reader.stdin.take().expect("a pipe").write_all(pdf).expect("the paper is read");
    let out = reader.wait_with_output().expect("pdftotext ends");
    assert!(out.status.success(), "that is no PDF");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

/// An edited paper that says this and no more.
pub(crate) fn edited(text: &str) -> Vec<u8> {
    let data = PaperData {
        matter: bandeng_docgen::Matter { narrative: text.to_owned(), ..Default::default() },
        ..Default::default()
    };
    write_docx(Form::by_code("D1").expect("a form"), &data).expect("written").bytes
}

fn slugs(papers: &[Value]) -> Vec<String> {
    papers.iter().map(|p| text(&p["slug"])).collect()
}

fn paper<'a>(papers: &'a [Value], slug: &str) -> &'a Value {
    papers.iter().find(|p| p["slug"] == slug).expect("the paper applies")
}

fn fields(paper: &Value) -> Vec<String> {
    paper["lacking"].as_array().expect("lacking").iter().map(|l| text(&l["field"])).collect()
}

#[tokio::test]
async fn at_registration_the_application_and_the_notice_apply_and_say_what_they_lack() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let papers = case.papers("clerk").await;
    assert_eq!(slugs(&papers), ["application", "notice-of-rights"]);
    assert!(papers.iter().all(|p| p["ready"] == true && p["required"] == true), "{papers:#?}");
    assert_eq!(paper(&papers, "application")["title"]["zh"], "人民调解申请书");
    let url = text(&paper(&papers, "application")["url"]);
    assert_eq!(url, format!("/api/v1/matters/{}/mediations/1/papers/application", case.code));

    let bare = intake_with(
        &app,
        json!({ "committee": null, "claims": [], "parties": [
        { "side": "respondent", "kind": "natural", "name": "吴大勇" },
        { "side": "applicant", "kind": "natural", "name": "李小明", "born_on": "2015-05-01" },
    ] }),
    );
    let case = Case::of(&app, bare).await;
    let application = paper(&case.papers("clerk").await, "application").clone();
    assert_eq!(application["ready"], false);
    // The applicant stands first on the paper and is still party 2.
    assert_eq!(fields(&application), ["committee", "parties/2", "claims", "parties/2/guardian"]);
    let words = case.print("clerk", "application").await;
    assert!(words.contains("草稿") && words.contains("李小明") && !words.contains("大柳镇"), "{words}");
    app.finish().await;
}

#[tokio::test]
async fn an_agreement_names_the_parties_and_the_amount_in_figures_and_words() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    case.make("mediator", draft()).await;

    // While it is being drafted it is a draft, however full it is.
    let drafted = paper(&case.papers("mediator").await, "agreement").clone();
    assert_eq!((&drafted["ready"], fields(&drafted)), (&json!(false), vec!["agreement".to_owned()]));
    assert!(case.print("mediator", "agreement").await.contains("草稿"));

    let case = Case::registered(&app).await;
    case.in_effect().await;
    let papers = case.papers("mediator").await;
    let expected = [
        "application",
        "acceptance-register",
        "notice-of-rights",
        "session-record",
        "agreement",
        "confirmation-application",
        "service-address",
        "service-address",
        "performance-reminder",
    ];
    assert_eq!(slugs(&papers), expected);
    assert_eq!(paper(&papers, "agreement")["ready"], true, "{papers:#?}");
    let words = case.print("mediator", "agreement").await;
    for phrase in [
        "大柳镇人民调解委员会",
        "李建设",
        "吴大勇",
        "13800000001",
        "桥坡村二组",
        "人民币25,000.00元",
        "大写：贰万伍仟元整",
        "李和平",
        "本协议一式3份",
        "按指印",
        "2026年3月2日",
        &case.code[..4],
    ] {
        assert!(words.contains(phrase), "the agreement does not say {phrase}:\n{words}");
    }
    assert!(!words.contains("草稿"));
    // The result of the session was left open: that record is a draft, and the screen is led to it.
    let record = paper(&papers, "session-record");
    assert_eq!(
        (record["no"].as_u64(), record["ready"].as_bool(), fields(record)),
        (Some(1), Some(false), vec!["sessions/1".to_owned()])
    );
    assert!(case.print("mediator", "session-record").await.contains("草稿"));
    assert!(case.print("mediator", "acceptance-register").await.contains("大柳镇桥坡村村口十字路口"));
    app.finish().await;
}

#[tokio::test]
async fn an_edited_agreement_still_lists_who_does_what_and_when() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    let mut edited = draft();
    edited["draft"]["responsibility"] = json!("吴大勇承担主要责任。");
    edited["draft"]["terms"] = json!(["吴大勇一次性赔偿李建设人民币25,000.00元。", "双方今后互不追究。"]);
    case.make("mediator", edited).await;
    let words = case.print("mediator", "agreement").await;
    for phrase in [
        "一、吴大勇一次性赔偿",
        "二、双方今后互不追究。",
        "各方责任：吴大勇承担主要责任。",
        "吴大勇于签订本协议当日以现金方式向李建设支付医疗费、误工费人民币25,000.00元",
    ] {
        assert!(words.contains(phrase), "the agreement does not say {phrase}:\n{words}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_file_name_is_plain_in_ascii_and_chinese_in_utf_8() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let answer = app.as_("clerk").get(&case.path("/mediations/1/papers/application")).await.is(200);
    let disposition = answer.header("content-disposition").to_owned();
    assert!(disposition.starts_with(&format!("inline; filename=\"D1-{}.pdf\"", case.code)), "{disposition}");
    assert!(disposition.contains("filename*=UTF-8''%E4%BA%BA%E6%B0%91%E8%B0%83%E8%A7%A3"), "{disposition}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    app.finish().await;
}

#[tokio::test]
async fn what_does_not_apply_is_refused_and_what_is_unknown_is_not_found() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let get = |rest: &str| {
        let path = case.path(&format!("/mediations/{rest}"));
        let clerk = app.as_("clerk");
        async move { clerk.get(&path).await }
    };
    get("1/papers/agreement").await.refused(409, "illegal-move");
    get("1/papers/termination-notice").await.refused(409, "illegal-move");
    get("1/papers/urgent-report").await.refused(409, "illegal-move");
    get("1/papers/love-letter").await.refused(404, "not-found");
    get("1/papers/application?no=7").await.refused(404, "not-found");
    get("1/papers/application?no=x").await.refused(422, "unknown-value");
    get("9/papers/application").await.refused(404, "not-found");
    get("one/papers").await.refused(404, "not-found");
    app.as_("clerk").get("/matters/0000000000000000/mediations/1/papers").await.is(404);
    app.finish().await;
}

#[tokio::test]
async fn of_a_sealed_matter_only_its_handlers_print() {
    let app = TestApp::new().await;
    let case = Case::of(&app, intake_with(&app, json!({ "concerns": ["domestic_violence"] }))).await;
    for login in ["clerk2", "coordinator", "director", "mediator", "judicial", "far-clerk", "leader", "audit"] {
        for rest in ["/mediations/1/papers", "/mediations/1/papers/application", "/qr.svg"] {
            app.as_(login).get(&case.path(rest)).await.refused(404, "not-found");
        }
    }
    assert!(case.print("clerk", "application").await.contains("李建设"));
    app.finish().await;
}

#[tokio::test]
async fn who_sees_the_outline_alone_prints_nothing() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    for rest in ["/mediations/1/papers", "/mediations/1/papers/application"] {
        app.as_("mediator2").get(&case.path(rest)).await.refused(403, "not-allowed");
        app.stranger().get(&case.path(rest)).await.refused(401, "sign-in-needed");
    }
    app.as_("mediator2").get(&case.path("/qr.svg")).await.is(200);
    app.finish().await;
}

#[tokio::test]
async fn the_judicial_office_reads_finished_papers_without_contact_data() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    case.make(
        "mediator",
        json!({ "move": "fulfil", "obligation": 1, "paid_fen": 2_500_000, "on": "2026-03-02", "how": "receipt" }),
    )
    .await;
    app.as_("mediator")
        .post(&case.path("/urgent-reports"), json!({ "ground": "may_escalate", "to": ["police"], "facts": "扬言报复" }))
        .await
        .ok();
    case.try_move("clerk", json!({ "move": "close" })).await.ok();
    let papers = case.papers("judicial").await;
    assert!(!slugs(&papers).contains(&"urgent-report".to_owned()));
    app.as_("judicial").get(&case.path("/mediations/1/papers/urgent-report")).await.refused(409, "illegal-move");
    for slug in ["application", "agreement"] {
        let words = case.print("judicial", slug).await;
        assert!(words.contains("李建设") && words.contains("（略）"), "{words}");
        assert!(!words.contains("13800000001") && !words.contains("桥坡村二组"), "{slug} shows contact data:\n{words}");
        assert!(!words.contains("草稿"), "what is withheld is not lacking");
    }
    app.finish().await;
}

#[tokio::test]
async fn no_paper_tells_who_reported_what_was_said_alone_or_that_police_were_told() {
    let app = TestApp::new().await;
    let form = intake_with(
        &app,
        json!({
            "kind": "marriage_family", "source": "own_initiative", "channel": "telephone",
            "lead": { "reporter": "何秀兰", "capacity": "中心户长", "phone": "13800000009", "received_on": "2026-03-02" },
        }),
    );
    let case = Case::of(&app, form).await;
    case.mediating().await;
    case.make("mediator", json!({ "move": "hold_session", "session": {
        "place_kind": "bench", "place": "李建设家后院", "started": "2026-03-02T09:00:00", "with": { "form": "alone", "party": 1 },
    } })).await;
    case.make(
        "mediator",
        json!({ "move": "make_statement", "statement": { "party": 2, "text": "愿意多让一步", "on": "2026-03-02" } }),
    )
    .await;
    let report = json!({ "ground": "may_escalate", "to": ["police"], "facts": "扬言报复", "measures": "劝离现场", "told_how": "电话" });
    app.as_("mediator").post(&case.path("/urgent-reports"), report).await.ok();
    case.make("mediator", joint("2026-03-02T09:00:00")).await;
    case.make("mediator", draft()).await;
    case.make("mediator", json!({ "move": "agree_orally", "on": "2026-03-02" })).await;

    let papers = case.papers("mediator").await;
    // No application: nobody applied. The second session was with one party alone and has no record.
    let listed: Vec<_> = papers.iter().map(|p| (text(&p["slug"]), p["no"].as_u64())).collect();
    let expected = [
        ("acceptance-register", None),
        ("notice-of-rights", None),
        ("session-record", Some(1)),
        ("session-record", Some(3)),
        ("oral-agreement", None),
        ("confirmation-application", None),
        ("service-address", Some(1)),
        ("service-address", Some(2)),
        ("urgent-report", Some(1)),
        ("performance-reminder", Some(1)),
    ];
    assert_eq!(listed, expected.map(|(slug, no)| (slug.to_owned(), no)));
    assert_eq!(papers[3]["title"]["zh"], "人民调解记录（第3次）");
    app.as_("mediator").get(&case.path("/mediations/1/papers/session-record?no=2")).await.refused(404, "not-found");
    for (slug, no) in listed {
        let query = no.map(|no| format!("?no={no}")).unwrap_or_default();
        let words = case.print("mediator", &format!("{slug}{query}")).await;
        for secret in ["何秀兰", "13800000009", "中心户长", "愿意多让一步", "李建设家后院"] {
            assert!(!words.contains(secret), "{slug} says {secret}");
        }
        assert_eq!(words.contains("扬言报复"), slug == "urgent-report");
    }
    app.finish().await;
}

#[tokio::test]
async fn who_is_turned_away_is_told_the_ways_that_remain() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.assigned().await;
    case.make("mediator", json!({ "move": "terminate", "reason": "party_refuses", "note": "吴大勇不愿再谈。", "remedies": ["court"], "told": "in_person" })).await;
    let papers = case.papers("mediator").await;
    assert_eq!(paper(&papers, "termination-notice")["ready"], true, "{papers:#?}");
    let words = case.print("mediator", "termination-notice").await;
    for phrase in ["一方不愿继续调解", "吴大勇不愿再谈", "人民法院起诉", "诉讼时效期间一般为三年", "三日内", "当面告知"]
    {
        assert!(words.contains(phrase), "the notice does not say {phrase}:\n{words}");
    }

    let case = Case::of(&app, intake_with(&app, json!({ "barrier": "court" }))).await;
    case.make("director", json!({ "move": "decline", "reason": "already_before_court", "route": "court" })).await;
    let papers = case.papers("clerk").await;
    assert_eq!(slugs(&papers), ["application", "decline-notice", "closing-report"]);
    assert!(case.print("clerk", "decline-notice").await.contains("法院已受理或已裁判"));
    app.finish().await;
}

#[tokio::test]
async fn a_follow_up_is_a_record_of_its_own() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.in_effect().await;
    let follow_up =
        json!({ "party": 1, "on": "2026-03-02", "how": "telephone", "kept": "fully", "satisfaction": "satisfied" });
    app.as_("clerk").post(&case.path("/follow-ups"), follow_up).await.ok();
    let papers = case.papers("clerk").await;
    let record = paper(&papers, "follow-up");
    assert_eq!(
        (&record["ready"], &record["required"], &record["title"]["zh"]),
        (&json!(true), &json!(false), &json!("人民调解回访记录"))
    );
    let words = case.print("clerk", "follow-up").await;
    assert!(words.contains("履行情况：已全部履行；当事人意见：满意。") && words.contains("陈晓燕"), "{words}");
    app.finish().await;
}

#[tokio::test]
async fn a_character_no_font_draws_is_named_with_its_field() {
    let app = TestApp::new().await;
    let rare = intake_with(
        &app,
        json!({ "parties": [
        { "side": "applicant", "kind": "natural", "name": "李建设" },
        { "side": "respondent", "kind": "natural", "name": "吴\u{323AF}" },
    ] }),
    );
    let case = Case::of(&app, rare).await;
    let problem = app
        .as_("clerk")
        .get(&case.path("/mediations/1/papers/application"))
        .await
        .refused(422, "character-unprintable");
    assert_eq!(problem["errors"][0]["pointer"], "parties/2");
    assert!(text(&problem["errors"][0]["message"]["zh"]).contains("\u{323AF}"), "{problem:#}");
    app.finish().await;
}

#[tokio::test]
async fn without_fonts_no_paper_is_printed_with_boxes_in_it() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let (db, settings) = (app.app.db.clone(), app.app.settings.clone());
    let crypt = Crypt::generate(db.env());
    let poor = App::with_fonts(db, crypt, Box::new(InMemory::new()), settings, Fonts::load_only(&[]));
    let account = app.world.account("clerk");
    let token = bandeng_app::identity::service::open_session(&poor, account).await.expect("a session");
    // Nothing encrypted is on the notice's path but telephones: this application has other keys.
    let request = Request::get(format!("/api/v1{}", case.path("/mediations/1/papers/notice-of-rights")))
        .header(header::COOKIE, format!("{COOKIE}={token}"))
        .body(Body::empty())
        .expect("a request");
    let response = bandeng_app::router(&poor, None, None).oneshot(request).await.expect("an answer");
    assert_eq!(response.status(), 503);
    let body = to_bytes(response.into_body(), 100_000).await.expect("a body");
    assert!(String::from_utf8_lossy(&body).contains("font-missing"));
    app.finish().await;
}

#[tokio::test]
async fn who_printed_what_is_noted_under_the_name_of_the_form() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.print("clerk", "application").await;
    let db = &app.app.db;
    app.app.accesses.flush(db).await.expect("the log is written");
    let sql = "SELECT count(*) FROM accesses WHERE action = 'paper.print' AND detail = 'paper/application' AND matter_id IS NOT NULL";
    let row = db
        .reader()
        .query_one_raw(Statement::from_string(db.reader().get_database_backend(), sql))
        .await
        .expect("a query");
    assert_eq!(row.expect("a row").try_get_by_index::<i64>(0).expect("a number"), 1);
    app.finish().await;
}

#[tokio::test]
async fn the_receipt_carries_the_code_as_a_picture() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let answer = app.as_("clerk").get(&case.path("/qr.svg")).await.is(200);
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert!(String::from_utf8_lossy(&answer.bytes).contains("<svg"));
    app.as_("far-clerk").get(&case.path("/qr.svg")).await.refused(404, "not-found");
    app.finish().await;
}

#[tokio::test]
async fn a_session_held_before_the_assignment_was_recorded_names_who_was_assigned_first() {
    let app = TestApp::new().await;
    app.clock.forward_days(3);
    let case = Case::registered(&app).await;
    case.assigned().await;
    case.make("clerk", json!({ "move": "give_notice", "parties": [1, 2], "how": "signed", "on": "2026-03-03" })).await;
    let mut bench = joint("2026-03-03T19:30:00");
    bench["session"]["with"]["result"] = json!("双方愿意再商量。");
    case.make("mediator", bench).await;
    app.clock.forward_days(1);
    let mediator2 = app.world.account("mediator2").to_string();
    case.make("director", json!({ "move": "assign", "mediators": [mediator2], "how": "assigned" })).await;
    let record = paper(&case.papers("clerk").await, "session-record").clone();
    assert_eq!((fields(&record), &record["ready"]), (Vec::new(), &json!(true)));
    let words = case.print("clerk", "session-record").await;
    assert!(words.contains("李和平") && !words.contains("张秀英"), "{words}");
    app.finish().await;
}

#[tokio::test]
async fn what_was_found_out_has_papers_of_its_own() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    case.mediating().await;
    case.make(
        "mediator",
        json!({ "move": "investigate", "investigation": {
            "on": "2026-03-02", "place": "村口十字路口", "asked": "王秀英", "others": ["网格员周明"],
            "record": "问：当天看见了什么？\n答：看见两人争吵。" } }),
    )
    .await;
    case.make(
        "mediator",
        json!({ "move": "add_evidence", "evidence": {
            "item": "门诊收费票据", "provided_by": 1, "on": "2026-03-02", "pages": 3, "copy": "original" } }),
    )
    .await;
    case.make(
        "mediator",
        json!({ "move": "state_fact", "fact": {
            "text": "吴大勇的三轮车撞伤了李建设", "agreed_by": [1, 2], "on": "2026-03-02" } }),
    )
    .await;
    let papers = case.papers("mediator").await;
    for slug in ["investigation-record", "evidence-list", "undisputed-facts"] {
        assert_eq!(paper(&papers, slug)["ready"], true, "{:#?}", paper(&papers, slug));
        assert_eq!(paper(&papers, slug)["required"], false);
    }
    let words = case.print("mediator", "investigation-record?no=1").await;
    for phrase in ["被调查人姓名王秀英", "参加人网格员周明", "答：看见两人争吵。", "时间2026年3月2日地点村口十字路口"]
    {
        assert!(words.contains(phrase), "{phrase} in {words}");
    }
    let words = case.print("mediator", "evidence-list").await;
    assert!(words.contains("1门诊收费票据李建设2026年3月2日3原件"), "{words}");
    let words = case.print("mediator", "undisputed-facts").await;
    assert!(words.contains("1.吴大勇的三轮车撞伤了李建设。"), "{words}");
    app.finish().await;
}

#[tokio::test]
async fn a_party_with_an_agent_has_a_power_of_attorney_and_an_ended_case_a_report() {
    let app = TestApp::new().await;
    let bare = intake_with(
        &app,
        json!({ "parties": [
        { "side": "applicant", "kind": "natural", "name": "李建设", "phone": "13800000001" },
        { "side": "respondent", "kind": "natural", "name": "吴大勇", "agents": [
            { "name": "周律师", "relation": "律师", "authority": "special" } ] },
    ] }),
    );
    let case = Case::of(&app, bare).await;
    let papers = case.papers("clerk").await;
    let power = paper(&papers, "power-of-attorney");
    assert_eq!((power["no"].as_u64(), &power["ready"]), (Some(2), &json!(true)), "{power:#?}");
    let words = case.print("clerk", "power-of-attorney?no=2").await;
    assert!(words.contains("委托人姓名吴大勇") && words.contains("√特别授权"), "{words}");
    assert!(!words.contains("李建设"), "the other side is no part of it");

    case.make(
        "director",
        json!({ "move": "decline", "reason": "already_before_court", "note": "已立案", "route": "court" }),
    )
    .await;
    let words = case.print("director", "closing-report").await;
    for phrase in ["承办单位大柳镇人民调解委员会", "处理结果：不予受理", "已立案", "联系电话13800000001"]
    {
        assert!(words.contains(phrase), "{phrase} in {words}");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_edited_paper_comes_back_as_a_version_with_what_differs() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    let listed = paper(&case.papers("clerk").await, "application").clone();
    let file = app.as_("clerk").get(&text(&listed["docx"]).replace("/api/v1", "")).await.is(200);
    assert!(file.header("content-type").ends_with("wordprocessingml.document"));
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"D1-"));
    let recorded = read_docx(&file.bytes).expect("a DOCX");
    assert!(recorded.iter().any(|p| p.contains("人民调解申请书")), "{recorded:?}");

    let versions = text(&listed["versions"]).replace("/api/v1", "");
    assert_eq!(app.as_("clerk").get(&versions).await.ok()["items"], json!([]));
    let before = case.version().await;
    // Sent back as it was: a version that differs in nothing.
    let answer = app.as_("clerk").upload(&versions, "申请书.docx", &file.bytes).await.is(201).json;
    assert_eq!(answer, json!({ "n": 1, "version": before + 1 }));
    app.as_("clerk").upload(&versions, "申请书改.docx", &edited("改了事由。")).await.is(201);
    let list = app.as_("clerk").get(&versions).await.ok();
    assert_eq!(list["items"][0]["changes"], json!([]));
    assert_eq!((&list["items"][1]["version"], &list["items"][1]["attachment"]), (&json!(2), &json!(2)));
    let changes = list["items"][1]["changes"].to_string();
    assert!(changes.contains("改了事由") && changes.contains("removed"), "{changes}");

    // It is a file of the matter like any other, and the story tells of it.
    let kept = app.as_("clerk").get(&case.path("/attachments/1")).await.is(200);
    assert_eq!(kept.bytes, file.bytes);
    let files = app.as_("clerk").get(&case.path("/attachments")).await.ok();
    assert_eq!(files["items"][0]["purpose"], "paper");
    let story = app.as_("clerk").get(&case.path("/timeline")).await.ok().to_string();
    assert!(story.contains("上传了修改后的文书：申请书改.docx"), "{story}");

    // What is no DOCX, and what could act, is refused, and nothing is kept.
    app.as_("clerk").upload(&versions, "a.docx", b"%PDF-1.7").await.refused(422, "file-kind-refused");
    app.as_("clerk").upload(&versions, "a.docx", b"").await.refused(422, "file-kind-refused");
    app.as_("clerk").upload(&case.path("/attachments"), "a.docx", &file.bytes).await.refused(422, "file-kind-refused");
    let other = case.path("/mediations/1/papers/agreement/versions");
    app.as_("clerk").upload(&other, "a.docx", &file.bytes).await.refused(409, "illegal-move");
    let unknown = case.path("/mediations/1/papers/nothing/versions");
    app.as_("clerk").get(&unknown).await.refused(404, "not-found");
    app.as_("clerk").get(&(versions.clone() + "?no=x")).await.refused(422, "unknown-value");
    let format = case.path("/mediations/1/papers/application?format=odt");
    app.as_("clerk").get(&format).await.refused(422, "unknown-value");
    assert_eq!(app.as_("clerk").get(&versions).await.ok()["items"].as_array().map(Vec::len), Some(2));
    app.finish().await;
}

#[tokio::test]
async fn an_electronic_address_is_kept_sealed_and_stands_on_the_address_for_service() {
    let app = TestApp::new().await;
    let mut form = intake_with(&app, json!({}));
    form["parties"][0]["email"] = json!("lijianshe@");
    app.as_("clerk").post("/matters", form.clone()).await.refused(422, "email-wrong");
    form["parties"][0]["email"] = json!("lijianshe@example.cn");
    form["parties"][0]["electronic_service"] = json!(true);
    let case = Case::of(&app, form).await;
    case.in_effect().await;
    let first = case.view("mediator").await["parties"][0].clone();
    assert_eq!((&first["email_masked"], &first["electronic_service"]), (&json!("l***@example.cn"), &json!(true)));
    let words = case.print("mediator", "service-address?no=1").await;
    assert!(words.contains("lijianshe@example.cn") && words.contains("同意"), "{words}");
    let other = case.print("mediator", "service-address?no=2").await;
    assert!(!other.contains("example.cn"), "{other}");
    // Left empty when the party is put right, it stays.
    let party = json!({
        "side": "applicant", "kind": "natural", "name": "李建设", "address": "桥坡村三组", "electronic_service": true,
    });
    let body = json!({ "version": case.version().await, "party": party });
    app.as_("clerk").put(&case.path("/parties/1"), body).await.ok();
    assert_eq!(case.view("mediator").await["parties"][0]["email_masked"], "l***@example.cn");
    app.finish().await;
}
