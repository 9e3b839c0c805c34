//! The demo's time: past while the county is made, the machine's afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bandeng_core::kernel::clock::instant_of;
use bandeng_core::kernel::{Clock, Instant};
use bandeng_store::Env;
use bandeng_store::env::{SystemClock, SystemEntropy};
use jiff::civil::DateTime;

/// A clock that can be put into the past, and let go again.
#[derive(Clone, Default)]
pub(crate) struct DemoClock {
    /// Zero: the machine's time.
    stands_at: Arc<AtomicI64>,
}

impl DemoClock {
    /// The world with this clock in it.
    pub(crate) fn env(&self) -> Env {
        Env::new(Arc::new(self.clone()), Arc::new(SystemEntropy))
    }

    /// Puts it to a civil time in China, where it stands still.
    pub(super) fn put(&self, time: DateTime) {
        self.put_late(time, 0);
    }

    /// Puts it so many milliseconds behind a civil time in China.
    pub(super) fn put_late(&self, time: DateTime, late: i64) {
        self.stands_at.store(instant_of(time) + late, Ordering::SeqCst);
    }

    /// Lets it run with the machine's time.
    pub(super) fn let_go(&self) {
        self.stands_at.store(0, Ordering::SeqCst);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        match self.stands_at.load(Ordering::SeqCst) {
            0 => SystemClock.now(),
            at => at,
        }
    }
}
