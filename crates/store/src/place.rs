//! Where an SQLite database lies, and whether it still lies there.
//!
//! A process goes on writing into a file that was removed or replaced, and everything it confirms is gone when it ends. So
//! every unit of work looks first: two calls of the system, a microsecond each.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::OnceLock;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr, Statement};

use crate::{Error, Result};

/// What a fault of this kind says; the shell knows it by it.
pub const MOVED: &str = "the file of the database was moved, removed or replaced";

/// The files of a database, and which they were.
pub(crate) struct Place(Vec<File>);

struct File {
    path: PathBuf,
    /// Device and number, as soon as it was seen.
    is: OnceLock<(u64, u64)>,
}

impl Place {
    /// Asks the database.
    pub(crate) async fn of(connection: &DatabaseConnection) -> Result<Self> {
        let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
        let path: String = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
        let files = if path.is_empty() { Vec::new() } else { vec![path.clone(), path + "-wal"] };
        let place = Self(files.into_iter().map(|path| File { path: path.into(), is: OnceLock::new() }).collect());
        place.check()?;
        Ok(place)
    }

    /// Are they the same files?
    ///
    /// # Errors
    /// [`Error::Db`] saying [`MOVED`].
    pub(crate) fn check(&self) -> Result<()> {
        for file in &self.0 {
            let found = fs::metadata(&file.path).ok().map(|of| (of.dev(), of.ino()));
            let same = match (file.is.get(), found) {
                (Some(was), found) => found == Some(*was),
                // The log of writes comes into being with the first one.
                (None, None) => true,
                (None, Some(found)) => *file.is.get_or_init(|| found) == found,
            };
            if !same {
                return Err(Error::Db(DbErr::Conn(RuntimeErr::Internal(MOVED.to_owned()))));
            }
        }
        Ok(())
    }
}
