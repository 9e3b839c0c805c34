//! Letters between bodies: a matter that a court or another body entrusted to us, one that we hand on to a body that is
//! competent, and the certificate that a mediation took place.
//!
//! A letter in lies with the matter as its [`Entrustment`](crate::matters::Entrustment); what we answered, reported,
//! handed on and certified are the matter's [`Letters`]. How an entrusted matter stands is never stored: it follows from
//! the letters and the mediation ([`state`]), whichever button was pressed.

pub mod inbox;
pub mod make;
pub mod moves;
pub mod result;
pub mod sent;
pub mod sentence;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use make::{Around, Made, guards, make};
pub use moves::{LetterMove, LetterMoveKind};
pub use result::{CaseResult, Course, EndingReason, ResultKind, result};
pub use sent::{Completion, EntrustedCase, Sender};

use crate::kernel::{Date, IdText, Text};
use crate::matters::{Entrustment, PartyNo};
use crate::mediation::{DeclineReason, Route};
use crate::text_enum;

text_enum! {
    /// How an entrusted matter stands between us and the body that sent it.
    pub enum LetterState {
        Received = "received" ("待确认", "To be confirmed"),
        Confirmed = "confirmed" ("已确认接收", "Confirmed"),
        SentBack = "sent_back" ("已退回", "Sent back"),
        ToReport = "to_report" ("待反馈结果", "Result to be reported"),
        Reported = "reported" ("已反馈结果", "Result reported"),
    }
}

/// Our answer to a letter: taken, or sent back with the reason and the way that is open instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum LetterAnswer {
    Confirmed { on: Date, by_name: String, note: String },
    SentBack { on: Date, by_name: String, reason: DeclineReason, note: String, route: Route },
}

/// The body took its letter back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterWithdrawal {
    pub on: Date,
    pub reason: String,
}

/// A result as it was reported to the body that entrusted the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultReport {
    pub no: u16,
    /// Number of our letter, where it has one.
    pub number: String,
    pub on: Date,
    pub by_name: String,
    pub result: CaseResult,
    pub note: String,
}

/// That another body answered whether it takes what was handed to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverReceipt {
    pub on: Date,
    pub taken: bool,
    /// Number of the case there.
    pub number: String,
    pub note: String,
}

/// What became of it there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverResult {
    pub on: Date,
    pub text: String,
}

/// A matter handed to a body that is competent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Handover {
    pub no: u16,
    /// Number of our letter, where it has one.
    pub number: String,
    pub to: Route,
    pub body: String,
    pub on: Date,
    pub by_name: String,
    pub reason: String,
    /// Parties who agreed to it.
    pub consented: Vec<PartyNo>,
    pub materials: Vec<String>,
    pub contact: String,
    /// By when the other body is asked to answer.
    pub answer_by: Option<Date>,
    #[serde(default)]
    pub receipt: Option<HandoverReceipt>,
    #[serde(default)]
    pub result: Option<HandoverResult>,
}

impl Handover {
    /// The other body has not answered yet.
    pub const fn waits(&self) -> bool {
        self.receipt.is_none()
    }
}

/// That a mediation took place, and where so that its agreement was performed: for the police a ground to impose no
/// penalty (Public Security Administration Punishments Law 2025 art. 9), for a court the proof that the organisation
/// mediated (interpretation of the Civil Procedure Law art. 354).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MediationCertificate {
    pub no: u16,
    pub number: String,
    /// For whom it was issued.
    pub to: String,
    pub on: Date,
    pub by_name: String,
    /// It says that everything promised was performed.
    pub performed: bool,
    /// The agreement it speaks of, where there is one.
    pub effective_on: Option<Date>,
    pub performed_on: Option<Date>,
}

/// What was written to other bodies about a matter, and what they answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Letters {
    /// The mediator who is asked to take it, where somebody is.
    #[serde(default)]
    pub asked: Option<IdText>,
    #[serde(default)]
    pub answer: Option<LetterAnswer>,
    #[serde(default)]
    pub withdrawal: Option<LetterWithdrawal>,
    #[serde(default)]
    pub reports: Vec<ResultReport>,
    #[serde(default)]
    pub handovers: Vec<Handover>,
    #[serde(default)]
    pub certificates: Vec<MediationCertificate>,
}

impl Letters {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How an entrusted matter stands; none where nobody entrusted it.
pub fn state(letters: &Letters, letter: Option<&Entrustment>, course: &Course) -> Option<LetterState> {
    letter?;
    Some(match (&letters.answer, &course.result, letters.reports.last()) {
        (Some(LetterAnswer::SentBack { .. }), ..) => LetterState::SentBack,
        (_, Some(now), Some(told)) if told.result.is_the_same_as(now) => LetterState::Reported,
        (_, Some(_), _) => LetterState::ToReport,
        (Some(LetterAnswer::Confirmed { .. }), None, _) => LetterState::Confirmed,
        // Accepting it confirms it.
        (None, None, _) if course.accepted => LetterState::Confirmed,
        (None, None, _) => LetterState::Received,
    })
}

/// A body that is kept here waits for the result: it sent the letter, and the mediation is over. The matter is not closed
/// before.
pub fn owes_report(letters: &Letters, letter: Option<&Entrustment>, course: &Course) -> bool {
    letter.is_some_and(expects_report) && state(letters, letter, course) == Some(LetterState::ToReport)
}

/// Does the body wait for a letter with the result? One that is kept here does, by name and number; of what a ledger or an
/// old form calls "sent by the police" nobody knows.
pub fn expects_report(letter: &Entrustment) -> bool {
    letter.organisation.is_some()
}

/// Kinds of public-security cases in which a settlement keeps no penalty away, whatever the certificate says
/// (Provisions on Administrative Procedure of the Public Security Organs art. 179). A note for who issues it.
pub fn no_settlement() -> Vec<Text> {
    [
        ("雇凶伤害他人的", "somebody was hired to attack"),
        ("结伙斗殴或者其他寻衅滋事的", "a gang fight, or picking quarrels"),
        ("多次实施违反治安管理行为的", "repeated offences"),
        ("当事人明确表示不愿意调解处理的", "a party clearly refuses to settle"),
        ("调解过程中又针对对方实施违反治安管理行为的", "a new attack during the mediation"),
        ("调解过程中违法嫌疑人逃跑的", "the suspect ran away during the mediation"),
    ]
    .map(|(zh, en)| Text::new(zh, en))
    .into()
}
