//! `bandeng audit verify`, `bandeng audit roots`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use bandeng_store::Db;
use bandeng_store::audit::BreakKind;

use crate::config::Config;
use crate::{open, progress, telemetry};

/// Most seals there can be: one a day for three hundred years.
const SEALS: u64 = 110_000;

pub(super) async fn verify(config: &Config, roots: Option<&Path>) -> Result<ExitCode> {
    telemetry::log("warn")?;
    let db = open::present_database(config).await?;
    let began = std::time::Instant::now();
    let bar = progress::counting("events");
    let report = db.verify_chains(|events| bar.set_position(events)).await.context("the walk could not be finished")?;
    bar.finish_and_clear();
    let (streams, events, seals) = (report.streams, report.events, report.seals);
    println!("{streams} streams, {events} events, {seals} daily seals, {:.1} s", began.elapsed().as_secs_f64());
    for found in &report.breaks {
        println!("broken: {} at {} {}: {}", found.stream, counted(found.what), found.seq, words(found.what));
    }
    let mut broken = report.breaks.len();
    if let Some(file) = roots {
        let kept = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        broken += compare(&db, &kept).await?;
    }
    db.close().await?;
    if broken == 0 {
        println!("the history is whole");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{broken} broken; keep a copy of the database as it is and compare it with your backups");
    Ok(ExitCode::FAILURE)
}

/// Compares roots that were kept elsewhere; how many differ.
async fn compare(db: &Db, kept: &str) -> Result<usize> {
    let seals = db.seals_before(i64::MAX, SEALS).await.context("the seals cannot be read")?;
    let lines: std::collections::HashSet<String> = seals.iter().map(bandeng_store::audit::Seal::line).collect();
    let (mut same, mut broken) = (0, 0);
    for line in kept.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if lines.contains(line) {
            same += 1;
        } else {
            broken += 1;
            println!("broken: the kept root is another one: {line}");
        }
    }
    println!("{same} kept roots are the same");
    Ok(broken)
}

pub(super) async fn roots(config: &Config) -> Result<()> {
    telemetry::log("warn")?;
    let db = open::present_database(config).await?;
    let mut seals = db.seals_before(i64::MAX, SEALS).await.context("the seals cannot be read")?;
    db.close().await?;
    seals.reverse();
    super::print(&seals.iter().map(|seal| seal.line() + "\n").collect::<String>())
}

/// What the number counts.
fn counted(what: BreakKind) -> &'static str {
    match what {
        BreakKind::Seal => "seal",
        BreakKind::Published => "version",
        _ => "event",
    }
}

fn words(what: BreakKind) -> &'static str {
    match what {
        BreakKind::Gap => "an event is missing before it, or it comes twice",
        BreakKind::Predecessor => "it names another predecessor than the event before it: the order was changed",
        BreakKind::Altered => "the event was altered",
        BreakKind::Payload => "what it tells was altered",
        BreakKind::Head => "events are missing at the end, or the row was altered",
        BreakKind::Clock => "it is older than the event before it: the clock was set back",
        BreakKind::Hashing => "the chain changes what it is hashed with",
        BreakKind::Removed => "the chain was sealed and is there no more",
        BreakKind::Rewritten => "the chain is another one than was sealed: written anew, or cut off at its end",
        BreakKind::Seal => "the daily seal does not fit its heads or the seal before it",
        BreakKind::Published => "the published version is not what its event says",
    }
}
