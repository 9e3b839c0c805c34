-- The ladder of offers of a mediation: one row, its body encrypted. What is said here is without prejudice and is in no
-- file, export or index.
CREATE TABLE ladders (
  county    TEXT NOT NULL,
  matter_id BIGINT NOT NULL,
  n         INTEGER NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (county, matter_id, n),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);
