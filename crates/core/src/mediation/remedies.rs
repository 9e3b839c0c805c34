//! The ways the law gives where a promise is not kept, each with its last day, its court and its papers.

use serde::Serialize;
use utoipa::ToSchema;

use super::agreement::ObligationKind;
use super::confirmation::{confirmed, findings, pending};
use super::days::{DayState, Running};
use super::make::Case;
use super::promises::{Line, PerformanceRoute, lines};
use super::*;
use crate::deadlines::{self, Calendar, Deadline, Presets, RuleId};
use crate::kernel::Text;

/// A way, and whether it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Remedy)]
pub struct Remedy {
    pub route: PerformanceRoute,
    pub open: bool,
    /// The last day, where there is one.
    pub until: Option<Date>,
    /// What it is, or why it is not open.
    pub why: Text,
    /// Before whom.
    pub court: Text,
    /// Law and article.
    pub source: Text,
    /// Forms of ours that go with it, as papers are asked for.
    pub papers: Vec<&'static str>,
}

/// The ways on a day; empty where nothing is owed any more. The likeliest first.
pub fn remedies(m: &Mediation, case: &Case, days: &[Running], calendar: &Calendar) -> Vec<Remedy> {
    let lines = lines(m, case.today);
    if !lines.iter().any(Line::is_owed) || m.agreement.as_ref().is_none_or(|a| a.effective_on.is_none()) {
        return Vec::new();
    }
    let late = || lines.iter().filter(|line| line.is_late());
    let mut out = match confirmed(m) {
        Some(confirmation) => vec![enforce(confirmation, days, late().next().is_some())],
        None => vec![confirm(m, case), payment_order(m, late()), sue(case, late().collect(), calendar, m.opened_on)],
    };
    out.sort_by_key(|remedy| !remedy.open);
    out
}

fn enforce(confirmation: &Confirmation, days: &[Running], late: bool) -> Remedy {
    let runs = |r: &&Running| r.state == DayState::Open && r.deadline.rule == RuleId::Enforcement;
    let first = days.iter().filter(runs).min_by_key(|r| r.deadline.due_on);
    Remedy {
        route: PerformanceRoute::Enforce,
        open: late,
        until: first.map(|r| r.deadline.due_on),
        why: if late {
            Text::new(
                "裁定已确认协议有效，一方逾期不履行，对方可以申请执行逾期的部分。",
                "The ruling confirmed the agreement and a side is late: the other may ask for what is late to be enforced.",
            )
        } else {
            Text::new("还没有逾期的部分。", "Nothing is late yet.")
        },
        court: Text::new(
            format!("{}，或者与其同级的被执行财产所在地法院", confirmation.court),
            format!("{}, or the court of the same level where the debtor's property is", confirmation.court),
        ),
        source: first.map_or_else(
            || Text::new("《民事诉讼法》（2023）第206条", "Civil Procedure Law art. 206 (2023)"),
            |r| r.deadline.source.clone(),
        ),
        papers: vec!["enforcement-application", "receipt", "agreement"],
    }
}

fn confirm(m: &Mediation, case: &Case) -> Remedy {
    let bar = findings(m, case).into_iter().find(|finding| finding.bars).map(|finding| finding.text);
    let bar = bar.or_else(|| {
        pending(m).map(|_| Text::new("已经申请，等法院裁定。", "It was applied for; the court has not ruled yet."))
    });
    Remedy {
        route: PerformanceRoute::Confirm,
        open: bar.is_none(),
        until: case.confirm_by,
        why: bar.unwrap_or_else(|| {
            Text::new(
                "还在三十日内：各方共同申请，裁定确认后可以强制执行。",
                "Still within the thirty days: all apply together; once confirmed it can be enforced.",
            )
        }),
        court: Text::new("见司法确认一节", "see judicial confirmation"),
        source: Text::new("《民事诉讼法》（2023）第205条", "Civil Procedure Law art. 205 (2023)"),
        papers: vec!["confirmation-application"],
    }
}

fn payment_order<'a>(m: &Mediation, late: impl Iterator<Item = &'a Line>) -> Remedy {
    let money = late.into_iter().any(|line| line.outstanding.is_some());
    let mutual = m.agreement.as_ref().is_some_and(|a| {
        let pays = |no| a.draft.obligations.iter().any(|o| o.debtor == no && o.kind == ObligationKind::Pay);
        let owes = |no| a.draft.obligations.iter().any(|o| o.debtor == no);
        a.draft.obligations.iter().any(|o| pays(o.debtor) && o.creditor.is_some_and(owes))
    });
    Remedy {
        route: PerformanceRoute::PaymentOrder,
        open: money && !mutual,
        until: None,
        why: match (money, mutual) {
            (false, _) => Text::new("没有逾期的款项。", "No money is late."),
            (true, true) => Text::new(
                "双方互负义务的，不适用支付令。",
                "Where each side owes the other something, there is no payment order.",
            ),
            _ => Text::new(
                "逾期的是金钱，且能够送达对方的，可以申请支付令；对方十五日内提出书面异议的，支付令失效。",
                "Money is late and the debtor can be served: a payment order. It falls if they object in writing within fifteen days.",
            ),
        },
        court: Text::new("债务人住所地基层人民法院", "the basic court where the debtor lives"),
        source: Text::new("《民事诉讼法》（2023）第225条", "Civil Procedure Law art. 225 (2023)"),
        papers: vec!["payment-order-application", "receipt", "agreement"],
    }
}

fn sue(case: &Case, late: Vec<&Line>, calendar: &Calendar, since: Date) -> Remedy {
    let first = late.iter().filter_map(|line| line.due).min();
    let until = first.map(|due| {
        let rule = deadlines::rule(RuleId::Limitation, since);
        Deadline::start(rule, due, &Presets::default(), calendar).due_on
    });
    Remedy {
        route: PerformanceRoute::Sue,
        open: !late.is_empty(),
        until: until.filter(|until| *until >= case.today),
        why: if late.is_empty() {
            Text::new("还没有逾期的部分。", "Nothing is late yet.")
        } else {
            Text::new(
                "以对方为被告，就调解协议的履行起诉；期限是诉讼时效，供提示。",
                "A suit on the agreement with the other party as defendant; the day is the limitation of actions, a hint.",
            )
        },
        court: Text::new("有管辖权的人民法院", "the competent court"),
        source: Text::new(
            "《人民调解法》第32条、《民事诉讼法司法解释》（2022）第61条",
            "Mediation Law art. 32; Interpretation of the Civil Procedure Law art. 61 (2022)",
        ),
        papers: vec!["complaint", "receipt", "agreement"],
    }
}
