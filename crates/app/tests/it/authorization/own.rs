//! The roster, applying for somebody, and what parties do and are given in person.

use bandeng_testkit::world::{TOWN, VILLAGE};
use serde_json::json;

use super::house::Row;
use super::rows::{At, none, row};
use crate::apply;

pub(super) fn rows(at: &At) -> Vec<Row> {
    let At { app, matter, version, .. } = *at;
    let m = |rest: &str| format!("/matters/{matter}{rest}");
    let roster = |rest: &str| format!("/organisations/{}/roster{rest}", app.world.organisation("committee"));
    const NO_REGISTRARS: &[&str] = &["leader", "officer", "system"];
    const NO_DESK: &[&str] = &["mediator2", "leader", "far-clerk"];
    const NOT_IN_PERSON: &[&str] = &["mediator2", "leader", "far-clerk", "grid-worker"];
    // A sign-in opens nothing at the residents' door.
    const STAFF: &[&str] = &["clerk", "mediator", "director", "leader", "audit", "far-clerk"];
    vec![
        row("list_roster", &roster(""), none(), "director", &["system", "security", "audit"]),
        row(
            "set_profile",
            &roster(&format!("/{}", app.world.account("mediator"))),
            crate::roster::profile(),
            "director",
            &["clerk", "mediator2", "far-director", "system"],
        ),
        row(
            "publish_profile",
            &roster("/public"),
            json!({ "public": true }),
            "mediator",
            &["clerk", "far-mediator", "system"],
        ),
        row("read_public_roster", &format!("/public/mediators?area={TOWN}"), none(), "audit", &[]),
        row("give_choice_link", &m("/mediations/1/choice/links"), json!({ "party": 1 }), "clerk", NO_DESK),
        row("read_my_choice", "/residents/choice", none(), "party:1", STAFF),
        row("choose_mediator", "/residents/choice", json!({ "accepts": [] }), "party:1", STAFF),
        row("read_notice_of", &format!("/applications/notice?area={VILLAGE}"), none(), "grid-worker", NO_REGISTRARS),
        row("help_to_apply", "/applications", apply::helped(), "grid-worker", NO_REGISTRARS),
        row("list_party_papers", &m("/parties/1/papers"), none(), "clerk", NOT_IN_PERSON),
        row(
            "share_paper",
            &m("/parties/1/papers/0000-0000-0000-0000"),
            json!({ "shared": true }),
            "clerk",
            NOT_IN_PERSON,
        ),
        row(
            "arrange_meeting",
            &m("/meeting"),
            json!({ "version": version, "meeting": { "at": "2026-03-05T09:30:00", "place": "大柳镇调解室" } }),
            "clerk",
            NO_DESK,
        ),
        row("ask_own_code", "/residents/codes", json!({}), "party:1", STAFF),
        row("prove_telephone", "/residents/proof", json!({ "digits": "000000" }), "party:1", STAFF),
        row("read_my_privacy", "/residents/privacy", none(), "party:1", STAFF),
        row("who_looked_at_mine", "/residents/who-looked", none(), "party:1", STAFF),
        row("take_my_data", "/residents/data", none(), "party:1", STAFF),
        row("agree_to_notice", "/residents/privacy/consent", json!({ "notice": 0 }), "party:1", STAFF),
        row("ask_correction", "/residents/privacy/corrections", json!({ "what": "电话换了" }), "party:1", STAFF),
        row(
            "answer_correction",
            &m("/corrections/1/answer"),
            json!({ "version": version, "done": true, "note": "" }),
            "clerk",
            NO_DESK,
        ),
        row("take_consent_back", "/residents/privacy/withdrawal", none(), "party:1", STAFF),
    ]
}
