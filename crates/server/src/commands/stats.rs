//! `bandeng stats rebuild` and `bandeng stats verify`

use std::process::ExitCode;

use anyhow::{Context, Result};
use bandeng_app::figures;

use crate::config::Config;
use crate::{open, progress, telemetry};

#[derive(clap::Subcommand)]
pub(super) enum Stats {
    /// Count every matter anew; the service may go on meanwhile. What is interrupted goes on where it was
    Rebuild,
    /// Count beside what is kept and compare. Exit code: 0 equal, 1 not, 2 it could not be told
    Verify,
}

pub(super) async fn run(config: &Config, what: &Stats) -> Result<ExitCode> {
    telemetry::log("warn")?;
    let db = open::present_database(config).await?;
    let bar = progress::counting("matters");
    let code = match what {
        Stats::Rebuild => {
            let done = figures::rebuild(&db, |matters| bar.set_position(matters)).await;
            bar.finish_and_clear();
            let done = done.context("the recount could not be finished; what was counted is kept, and it can go on")?;
            super::print(&format!(
                "{} matters counted; {} facts and {} sums put right\n",
                done.matters, done.facts, done.sums
            ))?;
            ExitCode::SUCCESS
        }
        Stats::Verify => {
            let found = figures::verify(&db, |matters| bar.set_position(matters)).await;
            bar.finish_and_clear();
            let found = found.context("the figures cannot be read")?;
            super::print(&format!(
                "{} matters with {} facts counted: {} matters and {} sums are wrong; {} matters wait to be counted\n",
                found.matters, found.facts, found.wrong_matters, found.wrong_sums, found.waiting
            ))?;
            if found.is_right() { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
    };
    db.close().await?;
    Ok(code)
}
