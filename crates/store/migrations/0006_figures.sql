-- Figures. Facts are made from a matter as it stands and from its events, rollups from facts: both can be made anew. Their
-- tables are in the files of the two engines.

-- Matters to which something happened since they were counted: written with the event, so that no row is hot and nothing
-- is missed, and taken out with the count.
CREATE TABLE fact_marks (
  county    TEXT NOT NULL,
  matter_id BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  PRIMARY KEY (county, matter_id, seq)
);

-- How far a recount has come.
CREATE TABLE recounts (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL
);

-- A period as it was reported for a place; restated under the next number, and never changed.
CREATE TABLE period_locks (
  area      TEXT NOT NULL,
  period    TEXT NOT NULL,
  no        INTEGER NOT NULL,
  locked_at BIGINT NOT NULL,
  locked_by BIGINT NOT NULL,
  reason    TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (area, period, no)
);

-- Tables for everybody, as they were published.
CREATE TABLE publications (
  area         TEXT NOT NULL,
  period       TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  published_by BIGINT NOT NULL,
  body         TEXT NOT NULL,
  PRIMARY KEY (area, period)
);

-- What is here already is to be counted.
INSERT INTO fact_marks (county, matter_id, seq) SELECT county, id, head_seq FROM matters;
