//! What mediation ends in, and what follows: agreement, termination, follow-up, urgent report.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::Served;

/// Written, or oral with its content recorded (People's Mediation Law art. 28).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementForm {
    #[default]
    Written,
    Oral,
}

/// 调解协议 (People's Mediation Law arts. 28-31).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Agreement {
    /// 编号, `〔2026〕柳人调字第 12 号`.
    pub number: String,
    pub form: AgreementForm,
    /// 纠纷主要事实.
    pub facts: String,
    /// 争议事项.
    pub issues: String,
    /// What was agreed, one clause each.
    pub terms: Vec<String>,
    /// Who does what by when: only what is definite can be confirmed and enforced
    /// (interpretation of the Civil Procedure Law art. 358).
    pub obligations: Vec<Obligation>,
    /// 履行方式、时限 in one sentence, where there are no obligations to list or it says more than they do.
    pub performance: String,
    /// 本协议一式几份: one for each party, one for the committee (art. 29).
    pub copies: Option<u32>,
    pub signed_on: Option<Date>,
    /// Written: all have signed and the seal is on it (art. 29). Oral: the day of agreement (art. 30).
    pub effective_on: Option<Date>,
    pub signers: Vec<Signer>,
    pub sealed_on: Option<Date>,
}

/// 履行事项.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Obligation {
    pub who: String,
    pub what: String,
    /// `25,000.00`, in yuan; empty for an act that is not a payment.
    pub amount: String,
    /// `贰万伍仟元整`.
    pub amount_words: String,
    pub to_whom: String,
    pub by_when: Option<Date>,
    /// Where there is no date: `于签订本协议当日`, `自本协议生效之日起`.
    pub when: String,
    /// 履行方式: 银行转账, 现金, ….
    pub how: String,
}

/// A signature that has been given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signer {
    pub name: String,
    /// 申请人, 人民调解员, ….
    pub role_label: String,
    /// 签名, 按指印, 电子签名, ….
    pub how_label: String,
    pub on: Option<Date>,
}

/// 终止调解 (People's Mediation Law art. 26).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Termination {
    pub started_on: Option<Date>,
    pub ended_on: Option<Date>,
    pub reason_label: String,
    pub reason_text: String,
    /// The ways left to the parties, each with its time limit: telling them is the law's demand.
    pub remedies: Vec<String>,
    pub served: Vec<Served>,
}

/// 回访. The committee supervises and urges performance (People's Mediation Law art. 31).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FollowUp {
    pub on: Option<Date>,
    /// 上门, 电话, ….
    pub how_label: String,
    /// Which parties were visited.
    pub visited: Vec<String>,
    /// 回访事由.
    pub purpose: String,
    /// How far the agreement has been performed.
    pub performance: String,
    /// What the parties think of the mediation.
    pub satisfaction: String,
    /// 回访情况 in the visitor's words.
    pub findings: String,
    /// What was done about what was found.
    pub measures: String,
    pub visited_by: Vec<String>,
}

/// 紧急情况报告: what may become a public-security or criminal case is reported at once
/// (People's Mediation Law art. 25).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UrgentReport {
    /// The police or other department in charge.
    pub to_whom: String,
    pub reported_at: Option<DateTime>,
    /// 电话, 书面, 当面.
    pub how_label: String,
    pub kind_label: String,
    pub occurred_at: Option<DateTime>,
    pub place: String,
    pub facts: String,
    /// Who is concerned, as far as the receiver needs to know.
    pub people: String,
    /// What has been done.
    pub measures: String,
    pub reported_by: String,
    pub phone: String,
    pub receipt: Option<Receipt>,
}

/// The receiver's answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Receipt {
    pub received_by: String,
    pub at: Option<DateTime>,
    pub answer: String,
}
