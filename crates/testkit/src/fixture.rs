//! Databases of earlier schemas, kept as files: what an installation that was not upgraded for years looks like.
//!
//! `crates/testkit/fixtures/NAME/` holds `bandeng.db.gz` (SQLite) and `bandeng.sql.gz` (PostgreSQL) with the same rows,
//! made by `cargo xtask fixture NAME` and never again once a later schema is released.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::TestApp;
use crate::database::{Database, is_postgres};

/// An old database, not yet upgraded. Removed when dropped, after its chains were walked and its figures counted.
pub struct Fixture(Database);

impl Fixture {
    /// Unpacks a fixture for the engine the tests run on.
    ///
    /// # Panics
    /// If there is none of this name.
    pub async fn open(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        let packed = folder.join(if is_postgres() { "bandeng.sql.gz" } else { "bandeng.db.gz" });
        Self(Database::unpacked(&gunzip(&packed)).await)
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }
}

/// Keeps the database of a test as a fixture, in a folder.
///
/// # Panics
/// If it cannot be written, or `pg_dump` is not there.
pub fn write(app: &TestApp, folder: &Path) {
    std::fs::create_dir_all(folder).expect("the folder is made");
    let (name, mut dump) = if is_postgres() {
        let mut dump = Command::new(pg_dump());
        dump.args([
            "--inserts",
            "--rows-per-insert=100",
            "--no-owner",
            "--no-privileges",
            "--schema=public",
            "--dbname",
        ])
        .arg(app.database_url());
        ("bandeng.sql", dump)
    } else {
        let scratch = folder.join("scratch.db");
        copy_sqlite(app.database_url(), &scratch);
        let mut cat = Command::new("cat");
        cat.arg(scratch);
        ("bandeng.db", cat)
    };
    let packed = File::create(folder.join(format!("{name}.gz"))).expect("the fixture can be written");
    let mut dumping = dump.stdout(Stdio::piped()).spawn().expect("it can be read");
    // No name and no time inside: the same rows give the same file.
    let zipped = Command::new("gzip")
        .args(["-9", "-n"])
        .stdin(dumping.stdout.take().expect("a pipe"))
        .stdout(packed)
        .status()
        .expect("gzip is there");
    assert!(dumping.wait().expect("it ends").success() && zipped.success(), "the fixture could not be packed");
    let _ = std::fs::remove_file(folder.join("scratch.db"));
}

/// The file with what its log of writes still holds.
fn copy_sqlite(url: &str, to: &Path) {
    let from = url.trim_start_matches("sqlite://").split('?').next().unwrap_or_default();
    let _ = std::fs::remove_file(to);
    for ending in ["", "-wal"] {
        let file = PathBuf::from(format!("{from}{ending}"));
        if file.exists() {
            std::fs::copy(&file, format!("{}{ending}", to.display())).expect("the database is copied");
        }
    }
    let url = format!("sqlite://{}?mode=rwc", to.display());
    let done = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(crate::database::settle(&url));
    });
    done.join().expect("the copy is settled");
}

/// Beside the newest server, or wherever it is found.
fn pg_dump() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin/pg_dump")).collect())
        .unwrap_or_default();
    versions.retain(|path| path.exists());
    versions.sort();
    versions.pop().unwrap_or_else(|| "pg_dump".into())
}

fn gunzip(packed: &Path) -> Vec<u8> {
    let out = Command::new("gzip").arg("-dc").arg(packed).output().expect("gzip is there");
    assert!(out.status.success(), "{} cannot be unpacked", packed.display());
    out.stdout
}
