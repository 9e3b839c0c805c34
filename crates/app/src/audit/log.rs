//! Accesses: who read what. Gathered in memory and written in groups, so that reading stays quick;
//! reading never touches a matter's chain of events.

use std::sync::Mutex;

use bandeng_core::kernel::Instant;
use bandeng_core::people::registry::Seen;
use bandeng_store::entities::accesses;
use bandeng_store::{Ctx, Db, MatterKey, Result};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

/// Accesses that wait to be written.
#[derive(Default)]
pub struct AccessLog {
    waiting: Mutex<Vec<accesses::ActiveModel>>,
}

/// Written at once when so many wait.
const GROUP: usize = 200;

/// More do not wait while the database is away: a few megabytes. What comes on top is counted as lost.
const MOST: usize = 20_000;

impl AccessLog {
    /// Notes a read.
    pub fn note(&self, db: &Db, ctx: &Ctx, action: &str, matter: Option<&MatterKey>, seen: Option<&Seen>) {
        let at: Instant = db.now();
        let access = accesses::ActiveModel {
            id: Set(db.env().ids.next(at)),
            at: Set(at),
            account_id: Set(ctx.actor.account),
            action: Set(action.to_owned()),
            county: Set(matter.map(|m| m.county.clone())),
            matter_id: Set(matter.map(|m| m.id)),
            detail: Set(seen.map(Seen::to_string).unwrap_or_default()),
            request_id: Set(ctx.request_id.clone()),
        };
        self.wait(vec![access]);
    }

    /// More than a group waits.
    pub fn is_full(&self) -> bool {
        self.lock().len() >= GROUP
    }

    /// Writes what waits. Called every second, when a group is full, and at the end. What could not be written waits on.
    ///
    /// # Errors
    /// [`bandeng_store::Error::Db`] if the database is away.
    pub async fn flush(&self, db: &Db) -> Result<()> {
        let mut waiting = std::mem::take(&mut *self.lock());
        while !waiting.is_empty() {
            let rest = waiting.split_off(waiting.len().min(GROUP));
            // A group whose commit was not confirmed may be there already.
            let once = OnConflict::column(accesses::Column::Id).do_nothing().to_owned();
            let insert = accesses::Entity::insert_many(waiting.clone()).on_conflict(once);
            if let Err(error) = insert.exec_without_returning(db.technical()).await {
                waiting.extend(rest);
                self.wait(waiting);
                return Err(error.into());
            }
            waiting = rest;
        }
        Ok(())
    }

    /// How many wait to be written.
    pub fn waiting(&self) -> usize {
        self.lock().len()
    }

    fn wait(&self, more: Vec<accesses::ActiveModel>) {
        let mut waiting = self.lock();
        waiting.extend(more);
        let over = waiting.len().saturating_sub(MOST);
        if over > 0 {
            waiting.truncate(MOST);
            metrics::counter!("bandeng_accesses_lost_total").increment(over as u64);
            tracing::error!(lost = over, "accesses were not noted: the database is away");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<accesses::ActiveModel>> {
        self.waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
