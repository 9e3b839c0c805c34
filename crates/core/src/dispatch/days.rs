//! Which days run because of a move of a dispatch: each unit has its own clocks.

use super::*;
use crate::deadlines::{self, Deadline, Preset, RuleId};
use crate::kernel::china_date;
use crate::mediation::days::{DayState, Running};

/// The days of a matter, as a dispatch moves them.
pub struct EventDays<'a, 'c> {
    pub list: &'a mut Vec<Running>,
    pub case: &'a Case<'c>,
}

impl EventDays<'_, '_> {
    fn start(&mut self, rule: RuleId, unit: Option<u16>, until: Date, source: Option<crate::kernel::Text>) {
        let rule = deadlines::rule(rule, self.case.today);
        let preset = Preset { length: Some(deadlines::Length::Until(until)), source, ..Preset::default() };
        let deadline = Deadline::begin(rule, self.case.today, preset, self.case.calendar);
        let n = self.list.iter().map(|r| r.n).max().unwrap_or(0) + 1;
        self.list.push(Running {
            n,
            state: DayState::Open,
            hint: false,
            obligation: None,
            instalment: None,
            unit,
            deadline,
        });
    }

    fn end(&mut self, state: DayState, fits: impl Fn(&Running) -> bool) {
        for running in self.list.iter_mut().filter(|r| r.state == DayState::Open && fits(r)) {
            if state == DayState::Met {
                running.deadline.meet(self.case.today);
            }
            running.state = state;
        }
    }

    fn of_unit(&mut self, state: DayState, rule: RuleId, unit: u16) {
        self.end(state, |r| r.deadline.rule == rule && r.unit == Some(unit));
    }

    /// The clocks of a unit that was asked, or asked again.
    fn asked(&mut self, d: &Dispatch, no: u16, answer: bool) {
        let Some(unit) = d.unit(no) else { return };
        let source = d.level.as_ref().map(|level| level.name());
        if let (true, Some(by)) = (answer, unit.answer_by) {
            self.start(RuleId::EventAnswer, Some(no), china_date(by), source.clone());
        }
        self.finish(d, no);
    }

    fn finish(&mut self, d: &Dispatch, no: u16) {
        let source = d.level.as_ref().map(|level| level.name());
        self.of_unit(DayState::Dropped, RuleId::EventFinish, no);
        if let Some(by) = d.unit(no).and_then(|unit| unit.finish_by) {
            self.start(RuleId::EventFinish, Some(no), china_date(by), source);
        }
    }

    /// What a move does to the days. `before` is the dispatch as it was, `d` as it is now.
    pub fn follow(&mut self, mv: &DispatchMove, before: &Dispatch, d: &Dispatch) {
        use DispatchMove as M;
        match mv {
            M::Send { .. } | M::Whistle { .. } => {
                for unit in d.units.iter().skip(before.units.len()) {
                    self.asked(d, unit.no, true);
                }
            }
            M::Accept { unit } => {
                self.of_unit(DayState::Met, RuleId::EventAnswer, *unit);
                let released = d.before(*unit);
                self.end(DayState::Dropped, |r| r.unit.is_some_and(|unit| released.contains(&unit)));
            }
            M::Object { unit, .. } => self.of_unit(DayState::Met, RuleId::EventAnswer, *unit),
            M::Decide { objection, upheld, .. } => {
                let objection = d.objections.iter().find(|o| o.no == *objection);
                match objection.and_then(|o| o.decision.as_ref()).and_then(|decision| decision.unit) {
                    Some(instead) if *upheld => self.asked(d, instead, true),
                    _ => {
                        let Some(unit) = objection.map(|o| o.unit) else { return };
                        let by = d.unit(unit).and_then(|u| u.answer_by);
                        if let Some(by) = by {
                            let source = d.level.as_ref().map(|level| level.name());
                            self.start(RuleId::EventAnswer, Some(unit), china_date(by), source);
                        }
                    }
                }
            }
            M::Finish { unit, .. } => self.of_unit(DayState::Met, RuleId::EventFinish, *unit),
            M::PutOff { unit, .. } => self.finish(d, *unit),
            M::Return { .. } | M::Reopen { .. } => {
                if let Some(lead) = d.lead() {
                    self.finish(d, lead.no);
                }
            }
            M::Pass { .. } | M::HandleSelf { .. } => {
                self.end(DayState::Met, |r| r.unit.is_some() || r.deadline.rule == RuleId::Supervision);
            }
            M::Merge { .. } | M::Dismiss { .. } | M::Mediate { .. } => {
                self.end(DayState::Dropped, |r| r.unit.is_some() || r.deadline.rule == RuleId::Supervision);
            }
            M::Raise { until, .. } => self.start(RuleId::Supervision, None, *until, None),
            M::Lift { .. } if d.rung().is_none() => self.end(DayState::Met, |r| r.deadline.rule == RuleId::Supervision),
            _ => {}
        }
    }
}
