use jiff::civil::date;
use proptest::prelude::*;

use super::agreement::*;
use super::guards::guards;
use super::moves::{MOVES, offered, target};
use super::standing::likeliest;
use super::*;
use crate::deadlines::RuleId;
use crate::kernel::{Code, Fen, Refusal};
use crate::matters::Source;

mod choosing;

const TODAY: Date = date(2026, 3, 2);

fn party(no: PartyNo, side: Side, name: &str) -> PartyFacts {
    PartyFacts {
        no,
        side,
        name: name.into(),
        minor: false,
        guardian: None,
        special_agents: Vec::new(),
        legal_representative: None,
        elected: false,
    }
}

fn case() -> Case {
    Case {
        kind: DisputeKind::RoadTraffic,
        source: Source::Application,
        barrier: false,
        parties: vec![party(1, Side::Applicant, "吴某"), party(2, Side::Respondent, "李某")],
        mediators: vec![(IdText(7), "马某".into()), (IdText(8), "杨某".into())],
        today: TODAY,
        confirm_by: None,
        choose_by: None,
    }
}

fn by() -> By {
    By { account: 5, name: "王某".into() }
}

/// A mediation that grows by moves, for tests that tell a story.
struct Story {
    m: Mediation,
    case: Case,
}

impl Story {
    fn new() -> Self {
        Self { m: Mediation::open(Some(IdText(3)), TODAY), case: case() }
    }

    fn make(&mut self, mv: Move) -> Vec<MoveKind> {
        let made = make(&self.m, mv, &self.case, &by()).expect("the move is allowed");
        self.m = made.mediation;
        made.moves.iter().map(Move::kind).collect()
    }

    fn refused(&self, mv: Move) -> Vec<Code> {
        make(&self.m, mv, &self.case, &by()).expect_err("the move is refused").iter().map(|r| r.code).collect()
    }

    fn consents(&mut self) -> &mut Self {
        for p in [1, 2] {
            self.make(consent(p, true));
        }
        self
    }

    fn accepted(&mut self) -> &mut Self {
        self.consents().make(Move::Accept { committee: None, on: TODAY, number: None });
        self
    }

    fn assigned(&mut self) -> &mut Self {
        self.accepted().make(Move::Assign { mediators: vec![IdText(7)], how: Appointment::Assigned });
        self
    }

    fn mediating(&mut self) -> &mut Self {
        self.assigned().make(Move::GiveNotice { parties: vec![1, 2], how: NoticeHow::Signed, on: TODAY });
        self.make(session());
        self
    }

    fn drafted(&mut self) -> &mut Self {
        self.mediating().make(Move::DraftAgreement { draft: draft() });
        self
    }
}

fn consent(party: PartyNo, given: bool) -> Move {
    Move::Consent { party, given, how: ConsentHow::Oral, on: TODAY }
}

fn session() -> Move {
    Move::HoldSession {
        session: Session {
            no: 0,
            place_kind: PlaceKind::Room,
            place: "调解室".into(),
            started: TODAY.at(9, 0, 0, 0),
            ended: None,
            with: SessionWith::Joint {
                parties: vec![1, 2], record: "双方各自陈述".into(), result: String::new()
            },
            others: Vec::new(),
        },
    }
}

fn pay(amount: Fen, due: Due) -> Obligation {
    Obligation {
        no: 0,
        debtor: 1,
        creditor: Some(2),
        kind: ObligationKind::Pay,
        what: "医疗费、误工费".into(),
        amount_fen: Some(amount),
        due,
        how: "现金".into(),
    }
}

fn draft() -> AgreementDraft {
    AgreementDraft {
        facts: "双方车辆相撞".into(),
        responsibility: String::new(),
        obligations: vec![pay(Fen::yuan(25_000), Due::AtOnce {})],
        terms: Vec::new(),
    }
}

fn sign(signer: Signer, on: Date) -> Move {
    Move::Sign { signer, how: SigningHow::Signature, on, by: String::new(), scan: None }
}

#[test]
fn the_table_is_deterministic_every_state_is_reachable_and_no_open_state_is_a_trap() {
    for (i, a) in MOVES.iter().enumerate() {
        assert!(MOVES[i + 1..].iter().all(|b| (a.0, a.1) != (b.0, b.1)), "{a:?} twice");
    }
    for state in State::ALL {
        assert!(*state == State::Registered || MOVES.iter().any(|m| m.2 == *state), "{state} is unreachable");
        if !state.is_ended() {
            assert!(MOVES.iter().any(|m| m.0 == *state && m.2 != *state), "{state} is a trap");
        } else if *state == State::Fulfilled {
            let late =
                [MoveKind::DocketConfirmation, MoveKind::ExtendReview, MoveKind::RecordRuling, MoveKind::NoteDay];
            assert!(offered(*state).all(|kind| late.contains(&kind)), "the court may still answer, a day become known");
        } else if *state != State::Unfulfilled {
            assert!(offered(*state).next().is_none(), "{state} has ended");
        }
    }
}

#[test]
fn acceptance_waits_for_both_sides_their_consent_and_a_committee() {
    let mut story = Story::new();
    story.m.committee = None;
    story.case.parties.pop();
    assert_eq!(
        story.refused(Move::Accept { committee: None, on: TODAY, number: None }),
        [Code::TwoPartiesNeeded, Code::ConsentMissing, Code::CommitteeNeeded]
    );
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::Accept));
}

#[test]
fn the_committee_may_be_named_in_the_move_that_accepts() {
    let mut story = Story::new();
    story.m.committee = None;
    story.consents().make(Move::Accept { committee: Some(IdText(9)), on: TODAY, number: None });
    assert_eq!((story.m.committee, story.m.state), (Some(IdText(9)), State::Accepted));
}

#[test]
fn what_a_court_has_taken_is_not_accepted_and_declining_is_likeliest() {
    let mut story = Story::new();
    story.case.barrier = true;
    story.consents();
    assert_eq!(story.refused(Move::Accept { committee: None, on: TODAY, number: None }), [Code::AcceptanceBarred]);
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::Decline));
    story.make(Move::Decline { reason: DeclineReason::AlreadyBeforeCourt, note: String::new(), route: Route::Court });
    assert!(story.m.state.is_ended());
}

#[test]
fn a_party_who_refuses_ends_what_was_accepted() {
    let mut story = Story::new();
    story.assigned().make(consent(2, false));
    assert!(story.refused(session()).contains(&Code::PartyRefuses));
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::Terminate));
    let terminate = |remedies| Move::Terminate {
        reason: TerminationReason::PartyRefuses,
        note: String::new(),
        remedies,
        told: ToldHow::InPerson,
    };
    assert_eq!(story.refused(terminate(vec![])), [Code::RemediesNotTold]);
    story.make(terminate(vec![Route::Court]));
    assert_eq!(story.m.state, State::Terminated);
}

#[test]
fn the_first_session_waits_until_rights_are_told() {
    let mut story = Story::new();
    story.assigned();
    assert_eq!(story.refused(session()), [Code::NoticeMissing, Code::NoticeMissing]);
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::GiveNotice));
}

#[test]
fn a_mediator_who_must_step_aside_does_not_go_on_and_is_not_assigned_again() {
    let mut story = Story::new();
    story.mediating().make(Move::Disclose {
        mediator: IdText(7),
        raised_by: Some(2),
        ground: RecusalGround::NearRelative,
        text: String::new(),
    });
    assert!(story.refused(session()).contains(&Code::DisclosureOpen));
    story.make(Move::DecideDisclosure { disclosure: 1, outcome: RecusalOutcome::StepAside });
    assert!(story.refused(session()).contains(&Code::MediatorNeeded));
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::Assign));
    let again = Move::Assign { mediators: vec![IdText(7)], how: Appointment::Chosen };
    assert_eq!(story.refused(again), [Code::Recusal]);
    story.make(Move::Assign { mediators: vec![IdText(8)], how: Appointment::Chosen });
    story.make(session());
}

#[test]
fn a_written_agreement_takes_effect_by_itself_on_the_day_of_the_last_signature_or_seal() {
    let mut story = Story::new();
    story.drafted().make(Move::AgreeInWriting {});
    let day = |d: i8| date(2026, 3, d);
    story.case.today = day(9);
    story.make(sign(Signer::Party { party: 1 }, day(2)));
    story.make(sign(Signer::Mediator { account: IdText(7) }, day(3)));
    story.make(Move::AffixSeal { on: day(4) });
    assert_eq!(story.m.state, State::Signing);
    let made = story.make(sign(Signer::Party { party: 2 }, day(6)));
    assert_eq!(made, [MoveKind::Sign, MoveKind::TakeEffect]);
    assert_eq!(story.m.agreement.as_ref().unwrap().effective_on, Some(day(6)));
    assert_eq!(story.m.state, State::InEffect);
}

#[test]
fn nobody_can_press_what_the_rules_compute() {
    let mut story = Story::new();
    story.drafted().make(Move::AgreeInWriting {});
    assert_eq!(story.refused(Move::TakeEffect { on: TODAY }), [Code::IllegalMove]);
    assert_eq!(story.refused(Move::Conclude { on: TODAY }), [Code::IllegalMove]);
}

#[test]
fn an_agent_signs_only_with_special_authority_and_a_guardian_for_a_minor() {
    let mut story = Story::new();
    story.case.parties[0].special_agents = vec!["赵律师".into()];
    story.case.parties[1].minor = true;
    story.case.parties[1].guardian = Some("李父".into());
    story.drafted().make(Move::AgreeInWriting {});
    let through = |party, by: &str| Move::Sign {
        signer: Signer::Party { party },
        how: SigningHow::Signature,
        on: TODAY,
        by: by.into(),
        scan: None,
    };
    assert_eq!(story.refused(through(1, "钱某")), [Code::SpecialAuthorityNeeded]);
    assert_eq!(story.refused(through(2, "")), [Code::GuardianNeeded]);
    story.make(through(1, "赵律师"));
    story.make(through(2, "李父"));
}

#[test]
fn an_oral_agreement_binds_on_its_day_unless_the_law_wants_writing() {
    let mut story = Story::new();
    story.drafted();
    story.case.kind = DisputeKind::MigrantWages;
    assert_eq!(story.refused(Move::AgreeOrally { on: TODAY }), [Code::WrittenFormNeeded]);
    story.case.kind = DisputeKind::MarriageFamily;
    story.make(Move::AgreeOrally { on: TODAY });
    let agreement = story.m.agreement.as_ref().unwrap();
    assert_eq!((agreement.form, agreement.effective_on), (AgreementForm::Oral, Some(TODAY)));
}

#[test]
fn the_last_payment_concludes_the_mediation_and_nothing_is_paid_twice() {
    let mut story = Story::new();
    story.drafted().make(Move::AgreeOrally { on: TODAY });
    let fulfil = |paid| Move::Fulfil {
        obligation: 1,
        paid_fen: Some(paid),
        on: TODAY,
        how: FulfilmentHow::Receipt,
        note: String::new(),
        proof: None,
    };
    assert_eq!(story.make(fulfil(Fen::yuan(10_000))), [MoveKind::Fulfil]);
    assert_eq!(story.refused(fulfil(Fen::yuan(15_001))), [Code::OverPaid]);
    assert_eq!(story.make(fulfil(Fen::yuan(15_000))), [MoveKind::Fulfil, MoveKind::Conclude]);
    assert_eq!(story.m.state, State::Fulfilled);
}

fn agrees(party: PartyNo) -> ExtensionConsent {
    ExtensionConsent { party, on: TODAY, how: ConsentHow::Written }
}

fn extend(until: Date, consents: Vec<ExtensionConsent>) -> Move {
    Move::Extend { until, consents, reason: String::new(), evidence: None }
}

fn suspend(reason: PauseReason, from: Date) -> Move {
    Move::Suspend { reason, from, note: String::new(), approver: String::new(), evidence: None }
}

fn deduct(from: Date, to: Date) -> Move {
    let reason = PauseReason::Appraisal;
    Move::Deduct { reason, from, to, note: String::new(), approver: "马某".into(), evidence: None }
}

#[test]
fn an_extension_needs_everybody_and_a_suspension_ends() {
    let mut story = Story::new();
    story.mediating();
    let until = date(2026, 5, 1);
    assert_eq!(story.refused(extend(until, vec![agrees(1)])), [Code::ExtensionNeedsBoth]);
    story.make(extend(until, vec![agrees(1), agrees(2)]));
    assert_eq!(story.m.extensions[0].consents.len(), 2, "who agreed when is kept");
    story.make(suspend(PauseReason::Appraisal, TODAY));
    assert_eq!(story.refused(session()), [Code::IllegalMove]);
    story.make(Move::Resume { on: TODAY });
    assert_eq!(story.m.state, State::Mediating);
}

#[test]
fn a_pause_is_a_span_that_overlaps_no_other_and_somebody_approved_it() {
    let mut story = Story::new();
    story.mediating();
    story.case.today = date(2026, 4, 20);
    let day = |d: i8| date(2026, 3, d);
    assert_eq!(story.refused(deduct(day(12), day(11))), [Code::DatesReversed]);
    assert_eq!(story.refused(deduct(day(1), day(11))), [Code::DateTooEarly], "before acceptance");
    assert_eq!(story.refused(suspend(PauseReason::Other, day(5))), [Code::Required], "who approved it?");
    story.make(deduct(day(5), day(11)));
    assert_eq!(story.m.pauses[0].until, Some(day(12)), "the first day that counts again");
    for overlapping in [deduct(day(11), day(13)), deduct(day(3), day(5)), suspend(PauseReason::Appraisal, day(7))] {
        assert_eq!(story.refused(overlapping), [Code::PauseOverlaps]);
    }
    story.make(deduct(day(12), day(14)));
    story.make(suspend(PauseReason::Appraisal, day(20)));
    story.make(Move::Resume { on: day(25) });
    assert_eq!(story.refused(deduct(day(24), day(28))), [Code::PauseOverlaps]);
    assert_eq!(story.m.pauses.len(), 3);
}

#[test]
fn a_side_elects_at_most_five_of_its_own_and_it_is_kept_by_whom() {
    let mut story = Story::new();
    story.case.parties = (1..=11).map(|n| party(n, Side::Applicant, &format!("村民{n}"))).collect();
    story.case.parties.push(party(12, Side::Respondent, "合作社"));
    let elect = |representatives: Vec<PartyNo>, electors: Vec<PartyNo>| Move::Elect {
        side: Side::Applicant,
        representatives,
        electors,
        on: TODAY,
        evidence: None,
    };
    let all = || (1..=11).collect::<Vec<_>>();
    assert_eq!(story.refused(elect((1..=6).collect(), all())), [Code::TooManyRepresentatives]);
    assert_eq!(story.refused(elect(vec![1, 12], all())), [Code::RepresentativeElsewhere]);
    assert_eq!(story.refused(elect(vec![1, 1], all())), [Code::RepresentativeElsewhere]);
    assert_eq!(story.refused(elect(vec![1], vec![])), [Code::ElectorsMissing]);
    assert_eq!(story.refused(elect(vec![1], vec![12])), [Code::ElectorsMissing]);
    story.make(elect((1..=5).collect(), all()));
    assert_eq!((story.m.elections[0].electors.len(), story.m.elections[0].on), (11, TODAY));
    // Two people alone have nothing to elect.
    assert!(!guards(&Story::new().m, MoveKind::Elect, &case()).is_empty());
}

#[test]
fn a_large_side_speaks_through_those_it_elected() {
    let mut story = Story::new();
    story.case.parties = (1..=11).map(|n| party(n, Side::Applicant, &format!("村民{n}"))).collect();
    story.case.parties[2].elected = true;
    story.case.parties.push(party(12, Side::Respondent, "合作社"));
    story.make(consent(3, true));
    story.make(consent(12, true));
    assert!(guards(&story.m, MoveKind::Accept, &story.case).is_empty());
}

fn instalments(parts: &[(i64, Date)]) -> Due {
    Due::Instalments {
        parts: parts.iter().map(|(yuan, on)| Instalment { on: *on, amount_fen: Fen::yuan(*yuan) }).collect(),
    }
}

/// Ten thousand yuan in four parts, in effect.
fn in_four() -> Story {
    let mut story = Story::new();
    let parts = [3, 4, 5, 6].map(|month| (2_500, date(2026, month, 20)));
    let mut four = draft();
    four.obligations = vec![pay(Fen::yuan(10_000), instalments(&parts))];
    story.mediating().make(Move::DraftAgreement { draft: four });
    story.make(Move::AgreeOrally { on: TODAY });
    story
}

fn fulfil(yuan: i64, on: Date) -> Move {
    let paid_fen = Some(Fen::yuan(yuan));
    Move::Fulfil { obligation: 1, paid_fen, on, how: FulfilmentHow::Transfer, note: String::new(), proof: None }
}

fn apply(applicants: Vec<PartyNo>, on: Date) -> Move {
    let ground = CourtGround::Organisation;
    Move::ApplyConfirmation { court: "甘肃省武威市凉州区人民法院".into(), ground, applicants, on }
}

fn ruling(outcome: RulingOutcome, on: Date) -> Move {
    let number = "（2026）甘0602民特1号".to_owned();
    Move::RecordRuling { outcome, on, number, served_on: None, note: String::new(), scan: None }
}

#[test]
fn a_plan_that_does_not_add_up_is_refused_with_the_difference() {
    let mut story = Story::new();
    story.mediating();
    let plan = |parts: &[(i64, Date)]| {
        let mut draft = draft();
        draft.obligations = vec![pay(Fen::yuan(10_000), instalments(parts))];
        Move::DraftAgreement { draft }
    };
    let days = [3, 4, 5].map(|month| date(2026, month, 20));
    let short = plan(&[(2_500, days[0]), (2_500, days[1])]);
    let refusal = make(&story.m, short, &story.case, &by()).unwrap_err().remove(0);
    assert_eq!(refusal.code, Code::InstalmentsDoNotAddUp);
    assert_eq!(refusal.pointer.as_deref(), Some("/draft/obligations/0/due/parts"));
    assert_eq!(refusal.sentence().zh, "各期合计5,000.00元，比约定的10,000.00元少5,000.00元。");
    // Whatever amount is promised, the answer is a refusal.
    for amount in [i64::MIN, -1, i64::MAX] {
        let mut draft = draft();
        draft.obligations = vec![pay(Fen(amount), instalments(&[(2_500, days[0])]))];
        assert!(make(&story.m, Move::DraftAgreement { draft }, &story.case, &by()).is_err(), "{amount}");
    }
    let long = plan(&[(9_000, days[0]), (1_000, days[1]), (1, days[2])]);
    let refusal = make(&story.m, long, &story.case, &by()).unwrap_err().remove(0);
    assert_eq!(refusal.sentence().en, "The instalments come to 10,001.00 yuan, 1.00 more than the 10,000.00 promised.");
    assert_eq!(story.refused(plan(&[(5_000, days[1]), (5_000, days[0])])), [Code::DatesReversed]);
    assert_eq!(story.refused(plan(&[])), [Code::Required]);
    assert_eq!(story.refused(plan(&[(10_000, days[0]), (0, days[1])])), [Code::OutOfRange]);
}

#[test]
fn payments_count_for_the_parts_in_the_order_in_which_they_are_due() {
    let mut story = in_four();
    story.case.today = date(2026, 5, 22);
    story.make(fulfil(2_500, date(2026, 3, 19)));
    story.make(fulfil(3_000, date(2026, 4, 21)));
    let lines = promises::lines(&story.m, story.case.today);
    let told: Vec<_> = lines.iter().map(|l| (l.standing, l.paid.0 / 100, l.kept_on)).collect();
    assert_eq!(
        told,
        [
            (promises::PartStanding::Kept, 2_500, Some(date(2026, 3, 19))),
            (promises::PartStanding::KeptLate, 2_500, Some(date(2026, 4, 21))),
            (promises::PartStanding::Late, 500, None),
            (promises::PartStanding::Coming, 0, None),
        ]
    );
    assert_eq!((lines[2].outstanding, lines[2].days_late, lines[2].of), (Some(Fen::yuan(2_000)), 2, 4));
    let told = promises::reminder(&story.m, &lines[2], &story.case.parties);
    assert_eq!(
        told.zh,
        "吴某：2026年3月2日生效的调解协议第1项第3期（医疗费、误工费）应于2026年5月20日前履行，尚应向李某支付人民币2,000.00元，\
         现已逾期2日。请尽快履行；仍不履行的，对方可以就调解协议向人民法院起诉。"
    );
    // What is late is urged first, then the other side is told how to go on, then there is nothing but to perform.
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::Urge));
    let urge = |instalment| Move::Urge {
        obligation: 1,
        instalment,
        told: ToldHow::Telephone,
        on: date(2026, 5, 22),
        note: String::new(),
    };
    assert_eq!(story.refused(urge(Some(1))), [Code::ObligationUnknown], "that one is kept");
    story.make(urge(Some(3)));
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::TellRoutes));
    let tell = |routes| Move::TellRoutes { party: 2, routes, told: ToldHow::InPerson, on: date(2026, 5, 22) };
    assert_eq!(story.refused(tell(vec![])), [Code::RemediesNotTold]);
    story.make(tell(vec![PerformanceRoute::Sue]));
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::Fulfil));
    assert_eq!(story.make(fulfil(4_500, date(2026, 5, 22))), [MoveKind::Fulfil, MoveKind::Conclude]);
}

#[test]
fn both_may_change_the_plan_and_the_amount_stays() {
    let mut story = in_four();
    story.case.today = date(2026, 4, 25);
    story.make(fulfil(2_500, date(2026, 3, 19)));
    let change = |parts: &[i64], agreed_by: Vec<PartyNo>| Move::Reschedule {
        obligation: 1,
        parts: (5..).zip(parts).map(|(m, y)| Instalment { on: date(2026, m, 28), amount_fen: Fen::yuan(*y) }).collect(),
        agreed_by,
        on: date(2026, 4, 25),
        reason: "厂里停产".into(),
        evidence: None,
    };
    assert_eq!(story.refused(change(&[5_000, 5_000], vec![1])), [Code::ChangeNeedsBoth]);
    assert_eq!(story.refused(change(&[5_000, 4_000], vec![1, 2])), [Code::InstalmentsDoNotAddUp]);
    story.make(change(&[5_000, 5_000], vec![1, 2]));
    let lines = promises::lines(&story.m, story.case.today);
    assert_eq!(lines.iter().map(|l| l.outstanding.unwrap().0 / 100).collect::<Vec<_>>(), [2_500, 5_000]);
    assert!(!lines.iter().any(promises::Line::is_late), "what was late in the old plan is not in the new one");
    assert_eq!(
        story.m.agreement.as_ref().unwrap().draft.obligations[0].due,
        in_four().m.agreement.unwrap().draft.obligations[0].due
    );
}

#[test]
fn confirmation_is_applied_for_together_in_time_and_ruled_on_after() {
    let mut story = in_four();
    story.case.confirm_by = Some(date(2026, 4, 1));
    assert_eq!(story.refused(ruling(RulingOutcome::Confirmed, TODAY)), [Code::ConfirmationNotApplied]);
    assert_eq!(story.refused(apply(vec![1], TODAY)), [Code::JointApplicationNeeded]);
    assert_eq!(story.refused(apply(vec![1, 2], date(2026, 3, 1))), [Code::DateTooEarly], "before it took effect");
    let mut late = Story { m: story.m.clone(), case: story.case.clone() };
    late.case.today = date(2026, 4, 2);
    assert_eq!(late.refused(apply(vec![1, 2], date(2026, 4, 2))), [Code::ConfirmationTooLate]);
    assert!(confirmation::findings(&late.m, &late.case)[0].bars);
    late.make(apply(vec![1, 2], date(2026, 4, 1)));

    story.case.today = date(2026, 3, 30);
    story.make(apply(vec![1, 2], date(2026, 3, 20)));
    assert_eq!(story.refused(apply(vec![1, 2], date(2026, 3, 20))), [Code::IllegalMove], "one at a time");
    assert_eq!(story.refused(ruling(RulingOutcome::Confirmed, date(2026, 3, 19))), [Code::RulingTooEarly]);
    story.make(Move::DocketConfirmation { number: "（2026）甘0602民特1号".into(), on: date(2026, 3, 23) });
    assert_eq!(story.refused(ruling(RulingOutcome::Confirmed, date(2026, 3, 22))), [Code::RulingTooEarly]);
    let mut nameless = ruling(RulingOutcome::Confirmed, date(2026, 3, 30));
    if let Move::RecordRuling { number, .. } = &mut nameless {
        number.clear();
    }
    assert_eq!(story.refused(nameless), [Code::Required]);
    story.make(ruling(RulingOutcome::Confirmed, date(2026, 3, 30)));
    assert!(confirmation::is_confirmed(&story.m));
    assert_eq!(story.refused(apply(vec![1, 2], date(2026, 3, 30))), [Code::IllegalMove]);
}

#[test]
fn what_was_rejected_may_be_applied_for_again_and_an_inviting_court_is_the_only_one() {
    let mut story = in_four();
    story.make(apply(vec![1, 2], TODAY));
    story.make(ruling(RulingOutcome::Rejected, TODAY));
    story.make(apply(vec![1, 2], TODAY));
    assert_eq!(story.m.confirmations.len(), 2);
    let mut invited = in_four();
    invited.case.source = Source::Court;
    assert_eq!(invited.refused(apply(vec![1, 2], TODAY)), [Code::CourtNotCompetent]);
    let name = |court: Option<&str>, p, c| confirmation::court_name(court.unwrap_or("甘肃省"), p, c);
    assert_eq!(name(None, "武威市", "凉州区").as_deref(), Some("甘肃省武威市凉州区人民法院"));
    assert_eq!(name(None, "武威市", "民勤县").as_deref(), Some("甘肃省民勤县人民法院"));
    assert_eq!(name(Some("北京市"), "市辖区", "朝阳区").as_deref(), Some("北京市朝阳区人民法院"));
    assert_eq!(name(None, "", ""), None);
}

#[test]
fn what_a_court_would_not_confirm_is_told_with_its_law() {
    let mut story = in_four();
    let draft = &mut story.m.agreement.as_mut().unwrap().draft;
    draft.obligations[0].what = "尽快办理宅基地，使用权归李某".into();
    story.m.agreement.as_mut().unwrap().form = AgreementForm::Written;
    let told = confirmation::findings(&story.m, &story.case);
    assert!(told.iter().all(|f| !f.bars && f.obligation == Some(1)));
    assert_eq!(told.iter().map(|f| f.source.en.rsplit(' ').nth(1).unwrap()).collect::<Vec<_>>(), ["355", "358"]);
}

/// Days of a story, moved along with it.
fn days_after(story: &mut Story, days: &mut Vec<days::Running>, moves: Vec<Move>) -> Result<(), Refusal> {
    let (presets, limits) = (crate::deadlines::Presets::default(), limits::LocalLimits::default());
    let counting =
        days::Counting { presets: &presets, limits: &limits, calendar: crate::deadlines::Calendar::official() };
    for mv in moves {
        let made = make(&story.m, mv, &story.case, &by()).expect("the move is allowed");
        for mv in &made.moves {
            days::Days { list: days, counting, since: TODAY }.follow(mv, &made.mediation, &story.case, None)?;
        }
        story.m = made.mediation;
    }
    Ok(())
}

fn open(days: &[days::Running]) -> Vec<String> {
    let open = days.iter().filter(|d| d.state == days::DayState::Open);
    open.map(|d| {
        let part = d.instalment.map(|n| format!("/{n}")).unwrap_or_default();
        format!("{}{part} {}", d.deadline.rule, d.deadline.due_on)
    })
    .collect()
}

#[test]
fn each_instalment_has_its_day_and_a_confirmed_one_two_years_more() {
    let mut story = in_four();
    let mut days = Vec::new();
    days_after(&mut story, &mut days, vec![]).unwrap();
    // The agreement took effect before we looked: play it again.
    let mut again = Story::new();
    again.mediating();
    let drafted = Move::DraftAgreement { draft: story.m.agreement.clone().unwrap().draft };
    days_after(&mut again, &mut days, vec![drafted, Move::AgreeOrally { on: TODAY }]).unwrap();
    assert_eq!(
        open(&days),
        [
            "T11 2026-04-01",
            "performance/1 2026-03-20",
            "performance/2 2026-04-20",
            "performance/3 2026-05-20",
            "performance/4 2026-06-22",
            "follow_up 2026-04-01"
        ],
        "20 June 2026 is a Saturday of the Dragon Boat Festival"
    );
    again.case.today = date(2026, 3, 31);
    let docket = Move::DocketConfirmation { number: "（2026）甘0602民特1号".into(), on: date(2026, 3, 12) };
    days_after(
        &mut again,
        &mut days,
        vec![fulfil(2_500, date(2026, 3, 20)), apply(vec![1, 2], date(2026, 3, 10)), docket],
    )
    .unwrap();
    assert!(open(&days).contains(&"T12 2026-04-13".to_owned()), "{:?}", open(&days));
    assert!(!open(&days).iter().any(|d| d.starts_with("T11") || d.starts_with("performance/1")));
    days_after(&mut again, &mut days, vec![ruling(RulingOutcome::Confirmed, date(2026, 3, 31))]).unwrap();
    let enforced: Vec<_> = open(&days).into_iter().filter(|d| d.starts_with("T14")).collect();
    assert_eq!(enforced, ["T14/2 2028-04-20", "T14/3 2028-05-22", "T14/4 2028-06-20"]);
    // Paid, the day to enforce it is gone too.
    days_after(&mut again, &mut days, vec![fulfil(2_500, date(2026, 3, 31))]).unwrap();
    assert!(!open(&days).iter().any(|d| d.contains("/2 ")));
}

#[test]
fn a_period_nobody_may_extend_refuses_the_extension_and_a_medical_one_takes_it() {
    let accepted = |kind| {
        let mut story = Story::new();
        story.case.kind = kind;
        story.consents();
        let mut days = Vec::new();
        days_after(&mut story, &mut days, vec![Move::Accept { committee: None, on: TODAY, number: None }]).unwrap();
        days_after(
            &mut story,
            &mut days,
            vec![Move::Assign { mediators: vec![IdText(7)], how: Appointment::Assigned }],
        )
        .unwrap();
        (story, days)
    };
    let agrees = |party| ExtensionConsent { on: date(2026, 3, 12), ..agrees(party) };
    let both = || extend(date(2026, 5, 20), vec![agrees(1), agrees(2)]);
    let (mut labour, mut days) = accepted(DisputeKind::OtherLabour);
    labour.case.today = date(2026, 3, 12);
    let refused = days_after(&mut labour, &mut days, vec![both()]).unwrap_err();
    assert_eq!((refused.code, refused.pointer.as_deref()), (Code::DeadlineNotExtendable, Some("/until")));
    let (mut medical, mut days) = accepted(DisputeKind::Medical);
    assert_eq!(open(&days), ["T6 2026-04-14"]);
    medical.case.today = date(2026, 3, 12);
    days_after(&mut medical, &mut days, vec![deduct(TODAY.tomorrow().unwrap(), date(2026, 3, 9))]).unwrap();
    assert_eq!(open(&days), ["T6 2026-04-21"], "five working days of appraisal are not counted, by law");
    days_after(&mut medical, &mut days, vec![both()]).unwrap();
    assert_eq!(open(&days), ["T6 2026-05-20"]);
    let waiting = Move::Deduct {
        reason: PauseReason::AwaitingResult,
        from: date(2026, 3, 10),
        to: date(2026, 3, 11),
        note: String::new(),
        approver: "马某".into(),
        evidence: None,
    };
    let refused = days_after(&mut medical, &mut days, vec![waiting]).unwrap_err();
    assert_eq!((refused.code, refused.pointer.as_deref()), (Code::DeadlineNotPausable, Some("/reason")));
}

#[test]
fn a_place_sets_limits_by_kind_source_and_entrusting_body() {
    let length = crate::deadlines::Length::Days;
    let limit = |kind, source, body: Option<&str>, days| limits::LocalLimit {
        kind,
        source,
        body: body.map(Into::into),
        length: length(days),
        basis: None,
        longest_extension: None,
    };
    let limits = limits::LocalLimits::new(vec![
        limit(Some(DisputeKind::Contract), None, None, 20),
        limit(None, Some(Source::Police), None, 15),
        limit(None, None, Some("信访局"), 10),
    ])
    .unwrap();
    let letter = crate::matters::Entrustment { body: "凉州区信访局".into(), ..Default::default() };
    let of = |kind, source, letter| limits.of(kind, source, letter).and_then(|p| p.length);
    assert_eq!(of(DisputeKind::Contract, Source::Application, None), Some(length(20)));
    assert_eq!(of(DisputeKind::Contract, Source::Police, None), Some(length(15)));
    assert_eq!(of(DisputeKind::Contract, Source::Police, Some(&letter)), Some(length(10)));
    assert_eq!(of(DisputeKind::Neighbours, Source::Application, None), None);
    assert_eq!(limits::LocalLimits::new(vec![limit(None, None, None, 0)]).unwrap_err().0, 0);
}

#[test]
fn the_ways_after_a_default_depend_on_the_ruling() {
    let mut story = in_four();
    story.case.confirm_by = Some(date(2026, 4, 1));
    let calendar = crate::deadlines::Calendar::official();
    let ways = |story: &Story| {
        let found = remedies::remedies(&story.m, &story.case, &[], calendar);
        found.into_iter().map(|w| (w.route, w.open, w.until)).collect::<Vec<_>>()
    };
    use PerformanceRoute as R;
    story.case.today = date(2026, 3, 23);
    assert_eq!(
        ways(&story),
        [
            (R::Confirm, true, Some(date(2026, 4, 1))),
            (R::PaymentOrder, true, None),
            (R::Sue, true, Some(date(2029, 3, 20)))
        ]
    );
    story.case.today = date(2026, 4, 25);
    assert_eq!(ways(&story)[2].0, R::Confirm, "no longer open, so last");
    story.m.confirmations.push(Confirmation {
        court: "凉州区人民法院".into(),
        ground: CourtGround::Organisation,
        applicants: vec![1, 2],
        applied_on: TODAY,
        docketed: None,
        ruling: Some(Ruling {
            outcome: RulingOutcome::Confirmed,
            on: TODAY,
            number: "1".into(),
            served_on: None,
            note: String::new(),
            scan: None,
        }),
    });
    assert_eq!(ways(&story), [(R::Enforce, true, None)]);
}

#[test]
fn there_is_no_place_for_what_was_said_with_one_party_alone() {
    let plain = r#"{"move":"hold_session","session":{"place_kind":"bench","started":"2026-03-02T19:30",
        "with":{"form":"alone","party":1,"record":"她说……"}}}"#;
    assert!(serde_json::from_str::<Move>(plain).is_err());
    let bare = plain.replace(r#","record":"她说……""#, "");
    assert!(matches!(serde_json::from_str::<Move>(&bare), Ok(Move::HoldSession { .. })));
}

#[test]
fn terms_are_composed_in_the_words_agreements_use() {
    let parties = case().parties;
    let terms = compose(
        &[
            pay(Fen::yuan(25_000), Due::AtOnce {}),
            Obligation {
                no: 2,
                kind: ObligationKind::Refrain,
                what: "再向院内排水".into(),
                amount_fen: None,
                due: Due::Lasting {},
                how: String::new(),
                ..pay(Fen(0), Due::AtOnce {})
            },
        ],
        &parties,
    );
    insta::assert_snapshot!(terms.join("\n"));
}

#[test]
fn warnings_speak_of_what_is_vague_does_not_add_up_or_cannot_be_confirmed() {
    let parties = case().parties;
    let mut d = draft();
    d.obligations[0].how = "尽快支付".into();
    d.obligations.push(Obligation {
        no: 2,
        what: "宅基地使用权归李某".into(),
        kind: ObligationKind::Act,
        ..pay(Fen(1), Due::AtOnce {})
    });
    d.terms = vec!["吴某支付李某25000元，共计30000元。".into()];
    for (i, o) in d.obligations.iter_mut().enumerate() {
        o.no = i as u16 + 1;
    }
    let texts: Vec<_> =
        warnings(&d, &parties, DisputeKind::Homestead).iter().map(|w| (w.obligation, w.text.en.clone())).collect();
    insta::assert_debug_snapshot!(texts);
}

#[test]
fn every_move_makes_a_sentence_in_both_languages() {
    let mut story = Story::new();
    story.drafted();
    let names = sentence::Names { party: &|n| format!("当事人{n}"), account: &|a| format!("调解员{a}") };
    for mv in [
        consent(1, true),
        session(),
        Move::DraftAgreement { draft: draft() },
        sign(Signer::Mediator { account: IdText(7) }, TODAY),
        Move::Terminate {
            reason: TerminationReason::CannotContact,
            note: "不进时间线".into(),
            remedies: vec![Route::Court],
            told: ToldHow::Served,
        },
    ] {
        let text = sentence::sentence(&mv, &names);
        assert!(!text.zh.is_empty() && !text.en.is_empty());
        assert!(
            !text.zh.contains("不进时间线") && !text.zh.contains("双方各自陈述"),
            "records stay out of the timeline"
        );
    }
}

/// Any move, sensible or not.
fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        (1u16..4, any::<bool>()).prop_map(|(p, g)| consent(p, g)),
        Just(Move::Accept { committee: None, on: TODAY, number: None }),
        Just(Move::Assign { mediators: vec![IdText(7)], how: Appointment::Assigned }),
        Just(Move::GiveNotice { parties: vec![1, 2], how: NoticeHow::ReadOut, on: TODAY }),
        Just(session()),
        Just(Move::DraftAgreement { draft: draft() }),
        Just(Move::AgreeInWriting {}),
        Just(Move::AgreeOrally { on: TODAY }),
        (1u16..3).prop_map(|p| sign(Signer::Party { party: p }, TODAY)),
        Just(sign(Signer::Mediator { account: IdText(7) }, TODAY)),
        Just(Move::AffixSeal { on: TODAY }),
        Just(Move::VoidSignatures { reason: "改金额".into() }),
        (1i64..26_000).prop_map(|y| Move::Fulfil {
            obligation: 1,
            paid_fen: Some(Fen::yuan(y)),
            on: TODAY,
            how: FulfilmentHow::Transfer,
            note: String::new(),
            proof: None,
        }),
        Just(suspend(PauseReason::Appraisal, TODAY)),
        Just(deduct(TODAY, TODAY)),
        Just(extend(date(2026, 5, 1), vec![agrees(1), agrees(2)])),
        Just(Move::Urge { obligation: 1, instalment: None, told: ToldHow::Telephone, on: TODAY, note: String::new() }),
        Just(apply(vec![1, 2], TODAY)),
        Just(Move::DocketConfirmation { number: "（2026）甘0602诉前调确1号".into(), on: TODAY }),
        prop::sample::select(RulingOutcome::ALL).prop_map(|outcome| ruling(outcome, TODAY)),
        Just(Move::ExtendReview { until: date(2026, 5, 20), on: TODAY, note: String::new(), evidence: None }),
        prop::sample::select(RuleId::ALL).prop_map(|rule| Move::NoteDay {
            rule,
            on: TODAY,
            note: String::new(),
            evidence: None
        }),
        Just(Move::Resume { on: TODAY }),
        Just(Move::DeclareUnfulfilled { note: String::new(), told: ToldHow::Served }),
        Just(Move::Disclose {
            mediator: IdText(7),
            raised_by: None,
            ground: RecusalGround::Other,
            text: String::new()
        }),
        Just(Move::DecideDisclosure { disclosure: 1, outcome: RecusalOutcome::Waived }),
    ]
}

proptest! {
    /// Whatever is pressed in whatever order, the invariants hold.
    #[test]
    fn random_walks_keep_the_invariants(walk in proptest::collection::vec(any_move(), 0..60)) {
        let case = case();
        let mut m = Mediation::open(Some(IdText(3)), TODAY);
        for mv in walk {
            let kind = mv.kind();
            let offered_now: Vec<MoveKind> = offered(m.state).collect();
            match make(&m, mv, &case, &by()) {
                Ok(made) => {
                    prop_assert!(offered_now.contains(&kind));
                    prop_assert!(made.moves.len() <= 3);
                    m = made.mediation;
                }
                Err(refusals) => prop_assert!(!refusals.is_empty()),
            }
            // Accepted means both consented; in effect means a day; a session means notices.
            if !matches!(m.state, State::Registered | State::Declined) {
                prop_assert!(m.accepted_on.is_some());
            }
            if m.state.is_agreed() {
                prop_assert!(m.agreement.as_ref().is_some_and(|a| a.effective_on.is_some()));
            }
            if !m.sessions.is_empty() {
                prop_assert!(m.notices.len() >= 2);
            }
            if m.state == State::Fulfilled {
                prop_assert_eq!(paid(1, &m.fulfilments), Fen::yuan(25_000));
            }
            prop_assert!(paid(1, &m.fulfilments) <= Fen::yuan(25_000));
            prop_assert_eq!(m.ended_on.is_some(), m.state.is_ended() || m.state == State::Fulfilled);
            // What is likeliest is on offer.
            if let Some(kind) = likeliest(&m, &case) {
                prop_assert!(target(m.state, kind).is_some(), "{kind} is not offered in {}", m.state);
            }
            // A document that was written can be read again.
            let back: Mediation = serde_json::from_str(&serde_json::to_string(&m).unwrap()).unwrap();
            prop_assert_eq!(&back, &m);
        }
    }
}

#[test]
fn a_refusal_points_at_the_section_that_resolves_it() {
    let story = Story::new();
    let refusals: Vec<Refusal> = guards(&story.m, MoveKind::Accept, &story.case);
    assert_eq!(
        refusals.iter().map(|r| r.pointer.as_deref().unwrap()).collect::<Vec<_>>(),
        ["consents/1", "consents/2"]
    );
}
