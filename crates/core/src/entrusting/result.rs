//! What came of an entrusted mediation, as the body that sent it is told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Date, Text};
use crate::mediation::{DeclineReason, Ending, Mediation, State, TerminationReason};
use crate::text_enum;

text_enum! {
    pub enum ResultKind {
        Agreed = "agreed" ("调解成功", "Agreed"),
        Failed = "failed" ("调解不成", "Failed"),
        NotAccepted = "not_accepted" ("未受理", "Not accepted"),
        Withdrawn = "withdrawn" ("已撤回", "Withdrawn"),
        HandedOn = "handed_on" ("已移送其他机构", "Handed on to another body"),
    }
}

text_enum! {
    /// Why an entrusted mediation ended: the eight cases of the Online Mediation Rules art. 25.
    pub enum EndingReason {
        Agreed = "agreed" ("达成调解协议", "An agreement was reached"),
        SettledPrivately = "settled_privately" ("自行和解，撤回申请", "Settled privately and withdrawn"),
        CannotContact = "cannot_contact" ("无法联系当事人", "A party cannot be reached"),
        PartyRefuses = "party_refuses" ("一方明确表示不愿继续调解", "A party refuses to go on"),
        NoAgreementPossible = "no_agreement_possible" ("分歧较大且难以达成协议", "The parties are too far apart"),
        TimeLimit = "time_limit" ("期限届满，未达成协议且未同意延长", "The limit passed without agreement or extension"),
        RefusedToSign = "refused_to_sign" ("拒绝在协议上签章", "A party refused to sign"),
        Other = "other" ("其他导致调解无法进行的情形", "Something else that prevents mediation"),
    }
}

impl EndingReason {
    /// Of the eight, the one a termination belongs to.
    pub const fn of(reason: TerminationReason) -> Self {
        use TerminationReason as T;
        match reason {
            T::PartyRefuses => Self::PartyRefuses,
            T::NoAgreementPossible => Self::NoAgreementPossible,
            T::Withdrawn | T::SettledPrivately => Self::SettledPrivately,
            T::CannotContact => Self::CannotContact,
            T::RefusedToSign => Self::RefusedToSign,
            T::TimeLimit => Self::TimeLimit,
            T::HidesFacts | T::Collusion | T::EventPrevents | T::TakenElsewhere | T::Other => Self::Other,
        }
    }
}

/// What came of a mediation. Never what was said in it (Special Invitation Mediation Rules art. 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseResult {
    pub kind: ResultKind,
    /// Where it was accepted: which of the eight cases.
    #[serde(default)]
    pub reason: Option<EndingReason>,
    /// Where it was not: why.
    #[serde(default)]
    pub declined: Option<DeclineReason>,
    /// The day it ended, or the agreement took effect.
    pub on: Date,
    /// Everything promised is performed already.
    #[serde(default)]
    pub performed: bool,
}

impl CaseResult {
    /// Nothing is new for who was told of the other: that a promise is kept later is no other result.
    pub fn is_the_same_as(&self, other: &Self) -> bool {
        (self.kind, self.reason, self.declined) == (other.kind, other.reason, other.declined)
    }

    /// `调解不成：无法联系当事人`
    pub fn words(&self) -> Text {
        let kind = self.kind.label();
        let why = match (self.kind, self.reason, self.declined) {
            (ResultKind::Agreed, ..) if self.performed => Some(Text::new("已全部履行", "performed in full")),
            (ResultKind::Agreed, ..) => None,
            (_, _, Some(declined)) => Some(declined.label()),
            (_, reason, None) => reason.map(|r| r.label()),
        };
        match why {
            Some(why) => Text::new(format!("{}：{}", kind.zh, why.zh), format!("{}: {}", kind.en, why.en)),
            None => kind,
        }
    }
}

/// How far a mediation has come, as the letters about it see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    pub accepted: bool,
    pub result: Option<CaseResult>,
}

impl Course {
    pub fn of(m: &Mediation) -> Self {
        Self { accepted: m.accepted_on.is_some(), result: result(m) }
    }
}

/// The result of a mediation; none while it runs.
pub fn result(m: &Mediation) -> Option<CaseResult> {
    if m.state.is_agreed() {
        let on = m.agreement.as_ref().and_then(|a| a.effective_on).or(m.ended_on)?;
        return Some(CaseResult {
            kind: ResultKind::Agreed,
            reason: Some(EndingReason::Agreed),
            declined: None,
            on,
            performed: m.state == State::Fulfilled,
        });
    }
    let of = |kind, reason, declined, on| Some(CaseResult { kind, reason, declined, on, performed: false });
    match m.ending.as_ref()? {
        Ending::Declined { reason, on, .. } => of(ResultKind::NotAccepted, None, Some(*reason), *on),
        Ending::Terminated { reason, on, .. } => {
            let withdrawn = matches!(reason, TerminationReason::Withdrawn | TerminationReason::SettledPrivately);
            let kind = if withdrawn { ResultKind::Withdrawn } else { ResultKind::Failed };
            of(kind, Some(EndingReason::of(*reason)), None, *on)
        }
        Ending::Referred { on, .. } => of(ResultKind::HandedOn, Some(EndingReason::Other), None, *on),
        Ending::Unfulfilled { .. } => None,
    }
}
