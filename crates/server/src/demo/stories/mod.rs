//! The stories of how counties work, as reports tell them.

mod otherwise;
mod settled;

use bandeng_core::deadlines::Calendar;
use bandeng_core::kernel::Date;
use bandeng_core::matters::{Channel, DisputeKind, Intake, Party, PartyKind, PartyNo, Sex, Side, Source};
use bandeng_core::mediation::{
    Appointment, ConsentHow, Due, Move, NoticeHow, Obligation, ObligationKind, PlaceKind, Session, SessionWith,
};
use jiff::Span;
use jiff::civil::{DateTime, date};

use super::roster::{Body, VILLAGES, Who};
use super::script::{Deed, Script};
use super::world::World;

/// 湖沿村, by its place in the list.
const HUYAN: usize = 5;

/// The 2 March on which the lead of the family quarrel came in: of the year whose story is over by now.
pub(super) fn lead_day(today: Date) -> Date {
    let this_year = date(today.year(), 3, 2);
    if today > date(today.year(), 4, 24) { this_year } else { date(today.year() - 1, 3, 2) }
}

/// All of them, in the order the issue tells them.
pub(super) fn scripts(world: &World, now: DateTime) -> Vec<Script> {
    let story = Story { world, today: now.date() };
    vec![
        story.traffic_injury(),
        story.family_quarrel(),
        story.refused_after_acceptance(),
        story.before_the_court(),
        story.a_child_may_be_harmed(),
    ]
}

struct Story<'a> {
    world: &'a World,
    today: Date,
}

fn person(side: Side, name: &str, sex: Sex, born: Date, occupation: &str, address: &str, phone: &str) -> Party {
    Party {
        sex: Some(sex),
        born_on: Some(born),
        occupation: occupation.into(),
        address: address.into(),
        phone: phone.into(),
        ..Party::named(side, PartyKind::Natural, name)
    }
}

fn consent(party: PartyNo, given: bool, how: ConsentHow, on: Date) -> Deed {
    Move::Consent { party, given, how, on }.into()
}

fn notice(how: NoticeHow, on: Date) -> Deed {
    Move::GiveNotice { parties: vec![1, 2], how, on }.into()
}

fn joint(record: &str, result: &str) -> SessionWith {
    SessionWith::Joint { parties: vec![1, 2], record: record.into(), result: result.into() }
}

fn session(place_kind: PlaceKind, place: &str, started: DateTime, minutes: i64, with: SessionWith) -> Deed {
    let ended = Some(started.saturating_add(Span::new().minutes(minutes)));
    Move::HoldSession {
        session: Session { no: 0, place_kind, place: place.into(), started, ended, with, others: vec![] },
    }
    .into()
}

fn lasting(debtor: PartyNo, kind: ObligationKind, what: &str) -> Obligation {
    let (what, due) = (what.into(), Due::Lasting {});
    Obligation { no: 0, debtor, creditor: None, kind, what, amount_fen: None, due, how: String::new() }
}

impl Story<'_> {
    /// The last workday that lies at least so many days back.
    fn ago(&self, days: i64) -> Date {
        let calendar = Calendar::official();
        let day = |back: i64| self.today.saturating_sub(Span::new().days(back));
        (days..days + 20).map(day).find(|day| calendar.is_workday(*day)).unwrap_or_else(|| day(days))
    }

    fn intake(&self, kind: DisputeKind, village: usize, parties: Vec<Party>) -> Intake {
        Intake {
            kind: Some(kind),
            subtype: None,
            source: Some(Source::Application),
            subsource: None,
            channel: Some(Channel::Window),
            title: String::new(),
            area: VILLAGES[village].code.to_owned(),
            place: String::new(),
            occurred_on: None,
            narrative: String::new(),
            claims: Vec::new(),
            amount_fen: None,
            parties,
            lead: None,
            entrustment: None,
            barrier: None,
            concerns: Vec::new(),
            committee: Some(self.world.body(Body::TownCommittee)),
        }
    }

    /// What the county calls it.
    fn called(&self, code: &str) -> Option<String> {
        Some(code.to_owned()).filter(|_| self.world.has_words())
    }

    fn accept(&self, committee: Body, on: Date) -> Deed {
        Move::Accept { committee: Some(self.world.body(committee)), on, number: None }.into()
    }

    fn assign(&self, who: Who, how: Appointment) -> Deed {
        Move::Assign { mediators: vec![self.world.account(who)], how }.into()
    }
}
