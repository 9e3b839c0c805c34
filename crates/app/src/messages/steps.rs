//! What parties are told of by itself: that there is something, never what.

use bandeng_core::kernel::MatterCode;
use bandeng_core::matters::PartyNo;
use bandeng_core::mediation::MoveKind;
use bandeng_core::messages::MessageKind;
use bandeng_store::{Result, Uow};

use super::query;
use super::service::{are_sent, tell};
use crate::http::App;
use crate::matters::case::{Matter, lock};

/// How long the link in such a message holds, in hours.
const HOURS: i64 = 72;
/// One to choose a mediator by: the two working days, and a holiday between.
const CHOICE_HOURS: i64 = 240;
/// Two promises of one day, or a job that ran twice, are one message.
const ONCE_IN_MS: i64 = 12 * 3_600_000;

/// Tells every party of a move that concerns all of them, in the unit of work that made it.
pub(crate) async fn moved(app: &App, uow: &mut Uow, code: &MatterCode, made: MoveKind) -> Result<()> {
    let (kind, page, hours) = match made {
        MoveKind::Accept => (MessageKind::Accepted, "mine", HOURS),
        MoveKind::Decline | MoveKind::Terminate | MoveKind::Refer => (MessageKind::Answered, "mine", HOURS),
        MoveKind::ProposeMediators => (MessageKind::Choose, "choice", CHOICE_HOURS),
        _ => return Ok(()),
    };
    if !are_sent(app) {
        return Ok(());
    }
    let matter = lock(uow, code).await?;
    all(app, uow, &matter, kind, (page, hours)).await
}

/// Tells every party.
///
/// # Errors
/// Those of the database.
pub(crate) async fn all(
    app: &App,
    uow: &mut Uow,
    matter: &Matter,
    kind: MessageKind,
    (page, hours): (&str, i64),
) -> Result<()> {
    if are_sent(app) {
        for no in matter.party_numbers() {
            tell(app, uow, matter, no, kind, page, hours).await?;
        }
    }
    Ok(())
}

/// Tells whoever promised something that its day comes, or has passed; once, however often it is asked for.
///
/// # Errors
/// [`bandeng_core::kernel::Code::PartyUnknown`].
pub(crate) async fn promised(app: &App, uow: &mut Uow, matter: &Matter, debtor: PartyNo, late: bool) -> Result<()> {
    let kind = if late { MessageKind::Overdue } else { MessageKind::Due };
    let since = uow.now() - ONCE_IN_MS;
    if !are_sent(app) || query::told_since(uow, &matter.key, debtor, kind, since).await? {
        return Ok(());
    }
    tell(app, uow, matter, debtor, kind, "mine", HOURS).await.map(drop)
}
