//! Keeping profiles, showing them, and a party's choice.

use bandeng_core::kernel::{Code, Date, Id, IdText, MatterCode, Refusal, Text};
use bandeng_core::matters::{MatterEvent, PartyNo};
use bandeng_core::mediation::choice::{self, Choice};
use bandeng_core::mediation::{Mediation, Move};
use bandeng_core::messages::MessageKind;
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor, Rule, rule};
use bandeng_core::roster::{Profile, place};
use bandeng_store::{Ctx, Result};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::query::{self, Kept};
use crate::http::App;
use crate::matters::case::{self, Matter, lock};
use crate::matters::query as matter_rows;
use crate::mediation::service::{self as mediation, case_of};
use crate::messages::service as messages;
use crate::people::organisations::service as organisations;
use crate::residents::Caller;
use crate::residents::links::PartyLink;

/// A mediator of a committee with what is told of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RosterEntry {
    pub account: IdText,
    pub name: String,
    pub profile: Option<Profile>,
    /// The mediator let it be public.
    pub public: bool,
    /// This reader may enter it.
    pub may_edit: bool,
    /// This is the reader: who alone says whether it is public.
    pub own: bool,
}

/// What the public is told of a mediator. No number stands beside a name, and the order means nothing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct PublicMediator {
    pub name: String,
    pub kind: Text,
    pub specialities: Vec<Text>,
    pub languages: Vec<String>,
    pub weekdays: Vec<Text>,
    /// Away until this day; none: not away.
    pub away_until: Option<Date>,
}

fn public(name: &str, profile: &Profile, today: Date) -> PublicMediator {
    PublicMediator {
        name: name.to_owned(),
        kind: profile.kind.label(),
        specialities: profile.specialities.iter().map(|kind| kind.label()).collect(),
        languages: profile.languages.clone(),
        weekdays: profile.weekdays.iter().map(|day| day.label()).collect(),
        away_until: profile.away_until.filter(|_| profile.is_away(today)),
    }
}

/// Whoever assigns at this committee enters what is told of its mediators.
fn assigns(actor: &Actor, organisation: Id) -> bool {
    let may = |post: &&bandeng_core::policy::Post| {
        post.organisation == organisation && rule(post.role, Action::MediationAssign) != Rule::Never
    };
    actor.posts.iter().any(|post| may(&post))
}

/// The roster as the house sees it, in the order of today.
pub(super) async fn list(app: &App, actor: &Actor, organisation: Id) -> Result<Vec<RosterEntry>> {
    let mut people = organisations::mediators(app, actor, organisation).await?;
    let profiles = query::list(app.db.reader(), organisation).await?;
    let today = app.db.today();
    people.sort_by_key(|(id, _)| place(today, id.0));
    let edits = assigns(actor, organisation);
    let entry = |(account, name): (IdText, String)| {
        let kept = profiles.iter().find(|kept| kept.account == account.0);
        let own = account.0 == actor.account;
        RosterEntry {
            account,
            name,
            profile: kept.map(|kept| kept.profile.clone()),
            public: kept.is_some_and(|kept| kept.public),
            may_edit: edits || own,
            own,
        }
    };
    Ok(people.into_iter().map(entry).collect())
}

/// A committee with those of its mediators who let it be public.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct PublicCommittee {
    pub name: String,
    /// Empty where nobody entered it.
    pub phone: String,
    /// In the order of today, which means nothing.
    pub mediators: Vec<PublicMediator>,
}

/// The rosters of the committees that mediate at a place, the nearest first, as the public sees them: who let it be public.
///
/// # Errors
/// Those of the database.
pub(super) async fn shown(app: &App, area: &AreaCode) -> Result<Vec<PublicCommittee>> {
    let today = app.db.today();
    let mut rows = query::public(&app.db, area, today).await?;
    rows.sort_by_key(|row| (row.nearness, row.organisation, place(today, row.account)));
    let mut committees: Vec<(Id, PublicCommittee)> = Vec::new();
    for row in rows {
        let told = public(&row.name, &row.profile, today);
        match committees.last_mut() {
            Some((id, committee)) if *id == row.organisation => committee.mediators.push(told),
            _ => {
                let committee = PublicCommittee { name: row.committee, phone: row.phone, mediators: vec![told] };
                committees.push((row.organisation, committee));
            }
        }
    }
    Ok(committees.into_iter().map(|(_, committee)| committee).collect())
}

/// Enters what is told of a mediator. What was public stays public only if the mediator changed it.
///
/// # Errors
/// [`Code::NotAllowed`]; [`Code::MediatorUnknown`]; the profile's faults.
pub async fn put(app: &App, ctx: &Ctx, organisation: Id, account: Id, profile: Profile) -> Result<()> {
    let own = ctx.actor.account == account;
    if !own && !assigns(&ctx.actor, organisation) {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let mut uow = app.begin(ctx).await?;
    require_mediator(&uow, organisation, account).await?;
    profile.check(uow.today())?;
    let before = query::one(uow.read(), organisation, account).await?;
    let public = before.as_ref().is_some_and(|kept| kept.public && (own || kept.profile == profile));
    query::put(&uow, organisation, account, &profile, public).await?;
    let told = json!({ "account": IdText(account), "profile": profile, "public": public });
    uow.record_registry(stream(organisation), "roster.changed", &told)?;
    uow.commit().await?;
    Ok(())
}

/// The mediator says whether it is public.
///
/// # Errors
/// [`Code::NotFound`] where nothing was entered yet.
pub async fn publish(app: &App, ctx: &Ctx, organisation: Id, public: bool) -> Result<()> {
    let account = ctx.actor.account;
    let mut uow = app.begin(ctx).await?;
    require_mediator(&uow, organisation, account).await?;
    let Kept { profile, .. } =
        query::one(uow.read(), organisation, account).await?.ok_or(Refusal::new(Code::NotFound))?;
    query::put(&uow, organisation, account, &profile, public).await?;
    let told = json!({ "account": IdText(account), "public": public });
    uow.record_registry(stream(organisation), "roster.published", &told)?;
    uow.commit().await?;
    Ok(())
}

async fn require_mediator(uow: &bandeng_store::Uow, organisation: Id, account: Id) -> Result<()> {
    let there = organisations::candidates(uow, organisation).await?;
    match there.iter().any(|(id, _)| id.0 == account) {
        true => Ok(()),
        false => Err(Refusal::new(Code::NotAllowed).into()),
    }
}

fn stream(organisation: Id) -> String {
    format!("roster:{organisation}")
}

/// A mediator proposed to a party.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProposedView {
    pub account: IdText,
    pub name: String,
    /// What is told of them, where they let it be public.
    pub profile: Option<PublicMediator>,
    /// This party accepts them.
    pub accepted: bool,
}

/// What a party chooses among.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyChoice {
    /// It waits for answers.
    pub open: bool,
    /// In the order of today, which means nothing.
    pub proposed: Vec<ProposedView>,
    /// This party has answered.
    pub answered: bool,
    /// The last day.
    pub until: Option<Date>,
    /// Who mediates now.
    pub mediators: Vec<String>,
}

async fn latest(app: &App, matter: &Matter) -> Result<(u16, std::sync::Arc<Mediation>)> {
    let rows = matter_rows::proceedings(app.db.reader(), &matter.key).await?;
    let row = rows.last().ok_or(Refusal::new(Code::NotFound))?;
    Ok((row.n as u16, row.body.read::<Mediation>()?))
}

/// What a party chooses among.
pub(super) async fn mine(app: &App, caller: &Caller) -> Result<MyChoice> {
    let matter = case::read(app.db.reader(), &caller.code, app.db.now()).await?;
    let (_, m) = latest(app, &matter).await?;
    let today = app.db.today();
    let case = case_of(&matter, today, Vec::new());
    let empty = Choice { proposed: Vec::new(), on: today, picks: Vec::new() };
    let choice = m.choices.last().unwrap_or(&empty);
    let pick = choice.picks.iter().find(|pick| pick.party == caller.party);
    let profiles = match m.committee {
        Some(committee) if !choice.proposed.is_empty() => query::list(app.db.reader(), committee.0).await?,
        _ => Vec::new(),
    };
    let mut proposed: Vec<ProposedView> = choice
        .proposed
        .iter()
        .map(|one| ProposedView {
            account: one.account,
            name: one.name.clone(),
            profile: profiles
                .iter()
                .find(|kept| kept.account == one.account.0 && kept.public)
                .map(|kept| public(&one.name, &kept.profile, today)),
            accepted: pick.is_some_and(|pick| pick.accepts.contains(&one.account)),
        })
        .collect();
    proposed.sort_by_key(|one| place(today, one.account.0));
    Ok(MyChoice {
        open: choice::open(&m, &case).is_some(),
        proposed,
        answered: pick.is_some(),
        until: case.choose_by,
        mediators: m.current_mediators().map(|a| a.name.clone()).collect(),
    })
}

/// A party says whom it accepts. The same answer sent twice is one.
///
/// # Errors
/// [`Code::ChoiceOver`]; [`Code::MediatorUnknown`] for who was not proposed.
pub(super) async fn pick(app: &App, caller: &Caller, accepts: Vec<IdText>) -> Result<()> {
    let seen = case::read(app.db.reader(), &caller.code, app.db.now()).await?;
    let (n, m) = latest(app, &seen).await?;
    let same = |c: &Choice| c.picks.iter().any(|pick| pick.party == caller.party && pick.accepts == accepts);
    if m.choices.last().is_some_and(same) {
        return Ok(());
    }
    let mut uow = app.begin(&caller.ctx).await?;
    let matter = lock(&mut uow, &caller.code).await?;
    let calendar = app.calendar();
    let mv = Move::PickMediator { party: caller.party, accepts };
    mediation::apply(&mut uow, app.counting(&calendar), matter, n, mv).await?;
    uow.commit().await?;
    Ok(())
}

/// How long a link to choose by holds, in hours: the two working days, and a holiday between.
const LINK_HOURS: i64 = 240;

/// Gives a party a link to choose by.
///
/// # Errors
/// [`Code::ChoiceOver`], [`Code::PartyUnknown`].
pub(super) async fn link(app: &App, ctx: &Ctx, code: &MatterCode, n: u16, party: PartyNo) -> Result<PartyLink> {
    let mut uow = app.begin(ctx).await?;
    let matter = lock(&mut uow, code).await?;
    matter.require(uow.actor(), Action::MediationIntake)?;
    let rows = &uow.rows(&matter.key)?.proceedings;
    let row = rows.iter().find(|row| row.n == i32::from(n)).ok_or(Refusal::new(Code::NotFound))?;
    let m = row.body.read::<Mediation>()?;
    if choice::open(&m, &case_of(&matter, uow.today(), Vec::new())).is_none() {
        return Err(Refusal::new(Code::ChoiceOver).into());
    }
    if !matter.party_numbers().contains(&party) {
        return Err(Refusal::at(Code::PartyUnknown, "/party").into());
    }
    let page = ("choice", LINK_HOURS);
    let link = messages::link(app, &mut uow, (&matter, party), MessageKind::Choose, page).await?;
    let event = MatterEvent::ChoiceLinkGiven { party };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await?;
    Ok(link)
}
