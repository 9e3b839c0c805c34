//! Serving: answers requests and runs what runs beside them, until a signal asks to stop.

use std::time::Duration;

use anyhow::{Context, Result};
use bandeng_app::{App, jobs, router};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::web;
use crate::wire::Wire;

/// Requests and jobs at work may finish within this time.
const FINISH: Duration = Duration::from_secs(20);
/// The last accesses are written and the database closed within this time.
const CLOSE: Duration = Duration::from_secs(5);

/// Takes the address before anything else: whoever started it hears at once that it is taken.
pub(crate) async fn bind(listen: &str) -> Result<TcpListener> {
    TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; choose another address with --listen HOST:PORT"))
}

/// Prints the address on a line of its own, and serves until SIGTERM or SIGINT.
pub(crate) async fn serve(
    app: App,
    listener: TcpListener,
    wire: Wire,
    metrics: Option<PrometheusHandle>,
) -> Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (stop, stopped) = watch::channel(false);
    let address = listener.local_addr()?;
    let requests = wire.answer(listener, router(&app, metrics.clone(), Some(web::routes()))).await?;
    println!("listening on {}://{address}", requests.scheme);
    tracing::info!(%address, scheme = requests.scheme, "listening");
    let jobs = tokio::spawn(jobs::run(app.clone(), jobs::Registry::house(), stopped.clone()));
    let ringing = tokio::spawn(ring_on(app.clone()));
    let accesses = tokio::spawn(write_accesses(app.clone()));
    let backups = tokio::spawn(back_up(app.clone()));
    let counters = tokio::spawn(count(app.clone(), metrics));

    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping; a second signal ends it at once");
    stop.send_replace(true);
    // Streams of calls never end by themselves.
    app.calls.close();
    let finish = async {
        let _ = tokio::join!(requests.finish(FINISH), jobs);
    };
    tokio::select! {
        done = timeout(FINISH, finish) => if done.is_err() {
            tracing::warn!("requests or jobs were still at work and are abandoned");
        },
        _ = terminate.recv() => tracing::warn!("ended by a second signal"),
        _ = interrupt.recv() => tracing::warn!("ended by a second signal"),
    }
    ringing.abort();
    accesses.abort();
    counters.abort();
    backups.abort();
    close(&app).await;
    Ok(())
}

async fn close(app: &App) {
    let closing = async {
        if app.accesses.flush(&app.db).await.is_err() {
            tracing::error!("the last accesses could not be written");
        }
        if app.db.clone().close().await.is_err() {
            tracing::warn!("the database did not close in order");
        }
    };
    match timeout(CLOSE, closing).await {
        Ok(()) => tracing::info!("stopped"),
        Err(_) => tracing::warn!("stopped without the database's answer"),
    }
}

/// Rings the next ones for calls nobody has taken. On its own, so that no long job keeps somebody waiting.
async fn ring_on(app: App) {
    loop {
        sleep(Duration::from_secs(1)).await;
        if let Err(error) = bandeng_app::calls::service::ring_on(&app).await {
            tracing::error!(%error, "calls could not be rung on");
        }
    }
}

/// Writes accesses every second, or when a group is full.
async fn write_accesses(app: App) {
    const STEP: Duration = Duration::from_millis(100);
    let mut steps = 0;
    loop {
        sleep(STEP).await;
        steps += 1;
        if steps >= 10 || app.accesses.is_full() {
            steps = 0;
            if app.accesses.flush(&app.db).await.is_err() {
                tracing::error!("accesses could not be written");
            }
        }
    }
}

/// Makes the backup of the day. On its own, so that no job waits for it.
async fn back_up(app: App) {
    loop {
        bandeng_app::backup::tend(&app).await;
        sleep(Duration::from_secs(60)).await;
    }
}

/// Counts what no request counts.
async fn count(app: App, metrics: Option<PrometheusHandle>) {
    let Some(handle) = metrics else { return };
    loop {
        handle.run_upkeep();
        if let Ok((due, stuck)) = app.db.job_counts().await {
            metrics::gauge!("bandeng_jobs_due").set(due as f64);
            metrics::gauge!("bandeng_jobs_stuck").set(stuck as f64);
        }
        sleep(Duration::from_secs(15)).await;
    }
}
