//! Adding to a ladder, and what happens to its rungs.

use std::sync::Arc;

use bandeng_core::kernel::{Code, Date, Instant, MatterCode, Refusal};
use bandeng_core::matters::PartyNo;
use bandeng_core::mediation::{Mediation, Move, PartyFacts, State};
use bandeng_core::messages::MessageKind;
use bandeng_core::offers::{self, Ladder, NewRung, OfferEvent, OfferFrom, Written};
use bandeng_core::people::registry::SeenKind;
use bandeng_core::policy::Action;
use bandeng_core::tagged_enum;
use bandeng_store::{Ctx, MatterKey, Result, Uow};

use super::query;
use super::view::{self, LadderView, MyLadder};
use crate::http::App;
use crate::matters::case::{self, Matter, lock};
use crate::matters::query as matter_rows;
use crate::mediation::service::{self as mediation, party_facts, require_mediator};
use crate::messages::service as messages;
use crate::residents::Caller;
use crate::residents::links::PartyLink;

/// How long a link to the ladder holds, in hours.
const LINK_HOURS: i64 = 72;

tagged_enum! { "move"
    /// What the mediator does with a rung, or writes down for a party.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum OfferMove {
        /// The other side may see it.
        Release {},
        /// Taken back: the mediator's own, or a party's on its word.
        Withdraw {},
        /// A party accepts it, at the table or on the telephone.
        Accept { party: PartyNo },
    }
}

tagged_enum! { "move"
    /// What a party does with a rung.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum MyOfferMove {
        Accept {},
        Withdraw {},
    }
}

/// It is being talked about.
fn is_open(m: &Mediation, matter: &Matter) -> bool {
    matches!(m.state, State::Assigned | State::Mediating) && matter.require_open().is_ok()
}

fn facts(matter: &Matter, today: Date) -> Vec<PartyFacts> {
    matter.parties.iter().map(|p| party_facts(p, today)).collect()
}

async fn mediation_of(
    connection: &impl sea_orm::ConnectionTrait,
    key: &MatterKey,
    n: Option<u16>,
) -> Result<(u16, Arc<Mediation>)> {
    let rows = matter_rows::mediations(connection, key).await?;
    let row = match n {
        Some(n) => rows.iter().find(|row| row.n == i32::from(n)),
        None => rows.last(),
    };
    let row = row.ok_or(Refusal::new(Code::NotFound))?;
    Ok((row.n as u16, row.body.read::<Mediation>()?))
}

/// The ladder, for who mediates now and nobody else.
pub(super) async fn read(app: &App, ctx: &Ctx, code: &MatterCode, n: u16) -> Result<LadderView> {
    let matter = case::read(app.db.reader(), code, app.db.now()).await?;
    matter.require(&ctx.actor, Action::MediationConduct)?;
    let (n, m) = mediation_of(app.db.reader(), &matter.key, Some(n)).await?;
    require_mediator(&ctx.actor, &matter, &m, Action::MediationConduct)?;
    let seen = SeenKind::Offers.into();
    app.accesses.note(&app.db, ctx, Action::MediationConduct.as_str(), Some(&matter.key), Some(&seen));
    let ladder = query::read(app, app.db.reader(), &matter.key, n).await?;
    let today = app.db.today();
    Ok(view::ladder(&ladder, &facts(&matter, today), today, is_open(&m, &matter)))
}

/// The ladder as a party sees it.
pub(super) async fn mine(app: &App, caller: &Caller) -> Result<MyLadder> {
    let matter = case::read(app.db.reader(), &caller.code, app.db.now()).await?;
    let (n, m) = mediation_of(app.db.reader(), &matter.key, None).await?;
    let ladder = query::read(app, app.db.reader(), &matter.key, n).await?;
    let today = app.db.today();
    Ok(view::mine(&ladder, &facts(&matter, today), caller.party, today, is_open(&m, &matter)))
}

/// A ladder whose matter is locked.
struct Held {
    uow: Uow,
    matter: Matter,
    n: u16,
    ladder: Ladder,
    parties: Vec<PartyFacts>,
}

impl Held {
    async fn of(app: &App, ctx: &Ctx, code: &MatterCode, n: Option<u16>, staff: bool) -> Result<Self> {
        let mut uow = app.begin(ctx).await?;
        let matter = lock(&mut uow, code).await?;
        if staff {
            matter.require(uow.actor(), Action::MediationConduct)?;
        }
        let (n, m) = mediation_of(uow.read(), &matter.key, n).await?;
        if staff {
            require_mediator(uow.actor(), &matter, &m, Action::MediationConduct)?;
        }
        matter.require_open()?;
        if !is_open(&m, &matter) {
            return Err(Refusal::new(Code::IllegalMove).into());
        }
        let ladder = query::read(app, uow.read(), &matter.key, n).await?;
        let parties = facts(&matter, uow.today());
        Ok(Self { uow, matter, n, ladder, parties })
    }

    fn today(&self) -> Date {
        self.uow.today()
    }

    fn at(&self) -> (Instant, Date) {
        (self.uow.now(), self.uow.today())
    }

    fn accepted(&self, no: u16, party: PartyNo) -> Result<(Ladder, OfferEvent)> {
        let next = offers::accept(&self.ladder, no, party, &self.parties, self.at())?;
        Ok((next, OfferEvent::Accepted { no, party }))
    }

    fn withdrawn(&self, no: u16, from: OfferFrom) -> Result<(Ladder, OfferEvent)> {
        let next = offers::withdraw(&self.ladder, no, from.party(), &self.parties, self.at())?;
        Ok((next, OfferEvent::Withdrawn { no, from }))
    }

    /// Writes what came of it, if anything did.
    async fn keep(mut self, app: &App, next: Ladder, event: OfferEvent) -> Result<i64> {
        if next == self.ladder {
            return Ok(self.matter.version());
        }
        query::save(app, &mut self.uow, &self.matter.key, self.n, &next).await?;
        let version = self.uow.record(&self.matter.key, event.kind(), &event)?;
        self.uow.commit().await?;
        Ok(version)
    }
}

async fn put(app: &App, held: Held, from: OfferFrom, new: NewRung, by: String) -> Result<i64> {
    let salt = hex::encode(held.uow.env().random::<16>());
    let written = Written { at: held.uow.now(), today: held.today(), by: &by, salt: &salt };
    let next = offers::add(&held.ladder, new, from.clone(), &held.parties, written)?;
    let Some(rung) = next.rungs.last() else { return Ok(held.matter.version()) };
    let event = OfferEvent::Made { no: rung.no, kind: rung.kind, from, sha256: rung.sha256() };
    held.keep(app, next, event).await
}

/// Writes down what a party said, or what the mediator proposes.
pub(super) async fn add(
    app: &App,
    ctx: &Ctx,
    code: &MatterCode,
    n: u16,
    (from, new): (OfferFrom, NewRung),
) -> Result<i64> {
    let held = Held::of(app, ctx, code, Some(n), true).await?;
    put(app, held, from, new, ctx.actor.name.clone()).await
}

/// A party says what it wants or would agree to.
pub(super) async fn add_mine(app: &App, caller: &Caller, new: NewRung) -> Result<i64> {
    let held = Held::of(app, &caller.ctx, &caller.code, None, false).await?;
    put(app, held, OfferFrom::Party { party: caller.party }, new, String::new()).await
}

/// What the mediator does with a rung.
pub(super) async fn make(app: &App, ctx: &Ctx, code: &MatterCode, n: u16, (no, mv): (u16, OfferMove)) -> Result<i64> {
    let held = Held::of(app, ctx, code, Some(n), true).await?;
    let (next, event) = match mv {
        OfferMove::Release {} => {
            (offers::release(&held.ladder, no, &held.parties, held.at())?, OfferEvent::Released { no })
        }
        OfferMove::Withdraw {} => {
            let from = held.ladder.rung(no).ok_or(Refusal::new(Code::OfferUnknown))?.from.clone();
            held.withdrawn(no, from)?
        }
        OfferMove::Accept { party } => held.accepted(no, party)?,
    };
    held.keep(app, next, event).await
}

/// What a party does with a rung.
pub(super) async fn make_mine(app: &App, caller: &Caller, no: u16, mv: MyOfferMove) -> Result<i64> {
    let held = Held::of(app, &caller.ctx, &caller.code, None, false).await?;
    let party = caller.party;
    let (next, event) = match mv {
        MyOfferMove::Accept {} => held.accepted(no, party)?,
        MyOfferMove::Withdraw {} => held.withdrawn(no, OfferFrom::Party { party })?,
    };
    held.keep(app, next, event).await
}

/// Takes what all have accepted over into the agreement's draft.
///
/// # Errors
/// [`Code::NothingAccepted`]; what the draft's own move refuses.
pub(super) async fn draft(app: &App, ctx: &Ctx, code: &MatterCode, n: u16) -> Result<i64> {
    let Held { mut uow, matter, n, ladder, parties } = Held::of(app, ctx, code, Some(n), true).await?;
    let (_, m) = mediation_of(uow.read(), &matter.key, Some(n)).await?;
    let before = m.agreement.as_ref().map(|agreement| &agreement.draft);
    let (next, draft) = offers::flow_into(&ladder, before, &parties, uow.today())?;
    let numbers = next.rungs.iter().filter(|r| r.drafted && ladder.rung(r.no).is_some_and(|old| !old.drafted));
    let event = OfferEvent::Drafted { numbers: numbers.map(|rung| rung.no).collect() };
    let key = matter.key.clone();
    query::save(app, &mut uow, &key, n, &next).await?;
    uow.record(&key, event.kind(), &event)?;
    let calendar = app.calendar();
    // Locked anew: the matter's version has moved with the event above.
    let matter = lock(&mut uow, code).await?;
    let version =
        mediation::apply(&mut uow, app.counting(&calendar), matter, n, Move::DraftAgreement { draft }).await?;
    uow.commit().await?;
    Ok(version)
}

/// Gives a party a link to its side of the ladder.
pub(super) async fn link(app: &App, ctx: &Ctx, code: &MatterCode, n: u16, party: PartyNo) -> Result<PartyLink> {
    let mut held = Held::of(app, ctx, code, Some(n), true).await?;
    if !held.parties.iter().any(|p| p.no == party) {
        return Err(Refusal::at(Code::PartyUnknown, "/party").into());
    }
    let page = ("offers", LINK_HOURS);
    let link = messages::link(app, &mut held.uow, (&held.matter, party), MessageKind::News, page).await?;
    let event = OfferEvent::LinkGiven { party };
    held.uow.record(&held.matter.key, event.kind(), &event)?;
    held.uow.commit().await?;
    Ok(link)
}
