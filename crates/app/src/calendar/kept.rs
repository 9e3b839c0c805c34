//! The calendar in memory: days are counted with every write, and nobody asks the database for them.
//!
//! A version never changes, so that only later ones are ever asked for: at once after a publication here, and after a
//! minute where another process may have published.

use std::sync::{Arc, PoisonError, RwLock};

use bandeng_core::deadlines::Calendar;
use bandeng_core::kernel::Instant;
use bandeng_store::{Db, Result};

use super::query;

/// How long nothing is asked.
const FRESH_MS: Instant = 60_000;

/// The calendar as it was last read.
pub struct Calendars(RwLock<Kept>);

#[derive(Clone)]
struct Kept {
    calendar: Arc<Calendar>,
    /// Of the last publication in it; 0: what the program was built with.
    version: i64,
    asked_at: Instant,
}

impl Default for Calendars {
    fn default() -> Self {
        let calendar = Arc::new(Calendar::official().clone());
        Self(RwLock::new(Kept { calendar, version: 0, asked_at: Instant::MIN / 2 }))
    }
}

impl Calendars {
    /// The calendar as far as it is known here.
    pub fn current(&self) -> Arc<Calendar> {
        self.kept().calendar
    }

    /// The number of the last publication that is known here.
    pub fn version(&self) -> i64 {
        self.kept().version
    }

    fn kept(&self) -> Kept {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks for later publications, if that is a while ago.
    ///
    /// # Errors
    /// If the database does not answer, or holds a notice that is none.
    pub async fn refresh(&self, db: &Db) -> Result<()> {
        let (now, known) = (db.now(), self.kept());
        if (0..FRESH_MS).contains(&(now - known.asked_at)) {
            return Ok(());
        }
        let later = query::later(db.reader(), known.version).await?;
        let (mut calendar, mut version) = (known.calendar, known.version);
        for (number, notice) in later {
            calendar = Arc::new(Calendar::clone(&calendar).with(notice)?);
            version = number;
        }
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if version >= kept.version {
            *kept = Kept { calendar, version, asked_at: now };
        }
        Ok(())
    }

    /// Something was published: the next who asks is told.
    pub(super) fn stale(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).asked_at = Instant::MIN / 2;
    }
}
