//! The unit of work: rows, events and jobs commit together, or not at all.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bandeng_core::kernel::chain::{GENESIS, Link, link_hash, payload_hash};
use bandeng_core::kernel::{Date, Id, Instant, MatterCode, china_date};
use bandeng_core::policy::Actor;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, Statement};
use serde::Serialize;

use crate::entities::{events, fact_marks, jobs, matters, registry_events};
use crate::jobs::Job;
use crate::rows::{self, Rows};
use crate::search::{self, Indexer};
use crate::signal::{self, Signals};
use crate::turn::Transaction;
use crate::{Db, Engine, Env, Error, Result, batch};

/// Who does it, in which request.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub actor: Arc<Actor>,
    pub request_id: String,
}

impl Ctx {
    /// The system itself: jobs and commands.
    pub fn system(request_id: impl Into<String>) -> Self {
        Self { actor: Arc::new(Actor::system()), request_id: request_id.into() }
    }
}

/// A matter's key: the county that opened it, and its number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatterKey {
    pub county: String,
    pub id: Id,
}

/// A matter whose row is locked, while this unit of work changes it.
struct Held {
    /// As the database has it; none if it is new.
    stored: Option<Rows>,
    rows: Rows,
    /// The head of the chain, as it will be.
    head_seq: i64,
    head_hash: String,
    written: bool,
    events: Vec<events::Model>,
}

impl Held {
    fn new(stored: Option<Rows>, rows: Rows) -> Self {
        let (head_seq, head_hash) = (rows.matter.head_seq, rows.matter.head_hash.clone());
        Self { stored, rows, head_seq, head_hash, written: false, events: Vec::new() }
    }
}

/// Where a unit of work takes place.
pub(crate) enum Place {
    Database(Transaction),
    Batch(Arc<batch::Shared>),
}

/// A unit of work. Dropped without [`Uow::commit`] it leaves no trace.
pub struct Uow {
    place: Place,
    engine: Engine,
    indexer: Option<Indexer>,
    ctx: Ctx,
    env: Arc<Env>,
    now: Instant,
    held: BTreeMap<MatterKey, Held>,
    registry: Vec<(String, &'static str, String)>,
    jobs: Jobs,
    /// What is told once this has happened.
    told: Vec<String>,
    signals: Arc<Signals>,
    /// Numbers of files drawn here and not written yet, by register and year.
    drawn: HashMap<(Id, i16), i64>,
}

impl Uow {
    pub(crate) fn new(place: Place, db: &Db, ctx: Ctx, env: Arc<Env>) -> Self {
        Self {
            place,
            engine: db.engine(),
            indexer: db.indexer.get().copied(),
            ctx,
            now: env.clock.now(),
            env,
            held: BTreeMap::new(),
            registry: Vec::new(),
            jobs: Jobs::new(),
            told: Vec::new(),
            signals: db.signals.clone(),
            drawn: HashMap::new(),
        }
    }

    pub fn actor(&self) -> &Actor {
        &self.ctx.actor
    }

    pub fn request_id(&self) -> &str {
        &self.ctx.request_id
    }

    /// One instant for the whole unit of work.
    pub fn now(&self) -> Instant {
        self.now
    }

    pub fn today(&self) -> Date {
        china_date(self.now)
    }

    pub fn env(&self) -> &Env {
        &self.env
    }

    pub fn next_id(&self) -> Id {
        self.env.ids.next(self.now)
    }

    /// Holds the row of a table under its number until the end, so that what two people do to it is done one after the
    /// other. What it says is read afterwards.
    pub async fn hold_row(&self, table: &'static str, id: Id) -> Result<()> {
        let hold = format!("SELECT id FROM {table} WHERE id = $1{}", self.engine.for_update());
        self.read().query_one_raw(self.statement(&hold, [id.into()])).await?;
        Ok(())
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    fn tx(&self) -> &DatabaseTransaction {
        match &self.place {
            Place::Database(transaction) => transaction.tx(),
            Place::Batch(batch) => &batch.tx,
        }
    }

    /// The connection for reading inside the transaction. A matter that is held is read from [`Uow::rows`].
    pub fn read(&self) -> &DatabaseTransaction {
        self.tx()
    }

    /// The connection for technical tables and the registry. In a batch nothing written here lasts.
    pub fn technical(&self) -> &DatabaseTransaction {
        self.tx()
    }

    /// Asks the registry. A batch asks each question once: `question` says which it is.
    pub async fn ask<T: Clone + Send + Sync + 'static>(
        &self,
        question: impl FnOnce() -> String,
        look: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let Place::Batch(batch) = &self.place else { return look.await };
        let question = question();
        if let Some(known) = batch.answers.get(&question) {
            return Ok(known);
        }
        let answer = look.await?;
        batch.answers.put(question, answer.clone());
        Ok(answer)
    }

    /// Locks a matter and reads its rows, unless it is held already. None: there is no such matter.
    pub async fn hold(&mut self, code: &MatterCode) -> Result<Option<MatterKey>> {
        if let Some((key, _)) = self.held.iter().find(|(_, held)| held.rows.matter.code == code.as_str()) {
            return Ok(Some(key.clone()));
        }
        let held = match &self.place {
            Place::Database(transaction) => {
                Rows::lock(transaction.tx(), self.engine, code).await?.map(|rows| Held::new(Some(rows.clone()), rows))
            }
            // Nothing of it is in the database: it stays new.
            Place::Batch(batch) => batch.made().matters.remove(code.as_str()).map(|rows| Held::new(None, rows)),
        };
        let Some(held) = held else { return Ok(None) };
        let key = held.rows.key();
        self.held.insert(key.clone(), held);
        Ok(Some(key))
    }

    /// Begins a new matter with its row; the head of its chain is put in by the commit.
    pub fn open(&mut self, matter: matters::Model) -> MatterKey {
        let matter = matters::Model { head_seq: 0, head_hash: GENESIS.to_owned(), ..matter };
        let rows = Rows::of(matter);
        let key = rows.key();
        self.held.insert(key.clone(), Held { written: true, ..Held::new(None, rows) });
        key
    }

    /// The rows of a matter that is held.
    ///
    /// # Errors
    /// [`Error::Other`] if it is not.
    pub fn rows(&self, key: &MatterKey) -> Result<&Rows> {
        self.held.get(key).map(|held| &held.rows).ok_or_else(not_held)
    }

    /// The same, to be changed. The commit writes what differs, and asks for an event of that matter.
    ///
    /// # Errors
    /// [`Error::Other`] if the matter is not held.
    pub fn rows_mut(&mut self, key: &MatterKey) -> Result<&mut Rows> {
        let held = self.held.get_mut(key).ok_or_else(not_held)?;
        held.written = true;
        Ok(&mut held.rows)
    }

    /// The connection for writing case-side rows that are not among [`Rows`]. The commit asks for an event of that matter.
    ///
    /// # Errors
    /// [`Error::Other`] if the matter is not held, or in a batch.
    pub fn case(&mut self, key: &MatterKey) -> Result<&DatabaseTransaction> {
        self.held.get_mut(key).ok_or_else(not_held)?.written = true;
        match &self.place {
            Place::Database(transaction) => Ok(transaction.tx()),
            Place::Batch(_) => Err(Error::Other("a batch writes the rows of matters alone".into())),
        }
    }

    /// Records an event of a matter and returns its number, which is the matter's new version.
    /// Its payload gets a random salt.
    ///
    /// # Errors
    /// [`Error::Other`] if the matter's chain was not taken up.
    pub fn record(&mut self, key: &MatterKey, kind: &'static str, payload: &impl Serialize) -> Result<i64> {
        let payload = salted(&self.env, payload)?;
        let (at, actor, request_id) = (self.now, self.ctx.actor.account, self.ctx.request_id.clone());
        let held = self.held.get_mut(key).ok_or_else(not_held)?;
        let hashing = self.env.hashing.after(&held.head_hash);
        let hash_of_payload = payload_hash(hashing, &payload);
        let seq = held.head_seq + 1;
        let link = Link {
            stream: &held.rows.matter.code,
            seq,
            kind,
            at,
            actor,
            payload_hash: &hash_of_payload,
            prev_hash: &held.head_hash,
        };
        let hash = link_hash(hashing, &link);
        held.events.push(events::Model {
            county: key.county.clone(),
            matter_id: key.id,
            seq,
            kind: kind.to_owned(),
            at,
            actor,
            request_id,
            payload: Some(payload),
            payload_hash: hash_of_payload,
            prev_hash: std::mem::replace(&mut held.head_hash, hash.clone()),
            hash,
        });
        held.head_seq = seq;
        Ok(seq)
    }

    /// Records an event about an account or an organisation: `account:7`, `organisation:3`.
    pub fn record_registry(&mut self, stream: String, kind: &'static str, payload: &impl Serialize) -> Result<()> {
        let payload = salted(&self.env, payload)?;
        self.registry.push((stream, kind, payload));
        Ok(())
    }

    /// Draws the next number of a committee's register of a year. The committee's row is held until the unit of work ends,
    /// so that whoever draws next sees what became of this one: a number that was given back is drawn again, and there
    /// are no gaps.
    ///
    /// In a batch numbers are given out from memory: what is never written leaves a gap.
    pub async fn draw_file_number(&mut self, register: Id, year: i16) -> Result<i64> {
        if let Place::Batch(batch) = &self.place {
            let question = format!("next file of {register} in {year}");
            let next = match batch.answers.get::<Arc<AtomicI64>>(&question) {
                Some(next) => next,
                None => {
                    let last = Arc::new(AtomicI64::new(self.last_file_number(register, year).await?));
                    batch.answers.put_first(question, last)
                }
            };
            return Ok(next.fetch_add(1, Ordering::Relaxed) + 1);
        }
        self.hold_row("organisations", register).await?;
        let here = self.drawn.get(&(register, year)).copied().unwrap_or_default();
        let number = self.last_file_number(register, year).await?.max(here) + 1;
        self.drawn.insert((register, year), number);
        Ok(number)
    }

    async fn last_file_number(&self, register: Id, year: i16) -> Result<i64> {
        let last = "SELECT coalesce(max(file_seq), 0) FROM proceedings WHERE file_register = $1 AND file_year = $2 \
                    AND file_seq IS NOT NULL";
        let row = self.tx().query_one_raw(self.statement(last, [register.into(), i32::from(year).into()])).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
    }

    /// Puts a job into the queue. A job with the same unique key replaces the one that waits.
    pub fn enqueue(&mut self, job: Job) {
        let id = self.next_id();
        let job = jobs::Model {
            id,
            kind: job.kind.to_owned(),
            payload: job.payload.to_string(),
            run_at: job.run_at,
            attempts: 0,
            lease_until: 0,
            unique_key: job.unique_key,
            last_error: None,
        };
        put_job(&mut self.jobs, job);
    }

    /// Says something to whoever listens, here and in other processes, once this has happened. See [`crate::signal`].
    pub fn signal(&mut self, text: String) {
        self.told.push(text);
    }

    /// Writes rows, events and jobs, then commits everything.
    ///
    /// # Errors
    /// [`Error::Other`] if rows of a matter were changed without an event; [`Error::Db`].
    pub async fn commit(mut self) -> Result<()> {
        let (mut new, mut known, mut events) = (Vec::new(), Vec::new(), Vec::new());
        let (mut found, mut marks) = (Vec::new(), Vec::new());
        for mut held in std::mem::take(&mut self.held).into_values() {
            if held.written && held.events.is_empty() {
                return Err(Error::Other(format!("a case-side write to {} without an event", held.rows.matter.code)));
            }
            held.rows.matter.head_seq = held.head_seq;
            held.rows.matter.head_hash = held.head_hash;
            // What follows from a matter is made when it is written: of a batch, once for all of its life.
            if matches!(self.place, Place::Database(_)) {
                if !held.events.is_empty() {
                    marks.push(mark(&held.rows));
                }
                if let (Some(tokens), true) = (self.indexer, held.written) {
                    let before = held.stored.as_ref().map(|rows| tokens(rows, self.now)).transpose()?.flatten();
                    found.push((held.rows.key(), before, tokens(&held.rows, self.now)?));
                }
            }
            events.extend(held.events);
            match held.stored {
                None => new.push(held.rows),
                Some(stored) => known.push((stored, held.rows)),
            }
        }
        let jobs = std::mem::take(&mut self.jobs);
        let tx = match self.place {
            Place::Database(ref transaction) => transaction.tx(),
            Place::Batch(batch) => {
                if !self.registry.is_empty() {
                    return Err(Error::Other("a batch writes matters alone".into()));
                }
                let mut made = batch.made();
                made.keep(new, events, jobs);
                return Ok(());
            }
        };
        let backend = tx.get_database_backend();
        let mut inserts = rows::inserts_of(backend, new)?;
        for (stored, rows) in known {
            inserts.extend(rows::update(tx, &stored, rows).await?);
        }
        inserts.extend(rows::inserts::<events::Entity>(backend, events, None)?);
        inserts.extend(rows::inserts::<fact_marks::Entity>(backend, marks, None)?);
        inserts.extend(search::follow(tx, self.engine, found).await?);
        inserts.extend(inserts_of_jobs(backend, jobs)?);
        rows::execute_all(tx, rows::together(inserts)).await?;
        for (stream, kind, payload) in std::mem::take(&mut self.registry) {
            self.append_registry(stream, kind, payload).await?;
        }
        let told = std::mem::take(&mut self.told);
        if self.engine == Engine::Postgres {
            for text in &told {
                self.execute(signal::NOTIFY, [text.clone().into()]).await?;
            }
        }
        let Place::Database(transaction) = self.place else { return Ok(()) };
        transaction.commit().await?;
        if self.engine == Engine::Sqlite {
            told.into_iter().for_each(|text| self.signals.tell(text));
        }
        Ok(())
    }

    /// Registry chains are short and rarely written: the head is read where it is needed.
    async fn append_registry(&self, stream: String, kind: &str, payload: String) -> Result<()> {
        let last = self
            .tx()
            .query_one_raw(self.statement(
                "SELECT seq, hash FROM registry_events WHERE stream = $1 ORDER BY seq DESC LIMIT 1",
                [stream.clone().into()],
            ))
            .await?;
        let (seq, prev_hash) = match last {
            Some(row) => (row.try_get_by_index::<i64>(0)? + 1, row.try_get_by_index::<String>(1)?),
            None => (1, GENESIS.to_owned()),
        };
        let hashing = self.env.hashing.after(&prev_hash);
        let hash_of_payload = payload_hash(hashing, &payload);
        let link = Link {
            stream: &stream,
            seq,
            kind,
            at: self.now,
            actor: self.ctx.actor.account,
            payload_hash: &hash_of_payload,
            prev_hash: &prev_hash,
        };
        let hash = link_hash(hashing, &link);
        registry_events::Entity::insert(registry_events::ActiveModel {
            stream: Set(stream.clone()),
            seq: Set(seq),
            kind: Set(kind.to_owned()),
            at: Set(self.now),
            actor: Set(self.ctx.actor.account),
            request_id: Set(self.ctx.request_id.clone()),
            payload: Set(Some(payload)),
            payload_hash: Set(hash_of_payload),
            prev_hash: Set(prev_hash),
            hash: Set(hash.clone()),
        })
        .exec_without_returning(self.tx())
        .await?;
        // The row keeps the head: its version for readers, and the witness if the end of a chain is cut off.
        if let Some((table, id)) = head_row(&stream) {
            self.execute(
                &format!("UPDATE {table} SET head_seq = $2, head_hash = $3 WHERE id = $1"),
                [id.into(), seq.into(), hash.into()],
            )
            .await?;
        }
        Ok(())
    }

    /// A statement in the text both engines read: `$1`, `$2`, ….
    pub fn statement(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Statement {
        Statement::from_sql_and_values(self.tx().get_database_backend(), sql, values)
    }

    async fn execute(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Result<()> {
        self.tx().execute_raw(self.statement(sql, values)).await?;
        Ok(())
    }
}

fn not_held() -> Error {
    Error::Other("a matter is read, written or told of without its lock".into())
}

/// Says that a matter is to be counted again.
pub(crate) fn mark(rows: &Rows) -> fact_marks::Model {
    let matter = &rows.matter;
    fact_marks::Model { county: matter.county.clone(), matter_id: matter.id, seq: matter.head_seq }
}

/// Jobs that wait, by their unique keys, or by their numbers.
pub(crate) type Jobs = HashMap<String, jobs::Model>;

/// Puts a job among those that wait, as the table does: one with the same unique key takes its place. Without the lease:
/// whoever runs the old one now does not finish the new one.
pub(crate) fn put_job(jobs: &mut Jobs, job: jobs::Model) {
    match jobs.entry(job.unique_key.clone().unwrap_or_else(|| job.id.to_string())) {
        Entry::Occupied(mut known) => {
            let (id, kind) = (known.get().id, std::mem::take(&mut known.get_mut().kind));
            known.insert(jobs::Model { id, kind, ..job });
        }
        Entry::Vacant(place) => {
            place.insert(job);
        }
    }
}

/// Statements that write jobs; see [`put_job`].
pub(crate) fn inserts_of_jobs(backend: DbBackend, jobs: Jobs) -> Result<Vec<Statement>> {
    let mut jobs: Vec<jobs::Model> = jobs.into_values().collect();
    jobs.sort_unstable_by_key(|job| job.id);
    let replace = "ON CONFLICT (unique_key) DO UPDATE SET run_at = excluded.run_at, payload = excluded.payload, \
                   attempts = excluded.attempts, lease_until = excluded.lease_until";
    rows::inserts::<jobs::Entity>(backend, jobs, Some(replace))
}

/// The row that carries the head of a registry stream: `account:7` is the account 7.
fn head_row(stream: &str) -> Option<(&'static str, Id)> {
    let (kind, id) = stream.split_once(':')?;
    let table = match kind {
        "account" => "accounts",
        "organisation" => "organisations",
        _ => return None,
    };
    Some((table, id.parse().ok()?))
}

/// `{"salt": "…", "data": …}`: what is stored and hashed.
fn salted(env: &Env, payload: &impl Serialize) -> Result<String> {
    #[derive(Serialize)]
    struct Salted<'a, T> {
        salt: String,
        data: &'a T,
    }
    Ok(serde_json::to_string(&Salted { salt: hex::encode(env.random::<16>()), data: payload })?)
}
