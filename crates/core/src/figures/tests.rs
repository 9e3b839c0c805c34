use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::cell::{self, Gathered, Sums};
use super::formula::Numbers;
use super::life::{CAME_BACK_DAYS, Conducted, KINDS};
use super::measure::{TABLE, reference};
use super::publish::{self, Open, suppress};
use super::*;
use crate::kernel::clock::instant_of;
use crate::kernel::{Code, Fen, IdText, Instant, china_date};
use crate::matters::record::{ContactHow, FollowUp, Kept, Satisfaction};
use crate::matters::{DisputeKind, Source};
use crate::mediation::agreement::{
    Agreement, AgreementDraft, AgreementForm, Due, FulfilmentHow, Obligation, ObligationKind,
};
use crate::mediation::confirmation::{Confirmation, CourtGround, Ruling, RulingOutcome};
use crate::mediation::{Ending, Fulfilment, Mediation, TerminationReason, ToldHow};
use crate::people::OrganisationKind;
use crate::places::{AreaCode, Level};

/// A matter that a test makes up: as it stands, and its events.
#[derive(Clone, Debug)]
struct Made {
    area: AreaCode,
    kind: DisputeKind,
    source: Source,
    sealed: bool,
    brought_in: bool,
    people: usize,
    amount: Option<Fen>,
    body: OrganisationKind,
    mediation: Mediation,
    follow_ups: Vec<FollowUp>,
    events: Vec<(&'static str, Instant)>,
}

const START: Date = date(2026, 1, 5);
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn start() -> Instant {
    instant_of(START.at(9, 0, 0, 0))
}

impl Made {
    fn new() -> Self {
        Self {
            area: "620602130200".parse().unwrap(),
            kind: DisputeKind::Neighbours,
            source: Source::Application,
            sealed: false,
            brought_in: false,
            people: 2,
            amount: None,
            body: OrganisationKind::TownshipCommittee,
            mediation: Mediation::open(Some(IdText(7)), START),
            follow_ups: Vec::new(),
            events: vec![("matter.registered", start())],
        }
    }

    fn last(&self) -> Instant {
        self.events.last().unwrap().1
    }

    fn then(&mut self, kind: &'static str, after: i64) -> &mut Self {
        self.events.push((kind, self.last() + after));
        self
    }

    fn accepted(&mut self) -> &mut Self {
        self.then("mediation.accepted", 60 * MINUTE).then("mediation.assigned", DAY).then("mediation.session_held", DAY)
    }

    /// In effect, with one promise to pay within so many days.
    fn agreed(&mut self, within: i64) -> &mut Self {
        self.accepted().then("mediation.took_effect", DAY);
        let on = china_date(self.last());
        self.mediation.agreement = Some(Agreement {
            form: AgreementForm::Written,
            draft: AgreementDraft {
                facts: String::new(),
                responsibility: String::new(),
                obligations: vec![Obligation {
                    no: 1,
                    debtor: 2,
                    creditor: Some(1),
                    kind: ObligationKind::Pay,
                    what: "医疗费".into(),
                    amount_fen: Some(Fen(100_000)),
                    due: Due::By { on: on.saturating_add(jiff::Span::new().days(within)) },
                    how: String::new(),
                }],
                terms: Vec::new(),
            },
            signatures: Vec::new(),
            sealed_on: None,
            effective_on: Some(on),
        });
        self
    }

    fn paid(&mut self, after: i64) -> &mut Self {
        self.then("mediation.fulfilment_recorded", after).then("mediation.fulfilled", 0);
        let on = china_date(self.last());
        self.mediation.fulfilments.push(Fulfilment {
            obligation: 1,
            paid_fen: Some(Fen(100_000)),
            on,
            how: FulfilmentHow::Transfer,
            note: String::new(),
            proof: None,
        });
        self
    }

    fn terminated(&mut self, reason: TerminationReason) -> &mut Self {
        self.accepted().then("mediation.terminated", DAY);
        let on = china_date(self.last());
        self.mediation.ending =
            Some(Ending::Terminated { reason, note: String::new(), remedies: vec![], told: ToldHow::InPerson, on });
        self
    }

    /// Both apply for confirmation, and the court says something.
    fn ruled(&mut self, outcome: RulingOutcome) -> &mut Self {
        self.then("mediation.confirmation_applied", DAY).then("mediation.ruling_recorded", 20 * DAY);
        let on = china_date(self.last());
        self.mediation.confirmations.push(Confirmation {
            court: "凉州区人民法院".into(),
            ground: CourtGround::Organisation,
            applicants: vec![1, 2],
            applied_on: on,
            docketed: None,
            ruling: Some(Ruling {
                outcome,
                on,
                number: String::new(),
                served_on: None,
                note: String::new(),
                scan: None,
            }),
        });
        self
    }

    fn asked(&mut self, party: u16, kept: Kept, satisfaction: Satisfaction) -> &mut Self {
        self.then("matter.followed_up", DAY);
        let on = china_date(self.last());
        self.follow_ups.push(FollowUp {
            party,
            on,
            how: ContactHow::Telephone,
            kept,
            satisfaction,
            note: String::new(),
        });
        self
    }

    fn facts(&self) -> Vec<Fact> {
        let conducted = [Conducted { mediation: &self.mediation, organisation: Some(7), body: Some(self.body) }];
        let follow_ups: Vec<&FollowUp> = self.follow_ups.iter().collect();
        let events: Vec<Happened<'_>> = self.events.iter().map(|(kind, at)| Happened { kind, at: *at }).collect();
        facts(&Life {
            dispatch: None,
            brought_in: self.brought_in,
            people: self.people,
            enterprise: false,
            amount: self.amount,
            mediations: &conducted,
            follow_ups: &follow_ups,
            events: &events,
        })
    }

    fn filed(&self) -> Filed<'_> {
        Filed { area: &self.area, kind: self.kind, source: self.source, sealed: self.sealed }
    }

    fn add_to(&self, sums: &mut Sums, sign: i64) {
        for fact in self.facts() {
            cell::add(sums, &self.filed(), &fact, sign);
        }
    }

    fn measures(&self) -> Vec<Measure> {
        self.facts().iter().map(|fact| fact.measure).collect()
    }

    fn day_of(&self, measure: Measure) -> Option<Date> {
        self.facts().iter().find(|fact| fact.measure == measure).map(|fact| fact.day)
    }
}

#[test]
fn each_application_for_confirmation_counts_with_what_became_of_it() {
    let mut made = Made::new();
    made.agreed(60).ruled(RulingOutcome::Rejected).ruled(RulingOutcome::Withdrawn).ruled(RulingOutcome::Confirmed);
    let facts = made.facts();
    let of = |measure| facts.iter().filter(|fact| fact.measure == measure).count();
    let counted = [Measure::ConfirmationApplied, Measure::Confirmed, Measure::ConfirmationRefused].map(of);
    assert_eq!(counted, [3, 1, 1], "what the parties took back was not refused");
}

#[test]
fn a_kept_agreement_makes_its_facts_each_once() {
    let mut made = Made::new();
    made.agreed(10).paid(3 * DAY).asked(1, Kept::Fully, Satisfaction::Satisfied).then("matter.closed", DAY);
    use Measure as M;
    let expected = [
        M::Registered,
        M::Accepted,
        M::Mediated,
        M::Agreed,
        M::AgreedInWriting,
        M::People,
        M::Amount,
        M::Fulfilled,
        M::Recovered,
        M::Closed,
        M::Asked,
        M::Answered,
        M::SaidKept,
        M::Promised,
        M::KeptOnTime,
        M::OpinionAsked,
        M::OpinionGiven,
        M::Satisfied,
        M::ToAccept,
        M::ToAssign,
        M::ToSession,
        M::ToOutcome,
        M::ToFulfil,
        M::ToClose,
    ];
    assert_eq!(made.measures(), expected);
    let fact = |measure| made.facts().into_iter().find(|fact| fact.measure == measure).unwrap();
    assert_eq!((fact(M::ToAccept).value, fact(M::ToFulfil).value), (60, 3 * 24 * 60));
    assert_eq!((fact(M::Amount).value, fact(M::Recovered).value), (100_000, 100_000));
    assert_eq!(fact(M::Agreed).body, Some(OrganisationKind::TownshipCommittee));
}

#[test]
fn what_the_parties_say_counts_in_the_month_of_the_agreement_and_the_last_word_of_each() {
    let mut made = Made::new();
    made.agreed(10).asked(1, Kept::Not, Satisfaction::Dissatisfied).asked(2, Kept::NotYetDue, Satisfaction::NoAnswer);
    assert!(made.measures().contains(&Measure::SaidNotKept) && !made.measures().contains(&Measure::SaidKept));
    made.then("matter.closed", 60 * DAY).asked(1, Kept::Fully, Satisfaction::Fair);
    assert!(made.measures().contains(&Measure::SaidKept) && !made.measures().contains(&Measure::SaidNotKept));
    assert!(!made.measures().contains(&Measure::Dissatisfied));
    assert_eq!(made.day_of(Measure::Answered), made.day_of(Measure::Agreed));
    // Nobody was reached: it was asked, and nobody answered.
    let mut made = Made::new();
    made.agreed(10).asked(1, Kept::Unreachable, Satisfaction::NoAnswer);
    assert!(made.measures().contains(&Measure::Asked) && !made.measures().contains(&Measure::Answered));
    assert!(!made.measures().contains(&Measure::OpinionAsked));
}

#[test]
fn a_promise_counts_on_the_day_it_falls_due_and_late_is_not_on_time() {
    let mut made = Made::new();
    made.agreed(10);
    let due = china_date(made.last()).saturating_add(jiff::Span::new().days(10));
    assert_eq!(made.day_of(Measure::Promised), Some(due));
    assert_eq!(made.day_of(Measure::KeptOnTime), None);
    let mut late = made.clone();
    assert_eq!(made.paid(9 * DAY).day_of(Measure::KeptOnTime), Some(due));
    assert_eq!(late.paid(11 * DAY).day_of(Measure::KeptOnTime), None);
    assert!(late.measures().contains(&Measure::Fulfilled));
}

#[test]
fn a_matter_comes_back_within_ninety_days_of_its_closing_or_is_a_new_trouble() {
    let mut made = Made::new();
    made.agreed(3).paid(DAY).then("matter.closed", DAY);
    let closed = china_date(made.last());
    let mut later = made.clone();
    made.then("matter.reopened", CAME_BACK_DAYS * DAY).then("matter.closed", DAY);
    assert_eq!(made.day_of(Measure::CameBack), Some(closed));
    assert_eq!(made.measures().iter().filter(|m| **m == Measure::Closed).count(), 2);
    assert_eq!(made.measures().iter().filter(|m| **m == Measure::ToClose).count(), 1);
    later.then("matter.reopened", (CAME_BACK_DAYS + 1) * DAY);
    assert!(later.measures().contains(&Measure::Reopened) && !later.measures().contains(&Measure::CameBack));
}

#[test]
fn a_second_mediation_is_counted_for_itself() {
    let mut made = Made::new();
    made.terminated(TerminationReason::NoAgreementPossible).accepted().then("mediation.agreed_orally", DAY);
    let first = made.mediation.clone();
    let second = Mediation { ending: None, ..first.clone() };
    let conducted = [
        Conducted { mediation: &first, organisation: Some(7), body: Some(OrganisationKind::VillageCommittee) },
        Conducted { mediation: &second, organisation: Some(8), body: Some(OrganisationKind::TownshipCommittee) },
    ];
    let events: Vec<Happened<'_>> = made.events.iter().map(|(kind, at)| Happened { kind, at: *at }).collect();
    let life = Life {
        dispatch: None,
        brought_in: false,
        people: 2,
        enterprise: false,
        amount: None,
        mediations: &conducted,
        follow_ups: &[],
        events: &events,
    };
    let of = |measure: Measure| {
        facts(&life).into_iter().filter(|f| f.measure == measure).map(|f| (f.n, f.organisation)).collect::<Vec<_>>()
    };
    assert_eq!(of(Measure::Mediated), [(1, Some(7)), (2, Some(8))]);
    assert_eq!(of(Measure::Agreed), [(1, Some(8))]);
    assert_eq!(of(Measure::Failed), [(1, Some(7))]);
    assert_eq!(of(Measure::ToAssign).len(), 2);
}

#[test]
fn what_was_brought_in_is_no_registration_and_has_no_time_to_its_closing() {
    let mut made = Made::new();
    made.brought_in = true;
    made.then("matter.closed", 0);
    assert_eq!(made.measures(), [Measure::BroughtIn, Measure::Closed]);
}

#[test]
fn petitions_withdrawals_and_returns_never_open() {
    let opens = |measure: Measure, cut, value| cell::opens(measure.about(), cut, value);
    assert!(opens(Measure::Registered, Cut::All, ""));
    assert!(opens(Measure::Registered, Cut::Source, "court"));
    assert!(!opens(Measure::Registered, Cut::Source, "petition_office"));
    for measure in [Measure::CameBack, Measure::Withdrawn, Measure::Reopened] {
        assert!(!opens(measure, Cut::All, ""));
        assert!(measure.about().cuts.is_empty(), "{measure} joins no breakdown");
        assert!(measure.about().deepest <= Level::Town);
    }
}

#[test]
fn every_measure_is_defined_once_a_version_and_its_events_are_known() {
    let mut seen = HashSet::new();
    for measure in Measure::ALL {
        let versions: Vec<_> = TABLE.iter().filter(|about| about.measure == *measure).collect();
        assert!(!versions.is_empty(), "{measure} is not in the table");
        for (i, about) in versions.iter().enumerate() {
            assert!(seen.insert(about.key), "{} is a key twice", about.key);
            assert_eq!(usize::from(about.version), i + 1);
            assert_eq!(about.until.is_none(), i + 1 == versions.len(), "the latest version has no end");
            assert!(about.key == measure.as_str() || about.key == format!("{measure}.{}", about.version));
            assert!(!about.made_by.is_empty() && about.made_by.iter().all(|kind| KINDS.contains(kind)));
            let meaning = about.meaning();
            assert!(meaning.zh.ends_with('。') && meaning.en.ends_with('.') && meaning.en.is_ascii());
            assert_eq!(about.cuts.contains(&Cut::Bucket), about.unit == Unit::Minutes);
        }
    }
    assert_eq!(reference().len(), TABLE.len());
}

#[test]
fn every_indicator_is_a_formula_and_none_divides_by_nothing() {
    struct Nothing;
    impl Numbers for Nothing {
        fn number(&self, _: Measure, _: Cut, _: &str) -> i64 {
            0
        }
    }
    let period: Period = "2026-Q1".parse().unwrap();
    for indicator in indicator::INDICATORS {
        indicator.formula.parse::<Formula>().unwrap();
        for text in indicator.rests_on.iter().flat_map(|(a, b)| [a, b]) {
            text.parse::<Formula>().unwrap();
        }
        let reading = indicator.read(&Nothing, period, date(2026, 12, 1));
        assert_eq!((reading.value, reading.few), (None, false), "{}", indicator.code);
    }
}

#[test]
fn a_formula_with_a_mistake_says_where() {
    let read = |text: &str| text.parse::<Formula>();
    let code = |text: &str| read(text).unwrap_err().code;
    for text in ["", "agreed /", "(agreed", "agreed mediated", "agreed[village_committee", "1..2", "agreed / mediated)"]
    {
        assert_eq!(code(text), Code::FormulaMalformed, "{text}");
    }
    for text in ["agreeed / mediated", "agreed[nobody]", "accepted[court]", "registered[petition_office]", "to_accept"]
    {
        assert_eq!(code(text), Code::MeasureUnknown, "{text}");
    }
    assert_eq!(code(&"(".repeat(600)), Code::TooLong);
    assert_eq!(code(&"(".repeat(100)), Code::FormulaMalformed);
    assert!(read("agreed / 调解").unwrap_err().sentence().zh.contains("第 10 个字符"));
    assert!(read(" ( agreed - asked ) / agreed * 100 ").is_ok());
}

#[test]
fn a_good_figure_on_few_answers_says_so() {
    struct Given(HashMap<Measure, i64>);
    impl Numbers for Given {
        fn number(&self, measure: Measure, _: Cut, _: &str) -> i64 {
            self.0.get(&measure).copied().unwrap_or_default()
        }
    }
    let resolved = Indicator::by_code("resolved").unwrap();
    let read = |said: i64, answered: i64, agreed: i64| {
        let given = Given([(Measure::SaidKept, said), (Measure::Answered, answered), (Measure::Agreed, agreed)].into());
        resolved.read(&given, "2026-Q1".parse().unwrap(), date(2027, 1, 1))
    };
    assert!(read(12, 12, 140).few);
    assert!(read(95, 100, 300).few, "a third of those who should have been asked");
    assert!(!read(95, 100, 120).few);
    assert!(!read(5, 12, 140).few, "a bad figure needs no such warning");
    assert!(read(12, 12, 140).sentence.zh.contains("依据12份答复，应问140"));
    assert!(!read(95, 100, 120).provisional);
}

#[test]
fn periods_are_written_and_read() {
    for text in ["2026", "2026-H1", "2026-H2", "2026-Q1", "2026-Q4", "2026-03", "2025-11..2026-02"] {
        let period: Period = text.parse().unwrap();
        assert_eq!(period.to_string(), text);
    }
    let quarter: Period = "2026-Q1".parse().unwrap();
    assert_eq!(quarter.year_before().to_string(), "2025-Q1");
    assert_eq!(quarter.just_before().to_string(), "2025-Q4");
    assert_eq!("2026-01..2026-03".parse::<Period>().unwrap(), quarter);
    assert_eq!((quarter.first_day(), quarter.last_day()), (date(2026, 1, 1), date(2026, 3, 31)));
    assert_eq!(quarter.label().zh, "2026年第一季度");
    for (text, code) in [
        ("", Code::PeriodMalformed),
        ("2026-13", Code::PeriodMalformed),
        ("2026-3", Code::PeriodMalformed),
        ("12026", Code::PeriodMalformed),
        ("2026-Q5", Code::PeriodMalformed),
        ("0000", Code::PeriodMalformed),
        ("2026-05..2026-02", Code::DatesReversed),
        ("2000-01..2026-02", Code::PeriodTooLong),
    ] {
        assert_eq!(text.parse::<Period>().unwrap_err().code, code, "{text}");
    }
}

#[test]
fn the_statutory_table_has_its_39_columns_in_their_places() {
    let columns = statutory::columns();
    assert_eq!(columns.len(), 39);
    let labels: Vec<String> = columns.iter().map(|c| format!("{} {}", c.no, c.label.zh)).collect();
    for (at, label) in [
        (0, "1 调解案件总数"),
        (4, "5 涉及金额"),
        (5, "6 村调委会"),
        (11, "12 主动调解"),
        (13, "14 接受委托移送"),
        (18, "19 其他部门委托移送"),
        (19, "20 婚姻家庭纠纷"),
        (36, "37 其他纠纷"),
        (37, "38 口头协议"),
        (38, "39 书面协议"),
    ] {
        assert_eq!(labels[at], label);
    }
    let grouped: Vec<&str> = columns[5..11].iter().flat_map(|c| c.values.clone()).collect();
    for kind in OrganisationKind::ALL {
        assert_eq!(grouped.contains(&kind.as_str()), kind.is_committee(), "{kind} is in one column if it mediates");
    }
    assert!(columns.iter().filter(|c| !c.opens()).map(|c| c.no).eq([14, 18]), "what counts petitions does not open");
}

/// The numbers of one area in a period, from sums.
struct Of<'a>(&'a Sums, Scope);

impl Numbers for Of<'_> {
    fn number(&self, measure: Measure, cut: Cut, value: &str) -> i64 {
        let cells = self.0.iter().filter(|(cell, _)| {
            cell.scope == self.1
                && Measure::of_key(cell.measure) == Some(measure)
                && cell.cut == cut
                && cell.value == value
        });
        cells.map(|(_, sum)| if measure.adds_values() { sum.total } else { sum.n }).sum()
    }
}

#[derive(Clone, Debug)]
enum Change {
    Area(usize),
    Kind(usize),
    Seal(bool),
    Agree(i64),
    Terminate(bool),
    Pay(i64),
    Close,
    Reopen(i64),
    Ask(u16, usize, usize),
}

const AREAS: [&str; 5] = ["620602130200", "620602130201", "620602001001", "620621100", "620602130200001"];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..AREAS.len()).prop_map(Change::Area),
        (0..DisputeKind::ALL.len()).prop_map(Change::Kind),
        any::<bool>().prop_map(Change::Seal),
        (0..40_i64).prop_map(Change::Agree),
        any::<bool>().prop_map(Change::Terminate),
        (0..30_i64).prop_map(Change::Pay),
        Just(Change::Close),
        (0..200_i64).prop_map(Change::Reopen),
        (1..3_u16, 0..Kept::ALL.len(), 0..Satisfaction::ALL.len()).prop_map(|(p, k, s)| Change::Ask(p, k, s)),
    ]
}

impl Made {
    /// What cannot happen now does not.
    fn change(&mut self, change: &Change) {
        let has = |made: &Made, kind: &str| made.events.iter().any(|(k, _)| *k == kind);
        let open = !has(self, "mediation.accepted");
        match change {
            Change::Area(at) => self.area = AREAS[*at].parse().unwrap(),
            Change::Kind(at) => self.kind = DisputeKind::ALL[*at],
            Change::Seal(sealed) => self.sealed = *sealed,
            Change::Agree(within) if open => drop(self.agreed(*within)),
            Change::Terminate(gone) if open => {
                let reason = if *gone { TerminationReason::Withdrawn } else { TerminationReason::Other };
                self.terminated(reason);
            }
            Change::Pay(days) if has(self, "mediation.took_effect") && self.mediation.fulfilments.is_empty() => {
                self.paid(days * DAY);
            }
            Change::Close => drop(self.then("matter.closed", DAY)),
            Change::Reopen(days) if self.events.last().is_some_and(|(kind, _)| *kind == "matter.closed") => {
                self.then("matter.reopened", days * DAY);
            }
            Change::Ask(party, kept, satisfaction) => {
                self.asked(*party, Kept::ALL[*kept], Satisfaction::ALL[*satisfaction]);
            }
            _ => {}
        }
    }
}

fn without_zeroes(sums: &Sums) -> BTreeMap<Cell, (i64, i64)> {
    sums.iter().filter(|(_, sum)| !sum.is_zero()).map(|(cell, sum)| (*cell, (sum.n, sum.total))).collect()
}

proptest! {
    /// Whatever happens to matters in whatever order, counting as it goes along ends where counting from the beginning
    /// does, and counting again changes nothing.
    #[test]
    fn counting_along_the_way_equals_counting_anew(changes in prop::collection::vec((0..4_usize, change()), 0..60)) {
        let mut matters = vec![Made::new(); 4];
        let mut along = Sums::new();
        matters.iter().for_each(|m| m.add_to(&mut along, 1));
        for (which, change) in &changes {
            let matter = &mut matters[*which];
            matter.add_to(&mut along, -1);
            matter.change(change);
            matter.add_to(&mut along, 1);
            // Again, as a job does that was stopped after its commit.
            matter.add_to(&mut along, -1);
            matter.add_to(&mut along, 1);
        }
        let mut anew = Sums::new();
        matters.iter().for_each(|m| m.add_to(&mut anew, 1));
        prop_assert_eq!(without_zeroes(&along), without_zeroes(&anew));
        let mut gathered = Gathered::default();
        matters.iter().for_each(|m| m.facts().iter().for_each(|fact| gathered.add(&m.filed(), fact, 1)));
        prop_assert_eq!(without_zeroes(&gathered.into_sums()), without_zeroes(&anew));

        for matter in &matters {
            let facts = matter.facts();
            let mut keys = HashSet::new();
            for fact in &facts {
                prop_assert!(keys.insert((fact.measure, fact.n)), "{:?} twice", fact);
                // Every fact hangs on an event of a kind that makes it.
                let about = fact.measure.about();
                prop_assert!(
                    matter.events.iter().any(|(kind, at)| *at == fact.at && about.made_by.contains(kind)),
                    "{:?} comes from nothing", fact
                );
            }
        }

        // In every place the statutory table adds up, and a place is the sum of what lies in it, sealed ones aside.
        let areas: HashSet<Scope> = anew.keys().map(|c| c.scope).filter(|s| s.level() > 0).collect();
        for scope in areas {
            let numbers = Of(&anew, scope);
            let row: Vec<i64> = statutory::columns().iter().map(|c| c.read(&numbers)).collect();
            if (scope.level() as usize) < Level::Village.digits() {
                prop_assert_eq!(statutory::faults(&row), vec![], "{}: {:?}", scope, row);
            }
            prop_assert_eq!(row[0], row[2] + numbers.number(Measure::Failed, Cut::All, ""));
        }
        let all = |level: usize| -> i64 {
            let of_level = anew.iter().filter(|(c, _)| usize::from(c.scope.level()) == level);
            of_level.filter(|(c, _)| c.measure == "registered" && c.cut == Cut::All).map(|(_, s)| s.n).sum()
        };
        let sealed = matters.iter().filter(|m| m.sealed).count() as i64;
        prop_assert_eq!([all(2), all(4), all(6)], [4, 4, 4]);
        prop_assert_eq!(all(9), 4 - sealed);
    }

    #[test]
    fn a_median_lies_within_its_error_of_the_true_one(mut times in prop::collection::vec(1..2_000_000_i64, 1..200)) {
        let mut histogram = Histogram::default();
        times.iter().for_each(|t| histogram.add(duration::NAMES[duration::bucket(*t)], 1));
        times.sort_unstable();
        let true_one = times[(times.len() - 1) / 2] as f64;
        let read = histogram.median().unwrap();
        prop_assert!((read / true_one - 1.0).abs() <= duration::ERROR, "{} for {}", read, true_one);
    }

    /// Somebody who has every table of every release subtracts whatever can be subtracted.
    #[test]
    fn nobody_is_found_by_subtracting(people in prop::collection::vec((0..12_i64, 1..4_i64), 1..9)) {
        let cells: Vec<Open> =
            people.iter().map(|(number, each)| Open { number: *number, people: number * each }).collect();
        let (shown, total) = suppress(&cells);
        for (cell, shown) in cells.iter().zip(&shown) {
            prop_assert!(shown.is_none() || shown == &Some(cell.number));
            prop_assert!(shown.is_none() || cell.people == 0 || cell.people >= publish::FEWEST);
        }
        let Some(total) = total else {
            prop_assert!(shown.iter().all(Option::is_none));
            return Ok(());
        };
        let rest = total - shown.iter().flatten().sum::<i64>();
        let hidden = shown.iter().filter(|s| s.is_none()).count() as i64;
        if hidden > 0 {
            // Each hidden one can be anything from 1 to what the others leave when they are 1.
            let most = rest - (hidden - 1);
            prop_assert!(hidden >= 2 && most > publish::WIDTH, "{:?} gives {:?} of {}", cells, shown, total);
        }
    }
}

#[test]
fn only_counties_and_whole_quarters_are_published() {
    let check = |area: &str, period: &str| {
        publish::check(&area.parse().unwrap(), period.parse().unwrap(), date(2026, 7, 1)).map_err(|r| r.code)
    };
    assert_eq!(check("620602", "2026-Q2"), Ok(()));
    assert_eq!(check("620602", "2026-Q3"), Err(Code::PeriodRunning));
    for period in ["2025", "2026-03", "2026-02..2026-04", "2026-H1"] {
        assert_eq!(check("620602", period), Err(Code::PublicPeriod), "{period} overlaps quarters");
    }
    for area in ["62", "6206", "620602130", "620602130200"] {
        assert_eq!(check(area, "2026-Q2"), Err(Code::PublicArea), "{area} holds counties, or lies in one");
    }
}

#[test]
fn few_are_hidden_among_others_or_not_at_all() {
    let open = |numbers: &[i64]| numbers.iter().map(|n| Open { number: *n, people: n * 2 }).collect::<Vec<_>>();
    assert_eq!(suppress(&open(&[10, 20, 0])), (vec![Some(10), Some(20), Some(0)], Some(30)));
    assert_eq!(suppress(&open(&[10, 2, 7, 30])), (vec![Some(10), None, None, Some(30)], Some(49)));
    assert_eq!(suppress(&open(&[1, 1, 0])), (vec![None, None, None], None));
}

#[test]
fn patterns_are_of_organisations_with_enough_to_show_one() {
    assert!(pattern::period_end(9, 9, 3, 30).is_none());
    assert!(pattern::period_end(8, 20, 3, 30).is_some());
    assert!(pattern::period_end(3, 20, 3, 30).is_none());
    assert!(pattern::same_minute(4, 20).is_some() && pattern::same_minute(3, 20).is_none());
    assert!(pattern::same_words(3, 10).is_some() && pattern::same_words(2, 10).is_none());
}
