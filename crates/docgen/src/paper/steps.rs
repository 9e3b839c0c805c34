//! The steps on the way: acceptance, refusal, notice of rights, sessions.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// How the committee came to the case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// 依当事人申请 (People's Mediation Law art. 17).
    #[default]
    Application,
    /// 人民调解委员会主动调解 (art. 17).
    OwnInitiative,
    /// 委托移送, by a court, the police, or another body; art. 18 lets them send parties here.
    Entrusted,
}

/// 受理.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Acceptance {
    pub on: Option<Date>,
    /// Which box is ticked.
    pub basis: Basis,
    /// Words beside the box where they say more than the box: `柳河派出所移送`.
    pub basis_label: String,
    pub accepted_by: String,
}

/// 不予受理.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decline {
    /// When the request was made.
    pub applied_on: Option<Date>,
    pub on: Option<Date>,
    /// Short: 不属于人民调解范围.
    pub reason_label: String,
    /// What is particular to this case.
    pub reason_text: String,
    /// Where to go instead, one each; never empty on a good notice.
    pub channels: Vec<String>,
    /// The body that entrusted the case and gets a copy.
    pub copy_to: String,
    pub served: Vec<Served>,
}

/// 权利义务告知: before mediation begins the parties are told (People's Mediation Law arts. 23, 24).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoticeOfRights {
    pub on: Option<Date>,
    pub told: Vec<Served>,
}

/// Who was told or handed a paper, how and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Served {
    pub party: String,
    /// 当面, 邮寄, 短信, ….
    pub how: String,
    pub on: Option<Date>,
}

/// One mediation session. People's Mediation Law art. 27 makes the record a duty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// Which one of the case, from 1.
    pub no: u32,
    /// 当面调解, 视频调解, 板凳会, ….
    pub form_label: String,
    pub place: String,
    /// Civil time in Asia/Shanghai.
    pub started: Option<DateTime>,
    pub ended: Option<DateTime>,
    /// Parties and their agents who were there.
    pub present: Vec<String>,
    /// 参加人: relatives, neighbours, experts invited with the parties' consent (People's Mediation Law art. 20).
    pub others: Vec<String>,
    /// 事由.
    pub matter_in_dispute: String,
    pub record: String,
    /// 调解结果.
    pub result: String,
    pub recorder: String,
    /// A session with one party alone. It is confidential towards the other side: such a session is removed before any
    /// template runs and appears on no paper.
    pub one_party_alone: bool,
}
