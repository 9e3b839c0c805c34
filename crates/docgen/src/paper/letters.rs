//! Papers between bodies: entrusting and its answers (form D13), and the certificate that a mediation took place.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A letter of entrusting or transfer, its receipt, or the report of its result: the same case, told in both directions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Letter {
    /// 文号.
    pub number: String,
    /// Who writes; its seal is on it.
    pub from: String,
    pub to: String,
    /// The case as the entrusting body calls it: 案号 or a receipt number.
    pub case_number: String,
    /// Why and on what ground it goes there: a sentence without its stop.
    pub reason: String,
    /// How and when the parties agreed.
    pub consent: String,
    pub materials: Vec<String>,
    /// By when the result is wanted.
    pub deadline: Option<Date>,
    pub contact: String,
    pub phone: String,
    /// The day of this letter.
    pub on: Option<Date>,
    /// The letter that is answered: its number and day.
    pub answers_number: String,
    pub answers_on: Option<Date>,
    /// When it was received, on a receipt.
    pub received_on: Option<Date>,
    /// 同意接收 or 不同意接收 with the reason below.
    pub decision_label: String,
    pub decision_reason: String,
    /// 调解成功, 调解不成, …: the result that is reported.
    pub result_label: String,
    pub result_text: String,
    pub agreement_number: String,
    /// Whether and how it was performed.
    pub performance: String,
}

/// 调解情况证明: that a mediation took place, and whether its agreement was performed. For the police it is a ground to
/// impose no penalty (Public Security Administration Punishments Law 2025 art. 9), for a court the proof that the
/// organisation mediated (interpretation of the Civil Procedure Law art. 354).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Certificate {
    pub number: String,
    /// For whom.
    pub to: String,
    pub accepted_on: Option<Date>,
    pub ended_on: Option<Date>,
    /// 达成书面调解协议, 达成口头调解协议, 未达成调解协议.
    pub result_label: String,
    pub agreement_number: String,
    pub effective_on: Option<Date>,
    /// 已全部履行, 部分履行, 尚未履行; empty where nothing was agreed.
    pub performance_label: String,
    pub performed_on: Option<Date>,
    /// What exactly has been performed.
    pub performance: String,
    pub on: Option<Date>,
}
