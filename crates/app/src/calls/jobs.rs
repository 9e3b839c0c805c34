//! Bringing to mind that an enrolment ends, once and a fortnight before. Forgetting: enrolments go on their day, and calls lose what they hold of persons.

use bandeng_core::calls::{ASKED_FOR_MS, CALL_KEEPS_MS, ENDING_DAYS, LAPSES_AFTER_MS};
use bandeng_core::messages::{MessageKind, Values};
use bandeng_store::{Ctx, Error, Result};
use serde_json::json;

use super::{callers, query, service};
use crate::grids;
use crate::http::App;
use crate::identity::me::Language;
use crate::messages::service::{self as messages, Message, To};

/// Its name in the queue.
pub(crate) const FORGET: &str = "forget_callers";

/// Deletes enrolments that are over, each with its event, ends calls that everybody forgot, and empties those long over.
pub(crate) async fn forget(app: &App) -> Result<()> {
    /// In one transaction.
    const GROUP: u64 = 100;
    loop {
        let left = query::open_since(&app.db, app.db.now() - LAPSES_AFTER_MS, GROUP).await?;
        let mut uow = app.begin(&Ctx::system(FORGET)).await?;
        let mut ended = 0;
        for id in &left {
            let Some(call) = query::call_for_update(&uow, *id).await? else { continue };
            if call.over_at.is_none() && uow.now() - service::last(&call) >= LAPSES_AFTER_MS {
                service::lapse(&mut uow, call).await?;
                ended += 1;
            }
        }
        uow.commit().await?;
        if ended == 0 || left.len() < GROUP as usize {
            break;
        }
    }
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

/// Its name in the queue.
pub(crate) const REMIND: &str = "remind_callers";

/// Tells those whose enrolment ends within a fortnight, by text message where the house sends any. Whoever enrolled them sees it
/// in their list.
pub(crate) async fn remind(app: &App) -> Result<()> {
    /// In one transaction.
    const GROUP: u64 = 100;
    loop {
        let today = app.db.today();
        let until = today.saturating_add(jiff::Span::new().days(ENDING_DAYS));
        let ending = query::ending(&app.db, today, until, GROUP).await?;
        let grids: Vec<String> = ending.iter().map(|row| row.grid.clone()).collect();
        let names = grids::query::names(app.db.reader(), &grids).await?;
        let mut uow = app.begin(&Ctx::system(REMIND)).await?;
        let count = ending.len();
        for row in ending {
            let day: jiff::civil::Date =
                row.expires_on.parse().map_err(|_| Error::Damaged("the day of an enrolment".into()))?;
            let house = names.get(&row.grid).cloned().unwrap_or_default();
            let day = format!("{}月{}日", day.month(), day.day());
            let message = Message {
                kind: MessageKind::EnrolmentEnds,
                to: To::Phone(callers::sight(app, &row)?.phone),
                language: Language::Zh,
                about: None,
                values: Values { house: &house, day: &day, ..Values::default() },
            };
            if !query::reminded(&uow, &row).await? {
                continue;
            }
            let state = messages::queue(app, &mut uow, message).await?;
            uow.record_registry(format!("caller:{}", row.id), "caller.reminded", &json!({ "message": state }))?;
        }
        uow.commit().await?;
        if count < GROUP as usize {
            return Ok(());
        }
    }
}
