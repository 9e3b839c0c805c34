//! Counting: a matter to which something happened is counted again, in the transaction that changes its sums.
//!
//! The commit of every unit of work leaves a mark. A group of marked matters is taken up together: their facts are made
//! from what they are now, compared with the facts that are there, and the difference goes into facts and sums at once.
//! So facts and sums never disagree, a run that is stopped leaves everything as it was before the group, and counting a
//! matter again changes nothing. A recount of everything is the same with all matters taken up one after the other.

use std::collections::HashMap;
use std::time::Duration;

use bandeng_core::figures::cell::{self, Sums};
use bandeng_core::figures::{Fact, Filed, facts};
use bandeng_core::kernel::Id;
use bandeng_store::entities::facts::Model as FactRow;
use bandeng_store::{Db, Error, MatterKey, Result};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::query::counting::{self as query, Kept, Turn};

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
    let mut done = 0;
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
    let differed = change.put.len() + change.gone.len();
    turn.write(change.put, &change.gone, change.sums).await?;
    turn.unmark(keys).await?;
    Ok(differed as u64)
}

/// What a count changes.
#[derive(Default)]
struct Change {
    /// New or other than before.
    put: Vec<FactRow>,
    gone: Vec<FactRow>,
    sums: Sums,
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
                cell::add(&mut change.sums, &kept.filed(), &fact, 1);
                change.put.push(row);
            }
            known.insert(kept.key.id, before);
        }
        for gone in known.into_values().flatten() {
            change.take_out(&gone)?;
            change.gone.push(gone);
        }
        change.sums.retain(|_, sum| !sum.is_zero());
        Ok(change)
    }

    fn take_out(&mut self, row: &FactRow) -> Result<()> {
        add_row(&mut self.sums, row, -1)
    }
}

/// Adds a fact that was read back to the sums it belongs to. One of a measure this program does not know is in none.
fn add_row(sums: &mut Sums, row: &FactRow, sign: i64) -> Result<()> {
    let area = row.area.parse()?;
    if let Some(fact) = query::fact_of(row)? {
        let filed = Filed { area: &area, kind: row.kind.parse()?, source: row.source.parse()?, sealed: row.sealed };
        cell::add(sums, &filed, &fact, sign);
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
fn rows_of(kept: &Kept) -> Vec<(Fact, FactRow)> {
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
pub async fn rebuild(db: &Db, mut progress: impl FnMut(u64)) -> Result<Recount> {
    let mut done = Recount::default();
    let (mut after, before) = query::progress(db).await?;
    done.matters = before;
    loop {
        let turn = Turn::begin(db).await?;
        let keys = turn.next(after, LARGE_GROUP).await?;
        let Some(last) = keys.last() else { break };
        after = last.id;
        done.facts += count(&turn, &keys).await?;
        done.matters += keys.len() as u64;
        turn.note_progress(after, done.matters).await?;
        turn.commit().await?;
        progress(done.matters);
    }
    let look = db.snapshot().await?;
    let wrong = wrong_sums(&look).await?;
    drop(look);
    done.sums = wrong.len() as u64;
    // Sums only ever move by differences: one that was wrong then is wrong by as much now.
    let turn = Turn::begin(db).await?;
    turn.write(Vec::new(), &[], wrong).await?;
    turn.end_progress().await?;
    turn.commit().await?;
    Ok(done)
}

/// What every sum lacks to be what its facts add up to.
async fn wrong_sums(connection: &impl sea_orm::ConnectionTrait) -> Result<Sums> {
    let mut sums = Sums::new();
    let mut after = None;
    loop {
        let rows = query::facts_after(connection, after.as_ref()).await?;
        let Some(last) = rows.last() else { break };
        after = Some((last.county.clone(), last.matter_id, last.measure.clone(), last.n));
        for row in &rows {
            add_row(&mut sums, row, 1)?;
        }
    }
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
    let (mut found, mut sums) = (Verified::default(), Sums::new());
    while let Some(walked) = walks.join_next().await {
        let (part, counted) = walked.map_err(|error| Error::Other(format!("a look at the figures: {error}")))??;
        found.matters += part.matters;
        found.facts += part.facts;
        found.wrong_matters += part.wrong_matters;
        found.waiting += part.waiting;
        for (cell, sum) in counted {
            *sums.entry(cell).or_default() += sum;
        }
    }
    let look = db.snapshot().await?;
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
async fn walk(db: &Db, mut after: Id, until: Id, tell: &mpsc::UnboundedSender<u64>) -> Result<(Verified, Sums)> {
    let (mut found, mut sums) = (Verified::default(), Sums::new());
    loop {
        let look = db.snapshot().await?;
        let keys = query::next_matters(&look, after, until, LARGE_GROUP).await?;
        let Some(last) = keys.last() else { return Ok((found, sums)) };
        after = last.id;
        let waiting = query::waiting_among(&look, &keys).await?;
        let mut known = by_matter(query::facts(&look, &keys).await?);
        for kept in query::lives(&look, &keys).await? {
            let before = known.remove(&kept.key.id).unwrap_or_default();
            found.facts += before.len() as u64;
            if waiting.contains(&kept.key) {
                found.waiting += 1;
                before.iter().try_for_each(|row| add_row(&mut sums, row, 1))?;
                continue;
            }
            let rows = rows_of(&kept);
            let same = rows.len() == before.len() && rows.iter().all(|(_, row)| before.contains(row));
            found.wrong_matters += u64::from(!same);
            rows.iter().for_each(|(fact, _)| cell::add(&mut sums, &kept.filed(), fact, 1));
        }
        found.matters += keys.len() as u64;
        // Nobody may be there to hear it.
        let _ = tell.send(keys.len() as u64);
    }
}
