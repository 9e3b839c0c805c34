-- One thing that is counted, once for a matter, a measure and an occurrence. Filed under what the matter is now.
CREATE TABLE facts (
  county          TEXT NOT NULL,
  matter_id       BIGINT NOT NULL,
  measure         TEXT NOT NULL,
  n               INTEGER NOT NULL,
  day             TEXT NOT NULL,
  at              BIGINT NOT NULL,
  value           BIGINT NOT NULL,
  area            TEXT NOT NULL,
  kind            TEXT NOT NULL,
  source          TEXT NOT NULL,
  body            TEXT,
  organisation_id BIGINT,
  sealed          BOOLEAN NOT NULL,
  a6              TEXT GENERATED ALWAYS AS (substr(area, 1, 6)) STORED,
  PRIMARY KEY (county, matter_id, measure, n)
);
-- What a number of a county is made of, day by day.
CREATE INDEX facts_by_place ON facts (measure, a6, day, matter_id, n);

-- Sums by place (or organisation, at level 0) and month. `level` is how many digits the place's code has; `cut` by what
-- it is broken down, `value` one value of that.
CREATE TABLE rollups (
  level   INTEGER NOT NULL,
  measure TEXT NOT NULL,
  cut     TEXT NOT NULL,
  scope   TEXT NOT NULL,
  month   TEXT NOT NULL,
  value   TEXT NOT NULL,
  n       BIGINT NOT NULL,
  total   BIGINT NOT NULL,
  PRIMARY KEY (level, measure, cut, scope, month, value)
);
