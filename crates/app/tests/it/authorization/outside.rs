//! Other bodies, residents, and what is kept of persons.

use serde_json::json;

use super::house::{Row, Sent};
use super::rows::{At, OUTSIDERS, none, row};
use crate::{apply, entrusting, privacy};

pub(super) fn rows(at: &At) -> Vec<Row> {
    let At { app, matter, version, letters, doors, .. } = *at;
    let m = |rest: &str| format!("/matters/{matter}{rest}");
    const NO_POST: &[&str] = &["mediator", "director", "judicial", "leader", "system", "security", "audit"];
    const NO_KEYS: &[&str] = &["clerk", "director", "judge", "leader", "system", "audit"];
    const PEOPLE: &[&str] = &["judge", "clerk", "coordinator", "security", "system"];
    let letter = |rest: &str| format!("/letters/{}{rest}", letters.letter);
    let sent = |rest: &str| format!("/entrusting/cases/{}{rest}", entrusting::NUMBER);
    const NO_HANDLERS: &[&str] =
        &["mediator2", "judicial", "leader", "officer", "system", "security", "audit", "far-clerk", "far-director"];
    const NO_EDITORS: &[&str] = &["clerk", "coordinator", "director", "leader", "system", "audit"];
    // A sign-in opens nothing at the residents' door.
    const STAFF: &[&str] = &["clerk", "mediator", "director", "leader", "audit", "far-clerk"];
    vec![
        // letters
        row("list_letters", "/letters", none(), "clerk", NO_POST),
        row(
            "keep_letter",
            "/letters",
            entrusting::typed(app, "函2"),
            "clerk",
            &["judge", "mediator", "director", "leader"],
        ),
        row("read_letter", &letter(""), none(), "judge", &["officer", "far-clerk", "mediator", "leader", "audit"]),
        row("replay_letter", &letter("/replay"), json!({}), "clerk", &["judge", "far-clerk", "director", "leader"]),
        row(
            "dismiss_letter",
            &letter("/dismissal"),
            json!({ "reason": "重复" }),
            "coordinator",
            &["judge", "far-clerk", "director", "leader"],
        ),
        row("read_matter_letters", &m("/letters"), none(), "clerk", OUTSIDERS),
        row(
            "make_letter_move",
            &m("/letters/moves"),
            json!({ "version": version, "make": { "move": "certify", "to": "大柳派出所" } }),
            "clerk",
            &["mediator", "mediator2", "leader", "judge", "far-clerk"],
        ),
        row("list_keys", "/entrusting/keys", none(), "security", NO_KEYS),
        row("issue_key", "/entrusting/keys", entrusting::new_key(app, "court", &["case.read"]), "security", NO_KEYS),
        row("revoke_key", &format!("/entrusting/keys/{}", letters.spare), none(), "security", NO_KEYS),
        row("list_sent_cases", "/entrusting/cases", none(), "key:court", PEOPLE),
        row(
            "send_case",
            "/entrusting/cases",
            entrusting::sent("（2026）甘0602诉前调9号"),
            "key:court",
            &["key:police", "judge", "clerk", "security"],
        ),
        row(
            "list_sent_case_papers",
            &sent("/papers"),
            none(),
            "key:court",
            &["key:police", "judge", "clerk", "security"],
        ),
        row(
            "fetch_sent_case_paper",
            &sent("/papers/entrusting-receipt"),
            none(),
            "key:court",
            &["key:police", "judge", "clerk", "security"],
        ),
        row("read_sent_case", &sent(""), none(), "key:court", &["key:police", "judge", "clerk", "security"]),
        row(
            "withdraw_sent_case",
            &sent("/withdrawal"),
            json!({ "reason": "当事人申请立案" }),
            "key:court",
            &["key:police", "judge", "clerk", "security"],
        ),
        // residents
        row("enter", "/public/residents/sessions", doors.entry(), "audit", &[]),
        row(
            "ask_entry_code",
            "/public/residents/codes",
            json!({ "code": matter, "phone": "13800000001" }),
            "clerk",
            &[],
        ),
        row("read_application_form", "/public/applications/form?area=620602", none(), "clerk", &[]),
        row("list_application_places", "/public/applications/places?parent=620602", none(), "clerk", &[]),
        row("advise_applicant", "/public/applications/advice", apply::answers("wages"), "clerk", &[]),
        row("ask_application_code", "/public/applications/codes", apply::wanted("13800000003"), "clerk", &[]),
        row("send_application", "/public/applications", apply::application(""), "keyed", &[]),
        row("follow_matter", "/residents/matter", none(), "party:1", STAFF),
        row("read_own_paper", "/residents/papers/0000-0000-0000-0000", none(), "party:1", STAFF),
        row("read_receipt", "/residents/receipt", none(), "party:1", STAFF),
        Row { body: Sent::File, ..row("add_own_file", "/residents/attachments", none(), "party:1", STAFF) },
        row(
            "read_road",
            &m("/parties/1/road"),
            none(),
            "mediator",
            &["mediator2", "judicial", "officer", "leader", "system", "security", "audit", "far-clerk"],
        ),
        row("read_demo_messages", "/public/demo/messages", none(), "clerk", &[]),
        row(
            "list_messages",
            &m("/messages"),
            none(),
            "mediator",
            &["mediator2", "judicial", "officer", "leader", "system", "security", "audit", "far-clerk"],
        ),
        row("read_resident", "/residents/session", none(), "party:1", STAFF),
        row("list_my_papers", "/residents/signatures", none(), "party:1", STAFF),
        row("read_my_paper", "/residents/signatures/1", none(), "party:2", &["clerk", "party:elsewhere"]),
        row("read_my_paper_file", "/residents/signatures/2/paper", none(), "party:1", &["party:2", "party:elsewhere"]),
        row(
            "sign_on_phone",
            "/residents/signatures/1/given",
            crate::signing::on_phone(1),
            "party:1",
            &["party:elsewhere"],
        ),
        row("take_my_signature_back", "/residents/signatures/1/taken-back", json!({}), "party:1", &["party:elsewhere"]),
        row("read_my_ladder", "/residents/offers", none(), "party:1", STAFF),
        row("add_my_offer", "/residents/offers", crate::offers::position("道歉"), "party:1", STAFF),
        row("make_my_offer_move", "/residents/offers/1/moves", json!({ "move": "accept" }), "party:1", STAFF),
        row("read_my_follow_up", "/residents/follow-up", none(), "party:1", STAFF),
        row("answer_follow_up", "/residents/follow-up", json!({ "kept": "fully" }), "party:1", STAFF),
        row("leave", "/residents/session", none(), "party:2", STAFF),
        row(
            "give_slip",
            &m("/parties/1/slip"),
            none(),
            "mediator",
            &["mediator2", "judicial", "officer", "leader", "system", "security", "audit", "far-clerk"],
        ),
        // personal data
        row("read_notice", "/privacy/notice", none(), "security", NO_EDITORS),
        row("publish_notice", "/privacy/notice", privacy::new_notice(), "security", NO_EDITORS),
        row("read_privacy", &m("/privacy"), none(), "mediator", NO_HANDLERS),
        row(
            "give_privacy_consent",
            &m("/parties/1/privacy-consents"),
            json!({ "version": version, "notice": 0, "how": "oral" }),
            "clerk",
            NO_HANDLERS,
        ),
        row(
            "withdraw_privacy_consent",
            &m("/parties/1/privacy-withdrawal"),
            json!({ "version": version, "how": "oral" }),
            "director",
            NO_HANDLERS,
        ),
        row("give_own_data", &m("/parties/1/data"), none(), "clerk", NO_HANDLERS),
        row("print_own_data", &m("/parties/1/data/paper"), none(), "mediator", NO_HANDLERS),
        row("read_erasure", &m("/parties/1/erasure"), none(), "clerk", NO_HANDLERS),
        row(
            "erase_data",
            &m("/parties/1/erasure"),
            json!({ "version": version, "how": "paper" }),
            "clerk",
            NO_HANDLERS,
        ),
        row(
            "hold_matter",
            &m("/hold"),
            json!({ "version": version, "hold": { "reason": "正在复查", "until": "2026-12-31" } }),
            "director",
            NO_HANDLERS,
        ),
        row("who_looked", &m("/parties/1/who-looked"), none(), "clerk", NO_HANDLERS),
        row("print_who_looked", &m("/parties/1/who-looked/paper"), none(), "mediator", NO_HANDLERS),
    ]
}
