//! Grids, calls for help, rounds and events.

use bandeng_testkit::world::{TOWN, VILLAGE};
use serde_json::json;

use super::house::{Row, Sent};
use super::rows::{At, OUTSIDERS, none, row};
use crate::{calls, dispatch, grids, places, rounds};

pub(super) fn rows(at: &At) -> Vec<Row> {
    let At { app, ground, .. } = *at;
    let grid_version = ground.grid_version;
    let grid = |rest: &str| format!("/grids/{}{rest}", grids::GRID);
    const NO_KEEPERS: &[&str] = &["clerk", "grid-worker", "director", "leader", "system", "audit", "far-coordinator"];
    const NO_ROUNDS: &[&str] = &["mediator", "director", "leader", "screen", "system", "audit"];
    let round = |rest: &str| format!("/rounds/{}{rest}", ground.round);
    const NO_CALLS: &[&str] = &["mediator", "director", "judicial", "system", "security", "audit"];
    const NO_ENROLLERS: &[&str] = &["mediator", "leader", "screen", "system", "audit", "far-coordinator"];
    let caller = |rest: &str| format!("/callers/{}{rest}", ground.caller);
    const NO_KEYS: &[&str] = &["clerk", "director", "judge", "leader", "system", "audit"];
    let e = |rest: &str| format!("/matters/{}/dispatches/1{rest}", ground.event);
    let ordered = |rest: &str| format!("/matters/{}/dispatches/1{rest}", ground.ordered);
    const NO_BOARD: &[&str] = &["judicial", "screen", "system", "security", "audit"];
    const NO_REPORTERS: &[&str] = &["officer", "judicial", "leader", "screen", "system", "audit"];
    const NO_FILERS: &[&str] = &["mediator2", "director", "leader", "officer", "far-coordinator", "system", "audit"];
    const NO_PLANNERS: &[&str] = &["clerk", "coordinator", "director", "leader", "officer", "system", "audit"];
    let plan = || dispatch::plan(app);
    vec![
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
        row("list_event_papers", &ordered("/papers"), none(), "water-officer", OUTSIDERS),
        row("print_event_paper", &ordered("/papers/event-order"), none(), "coordinator", OUTSIDERS),
        row("read_supervision_board", "/supervision-board", none(), "officer", NO_BOARD),
        row(
            "mediate_event",
            &e("/mediation"),
            json!({ "version": ground.event_version, "parties": dispatch::neighbours() }),
            "grid-worker",
            NO_FILERS,
        ),
        row("report_openly", "/public/events", dispatch::open_report(), "clerk", &[]),
        Row {
            body: Sent::Photo(ground.reporter.clone()),
            ..row("show_event", "/public/events/photos", none(), "clerk", &[])
        },
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
    ]
}
