//! A move as a sentence of the timeline. The actor's name stands before it.

use super::*;
use crate::kernel::{Fen, Text, day_zh};

/// How the names in a sentence are found.
pub struct Names<'a> {
    pub party: &'a dyn Fn(PartyNo) -> String,
    pub account: &'a dyn Fn(IdText) -> String,
}

impl Names<'_> {
    fn parties(&self, numbers: &[PartyNo]) -> String {
        numbers.iter().map(|n| (self.party)(*n)).collect::<Vec<_>>().join("、")
    }
}

/// What a move says in the timeline: `受理了调解`. Never the content of a record, a statement or a note.
pub fn sentence(mv: &Move, names: &Names<'_>) -> Text {
    let t = |zh: String, en: String| Text::new(zh, en);
    let party = |no: &PartyNo| (names.party)(*no);
    match mv {
        Move::Consent { party: no, given: true, how, .. } => t(
            format!("登记：{}同意调解（{}）", party(no), how.label().zh),
            format!("recorded that {} consents to mediation ({})", party(no), how.label().en),
        ),
        Move::Consent { party: no, given: false, .. } => {
            t(format!("登记：{}不同意调解", party(no)), format!("recorded that {} refuses mediation", party(no)))
        }
        Move::Accept { number: Some(number), .. } => {
            t(format!("受理了调解，编{number}"), format!("accepted the mediation as {number}"))
        }
        Move::Accept { .. } => t("受理了调解".into(), "accepted the mediation".into()),
        Move::Decline { reason, route, .. } => t(
            format!("决定不予受理：{}；建议途径：{}", reason.label().zh, route.label().zh),
            format!("did not accept it: {}; open instead: {}", reason.label().en, route.label().en),
        ),
        Move::ProposeMediators { mediators } => {
            let who = mediators.iter().map(|a| (names.account)(*a)).collect::<Vec<_>>().join("、");
            t(format!("请双方在{who}中选调解员"), format!("let the parties choose a mediator among {who}"))
        }
        Move::PickMediator { party: no, accepts } => {
            let who = accepts.iter().map(|a| (names.account)(*a)).collect::<Vec<_>>().join("、");
            match who.as_str() {
                "" => t(format!("{}：几位都不选", party(no)), format!("{} accepts none of those proposed", party(no))),
                who => t(format!("{}愿意请{who}调解", party(no)), format!("{} accepts {who}", party(no))),
            }
        }
        Move::Assign { mediators, how } => {
            let who = mediators.iter().map(|a| (names.account)(*a)).collect::<Vec<_>>().join("、");
            t(format!("{}：{who}", how.label().zh), format!("{}: {who}", how.label().en.to_lowercase()))
        }
        Move::Disclose { mediator, raised_by, ground, .. } => {
            let who = (names.account)(*mediator);
            match raised_by {
                Some(no) => t(
                    format!("{}申请{who}回避：{}", party(no), ground.label().zh),
                    format!("{} challenged {who}: {}", party(no), ground.label().en),
                ),
                None => {
                    t(format!("{who}申明：{}", ground.label().zh), format!("{who} disclosed: {}", ground.label().en))
                }
            }
        }
        Move::DecideDisclosure { outcome, .. } => {
            t(format!("处理回避：{}", outcome.label().zh), format!("decided on recusal: {}", outcome.label().en))
        }
        Move::GiveNotice { parties, how, .. } => t(
            format!("向{}告知权利义务（{}）", names.parties(parties), how.label().zh),
            format!("gave notice of rights to {} ({})", names.parties(parties), how.label().en),
        ),
        Move::HoldSession { session } => {
            let place = session.place_kind.label();
            match &session.with {
                SessionWith::Joint { parties, .. } => t(
                    format!("组织第{}次调解（{}），{}到场", session.no, place.zh, names.parties(parties)),
                    format!("held session {} ({}) with {}", session.no, place.en, names.parties(parties)),
                ),
                SessionWith::Alone { party: no } => t(
                    format!("第{}次调解（{}）：与{}单独谈话", session.no, place.zh, party(no)),
                    format!("session {} ({}): spoke with {} alone", session.no, place.en, party(no)),
                ),
            }
        }
        Move::Investigate { investigation } => {
            t(format!("登记第{}份调查记录", investigation.no), format!("recorded investigation {}", investigation.no))
        }
        Move::AddEvidence { evidence } => {
            t(format!("登记证据：{}", evidence.item), format!("added evidence: {}", evidence.item))
        }
        Move::StateFact { .. } => {
            t("经各方同意，记载一项无争议事实".into(), "recorded an undisputed fact with everybody's consent".into())
        }
        Move::MakeStatement { statement } => t(
            format!("记录{}的陈述", party(&statement.party)),
            format!("recorded a statement of {}", party(&statement.party)),
        ),
        Move::Extend { until, consents, .. } => {
            let last = consents.iter().map(|consent| consent.on).max();
            let zh = last.map(|on| format!("（{}前均已同意）", day_zh(on))).unwrap_or_default();
            let en = last.map(|on| format!(" (all had agreed by {on})")).unwrap_or_default();
            t(
                format!("经各方同意延期至{}{zh}", day_zh(*until)),
                format!("extended to {until} with everybody's consent{en}"),
            )
        }
        Move::Suspend { reason, .. } => {
            t(format!("中止调解：{}", reason.label().zh), format!("suspended it: {}", reason.label().en))
        }
        Move::Resume { .. } => t("恢复调解".into(), "resumed it".into()),
        Move::Deduct { reason, from, to, .. } => t(
            format!("登记扣除期间：{}至{}（{}）", day_zh(*from), day_zh(*to), reason.label().zh),
            format!("recorded that {from} to {to} is not counted ({})", reason.label().en.to_lowercase()),
        ),
        Move::Elect { side, representatives, electors, on, .. } => t(
            format!(
                "登记{}推选代表人：{}，由{}人于{}推选",
                side.label().zh,
                names.parties(representatives),
                electors.len(),
                day_zh(*on)
            ),
            format!(
                "recorded that the {}s elected {} ({} electors, {on})",
                side.label().en.to_lowercase(),
                names.parties(representatives),
                electors.len()
            ),
        ),
        Move::DraftAgreement { draft } => t(
            format!("起草协议，{}项约定", draft.obligations.len()),
            format!("drafted the agreement, {} obligations", draft.obligations.len()),
        ),
        Move::AgreeInWriting {} => {
            t("各方达成书面协议，待签署".into(), "the parties agreed in writing; it waits for signatures".into())
        }
        Move::AgreeOrally { .. } => {
            t("各方达成口头协议，即日生效".into(), "the parties agreed orally; in effect that day".into())
        }
        Move::Sign { signer, how, by, .. } => {
            let who = match signer {
                Signer::Party { party: no } => party(no),
                Signer::Mediator { account } => (names.account)(*account),
            };
            let through = if by.is_empty() { String::new() } else { format!("（由{by}代）") };
            t(
                format!("{who}{through}在协议上{}", how.label().zh),
                format!("{who}: {} on the agreement", how.label().en.to_lowercase()),
            )
        }
        Move::AffixSeal { .. } => t("在协议上加盖调委会印章".into(), "affixed the committee's seal".into()),
        Move::VoidSignatures { .. } => t("作废签名，重新起草".into(), "voided the signatures to redraft".into()),
        Move::TakeEffect { on } => {
            t(format!("协议自{}起生效", day_zh(*on)), format!("the agreement took effect on {on}"))
        }
        Move::Fulfil { obligation, paid_fen, how, .. } => {
            let amount = paid_fen.map(|f: Fen| format!("{f}元")).unwrap_or_default();
            t(
                format!("登记履行第{obligation}项{amount}（{}）", how.label().zh),
                format!(
                    "recorded fulfilment of obligation {obligation}{} ({})",
                    paid_fen.map(|f| format!(": {f} yuan")).unwrap_or_default(),
                    how.label().en
                ),
            )
        }
        Move::Urge { obligation, instalment, told, .. } => {
            let zh = instalment.map(|n| format!("第{n}期")).unwrap_or_default();
            let en = instalment.map(|n| format!(", instalment {n}")).unwrap_or_default();
            t(
                format!("督促履行第{obligation}项{zh}（{}）", told.label().zh),
                format!("reminded of obligation {obligation}{en} ({})", told.label().en.to_lowercase()),
            )
        }
        Move::Reschedule { obligation, parts, agreed_by, .. } => t(
            format!("经{}同意，变更第{obligation}项的履行计划，分{}期", names.parties(agreed_by), parts.len()),
            format!(
                "changed the plan of obligation {obligation} to {} parts, as {} agreed",
                parts.len(),
                names.parties(agreed_by)
            ),
        ),
        Move::TellRoutes { party: no, routes, told, .. } => {
            let zh = routes.iter().map(|r| r.label().zh).collect::<Vec<_>>().join("、");
            let en = routes.iter().map(|r| r.label().en.to_lowercase()).collect::<Vec<_>>().join(", ");
            t(
                format!("告知{}可以：{zh}（{}）", party(no), told.label().zh),
                format!("told {} what is open: {en} ({})", party(no), told.label().en.to_lowercase()),
            )
        }
        Move::ApplyConfirmation { court, applicants, on, .. } => t(
            format!("{}于{}共同向{court}申请司法确认", names.parties(applicants), day_zh(*on)),
            format!("{} applied together to {court} for confirmation on {on}", names.parties(applicants)),
        ),
        Move::DocketConfirmation { number, on } => {
            t(format!("法院于{}立案：{number}", day_zh(*on)), format!("the court docketed it on {on}: {number}"))
        }
        Move::ExtendReview { until, on, .. } => t(
            format!("法院院长于{}批准延长审限至{}", day_zh(*on), day_zh(*until)),
            format!("the court's president put its decision off to {until} on {on}"),
        ),
        Move::NoteDay { rule, on, .. } => t(
            format!("登记“{}”自{}起算", rule.label().zh, day_zh(*on)),
            format!("recorded that \"{}\" runs from {on}", rule.label().en),
        ),
        Move::RecordRuling { outcome, on, number, .. } => {
            let zh = if number.is_empty() { String::new() } else { format!("：{number}") };
            let en = if number.is_empty() { String::new() } else { format!(": {number}") };
            t(
                format!("司法确认{}（{}）{zh}", outcome.label().zh, day_zh(*on)),
                format!("confirmation {} on {on}{en}", outcome.label().en.to_lowercase()),
            )
        }
        Move::Conclude { .. } => t("约定全部履行完毕".into(), "every promise is kept".into()),
        Move::DeclareUnfulfilled { .. } => {
            t("确认未履行，已告知可起诉或申请执行".into(), "declared it unfulfilled and told the way to court".into())
        }
        Move::Terminate { reason, told, .. } => t(
            format!("终止调解：{}；救济途径已{}", reason.label().zh, told.label().zh),
            format!("terminated it: {}; remedies told {}", reason.label().en, told.label().en.to_lowercase()),
        ),
        Move::Refer { to, body, .. } => t(
            format!("移送{}：{body}", to.label().zh),
            format!("referred it to {} ({body})", to.label().en.to_lowercase()),
        ),
    }
}
