//! What was published, against the hash in the event that published it.

use bandeng_core::kernel::chain::Hashing;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::{Break, BreakKind, Report};
use crate::{Db, Result};

/// A table of versions of counties, the stream of their events, their kind, and the column that the hash is of.
const VERSIONS: [(&str, &str, &str, &str); 2] = [
    ("dictionary_versions", "dictionaries", "dictionaries.published", "entries"),
    ("template_versions", "templates", "templates.published", "text"),
];

/// Compares each published version with its event. An event whose payload was erased tells nothing.
pub(super) async fn verify(db: &Db) -> Result<Report> {
    let mut report = Report::default();
    for (table, stream, kind, column) in VERSIONS {
        let sql = format!("SELECT county, version, {column} FROM {table} ORDER BY county, version");
        for row in db.reader().query_all_raw(db.statement(&sql, [])).await? {
            let (county, version): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let stream = format!("{stream}:{county}");
            let is = Hashing::Sha256.of_bytes(row.try_get_by_index::<String>(2)?.as_bytes());
            if said(db, &stream, kind, version).await?.is_some_and(|said| said != is) {
                report.breaks.push(Break { stream, seq: version, what: BreakKind::Published });
            }
        }
    }
    Ok(report)
}

/// The hash that was published with a version.
async fn said(db: &Db, stream: &str, kind: &str, version: i64) -> Result<Option<String>> {
    let sql =
        "SELECT payload FROM registry_events WHERE stream = $1 AND kind = $2 AND payload IS NOT NULL ORDER BY seq";
    let rows = db.reader().query_all_raw(db.statement(sql, [stream.into(), kind.into()])).await?;
    for row in &rows {
        let payload: Value = serde_json::from_str(&row.try_get_by_index::<String>(0)?)?;
        if payload["data"]["version"] == version {
            return Ok(payload["data"]["sha256"].as_str().map(str::to_owned));
        }
    }
    Ok(None)
}
