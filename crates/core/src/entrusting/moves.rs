//! Everything that can be written between us and another body.

use crate::kernel::{Date, IdText};
use crate::matters::{Entrustment, PartyNo};
use crate::mediation::{DeclineReason, Route};
use crate::policy::Action;
use crate::{tagged_enum, text_enum};

text_enum! {
    pub enum LetterMoveKind {
        Attach = "attach" ("附入来函", "Attach a letter"),
        Ask = "ask" ("请调解员确认", "Ask a mediator"),
        Confirm = "confirm" ("确认接收", "Confirm"),
        SendBack = "send_back" ("退回", "Send back"),
        Withdraw = "withdraw" ("委托方撤回", "Taken back by its sender"),
        Report = "report" ("反馈结果", "Report the result"),
        HandOver = "hand_over" ("移送其他机构", "Hand over to another body"),
        RecordReceipt = "record_receipt" ("登记回执", "Record the receipt"),
        RecordResult = "record_result" ("登记办理结果", "Record what became of it"),
        Certify = "certify" ("出具调解证明", "Issue a certificate"),
    }
}

use LetterMoveKind as K;

impl LetterMoveKind {
    /// Never offered: they come with a letter.
    pub const fn comes_by_letter(self) -> bool {
        matches!(self, K::Attach | K::Withdraw)
    }

    /// What a person must be allowed to do.
    pub const fn action(self) -> Action {
        match self {
            K::Confirm | K::SendBack => Action::LetterAnswer,
            K::Ask => Action::MediationAssign,
            K::Attach | K::Withdraw => Action::LetterReceive,
            K::Report | K::HandOver | K::RecordReceipt | K::RecordResult => Action::LetterWrite,
            K::Certify => Action::CertificateIssue,
        }
    }
}

tagged_enum! { "move"
    /// A move with what it needs to be said: the request, the event's payload and the source of its sentence.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum LetterMove {
        /// A letter about a matter that is here already.
        Attach { letter: Entrustment },
        /// A mediator is asked to take it; they see the matter from then on.
        Ask { mediator: IdText },
        /// 确认接收: from here the limit runs (Special Invitation Mediation Rules art. 27).
        Confirm {
            on: Date,
            #[serde(default)]
            note: String,
        },
        /// 退回, with the reason and the way that is open instead. The mediation is not accepted with it.
        SendBack {
            reason: DeclineReason,
            #[serde(default)]
            note: String,
            route: Route,
        },
        /// The body takes its letter back.
        Withdraw {
            #[serde(default)]
            reason: String,
        },
        /// 反馈结果
        Report {
            #[serde(default)]
            number: String,
            #[serde(default)]
            note: String,
        },
        /// 移送: a mediation that runs ends with it.
        HandOver {
            to: Route,
            body: String,
            reason: String,
            #[serde(default)]
            number: String,
            #[serde(default)]
            consented: Vec<PartyNo>,
            #[serde(default)]
            materials: Vec<String>,
            #[serde(default)]
            contact: String,
            #[serde(default)]
            answer_by: Option<Date>,
        },
        /// 回执
        RecordReceipt {
            handover: u16,
            taken: bool,
            on: Date,
            #[serde(default)]
            number: String,
            #[serde(default)]
            note: String,
        },
        /// 办理结果
        RecordResult { handover: u16, on: Date, text: String },
        /// 调解情况证明
        Certify {
            to: String,
            #[serde(default)]
            number: String,
            /// It is to say that everything was performed.
            #[serde(default)]
            performed: bool,
        },
    }
}

impl LetterMove {
    pub const fn kind(&self) -> LetterMoveKind {
        match self {
            Self::Attach { .. } => K::Attach,
            Self::Ask { .. } => K::Ask,
            Self::Confirm { .. } => K::Confirm,
            Self::SendBack { .. } => K::SendBack,
            Self::Withdraw { .. } => K::Withdraw,
            Self::Report { .. } => K::Report,
            Self::HandOver { .. } => K::HandOver,
            Self::RecordReceipt { .. } => K::RecordReceipt,
            Self::RecordResult { .. } => K::RecordResult,
            Self::Certify { .. } => K::Certify,
        }
    }

    /// The name of the event this move makes.
    pub const fn event(&self) -> &'static str {
        match self.kind() {
            K::Attach => "letter.attached",
            K::Ask => "letter.mediator_asked",
            K::Confirm => "letter.confirmed",
            K::SendBack => "letter.sent_back",
            K::Withdraw => "letter.withdrawn",
            K::Report => "letter.result_reported",
            K::HandOver => "letter.handed_over",
            K::RecordReceipt => "letter.receipt_recorded",
            K::RecordResult => "letter.outcome_recorded",
            K::Certify => "letter.certified",
        }
    }

    /// The mediator who is asked by it.
    pub const fn asks(&self) -> Option<IdText> {
        match self {
            Self::Ask { mediator } => Some(*mediator),
            Self::Attach { letter } => letter.mediator,
            _ => None,
        }
    }
}
