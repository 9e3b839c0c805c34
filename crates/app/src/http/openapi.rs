//! All routes of the API with the document they make.

use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use super::{App, answers, auth};
use crate::{
    apply, attachments, audit, backup, calendar, calls, destruction, dictionaries, dispatch, dossiers, entrusting,
    figures, follow_ups, grids, identity, intake, ledger, matters, mediation, messages, offers, papers, people, places,
    privacy, residents, reviews, roster, rounds, search, signing, templates, vault, work,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bandeng",
        description = "From a trouble at the window to an archived matter. Every write carries the header `X-Requested-With`; \
                       sentences for people come in Chinese and English; errors are RFC 9457 problem details with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(super::problem::ProblemBody))
)]
struct Document;

/// Operations that ask for no sign-in, by their identifier. Whatever is not named here answers 401 to a stranger; the
/// authorization test walks the document and holds each to it.
pub const PUBLIC: &[&str] = &[
    "sign_in",
    "read_sign_in_ways",
    "give_second_factor",
    "ask_passkey",
    "sign_in_by_passkey",
    "begin_openid",
    "sign_in_by_openid",
    "read_public_figures",
    "check_paper",
    "check_paper_file",
    "enter",
    "read_public_roster",
    "ask_entry_code",
    "read_application_form",
    "list_application_places",
    "advise_applicant",
    "ask_application_code",
    "send_application",
    "read_demo_messages",
    "raise_call",
    "follow_call",
    "cancel_call",
    "answer_call",
    "ask_enrolment",
    "read_help",
    "report_openly",
    "show_event",
    "follow_event",
    "answer_event",
];

/// The tag of the operations for systems of other bodies: they ask for a key, and a sign-in opens none of them.
pub const SYSTEMS: &str = "entrusting-systems";

/// The tag of the operations for machines that call for help: a signed request, or the key of a device.
pub const CALL_DOORS: &str = "call-doors";

/// The tag of the operations for a party in person: they ask for the session of that party, and no sign-in or key opens
/// them.
pub const RESIDENTS: &str = "residents";

/// The routes under `/api/v1`, and the OpenAPI document that describes them.
pub fn router() -> OpenApiRouter<App> {
    let mut router = OpenApiRouter::with_openapi(Document::openapi()).nest(
        "/api/v1",
        OpenApiRouter::new()
            .merge(identity::api::routes())
            .merge(places::api::routes())
            .merge(dictionaries::api::routes())
            .merge(templates::api::routes())
            .merge(calendar::api::routes())
            .merge(people::api::routes())
            .merge(work::api::routes())
            .merge(intake::api::routes())
            .merge(matters::api::routes())
            .merge(ledger::api::routes())
            .merge(search::api::routes())
            .merge(figures::api::routes())
            .merge(grids::api::routes())
            .merge(calls::api::routes())
            .merge(mediation::api::routes())
            .merge(offers::api::routes())
            .merge(dispatch::api::routes())
            .merge(entrusting::api::routes())
            .merge(papers::api::routes())
            .merge(signing::api::routes())
            .merge(follow_ups::api::routes())
            .merge(dossiers::api::routes())
            .merge(reviews::api::routes())
            .merge(roster::api::routes())
            .merge(rounds::api::routes())
            .merge(vault::api::routes())
            .merge(attachments::api::routes())
            .merge(residents::api::routes())
            .merge(apply::api::routes())
            .merge(messages::api::routes())
            .merge(privacy::api::routes())
            .merge(audit::api::routes())
            .merge(backup::api::routes())
            .merge(destruction::api::routes()),
    );
    let document = router.get_openapi_mut();
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(auth::COOKIE)));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("session", cookie);
    let own = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(residents::COOKIE)));
    components.add_security_scheme("resident", own);
    components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    for (path, item) in &mut document.paths.paths {
        // Whatever an address names may not be there.
        let names_something = path.contains('{');
        operations(item).for_each(|operation| common_answers(operation, names_something));
    }
    router
}

/// What every operation has in common, said once: the sign-in, and what the shell may answer.
fn common_answers(operation: &mut Operation, names_something: bool) {
    let public = operation.operation_id.as_deref().is_some_and(|id| PUBLIC.contains(&id));
    let tagged = |wanted: &str| operation.tags.iter().flatten().any(|tag| tag == wanted);
    let door = if tagged(SYSTEMS) || tagged(CALL_DOORS) {
        "key"
    } else if tagged(RESIDENTS) {
        "resident"
    } else {
        "session"
    };
    let mut parameters = operation.parameters.iter().flatten();
    let asks = parameters.any(|one| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query));
    operation.security = Some(if public { Vec::new() } else { vec![SecurityRequirement::new(door, [""; 0])] });
    let answers = &mut operation.responses.responses;
    for (status, answer) in answers.iter_mut().filter(|(status, _)| status.starts_with(['4', '5'])) {
        let RefOr::T(answer) = answer else { continue };
        if let Some(body) = answer.content.swap_remove("application/json") {
            answer.content.insert(answers::PROBLEM.to_owned(), body);
        }
        if answer.description.is_empty() {
            answer.description = meaning(status).to_owned();
        }
    }
    let mut add = |status: &str, description: &str| {
        answers.entry(status.to_owned()).or_insert_with(|| answers::problem(description).into());
    };
    if !public {
        add("401", meaning("401"));
    }
    if names_something {
        add("404", meaning("404"));
    }
    // What stands in an address or behind its question mark is read into values, each of which may be none.
    if names_something || asks {
        add("422", meaning("422"));
    }
    add("default", "Malformed, too large, too often, or the server cannot work at the moment");
}

/// What a status means, where an operation says no more.
fn meaning(status: &str) -> &'static str {
    match status {
        "400" => "The request cannot be read",
        "401" => "Nobody is signed in, or the key does not hold",
        "403" => "The post does not allow this",
        "404" => "Not found, or not within reach",
        "409" => "The state does not allow it, or somebody else was faster",
        "413" => "Larger than is taken",
        "422" => "Fields that need mending",
        "429" => "Too often; try later",
        "503" => "The server cannot work at the moment",
        _ => "A problem",
    }
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut path.get, &mut path.put, &mut path.post, &mut path.delete, &mut path.patch]
        .into_iter()
        .filter_map(Option::as_mut)
}

/// The document, as it is committed under `openapi/`.
pub fn document() -> utoipa::openapi::OpenApi {
    router().into_openapi()
}
