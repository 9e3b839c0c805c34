//! The people on a paper.

use serde::{Deserialize, Serialize};

/// Whether the block shows a person's particulars or an organisation's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    #[default]
    Person,
    /// 法人 or 非法人组织: name, legal representative, address, telephone.
    Organisation,
}

/// The official party block: 姓名, 性别, 民族, 年龄, 职业或职务, 联系方式, 单位或住址.
///
/// The number of an identity document is not part of it: the official forms do not ask for it, and what is not needed
/// is not collected (Personal Information Protection Law art. 6).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PartyBlock {
    /// `applicant`, `respondent`, … Forms group by it.
    pub side: String,
    /// 申请人, 被申请人, 第三人.
    pub side_label: String,
    pub kind: PartyKind,
    /// Name of the person or organisation.
    pub name: String,
    pub sex: String,
    /// Sensitive: left blank for handwriting unless the person gave it for this paper.
    pub ethnicity: String,
    /// In full years, as text: `56`.
    pub age: String,
    pub occupation: String,
    pub phone: String,
    /// 单位或住址.
    pub address: String,
    /// Of an organisation: name, and post where known.
    pub legal_representative: String,
    pub agents: Vec<Agent>,
    /// Of a person without full capacity (Civil Code arts. 17-23).
    pub guardian: Option<Guardian>,
}

/// 代理人. To sign an agreement needs special authority (Civil Procedure Law art. 62).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Agent {
    pub name: String,
    /// 一般代理, 特别授权.
    pub authority_label: String,
    /// 律师, 近亲属, ….
    pub relation: String,
    pub phone: String,
}

/// 监护人, who signs for the party.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Guardian {
    pub name: String,
    /// 父亲, 母亲, ….
    pub relation: String,
    pub phone: String,
}
