//! Does history still say what it said? Walking the chains, looking at the seals, and at what was published.

mod kept;
mod seal;
mod walk;

use std::collections::HashSet;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::{Db, Error, Result};

pub use seal::{GRACE_MS, Seal};

/// The first place where history does not hold together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    /// The matter's code, `account:7`, or `seal`.
    pub stream: String,
    /// The event's number, the seal's, or the version's.
    pub seq: i64,
    pub what: BreakKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BreakKind {
    /// A number is missing, or comes twice.
    Gap,
    /// The event names another predecessor than stands before it: the order was changed, or one was put in.
    Predecessor,
    /// The event was altered.
    Altered,
    /// The payload was altered.
    Payload,
    /// The row knows a later event than the chain has.
    Head,
    /// An event is older than the one before it: the clock was set back.
    Clock,
    /// A chain changed what it is hashed with.
    Hashing,
    /// A chain that was sealed is there no more.
    Removed,
    /// A chain holds together and is another one than was sealed: it was written anew, or cut off at its end.
    Rewritten,
    /// A seal does not fit its heads, or the seal before it.
    Seal,
    /// A published version is not what its event says.
    Published,
}

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub streams: u64,
    pub events: u64,
    /// Daily seals that were looked at.
    pub seals: u64,
    /// In the order of their streams.
    pub breaks: Vec<Break>,
    /// Found beside the chains: told where the chain itself shows nothing.
    beside: Vec<Break>,
}

impl Report {
    fn add(&mut self, other: Report) {
        self.streams += other.streams;
        self.events += other.events;
        self.seals += other.seals;
        self.breaks.extend(other.breaks);
        self.beside.extend(other.beside);
    }

    fn finish(&mut self) {
        let known: HashSet<String> = self.breaks.iter().map(|found| found.stream.clone()).collect();
        let beside = std::mem::take(&mut self.beside);
        self.breaks.extend(beside.into_iter().filter(|found| !known.contains(&found.stream)));
        self.breaks.sort_unstable();
    }
}

/// How many events were walked since the last word.
type Told = mpsc::UnboundedSender<u64>;

impl Db {
    /// Walks every chain, several at once; looks at every seal and every published version. `progress` is told the number
    /// of events walked so far.
    ///
    /// # Errors
    /// [`Error::Db`] if the database does not answer. What is broken is no error but in the report.
    pub async fn verify_chains(&self, progress: impl FnMut(u64)) -> Result<Report> {
        self.verify_chains_by(walk::walkers(self).await?, progress).await
    }

    /// As [`Db::verify_chains`], with so many walking along the matters at once.
    ///
    /// # Errors
    /// As [`Db::verify_chains`].
    pub async fn verify_chains_by(&self, walkers: i64, mut progress: impl FnMut(u64)) -> Result<Report> {
        let (told, mut heard) = mpsc::unbounded_channel();
        let mut parts: JoinSet<Result<Report>> = JoinSet::new();
        for part in walk::parts(self, walkers).await? {
            let (db, told) = (self.clone(), told.clone());
            parts.spawn(async move { walk::matters(&db, part, &told).await });
        }
        let db = self.clone();
        parts.spawn(async move { walk::registry(&db, &told).await });
        let db = self.clone();
        parts.spawn(async move { walk::heads(&db).await });
        let db = self.clone();
        parts.spawn(async move { seal::verify(&db).await });
        let db = self.clone();
        parts.spawn(async move { kept::verify(&db).await });
        let mut walked = 0;
        while let Some(more) = heard.recv().await {
            walked += more;
            progress(walked);
        }
        let mut report = Report::default();
        while let Some(part) = parts.join_next().await {
            report.add(part.map_err(|_| Error::Other("a walk along the chains panicked".into()))??);
        }
        report.finish();
        Ok(report)
    }
}
