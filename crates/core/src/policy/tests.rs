use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// The reach table as a page a non-engineer can read and review.
#[test]
fn the_reach_table_is_reviewed() {
    let mut page = String::new();
    for role in Role::ALL {
        let _ = writeln!(page, "{} ({})", role.label().en, role.label().zh);
        for action in Action::ALL {
            let rule = rule(*role, *action);
            if rule != Rule::Never {
                let _ = writeln!(page, "  {:<48} {rule}", format!("{} ({})", action.label().en, action.label().zh));
            }
        }
        page.push('\n');
    }
    insta::assert_snapshot!(page);
}

#[test]
fn every_list_rule_has_an_indexable_arm_for_each_of_its_terms() {
    let post = Post { role: Role::Clerk, organisation: 1, area: "62".parse().unwrap() };
    for role in Role::ALL {
        for action in Action::ALL {
            let rule = rule(*role, *action);
            if matches!(rule, Rule::Always | Rule::Never) {
                assert_ne!((*action, &rule), (Action::MatterList, &Rule::Always), "a list cannot be open to all");
                continue;
            }
            assert!(!rule.arms(1, &post).is_empty(), "{role} {action}: no arm");
            let terms = match &rule {
                Rule::Any(rules) => rules.len(),
                _ => 1,
            };
            assert_eq!(rule.arms(1, &post).len(), terms, "{role} {action}: a term without an arm would hide rows");
        }
    }
}

#[test]
fn administrators_see_no_matter() {
    for role in Role::ALL.iter().filter(|r| r.is_administrator()) {
        for action in
            [Action::MatterList, Action::MatterRead, Action::NarrativeRead, Action::ContactRead, Action::PaperPrint]
        {
            assert_eq!(rule(*role, action), Rule::Never);
        }
    }
}

fn holds(key: &Key, m: &MatterFacts) -> bool {
    match key {
        Key::Area(area) => area.contains(&m.area),
        Key::Desk(org) => m.desk == *org,
        Key::Committee(org) => m.committee == Some(*org),
        Key::Handler(account) => m.handlers.contains(account),
        Key::Grantee(org) => m.grantees.contains(org),
    }
}

proptest! {
    /// The two readers agree: a matter satisfies the rule exactly if one of its arms finds it.
    #[test]
    fn arms_find_exactly_what_the_rule_holds_for(
        role in proptest::sample::select(Role::ALL),
        action in proptest::sample::select(Action::ALL),
        area in proptest::sample::select(vec!["620602130", "620602", "630101001"]),
        post_area in proptest::sample::select(vec!["62", "620602", "620602130"]),
        desk in 1i64..4, committee in proptest::option::of(1i64..4), organisation in 1i64..4,
        state in proptest::sample::select(MatterState::ALL), sealed: bool,
        handlers in proptest::collection::vec(1i64..4, 0..2), grantees in proptest::collection::vec(1i64..4, 0..2),
    ) {
        let post = Post { role, organisation, area: post_area.parse().unwrap() };
        let m = MatterFacts { area: area.parse().unwrap(), desk, committee, state, sealed, handlers, grantees };
        let rule = rule(role, action);
        prop_assume!(rule != Rule::Always);
        let by_arms = rule.arms(1, &post).iter().any(|arm| holds(&arm.key, &m) && arm.residuals.iter().all(|r| match r {
            Residual::NotSealed => !m.sealed,
            Residual::Open => m.state == MatterState::Open,
            Residual::Finished => m.state != MatterState::Open,
            Residual::Also(key) => holds(key, &m),
        }));
        prop_assert_eq!(rule.holds(1, &post, &m), by_arms);
    }

    /// Search looks into narratives by the arms of reading them: what it finds there must be on the lists too.
    #[test]
    fn whoever_may_read_the_narrative_may_list_the_matter(
        role in proptest::sample::select(Role::ALL),
        area in proptest::sample::select(vec!["620602130", "620602", "630101001"]),
        desk in 1i64..4, committee in proptest::option::of(1i64..4), organisation in 1i64..4,
        state in proptest::sample::select(MatterState::ALL), sealed: bool,
        handlers in proptest::collection::vec(1i64..4, 0..2), grantees in proptest::collection::vec(1i64..4, 0..2),
    ) {
        let post = Post { role, organisation, area: "620602".parse().unwrap() };
        let m = MatterFacts { area: area.parse().unwrap(), desk, committee, state, sealed, handlers, grantees };
        let may = |action| rule(role, action).holds(1, &post, &m);
        prop_assert!(!may(Action::NarrativeRead) || may(Action::MatterList));
    }

    #[test]
    fn a_sealed_matter_is_read_by_its_handlers_alone(
        role in proptest::sample::select(Role::ALL),
        action in proptest::sample::select(vec![Action::MatterList, Action::MatterRead, Action::NarrativeRead, Action::ContactRead, Action::PaperPrint, Action::AttachmentRead]),
        state in proptest::sample::select(MatterState::ALL),
    ) {
        let post = Post { role, organisation: 1, area: "62".parse().unwrap() };
        let m = MatterFacts { area: "620602".parse().unwrap(), desk: 1, committee: Some(1), state, sealed: true, handlers: vec![9], grantees: vec![1] };
        prop_assert!(!rule(role, action).holds(1, &post, &m));
    }
}
