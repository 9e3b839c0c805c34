//! `bandeng reindex`

use anyhow::{Context, Result};
use bandeng_app::search::rebuild::rebuild;

use crate::config::Config;
use crate::{open, progress, telemetry};

pub(super) async fn run(config: &Config) -> Result<()> {
    telemetry::log("warn")?;
    let db = open::present_database(config).await?;
    let bar = progress::counting("matters");
    let done = rebuild(&db, |matters| bar.set_position(matters)).await;
    bar.finish_and_clear();
    let done = done.context("the index could not be finished; what was done is kept, and it can be repeated")?;
    super::print(&format!("{} matters read, {} in the search index\n", done.matters, done.indexed))?;
    Ok(db.close().await?)
}
