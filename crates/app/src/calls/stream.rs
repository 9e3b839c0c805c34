//! The stream of calls: server-sent events, resumed by `Last-Event-ID`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use bandeng_core::kernel::{Code, Instant, Refusal};
use bandeng_core::policy::Actor;
use bandeng_store::Result;
use bytes::Bytes;
use futures::stream;
use tokio::time::timeout;

use super::hub::{Seat, frame};
use super::query::{self, Asked};
use super::view::{CallReader, Told};
use crate::http::App;

/// Silence is broken so often: what stands between would hang up otherwise.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A stream ends after so long, so that whose session or post has ended hears nothing more.
const LIFE_MS: Instant = 10 * 60_000;
/// Changes are told again that lie so shortly before the last one heard: two of one instant, or of two clocks.
const OVERLAP_MS: Instant = 5_000;
/// Calls of a backlog. Whoever was away longer reads the list.
const BACKLOG: u64 = 200;

const AGAIN: Bytes = Bytes::from_static(b"event: again\ndata: {}\n\n");
const STILL_HERE: Bytes = Bytes::from_static(b"event: still\ndata: {}\n\n");

struct Listening {
    app: App,
    seat: Option<Seat>,
    waiting: VecDeque<Bytes>,
    born: Instant,
}

/// Opens the stream. First what is open, or what has changed since the last event heard; then what happens.
///
/// # Errors
/// [`Code::NotAllowed`], [`Code::TooMany`].
pub(super) async fn open(app: &App, actor: &Actor, last: Option<&str>, once: bool) -> Result<Response> {
    let reader = CallReader::of(actor);
    if !reader.reaches() {
        return Err(Refusal::new(Code::NotAllowed).into());
    }
    let seat = if once { None } else { Some(app.calls.sit(app, reader.clone()).await?) };
    let since = last.and_then(|id| id.trim().parse::<Instant>().ok()).map(|at| at.saturating_sub(OVERLAP_MS));
    let asked = Asked { since, open: since.is_none(), after: None, limit: BACKLOG };
    let known = query::within(&app.db, reader.account, &reader.areas, &asked).await?;
    let mut told = Told::of(app, known).await?;
    told.sort_unstable_by_key(|told| told.call.changed_at);
    let now = app.db.now();
    // Their clock may be wrong; how long a call has been ringing is counted by ours.
    let mut waiting = VecDeque::from([Bytes::from(format!("retry: 2000\nevent: hello\ndata: {{\"now\":{now}}}\n\n"))]);
    for told in &told {
        if let Some(view) = told.for_reader(&reader) {
            waiting.push_back(frame(&view)?);
        }
    }
    let listening = Listening { app: app.clone(), seat, waiting, born: now };
    let mut response = Response::new(Body::from_stream(stream::unfold(listening, next)));
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    // Some proxies hold answers back until they are whole.
    headers.insert("x-accel-buffering", header::HeaderValue::from_static("no"));
    *response.headers_mut() = headers;
    Ok(response)
}

async fn next(mut listening: Listening) -> Option<(Result<Bytes, Infallible>, Listening)> {
    if let Some(frame) = listening.waiting.pop_front() {
        return Some((Ok(frame), listening));
    }
    let seat = listening.seat.as_mut()?;
    let said = match timeout(HEARTBEAT, seat.heard.recv()).await {
        Ok(Some(frame)) => frame,
        Err(_) if listening.app.db.now() - listening.born < LIFE_MS => STILL_HERE,
        // Dropped because it was slow, or old enough: the other side comes again.
        Ok(None) | Err(_) => {
            listening.seat = None;
            AGAIN
        }
    };
    Some((Ok(said), listening))
}
