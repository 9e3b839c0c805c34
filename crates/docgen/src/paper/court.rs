//! What goes to a court: the joint application for judicial confirmation (form D10), and what a party asks for where a
//! promise is not kept. And what is said to a debtor before.

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

/// What a party asks a court for where a promise is not kept: enforcement of a confirmed agreement, a payment order, or
/// judgment on the agreement. Which of them is the form's business.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CourtRequest {
    /// The court, in full; empty: a line to fill in.
    pub court: String,
    pub applicants: Vec<CourtParty>,
    pub respondents: Vec<CourtParty>,
    /// 请求事项, one each.
    pub requests: Vec<String>,
    /// 事实与理由, in paragraphs.
    pub facts: String,
    /// What is handed in with it.
    pub attachments: Vec<String>,
    pub on: Option<Date>,
}

/// 履行督促书 (People's Mediation Law art. 31): what is due, since when, and what the other side may do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reminder {
    pub to: String,
    pub text: String,
    pub on: Option<Date>,
}
