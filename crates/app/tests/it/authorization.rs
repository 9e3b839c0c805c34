//! Every operation of the document has a row here that says who may and who may not: an endpoint without a row fails the
//! build (HOUSE invariant 6). A new endpoint costs one line in [`table`].

use std::collections::BTreeMap;

use axum::http::Method;
use bandeng_app::http::openapi::{CALL_DOORS, PUBLIC, RESIDENTS, SYSTEMS, document};
use bandeng_store::crypt::signature;
use bandeng_testkit::world::{COUNTY, FAR_TOWN, TOWN, VILLAGE};
use bandeng_testkit::{Answer, PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::dossiers::archived;
use crate::residents::{self, Doors};
use crate::support::{Case, draft, intake, joint};
use crate::{
    apply, calls, dictionaries, dispatch, entrusting, grids, history, imports, places, privacy, rounds, vault,
};

/// Who may call an operation, and who may not.
struct Row {
    operation: &'static str,
    path: String,
    body: Sent,
    may: &'static str,
    may_not: &'static [&'static str],
}

/// What goes with a request.
enum Sent {
    Nothing,
    Form(Value),
    File,
    /// A ledger as a spreadsheet.
    Sheet,
    /// An edited paper.
    Paper,
    /// Dictionaries as text.
    Text(String),
}

/// A letter that a court's system sent, and the key with which it did; a key of the police that only reads, and one that is
/// there to be revoked.
struct Post {
    letter: String,
    court: String,
    police: String,
    spare: String,
}

/// The vault of the committee: a note as a browser would send it, and the recoveries that wait for each officer.
struct Sealed {
    note: Value,
    waiting: String,
    agreed: String,
    over: String,
}

/// A grid with its people, a call that rings, and the ways in for machines.
struct Ground {
    grid_version: i64,
    caller: String,
    secret: String,
    call: String,
    token: String,
    /// Number and secret.
    keypad: (String, String),
    device: String,
    round: String,
    /// An event that was reported and nothing more, by its code.
    event: String,
    event_version: i64,
    /// The code and the secret of somebody who reported without signing in.
    reporter: Value,
}

impl Ground {
    async fn new(app: &TestApp) -> Self {
        let grid_version = grids::opened(app).await;
        let (caller, secret) = calls::enrolled(app, "13912345678").await;
        let token = calls::press(app, &secret).await;
        let call = token.split('.').next().unwrap_or_default().to_owned();
        let round = rounds::planned(app).await;
        let keypad = calls::opened_door(app, "telephone").await;
        let (_, device) = calls::opened_door(app, "device").await;
        let reported = dispatch::reported(app, "grid-worker", dispatch::manhole()).await;
        let (event, event_version) = (reported.code.clone(), reported.version().await);
        let reporter = dispatch::reporter(app).await;
        Self { reporter, event, event_version, grid_version, caller, secret, call, token, keypad, device, round }
    }
}

/// A file that can be sent.
const FILE: (&str, &[u8]) = ("说明.pdf", b"%PDF-1.7\n%%EOF\n");

/// Those who never see a matter, and those of the county next door.
const OUTSIDERS: &[&str] = &["far-clerk", "far-director", "far-mediator", "system", "security", "audit", "judge"];

/// One line per operation: its identifier, an address, a body that can be read, who may, and who may not. Nobody in the
/// last place means: whoever is signed in.
fn table(
    app: &TestApp,
    matter: &str,
    version: i64,
    ids: (&str, &str, &str),
    at: (&Post, &Doors),
    ground: &Ground,
    sealed: &Sealed,
) -> Vec<Row> {
    let grid_version = ground.grid_version;
    let (view_id, import, review) = ids;
    let (letters, doors) = at;
    let row = |operation, path: &str, body: Value, may, may_not| Row {
        operation,
        path: path.to_owned(),
        body: if body == Value::Null { Sent::Nothing } else { Sent::Form(body) },
        may,
        may_not,
    };
    let none = || Value::Null;
    let account = |login: &str, rest: &str| format!("/accounts/{}{rest}", app.world.account(login));
    let organisation = |name: &str, rest: &str| format!("/organisations/{}{rest}", app.world.organisation(name));
    let id = |name: &str| app.world.organisation(name).to_string();
    let m = |rest: &str| format!("/matters/{matter}{rest}");
    let reason = json!({ "version": version, "reason": "涉及隐私" });
    let party = json!({ "version": version, "party": { "side": "respondent", "kind": "natural", "name": "吴三" } });
    let follow_up =
        json!({ "party": 1, "on": "2026-03-02", "how": "telephone", "kept": "fully", "satisfaction": "satisfied" });
    let report = json!({ "ground": "minor_harmed", "to": ["police"], "facts": "孩子身上有伤。", "told_how": "电话" });
    let centre = json!({ "version": 1, "name": "大柳镇综治中心", "area": "620602130" });
    let court = json!({ "kind": "court", "name": "民勤县人民法院", "area": FAR_TOWN });
    let post = json!({ "role": "mediator", "organisation": id("committee") });
    let new_account = json!({ "login": "zhu.min", "name": "朱敏" });
    let grant = json!({ "organisation": id("police"), "purpose": "协助核实", "until": "2026-03-05" });
    let view = json!({ "name": "快到期的", "query": { "sort": "due" }, "columns": ["code", "due_on"] });
    let saved = format!("/ledger/views/{view_id}");
    let import = |rest: &str| format!("/ledger/imports/{import}{rest}");
    let in_town = |path: &str| format!("{path}&area={TOWN}");
    let february = json!({ "area": TOWN, "period": "2026-02" });
    let restated = json!({ "area": TOWN, "period": "2026-02", "reason": "更正" });
    let quarter = json!({ "area": COUNTY, "period": "2025-Q4" });
    let grid = |rest: &str| format!("/grids/{}{rest}", grids::GRID);
    const NO_KEEPERS: &[&str] = &["clerk", "grid-worker", "director", "leader", "system", "audit", "far-coordinator"];
    const NO_ROUNDS: &[&str] = &["mediator", "director", "leader", "screen", "system", "audit"];
    let round = |rest: &str| format!("/rounds/{}{rest}", ground.round);
    const NO_CALLS: &[&str] = &["mediator", "director", "judicial", "system", "security", "audit"];
    const NO_ENROLLERS: &[&str] = &["mediator", "leader", "screen", "system", "audit", "far-coordinator"];
    let caller = |rest: &str| format!("/callers/{}{rest}", ground.caller);
    const NO_READERS: &[&str] = &["mediator", "officer", "system", "security", "audit", "far-clerk", "far-coordinator"];
    const NO_LOCKERS: &[&str] = &["clerk", "director", "mediator", "leader", "system", "audit", "far-coordinator"];
    const NO_IMPORTERS: &[&str] = &["director", "mediator", "officer", "judicial", "leader", "system", "audit"];
    const OTHERS: &[&str] = &["clerk2", "coordinator", "director", "leader", "far-clerk", "audit"];
    const NO_POST: &[&str] = &["mediator", "director", "judicial", "leader", "system", "security", "audit"];
    const NO_KEYS: &[&str] = &["clerk", "director", "judge", "leader", "system", "audit"];
    const PEOPLE: &[&str] = &["judge", "clerk", "coordinator", "security", "system"];
    let letter = |rest: &str| format!("/letters/{}{rest}", letters.letter);
    let sent = |rest: &str| format!("/entrusting/cases/{}{rest}", entrusting::NUMBER);
    const NO_AUDITORS: &[&str] = &["system", "security", "clerk", "leader"];
    const NO_HANDLERS: &[&str] =
        &["mediator2", "judicial", "leader", "officer", "system", "security", "audit", "far-clerk", "far-director"];
    const NO_EDITORS: &[&str] = &["clerk", "coordinator", "director", "leader", "system", "audit"];
    let word = json!({ "dictionary": "kind", "code": "ditch", "parent": "neighbours", "zh": "排水用水" });
    let text = dictionaries::text(&[dictionaries::DITCH]);
    let files = |path: &str| format!("{path}?register={}&year=2026", app.world.organisation("committee"));
    let r = |rest: &str| format!("/reviews/{review}{rest}");
    // A sign-in opens nothing at the residents' door.
    const STAFF: &[&str] = &["clerk", "mediator", "director", "leader", "audit", "far-clerk"];
    const NO_LISTERS: &[&str] = &["mediator", "leader", "officer", "system", "security", "audit"];
    const NO_REVIEWERS: &[&str] =
        &["clerk", "coordinator", "director", "mediator", "leader", "officer", "system", "security", "audit"];
    let items = bandeng_core::reviews::Rubric::preset().items;
    let score =
        json!({ "given": items.iter().map(|i| json!({ "item": i.code, "points": i.points })).collect::<Vec<_>>() });
    let rubric = json!({ "takes_effect_on": "2026-03-02", "rubric": { "items": &items[1..] } });
    const NO_VAULT: &[&str] = &["clerk", "coordinator", "leader", "officer", "system", "security", "audit"];
    const NO_WRITERS_OF_KEYS: &[&str] = &["clerk", "mediator", "judicial", "far-director", "system", "audit"];
    const NO_OFFICERS: &[&str] = &["clerk", "mediator", "mediator2", "far-director", "county-judicial", "audit"];
    const NO_WRITERS: &[&str] =
        &["director", "mediator2", "clerk", "coordinator", "judicial", "leader", "system", "audit", "far-mediator"];
    let recovery = |rest: &str| format!("/vault/recoveries/{}{rest}", app.world.organisation("committee"));
    let resealed = json!({ "sealing": 1, "body": sealed.note["body"], "recipients": sealed.note["recipients"] });
    let amendment = json!({ "version": version, "narrative": "补充了经过。", "claims": ["赔偿"], "place": "村口" });
    let e = |rest: &str| format!("/matters/{}/dispatches/1{rest}", ground.event);
    const NO_REPORTERS: &[&str] = &["officer", "judicial", "leader", "screen", "system", "audit"];
    const NO_FILERS: &[&str] = &["mediator2", "director", "leader", "officer", "far-coordinator", "system", "audit"];
    const NO_PLANNERS: &[&str] = &["clerk", "coordinator", "director", "leader", "officer", "system", "audit"];
    let plan = || dispatch::plan(app);
    vec![
        // identity
        row("sign_in", "/session", json!({ "login": "clerk", "password": PASSWORD }), "clerk", &[]),
        row("read_sign_in_ways", "/session/ways", none(), "clerk", &[]),
        row("give_second_factor", "/session/second", json!({ "step": "x", "code": "123456" }), "clerk", &[]),
        row("ask_passkey", "/session/passkey/challenge", none(), "clerk", &[]),
        row("sign_in_by_passkey", "/session/passkey", json!({ "step": "x", "passkey": {} }), "clerk", &[]),
        row("begin_openid", "/session/openid/begin", none(), "clerk", &[]),
        row("sign_in_by_openid", "/session/openid", json!({ "step": "x", "code": "x", "state": "x" }), "clerk", &[]),
        row("sign_out", "/session", none(), "clerk", &[]),
        row("read_security", "/me/security", none(), "clerk", &[]),
        row("begin_totp", "/me/totp/begin", json!({ "password": PASSWORD }), "clerk", &[]),
        row("add_totp", "/me/totp", json!({ "step": "x", "code": "123456" }), "clerk", &[]),
        row("begin_new_passkey", "/me/passkeys/begin", json!({ "password": PASSWORD }), "clerk", &[]),
        row("add_passkey", "/me/passkeys", json!({ "step": "x", "name": "x", "passkey": {} }), "clerk", &[]),
        row("draw_recovery_codes", "/me/recovery-codes", json!({ "password": PASSWORD }), "clerk", &[]),
        row("remove_factor", "/me/factors/1/removal", json!({ "password": PASSWORD }), "clerk", &[]),
        row("read_me", "/me", none(), "audit", &[]),
        row("change_password", "/me/password", json!({ "current": PASSWORD, "new": "Tq7-kfMz0p" }), "clerk", &[]),
        row("save_preferences", "/me/preferences", json!({ "language": "en", "elder": false }), "clerk", &[]),
        row("list_sessions", "/me/sessions", none(), "clerk", &[]),
        row("end_session", "/me/sessions/0000000000000000", none(), "clerk", &[]),
        row("end_other_sessions", "/me/sessions", none(), "clerk", &[]),
        // places
        row("list_areas", "/areas?parent=620602", none(), "system", &[]),
        row("read_area", "/areas/620602", none(), "clerk", &[]),
        row(
            "end_area",
            "/areas/620602130203/end",
            json!({ "successor": "620602130204" }),
            "system",
            &["clerk", "leader", "security", "audit"],
        ),
        // calendar
        row("read_calendar", "/calendar", none(), "mediator", &[]),
        row("read_calendar_draft", "/calendar/2027/draft", none(), "security", NO_EDITORS),
        row(
            "save_calendar_draft",
            "/calendar/2027/draft",
            json!({ "revision": "0", "rest": [], "work": ["2027-02-14"], "source": { "zh": "通知", "en": "" } }),
            "security",
            NO_EDITORS,
        ),
        row("discard_calendar_draft", "/calendar/2027/draft?revision=1", none(), "security", NO_EDITORS),
        row("publish_calendar", "/calendar/2027/versions", json!({ "revision": "1" }), "security", NO_EDITORS),
        row("list_rules", "/calendar/rules", none(), "mediator", &[]),
        row("reckon_period", "/calendar/reckon?rule=T18&on=2026-03-02", none(), "clerk", &[]),
        row("list_boundaries", "/boundaries?area=620602", none(), "leader", &[]),
        row(
            "import_boundaries",
            "/boundaries?datum=wgs84&source=map",
            places::outlines(&["620602130"]),
            "system",
            &["clerk", "leader", "security", "audit"],
        ),
        // grids
        row("list_grids", &format!("/grids?area={TOWN}"), none(), "mediator", &[]),
        row("open_grid", "/grids", grids::group("620602130200002"), "coordinator", NO_KEEPERS),
        row("read_grid", &grid(""), none(), "clerk", &[]),
        row("change_grid", &grid(""), grids::change(grid_version), "coordinator", NO_KEEPERS),
        row("set_grid_workers", &grid("/workers"), grids::workers(app, grid_version), "coordinator", NO_KEEPERS),
        row("draw_grid_border", &grid("/border"), grids::border(grid_version), "coordinator", NO_KEEPERS),
        row("print_grid_card", &grid("/card"), none(), "grid-worker", &[]),
        row("list_grid_borders", &format!("/grids/borders?area={TOWN}&datum=wgs84"), none(), "leader", &[]),
        row(
            "import_grid_borders",
            "/grids/borders?datum=wgs84&source=map",
            places::outlines(&[grids::GRID]),
            "coordinator",
            NO_KEEPERS,
        ),
        row("download_grid_borders", &format!("/grids/borders/file?area={TOWN}&datum=gcj02"), none(), "clerk", &[]),
        row("find_grid", "/grids/find", grids::point(102.05, 37.05), "grid-worker", &[]),
        row("list_grid_candidates", &format!("/grids/candidates?area={VILLAGE}"), none(), "coordinator", &[]),
        row(
            "set_grid_leave",
            &format!("/grids/leave/{}", app.world.account("grid-worker")),
            json!({ "leave": [{ "from": "2026-03-05", "until": "2026-03-06" }] }),
            "grid-worker",
            &["grid-worker2", "clerk", "far-coordinator"],
        ),
        row("read_map", "/map", none(), "clerk", &[]),
        row("end_grid", &grid("/end"), json!({ "version": grid_version }), "coordinator", NO_KEEPERS),
        // calls for help
        row("list_calls", "/calls", none(), "grid-worker", NO_CALLS),
        row("watch_calls", "/calls/stream?once=true", none(), "screen", NO_CALLS),
        row("read_call", &format!("/calls/{}", ground.call), none(), "grid-worker", &["far-coordinator", "mediator"]),
        row(
            "make_call_move",
            &format!("/calls/{}/moves", ground.call),
            json!({ "make": { "move": "take" } }),
            "grid-worker",
            &["far-coordinator", "mediator", "screen", "leader", "coordinator"],
        ),
        row("read_board", "/board", none(), "screen", &["grid-worker", "mediator", "director", "system", "audit"]),
        row("list_callers", "/callers", none(), "grid-worker", &["mediator", "leader", "screen", "system", "audit"]),
        row("enrol_caller", "/callers", calls::caller("13911111111"), "clerk", NO_ENROLLERS),
        row("give_caller_link", &caller("/link"), none(), "grid-worker", NO_ENROLLERS),
        row("renew_caller", &caller("/renew"), json!({ "agreed": true }), "coordinator", NO_ENROLLERS),
        row("remove_caller", &caller(""), none(), "grid-worker", NO_ENROLLERS),
        row("list_call_doors", "/call-doors", none(), "security", NO_KEYS),
        row("open_call_door", "/call-doors", calls::door(app, "device"), "security", NO_KEYS),
        row("close_call_door", &format!("/call-doors/{}", ground.keypad.0), none(), "security", NO_KEYS),
        row("raise_call", "/public/calls", json!({ "secret": ground.secret }), "clerk", &[]),
        row("follow_call", &format!("/public/calls/{}", ground.token), none(), "clerk", &[]),
        row("cancel_call", &format!("/public/calls/{}/cancel", ground.token), none(), "clerk", &[]),
        row("answer_call", &format!("/public/calls/{}/answer", ground.token), json!({ "helped": "yes" }), "clerk", &[]),
        row("ask_enrolment", "/public/callers", calls::caller("13922222222"), "clerk", &[]),
        row("read_help", &format!("/public/help/{}", grids::GRID), none(), "clerk", &[]),
        row(
            "ring_by_telephone",
            &format!("/public/calls/telephone/{}", ground.keypad.0),
            json!({ "call": { "caller": "13933333333", "sid": "s1" } }),
            "signed:keypad",
            &["clerk"],
        ),
        row("ring_by_device", "/public/calls/device", json!({}), "key:device", &["clerk"]),
        // rounds
        row("list_rounds", "/rounds", none(), "grid-worker", NO_ROUNDS),
        row("plan_round", "/rounds", rounds::plan(), "coordinator", NO_KEEPERS),
        row("read_round", &round(""), none(), "grid-worker", NO_ROUNDS),
        row("close_round", &round("/close"), none(), "coordinator", NO_KEEPERS),
        row("record_stop", &round("/stops/1"), rounds::record("2026-03-02"), "grid-worker", NO_ROUNDS),
        row("register_stop", &round("/stops/2/matter"), rounds::matter(), "grid-worker", NO_ROUNDS),
        row(
            "read_coverage",
            &format!("/rounds/coverage?area={VILLAGE}&from=2026-03-01&until=2026-03-31"),
            none(),
            "grid-worker",
            &["mediator", "leader", "far-coordinator", "audit"],
        ),
        // dictionaries
        row("read_dictionaries", "/dictionaries", none(), "clerk", &[]),
        row("read_dictionary_text", "/dictionaries/text", none(), "mediator", &[]),
        row("list_dictionary_versions", "/dictionaries/versions", none(), "director", &[]),
        row("read_dictionary_draft", "/dictionaries/draft", none(), "security", NO_EDITORS),
        row("read_dictionary_draft_text", "/dictionaries/draft/text", none(), "security", NO_EDITORS),
        row(
            "save_dictionary_draft",
            "/dictionaries/draft",
            json!({ "revision": "0", "rows": [word] }),
            "security",
            NO_EDITORS,
        ),
        Row {
            body: Sent::Text(text),
            ..row("import_dictionary_text", "/dictionaries/draft/text?revision=0", none(), "security", NO_EDITORS)
        },
        row("discard_dictionary_draft", "/dictionaries/draft?revision=1", none(), "security", NO_EDITORS),
        row(
            "publish_dictionaries",
            "/dictionaries/versions",
            json!({ "revision": "1", "takes_effect_on": "2026-03-02" }),
            "security",
            NO_EDITORS,
        ),
        // templates
        row("list_templates", "/templates", none(), "security", NO_EDITORS),
        row("read_template", "/templates/agreement", none(), "security", NO_EDITORS),
        row(
            "save_template_draft",
            "/templates/agreement/draft",
            json!({ "revision": "0", "text": "{matter.code}" }),
            "security",
            NO_EDITORS,
        ),
        row("preview_template", "/templates/agreement/preview", none(), "security", NO_EDITORS),
        row(
            "publish_template",
            "/templates/agreement/versions",
            json!({ "revision": "1", "takes_effect_on": "2026-03-03" }),
            "security",
            NO_EDITORS,
        ),
        row("discard_template_draft", "/templates/agreement/draft?revision=1", none(), "security", NO_EDITORS),
        // people
        row("list_organisations", "/organisations", none(), "clerk", &[]),
        row("read_organisation", &organisation("centre", ""), none(), "clerk", &[]),
        row("create_organisation", "/organisations", court, "system", &["clerk", "leader", "security", "audit"]),
        row("update_organisation", &organisation("centre", ""), centre, "system", &["clerk", "security", "audit"]),
        row(
            "set_organisation_state",
            &organisation("court", "/state"),
            json!({ "version": 1, "active": false }),
            "system",
            &["judge", "security", "audit"],
        ),
        row(
            "set_members",
            &organisation("committee", "/members"),
            json!({ "version": 1, "members": [] }),
            "system",
            &["director", "security", "audit"],
        ),
        row(
            "list_mediators",
            &organisation("committee", "/mediators"),
            none(),
            "clerk",
            &["system", "security", "audit"],
        ),
        row(
            "list_committees",
            &format!("/committees?area={VILLAGE}"),
            none(),
            "clerk",
            &["system", "security", "audit"],
        ),
        row("list_accounts", "/accounts", none(), "security", &["clerk", "leader", "audit"]),
        row("read_account", &account("clerk", ""), none(), "system", &["clerk", "leader", "audit"]),
        row("create_account", "/accounts", new_account, "system", &["security", "audit", "leader"]),
        row(
            "rename_account",
            &account("clerk", ""),
            json!({ "version": 2, "name": "陈燕" }),
            "system",
            &["clerk", "security", "audit"],
        ),
        row(
            "set_account_state",
            &account("clerk", "/state"),
            json!({ "version": 2, "state": "disabled" }),
            "system",
            &["director", "security", "audit"],
        ),
        row("reset_password", &account("clerk", "/password-reset"), none(), "system", &["clerk", "security", "audit"]),
        row(
            "reset_factors",
            &account("clerk", "/factor-reset"),
            json!({ "reason": "手机丢失" }),
            "system",
            &["clerk", "security", "audit"],
        ),
        row("give_post", &account("clerk", "/posts"), post, "security", &["clerk", "system", "audit"]),
        row(
            "end_post",
            &account("clerk", &format!("/posts/{}", app.world.post("clerk"))),
            none(),
            "security",
            &["director", "system", "audit"],
        ),
        // work and intake
        row("read_today", "/today", none(), "clerk", &[]),
        row("see_reminder", "/reminders/1/seen", none(), "clerk", &[]),
        row("register_matter", "/matters", intake(app), "clerk", &["judicial", "officer", "leader", "system", "audit"]),
        row(
            "find_duplicates",
            "/duplicate-check",
            json!({ "phones": ["13800000001"] }),
            "clerk",
            &["judicial", "system"],
        ),
        row("list_drafts", "/drafts", none(), "clerk", &[]),
        row("save_draft", "/drafts/intake-2", json!({ "narrative": "半截" }), "clerk", &[]),
        row("read_draft", "/drafts/intake-1", none(), "clerk", &["clerk2", "audit"]),
        row("drop_draft", "/drafts/intake-1", none(), "clerk", &[]),
        // matters
        row("list_matters", "/matters", none(), "clerk", &[]),
        // search
        row("search_matters", "/search", json!({ "q": "赔偿" }), "clerk", &["system", "security", "audit"]),
        row("read_matter", &m(""), none(), "clerk", OUTSIDERS),
        row("what_if", &m("/days/2/what-if?days=40"), none(), "mediator", OUTSIDERS),
        row("read_timeline", &m("/timeline"), none(), "clerk", OUTSIDERS),
        row("amend_matter", &m(""), amendment, "clerk", &["mediator2", "leader", "far-clerk"]),
        row(
            "make_matter_move",
            &m("/moves"),
            json!({ "version": version, "make": { "move": "close" } }),
            "clerk",
            &["mediator2", "coordinator", "far-clerk"],
        ),
        row("add_party", &m("/parties"), party.clone(), "clerk", &["mediator2", "far-clerk"]),
        row("amend_party", &m("/parties/2"), party, "clerk", &["mediator2", "far-clerk"]),
        row(
            "show_phone",
            &m("/parties/1/phone"),
            json!({ "reason": "arrange", "note": "通知开会" }),
            "clerk",
            &["mediator2", "judicial", "far-clerk"],
        ),
        row("seal_matter", &m("/seal"), reason.clone(), "clerk", &["mediator2", "leader", "far-clerk"]),
        row("unseal_matter", &m("/unseal"), reason, "clerk", &["mediator2", "leader", "far-clerk"]),
        row("report_urgently", &m("/urgent-reports"), report, "clerk", &["mediator2", "leader", "far-clerk"]),
        row("follow_up", &m("/follow-ups"), follow_up, "clerk", &["judicial", "officer", "far-clerk"]),
        row(
            "ask_on_phone",
            &m("/follow-ups/links"),
            json!({ "party": 1 }),
            "clerk",
            &["judicial", "officer", "far-clerk"],
        ),
        row("grant_access", &m("/grants"), grant, "clerk", &["mediator2", "leader", "far-clerk"]),
        // ledger
        row("size_ledger", "/ledger/size?state=open", none(), "clerk", &[]),
        row("list_views", "/ledger/views", none(), "clerk", &[]),
        row("create_view", "/ledger/views", view.clone(), "clerk", &[]),
        row("change_view", &saved, view, "clerk", &["clerk2", "director", "audit"]),
        row("delete_view", &saved, none(), "clerk", &["clerk2", "director", "audit"]),
        row(
            "move_matters",
            "/ledger/moves",
            json!({ "matters": [{ "code": matter, "version": version }], "make": { "move": "close" } }),
            "clerk",
            &[],
        ),
        row(
            "export_ledger",
            "/ledger/exports",
            json!({ "query": {}, "columns": ["code"], "reason": "月度核对", "language": "zh" }),
            "clerk",
            &["officer", "leader", "system", "audit"],
        ),
        row("read_import_template", "/ledger/imports/template", none(), "coordinator", NO_IMPORTERS),
        row("list_imports", "/ledger/imports", none(), "clerk", NO_IMPORTERS),
        Row { body: Sent::Sheet, ..row("create_import", "/ledger/imports", none(), "coordinator", NO_IMPORTERS) },
        row("read_import", &import(""), none(), "clerk", OTHERS),
        row("list_import_rows", &import("/rows"), none(), "clerk", OTHERS),
        row("mend_import_row", &import("/rows/2"), json!({ "cells": { "narrative": "争吵。" } }), "clerk", OTHERS),
        row("commit_import", &import("/commit"), none(), "clerk", OTHERS),
        row("read_refused_rows", &import("/refused.xlsx"), none(), "clerk", OTHERS),
        // figures
        row("read_figures", &in_town("/figures?period=2026-03"), none(), "leader", NO_READERS),
        row("list_measures", "/figures/measures", none(), "audit", &[]),
        row("try_formula", &in_town("/figures/formula?period=2026-03&formula=agreed"), none(), "clerk", NO_READERS),
        row(
            "open_figure",
            &in_town("/figures/matters?period=2026-03&measure=registered"),
            none(),
            "clerk",
            &["leader", "mediator", "officer", "system", "audit", "far-clerk", "far-coordinator"],
        ),
        row("compare_organisations", &in_town("/figures/organisations?period=2026"), none(), "leader", NO_READERS),
        row(
            "list_patterns",
            &in_town("/figures/patterns?period=2026"),
            none(),
            "judicial",
            &["clerk", "director", "mediator", "leader", "system", "audit", "far-coordinator"],
        ),
        row(
            "read_own_figures",
            "/figures/own?period=2026",
            none(),
            "mediator",
            &["clerk", "leader", "system", "audit"],
        ),
        row("read_statutory_table", &in_town("/figures/statutory?period=2026-Q1"), none(), "clerk", NO_READERS),
        row(
            "download_statutory_table",
            &in_town("/figures/statutory-sheet?period=2026-Q1&language=zh"),
            none(),
            "clerk",
            NO_READERS,
        ),
        row("read_staffing", &in_town("/figures/staffing?on=2026-03-02"), none(), "clerk", NO_READERS),
        row(
            "download_staffing",
            &in_town("/figures/staffing-sheet?on=2026-03-02&language=zh"),
            none(),
            "judicial",
            NO_READERS,
        ),
        row("list_populations", "/figures/populations?area=620602&year=2025", none(), "security", NO_EDITORS),
        row(
            "record_population",
            "/figures/populations",
            json!({ "area": "620602", "year": 2025, "people": 885_267, "source": "统计公报" }),
            "security",
            NO_EDITORS,
        ),
        row("read_briefing", &in_town("/figures/briefings?period=2026-02"), none(), "coordinator", NO_READERS),
        row("make_briefing", "/figures/briefings", json!({ "period": "2026-02", "area": TOWN }), "leader", NO_READERS),
        row("list_locks", &in_town("/figures/locks?"), none(), "leader", NO_READERS),
        row("lock_period", "/figures/locks", february.clone(), "coordinator", NO_LOCKERS),
        row("restate_period", "/figures/restatements", restated, "judicial", NO_LOCKERS),
        row("publish_figures", "/figures/publications", quarter, "county-judicial", NO_LOCKERS),
        row("read_public_figures", "/public/figures", none(), "audit", &[]),
        // mediation
        row("read_mediation", &m("/mediations/1"), none(), "clerk", OUTSIDERS),
        row(
            "make_move",
            &m("/mediations/1/moves"),
            json!({ "version": version, "make": joint("2026-03-02T09:00:00") }),
            "mediator",
            &["mediator2", "clerk", "far-mediator"],
        ),
        row(
            "preview_agreement",
            &m("/mediations/1/agreement-preview"),
            draft()["draft"].clone(),
            "mediator",
            &["mediator2", "clerk", "far-mediator"],
        ),
        // papers and files
        row("list_papers", &m("/mediations/1/papers"), none(), "clerk", &["mediator2", "leader", "far-clerk"]),
        row(
            "print_paper",
            &m("/mediations/1/papers/notice-of-rights"),
            none(),
            "clerk",
            &["mediator2", "leader", "far-clerk"],
        ),
        row(
            "list_paper_versions",
            &m("/mediations/1/papers/notice-of-rights/versions"),
            none(),
            "clerk",
            &["mediator2", "leader", "judicial", "far-clerk"],
        ),
        Row {
            body: Sent::Paper,
            ..row(
                "add_paper_version",
                &m("/mediations/1/papers/notice-of-rights/versions"),
                none(),
                "clerk",
                &["mediator2", "leader", "judicial", "far-clerk"],
            )
        },
        row("read_qr", &m("/qr.svg"), none(), "mediator2", OUTSIDERS),
        row("list_attachments", &m("/attachments"), none(), "clerk", &["mediator2", "leader", "far-clerk"]),
        Row {
            body: Sent::File,
            ..row("add_attachment", &m("/attachments"), none(), "clerk", &["mediator2", "leader", "far-clerk"])
        },
        row("read_attachment", &m("/attachments/1"), none(), "clerk", &["mediator2", "leader", "far-clerk"]),
        // offers
        row(
            "read_ladder",
            &m("/mediations/1/offers"),
            none(),
            "mediator",
            &["clerk", "mediator2", "leader", "far-clerk"],
        ),
        row(
            "add_offer",
            &m("/mediations/1/offers"),
            crate::offers::proposal(),
            "mediator",
            &["clerk", "mediator2", "far-clerk"],
        ),
        row(
            "make_offer_move",
            &m("/mediations/1/offers/1/moves"),
            json!({ "move": "release" }),
            "mediator",
            &["clerk", "mediator2", "far-clerk"],
        ),
        row(
            "draft_from_offers",
            &m("/mediations/1/offers/draft"),
            none(),
            "mediator",
            &["clerk", "mediator2", "far-clerk"],
        ),
        row(
            "give_offers_link",
            &m("/mediations/1/offers/links"),
            json!({ "party": 1 }),
            "mediator",
            &["clerk", "mediator2", "far-clerk"],
        ),
        // signing
        row("list_signatures", &m("/signatures"), none(), "clerk", &["mediator2", "leader", "far-clerk"]),
        row(
            "ask_for_signatures",
            &m("/signatures"),
            json!({ "version": version, "mediation": 1, "slug": "notice-of-rights" }),
            "clerk",
            &["mediator2", "leader", "judicial", "far-clerk"],
        ),
        row("read_paper_to_sign", &m("/signatures/1"), none(), "mediator", &["mediator2", "leader", "far-clerk"]),
        row(
            "sign_at_desk",
            &m("/signatures/1/given"),
            json!({ "party": 1, "give": crate::signing::at_desk() }),
            "clerk",
            &["mediator2", "leader", "judicial", "far-clerk"],
        ),
        row(
            "take_signature_back",
            &m("/signatures/1/taken-back"),
            json!({ "party": 1 }),
            "mediator",
            &["mediator2", "leader", "judicial", "far-clerk"],
        ),
        row(
            "withdraw_signatures",
            &m("/signatures/1/withdrawal"),
            json!({ "reason": "写错了" }),
            "director",
            &["mediator2", "leader", "judicial", "far-clerk"],
        ),
        row(
            "give_signing_link",
            &m("/signatures/1/links"),
            json!({ "party": 2 }),
            "clerk",
            &["mediator2", "leader", "judicial", "far-clerk"],
        ),
        row("read_signed_paper", &m("/signatures/2/signed"), none(), "clerk", &["mediator2", "leader", "far-clerk"]),
        // dossiers
        row("read_dossier", &m("/mediations/1/dossier"), none(), "clerk", &["mediator2", "leader", "far-clerk"]),
        row("bind_dossier", &m("/mediations/1/dossier"), none(), "mediator", &["mediator2", "leader", "far-clerk"]),
        row(
            "share_dossier",
            &m("/mediations/1/host"),
            json!({ "version": version, "host": null }),
            "director",
            &["mediator2", "coordinator", "judicial", "far-director"],
        ),
        row(
            "read_dossier_file",
            &m("/mediations/1/dossier/1"),
            none(),
            "mediator",
            &["mediator2", "leader", "far-clerk"],
        ),
        row("list_dossiers", &files("/dossiers"), none(), "director", NO_LISTERS),
        row(
            "take_transfer_list",
            &(files("/dossiers/transfer-list") + "&format=xlsx&language=zh"),
            none(),
            "judicial",
            NO_LISTERS,
        ),
        row("check_paper", "/public/papers/0000-0000-0000-0000", none(), "audit", &[]),
        row("check_paper_file", "/public/paper-files/00", none(), "audit", &[]),
        // reviews
        row("list_reviews", "/reviews", none(), "judicial", NO_REVIEWERS),
        row("draw_review", "/reviews", json!({ "year": 2026, "files": 20 }), "county-judicial", NO_REVIEWERS),
        row("read_rubric", "/reviews/rubric", none(), "judicial", NO_REVIEWERS),
        row("publish_rubric", "/reviews/rubric", rubric, "county-judicial", NO_REVIEWERS),
        row("read_review", &r(""), none(), "judicial", NO_REVIEWERS),
        row("repeat_draw", &r("/draw"), none(), "county-judicial", NO_REVIEWERS),
        row("finish_review", &r("/finish"), none(), "judicial", NO_REVIEWERS),
        row("read_review_file", &r("/files/1"), none(), "judicial", NO_REVIEWERS),
        row("score_review_file", &r("/files/1/score"), score, "judicial", NO_REVIEWERS),
        row(
            "return_review_file",
            &r("/files/1/return"),
            json!({ "version": 1, "reason": "缺告知书", "until": "2026-03-20" }),
            "judicial",
            NO_REVIEWERS,
        ),
        // vault
        row("read_vault", "/vault", none(), "mediator2", NO_VAULT),
        row(
            "put_vault_key",
            "/vault/key",
            json!({ "version": 0, "recipient": vault::RECIPIENT, "wrapped": vault::wrapped() }),
            "far-mediator",
            NO_VAULT,
        ),
        row("list_officers", &recovery("/candidates"), none(), "director", NO_WRITERS_OF_KEYS),
        row(
            "make_recovery",
            &recovery(""),
            json!({ "version": 1, "recipient": vault::RECIPIENT, "shares": [
                { "account": app.world.account("director").to_string() },
                { "account": app.world.account("judicial").to_string() },
            ] }),
            "director",
            NO_WRITERS_OF_KEYS,
        ),
        row(
            "ask_recovery",
            &recovery("/requests"),
            json!({ "code": matter, "reason": "核对" }),
            "judicial",
            NO_OFFICERS,
        ),
        row("read_recovery", &format!("/vault/requests/{}", sealed.agreed), none(), "director", NO_OFFICERS),
        row(
            "agree_recovery",
            &format!("/vault/requests/{}/agreement", sealed.waiting),
            json!({}),
            "judicial",
            NO_OFFICERS,
        ),
        row("finish_recovery", &format!("/vault/requests/{}/finish", sealed.over), none(), "director", NO_OFFICERS),
        row("list_notes", &m("/mediations/1/notes"), none(), "mediator", NO_WRITERS),
        row("add_note", &m("/mediations/1/notes"), sealed.note.clone(), "mediator", NO_WRITERS),
        row("read_note", &m("/mediations/1/notes/2/1"), none(), "mediator", NO_WRITERS),
        row("reseal_note", &m("/mediations/1/notes/2/1"), resealed, "mediator", NO_WRITERS),
        // dispatch
        row("report_event", "/events", dispatch::manhole(), "grid-worker", NO_REPORTERS),
        row("read_event_form", "/event-form", none(), "mediator", NO_REPORTERS),
        row("suggest_categories", "/event-form/suggestions", json!({ "words": "井盖丢了" }), "clerk", NO_REPORTERS),
        row("list_event_queue", "/event-queue", none(), "officer", &["clerk", "coordinator", "leader", "audit"]),
        row("read_dispatch", &e(""), none(), "coordinator", OUTSIDERS),
        row(
            "make_dispatch_move",
            &e("/moves"),
            json!({ "version": ground.event_version, "make": { "move": "file", "level": "ordinary" } }),
            "coordinator",
            NO_FILERS,
        ),
        row(
            "mediate_event",
            &e("/mediation"),
            json!({ "version": ground.event_version, "parties": dispatch::neighbours() }),
            "grid-worker",
            NO_FILERS,
        ),
        row("report_openly", "/public/events", dispatch::open_report(), "clerk", &[]),
        row("follow_event", "/public/events/follow", ground.reporter.clone(), "clerk", &[]),
        row("answer_event", "/public/events/answer", dispatch::satisfied(&ground.reporter), "clerk", &[]),
        row("read_event_plan", "/event-plan", none(), "county-coordinator", NO_PLANNERS),
        row(
            "save_event_plan",
            "/event-plan/draft",
            json!({ "revision": "0", "plan": plan() }),
            "county-coordinator",
            NO_PLANNERS,
        ),
        row("discard_event_plan", "/event-plan/draft?revision=1", none(), "county-coordinator", NO_PLANNERS),
        row("try_event_plan", "/event-plan/trial", json!({ "plan": plan() }), "county-coordinator", NO_PLANNERS),
        row(
            "publish_event_plan",
            "/event-plan/versions",
            json!({ "revision": "1", "note": "首次发布" }),
            "county-coordinator",
            NO_PLANNERS,
        ),
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
        row("read_application_form", "/public/applications/form", none(), "clerk", &[]),
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
        // audit
        row("list_seals", "/audit/seals", none(), "audit", NO_AUDITORS),
        row("take_roots", "/audit/seals/roots", none(), "audit", NO_AUDITORS),
        row("print_roots", "/audit/seals/paper", none(), "audit", NO_AUDITORS),
        row("read_stamp", "/audit/seals/1/stamp", none(), "audit", NO_AUDITORS),
        row("list_unusual", "/audit/unusual", none(), "audit", NO_AUDITORS),
        row(
            "look_into_unusual",
            &format!("/audit/unusual/{}", privacy::UNUSUAL),
            json!({ "finding": "夜班值守" }),
            "audit",
            NO_AUDITORS,
        ),
        row(
            "list_registry_events",
            "/audit/registry-events",
            none(),
            "audit",
            &["system", "security", "clerk", "leader"],
        ),
        row("list_accesses", "/audit/accesses", none(), "audit", &["system", "security", "clerk", "leader"]),
    ]
}

/// The method of each operation, and the pattern of its address.
fn operations() -> BTreeMap<String, (Method, String)> {
    let document = serde_json::to_value(document()).expect("the document is JSON");
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let method = method.to_uppercase().parse().expect("a method");
            let before = found.insert(id.to_owned(), (method, path.clone()));
            assert!(before.is_none(), "two operations are called {id}");
        }
    }
    found
}

/// After these, other rows would no longer find what they need.
const TAKES_AWAY: &[&str] = &[
    "change_password",
    "drop_draft",
    "delete_view",
    "end_grid",
    "end_post",
    "give_slip",
    "leave",
    "reset_factors",
    "reset_password",
    "close_round",
    "remove_caller",
    "revoke_key",
    "close_call_door",
    "give_caller_link",
    "cancel_call",
    "make_call_move",
    "seal_matter",
    "add_note",
    "agree_recovery",
    "finish_recovery",
    "make_recovery",
    "set_account_state",
    "set_organisation_state",
];

struct House {
    app: TestApp,
    matter: String,
    view: String,
    import: String,
    review: String,
    post: Post,
    ground: Ground,
    doors: Doors,
    sealed: Sealed,
    rows: Vec<Row>,
    operations: BTreeMap<String, (Method, String)>,
    /// Those for systems with a key.
    keyed: Vec<String>,
    /// Those for a party in person.
    own: Vec<String>,
}

impl House {
    async fn new() -> Self {
        let app = TestApp::new().await;
        app.as_("clerk").put("/drafts/intake-1", json!({ "narrative": "半截经过" })).await.ok();
        let case = Case::registered(&app).await;
        case.mediating().await;
        let sealed = vault::sealed(&case).await;
        let sealed = Sealed { note: sealed.0, waiting: sealed.1, agreed: sealed.2, over: sealed.3 };
        app.as_("clerk").upload(&case.path("/attachments"), FILE.0, FILE.1).await.ok();
        let doors = Doors::open(&case).await;
        crate::offers::proposed(&case).await;
        // One paper waits for signatures, another one all have signed.
        crate::signing::ask(&case, "clerk", "acceptance-register").await;
        let application = crate::signing::ask(&case, "clerk", "application").await;
        crate::signing::sign(&case, application, 1).await.ok();
        let (matter, version) = (case.code.clone(), case.version().await);
        let view = json!({ "name": "开着的", "query": { "state": "open" }, "columns": ["code", "title"] });
        let view = app.as_("clerk").post("/ledger/views", view).await.ok()["id"].as_str().expect("an id").to_owned();
        let import = imports::bring(&app, "clerk", &imports::sheet(&[imports::row("1", &[(1, "")])])).await;
        let import = import["id"].as_str().expect("an id").to_owned();
        archived(&app, intake(&app)).await;
        let review = app.as_("judicial").post("/reviews", json!({ "year": 2026, "files": 1 })).await.ok();
        let review = review["id"].as_str().expect("an id").to_owned();
        app.as_("mediator").send(Method::POST, &format!("/matters/{matter}/mediations/1/dossier"), None).await.ok();
        let court = entrusting::key(&app, "court", &["case.send", "case.read", "paper.read"]).await;
        let police = entrusting::key(&app, "police", &["case.read", "paper.read"]).await;
        let spare = entrusting::key(&app, "court", &["case.read"]).await;
        let sent =
            entrusting::system(&app, &court).post("/entrusting/cases", entrusting::sent(entrusting::NUMBER)).await;
        let sent = Case { app: &app, code: sent.is(201).json["code"].as_str().expect("a code").to_owned() };
        let confirm = json!({ "version": sent.version().await, "make": { "move": "confirm", "on": "2026-03-02" } });
        app.as_("director").post(&sent.path("/letters/moves"), confirm).await.ok();
        let letter = app.as_("clerk").get("/letters").await.ok()["items"][0]["id"].as_str().expect("an id").to_owned();
        let post = Post { letter, court: court.secret, police: police.secret, spare: spare.id };
        let ground = Ground::new(&app).await;
        privacy::unusual_row(&app).await;
        history::sealed(&app).await;
        let rows = table(&app, &matter, version, (&view, &import, &review), (&post, &doors), &ground, &sealed);
        let document = serde_json::to_value(document()).expect("the document is JSON");
        let all = document["paths"].as_object().expect("paths").values();
        let all: Vec<&Value> = all.flat_map(|item| item.as_object().expect("methods").values()).collect();
        let tagged = |tag: &str| {
            all.iter()
                .filter(|operation| operation["tags"][0] == tag)
                .filter_map(|operation| operation["operationId"].as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        };
        let (keyed, own) = ([tagged(SYSTEMS), tagged(CALL_DOORS)].concat(), tagged(RESIDENTS));
        Self {
            app,
            matter,
            view,
            import,
            review,
            post,
            ground,
            doors,
            sealed,
            rows,
            operations: operations(),
            keyed,
            own,
        }
    }

    /// What the door of an operation says to a stranger.
    fn door(&self, row: &Row) -> &'static str {
        match row.operation {
            id if self.keyed.iter().any(|keyed| keyed == id) => "key-needed",
            id if self.own.iter().any(|own| own == id) => "entry-needed",
            _ => "sign-in-needed",
        }
    }

    /// After a write: the same house for a further look, or another one if the write took something away.
    async fn after(mut self, operation: &str) -> Self {
        if TAKES_AWAY.contains(&operation) {
            return Self::new().await;
        }
        let version = Case { app: &self.app, code: self.matter.clone() }.version().await;
        let ids = (self.view.as_str(), self.import.as_str(), self.review.as_str());
        self.ground.grid_version = grids::version(&self.app, grids::GRID).await;
        self.rows = table(&self.app, &self.matter, version, ids, (&self.post, &self.doors), &self.ground, &self.sealed);
        self
    }

    async fn call(&self, row: &Row, login: Option<&str>) -> Answer {
        let (method, _) = &self.operations[row.operation];
        let with_key = |secret: &str| self.app.stranger().header("authorization", &format!("Bearer {secret}"));
        let client = match login {
            None => self.app.stranger(),
            Some("key:court") => with_key(&self.post.court),
            Some("key:device") => with_key(&self.ground.device),
            Some("signed:keypad") => {
                let Sent::Form(body) = &row.body else { panic!("a keypad sends a form") };
                let at = self.app.app.db.now();
                let sign = signature(&self.ground.keypad.1, format!("{at}.{body}").as_bytes());
                self.app.stranger().header("authorization", &format!("Bandeng t={at}, v1={sign}"))
            }
            Some("key:police") => with_key(&self.post.police),
            Some("keyed") => self.app.stranger().header("idempotency-key", "an-application-1"),
            Some("party:1") => residents::client(&self.app, &self.doors.one),
            Some("party:2") => residents::client(&self.app, &self.doors.two),
            Some("party:elsewhere") => residents::client(&self.app, &self.doors.elsewhere),
            Some(login) => self.app.as_(login),
        };
        match &row.body {
            Sent::Nothing => client.send(method.clone(), &row.path, None).await,
            Sent::Form(body) => client.send(method.clone(), &row.path, Some(body.clone())).await,
            Sent::File => client.upload(&row.path, FILE.0, FILE.1).await,
            Sent::Text(text) => client.raw(method.clone(), &row.path, "text/csv", text.clone()).await,
            Sent::Paper => client.upload(&row.path, "告知书.docx", &super::papers::edited("告知书")).await,
            Sent::Sheet => client.upload(&row.path, "台账.xlsx", &imports::sheet(&[])).await,
        }
    }
}

#[tokio::test]
async fn every_operation_says_who_may_call_it() {
    let house = House::new().await;
    let mut missing: Vec<&str> = Vec::new();
    for (id, (_, pattern)) in &house.operations {
        let rows: Vec<&Row> = house.rows.iter().filter(|row| row.operation == id).collect();
        match rows[..] {
            [] => missing.push(id),
            [row] => {
                let path = format!("/api/v1{}", row.path.split('?').next().unwrap_or_default());
                let parts = pattern.split('/').count() == path.split('/').count();
                let fits = pattern.split('/').zip(path.split('/')).all(|(a, b)| a == b || a.starts_with('{'));
                assert!(parts && fits, "{id}: {path} is no {pattern}");
            }
            _ => panic!("{id} has two rows"),
        }
    }
    assert!(missing.is_empty(), "operations without a row in the table of authorization.rs: {missing:?}");
    for row in &house.rows {
        assert!(house.operations.contains_key(row.operation), "{} is no operation any more", row.operation);
    }
}

#[tokio::test]
async fn a_stranger_is_told_to_sign_in_and_nothing_else() {
    let house = House::new().await;
    for row in &house.rows {
        let answer = house.call(row, None).await;
        let public = PUBLIC.contains(&row.operation);
        assert_eq!(answer.status == 401, !public, "{}: {} {:#}", row.operation, answer.status, answer.json);
        if !public {
            answer.refused(401, house.door(row));
        }
    }
    // A key opens what is for systems and nothing else, and a party's session what is for parties.
    for (who, door) in [("key:court", "key-needed"), ("party:1", "entry-needed")] {
        for row in house.rows.iter().filter(|row| house.door(row) != door && !PUBLIC.contains(&row.operation)) {
            house.call(row, Some(who)).await.refused(401, house.door(row));
        }
    }
    // A cookie that means nothing is no sign-in.
    house.app.with_cookie("made-up").get("/me").await.refused(401, "sign-in-needed");
}

#[tokio::test]
async fn whoever_may_not_is_refused_by_every_operation() {
    let house = House::new().await;
    for row in &house.rows {
        for login in row.may_not {
            let answer = house.call(row, Some(login)).await;
            let own_door = match house.door(row) {
                "key-needed" => login.starts_with("key:"),
                "entry-needed" => login.starts_with("party:"),
                _ => true,
            };
            assert!(
                if !own_door { answer.status == 401 } else { matches!(answer.status, 403 | 404) },
                "{} lets {login} pass: {} {:#}",
                row.operation,
                answer.status,
                answer.json
            );
        }
    }
}

#[tokio::test]
async fn whoever_may_is_not_refused() {
    let mut house = House::new().await;
    for n in 0..house.rows.len() {
        let row = &house.rows[n];
        // What is not there is told to those who may look for it.
        let looked_for = matches!(row.operation, "end_session" | "read_own_paper");
        let answer = house.call(row, Some(row.may)).await;
        assert!(
            answer.status < 300 || answer.status == 409 || (looked_for && answer.status == 404),
            "{} refuses {}: {} {:#}",
            row.operation,
            row.may,
            answer.status,
            answer.json
        );
        if house.operations[row.operation].0 != Method::GET {
            let operation = row.operation;
            house = house.after(operation).await;
        }
    }
}
