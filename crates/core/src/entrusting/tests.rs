use jiff::civil::date;

use super::sent::{Sender, require_letter};
use super::*;
use crate::deadlines::{Calendar, Presets, RuleId};
use crate::kernel::{Code, Refusal};
use crate::matters::{DisputeKind, EntrustStage, Intake, Side, Source};
use crate::mediation::days::{Counting, DayState, Days, Running};
use crate::mediation::limits::LocalLimits;
use crate::mediation::{
    self, Agreement, By, Case, Consent, ConsentHow, Mediation, Move, PartyFacts, Session, SessionWith, State,
    TerminationReason, ToldHow,
};
use crate::people::OrganisationKind;

const TODAY: Date = date(2026, 3, 2);

fn parties() -> Vec<PartyFacts> {
    [(1, Side::Applicant, "周大海"), (2, Side::Respondent, "钱有财")]
        .map(|(no, side, name)| PartyFacts {
            no,
            side,
            name: name.into(),
            minor: false,
            guardian: None,
            special_agents: Vec::new(),
            legal_representative: None,
            elected: false,
        })
        .into()
}

fn letter() -> Entrustment {
    Entrustment {
        body: "凉州区人民法院".into(),
        organisation: Some(IdText(9)),
        letter_number: "（2026）甘0602诉前调123号".into(),
        received_on: Some(TODAY),
        stage: Some(EntrustStage::BeforeFiling),
        consented: vec![1, 2],
        ..Default::default()
    }
}

fn case(today: Date) -> Case {
    Case {
        kind: DisputeKind::Damages,
        source: Source::Court,
        barrier: false,
        parties: parties(),
        mediators: vec![(IdText(7), "李和平".into())],
        today,
        confirm_by: None,
        choose_by: None,
    }
}

fn open() -> Mediation {
    let mut m = Mediation::open(Some(IdText(3)), TODAY);
    m.consents = [1, 2].map(|party| Consent { party, given: true, how: ConsentHow::Written, on: TODAY }).into();
    m
}

fn make_mediation(m: &Mediation, mv: Move) -> Mediation {
    mediation::make(m, mv, &case(TODAY), &By { account: 5, name: "王守信".into() }).expect("it is allowed").mediation
}

fn terminated(reason: TerminationReason) -> Mediation {
    let accepted = make_mediation(&open(), Move::Accept { committee: None, on: TODAY, number: None });
    let remedies = vec![Route::Court];
    let mv = Move::Terminate { reason, note: String::new(), remedies, told: ToldHow::Telephone };
    make_mediation(&accepted, mv)
}

/// Makes a letter's move, or tells why not.
fn try_make(letters: &Letters, mv: &LetterMove, letter: &Entrustment, m: &Mediation) -> Result<Made, Vec<Refusal>> {
    let parties = parties();
    let around = Around {
        letter: Some(letter),
        mediation: Some(m),
        parties: &parties,
        mediators: &[],
        open: true,
        today: TODAY,
    };
    make(letters, mv, &around, "李和平")
}

fn codes(outcome: Result<Made, Vec<Refusal>>) -> Vec<Code> {
    outcome.expect_err("it is refused").iter().map(|r| r.code).collect()
}

fn confirm() -> LetterMove {
    LetterMove::Confirm { on: TODAY, note: String::new() }
}

fn report() -> LetterMove {
    LetterMove::Report { number: String::new(), note: String::new() }
}

fn hand_over(to: Route, consented: Vec<u16>) -> LetterMove {
    LetterMove::HandOver {
        to,
        body: "凉州区劳动人事争议仲裁院".into(),
        reason: "属于劳动争议".into(),
        number: String::new(),
        consented,
        materials: vec!["申请书".into()],
        contact: String::new(),
        answer_by: Some(date(2026, 3, 9)),
    }
}

#[test]
fn a_letter_is_confirmed_once_and_only_with_everybodys_consent() {
    let (letters, m) = (Letters::default(), open());
    let confirmed = try_make(&letters, &confirm(), &letter(), &m).unwrap();
    assert_eq!(state(&confirmed.letters, Some(&letter()), &Course::of(&m)), Some(LetterState::Confirmed));
    assert_eq!(codes(try_make(&confirmed.letters, &confirm(), &letter(), &m)), [Code::IllegalMove]);

    let one = Entrustment { consented: vec![1], ..letter() };
    let mut without = open();
    without.consents.clear();
    let refused = try_make(&letters, &confirm(), &one, &without).unwrap_err();
    assert_eq!(refused.len(), 1);
    assert!(refused[0].sentence().zh.contains("钱有财"));
    // What a party says to us counts more than what the letter says of it.
    without.consents.push(Consent { party: 1, given: false, how: ConsentHow::Telephone, on: TODAY });
    assert_eq!(codes(try_make(&letters, &confirm(), &letter(), &without)), [Code::ConsentMissing]);
    let stranger = LetterMove::Ask { mediator: IdText(99) };
    assert_eq!(codes(try_make(&letters, &stranger, &letter(), &m)), [Code::MediatorUnknown]);
    let early = LetterMove::Confirm { on: date(2026, 3, 1), note: String::new() };
    assert_eq!(codes(try_make(&letters, &early, &letter(), &m)), [Code::DatesReversed]);
}

#[test]
fn sending_back_declines_the_mediation_with_the_same_reason() {
    let (reason, route) = (mediation::DeclineReason::Elsewhere, Route::OtherCommittee);
    let mv = LetterMove::SendBack { reason, note: "属行业调委会".into(), route };
    let made = try_make(&Letters::default(), &mv, &letter(), &open()).unwrap();
    let declined = make_mediation(&open(), made.mediation.expect("a move of the mediation"));
    assert_eq!(declined.state, State::Declined);
    assert_eq!(state(&made.letters, Some(&letter()), &Course::of(&declined)), Some(LetterState::SentBack));
    assert!(!owes_report(&made.letters, Some(&letter()), &Course::of(&declined)), "the letter that went back says it");
    assert_eq!(result(&declined).map(|r| r.words().zh), Some("未受理：属于其他调解组织的范围".into()));
}

#[test]
fn every_ending_is_one_of_the_eight_and_is_reported_once() {
    for &reason in TerminationReason::ALL {
        let m = terminated(reason);
        let told = try_make(&Letters::default(), &report(), &letter(), &m).unwrap().letters;
        let result = &told.reports[0].result;
        assert_eq!(result.reason, Some(EndingReason::of(reason)));
        let settled = matches!(reason, TerminationReason::Withdrawn | TerminationReason::SettledPrivately);
        assert_eq!(result.kind, if settled { ResultKind::Withdrawn } else { ResultKind::Failed }, "{reason}");
        assert_eq!(state(&told, Some(&letter()), &Course::of(&m)), Some(LetterState::Reported));
        assert_eq!(codes(try_make(&told, &report(), &letter(), &m)), [Code::IllegalMove]);
    }
    let used: std::collections::HashSet<_> = TerminationReason::ALL.iter().map(|r| EndingReason::of(*r)).collect();
    assert_eq!(used.len() + 1, EndingReason::ALL.len(), "all but the agreement itself");
    assert_eq!(codes(try_make(&Letters::default(), &report(), &letter(), &open())), [Code::IllegalMove]);
}

#[test]
fn a_result_is_owed_to_a_body_that_is_kept_here_and_another_one_is_told_again() {
    let m = terminated(TerminationReason::CannotContact);
    assert!(owes_report(&Letters::default(), Some(&letter()), &Course::of(&m)));
    let unknown = Entrustment { organisation: None, ..letter() };
    assert!(!owes_report(&Letters::default(), Some(&unknown), &Course::of(&m)));
    assert!(!owes_report(&Letters::default(), None, &Course::of(&m)));
    let told = try_make(&Letters::default(), &report(), &letter(), &m).unwrap().letters;
    let other = terminated(TerminationReason::TimeLimit);
    assert!(owes_report(&told, Some(&letter()), &Course::of(&other)));
}

#[test]
fn a_handover_ends_the_mediation_and_waits_for_its_receipt_and_result() {
    let m = open();
    let made = try_make(&Letters::default(), &hand_over(Route::LabourArbitration, vec![1, 2]), &letter(), &m).unwrap();
    let referred = make_mediation(&m, made.mediation.expect("a move of the mediation"));
    assert_eq!(referred.state, State::Referred);
    let again = hand_over(Route::Court, vec![1, 2]);
    assert_eq!(codes(try_make(&made.letters, &again, &letter(), &referred)), [Code::IllegalMove], "one at a time");

    let receipt = |taken, note: &str| LetterMove::RecordReceipt {
        handover: 1,
        taken,
        on: TODAY,
        number: String::new(),
        note: note.into(),
    };
    let outcome = LetterMove::RecordResult { handover: 1, on: TODAY, text: "已立案".into() };
    assert_eq!(codes(try_make(&made.letters, &outcome, &letter(), &referred)), [Code::IllegalMove]);
    assert_eq!(codes(try_make(&made.letters, &receipt(false, " "), &letter(), &referred)), [Code::Required]);
    let refused = try_make(&made.letters, &receipt(false, "不属本院管辖"), &letter(), &referred).unwrap().letters;
    try_make(&refused, &again, &letter(), &referred).expect("what was not taken goes elsewhere");
    let taken = try_make(&made.letters, &receipt(true, ""), &letter(), &referred).unwrap().letters;
    let done = try_make(&taken, &outcome, &letter(), &referred).unwrap().letters;
    assert_eq!(done.handovers[0].result.as_ref().map(|r| r.text.as_str()), Some("已立案"));
}

#[test]
fn a_handover_needs_the_parties_unless_it_goes_to_the_police() {
    let m = open();
    let without = hand_over(Route::Court, vec![1]);
    assert_eq!(codes(try_make(&Letters::default(), &without, &letter(), &m)), [Code::ConsentMissing]);
    try_make(&Letters::default(), &hand_over(Route::Police, vec![]), &letter(), &m).expect("a crime waits for nobody");
}

#[test]
fn a_certificate_says_what_is_recorded_and_nothing_else() {
    let certify = |performed| LetterMove::Certify { to: "大柳派出所".into(), number: String::new(), performed };
    let mut m = open();
    assert_eq!(
        codes(try_make(&Letters::default(), &certify(false), &letter(), &m)),
        [Code::SessionMissing, Code::IllegalMove]
    );
    m.sessions.push(Session {
        no: 1,
        place_kind: mediation::PlaceKind::Room,
        place: String::new(),
        started: TODAY.at(9, 0, 0, 0),
        ended: None,
        with: SessionWith::Joint { parties: vec![1, 2], record: "各自陈述".into(), result: String::new() },
        others: Vec::new(),
    });
    m.state = State::InEffect;
    let agreement = serde_json::json!({ "form": "oral", "draft": { "facts": "", "obligations": [] } });
    let agreement: Agreement = serde_json::from_value(agreement).expect("an agreement");
    m.agreement = Some(Agreement { effective_on: Some(TODAY), ..agreement });
    let held = try_make(&Letters::default(), &certify(false), &letter(), &m).unwrap().letters;
    assert_eq!((held.certificates[0].performed, held.certificates[0].effective_on), (false, Some(TODAY)));
    assert_eq!(codes(try_make(&Letters::default(), &certify(true), &letter(), &m)), [Code::NotPerformed]);
    m.state = State::Fulfilled;
    assert!(try_make(&held, &certify(true), &letter(), &m).unwrap().letters.certificates[1].performed);
}

#[test]
fn the_limit_runs_from_the_confirmed_receipt_and_accepting_later_does_not_start_it_anew() {
    let mut list: Vec<Running> = Vec::new();
    let presets = Presets::default();
    let due = |list: &[Running], rule| {
        list.iter().find(|r| r.deadline.rule == rule && r.state == DayState::Open).map(|r| r.deadline.due_on)
    };
    let limits = LocalLimits::default();
    let counting = Counting { presets: &presets, limits: &limits, calendar: Calendar::official() };
    let mut days = Days { list: &mut list, counting, since: TODAY };
    days.registered(DisputeKind::Damages, Source::Court, Some(&letter()), None);
    assert_eq!(due(days.list, RuleId::AssignmentAnswer), Some(date(2026, 3, 5)), "three working days");
    let on = date(2026, 3, 4);
    days.confirmed(on, &open(), &case(on), Some(&letter()));
    assert_eq!(due(days.list, RuleId::AssignmentAnswer), None);
    assert_eq!(due(days.list, RuleId::CourtBeforeFiling), Some(date(2026, 4, 3)));
    let accept = Move::Accept { committee: None, on: date(2026, 3, 6), number: None };
    days.follow(&accept, &open(), &case(date(2026, 3, 6)), Some(&letter())).unwrap();
    assert_eq!(days.list.iter().filter(|r| r.deadline.rule == RuleId::CourtBeforeFiling).count(), 1);

    for (stage, rule, until) in [
        (EntrustStage::AfterFiling, RuleId::CourtAfterFiling, date(2026, 3, 19)),
        (EntrustStage::AfterFilingSummary, RuleId::CourtAfterFilingSummary, date(2026, 3, 11)),
    ] {
        let mut list = Vec::new();
        let mut days = Days { list: &mut list, counting, since: TODAY };
        days.confirmed(on, &open(), &case(on), Some(&Entrustment { stage: Some(stage), ..letter() }));
        assert_eq!(due(days.list, rule), Some(until), "{stage}");
    }
}

fn sent() -> EntrustedCase {
    serde_json::from_value(serde_json::json!({
        "number": "（2026）甘0602诉前调123号", "stage": "before_filing", "kind": "damages", "area": "620602130200",
        "narrative": "周大海受雇为钱有财修缮房屋时摔伤。", "claims": ["赔偿医疗费"],
        "parties": [
            { "side": "applicant", "kind": "natural", "name": "周大海" },
            { "side": "respondent", "kind": "natural", "name": "钱有财" },
        ],
        "consented": [1, 2], "materials": ["起诉状"],
    }))
    .expect("a case")
}

#[test]
fn what_a_system_sends_becomes_the_form_a_clerk_would_have_filled_in() {
    for (kind, source) in [
        (OrganisationKind::Court, Source::Court),
        (OrganisationKind::Procuratorate, Source::Procuratorate),
        (OrganisationKind::Police, Source::Police),
        (OrganisationKind::PetitionOffice, Source::PetitionOffice),
        (OrganisationKind::Department, Source::OtherDepartment),
    ] {
        let sender = Sender { organisation: IdText(9), kind, name: "某单位".into() };
        let form = sent().intake(&sender, TODAY);
        assert_eq!(form.source, Some(source));
        form.check(TODAY).expect("a whole form");
        require_letter(&form).expect("a whole letter");
    }
}

#[test]
fn a_letter_without_consent_number_or_stage_says_so_at_each_place() {
    let sender = Sender { organisation: IdText(9), kind: OrganisationKind::Court, name: "某法院".into() };
    let case = EntrustedCase { number: " ".into(), stage: None, consented: vec![1], ..sent() };
    let mut form: Intake = case.intake(&sender, TODAY);
    let at = |form: &Intake| -> Vec<(Code, String)> {
        let refusals = require_letter(form).expect_err("it lacks something");
        refusals.into_iter().map(|r| (r.code, r.pointer.unwrap_or_default())).collect()
    };
    let told = [
        (Code::Required, "/entrustment/letter_number".to_owned()),
        (Code::Required, "/entrustment/stage".to_owned()),
        (Code::ConsentMissing, "/parties/1".to_owned()),
    ];
    assert_eq!(at(&form), told);
    Completion { consented: vec![2, 1], ..Default::default() }.complete(&mut form);
    assert_eq!(at(&form), told[..2]);
    assert_eq!(form.entrustment.as_ref().map(|l| l.consented.clone()), Some(vec![1, 2]));
}
