//! From a pointer into a paper's data to the place on the screen where it is mended.

use super::data::Composed;

/// The key of the place, as the module's table has it; none where nothing on the screen mends it.
pub(super) fn key(pointer: &str, composed: &Composed) -> Option<String> {
    let mut steps = pointer.split('/').skip(1);
    let (first, second) = (steps.next()?, steps.next());
    let index = || second.and_then(|i| i.parse::<usize>().ok());
    Some(match first {
        "matter" => match second? {
            place @ ("narrative" | "claims" | "place") => place.to_owned(),
            "title" | "occurred_on" => "narrative".to_owned(),
            _ => return None,
        },
        "committee" => "committee".to_owned(),
        "parties" => match index().and_then(|i| composed.parties.get(i)) {
            Some(no) if steps.next() == Some("guardian") => format!("parties/{no}/guardian"),
            Some(no) => format!("parties/{no}"),
            None => "parties".to_owned(),
        },
        "acceptance" => "acceptance".to_owned(),
        "sessions" => match index().and_then(|i| composed.data.sessions.get(i)) {
            Some(session) => format!("sessions/{}", session.no),
            None => "sessions".to_owned(),
        },
        "investigations" => "investigations".to_owned(),
        "evidence" => "evidence".to_owned(),
        "undisputed_facts" => "undisputed_facts".to_owned(),
        "powers_of_attorney" | "service_addresses" => match composed.no {
            Some(party) => format!("parties/{party}"),
            None => "parties".to_owned(),
        },
        "mediators" => "mediators".to_owned(),
        "agreement" => "agreement".to_owned(),
        "termination" | "decline" => "ending".to_owned(),
        "follow_ups" => "follow_up".to_owned(),
        "confirmation" | "court_request" => "parties".to_owned(),
        "proofs" | "reminder" => "fulfilment".to_owned(),
        "urgent_report" => match composed.no {
            Some(no) => format!("urgent_reports/{no}"),
            None => "urgent_reports".to_owned(),
        },
        _ => return None,
    })
}
