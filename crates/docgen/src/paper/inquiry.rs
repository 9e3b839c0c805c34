//! What was found out: investigations, evidence, facts that nobody disputes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::PartyBlock;

/// 调查: what somebody said outside a session (form D4).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Investigation {
    /// Which one of the case, from 1.
    pub no: u32,
    pub on: Option<Date>,
    pub place: String,
    /// 参加人: who else was there.
    pub others: Vec<String>,
    /// 被调查人. Only what the person told for this record.
    pub asked: PartyBlock,
    pub record: String,
    /// 调查人.
    pub by: Vec<String>,
    pub recorder: String,
}

/// One line of the list of evidence (form D5).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvidenceItem {
    pub no: u32,
    pub item: String,
    /// Who brought it, or the committee that obtained it.
    pub provided_by: String,
    pub on: Option<Date>,
    /// As text; empty where nobody counted.
    pub pages: String,
    /// 原件, 复印件, 电子数据.
    pub copy_label: String,
}

/// A fact that no side disputes (form D16). With consent it may be used later, unlike what was said in order to settle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UndisputedFact {
    pub text: String,
    pub on: Option<Date>,
    /// Names of those who agreed that it is recorded.
    pub agreed_by: Vec<String>,
}
