//! What only PostgreSQL answers: which tables there are, with which columns, on which others they lean.

/// The tables that hold rows of their own, but for the search index.
pub(super) const TABLES: &str = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() \
    AND tablename NOT LIKE 'matter\\_search%'";

/// Name, declared type and place in the key (from one; null for none) of each column of a table but those the database
/// computes itself.
pub(super) const COLUMNS: &str = "SELECT a.attname::text, format_type(a.atttypid, NULL), \
    (SELECT k.place FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place) \
     WHERE i.indrelid = a.attrelid AND i.indisprimary AND k.attnum = a.attnum) \
    FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' \
    ORDER BY a.attname COLLATE \"C\"";

/// The tables a table refers to.
pub(super) const PARENTS: &str = "SELECT DISTINCT c.relname::text FROM pg_constraint f JOIN pg_class c ON c.oid = f.confrelid \
    WHERE f.contype = 'f' AND f.conrelid = $1::regclass";

/// How many connections other programs of ours have to this database.
pub(super) const OTHERS: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
    AND application_name LIKE 'bandeng %' AND application_name <> current_setting('application_name')";
