-- What is sent to parties, and codes sent to telephones.

-- The outbox. Addressee and text lie encrypted and are gone once it is sent; what stays says that something was sent.
CREATE TABLE messages (
  id          BIGINT PRIMARY KEY,
  county      TEXT,
  matter_id   BIGINT,
  n           INTEGER,
  kind        TEXT NOT NULL,
  way         TEXT NOT NULL,
  to_hash     TEXT NOT NULL,
  to_sealed   TEXT NOT NULL,
  to_shown    TEXT NOT NULL,
  body_sealed TEXT NOT NULL,
  version     INTEGER NOT NULL,
  state       TEXT NOT NULL,
  attempts    INTEGER NOT NULL,
  fault       TEXT NOT NULL,
  made_at     BIGINT NOT NULL,
  sent_at     BIGINT
);
CREATE INDEX messages_by_number ON messages (to_hash, made_at);
CREATE INDEX messages_by_matter ON messages (county, matter_id, id);
CREATE INDEX messages_by_way ON messages (way, id);
CREATE INDEX messages_by_age ON messages (made_at);

-- Codes of six digits that were sent to a telephone: for one telephone and one thing, as a keyed hash.
CREATE TABLE one_time_codes (
  key_hash    TEXT PRIMARY KEY,
  digits_hash TEXT NOT NULL,
  county      TEXT,
  matter_id   BIGINT,
  n           INTEGER,
  attempts    INTEGER NOT NULL,
  made_at     BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL
);
