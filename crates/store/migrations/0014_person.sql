-- What people are told about their data: versions of a county, none of which ever changes.
CREATE TABLE privacy_notices (
  county          TEXT NOT NULL,
  version         BIGINT NOT NULL,
  takes_effect_on TEXT NOT NULL,
  body            TEXT NOT NULL,
  published_at    BIGINT NOT NULL,
  published_by    BIGINT NOT NULL,
  PRIMARY KEY (county, version)
);

-- Days on which somebody read more than is usual, for the audit administrator to look into.
CREATE TABLE unusual_readings (
  id         BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  on_day     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  readings   BIGINT NOT NULL,
  threshold  BIGINT NOT NULL,
  found_at   BIGINT NOT NULL,
  looked_at  BIGINT,
  looked_by  BIGINT,
  finding    TEXT NOT NULL,
  UNIQUE (account_id, on_day, reason)
);

-- What happened when, across chains: for the daily seal.
CREATE INDEX events_by_time ON events (at);

-- The daily seal: a hash of the heads of all chains that changed, with the root of the seal before.
CREATE TABLE seals (
  no        BIGINT PRIMARY KEY,
  from_at   BIGINT NOT NULL,
  until_at  BIGINT NOT NULL,
  heads     BIGINT NOT NULL,
  prev_root TEXT NOT NULL,
  root      TEXT NOT NULL,
  made_at   BIGINT NOT NULL,
  stamp     TEXT
);
CREATE TABLE seal_heads (
  seal      BIGINT NOT NULL,
  stream    TEXT NOT NULL,
  county    TEXT NOT NULL,
  matter_id BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  hash      TEXT NOT NULL,
  PRIMARY KEY (seal, stream)
) /*sqlite: WITHOUT ROWID :sqlite*/;
