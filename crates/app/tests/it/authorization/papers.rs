//! Papers, files, signatures, dossiers, reviews and the vault.

use serde_json::json;

use super::house::{Row, Sent};
use super::rows::{At, OUTSIDERS, none, row};
use crate::{destruction, vault};

pub(super) fn rows(at: &At) -> Vec<Row> {
    let At { app, matter, version, review, sealed, .. } = *at;
    let m = |rest: &str| format!("/matters/{matter}{rest}");
    let files = |path: &str| format!("{path}?register={}&year=2026", app.world.organisation("committee"));
    let r = |rest: &str| format!("/reviews/{review}{rest}");
    let x = |rest: &str| format!("/destruction/lists/{}{rest}", destruction::LIST);
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
    vec![
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
        // destruction
        row("list_files_over", "/destruction/over", none(), "county-judicial", NO_REVIEWERS),
        row("list_destructions", "/destruction/lists", none(), "county-judicial", NO_REVIEWERS),
        row("draw_up_destruction", "/destruction/lists", none(), "county-judicial", NO_REVIEWERS),
        row("read_destruction", &x(""), none(), "county-judicial", NO_REVIEWERS),
        row("keep_file", &x("/files/1"), json!({ "because": "修志" }), "county-judicial", NO_REVIEWERS),
        row("confirm_destruction", &x("/confirmation"), json!({ "going": [] }), "county-judicial", NO_REVIEWERS),
        row("drop_destruction", &x(""), none(), "county-judicial", NO_REVIEWERS),
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
    ]
}
