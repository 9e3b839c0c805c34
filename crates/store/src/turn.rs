//! Units of work on SQLite, which has one writer: those that wait for each other share a transaction and its flush.
//!
//! Each takes its turn. The first opens the transaction, the next ones put a savepoint into it. Who is done asks for the
//! flush, which stands in line like everybody else: whoever stood there before it shares it. Nobody hears that they are
//! done before the flush. Where nobody waits, that is a commit like any other.

use std::sync::Arc;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::Result;

/// The line of units of work.
#[derive(Clone, Default)]
pub(crate) struct Line(Arc<Mutex<Open>>);

/// The transaction that is open, if one is.
#[derive(Default)]
struct Open {
    transaction: Option<DatabaseTransaction>,
    /// Who is done and waits for the flush; the first of them asked for it.
    done: Vec<oneshot::Sender<Result<(), String>>>,
}

impl Open {
    async fn flush(&mut self) {
        let Some(transaction) = self.transaction.take() else { return };
        let flushed = transaction.commit().await.map_err(|error| error.to_string());
        for waits in self.done.drain(..) {
            // Whoever does not wait any more has given the request up.
            let _ = waits.send(flushed.clone());
        }
    }
}

impl Line {
    /// Waits for its turn.
    pub(crate) async fn turn(&self, writer: &DatabaseConnection) -> Result<Turn> {
        let mut open = self.0.clone().lock_owned().await;
        let savepoint = match &open.transaction {
            Some(transaction) => Some(transaction.begin().await?),
            None => {
                // From the beginning, so that nothing read here is out of date when it is written.
                let mode = Some(SqliteTransactionMode::Immediate);
                let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
                open.transaction = Some(writer.begin_with_options(options).await?);
                None
            }
        };
        Ok(Turn { savepoint, open, line: self.clone() })
    }
}

/// The transaction of a unit of work. Dropped without [`Transaction::commit`] it leaves no trace.
pub enum Transaction {
    /// Its own: PostgreSQL has many writers, and flushes for several at once by itself.
    Own(DatabaseTransaction),
    Turn(Turn),
}

impl Transaction {
    /// The connection inside it.
    pub fn tx(&self) -> &DatabaseTransaction {
        match self {
            Self::Own(tx) => tx,
            Self::Turn(turn) => turn.tx(),
        }
    }

    /// Waits until everything is on the disk.
    ///
    /// # Errors
    /// If it could not be written.
    pub async fn commit(self) -> Result<(), DbErr> {
        match self {
            Self::Own(tx) => tx.commit().await,
            Self::Turn(turn) => turn.commit().await,
        }
    }
}

/// The turn of one unit of work. Dropped without [`Turn::commit`] it leaves no trace.
pub struct Turn {
    /// None: it is the first and has the transaction for itself.
    savepoint: Option<DatabaseTransaction>,
    open: OwnedMutexGuard<Open>,
    line: Line,
}

impl Turn {
    fn tx(&self) -> &DatabaseTransaction {
        // Until it ends, a turn has one of them.
        self.savepoint.as_ref().or(self.open.transaction.as_ref()).expect("a turn has a transaction")
    }

    /// Waits until everything is on the disk.
    ///
    /// # Errors
    /// If it could not be written; then nothing of what shared the flush was.
    pub(crate) async fn commit(mut self) -> Result<(), DbErr> {
        if let Some(savepoint) = self.savepoint.take() {
            savepoint.commit().await?;
        }
        let (done, flushed) = oneshot::channel();
        self.open.done.push(done);
        if self.open.done.len() == 1 {
            let line = self.line.clone();
            tokio::spawn(async move { line.0.lock().await.flush().await });
        }
        drop(self);
        match flushed.await {
            Ok(flushed) => flushed.map_err(DbErr::Custom),
            Err(_) => Err(DbErr::Custom("the flush was given up".into())),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // A savepoint takes back its own; the first, with nobody done yet, everything.
        if self.savepoint.take().is_none() && self.open.done.is_empty() {
            self.open.transaction = None;
        }
    }
}
