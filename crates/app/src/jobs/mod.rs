//! Jobs: what is done later, and the runner that does it.
//!
//! A job is put into the queue by the unit of work that makes it necessary ([`bandeng_store::Uow::enqueue`]), so both
//! last or neither. The runner claims a job for a minute and calls the handler of its kind; a handler may be called
//! twice for the same job (a machine can stop between its last commit and the finish), so it must not mind.
//!
//! **A further kind** costs a handler in its slice's `jobs.rs` and a line in [`Registry::house`].

mod expire;
mod query;
mod runner;

use std::collections::BTreeMap;

use bandeng_store::Result;
use futures::future::BoxFuture;
use serde_json::Value;

use crate::audit::{seals, unusual};
use crate::calendar::jobs as calendar;
use crate::calls::jobs as calls;
use crate::destruction;
use crate::dossiers;
use crate::figures::jobs as figures;
use crate::http::App;
use crate::keys;
use crate::ledger::import;
use crate::matters::days;
use crate::messages::send as messages;
use crate::residents::codes;
use crate::work;

pub use crate::audit::seals::seal as seal_days;
pub use crate::audit::unusual::find as find_unusual;
pub use runner::{drain, run};

/// What does a job of one kind, given its payload.
pub type Handler = for<'a> fn(&'a App, Value) -> BoxFuture<'a, Result<()>>;

/// A kind of job.
#[derive(Clone, Copy)]
pub struct Kind {
    pub handler: Handler,
    /// Milliseconds between two runs of a job nobody asks for; `None` for jobs that are put into the queue.
    pub every: Option<i64>,
    /// It waits for another house.
    pub outward: bool,
}

const HOUR: i64 = 3_600_000;

/// The kinds of jobs this program knows.
#[derive(Clone, Default)]
pub struct Registry(BTreeMap<&'static str, Kind>);

impl Registry {
    /// All kinds of the house.
    pub fn house() -> Self {
        Self::default()
            .periodic("expire_drafts", HOUR, |app, _| Box::pin(expire::expire_drafts(app)))
            .periodic(figures::COUNT, figures::EVERY, |app, _| Box::pin(figures::count(app)))
            .periodic(seals::SEAL, seals::EVERY, |app, _| Box::pin(seals::seal(app)))
            .periodic(unusual::FIND, unusual::EVERY, |app, _| Box::pin(unusual::find(app)))
            .periodic(keys::REENCRYPT, keys::EVERY, |app, _| {
                Box::pin(async move { keys::reencrypt(app).await.map(|_| ()) })
            })
            .periodic(calls::FORGET, HOUR, |app, _| Box::pin(calls::forget(app)))
            .periodic(calls::REMIND, HOUR, |app, _| Box::pin(calls::remind(app)))
            .on_request(calendar::RECOUNT, |app, payload| Box::pin(calendar::recount(app, payload)))
            .on_request(dossiers::BIND, |app, payload| Box::pin(dossiers::bind(app, payload)))
            .on_request(import::COMMIT, |app, payload| Box::pin(import::commit(app, payload)))
            .on_request_outward(messages::SEND, |app, payload| Box::pin(messages::send(app, payload)))
            .on_request_outward(codes::SEND, |app, payload| Box::pin(codes::send(app, payload)))
            .on_request(destruction::DESTROY_BYTES, |app, payload| Box::pin(destruction::destroy_bytes(app, payload)))
            .on_request(days::REMIND, |app, payload| Box::pin(work::jobs::remind_deadline(app, payload)))
    }

    /// Adds a kind that slices put into the queue.
    #[must_use]
    pub fn on_request(mut self, kind: &'static str, handler: Handler) -> Self {
        self.0.insert(kind, Kind { handler, every: None, outward: false });
        self
    }

    /// Adds a kind that slices put into the queue and that waits for another house: it runs beside all others.
    #[must_use]
    pub fn on_request_outward(mut self, kind: &'static str, handler: Handler) -> Self {
        self.0.insert(kind, Kind { handler, every: None, outward: true });
        self
    }

    /// Adds a kind that runs by itself, again and again.
    #[must_use]
    pub fn periodic(mut self, kind: &'static str, every: i64, handler: Handler) -> Self {
        self.0.insert(kind, Kind { handler, every: Some(every), outward: false });
        self
    }

    fn get(&self, kind: &str) -> Option<(&'static str, Kind)> {
        self.0.get_key_value(kind).map(|(name, kind)| (*name, *kind))
    }

    /// The kinds that wait for another house.
    fn outward(&self) -> Vec<&'static str> {
        self.0.iter().filter(|(_, kind)| kind.outward).map(|(name, _)| *name).collect()
    }

    fn schedule(&self) -> impl Iterator<Item = (&'static str, i64)> {
        self.0.iter().filter_map(|(name, kind)| Some((*name, kind.every?)))
    }
}
