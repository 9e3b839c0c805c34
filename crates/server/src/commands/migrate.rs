//! `bandeng migrate`

use anyhow::Result;

use crate::config::Config;
use crate::{open, telemetry};

pub(super) async fn run(config: &Config) -> Result<()> {
    telemetry::log("warn")?;
    let db = open::database(config).await?;
    match open::migrate(&db).await? {
        0 => println!("the schema is up to date"),
        1 => println!("1 change made; the schema is up to date"),
        n => println!("{n} changes made; the schema is up to date"),
    }
    Ok(db.close().await?)
}
