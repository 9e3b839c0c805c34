-- Numbers beside the counts: how many people live in an area, where its boundary runs, what a briefing's author says.

-- One number of an area and a year, from whoever counted it. No person is in it.
CREATE TABLE populations (
  area        TEXT NOT NULL,
  year        INTEGER NOT NULL,
  people      BIGINT NOT NULL,
  source      TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  PRIMARY KEY (area, year)
);

-- Outlines as an administrator brought them, in WGS-84 and simplified.
CREATE TABLE boundaries (
  area        TEXT PRIMARY KEY,
  body        TEXT NOT NULL,
  points      INTEGER NOT NULL,
  source      TEXT NOT NULL,
  imported_at BIGINT NOT NULL,
  imported_by BIGINT NOT NULL
);

-- What the author of a briefing says beside its numbers, as it was saved last.
CREATE TABLE briefings (
  area      TEXT NOT NULL,
  period    TEXT NOT NULL,
  version   BIGINT NOT NULL,
  remarks   TEXT NOT NULL,
  proposals TEXT NOT NULL,
  saved_at  BIGINT NOT NULL,
  saved_by  BIGINT NOT NULL,
  PRIMARY KEY (area, period)
);
