//! What a backup holds, said in the backup itself.

use bandeng_core::kernel::Instant;
use bandeng_store::tables::{Sum, Table};
use serde::{Deserialize, Serialize};

/// The form of the files this program writes. It reads this one alone.
pub(super) const FORMAT: u32 = 1;

/// The last entry of a backup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    pub made_at: Instant,
    /// The changes of the schema that were made, in order.
    pub schema: Vec<String>,
    /// Those others refer to before those that do.
    pub tables: Vec<Held>,
    pub files: Files,
    /// Number and root of the newest daily seal.
    pub seal: Option<(i64, String)>,
}

/// A table and what it held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Held {
    pub table: Table,
    pub sum: Sum,
}

/// The bytes of attachments and papers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Files {
    pub count: u64,
    pub bytes: u64,
    /// Those that rows name and that were gone or altered already.
    pub lacking: Vec<String>,
    /// None was taken, on purpose: this is a backup of rows alone.
    #[serde(default)]
    pub left_out: bool,
}

impl Manifest {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|held| held.sum.rows).sum()
    }

    /// Rows of one table.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().find(|held| held.table.name == table).map_or(0, |held| held.sum.rows)
    }
}

/// A file of the backup: its key in the object store, and the hash its row names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileLine(pub(super) String, pub(super) String);
