//! A ladder as its readers see it.

use bandeng_core::kernel::{Date, Fen};
use bandeng_core::matters::PartyNo;
use bandeng_core::mediation::{PartyFacts, agreement};
use bandeng_core::offers::{Ladder, OfferFrom, Rung, RungKind, RungState};
use serde::Serialize;
use utoipa::ToSchema;

/// A rung as the mediator sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RungView {
    pub no: u16,
    pub item: String,
    pub kind: RungKind,
    pub from: OfferFrom,
    pub words: String,
    /// What would be promised, in the words of an agreement; empty of a position.
    pub terms: String,
    pub amount: Option<Fen>,
    pub only_if: Vec<u16>,
    pub until: Option<Date>,
    pub private: bool,
    pub state: RungState,
    /// Epoch milliseconds.
    pub at: i64,
    pub recorded_by: String,
    pub released: bool,
    pub accepted: Vec<PartyNo>,
    /// Who still has to accept it.
    pub waits_for: Vec<PartyNo>,
    pub drafted: bool,
}

/// The ladder of a mediation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LadderView {
    pub rungs: Vec<RungView>,
    /// It can be added to now.
    pub open: bool,
    /// How many are accepted by all and not yet in the draft.
    pub to_draft: usize,
}

/// A rung as a party sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyRung {
    pub no: u16,
    pub item: String,
    pub kind: RungKind,
    pub mine: bool,
    /// Whose it is; empty: the mediator's.
    pub from: String,
    pub words: String,
    pub terms: String,
    pub amount: Option<Fen>,
    pub only_if: Vec<u16>,
    pub until: Option<Date>,
    pub private: bool,
    pub state: RungState,
    /// Epoch milliseconds.
    pub at: i64,
    /// This party accepted it.
    pub accepted: bool,
    pub may_accept: bool,
    pub may_withdraw: bool,
}

/// Somebody on the other side, to whom an offer may be made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OtherParty {
    pub no: PartyNo,
    pub name: String,
}

/// What a party sees of the ladder: its own, and what the mediator has shown it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyLadder {
    pub party: PartyNo,
    pub rungs: Vec<MyRung>,
    pub others: Vec<OtherParty>,
    pub open: bool,
}

fn terms(rung: &Rung, parties: &[PartyFacts]) -> String {
    let Some(terms) = &rung.terms else { return String::new() };
    agreement::compose(std::slice::from_ref(terms), parties).concat()
}

pub(super) fn ladder(ladder: &Ladder, parties: &[PartyFacts], today: Date, open: bool) -> LadderView {
    let rungs: Vec<RungView> = ladder
        .rungs
        .iter()
        .map(|rung| {
            let accepted: Vec<PartyNo> = rung.accepted.iter().map(|one| one.party).collect();
            let takes = rung.kind != RungKind::Position && !rung.private;
            let takers = if takes { ladder.takers(rung, parties) } else { Vec::new() };
            RungView {
                no: rung.no,
                item: rung.item.clone(),
                kind: rung.kind,
                from: rung.from.clone(),
                words: rung.words.clone(),
                terms: terms(rung, parties),
                amount: rung.terms.as_ref().and_then(|terms| terms.amount_fen),
                only_if: rung.only_if.clone(),
                until: rung.until,
                private: rung.private,
                state: ladder.state(rung, parties, today),
                at: rung.at,
                recorded_by: rung.recorded_by.clone(),
                released: rung.released_at.is_some(),
                waits_for: takers.into_iter().filter(|no| !accepted.contains(no)).collect(),
                accepted,
                drafted: rung.drafted,
            }
        })
        .collect();
    let to_draft = rungs.iter().filter(|rung| rung.state == RungState::Accepted && !rung.drafted).count();
    LadderView { rungs, open, to_draft }
}

pub(super) fn mine(ladder: &Ladder, parties: &[PartyFacts], party: PartyNo, today: Date, open: bool) -> MyLadder {
    let name = |no: PartyNo| parties.iter().find(|p| p.no == no).map(|p| p.name.clone()).unwrap_or_default();
    let own_side = parties.iter().find(|p| p.no == party).map(|p| p.side);
    let rungs = ladder
        .seen_by(party)
        .map(|rung| {
            let state = ladder.state(rung, parties, today);
            let mine = rung.from.party() == Some(party);
            let accepted = rung.accepted.iter().any(|one| one.party == party);
            let takes = rung.kind != RungKind::Position && ladder.takers(rung, parties).contains(&party);
            MyRung {
                no: rung.no,
                item: rung.item.clone(),
                kind: rung.kind,
                mine,
                from: rung.from.party().map(name).unwrap_or_default(),
                words: rung.words.clone(),
                terms: terms(rung, parties),
                amount: rung.terms.as_ref().and_then(|terms| terms.amount_fen),
                // Of what it depends on, what this party sees.
                only_if: rung
                    .only_if
                    .iter()
                    .copied()
                    .filter(|no| ladder.rung(*no).is_some_and(|r| r.is_seen_by(party)))
                    .collect(),
                until: rung.until,
                private: rung.private,
                state,
                at: rung.at,
                accepted,
                may_accept: open && takes && !accepted && state == RungState::Open && rung.released_at.is_some(),
                may_withdraw: open && mine && matches!(state, RungState::Open | RungState::Expired),
            }
        })
        .collect();
    let others = parties.iter().filter(|p| Some(p.side) != own_side);
    let others = others.map(|p| OtherParty { no: p.no, name: p.name.clone() }).collect();
    MyLadder { party, rungs, others, open }
}
