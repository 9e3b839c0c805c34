//! `bandeng keys`: change the key that encrypts, and see what older ones are still needed for.

use std::process::ExitCode;

use anyhow::{Context, Result};
use bandeng_app::keys::in_use;
use bandeng_store::Crypt;
use clap::Subcommand;

use crate::config::Config;
use crate::{open, telemetry};

#[derive(Subcommand)]
pub(super) enum Keys {
    /// Which keys there are, and how many rows each is needed for
    Status,
    /// Make a new key the current one; then start the service again, which encrypts the rest anew by itself
    Rotate,
    /// Take keys out of the file that nothing needs any more
    Retire,
}

pub(super) async fn run(config: &Config, what: &Keys) -> Result<ExitCode> {
    telemetry::log("warn")?;
    let path = config.key_file();
    let db = open::present_database(config).await?;
    // Looking must not make a file.
    anyhow::ensure!(path.exists(), "there is no key file at {}", path.display());
    let crypt = Crypt::open(&path, db.env())?;
    match what {
        Keys::Status => {
            for (key, rows) in in_use(&db, &crypt).await.context("the rows cannot be counted")? {
                let current = if key == crypt.current() { ", current" } else { "" };
                println!("{key}: needed for {rows} rows{current}");
            }
        }
        Keys::Rotate => {
            let name = Crypt::rotate(&path, db.env())?;
            println!("{name} is the current key now. Put a copy of {} with your backups.", path.display());
            println!(
                "Start the service again; within the hour it encrypts anew what is under older keys: bandeng keys status"
            );
        }
        Keys::Retire => {
            let used = in_use(&db, &crypt).await.context("the rows cannot be counted")?;
            let old = used.into_iter().filter(|(key, rows)| *rows == 0 && key != crypt.current());
            let old: Vec<String> = old.map(|(key, _)| key).collect();
            Crypt::retire(&path, db.env(), &old)?;
            match old.is_empty() {
                true => println!("no key can be retired"),
                false => println!("retired: {}. Older backups need the key file they were made with.", old.join(", ")),
            }
        }
    }
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}
