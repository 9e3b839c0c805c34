//! Which matters there are: how many stand where today, who has them in hand, when they came in.

use std::sync::LazyLock;

use bandeng_core::kernel::Date;
use bandeng_core::matters::record::Kept;
use bandeng_core::matters::{Barrier, Concern, DisputeKind, MatterMove, Source};
use jiff::Span;
use jiff::civil::DateTime;

use super::agreed::Fate;
use super::county::Scope;
use super::course::{accepted_for, limit};
use super::draw::Draw;
use super::pen::{Hands, Pen};
use super::persons::{Kin, Phones};
use super::roster::{Body, TOWN_MEDIATORS, Who};
use super::script::{Deed, Script};
use super::stage::{self, Stage, Stage as S, stages};
use super::templates::{self, Template};
use super::trouble::{Trouble, Way};
use super::world::World;

/// The seed of the county: another one makes another county.
const SEED: u64 = 0x6206_0213_0000_0001;

/// A number of matters to be made.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) scope: Scope,
    pub(super) mix: &'static [(Stage, u32)],
    /// How many days back the oldest matters lie.
    pub(super) days: i64,
    /// The number of the first, by which its chance is drawn.
    pub(super) from: u32,
    pub(super) matters: u32,
    /// Up to when.
    pub(super) now: DateTime,
}

impl Plan {
    /// A few hundred of 大柳镇.
    pub(super) fn of_town(matters: u32, now: DateTime) -> Self {
        Self { scope: Scope::Town, mix: stage::MIX, days: 300, from: 0, matters, now }
    }

    /// A year of the county, after so many of its matters.
    pub(super) fn of_year(from: u32, matters: u32, now: DateTime) -> Self {
        Self { scope: Scope::County, mix: stage::YEAR, days: 365, from, matters, now }
    }

    /// How each comes in.
    pub(super) fn comings(&self) -> impl Iterator<Item = Coming> + use<> {
        let plan = self.clone();
        (self.from..).zip(stages(self.mix, self.matters)).map(move |(n, stage)| plan.coming(n, stage))
    }

    /// How the matter of this number comes in, if that is where it stands today.
    pub(super) fn coming(&self, n: u32, stage: Stage) -> Coming {
        let mut draw = Draw::new(SEED, n.into());
        loop {
            let template = draw_template(&mut draw);
            let source = source(template.kind, &mut draw);
            let (registered, accepted) = self.days(stage, template.kind, source, &mut draw);
            let concern = concern(template, &mut draw).filter(|_| stage.may_be_sealed());
            if fits(template, stage) && template.is_in_season(registered) {
                let at = self.moment(registered, &mut draw);
                return Coming { n, stage, template, source, concern, at, accepted, draw };
            }
        }
    }

    /// A moment of a day at which the window is open.
    fn moment(&self, day: Date, draw: &mut Draw) -> DateTime {
        let minutes = draw.range(8 * 60 + 40..=17 * 60 - 1);
        // Nobody is there at noon.
        let minutes = if (720..870).contains(&minutes) { minutes - 180 } else { minutes };
        day.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0).min(self.now)
    }

    /// The scripts of all of them.
    pub(super) fn scripts(&self, world: &World, phones: &mut Phones) -> Vec<Script> {
        self.comings().map(|coming| self.script(world, coming, phones)).collect()
    }
}

fn draw_template(draw: &mut Draw) -> &'static Template {
    static WEIGHTS: LazyLock<Vec<(&'static Template, u32)>> =
        LazyLock::new(|| templates::all().into_iter().map(|template| (template, template.weight)).collect());
    draw.weighted(&WEIGHTS)
}

/// Violence at home, or a child that may be harmed: rare, and never left out of account.
fn concern(template: &Template, draw: &mut Draw) -> Option<Concern> {
    match template {
        Template { b: Kin::Husband, .. } => draw.chance(25).then_some(Concern::DomesticViolence),
        Template { a: Kin::Child, .. } => draw.chance(12).then_some(Concern::MinorHarmed),
        _ => None,
    }
}

/// Can this trouble stand there? What is kept on the spot is never half kept.
fn fits(template: &Template, stage: Stage) -> bool {
    match stage {
        S::InEffect | S::Signing => template.takes_time(),
        S::Unfulfilled => template.amount.is_some() && template.takes_time(),
        // Half a month or thirty working days: too far from the others for the stages that hang on the limit.
        S::Overdue | S::DueToday | S::DueSoon | S::Mediating | S::Extended | S::Suspended => {
            template.kind != DisputeKind::Medical && !template.kind.needs_writing()
        }
        _ => true,
    }
}

fn back(today: Date, days: i64) -> Date {
    today.saturating_sub(Span::new().days(days))
}

/// How and when a matter came in, when it was accepted, if it was, and where it stands.
pub(super) struct Coming {
    pub(super) n: u32,
    pub(super) stage: Stage,
    template: &'static Template,
    source: Source,
    concern: Option<Concern>,
    /// When it was registered.
    pub(super) at: DateTime,
    accepted: Date,
    draw: Draw,
}

impl Plan {
    /// When it came in and when it was accepted.
    fn days(&self, stage: Stage, kind: DisputeKind, source: Source, draw: &mut Draw) -> (Date, Date) {
        let today = self.now.date();
        let due = |draw: &mut Draw, ahead: std::ops::RangeInclusive<i64>| {
            let due = today.saturating_add(Span::new().days(draw.range(ahead)));
            accepted_for(kind, source, due).min(today)
        };
        let accepted = match stage {
            S::RegisteredToday => return (today, today),
            S::AwaitingConsent => back(today, draw.range(1..=5)),
            S::Barred => back(today, 1),
            S::Accepted => back(today, draw.range(0..=3)),
            S::Assigned => back(today, draw.range(1..=6)),
            S::Overdue => due(draw, -12..=-1),
            S::DueToday => due(draw, 0..=0),
            S::DueSoon => due(draw, 1..=6),
            S::Mediating => due(draw, 8..=24),
            S::Extended => back(today, draw.range(33..=40)),
            S::Suspended => back(today, draw.range(15..=40)),
            S::Signing => back(today, draw.range(12..=24)),
            S::InEffect => back(today, draw.range(16..=95)),
            S::Fulfilled => back(today, draw.range(16..=36)),
            S::NeverFollowedUp => back(today, draw.range(70..=120)),
            S::Unfulfilled => back(today, draw.range(75..=170)),
            S::Terminated => back(today, draw.range(8..=22)),
            S::Referred => back(today, draw.range(20..=200)),
            S::Closed => back(today, draw.range(45..=80)),
            S::ClosedWithoutFollowUp | S::Returned | S::Reopened => back(today, draw.range(70..=200)),
            S::TerminatedClosed | S::TerminatedArchived | S::DeclinedClosed | S::Archived => {
                back(today, draw.range(60..=self.days - 3))
            }
        };
        let waited = if stage == S::Accepted { draw.range(0..=1) } else { draw.range(0..=2) };
        (back(accepted, waited), accepted)
    }
}

fn source(kind: DisputeKind, draw: &mut Draw) -> Source {
    use Source as O;
    let own = if matches!(kind, DisputeKind::MarriageFamily | DisputeKind::Neighbours) { 26 } else { 11 };
    let police = if matches!(kind, DisputeKind::Damages | DisputeKind::RoadTraffic) { 12 } else { 4 };
    draw.weighted(&[
        (O::Application, 66),
        (O::OwnInitiative, own),
        (O::Court, 6),
        (O::Police, police),
        (O::PetitionOffice, 3),
        (O::OtherDepartment, 3),
        (O::Procuratorate, 1),
    ])
}

fn hands(trouble: &Trouble, source: Source, draw: &mut Draw) -> Hands {
    use DisputeKind as K;
    let kind = trouble.template.kind;
    if kind == K::RoadTraffic && draw.chance(45) {
        return Hands {
            desk: Who::CountyClerk,
            committee: Body::Traffic,
            head: Who::TrafficDirector,
            mediator: Who::TrafficMediator,
            asker: Some(Who::CountyClerk),
            closer: Who::CountyClerk,
        };
    }
    let Some(v) = trouble.spot.village else {
        let town = trouble.spot.town;
        let clerk = Who::TownClerk(town);
        return Hands {
            desk: clerk,
            committee: Body::Committee(town),
            head: Who::TownDirector(town),
            mediator: Who::TownMediator(town, draw.range(0..=i64::from(TOWN_MEDIATORS) - 1) as u8),
            asker: Some(clerk),
            closer: clerk,
        };
    };
    let hard =
        matches!(kind, K::MigrantWages | K::OtherLabour | K::Medical | K::LandTaking | K::Business | K::Environment);
    let at_village = match source {
        Source::OwnInitiative => draw.chance(75),
        Source::Application => !hard && draw.chance(50),
        _ => false,
    };
    let asker = if draw.chance(70) { Who::Clerk } else { Who::Coordinator };
    match at_village {
        true if draw.chance(45) || source == Source::OwnInitiative => Hands {
            desk: Who::VillageDirector(v),
            committee: Body::Village(v),
            head: Who::VillageDirector(v),
            mediator: Who::VillageMediator(v),
            asker: Some(Who::VillageDirector(v)),
            closer: Who::VillageDirector(v),
        },
        true => Hands {
            desk: Who::Clerk,
            committee: Body::Village(v),
            head: Who::VillageDirector(v),
            mediator: Who::VillageMediator(v),
            asker: Some(asker),
            closer: Who::Clerk,
        },
        false => Hands {
            desk: Who::Clerk,
            committee: Body::TownCommittee,
            head: Who::Director,
            mediator: if draw.chance(55) { Who::Mediator } else { Who::Mediator2 },
            asker: Some(asker),
            closer: Who::Clerk,
        },
    }
}

impl Plan {
    /// What happens to a matter that comes in so.
    pub(super) fn script(&self, world: &World, coming: Coming, phones: &mut Phones) -> Script {
        let Coming { stage, template, source, concern, at, accepted, mut draw, .. } = coming;
        let trouble = Trouble::new(template, self.scope, &mut draw, phones, at.date());
        let mut hands = hands(&trouble, source, &mut draw);
        if concern.is_some() {
            hands.asker = None;
        }
        let barred = stage == S::Barred || stage == S::DeclinedClosed && draw.chance(40);
        let way = Way {
            source,
            barrier: barred
                .then(|| draw.weighted(&[(Barrier::Court, 6), (Barrier::Police, 2), (Barrier::Administration, 2)])),
            // The clerk does not always know yet which committee will take it.
            committee: (stage != S::RegisteredToday || hands.desk == hands.head || draw.chance(50))
                .then(|| world.body(hands.committee)),
            concern,
            words: world.has_words(),
            letter_due: None,
        };
        let intake = trouble.intake(&way, &mut draw, phones);
        let mut pen = Pen { world, draw, trouble, hands, now: self.now, at, script: Script::default() };
        pen.write(hands.desk, vec![Deed::from(intake)]);
        pen.course(stage, accepted, source, way.barrier);
        pen.script
    }
}

impl Pen<'_> {
    /// What happened since it was registered, up to where it stands.
    fn course(&mut self, stage: Stage, accepted: Date, source: Source, barrier: Option<Barrier>) {
        let today = self.today();
        match stage {
            S::RegisteredToday | S::AwaitingConsent | S::Barred => return,
            S::DeclinedClosed => {
                self.declined(barrier);
                self.wait(0, 2);
                self.close("已告知不予受理的理由和其他途径。");
                if self.draw.chance(60) {
                    self.archived();
                }
                return;
            }
            _ => self.accepted(accepted, source),
        }
        let early = matches!(stage, S::Terminated | S::TerminatedClosed) && self.draw.chance(35);
        if stage == S::Accepted {
            return;
        }
        if early {
            self.terminated(false);
            return self.closed_after_failure(stage);
        }
        self.assigned();
        match stage {
            S::Assigned => {}
            S::Overdue | S::DueToday | S::DueSoon | S::Mediating => {
                let meetings = self.draw.range(1..=2);
                self.met(meetings, false, Some(today));
            }
            S::Extended => {
                self.met(2, false, None);
                let limit = limit(self.trouble.template.kind, source, accepted);
                let days = self.draw.range(20..=30);
                // A labour mediation is not put off (Labour Dispute Mediation and Arbitration Law art. 14).
                let kind = self.trouble.template.kind;
                if !matches!(kind, DisputeKind::MigrantWages | DisputeKind::OtherLabour) {
                    self.extended(limit, days);
                }
            }
            S::Suspended => {
                self.met(1, false, None);
                self.suspended();
            }
            S::Terminated | S::TerminatedClosed | S::TerminatedArchived => {
                let meetings = self.draw.range(1..=3);
                self.met(meetings, false, None);
                self.terminated(true);
                self.closed_after_failure(stage);
            }
            S::Referred => {
                self.met(1, false, None);
                self.referred();
            }
            _ => {
                let meetings = self.draw.weighted(&[(1, 6), (2, 3), (3, 1)]);
                self.met(meetings, true, None);
                self.after_agreement(stage);
            }
        }
    }

    fn after_agreement(&mut self, stage: Stage) {
        let today = self.today();
        match stage {
            S::Signing => self.signing(),
            S::InEffect => {
                let agreed = self.agreed(Fate::Running { today });
                let on = agreed.kept.last().map_or(self.at.date(), |(day, _)| *day);
                if (today - on).get_days() > 28 && self.draw.chance(75) {
                    self.followed_up(20, 27, Kept::Partly);
                }
            }
            S::Unfulfilled => {
                let agreed = self.agreed(Fate::Broken);
                self.unfulfilled();
                if self.draw.chance(60) {
                    self.followed_up(2, 12, Kept::Not);
                }
                if self.draw.chance(25) {
                    self.paid_late(&agreed);
                }
            }
            _ => {
                let by = self.at.date().saturating_add(Span::new().days(40)).min(today);
                self.agreed(Fate::Kept { by });
                self.kept(stage);
            }
        }
    }

    fn kept(&mut self, stage: Stage) {
        match stage {
            S::Fulfilled if self.draw.chance(50) => self.followed_up(4, 12, Kept::Fully),
            S::Fulfilled | S::NeverFollowedUp => {}
            S::ClosedWithoutFollowUp => self.closed(false),
            S::Closed => {
                self.followed_up(7, 20, Kept::Fully);
                self.closed(false);
            }
            _ => {
                self.followed_up(7, 28, Kept::Fully);
                self.closed(true);
                let reason = match stage {
                    S::Returned => "调解记录缺少参加人签名，请补正后重新归档。",
                    S::Reopened => "双方就同一事项又起争执，申请再次调解。",
                    _ => return,
                };
                self.wait(5, 25);
                let (who, mv) = match stage {
                    S::Returned if self.trouble.spot.village.is_none() => {
                        (Who::CountyJudicial, MatterMove::Return { reason: reason.into(), until: None })
                    }
                    S::Returned => (Who::Judicial, MatterMove::Return { reason: reason.into(), until: None }),
                    _ => (self.hands.desk, MatterMove::Reopen { reason: reason.into() }),
                };
                self.write(who, vec![mv.into()]);
            }
        }
    }

    fn closed_after_failure(&mut self, stage: Stage) {
        if stage == S::Terminated {
            return;
        }
        self.wait(0, 3);
        self.close("调解不成，已告知当事人其他救济途径。");
        if stage == S::TerminatedArchived {
            self.archived();
        }
    }

    fn archived(&mut self) {
        self.wait(1, 9);
        let closer = self.hands.closer;
        self.write(closer, vec![MatterMove::Archive {}.into()]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::roster::VILLAGES;
    use super::*;

    #[test]
    fn scripts_are_the_same_every_time_and_go_forward_in_time() {
        let now = jiff::civil::date(2026, 11, 22).at(10, 30, 0, 0);
        let written = || Plan::of_town(300, now).scripts(&World::default(), &mut Phones::Few(0));
        let (one, two) = (written(), written());
        assert_eq!(format!("{one:?}"), format!("{two:?}"));
        for script in one {
            assert!(matches!(script.steps[0].deeds[..], [Deed::Register(_)]));
            assert!(script.steps.windows(2).all(|w| w[0].at <= w[1].at));
            let (first, last) = (script.steps[0].at, script.steps[script.steps.len() - 1].at);
            assert!(last <= now && (now.date() - first.date()).get_days() <= 302);
        }
    }

    #[test]
    fn every_village_has_its_troubles() {
        let now = jiff::civil::date(2026, 11, 22).at(10, 30, 0, 0);
        let all = format!("{:?}", Plan::of_town(300, now).scripts(&World::default(), &mut Phones::Few(0)));
        assert!(VILLAGES.iter().all(|v| all.contains(v.name)));
        assert!(!all.contains("{a}") && !all.contains("{x}"));
    }
}
