//! Accounts, posts, sign-in, and what the administrators see.

use bandeng_testkit::PASSWORD;
use bandeng_testkit::world::VILLAGE;
use serde_json::json;

use super::house::Row;
use super::rows::{At, none, row};
use crate::privacy;

pub(super) fn rows(at: &At) -> Vec<Row> {
    let At { app, .. } = *at;
    let account = |login: &str, rest: &str| format!("/accounts/{}{rest}", app.world.account(login));
    let organisation = |name: &str, rest: &str| format!("/organisations/{}{rest}", app.world.organisation(name));
    let id = |name: &str| app.world.organisation(name).to_string();
    let centre = json!({ "version": 1, "name": "大柳镇综治中心", "area": "620602130" });
    let court = json!({ "kind": "court", "name": "凉州区人民法院", "area": "620602130" });
    let post = json!({ "role": "mediator", "organisation": id("committee") });
    let new_account = json!({ "login": "zhu.min", "name": "朱敏" });
    const NO_AUDITORS: &[&str] = &["system", "security", "clerk", "leader"];
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
        row("read_backups", "/operations/backups", none(), "system", &["audit", "security", "clerk", "leader"]),
    ]
}
