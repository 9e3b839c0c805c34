//! Where a mediation stands in words: whose turn it is, and what they are to do.

use serde::Serialize;
use utoipa::ToSchema;

use super::agreement::missing;
use super::guards::guards;
use super::make::Case;
use super::promises::lines;
use super::*;
use crate::kernel::{Code, Text};

text_enum! {
    /// Whose turn it is.
    pub enum Turn {
        Committee = "committee" ("调委会", "The committee"),
        Mediator = "mediator" ("调解员", "The mediator"),
        Parties = "parties" ("当事人", "The parties"),
        Centre = "centre" ("中心", "The centre"),
        Unit = "unit" ("承办单位", "The unit"),
        Checker = "checker" ("核查人", "The checker"),
        Nobody = "nobody" ("—", "Nobody"),
    }
}

/// The next step: who owes it and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NextStep {
    pub turn: Turn,
    pub what: Text,
}

impl NextStep {
    pub(crate) fn new(turn: Turn, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { turn, what: Text::new(zh, en) }
    }

    /// Nothing is owed any more.
    pub fn none() -> Self {
        Self::new(Turn::Nobody, "", "")
    }

    /// Somebody other than the mediator asks whether it held.
    pub fn follow_up() -> Self {
        Self::new(Turn::Committee, "请调解员以外的人回访", "follow up, by somebody other than the mediator")
    }

    /// The same in a list, where there is no room for whom it is not.
    pub fn usual_follow_up() -> Self {
        Self::new(Turn::Committee, "回访", "follow up")
    }

    /// The body that entrusted the matter waits for the result.
    pub fn report() -> Self {
        Self::new(Turn::Committee, "向委托方反馈结果", "report the result to the body that entrusted it")
    }

    /// A letter waits for an answer.
    pub fn answer_letter() -> Self {
        Self::new(Turn::Committee, "确认或退回来函", "confirm the letter or send it back")
    }

    /// Another body has not said whether it takes what was handed to it.
    pub fn ask_for_receipt() -> Self {
        Self::new(Turn::Committee, "催问移送回执", "ask for the receipt of what was handed over")
    }

    /// Nothing runs any more.
    pub fn close() -> Self {
        Self::new(Turn::Committee, "结案", "close the matter")
    }
}

/// How far the staff have gone about what is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lateness {
    None,
    ToUrge,
    ToTell,
    Told,
}

fn lateness(m: &Mediation, today: Date) -> Lateness {
    let lines = lines(m, today);
    let mut late = lines.iter().filter(|line| line.is_late()).peekable();
    let Some(last) = late.peek().and_then(|_| lines.iter().filter(|l| l.is_late()).filter_map(|l| l.due).max()) else {
        return Lateness::None;
    };
    if late.any(|line| line.urged_on < line.due.and_then(|due| due.tomorrow().ok())) {
        Lateness::ToUrge
    } else if m.routes_told.iter().all(|told| told.on <= last) {
        Lateness::ToTell
    } else {
        Lateness::Told
    }
}

/// Who owes the next step.
pub fn next_step(m: &Mediation, case: &Case) -> NextStep {
    match m.state {
        State::Registered => {
            if case.barrier || speakers(&case.parties).iter().any(|p| m.consent_of(p.no).is_some_and(|c| !c.given)) {
                NextStep::new(
                    Turn::Committee,
                    "答复不予受理并指明途径",
                    "say that it is not accepted, and the way that is open",
                )
            } else if guards(m, MoveKind::Accept, case).is_empty() {
                NextStep::new(Turn::Committee, "确认受理", "accept it")
            } else {
                NextStep::new(
                    Turn::Committee,
                    "征询意愿、补齐受理条件",
                    "ask for consent and complete what acceptance needs",
                )
            }
        }
        State::Accepted if choice::open(m, case).is_some() => {
            NextStep::new(Turn::Parties, "选定调解员", "choose a mediator")
        }
        State::Accepted => NextStep::new(Turn::Committee, "指派调解员", "assign a mediator"),
        State::Assigned if m.current_mediators().next().is_none() => {
            NextStep::new(Turn::Committee, "另行指派调解员", "assign another mediator")
        }
        State::Assigned if !guards(m, MoveKind::HoldSession, case).is_empty() => {
            NextStep::new(Turn::Mediator, "告知权利义务、处理回避", "give notice of rights, decide on recusal")
        }
        State::Assigned => NextStep::new(Turn::Mediator, "约定时间，组织首次调解", "hold the first session"),
        State::Mediating => NextStep::new(Turn::Mediator, "继续调解，登记调解记录", "go on mediating and record it"),
        State::Suspended => NextStep::new(Turn::Mediator, "等中止原因消除后恢复", "resume when the reason has gone"),
        State::Signing => {
            let missing = m.agreement.as_ref().map(|a| missing(a, &case.parties)).unwrap_or_default();
            if missing.parties.is_empty() {
                NextStep::new(Turn::Mediator, "调解员签名并加盖印章", "sign and affix the seal")
            } else {
                NextStep::new(Turn::Parties, "签署调解协议", "sign the agreement")
            }
        }
        State::InEffect => match lateness(m, case.today) {
            Lateness::None => NextStep::new(Turn::Parties, "按协议履行", "keep the promises"),
            Lateness::ToUrge => NextStep::new(Turn::Mediator, "督促逾期的一方履行", "remind who is late"),
            Lateness::ToTell => {
                NextStep::new(Turn::Mediator, "告知对方怎样请求法院处理", "tell the other side how to go to court")
            }
            Lateness::Told => {
                NextStep::new(Turn::Parties, "履行逾期的部分，或者请求法院处理", "perform, or go to court")
            }
        },
        State::Unfulfilled => NextStep::new(Turn::Parties, "可向法院起诉或申请执行", "go to court on the agreement"),
        State::Declined | State::Fulfilled | State::Terminated | State::Referred => NextStep::none(),
    }
}

/// The next step of an open matter as a list shows it, from the state of its mediation and whose turn it is; the
/// matter's page knows it exactly. Where nothing is mediated, or nothing any more, the matter is to be closed.
pub fn usual_step(state: Option<State>, turn: Turn) -> NextStep {
    let step = |zh, en| NextStep::new(turn, zh, en);
    let Some(state) = state else { return NextStep::close() };
    match state {
        State::Registered => step("审查受理", "decide on acceptance"),
        State::Accepted if turn == Turn::Parties => step("选定调解员", "choose a mediator"),
        State::Accepted => step("指派调解员", "assign a mediator"),
        State::Assigned if turn == Turn::Committee => step("另行指派调解员", "assign another mediator"),
        State::Assigned => step("组织首次调解", "hold the first session"),
        State::Mediating => step("继续调解", "go on mediating"),
        State::Suspended => step("等待恢复", "resume when possible"),
        State::Signing => step("签署协议", "sign the agreement"),
        State::InEffect => step("履行协议", "keep the promises"),
        State::Declined | State::Fulfilled | State::Unfulfilled | State::Terminated | State::Referred => {
            NextStep::close()
        }
    }
}

/// The likeliest move: the one a screen shows as its filled button. What the first offer waits for comes before it.
pub fn likeliest(m: &Mediation, case: &Case) -> Option<MoveKind> {
    let refuses = speakers(&case.parties).iter().any(|p| m.consent_of(p.no).is_some_and(|c| !c.given));
    let first = match m.state {
        State::Mediating if guards(m, MoveKind::AgreeInWriting, case).is_empty() => MoveKind::AgreeInWriting,
        State::Signing => {
            let missing = m.agreement.as_ref().map(|a| missing(a, &case.parties)).unwrap_or_default();
            if missing.parties.is_empty() && !missing.mediator { MoveKind::AffixSeal } else { MoveKind::Sign }
        }
        State::Accepted | State::Assigned | State::Mediating if refuses => MoveKind::Terminate,
        State::Accepted if choice::open(m, case).is_some() => MoveKind::PickMediator,
        State::InEffect => match lateness(m, case.today) {
            Lateness::ToUrge => MoveKind::Urge,
            Lateness::ToTell => MoveKind::TellRoutes,
            Lateness::None | Lateness::Told => MoveKind::Fulfil,
        },
        _ => moves::offered(m.state).next()?,
    };
    let waits_for = guards(m, first, case).first().map(|r| r.code);
    Some(match waits_for {
        None => first,
        Some(Code::ConsentMissing) => MoveKind::Consent,
        Some(Code::NoticeMissing) => MoveKind::GiveNotice,
        Some(Code::DisclosureOpen) => MoveKind::DecideDisclosure,
        Some(Code::Recusal | Code::MediatorNeeded) => MoveKind::Assign,
        Some(Code::AcceptanceBarred | Code::PartyRefuses) if m.state == State::Registered => MoveKind::Decline,
        Some(Code::PartyRefuses) => MoveKind::Terminate,
        Some(_) => first,
    })
}
