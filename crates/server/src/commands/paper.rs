//! `bandeng paper verify`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use bandeng_app::papers::issue;

use crate::config::Config;
use crate::{open, telemetry};

#[derive(clap::Subcommand)]
pub(super) enum Paper {
    /// Was this PDF issued by this house, and is it the latest? Exit code: 0 true and the latest, 1 replaced or not ours,
    /// 2 it could not be told
    Verify {
        /// The PDF as it was received
        file: PathBuf,
    },
}

pub(super) async fn run(config: &Config, what: &Paper) -> Result<ExitCode> {
    let Paper::Verify { file } = what;
    telemetry::log("warn")?;
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let sha256 = issue::hash(bytes.into()).await?;
    let db = open::present_database(config).await?;
    let truth = issue::truth_by_hash(&db, &sha256).await.context("the papers cannot be read")?;
    db.close().await?;
    super::print(&format!("{}\n{}\nSHA-256 {sha256}\n", truth.sentence.zh, truth.sentence.en))?;
    let good = truth.known && truth.replaced_on.is_none();
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
