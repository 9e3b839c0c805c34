-- Lists of files whose time is over: one person draws a list up, another one confirms it.
CREATE TABLE destructions (
  id              BIGINT PRIMARY KEY,
  county          TEXT NOT NULL,
  organisation_id BIGINT NOT NULL REFERENCES organisations (id),
  state           TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
  drawn_up_at     BIGINT NOT NULL,
  drawn_up_by     BIGINT NOT NULL REFERENCES accounts (id),
  decided_at      BIGINT,
  decided_by      BIGINT
);
CREATE INDEX destructions_by_county ON destructions (county, id);

-- A file on a list: no name and no word of it. What is kept after all has a reason.
CREATE TABLE destruction_files (
  destruction_id BIGINT NOT NULL REFERENCES destructions (id),
  n              INTEGER NOT NULL,
  county         TEXT NOT NULL,
  matter_id      BIGINT NOT NULL,
  code           TEXT NOT NULL,
  class          TEXT NOT NULL,
  closed_on      TEXT NOT NULL,
  until_on       TEXT NOT NULL,
  kept_because   TEXT,
  destroyed_at   BIGINT,
  PRIMARY KEY (destruction_id, n)
);
CREATE INDEX destruction_files_by_matter ON destruction_files (county, matter_id);
