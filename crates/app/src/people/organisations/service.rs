//! Keeping organisations, and the composition of committees.

use bandeng_core::dossier::check_word;
use bandeng_core::kernel::refusal::Form;
use bandeng_core::kernel::{Code, Date, Id, IdText, Refusal};
use bandeng_core::people::committee::{Composition, term_end, warnings};
use bandeng_core::people::{OrganisationKind, Position, phone};
use bandeng_core::places::AreaCode;
use bandeng_core::policy::{Action, Actor};
use bandeng_store::{Error, Result, Uow};
use serde_json::json;

use super::query::{self, Filter, MediatorPost, Organisation, Row};
use super::{CommitteeView, MemberView, OrganisationRow, OrganisationView};
use crate::http::App;
use crate::people::accounts::query as accounts;
use crate::people::keeper::{self, Keeper};
use crate::places;

/// Most characters of an organisation's name.
const NAME: usize = 80;

/// Largest page of a list.
const PAGE: u64 = 50;

/// Most committees offered at once: a county's worth.
const COMMITTEES: u64 = 200;

/// More members than any committee has; the law's nine is a warning.
const MEMBERS: usize = 50;

/// A page of organisations in the order of their areas, and where the next begins. Any member of staff may read it.
pub(crate) async fn list(app: &App, filter: &Filter) -> Result<(Vec<OrganisationRow>, Option<(String, Id)>)> {
    let mut found = query::page(app.db.reader(), filter, PAGE + 1).await?;
    let more = found.len() as u64 > PAGE;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| (last.area.code.clone(), last.id));
    let committees: Vec<Id> = found.iter().filter(|o| o.kind.is_committee()).map(|o| o.id).collect();
    let mut members = query::members(app.db.reader(), &committees).await?;
    let today = app.db.today();
    let rows = found.into_iter().map(|o| {
        let members = members.remove(&o.id).unwrap_or_default();
        let composition = composition(&o, &members);
        OrganisationRow {
            id: IdText(o.id),
            members: composition.members,
            term_ends_on: composition.term_ends_on(),
            warnings: warnings(&composition, today),
            name: o.name,
            kind: o.kind,
            area: o.area,
            active: o.active,
        }
    });
    Ok((rows.collect(), next))
}

/// One organisation. What the law counts of each member is shown to those who keep organisations.
///
/// # Errors
/// [`Code::NotFound`].
pub(crate) async fn read(app: &App, actor: &Actor, id: Id) -> Result<OrganisationView> {
    let o = query::one(app.db.reader(), id).await?.ok_or(Refusal::new(Code::NotFound))?;
    let mut members = query::members(app.db.reader(), &[id]).await?.remove(&id).unwrap_or_default();
    let composition = composition(&o, &members);
    if actor.require_area(Action::OrganisationManage, &o.area.code.parse()?).is_err() {
        members.iter_mut().for_each(|m| (m.sex, m.smaller_group) = (None, None));
    }
    Ok(OrganisationView {
        id: IdText(o.id),
        warnings: warnings(&composition, app.db.today()),
        term_ends_on: o.term_began_on.filter(|_| o.kind.is_statutory()).map(term_end),
        elected_by: o.kind.elected_by(),
        number_word: o.number_word,
        phone: o.phone,
        name: o.name,
        kind: o.kind,
        area: o.area,
        parent: o.parent,
        active: o.active,
        multi_ethnic: o.multi_ethnic,
        term_began_on: o.term_began_on,
        members,
        version: o.version,
    })
}

fn composition(o: &Organisation, members: &[MemberView]) -> Composition {
    let count = |fits: &dyn Fn(&MemberView) -> bool| {
        u16::try_from(members.iter().filter(|m| fits(m)).count()).unwrap_or(u16::MAX)
    };
    Composition {
        kind: o.kind,
        members: count(&|_| true),
        directors: count(&|m| m.position == Position::Director),
        women: count(&|m| m.sex == Some(bandeng_core::matters::Sex::Female)),
        multi_ethnic_area: o.multi_ethnic,
        minority_members: count(&|m| m.smaller_group == Some(true)),
        elected_on: o.term_began_on,
    }
}

/// What is said about an organisation.
#[derive(Clone, Debug)]
pub struct Details {
    pub name: String,
    pub area: String,
    pub parent: Option<Id>,
    pub multi_ethnic: bool,
    pub term_began_on: Option<Date>,
    /// Before 人调字 in the numbers of its files; committees alone have one.
    pub number_word: String,
    /// Whom people call; may be empty.
    pub phone: String,
}

/// Opens an organisation. The first account of an installation may open the one the administrators belong to.
///
/// # Errors
/// [`Code::NotAllowed`], fields.
pub async fn create(uow: &mut Uow, kind: OrganisationKind, details: &Details) -> Result<Id> {
    let by = keeper::of(uow, Action::OrganisationManage).await?;
    let first = matches!(kind, OrganisationKind::Centre | OrganisationKind::JusticeBureau);
    if by == Keeper::Bootstrap && (!first || query::any(uow).await?) {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let area = check(uow, &by, None, kind, details).await?;
    let id = uow.next_id();
    query::insert(uow, &row(id, kind, details, &area)).await?;
    uow.record_registry(stream(id), "organisation.created", &payload(kind, details))?;
    Ok(id)
}

/// Changes what is said about an organisation; its kind stays.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::AreaBeyond`], [`Error::Stale`], fields.
pub async fn update(uow: &mut Uow, id: Id, version: i64, details: &Details) -> Result<()> {
    let (before, by) = held(uow, id, version).await?;
    let area = check(uow, &by, Some(id), before.kind, details).await?;
    query::update(uow, &row(id, before.kind, details, &area)).await?;
    for (account, home) in query::kept_with(uow, id).await? {
        // As where a post is given: kept by whoever's area contains this body too.
        let home = home.map_or_else(|| Some(area.clone()), |home| home.join(&area));
        accounts::keep_in(uow, account, &home.ok_or(Refusal::at(Code::OrganisationBeyond, "/area"))?).await?;
    }
    uow.record_registry(stream(id), "organisation.changed", &payload(before.kind, details))
}

/// Closes an organisation where nobody holds a post, or opens it again.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::OrganisationInUse`], [`Error::Stale`].
pub async fn set_active(uow: &mut Uow, id: Id, version: i64, active: bool) -> Result<()> {
    let before = kept(uow, id, version).await?;
    if before.active == active {
        return Ok(());
    }
    if !active && query::in_use(uow, id).await? {
        return Err(Refusal::new(Code::OrganisationInUse).into());
    }
    query::set_active(uow, id, active).await?;
    let kind = if active { "organisation.enabled" } else { "organisation.disabled" };
    uow.record_registry(stream(id), kind, &json!({}))
}

/// Writes down who the members of a committee are.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`], [`Code::MembersElsewhere`], [`Error::Stale`], fields.
pub async fn set_members(uow: &mut Uow, id: Id, version: i64, members: &[MemberView]) -> Result<()> {
    let before = kept(uow, id, version).await?;
    if !before.kind.is_committee() {
        return Err(Refusal::new(Code::MembersElsewhere).into());
    }
    let mut form = Form::default();
    if members.len() > MEMBERS {
        form.refuse(Code::OutOfRange, "/members");
    }
    for (n, member) in members.iter().enumerate() {
        form.text(&member.name, 40, &format!("/members/{n}/name"));
    }
    form.finish()?;
    let mut accounts: Vec<Id> = members.iter().filter_map(|m| m.account).map(|id| id.0).collect();
    accounts.sort_unstable();
    accounts.dedup();
    if query::known_accounts(uow, &accounts).await? != accounts.len() {
        return Err(Refusal::at(Code::UnknownValue, "/members").into());
    }
    query::set_members(uow, id, members).await?;
    let names: Vec<_> = members
        .iter()
        .map(|m| json!({ "name": m.name.trim(), "position": m.position, "account": m.account }))
        .collect();
    uow.record_registry(stream(id), "organisation.members_changed", &json!({ "members": names }))
}

/// Mediators and directors of a committee today, for somebody who assigns.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::NotFound`].
pub(crate) async fn mediators(app: &App, actor: &Actor, committee: Id) -> Result<Vec<(IdText, String)>> {
    keeper::works(actor)?;
    let found = query::one(app.db.reader(), committee).await?.ok_or(Refusal::new(Code::NotFound))?;
    keeper::works_near(actor, &found.area.code.parse()?)?;
    Ok(on(query::mediator_posts(app.db.reader(), committee).await?, app.db.today()))
}

/// Who may be assigned by a committee, within a unit of work.
pub(crate) async fn candidates(uow: &Uow, committee: Id) -> Result<Vec<(IdText, String)>> {
    let look = query::mediator_posts(uow.read(), committee);
    Ok(on(uow.ask(|| format!("mediators of {committee}"), look).await?, uow.today()))
}

/// Who holds one of these posts on a day, each once.
fn on(posts: Vec<MediatorPost>, day: Date) -> Vec<(IdText, String)> {
    let mut held: Vec<_> =
        posts.into_iter().filter(|post| post.holds(day)).map(|post| (IdText(post.account), post.name)).collect();
    held.dedup();
    held
}

/// Committees that can take a matter from an area, the nearest first.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::AreaMalformed`].
pub(crate) async fn committees(app: &App, actor: &Actor, area: &str) -> Result<Vec<CommitteeView>> {
    keeper::works(actor)?;
    let area: AreaCode = area.parse().map_err(|r: Refusal| Refusal { pointer: Some("area".to_owned()), ..r })?;
    committees_around(app, &area, COMMITTEES).await
}

/// Committees within an area and above it, the nearest first.
pub(crate) async fn committees_around(app: &App, area: &AreaCode, limit: u64) -> Result<Vec<CommitteeView>> {
    let kinds: Vec<_> = OrganisationKind::ALL.iter().copied().filter(|kind| kind.is_committee()).collect();
    query::committees(app.db.reader(), area, &kinds, limit).await
}

/// The fields of an organisation; the area they name, which is one that the keeper keeps.
async fn check(uow: &Uow, by: &Keeper, own: Option<Id>, kind: OrganisationKind, details: &Details) -> Result<AreaCode> {
    let mut form = Form::default();
    form.text(&details.name, NAME, "/name");
    if !kind.is_committee() && !details.number_word.trim().is_empty() {
        form.refuse(Code::WordElsewhere, "/number_word");
    }
    check_word(&mut form, &details.number_word, "/number_word");
    if !details.phone.trim().is_empty() {
        form.check(phone::normalise(&details.phone), "/phone");
    }
    if details.term_began_on.is_some_and(|day| day > uow.today()) {
        form.refuse(Code::DateInFuture, "/term_began_on");
    }
    let area = details.area.parse::<AreaCode>();
    let objection = match &area {
        Err(refusal) => Some(refusal.code),
        Ok(code) => {
            let beyond = (!by.reaches(Some(code))).then_some(Code::AreaBeyond);
            places::service::objection(uow, code).await?.or(beyond)
        }
    };
    if let Some(code) = objection {
        form.refuse(code, "/area");
    }
    if let Some(parent) = details.parent
        && (Some(parent) == own || query::one(uow.read(), parent).await?.is_none())
    {
        form.refuse(Code::OrganisationUnknown, "/parent");
    }
    form.finish()?;
    Ok(area?)
}

async fn kept(uow: &Uow, id: Id, version: i64) -> Result<Organisation> {
    Ok(held(uow, id, version).await?.0)
}

/// The organisation to be changed, held, and by whom. Everybody may read the directory, so that one that others keep is
/// refused by its name.
async fn held(uow: &Uow, id: Id, version: i64) -> Result<(Organisation, Keeper)> {
    let by = keeper::of(uow, Action::OrganisationManage).await?;
    if by == Keeper::Bootstrap {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let found = query::one_for_update(uow, id).await?.ok_or(Refusal::new(Code::NotFound))?;
    if !by.reaches(Some(&found.area.code.parse()?)) {
        return Err(Refusal::new(Code::AreaBeyond).into());
    }
    if found.version != version {
        return Err(Error::Stale { now: found.version, changes: Vec::new() });
    }
    Ok((found, by))
}

fn row<'a>(id: Id, kind: OrganisationKind, details: &'a Details, area: &'a AreaCode) -> Row<'a> {
    Row {
        id,
        kind,
        name: details.name.trim(),
        area,
        parent: details.parent,
        multi_ethnic: details.multi_ethnic,
        term_began_on: details.term_began_on,
        number_word: details.number_word.trim(),
        phone: phone_of(details),
    }
}

/// As it is kept; it was checked.
fn phone_of(details: &Details) -> String {
    phone::normalise(&details.phone).unwrap_or_default()
}

fn payload(kind: OrganisationKind, details: &Details) -> serde_json::Value {
    json!({
        "kind": kind, "name": details.name.trim(), "area": details.area, "parent": details.parent.map(|id| id.to_string()),
        "multi_ethnic": details.multi_ethnic, "term_began_on": details.term_began_on,
        "number_word": details.number_word.trim(), "phone": phone_of(details),
    })
}

/// The chain of an organisation.
fn stream(id: Id) -> String {
    format!("organisation:{id}")
}
