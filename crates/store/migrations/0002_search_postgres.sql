-- The search index on PostgreSQL: one row a matter.
CREATE TABLE matter_search (
  county TEXT NOT NULL,
  id     BIGINT NOT NULL,
  tokens TSVECTOR NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, id) REFERENCES matters (county, id)
) WITH (toast_tuple_target = 8160);
-- Tokens lie in the row as they are: for common words a search walks back from the newest and looks into each row, which
-- is five times slower where they must be unpacked.
ALTER TABLE matter_search ALTER COLUMN tokens SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX matter_search_by_id ON matter_search (id);
-- Without a list of pending entries: a search never pays for the writes before it.
CREATE INDEX matter_search_by_token ON matter_search USING gin (tokens) WITH (fastupdate = off);
-- How often a word occurs decides whether to look it up or to walk back from the newest. With the usual sample rare
-- words are taken for common ones (measured on a million rows: 104 ms instead of 0.8).
ALTER TABLE matter_search ALTER COLUMN tokens SET STATISTICS 2000;
