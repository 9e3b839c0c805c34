//! Accesses: who read what. Gathered in memory and written in groups, so that reading stays quick;
//! reading never touches a matter's chain of events.

use std::sync::Mutex;

use bandeng_core::kernel::Instant;
use bandeng_store::entities::accesses;
use bandeng_store::{Ctx, Db, MatterKey, Result};
use sea_orm::{ActiveValue::Set, EntityTrait};

/// Accesses that wait to be written.
#[derive(Default)]
pub struct AccessLog {
    waiting: Mutex<Vec<accesses::ActiveModel>>,
}

/// Written at once when so many wait.
const GROUP: usize = 200;

impl AccessLog {
    /// Notes a read. `detail` names a form or a field, never a value.
    pub fn note(&self, db: &Db, ctx: &Ctx, action: &str, matter: Option<&MatterKey>, detail: &str) {
        let at: Instant = db.now();
        let access = accesses::ActiveModel {
            id: Set(db.env().ids.next(at)),
            at: Set(at),
            account_id: Set(ctx.actor.account),
            action: Set(action.to_owned()),
            county: Set(matter.map(|m| m.county.clone())),
            matter_id: Set(matter.map(|m| m.id)),
            detail: Set(detail.to_owned()),
            request_id: Set(ctx.request_id.clone()),
        };
        self.lock().push(access);
    }

    /// More than a group waits.
    pub fn is_full(&self) -> bool {
        self.lock().len() >= GROUP
    }

    /// Writes what waits. Called every second, when a group is full, and at the end.
    pub async fn flush(&self, db: &Db) -> Result<()> {
        let waiting = std::mem::take(&mut *self.lock());
        for group in waiting.chunks(GROUP) {
            accesses::Entity::insert_many(group.to_vec()).exec_without_returning(db.technical()).await?;
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<accesses::ActiveModel>> {
        self.waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
