use jiff::civil::date;

use super::*;
use crate::kernel::IdText;

const TODAY: Date = date(2026, 3, 2);

fn made(follow_up: FollowUp) -> FollowUpMade {
    FollowUpMade { follow_up, by: IdText(7), by_name: "陈晓燕".to_owned() }
}

fn says(kept: Kept) -> PartyAnswer {
    PartyAnswer { kept, satisfaction: Satisfaction::Fair, note: " 还差一点 ".to_owned() }
}

#[test]
fn asking_is_silence_until_the_party_answers() {
    let mut all = vec![made(asked(1, TODAY))];
    assert_eq!(open(&all, 1).map(|one| one.by_name.as_str()), Some("陈晓燕"));
    assert!(open(&all, 2).is_none() && !is_followed_up(&all) && last_answer(&all, 1).is_none());
    all.push(made(answered(says(Kept::Partly), 1, TODAY).unwrap()));
    assert!(open(&all, 1).is_none() && is_followed_up(&all));
    assert_eq!(last_answer(&all, 1).map(|one| (one.kept, one.note.as_str())), Some((Kept::Partly, "还差一点")));
    all.push(made(asked(1, TODAY)));
    assert!(open(&all, 1).is_some(), "asked once more");
}

#[test]
fn a_party_says_how_it_was_kept_and_not_that_it_was_silent() {
    for kept in [Kept::Silent, Kept::Unreachable] {
        assert_eq!(answered(says(kept), 1, TODAY).unwrap_err(), [Refusal::at(Code::UnknownValue, "/kept")]);
    }
    let long = PartyAnswer { note: "长".repeat(501), ..says(Kept::Fully) };
    assert_eq!(answered(long, 1, TODAY).unwrap_err()[0].code, Code::TooLong);
}

#[test]
fn not_kept_opens_again_what_is_over() {
    let not = answered(says(Kept::Not), 1, TODAY).unwrap();
    let partly = answered(says(Kept::Partly), 1, TODAY).unwrap();
    assert!(reopens(&not, MatterState::Closed) && reopens(&not, MatterState::Archived));
    assert!(!reopens(&not, MatterState::Open) && !reopens(&partly, MatterState::Closed));
}
