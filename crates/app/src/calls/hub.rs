//! Everybody who listens for calls, and how they are told.
//!
//! One task hears what has changed, reads the call once, and hands each listener what that listener may see. A listener has a
//! queue of its own; where it is full, the listener is dropped and told to come again, and nobody else waits for it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bandeng_core::kernel::{Code, Id, Refusal};
use bandeng_store::{Result, Signal};
use bytes::Bytes;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OnceCell, mpsc};

use super::query;
use super::view::{CallReader, CallView, Told};
use crate::http::App;

/// Frames that wait for a listener who is slow.
const ROOM: usize = 64;
/// Listeners of one process.
const MOST: usize = 20_000;
/// Screens of one account.
const OF_ONE: usize = 50;

/// Who listens.
#[derive(Default)]
pub struct Hub {
    ears: Mutex<Ears>,
    hearing: OnceCell<()>,
}

#[derive(Default)]
struct Ears {
    next: u64,
    closed: bool,
    listeners: HashMap<u64, Listener>,
}

struct Listener {
    reader: CallReader,
    to: mpsc::Sender<Bytes>,
}

/// A place at the hub: given back when it is dropped.
pub(super) struct Seat {
    app: App,
    number: u64,
    pub heard: mpsc::Receiver<Bytes>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.app.calls.lock().listeners.remove(&self.number);
    }
}

/// An event as it goes over the wire. Its number is the instant of the change: whoever comes again says it, and is told
/// what has changed since.
pub(super) fn frame(view: &CallView) -> Result<Bytes> {
    let data = serde_json::to_string(view)?;
    Ok(Bytes::from(format!("id: {}\nevent: call\ndata: {data}\n\n", view.changed_at)))
}

impl Hub {
    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.lock().listeners.len()
    }

    /// Lets everybody go and takes nobody any more: the process stops.
    pub fn close(&self) {
        let mut ears = self.lock();
        ears.closed = true;
        ears.listeners.clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Ears> {
        self.ears.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat. From now on nothing is missed.
    ///
    /// # Errors
    /// [`Code::TooMany`], [`Code::Unavailable`] while the process stops.
    pub(super) async fn sit(&self, app: &App, reader: CallReader) -> Result<Seat> {
        self.hearing.get_or_try_init(|| hear(app.clone())).await?;
        let mut ears = self.lock();
        if ears.closed {
            return Err(Refusal::new(Code::Unavailable).into());
        }
        let own = ears.listeners.values().filter(|known| known.reader.account == reader.account).count();
        if ears.listeners.len() >= MOST || own >= OF_ONE {
            return Err(Refusal::new(Code::TooMany).into());
        }
        let (to, heard) = mpsc::channel(ROOM);
        ears.next += 1;
        let number = ears.next;
        ears.listeners.insert(number, Listener { reader, to });
        metrics::gauge!("bandeng_call_listeners").set(ears.listeners.len() as f64);
        Ok(Seat { app: app.clone(), number, heard })
    }

    /// Hands a call to everybody who may see it.
    ///
    /// # Errors
    /// If a view cannot be written.
    pub(super) fn tell(&self, told: &Told) -> Result<()> {
        let watched = frame(&told.for_watcher())?;
        let mut rung: HashMap<Id, Bytes> = HashMap::new();
        let mut ears = self.lock();
        let mut gone = Vec::new();
        for (number, listener) in &ears.listeners {
            let account = listener.reader.account;
            let frame = if told.rang(account) {
                match rung.get(&account) {
                    Some(known) => known.clone(),
                    None => {
                        let Some(view) = told.for_reader(&listener.reader) else { continue };
                        rung.entry(account).or_insert(frame(&view)?).clone()
                    }
                }
            } else if listener.reader.watches(&told.call) {
                watched.clone()
            } else {
                continue;
            };
            if listener.to.try_send(frame).is_err() {
                gone.push(*number);
            }
        }
        for number in gone {
            ears.listeners.remove(&number);
            metrics::counter!("bandeng_call_listeners_dropped_total").increment(1);
        }
        Ok(())
    }

    /// Something may have been missed: everybody comes again and says what they know.
    fn restart(&self) {
        self.lock().listeners.clear();
    }
}

/// Begins to hear what changes.
async fn hear(app: App) -> Result<()> {
    let mut signals = app.db.signals().await?;
    tokio::spawn(async move {
        loop {
            match signals.recv().await {
                Ok(Signal::Told(text)) => {
                    let Some(id) = text.strip_prefix("call ").and_then(|id| id.parse().ok()) else { continue };
                    if let Err(error) = pass_on(&app, id).await {
                        tracing::warn!(call = id, %error, "a call could not be passed on");
                        app.calls.restart();
                    }
                }
                Ok(Signal::Missed) | Err(RecvError::Lagged(_)) => app.calls.restart(),
                Err(RecvError::Closed) => return,
            }
        }
    });
    Ok(())
}

async fn pass_on(app: &App, id: Id) -> Result<()> {
    let Some(call) = query::call(app.db.reader(), id).await? else { return Ok(()) };
    for told in Told::of(app, vec![call]).await? {
        app.calls.tell(&told)?;
    }
    Ok(())
}
