//! A matter is open, closed or archived. What happens inside it are its proceedings.

use crate::kernel::{Code, Date, Id, Refusal, Text};
use crate::mediation::standing::{NextStep, Turn};
use crate::{tagged_enum, text_enum};

text_enum! {
    pub enum MatterState {
        Open = "open" ("在办", "Open"),
        Closed = "closed" ("已结案", "Closed"),
        Archived = "archived" ("已归档", "Archived"),
    }
}

text_enum! {
    pub enum MatterMoveKind {
        Close = "close" ("结案", "Close"),
        Archive = "archive" ("归档", "Archive"),
        Reopen = "reopen" ("重新打开", "Reopen"),
        Return = "return" ("退回整改", "Return for repair"),
    }
}

use MatterMoveKind as K;
use MatterState as S;

/// The whole lifecycle.
pub const MOVES: &[(S, K, S)] = &[
    (S::Open, K::Close, S::Closed),
    (S::Closed, K::Archive, S::Archived),
    (S::Closed, K::Reopen, S::Open),
    (S::Archived, K::Reopen, S::Open),
    (S::Archived, K::Return, S::Closed),
];

tagged_enum! { "move"
    /// A move with what it needs to be said.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum MatterMove {
        /// 结案.
        Close {
            #[serde(default)]
            note: String,
        },
        /// 归档: from here on read-only.
        Archive {},
        /// Opened again, with the reason.
        Reopen { reason: String },
        /// The judicial office sends an archived file back to be mended.
        Return {
            reason: String,
            /// By when it is to be mended.
            #[serde(default)]
            until: Option<Date>,
        },
    }
}

impl MatterMove {
    pub const fn kind(&self) -> MatterMoveKind {
        match self {
            MatterMove::Close { .. } => K::Close,
            MatterMove::Archive {} => K::Archive,
            MatterMove::Reopen { .. } => K::Reopen,
            MatterMove::Return { .. } => K::Return,
        }
    }
}

/// What the guards look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatterStanding {
    /// Proceedings that have not ended.
    pub running: usize,
    /// A mediation ended in an agreement.
    pub agreed: bool,
    pub followed_up: bool,
    /// Who conducted its proceedings: they do not follow it up.
    pub conducted_by: Vec<Id>,
    /// What the dossier still lacks of its required papers.
    pub dossier_lacks: Vec<Text>,
    /// The body that entrusted it has not been told the result.
    pub report_owed: bool,
}

/// Where a move leads, or why it does not.
pub fn next(from: S, kind: K, standing: &MatterStanding) -> Result<S, Refusal> {
    let to = target(from, kind).ok_or(Refusal::new(Code::IllegalMove))?;
    match guards(kind, standing).into_iter().next() {
        Some(refusal) => Err(refusal),
        None => Ok(to),
    }
}

fn target(from: S, kind: K) -> Option<S> {
    MOVES.iter().find(|m| m.0 == from && m.1 == kind).map(|m| m.2)
}

/// Moves the table has from a state.
pub fn offered(from: S) -> impl Iterator<Item = K> {
    MOVES.iter().filter(move |m| m.0 == from).map(|m| m.1)
}

/// Everything a move still waits for.
pub fn guards(kind: K, standing: &MatterStanding) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    match kind {
        K::Close if standing.running > 0 => refusals.push(Refusal::at(Code::ProceedingRunning, "mediation")),
        K::Close if standing.report_owed => refusals.push(Refusal::at(Code::ReportMissing, "letters")),
        K::Archive => {
            // Supervising performance is the committee's duty (Mediation Law art. 31); the follow-up shows it was done.
            if standing.agreed && !standing.followed_up {
                refusals.push(Refusal::at(Code::FollowUpMissing, "follow_up"));
            }
            if !standing.dossier_lacks.is_empty() {
                let (zh, en): (Vec<_>, Vec<_>) =
                    standing.dossier_lacks.iter().map(|t| (t.zh.as_str(), t.en.as_str())).unzip();
                refusals.push(
                    Refusal::at(Code::DossierIncomplete, "papers").with(
                        format!("卷宗还缺：{}。", zh.join("、")),
                        format!("The dossier lacks: {}.", en.join(", ")),
                    ),
                );
            }
        }
        K::Close | K::Reopen | K::Return => {}
    }
    refusals
}

/// The move a screen shows as its filled button, if it can be made now. Opening a finished matter again never is: it
/// is the exception.
pub fn likeliest(from: S, standing: &MatterStanding) -> Option<K> {
    let kind = match from {
        S::Open => K::Close,
        S::Closed => K::Archive,
        S::Archived => return None,
    };
    guards(kind, standing).is_empty().then_some(kind)
}

/// Who owes the next step of the matter, and what it is. `running`: the step of the proceeding that runs.
pub fn next_step(state: S, standing: &MatterStanding, running: NextStep) -> NextStep {
    match state {
        S::Open if standing.running > 0 => running,
        S::Open if standing.report_owed => NextStep::report(),
        S::Open => NextStep::close(),
        S::Closed if standing.agreed && !standing.followed_up => NextStep::follow_up(),
        S::Closed if !standing.dossier_lacks.is_empty() => {
            NextStep::new(Turn::Committee, "补齐卷宗", "complete the dossier")
        }
        S::Closed => NextStep::new(Turn::Committee, "归档", "archive the matter"),
        S::Archived => NextStep::none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_deterministic_every_state_is_reachable_and_none_is_a_trap() {
        for (i, a) in MOVES.iter().enumerate() {
            assert!(MOVES[i + 1..].iter().all(|b| (a.0, a.1) != (b.0, b.1)));
        }
        for state in S::ALL {
            assert!(*state == S::Open || MOVES.iter().any(|m| m.2 == *state));
            assert!(offered(*state).next().is_some());
        }
    }

    #[test]
    fn a_matter_closes_only_when_no_proceeding_runs() {
        let running = MatterStanding { running: 1, ..Default::default() };
        assert_eq!(next(S::Open, K::Close, &running).unwrap_err().code, Code::ProceedingRunning);
        assert_eq!(next(S::Open, K::Close, &MatterStanding::default()), Ok(S::Closed));
    }

    #[test]
    fn who_entrusted_a_matter_is_told_the_result_before_it_closes() {
        let owed = MatterStanding { report_owed: true, ..Default::default() };
        assert_eq!(next(S::Open, K::Close, &owed).unwrap_err().code, Code::ReportMissing);
        assert_eq!(next_step(S::Open, &owed, NextStep::none()).what.zh, "向委托方反馈结果");
        assert_eq!(likeliest(S::Open, &owed), None);
    }

    #[test]
    fn opening_again_is_never_the_likeliest_and_what_cannot_be_done_is_not_either() {
        let running = MatterStanding { running: 1, ..Default::default() };
        let agreed = MatterStanding { agreed: true, ..Default::default() };
        let well = MatterStanding::default();
        assert_eq!([likeliest(S::Open, &running), likeliest(S::Open, &well)], [None, Some(K::Close)]);
        assert_eq!([likeliest(S::Closed, &agreed), likeliest(S::Closed, &well)], [None, Some(K::Archive)]);
        assert_eq!(likeliest(S::Archived, &well), None);
    }

    #[test]
    fn the_next_step_is_the_proceedings_while_one_runs_and_the_matters_after_it() {
        let step = |state, standing: &MatterStanding| {
            let running = NextStep::new(Turn::Mediator, "继续调解", "go on mediating");
            next_step(state, standing, running)
        };
        let well = MatterStanding::default();
        assert_eq!(step(S::Open, &MatterStanding { running: 1, ..well.clone() }).turn, Turn::Mediator);
        assert_eq!(step(S::Open, &well).what.zh, "结案");
        let agreed = MatterStanding { agreed: true, ..well.clone() };
        assert_eq!(step(S::Closed, &agreed).what.zh, "请调解员以外的人回访");
        assert_eq!(step(S::Closed, &MatterStanding { followed_up: true, ..agreed }).what.zh, "归档");
        assert_eq!(step(S::Archived, &well).turn, Turn::Nobody);
    }

    #[test]
    fn an_agreement_is_followed_up_before_the_archive() {
        let agreed = MatterStanding { agreed: true, ..Default::default() };
        assert_eq!(next(S::Closed, K::Archive, &agreed).unwrap_err().code, Code::FollowUpMissing);
        assert_eq!(next(S::Closed, K::Archive, &MatterStanding { followed_up: true, ..agreed }), Ok(S::Archived));
    }
}
