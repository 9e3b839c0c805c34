//! Reads a file into rows: a thread unpacks and checks, the database takes groups as they come.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use bandeng_core::kernel::{Code, Id, Refusal};
use bandeng_core::ledger::import::{Cells, Finder, Heading, ImportState, Reader, RowState, Sought, is_example};
use bandeng_sheet::{Ledger, Limits, ReadError, Row};
use bandeng_store::{Ctx, Error, Result};
use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};

use super::known::Known;
use super::query::{self, ImportRow};
use super::service::{About, Body, Problem, print_of, seal};
use crate::http::App;

/// Files read at once: each keeps its shared strings in memory.
static READING: Semaphore = Semaphore::const_new(2);
/// Rows written at once.
const GROUP: usize = 500;
/// The heading lies within these rows.
const HEADING_WITHIN: u32 = 10;

/// What the reading thread sends.
enum Part {
    /// The heading was found; about how many rows follow.
    Begun(Box<About>, u32),
    Rows(Vec<ImportRow>),
}

/// Reads a file to its end and says how that went. Nobody waits for it.
pub(super) async fn run(app: App, ctx: Ctx, id: Id, about: About, bytes: Bytes) {
    let Ok(_permit) = READING.acquire().await else { return };
    let (state, fault) = match read(&app, &ctx, id, about, bytes).await {
        Ok(()) => (ImportState::Ready, None),
        Err(Error::Refused(refusals)) => {
            (ImportState::Failed, Some(refusals.first().map_or(Code::SheetDamaged, |refusal| refusal.code)))
        }
        Err(error) => {
            tracing::error!(import = id, fault = %error, "an import could not be read");
            (ImportState::Failed, Some(Code::ImportInterrupted))
        }
    };
    if let Err(error) = query::set_state(&app.db, id, state, fault.map(Code::as_str)).await {
        tracing::error!(import = id, fault = %error, "the end of an import could not be written");
    }
}

async fn read(app: &App, ctx: &Ctx, id: Id, about: About, bytes: Bytes) -> Result<()> {
    let known = Known::load(app, &ctx.actor).await?;
    let scope = known.scope.clone();
    let (send, mut parts) = mpsc::channel::<Part>(2);
    let thread = Thread {
        app: app.clone(),
        id,
        reader: known.reader(app.db.today()),
        seen: HashSet::new(),
        group: Vec::with_capacity(GROUP),
        send,
    };
    let reading = tokio::task::spawn_blocking(move || thread.work(bytes, about));
    let (mut done, mut total) = (0i64, 0i64);
    while let Some(part) = parts.recv().await {
        let about = match part {
            Part::Begun(about, rows) => {
                total = i64::from(rows);
                Some(seal(app, &*about)?)
            }
            Part::Rows(mut rows) => {
                let prints: Vec<&str> = rows.iter().map(|row| row.print.as_str()).collect();
                let there = query::known(app.db.reader(), scope.as_str(), &prints).await?;
                for row in &mut rows {
                    if there.contains(&row.print) {
                        row.state = RowState::There.to_string();
                    }
                }
                done += rows.len() as i64;
                query::insert_rows(&app.db, rows).await?;
                None
            }
        };
        query::progress(&app.db, id, about, done, total.max(done)).await?;
    }
    // A panic in the reading thread is a file that cannot be understood.
    reading.await.unwrap_or_else(|_| Err(Refusal::new(Code::SheetDamaged).into()))?;
    query::progress(&app.db, id, None, done, done).await
}

/// The reading thread.
struct Thread {
    app: App,
    id: Id,
    reader: Reader,
    /// Rows of this file so far: the second of two equal ones is there already.
    seen: HashSet<Arc<str>>,
    group: Vec<ImportRow>,
    send: mpsc::Sender<Part>,
}

impl Thread {
    fn work(mut self, bytes: Bytes, mut about: About) -> Result<()> {
        let limits = Limits::default();
        let mut ledger = Ledger::open(bytes.into(), limits).map_err(refusal)?;
        let told = ledger.told().clone();
        (about.hidden, about.formulas, about.links) = (told.hidden, told.formulas, told.links);
        let sheets = ledger.sheets().to_vec();
        for sheet in &sheets {
            let last = ledger.last_row(sheet).unwrap_or_default().min(limits.rows);
            let mut finder = Some(Finder::default());
            let mut heading: Option<Heading> = None;
            let mut fault: Option<Error> = None;
            let mut begin = |thread: &Self, found: &Heading, n: u32| {
                about.fields = found.fields();
                about.unread_columns = found.unread().to_vec();
                about.sheet.clone_from(sheet);
                about.unread = sheets.iter().filter(|other| *other != sheet).cloned().collect();
                let begun = Part::Begun(Box::new(about.clone()), last.saturating_sub(n));
                thread.send.blocking_send(begun).map_err(|_| Error::Other("nobody takes the rows".into()))
            };
            let outcome = ledger.read(sheet, |row| {
                let sought = match (&heading, &mut finder) {
                    (None, Some(finder)) => finder.take(row.n, &row.cells),
                    _ => Sought::Open,
                };
                let taken = match sought {
                    Sought::Open => match &heading {
                        Some(heading) => self.take(heading.cells(&row.cells), &row),
                        None if row.n > HEADING_WITHIN => {
                            finder = None;
                            return ControlFlow::Break(());
                        }
                        None => Ok(()),
                    },
                    Sought::Here(found) => begin(&self, heading.insert(found), row.n),
                    Sought::Before(found) => begin(&self, heading.insert(found), row.n - 1)
                        .and_then(|()| self.take(heading.as_ref().and_then(|h| h.cells(&row.cells)), &row)),
                };
                match taken {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        fault = Some(error);
                        ControlFlow::Break(())
                    }
                }
            });
            outcome.map_err(refusal)?;
            if let Some(fault) = fault {
                return Err(fault);
            }
            if heading.is_none()
                && let Some(found) = finder.take().and_then(Finder::end)
            {
                begin(&self, heading.insert(found), last)?;
            }
            if heading.is_some() {
                return self.send_group();
            }
        }
        Err(Refusal::new(Code::HeadingMissing).into())
    }

    fn take(&mut self, cells: Option<Cells>, row: &Row) -> Result<()> {
        let Some(cells) = cells.filter(|cells| !is_example(cells)) else { return Ok(()) };
        let print = print_of(&self.app, &cells);
        let (state, faults) = match self.reader.read(&cells) {
            Ok(_) => (RowState::Right, Vec::new()),
            Err(faults) => (RowState::Wrong, faults.iter().map(Problem::of).collect()),
        };
        let again = !self.seen.insert(print.as_str().into());
        let state = if again && state == RowState::Right { RowState::There } else { state };
        self.group.push(ImportRow {
            import_id: self.id,
            n: i64::from(row.n),
            state: state.to_string(),
            body: seal(&self.app, &Body { cells, faults })?,
            print,
            code: None,
        });
        if self.group.len() >= GROUP { self.send_group() } else { Ok(()) }
    }

    fn send_group(&mut self) -> Result<()> {
        let rows = std::mem::replace(&mut self.group, Vec::with_capacity(GROUP));
        self.send.blocking_send(Part::Rows(rows)).map_err(|_| Error::Other("nobody takes the rows".into()))
    }
}

/// A file that is not read, as the sender is told.
pub(super) fn refusal(error: ReadError) -> Refusal {
    Refusal::at(
        match error {
            ReadError::NotXlsx => Code::SheetKindRefused,
            ReadError::Locked => Code::SheetLocked,
            ReadError::Damaged => Code::SheetDamaged,
            ReadError::TooLarge => Code::SheetTooLarge,
            ReadError::Swells => Code::SheetSwells,
        },
        "/file",
    )
}
