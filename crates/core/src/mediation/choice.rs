//! Choosing a mediator: the committee proposes up to three, each side says whom of them it accepts, and whom all accept is
//! assigned. Where they do not agree in time the committee assigns (Mediation Law arts 19, 23).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::make::Case;
use super::{Mediation, State, speakers};
use crate::kernel::{Code, Date, IdText, Refusal, refusal::Form};
use crate::matters::PartyNo;

/// How many are proposed at most.
pub const MOST: usize = 3;

/// Somebody proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ProposedMediator)]
pub struct Proposed {
    pub account: IdText,
    pub name: String,
}

/// Whom a party accepts; nobody: none of those proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MediatorPick)]
pub struct Pick {
    pub party: PartyNo,
    pub accepts: Vec<IdText>,
    pub on: Date,
}

/// A proposal of mediators and what the parties say to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MediatorChoice)]
pub struct Choice {
    pub proposed: Vec<Proposed>,
    pub on: Date,
    pub picks: Vec<Pick>,
}

impl Choice {
    /// Whom everybody who speaks for a side accepts; none while somebody has not answered, or where they do not agree. Of
    /// several it is the first of those proposed, whose order means nothing.
    pub fn agreed_on(&self, case: &Case) -> Option<IdText> {
        let picks = self.answers(case)?;
        self.proposed.iter().map(|one| one.account).find(|one| picks.iter().all(|pick| pick.accepts.contains(one)))
    }

    /// What everybody who speaks for a side has answered; none while somebody has not.
    fn answers(&self, case: &Case) -> Option<Vec<&Pick>> {
        speakers(&case.parties).iter().map(|p| self.picks.iter().find(|pick| pick.party == p.no)).collect()
    }
}

/// The proposal that waits for answers: the last one, before anybody was assigned and until its time is over.
pub fn open<'m>(m: &'m Mediation, case: &Case) -> Option<&'m Choice> {
    let in_time = case.choose_by.is_none_or(|by| case.today <= by);
    m.choices.last().filter(|choice| m.state == State::Accepted && in_time && choice.answers(case).is_none())
}

/// Checks who is proposed.
pub(super) fn check_proposed(form: &mut Form, mediators: &[IdText], m: &Mediation, case: &Case) {
    if mediators.is_empty() || mediators.len() > MOST {
        form.refuse(Code::ThreeAtMost, "/mediators");
    }
    for (i, account) in mediators.iter().enumerate() {
        if !case.mediators.iter().any(|(id, _)| id == account) || mediators[..i].contains(account) {
            form.refuse(Code::MediatorUnknown, format!("/mediators/{i}"));
        } else if m.must_step_aside(*account) {
            form.refuse(Code::Recusal, format!("/mediators/{i}"));
        }
    }
}

/// Checks whom a party accepts.
pub(super) fn check_pick(form: &mut Form, party: PartyNo, accepts: &[IdText], m: &Mediation, case: &Case) {
    let Some(choice) = open(m, case) else {
        form.refuse_with(Refusal::new(Code::ChoiceOver));
        return;
    };
    if !speakers(&case.parties).iter().any(|p| p.no == party) {
        form.refuse(Code::PartyUnknown, "/party");
    }
    for (i, account) in accepts.iter().enumerate() {
        if !choice.proposed.iter().any(|one| one.account == *account) || accepts[..i].contains(account) {
            form.refuse(Code::MediatorUnknown, format!("/accepts/{i}"));
        }
    }
}

/// Proposes mediators; an earlier proposal is over with that.
pub(super) fn propose(m: &mut Mediation, mediators: &[IdText], case: &Case) {
    let name = |account: &IdText| case.mediators.iter().find(|(id, _)| id == account).map(|(_, name)| name.clone());
    let proposed = mediators.iter().map(|a| Proposed { account: *a, name: name(a).unwrap_or_default() }).collect();
    m.choices.push(Choice { proposed, on: case.today, picks: Vec::new() });
}

/// Writes down whom a party accepts, in place of what it said before.
pub(super) fn pick(m: &mut Mediation, party: PartyNo, accepts: &[IdText], on: Date) {
    let Some(choice) = m.choices.last_mut() else { return };
    choice.picks.retain(|pick| pick.party != party);
    choice.picks.push(Pick { party, accepts: accepts.to_vec(), on });
}
