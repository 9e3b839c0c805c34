//! What was published, against the hash in the event that published it.

use std::collections::BTreeMap;

use bandeng_core::kernel::chain::Hashing;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::{Break, BreakKind, Report};
use crate::{Db, Result};

/// Rows read at a time.
const CHUNK: u64 = 200;

/// A table of published versions: whose they are, the stream of their events, their kind, and the column that the hash in
/// the event is of.
struct Published {
    table: &'static str,
    /// The column of the county; none where there is one line of versions for all.
    county: Option<&'static str>,
    stream: &'static str,
    kind: &'static str,
    column: &'static str,
}

const fn of_county(table: &'static str, stream: &'static str, kind: &'static str, column: &'static str) -> Published {
    Published { table, county: Some("county"), stream, kind, column }
}

const PUBLISHED: [Published; 6] = [
    of_county("dictionary_versions", "dictionaries", "dictionaries.published", "entries"),
    of_county("template_versions", "templates", "templates.published", "text"),
    of_county("privacy_notices", "notices", "notice.published", "body"),
    of_county("rubrics", "rubrics", "rubric.published", "body"),
    of_county("event_plans", "event-plan", "event_plan.published", "body"),
    Published {
        table: "calendar_versions",
        county: None,
        stream: "calendar",
        kind: "calendar.published",
        column: "notice",
    },
];

/// Compares each published version with its event. An event whose payload was erased, or that was written before events told
/// a hash, tells nothing.
pub(super) async fn verify(db: &Db) -> Result<Report> {
    let mut report = Report::default();
    for published in &PUBLISHED {
        compare(db, published, &mut report).await?;
    }
    Ok(report)
}

async fn compare(db: &Db, published: &Published, report: &mut Report) -> Result<()> {
    let Published { table, stream, kind, column, .. } = *published;
    let county = published.county.unwrap_or("''");
    let sql = format!(
        "SELECT {county}, version, {column} FROM {table} WHERE ({county}, version) > ($1, $2) ORDER BY 1, 2 LIMIT {CHUNK}"
    );
    let (mut at, mut last) = (String::new(), 0_i64);
    // One stream after the other: what each says is read once.
    let mut said: Option<(String, BTreeMap<i64, String>)> = None;
    loop {
        let rows = db.reader().query_all_raw(db.statement(&sql, [at.clone().into(), last.into()])).await?;
        for row in &rows {
            (at, last) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let of = if at.is_empty() { stream.to_owned() } else { format!("{stream}:{at}") };
            if said.as_ref().is_none_or(|(stream, _)| *stream != of) {
                miss(said.take(), report);
                said = Some((of.clone(), all_said(db, &of, kind).await?));
            }
            let is = Hashing::Sha256.of_bytes(row.try_get_by_index::<String>(2)?.as_bytes());
            let said = said.as_mut().and_then(|(_, said)| said.remove(&last));
            if said.is_some_and(|said| said != is) {
                report.breaks.push(Break { stream: of, seq: last, what: BreakKind::Published });
            }
        }
        if (rows.len() as u64) < CHUNK {
            miss(said, report);
            return Ok(());
        }
    }
}

/// Versions that an event tells of and that are there no more.
fn miss(said: Option<(String, BTreeMap<i64, String>)>, report: &mut Report) {
    let Some((stream, left)) = said else { return };
    let gone = left.into_keys().map(|seq| Break { stream: stream.clone(), seq, what: BreakKind::Published });
    report.breaks.extend(gone);
}

/// The hash of each version, as the events of a stream told it.
async fn all_said(db: &Db, stream: &str, kind: &str) -> Result<BTreeMap<i64, String>> {
    let sql = "SELECT payload FROM registry_events WHERE stream = $1 AND kind = $2 AND payload IS NOT NULL";
    let mut said = BTreeMap::new();
    for row in db.reader().query_all_raw(db.statement(sql, [stream.into(), kind.into()])).await? {
        let payload: Value = serde_json::from_str(&row.try_get_by_index::<String>(0)?)?;
        let data = &payload["data"];
        if let (Some(version), Some(hash)) = (data["version"].as_i64(), data["sha256"].as_str()) {
            said.insert(version, hash.to_owned());
        }
    }
    Ok(said)
}
