//! What is brought to people's attention by itself.

use bandeng_core::deadlines::RuleId;
use bandeng_core::mediation::Mediation;
use bandeng_core::mediation::days::Running;
use bandeng_store::{Ctx, MatterKey, Result, Uow};
use serde_json::Value;

use super::service;
use crate::http::App;
use crate::matters::case;
use crate::matters::days::Remind;
use crate::matters::query as matter_rows;
use crate::messages::steps;

/// Reminds those who owe something by a day, and, of a promise, whoever made it. It may run twice; nobody is reminded twice.
pub(crate) async fn remind_deadline(app: &App, payload: Value) -> Result<()> {
    let mut uow = app.begin(&Ctx::system("job remind_deadline")).await?;
    let remind: Remind = serde_json::from_value(payload)?;
    if let Some(day) = service::remind(&mut uow, &remind).await?
        && day.deadline.rule == RuleId::Performance
    {
        tell_debtor(app, &mut uow, &remind.key(), &day).await?;
    }
    uow.commit().await
}

async fn tell_debtor(app: &App, uow: &mut Uow, key: &MatterKey, day: &Running) -> Result<()> {
    let Some(row) = matter_rows::matter_by_key(uow.read(), key).await? else { return Ok(()) };
    let matter = case::read(uow.read(), &row.code.parse()?, uow.now()).await?;
    let late = day.deadline.due_on < uow.today();
    for row in matter_rows::mediations(uow.read(), key).await?.iter().rev() {
        let m = row.body.read::<Mediation>()?;
        let promised = m.agreement.iter().flat_map(|agreement| &agreement.draft.obligations);
        if let Some(promise) = promised.into_iter().find(|promise| Some(promise.no) == day.obligation) {
            return steps::promised(app, uow, &matter, promise.debtor, late).await;
        }
    }
    Ok(())
}
