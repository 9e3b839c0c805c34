//! Word that something has happened, to whoever listens in this process and in the others.
//!
//! Given with the commit and never before it. On PostgreSQL it goes through NOTIFY, which makes commits wait for each
//! other: calls for help alone are worth that. On SQLite there is one process, and it is told directly. Nothing is kept: whoever
//! was not there looks at the rows.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgListener;
use tokio::sync::{OnceCell, broadcast};
use tokio::task::AbortHandle;

use crate::{Db, Engine, Error, Result};

/// What is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// What was said.
    Told(String),
    /// Something may have been missed: look at the rows.
    Missed,
}

const CHANNEL: &str = "bandeng_signals";
/// Said by the dialect of PostgreSQL, within the transaction.
pub(crate) const NOTIFY: &str = "SELECT pg_notify('bandeng_signals', $1)";
/// Signals that wait for a listener who is slow.
const ROOM: usize = 1_024;

pub(crate) struct Signals {
    here: broadcast::Sender<Signal>,
    listening: OnceCell<AbortHandle>,
}

impl Default for Signals {
    fn default() -> Self {
        Self { here: broadcast::channel(ROOM).0, listening: OnceCell::new() }
    }
}

impl Signals {
    /// Listens no more: the connection for it goes back, without which the others could not be closed.
    pub(crate) fn stop(&self) {
        if let Some(listening) = self.listening.get() {
            listening.abort();
        }
    }

    /// Tells those in this process.
    pub(crate) fn tell(&self, text: String) {
        // Nobody listens: then nobody wanted to know.
        let _ = self.here.send(Signal::Told(text));
    }
}

impl Db {
    /// Everything that is said from now on, here and in other processes.
    ///
    /// # Errors
    /// [`Error::Other`] if PostgreSQL does not let us listen.
    pub async fn signals(&self) -> Result<broadcast::Receiver<Signal>> {
        let heard = self.signals.here.subscribe();
        if self.engine() == Engine::Postgres {
            self.signals.listening.get_or_try_init(|| listen(self.technical(), self.signals.clone())).await?;
        }
        Ok(heard)
    }
}

/// Begins to listen, and goes on for as long as the process lives.
async fn listen(connection: &sea_orm::DatabaseConnection, signals: Arc<Signals>) -> Result<AbortHandle> {
    let fault = |_| Error::Other("PostgreSQL does not let us listen".into());
    let mut listener = PgListener::connect_with(connection.get_postgres_connection_pool()).await.map_err(fault)?;
    listener.listen(CHANNEL).await.map_err(fault)?;
    let listening = tokio::spawn(async move {
        loop {
            let signal = match listener.try_recv().await {
                Ok(Some(told)) => Signal::Told(told.payload().to_owned()),
                // The connection was lost; the next turn makes it anew.
                Ok(None) => Signal::Missed,
                Err(_) => {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    Signal::Missed
                }
            };
            let _ = signals.here.send(signal);
        }
    });
    Ok(listening.abort_handle())
}
