//! Walking along the chains.

use bandeng_core::kernel::Id;
use bandeng_core::kernel::chain::{GENESIS, Hashing, Link, link_hash, payload_hash};
use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::{Break, BreakKind, Report, Told};
use crate::{Db, Result};

/// Rows read at a time; the walk's memory does not grow with the history.
const CHUNK: u64 = 2_000;

/// Chains of fewer matters are walked by one.
const WORTH: i64 = 500;

/// At most so many walk at once: as many as read at once on SQLite, but for one that is left to others.
const WALKERS: usize = 3;

/// A matter's key.
type Key = (String, Id);

/// Matters from a key on, to before another one.
pub(super) struct Part {
    from: Option<Key>,
    before: Option<Key>,
}

/// Divides the matters among those who walk.
pub(super) async fn parts(db: &Db) -> Result<Vec<Part>> {
    let all = db.reader().query_one_raw(db.statement("SELECT count(*) FROM matters", [])).await?;
    let all: i64 = all.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, |n| n.get()).min(WALKERS) as i64;
    let walkers = if all < WORTH { 1 } else { processors };
    let mut parts: Vec<Part> = Vec::new();
    let mut from = None;
    for n in 1..walkers {
        let at = format!("SELECT county, id FROM matters ORDER BY county, id LIMIT 1 OFFSET {}", all * n / walkers);
        let Some(row) = db.reader().query_one_raw(db.statement(&at, [])).await? else { break };
        let key: Key = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        parts.push(Part { from: from.replace(key.clone()), before: Some(key) });
    }
    parts.push(Part { from, before: None });
    Ok(parts)
}

struct Row {
    stream: String,
    seq: i64,
    kind: String,
    at: i64,
    actor: i64,
    payload: Option<String>,
    payload_hash: String,
    prev_hash: String,
    hash: String,
}

/// Walks the chains of a part of the matters.
pub(super) async fn matters(db: &Db, part: Part, told: &Told) -> Result<Report> {
    let mut report = Report::default();
    let (county, id) = part.from.unwrap_or_default();
    let mut at: (String, i64, i64) = (county, id, 0);
    let mut walk = Walk::default();
    let mut head: Option<(String, i64, String)> = None;
    let end = if part.before.is_some() { "AND (e.county, e.matter_id) < ($4, $5)" } else { "" };
    let sql = format!(
        "SELECT m.code, e.seq, e.kind, e.at, e.actor, e.payload, e.payload_hash, e.prev_hash, e.hash, \
                m.head_seq, m.head_hash, e.county, e.matter_id \
         FROM events e JOIN matters m ON m.county = e.county AND m.id = e.matter_id \
         WHERE (e.county, e.matter_id, e.seq) > ($1, $2, $3) {end} \
         ORDER BY e.county, e.matter_id, e.seq LIMIT {CHUNK}"
    );
    loop {
        let mut values: Vec<Value> = vec![at.0.clone().into(), at.1.into(), at.2.into()];
        if let Some((county, id)) = &part.before {
            values.extend([county.clone().into(), (*id).into()]);
        }
        let rows = db.reader().query_all_raw(db.statement(&sql, values)).await?;
        for result in &rows {
            let row = read(result)?;
            if walk.stream != row.stream {
                walk.check_head(head.take(), &mut report);
                head = Some((row.stream.clone(), result.try_get_by_index(9)?, result.try_get_by_index(10)?));
            }
            at.2 = row.seq;
            walk.step(row, &mut report);
        }
        let Some(last) = rows.last() else { break };
        (at.0, at.1) = (last.try_get_by_index(11)?, last.try_get_by_index(12)?);
        let _ = told.send(rows.len() as u64);
    }
    walk.check_head(head, &mut report);
    Ok(report)
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
        for result in &rows {
            let row = read(result)?;
            at = (row.stream.clone(), row.seq);
            walk.step(row, &mut report);
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

fn read(row: &QueryResult) -> Result<Row> {
    Ok(Row {
        stream: row.try_get_by_index(0)?,
        seq: row.try_get_by_index(1)?,
        kind: row.try_get_by_index(2)?,
        at: row.try_get_by_index(3)?,
        actor: row.try_get_by_index(4)?,
        payload: row.try_get_by_index(5)?,
        payload_hash: row.try_get_by_index(6)?,
        prev_hash: row.try_get_by_index(7)?,
        hash: row.try_get_by_index(8)?,
    })
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
    fn step(&mut self, row: Row, report: &mut Report) {
        if row.stream != self.stream {
            *self = Walk { stream: row.stream.clone(), seq: 0, hash: GENESIS.to_owned(), at: i64::MIN, broken: false };
            report.streams += 1;
        }
        report.events += 1;
        if let Some(what) = self.fault(&row).filter(|_| !self.broken) {
            self.broken = true;
            report.breaks.push(Break { stream: row.stream, seq: row.seq, what });
        }
        (self.seq, self.hash, self.at) = (row.seq, row.hash, row.at);
    }

    fn fault(&self, row: &Row) -> Option<BreakKind> {
        let hashing = Hashing::of(&row.hash);
        let link = Link {
            stream: &row.stream,
            seq: row.seq,
            kind: &row.kind,
            at: row.at,
            actor: row.actor,
            payload_hash: &row.payload_hash,
            prev_hash: &row.prev_hash,
        };
        if row.seq != self.seq + 1 {
            Some(BreakKind::Gap)
        } else if row.prev_hash != self.hash {
            Some(BreakKind::Predecessor)
        } else if hashing.after(&row.prev_hash) != hashing {
            Some(BreakKind::Hashing)
        } else if row.hash != link_hash(hashing, &link) {
            Some(BreakKind::Altered)
        } else if row.payload.as_deref().is_some_and(|p| payload_hash(hashing, p) != row.payload_hash) {
            Some(BreakKind::Payload)
        } else if row.at < self.at {
            Some(BreakKind::Clock)
        } else {
            None
        }
    }

    fn check_head(&self, head: Option<(String, i64, String)>, report: &mut Report) {
        if let Some((stream, seq, hash)) = head
            && !self.broken
            && stream == self.stream
            && (seq != self.seq || hash != self.hash)
        {
            report.breaks.push(Break { stream, seq: self.seq + 1, what: BreakKind::Head });
        }
    }
}
