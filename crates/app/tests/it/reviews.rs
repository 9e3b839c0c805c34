//! Reviews of files: the lot, the score, the way back, the figures of committees.

use bandeng_core::reviews::{Rubric, draw};
use bandeng_testkit::TestApp;
use bandeng_testkit::world::{COUNTY, FAR_TOWN};
use serde_json::{Value, json};

use crate::dossiers::{archived, finish};
use crate::support::{Case, intake_with, text};

/// A file whose second party was told by telephone: nothing signed for it is there.
async fn without_notice(app: &TestApp) -> Case<'_> {
    let case = Case::registered(app).await;
    case.assigned().await;
    for (party, how) in [(1, "signed"), (2, "telephone")] {
        case.make("clerk", json!({ "move": "give_notice", "parties": [party], "how": how, "on": "2026-03-02" })).await;
    }
    case.make("mediator", crate::support::joint("2026-03-02T09:00:00")).await;
    case.make("mediator", crate::support::draft()).await;
    case.make("mediator", json!({ "move": "agree_in_writing" })).await;
    for party in [1, 2] {
        let signer = json!({ "as": "party", "party": party });
        case.make("mediator", json!({ "move": "sign", "signer": signer, "how": "fingerprint", "on": "2026-03-02" }))
            .await;
    }
    let signer = json!({ "as": "mediator", "account": app.world.account("mediator").to_string() });
    case.make("mediator", json!({ "move": "sign", "signer": signer, "how": "signature", "on": "2026-03-02" })).await;
    case.make("mediator", json!({ "move": "affix_seal", "on": "2026-03-02" })).await;
    finish(&case).await;
    case
}

/// Full points, but for these items.
fn given(lost: &[(&str, u16, &str)]) -> Value {
    let items = Rubric::preset().items;
    let given = items.iter().map(|item| {
        let (points, note) = lost.iter().find(|l| l.0 == item.code).map_or((item.points, ""), |l| (l.1, l.2));
        json!({ "item": item.code, "points": points, "note": note })
    });
    json!({ "given": given.collect::<Vec<_>>() })
}

#[tokio::test]
async fn files_are_drawn_scored_and_one_goes_back_with_a_reason_and_a_day() {
    let app = TestApp::new().await;
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.push(archived(&app, intake_with(&app, json!({}))).await.code);
    }
    let wanting = without_notice(&app).await;
    codes.push(wanting.code.clone());
    // Neither open nor sealed ones are in the urn.
    Case::registered(&app).await.in_effect().await;
    let judicial = app.as_("judicial");
    let review =
        judicial.post("/reviews", json!({ "year": 2026, "files": 20, "seed": "7-12-31-08" })).await.is(201).ok();
    let id = text(&review["id"]);
    assert_eq!(
        (&review["population"], &review["rubric_version"], &review["state"]),
        (&json!(5), &json!(0), &json!("open"))
    );
    let drawn: Vec<String> =
        review["files"].as_array().expect("files").iter().map(|file| text(&file["code"])).collect();
    assert_eq!(drawn, draw("7-12-31-08", &codes, 20));
    let repeated = judicial.get(&format!("/reviews/{id}/draw")).await.ok();
    assert_eq!((&repeated["same"], &repeated["drawn"]), (&json!(true), &json!(drawn)));

    // What the house sees by itself.
    let n = drawn.iter().position(|code| *code == wanting.code).expect("it was drawn") + 1;
    let path = format!("/reviews/{id}/files/{n}");
    let file = judicial.get(&path).await.ok();
    let finding = |file: &Value, item: &str| {
        let items = file["items"].as_array().expect("items");
        items.iter().find(|i| i["item"]["code"] == item).expect("the item")["finding"].clone()
    };
    assert_eq!(finding(&file, "notice")["sound"], false);
    assert_eq!(finding(&file, "notice")["text"]["zh"], "没有签收的告知书：吴大勇。");
    assert_eq!((&finding(&file, "seal")["sound"], &finding(&file, "order")), (&json!(true), &Value::Null));
    assert_eq!(file["open"], true);

    // Scored, explained, sent back.
    let score = |n: usize| format!("/reviews/{id}/files/{n}/score");
    judicial.put(&score(n), given(&[("notice", 0, "")])).await.refused(422, "reason-needed");
    let back = json!({ "version": file["version"], "reason": "缺吴大勇签收的权利义务告知书", "until": "2026-03-20" });
    judicial.post(&format!("{path}/return"), back.clone()).await.refused(409, "review-unfinished");
    let scored = judicial.put(&score(n), given(&[("notice", 0, "没有吴大勇签收的告知书")])).await.ok();
    assert_eq!((&scored["score"], &scored["scored"]["failed"]), (&json!(85), &json!(["notice"])));
    let mut early = back.clone();
    early["until"] = json!("2026-03-01");
    judicial.post(&format!("{path}/return"), early).await.refused(422, "out-of-range");
    let returned = judicial.post(&format!("{path}/return"), back.clone()).await.ok();
    assert_eq!(
        (&returned["state"], &returned["until"], &returned["open"]),
        (&json!("returned"), &json!("2026-03-20"), &json!(false))
    );
    judicial.post(&format!("{path}/return"), back).await.refused(409, "file-moved");

    let matter = wanting.view("clerk").await;
    assert_eq!(
        (&matter["state"], &matter["repair_reason"]),
        (&json!("closed"), &json!("缺吴大勇签收的权利义务告知书"))
    );
    assert_eq!(matter["repair_until"], "2026-03-20");
    let told = app.as_("clerk").get(&wanting.path("/timeline")).await.ok().to_string();
    assert!(told.contains("卷宗退回整改，限2026-03-20前改好：缺吴大勇签收的权利义务告知书"), "{told}");

    // Finished when all are scored; figures are the committee's, and no mediator's name is in them.
    judicial.post(&format!("/reviews/{id}/finish"), json!(null)).await.refused(409, "review-unfinished");
    for other in (1..=5).filter(|other| *other != n) {
        judicial.put(&score(other), given(&[])).await.ok();
    }
    // Mended meanwhile.
    app.as_("clerk").upload(&wanting.path("/attachments"), "告知书签收页.pdf", b"%PDF-1.7\n%%EOF\n").await.ok();
    wanting.try_move("clerk", json!({ "move": "archive" })).await.ok();
    let done = judicial.send(axum::http::Method::POST, &format!("/reviews/{id}/finish"), None).await.ok();
    assert_eq!(done["state"], "finished");
    let figures = &done["committees"][0];
    assert_eq!(figures["committee"], "大柳镇人民调解委员会");
    assert_eq!((&figures["figures"]["scored"], &figures["figures"]["returned"]), (&json!(5), &json!(1)));
    assert_eq!(
        (&figures["figures"]["mean_tenths"], &figures["figures"]["lost"]),
        (&json!(970), &json!({ "notice": 1 }))
    );
    assert!(!done.to_string().contains("李和平"));
    let mended = done["files"].as_array().expect("files").iter().filter(|file| file["mended"] == true).count();
    assert_eq!(mended, 1);
    judicial.put(&score(1), given(&[])).await.refused(409, "review-over");
    app.finish().await;
}

#[tokio::test]
async fn who_reviews_sees_the_files_of_their_area_and_no_sealed_one() {
    let app = TestApp::new().await;
    let judicial = app.as_("judicial");
    let wish = json!({ "year": 2026, "files": 20 });
    judicial.post("/reviews", wish.clone()).await.refused(409, "nothing-to-draw");
    let open = archived(&app, intake_with(&app, json!({}))).await;
    let sealed = archived(&app, intake_with(&app, json!({}))).await;
    sql(&app, &format!("UPDATE matters SET sealed = TRUE WHERE code = '{}'", sealed.code)).await;
    let review = judicial.post("/reviews", wish.clone()).await.is(201).ok();
    let codes: Vec<String> =
        review["files"].as_array().expect("files").iter().map(|file| text(&file["code"])).collect();
    assert_eq!((codes, &review["population"]), (vec![open.code.clone()], &json!(1)));
    // The county sees the town's review, and draws itself; a town does not draw elsewhere.
    let county = app.as_("county-judicial");
    let id = text(&review["id"]);
    assert_eq!(county.get(&format!("/reviews/{id}")).await.ok()["seed"], review["seed"]);
    let own = county.post("/reviews", json!({ "year": 2026, "files": 5, "area": COUNTY })).await.is(201).ok();
    judicial.get(&format!("/reviews/{}", text(&own["id"]))).await.refused(404, "not-found");
    assert_eq!(judicial.get("/reviews").await.ok()["items"].as_array().expect("items").len(), 1);
    assert_eq!(county.get("/reviews").await.ok()["items"].as_array().expect("items").len(), 2);
    judicial.post("/reviews", json!({ "year": 2026, "files": 5, "area": FAR_TOWN })).await.refused(403, "area-beyond");
    judicial.post("/reviews", json!({ "year": 2026, "files": 0 })).await.refused(422, "out-of-range");
    judicial.post("/reviews", json!({ "year": 2026, "files": 5, "seed": "1 2" })).await.refused(422, "seed-malformed");
    // Sealed since: the file is not there any more.
    sql(&app, &format!("UPDATE matters SET sealed = TRUE WHERE code = '{}'", open.code)).await;
    judicial.get(&format!("/reviews/{id}/files/1")).await.refused(404, "not-found");
    judicial.put(&format!("/reviews/{id}/files/1/score"), given(&[])).await.refused(404, "not-found");
    // It holds the review up no longer, and counts as drawn and not scored.
    let seen = judicial.get(&format!("/reviews/{id}")).await.ok();
    assert_eq!((&seen["files"][0]["away"], &seen["complete"]), (&json!(true), &json!(true)));
    let done = judicial.post(&format!("/reviews/{id}/finish"), Value::Null).await.ok();
    let figures = &done["figures"];
    assert_eq!((&figures["drawn"], &figures["scored"]), (&json!(1), &json!(0)));
    for login in ["clerk", "director", "mediator", "leader", "system", "audit"] {
        app.as_(login).get("/reviews").await.refused(403, "not-allowed");
    }
    app.finish().await;
}

async fn sql(app: &TestApp, text: &str) {
    use sea_orm::ConnectionTrait;
    app.app.db.technical().execute_unprepared(text).await.expect("a statement");
}

#[tokio::test]
async fn a_rubric_is_published_for_a_county_and_what_goes_on_keeps_its_own() {
    let app = TestApp::new().await;
    archived(&app, intake_with(&app, json!({}))).await;
    let (town, county) = (app.as_("judicial"), app.as_("county-judicial"));
    let review = town.post("/reviews", json!({ "year": 2026, "files": 1 })).await.is(201).ok();
    let mut rubric = serde_json::to_value(Rubric::preset()).expect("JSON");
    let unchanged = json!({ "takes_effect_on": "2026-03-02", "rubric": rubric });
    county.post("/reviews/rubric", unchanged).await.refused(409, "rubric-unchanged");
    rubric["items"][0]["points"] = json!(20);
    let new = json!({ "takes_effect_on": "2026-03-02", "rubric": rubric });
    town.post("/reviews/rubric", new.clone()).await.refused(403, "area-beyond");
    let mut wrong = new.clone();
    wrong["rubric"]["items"][1]["points"] = json!(0);
    let faults = county.post("/reviews/rubric", wrong).await.refused(422, "out-of-range");
    assert_eq!(faults["errors"][0]["pointer"], "/rubric/items/1/points");
    let published = county.post("/reviews/rubric", new).await.is(201).ok();
    assert_eq!(published["in_force"]["version"], 1);
    assert_eq!(town.get("/reviews/rubric").await.ok()["in_force"]["rubric"]["items"][0]["points"], 20);
    let kept = town.get(&format!("/reviews/{}", text(&review["id"]))).await.ok();
    assert_eq!((&kept["rubric_version"], &kept["rubric"]["items"][0]["points"]), (&json!(0), &json!(10)));
    let next = town.post("/reviews", json!({ "year": 2026, "files": 1 })).await.is(201).ok();
    assert_eq!(next["rubric_version"], 1);
    app.finish().await;
}
