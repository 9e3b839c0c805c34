//! Walking along the chains.
//!
//! A chain comes as one text: handing over each event by itself costs more than reading and hashing it (measured: half of the
//! processors' time).

use std::borrow::Cow;

use bandeng_core::kernel::Id;
use bandeng_core::kernel::chain::{GENESIS, Hashing, Link, link_hash, payload_hash};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::Deserialize;

use super::{Break, BreakKind, Report, Told};
use crate::{Db, Result};

/// Chains read at a time; the walk's memory does not grow with the history.
const CHAINS: u64 = 200;

/// Events read at a time where chains may be long.
const CHUNK: u64 = 2_000;

/// Chains of fewer matters are walked by one.
const WORTH: i64 = 500;

/// At most so many walk at once: as many as read at once on SQLite, but for one that is left to others.
const WALKERS: usize = 3;

/// A matter's key.
type Key = (String, Id);

/// Matters after a key, to another one.
pub(super) struct Part {
    after: Option<Key>,
    to: Option<Key>,
}

/// How many walk at once where there are so many matters.
pub(super) async fn walkers(db: &Db) -> Result<i64> {
    let processors = std::thread::available_parallelism().map_or(1, |n| n.get()).min(WALKERS) as i64;
    Ok(if count(db).await? < WORTH { 1 } else { processors })
}

async fn count(db: &Db) -> Result<i64> {
    let all = db.reader().query_one_raw(db.statement("SELECT count(*) FROM matters", [])).await?;
    Ok(all.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Divides the matters among those who walk.
pub(super) async fn parts(db: &Db, walkers: i64) -> Result<Vec<Part>> {
    let all = count(db).await?;
    let mut parts: Vec<Part> = Vec::new();
    let mut after = None;
    for n in (1..walkers).filter(|n| all * n >= walkers) {
        let last = all * n / walkers - 1;
        let at = format!("SELECT county, id FROM matters ORDER BY county, id LIMIT 1 OFFSET {last}");
        let Some(row) = db.reader().query_one_raw(db.statement(&at, [])).await? else { break };
        let key: Key = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        parts.push(Part { after: after.replace(key.clone()), to: Some(key) });
    }
    parts.push(Part { after, to: None });
    Ok(parts)
}

/// An event as it is kept: its place, kind, instant, actor, payload (none where it was erased), and the hashes of payload, the
/// event before and itself.
#[derive(Deserialize)]
struct Event<'a>(
    i64,
    #[serde(borrow)] Cow<'a, str>,
    i64,
    i64,
    Option<Cow<'a, str>>,
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
);

/// Walks the chains of a part of the matters.
pub(super) async fn matters(db: &Db, part: Part, told: &Told) -> Result<Report> {
    let mut report = Report::default();
    let mut at = part.after.unwrap_or_default();
    let end = if part.to.is_some() { "AND (m.county, m.id) <= ($3, $4)" } else { "" };
    let (rows, array) = (db.engine().json_rows(), db.engine().json_array());
    let sql = format!(
        "SELECT m.code, m.head_seq, m.head_hash, m.county, m.id, \
                (SELECT CAST({rows}({array}(e.seq, e.kind, e.at, e.actor, e.payload, e.payload_hash, e.prev_hash, e.hash)) AS TEXT) \
                 FROM events e WHERE e.county = m.county AND e.matter_id = m.id) \
         FROM matters m WHERE (m.county, m.id) > ($1, $2) {end} ORDER BY m.county, m.id LIMIT {CHAINS}"
    );
    loop {
        let mut values: Vec<Value> = vec![at.0.clone().into(), at.1.into()];
        if let Some((county, id)) = &part.to {
            values.extend([county.clone().into(), (*id).into()]);
        }
        let page = db.reader().query_all_raw(db.statement(&sql, values)).await?;
        let Some(last) = page.last() else { break };
        at = (last.try_get_by_index(3)?, last.try_get_by_index(4)?);
        let before = report.events;
        for row in &page {
            let head = (row.try_get_by_index(1)?, row.try_get_by_index::<String>(2)?);
            // None: `heads` tells of a matter without events. What is no text any more was altered.
            let chain = row.try_get_by_index::<Option<String>>(5);
            if !matches!(chain, Ok(None)) {
                walk_one(row.try_get_by_index(0)?, &chain.ok().flatten().unwrap_or_default(), head, &mut report);
            }
        }
        let _ = told.send(report.events - before);
    }
    Ok(report)
}

/// Walks one chain to its head, which the matter's row knows.
fn walk_one(stream: String, chain: &str, head: (i64, String), report: &mut Report) {
    let Ok(mut events) = serde_json::from_str::<Vec<Event<'_>>>(chain) else {
        report.streams += 1;
        return report.breaks.push(Break { stream, seq: 1, what: BreakKind::Altered });
    };
    events.sort_by_key(|event| event.0);
    let mut walk = Walk::default();
    for event in &events {
        walk.step(&stream, event, report);
    }
    if !walk.broken && (walk.seq, &walk.hash) != (head.0, &head.1) {
        report.breaks.push(Break { stream, seq: walk.seq + 1, what: BreakKind::Head });
    }
}

/// Walks the chains of accounts, organisations and words.
pub(super) async fn registry(db: &Db, told: &Told) -> Result<Report> {
    let mut report = Report::default();
    let mut at = (String::new(), 0i64);
    let mut walk = Walk::default();
    let sql = format!(
        "SELECT stream, seq, kind, at, actor, payload, payload_hash, prev_hash, hash FROM registry_events \
         WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT {CHUNK}"
    );
    loop {
        let rows = db.reader().query_all_raw(db.statement(&sql, [at.0.clone().into(), at.1.into()])).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let stream: String = row.try_get_by_index(0)?;
            let event = read(row)?;
            at = (stream, event.0);
            walk.step(&at.0, &event, &mut report);
        }
        let _ = told.send(rows.len() as u64);
    }
    Ok(report)
}

/// Rows whose chain no walk meets, or that know a later event than their chain has.
pub(super) async fn heads(db: &Db) -> Result<Report> {
    let mut report = Report::default();
    let emptied = "SELECT m.code FROM matters m WHERE NOT EXISTS \
                   (SELECT 1 FROM events e WHERE e.county = m.county AND e.matter_id = m.id)";
    for row in db.reader().query_all_raw(db.statement(emptied, [])).await? {
        report.beside.push(Break { stream: row.try_get_by_index(0)?, seq: 1, what: BreakKind::Gap });
    }
    for (kind, table) in [("account", "accounts"), ("organisation", "organisations")] {
        let sql = format!(
            "SELECT o.id, o.head_seq FROM {table} o WHERE NOT EXISTS (SELECT 1 FROM registry_events e \
             WHERE e.stream = '{kind}:' || o.id AND e.seq = o.head_seq AND e.hash = o.head_hash)"
        );
        for row in db.reader().query_all_raw(db.statement(&sql, [])).await? {
            let stream = format!("{kind}:{}", row.try_get_by_index::<i64>(0)?);
            report.beside.push(Break { stream, seq: row.try_get_by_index(1)?, what: BreakKind::Head });
        }
    }
    Ok(report)
}

fn read(row: &QueryResult) -> Result<Event<'static>> {
    let text = |i: usize| row.try_get_by_index::<String>(i).map(Cow::Owned);
    Ok(Event(
        row.try_get_by_index(1)?,
        text(2)?,
        row.try_get_by_index(3)?,
        row.try_get_by_index(4)?,
        row.try_get_by_index::<Option<String>>(5)?.map(Cow::Owned),
        text(6)?,
        text(7)?,
        text(8)?,
    ))
}

/// A walk along one chain after the other.
#[derive(Default)]
struct Walk {
    stream: String,
    seq: i64,
    hash: String,
    at: i64,
    broken: bool,
}

impl Walk {
    fn step(&mut self, stream: &str, event: &Event<'_>, report: &mut Report) {
        if self.stream != stream {
            *self = Walk { stream: stream.to_owned(), seq: 0, hash: GENESIS.to_owned(), at: i64::MIN, broken: false };
            report.streams += 1;
        }
        report.events += 1;
        if let Some(what) = self.fault(event).filter(|_| !self.broken) {
            self.broken = true;
            report.breaks.push(Break { stream: stream.to_owned(), seq: event.0, what });
        }
        (self.seq, self.at) = (event.0, event.2);
        self.hash.clear();
        self.hash.push_str(&event.7);
    }

    fn fault(
        &self,
        Event(seq, kind, at, actor, payload, of_payload, prev_hash, hash): &Event<'_>,
    ) -> Option<BreakKind> {
        let hashing = Hashing::of(hash);
        let link =
            Link { stream: &self.stream, seq: *seq, kind, at: *at, actor: *actor, payload_hash: of_payload, prev_hash };
        if *seq != self.seq + 1 {
            Some(BreakKind::Gap)
        } else if **prev_hash != self.hash {
            Some(BreakKind::Predecessor)
        } else if hashing.after(prev_hash) != hashing {
            Some(BreakKind::Hashing)
        } else if **hash != link_hash(hashing, &link) {
            Some(BreakKind::Altered)
        } else if payload.as_deref().is_some_and(|p| payload_hash(hashing, p) != **of_payload) {
            Some(BreakKind::Payload)
        } else if *at < self.at {
            Some(BreakKind::Clock)
        } else {
            None
        }
    }
}
