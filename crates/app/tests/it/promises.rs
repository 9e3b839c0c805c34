//! What becomes of an agreement: eleven claimants and a company, from the window to the court's ruling and a late instalment.

use bandeng_app::jobs::{Registry, drain};
use bandeng_testkit::TestApp;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::support::{Case, intake_with, text};

const COMPANY: u16 = 12;

fn claimants() -> Vec<u16> {
    (1..=11).collect()
}

fn at(app: &TestApp, on: Date) {
    app.clock.set(on.at(9, 0, 0, 0));
}

async fn eleven(app: &TestApp) -> Case<'_> {
    let mut parties: Vec<Value> = (1..=11)
        .map(|n| json!({ "side": "applicant", "kind": "natural", "name": format!("种植户{n}"), "address": "桥坡村" }))
        .collect();
    parties.push(json!({
        "side": "respondent", "kind": "legal", "name": "凉州区某农业发展有限公司", "legal_representative": "钱广进",
    }));
    let form = json!({
        "kind": "contract", "occurred_on": "2019-05-06", "parties": parties,
        "narrative": "十一户种植户与公司签订订单种植合同，公司七年间陆续拖欠收购款。", "claims": ["支付收购款"],
    });
    Case::of(app, intake_with(app, form)).await
}

fn elect(representatives: &[u16]) -> Value {
    json!({ "move": "elect", "side": "applicant", "representatives": representatives, "electors": claimants(), "on": "2026-03-02" })
}

fn speakers(on: &str) -> Vec<Value> {
    [1, 2, 3, 4, 5, COMPANY].map(|party| json!({ "party": party, "on": on, "how": "written" })).into()
}

fn four(amounts: [i64; 4]) -> Value {
    let days = ["2026-05-20", "2026-06-22", "2026-07-20", "2026-08-20"];
    let parts: Vec<Value> =
        days.iter().zip(amounts).map(|(on, yuan)| json!({ "on": on, "amount_fen": yuan * 100 })).collect();
    json!({ "move": "draft_agreement", "draft": {
        "facts": "公司欠十一户收购款共四十万元。",
        "obligations": [{
            "debtor": COMPANY, "creditor": 1, "kind": "pay", "what": "收购款", "amount_fen": 40_000_000,
            "due": { "due": "instalments", "parts": parts }, "how": "转账至代表人种植户1的账户",
        }],
    } })
}

/// In effect on 11 May 2026, after an election and two extensions.
async fn agreed(app: &TestApp) -> Case<'_> {
    let case = eleven(app).await;
    let sixth = case.try_make("clerk", elect(&[1, 2, 3, 4, 5, 6])).await.refused(422, "too-many-representatives");
    assert_eq!(sixth["errors"][0]["message"]["zh"], "推选了6人，一方推选的代表不超过5人。");
    case.make("clerk", elect(&[1, 2, 3, 4, 5])).await;
    let view = case.view("clerk").await;
    let elected = view["parties"].as_array().expect("parties").iter().filter(|p| p["elected"] == true).count();
    assert_eq!(elected, 5);

    // The representatives and the company speak for all twelve.
    for party in [1, 2, 3, 4, 5, COMPANY] {
        let consent = json!({ "move": "consent", "party": party, "given": true, "how": "oral", "on": "2026-03-02" });
        case.make("clerk", consent).await;
    }
    case.make("director", json!({ "move": "accept", "on": "2026-03-02" })).await;
    let mediator = app.world.account("mediator").to_string();
    case.make("director", json!({ "move": "assign", "mediators": [mediator], "how": "assigned" })).await;
    let told = [1, 2, 3, 4, 5, COMPANY];
    case.make("clerk", json!({ "move": "give_notice", "parties": told, "how": "signed", "on": "2026-03-02" })).await;
    let session = |started: &str| {
        json!({ "move": "hold_session", "session": {
            "place_kind": "room", "place": "调解室", "started": started,
            "with": { "form": "joint", "parties": told, "record": "逐年核对欠款。", "result": "" },
        } })
    };
    case.make("mediator", session("2026-03-02T09:30:00")).await;

    // Two extensions, each by both sides.
    at(app, date(2026, 3, 30));
    let extend = |until: &str, consents: Vec<Value>| json!({ "move": "extend", "until": until, "consents": consents, "reason": "账目还没有对清" });
    let one_side = extend("2026-04-20", speakers("2026-03-30")[..5].to_vec());
    let refused = case.try_make("mediator", one_side).await.refused(409, "extension-needs-both");
    assert_eq!(refused["errors"][0]["message"]["zh"], "还没有登记凉州区某农业发展有限公司同意延期。");
    case.make("mediator", extend("2026-04-20", speakers("2026-03-30"))).await;
    at(app, date(2026, 4, 17));
    case.make("mediator", extend("2026-05-15", speakers("2026-04-16"))).await;
    let day = main_day(&case.view("mediator").await);
    assert_eq!((&day["due_on"], &day["standing"]), (&json!("2026-05-15"), &json!("open")));
    assert!(
        text(&day["explanation"]["zh"]).contains("4月16日经各方当事人同意延长至5月15日"),
        "{}",
        day["explanation"]["zh"]
    );

    at(app, date(2026, 5, 11));
    case.make("mediator", session("2026-05-11T08:30:00")).await;
    let short = case.try_make("mediator", four([100_000, 100_000, 100_000, 90_000])).await;
    let short = short.refused(422, "instalments-do-not-add-up");
    assert_eq!(short["errors"][0]["message"]["zh"], "各期合计390,000.00元，比约定的400,000.00元少10,000.00元。");
    case.make("mediator", four([100_000; 4])).await;
    case.make("mediator", json!({ "move": "agree_in_writing" })).await;
    for party in [1, 2, 3, 4, 5, COMPANY] {
        let by = if party == COMPANY { "钱广进" } else { "" };
        let signer = json!({ "as": "party", "party": party });
        case.make(
            "mediator",
            json!({ "move": "sign", "signer": signer, "how": "signature", "on": "2026-05-11", "by": by }),
        )
        .await;
    }
    let signer = json!({ "as": "mediator", "account": mediator });
    case.make("mediator", json!({ "move": "sign", "signer": signer, "how": "signature", "on": "2026-05-11" })).await;
    case.make("mediator", json!({ "move": "affix_seal", "on": "2026-05-11" })).await;
    case
}

fn main_day(view: &Value) -> Value {
    view["days"].as_array().expect("days").iter().find(|d| d["main"] == true).expect("a limit").clone()
}

fn apply(applicants: &[u16], on: &str) -> Value {
    json!({
        "move": "apply_confirmation", "court": "甘肃省凉州区人民法院", "ground": "organisation",
        "applicants": applicants, "on": on,
    })
}

fn ruling(outcome: &str, on: &str) -> Value {
    json!({ "move": "record_ruling", "outcome": outcome, "on": on, "number": "（2026）甘0602民特27号", "served_on": on })
}

fn pay(yuan: i64, on: &str) -> Value {
    json!({ "move": "fulfil", "obligation": 1, "paid_fen": yuan * 100, "on": on, "how": "transfer" })
}

fn standings(mediation: &Value) -> Vec<String> {
    mediation["promises"].as_array().expect("a ledger").iter().map(|p| text(&p["standing"])).collect()
}

#[tokio::test]
async fn eleven_claimants_and_seven_years_end_with_a_ruling_and_a_late_instalment() {
    let app = TestApp::new().await;
    let case = agreed(&app).await;
    let all = [1, 2, 3, 4, 5, COMPANY];

    // What confirmation needs, before it is asked for.
    let before = case.mediation("mediator").await;
    let confirmation = &before["confirmation"];
    assert_eq!((&confirmation["open"], &confirmation["by"]), (&json!(true), &json!("2026-06-10")));
    assert_eq!(confirmation["findings"], json!([]));
    assert_eq!(confirmation["courts"][0]["court"], "甘肃省武威市凉州区人民法院");
    let papers = confirmation["papers"].as_array().expect("papers");
    assert_eq!(papers.iter().filter(|p| p["ready"] == false).count(), 1, "who they are, the parties bring themselves");

    // A ruling before the application is refused, so is an application by one side.
    case.try_make("mediator", ruling("confirmed", "2026-05-11")).await.refused(409, "confirmation-not-applied");
    at(&app, date(2026, 5, 25));
    case.try_make("mediator", apply(&[1, 2, 3, 4, 5], "2026-05-25")).await.refused(409, "joint-application-needed");
    case.make("mediator", pay(100_000, "2026-05-20")).await;
    case.make("mediator", apply(&all, "2026-05-25")).await;
    at(&app, date(2026, 5, 28));
    case.make(
        "mediator",
        json!({ "move": "docket_confirmation", "number": "（2026）甘0602民特27号", "on": "2026-05-28" }),
    )
    .await;
    let clock = case.view("mediator").await["days"]
        .as_array()
        .expect("days")
        .iter()
        .find(|d| d["name"]["zh"] == "法院审查司法确认")
        .cloned();
    assert_eq!(clock.expect("the court's own clock")["due_on"], "2026-06-29", "27 June is a Saturday");
    case.try_make("mediator", ruling("confirmed", "2026-05-27")).await.refused(422, "ruling-too-early");
    at(&app, date(2026, 6, 22));
    case.make("mediator", ruling("confirmed", "2026-06-15")).await;
    case.make("mediator", pay(100_000, "2026-06-22")).await;
    let confirmed = case.mediation("mediator").await;
    assert!(text(&confirmed["confirmation"]["follows"]["zh"]).starts_with("协议可以强制执行"));
    assert_eq!(standings(&confirmed), ["kept", "kept", "coming", "coming"]);

    // The third instalment is late. The staff are reminded before the day and the morning after.
    let reminders = async |on: Date| {
        app.clock.set(on.at(8, 30, 0, 0));
        drain(&app.app, &Registry::house()).await.expect("the queue can be read");
        app.as_("mediator").get("/today").await.ok()["reminders"].as_array().map_or(0, Vec::len)
    };
    let (already, before) = (reminders(date(2026, 7, 16)).await, reminders(date(2026, 7, 17)).await);
    assert_eq!(before, already + 1, "three days before");
    assert_eq!(reminders(date(2026, 7, 21)).await, before + 1, "and the morning after");

    at(&app, date(2026, 7, 21));
    let late = case.mediation("mediator").await;
    assert_eq!(standings(&late), ["kept", "kept", "late", "coming"]);
    assert_eq!((&late["next"]["turn"], &late["promises"][2]["days_late"]), (&json!("mediator"), &json!(1)));
    assert!(text(&late["promises"][2]["reminder"]["zh"]).contains("尚应向种植户1支付人民币100,000.00元，现已逾期1日"));
    assert!(text(&late["promises"][2]["reminder"]["zh"]).ends_with("对方可以向人民法院申请强制执行。"));
    let urge = |instalment| json!({ "move": "urge", "obligation": 1, "instalment": instalment, "told": "telephone", "on": "2026-07-21" });
    case.try_make("mediator", urge(1)).await.refused(422, "obligation-unknown");
    case.make("mediator", urge(3)).await;

    // Then the creditors are told how to ask the court for enforcement.
    let told = case.mediation("mediator").await;
    let remedy = &told["remedies"][0];
    assert_eq!((&remedy["route"], &remedy["open"]), (&json!("enforce"), &json!(true)));
    assert_eq!(remedy["until"], "2028-07-20", "two years from the last day for performance");
    assert_eq!(told["remedies"].as_array().map(Vec::len), Some(1), "what is confirmed is enforced, not sued on");
    let tell =
        json!({ "move": "tell_routes", "party": 1, "routes": ["enforce"], "told": "in_person", "on": "2026-07-21" });
    case.make("mediator", tell).await;
    let papers = app.as_("mediator").get(&case.path("/mediations/1/papers/enforcement-application")).await.is(200);
    let asked = crate::papers::words(&papers.bytes);
    for words in [
        "被执行人名称凉州区某农业发展有限公司",
        "1.强制执行被执行人给付第1项第3期款项人民币100,000.00元（大写：壹拾万元整）",
        "甘肃省凉州区人民法院于2026年6月15日作出（2026）甘0602民特27号民事裁定，确认该调解协议有效。",
        "应于2026年7月20日前履行，至今逾期1日，2026年7月21日经督促仍未履行。",
        "此致甘肃省凉州区人民法院",
    ] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    assert_eq!(case.mediation("mediator").await["next"]["turn"], "parties");

    // It is paid in the end, and the rest.
    at(&app, date(2026, 8, 20));
    case.make("mediator", pay(150_000, "2026-08-18")).await;
    assert_eq!(standings(&case.mediation("mediator").await), ["kept", "kept", "kept_late", "due_today"]);
    case.try_make("mediator", pay(60_000, "2026-08-20")).await.refused(422, "over-paid");
    case.make("mediator", pay(50_000, "2026-08-20")).await;
    let done = case.mediation("mediator").await;
    assert_eq!((&done["state"], &done["remedies"]), (&json!("fulfilled"), &json!([])));
    let open: Vec<String> = case.view("mediator").await["days"]
        .as_array()
        .expect("days")
        .iter()
        .filter(|d| d["state"] == "open")
        .map(|d| text(&d["name"]["zh"]))
        .collect();
    assert_eq!(open, ["普通诉讼时效", "回访", "当事人对确认裁定提出异议"]);
    let story = app.as_("mediator").get(&case.path("/timeline")).await.ok();
    let sentences: Vec<String> =
        story["items"].as_array().expect("items").iter().rev().map(|e| text(&e["sentence"]["zh"])).collect();
    insta::assert_snapshot!("eleven_claimants_timeline", sentences.join("\n"));
    app.finish().await;
}

#[tokio::test]
async fn both_sides_change_the_plan_and_its_days_change_with_it() {
    let app = TestApp::new().await;
    let case = agreed(&app).await;
    at(&app, date(2026, 5, 22));
    let change = |agreed_by: &[u16], second: i64| {
        json!({
            "move": "reschedule", "obligation": 1, "agreed_by": agreed_by, "on": "2026-05-22", "reason": "冷库检修",
            "parts": [{ "on": "2026-06-30", "amount_fen": 20_000_000 }, { "on": "2026-09-30", "amount_fen": second }],
        })
    };
    case.try_make("mediator", change(&[COMPANY], 20_000_000)).await.refused(409, "change-needs-both");
    case.try_make("mediator", change(&[1, COMPANY], 19_000_000)).await.refused(422, "instalments-do-not-add-up");
    assert_eq!(
        standings(&case.mediation("mediator").await),
        ["late", "coming", "coming", "coming"],
        "nothing half-done"
    );
    case.make("mediator", change(&[1, COMPANY], 20_000_000)).await;
    assert_eq!(standings(&case.mediation("mediator").await), ["coming", "coming"]);
    let days = case.view("mediator").await;
    let owed: Vec<String> = days["days"]
        .as_array()
        .expect("days")
        .iter()
        .filter(|d| d["state"] == "open" && d["obligation"] == 1)
        .map(|d| text(&d["due_on"]))
        .collect();
    assert_eq!(owed, ["2026-06-30", "2026-09-30"]);
    app.finish().await;
}

#[tokio::test]
async fn after_thirty_days_confirmation_is_over_and_the_other_ways_remain() {
    let app = TestApp::new().await;
    let case = agreed(&app).await;
    at(&app, date(2026, 6, 11));
    case.try_make("mediator", apply(&[1, 2, 3, 4, 5, COMPANY], "2026-06-11"))
        .await
        .refused(409, "confirmation-too-late");
    let view = case.mediation("mediator").await;
    assert_eq!(
        (&view["confirmation"]["open"], &view["confirmation"]["findings"][0]["bars"]),
        (&json!(false), &json!(true))
    );
    let open: Vec<String> = view["remedies"]
        .as_array()
        .expect("ways")
        .iter()
        .filter(|w| w["open"] == true)
        .map(|w| text(&w["route"]))
        .collect();
    assert_eq!(open, ["payment_order", "sue"]);
    // An attachment that is not there proves nothing.
    let mut proof = pay(100_000, "2026-06-11");
    proof["proof"] = json!(7);
    let refused = case.try_make("mediator", proof).await.refused(404, "not-found");
    assert_eq!(refused["errors"][0]["pointer"], "/proof");
    app.finish().await;
}

#[tokio::test]
async fn the_papers_for_the_court_are_filled_in() {
    let app = TestApp::new().await;
    let case = agreed(&app).await;
    let slugs = async || -> Vec<String> {
        let papers = app.as_("mediator").get(&case.path("/mediations/1/papers")).await.ok();
        papers["items"].as_array().expect("papers").iter().map(|p| text(&p["slug"])).collect()
    };
    let print = async |paper: &str| {
        let answer = app.as_("mediator").get(&case.path(&format!("/mediations/1/papers/{paper}"))).await.is(200);
        crate::papers::words(&answer.bytes)
    };
    let before = slugs().await;
    assert!(before.contains(&"confirmation-application".to_owned()) && !before.contains(&"complaint".to_owned()));
    let application = print("confirmation-application").await;
    assert!(application.contains("此致甘肃省武威市凉州区人民法院"), "{application}");
    assert!(
        application.contains("法定代表人（负责人）钱广进") && !application.contains("种植户6"),
        "who speaks applies"
    );

    at(&app, date(2026, 6, 23));
    case.make("mediator", pay(150_000, "2026-05-20")).await;
    let receipt = print("receipt?no=1").await;
    assert!(receipt.contains("第1期、第2期（共4期）") && receipt.contains("250,000.00元"), "{receipt}");
    let late = slugs().await;
    assert!(
        ["performance-reminder", "payment-order-application", "complaint"]
            .iter()
            .all(|s| late.contains(&(*s).to_owned()))
    );
    assert!(!late.contains(&"enforcement-application".to_owned()), "nothing is confirmed");
    let reminder = print("performance-reminder").await;
    assert!(reminder.contains("凉州区某农业发展有限公司：2026年5月11日生效的调解协议第1项第2期"), "{reminder}");
    let order = print("payment-order-application").await;
    assert!(order.contains("督促其给付第1项第2期款项人民币50,000.00元（大写：伍万元整）"), "{order}");
    app.finish().await;
}
