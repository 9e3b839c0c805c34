//! Who is told of an event at once: what its level says, the units that are asked, and whoever a step or a charge is for.
//!
//! A notice says level, category and town. It names no person and no finer place, since a leader who is told may not be one
//! who may open the matter.

use super::levels::LevelTold;
use super::*;
use crate::kernel::Text;

text_enum! {
    /// Why something is brought to somebody's attention.
    pub enum NoticeKind {
        Due = "due" ("期限提醒", "A day comes near"),
        Level = "level" ("新立案的事件", "An event was filed"),
        Asked = "asked" ("派给本单位", "Sent to one's unit"),
        Raised = "raised" ("督办本单位", "One's unit is reminded or supervised"),
        Charged = "charged" ("领导包案", "A leader takes charge"),
    }
}

/// Whom a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Whoever holds a post there: a unit answers as an organisation.
    Unit(Id),
    /// Coordinators of the centres in whose area it lies.
    Centre,
    /// Leaders in whose area it lies.
    Leaders,
    /// The leader who takes charge.
    Person(Id),
}

/// A notice that follows from a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub kind: NoticeKind,
    pub to: Vec<Told>,
    /// What happened, before level, category and town.
    pub said: Text,
}

/// The notices that follow from a move. `before` is the dispatch as it was, `d` as it is now.
pub fn notices(mv: &DispatchMove, before: &Dispatch, d: &Dispatch) -> Vec<Notice> {
    use DispatchMove as M;
    let tells = |told: LevelTold| d.level.as_ref().is_none_or(|level| level.told.contains(&told));
    let unit = |no: u16| d.unit(no).map(|unit| Told::Unit(unit.organisation.0));
    let notice = |kind: NoticeKind, to: Vec<Told>, said: Text| match to.is_empty() {
        true => Vec::new(),
        false => vec![Notice { kind, to, said }],
    };
    match mv {
        M::File { .. } => {
            let all = [(LevelTold::Centre, Told::Centre), (LevelTold::Leader, Told::Leaders)];
            let to = all.into_iter().filter(|(told, _)| tells(*told)).map(|(_, told)| told).collect();
            notice(NoticeKind::Level, to, NoticeKind::Level.label())
        }
        M::Send { .. } | M::Whistle { .. } | M::Decide { .. } if tells(LevelTold::Unit) => {
            let asked = d.units.iter().skip(before.units.len());
            let said = if matches!(mv, M::Whistle { .. }) {
                Text::new("吹哨，请到场处置", "A whistle: come and act")
            } else {
                Text::new("派给本单位，请接单", "Sent to your unit: please answer")
            };
            notice(NoticeKind::Asked, asked.map(|unit| Told::Unit(unit.organisation.0)).collect(), said)
        }
        M::Raise { step, ground, .. } => {
            let units = d.rungs.last().map(|rung| rung.units.as_slice()).unwrap_or_default();
            let (step, ground) = (step.label(), ground.label());
            let said =
                Text::new(format!("{}\u{ff08}{}\u{ff09}", step.zh, ground.zh), format!("{} ({})", step.en, ground.en));
            notice(NoticeKind::Raised, units.iter().filter_map(|no| unit(*no)).collect(), said)
        }
        M::TakeCharge { leader, unit: no, .. } => {
            let to = std::iter::once(Told::Person(leader.0)).chain(unit(*no)).collect();
            notice(NoticeKind::Charged, to, NoticeKind::Charged.label())
        }
        _ => Vec::new(),
    }
}
