//! What parties are told of by itself when a mediation moves: that there is something, never what.

use bandeng_core::kernel::MatterCode;
use bandeng_core::mediation::MoveKind;
use bandeng_core::messages::MessageKind;
use bandeng_store::{Result, Uow};

use super::service::{tell, texts_are_sent};
use crate::http::App;
use crate::matters::case::lock;

/// How long the link in such a message holds, in hours.
const HOURS: i64 = 72;

/// Tells every party of a move that concerns all of them, in the unit of work that made it.
pub(crate) async fn moved(app: &App, uow: &mut Uow, code: &MatterCode, made: MoveKind) -> Result<()> {
    let kind = match made {
        MoveKind::Accept => MessageKind::Accepted,
        MoveKind::Decline | MoveKind::Terminate | MoveKind::Refer => MessageKind::Answered,
        _ => return Ok(()),
    };
    if !texts_are_sent(app) {
        return Ok(());
    }
    let matter = lock(uow, code).await?;
    for no in matter.party_numbers() {
        tell(app, uow, &matter, no, kind, "mine", HOURS).await?;
    }
    Ok(())
}
