//! What only SQLite understands of search: FTS5.

use super::{Probe, Sql};

/// `matter_search` with `n` rows of three values each: county, number, tokens.
pub(super) fn put(n: usize) -> String {
    let rows: Vec<String> = (0..n).map(|i| format!("(${}, ${})", i * 3 + 2, i * 3 + 3)).collect();
    // A number that no column takes is not read; it keeps the values of both engines the same.
    format!("INSERT OR REPLACE INTO matter_search (rowid, tokens) VALUES {}", rows.join(", "))
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
