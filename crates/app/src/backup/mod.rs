//! 备份与恢复: one file that holds the whole house, made while the work goes on, encrypted, and read back on either engine.
//!
//! The file is an age file; what it encrypts is a ZIP: `tables/NAME.jsonl` has a row a line, `files/…` the bytes of
//! attachments and issued papers, `keys.json` the key file, `manifest.json` what there is of each. Whoever has the passphrase
//! or the identity can open it with common tools and without this program.

pub(crate) mod api;
mod archive;
mod copy;
mod daily;
mod fault;
mod lock;
mod make;
mod manifest;
mod objects;
mod restore;

pub use archive::Archive;
pub use copy::{Copied, copy};
pub use daily::{BackupSettings, Backups, Kept, kept, name_of, newest, tend};
pub use fault::Fault;
pub use lock::{Lock, Opener, new_identity};
pub use make::{Made, Source, make};
pub use manifest::Manifest;
pub use objects::{OBJECTS, lacking};
pub use restore::{Restored, restore};

/// How far it is, told along the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rows written or read so far.
    Rows(u64),
    /// Files so far.
    Files(u64),
    /// Rows read again, to compare.
    Compared(u64),
    /// Events of the history walked.
    Walked(u64),
    /// Matters whose figures were counted again.
    Counted(u64),
    /// Matters written into the search index.
    Indexed(u64),
}

/// Who is told.
pub type Tell<'a> = &'a mut (dyn FnMut(Step) + Send);
