//! Rounds: places and bodies, never persons.

use bandeng_store::entities;
use bandeng_testkit::TestApp;
use bandeng_testkit::world::TOWN;
use sea_orm::{EntityTrait, IdenStatic, Iterable};
use serde_json::{Value, json};

use crate::grids::{self, GRID};

pub(crate) fn plan() -> Value {
    json!({ "name": "三月走访", "area": TOWN, "from_on": "2026-03-01", "until_on": "2026-03-31", "stops": [
        { "kind": "grid", "grid": GRID }, { "kind": "organisation", "grid": GRID, "what": "桥坡村卫生室" },
    ] })
}

pub(crate) fn record(on: &str) -> Value {
    json!({ "done_on": on, "done": "看了三条巷道，路灯两盏不亮。", "wished": "修路灯" })
}

pub(crate) fn matter() -> Value {
    json!({ "kind": "neighbours", "narrative": "卫生室与隔壁为下水道争执。", "parties": [
        { "side": "applicant", "kind": "legal", "name": "桥坡村卫生室" },
        { "side": "respondent", "kind": "natural", "name": "吴大勇" },
    ] })
}

/// A grid must be there already.
pub(crate) async fn planned(app: &TestApp) -> String {
    let made = app.as_("coordinator").post("/rounds", plan()).await.is(201).json;
    made["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn what_was_done_covers_a_grid_and_what_came_of_it_becomes_a_matter() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let id = planned(&app).await;
    let worker = app.as_("grid-worker");
    let listed = worker.get("/rounds").await.ok();
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["stops"]), (&json!(id), &json!(2)));
    let stop = |n: u8| format!("/rounds/{id}/stops/{n}");
    worker.put(&stop(1), record("2026-03-03")).await.refused(422, "date-in-future");
    let seen = worker.put(&stop(1), record("2026-03-02")).await.ok();
    assert_eq!((&seen["stations"][0]["wished"], &seen["done"]), (&json!("修路灯"), &json!(1)));
    worker.put(&stop(9), record("2026-03-02")).await.refused(404, "not-found");

    let receipt = worker.post(&format!("{}/matter", stop(2)), matter()).await.is(201).json;
    let code = receipt["code"].as_str().expect("a code");
    let made = worker.get(&format!("/matters/{code}")).await.ok();
    assert_eq!((&made["place"], &made["channel"]), (&json!("桥坡村卫生室"), &json!("visit")), "{made:#}");
    worker.post(&format!("{}/matter", stop(2)), matter()).await.refused(409, "stop-has-matter");
    assert_eq!(worker.get(&format!("/rounds/{id}")).await.ok()["stations"][1]["matter"], json!(code));

    let coordinator = app.as_("coordinator");
    let asked = format!("/rounds/coverage?area={TOWN}&from=2026-03-01&until=2026-03-31");
    let covered = coordinator.get(&asked).await.ok();
    assert_eq!(
        covered["items"],
        json!([{ "grid": { "code": GRID, "name": "桥坡村一组网格" }, "stops": 1, "last_on": "2026-03-02" }])
    );
    app.as_("coordinator").send(axum::http::Method::POST, &format!("/rounds/{id}/close"), None).await.ok();
    worker.put(&stop(1), record("2026-03-02")).await.refused(409, "round-over");
    app.as_("far-clerk").get(&format!("/rounds/{id}")).await.refused(404, "not-found");
    app.finish().await;
}

#[tokio::test]
async fn the_number_of_a_person_is_warned_of_and_a_plan_has_no_field_for_one() {
    let app = TestApp::new().await;
    grids::opened(&app).await;
    let coordinator = app.as_("coordinator");
    let mut named = plan();
    named["stops"][1]["what"] = json!("找电话13800000001的人");
    let warned = coordinator.post("/rounds", named.clone()).await.refused(409, "text-personal");
    assert_eq!(warned["errors"][0]["pointer"], "/stops/1/what", "{warned:#}");
    named["nobody_named"] = json!(true);
    coordinator.post("/rounds", named).await.is(201);
    for field in ["person", "people", "category", "party"] {
        let mut with = plan();
        with["stops"][0][field] = json!("x");
        coordinator.post("/rounds", with).await.is(422);
    }
    let mut elsewhere = plan();
    elsewhere["stops"][0]["grid"] = json!("620602130200777");
    coordinator.post("/rounds", elsewhere).await.refused(422, "grid-unknown");
    app.finish().await;
}

/// Nowhere does a row say where a person was: no table holds both somebody and a point, and no row of a round or a border
/// index holds somebody who went.
#[test]
fn no_table_can_list_the_places_of_one_person_over_time() {
    fn columns<E: EntityTrait>() -> Vec<String> {
        E::Column::iter().map(|column| column.as_str().to_owned()).collect()
    }
    let of_rounds = [columns::<entities::rounds::Entity>(), columns::<entities::round_stops::Entity>()].concat();
    for column in &of_rounds {
        let personal = ["account", "person", "worker", "_by", "name_of", "phone", "longitude", "latitude"];
        assert!(!personal.iter().any(|word| column.contains(word)), "rounds: {column}");
    }
    let tables = [
        ("calls", columns::<entities::calls::Entity>()),
        ("call_rings", columns::<entities::call_rings::Entity>()),
        ("callers", columns::<entities::callers::Entity>()),
        ("grid_workers", columns::<entities::grid_workers::Entity>()),
        ("grid_leaves", columns::<entities::grid_leaves::Entity>()),
        ("accesses", columns::<entities::accesses::Entity>()),
        ("sessions", columns::<entities::sessions::Entity>()),
        ("jobs", columns::<entities::jobs::Entity>()),
    ];
    for (table, columns) in tables {
        for column in columns {
            let point = ["longitude", "latitude", "lng", "position", "track", "west", "point"];
            assert!(!point.iter().any(|word| column.contains(word)), "{table}.{column}");
        }
    }
}
