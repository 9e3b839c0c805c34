-- The house: places, people, matters, mediations, events. One text for SQLite and PostgreSQL.
-- Instants are epoch milliseconds (_at), days are YYYY-MM-DD (_on), money is fen (_fen), enumerations are
-- text checked by the program; JSON is text parsed in Rust. Every case-side table begins its key with the
-- county that opened the matter.

CREATE TABLE areas (
  code       TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  parent     TEXT,
  valid_from TEXT NOT NULL DEFAULT '1949-10-01',
  valid_until TEXT,
  successor  TEXT,
  CHECK (length(code) IN (2, 4, 6, 9, 12, 15))
);
CREATE INDEX areas_by_parent ON areas (parent, code);

CREATE TABLE organisations (
  id            BIGINT PRIMARY KEY,
  kind          TEXT NOT NULL,
  name          TEXT NOT NULL,
  area          TEXT NOT NULL,
  parent_id     BIGINT,
  multi_ethnic  BOOLEAN NOT NULL DEFAULT FALSE,
  term_began_on TEXT,
  active        BOOLEAN NOT NULL DEFAULT TRUE,
  created_at    BIGINT NOT NULL,
  head_seq      BIGINT NOT NULL DEFAULT 0,
  head_hash     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX organisations_by_area ON organisations (area, id);

CREATE TABLE members (
  organisation_id BIGINT NOT NULL REFERENCES organisations (id),
  n               INTEGER NOT NULL,
  name            TEXT NOT NULL,
  position        TEXT NOT NULL,
  sex             TEXT,
  smaller_group   BOOLEAN NOT NULL DEFAULT FALSE,
  account_id      BIGINT,
  PRIMARY KEY (organisation_id, n)
);

CREATE TABLE accounts (
  id            BIGINT PRIMARY KEY,
  login         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change   BOOLEAN NOT NULL DEFAULT TRUE,
  active        BOOLEAN NOT NULL DEFAULT TRUE,
  bootstrap     BOOLEAN NOT NULL DEFAULT FALSE,
  failed        INTEGER NOT NULL DEFAULT 0,
  locked_until  BIGINT NOT NULL DEFAULT 0,
  preferences   TEXT NOT NULL DEFAULT '{}',
  created_at    BIGINT NOT NULL,
  signed_in_at  BIGINT,
  head_seq      BIGINT NOT NULL DEFAULT 0,
  head_hash     TEXT NOT NULL DEFAULT ''
);

CREATE TABLE posts (
  id              BIGINT PRIMARY KEY,
  account_id      BIGINT NOT NULL REFERENCES accounts (id),
  organisation_id BIGINT NOT NULL REFERENCES organisations (id),
  role            TEXT NOT NULL,
  from_on         TEXT NOT NULL,
  until_on        TEXT
);
CREATE INDEX posts_by_account ON posts (account_id);
CREATE INDEX posts_by_organisation ON posts (organisation_id, role);

CREATE TABLE matters (
  county        TEXT NOT NULL,
  id            BIGINT NOT NULL,
  code          TEXT NOT NULL UNIQUE,
  title         TEXT NOT NULL,
  kind          TEXT NOT NULL,
  source        TEXT NOT NULL,
  channel       TEXT NOT NULL,
  area          TEXT NOT NULL,
  place         TEXT NOT NULL,
  occurred_on   TEXT,
  narrative     TEXT NOT NULL,
  amount_fen    BIGINT,
  state         TEXT NOT NULL CHECK (state IN ('open', 'closed', 'archived')),
  stage         TEXT NOT NULL,
  turn          TEXT NOT NULL,
  due_on        TEXT NOT NULL DEFAULT '9999-12-31',
  sealed        BOOLEAN NOT NULL DEFAULT FALSE,
  desk_id       BIGINT NOT NULL,
  committee_id  BIGINT,
  registered_at BIGINT NOT NULL,
  registered_by BIGINT NOT NULL,
  record        TEXT NOT NULL,
  head_seq      BIGINT NOT NULL,
  head_hash     TEXT NOT NULL,
  a2            TEXT GENERATED ALWAYS AS (substr(area, 1, 2)) STORED,
  a4            TEXT GENERATED ALWAYS AS (substr(area, 1, 4)) STORED,
  a6            TEXT GENERATED ALWAYS AS (substr(area, 1, 6)) STORED,
  a9            TEXT GENERATED ALWAYS AS (substr(area, 1, 9)) STORED,
  a12           TEXT GENERATED ALWAYS AS (substr(area, 1, 12)) STORED,
  PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX matters_by_id ON matters (id);
-- Lists by level and sort: created among open, due among open, created among all.
CREATE INDEX matters_a2_open ON matters (a2, id) WHERE state = 'open';
CREATE INDEX matters_a4_open ON matters (a4, id) WHERE state = 'open';
CREATE INDEX matters_a6_open ON matters (a6, id) WHERE state = 'open';
CREATE INDEX matters_a9_open ON matters (a9, id) WHERE state = 'open';
CREATE INDEX matters_a12_open ON matters (a12, id) WHERE state = 'open';
CREATE INDEX matters_a2_due ON matters (a2, due_on, id) WHERE state = 'open';
CREATE INDEX matters_a4_due ON matters (a4, due_on, id) WHERE state = 'open';
CREATE INDEX matters_a6_due ON matters (a6, due_on, id) WHERE state = 'open';
CREATE INDEX matters_a9_due ON matters (a9, due_on, id) WHERE state = 'open';
CREATE INDEX matters_a12_due ON matters (a12, due_on, id) WHERE state = 'open';
CREATE INDEX matters_a2_all ON matters (a2, id);
CREATE INDEX matters_a4_all ON matters (a4, id);
CREATE INDEX matters_a6_all ON matters (a6, id);
CREATE INDEX matters_a9_all ON matters (a9, id);
CREATE INDEX matters_a12_all ON matters (a12, id);
CREATE INDEX matters_desk_open ON matters (desk_id, id) WHERE state = 'open';
CREATE INDEX matters_desk_due ON matters (desk_id, due_on, id) WHERE state = 'open';
CREATE INDEX matters_desk_all ON matters (desk_id, id);
CREATE INDEX matters_committee_open ON matters (committee_id, id) WHERE state = 'open';
CREATE INDEX matters_committee_due ON matters (committee_id, due_on, id) WHERE state = 'open';
CREATE INDEX matters_committee_all ON matters (committee_id, id);

CREATE TABLE parties (
  county       TEXT NOT NULL,
  matter_id    BIGINT NOT NULL,
  n            INTEGER NOT NULL,
  side         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  sex          TEXT,
  born_on      TEXT,
  occupation   TEXT NOT NULL,
  address      TEXT NOT NULL,
  phone_sealed TEXT,
  phone_hash   TEXT,
  details      TEXT NOT NULL,
  PRIMARY KEY (county, matter_id, n),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);
CREATE INDEX parties_by_phone ON parties (phone_hash, matter_id) WHERE phone_hash IS NOT NULL;

CREATE TABLE proceedings (
  county          TEXT NOT NULL,
  matter_id       BIGINT NOT NULL,
  n               INTEGER NOT NULL,
  kind            TEXT NOT NULL,
  state           TEXT NOT NULL,
  organisation_id BIGINT,
  opened_at       BIGINT NOT NULL,
  ended_at        BIGINT,
  body            TEXT NOT NULL,
  PRIMARY KEY (county, matter_id, n),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);

CREATE TABLE handlers (
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  capacity   TEXT NOT NULL CHECK (capacity IN ('registrar', 'mediator', 'leader')),
  since_at   BIGINT NOT NULL,
  until_at   BIGINT,
  PRIMARY KEY (county, matter_id, account_id, capacity),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);
CREATE INDEX handlers_by_account ON handlers (account_id, matter_id) WHERE until_at IS NULL;

CREATE TABLE grants (
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  grantee_id BIGINT NOT NULL,
  purpose    TEXT NOT NULL,
  granted_by BIGINT NOT NULL,
  granted_at BIGINT NOT NULL,
  until_at   BIGINT NOT NULL,
  PRIMARY KEY (county, matter_id, grantee_id),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);
CREATE INDEX grants_by_grantee ON grants (grantee_id, matter_id);

CREATE TABLE deadlines (
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  n          INTEGER NOT NULL,
  proceeding INTEGER NOT NULL,
  rule       TEXT NOT NULL,
  due_on     TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'met', 'dropped')),
  hint       BOOLEAN NOT NULL DEFAULT FALSE,
  body       TEXT NOT NULL,
  PRIMARY KEY (county, matter_id, n),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);

CREATE TABLE attachments (
  county      TEXT NOT NULL,
  matter_id   BIGINT NOT NULL,
  n           INTEGER NOT NULL,
  name        TEXT NOT NULL,
  media_type  TEXT NOT NULL,
  size        BIGINT NOT NULL,
  sha256      TEXT NOT NULL,
  object_key  TEXT NOT NULL,
  purpose     TEXT NOT NULL,
  uploaded_at BIGINT NOT NULL,
  uploaded_by BIGINT NOT NULL,
  PRIMARY KEY (county, matter_id, n),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);

CREATE TABLE events (
  county       TEXT NOT NULL,
  matter_id    BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  at           BIGINT NOT NULL,
  actor        BIGINT NOT NULL,
  request_id   TEXT NOT NULL,
  payload      TEXT,
  payload_hash TEXT NOT NULL,
  prev_hash    TEXT NOT NULL,
  hash         TEXT NOT NULL,
  PRIMARY KEY (county, matter_id, seq),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);

CREATE TABLE registry_events (
  stream       TEXT NOT NULL,
  seq          BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  at           BIGINT NOT NULL,
  actor        BIGINT NOT NULL,
  request_id   TEXT NOT NULL,
  payload      TEXT,
  payload_hash TEXT NOT NULL,
  prev_hash    TEXT NOT NULL,
  hash         TEXT NOT NULL,
  PRIMARY KEY (stream, seq)
);
CREATE INDEX registry_events_by_time ON registry_events (at, stream, seq);

CREATE TABLE accesses (
  id         BIGINT PRIMARY KEY,
  at         BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  action     TEXT NOT NULL,
  county     TEXT,
  matter_id  BIGINT,
  detail     TEXT NOT NULL,
  request_id TEXT NOT NULL
);
CREATE INDEX accesses_by_account ON accesses (account_id, id);
CREATE INDEX accesses_by_matter ON accesses (matter_id, id) WHERE matter_id IS NOT NULL;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE drafts (
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  key        TEXT NOT NULL,
  body       TEXT NOT NULL,
  saved_at   BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, key)
);
CREATE INDEX drafts_by_expiry ON drafts (expires_at);

CREATE TABLE idempotency_keys (
  account_id   BIGINT NOT NULL,
  key          TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  answer       TEXT NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (account_id, key)
);

CREATE TABLE jobs (
  id          BIGINT PRIMARY KEY,
  kind        TEXT NOT NULL,
  payload     TEXT NOT NULL,
  run_at      BIGINT NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0,
  lease_until BIGINT NOT NULL DEFAULT 0,
  unique_key  TEXT UNIQUE,
  last_error  TEXT
);
CREATE INDEX jobs_by_time ON jobs (run_at, id);

CREATE TABLE reminders (
  account_id BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  deadline   INTEGER NOT NULL,
  at         BIGINT NOT NULL,
  seen_at    BIGINT,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE code_blocks (
  county TEXT NOT NULL,
  year   INTEGER NOT NULL,
  next   BIGINT NOT NULL,
  PRIMARY KEY (county, year)
);
