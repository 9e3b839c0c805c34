//! Numbers of somebody else: of the next county, of another matter, of another party. A number opens nothing by itself.

use axum::http::Method;
use bandeng_core::kernel::Id;
use bandeng_testkit::world::{FAR_COUNTY, FAR_TOWN, sow_account};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{leaves, rows_in_order, with_body};
use crate::authorization::house::{House, Sent};
use crate::support::Case;

/// Operations with a variable part in the address that names nothing of one county alone, and why.
const SHARED: &[(&str, &str)] = &[
    ("read_area", "places are public"),
    ("read_calendar_draft", "the calendar is the whole house's"),
    ("save_calendar_draft", "the calendar is the whole house's"),
    ("discard_calendar_draft", "the calendar is the whole house's"),
    ("publish_calendar", "the calendar is the whole house's"),
    ("read_template", "a form's name; each county reads its own wording"),
    ("save_template_draft", "a form's name; each county writes its own wording"),
    ("preview_template", "a form's name; each county reads its own wording"),
    ("publish_template", "a form's name; each county writes its own wording"),
    ("discard_template_draft", "a form's name; each county writes its own wording"),
    ("read_organisation", "the directory is for all staff"),
    ("end_session", "one's own sessions by their number: of others nothing is told"),
    ("remove_factor", "one's own factors"),
    ("see_reminder", "one's own reminders: of others nothing is told"),
    ("save_draft", "one's own drafts by their form's name"),
    ("read_draft", "one's own drafts by their form's name"),
    ("drop_draft", "one's own drafts by their form's name"),
    ("read_stamp", "the seal is the whole house's"),
    ("look_into_unusual", "the accesses are the whole house's"),
    ("read_grid", "what hangs at the gate: who to call"),
    ("print_grid_card", "what hangs at the gate: who to call"),
];

/// Somebody of each role in the next county.
struct Neighbours {
    house: House,
    made: Vec<(&'static str, Id)>,
}

/// Role there, kind and name of the body, and its area.
const MADE: &[(&str, &str, &str, &str)] = &[
    ("judicial_officer", "judicial_office", "三雷司法所", FAR_TOWN),
    ("department_officer", "police", "三雷派出所", FAR_TOWN),
    ("system_administrator", "justice_bureau", "民勤县司法局", FAR_COUNTY),
    ("security_administrator", "justice_bureau", "民勤县司法局二", FAR_COUNTY),
    ("audit_administrator", "justice_bureau", "民勤县司法局三", FAR_COUNTY),
    ("grid_worker", "village_committee", "上雷村人民调解委员会", FAR_TOWN),
    ("hall_screen", "centre", "三雷镇综治中心二", FAR_TOWN),
    ("leader", "centre", "三雷镇综治中心三", FAR_TOWN),
];

impl Neighbours {
    async fn new() -> Self {
        let house = House::new().await;
        let mut uow = house.app.begin().await;
        let mut made = Vec::new();
        for (role, kind, name, area) in MADE {
            let account = sow_account(&mut uow, &format!("far-{role}"), name).await;
            let (organisation, post) = (uow.next_id(), uow.next_id());
            let at = uow.now();
            let values = [organisation.into(), (*kind).into(), (*name).into(), (*area).into(), at.into()];
            let sql = "INSERT INTO organisations (id, kind, name, area, created_at) VALUES ($1, $2, $3, $4, $5)";
            uow.technical().execute_raw(uow.statement(sql, values)).await.expect("a body of the next county");
            let created = json!({ "kind": kind, "name": name, "area": area });
            uow.record_registry(format!("organisation:{organisation}"), "organisation.created", &created)
                .expect("told");
            let values = [post.into(), account.into(), organisation.into(), (*role).into(), "2026-03-01".into()];
            let sql = "INSERT INTO posts (id, account_id, organisation_id, role, from_on) VALUES ($1, $2, $3, $4, $5)";
            uow.technical().execute_raw(uow.statement(sql, values)).await.expect("a post of the next county");
            let given = json!({ "role": role, "organisation": organisation.to_string() });
            uow.record_registry(format!("account:{account}"), "post.given", &given).expect("told");
            // A password of one's own, as whoever signed in before has.
            let sql = "UPDATE accounts SET must_change = FALSE, area = $2 WHERE id = $1";
            let values = [account.into(), (*area).into()];
            uow.technical().execute_raw(uow.statement(sql, values)).await.expect("an account");
            made.push((*role, account));
        }
        uow.commit().await.expect("they are there");
        Self { house, made }
    }

    /// Who has the same post in the next county.
    fn of(&self, login: &str) -> bandeng_testkit::Client {
        let role = match login {
            "clerk" | "clerk2" => return self.house.app.as_("far-clerk"),
            "coordinator" | "county-coordinator" => return self.house.app.as_("far-coordinator"),
            "director" => return self.house.app.as_("far-director"),
            "mediator" | "mediator2" | "far-mediator" => return self.house.app.as_("far-mediator"),
            "judicial" | "county-judicial" => "judicial_officer",
            "officer" | "judge" | "water-officer" => "department_officer",
            "system" => "system_administrator",
            "security" => "security_administrator",
            "audit" => "audit_administrator",
            "grid-worker" => "grid_worker",
            "screen" => "hall_screen",
            "leader" => "leader",
            other => panic!("who is {other}?"),
        };
        let found = self.made.iter().find(|(made, _)| *made == role).expect("somebody of this role");
        self.house.app.as_account(found.1)
    }
}

#[tokio::test]
async fn the_same_post_in_the_next_county_opens_nothing_by_number() {
    let far = Neighbours::new().await;
    let (mut tried, mut passed) = (0, Vec::new());
    for row in rows_in_order(&far.house) {
        let (_, pattern) = &far.house.operations[row.operation];
        let own_door = far.house.door(&row) != "sign-in-needed";
        let public = bandeng_app::http::openapi::PUBLIC.contains(&row.operation);
        if !pattern.contains('{') || public || own_door || SHARED.iter().any(|(id, _)| *id == row.operation) {
            continue;
        }
        let answer = far.house.send(&row, &far.of(row.may)).await;
        tried += 1;
        if !matches!(answer.status, 403 | 404) {
            passed.push(format!("{} {} {}", row.operation, answer.status, answer.json));
        }
    }
    assert!(passed.is_empty(), "the next county comes through:\n{}", passed.join("\n"));
    assert!(tried > 90, "only {tried} operations were tried");
    far.house.app.finish().await;
}

#[tokio::test]
async fn a_number_of_one_matter_opens_nothing_in_another() {
    let house = House::new().await;
    let other = Case::registered(&house.app).await;
    let numbered = ["/attachments/{", "/signatures/{", "/offers/{", "/notes/{", "/dossier/{", "/days/{"];
    let mut tried = 0;
    // What is read comes first: what is written gives the other matter numbers of its own.
    let mut rows = rows_in_order(&house);
    rows.sort_by_key(|row| house.operations[row.operation].0 != Method::GET);
    for row in rows {
        let (method, pattern) = &house.operations[row.operation];
        if !row.path.starts_with(&format!("/matters/{}/", house.matter)) {
            continue;
        }
        let mut swapped = row.clone();
        swapped.path = row.path.replace(&house.matter, &other.code);
        let answer = house.send(&swapped, &house.client(&row, Some(row.may))).await;
        assert!(answer.status < 500, "{} {}", row.operation, answer.status);
        let told = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(!told.contains(&house.matter), "{} tells of another matter", row.operation);
        if numbered.iter().any(|part| pattern.contains(part)) && *method == Method::GET && answer.status < 300 {
            // A day of the other matter's own may have the same number.
            assert!(pattern.contains("/days/"), "{} opens {}", row.operation, swapped.path);
        }
        tried += 1;
    }
    assert!(tried > 40, "only {tried} were tried");
    house.app.finish().await;
}

#[tokio::test]
async fn a_party_of_another_matter_opens_no_number_of_this_one() {
    let house = House::new().await;
    let elsewhere = house.client(&house.rows[0], Some("party:elsewhere"));
    let mut tried = 0;
    for row in rows_in_order(&house).into_iter().filter(|row| house.own.iter().any(|own| own == row.operation)) {
        let (_, pattern) = &house.operations[row.operation];
        if row.operation == "leave" {
            continue;
        }
        let answer = house.send(&row, &elsewhere).await;
        assert!(answer.status < 500, "{}", row.operation);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&house.matter), "{}", row.operation);
        if pattern.contains('{') {
            assert!((400..500).contains(&answer.status), "{} opens {}", row.operation, row.path);
            tried += 1;
        }
    }
    assert!(tried >= 5, "only {tried} numbers were tried");
    house.app.finish().await;
}

/// Forms that name a body or a person: one of the next county is refused as one that does not exist.
#[tokio::test]
async fn no_form_takes_a_body_or_a_person_of_the_next_county() {
    // May be named across the border: a letter comes from any court, and whoever helps may be anywhere.
    const ANYWHERE: &[(&str, &str)] = &[
        ("grant_access", "/organisation"),
        ("keep_letter", "/form/entrustment/organisation"),
        ("issue_key", "/organisation"),
    ];
    let house = House::new().await;
    let (far_body, far_person) =
        (house.app.world.organisation("far-committee"), house.app.world.account("far-mediator"));
    let bodies = ["centre", "committee", "village-committee", "judicial-office", "court", "police", "bureau", "water"];
    let bodies: Vec<String> = bodies.iter().map(|name| house.app.world.organisation(name).to_string()).collect();
    let people = ["clerk", "mediator", "mediator2", "director", "judicial", "grid-worker", "grid-worker2", "officer"];
    let people: Vec<String> = people.iter().map(|login| house.app.world.account(login).to_string()).collect();
    let (mut tried, mut passed) = (0, Vec::new());
    for row in rows_in_order(&house) {
        let Sent::Form(body) = &row.body else { continue };
        for at in leaves(body) {
            let Some(Value::String(text)) = body.pointer(&at) else { continue };
            let other = match text {
                text if bodies.contains(text) => far_body,
                text if people.contains(text) => far_person,
                _ => continue,
            };
            let mut changed = body.clone();
            *changed.pointer_mut(&at).expect("a leaf") = json!(other.to_string());
            let row = with_body(&row, changed);
            let answer = house.send(&row, &house.client(&row, Some(row.may))).await;
            tried += 1;
            if !(400..500).contains(&answer.status) && !ANYWHERE.contains(&(row.operation, at.as_str())) {
                passed.push(format!("{} {at} {} {}", row.operation, answer.status, answer.json));
            }
        }
    }
    assert!(passed.is_empty(), "taken:\n{}", passed.join("\n"));
    assert!(tried >= 5, "only {tried} forms name a body or a person");
    house.app.finish().await;
}
