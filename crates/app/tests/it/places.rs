//! Areas: finding them, and importing them from lists.

use std::path::Path;

use bandeng_app::places::import::{Complete, Report, import};
use bandeng_store::Ctx;
use bandeng_testkit::TestApp;
use serde_json::{Value, json};

use crate::support::{Case, intake, intake_with};

fn column(page: &Value, field: &str) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item[field].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn areas_are_listed_one_level_at_a_time() {
    let app = TestApp::new().await;
    let clerk = app.as_("clerk");
    let provinces = clerk.get("/areas").await.ok();
    assert_eq!(column(&provinces, "code"), ["62"]);
    assert_eq!(clerk.get("/areas?parent=").await.ok(), provinces, "an empty field is no field");
    let counties = clerk.get("/areas?parent=6206").await.ok();
    assert_eq!(column(&counties, "name"), ["凉州区", "民勤县"]);
    let villages = clerk.get("/areas?parent=620602130").await.ok();
    assert_eq!(villages["items"].as_array().map(Vec::len), Some(8));
    assert_eq!(
        villages["items"][1],
        json!({
            "code": "620602130200", "name": "桥坡村委会", "level": "village",
            "path": [
                { "code": "62", "name": "甘肃省" }, { "code": "6206", "name": "武威市" },
                { "code": "620602", "name": "凉州区" }, { "code": "620602130", "name": "大柳镇" },
            ],
            "has_children": false, "retired": false, "successor": null,
        })
    );
    assert_eq!(clerk.get("/areas?parent=99").await.ok(), json!({ "items": [] }));
    clerk.get("/areas?parent=6").await.refused(422, "area-malformed");
}

#[tokio::test]
async fn an_area_is_found_by_a_part_of_its_name_or_the_beginning_of_its_code() {
    let app = TestApp::new().await;
    let clerk = app.as_("clerk");
    let find = async |query: &str| column(&clerk.get(&format!("/areas?{query}")).await.ok(), "code");
    assert_eq!(find("q=%E5%A4%A7%E6%9F%B3&within=620602").await, ["620602130", "620602130201"], "大柳");
    assert_eq!(find("q=62060213020").await, (0..=6).map(|n| format!("62060213020{n}")).collect::<Vec<_>>());
    assert_eq!(find("q=6206&within=620621").await, ["620621", "620621100"]);
    // Names lie in one's own county; above the towns they are found everywhere.
    assert_eq!(find("q=%E6%A1%A5%E5%9D%A1").await, ["620602130200"], "桥坡");
    assert_eq!(find("q=%E6%B0%91%E5%8B%A4").await, ["620621"], "民勤");
    assert_eq!(find("q=%E5%87%89%E5%B7%9E").await, ["620602"], "凉州, once");
    assert_eq!(find("q=%E4%B8%89%E9%9B%B7").await, [""; 0], "三雷 is a town of the county next door");
    assert_eq!(find("q=%E4%B8%89%E9%9B%B7&within=6206").await, ["620621100"]);
    // Nothing that is typed is a wildcard.
    assert_eq!(find("q=%25").await, [""; 0]);
    assert_eq!(find("q=_").await, [""; 0]);
    assert_eq!(find(&format!("q={}", "6".repeat(30))).await, [""; 0]);
    clerk.get(&format!("/areas?q={}", "a".repeat(41))).await.refused(422, "too-long");
    clerk.get("/areas?q=a&within=x").await.refused(422, "area-malformed");
}

#[tokio::test]
async fn an_area_is_read_with_the_areas_above_it() {
    let app = TestApp::new().await;
    let clerk = app.as_("far-clerk");
    let town = clerk.get("/areas/620602130").await.ok();
    assert_eq!((&town["name"], &town["level"]), (&json!("大柳镇"), &json!("town")));
    assert_eq!(town["path"].as_array().map(Vec::len), Some(3));
    assert_eq!(town["has_children"], true);
    clerk.get("/areas/620602999").await.refused(404, "not-found");
    clerk.get("/areas/620a").await.refused(422, "area-malformed");
    app.stranger().get("/areas").await.refused(401, "sign-in-needed");
    app.stranger().get("/areas/62").await.refused(401, "sign-in-needed");
}

async fn run(app: &TestApp, path: &Path) -> Report {
    run_for(app, path, &Complete::Nowhere).await
}

async fn run_for(app: &TestApp, path: &Path, complete: &Complete) -> Report {
    let mut last = None;
    let ctx = Ctx::system("test");
    let report = import(&app.app.db, &ctx, path, complete, |now| last = Some(now)).await.expect("the import ends");
    let last = last.expect("progress is told");
    assert_eq!((last.rows, last.bytes), (report.read, last.total_bytes));
    report
}

fn counts(report: &Report) -> [u64; 5] {
    [report.read, report.new, report.renamed, report.unchanged, report.left_out]
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

#[tokio::test]
async fn the_lists_of_a_folder_are_imported_once_and_again() {
    let app = TestApp::empty().await;
    let lists = folder(&[
        ("provinces.csv", "code,name\n62,\"甘肃省\"\n"),
        ("cities.csv", "code,name,provinceCode\n6206,\"武威市\",62\n"),
        // Columns may stand in another order.
        ("areas.csv", "name,code\n凉州区,620602\n民勤县,620621\n"),
        ("streets.csv", "\u{feff}code,name\r\n620602130,大柳镇\r\n"),
        ("villages.csv", "code,name,streetCode\n620602130200,桥坡村委会,620602130\n"),
    ]);
    assert_eq!(counts(&run(&app, lists.path()).await), [6, 6, 0, 0, 0]);
    assert_eq!(counts(&run(&app, lists.path()).await), [6, 0, 0, 6, 0]);
    std::fs::write(lists.path().join("areas.csv"), "code,name\n620602,凉州新区\n620621,民勤县\n").expect("a file");
    assert_eq!(counts(&run(&app, lists.path()).await), [6, 0, 1, 5, 0]);
}

#[tokio::test]
async fn a_bad_line_is_named_and_the_rest_is_kept() {
    let app = TestApp::new().await;
    let mut text =
        b"code,name\n620602130300,\xe6\x96\xb0\xe6\x9d\x91\nabc,x\n62060213,x\n620602130301,\n620602130302,a\x07b\n\
        620602130303\n620602130304,\xff\n620602130300,again\n620699001001,nowhere\n\n620602130305,\"two\nlines\"\n,x\n"
            .to_vec();
    text.extend_from_slice("620602130306,末村\n".as_bytes());
    let lists = folder(&[]);
    let file = lists.path().join("more.csv");
    std::fs::write(&file, text).expect("a file");
    let report = run(&app, &file).await;
    assert_eq!(counts(&report), [13, 2, 0, 0, 11]);
    let bad: Vec<(u64, &str)> = report.bad.iter().map(|b| (b.line, b.reason.en.as_str())).collect();
    assert_eq!(
        bad,
        [
            (3, "the code is not made of digits"),
            (4, "a code has 2, 4, 6, 9, 12 or 15 digits"),
            (5, "the name is missing"),
            (6, "the name contains control characters"),
            (7, "the name is missing"),
            (8, "the line is not UTF-8 text"),
            (9, "the code came before in these files"),
            (10, "the area it lies in is not known"),
            (12, "a quotation mark is not closed"),
            (13, "a quotation mark is not closed"),
            (14, "the code is missing"),
        ]
    );
    assert!(report.bad.iter().all(|b| b.file == "more.csv" && !b.reason.zh.is_empty()));
    let found = app.as_("clerk").get("/areas?q=6206021303").await.ok();
    assert_eq!(column(&found, "name"), ["新村", "末村"]);
}

#[tokio::test]
async fn a_list_may_name_an_area_before_the_one_it_lies_in() {
    let app = TestApp::empty().await;
    let lists = folder(&[(
        "all.csv",
        "code,name\n620602130200,桥坡村委会\n620602130,大柳镇\n620602,凉州区\n6206,武威市\n62,甘肃省\n",
    )]);
    assert_eq!(counts(&run(&app, &lists.path().join("all.csv")).await), [5, 5, 0, 0, 0]);
}

#[tokio::test]
async fn a_long_list_spans_transactions_and_names_the_first_thousand_bad_lines() {
    let app = TestApp::new().await;
    let mut text = "code,name\n".to_owned();
    for n in 0..12_000 {
        text.push_str(&format!("620602130{:03}{:03},第{n}网格\n", 200 + n % 7, n / 7 % 1000));
    }
    let lists = folder(&[("grids.csv", &text)]);
    let report = run(&app, &lists.path().join("grids.csv")).await;
    assert_eq!(counts(&report), [12_000, 7_000, 0, 0, 5_000]);
    assert_eq!(report.bad.len(), 1_000);
}

#[tokio::test]
async fn what_is_no_list_is_refused() {
    let app = TestApp::new().await;
    let ctx = Ctx::system("test");
    let other = folder(&[("other.csv", "id,title\n1,x\n")]);
    for (path, words) in [
        (other.path().to_path_buf(), "there is none of provinces.csv"),
        (other.path().join("other.csv"), "no column \"code\""),
        (other.path().join("missing.csv"), "cannot read"),
    ] {
        let error = import(&app.app.db, &ctx, &path, &Complete::Nowhere, |_| {}).await.expect_err("nothing to read");
        assert!(error.to_string().contains(words), "{error}");
    }
    let events = app.as_("audit").get("/audit/registry-events?stream=areas").await.ok();
    assert_eq!(events["items"], json!([]), "an import that did nothing is no event");
}

/// The areas of the world in 凉州区, but for some, and with some lines more.
fn county_without(gone: &[&str], more: &str) -> String {
    let all = [
        ("620602", "凉州区"),
        ("620602001", "东大街街道"),
        ("620602130", "大柳镇"),
        ("620602130001", "柳苑新村社区居委会"),
        ("620602130200", "桥坡村委会"),
        ("620602130201", "大柳村委会"),
        ("620602130202", "烟房村委会"),
        ("620602130203", "东社村委会"),
        ("620602130204", "西社村委会"),
        ("620602130205", "湖沿村委会"),
        ("620602130206", "王城村委会"),
    ];
    let kept = all.iter().filter(|(code, _)| !gone.contains(code));
    let lines: String = kept.map(|(code, name)| format!("{code},{name},\n")).collect();
    format!("code,name,successor\n{lines}{more}")
}

async fn state(app: &TestApp, code: &str) -> (bool, Value) {
    let area = app.as_("clerk").get(&format!("/areas/{code}")).await.ok();
    (area["retired"] == true, area["successor"].clone())
}

#[tokio::test]
async fn a_list_that_is_complete_for_a_county_ends_what_it_does_not_name_there() {
    let app = TestApp::new().await;
    let county = Complete::Within("620602".parse().expect("a code"));
    let case = Case::registered(&app).await;
    let text = county_without(&["620602130200", "620602130203"], "620602130203,东社村委会,620602130204\n");
    let lists = folder(&[("county.csv", &text)]);
    let file = lists.path().join("county.csv");

    // Without a word about it a list ends only what it says has ended.
    let report = run(&app, &file).await;
    assert_eq!((report.ended, report.again, report.left_out), (1, 0, 0));
    assert_eq!(state(&app, "620602130203").await, (true, json!("620602130204")));
    assert_eq!(state(&app, "620602130200").await, (false, Value::Null));

    let report = run_for(&app, &file, &county).await;
    assert_eq!((report.ended, report.again), (1, 0));
    assert_eq!(state(&app, "620602130200").await, (true, Value::Null));
    assert_eq!(state(&app, "620602130203").await, (true, json!("620602130204")), "its successor stays");
    assert_eq!(state(&app, "620621100").await, (false, Value::Null), "the county next door is no business of it");
    assert_eq!(run_for(&app, &file, &county).await.ended, 0, "again it changes nothing");

    // Pickers show what is in force, matters the name of where they are, and nothing new is registered there.
    let clerk = app.as_("clerk");
    let villages = column(&clerk.get("/areas?parent=620602130").await.ok(), "code");
    assert_eq!((villages.len(), villages.contains(&"620602130200".to_owned())), (6, false));
    assert_eq!(column(&clerk.get("/areas?q=620602130200").await.ok(), "code"), [""; 0]);
    assert_eq!(case.view("clerk").await["area"]["name"], "桥坡村委会");
    assert_eq!(clerk.get("/matters").await.ok()["items"][0]["area"]["name"], "桥坡村委会");
    clerk.post("/matters", intake(&app)).await.refused(422, "area-ended");
    clerk.post("/matters", intake_with(&app, json!({ "area": "620602130201" }))).await.ok();

    // A later list that names it puts it in force again.
    std::fs::write(&file, county_without(&["620602130203"], "")).expect("a file");
    let report = run_for(&app, &file, &county).await;
    assert_eq!((report.ended, report.again), (0, 1));
    assert_eq!(state(&app, "620602130200").await, (false, Value::Null));
    let events = app.as_("audit").get("/audit/registry-events?stream=areas:import").await.ok();
    let told = events["items"][0]["sentence"]["zh"].as_str().unwrap_or_default().to_owned();
    assert_eq!(told, "导入区划：读取10行，新增0个，更名0个，撤销0个，恢复1个，未收0行");
    app.finish().await;
}

#[tokio::test]
async fn a_list_with_a_line_that_cannot_be_read_ends_nothing_by_silence() {
    let app = TestApp::new().await;
    let more = "620602130203,\n620602130205,东社村委会,620602130999\n620602130206,王城村委会,x\n";
    let gone = ["620602130200", "620602130203", "620602130205", "620602130206"];
    let lists = folder(&[("county.csv", &county_without(&gone, more))]);
    let report = run_for(&app, &lists.path().join("county.csv"), &Complete::Everywhere).await;
    let why: Vec<&str> = report.bad.iter().map(|b| b.reason.en.as_str()).collect();
    assert_eq!(
        why,
        [
            "the name is missing",
            "the area that takes its place is not known",
            "the code of the area that takes its place is wrong",
        ]
    );
    assert_eq!(report.ended, 0);
    assert_eq!(state(&app, "620602130200").await, (false, Value::Null));
}

#[tokio::test]
async fn a_list_of_towns_ends_a_town_with_its_villages_and_leaves_the_villages_of_others() {
    let app = TestApp::new().await;
    let lists = folder(&[("streets.csv", "code,name\n620602001,东大街街道\n")]);
    let county = Complete::Within("620602".parse().expect("a code"));
    let mut uow = app.begin().await;
    bandeng_testkit::world::sow_area(&mut uow, "620602001001", "东街社区居委会").await;
    uow.commit().await.expect("an area");
    let report = run_for(&app, lists.path(), &county).await;
    assert_eq!(report.ended, 9, "大柳镇 and what lies in it");
    assert_eq!(state(&app, "620602").await, (false, Value::Null), "the list names no county");
    assert_eq!(state(&app, "620602001001").await, (false, Value::Null));
    assert_eq!(state(&app, "620602130206").await, (true, Value::Null));
}

#[tokio::test]
async fn an_administrator_ends_an_area_with_its_successor() {
    let app = TestApp::new().await;
    let system = app.as_("system");
    let end = |successor: Value| json!({ "successor": successor });
    let path = "/areas/620602130/end";
    system.post(path, end(json!("620602130200"))).await.refused(422, "successor-unfit");
    system.post(path, end(json!("620602999"))).await.refused(422, "area-unknown");
    system.post(path, end(json!("6206O2"))).await.refused(422, "area-malformed");
    system.post("/areas/620602999/end", end(Value::Null)).await.refused(404, "not-found");
    app.as_("clerk").post(path, end(Value::Null)).await.refused(403, "not-allowed");
    let town = system.post(path, end(json!("620602001"))).await.ok();
    assert_eq!((&town["retired"], &town["successor"]), (&json!(true), &json!("620602001")));
    assert_eq!(town["has_children"], false, "nothing in it is in force");
    assert_eq!(state(&app, "620602130206").await, (true, json!("620602001")));
    system.post(path, end(Value::Null)).await.refused(409, "area-over");
    // Neither a successor nor an organisation may lie in what has ended.
    system.post("/areas/620602001/end", end(json!("620602130"))).await.refused(422, "successor-unfit");
    let court = json!({ "kind": "court", "name": "大柳法庭", "area": "620602130" });
    system.post("/organisations", court).await.refused(422, "area-ended");
    let events = app.as_("audit").get("/audit/registry-events?stream=areas").await.ok();
    assert_eq!(events["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(events["items"][0]["sentence"]["zh"], "撤销区划：大柳镇（620602130），由东大街街道接续");
    app.finish().await;
}

/// Squares beside each other, one for each code.
pub(crate) fn outlines(codes: &[&str]) -> Value {
    let features = (0..).zip(codes).map(|(n, code)| {
        let west = 102.0 + f64::from(n) / 10.0;
        let ring = [[west, 37.0], [west + 0.1, 37.0], [west + 0.1, 37.1], [west, 37.1], [west, 37.0]];
        json!({
            "type": "Feature", "properties": { "code": code },
            "geometry": { "type": "Polygon", "coordinates": [ring] },
        })
    });
    json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() })
}

#[tokio::test]
async fn outlines_are_brought_whole_or_with_every_fault_not_at_all() {
    let app = TestApp::new().await;
    let (system, clerk) = (app.as_("system"), app.as_("clerk"));
    assert_eq!(clerk.get("/boundaries?area=620602").await.ok(), json!({ "items": [], "known": 0 }));
    let path = "/boundaries?datum=wgs84&source=%E8%87%AA%E7%84%B6%E8%B5%84%E6%BA%90%E5%B1%80";
    let mut bad = outlines(&["620602130", "620602999", "620602001"]);
    bad["features"][2]["geometry"]["coordinates"][0] =
        json!([[102.0, 37.0], [103.0, 38.0], [103.0, 37.0], [102.0, 38.0], [102.0, 37.0]]);
    let refused = system.post(path, bad.clone()).await.refused(422, "fields-invalid");
    assert_eq!(refused["errors"][0]["code"], "ring-crosses", "{refused:#}");
    bad["features"].as_array_mut().expect("features").pop();
    let refused = system.post(path, bad).await.refused(422, "fields-invalid");
    assert_eq!(
        (&refused["errors"][0]["code"], &refused["errors"][0]["pointer"]),
        (&json!("area-unknown"), &json!("/features/1/properties"))
    );
    system.post("/boundaries?datum=wgs84&source=", outlines(&["62"])).await.refused(422, "fields-invalid");
    assert_eq!(clerk.get("/boundaries?area=620602").await.ok()["known"], 0, "nothing was taken");

    let brought = system.post(path, outlines(&["620602", "620602130000", "620602130200"])).await.ok();
    assert_eq!(brought, json!({ "areas": 3, "points": 15, "datum": "wgs84" }));
    let around = clerk.get("/boundaries?area=620602").await.ok();
    assert_eq!(
        (column(&around, "area"), column(&around, "name")),
        (vec!["620602".into(), "620602130".into()], vec!["凉州区".into(), "大柳镇".into()])
    );
    assert_eq!(around["items"][0]["polygons"][0][0][2], json!([102.1, 37.1]));
    // Brought again, the later one stands.
    let moved = system.post("/boundaries?datum=gcj02&source=map", outlines(&["620602"])).await.ok();
    assert_eq!(moved["areas"], 1);
    let around = clerk.get("/boundaries?area=620602").await.ok();
    assert_eq!((&around["known"], &around["items"][0]["source"]), (&json!(3), &json!("map")));
    assert_ne!(around["items"][0]["polygons"][0][0][2], json!([102.1, 37.1]));
    let events = app.as_("audit").get("/audit/registry-events").await.ok();
    assert!(events.to_string().contains("导入边界：3个区划（自然资源局）"), "{events:#}");
    app.finish().await;
}
