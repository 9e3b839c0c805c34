//! The fields there are: the data of every form with one of everything.

use std::sync::LazyLock;

use serde_json::Value;

use crate::form::Form;
use crate::paper::*;
use crate::view;

static EVERYTHING: LazyLock<PaperData> = LazyLock::new(everything);

/// What a template of this form can name. Values in it mean nothing.
pub(super) fn shape(form: &Form) -> Value {
    view::complete(view::visible(form, &EVERYTHING).unwrap_or(Value::Null))
}

fn everything() -> PaperData {
    let word = || vec![String::new()];
    let served = || vec![Served::default()];
    let party =
        || PartyBlock { agents: vec![Agent::default()], guardian: Some(Guardian::default()), ..Default::default() };
    PaperData {
        matter: Matter { claims: word(), ..Default::default() },
        parties: vec![party()],
        acceptance: Some(Acceptance::default()),
        decline: Some(Decline { channels: word(), served: served(), ..Default::default() }),
        notice_of_rights: Some(NoticeOfRights { told: served(), ..Default::default() }),
        sessions: vec![Session { present: word(), others: word(), ..Default::default() }],
        agreement: Some(Agreement {
            terms: word(),
            obligations: vec![Obligation::default()],
            signers: vec![Signer::default()],
            ..Default::default()
        }),
        mediators: word(),
        termination: Some(Termination { remedies: word(), served: served(), ..Default::default() }),
        follow_ups: vec![FollowUp { visited: word(), visited_by: word(), ..Default::default() }],
        urgent_report: Some(UrgentReport { receipt: Some(Receipt::default()), ..Default::default() }),
        investigations: vec![Investigation { others: word(), by: word(), asked: party(), ..Default::default() }],
        evidence: vec![EvidenceItem::default()],
        undisputed_facts: vec![UndisputedFact { agreed_by: word(), ..Default::default() }],
        powers_of_attorney: vec![PowerOfAttorney {
            principal: party(),
            agents: vec![Agent::default()],
            ..Default::default()
        }],
        service_addresses: vec![ServiceAddress::default()],
        confirmation: Some(Confirmation {
            applicants: vec![CourtParty { party: party(), ..Default::default() }],
            requests: word(),
            attachments: word(),
            ..Default::default()
        }),
        court_request: Some(CourtRequest {
            applicants: vec![CourtParty { party: party(), ..Default::default() }],
            respondents: vec![CourtParty { party: party(), ..Default::default() }],
            requests: word(),
            attachments: word(),
            ..Default::default()
        }),
        reminder: Some(Reminder::default()),
        letter: Some(Letter { materials: word(), ..Default::default() }),
        certificate: Some(Certificate::default()),
        closing: Some(ClosingReport { handlers: word(), ..Default::default() }),
        proofs: vec![ProofOfPerformance::default()],
        event: Some(EventSheet {
            to: word(),
            task: Some(EventTask::default()),
            units: vec![EventTask::default()],
            step: Some(EventStep { before: word(), ..Default::default() }),
            charge: Some(EventCharge { meetings: vec![ChargeMeeting::default()], ..Default::default() }),
            ..Default::default()
        }),
        dossier: Some(Dossier { contents: vec![ContentsRow::default()], ..Default::default() }),
        ..PaperData::default()
    }
}
