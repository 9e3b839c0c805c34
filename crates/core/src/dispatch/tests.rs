use jiff::civil::date;

use super::moves::{MOVES, UnitOrder, offered};
use super::routing::{RuleDays, RuleTime};
use super::*;
use crate::deadlines::Calendar;
use crate::kernel::clock::instant_of;
use crate::kernel::{Code, Refusal, Text};
use crate::matters::Channel;
use crate::places::AreaCode;
use crate::policy::Action;

const TODAY: Date = date(2026, 3, 2);
const WATER: Id = 11;
const CITY: Id = 12;
const ROADS: Id = 13;

fn plan() -> EventPlan {
    let level = |code: &str, finish| HandlingLevel {
        answer: Some(LevelLimit::Hours { value: 4 }),
        finish: Some(finish),
        ..levels::LevelScheme::ByHours.levels().into_iter().find(|l| l.code == code).unwrap()
    };
    EventPlan {
        levels: vec![level("red", LevelLimit::Hours { value: 2 }), level("blue", LevelLimit::Workdays { value: 5 })],
        rules: Vec::new(),
    }
}

fn bodies() -> Vec<(IdText, String)> {
    [(WATER, "水务局"), (CITY, "城管局"), (ROADS, "交通局")].map(|(id, name)| (IdText(id), name.to_owned())).to_vec()
}

fn case(plan: &EventPlan, hours: i64) -> Case<'_> {
    let now = instant_of(TODAY.at(9, 0, 0, 0)) + hours * 3_600_000;
    Case {
        now,
        today: crate::kernel::china_date(now),
        calendar: Calendar::official(),
        plan,
        organisations: bodies(),
        chosen: None,
        from: "综治中心".to_owned(),
    }
}

fn by(account: Id, organisation: Id) -> By {
    By { account, name: format!("{account}"), organisations: vec![organisation] }
}

const CENTRE: Id = 1;

fn coordinator() -> By {
    by(100, CENTRE)
}

fn order(organisation: Id, part: UnitPart) -> UnitOrder {
    UnitOrder { organisation: IdText(organisation), part, task: String::new(), name: String::new() }
}

/// Makes moves in order; the last one may be refused.
struct Story<'a> {
    plan: &'a EventPlan,
    d: Dispatch,
    days: Vec<crate::mediation::days::Running>,
}

impl<'a> Story<'a> {
    fn new(plan: &'a EventPlan) -> Self {
        let d = Dispatch::open("manhole", EventClass::Construction, None, None, 100, TODAY);
        Self { plan, d, days: Vec::new() }
    }

    fn go(&mut self, hours: i64, by: By, mv: DispatchMove) -> Result<Vec<DispatchMove>, Vec<Refusal>> {
        let case = case(self.plan, hours);
        let made = make(&self.d, mv, &case, &by)?;
        for mv in &made.moves {
            days::EventDays { list: &mut self.days, case: &case }.follow(mv, &self.d, &made.dispatch);
        }
        self.d = made.dispatch;
        Ok(made.moves)
    }

    fn refused(&mut self, hours: i64, by: By, mv: DispatchMove) -> Code {
        self.go(hours, by, mv).unwrap_err()[0].code
    }

    fn filed(&mut self) -> &mut Self {
        let file = DispatchMove::File { level: "blue".into(), category: None, class: None, note: String::new() };
        self.go(0, coordinator(), file).unwrap();
        self
    }

    fn sent(&mut self, units: Vec<UnitOrder>) -> &mut Self {
        let send = DispatchMove::Send { units, finish: None, note: String::new(), routed: None };
        self.filed().go(0, coordinator(), send).unwrap();
        self
    }

    fn open_days(&self) -> Vec<(crate::deadlines::RuleId, Option<u16>)> {
        let open = self.days.iter().filter(|r| r.state == crate::mediation::days::DayState::Open);
        open.map(|r| (r.deadline.rule, r.unit)).collect()
    }
}

fn finish(unit: u16) -> DispatchMove {
    DispatchMove::Finish { unit, result: "修好了".into(), proof: vec![1] }
}

fn object(unit: u16) -> DispatchMove {
    let (reason, note) = (ObjectionReason::NotOurDuty, "井盖属于排水设施".to_owned());
    DispatchMove::Object { unit, reason, note, suggests: None }
}

fn answer() -> DispatchMove {
    DispatchMove::Answer { text: "已更换井盖".into(), proof: vec![1] }
}

fn pass() -> DispatchMove {
    DispatchMove::Pass { how: CheckHow::OnSpot, note: String::new(), photos: vec![] }
}

#[test]
fn the_table_is_deterministic_every_state_is_reachable_and_no_open_state_is_a_trap() {
    for (i, a) in MOVES.iter().enumerate() {
        assert!(MOVES[i + 1..].iter().all(|b| (a.0, a.1) != (b.0, b.1)), "{a:?}");
    }
    for state in DispatchState::ALL {
        assert!(*state == DispatchState::Reported || MOVES.iter().any(|m| m.2 == *state), "{state} is not reached");
        assert!(state.is_ended() || offered(*state).next().is_some(), "{state} is a trap");
        assert!(
            crate::mediation::State::ALL.iter().all(|m| m.as_str() != state.as_str()),
            "{state} is a mediation's too"
        );
        assert_eq!(state.as_str().parse::<crate::proceedings::Stage>().unwrap().dispatch(), Some(*state));
    }
    for kind in DispatchMoveKind::ALL.iter().filter(|k| !k.is_automatic()) {
        assert!(MOVES.iter().any(|m| m.1 == *kind), "{kind} is never made");
        assert_ne!(kind.action(), Action::MatterRead);
    }
}

#[test]
fn an_event_goes_to_its_unit_is_finished_checked_by_somebody_else_and_rated() {
    let plan = plan();
    let mut story = Story::new(&plan);
    story.sent(vec![order(WATER, UnitPart::Lead)]);
    assert_eq!(story.d.units[0].name, "水务局");
    use crate::deadlines::RuleId as R;
    assert_eq!(story.open_days(), [(R::EventAnswer, Some(1)), (R::EventFinish, Some(1))]);
    let end = story.d.units[0].finish_by.unwrap();
    assert_eq!(crate::kernel::china_date(end), date(2026, 3, 9), "five working days after 2 March");
    // Nobody answers in another's name, and not before it was accepted.
    assert_eq!(story.refused(1, by(200, CITY), DispatchMove::Accept { unit: 1 }), Code::IllegalMove);
    assert_eq!(story.refused(1, by(7, WATER), answer()), Code::IllegalMove);
    story.go(1, by(7, WATER), DispatchMove::Accept { unit: 1 }).unwrap();
    assert_eq!(story.d.state, DispatchState::Handling);
    assert_eq!(story.open_days(), [(R::EventFinish, Some(1))]);
    assert_eq!(story.refused(2, by(7, WATER), answer()), Code::UnitsUnfinished);
    let bare = DispatchMove::Finish { unit: 1, result: "修好了".into(), proof: vec![] };
    assert_eq!(story.refused(2, by(7, WATER), bare), Code::ProofNeeded);
    story.go(3, by(7, WATER), finish(1)).unwrap();
    story.go(3, by(7, WATER), answer()).unwrap();
    // Neither who handled it nor a colleague of the unit checks it.
    assert_eq!(story.refused(4, by(7, CENTRE), pass()), Code::HandledBySelf);
    assert_eq!(story.refused(4, by(8, WATER), pass()), Code::HandledBySelf);
    let back = DispatchMove::Return { how: CheckHow::OnSpot, reason: "没有盖平".into(), photos: vec![2] };
    story.go(4, coordinator(), back).unwrap();
    assert_eq!((story.d.state, story.open_days()), (DispatchState::Handling, vec![(R::EventFinish, Some(1))]));
    story.go(30, by(7, WATER), finish(1)).unwrap();
    story.go(30, by(7, WATER), answer()).unwrap();
    story.go(31, coordinator(), pass()).unwrap();
    assert_eq!((story.d.state, story.open_days()), (DispatchState::Resolved, vec![]));
    let rate = |fixed| DispatchMove::Rate { fixed, satisfaction: Satisfaction::Satisfied, note: "还在响".into() };
    assert_eq!(story.refused(32, by(7, CENTRE), rate(true)), Code::HandledBySelf);
    // "Is it fixed?" answered no opens it again, with a clock.
    let made = story.go(32, coordinator(), rate(false)).unwrap();
    assert_eq!(made.len(), 2);
    assert_eq!((story.d.state, story.open_days()), (DispatchState::Handling, vec![(R::EventFinish, Some(1))]));
}

#[test]
fn not_ours_leaves_the_first_unit_responsible_until_another_accepts_and_shifting_ends_in_supervision() {
    let plan = plan();
    let mut story = Story::new(&plan);
    story.sent(vec![order(WATER, UnitPart::Lead)]);
    story.go(1, by(7, WATER), object(1)).unwrap();
    assert_eq!(standing::next_step(&story.d).what.zh, "裁定异议");
    let decide = |upheld, instead: Option<Id>, objection| DispatchMove::Decide {
        objection,
        upheld,
        note: "三定方案规定由城管负责".into(),
        instead: instead.map(|id| order(id, UnitPart::Lead)),
    };
    assert_eq!(story.refused(2, coordinator(), decide(true, None, 1)), Code::Required);
    assert_eq!(story.refused(2, coordinator(), decide(true, Some(WATER), 1)), Code::UnitTwice);
    story.go(2, coordinator(), decide(true, Some(CITY), 1)).unwrap();
    assert_eq!(story.d.lead().unwrap().organisation, IdText(WATER), "the first receiver still answers for it");
    assert!(story.d.rungs.is_empty());
    // The second one shifts it on: supervised, whoever is right.
    let made = story.go(3, by(9, CITY), object(2)).unwrap();
    assert!(matches!(
        made[1],
        DispatchMove::Raise { step: LadderStep::Supervision, ground: LadderGround::Shifted, .. }
    ));
    assert_eq!(story.d.rungs[0].units, [1, 2]);
    story.go(4, coordinator(), decide(true, Some(ROADS), 2)).unwrap();
    assert_eq!(story.d.lead().unwrap().organisation, IdText(WATER));
    story.go(5, by(10, ROADS), DispatchMove::Accept { unit: 3 }).unwrap();
    assert_eq!(story.d.lead().unwrap().organisation, IdText(ROADS));
    let states: Vec<_> = story.d.units.iter().map(|u| u.state).collect();
    assert_eq!(states, [UnitState::Released, UnitState::Released, UnitState::Accepted]);
    use crate::deadlines::RuleId as R;
    assert_eq!(story.open_days(), [(R::Supervision, None), (R::EventFinish, Some(3))]);
    // After the limit nobody objects any more.
    let mut late = Story::new(&plan);
    late.sent(vec![order(WATER, UnitPart::Lead)]);
    assert_eq!(late.refused(5, by(7, WATER), object(1)), Code::ObjectionLate);
    // Not upheld: it stays, and the clock of the answer begins again.
    let mut stays = Story::new(&plan);
    stays.sent(vec![order(WATER, UnitPart::Lead)]);
    stays.go(1, by(7, WATER), object(1)).unwrap();
    stays.go(2, coordinator(), decide(false, None, 1)).unwrap();
    assert_eq!(stays.d.units[0].state, UnitState::Sent);
    assert!(stays.open_days().contains(&(R::EventAnswer, Some(1))));
}

#[test]
fn a_whistle_has_one_lead_a_clock_for_each_an_arrival_and_one_answer_of_all() {
    let plan = plan();
    let mut story = Story::new(&plan);
    let two = vec![order(WATER, UnitPart::Lead), order(CITY, UnitPart::Lead)];
    let whistle = |units| DispatchMove::Whistle { units, finish: None, note: "河边垃圾堆".into() };
    assert_eq!(story.filed().refused(0, coordinator(), whistle(two)), Code::LeadNeeded);
    let three = vec![order(CITY, UnitPart::Lead), order(WATER, UnitPart::Assisting), order(ROADS, UnitPart::Assisting)];
    story.go(0, coordinator(), whistle(three)).unwrap();
    for (account, body, unit) in [(7, CITY, 1), (8, WATER, 2), (9, ROADS, 3)] {
        story.go(1, by(account, body), DispatchMove::Accept { unit }).unwrap();
        story.go(2, by(account, body), DispatchMove::Arrive { unit, photos: vec![] }).unwrap();
    }
    assert!(story.d.units.iter().all(|u| u.arrived_at.is_some()));
    story.go(3, by(7, CITY), finish(1)).unwrap();
    story.go(3, by(8, WATER), finish(2)).unwrap();
    assert_eq!(story.refused(4, by(7, CITY), answer()), Code::UnitsUnfinished);
    story.go(5, by(9, ROADS), finish(3)).unwrap();
    // The lead alone gives the answer.
    assert_eq!(story.refused(6, by(8, WATER), answer()), Code::IllegalMove);
    story.go(6, by(7, CITY), answer()).unwrap();
    assert_eq!(story.d.answer.as_ref().unwrap().units, [1, 2, 3]);
}

#[test]
fn the_ladder_goes_up_by_its_table_alone() {
    let plan = plan();
    let mut story = Story::new(&plan);
    story.sent(vec![order(WATER, UnitPart::Lead)]);
    let raise =
        |step, ground, until| DispatchMove::Raise {
            step, ground, until, note: "群众反映强烈".into(), units: vec![]
        };
    use LadderGround as G;
    use LadderStep as S;
    let soon = date(2026, 3, 4);
    assert_eq!(story.refused(1, coordinator(), raise(S::Reminder, G::NotAnswered, soon)), Code::GroundMissing);
    assert_eq!(ladder::due_steps(&story.d, case(&plan, 5).now, TODAY)[0].step, S::Reminder);
    story.go(5, coordinator(), raise(S::Reminder, G::NotAnswered, soon)).unwrap();
    assert_eq!(story.refused(6, coordinator(), raise(S::Supervision, G::StillOpen, soon)), Code::GroundMissing);
    // On 5 March the reminder has run out.
    let after = |days: i64| days * 24 + 5;
    story.go(after(3), coordinator(), raise(S::Supervision, G::StillOpen, date(2026, 3, 6))).unwrap();
    assert_eq!(
        story.refused(after(3), coordinator(), raise(S::Talk, G::StillOpen, date(2026, 3, 12))),
        Code::GroundMissing
    );
    story.go(after(5), coordinator(), raise(S::PublicSupervision, G::StillOpen, date(2026, 3, 9))).unwrap();
    story.go(after(8), coordinator(), raise(S::Talk, G::StillOpen, date(2026, 3, 12))).unwrap();
    assert_eq!(story.d.rung().unwrap().step, S::Talk);
    let steps: Vec<_> = story.d.rungs.iter().map(|r| r.step).collect();
    assert_eq!(steps, S::ALL);
    for rung in 1..=4 {
        story.go(after(9), coordinator(), DispatchMove::Lift { rung, reason: "已经解决".into() }).unwrap();
    }
    assert!(story.d.rung().is_none());
    assert!(!story.open_days().iter().any(|(rule, _)| *rule == crate::deadlines::RuleId::Supervision));
}

#[test]
fn a_leader_takes_charge_meets_and_ends_it() {
    let plan = plan();
    let mut story = Story::new(&plan);
    story.sent(vec![order(WATER, UnitPart::Lead)]);
    let take = |name: &str| DispatchMove::TakeCharge {
        leader: IdText(50),
        unit: 1,
        target_on: date(2026, 4, 1),
        name: name.to_owned(),
    };
    assert_eq!(story.refused(1, coordinator(), take("")), Code::LeaderUnknown);
    story.go(1, coordinator(), take("赵立新")).unwrap();
    assert_eq!(story.refused(1, coordinator(), take("赵立新")), Code::IllegalMove);
    story.go(2, coordinator(), DispatchMove::Meet { on: TODAY, text: "定了方案".into() }).unwrap();
    story.go(3, by(7, WATER), DispatchMove::Accept { unit: 1 }).unwrap();
    story.go(4, coordinator(), DispatchMove::EndCharge { result: "管网改造完成".into() }).unwrap();
    let charge = story.d.charge.unwrap();
    assert_eq!((charge.meetings.len(), charge.result.as_deref()), (1, Some("管网改造完成")));
}

#[test]
fn an_event_that_was_put_right_at_once_is_over_with_its_proof() {
    let plan = plan();
    let mut story = Story::new(&plan);
    let own = |proof: Vec<u16>| DispatchMove::HandleSelf { result: "扶正了路牌".into(), proof };
    assert_eq!(story.refused(0, coordinator(), own(vec![])), Code::ProofNeeded);
    story.go(0, coordinator(), own(vec![1])).unwrap();
    assert!(story.d.self_handled && story.d.state == DispatchState::Resolved);
    // Who put it right does not say that people are satisfied.
    let rate = DispatchMove::Rate { fixed: true, satisfaction: Satisfaction::Satisfied, note: String::new() };
    assert_eq!(story.refused(1, coordinator(), rate), Code::HandledBySelf);
    // It is not fixed: somebody is to be sent, and the way from here is the one of any report.
    let not = DispatchMove::Rate { fixed: false, satisfaction: Satisfaction::Dissatisfied, note: "又歪了".into() };
    story.go(2, by(9, WATER), not).unwrap();
    assert!(story.d.state == DispatchState::Reported && story.d.answer.is_none() && !story.d.self_handled);
    story.go(3, coordinator(), own(vec![2])).unwrap();
    assert_eq!(story.d.state, DispatchState::Resolved);
}

fn question<'a>(category: &'a str, area: &'a AreaCode, hour: u8) -> EventQuestion<'a> {
    let class = EventClass::Construction;
    EventQuestion { category, class, area, channel: Channel::Window, level: None, hour, workday: true }
}

fn rule(categories: &[&str], areas: &[&str], unit: Id) -> HandlingRule {
    let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    HandlingRule {
        categories: own(categories),
        areas: own(areas),
        channels: vec![],
        levels: vec![],
        time: None,
        unit: IdText(unit),
        assisting: vec![],
        level: "blue".into(),
        finish: None,
        at_once: false,
        note: String::new(),
    }
}

#[test]
fn the_first_rule_that_fits_decides_and_says_so_in_a_sentence() {
    let mut plan = plan();
    let night = RuleTime { days: RuleDays::Any, from: 20, until: 6 };
    plan.rules = vec![
        HandlingRule { time: Some(night), level: "red".into(), ..rule(&["manhole"], &[], ROADS) },
        rule(&["manhole"], &["620602130"], WATER),
        HandlingRule { assisting: vec![IdText(WATER)], ..rule(&["construction"], &[], CITY) },
    ];
    plan.check().unwrap();
    let (village, other) = ("620602130200".parse().unwrap(), "620602001001".parse().unwrap());
    let name = |code: &str| match code {
        "11" => Text::new("水务局", "水务局"),
        "12" => Text::new("城管局", "城管局"),
        "620602130" => Text::new("大柳镇", "大柳镇"),
        "manhole" => Text::new("井盖", "Manholes"),
        other => Text::new(other, other),
    };
    let chosen = |q: &EventQuestion<'_>| plan.route(3, q, &name);
    assert_eq!(chosen(&question("manhole", &village, 23)).unwrap().rule, 1);
    let by_day = chosen(&question("manhole", &village, 10)).unwrap();
    assert_eq!((by_day.version, by_day.rule), (3, 2));
    assert_eq!(by_day.sentence.zh, "类别为井盖、地点在大柳镇的事件，派给水务局，按蓝色办理，5个工作日内办结。");
    assert_eq!(
        by_day.sentence.en,
        concat!(
            "An event that is about Manholes and is in 大柳镇 goes to 水务局",
            ", level Blue, within 5 working days."
        )
    );
    let third = chosen(&question("manhole", &other, 10)).unwrap();
    assert_eq!(third.rule, 3, "a class stands for all its words");
    assert!(third.sentence.zh.contains("水务局协办"), "{}", third.sentence.zh);
    let elsewhere = EventQuestion { class: EventClass::Labour, ..question("wages", &other, 10) };
    assert_eq!(chosen(&elsewhere), None);
}

#[test]
fn a_rule_that_never_gets_its_turn_is_told_and_one_that_cannot_be_is_refused() {
    let mut plan = plan();
    plan.rules =
        vec![rule(&[], &["620602"], WATER), rule(&["manhole"], &["620602130"], CITY), rule(&["manhole"], &[], CITY)];
    let faults = plan.faults();
    assert_eq!(faults.iter().map(|f| f.rule).collect::<Vec<_>>(), [2]);
    plan.rules[0].level = "purple".into();
    plan.rules[1].areas = vec!["62060".into()];
    plan.rules[2].time = Some(RuleTime { days: RuleDays::Any, from: 8, until: 8 });
    plan.levels[1].code = "red".into();
    plan.levels[0].finish = Some(LevelLimit::Hours { value: 0 });
    let refused: Vec<_> =
        plan.check().unwrap_err().into_iter().map(|r| (r.code, r.pointer.unwrap_or_default())).collect();
    for expected in [
        (Code::UnknownValue, "/rules/0/level"),
        (Code::AreaMalformed, "/rules/1/areas/0"),
        (Code::OutOfRange, "/rules/2/time"),
        (Code::CodeTwice, "/levels/1/code"),
        (Code::OutOfRange, "/levels/0/finish"),
    ] {
        assert!(refused.contains(&(expected.0, expected.1.to_owned())), "{expected:?} in {refused:?}");
    }
}

#[test]
fn the_presets_are_sound_plans() {
    for scheme in levels::LevelScheme::ALL {
        EventPlan { levels: scheme.levels(), rules: vec![] }.check().unwrap();
    }
    EventPlan::default().check().unwrap();
}

#[test]
fn two_reports_of_one_thing_are_alike_for_reasons_and_two_things_are_not() {
    let compared = |place, narrative, category, day: i8| similar::Compared {
        category,
        area: "620602130200",
        place,
        point: None,
        reported_on: date(2026, 3, day),
        narrative,
    };
    let a = compared("村口小卖部门前", "村口小卖部门前的井盖破了，容易绊倒人", "manhole", 2);
    let b = compared("村口小卖部门前", "小卖部门前井盖破了一半，老人差点绊倒", "manhole", 3);
    let c = compared("学校后墙", "学校后墙边堆了很多垃圾，味道很大", "rubbish", 3);
    let alike = similar::likeness(&a, &b);
    assert!(alike.is_worth_a_look());
    let reasons: Vec<_> = alike.reasons.iter().map(|said| said.reason).collect();
    assert_eq!(reasons[..3], [LikenessReason::Place, LikenessReason::Category, LikenessReason::Time]);
    assert!(!similar::likeness(&a, &c).is_worth_a_look());
    let point = |longitude| Some(Point { longitude, latitude: 37.93, datum: crate::places::boundary::Datum::Wgs84 });
    let near = similar::Compared { point: point(102.6400), place: "", ..a.clone() };
    let there = similar::Compared { point: point(102.6404), place: "别的说法", ..b };
    assert!(similar::likeness(&near, &there).reasons[0].text.zh.contains("35米"));
}

#[test]
fn a_report_says_everything_that_is_wrong_with_it_at_once() {
    let report = EventReport {
        point: Some(Point { longitude: 37.9, latitude: 102.6, datum: crate::places::boundary::Datum::Wgs84 }),
        occurred_on: Some(date(2027, 3, 2)),
        area: "62".into(),
        ..EventReport::default()
    };
    let refused = report.check(TODAY).unwrap_err();
    let codes: Vec<_> = refused.iter().map(|r| (r.code, r.pointer.as_deref().unwrap_or_default())).collect();
    for expected in [
        (Code::Required, "/category"),
        (Code::Required, "/narrative"),
        (Code::AreaTooWide, "/area"),
        (Code::CoordinateOutside, "/point"),
        (Code::DateInFuture, "/occurred_on"),
    ] {
        assert!(codes.contains(&expected), "{expected:?} in {codes:?}");
    }
}

#[test]
fn the_words_of_a_report_speak_for_a_category() {
    let offered = [
        suggest::Offered { code: "manhole", class: EventClass::Construction, name: "井盖破损" },
        suggest::Offered { code: "noise", class: EventClass::Environment, name: "噪音扰民" },
        suggest::Offered { code: "quarrel", class: EventClass::Quarrel, name: "邻里纠纷" },
    ];
    assert_eq!(suggest::suggest("路口的井盖破了一个大洞", &offered)[0], "manhole");
    assert_eq!(suggest::suggest("两家邻居因为排水吵架", &offered)[0], "quarrel");
    assert!(suggest::suggest("今天天气很好", &offered).is_empty());
}
