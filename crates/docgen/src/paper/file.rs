//! The file itself: report on closing, proofs of payment, cover, contents, notes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 结案报告表 (form D18), for the committee.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClosingReport {
    pub on: Option<Date>,
    /// 承办单位.
    pub unit: String,
    /// 承办人.
    pub handlers: Vec<String>,
    pub received_on: Option<Date>,
    pub closed_on: Option<Date>,
    /// 调解成功, 调解不成, ….
    pub result_label: String,
    pub result_text: String,
    pub agreement_number: String,
    pub performance: String,
}

/// 收条 (form D19): that a promise, or a part of it, has been kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProofOfPerformance {
    pub no: u32,
    pub agreement_number: String,
    pub payer: String,
    pub payee: String,
    /// What was paid for or done.
    pub what: String,
    /// `10,000.00`, in yuan; empty for an act that is not a payment.
    pub amount: String,
    /// `壹万元整`.
    pub amount_words: String,
    pub on: Option<Date>,
    /// 现金, 银行转账, ….
    pub how_label: String,
    /// 第几期, as text: `第2期（共4期）`.
    pub instalment: String,
    /// What is still owed of the promise; empty where nothing is.
    pub remaining: String,
    pub note: String,
}

/// 卷宗: what cover (D20), contents (D21) and notes (D22) say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dossier {
    /// 卷名.
    pub title: String,
    /// 年度.
    pub year: String,
    pub mediated_from: Option<Date>,
    pub mediated_until: Option<Date>,
    /// 立卷人.
    pub filed_by: String,
    pub filed_on: Option<Date>,
    /// 永久, 长期, 短期, as the place's table names it.
    pub retention_label: String,
    /// Number of pages inside, as text.
    pub pages: String,
    pub remarks: String,
    pub contents: Vec<ContentsRow>,
    pub notes: DossierNotes,
}

/// A line of the contents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContentsRow {
    pub no: String,
    pub name: String,
    /// `3` or `3-5`.
    pub pages: String,
    pub remark: String,
}

/// 卷宗情况说明: what is missing, damaged, added.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DossierNotes {
    pub text: String,
    pub archivist: String,
    pub checker: String,
    pub on: Option<Date>,
}
