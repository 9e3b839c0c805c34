//! Requests to put something right, and the answers.

use bandeng_core::kernel::MatterCode;
use bandeng_core::matters::MatterEvent;
use bandeng_core::policy::Action;
use bandeng_core::privacy::correction::Answer;
use bandeng_store::{Ctx, Result};
use serde::Deserialize;
use utoipa::ToSchema;

use super::rights::person;
use crate::http::App;
use crate::matters::case::lock;
use crate::matters::service::save;
use crate::residents::Caller;

/// What the house says to a request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectionReply {
    /// What the writer has seen.
    pub version: i64,
    /// It was put right.
    pub done: bool,
    /// Needed where it was not.
    #[serde(default)]
    pub note: String,
}

/// A party wants something put right.
///
/// # Errors
/// [`bandeng_core::kernel::Code::PartyUnknown`] for a body; those of [`bandeng_core::privacy::correction::Corrections::ask`].
pub(super) async fn ask(app: &App, caller: &Caller, what: &str) -> Result<()> {
    let mut uow = app.begin(&caller.ctx).await?;
    let mut matter = lock(&mut uow, &caller.code).await?;
    person(&matter, caller.party)?;
    let Some(no) = matter.record.corrections.ask(caller.party, what, uow.now())? else { return Ok(()) };
    save(&mut uow, &mut matter)?;
    let event = MatterEvent::CorrectionAsked { party: caller.party, no };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await
}

/// Whoever handles the matter answers.
///
/// # Errors
/// [`bandeng_core::kernel::Code::NotAllowed`]; those of [`bandeng_core::privacy::correction::Corrections::answer`].
pub(super) async fn answer(app: &App, ctx: &Ctx, code: &MatterCode, no: u16, reply: CorrectionReply) -> Result<()> {
    let mut uow = app.begin(ctx).await?;
    let mut matter = lock(&mut uow, code).await?;
    matter.require(uow.actor(), Action::PrivacyKeep)?;
    matter.expect_version(&uow, reply.version).await?;
    let CorrectionReply { done, note, .. } = reply;
    let answer = Answer { done, note, at: uow.now(), by_name: uow.actor().name.clone() };
    let party = matter.record.corrections.answer(no, answer)?;
    save(&mut uow, &mut matter)?;
    let event = MatterEvent::CorrectionAnswered { party, no, done };
    uow.record(&matter.key, event.kind(), &event)?;
    uow.commit().await
}
