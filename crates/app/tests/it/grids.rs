//! Grids: who keeps them, who answers, borders with their history, and points that find their grid.

use bandeng_testkit::world::{FAR_TOWN, TOWN, VILLAGE};
use bandeng_testkit::{Answer, TestApp};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::places::outlines;

/// The grid of a group that the tests open.
pub(crate) const GRID: &str = "620602130200001";

pub(crate) fn group(code: &str) -> Value {
    json!({ "code": code, "kind": "general", "name": "桥坡村一组网格", "supervision_phone": "0935-6123456" })
}

pub(crate) fn change(version: i64) -> Value {
    json!({ "version": version, "kind": "dedicated", "name": "桥坡集市网格" })
}

pub(crate) fn workers(app: &TestApp, version: i64) -> Value {
    let worker = |login: &str, part: &str, phone: &str| json!({ "account": app.world.account(login).to_string(), "part": part, "phone": phone, "from": "2026-03-01" });
    json!({ "version": version, "workers": [
        worker("grid-worker", "responsible", "13900000001"), worker("grid-worker2", "backup", "13900000002"),
    ] })
}

/// A square of a tenth of a degree with its west and south edge.
fn square(west: f64, south: f64) -> Value {
    let (east, north) = (west + 0.1, south + 0.1);
    json!([[[[west, south], [east, south], [east, north], [west, north], [west, south]]]])
}

pub(crate) fn border(version: i64) -> Value {
    json!({ "version": version, "datum": "wgs84", "coordinates": square(102.0, 37.0), "source": "实地踏勘" })
}

pub(crate) fn point(longitude: f64, latitude: f64) -> Value {
    json!({ "at": { "longitude": longitude, "latitude": latitude, "datum": "wgs84" } })
}

pub(crate) async fn version(app: &TestApp, code: &str) -> i64 {
    app.as_("coordinator").get(&format!("/grids/{code}")).await.ok()["version"].as_i64().expect("a version")
}

/// A grid with its people and its border; its version.
pub(crate) async fn opened(app: &TestApp) -> i64 {
    let coordinator = app.as_("coordinator");
    coordinator.post("/grids", group(GRID)).await.is(201);
    coordinator.put(&format!("/grids/{GRID}/workers"), workers(app, 1)).await.ok();
    coordinator.put(&format!("/grids/{GRID}/border"), border(2)).await.ok()["version"].as_i64().expect("a version")
}

fn codes(found: &Value) -> Vec<String> {
    let items = found["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["code"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn find(app: &TestApp, longitude: f64, latitude: f64) -> Vec<String> {
    codes(&app.as_("clerk").post("/grids/find", point(longitude, latitude)).await.ok())
}

fn names(people: &Value) -> Vec<&str> {
    people.as_array().into_iter().flatten().filter_map(|person| person["name"].as_str()).collect()
}

#[tokio::test]
async fn a_centre_keeps_the_grids_of_its_area() {
    let app = TestApp::new().await;
    let coordinator = app.as_("coordinator");
    let opened = coordinator.post("/grids", group(GRID)).await.is(201).json;
    assert_eq!((&opened["level"], &opened["kept_here"], &opened["version"]), (&json!(3), &json!(true), &json!(1)));
    assert_eq!(opened["path"][4]["name"], "桥坡村委会", "the area came into being with it");
    coordinator.post("/grids", group(GRID)).await.refused(409, "grid-exists");
    coordinator.post("/grids", group(TOWN)).await.is(201);
    coordinator.post("/grids", group(VILLAGE)).await.is(201);
    coordinator.post("/grids", group("620602")).await.refused(422, "grid-level");
    coordinator.post("/grids", group(FAR_TOWN)).await.refused(403, "area-beyond");
    coordinator.post("/grids", group("620602130999001")).await.refused(422, "area-unknown");
    app.as_("clerk").post("/grids", group("620602130200009")).await.refused(403, "not-allowed");

    let path = format!("/grids/{GRID}");
    let mut wrong = workers(&app, 1);
    wrong["workers"][0]["account"] = json!(app.world.account("mediator").to_string());
    wrong["workers"][1]["phone"] = json!("12");
    let refused = coordinator.put(&format!("{path}/workers"), wrong).await.refused(422, "grid-worker-unfit");
    assert_eq!(refused["errors"][1]["pointer"], "/workers/1/phone", "{refused:#}");
    let set = coordinator.put(&format!("{path}/workers"), workers(&app, 1)).await.ok();
    assert_eq!((names(&set["duty"]["responsible"]), names(&set["duty"]["backup"])), (vec!["高巡山"], vec!["林守田"]));
    coordinator.put(&path, change(1)).await.refused(409, "grid-moved");
    assert_eq!(coordinator.put(&path, change(2)).await.ok()["name"], "桥坡集市网格");

    let lines = app.as_("mediator").get(&format!("/grids?area={TOWN}")).await.ok();
    assert_eq!(codes(&lines), [TOWN, VILLAGE, GRID]);
    assert_eq!(lines["items"][2]["people"], json!(["高巡山", "林守田"]));
    coordinator.post(&format!("{path}/end"), json!({ "version": 3 })).await.ok();
    coordinator.put(&path, change(4)).await.refused(409, "grid-over");
    coordinator.post("/grids", group(GRID)).await.refused(409, "grid-exists");
    let told = app.as_("audit").get("/audit/registry-events").await.ok().to_string();
    assert!(told.contains("撤销网格：桥坡集市网格（620602130200001）") && told.contains("安排网格员"), "{told}");
    app.finish().await;
}

#[tokio::test]
async fn the_back_up_stands_in_while_somebody_is_away() {
    let app = TestApp::new().await;
    opened(&app).await;
    let leave = |from: &str, until: &str| json!({ "leave": [{ "from": from, "until": until }] });
    let path = format!("/grids/leave/{}", app.world.account("grid-worker"));
    let own = app.as_("grid-worker");
    own.put(&path, leave("2026-03-05", "2026-03-04")).await.refused(422, "dates-reversed");
    assert_eq!(own.put(&path, leave("2026-03-02", "2026-03-03")).await.ok()["leave"][0]["until"], "2026-03-03");
    let duty = || async { app.as_("clerk").get(&format!("/grids/{GRID}")).await.ok()["duty"].clone() };
    let away = duty().await;
    assert_eq!((names(&away["responsible"]), &away["stood_in"]), (vec!["林守田"], &json!(true)));
    app.clock.forward_days(2);
    assert_eq!(names(&duty().await["responsible"]), ["高巡山"]);
    app.as_("coordinator").put(&path, leave("2026-03-06", "2026-03-06")).await.ok();
    app.as_("grid-worker2").put(&path, leave("2026-03-06", "2026-03-06")).await.refused(403, "not-allowed");
    app.finish().await;
}

#[tokio::test]
async fn a_point_finds_its_grid_today_and_as_it_was() {
    let app = TestApp::new().await;
    let version = opened(&app).await;
    let coordinator = app.as_("coordinator");
    coordinator.post("/grids", group(TOWN)).await.is(201);
    let wide = json!([[[[101.9, 36.9], [102.5, 36.9], [102.5, 37.5], [101.9, 37.5], [101.9, 36.9]]]]);
    let town = json!({ "version": 1, "datum": "wgs84", "coordinates": wide, "source": "界线图" });
    coordinator.put(&format!("/grids/{TOWN}/border"), town).await.ok();
    assert_eq!(find(&app, 102.05, 37.05).await, [GRID, TOWN]);
    assert_eq!(find(&app, 102.45, 37.05).await, [TOWN]);
    assert_eq!(find(&app, 103.0, 38.0).await, Vec::<String>::new());
    app.as_("clerk").post("/grids/find", point(37.05, 102.05)).await.refused(422, "coordinate-outside");

    // Redrawn from the fifth: what was here on the second, was.
    app.clock.set(date(2026, 3, 4).at(9, 0, 0, 0));
    let moved = json!({
        "version": version, "datum": "wgs84", "coordinates": square(102.3, 37.3), "source": "调整", "valid_from": "2026-03-05",
    });
    let redrawn = coordinator.put(&format!("/grids/{GRID}/border"), moved).await.ok();
    assert_eq!(
        (&redrawn["borders"][0]["valid_from"], &redrawn["borders"][1]["valid_until"]),
        (&json!("2026-03-05"), &json!("2026-03-05"))
    );
    assert_eq!(find(&app, 102.05, 37.05).await, [GRID, TOWN], "not yet");
    app.clock.set(date(2026, 3, 5).at(9, 0, 0, 0));
    assert_eq!(find(&app, 102.05, 37.05).await, [TOWN]);
    assert_eq!(find(&app, 102.35, 37.35).await, [GRID, TOWN]);
    let mut then = point(102.05, 37.05);
    then["on"] = json!("2026-03-02");
    assert_eq!(codes(&app.as_("clerk").post("/grids/find", then).await.ok()), [GRID, TOWN]);
    let early = json!({
        "version": 4, "datum": "wgs84", "coordinates": square(102.3, 37.3), "source": "调整", "valid_from": "2026-03-01",
    });
    coordinator.put(&format!("/grids/{GRID}/border"), early).await.refused(409, "border-too-early");
    app.finish().await;
}

#[tokio::test]
async fn a_border_that_is_none_is_told_at_its_place() {
    let app = TestApp::new().await;
    let coordinator = app.as_("coordinator");
    coordinator.post("/grids", group(GRID)).await.is(201);
    let path = format!("/grids/{GRID}/border");
    let draw = |ring: Value| json!({ "version": 1, "datum": "wgs84", "coordinates": [[ring]], "source": "手绘" });
    let at = |answer: Answer, code: &str| {
        let refused = answer.refused(422, code);
        refused["errors"][0]["pointer"].as_str().expect("a place").to_owned()
    };
    let bow = json!([[102.0, 37.0], [103.0, 38.0], [103.0, 37.0], [102.0, 38.0], [102.0, 37.0]]);
    assert_eq!(at(coordinator.put(&path, draw(bow.clone())).await, "ring-crosses"), "/coordinates/0/0");
    let turned = json!([[37.0, 102.0], [37.0, 103.0], [38.0, 103.0], [37.0, 102.0]]);
    assert_eq!(at(coordinator.put(&path, draw(turned)).await, "coordinate-outside"), "/coordinates/0/0/0");
    // Held against the county's outline once there is one.
    let county = json!({ "type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": { "code": "620602" },
        "geometry": { "type": "Polygon", "coordinates": [[[101.9, 36.9], [102.6, 36.9], [102.6, 37.6], [101.9, 37.6], [101.9, 36.9]]] },
    }] });
    app.as_("system").post("/boundaries?datum=wgs84&source=map", county).await.ok();
    let far = json!({ "version": 1, "datum": "wgs84", "coordinates": square(103.0, 37.0), "source": "手绘" });
    assert_eq!(at(coordinator.put(&path, far).await, "grid-outside"), "/coordinates");

    // A file: every fault at its feature, and nothing taken.
    let import = "/grids/borders?datum=wgs84&source=map";
    let mut file = outlines(&[GRID, "620602130200777", FAR_TOWN]);
    let refused = coordinator.post(import, file.clone()).await.refused(422, "grid-unknown");
    let told: Vec<(&Value, &Value)> =
        refused["errors"].as_array().into_iter().flatten().map(|e| (&e["code"], &e["pointer"])).collect();
    assert_eq!(
        told,
        [
            (&json!("grid-unknown"), &json!("/features/1/properties")),
            (&json!("area-beyond"), &json!("/features/2/properties")),
        ]
    );
    file["features"].as_array_mut().expect("features").truncate(1);
    file["features"][0]["geometry"]["coordinates"][0] = bow;
    assert_eq!(at(coordinator.post(import, file).await, "ring-crosses"), "/features/0/geometry/coordinates/0");
    assert_eq!(version(&app, GRID).await, 1, "nothing was taken");
    let brought = coordinator.post(import, outlines(&[GRID])).await.ok();
    assert_eq!(brought, json!({ "grids": 1, "points": 5, "datum": "wgs84", "held_against_county": true }));
    assert_eq!(find(&app, 102.05, 37.05).await, [GRID]);
    app.finish().await;
}

#[tokio::test]
async fn borders_come_out_as_they_went_in_in_the_system_asked_for() {
    let app = TestApp::new().await;
    opened(&app).await;
    let clerk = app.as_("clerk");
    let plain = clerk.get(&format!("/grids/borders?area={TOWN}&datum=wgs84")).await.ok();
    assert_eq!((&plain["items"][0]["polygons"], &plain["cut_off"]), (&square(102.0, 37.0), &json!(false)));
    let answer = clerk.get(&format!("/grids/borders/file?area={TOWN}&datum=gcj02")).await.is(200);
    assert!(answer.header("content-type").starts_with("application/geo+json"));
    let file: Value = serde_json::from_slice(&answer.bytes).expect("JSON");
    assert_eq!((&file["datum"], &file["features"][0]["properties"]["code"]), (&json!("gcj02"), &json!(GRID)));
    let shifted = file["features"][0]["geometry"]["coordinates"][0][0][0][0].as_f64().expect("a longitude");
    assert!((shifted - 102.0).abs() > 0.001, "GCJ-02 lies elsewhere: {shifted}");
    // Brought again as what it is, it is where it was.
    app.as_("coordinator").post("/grids/borders?datum=gcj02&source=map", file).await.ok();
    assert_eq!(find(&app, 102.0999, 37.0999).await, [GRID]);
    assert_eq!(find(&app, 102.1001, 37.0999).await, Vec::<String>::new());
    app.finish().await;
}

#[tokio::test]
async fn the_card_says_who_is_there_and_where_to_complain() {
    let app = TestApp::new().await;
    opened(&app).await;
    let card = app.as_("grid-worker").get(&format!("/grids/{GRID}/card")).await.is(200);
    assert!(card.bytes.starts_with(b"%PDF"), "a PDF");
    assert!(card.header("content-type").starts_with("application/pdf"));
    app.as_("clerk").get("/grids/620602130200555/card").await.refused(404, "not-found");
    app.finish().await;
}

#[tokio::test]
async fn the_page_may_load_tiles_from_exactly_where_the_site_gets_them() {
    use bandeng_app::http::state::MapSource;
    use bandeng_core::places::datum::Datum;
    let map = MapSource {
        tiles: "https://tiles.example.cn/t/{z}/{x}/{y}.png".into(),
        datum: Datum::Gcj02,
        attribution: "审图号：GS（2026）1号".into(),
    };
    let app = TestApp::with_settings(bandeng_app::Settings { map: Some(map), ..Default::default() }).await;
    let answer = app.as_("clerk").get("/map").await.is(200);
    let policy = answer.header("content-security-policy").to_owned();
    assert!(policy.contains("connect-src 'self' https://tiles.example.cn;"), "{policy}");
    assert_eq!((&answer.json["datum"], answer.json["tiles"].is_string()), (&json!("gcj02"), true));
    let without = TestApp::new().await;
    let answer = without.as_("clerk").get("/map").await.is(200);
    assert_eq!(answer.json["tiles"], Value::Null);
    assert!(!answer.header("content-security-policy").contains("http"), "{answer:?}");
    for wrong in [
        "javascript:{z}{x}{y}",
        "https://a.cn/{z}/{x}",
        "https://u:p@a.cn/{z}/{x}/{y}",
        "https://a.cn; script-src */{z}/{x}/{y}",
    ] {
        let map = MapSource { tiles: wrong.into(), datum: Datum::Wgs84, attribution: String::new() };
        assert_eq!(map.origin(), None, "{wrong}");
    }
    app.finish().await;
    without.finish().await;
}
