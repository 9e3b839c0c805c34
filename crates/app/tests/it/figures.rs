//! Figures: counted from what happened, opened as far as one sees, locked, restated, published.

use bandeng_app::figures::{catch_up, rebuild, verify};
use bandeng_testkit::world::{COUNTY, FAR_TOWN, TOWN, VILLAGE};
use bandeng_testkit::{Client, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Case, intake, intake_with, joint, text};

/// Counts what has happened.
async fn counted(app: &TestApp) {
    catch_up(&app.app.db).await.expect("it can be counted");
}

async fn sql(app: &TestApp, text: &str) {
    app.app.db.technical().execute_unprepared(text).await.expect("a statement");
}

fn number(board: &Value, measure: &str) -> i64 {
    let lines = board["counts"].as_array().expect("lines");
    lines.iter().find(|line| line["measure"] == measure).expect("a line")["now"].as_i64().expect("a number")
}

fn indicator<'a>(board: &'a Value, code: &str) -> &'a Value {
    let lines = board["indicators"].as_array().expect("lines");
    &lines.iter().find(|line| line["now"]["code"] == code).expect("a line")["now"]
}

fn part(board: &Value, list: &str, value: &str) -> i64 {
    let parts = board[list].as_array().expect("parts");
    parts.iter().find(|part| part["value"] == value).expect("a part")["number"].as_i64().expect("a number")
}

async fn board(client: &Client, area: &str, period: &str) -> Value {
    client.get(&format!("/figures?area={area}&period={period}")).await.ok()
}

/// A matter from registration to a follow-up, closed.
async fn settled(app: &TestApp) -> Case<'_> {
    let case = Case::registered(app).await;
    case.in_effect().await;
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
async fn what_happens_is_counted_and_opens_into_its_matter() {
    let app = TestApp::new().await;
    let case = settled(&app).await;
    Case::registered(&app).await;
    let coordinator = app.as_("coordinator");
    let waiting = board(&coordinator, TOWN, "2026-03").await;
    assert_eq!((waiting["waiting"].as_i64(), waiting["empty"].as_bool()), (Some(2), Some(true)));
    counted(&app).await;

    let shown = board(&coordinator, TOWN, "2026-03").await;
    assert_eq!((shown["waiting"].as_i64(), shown["empty"].as_bool()), (Some(0), Some(false)));
    for (measure, expected) in [
        ("registered", 2),
        ("accepted", 1),
        ("mediated", 1),
        ("agreed", 1),
        ("agreed_in_writing", 1),
        ("agreed_orally", 0),
        ("people", 2),
        ("amount", 2_500_000),
        ("recovered", 2_500_000),
        ("fulfilled", 1),
        ("closed", 1),
        ("kept_on_time", 1),
        ("said_kept", 1),
        ("failed", 0),
    ] {
        assert_eq!(number(&shown, measure), expected, "{measure}");
    }
    assert_eq!((part(&shown, "kinds", "road_traffic"), part(&shown, "bodies", "township_committee")), (1, 1));
    let resolved = indicator(&shown, "resolved");
    assert_eq!((resolved["value"].as_f64(), resolved["few"].as_bool()), (Some(1.0), Some(true)), "one answer is few");
    assert_eq!(shown["days"], json!([{ "day": "2026-03-02", "registered": 2, "closed": 1 }]));
    let village = shown["places"].as_array().expect("places").iter().find(|p| p["area"]["code"] == VILLAGE);
    assert_eq!(village.expect("the village")["registered"], 2);
    assert_eq!(board(&coordinator, VILLAGE, "2026-Q1").await["places"], json!([]));

    // The number opens into what it is made of.
    let opened = app.as_("clerk").get("/figures/matters?period=2026-03&measure=closed").await.ok();
    assert_eq!((opened["number"].as_i64(), &opened["items"][0]["matter"]["code"]), (Some(1), &json!(case.code)));
    assert_eq!(opened["items"][0]["day"], "2026-03-02");
    let by_kind = "/figures/matters?period=2026&measure=mediated&cut=kind&values=";
    let rows = async |kind: &str| {
        app.as_("director").get(&format!("{by_kind}{kind}")).await.ok()["items"].as_array().map(Vec::len)
    };
    assert_eq!((rows("road_traffic").await, rows("medical").await), (Some(1), Some(0)));
    let first = app.as_("clerk").get("/figures/matters?period=2026&measure=registered&limit=1").await.ok();
    let next = text(&first["next"]);
    let second = app
        .as_("clerk")
        .get(&format!("/figures/matters?period=2026&measure=registered&limit=1&after={next}"))
        .await
        .ok();
    assert_ne!(first["items"][0]["matter"]["code"], second["items"][0]["matter"]["code"]);
    assert_eq!(second["next"], Value::Null);
    app.finish().await;
}

#[tokio::test]
async fn a_number_opens_no_further_than_one_sees_and_some_open_for_nobody() {
    let app = TestApp::new().await;
    settled(&app).await;
    let petition = json!({ "source": "petition_office", "entrustment": { "body": "信访局", "letter_number": "凉信转〔2026〕1号", "received_on": "2026-03-01", "consented": [1, 2] } });
    Case::of(&app, intake_with(&app, petition)).await;
    counted(&app).await;
    let open = async |login: &str, rest: &str| app.as_(login).get(&format!("/figures/matters?period=2026{rest}")).await;

    open("leader", "&measure=registered").await.refused(403, "not-allowed");
    for never in ["came_back", "withdrawn", "reopened", "registered&cut=source&values=petition_office"] {
        open("clerk", &format!("&measure={never}")).await.refused(403, "never-opens");
    }
    // Another desk's matters are counted, and not listed.
    let others = open("clerk2", "&measure=registered").await.ok();
    assert_eq!(
        (others["number"].as_i64(), others["items"].as_array().map(Vec::len)),
        (Some(2), Some(2)),
        "the same desk"
    );
    let closed = open("judicial", "&measure=registered").await.ok();
    assert_eq!((closed["number"].as_i64(), closed["items"].as_array().map(Vec::len)), (Some(2), Some(1)));
    for (login, area) in [("clerk", FAR_TOWN), ("coordinator", COUNTY), ("leader", "62"), ("judicial", FAR_TOWN)] {
        let path = format!("/figures?area={area}&period=2026");
        app.as_(login).get(&path).await.refused(403, "area-beyond");
    }
    app.as_("county-judicial")
        .get("/figures/matters?period=2026&area=6206&measure=closed")
        .await
        .refused(403, "area-beyond");
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_answered_is_told_at_its_field() {
    let app = TestApp::new().await;
    Case::registered(&app).await;
    counted(&app).await;
    let coordinator = app.as_("coordinator");
    for (path, code) in [
        ("/figures?period=2026-13", "period-malformed"),
        ("/figures?period=", "period-malformed"),
        ("/figures?period=2026-03..2026-01", "dates-reversed"),
        ("/figures?period=1990-01..2026-01", "period-too-long"),
        ("/figures?period=2026&area=6206", "area-beyond"),
        ("/figures?period=2026&area=62060", "area-malformed"),
        ("/figures?period=2026&area=620602130200001", "area-too-near"),
        ("/figures?period=2026&area=620602130999", "area-unknown"),
        ("/figures/formula?period=2026&formula=agreed%20/", "formula-malformed"),
        ("/figures/formula?period=2026&formula=agreeed", "measure-unknown"),
        ("/figures/matters?period=2026&measure=nothing", "unknown-value"),
        ("/figures/matters?period=2026&measure=accepted&cut=kind&values=medical", "cut-unknown"),
        ("/figures/matters?period=2026&measure=mediated&cut=kind", "cut-unknown"),
        ("/figures/matters?period=2026&measure=session_text", "measure-unknown"),
        ("/figures/matters?period=2026&measure=registered&after=x", "unknown-value"),
    ] {
        let answer = coordinator.get(path).await;
        let found = answer.json["errors"][0]["code"].as_str().or(answer.json["code"].as_str()).unwrap_or_default();
        assert_eq!(found, code, "{path}: {:#}", answer.json);
        assert!(matches!(answer.status, 403 | 422), "{path}: {}", answer.status);
    }
    // A year without data and a division by nothing are answers.
    let empty = board(&coordinator, TOWN, "2019").await;
    assert_eq!(empty["empty"], true);
    assert_eq!(indicator(&empty, "success_rate")["value"], Value::Null);
    let divided = coordinator.get("/figures/formula?period=2019&formula=agreed%20/%20mediated").await.ok();
    assert_eq!(divided["value"], Value::Null);
    let value = coordinator.get("/figures/formula?period=2026&formula=registered%20*%20(2%20%2B%201)").await.ok();
    assert_eq!(value["value"], 3.0);
    app.finish().await;
}

#[tokio::test]
async fn a_sealed_matter_is_counted_for_the_county_alone() {
    let app = TestApp::new().await;
    let sealed = intake_with(&app, json!({ "concerns": ["domestic_violence"], "kind": "marriage_family" }));
    Case::of(&app, sealed).await;
    let open = Case::registered(&app).await;
    counted(&app).await;
    let county = app.as_("county-judicial");
    let of = async |area: &str| number(&board(&county, area, "2026-03").await, "registered");
    assert_eq!([of(COUNTY).await, of(TOWN).await, of(VILLAGE).await], [2, 1, 1]);
    let shown = board(&county, COUNTY, "2026-03").await;
    assert_eq!(shown["nowhere_below"], 1);
    // By decision, and lifted again: the numbers follow.
    let reason = |version: i64| json!({ "version": version, "reason": "涉及隐私" });
    app.as_("clerk").post(&open.path("/seal"), reason(open.version().await)).await.ok();
    counted(&app).await;
    assert_eq!([of(COUNTY).await, of(TOWN).await], [2, 0]);
    app.as_("clerk").post(&open.path("/unseal"), reason(open.version().await)).await.ok();
    counted(&app).await;
    assert_eq!([of(COUNTY).await, of(TOWN).await], [2, 1]);
    app.finish().await;
}

#[tokio::test]
async fn the_statutory_table_adds_up_and_its_sheet_says_the_same() {
    let app = TestApp::new().await;
    settled(&app).await;
    counted(&app).await;
    let table = app.as_("clerk").get(&format!("/figures/statutory?area={TOWN}&period=2026-Q1")).await.ok();
    assert_eq!(table["columns"].as_array().map(Vec::len), Some(39));
    assert_eq!(table["faults"], json!([]));
    let cells: Vec<i64> =
        table["rows"][0]["cells"].as_array().expect("cells").iter().filter_map(Value::as_i64).collect();
    let filled: Vec<(usize, i64)> = (1..).zip(cells).filter(|(_, number)| *number != 0).collect();
    let expected = [(1, 1), (2, 2), (3, 1), (5, 2_500_000), (8, 1), (13, 1), (35, 1), (39, 1)];
    assert_eq!(filled, expected);
    let county = app.as_("county-judicial").get("/figures/statutory?period=2026").await.ok();
    let rows: Vec<&str> = county["rows"].as_array().expect("rows").iter().filter_map(|r| r["area"].as_str()).collect();
    assert_eq!(rows, [COUNTY, "620602001", TOWN]);

    let sheet = app.as_("clerk").get("/figures/statutory-sheet?period=2026-Q1&language=zh").await;
    let told: Vec<Vec<String>> = crate::imports::read(&sheet.is(200).bytes).into_iter().map(|row| row.cells).collect();
    assert_eq!(told[0].len(), 40);
    assert_eq!((told[0][1].as_str(), told[1][0].as_str()), ("1 调解案件总数", "大柳镇"));
    assert_eq!((told[1][1].as_str(), told[1][5].as_str(), told[1][39].as_str()), ("1", "25000", "1"));
    app.finish().await;
}

/// Where the cells of a spreadsheet lead.
fn links(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a spreadsheet");
    let Ok(mut part) = archive.by_name("xl/worksheets/_rels/sheet1.xml.rels") else { return Vec::new() };
    let mut text = String::new();
    std::io::Read::read_to_string(&mut part, &mut text).expect("text");
    let targets = text.split("Target=\"").skip(1).filter_map(|rest| rest.split('"').next());
    targets.map(|target| target.replace("&amp;", "&")).collect()
}

#[tokio::test]
async fn cells_of_the_sheet_lead_to_their_matters_for_those_who_may_see_them() {
    let house = "https://bandeng.example.cn";
    let settings = bandeng_app::Settings { public_url: Some(house.to_owned()), ..Default::default() };
    let app = TestApp::with_settings(settings).await;
    settled(&app).await;
    let petition = json!({ "source": "petition_office", "entrustment": { "body": "信访局", "letter_number": "凉信转〔2026〕1号", "received_on": "2026-03-01", "consented": [1, 2] } });
    let petition = Case::of(&app, intake_with(&app, petition)).await;
    petition.in_effect().await;
    counted(&app).await;
    let path = "/figures/statutory-sheet?period=2026-Q1&language=zh";
    let sheet = app.as_("clerk").get(path).await.is(200);
    let found = links(&sheet.bytes);
    assert!(
        !found.is_empty() && found.iter().all(|link| link.starts_with(&format!("{house}/figures/matters?area={TOWN}")))
    );
    assert!(found.iter().all(|link| !link.contains("petition_office")), "{found:#?}");
    // Each leads to a page that opens, and what it shows is the number of the cell.
    for link in &found {
        let query = link.split_once('?').expect("a query").1;
        app.as_("clerk").get(&format!("/figures/matters?{query}")).await.ok();
    }
    let by_kind = "measure=mediated&cut=kind&values=road_traffic";
    assert!(found.iter().any(|link| link.ends_with(by_kind)), "{found:#?}");
    let told = crate::imports::read(&sheet.bytes);
    assert_eq!(told[1].cells[1], "2", "a number that leads somewhere is still a number");
    // A leader's stop at counts.
    assert_eq!(links(&app.as_("leader").get(path).await.is(200).bytes), Vec::<String>::new());
    // Above a county nothing opens; its towns' numbers open for the county's office.
    let county = links(&app.as_("county-judicial").get(path).await.is(200).bytes);
    assert!(county.iter().any(|link| link.contains(&format!("area={COUNTY}&"))));
    assert!(county.iter().any(|link| link.contains(&format!("area={TOWN}&"))));
    app.finish().await;
}

#[tokio::test]
async fn people_are_counted_for_rates_and_where_nobody_did_there_is_none() {
    let app = TestApp::new().await;
    settled(&app).await;
    counted(&app).await;
    let security = app.as_("security");
    let enter = async |area: &str, year: i32, people: Value| {
        let entry = json!({ "area": area, "year": year, "people": people, "source": "统计公报" });
        security.put("/figures/populations", entry).await
    };
    let coordinator = app.as_("coordinator");
    let rate = async || board(&coordinator, TOWN, "2026-03").await["rate"].clone();
    assert_eq!(rate().await, Value::Null);
    enter(TOWN, 2025, json!(20_000)).await.is(204);
    enter(TOWN, 2020, json!(40_000)).await.is(204);
    enter(VILLAGE, 2025, json!(2_000)).await.is(204);
    assert_eq!(rate().await, json!({ "value": 0.5, "people": 20_000, "year": 2025, "source": "统计公报" }));
    let shown = board(&coordinator, TOWN, "2026-03").await;
    assert_eq!(shown["said"]["rate"]["zh"], "每万人登记0.5件，按2025年人口20000人计算（统计公报）。");
    let places = shown["places"].as_array().expect("places");
    let with_rate: Vec<&Value> = places.iter().filter(|place| !place["rate"].is_null()).collect();
    assert_eq!((with_rate.len(), &with_rate[0]["rate"]["value"]), (1, &json!(5.0)));
    // Of a period before 2025 the number of 2020 is the last known; before that there is none.
    let of = async |period: &str| board(&coordinator, TOWN, period).await["rate"]["year"].clone();
    assert_eq!((of("2024").await, of("2019").await), (json!(2020), Value::Null));
    let listed = security.get(&format!("/figures/populations?area={TOWN}&year=2025")).await.ok();
    assert_eq!(listed["items"][0], json!({ "area": TOWN, "name": "大柳镇", "people": 20_000, "source": "统计公报" }));
    assert_eq!(listed["items"][1]["people"], Value::Null);
    // Taken out again; beyond one's county; and what is no number of people.
    enter(TOWN, 2025, Value::Null).await.is(204);
    assert_eq!(rate().await["year"], 2020);
    enter(FAR_TOWN, 2025, json!(1)).await.refused(403, "area-beyond");
    enter("620602130999", 2025, json!(1)).await.refused(422, "area-unknown");
    enter(TOWN, 2027, json!(0)).await.refused(422, "fields-invalid");
    let events = app.as_("audit").get("/audit/registry-events").await.ok().to_string();
    assert!(
        events.contains("填报人口数：大柳镇2025年20000人（统计公报）") && events.contains("删去人口数：大柳镇2025年")
    );
    app.finish().await;
}

#[tokio::test]
async fn committees_and_mediators_stand_as_they_were_on_the_day() {
    let app = TestApp::new().await;
    let table = async |login: &str, rest: &str| app.as_(login).get(&format!("/figures/staffing?{rest}")).await.ok();
    let cells = |table: &Value, row: usize| {
        let cells = table["rows"][row]["cells"].as_array().expect("cells").clone();
        cells.iter().map(Value::as_i64).collect::<Vec<_>>()
    };
    let now = table("clerk", &format!("area={TOWN}")).await;
    let own = cells(&now, 0);
    // One township's and one village's committee; four mediators hold posts, and nobody was elected here yet.
    assert_eq!(
        (own[0], own[1], own[3], own[10], own[11], own[12]),
        (Some(2), Some(1), Some(1), Some(4), Some(0), Some(4))
    );
    assert_eq!(own[13..], [None, None, None, None], "what nobody records is blank");
    assert_eq!(now["columns"][13]["held"], false);
    let village =
        now["rows"].as_array().expect("rows").iter().position(|row| row["area"] == VILLAGE).expect("the village");
    assert_eq!((cells(&now, village)[0], cells(&now, village)[12]), (Some(1), Some(1)));

    // An election: two members, of whom one holds a post.
    app.clock.forward_days(1);
    let committee = app.world.organisation("committee");
    let path = format!("/organisations/{committee}");
    let version = app.as_("system").get(&path).await.ok()["version"].clone();
    let account = app.world.account("mediator").to_string();
    let members = json!({ "version": version, "members": [
        { "name": "李和平", "position": "director", "account": account }, { "name": "某某", "position": "member" },
    ] });
    app.as_("system").put(&format!("{path}/members"), members).await.is(200);
    let after = cells(&table("leader", &format!("area={TOWN}")).await, 0);
    assert_eq!((after[10], after[11], after[12]), (Some(5), Some(2), Some(3)));
    let before = table("leader", &format!("area={TOWN}&on=2026-03-02")).await;
    assert_eq!(cells(&before, 0), own, "the day before is as it was");
    let long_ago = cells(&table("county-judicial", "on=2020-01-01").await, 0);
    assert_eq!((long_ago[0], long_ago[10], long_ago[13]), (Some(0), Some(0), None));
    app.as_("clerk").get("/figures/staffing?on=2030-01-01").await.refused(422, "fields-invalid");
    app.as_("clerk").get(&format!("/figures/staffing?area={FAR_TOWN}")).await.refused(403, "area-beyond");

    let sheet = app.as_("clerk").get("/figures/staffing-sheet?on=2026-03-02&language=zh").await.is(200);
    let told = crate::imports::read(&sheet.bytes);
    assert_eq!((told[0].cells[1].as_str(), told[1].cells[1].as_str()), ("1 人民调解委员会：合计", "2"));
    assert_eq!(links(&sheet.bytes), Vec::<String>::new());
    app.finish().await;
}

#[tokio::test]
async fn a_briefing_has_the_numbers_and_its_authors_words() {
    let app = TestApp::new().await;
    settled(&app).await;
    counted(&app).await;
    let request = json!({ "area": TOWN, "period": "2026-03", "proposals": "一是加强农忙时节排查。" });
    let made = app.as_("leader").post("/figures/briefings", request).await.is(200);
    assert!(made.bytes.starts_with(b"%PDF-1.7") && made.bytes.len() > 10_000);
    assert!(made.header("content-disposition").contains("briefing.pdf"));
    let edited =
        json!({ "area": TOWN, "period": "2026-03", "version": 1, "proposals": "一是加强农忙时节排查。", "docx": true });
    let edited = app.as_("leader").post("/figures/briefings", edited).await.is(200);
    assert!(edited.header("content-disposition").contains("attachment; filename=\"briefing.docx\""));
    let said = bandeng_docgen::read_docx(&edited.bytes).expect("our own").concat();
    assert!(said.contains("一是加强农忙时节排查。") && said.contains("同比与环比"), "{said}");
    // The words are kept: whoever goes on begins with them, and nobody overwrites what they have not seen.
    let kept =
        async || app.as_("coordinator").get(&format!("/figures/briefings?area={TOWN}&period=2026-03")).await.ok();
    let words = kept().await;
    assert_eq!((&words["version"], &words["proposals"]), (&json!(1), &json!("一是加强农忙时节排查。")));
    let more =
        |version: i64, proposals: &str| json!({ "period": "2026-03", "version": version, "proposals": proposals });
    app.as_("coordinator").post("/figures/briefings", more(0, "二是回访。")).await.refused(409, "briefing-moved");
    app.as_("coordinator").post("/figures/briefings", more(1, "二是回访。")).await.is(200);
    app.as_("coordinator").post("/figures/briefings", more(1, "二是回访。")).await.is(200);
    assert_eq!((&kept().await["version"], &kept().await["proposals"]), (&json!(2), &json!("二是回访。")));
    let events = app.as_("audit").get("/audit/registry-events").await.ok().to_string();
    assert_eq!(events.matches("保存简报：大柳镇2026年3月").count(), 2, "the same words again are no event");
    let long = json!({ "period": "2026-03", "proposals": "长".repeat(5_001) });
    app.as_("leader").post("/figures/briefings", long).await.refused(422, "too-long");
    let odd = json!({ "period": "2026-03", "proposals": "\u{10ffff}" });
    app.as_("leader").post("/figures/briefings", odd).await.refused(422, "character-unprintable");
    app.finish().await;
}

#[tokio::test]
async fn a_period_is_locked_as_it_was_reported_and_restated_openly() {
    let app = TestApp::new().await;
    let case = settled(&app).await;
    let coordinator = app.as_("coordinator");
    let march = json!({ "area": TOWN, "period": "2026-03" });
    coordinator.post("/figures/locks", march.clone()).await.refused(422, "period-running");
    app.clock.forward_days(40);
    let again = json!({ "area": TOWN, "period": "2026-03", "reason": "补登" });
    coordinator.post("/figures/restatements", again.clone()).await.refused(409, "period-not-locked");
    coordinator.post("/figures/locks", march.clone()).await.is(201);
    coordinator.post("/figures/locks", march.clone()).await.refused(409, "period-locked");
    coordinator.post("/figures/restatements", again.clone()).await.refused(409, "nothing-to-restate");

    // Sealed later, the matter leaves the town's numbers: what was reported stays, and the difference is shown.
    let reason = json!({ "version": case.version().await, "reason": "涉及隐私" });
    case.try_move("clerk", json!({ "move": "reopen", "reason": "还有纠纷" })).await.ok();
    let reason = json!({ "version": case.version().await, "reason": reason["reason"] });
    app.as_("clerk").post(&case.path("/seal"), reason).await.ok();
    counted(&app).await;
    let table = coordinator.get("/figures/statutory?period=2026-03").await.ok();
    assert_eq!((&table["rows"][0]["cells"][0], &table["locked"][0]["row"]["cells"][0]), (&json!(0), &json!(1)));
    assert_eq!((&table["locked"][0]["differs"], &table["locked"][0]["difference"][0]), (&json!(true), &json!(-1)));
    let blank = json!({ "area": TOWN, "period": "2026-03", "reason": " " });
    coordinator.post("/figures/restatements", blank).await.refused(422, "fields-invalid");
    coordinator.post("/figures/restatements", again).await.is(201);
    let locks = coordinator.get("/figures/locks").await.ok();
    let told: Vec<(i64, &str)> = locks["items"]
        .as_array()
        .expect("locks")
        .iter()
        .map(|l| (l["no"].as_i64().unwrap_or_default(), l["reason"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(told, [(2, "补登"), (1, "")]);
    let table = coordinator.get("/figures/statutory?period=2026-03").await.ok();
    assert_eq!((&table["locked"][0]["differs"], &table["locked"][1]["differs"]), (&json!(true), &json!(false)));
    let events = app.as_("audit").get("/audit/registry-events").await.ok();
    assert!(events.to_string().contains("重报统计期：大柳镇2026年3月，理由：补登"), "{events:#}");
    app.finish().await;
}

#[tokio::test]
async fn everybody_sees_what_was_published_and_finds_nobody_in_it() {
    let app = TestApp::new().await;
    let publisher = app.as_("county-judicial");
    let publish = async |area: &str, period: &str| {
        publisher.post("/figures/publications", json!({ "area": area, "period": period })).await
    };
    // Six about traffic and one about medicine; one of them sealed.
    for n in 0..7 {
        let mut form = intake(&app);
        if n == 6 {
            form["kind"] = json!("medical");
        }
        let case = Case::of(&app, form).await;
        case.mediating().await;
        let end = json!({ "move": "terminate", "reason": "no_agreement_possible", "remedies": ["court"], "told": "in_person" });
        case.make("mediator", end).await;
        if n == 0 {
            let reason = json!({ "version": case.version().await, "reason": "涉及隐私" });
            app.as_("clerk").post(&case.path("/seal"), reason).await.ok();
        }
    }
    publish(COUNTY, "2026-Q1").await.refused(422, "period-running");
    app.clock.forward_days(40);
    publish(COUNTY, "2026-03").await.refused(422, "public-period");
    publish(TOWN, "2026-Q1").await.refused(422, "public-area");
    publish("620621", "2026-Q1").await.refused(403, "area-beyond");
    publish(COUNTY, "2026-Q1").await.is(201);
    publish(COUNTY, "2026-Q1").await.refused(409, "published-already");
    publish(COUNTY, "2025-Q4").await.is(201);

    let shown = app.stranger().get("/public/figures").await.ok();
    let releases = shown["items"].as_array().expect("releases");
    assert_eq!(releases.len(), 2);
    // Whoever has every table of every release, and subtracts: no number below five is there or can be calculated.
    for release in releases {
        let mut known: Vec<i64> = Vec::new();
        for table in release["tables"].as_array().expect("tables") {
            let cells: Vec<Option<i64>> = table["cells"].as_array().expect("cells").iter().map(Value::as_i64).collect();
            known.extend(table["total"].as_i64());
            assert!(cells.iter().flatten().all(|n| *n == 0 || *n >= 5), "{table:#}");
            if let Some(total) = table["total"].as_i64() {
                let rest = total - cells.iter().flatten().sum::<i64>();
                let hidden = cells.iter().filter(|cell| cell.is_none()).count() as i64;
                assert!(hidden == 0 || (hidden > 1 && rest - hidden >= 4), "{table:#}");
            }
        }
        // One table's sum is another's: no difference between them tells of a sealed matter.
        known.dedup();
        assert!(known.len() <= 1, "{release:#}");
    }
    assert_eq!(releases[0]["period"], "2026-Q1");
    // 6 and 1: they hide in each other; seven in a town and none elsewhere do too, sealed among them.
    let kinds = &releases[0]["tables"][0];
    assert!(kinds["cells"].as_array().expect("cells").iter().filter(|cell| cell.is_null()).count() != 1);
    assert!(!releases[0].to_string().contains("\"waiting\""));
    app.stranger().get("/public/figures?area=xx").await.refused(422, "area-malformed");
    assert_eq!(app.stranger().get("/public/figures?area=620621").await.ok()["items"], json!([]));
    app.finish().await;
}

#[tokio::test]
async fn a_recount_finds_what_is_wrong_puts_it_right_and_goes_on_where_it_was() {
    let app = TestApp::new().await;
    let db = &app.app.db;
    settled(&app).await;
    Case::registered(&app).await;
    assert_eq!(verify(db, |_| {}).await.expect("a look").waiting, 2);
    counted(&app).await;
    let sound = verify(db, |_| {}).await.expect("a look");
    assert!(sound.is_right() && sound.waiting == 0 && sound.matters == 2 && sound.facts > 20, "{sound:?}");
    let again = rebuild(db, |_| {}).await.expect("a recount");
    assert_eq!((again.matters, again.facts, again.sums), (2, 0, 0), "what is right stays as it is");

    // Somebody meddles with what is kept.
    sql(&app, "UPDATE rollups SET n = n + 7 WHERE measure = 'registered' AND level = 9 AND cut = 'all'").await;
    sql(&app, "DELETE FROM rollups WHERE measure = 'people'").await;
    sql(&app, "DELETE FROM facts WHERE measure = 'closed'").await;
    sql(&app, "UPDATE facts SET value = 1 WHERE measure = 'amount'").await;
    let wrong = verify(db, |_| {}).await.expect("a look");
    assert!(wrong.wrong_matters == 1 && wrong.wrong_sums > 3 && !wrong.is_right(), "{wrong:?}");
    let mended = rebuild(db, |_| {}).await.expect("a recount");
    assert!(mended.facts == 2 && mended.sums > 3, "{mended:?}");
    assert!(verify(db, |_| {}).await.expect("a look").is_right());
    let shown = board(&app.as_("coordinator"), TOWN, "2026-03").await;
    assert_eq!([number(&shown, "registered"), number(&shown, "people"), number(&shown, "closed")], [2, 2, 1]);

    // More sums than a page of them holds, all of them wrong: each is found and put right once.
    let place = "SELECT 0, 'registered', 'all', CAST(n AS TEXT), '2026-03', '', 1, 1";
    let numbers = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 12001)";
    sql(
        &app,
        &format!(
            "INSERT INTO rollups (level, measure, cut, scope, month, value, n, total) {numbers} {place} FROM numbers"
        ),
    )
    .await;
    let many = verify(db, |_| {}).await.expect("a look");
    assert_eq!((many.wrong_matters, many.wrong_sums), (0, 12_001));
    assert_eq!(rebuild(db, |_| {}).await.expect("a recount").sums, 12_001);
    assert!(verify(db, |_| {}).await.expect("a look").is_right());

    // One that was stopped after the first matter.
    let first: i64 = db
        .technical()
        .query_one_raw(db.statement("SELECT min(id) FROM matters", []))
        .await
        .expect("a look")
        .expect("a row")
        .try_get_by_index(0)
        .expect("a number");
    sql(&app, &format!("INSERT INTO recounts (name, body) VALUES ('recount', '{first} 1')")).await;
    let mut heard = Vec::new();
    let rest = rebuild(db, |matters| heard.push(matters)).await.expect("a recount");
    assert_eq!((rest.matters, heard), (2, vec![2]));
    assert_eq!(rebuild(db, |_| {}).await.expect("a recount").matters, 2, "the next one begins at the beginning");
    app.finish().await;
}

#[tokio::test]
async fn what_is_counted_step_by_step_is_what_is_counted_at_the_end() {
    let app = TestApp::new().await;
    let case = Case::registered(&app).await;
    counted(&app).await;
    case.mediating().await;
    counted(&app).await;
    app.clock.forward_days(3);
    case.make("mediator", joint("2026-03-05T09:00:00")).await;
    case.make("mediator", crate::support::draft()).await;
    case.make("mediator", json!({ "move": "agree_orally", "on": "2026-03-05" })).await;
    counted(&app).await;
    let asked = |kept: &str| json!({ "party": 1, "on": "2026-03-05", "how": "visit", "kept": kept, "satisfaction": "dissatisfied" });
    app.as_("clerk").post(&case.path("/follow-ups"), asked("not")).await.ok();
    counted(&app).await;
    let shown = board(&app.as_("coordinator"), TOWN, "2026-03").await;
    assert_eq!((number(&shown, "said_not_kept"), number(&shown, "said_kept")), (1, 0));
    app.as_("clerk").post(&case.path("/follow-ups"), asked("fully")).await.ok();
    counted(&app).await;
    counted(&app).await;
    let shown = board(&app.as_("coordinator"), TOWN, "2026-03").await;
    assert_eq!((number(&shown, "said_not_kept"), number(&shown, "said_kept"), number(&shown, "asked")), (0, 1, 1));
    let steps = shown["steps"].as_array().expect("steps");
    let outcome = steps.iter().find(|s| s["measure"] == "to_outcome").expect("a step");
    let minutes = outcome["median_minutes"].as_f64().expect("a time");
    assert!((minutes / 4_320.0 - 1.0).abs() < 0.0906, "three days: {minutes}");
    assert!(verify(&app.app.db, |_| {}).await.expect("a look").is_right());
    app.finish().await;
}

/// Every fact and every sum, as lines.
async fn kept(app: &TestApp) -> Vec<String> {
    let facts = "SELECT county || matter_id || measure || n || day || at || value || area || kind || source || \
                 COALESCE(body, '') || COALESCE(organisation_id, 0) FROM facts ORDER BY 1";
    let sums = "SELECT level || measure || cut || scope || month || value || ' ' || n || ' ' || total FROM rollups \
                WHERE n <> 0 OR total <> 0 ORDER BY 1";
    let mut lines = Vec::new();
    for sql in [facts, sums] {
        let rows = app.app.db.reader().query_all_raw(app.app.db.statement(sql, [])).await.expect("rows");
        lines.extend(rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a line")));
    }
    lines
}

#[tokio::test]
async fn what_is_counted_in_bulk_is_what_is_counted_matter_by_matter() {
    let app = TestApp::new().await;
    for n in 0..4 {
        settled(&app).await;
        counted(&app).await;
        if n % 2 == 0 {
            Case::registered(&app).await;
            counted(&app).await;
        }
    }
    let one_by_one = kept(&app).await;
    assert!(one_by_one.len() > 300, "{}", one_by_one.len());
    let nothing = async || {
        sql(&app, "DELETE FROM facts").await;
        sql(&app, "DELETE FROM rollups").await;
    };
    nothing().await;
    let made = rebuild(&app.app.db, |_| {}).await.expect("a recount");
    assert!((made.matters, made.sums) == (6, 0) && made.facts > 80, "{made:?}");
    assert_eq!(kept(&app).await, one_by_one);
    // And as after a filling in bulk: everything waits.
    nothing().await;
    sql(&app, "INSERT INTO fact_marks (county, matter_id, seq) SELECT county, id, head_seq FROM matters").await;
    assert_eq!(catch_up(&app.app.db).await.expect("a count"), 6);
    assert_eq!(kept(&app).await, one_by_one);
    assert_eq!(catch_up(&app.app.db).await.expect("a count"), 0, "what was counted waits no more");
    // Facts of no matter are left over, and go.
    sql(&app, "INSERT INTO facts (county, matter_id, measure, n, day, at, value, area, kind, source, body, organisation_id, sealed) \
         SELECT county, matter_id, 'nothing', 1, day, at, value, area, kind, source, body, organisation_id, sealed FROM facts WHERE measure = 'closed'").await;
    assert_eq!(rebuild(&app.app.db, |_| {}).await.expect("a recount").facts, 4);
    assert_eq!(kept(&app).await, one_by_one);
    app.finish().await;
}

#[tokio::test]
async fn several_who_count_while_others_register_count_each_once() {
    let app = TestApp::new().await;
    let registering = async {
        for _ in 0..12 {
            Case::registered(&app).await.accepted().await;
        }
    };
    let counting = async || {
        for _ in 0..40 {
            catch_up(&app.app.db).await.expect("it can be counted");
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(registering, counting(), counting(), counting());
    counted(&app).await;
    let shown = board(&app.as_("coordinator"), TOWN, "2026-03").await;
    assert_eq!((number(&shown, "registered"), number(&shown, "accepted")), (12, 12));
    let found = verify(&app.app.db, |_| {}).await.expect("a look");
    assert!(found.is_right() && found.waiting == 0, "{found:?}");
    app.finish().await;
}

#[tokio::test]
async fn organisations_are_compared_from_five_people_on_and_own_figures_are_ones_own() {
    let app = TestApp::new().await;
    settled(&app).await;
    counted(&app).await;
    let bodies = async || app.as_("leader").get("/figures/organisations?period=2026").await.ok()["items"].clone();
    assert_eq!(bodies().await, json!([]), "three people work there");
    for login in ["clerk", "clerk2"] {
        let post = json!({ "role": "mediator", "organisation": app.world.organisation("committee").to_string() });
        app.as_("security").post(&format!("/accounts/{}/posts", app.world.account(login)), post).await.is(201);
    }
    let found = bodies().await;
    assert_eq!((&found[0]["name"], &found[0]["agreed"]), (&json!("大柳镇人民调解委员会"), &json!(1)));
    assert!(!found.to_string().contains("李和平"), "no person is named");

    let own = async |login: &str| {
        let own = app.as_(login).get("/figures/own?period=2026-03").await.ok();
        own["counts"].as_array().expect("lines").iter().filter_map(|l| l["number"].as_i64()).sum::<i64>()
    };
    assert!(own("mediator").await > 0);
    assert_eq!(own("mediator2").await, 0);
    // Nothing looks odd about one matter.
    assert_eq!(app.as_("judicial").get("/figures/patterns?period=2026").await.ok()["items"], json!([]));
    app.finish().await;
}

#[tokio::test]
async fn same_minutes_and_same_words_are_shown_to_those_who_guide() {
    let app = TestApp::new().await;
    for login in ["clerk", "clerk2"] {
        let post = json!({ "role": "mediator", "organisation": app.world.organisation("committee").to_string() });
        app.as_("security").post(&format!("/accounts/{}/posts", app.world.account(login)), post).await.is(201);
    }
    let mut codes = Vec::new();
    for _ in 0..10 {
        let case = Case::registered(&app).await;
        case.assigned().await;
        case.make("clerk", json!({ "move": "give_notice", "parties": [1, 2], "how": "signed", "on": "2026-03-02" }))
            .await;
        let words = "双方到场，经耐心细致地做工作，讲法理说情理，双方互谅互让，握手言和，纠纷得到妥善化解。";
        let session = json!({ "move": "hold_session", "session": {
            "place_kind": "room", "place": "调解室", "started": "2026-03-02T09:00:00",
            "with": { "form": "joint", "parties": [1, 2], "record": words, "result": "" },
        } });
        case.make("mediator", session).await;
        let end =
            json!({ "move": "terminate", "reason": "settled_privately", "remedies": ["court"], "told": "in_person" });
        case.make("mediator", end).await;
        codes.push(case.code);
    }
    for code in codes {
        Case { app: &app, code }.try_move("clerk", json!({ "move": "close" })).await.ok();
    }
    counted(&app).await;
    let odd = app.as_("judicial").get("/figures/patterns?period=2026-03").await.ok();
    let seen: Vec<&str> =
        odd["items"][0]["seen"].as_array().expect("patterns").iter().filter_map(|s| s["pattern"].as_str()).collect();
    assert_eq!(seen, ["same_minute", "same_words"]);
    assert!(!odd.to_string().contains("李和平"));
    app.finish().await;
}
