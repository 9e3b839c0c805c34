//! Matters, their ledger and their mediations.

use serde_json::json;

use super::house::{Row, Sent};
use super::rows::{At, OUTSIDERS, none, row};
use crate::support::{draft, intake, joint};

pub(super) fn rows(at: &At) -> Vec<Row> {
    let At { app, matter, version, view_id, import, .. } = *at;
    let id = |name: &str| app.world.organisation(name).to_string();
    let m = |rest: &str| format!("/matters/{matter}{rest}");
    let reason = json!({ "version": version, "reason": "涉及隐私" });
    let party = json!({ "version": version, "party": { "side": "respondent", "kind": "natural", "name": "吴三" } });
    let follow_up =
        json!({ "party": 1, "on": "2026-03-02", "how": "telephone", "kept": "fully", "satisfaction": "satisfied" });
    let report = json!({ "ground": "minor_harmed", "to": ["police"], "facts": "孩子身上有伤。", "told_how": "电话" });
    let grant = json!({ "organisation": id("police"), "purpose": "协助核实", "until": "2026-03-05" });
    let view = json!({ "name": "快到期的", "query": { "sort": "due" }, "columns": ["code", "due_on"] });
    let saved = format!("/ledger/views/{view_id}");
    let import = |rest: &str| format!("/ledger/imports/{import}{rest}");
    const NO_IMPORTERS: &[&str] = &["director", "mediator", "officer", "judicial", "leader", "system", "audit"];
    const OTHERS: &[&str] = &["clerk2", "coordinator", "director", "leader", "far-clerk", "audit"];
    let amendment = json!({ "version": version, "narrative": "补充了经过。", "claims": ["赔偿"], "place": "村口" });
    vec![
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
    ]
}
