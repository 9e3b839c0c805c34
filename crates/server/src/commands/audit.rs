//! `bandeng audit verify`

use std::process::ExitCode;

use anyhow::{Context, Result};
use bandeng_store::audit::BreakKind;

use crate::config::Config;
use crate::{open, progress, telemetry};

pub(super) async fn verify(config: &Config) -> Result<ExitCode> {
    telemetry::log("warn")?;
    let db = open::present_database(config).await?;
    let bar = progress::counting("events");
    let report = db.verify_chains(|events| bar.set_position(events)).await.context("the walk could not be finished")?;
    bar.finish_and_clear();
    println!("{} streams, {} events", report.streams, report.events);
    for found in &report.breaks {
        println!("broken: {} at event {}: {}", found.stream, found.seq, words(found.what));
    }
    db.close().await?;
    if report.breaks.is_empty() {
        println!("the history is whole");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} broken; keep a copy of the database as it is and compare it with your backups", report.breaks.len());
    Ok(ExitCode::FAILURE)
}

fn words(what: BreakKind) -> &'static str {
    match what {
        BreakKind::Gap => "an event is missing before it, or it comes twice",
        BreakKind::Predecessor => "it names another predecessor than the event before it",
        BreakKind::Altered => "the event was altered",
        BreakKind::Payload => "what it tells was altered",
        BreakKind::Head => "events are missing at the end, or the matter's row was altered",
        BreakKind::Clock => "it is older than the event before it",
    }
}
