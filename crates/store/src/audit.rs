//! Walking the chains: does history still say what it said?

use bandeng_core::kernel::chain::{GENESIS, Link, link_hash, payload_hash};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::{Db, Result};

/// The first place where history does not hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The matter's code, or `account:7`.
    pub stream: String,
    pub seq: i64,
    pub what: BreakKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakKind {
    /// A number is missing, or comes twice.
    Gap,
    /// The event names another predecessor than stands before it.
    Predecessor,
    /// The event was altered.
    Altered,
    /// The payload was altered.
    Payload,
    /// The matter's row knows a later event than the chain has.
    Head,
    /// An event is older than the one before it.
    Clock,
}

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub streams: u64,
    pub events: u64,
    pub breaks: Vec<Break>,
}

/// Rows read at a time; the walk's memory does not grow with the history.
const CHUNK: u64 = 2_000;

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

impl Db {
    /// Walks every chain. `progress` is told the number of events walked so far.
    pub async fn verify_chains(&self, mut progress: impl FnMut(u64)) -> Result<Report> {
        let mut report = Report::default();
        self.verify_matters(&mut report, &mut progress).await?;
        self.verify_registry(&mut report, &mut progress).await?;
        Ok(report)
    }

    async fn verify_matters(&self, report: &mut Report, progress: &mut impl FnMut(u64)) -> Result<()> {
        let mut at: (String, i64, i64) = (String::new(), 0, 0);
        let mut walk = Walk::default();
        let mut head: Option<(String, i64, String)> = None;
        loop {
            let rows = self
                .reader()
                .query_all_raw(Statement::from_sql_and_values(
                    self.backend(),
                    format!(
                        "SELECT m.code, e.seq, e.kind, e.at, e.actor, e.payload, e.payload_hash, e.prev_hash, e.hash, \
                                m.head_seq, m.head_hash, e.county, e.matter_id \
                         FROM events e JOIN matters m ON m.county = e.county AND m.id = e.matter_id \
                         WHERE (e.county, e.matter_id, e.seq) > ($1, $2, $3) \
                         ORDER BY e.county, e.matter_id, e.seq LIMIT {CHUNK}"
                    ),
                    [at.0.clone().into(), at.1.into(), at.2.into()],
                ))
                .await?;
            if rows.is_empty() {
                break;
            }
            for result in &rows {
                let row = read(result)?;
                if walk.stream != row.stream {
                    walk.check_head(head.take(), report);
                }
                head = Some((row.stream.clone(), result.try_get_by_index(9)?, result.try_get_by_index(10)?));
                at = (result.try_get_by_index(11)?, result.try_get_by_index(12)?, row.seq);
                walk.step(row, report);
            }
            progress(report.events);
        }
        walk.check_head(head, report);
        self.find_emptied_matters(report).await
    }

    /// A matter whose events are all gone is not met by the walk.
    async fn find_emptied_matters(&self, report: &mut Report) -> Result<()> {
        let rows = self
            .reader()
            .query_all_raw(Statement::from_string(
                self.backend(),
                "SELECT m.code FROM matters m WHERE NOT EXISTS \
                 (SELECT 1 FROM events e WHERE e.county = m.county AND e.matter_id = m.id AND e.seq = 1)",
            ))
            .await?;
        for row in rows {
            let stream: String = row.try_get_by_index(0)?;
            if !report.breaks.iter().any(|b| b.stream == stream) {
                report.breaks.push(Break { stream, seq: 1, what: BreakKind::Gap });
            }
        }
        Ok(())
    }

    async fn verify_registry(&self, report: &mut Report, progress: &mut impl FnMut(u64)) -> Result<()> {
        let mut at = (String::new(), 0i64);
        let mut walk = Walk::default();
        loop {
            let rows = self
                .reader()
                .query_all_raw(Statement::from_sql_and_values(
                    self.backend(),
                    format!(
                        "SELECT stream, seq, kind, at, actor, payload, payload_hash, prev_hash, hash FROM registry_events \
                         WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT {CHUNK}"
                    ),
                    [at.0.clone().into(), at.1.into()],
                ))
                .await?;
            if rows.is_empty() {
                break;
            }
            for result in &rows {
                let row = read(result)?;
                at = (row.stream.clone(), row.seq);
                walk.step(row, report);
            }
            progress(report.events);
        }
        self.find_cut_registry(report).await
    }

    /// An account or organisation whose row knows a later event than its chain has.
    async fn find_cut_registry(&self, report: &mut Report) -> Result<()> {
        for (kind, table) in [("account", "accounts"), ("organisation", "organisations")] {
            let rows = self
                .reader()
                .query_all_raw(Statement::from_string(
                    self.backend(),
                    format!(
                        "SELECT o.id, o.head_seq FROM {table} o WHERE NOT EXISTS (SELECT 1 FROM registry_events e \
                         WHERE e.stream = '{kind}:' || o.id AND e.seq = o.head_seq AND e.hash = o.head_hash)"
                    ),
                ))
                .await?;
            for row in rows {
                let stream = format!("{kind}:{}", row.try_get_by_index::<i64>(0)?);
                if !report.breaks.iter().any(|b| b.stream == stream) {
                    report.breaks.push(Break { stream, seq: row.try_get_by_index(1)?, what: BreakKind::Head });
                }
            }
        }
        Ok(())
    }
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
        let fault = if row.seq != self.seq + 1 {
            Some(BreakKind::Gap)
        } else if row.prev_hash != self.hash {
            Some(BreakKind::Predecessor)
        } else if row.hash
            != link_hash(&Link {
                stream: &row.stream,
                seq: row.seq,
                kind: &row.kind,
                at: row.at,
                actor: row.actor,
                payload_hash: &row.payload_hash,
                prev_hash: &row.prev_hash,
            })
        {
            Some(BreakKind::Altered)
        } else if row.payload.as_deref().is_some_and(|p| payload_hash(p) != row.payload_hash) {
            Some(BreakKind::Payload)
        } else if row.at < self.at {
            Some(BreakKind::Clock)
        } else {
            None
        };
        if let Some(what) = fault.filter(|_| !self.broken) {
            self.broken = true;
            report.breaks.push(Break { stream: row.stream, seq: row.seq, what });
        }
        (self.seq, self.hash, self.at) = (row.seq, row.hash, row.at);
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
