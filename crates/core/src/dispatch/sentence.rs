//! A move as a sentence of the timeline. The actor's name stands before it.

use super::moves::UnitOrder;
use super::*;
use crate::kernel::{Text, day_en, day_zh};

/// What a move says in the timeline. Never the content of a report or a note; units are organisations and are named.
pub fn sentence(mv: &DispatchMove) -> Text {
    use DispatchMove as M;
    let t = |zh: String, en: String| Text::new(zh, en);
    let names =
        |units: &[UnitOrder], comma: &str| units.iter().map(|u| u.name.as_str()).collect::<Vec<_>>().join(comma);
    match mv {
        M::Report { class, .. } => {
            t(format!("上报事件：{}", class.label().zh), format!("reported an event: {}", class.label().en))
        }
        M::File { .. } => t("核实立案".into(), "verified and filed it".into()),
        M::Merge { into, likeness, .. } => {
            let reasons = likeness.iter().flat_map(|l| &l.reasons);
            let (zh, en): (Vec<_>, Vec<_>) = reasons.map(|r| (r.text.zh.clone(), r.text.en.clone())).unzip();
            t(format!("并入{into}（{}）", zh.join("、")), format!("merged it into {into} ({})", en.join(", ")))
        }
        M::Unmerge { reason } => t(format!("撤销合并：{reason}"), format!("undid the merge: {reason}")),
        M::Absorb { code } => t(format!("{code}并入本件"), format!("took {code} in")),
        M::GiveBack { code } => t(format!("{code}不再并入本件"), format!("gave {code} back")),
        M::Dismiss { reason, .. } => {
            t(format!("不予立案：{}", reason.label().zh), format!("did not take it on: {}", reason.label().en))
        }
        M::HandleSelf { .. } => t("自办结案".into(), "put it right at once".into()),
        M::Send { units, routed: Some(routed), .. } => t(
            format!("按规则（第{}版第{}条）派给{}", routed.version, routed.rule, names(units, "、")),
            format!("sent it to {} by rule {} of version {}", names(units, ", "), routed.rule, routed.version),
        ),
        M::Send { units, .. } => t(format!("派给{}", names(units, "、")), format!("sent it to {}", names(units, ", "))),
        M::Whistle { units, .. } => {
            t(format!("吹哨，请{}报到", names(units, "、")), format!("blew the whistle for {}", names(units, ", ")))
        }
        M::Accept { .. } => t("接单".into(), "accepted it".into()),
        M::Object { reason, .. } => {
            t(format!("提出异议：{}", reason.label().zh), format!("objected: {}", reason.label().en))
        }
        M::Decide { upheld: true, instead: Some(unit), .. } => t(
            format!("异议成立，改请{}办理；新单位接单前仍由原单位负责", unit.name),
            format!("upheld the objection and asked {}; until it accepts the first unit answers for it", unit.name),
        ),
        M::Decide { .. } => t("异议不成立".into(), "did not uphold the objection".into()),
        M::Arrive { .. } => t("到场".into(), "arrived".into()),
        M::Advance { .. } => t("登记进展".into(), "recorded progress".into()),
        M::Finish { .. } => t("办完本单位部分".into(), "finished its part".into()),
        M::Answer { .. } => t("合并答复".into(), "gave the joint answer".into()),
        M::PutOff { until, reason, .. } => {
            let (zh, en) = (day_zh(*until), day_en(*until));
            t(format!("办结时限延至{zh}：{reason}"), format!("put the limit off to {en}: {reason}"))
        }
        M::Pass { how, .. } => {
            t(format!("核查通过（{}）", how.label().zh), format!("checked it ({})", how.label().en.to_lowercase()))
        }
        M::Return { how, .. } => t(
            format!("退回重办（{}）", how.label().zh),
            format!("returned it for rework ({})", how.label().en.to_lowercase()),
        ),
        M::Rate { fixed, satisfaction, .. } => {
            let (zh, en) = if *fixed { ("已解决", "fixed") } else { ("没有解决", "not fixed") };
            t(
                format!("登记评价：{zh}，{}", satisfaction.label().zh),
                format!("recorded the rating: {en}, {}", satisfaction.label().en.to_lowercase()),
            )
        }
        M::Reopen { .. } => t("反映没有解决，重新办理".into(), "opened it again: it is not fixed".into()),
        M::Raise { step, ground, until, .. } => t(
            format!("{}（{}），限{}前解决", step.label().zh, ground.label().zh, day_zh(*until)),
            format!(
                "{} ({}), to be solved by {}",
                step.label().en.to_lowercase(),
                ground.label().en.to_lowercase(),
                day_en(*until)
            ),
        ),
        M::Lift { reason, .. } => t(format!("解除督办：{reason}"), format!("lifted a step: {reason}")),
        M::TakeCharge { name, target_on, .. } => {
            let (zh, en) = (day_zh(*target_on), day_en(*target_on));
            t(format!("{name}包案，{zh}前解决"), format!("{name} takes charge, to be solved by {en}"))
        }
        M::Meet { on, .. } => t(format!("{on}召开包案会商"), format!("held a meeting on {on}")),
        M::EndCharge { .. } => t("结束包案".into(), "ended the charge".into()),
        M::Mediate { code } => t(format!("转为调解：{code}"), format!("made it a mediation: {code}")),
    }
}
