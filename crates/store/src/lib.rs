//! The database of Bandeng. This crate knows that a database exists and no feature.
//!
//! SQLite is embedded and the default; PostgreSQL is one line of configuration away. Statements are the same
//! text on both; what differs stands in the `…sqlite.sql` and `…postgres.sql` of `migrations`, and for search in
//! `search/sqlite.rs` and `search/postgres.rs`.

pub mod audit;
pub mod batch;
mod binds;
pub mod codes;
pub mod condition;
pub mod crypt;
pub mod db;
pub mod document;
pub mod entities;
pub mod env;
pub mod jobs;
mod migrate;
mod place;
pub mod reach;
pub mod rows;
pub mod search;
pub mod signal;
pub mod tables;
mod turn;
pub mod uow;

pub use batch::{Answers, Batch, Made};
pub use binds::Binds;
pub use crypt::Crypt;
pub use db::{Db, Engine};
pub use document::Document;
pub use env::Env;
pub use place::MOVED;
pub use rows::Rows;
pub use signal::Signal;
pub use turn::Transaction;
pub use uow::{Ctx, MatterKey, Uow};

use bandeng_core::kernel::{Refusal, Text};

/// What can go wrong below a slice: a reason for the person, or a fault of the machine.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Refused, with reasons to show.
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    /// Somebody else moved the matter meanwhile: the number of its last event now, and what happened since.
    #[error("stale version")]
    Stale { now: i64, changes: Vec<Change> },
    /// The database did not answer or refused.
    #[error(transparent)]
    Db(#[from] sea_orm::DbErr),
    /// Stored data that cannot be read back.
    #[error("damaged data: {0}")]
    Damaged(String),
    /// A file, a cipher, a font.
    #[error("{0}")]
    Other(String),
}

/// One thing that happened since a reader last looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub at: i64,
    pub actor: String,
    pub sentence: Text,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(vec![refusal])
    }
}

impl From<Vec<Refusal>> for Error {
    fn from(refusals: Vec<Refusal>) -> Self {
        Error::Refused(refusals)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Damaged(error.to_string())
    }
}

impl From<bandeng_core::kernel::text::UnknownCode> for Error {
    fn from(error: bandeng_core::kernel::text::UnknownCode) -> Self {
        Error::Damaged(error.to_string())
    }
}
