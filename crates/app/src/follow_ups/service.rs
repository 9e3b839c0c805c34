//! Asking, and taking the answer.

use bandeng_core::follow_ups::{self, PartyAnswer};
use bandeng_core::kernel::{Code, Date, Fen, Id, MatterCode, Refusal, Text, day_en, day_zh};
use bandeng_core::matters::PartyNo;
use bandeng_core::matters::record::{FollowUpMade, Kept, Satisfaction};
use bandeng_core::mediation::Mediation;
use bandeng_core::mediation::promises::{PartStanding, lines};
use bandeng_core::messages::MessageKind;
use bandeng_core::policy::Action;
use bandeng_store::{Ctx, Result};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::App;
use crate::matters::case::{self, Matter, lock};
use crate::matters::query as matter_rows;
use crate::matters::service as matters;
use crate::messages::service as messages;
use crate::residents::Caller;
use crate::residents::links::PartyLink;

/// How long a link to answer by holds, in hours: a fortnight, because nobody is in a hurry to say that all is well.
const LINK_HOURS: i64 = 14 * 24;

/// A promise as a party is reminded of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PromiseLeft {
    pub what: String,
    /// Who has to keep it.
    pub debtor: String,
    pub amount: Option<Fen>,
    pub paid: Fen,
    /// By when, in words; none where it lasts.
    pub due: Option<Text>,
    pub standing: PartStanding,
}

/// What a party said last.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyAnswer {
    pub on: Date,
    pub kept: Kept,
    pub satisfaction: Satisfaction,
    pub note: String,
}

/// What a party is asked, and what it said.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyFollowUp {
    /// An agreement is in effect, so that there is something to say.
    pub agreed: bool,
    pub effective_on: Option<Date>,
    pub promises: Vec<PromiseLeft>,
    /// Somebody asked on this day, and it was not answered yet.
    pub asked_on: Option<Date>,
    pub answer: Option<MyAnswer>,
    /// The answer opened the matter again, or it is open: somebody works on it.
    pub open: bool,
}

/// The latest mediation that ended in an agreement.
async fn agreed(app: &App, matter: &Matter) -> Result<Option<std::sync::Arc<Mediation>>> {
    let rows = matter_rows::mediations(app.db.reader(), &matter.key).await?;
    for row in rows.iter().rev() {
        let m = row.body.read::<Mediation>()?;
        if m.agreement.as_ref().is_some_and(|a| a.effective_on.is_some()) {
            return Ok(Some(m));
        }
    }
    Ok(None)
}

/// Asks a party by a link whether the promise was kept.
///
/// # Errors
/// [`Code::NothingPromised`]; [`Code::FollowUpBySelf`] for who mediated; [`Code::PartyUnknown`].
pub(super) async fn ask(app: &App, ctx: &Ctx, code: &MatterCode, party: PartyNo) -> Result<PartyLink> {
    let seen = case::read(app.db.reader(), code, app.db.now()).await?;
    seen.require(&ctx.actor, Action::FollowUp)?;
    if agreed(app, &seen).await?.is_none() {
        return Err(Refusal::new(Code::NothingPromised).into());
    }
    let mut uow = app.begin(ctx).await?;
    let mut matter = lock(&mut uow, code).await?;
    matter.require(uow.actor(), Action::FollowUp)?;
    let follow_up = follow_ups::asked(party, uow.today());
    matters::require_follow_up(&uow, &matter, &follow_up)?;
    let page = ("confirm", LINK_HOURS);
    let link = messages::link(app, &mut uow, (&matter, party), MessageKind::Confirm, page).await?;
    // Asked again before an answer came: one question.
    if follow_ups::open(&matter.record.follow_ups, party).is_none() {
        let by = (uow.actor().account, uow.actor().name.clone());
        let calendar = app.calendar();
        matters::put_follow_up(&mut uow, &mut matter, follow_up, by, app.counting(&calendar))?;
    }
    uow.commit().await?;
    Ok(link)
}

/// What a party is asked.
pub(super) async fn mine(app: &App, caller: &Caller) -> Result<MyFollowUp> {
    let matter = case::read(app.db.reader(), &caller.code, app.db.now()).await?;
    let m = agreed(app, &matter).await?;
    let today = app.db.today();
    let made = &matter.record.follow_ups;
    let left = |line: bandeng_core::mediation::promises::Line| PromiseLeft {
        debtor: matter.party_name(line.debtor),
        what: line.what,
        amount: line.amount,
        paid: line.paid,
        due: line.due.map(|due| Text::new(day_zh(due), day_en(due))),
        standing: line.standing,
    };
    Ok(MyFollowUp {
        agreed: m.is_some(),
        effective_on: m.as_ref().and_then(|m| m.agreement.as_ref()).and_then(|a| a.effective_on),
        promises: m.map(|m| lines(&m, today).into_iter().map(left).collect()).unwrap_or_default(),
        asked_on: follow_ups::open(made, caller.party).map(|one| one.follow_up.on),
        answer: follow_ups::last_answer(made, caller.party).map(|said| MyAnswer {
            on: said.on,
            kept: said.kept,
            satisfaction: said.satisfaction,
            note: said.note.clone(),
        }),
        open: matter.require_open().is_ok(),
    })
}

/// Takes a party's answer. The same one sent twice on a day is one.
///
/// # Errors
/// [`Code::NothingPromised`]; the faults of the answer.
pub(super) async fn answer(app: &App, caller: &Caller, answer: PartyAnswer) -> Result<()> {
    let seen = case::read(app.db.reader(), &caller.code, app.db.now()).await?;
    if agreed(app, &seen).await?.is_none() {
        return Err(Refusal::new(Code::NothingPromised).into());
    }
    let mut uow = app.begin(&caller.ctx).await?;
    let mut matter = lock(&mut uow, &caller.code).await?;
    let said = follow_ups::answered(answer, caller.party, uow.today())?;
    let made = &matter.record.follow_ups;
    if follow_ups::open(made, caller.party).is_none() && follow_ups::last_answer(made, caller.party) == Some(&said) {
        return Ok(());
    }
    let reopens = follow_ups::reopens(&said, matter.state);
    // The follow-up is whose who asked; unasked it is the party's own.
    let asker = |one: &FollowUpMade| (one.by.0, one.by_name.clone());
    let by: (Id, String) =
        follow_ups::open(made, caller.party).map_or((uow.actor().account, uow.actor().name.clone()), asker);
    let calendar = app.calendar();
    matters::put_follow_up(&mut uow, &mut matter, said, by, app.counting(&calendar))?;
    if reopens {
        matters::reopen_on_answer(&mut uow, &mut matter)?;
    }
    uow.commit().await?;
    Ok(())
}
