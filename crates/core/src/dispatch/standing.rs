//! Where a dispatch stands in words: whose turn it is, and what they are to do.

use super::*;
use crate::kernel::Text;
use crate::mediation::standing::{NextStep, Turn};

/// Who owes the next step.
pub fn next_step(d: &Dispatch) -> NextStep {
    let step = |turn, zh: &str, en: &str| NextStep::new(turn, zh, en);
    match d.state {
        DispatchState::Reported => step(Turn::Centre, "核实立案", "verify and file it"),
        DispatchState::Filed => step(Turn::Centre, "派遣", "dispatch it"),
        DispatchState::Dispatched | DispatchState::Handling if d.pending().is_some() => {
            step(Turn::Centre, "裁定异议", "decide on the objection")
        }
        DispatchState::Dispatched => step(Turn::Unit, "接单或者提出异议", "accept it or object"),
        DispatchState::Handling => step(Turn::Unit, "办理并答复", "handle and answer it"),
        DispatchState::Checking => {
            step(Turn::Checker, "请承办单位以外的人核查", "check it, by somebody other than who handled it")
        }
        DispatchState::Resolved | DispatchState::Dismissed | DispatchState::Merged | DispatchState::Mediated => {
            NextStep::none()
        }
    }
}

/// How far it has come, as its reporter reads it: plain words, no names of people.
pub fn told(d: &Dispatch) -> Text {
    let units = d.responsible().map(|unit| unit.name.as_str()).collect::<Vec<_>>();
    let t = |zh: String, en: String| Text::new(zh, en);
    match d.state {
        DispatchState::Reported => t("已收到，正在核实。".into(), "Received; it is being verified.".into()),
        DispatchState::Filed => t("已核实，正在安排单位办理。".into(), "Verified; a unit is being asked.".into()),
        DispatchState::Dispatched => {
            t(format!("已交给{}。", units.join("、")), format!("Sent to {}.", units.join(", ")))
        }
        DispatchState::Handling => {
            t(format!("{}正在办理。", units.join("、")), format!("{} is handling it.", units.join(", ")))
        }
        DispatchState::Checking => t("已经办完，正在核查。".into(), "Done; it is being checked.".into()),
        DispatchState::Resolved => t("已经办结。请您看看，解决了吗？".into(), "It is closed. Is it fixed?".into()),
        DispatchState::Dismissed => {
            let reason = d.dismissed.map(|reason| reason.label()).unwrap_or_else(|| Text::new("", ""));
            t(format!("没有立案：{}。", reason.zh), format!("Not taken on: {}.", reason.en))
        }
        DispatchState::Merged => t(
            "和另一件是同一件事，合在一起办。".into(),
            "It is the same as another report; they are handled together.".into(),
        ),
        DispatchState::Mediated => {
            t("已转为人民调解，会有调解员联系。".into(), "It became a mediation; a mediator will call.".into())
        }
    }
}

/// The next step of an open matter as a list shows it, from the state of its dispatch and whose turn it is.
pub fn usual_step(state: DispatchState, turn: Turn) -> NextStep {
    let step = |zh, en| NextStep::new(turn, zh, en);
    match state {
        DispatchState::Reported => step("核实立案", "verify and file"),
        DispatchState::Filed => step("派遣", "dispatch"),
        DispatchState::Dispatched | DispatchState::Handling if turn == Turn::Centre => {
            step("裁定异议", "decide on the objection")
        }
        DispatchState::Dispatched => step("接单", "accept"),
        DispatchState::Handling => step("办理答复", "handle and answer"),
        DispatchState::Checking => step("核查", "check"),
        DispatchState::Resolved | DispatchState::Dismissed | DispatchState::Merged | DispatchState::Mediated => {
            NextStep::close()
        }
    }
}
