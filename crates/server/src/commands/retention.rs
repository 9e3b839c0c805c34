//! `bandeng retention --dry-run`: what is kept longer than its class says.

use anyhow::{Context, Result};
use bandeng_app::privacy::retention::over;

use crate::config::Config;
use crate::{open, telemetry};

pub(super) async fn run(config: &Config) -> Result<()> {
    telemetry::log("warn")?;
    let db = open::present_database(config).await?;
    let all = over(&db, &config.retention, db.today()).await.context("the matters cannot be read")?;
    db.close().await?;
    let mut text = String::new();
    for one in &all {
        let class = config.retention.words(one.class).en.to_lowercase();
        let held = one.held_until.map(|until| format!(", held until {until}")).unwrap_or_default();
        text += &format!("{}: {class}, closed {}, kept until {}{held}\n", one.code, one.closed_on, one.until);
    }
    let held = all.iter().filter(|one| one.held_until.is_some()).count();
    text += &format!("{} would go, {held} are held; nothing was changed\n", all.len() - held);
    super::print(&text)
}
