//! `bandeng db copy`: from SQLite to PostgreSQL or back, table by table, and compared afterwards.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use bandeng_app::backup::{Fault, copy, lacking};
use bandeng_store::{Db, Env};

use super::backup::{show, told};
use super::restore::standing;
use crate::config::{Config, Database};
use crate::{open, progress, telemetry};

#[derive(clap::Subcommand)]
pub(super) enum What {
    /// Copy everything into an empty database; the service must be stopped
    Copy {
        /// Where to: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME
        #[arg(long, value_name = "URL")]
        to: String,
    },
}

pub(super) async fn run(config: &Config, what: &What) -> Result<ExitCode> {
    telemetry::log("warn")?;
    let What::Copy { to } = what;
    let target = Database::at(to)?;
    let db = open::present_database(config).await?;
    // What is written while it runs would be missing over there.
    let busy = db.is_open_elsewhere().await?;
    db.close().await?;
    if busy {
        return Err(told(Fault::InUse));
    }
    let from = open::present_database(config).await?;
    let into = prepare(&target).await?;
    let began = std::time::Instant::now();
    let bar = progress::counting("rows");
    let copied = copy(&from, &into, &mut |step| show(&bar, step)).await;
    bar.finish_and_clear();
    let copied = copied.map_err(told)?;
    let gone = lacking(&into, &open::objects(&config.files())?, |_| {}).await?;
    into.set_durable(true).await?;
    into.close().await?;
    from.close().await?;
    println!("{} tables, {} rows copied; {:.1} s", copied.tables, copied.rows, began.elapsed().as_secs_f64());
    println!("{} events walked, {} matters counted anew: the same", copied.events, copied.matters);
    for key in &gone {
        println!("lacking: {key}");
    }
    // A file is told as the setting wants it.
    let target = target.path.as_ref().map_or(target.to_string(), |path| format!("sqlite://{}", path.display()));
    println!("set database_url to {target} and start the service; attachments and keys stay where they are");
    Ok(if gone.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Opens the place to copy to, which must be empty, and makes the schema.
async fn prepare(target: &Database) -> Result<Db> {
    if let Some(path) = &target.path {
        if let Some(there) = standing(path) {
            return Err(told(Fault::Exists(there.display().to_string())));
        }
        if let Some(folder) = path.parent() {
            open::private_folder(folder)?;
        }
    }
    let connected = Db::connect(target.url(), Arc::new(Env::system())).await;
    let db = connected.map_err(|error| anyhow::anyhow!("cannot open {target}: {}", target.hide(&error.to_string())))?;
    if !db.is_empty().await? {
        return Err(told(Fault::Exists(target.to_string())));
    }
    db.migrate().await.context("cannot make the schema")?;
    db.set_durable(false).await?;
    Ok(db)
}
