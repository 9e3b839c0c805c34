//! What the house can see of a file by itself. A suggestion: a human decides.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::Text;
use crate::matters::Source;
use crate::mediation::agreement::{AgreementForm, missing};
use crate::mediation::{Mediation, NoticeHow, PartyFacts, SessionWith, State, speakers};
use crate::text_enum;

text_enum! {
    /// Something that can be seen in what was recorded.
    pub enum Check {
        Basis = "basis" ("申请或受理依据", "Basis of acceptance"),
        Notice = "notice" ("权利义务告知", "Notice of rights"),
        Record = "record" ("调解记录", "Record of mediation"),
        Fields = "fields" ("栏目完整", "Complete fields"),
        Terms = "terms" ("协议内容", "Terms"),
        Signatures = "signatures" ("签名", "Signatures"),
        Seal = "seal" ("印章", "Seal"),
        FollowUp = "follow_up" ("回访", "Follow-up"),
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// None where it does not apply to such a file.
    pub sound: Option<bool>,
    /// What is lacking, or that nothing is.
    pub text: Text,
}

impl Finding {
    fn sound(zh: &str, en: &str) -> Self {
        Self { sound: Some(true), text: Text::new(zh, en) }
    }

    fn wrong(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { sound: Some(false), text: Text::new(zh, en) }
    }

    fn idle(zh: &str, en: &str) -> Self {
        Self { sound: None, text: Text::new(zh, en) }
    }
}

/// A file as the checks see it.
pub struct Seen<'a> {
    pub source: Source,
    pub m: &'a Mediation,
    pub parties: &'a [PartyFacts],
    /// Names of required fields that the papers lack.
    pub lacking: &'a [Text],
    pub followed_up: bool,
}

/// Looks at one thing.
pub fn check(check: Check, file: &Seen<'_>) -> Finding {
    let m = file.m;
    let agreed = m.state.is_agreed();
    let no_agreement = || Finding::idle("没有达成协议，不适用。", "There is no agreement.");
    match check {
        Check::Basis if m.accepted_on.is_none() => Finding::wrong("没有受理日期。", "No day of acceptance."),
        Check::Basis if file.source == Source::Application => {
            Finding::sound("有申请，已受理。", "There is an application, and it was accepted.")
        }
        Check::Basis => Finding::sound("有受理登记。", "There is a register of acceptance."),
        Check::Notice => notice(m, file.parties),
        Check::Record => {
            let joint = m.sessions.iter().any(|s| matches!(s.with, SessionWith::Joint { .. }));
            match joint {
                true => Finding::sound("有各方共同参加的调解记录。", "There is a record of a session with all sides."),
                false if m.state == State::Referred => {
                    Finding::idle("调解前已移送，不适用。", "It was referred before.")
                }
                false => Finding::wrong("没有各方共同参加的调解记录。", "No record of a session with all sides."),
            }
        }
        Check::Fields if file.lacking.is_empty() => Finding::sound("各栏都已填写。", "Every field is filled in."),
        Check::Fields => {
            let (zh, en): (Vec<_>, Vec<_>) = file.lacking.iter().map(|t| (t.zh.as_str(), t.en.as_str())).unzip();
            Finding::wrong(format!("缺：{}。", zh.join("、")), format!("Lacking: {}.", en.join(", ")))
        }
        Check::Terms | Check::Signatures | Check::Seal if !agreed => no_agreement(),
        Check::Terms => terms(m),
        Check::Signatures => match &m.agreement {
            Some(a) if a.form == AgreementForm::Oral => {
                Finding::idle("口头协议，无须签名。", "The agreement was oral.")
            }
            Some(a) => {
                let lacks = missing(a, file.parties);
                match lacks.parties.is_empty() && !lacks.mediator {
                    true => Finding::sound("各方和调解员都已签名。", "All parties and the mediator have signed."),
                    false => Finding::wrong("签名不全。", "Signatures are missing."),
                }
            }
            None => Finding::wrong("没有协议。", "There is no agreement."),
        },
        Check::Seal => match &m.agreement {
            Some(a) if a.form == AgreementForm::Oral => Finding::idle("口头协议，不适用。", "The agreement was oral."),
            Some(a) if a.sealed_on.is_some() => Finding::sound("已盖章。", "The seal is on it."),
            _ => Finding::wrong("没有盖章。", "The seal is missing."),
        },
        Check::FollowUp if !agreed => no_agreement(),
        Check::FollowUp if file.followed_up => Finding::sound("有回访记录。", "There is a follow-up."),
        Check::FollowUp => Finding::wrong("没有回访记录。", "There is no follow-up."),
    }
}

/// Told to each speaker, and signed for: what was read out or told by telephone leaves no paper in the file.
fn notice(m: &Mediation, parties: &[PartyFacts]) -> Finding {
    if m.state == State::Referred && m.sessions.is_empty() {
        return Finding::idle("调解前已移送，不适用。", "It was referred before.");
    }
    let names = |fits: &dyn Fn(&PartyFacts) -> bool| -> Vec<String> {
        speakers(parties).into_iter().filter(|p| fits(p)).map(|p| p.name.clone()).collect()
    };
    let told = |p: &PartyFacts| m.notices.iter().find(|n| n.party == p.no);
    let untold = names(&|p| told(p).is_none());
    let unsigned = names(&|p| told(p).is_some_and(|n| n.how != NoticeHow::Signed));
    match (untold.is_empty(), unsigned.is_empty()) {
        (true, true) => Finding::sound("各方都已签收。", "Each party has signed for it."),
        (false, _) => {
            Finding::wrong(format!("没有告知：{}。", untold.join("、")), format!("Not told: {}.", untold.join(", ")))
        }
        _ => Finding::wrong(
            format!("没有签收的告知书：{}。", unsigned.join("、")),
            format!("Not signed for: {}.", unsigned.join(", ")),
        ),
    }
}

/// What is vague cannot be enforced: each payment with its amount, each promise with how.
fn terms(m: &Mediation) -> Finding {
    let Some(agreement) = &m.agreement else { return Finding::wrong("没有协议。", "There is no agreement.") };
    let obligations = &agreement.draft.obligations;
    if obligations.is_empty() {
        return Finding::wrong("没有约定事项。", "Nothing is promised.");
    }
    let vague = obligations.iter().filter(|o| o.how.trim().is_empty()).count();
    match vague {
        0 => Finding::sound("每项约定都有履行方式和时限。", "Each promise has its mode and time."),
        n => Finding::wrong(
            format!("有{n}项约定没有写明履行方式。"),
            match n {
                1 => "One promise does not say how it is to be kept.".to_owned(),
                n => format!("{n} promises do not say how they are to be kept."),
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matters::Side;
    use crate::mediation::RightsNotice;
    use jiff::civil::date;

    fn party(no: u16, name: &str) -> PartyFacts {
        PartyFacts {
            no,
            side: if no == 1 { Side::Applicant } else { Side::Respondent },
            name: name.into(),
            minor: false,
            guardian: None,
            special_agents: vec![],
            legal_representative: None,
            elected: false,
        }
    }

    #[test]
    fn a_notice_by_telephone_is_no_paper_in_the_file() {
        let mut m = Mediation::open(None, date(2026, 3, 2));
        m.accepted_on = Some(date(2026, 3, 2));
        let parties = [party(1, "李建设"), party(2, "吴大勇")];
        let look = |m: &Mediation| {
            let file = Seen { source: Source::Application, m, parties: &parties, lacking: &[], followed_up: false };
            check(Check::Notice, &file)
        };
        assert_eq!(look(&m).text.zh, "没有告知：李建设、吴大勇。");
        for (party, how) in [(1, NoticeHow::Signed), (2, NoticeHow::Telephone)] {
            m.notices.push(RightsNotice { party, how, on: date(2026, 3, 2) });
        }
        assert_eq!(look(&m).text.zh, "没有签收的告知书：吴大勇。");
        m.notices[1].how = NoticeHow::Signed;
        assert_eq!(look(&m).sound, Some(true));
    }

    #[test]
    fn what_needs_an_agreement_does_not_apply_without_one() {
        let m = Mediation::open(None, date(2026, 3, 2));
        let lacking = [Text::new("纠纷简要情况", "Account")];
        let file = Seen { source: Source::OwnInitiative, m: &m, parties: &[], lacking: &lacking, followed_up: false };
        for one in [Check::Terms, Check::Signatures, Check::Seal, Check::FollowUp] {
            assert_eq!(check(one, &file).sound, None, "{one}");
        }
        assert_eq!(check(Check::Basis, &file).sound, Some(false));
        assert_eq!(check(Check::Fields, &file).text.zh, "缺：纠纷简要情况。");
    }
}
