//! Forgetting: enrolments go on their day, and calls lose what they hold of persons.

use bandeng_core::calls::{ASKED_FOR_MS, CALL_KEEPS_MS};
use bandeng_store::{Ctx, Result};
use serde_json::json;

use super::query;
use crate::http::App;

/// Its name in the queue.
pub(crate) const FORGET: &str = "forget_callers";

/// Deletes enrolments that are over, each with its event, and empties calls that are long over.
pub(crate) async fn forget(app: &App) -> Result<()> {
    /// In one transaction.
    const GROUP: u64 = 100;
    loop {
        let gone = query::expired(&app.db, app.db.today(), app.db.now() - ASKED_FOR_MS, GROUP).await?;
        let mut uow = app.begin(&Ctx::system(FORGET)).await?;
        for id in &gone {
            query::delete_caller(&uow, *id).await?;
            uow.record_registry(format!("caller:{id}"), "caller.removed", &json!({ "expired": true }))?;
        }
        let before = uow.now() - CALL_KEEPS_MS;
        query::forget(&uow, before).await?;
        uow.commit().await?;
        if gone.len() < GROUP as usize {
            return Ok(());
        }
    }
}
