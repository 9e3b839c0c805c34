//! Who may keep the registry: the administrators, and on the first day the account that appoints them.

use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::places::{AreaCode, Level};
use bandeng_core::policy::{Action, Actor};
use bandeng_store::{Result, Uow};

use super::accounts::query;
use crate::http::App;
use crate::identity::BOOTSTRAP_MAY;

/// Under which title somebody keeps the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    /// As the administrator whose office it is, within these areas.
    Office(Vec<AreaCode>),
    /// As the first account of the installation.
    Bootstrap,
}

impl Keeper {
    /// Does what lies in an area belong to this keeper? What lies nowhere yet belongs to whoever comes.
    pub(super) fn reaches(&self, area: Option<&AreaCode>) -> bool {
        match self {
            Keeper::Bootstrap => true,
            Keeper::Office(areas) => area.is_none_or(|area| reaches(areas, area)),
        }
    }

    /// The area in which something new is kept, where nothing else says it.
    pub(super) fn home(&self) -> Option<&AreaCode> {
        match self {
            Keeper::Bootstrap => None,
            Keeper::Office(areas) => areas.first(),
        }
    }
}

fn reaches(areas: &[AreaCode], area: &AreaCode) -> bool {
    areas.iter().any(|own| own.contains(area))
}

/// May the actor of this unit of work do it?
///
/// # Errors
/// [`Code::NotAllowed`].
pub(super) async fn of(uow: &Uow, action: Action) -> Result<Keeper> {
    let areas = uow.actor().areas_for(action);
    if !areas.is_empty() {
        return Ok(Keeper::Office(areas));
    }
    let first = might_be_first(uow.actor(), action) && query::is_bootstrap(uow.read(), uow.actor().account).await?;
    if first { Ok(Keeper::Bootstrap) } else { Err(Refusal::new(Code::NotAllowed).into()) }
}

/// Who may read what one of these actions works on.
///
/// # Errors
/// [`Code::NotAllowed`].
pub(super) async fn may_read(app: &App, actor: &Actor, actions: &[Action]) -> Result<Keeper> {
    let areas: Vec<AreaCode> = actions.iter().flat_map(|action| actor.areas_for(*action)).collect();
    if !areas.is_empty() {
        return Ok(Keeper::Office(areas));
    }
    let first = actions.iter().any(|action| might_be_first(actor, *action));
    if first && query::is_bootstrap(app.db.reader(), actor.account).await? {
        return Ok(Keeper::Bootstrap);
    }
    Err(Refusal::new(Code::NotAllowed).into())
}

/// The first account holds no post; what it may do is one short list.
fn might_be_first(actor: &Actor, action: Action) -> bool {
    actor.posts.is_empty() && BOOTSTRAP_MAY.contains(&action)
}

/// Somebody with a working post: they choose among committees and mediators.
///
/// # Errors
/// [`Code::NotAllowed`].
pub(super) fn works(actor: &Actor) -> Result<()> {
    if actor.posts.iter().any(|post| !post.role.is_administrator()) {
        Ok(())
    } else {
        Err(Refusal::new(Code::NotAllowed).into())
    }
}

/// Somebody of the same county, or of what lies above or below it.
///
/// # Errors
/// [`Code::NotFound`].
pub(super) fn works_near(actor: &Actor, area: &AreaCode) -> Result<()> {
    let county = area.at(Level::County).unwrap_or_else(|| area.clone());
    if actor.posts.iter().any(|post| post.area.meets(&county)) {
        Ok(())
    } else {
        Err(Refusal::new(Code::NotFound).into())
    }
}
