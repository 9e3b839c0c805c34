//! The borders that hold, in memory: a point finds its grid without asking the database.
//!
//! Made anew after a change here at once, and after a minute where another process may have drawn.

use std::sync::{Arc, PoisonError, RwLock};

use bandeng_core::grids::index::GridIndex;
use bandeng_core::kernel::{Date, Instant};
use bandeng_store::{Db, Result};

use super::query;

/// How long nothing is asked.
const FRESH_MS: Instant = 60_000;

/// The index as it was last made.
pub struct Grids(RwLock<Kept>);

#[derive(Clone)]
struct Kept {
    index: Arc<GridIndex>,
    /// The last change in it, and the day it was made for: borders begin and end with a day.
    of: Option<(Instant, Date)>,
    asked_at: Instant,
}

impl Default for Grids {
    fn default() -> Self {
        Self(RwLock::new(Kept { index: Arc::default(), of: None, asked_at: Instant::MIN / 2 }))
    }
}

impl Grids {
    /// The borders that hold today.
    ///
    /// # Errors
    /// If the database does not answer, or holds a border that is none.
    pub async fn index(&self, db: &Db) -> Result<Arc<GridIndex>> {
        let (now, today) = (db.now(), db.today());
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        let made_today = known.of.is_some_and(|(_, day)| day == today);
        if made_today && (0..FRESH_MS).contains(&(now - known.asked_at)) {
            return Ok(known.index);
        }
        let changed = query::last_change(db).await?;
        let index = match known.of {
            Some(of) if of == (changed, today) => known.index,
            _ => {
                let borders = query::holding(db, today).await?;
                Arc::new(GridIndex::new(borders))
            }
        };
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Kept { index: index.clone(), of: Some((changed, today)), asked_at: now };
        Ok(index)
    }

    /// A border has changed: the next who asks is told.
    pub(super) fn stale(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).asked_at = Instant::MIN / 2;
    }
}
