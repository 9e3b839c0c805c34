//! What only PostgreSQL understands of search: tsvector and GIN.

use sea_orm::{DbBackend, Statement};

use super::{Probe, Sql};
use crate::MatterKey;

/// Rows of one statement.
const ROWS: usize = 200;

/// Rows of `matter_search`, new or anew.
pub(super) fn puts(rows: &[(MatterKey, String)]) -> Vec<Statement> {
    rows.chunks(ROWS).map(put).collect()
}

fn put(rows: &[(MatterKey, String)]) -> Statement {
    let marks: Vec<String> = (0..rows.len())
        .map(|i| {
            let (county, id, tokens) = (i * 3 + 1, i * 3 + 2, i * 3 + 3);
            format!("(${county}, ${id}::bigint, array_to_tsvector(string_to_array(${tokens}, ' ')))")
        })
        .collect();
    let sql = format!(
        "INSERT INTO matter_search (county, id, tokens) VALUES {} \
         ON CONFLICT (county, id) DO UPDATE SET tokens = excluded.tokens",
        marks.join(", ")
    );
    let values =
        rows.iter().flat_map(|(key, tokens)| [key.county.as_str().into(), key.id.into(), tokens.as_str().into()]);
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// The planner knows how often things occur, and orders a join by itself.
pub(super) const THEN: &str = "JOIN";

pub(super) const DELETE: &str = "DELETE FROM matter_search WHERE county = $1 AND id = $2";

/// How often words occur is known after this; until then the planner guesses.
pub(super) const SETTLE: &str = "ANALYZE matter_search";

/// See [`super::all`].
pub(super) fn probe(sql: &mut Sql, probe: &Probe<'_>) -> String {
    // Written out and not bound: the planner must know which words, or it guesses how often they occur. Safe, since a
    // token has letters, digits and the low line alone (`Probe::is_plain`).
    let quoted = |token: &String| format!("''{token}''");
    let tokens = probe.tokens.iter().map(quoted);
    let any = probe.any.iter().map(|group| format!("({})", group.iter().map(quoted).collect::<Vec<_>>().join(" | ")));
    let starts = probe.starts.iter().map(|start| format!("''{start}'':*"));
    let all: Vec<String> = tokens.chain(any).chain(starts).collect();
    let all = all.join(" & ");
    let (rest, order) = (probe.rest(sql, "s.id"), probe.order("s.id"));
    format!("SELECT s.id FROM matter_search s WHERE s.tokens @@ '{all}'::tsquery{rest}{order}")
}
