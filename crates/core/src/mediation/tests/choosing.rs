use super::*;
use crate::kernel::IdText;

fn proposed(mediators: &[i64]) -> Move {
    Move::ProposeMediators { mediators: mediators.iter().map(|id| IdText(*id)).collect() }
}

fn accepts(party: PartyNo, mediators: &[i64]) -> Move {
    Move::PickMediator { party, accepts: mediators.iter().map(|id| IdText(*id)).collect() }
}

#[test]
fn whom_both_sides_accept_is_assigned_as_chosen_whoever_answers_first() {
    for order in [[1, 2], [2, 1]] {
        let mut story = Story::new();
        story.accepted().make(proposed(&[7, 8]));
        assert_eq!(story.make(accepts(order[0], &[7, 8])), [MoveKind::PickMediator]);
        assert_eq!(story.make(accepts(order[1], &[8])), [MoveKind::PickMediator, MoveKind::Assign]);
        let chosen: Vec<_> = story.m.current_mediators().map(|a| (a.account, a.how)).collect();
        assert_eq!(chosen, [(IdText(8), Appointment::Chosen)]);
        assert_eq!(story.refused(accepts(1, &[7])), [Code::IllegalMove]);
    }
}

#[test]
fn the_committee_waits_for_the_parties_and_assigns_when_they_disagree_or_their_time_is_over() {
    let assign = || Move::Assign { mediators: vec![IdText(7)], how: Appointment::Assigned };
    let mut story = Story::new();
    story.accepted();
    assert_eq!(story.refused(accepts(1, &[7])), [Code::ChoiceOver]);
    story.case.choose_by = Some(TODAY);
    story.make(proposed(&[7, 8]));
    assert_eq!(story.refused(assign()), [Code::ChoiceOpen]);
    // One may think again until both have answered.
    story.make(accepts(1, &[8]));
    story.make(accepts(1, &[]));
    story.make(accepts(2, &[7, 8]));
    assert_eq!(story.m.state, State::Accepted, "nobody is accepted by both");
    assert_eq!(story.refused(accepts(1, &[7])), [Code::ChoiceOver]);
    story.make(assign());

    let mut late = Story::new();
    late.accepted().make(proposed(&[7]));
    late.case.choose_by = Some(TODAY);
    late.case.today = TODAY.tomorrow().unwrap();
    assert_eq!(late.refused(accepts(1, &[7])), [Code::ChoiceOver]);
    late.make(assign());
}

#[test]
fn at_most_three_are_proposed_who_may_mediate_here_and_faults_stand_at_their_fields() {
    let mut story = Story::new();
    story.accepted();
    assert_eq!(story.refused(proposed(&[])), [Code::ThreeAtMost]);
    assert_eq!(
        story.refused(proposed(&[7, 8, 9, 10])),
        [Code::ThreeAtMost, Code::MediatorUnknown, Code::MediatorUnknown]
    );
    assert_eq!(story.refused(proposed(&[7, 7])), [Code::MediatorUnknown]);
    story.make(proposed(&[7]));
    assert_eq!(story.refused(accepts(1, &[8])), [Code::MediatorUnknown]);
    assert_eq!(story.refused(accepts(9, &[7])), [Code::PartyUnknown]);
}

#[test]
fn choosing_has_two_working_days_that_end_with_the_assignment() {
    use crate::deadlines::RuleId;
    // A Friday: the second working day after it is a Tuesday.
    let friday = jiff::civil::date(2026, 3, 6);
    let rule = crate::deadlines::rule(RuleId::MediatorChoice, friday);
    let calendar = crate::deadlines::Calendar::official();
    let deadline = crate::deadlines::Deadline::start(rule, friday, &crate::deadlines::Presets::default(), calendar);
    assert_eq!(deadline.due_on, jiff::civil::date(2026, 3, 10));
}
