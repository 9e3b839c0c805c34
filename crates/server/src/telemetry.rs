//! What operators see: log lines on standard error, counters for Prometheus. No personal data, bodies or queries.

use std::io::IsTerminal;

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Seconds at which histograms are cut.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Starts logging: one JSON object a line, or readable lines where a person is watching.
///
/// # Errors
/// If the filter cannot be read.
pub(crate) fn log(filter: &str) -> Result<()> {
    // The database's driver repeats what the server tells it, which is not ours to vouch for.
    let filter = EnvFilter::try_new(format!("sqlx=warn,{filter}"))
        .context("log: not a filter. Write a level such as info, or parts such as info,bandeng_app=debug")?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let person = std::io::stderr().is_terminal();
    let started = if person {
        builder.with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()
    };
    started.map_err(|error| anyhow::anyhow!("logging does not start: {error}"))?;
    if !person {
        // The message of a panic can hold what it stumbled over; the place is enough to start looking.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(place, "panic");
        }));
    }
    Ok(())
}

/// Starts counting.
pub(crate) fn metrics() -> Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .context("metrics do not start")
}
