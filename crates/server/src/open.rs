//! Opens what a command works with: the database, the keys, the files.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use bandeng_app::{App, Settings};
use bandeng_store::{Crypt, Db, Env};
use object_store::local::LocalFileSystem;

use crate::config::Config;

/// Connects. On SQLite the folder is made, and the file.
pub(crate) async fn database(config: &Config) -> Result<Db> {
    database_in(config, Env::system()).await
}

/// Connects, with another world's time or randomness.
pub(crate) async fn database_in(config: &Config, env: Env) -> Result<Db> {
    let database = config.database()?;
    if let Some(folder) = database.path.as_deref().and_then(Path::parent) {
        private_folder(folder)?;
    }
    let env = Env { hashing: config.hashing(), ..env };
    Db::connect(database.url(), Arc::new(env)).await.map_err(|error| {
        let hint = match database.path {
            Some(_) => "check that the file and its folder may be written",
            None => "check that PostgreSQL runs and that database_url names host, database, user and password",
        };
        anyhow!("cannot open the database {database}: {}\n{hint}", database.hide(&error.to_string()))
    })
}

/// Connects to a database that is there already.
///
/// # Errors
/// If there is none, or its schema is older than this program.
pub(crate) async fn present_database(config: &Config) -> Result<Db> {
    let database = config.database()?;
    if let Some(path) = database.path.as_deref().filter(|path| !path.exists()) {
        bail!("there is no database at {}; name another with --data-dir or --database-url", path.display());
    }
    let db = self::database(config).await?;
    let pending = db.pending_migrations().await.context("cannot read the schema's version")?;
    if pending > 0 {
        bail!("the schema of {database} is older than this program; run: bandeng migrate");
    }
    Ok(db)
}

/// Brings the schema up to date; how many changes that took.
pub(crate) async fn migrate(db: &Db) -> Result<usize> {
    let pending = db.pending_migrations().await.context("cannot read the schema's version")?;
    if pending > 0 {
        tracing::info!(changes = pending, "migrating");
        db.migrate().await.context("cannot bring the schema up to date")?;
        // What was registered before there was an index.
        if let (1.., 0) = db.search_counts().await? {
            tracing::info!("making the search index");
            bandeng_app::search::rebuild::rebuild(db, |_| {}).await.context("cannot make the search index")?;
        }
    }
    Ok(pending)
}

/// The application on a database whose schema is up to date.
pub(crate) async fn app(config: &Config, db: Db, demo: bool) -> Result<App> {
    private_folder(&config.data_dir)?;
    let keys = config.key_file();
    // New keys beside old data would leave every telephone number unreadable, and nobody would notice at first.
    if !keys.exists() && db.is_in_use().await? {
        bail!(
            "the key file {} is missing, but the database is in use; put the backup of the file there",
            keys.display()
        );
    }
    let crypt = Crypt::open(&keys, db.env())?;
    let files = config.files();
    private_folder(&files)?;
    let objects = objects(&files)?;
    let settings = Settings {
        secure_cookies: config.secure_cookies(),
        idle_minutes: config.idle_minutes,
        public_url: config.public_url(demo),
        pdf_reader: std::env::current_exe().ok(),
        font_folders: config.font_folders.clone(),
        proxies: config.proxies()?,
        rates: config.rates(),
        outbound: config.outbound.clone(),
        messages: config.messages.clone(),
        second_factor_roles: if demo { Vec::new() } else { config.second_factor_roles.clone() },
        openid: config.openid(),
        map: config.map(),
        call_waits: config.calls,
        demo,
        presets: config.presets()?,
        limits: config.limits()?,
        retention: config.retention.clone(),
        unusual: config.unusual,
        stamp_url: config.stamp_url.clone(),
        backup: config.backup()?,
        ..Settings::default()
    };
    let app = App::new(db, crypt, Box::new(objects), settings);
    if let Err(error) = app.fonts.check() {
        tracing::warn!(%error, "papers cannot be printed; install fonts-noto-cjk or set font_folders");
    }
    Ok(app)
}

/// The attachments in a folder. What was put there is on the disk, as its row is when it is committed.
pub(crate) fn objects(files: &Path) -> Result<LocalFileSystem> {
    let objects = LocalFileSystem::new_with_prefix(files)
        .with_context(|| format!("cannot use the folder {}", files.display()))?;
    Ok(objects.with_fsync(true))
}

/// Makes a folder that only this account may enter; one that is there stays as it is.
pub(crate) fn private_folder(folder: &Path) -> Result<()> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).with_context(|| {
        format!("cannot create the folder {}; create it, or name another with --data-dir", folder.display())
    })
}
