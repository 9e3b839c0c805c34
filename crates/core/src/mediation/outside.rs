//! Periods that begin with something outside the mediation: a report that was received, an act that became known.
//!
//! Nobody here can know such a day; it is recorded (`Move::NoteDay`) and told to people. None of them binds the staff.

use serde::Serialize;
use utoipa::ToSchema;

use super::confirmation::is_confirmed;
use super::make::Case;
use super::*;
use crate::deadlines::{self, RuleId, Trigger};
use crate::kernel::Text;

/// A period whose first day can be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Startable {
    pub rule: RuleId,
    pub name: Text,
    /// What happened on the day that is asked for.
    pub trigger: Trigger,
    pub begins: Text,
    /// Law and article.
    pub source: Text,
}

/// Which periods can be started in a mediation, those of its kind of dispute first.
pub fn startable(m: &Mediation, case: &Case) -> Vec<RuleId> {
    let of_kind: &[RuleId] = match case.kind {
        DisputeKind::RoadTraffic => &[RuleId::TrafficApply, RuleId::TrafficMediate],
        DisputeKind::MigrantWages | DisputeKind::OtherLabour => &[RuleId::WageArbitration, RuleId::LabourArbitration],
        DisputeKind::ForestLand => &[RuleId::LandArbitration],
        DisputeKind::MarriageFamily => &[RuleId::DivorceWithdrawal],
        _ => &[],
    };
    let labour = matches!(case.kind, DisputeKind::MigrantWages | DisputeKind::OtherLabour);
    let always = [RuleId::PoliceSecond, RuleId::Limitation, RuleId::LimitationCap, RuleId::Reconsideration];
    let mut out = of_kind.to_vec();
    out.extend(always.into_iter().filter(|rule| !labour || *rule != RuleId::Limitation));
    if is_confirmed(m) {
        out.push(RuleId::OutsiderObjection);
    }
    out
}

/// The same with their words.
pub fn offers(m: &Mediation, case: &Case) -> Vec<Startable> {
    let of = |id| {
        let rule = deadlines::rule(id, m.opened_on);
        Startable {
            rule: id,
            name: rule.name.clone(),
            trigger: rule.trigger,
            begins: rule.trigger.label(),
            source: rule.source.clone(),
        }
    };
    startable(m, case).into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::days::{Counting, DayState, Days, Running};
    use super::super::limits::LocalLimits;
    use super::*;
    use crate::deadlines::{Calendar, Presets};
    use crate::kernel::Code;
    use crate::matters::Source;

    const ASKED: Date = date(2026, 3, 2);

    fn case(kind: DisputeKind, source: Source) -> Case {
        Case {
            kind,
            source,
            barrier: false,
            parties: Vec::new(),
            mediators: Vec::new(),
            today: ASKED,
            confirm_by: None,
            choose_by: None,
        }
    }

    /// What runs after registration and the days that were recorded.
    fn running(case: &Case, occurred_on: Option<Date>, noted: &[(RuleId, Date)]) -> Vec<Running> {
        let (presets, limits) = (Presets::default(), LocalLimits::default());
        let mut list = Vec::new();
        let counting = Counting { presets: &presets, limits: &limits, calendar: Calendar::official() };
        let mut days = Days { list: &mut list, counting, since: ASKED };
        days.registered(case.kind, case.source, None, occurred_on);
        let m = Mediation::open(None, ASKED);
        for (rule, on) in noted {
            let mv = Move::NoteDay { rule: *rule, on: *on, note: String::new(), evidence: None };
            days.follow(&mv, &m, case, None).unwrap();
        }
        list
    }

    fn told(list: &[Running]) -> Vec<String> {
        let open = list.iter().filter(|r| r.state == DayState::Open);
        open.map(|r| format!("{} {} {}", r.deadline.rule, r.deadline.trigger, r.deadline.due_on)).collect()
    }

    #[test]
    fn asking_for_mediation_in_time_begins_the_limitation_anew_and_what_had_lapsed_stays_so() {
        let asked = case(DisputeKind::Neighbours, Source::Application);
        let in_time = running(&asked, Some(date(2024, 5, 6)), &[]);
        assert_eq!(told(&in_time), ["T15 protection_asked 2029-03-02"]);
        assert_eq!(in_time[0].state, DayState::Dropped, "the three years from the harm no longer count");
        assert_eq!(told(&running(&asked, Some(date(2022, 5, 6)), &[])), ["T15 harm_known 2025-05-06"]);
        // Who was visited by the committee has asked for nothing; an arbitration board has a rule of its own.
        let visited = case(DisputeKind::Neighbours, Source::OwnInitiative);
        assert_eq!(told(&running(&visited, Some(date(2024, 5, 6)), &[])), ["T15 harm_known 2027-05-06"]);
        let wages = case(DisputeKind::MigrantWages, Source::Application);
        assert_eq!(told(&running(&wages, Some(date(2025, 5, 6)), &[])), ["T16 harm_known 2026-05-06"]);
    }

    #[test]
    fn when_the_mediation_ends_without_agreement_the_limitation_runs_from_that_day() {
        let mut asked = case(DisputeKind::Neighbours, Source::Application);
        let mut list = running(&asked, Some(date(2024, 5, 6)), &[]);
        asked.today = date(2026, 4, 20);
        let (presets, limits) = (Presets::default(), LocalLimits::default());
        let counting = Counting { presets: &presets, limits: &limits, calendar: Calendar::official() };
        let end = Move::Terminate {
            reason: TerminationReason::EventPrevents,
            note: String::new(),
            remedies: vec![Route::Court],
            told: ToldHow::InPerson,
        };
        let m = Mediation::open(None, ASKED);
        Days { list: &mut list, counting, since: ASKED }.follow(&end, &m, &asked, None).unwrap();
        assert_eq!(told(&list), ["T15 mediation_over 2029-04-20"]);
    }

    #[test]
    fn a_day_that_was_recorded_starts_its_period_and_recorded_again_replaces_it() {
        let traffic = case(DisputeKind::RoadTraffic, Source::OwnInitiative);
        let noted = [(RuleId::TrafficApply, date(2026, 3, 2)), (RuleId::TrafficApply, date(2026, 3, 3))];
        let list = running(&traffic, None, &noted);
        assert_eq!(told(&list), ["T8 accident_report_received 2026-03-13"]);
        assert!(list.iter().all(|r| r.hint), "nobody of the staff owes it");
        let police = running(&traffic, None, &[(RuleId::PoliceSecond, date(2026, 9, 28))]);
        assert_eq!(
            told(&police),
            ["T10 first_police_mediation 2026-10-13"],
            "seven working days: the holiday is none, the Saturday after it is"
        );
        let land = case(DisputeKind::ForestLand, Source::OwnInitiative);
        let list = running(&land, None, &[(RuleId::LandArbitration, date(2025, 3, 2))]);
        assert_eq!(told(&list), ["T17 harm_known 2027-03-02"]);
        let family = case(DisputeKind::MarriageFamily, Source::OwnInitiative);
        let couple = running(&family, None, &[(RuleId::DivorceWithdrawal, date(2026, 3, 2))]);
        assert_eq!(told(&couple), ["T19 divorce_applied 2026-04-01", "T19C cooling_off_over 2026-05-06"]);
    }

    #[test]
    fn what_can_be_recorded_depends_on_the_dispute_and_on_the_ruling() {
        let m = Mediation::open(None, ASKED);
        let of = |kind| startable(&m, &case(kind, Source::Application));
        assert!(of(DisputeKind::RoadTraffic).starts_with(&[RuleId::TrafficApply, RuleId::TrafficMediate]));
        assert!(!of(DisputeKind::OtherLabour).contains(&RuleId::Limitation), "a labour claim has another");
        assert!(!of(DisputeKind::Neighbours).contains(&RuleId::OutsiderObjection), "nothing is confirmed");
        let mut confirmed = m.clone();
        confirmed.confirmations.push(Confirmation {
            court: "凉州区人民法院".into(),
            ground: CourtGround::Organisation,
            applicants: vec![1, 2],
            applied_on: ASKED,
            docketed: None,
            ruling: Some(Ruling {
                outcome: RulingOutcome::Confirmed,
                on: ASKED,
                number: String::new(),
                served_on: None,
                note: String::new(),
                scan: None,
            }),
        });
        let case = case(DisputeKind::Neighbours, Source::Application);
        assert!(startable(&confirmed, &case).contains(&RuleId::OutsiderObjection));
        let elsewhere = Move::NoteDay { rule: RuleId::LandArbitration, on: ASKED, note: String::new(), evidence: None };
        let by = By { account: crate::kernel::Id::from(7), name: "张".into() };
        let refused = make(&m, elsewhere, &case, &by).unwrap_err();
        assert_eq!((refused[0].code, refused[0].pointer.as_deref()), (Code::RuleNotHere, Some("/rule")));
        for offer in offers(&m, &case) {
            assert!(!offer.begins.zh.is_empty() && !offer.source.zh.is_empty());
        }
    }
}
