//! Counting: a matter to which something happened is counted again, in the transaction that changes its sums.
//!
//! The commit of every unit of work leaves a mark. A group of marked matters is taken up together: their facts are made
//! from what they are now, compared with the facts that are there, and the difference goes into facts and sums at once.
//! So facts and sums never disagree, a run that is stopped leaves everything as it was before the group, and counting a
//! matter again changes nothing. A recount of everything is the same with all matters taken up one after the other.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use bandeng_core::figures::cell::{Gathered, Sums};
use bandeng_core::figures::{Fact, Filed, facts};
use bandeng_core::kernel::Id;
use bandeng_store::entities::facts::Model as FactRow;
use bandeng_store::{Db, Error, MatterKey, Result};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::query::counting::{self as query, Kept, Seen, Turn};

/// Matters a transaction: who wants to write meanwhile waits for some tens of milliseconds.
const GROUP: u64 = 100;
/// In a recount of everything nobody minds a longer wait.
const LARGE_GROUP: u64 = 500;
/// So long a run of the job lasts at most; others wait for their turn.
const A_WHILE_MS: i64 = 1_500;
/// For each millisecond of counting so many of rest: whatever waits, the one writer of SQLite is left nine tenths of
/// its time for registering.
const REST: i64 = 9;

/// Counts what waits, with rests, for a while.
pub(super) async fn a_while(db: &Db) -> Result<()> {
    let began = db.now();
    loop {
        let before = db.now();
        if marked(db, GROUP).await? == 0 || db.now() - began >= A_WHILE_MS {
            return Ok(());
        }
        let took = (db.now() - before).max(0);
        tokio::time::sleep(Duration::from_millis((took * REST).unsigned_abs())).await;
    }
}

/// Counts everything that waits, without rest. Returns how many matters that were.
///
/// # Errors
/// [`bandeng_store::Error::Db`]; what was counted is kept.
pub async fn catch_up(db: &Db) -> Result<u64> {
    let mut done = in_bulk(db, Walk::Marked, Id::default(), 0, |_| {}).await?.matters;
    // What came in meanwhile, before where the walk was.
    loop {
        match marked(db, LARGE_GROUP).await? {
            0 => return Ok(done),
            counted => done += counted,
        }
    }
}

/// Counts a group of marked matters.
async fn marked(db: &Db, limit: u64) -> Result<u64> {
    let turn = Turn::begin(db).await?;
    let keys = turn.marked(limit).await?;
    if keys.is_empty() {
        return Ok(0);
    }
    count(&turn, &keys).await?;
    turn.commit().await?;
    Ok(keys.len() as u64)
}

/// Counts these matters anew: replaces their facts and moves the sums by the difference. Returns how many facts differed.
async fn count(turn: &Turn, keys: &[MatterKey]) -> Result<u64> {
    let known = query::facts(turn.connection(), keys).await?;
    let lives = query::lives(turn.connection(), keys).await?;
    let change = Change::between(known, &lives)?;
    let differed = change.len();
    turn.write(change.put, &change.gone, change.sums.into_sums()).await?;
    turn.unmark(keys).await?;
    Ok(differed as u64)
}

/// What a count changes.
#[derive(Default)]
struct Change {
    /// New or other than before.
    put: Vec<FactRow>,
    gone: Vec<FactRow>,
    sums: Gathered,
}

impl Change {
    fn between(known: Vec<FactRow>, lives: &[Kept]) -> Result<Self> {
        let mut known = by_matter(known);
        let mut change = Self::default();
        for kept in lives {
            let mut before = known.remove(&kept.key.id).unwrap_or_default();
            for (fact, row) in rows_of(kept) {
                let same = |known: &FactRow| known.measure == row.measure && known.n == row.n;
                if let Some(place) = before.iter().position(same) {
                    let before = before.swap_remove(place);
                    if before == row {
                        continue;
                    }
                    change.take_out(&before)?;
                }
                change.sums.add(&kept.filed(), &fact, 1);
                change.put.push(row);
            }
            known.insert(kept.key.id, before);
        }
        for gone in known.into_values().flatten() {
            change.take_out(&gone)?;
            change.gone.push(gone);
        }
        Ok(change)
    }

    /// How many facts differ.
    fn len(&self) -> usize {
        self.put.len() + self.gone.len()
    }

    fn add(&mut self, other: Self) {
        self.put.extend(other.put);
        self.gone.extend(other.gone);
        self.sums.merge(other.sums);
    }

    fn take_out(&mut self, row: &FactRow) -> Result<()> {
        add_row(&mut self.sums, row, -1)
    }
}

/// Adds a fact that was read back to the sums it belongs to. One of a measure this program does not know is in none.
fn add_row(sums: &mut Gathered, row: &FactRow, sign: i64) -> Result<()> {
    let area = row.area.parse()?;
    if let Some(fact) = query::fact_of(row)? {
        let filed = Filed { area: &area, kind: row.kind.parse()?, source: row.source.parse()?, sealed: row.sealed };
        sums.add(&filed, &fact, sign);
    }
    Ok(())
}

/// Facts by the number of their matter.
fn by_matter(rows: Vec<FactRow>) -> HashMap<Id, Vec<FactRow>> {
    let mut found: HashMap<Id, Vec<FactRow>> = HashMap::new();
    for row in rows {
        found.entry(row.matter_id).or_default().push(row);
    }
    found
}

/// The facts of a matter with their rows.
pub(super) fn rows_of(kept: &Kept) -> Vec<(Fact, FactRow)> {
    let found = kept.with_life(|life| facts(&life));
    found
        .into_iter()
        .map(|fact| {
            let row = query::row_of(kept, &fact);
            (fact, row)
        })
        .collect()
}

/// What a recount did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    pub matters: u64,
    /// Facts that were missing, superfluous or other than they should be.
    pub facts: u64,
    /// Sums that were not what their facts add up to.
    pub sums: u64,
}

/// Counts every matter anew, then holds every sum against its facts. What was right stays as it is, so that the figures
/// are right all the while; a recount that is stopped goes on where it was. `progress` hears how many matters are done.
///
/// # Errors
/// [`bandeng_store::Error::Db`]; what was done is kept.
pub async fn rebuild(db: &Db, progress: impl FnMut(u64)) -> Result<Recount> {
    let (after, before) = query::progress(db).await?;
    let mut counted = in_bulk(db, Walk::All, after, before, progress).await?;
    let look = db.snapshot().await?;
    let mut wrong = Sums::new();
    if counted.is_whole {
        let mut sums = std::mem::take(&mut counted.sums).into_sums();
        query::subtract_kept_sums(&look, &mut sums).await?;
        counted.is_whole = sums.values().all(|sum| sum.is_zero());
    }
    if !counted.is_whole {
        // Some are wrong, or somebody counted meanwhile: from the facts themselves.
        wrong = wrong_sums(&look).await?;
    }
    drop(look);
    let done = Recount { matters: counted.matters, facts: counted.facts, sums: wrong.len() as u64 };
    // Sums only ever move by differences: one that was wrong then is wrong by as much now.
    let turn = Turn::begin(db).await?;
    turn.write(Vec::new(), &[], wrong).await?;
    turn.end_progress().await?;
    turn.commit().await?;
    Ok(done)
}

/// So many groups are looked at at once: both cores of a small machine are busy, and one of SQLite's four readers is free.
const LOOKS: usize = 3;
/// So many facts are written in one transaction: the more, the fewer times a sum is touched.
const AT_ONCE: usize = 50_000;
/// And so many groups at most, so that a recount in which all was right notes how far it is.
const GROUPS: usize = 40;

/// Which matters a long count goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Walk {
    All,
    Marked,
}

impl Walk {
    async fn next(self, db: &Db, after: &MatterKey) -> Result<Vec<MatterKey>> {
        match self {
            Walk::All => query::next_matters(db.reader(), after.id, Id::MAX, LARGE_GROUP).await,
            Walk::Marked => query::next_marked(db.reader(), after, LARGE_GROUP).await,
        }
    }
}

/// What a long count came to.
struct Counted {
    matters: u64,
    /// Facts that differed.
    facts: u64,
    /// What the facts of all these matters add up to.
    sums: Gathered,
    /// It began at the beginning, and nobody came between a look and its writing: the sums are those of all facts.
    is_whole: bool,
}

/// Counts a long row of matters: several groups are looked at at once, each in one state of the database, and what they
/// change is written in their order, many groups in one transaction. `before` were done by a count that was stopped.
async fn in_bulk(db: &Db, walk: Walk, after: Id, before: u64, mut progress: impl FnMut(u64)) -> Result<Counted> {
    let mut counted = Counted { matters: before, facts: 0, sums: Gathered::default(), is_whole: before == 0 };
    let mut after = MatterKey { county: String::new(), id: after };
    let (mut looks, mut more) = (VecDeque::new(), true);
    let (mut batch, mut facts) = (Vec::new(), 0);
    loop {
        while more && looks.len() < LOOKS {
            let keys = walk.next(db, &after).await?;
            match keys.last() {
                None => more = false,
                Some(last) => {
                    after = last.clone();
                    let db = db.clone();
                    looks.push_back(tokio::spawn(async move { look(&db, keys).await }));
                }
            }
        }
        let Some(next) = looks.pop_front() else { break };
        let found = next.await.map_err(|error| Error::Other(format!("a look at matters: {error}")))??;
        counted.matters += found.seen.keys.len() as u64;
        facts += found.change.len();
        batch.push(found);
        if facts >= AT_ONCE || batch.len() >= GROUPS {
            write(db, walk, std::mem::take(&mut batch), &mut counted).await?;
            facts = 0;
        }
        progress(counted.matters);
    }
    write(db, walk, batch, &mut counted).await?;
    Ok(counted)
}

/// What a look at a group of matters found.
struct Found {
    seen: Seen,
    change: Change,
    /// What their facts add up to as they should be.
    sums: Gathered,
}

/// Makes the facts of a group of matters and compares them with those that are kept.
async fn look(db: &Db, keys: Vec<MatterKey>) -> Result<Found> {
    let look = db.snapshot().await?;
    let seen = Seen::of(&look, &keys).await?;
    let mut lines = query::lines(&look, &keys).await?;
    let (mut sums, mut other) = (Gathered::default(), Vec::new());
    for kept in query::lives(&look, &keys).await? {
        let rows = rows_of(&kept);
        rows.iter().for_each(|(fact, _)| sums.add(&kept.filed(), fact, 1));
        if !lines.remove(&kept.key.id).unwrap_or_default().are(&kept, &rows) {
            other.push(kept);
        }
    }
    // Facts of a matter that is not there are left over.
    let ids: HashSet<Id> = other.iter().map(|kept| kept.key.id).chain(lines.into_keys()).collect();
    let keys: Vec<MatterKey> = keys.into_iter().filter(|key| ids.contains(&key.id)).collect();
    let known = if keys.is_empty() { Vec::new() } else { query::facts(&look, &keys).await? };
    Ok(Found { seen, change: Change::between(known, &other)?, sums })
}

/// Writes what looks have found. A group that somebody touched since it was looked at is counted anew.
async fn write(db: &Db, walk: Walk, batch: Vec<Found>, counted: &mut Counted) -> Result<()> {
    let Some(last) = batch.last().and_then(|found| found.seen.keys.last()).map(|key| key.id) else { return Ok(()) };
    let turn = Turn::begin(db).await?;
    let (mut whole, mut waited) = (Change::default(), Vec::new());
    for found in batch {
        let changes = found.change.len() > 0 || !found.seen.waiting.is_empty();
        if changes && !turn.is_as_seen(&found.seen).await? {
            counted.facts += count(&turn, &found.seen.keys).await?;
            counted.is_whole = false;
            continue;
        }
        if counted.is_whole && walk == Walk::All {
            counted.sums.merge(found.sums);
        }
        waited.extend(found.seen.waiting);
        whole.add(found.change);
    }
    counted.facts += whole.len() as u64;
    turn.write(whole.put, &whole.gone, whole.sums.into_sums()).await?;
    for waited in waited.chunks(LARGE_GROUP as usize) {
        turn.unmark(waited).await?;
    }
    if walk == Walk::All {
        turn.note_progress(last, counted.matters).await?;
    }
    turn.commit().await
}

/// What every sum lacks to be what its facts add up to.
async fn wrong_sums(connection: &impl sea_orm::ConnectionTrait) -> Result<Sums> {
    let mut sums = Gathered::default();
    let mut after = None;
    loop {
        let rows = query::facts_after(connection, after.as_ref()).await?;
        let Some(last) = rows.last() else { break };
        after = Some((last.county.clone(), last.matter_id, last.measure.clone(), last.n));
        for row in &rows {
            add_row(&mut sums, row, 1)?;
        }
    }
    let mut sums = sums.into_sums();
    query::subtract_kept_sums(connection, &mut sums).await?;
    sums.retain(|_, sum| !sum.is_zero());
    Ok(sums)
}

/// What a look at everything found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub matters: u64,
    pub facts: u64,
    /// Matters whose facts are not what a recount makes.
    pub wrong_matters: u64,
    pub wrong_sums: u64,
    /// Matters to which something happened and that wait to be counted; they are not wrong.
    pub waiting: u64,
}

impl Verified {
    pub fn is_right(&self) -> bool {
        self.wrong_matters == 0 && self.wrong_sums == 0
    }
}

/// Counts everything once more beside what is kept and compares. Stops nobody; matters are looked at by several at once,
/// each group in one state of the database. `progress` hears how many matters are done.
///
/// # Errors
/// [`bandeng_store::Error::Db`].
pub async fn verify(db: &Db, mut progress: impl FnMut(u64)) -> Result<Verified> {
    let (tell, mut heard) = mpsc::unbounded_channel();
    let mut walks = JoinSet::new();
    for (after, until) in query::ranges(db, WALKERS).await? {
        let (db, tell) = (db.clone(), tell.clone());
        walks.spawn(async move { walk(&db, after, until, &tell).await });
    }
    drop(tell);
    let mut done = 0;
    while let Some(matters) = heard.recv().await {
        done += matters;
        progress(done);
    }
    let (mut found, mut sums) = (Verified::default(), Gathered::default());
    while let Some(walked) = walks.join_next().await {
        let (part, counted) = walked.map_err(|error| Error::Other(format!("a look at the figures: {error}")))??;
        found.matters += part.matters;
        found.facts += part.facts;
        found.wrong_matters += part.wrong_matters;
        found.waiting += part.waiting;
        sums.merge(counted);
    }
    let (look, mut sums) = (db.snapshot().await?, sums.into_sums());
    query::subtract_kept_sums(&look, &mut sums).await?;
    if sums.values().any(|sum| !sum.is_zero()) {
        // Wrong, or somebody counted meanwhile: the facts themselves, and the sums, in one state of the database.
        found.wrong_sums = wrong_sums(&look).await?.len() as u64;
    }
    Ok(found)
}

/// So many look at matters at once; with that two of SQLite's four readers stay free.
const WALKERS: i64 = 2;

/// Looks at the matters after one number and up to another: what is wrong, and what the sums of their facts should be.
async fn walk(db: &Db, mut after: Id, until: Id, tell: &mpsc::UnboundedSender<u64>) -> Result<(Verified, Gathered)> {
    let (mut found, mut sums) = (Verified::default(), Gathered::default());
    loop {
        let look = db.snapshot().await?;
        let keys = query::next_matters(&look, after, until, LARGE_GROUP).await?;
        let Some(last) = keys.last() else { return Ok((found, sums)) };
        after = last.id;
        let waiting = query::waiting_among(&look, &keys).await?;
        if !waiting.is_empty() {
            // Not wrong, and counted by what is kept of them.
            let keys: Vec<MatterKey> = waiting.iter().cloned().collect();
            query::facts(&look, &keys).await?.iter().try_for_each(|row| add_row(&mut sums, row, 1))?;
        }
        let mut lines = query::lines(&look, &keys).await?;
        for kept in query::lives(&look, &keys).await? {
            let before = lines.remove(&kept.key.id).unwrap_or_default();
            found.facts += before.len() as u64;
            if waiting.contains(&kept.key) {
                found.waiting += 1;
                continue;
            }
            let rows = rows_of(&kept);
            found.wrong_matters += u64::from(!before.are(&kept, &rows));
            rows.iter().for_each(|(fact, _)| sums.add(&kept.filed(), fact, 1));
        }
        found.matters += keys.len() as u64;
        // Nobody may be there to hear it.
        let _ = tell.send(keys.len() as u64);
    }
}
