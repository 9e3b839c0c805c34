//! What is kept of a matter beside its proceedings: leads, seals, urgent reports, follow-ups.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::intake::{Barrier, Concern, Entrustment};
use super::party::PartyNo;
use crate::entrusting::Letters;
use crate::kernel::{Code, Date, Id, IdText, Instant, Refusal, Text, refusal::Form};
use crate::privacy::Receipts;
use crate::privacy::correction::Corrections;
use crate::privacy::rights::Hold;
use crate::residents::share::Shares;
use crate::text_enum;

text_enum! {
    /// Why a matter is sealed.
    pub enum SealGround {
        DomesticViolence = "domestic_violence" ("家庭暴力", "Domestic violence"),
        Minor = "minor" ("未成年人", "A minor"),
        SexualHarm = "sexual_harm" ("性侵害", "Sexual harm"),
        Decision = "decision" ("决定保密", "By decision"),
    }
}

impl SealGround {
    /// A seal the law asks for is not lifted by decision.
    pub const fn may_be_lifted(self) -> bool {
        matches!(self, SealGround::Decision)
    }
}

/// A sealed matter is absent for everybody but its handlers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Seal {
    pub ground: SealGround,
    #[serde(default)]
    pub reason: String,
    pub on: Date,
}

text_enum! {
    /// To whom an urgent report goes (Protection of Minors Law art. 11; Anti-Domestic-Violence Law art. 14; Mediation Law art. 25).
    pub enum ReportTo {
        Police = "police" ("公安机关", "Police"),
        CivilAffairs = "civil_affairs" ("民政部门", "Civil affairs"),
        Education = "education" ("教育部门", "Education"),
        WomensFederation = "womens_federation" ("妇联", "Women's federation"),
        TownGovernment = "town_government" ("乡镇人民政府（街道办事处）", "Town or street office"),
        JudicialOffice = "judicial_office" ("司法所", "Judicial office"),
        Health = "health" ("卫生健康部门", "Health"),
        Other = "other" ("其他部门", "Another body"),
    }
}

text_enum! {
    pub enum UrgentGround {
        MinorHarmed = "minor_harmed" ("未成年人身心受侵害或面临危险", "A minor is harmed or in danger"),
        DomesticViolence = "domestic_violence" ("遭受或面临家庭暴力", "Domestic violence"),
        MayEscalate = "may_escalate" ("可能激化", "May escalate"),
        MayBeCrime = "may_be_crime" ("可能转为治安或刑事案件", "May become a public-security or criminal case"),
        SelfHarm = "self_harm" ("可能自伤自杀", "Risk of self-harm"),
    }
}

/// A report that a duty of care makes at once (form D17). It changes no state and no party ever sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UrgentReport {
    pub ground: UrgentGround,
    pub to: Vec<ReportTo>,
    pub facts: String,
    #[serde(default)]
    pub measures: String,
    /// How it was told: by telephone, in person, by letter; with whom one spoke.
    #[serde(default)]
    pub told_how: String,
}

impl UrgentReport {
    pub fn check(&self) -> Result<(), Vec<Refusal>> {
        let mut form = Form::default();
        if self.to.is_empty() {
            form.refuse(Code::Required, "/to");
        }
        form.text(&self.facts, 2_000, "/facts");
        form.optional_text(&self.measures, 2_000, "/measures");
        form.optional_text(&self.told_how, 500, "/told_how");
        form.finish()
    }
}

/// An urgent report as it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UrgentReportMade {
    pub no: u16,
    pub report: UrgentReport,
    pub at: Instant,
    pub by: IdText,
    pub by_name: String,
}

text_enum! {
    pub enum Kept {
        Fully = "fully" ("已全部履行", "Kept in full"),
        Partly = "partly" ("部分履行", "Kept in part"),
        Not = "not" ("未履行", "Not kept"),
        NotYetDue = "not_yet_due" ("未到期", "Not yet due"),
        Unreachable = "unreachable" ("未联系上", "Could not be reached"),
        /// Asked on the telephone, and not answered yet.
        Silent = "silent" ("未答复", "No answer yet"),
    }
}

text_enum! {
    pub enum Satisfaction {
        Satisfied = "satisfied" ("满意", "Satisfied"),
        Fair = "fair" ("基本满意", "Fairly satisfied"),
        Dissatisfied = "dissatisfied" ("不满意", "Dissatisfied"),
        NoAnswer = "no_answer" ("未表态", "No answer"),
    }
}

text_enum! {
    pub enum ContactHow {
        Telephone = "telephone" ("电话", "By telephone"),
        Visit = "visit" ("上门", "Visit"),
        Office = "office" ("到中心", "At the centre"),
        /// By a link, answered by the party itself.
        Phone = "phone" ("本人手机", "On their own telephone"),
    }
}

/// Asking a party afterwards, by somebody else than the mediator (form D9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FollowUp {
    pub party: PartyNo,
    pub on: Date,
    pub how: ContactHow,
    pub kept: Kept,
    pub satisfaction: Satisfaction,
    /// What the party said; signs that the quarrel smoulders on.
    #[serde(default)]
    pub note: String,
}

/// A follow-up as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FollowUpMade {
    pub follow_up: FollowUp,
    pub by: IdText,
    pub by_name: String,
}

/// A lead as it is kept: telephone encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadKept {
    pub reporter: String,
    pub capacity: String,
    pub phone_sealed: Option<String>,
    pub received_on: Date,
}

/// That a matter was brought in from a ledger kept elsewhere. The instant of registration stays the one of the import:
/// what this house did not see it does not vouch for; what the old ledger says is kept as its word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Imported {
    /// As the old ledger numbers it; may be empty.
    pub original_no: String,
    /// The day the old ledger gives.
    pub registered_on: Date,
    /// Where it was over already.
    #[serde(default)]
    pub closed: Option<ClosedThere>,
}

impl Imported {
    /// Most characters of an old number.
    pub const MAX_NO: usize = 60;
}

/// How a matter ended before it was brought in. No mediation is recorded for it here: none was held here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClosedThere {
    /// In the old ledger's words; may be empty.
    pub result: String,
    #[serde(default)]
    pub on: Option<Date>,
}

impl ClosedThere {
    /// Most characters of a result.
    pub const MAX_RESULT: usize = 200;

    /// What the matter's closing note says.
    pub fn note(&self) -> String {
        let (day, result) = (self.on.map(|on| format!("{on}")), self.result.trim());
        match (day, result) {
            (None, "") => "原台账已结案。".to_owned(),
            (None, result) => format!("原台账已结案\u{ff1a}{result}。"),
            (Some(day), "") => format!("原台账于{day}结案。"),
            (Some(day), result) => format!("原台账于{day}结案\u{ff1a}{result}。"),
        }
    }
}

/// A meeting that was arranged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Meeting {
    /// Civil time in China, `2026-03-02T19:30`.
    #[schema(value_type = String, example = "2026-03-02T19:30:00")]
    pub at: DateTime,
    pub place: String,
}

impl Meeting {
    /// `3月5日 09:30，大柳镇调解室`
    pub fn in_words(&self) -> Text {
        let (month, day, hour, minute) = (self.at.month(), self.at.day(), self.at.hour(), self.at.minute());
        Text::new(
            format!("{month}月{day}日 {hour:02}:{minute:02}\u{ff0c}{}", self.place),
            format!("{} {hour:02}:{minute:02}, {}", self.at.date(), self.place),
        )
    }
}

/// The matter's own record beside its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterRecord {
    #[serde(default)]
    pub claims: Vec<String>,
    #[serde(default)]
    pub concerns: Vec<Concern>,
    #[serde(default)]
    pub barrier: Option<Barrier>,
    #[serde(default)]
    pub lead: Option<LeadKept>,
    #[serde(default)]
    pub entrustment: Option<Entrustment>,
    #[serde(default)]
    pub seal: Option<Seal>,
    #[serde(default)]
    pub urgent_reports: Vec<UrgentReportMade>,
    #[serde(default)]
    pub follow_ups: Vec<FollowUpMade>,
    #[serde(default)]
    pub closing_note: String,
    /// Why the judicial office sent the file back, while it is being mended.
    #[serde(default)]
    pub repair_reason: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair_until: Option<Date>,
    /// Of a matter that was brought in from a ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
    /// Keyed hash of the secret with which the reporter of an event follows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter_secret: Option<String>,
    /// The code of the event that was made this mediation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_event: Option<String>,
    /// What was written to other bodies, and what they answered.
    #[serde(default, skip_serializing_if = "Letters::is_empty")]
    pub letters: Letters,
    /// Who agreed to the use of their data, and who withdrew that.
    #[serde(default, skip_serializing_if = "Receipts::is_empty")]
    pub privacy: Receipts,
    /// The papers that one party may read besides its own.
    #[serde(default, skip_serializing_if = "Shares::is_empty")]
    pub shares: Shares,
    /// When the parties meet next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Meeting>,
    /// What they want put right in their data.
    #[serde(default, skip_serializing_if = "Corrections::is_empty")]
    pub corrections: Corrections,
    /// It is kept whatever its time says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
}

/// What staff record of a follow-up they made. What is asked and answered on a party's own telephone comes from there.
pub fn check_recorded(follow_up: &FollowUp) -> Result<(), Refusal> {
    if follow_up.how == ContactHow::Phone {
        return Err(Refusal::at(Code::UnknownValue, "/how"));
    }
    if follow_up.kept == Kept::Silent {
        return Err(Refusal::at(Code::UnknownValue, "/kept"));
    }
    Ok(())
}

/// Does this follow-up stand? Made by somebody else than who mediated, on a party of the matter.
pub fn check_follow_up(
    follow_up: &FollowUp,
    by: Id,
    mediators: &[Id],
    parties: &[PartyNo],
    today: Date,
) -> Result<(), Refusal> {
    if mediators.contains(&by) {
        return Err(Refusal::new(Code::FollowUpBySelf));
    }
    if !parties.contains(&follow_up.party) {
        return Err(Refusal::at(Code::PartyUnknown, "/party"));
    }
    if follow_up.on > today {
        return Err(Refusal::at(Code::DateInFuture, "/on"));
    }
    if follow_up.note.chars().count() > 2_000 {
        return Err(Refusal::at(Code::TooLong, "/note"));
    }
    Ok(())
}

/// Whether a matter may be sealed or unsealed now.
pub fn check_unseal(record: &MatterRecord) -> Result<(), Refusal> {
    match &record.seal {
        None => Err(Refusal::new(Code::IllegalMove)),
        Some(seal) if !seal.ground.may_be_lifted() => Err(Refusal::new(Code::SealedByKind)),
        Some(_) => Ok(()),
    }
}

/// The sentence an urgent report makes in the timeline: that there was one, not what it says.
pub fn urgent_sentence(to: &[ReportTo]) -> Text {
    let (zh, en): (Vec<_>, Vec<_>) = to.iter().map(|t| (t.label().zh, t.label().en)).unzip();
    Text::new(format!("向{}作了紧急报告", zh.join("、")), format!("made an urgent report to {}", en.join(", ")))
}
