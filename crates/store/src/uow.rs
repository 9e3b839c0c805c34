//! The unit of work: rows, events and jobs commit together, or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use bandeng_core::kernel::chain::{GENESIS, Link, link_hash, payload_hash};
use bandeng_core::kernel::{Date, Id, Instant, china_date};
use bandeng_core::policy::Actor;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait, Statement};
use serde::Serialize;
use serde_json::json;

use crate::entities::{events, jobs, registry_events};
use crate::jobs::Job;
use crate::{Engine, Env, Error, Result};

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

/// A chain while it grows in this unit of work.
struct Chain {
    stream: String,
    head_seq: i64,
    head_hash: String,
    /// The head as the row has it; where it differs at the end, the row is updated.
    stored_seq: i64,
    written: bool,
    pending: Vec<events::ActiveModel>,
}

/// A unit of work. Dropped without [`Uow::commit`] it leaves no trace.
pub struct Uow {
    tx: DatabaseTransaction,
    engine: Engine,
    ctx: Ctx,
    env: Arc<Env>,
    now: Instant,
    chains: BTreeMap<MatterKey, Chain>,
    registry: Vec<(String, &'static str, String)>,
    jobs: Vec<jobs::ActiveModel>,
}

impl Uow {
    pub(crate) fn new(tx: DatabaseTransaction, engine: Engine, ctx: Ctx, env: Arc<Env>) -> Self {
        let now = env.clock.now();
        Self { tx, engine, ctx, env, now, chains: BTreeMap::new(), registry: Vec::new(), jobs: Vec::new() }
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

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The connection for reading inside the transaction.
    pub fn read(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// The connection for technical tables and the registry.
    pub fn technical(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// The connection for writing case-side rows of a matter. The commit asks for an event of that matter.
    ///
    /// # Errors
    /// [`Error::Other`] if the matter's chain was neither begun nor taken up: its row is locked first.
    pub fn case(&mut self, key: &MatterKey) -> Result<&DatabaseTransaction> {
        let chain = self
            .chains
            .get_mut(key)
            .ok_or_else(|| Error::Other("a case-side write without the matter's lock".into()))?;
        chain.written = true;
        Ok(&self.tx)
    }

    /// Begins the chain of a new matter.
    pub fn begin_chain(&mut self, key: MatterKey, code: &str) {
        self.take_chain(key, code, 0, GENESIS);
    }

    /// Takes up the chain of a matter whose row is locked.
    pub fn take_chain(&mut self, key: MatterKey, code: &str, head_seq: i64, head_hash: &str) {
        self.chains.entry(key).or_insert_with(|| Chain {
            stream: code.to_owned(),
            head_seq,
            head_hash: head_hash.to_owned(),
            stored_seq: head_seq,
            written: false,
            pending: Vec::new(),
        });
    }

    /// The head of a matter's chain, as it will be after this unit of work.
    pub fn head(&self, key: &MatterKey) -> (i64, String) {
        self.chains.get(key).map_or((0, GENESIS.to_owned()), |c| (c.head_seq, c.head_hash.clone()))
    }

    /// A new matter's row carries its head already; no second statement is needed.
    pub fn head_is_stored(&mut self, key: &MatterKey) {
        if let Some(chain) = self.chains.get_mut(key) {
            chain.stored_seq = chain.head_seq;
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
        let chain =
            self.chains.get_mut(key).ok_or_else(|| Error::Other("an event without the matter's lock".into()))?;
        let hash_of_payload = payload_hash(&payload);
        let seq = chain.head_seq + 1;
        let hash = link_hash(&Link {
            stream: &chain.stream,
            seq,
            kind,
            at,
            actor,
            payload_hash: &hash_of_payload,
            prev_hash: &chain.head_hash,
        });
        chain.pending.push(events::ActiveModel {
            county: Set(key.county.clone()),
            matter_id: Set(key.id),
            seq: Set(seq),
            kind: Set(kind.to_owned()),
            at: Set(at),
            actor: Set(actor),
            request_id: Set(request_id),
            payload: Set(Some(payload)),
            payload_hash: Set(hash_of_payload),
            prev_hash: Set(std::mem::replace(&mut chain.head_hash, hash.clone())),
            hash: Set(hash),
        });
        chain.head_seq = seq;
        Ok(seq)
    }

    /// Records an event about an account or an organisation: `account:7`, `organisation:3`.
    pub fn record_registry(&mut self, stream: String, kind: &'static str, payload: &impl Serialize) -> Result<()> {
        let payload = salted(&self.env, payload)?;
        self.registry.push((stream, kind, payload));
        Ok(())
    }

    /// Puts a job into the queue. A job with the same unique key replaces the one that waits.
    pub fn enqueue(&mut self, job: Job) {
        self.jobs.push(jobs::ActiveModel {
            id: Set(self.next_id()),
            kind: Set(job.kind.to_owned()),
            payload: Set(job.payload.to_string()),
            run_at: Set(job.run_at),
            attempts: Set(0),
            lease_until: Set(0),
            unique_key: Set(job.unique_key),
            last_error: Set(None),
        });
    }

    /// Writes events and jobs, then commits everything.
    ///
    /// # Errors
    /// [`Error::Other`] if a case-side table was written without an event; [`Error::Db`].
    pub async fn commit(mut self) -> Result<()> {
        let mut all_events = Vec::new();
        for (key, chain) in std::mem::take(&mut self.chains) {
            if chain.written && chain.pending.is_empty() {
                return Err(Error::Other(format!("a case-side write to {} without an event", chain.stream)));
            }
            all_events.extend(chain.pending);
            if chain.head_seq != chain.stored_seq {
                self.execute(
                    "UPDATE matters SET head_seq = $3, head_hash = $4 WHERE county = $1 AND id = $2",
                    [key.county.into(), key.id.into(), chain.head_seq.into(), chain.head_hash.into()],
                )
                .await?;
            }
        }
        if !all_events.is_empty() {
            events::Entity::insert_many(all_events).exec_without_returning(&self.tx).await?;
        }
        for (stream, kind, payload) in std::mem::take(&mut self.registry) {
            self.append_registry(stream, kind, payload).await?;
        }
        let jobs = std::mem::take(&mut self.jobs);
        if !jobs.is_empty() {
            use sea_orm::sea_query::OnConflict;
            // Without the lease: whoever runs the old one now does not finish the new one.
            let replace = OnConflict::column(jobs::Column::UniqueKey)
                .update_columns([
                    jobs::Column::RunAt,
                    jobs::Column::Payload,
                    jobs::Column::Attempts,
                    jobs::Column::LeaseUntil,
                ])
                .to_owned();
            jobs::Entity::insert_many(jobs).on_conflict(replace).exec_without_returning(&self.tx).await?;
        }
        self.tx.commit().await?;
        Ok(())
    }

    /// Registry chains are short and rarely written: the head is read where it is needed.
    async fn append_registry(&self, stream: String, kind: &str, payload: String) -> Result<()> {
        let last = self
            .tx
            .query_one_raw(self.statement(
                "SELECT seq, hash FROM registry_events WHERE stream = $1 ORDER BY seq DESC LIMIT 1",
                [stream.clone().into()],
            ))
            .await?;
        let (seq, prev_hash) = match last {
            Some(row) => (row.try_get_by_index::<i64>(0)? + 1, row.try_get_by_index::<String>(1)?),
            None => (1, GENESIS.to_owned()),
        };
        let hash_of_payload = payload_hash(&payload);
        let hash = link_hash(&Link {
            stream: &stream,
            seq,
            kind,
            at: self.now,
            actor: self.ctx.actor.account,
            payload_hash: &hash_of_payload,
            prev_hash: &prev_hash,
        });
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
        .exec_without_returning(&self.tx)
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
        Statement::from_sql_and_values(self.tx.get_database_backend(), sql, values)
    }

    async fn execute(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Result<()> {
        self.tx.execute_raw(self.statement(sql, values)).await?;
        Ok(())
    }
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
    Ok(json!({ "salt": hex::encode(env.random::<16>()), "data": payload }).to_string())
}
