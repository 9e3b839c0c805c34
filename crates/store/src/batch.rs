//! Many matters made at once: units of work that commit into memory, and one transaction that writes what came of them.
//!
//! For filling a database. The services do not notice: they lock, change and record as ever.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bandeng_core::kernel::Id;
use sea_orm::{AccessMode, DatabaseTransaction, Statement, TransactionTrait};

use crate::entities::{events, fact_marks};
use crate::rows::{self, Rows};
use crate::uow::{self, Jobs, put_job};
use crate::{Ctx, Db, Engine, Env, MatterKey, Result, Uow, search};

/// What the registry has answered. Shared by batches between which it does not change.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<HashMap<String, Arc<dyn Any + Send + Sync>>>>);

impl Answers {
    pub(crate) fn get<T: Clone + 'static>(&self, question: &str) -> Option<T> {
        lock(&self.0).get(question)?.downcast_ref().cloned()
    }

    /// As [`Self::put`], unless somebody was faster; what is there now.
    pub(crate) fn put_first<T: Clone + Send + Sync + 'static>(&self, question: String, answer: T) -> T {
        let mut answers = lock(&self.0);
        let kept = answers.entry(question).or_insert_with(|| Arc::new(answer.clone()));
        kept.downcast_ref().cloned().unwrap_or(answer)
    }

    pub(crate) fn put<T: Send + Sync + 'static>(&self, question: String, answer: T) {
        lock(&self.0).insert(question, Arc::new(answer));
    }
}

/// Matters in the making, none of them in the database yet.
pub struct Batch {
    db: Db,
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    /// For reading the registry alone; nothing done here lasts.
    pub(crate) tx: DatabaseTransaction,
    pub(crate) answers: Answers,
    pub(crate) made: Mutex<Made>,
}

/// What committed units of work have left, ready to be written.
#[derive(Default)]
pub struct Made {
    pub(crate) matters: HashMap<String, Rows>,
    pub(crate) events: Vec<events::Model>,
    pub(crate) jobs: Jobs,
    found: Vec<(MatterKey, String)>,
}

impl Made {
    /// How many matters.
    pub fn len(&self) -> usize {
        self.matters.len()
    }

    pub fn is_empty(&self) -> bool {
        self.matters.is_empty()
    }

    /// The rows of each matter.
    pub fn rows(&self) -> impl Iterator<Item = &Rows> {
        self.matters.values()
    }

    /// Drops the jobs that are not needed, by their kind and payload.
    pub fn retain_jobs(&mut self, is_needed: impl Fn(&str, &str) -> bool) {
        self.jobs.retain(|_, job| is_needed(&job.kind, &job.payload));
    }

    /// Each matter: its rows, and its events, the oldest first.
    pub fn chains(&self) -> impl Iterator<Item = (&Rows, &[events::Model])> {
        let chains = self.events.chunk_by(|a, b| a.matter_id == b.matter_id);
        let chains: HashMap<Id, &[events::Model]> =
            chains.filter_map(|chain| Some((chain.first()?.matter_id, chain))).collect();
        self.rows().map(move |rows| (rows, chains.get(&rows.matter.id).copied().unwrap_or_default()))
    }

    /// The statements that write all of it. Whoever executes them sees to it that the matters are counted.
    ///
    /// # Errors
    /// If a row lacks a value.
    pub fn into_statements(self, engine: Engine) -> Result<Vec<Statement>> {
        let backend = engine.backend();
        let Made { matters, events, jobs, found } = self;
        let mut matters: Vec<Rows> = matters.into_values().collect();
        matters.sort_unstable_by_key(|rows| rows.matter.id);
        let mut statements = rows::inserts_of(backend, matters)?;
        statements.extend(search::puts(engine, &found));
        statements.extend(rows::inserts::<events::Entity>(backend, events, None)?);
        statements.extend(uow::inserts_of_jobs(backend, jobs)?);
        Ok(statements)
    }

    pub(crate) fn keep(&mut self, matters: Vec<Rows>, events: Vec<events::Model>, jobs: Jobs) {
        self.matters.extend(matters.into_iter().map(|rows| (rows.matter.code.clone(), rows)));
        self.events.extend(events);
        for job in jobs.into_values() {
            put_job(&mut self.jobs, job);
        }
    }
}

impl Shared {
    pub(crate) fn made(&self) -> MutexGuard<'_, Made> {
        lock(&self.made)
    }
}

impl Batch {
    /// Opens a unit of work in a world of its own. What it commits is seen by the next ones of this batch. One that is
    /// dropped takes the matters it held with it: the batch is not to be written.
    pub fn begin(&self, ctx: &Ctx, env: Arc<Env>) -> Uow {
        Uow::new(uow::Place::Batch(self.shared.clone()), &self.db, ctx.clone(), env)
    }

    /// Ends the batch; what was made is to be written, with its tokens for the search.
    ///
    /// # Errors
    /// If a row cannot be read.
    pub fn finish(self) -> Result<Made> {
        let mut made = std::mem::take(&mut *self.shared.made());
        if let Some(tokens) = self.db.indexer.get() {
            let now = self.db.now();
            let found = made.matters.values().filter_map(|rows| match tokens(rows, now) {
                Ok(tokens) => Some(Ok((rows.key(), tokens?))),
                Err(error) => Some(Err(error)),
            });
            made.found = found.collect::<Result<_>>()?;
            made.found.sort_unstable_by_key(|(key, _)| key.id);
        }
        made.events.sort_unstable_by_key(|event| (event.matter_id, event.seq));
        Ok(made)
    }
}

impl Db {
    /// Opens a batch. `answers` spares asking the registry what another batch has asked.
    pub async fn batch(&self, answers: Answers) -> Result<Batch> {
        // SQLite has no such mode and would say so in the log.
        let mode = (self.engine() == Engine::Postgres).then_some(AccessMode::ReadOnly);
        let tx = self.reader().begin_with_config(None, mode).await?;
        Ok(Batch { db: self.clone(), shared: Arc::new(Shared { tx, answers, made: Mutex::default() }) })
    }

    /// Writes what a batch has made, to be counted by whoever counts: all of it or, on an error, nothing.
    ///
    /// # Errors
    /// [`crate::Error::Db`], as when a matter is there already.
    pub async fn write(&self, made: Made) -> Result<()> {
        let marks = made.rows().map(uow::mark).collect();
        let transaction = self.transaction().await?;
        let tx = transaction.tx();
        rows::execute_all(tx, made.into_statements(self.engine())?).await?;
        rows::insert_all::<fact_marks::Entity>(tx, marks, None).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
