//! `bandeng restore`: reads a backup back, into an empty place.
//!
//! Everything is written under another name first and compared; only then it gets the names under which the service looks
//! for it. Whatever interrupts it leaves nothing that a service would take for its data.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use bandeng_app::backup::{Archive, Fault, Restored, restore};
use bandeng_core::kernel::Text;
use bandeng_store::{Db, Env};

use super::backup::{With, judged, show, summary, told};
use super::said;
use crate::config::Config;
use crate::{open, progress, telemetry};

#[derive(clap::Args)]
pub(super) struct Args {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    with: With,
}

pub(super) async fn run(config: &Config, args: &Args) -> Result<ExitCode> {
    telemetry::log("warn")?;
    let began = std::time::Instant::now();
    let places = Places::of(config)?;
    places.check()?;
    let archive = args.with.open(&args.file).await?;
    places.prepare()?;
    let restored = match &places.database {
        Some(file) => {
            let url = format!("sqlite://{}", escaped(&unfinished(file)));
            let db = Db::connect(&url, Arc::new(Env::system())).await?;
            fill(archive, db, &places).await?
        }
        None => {
            let db = open::database(config).await?;
            if !db.is_empty().await? {
                return Err(told(Fault::Exists(config.database()?.to_string())));
            }
            fill(archive, db, &places).await?
        }
    };
    restored.keys.write(&unfinished(&places.keys))?;
    places.name()?;
    println!("{}", summary(&restored, began));
    if restored.manifest.files.left_out {
        let folder = places.files.display();
        let words = Text::new(
            format!("这份备份没有附件和文书：请把附件文件夹放回 {folder}"),
            format!("this backup has no attachments and papers: put their folder back at {folder}"),
        );
        println!("{}", said(&words));
    }
    Ok(judged(&restored))
}

async fn fill(archive: Archive, db: Db, places: &Places) -> Result<Restored> {
    let folder = unfinished(&places.files);
    open::private_folder(&folder)?;
    // One flush at the end serves all of them.
    let objects = object_store::local::LocalFileSystem::new_with_prefix(&folder)
        .with_context(|| format!("cannot use the folder {}", folder.display()))?;
    db.set_durable(false).await?;
    let bar = progress::counting("rows");
    let restored = restore(archive, &db, Some(&objects), &mut |step| show(&bar, step)).await.map_err(told)?;
    bar.set_message("matters indexed");
    let indexed = bandeng_app::search::rebuild::rebuild(&db, |matters| bar.set_position(matters)).await;
    bar.finish_and_clear();
    indexed.context("the search index cannot be made")?;
    db.set_durable(true).await?;
    db.close().await?;
    Ok(restored)
}

/// What is restored, and where.
struct Places {
    /// The file, on SQLite.
    database: Option<PathBuf>,
    keys: PathBuf,
    files: PathBuf,
}

impl Places {
    fn of(config: &Config) -> Result<Self> {
        Ok(Self { database: config.database()?.path, keys: config.key_file(), files: config.files() })
    }

    /// Refuses where there is something already.
    fn check(&self) -> Result<()> {
        if let Some(path) = self.database.as_ref().and_then(|file| standing(file)) {
            return Err(told(Fault::Exists(path.display().to_string())));
        }
        if self.keys.exists() {
            return Err(told(Fault::Exists(self.keys.display().to_string())));
        }
        match fs::read_dir(&self.files).map(|mut entries| entries.next().is_some()) {
            Ok(true) => Err(told(Fault::Exists(self.files.display().to_string()))),
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot read {}", self.files.display()))
            }
            _ => Ok(()),
        }
    }

    /// Makes room: folders, and away with what an interrupted restoration left.
    fn prepare(&self) -> Result<()> {
        for path in self.database.iter().chain([&self.keys, &self.files]) {
            if let Some(folder) = path.parent() {
                open::private_folder(folder)?;
            }
        }
        let files = self.database.iter().flat_map(|file| ["", "-wal", "-shm"].map(|end| added(&unfinished(file), end)));
        for path in files.chain([unfinished(&self.keys)]) {
            absent(fs::remove_file(&path)).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        let files = unfinished(&self.files);
        absent(fs::remove_dir_all(&files)).with_context(|| format!("cannot remove {}", files.display()))
    }

    /// Gives everything its name; the database last.
    fn name(&self) -> Result<()> {
        rustix::fs::sync();
        let _ = fs::remove_dir(&self.files);
        for path in [&self.files, &self.keys].into_iter().chain(&self.database) {
            fs::rename(unfinished(path), path).with_context(|| format!("cannot name {}", path.display()))?;
        }
        rustix::fs::sync();
        Ok(())
    }
}

/// A database file that is there, or what one left: SQLite would write a journal it finds into whatever has its name.
pub(super) fn standing(file: &Path) -> Option<PathBuf> {
    ["", "-wal", "-shm", "-journal"].into_iter().map(|end| added(file, end)).find(|path| path.exists())
}

fn absent(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// The name of something until it is whole.
fn unfinished(path: &Path) -> PathBuf {
    added(path, ".restoring")
}

fn added(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3F")
}
