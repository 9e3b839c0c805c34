use jiff::civil::date;

use super::*;
use crate::kernel::{Code, Fen, Refusal};
use crate::mediation::agreement::Due;
use crate::mediation::{ObligationKind, PartyFacts};

const TODAY: Date = date(2026, 3, 2);
const NOW: Instant = 1_000;

fn parties() -> Vec<PartyFacts> {
    let party = |no, side, name: &str| PartyFacts {
        no,
        side,
        name: name.to_owned(),
        minor: false,
        guardian: None,
        special_agents: Vec::new(),
        legal_representative: None,
        elected: false,
    };
    vec![party(1, Side::Applicant, "李建设"), party(2, Side::Respondent, "吴大勇")]
}

fn money(yuan: i64) -> Option<Obligation> {
    Some(Obligation {
        no: 0,
        debtor: 2,
        creditor: Some(1),
        kind: ObligationKind::Pay,
        what: "医疗费".to_owned(),
        amount_fen: Some(Fen(yuan * 100)),
        due: Due::AtOnce {},
        how: "现金".to_owned(),
    })
}

fn offer(item: &str, terms: Option<Obligation>) -> NewRung {
    let kind = if terms.is_some() { RungKind::Offer } else { RungKind::Position };
    NewRung {
        item: item.to_owned(),
        kind,
        terms,
        words: "先说清楚".to_owned(),
        only_if: Vec::new(),
        until: None,
        private: false,
    }
}

fn put(ladder: &Ladder, new: NewRung, party: PartyNo) -> Result<Ladder, Vec<Refusal>> {
    add(ladder, new, OfferFrom::Party { party }, &parties(), written(""))
}

fn written(by: &str) -> Written<'_> {
    Written { at: NOW, today: TODAY, by, salt: "salt" }
}

fn state(ladder: &Ladder, no: u16) -> RungState {
    ladder.state(ladder.rung(no).unwrap(), &parties(), TODAY)
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Vec<Refusal>>) -> Code {
    outcome.unwrap_err()[0].code
}

const AT: (Instant, Date) = (NOW, TODAY);

#[test]
fn the_other_side_sees_what_the_mediator_released_and_nothing_else() {
    let ladder = put(&Ladder::default(), offer("医疗费", money(20_000)), 2).unwrap();
    let ladder = put(&ladder, offer("医疗费", None), 1).unwrap();
    let seen = |ladder: &Ladder, party| ladder.seen_by(party).map(|rung| rung.no).collect::<Vec<_>>();
    assert_eq!((seen(&ladder, 1), seen(&ladder, 2)), (vec![2], vec![1]));
    assert_eq!(code(accept(&ladder, 1, 1, &parties(), AT)), Code::OfferUnknown, "what is not seen is not accepted");
    let ladder = release(&ladder, 1, &parties(), AT).unwrap();
    assert_eq!(seen(&ladder, 1), [1, 2]);
    let ladder = accept(&ladder, 1, 1, &parties(), AT).unwrap();
    assert_eq!(state(&ladder, 1), RungState::Accepted);
    assert_eq!(accept(&ladder, 1, 1, &parties(), AT).unwrap(), ladder, "taken twice is taken once");
    assert_eq!(code(accept(&ladder, 1, 2, &parties(), AT)), Code::OfferUnknown, "nobody takes their own offer");
}

#[test]
fn a_later_offer_takes_the_place_of_the_one_before_and_nothing_is_overwritten() {
    let ladder = put(&Ladder::default(), offer("医疗费", money(20_000)), 2).unwrap();
    let ladder = release(&ladder, 1, &parties(), AT).unwrap();
    let ladder = put(&ladder, offer("医疗费", money(25_000)), 2).unwrap();
    assert_eq!((state(&ladder, 1), state(&ladder, 2)), (RungState::Replaced, RungState::Open));
    assert_eq!(code(accept(&ladder, 1, 1, &parties(), AT)), Code::OfferOver);
    // On another item, or by the other side, it stands.
    let ladder = put(&ladder, offer("误工费", money(3_000)), 2).unwrap();
    assert_eq!(state(&ladder, 2), RungState::Open);
}

#[test]
fn what_was_not_yet_accepted_is_withdrawn_by_whoever_made_it() {
    let ladder = put(&Ladder::default(), offer("医疗费", money(20_000)), 2).unwrap();
    let ladder = release(&ladder, 1, &parties(), AT).unwrap();
    assert_eq!(code(withdraw(&ladder, 1, Some(1), &parties(), AT)), Code::OfferUnknown);
    let gone = withdraw(&ladder, 1, Some(2), &parties(), AT).unwrap();
    assert_eq!(code(accept(&gone, 1, 1, &parties(), AT)), Code::OfferOver);
    let taken = accept(&ladder, 1, 1, &parties(), AT).unwrap();
    assert_eq!(code(withdraw(&taken, 1, Some(2), &parties(), AT)), Code::OfferOver);
}

#[test]
fn an_offer_ends_with_its_day_and_holds_only_with_what_it_depends_on() {
    let until = NewRung { until: Some(TODAY), ..offer("医疗费", money(20_000)) };
    let ladder = put(&Ladder::default(), until, 2).unwrap();
    let tomorrow = TODAY.tomorrow().unwrap();
    assert_eq!(ladder.state(&ladder.rungs[0], &parties(), tomorrow), RungState::Expired);
    let past = NewRung { until: Some(TODAY.yesterday().unwrap()), ..offer("医疗费", money(1)) };
    assert_eq!(code(put(&ladder, past, 2)), Code::OutOfRange);

    let sorry = Obligation { kind: ObligationKind::Apologise, amount_fen: None, ..money(1).unwrap() };
    let ladder = put(&ladder, offer("道歉", Some(sorry)), 2).unwrap();
    let with = NewRung { only_if: vec![2], ..offer("误工费", money(3_000)) };
    let ladder = put(&ladder, with, 2).unwrap();
    let mut ladder = ladder;
    for no in [2, 3] {
        ladder = release(&ladder, no, &parties(), AT).unwrap();
    }
    let half = accept(&ladder, 3, 1, &parties(), AT).unwrap();
    assert_eq!(state(&half, 3), RungState::Open, "it waits for the other one");
    let whole = accept(&half, 2, 1, &parties(), AT).unwrap();
    assert_eq!((state(&whole, 2), state(&whole, 3)), (RungState::Accepted, RungState::Accepted));
    // What it depends on may depend on something else.
    let with = NewRung { only_if: vec![3], ..offer("营养费", money(500)) };
    let ladder = release(&put(&ladder, with, 2).unwrap(), 4, &parties(), AT).unwrap();
    let late = accept(&accept(&ladder, 4, 1, &parties(), AT).unwrap(), 3, 1, &parties(), AT).unwrap();
    assert_eq!((state(&late, 3), state(&late, 4)), (RungState::Open, RungState::Open));
    let whole = accept(&late, 2, 1, &parties(), AT).unwrap();
    assert_eq!((state(&whole, 3), state(&whole, 4)), (RungState::Accepted, RungState::Accepted));
    let nothing = NewRung { only_if: vec![9], ..offer("误工费", money(3_000)) };
    assert_eq!(code(put(&ladder, nothing, 2)), Code::OfferUnknown);
}

#[test]
fn the_mediators_proposal_wants_both_sides() {
    let new = NewRung { kind: RungKind::Proposal, ..offer("医疗费", money(22_000)) };
    let ladder = add(&Ladder::default(), new.clone(), OfferFrom::Mediator {}, &parties(), written("李和平")).unwrap();
    assert_eq!(code(put(&ladder, new, 1)), Code::UnknownValue, "a party offers, it does not propose");
    let ladder = release(&ladder, 1, &parties(), AT).unwrap();
    let one = accept(&ladder, 1, 2, &parties(), AT).unwrap();
    assert_eq!(state(&one, 1), RungState::Open);
    assert_eq!(state(&accept(&one, 1, 1, &parties(), AT).unwrap(), 1), RungState::Accepted);
}

#[test]
fn what_all_accepted_flows_into_the_draft_once() {
    let ladder = put(&Ladder::default(), offer("医疗费", money(20_000)), 2).unwrap();
    let ladder = release(&ladder, 1, &parties(), AT).unwrap();
    assert_eq!(flow_into(&ladder, None, &parties(), TODAY).unwrap_err().code, Code::NothingAccepted);
    let ladder = accept(&ladder, 1, 1, &parties(), AT).unwrap();
    let (next, draft) = flow_into(&ladder, None, &parties(), TODAY).unwrap();
    assert_eq!(draft.total(), Fen(2_000_000));
    assert!(next.rungs[0].drafted);
    assert_eq!(flow_into(&next, Some(&draft), &parties(), TODAY).unwrap_err().code, Code::NothingAccepted);
}

#[test]
fn faults_are_told_at_their_fields_and_an_event_says_nothing_of_what_was_offered() {
    let empty = Ladder::default();
    assert_eq!(code(put(&empty, offer(" ", money(1)), 2)), Code::Required);
    let wrong = Obligation { debtor: 9, ..money(1).unwrap() };
    assert_eq!(
        put(&empty, offer("医疗费", Some(wrong)), 2).unwrap_err(),
        [Refusal::at(Code::PartyUnknown, "/terms/debtor")]
    );
    let bare = NewRung { terms: None, ..offer("医疗费", money(1)) };
    assert_eq!(code(put(&empty, bare, 2)), Code::OfferWithoutTerms);
    let ladder = put(&empty, offer("医疗费", money(20_000)), 2).unwrap();
    let rung = &ladder.rungs[0];
    let event = OfferEvent::Made { no: 1, kind: rung.kind, from: rung.from.clone(), sha256: rung.sha256() };
    let told = serde_json::to_string(&event).unwrap() + &event.sentence(&|_| "吴大勇".to_owned()).zh;
    assert!(!told.contains("医疗费") && !told.contains("2000000") && !told.contains("先说清楚"), "{told}");
}

#[test]
fn how_far_somebody_would_go_stays_with_the_mediator() {
    let utmost = NewRung { private: true, ..offer("医疗费", money(25_000)) };
    let ladder = put(&Ladder::default(), offer("医疗费", money(20_000)), 2).unwrap();
    let ladder = put(&ladder, utmost, 2).unwrap();
    assert_eq!(state(&ladder, 1), RungState::Open, "it takes no offer's place");
    assert_eq!(code(release(&ladder, 2, &parties(), AT)), Code::OfferPrivate);
    assert_eq!(ladder.seen_by(1).count(), 0);
    // What one does not see cannot be asked after by depending on it.
    let with = NewRung { only_if: vec![2], ..offer("误工费", money(3_000)) };
    assert_eq!(put(&ladder, with, 1).unwrap_err(), [Refusal::at(Code::OfferUnknown, "/only_if/0")]);
}
