//! Asking a party on its own telephone whether the promise was kept.
//!
//! Asking is a follow-up like any other, made by somebody else than the mediator; until the party answers it says
//! [`Kept::Silent`], so that silence is counted as silence. What the party answers is a further follow-up. One that says that
//! nothing was kept opens the matter again.

#[cfg(test)]
mod tests;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::kernel::{Code, Date, Refusal, refusal::Form};
use crate::matters::lifecycle::offered;
use crate::matters::record::{ContactHow, FollowUpMade, Kept, Satisfaction};
use crate::matters::{FollowUp, MatterMoveKind, MatterState, PartyNo};

/// What a party says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub struct PartyAnswer {
    /// In full, in part, not at all, or not yet due.
    pub kept: Kept,
    #[serde(default = "no_answer")]
    pub satisfaction: Satisfaction,
    /// In the party's own words.
    #[serde(default)]
    pub note: String,
}

const fn no_answer() -> Satisfaction {
    Satisfaction::NoAnswer
}

/// The follow-up that asking on the telephone is.
pub fn asked(party: PartyNo, on: Date) -> FollowUp {
    FollowUp {
        party,
        on,
        how: ContactHow::Phone,
        kept: Kept::Silent,
        satisfaction: Satisfaction::NoAnswer,
        note: String::new(),
    }
}

/// What a party answered, as a follow-up.
///
/// # Errors
/// [`Code::UnknownValue`] for what a party cannot say of itself, [`Code::TooLong`].
pub fn answered(answer: PartyAnswer, party: PartyNo, on: Date) -> Result<FollowUp, Vec<Refusal>> {
    let mut form = Form::default();
    if matches!(answer.kept, Kept::Silent | Kept::Unreachable) {
        form.refuse(Code::UnknownValue, "/kept");
    }
    form.optional_text(&answer.note, 500, "/note");
    form.finish()?;
    let note = answer.note.trim().to_owned();
    Ok(FollowUp { party, on, how: ContactHow::Phone, kept: answer.kept, satisfaction: answer.satisfaction, note })
}

/// Who asked a party on its telephone last, where it has not answered since.
pub fn open(made: &[FollowUpMade], party: PartyNo) -> Option<&FollowUpMade> {
    made.iter().rev().find(|one| one.follow_up.party == party).filter(|one| one.follow_up.kept == Kept::Silent)
}

/// What a party said last on its own telephone.
pub fn last_answer(made: &[FollowUpMade], party: PartyNo) -> Option<&FollowUp> {
    let own = |one: &&FollowUp| one.party == party && one.how == ContactHow::Phone && one.kept != Kept::Silent;
    made.iter().rev().map(|one| &one.follow_up).find(own)
}

/// Somebody has been followed up with and an outcome is known; that nobody answered yet is none.
pub fn is_followed_up(made: &[FollowUpMade]) -> bool {
    made.iter().any(|one| one.follow_up.kept != Kept::Silent)
}

/// A party says that nothing was kept, and the matter is over: it is opened again where its lifecycle has the move.
pub fn reopens(answer: &FollowUp, state: MatterState) -> bool {
    answer.kept == Kept::Not && offered(state).any(|mv| mv == MatterMoveKind::Reopen)
}
