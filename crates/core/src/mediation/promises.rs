//! The fulfilment ledger: what is due part by part, what was paid on it, what is late, and what was done about that.
//!
//! A payment counts for the parts of its promise in the order in which they are due (Civil Code art. 560).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agreement::{Due, Instalment, Obligation, ObligationKind};
use super::confirmation::is_confirmed;
use super::{Mediation, PartyFacts, ToldHow};
use crate::kernel::{Date, Fen, Text, day_en, day_zh};
use crate::matters::PartyNo;
use crate::text_enum;

/// A plan that debtor and creditor changed. What was agreed first stays in the agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanChange {
    pub obligation: u16,
    pub parts: Vec<Instalment>,
    pub agreed_by: Vec<PartyNo>,
    pub on: Date,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub evidence: Option<u16>,
}

/// That somebody was reminded of a promise (Mediation Law art. 31: the committee urges performance).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Urging {
    pub obligation: u16,
    #[serde(default)]
    pub instalment: Option<u16>,
    pub told: ToldHow,
    pub on: Date,
    #[serde(default)]
    pub note: String,
}

text_enum! {
    /// A way the law gives where a promise is not kept.
    pub enum PerformanceRoute {
        Enforce = "enforce" ("申请强制执行", "Ask the court for enforcement"),
        Confirm = "confirm" ("申请司法确认", "Apply for judicial confirmation"),
        PaymentOrder = "payment_order" ("申请支付令", "Apply for a payment order"),
        Sue = "sue" ("就调解协议起诉", "Sue on the agreement"),
    }
}

/// That a party was told how to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoutesTold {
    pub party: PartyNo,
    pub routes: Vec<PerformanceRoute>,
    pub told: ToldHow,
    pub on: Date,
}

text_enum! {
    /// How a part of a promise stands.
    pub enum PartStanding {
        Kept = "kept" ("已履行", "Kept"),
        KeptLate = "kept_late" ("逾期履行", "Kept late"),
        Coming = "coming" ("未到期", "Not due yet"),
        DueToday = "due_today" ("今天到期", "Due today"),
        Late = "late" ("逾期未履行", "Late"),
        Lasting = "lasting" ("持续履行", "Lasting"),
    }
}

/// A line of the ledger: a promise, or one instalment of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PromiseLine)]
pub struct Line {
    pub obligation: u16,
    /// Which instalment; none where the promise is kept at once.
    pub instalment: Option<u16>,
    /// Of how many.
    pub of: u16,
    pub debtor: PartyNo,
    pub creditor: Option<PartyNo>,
    pub what: String,
    /// None where it lasts.
    pub due: Option<Date>,
    pub amount: Option<Fen>,
    pub paid: Fen,
    pub outstanding: Option<Fen>,
    pub standing: PartStanding,
    /// When it was kept in full.
    pub kept_on: Option<Date>,
    /// Days since the last day, where it is late.
    pub days_late: i32,
    /// The last reminder.
    pub urged_on: Option<Date>,
}

impl Line {
    pub fn is_late(&self) -> bool {
        self.standing == PartStanding::Late
    }

    /// Something is still to be done by a day.
    pub fn is_owed(&self) -> bool {
        matches!(self.standing, PartStanding::Coming | PartStanding::DueToday | PartStanding::Late)
    }

    /// `第1项第3期`, as reminders and papers name it.
    pub fn called(&self) -> Text {
        match self.instalment {
            Some(n) => Text::new(
                format!("第{}项第{n}期", self.obligation),
                format!("instalment {n} of promise {}", self.obligation),
            ),
            None => Text::new(format!("第{}项", self.obligation), format!("promise {}", self.obligation)),
        }
    }
}

/// The parts of a promise as they are owed now: the last agreed change, else the agreement.
pub fn parts(m: &Mediation, o: &Obligation) -> Vec<(Option<Date>, Option<Fen>)> {
    let dated = |parts: &[Instalment]| parts.iter().map(|p| (Some(p.on), Some(p.amount_fen))).collect();
    if let Some(change) = m.plan_changes.iter().rev().find(|change| change.obligation == o.no) {
        return dated(&change.parts);
    }
    match &o.due {
        Due::AtOnce {} => vec![(m.agreement.as_ref().and_then(|a| a.effective_on), o.amount_fen)],
        Due::By { on } => vec![(Some(*on), o.amount_fen)],
        Due::Instalments { parts } => dated(parts),
        Due::Lasting {} => vec![(None, o.amount_fen)],
    }
}

/// The whole ledger on a day, in the order of the agreement.
pub fn lines(m: &Mediation, today: Date) -> Vec<Line> {
    let obligations = m.agreement.iter().flat_map(|a| &a.draft.obligations);
    obligations.flat_map(|o| of(m, o, today)).collect()
}

fn of(m: &Mediation, o: &Obligation, today: Date) -> Vec<Line> {
    let mut done: Vec<_> = m.fulfilments.iter().filter(|f| f.obligation == o.no).collect();
    done.sort_by_key(|f| f.on);
    let paid: Fen = done.iter().filter_map(|f| f.paid_fen).sum();
    let parts = parts(m, o);
    let count = parts.len() as u16;
    let mut before = Fen(0);
    let line = |(i, (due, amount)): (usize, (Option<Date>, Option<Fen>))| {
        let instalment = (count > 1).then_some(i as u16 + 1);
        let (here, kept_on) = match amount {
            Some(amount) => {
                let (from, to) = (before, before + amount);
                before = to;
                let mut sum = Fen(0);
                let full = done.iter().find(|f| {
                    sum = sum + f.paid_fen.unwrap_or_default();
                    sum >= to
                });
                (Fen((paid.0 - from.0).clamp(0, amount.0)), full.map(|f| f.on))
            }
            None => (Fen(0), done.first().map(|f| f.on)),
        };
        let standing = match (kept_on, due) {
            (Some(on), Some(due)) if on > due => PartStanding::KeptLate,
            (Some(_), Some(_)) => PartStanding::Kept,
            (_, None) => PartStanding::Lasting,
            (None, Some(due)) if due > today => PartStanding::Coming,
            (None, Some(due)) if due == today => PartStanding::DueToday,
            (None, Some(_)) => PartStanding::Late,
        };
        let late = if standing == PartStanding::Late { due.map_or(0, |due| (today - due).get_days()) } else { 0 };
        let urged = m.urgings.iter().filter(|u| u.obligation == o.no && (u.instalment == instalment));
        Line {
            obligation: o.no,
            instalment,
            of: count,
            debtor: o.debtor,
            creditor: o.creditor,
            what: o.what.clone(),
            due,
            amount,
            paid: here,
            outstanding: amount.map(|amount| Fen(amount.0 - here.0)),
            standing,
            kept_on,
            days_late: late,
            urged_on: urged.map(|u| u.on).max(),
        }
    };
    parts.into_iter().enumerate().map(line).collect()
}

/// What to say to a debtor about one line: read out on the telephone, sent, or printed.
pub fn reminder(m: &Mediation, line: &Line, parties: &[PartyFacts]) -> Text {
    let name = |no: Option<PartyNo>| no.and_then(|no| parties.iter().find(|p| p.no == no)).map_or("", |p| &p.name);
    let (debtor, creditor) = (name(Some(line.debtor)), name(line.creditor));
    let effective = m.agreement.as_ref().and_then(|a| a.effective_on);
    let since_zh = effective.map(|on| format!("{}生效的", day_zh(on))).unwrap_or_default();
    let since_en = effective.map(|on| format!(" of {}", day_en(on))).unwrap_or_default();
    let called = line.called();
    let (by_zh, by_en) = match line.due {
        Some(due) => (format!("应于{}前履行", day_zh(due)), format!("is due by {}", day_en(due))),
        None => ("应当持续履行".to_owned(), "is to be kept all the time".to_owned()),
    };
    let (money_zh, money_en) = match line.outstanding {
        Some(open) => {
            let to_zh = if creditor.is_empty() { String::new() } else { format!("向{creditor}") };
            let to_en = if creditor.is_empty() { String::new() } else { format!(" to {creditor}") };
            (format!("，尚应{to_zh}支付人民币{open}元"), format!("; {open} yuan are still to be paid{to_en}"))
        }
        None => (String::new(), String::new()),
    };
    let (end_zh, end_en) = match (line.is_late(), is_confirmed(m)) {
        (true, true) => (
            format!("，现已逾期{}日。请尽快履行；仍不履行的，对方可以向人民法院申请强制执行。", line.days_late),
            format!(
                ", {} days late. Please perform; otherwise the other side may ask the court for enforcement.",
                line.days_late
            ),
        ),
        (true, false) => (
            format!("，现已逾期{}日。请尽快履行；仍不履行的，对方可以就调解协议向人民法院起诉。", line.days_late),
            format!(
                ", {} days late. Please perform; otherwise the other side may sue on the agreement.",
                line.days_late
            ),
        ),
        _ => ("。请按期履行，并保留凭证。".to_owned(), ". Please keep the day, and keep the proof.".to_owned()),
    };
    Text::new(
        format!("{debtor}：{since_zh}调解协议{}（{}）{by_zh}{money_zh}{end_zh}", called.zh, line.what.trim()),
        format!("{debtor}: {} ({}) of the agreement{since_en} {by_en}{money_en}{end_en}", called.en, line.what.trim()),
    )
}

/// May a plan be changed for this promise: money, not all paid.
pub(super) fn is_changeable(m: &Mediation, o: &Obligation) -> bool {
    o.kind == ObligationKind::Pay && !super::agreement::is_fulfilled(o, &m.fulfilments)
}
