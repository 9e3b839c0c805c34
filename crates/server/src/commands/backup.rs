//! `bandeng backup`: everything in one encrypted file; `--verify` reads one back into a scratch place.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use bandeng_app::backup::{Archive, Fault, Lock, Opener, Restored, Source, Step, make, name_of, new_identity, restore};
use bandeng_core::kernel::Text;
use bandeng_store::{Crypt, Db, Env};

use super::said;
use crate::config::Config;
use crate::{open, progress, telemetry};

#[derive(clap::Args)]
pub(super) struct Args {
    /// The file to write, or to check [default: a new one in the folder of the setting `backup`]
    file: Option<PathBuf>,
    /// Read the file back into a scratch place and compare every row, chain and attachment
    #[arg(long, requires = "file")]
    verify: bool,
    /// Encrypt to this public key (age1…); may be given several times
    #[arg(long, value_name = "KEY")]
    recipient: Vec<String>,
    /// Leave attachments and papers out: for houses that copy their folder in another way
    #[arg(long, conflicts_with = "verify")]
    rows: bool,
    #[command(flatten)]
    with: With,
    /// Make a key pair: the private half goes into this file, the public one is printed
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "recipient"])]
    new_key: Option<PathBuf>,
    /// Folder for the scratch place of --verify [default: the system's]
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

/// What opens a backup.
#[derive(clap::Args)]
pub(super) struct With {
    /// A file that holds the passphrase
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// A file that holds the private key
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    identity: Option<PathBuf>,
}

impl With {
    fn passphrase(&self) -> Result<Option<String>> {
        self.passphrase_file.as_deref().map(text_of).transpose()
    }

    fn opener(&self) -> Result<Opener> {
        match (self.passphrase()?, &self.identity) {
            (Some(text), _) => Ok(Opener::of_passphrase(&text)),
            (None, Some(path)) => Opener::of_identities(&text_of(path)?).map_err(told),
            (None, None) => bail!(
                "{}",
                said(&Text::new(
                    "请用 --passphrase-file 或 --identity 说明用什么打开备份",
                    "say with --passphrase-file or --identity what opens the backup"
                ))
            ),
        }
    }

    /// Opens a backup in a thread that may wait.
    pub(super) async fn open(&self, file: &Path) -> Result<Archive> {
        let (opener, file) = (self.opener()?, file.to_owned());
        tokio::task::spawn_blocking(move || Archive::open(&file, &opener)).await?.map_err(told)
    }
}

fn text_of(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A fault in the reader's language.
pub(super) fn told(fault: Fault) -> anyhow::Error {
    anyhow!("{}", said(&fault.words()))
}

pub(super) async fn run(config: &Config, args: &Args) -> Result<ExitCode> {
    telemetry::log("warn")?;
    if let Some(path) = &args.new_key {
        return new_key(path).map(|()| ExitCode::SUCCESS);
    }
    match &args.file {
        Some(file) if args.verify => verify(&args.with, file, args.scratch.as_deref()).await,
        file => write(config, args, file.as_deref()).await,
    }
}

fn new_key(path: &Path) -> Result<()> {
    let (identity, recipient) = new_identity();
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let written = file.and_then(|mut file| file.write_all(identity.as_bytes()).and_then(|()| file.sync_all()));
    written.with_context(|| format!("cannot write {}", path.display()))?;
    println!("{recipient}");
    Ok(())
}

async fn write(config: &Config, args: &Args, file: Option<&Path>) -> Result<ExitCode> {
    let setting = config.backup()?;
    let lock = match (args.with.passphrase()?, args.recipient.as_slice()) {
        (Some(_), [_, ..]) => bail!("give a passphrase or recipients, not both"),
        (Some(text), []) => Lock::of_passphrase(&text),
        (None, []) => setting.as_ref().map(|setting| setting.lock.clone()).ok_or(Fault::NoLock),
        (None, recipients) => Lock::of_recipients(recipients),
    };
    let lock = lock.map_err(told)?;
    let db = open::present_database(config).await?;
    let path = match (file, setting) {
        (Some(file), _) => file.to_owned(),
        (None, Some(setting)) => {
            open::private_folder(&setting.folder)?;
            setting.folder.join(name_of(db.now()))
        }
        (None, None) => bail!("name the file to write, or set `backup` in bandeng.toml"),
    };
    let keys = config.key_file();
    anyhow::ensure!(keys.exists(), "there is no key file at {}", keys.display());
    let crypt = Crypt::open(&keys, db.env())?;
    open::private_folder(&config.files())?;
    let objects = open::objects(&config.files())?;
    let began = std::time::Instant::now();
    let bar = progress::counting("rows");
    let source =
        Source { db: &db, crypt: &crypt, objects: (!args.rows).then_some(&objects as &dyn object_store::ObjectStore) };
    let made = make(&source, &lock, &path, &mut |step| show(&bar, step)).await;
    bar.finish_and_clear();
    let made = made.map_err(told)?;
    db.close().await?;
    let (rows, events) = (made.manifest.rows(), made.manifest.rows_of("events"));
    println!(
        "{}: {rows} rows ({events} events), {} files, {} bytes, {:.1} s",
        made.path.display(),
        made.manifest.files.count,
        made.bytes,
        began.elapsed().as_secs_f64()
    );
    Ok(lacking(&made.manifest.files.lacking))
}

/// Names files that are gone or altered.
fn lacking(files: &[String]) -> ExitCode {
    for key in files {
        println!("lacking: {key}");
    }
    if files.is_empty() {
        return ExitCode::SUCCESS;
    }
    let words = Text::new(
        format!("{} 个附件或文书的内容丢失或者被改动，备份里没有它们", files.len()),
        format!("{} files that rows name are gone or altered; the backup lacks them", files.len()),
    );
    println!("{}", said(&words));
    ExitCode::FAILURE
}

async fn verify(with: &With, file: &Path, scratch: Option<&Path>) -> Result<ExitCode> {
    let began = std::time::Instant::now();
    let archive = with.open(file).await?;
    let folder = match scratch {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.context("no scratch place can be made; name another with --scratch")?;
    let url = format!("sqlite://{}", folder.path().join("scratch.db").display());
    let db = Db::connect(&url, Arc::new(Env::system())).await?;
    // Nothing of it is to survive a power cut.
    db.set_durable(false).await?;
    let bar = progress::counting("rows");
    let restored = restore(archive, &db, None, &mut |step| show(&bar, step)).await;
    bar.finish_and_clear();
    let restored = restored.map_err(told)?;
    db.close().await?;
    println!("{}", summary(&restored, began));
    Ok(judged(&restored))
}

/// What was read back.
pub(super) fn summary(restored: &Restored, began: std::time::Instant) -> String {
    let manifest = &restored.manifest;
    format!(
        "{} tables, {} rows, {} events, {} files: the same as written; {:.1} s",
        manifest.tables.len(),
        manifest.rows(),
        restored.events,
        manifest.files.count,
        began.elapsed().as_secs_f64()
    )
}

/// Names what was not whole already when the backup was made.
pub(super) fn judged(restored: &Restored) -> ExitCode {
    for found in &restored.breaks {
        println!("broken: {} at {}", found.stream, found.seq);
    }
    let files = lacking(&restored.lacking);
    if restored.breaks.is_empty() {
        return files;
    }
    let words = Text::new(
        "历史记录在备份以前就不完整；用 bandeng audit verify 查看",
        "the history was broken before the backup was made; bandeng audit verify says how",
    );
    println!("{}", said(&words));
    ExitCode::FAILURE
}

/// Moves the bar.
pub(super) fn show(bar: &indicatif::ProgressBar, step: Step) {
    let (what, n) = match step {
        Step::Rows(n) => ("rows", n),
        Step::Files(n) => ("files", n),
        Step::Compared(n) => ("rows compared", n),
        Step::Walked(n) => ("events walked", n),
        Step::Counted(n) => ("matters counted", n),
        Step::Indexed(n) => ("matters indexed", n),
    };
    bar.set_message(what);
    bar.set_position(n);
}
