//! The commands of the binary, one module each.

mod audit;
mod backup;
mod db;
mod demo;
mod doctor;
mod import;
mod keys;
mod labels;
mod look;
mod migrate;
mod openapi;
mod paper;
mod reindex;
mod restore;
mod retention;
mod run;
mod stats;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::config::{Config, Flags};

/// Bandeng: from a trouble at the window to an archived matter.
///
/// Settings come from bandeng.toml, then from the environment (BANDENG_DATA_DIR, …), then from flags.
#[derive(Parser)]
#[command(name = "bandeng", version)]
pub(crate) struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until SIGTERM or SIGINT; brings the schema up to date first
    Run,
    /// Bring the schema of the database up to date
    Migrate,
    /// Bring in what was published elsewhere
    #[command(subcommand)]
    Import(import::Import),
    /// Make the search index anew; the service may go on meanwhile
    Reindex,
    /// Count anew, or check what was counted
    #[command(subcommand)]
    Stats(stats::Stats),
    /// The keys that encrypt
    #[command(subcommand)]
    Keys(keys::Keys),
    /// List closed matters that are kept longer than their class says; nothing is destroyed
    Retention {
        /// List them
        #[arg(long, required = true)]
        dry_run: bool,
    },
    /// Check the history
    #[command(subcommand)]
    Audit(Audit),
    /// Is this paper true?
    #[command(subcommand)]
    Paper(paper::Paper),
    /// Write everything into one encrypted file, or check one; the service may go on meanwhile
    Backup(backup::Args),
    /// Read a backup back, into an empty place
    Restore(restore::Args),
    /// Move to another database
    #[command(subcommand)]
    Db(db::What),
    /// Is this machine fit? Database, keys, disk, fonts, clock, calendar
    Doctor,
    /// Print the OpenAPI document
    Openapi,
    /// Print the labels of all enumerations
    Labels,
    /// Look into the PDF on standard input; the house asks itself
    #[command(name = bandeng_app::attachments::pdf::COMMAND, hide = true)]
    LookIntoPdf,
    /// Serve a county with synthetic people, on a database of its own
    Demo(demo::Args),
}

#[derive(Subcommand)]
enum Audit {
    /// Walk every chain of events and name the breaks. Exit code: 0 whole, 1 broken, 2 it could not be told
    Verify {
        /// A text of roots that was kept elsewhere: each must still be the same
        #[arg(long, value_name = "FILE")]
        roots: Option<std::path::PathBuf>,
    },
    /// Print the roots of the daily seals, one a line, to be kept elsewhere
    Roots,
}

impl Cli {
    /// What is done before there is a runtime, and without one; none of the other commands.
    pub(crate) fn before_runtime(&self) -> Option<ExitCode> {
        matches!(self.command, Command::LookIntoPdf).then(look::run)
    }

    /// The exit code when a command cannot do its work.
    pub(crate) fn on_fault(&self) -> ExitCode {
        // One is taken: it says that history is broken, or that lines were left out.
        if matches!(self.command, Command::Audit(_) | Command::Import(_) | Command::Paper(_) | Command::Stats(_)) {
            ExitCode::from(2)
        } else {
            ExitCode::FAILURE
        }
    }

    pub(crate) async fn run(self) -> Result<ExitCode> {
        let config = || Config::load(&self.flags);
        match self.command {
            Command::Run => run::run(&config()?).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate => migrate::run(&config()?).await.map(|()| ExitCode::SUCCESS),
            Command::Import(what) => import::run(&config()?, &what).await,
            Command::Reindex => reindex::run(&config()?).await.map(|()| ExitCode::SUCCESS),
            Command::Stats(what) => stats::run(&config()?, &what).await,
            Command::Audit(Audit::Verify { roots }) => audit::verify(&config()?, roots.as_deref()).await,
            Command::Audit(Audit::Roots) => audit::roots(&config()?).await.map(|()| ExitCode::SUCCESS),
            Command::Retention { dry_run: _ } => retention::run(&config()?).await.map(|()| ExitCode::SUCCESS),
            Command::Keys(what) => keys::run(&config()?, &what).await,
            Command::Paper(what) => paper::run(&config()?, &what).await,
            Command::Backup(args) => backup::run(&config()?, &args).await,
            Command::Restore(args) => restore::run(&config()?, &args).await,
            Command::Db(what) => db::run(&config()?, &what).await,
            Command::Doctor => doctor::run(&config()?).await,
            Command::Openapi => openapi::run().map(|()| ExitCode::SUCCESS),
            Command::Labels => labels::run().map(|()| ExitCode::SUCCESS),
            Command::LookIntoPdf => Ok(look::run()),
            Command::Demo(args) => demo::run(&config()?, &args).await.map(|()| ExitCode::SUCCESS),
        }
    }
}

/// The words in the language that the environment names.
fn said(words: &bandeng_core::kernel::Text) -> &str {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let language = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default();
    if language.starts_with("zh") { &words.zh } else { &words.en }
}

/// Prints text for a file or a pipe. A reader that has seen enough is no fault.
fn print(text: &str) -> Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
