//! One rule, two readers: what `holds` for a matter is what the lists find, on this database.

use bandeng_app::matters::case::Matter;
use bandeng_app::matters::list;
use bandeng_app::matters::question::ListQuery;
use bandeng_core::policy::{Action, Actor, Post, Role};
use bandeng_testkit::TestApp;
use bandeng_testkit::world::{COUNTY, FAR_COUNTY, TOWN};
use serde_json::json;

use crate::support::{Case, intake_with};

/// Every role at several organisations against matters in every state: the list's codes are those that `holds` picks.
#[tokio::test]
async fn lists_find_exactly_what_the_rule_holds_for() {
    let app = TestApp::new().await;
    let far = intake_with(
        &app,
        json!({ "area": "620621100", "committee": app.world.organisation("far-committee").to_string() }),
    );
    let mut codes = Vec::new();
    for (i, form) in [
        intake_with(&app, json!({})),
        intake_with(&app, json!({ "concerns": ["domestic_violence"] })),
        intake_with(&app, json!({ "committee": app.world.organisation("village-committee").to_string() })),
        intake_with(&app, json!({ "committee": null })),
        intake_with(&app, json!({ "barrier": "court" })),
    ]
    .into_iter()
    .enumerate()
    {
        app.clock.forward_minutes(1);
        let case = Case::of(&app, form).await;
        match i {
            0 => {
                case.mediating().await;
                let grant = json!({ "organisation": app.world.organisation("police").to_string(), "purpose": "核实", "until": "2026-04-01" });
                app.as_("clerk").post(&case.path("/grants"), grant).await.ok();
            }
            4 => {
                case.make("director", json!({ "move": "decline", "reason": "already_before_court", "route": "court" }))
                    .await;
                case.try_move("clerk", json!({ "move": "close" })).await.ok();
            }
            _ => {}
        }
        codes.push(case.code);
    }
    codes.push(app.as_("far-clerk").post("/matters", far).await.ok()["code"].as_str().expect("a code").to_owned());

    let mut matters = Vec::new();
    for code in &codes {
        let code = code.parse().expect("a code");
        matters.push(
            bandeng_app::matters::case::read(app.app.db.reader(), &code, app.app.db.now()).await.expect("a matter"),
        );
    }
    let mut compared = 0;
    for role in Role::ALL {
        for (organisation, area) in [
            ("centre", TOWN),
            ("committee", TOWN),
            ("village-committee", "620602130200"),
            ("police", TOWN),
            ("bureau", COUNTY),
            ("far-centre", FAR_COUNTY),
        ] {
            for account in ["mediator", "clerk", "far-mediator"] {
                let post = Post {
                    role: *role,
                    organisation: app.world.organisation(organisation),
                    area: area.parse().expect("an area"),
                };
                let actor = Actor { account: app.world.account(account), name: String::new(), posts: vec![post] };
                for action in Action::ALL.iter().filter(|a| **a != Action::MatterRegister) {
                    let mut by_rule: Vec<String> =
                        matters.iter().filter(|m| actor.may(*action, &m.facts)).map(|m| m.code.to_string()).collect();
                    if matters.iter().all(|m| actor.may(*action, &m.facts)) {
                        // `Always` speaks of no matter and has no list.
                        continue;
                    }
                    let page = list::page(&app.app, &actor, *action, &Default::default()).await.expect("a page");
                    let mut by_list: Vec<String> = page.items.iter().map(|r| r.code.clone()).collect();
                    by_rule.sort();
                    by_list.sort();
                    assert_eq!(by_rule, by_list, "{role} at {organisation} ({account}): {action}");
                    compared += 1;
                    if *action == Action::MatterList {
                        by_filter(&app, &actor, &matters).await;
                    }
                }
            }
        }
    }
    assert!(compared > 1_000, "only {compared} pairs compared");
    app.finish().await;
}

/// A filter that may ask for something rare finds the same by the order of the list and by the search index.
async fn by_filter(app: &TestApp, actor: &Actor, matters: &[Matter]) {
    for (kind, channel) in [("neighbours", None), ("neighbours", Some("window")), ("medical", None)] {
        let fits = |m: &&Matter| {
            let channel = channel.is_none_or(|channel| m.row.channel == channel);
            m.row.kind == kind && channel && actor.may(Action::MatterList, &m.facts)
        };
        let mut expected: Vec<&Matter> = matters.iter().filter(fits).collect();
        expected.sort_by_key(|m| std::cmp::Reverse(m.row.id));
        let expected: Vec<String> = expected.iter().map(|m| m.code.to_string()).collect();
        // A page that is filled came by the order of the list; one that is not, by the index.
        for limit in [25, 1] {
            let (kind, channel) = (Some(kind.to_owned()), channel.map(str::to_owned));
            let query = ListQuery { kind, channel, limit: Some(limit), ..Default::default() };
            let page = list::page(&app.app, actor, Action::MatterList, &query).await.expect("a page");
            let found: Vec<String> = page.items.iter().map(|row| row.code.clone()).collect();
            assert_eq!(found, expected[..expected.len().min(limit as usize)], "{actor:?}: {query:?}");
        }
    }
}
