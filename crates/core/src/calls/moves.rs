//! What can happen to a call, as a table.

use super::{CallState, Helped};
use crate::kernel::{Code, Instant, Refusal};
use crate::{tagged_enum, text_enum};

tagged_enum! { "move"
    /// What a responder does.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum CallMove {
        /// "I am coming": one person, and everybody else who was rung sees it.
        Take {},
        /// On the spot.
        Arrive {},
        /// Done, with words: what was found and what was done.
        Finish { #[serde(default)] words: String },
        /// Cannot come after all: it rings again for the others.
        Release {},
        /// Nobody needed anything.
        MarkFalse { #[serde(default)] words: String },
    }
}

text_enum! {
    /// A move by its name.
    pub enum CallMoveKind {
        Take = "take" ("我去", "I am coming"),
        Arrive = "arrive" ("已到场", "I am there"),
        Finish = "finish" ("办结", "Finish"),
        Release = "release" ("去不了", "I cannot come"),
        MarkFalse = "mark_false" ("误报", "False call"),
        Cancel = "cancel" ("撤回", "Take back"),
        Lapse = "lapse" ("自动结束", "End by itself"),
    }
}

impl CallMove {
    pub const fn kind(&self) -> CallMoveKind {
        match self {
            CallMove::Take {} => CallMoveKind::Take,
            CallMove::Arrive {} => CallMoveKind::Arrive,
            CallMove::Finish { .. } => CallMoveKind::Finish,
            CallMove::Release {} => CallMoveKind::Release,
            CallMove::MarkFalse { .. } => CallMoveKind::MarkFalse,
        }
    }
}

use CallMoveKind as K;
use CallState as S;

/// From where, which move, to where.
pub const MOVES: &[(CallState, CallMoveKind, CallState)] = &[
    (S::Ringing, K::Take, S::Taken),
    (S::Ringing, K::MarkFalse, S::False),
    (S::Ringing, K::Cancel, S::Cancelled),
    (S::Taken, K::Arrive, S::Arrived),
    (S::Taken, K::Release, S::Ringing),
    (S::Taken, K::MarkFalse, S::False),
    (S::Taken, K::Cancel, S::Cancelled),
    (S::Arrived, K::Finish, S::Finished),
    (S::Arrived, K::MarkFalse, S::False),
    (S::Ringing, K::Lapse, S::Lapsed),
    (S::Taken, K::Lapse, S::Lapsed),
    (S::Arrived, K::Lapse, S::Lapsed),
];

/// A caller may take a call back within a minute: a pocket pressed the button. Later somebody is on the way and looks.
pub const CANCEL_WITHIN_MS: Instant = 60_000;

/// Whoever presses again so long after the last thing that happened is in need again: somebody forgot to say that the call
/// is over, or nobody came.
pub const LEFT_AFTER_MS: Instant = 30 * 60_000;
/// A call that nobody ended for so long is over.
pub const LAPSES_AFTER_MS: Instant = 24 * 3_600_000;

/// Whether nothing happens any more to an open call. `last` is when it was raised, taken or reached, whichever is latest.
pub const fn is_left(state: CallState, last: Instant, now: Instant) -> bool {
    state.is_open() && now - last >= LEFT_AFTER_MS
}

/// What somebody is to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Was rung, at whatever step.
    pub rung: bool,
    /// Took it.
    pub taker: bool,
}

/// What somebody can do to a call now. Whoever took it goes on with it; nobody ends a call that rings without having
/// taken it.
pub fn allowed(state: CallState, standing: Standing) -> Vec<CallMoveKind> {
    let may = |kind: CallMoveKind| match kind {
        K::Take => standing.rung,
        K::Cancel | K::Lapse => false,
        K::MarkFalse => standing.taker && state != S::Ringing,
        K::Arrive | K::Finish | K::Release => standing.taker,
    };
    MOVES.iter().filter(|(from, kind, _)| *from == state && may(*kind)).map(|(_, kind, _)| *kind).collect()
}

/// Where a move leads.
///
/// # Errors
/// [`Code::CallTaken`]: somebody else was faster. [`Code::CallOver`]: it is over, or that is not the next thing.
/// [`Code::NotAllowed`]: it is somebody else's to go on with.
pub fn next(state: CallState, kind: CallMoveKind, standing: Standing) -> Result<CallState, Refusal> {
    if kind == K::Take && matches!(state, S::Taken | S::Arrived) && !standing.taker {
        return Err(Refusal::new(Code::CallTaken));
    }
    let to = MOVES.iter().find(|(from, known, _)| *from == state && *known == kind).map(|(_, _, to)| *to);
    let to = to.ok_or(Refusal::new(Code::CallOver))?;
    if allowed(state, standing).contains(&kind) { Ok(to) } else { Err(Refusal::new(Code::NotAllowed)) }
}

/// May the caller take it back?
///
/// # Errors
/// [`Code::CallOver`], [`Code::CancelLate`].
pub fn may_cancel(state: CallState, raised_at: Instant, now: Instant) -> Result<(), Refusal> {
    if !MOVES.iter().any(|(from, kind, _)| *from == state && *kind == K::Cancel) {
        return Err(Refusal::new(Code::CallOver));
    }
    if now - raised_at > CANCEL_WITHIN_MS { Err(Refusal::new(Code::CancelLate)) } else { Ok(()) }
}

/// The caller's answer stands once, on a call that was attended to.
///
/// # Errors
/// [`Code::CallOver`].
pub fn may_answer(state: CallState, before: Option<Helped>) -> Result<(), Refusal> {
    if state == S::Finished && before.is_none() { Ok(()) } else { Err(Refusal::new(Code::CallOver)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RUNG: Standing = Standing { rung: true, taker: false };
    const TAKER: Standing = Standing { rung: true, taker: true };

    #[test]
    fn one_takes_it_and_the_others_are_told() {
        assert_eq!(next(S::Ringing, K::Take, RUNG), Ok(S::Taken));
        assert_eq!(next(S::Taken, K::Take, RUNG).unwrap_err().code, Code::CallTaken);
        assert_eq!(next(S::Taken, K::Take, TAKER).unwrap_err().code, Code::CallOver, "twice by the same is no race");
        assert_eq!(next(S::Taken, K::Arrive, RUNG).unwrap_err().code, Code::NotAllowed);
        assert_eq!(next(S::Taken, K::Arrive, TAKER), Ok(S::Arrived));
        assert_eq!(next(S::Taken, K::Finish, TAKER).unwrap_err().code, Code::CallOver, "first one arrives");
        let stranger = Standing { rung: false, taker: false };
        assert_eq!(next(S::Ringing, K::Take, stranger).unwrap_err().code, Code::NotAllowed);
        assert!(S::ALL.iter().all(|state| allowed(*state, stranger).is_empty()));
    }

    #[test]
    fn nobody_makes_a_ringing_call_go_away_from_afar() {
        assert_eq!(allowed(S::Ringing, RUNG), [K::Take]);
        assert_eq!(next(S::Ringing, K::MarkFalse, RUNG).unwrap_err().code, Code::NotAllowed);
        assert_eq!(allowed(S::Taken, TAKER), [K::Arrive, K::Release, K::MarkFalse]);
    }

    #[test]
    fn a_caller_takes_a_call_back_within_a_minute() {
        assert_eq!(may_cancel(S::Ringing, 0, CANCEL_WITHIN_MS), Ok(()));
        assert_eq!(may_cancel(S::Taken, 0, CANCEL_WITHIN_MS + 1).unwrap_err().code, Code::CancelLate);
        assert_eq!(may_cancel(S::Arrived, 0, 1).unwrap_err().code, Code::CallOver);
        assert_eq!(may_answer(S::Finished, None), Ok(()));
        assert!(may_answer(S::Finished, Some(Helped::No)).is_err() && may_answer(S::Cancelled, None).is_err());
    }

    #[test]
    fn a_call_is_left_when_nothing_happens_to_it_and_a_closed_one_is_not() {
        assert!(!is_left(S::Arrived, 0, LEFT_AFTER_MS - 1) && is_left(S::Arrived, 0, LEFT_AFTER_MS));
        assert!(is_left(S::Ringing, 0, LAPSES_AFTER_MS) && !is_left(S::Finished, 0, LAPSES_AFTER_MS));
    }

    #[test]
    fn every_state_is_reached_and_no_open_one_is_a_trap() {
        for state in S::ALL {
            assert!(*state == S::Ringing || MOVES.iter().any(|(_, _, to)| to == state), "{state}");
            assert_eq!(state.is_open(), MOVES.iter().any(|(from, _, _)| from == state), "{state}");
        }
        for (i, (from, kind, _)) in MOVES.iter().enumerate() {
            assert!(MOVES[..i].iter().all(|(f, k, _)| (f, k) != (from, kind)), "{from} {kind} twice");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_offered_can_be_done(
            state in prop::sample::select(S::ALL), kind in prop::sample::select(K::ALL), rung: bool, taker: bool,
        ) {
            let standing = Standing { rung, taker };
            prop_assert_eq!(allowed(state, standing).contains(&kind), next(state, kind, standing).is_ok());
        }
    }
}
