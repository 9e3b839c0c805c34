-- The search index on SQLite: one row a matter, its number the rowid. It keeps no text (contentless) and no places of
-- words (detail=none): the program makes the tokens, and each is one word for the engine too. One character by itself is
-- looked for as the beginning of tokens: prefix=1 lists those.
CREATE VIRTUAL TABLE matter_search USING fts5 (
  tokens, content='', contentless_delete=1, detail=none, prefix=1,
  tokenize="ascii tokenchars '_'"
);
