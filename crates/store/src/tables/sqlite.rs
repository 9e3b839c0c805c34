//! What only SQLite answers: which tables there are, with which columns, on which others they lean.

/// The tables that hold rows of their own, but for the engine's and the search index's.
pub(super) const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' \
    AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'matter\\_search%' ESCAPE '\\'";

/// Name, declared type and place in the key (from one; null for none) of each column of a table but those the database
/// computes itself.
pub(super) const COLUMNS: &str =
    "SELECT name, lower(type), CAST(nullif(pk, 0) AS BIGINT) FROM pragma_table_info($1) ORDER BY name";

/// The tables a table refers to.
pub(super) const PARENTS: &str = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)";

/// Closes the log of writes and goes back to one file. Refused while anybody else has the database open.
pub(super) const ALONE: &str = "PRAGMA journal_mode = DELETE";

/// Who refers to whom is looked at when the transaction ends.
pub(super) const LATER: &str = "PRAGMA defer_foreign_keys = ON";
