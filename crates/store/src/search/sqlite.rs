//! What only SQLite understands of search: FTS5.

use sea_orm::{DbBackend, Statement};

use super::{Probe, Sql};
use crate::MatterKey;
use crate::rows::insert_values;

/// Rows of `matter_search`, new or anew.
pub(super) fn puts(rows: &[(MatterKey, String)]) -> Vec<Statement> {
    let rows = rows.iter().map(|(key, tokens)| [key.id.into(), tokens.as_str().into()]);
    insert_values(DbBackend::Sqlite, "INSERT OR REPLACE INTO matter_search (rowid, tokens)", 2, rows, "")
}

/// The tables of a join in the order in which they are written: the planner, which knows no frequencies here, might begin
/// with a whole county.
pub(super) const THEN: &str = "CROSS JOIN";

pub(super) const DELETE: &str = "DELETE FROM matter_search WHERE rowid = $2";

/// Rows of the index, and where it was made anew, one tree.
pub(super) const SETTLE: &str = "INSERT INTO matter_search (matter_search) VALUES ('optimize')";

/// See [`super::all`].
pub(super) fn probe(sql: &mut Sql, probe: &Probe<'_>) -> String {
    // Quoted, so that no token is an operator; none has a quote in it.
    let quoted = |token: &String| format!("\"{token}\"");
    let tokens = probe.tokens.iter().map(quoted);
    let any = probe.any.iter().map(|group| format!("({})", group.iter().map(quoted).collect::<Vec<_>>().join(" OR ")));
    let starts = probe.starts.iter().map(|start| format!("\"{start}\" *"));
    let all: Vec<String> = tokens.chain(any).chain(starts).collect();
    let all = sql.bind(all.join(" AND "));
    let (rest, order) = (probe.rest(sql, "s.rowid"), probe.order("s.rowid"));
    format!("SELECT s.rowid AS id FROM matter_search s WHERE s.matter_search MATCH {all}{rest}{order}")
}
