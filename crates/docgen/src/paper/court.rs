//! The joint application for judicial confirmation (form D10).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::PartyBlock;

/// 司法确认申请书 (Civil Procedure Law art. 205; interpretation arts. 351-354). One form serves person and person,
/// person and organisation: each applicant's block is of its kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Confirmation {
    /// The court applied to, in full.
    pub court: String,
    /// Both sides: they apply jointly.
    pub applicants: Vec<CourtParty>,
    pub agreement_number: String,
    pub agreed_on: Option<Date>,
    pub effective_on: Option<Date>,
    /// 请求事项, one each; empty: to confirm the agreement named above.
    pub requests: Vec<String>,
    /// 事实与理由, in paragraphs.
    pub facts: String,
    /// What is handed in with it: agreement, proof of the organisation, property proofs, address for service.
    pub attachments: Vec<String>,
    pub on: Option<Date>,
}

/// A party as the court's form asks for it. Here, and only here, the number of the identity document belongs on paper.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CourtParty {
    pub party: PartyBlock,
    pub born_on: Option<Date>,
    /// 公民身份号码 of a person, 统一社会信用代码 of an organisation.
    pub id_number: String,
}
