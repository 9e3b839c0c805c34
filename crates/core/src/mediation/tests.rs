use jiff::civil::date;
use proptest::prelude::*;

use super::agreement::*;
use super::guards::guards;
use super::moves::{MOVES, offered, target};
use super::standing::likeliest;
use super::*;
use crate::kernel::{Code, Fen, Refusal};
use crate::matters::Source;

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
        self.consents().make(Move::Accept { committee: None, on: TODAY });
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
        story.refused(Move::Accept { committee: None, on: TODAY }),
        [Code::TwoPartiesNeeded, Code::ConsentMissing, Code::CommitteeNeeded]
    );
    assert_eq!(likeliest(&story.m, &story.case), Some(MoveKind::Accept));
}

#[test]
fn the_committee_may_be_named_in_the_move_that_accepts() {
    let mut story = Story::new();
    story.m.committee = None;
    story.consents().make(Move::Accept { committee: Some(IdText(9)), on: TODAY });
    assert_eq!((story.m.committee, story.m.state), (Some(IdText(9)), State::Accepted));
}

#[test]
fn what_a_court_has_taken_is_not_accepted_and_declining_is_likeliest() {
    let mut story = Story::new();
    story.case.barrier = true;
    story.consents();
    assert_eq!(story.refused(Move::Accept { committee: None, on: TODAY }), [Code::AcceptanceBarred]);
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

#[test]
fn an_extension_needs_everybody_and_a_suspension_ends() {
    let mut story = Story::new();
    story.mediating();
    let until = date(2026, 5, 1);
    let extend = |consented| Move::Extend { until, consented, reason: String::new() };
    assert_eq!(story.refused(extend(vec![1])), [Code::ExtensionNeedsBoth]);
    story.make(extend(vec![1, 2]));
    story.make(Move::Suspend { reason: PauseReason::Appraisal, from: TODAY, note: String::new() });
    assert_eq!(story.refused(session()), [Code::IllegalMove]);
    story.make(Move::Resume { on: TODAY });
    assert_eq!(story.m.state, State::Mediating);
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
        Just(Move::Accept { committee: None, on: TODAY }),
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
        Just(Move::Suspend { reason: PauseReason::Other, from: TODAY, note: String::new() }),
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
