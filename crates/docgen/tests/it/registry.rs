//! The entries hold together.

use bandeng_docgen::*;

use crate::tools::form;
use bandeng_docgen::sample::{full, minimal};

fn fields(code: &str, data: &PaperData) -> Vec<String> {
    lacking(form(code), data).into_iter().map(|l| l.field).collect()
}

#[test]
fn codes_and_slugs_are_unique_and_found() {
    let codes: Vec<&str> = FORMS.iter().map(|f| f.code).collect();
    let numbers: Vec<String> = (1..=12).map(|n| format!("D{n}")).collect();
    let official = numbers.iter().map(String::as_str);
    let letters = ["D13a", "D13b", "D13c", "D13d"];
    let rest = ["D14", "D15", "D16", "D17", "D18", "D19", "D20", "D21", "D22", "D23", "C1", "C2", "C3", "C4", "C5"];
    let street = ["C6", "C7", "C8", "C9", "C10", "C11"];
    assert_eq!(codes, official.chain(letters).chain(rest).chain(street).collect::<Vec<_>>());
    for form in FORMS {
        assert_eq!(Form::by_slug(form.slug), Some(form));
        assert_eq!(Form::by_code(form.code), Some(form));
        assert!(form.slug.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", form.slug);
    }
    assert!(Form::by_code("D0").is_none());
}

#[test]
fn full_data_lack_nothing_on_any_form() {
    for form in FORMS {
        assert_eq!(lacking(form, &full()), [], "{}", form.code);
    }
}

/// A pointer with a typing slip would lack for ever, or never.
#[test]
fn every_required_pointer_begins_in_a_part_the_form_may_see() {
    for form in FORMS {
        for required in form.required {
            let part = required.pointer.split('/').nth(1).unwrap_or_default();
            assert!(
                ["matter", "committee", "dossier_number"].contains(&part) || form.parts.iter().any(|p| p.key() == part),
                "{} {}",
                form.code,
                required.pointer
            );
        }
    }
}

#[test]
fn an_empty_agreement_lacks_its_parts_in_the_order_of_the_entry() {
    assert_eq!(
        fields("D7", &minimal()),
        ["agreement_number", "agreement_facts", "agreement_terms", "agreement_copies", "mediators"]
    );
    assert_eq!(
        fields("D7", &PaperData::default()),
        [
            "matter_code",
            "committee_name",
            "agreement_number",
            "party_name",
            "party_name",
            "agreement_facts",
            "agreement_terms",
            "agreement_copies",
            "mediators"
        ]
    );
}

#[test]
fn minimal_data_lack_what_each_form_asks_for() {
    assert_eq!(fields("D1", &minimal()), ["party_phone", "narrative", "claims"]);
    assert_eq!(fields("D2", &minimal()), ["accepted_on", "kind", "source", "narrative", "accepted_by"]);
    assert_eq!(fields("D3", &minimal()), [""; 0]);
    assert_eq!(
        fields("D6", &minimal()),
        [
            "session_started",
            "session_place",
            "session_matter",
            "session_present",
            "session_record",
            "session_result",
            "mediators"
        ]
    );
    assert_eq!(
        fields("D11", &minimal()),
        ["termination_started_on", "termination_ended_on", "termination_reason", "termination_remedies"]
    );
    assert_eq!(fields("D12", &minimal()), ["declined_on", "decline_reason", "decline_channels"]);
}

#[test]
fn lacking_points_at_the_very_element() {
    let mut data = full();
    data.parties[1].name = "  ".to_owned();
    data.sessions.push(Session { record: String::new(), ..data.sessions[0].clone() });
    let at = |code| lacking(form(code), &data).into_iter().map(|l| l.pointer).collect::<Vec<_>>();
    assert_eq!(at("D7"), ["/parties/1/name"]);
    assert_eq!(at("D6"), ["/sessions/1/record"]);
    // Both "the respondent's name" and "each party's name" find the same field: said once.
    assert_eq!(at("D1"), ["/parties/1/name"]);
}

#[test]
fn labels_are_in_both_languages() {
    for required in FORMS.iter().flat_map(|f| f.required) {
        assert!(!required.label_zh.is_ascii() && required.label_en.is_ascii(), "{required:?}");
    }
}

#[test]
fn data_survive_json_and_refuse_unknown_keys() {
    let text = serde_json::to_string(&full()).expect("JSON");
    assert_eq!(serde_json::from_str::<PaperData>(&text).expect("data"), full());
    assert!(serde_json::from_str::<PaperData>(r#"{"reporter": "someone"}"#).is_err());
}
