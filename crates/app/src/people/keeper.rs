//! Who may keep the registry: the administrators, and on the first day the account that appoints them.

use bandeng_core::kernel::{Code, Refusal};
use bandeng_core::policy::{Action, Actor, require_general};
use bandeng_store::{Result, Uow};

use super::accounts::query;
use crate::http::App;
use crate::identity::BOOTSTRAP_MAY;

/// Under which title somebody keeps the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    /// As the administrator whose office it is.
    Office,
    /// As the first account of the installation.
    Bootstrap,
}

/// May the actor of this unit of work do it?
///
/// # Errors
/// [`Code::NotAllowed`].
pub(super) async fn of(uow: &Uow, action: Action) -> Result<Keeper> {
    if require_general(uow.actor(), action).is_ok() {
        return Ok(Keeper::Office);
    }
    let first = might_be_first(uow.actor(), action) && query::is_bootstrap(uow.read(), uow.actor().account).await?;
    if first { Ok(Keeper::Bootstrap) } else { Err(Refusal::new(Code::NotAllowed).into()) }
}

/// May somebody read what one of these actions works on?
///
/// # Errors
/// [`Code::NotAllowed`].
pub(super) async fn may_read(app: &App, actor: &Actor, actions: &[Action]) -> Result<()> {
    if actions.iter().any(|action| require_general(actor, *action).is_ok()) {
        return Ok(());
    }
    let first = actions.iter().any(|action| might_be_first(actor, *action));
    if first && query::is_bootstrap(app.db.reader(), actor.account).await? {
        return Ok(());
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
