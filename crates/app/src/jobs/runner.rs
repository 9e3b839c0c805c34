//! Claims jobs that are due, one after the other, until it is told to stop. What waits for another house has a lane of its own:
//! a server that hangs keeps nothing else waiting.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use bandeng_store::jobs::{Claimed, Kinds, LEASE_MS, MAX_ATTEMPTS};
use bandeng_store::{Error, Result};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;
use tokio::time::sleep;

use super::Registry;
use crate::http::App;

/// How long the runner rests when nothing is due.
const REST: Duration = Duration::from_secs(1);
/// A clock that goes back by more milliseconds was set back.
const SET_BACK: i64 = 60_000;
/// How long it rests when the database does not answer.
const LONG_REST: Duration = Duration::from_secs(5);

/// Runs jobs until `stop` says so or its sender is gone. A job at work is finished first.
pub async fn run(app: App, registry: Registry, stop: watch::Receiver<bool>) {
    let outward = registry.outward();
    let (own, other) = match outward.as_slice() {
        [] => (Kinds::All, None),
        kinds => (Kinds::But(kinds), Some(Kinds::Only(kinds))),
    };
    let other = async {
        if let Some(kinds) = other {
            lane(&app, &registry, kinds, stop.clone()).await;
        }
    };
    tokio::join!(lane(&app, &registry, own, stop.clone()), other);
}

async fn lane(app: &App, registry: &Registry, kinds: Kinds<'_>, mut stop: watch::Receiver<bool>) {
    let mut scheduled = false;
    let mut last = app.db.now();
    while !*stop.borrow() {
        let now = app.db.now();
        if now < last - SET_BACK {
            tracing::warn!(seconds = (last - now) / 1_000, "the clock was set back: look at the time server");
            scheduled = false;
        }
        last = now;
        let rest = match turn(app, registry, kinds, &mut scheduled).await {
            Ok(true) => continue,
            Ok(false) => REST,
            Err(error) => {
                tracing::warn!(fault = reason(&error), "the job queue cannot be read");
                LONG_REST
            }
        };
        tokio::select! {
            () = sleep(rest) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

/// Runs what is due now and returns how many jobs that were. For tests and commands.
pub async fn drain(app: &App, registry: &Registry) -> Result<u64> {
    let mut done = 0;
    while one(app, registry, Kinds::All).await? {
        done += 1;
    }
    Ok(done)
}

async fn turn(app: &App, registry: &Registry, kinds: Kinds<'_>, scheduled: &mut bool) -> Result<bool> {
    if !*scheduled {
        for (kind, every) in registry.schedule() {
            app.db.ensure_job(kind, app.db.now(), every).await?;
        }
        *scheduled = true;
    }
    one(app, registry, kinds).await
}

/// Claims and runs one job; whether there was one.
async fn one(app: &App, registry: &Registry, kinds: Kinds<'_>) -> Result<bool> {
    let Some(mut job) = app.db.claim_job_of(kinds).await? else { return Ok(false) };
    let Some((name, kind)) = registry.get(&job.kind) else {
        tracing::error!(job = job.id, kind = %job.kind, "no handler for this kind of job: is this an older version?");
        metrics::counter!("bandeng_jobs_total", "kind" => "unknown", "outcome" => "failed").increment(1);
        app.db.fail_job(&job, "no handler for this kind of job").await?;
        return Ok(true);
    };
    let began = app.db.now();
    let outcome = hold(app, &mut job, |payload| (kind.handler)(app, payload)).await;
    let took = app.db.now() - began;
    metrics::histogram!("bandeng_job_seconds", "kind" => name).record(took as f64 / 1000.0);
    let word = if outcome.is_ok() { "done" } else { "failed" };
    metrics::counter!("bandeng_jobs_total", "kind" => name, "outcome" => word).increment(1);
    let fault = outcome.as_ref().err().map(reason);
    match fault {
        None => tracing::debug!(job = job.id, kind = name, ms = took, "job done"),
        Some(fault) => {
            let last = kind.every.is_none() && job.attempts >= MAX_ATTEMPTS;
            tracing::warn!(job = job.id, kind = name, attempts = job.attempts, fault, last, "job failed");
        }
    }
    match (kind.every, fault) {
        (Some(every), _) => app.db.requeue_job(&job, began + every, fault).await?,
        (None, None) => app.db.finish_job(&job).await?,
        (None, Some(fault)) => app.db.fail_job(&job, fault).await?,
    }
    Ok(true)
}

/// Calls the handler and renews the lease while it works. A panic is a failure like others.
async fn hold<'a, F>(app: &App, job: &mut Claimed, handler: F) -> Result<()>
where
    F: FnOnce(serde_json::Value) -> BoxFuture<'a, Result<()>>,
{
    let work = AssertUnwindSafe(handler(job.payload.take())).catch_unwind();
    tokio::select! {
        outcome = work => outcome.unwrap_or_else(|_| Err(Error::Other("the handler panicked".into()))),
        never = renew(app, job) => match never {},
    }
}

/// Beside the handler and not between its steps: on SQLite it may hold the one writer for a while.
async fn renew(app: &App, job: &mut Claimed) -> Infallible {
    loop {
        sleep(Duration::from_millis(LEASE_MS.unsigned_abs() / 3)).await;
        if let Err(error) = app.db.extend_lease(job).await {
            tracing::warn!(job = job.id, fault = reason(&error), "a job's lease cannot be renewed");
        }
    }
}

/// What kind of fault it was, without any data in it.
fn reason(error: &Error) -> &'static str {
    match error {
        Error::Refused(_) => "refused",
        Error::Stale { .. } => "stale version",
        Error::Db(_) => "database",
        Error::Damaged(_) => "damaged data",
        Error::Other(_) => "other",
    }
}
