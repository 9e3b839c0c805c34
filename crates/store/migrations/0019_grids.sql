-- The ground: grids with their borders and people, calls for help, rounds. What changes is an event of the registry.

-- A grid stands on an area of a town, a village or a group: its code is the area's, and is never used again.
CREATE TABLE grids (
  code              TEXT PRIMARY KEY REFERENCES areas (code),
  kind              TEXT NOT NULL CHECK (kind IN ('general', 'dedicated')),
  name              TEXT NOT NULL,
  supervision_phone TEXT NOT NULL,
  version           BIGINT NOT NULL,
  opened_on         TEXT NOT NULL,
  ended_on          TEXT
);

-- A border holds from a day on; the day on which another took its place is the first on which it holds no more. In WGS-84.
CREATE TABLE grid_borders (
  id          BIGINT PRIMARY KEY,
  grid        TEXT NOT NULL REFERENCES grids (code),
  valid_from  TEXT NOT NULL,
  valid_until TEXT,
  polygons    TEXT NOT NULL,
  west        DOUBLE PRECISION NOT NULL,
  south       DOUBLE PRECISION NOT NULL,
  east        DOUBLE PRECISION NOT NULL,
  north       DOUBLE PRECISION NOT NULL,
  source      TEXT NOT NULL,
  drawn_by    BIGINT NOT NULL,
  changed_at  BIGINT NOT NULL
);
CREATE INDEX grid_borders_by_grid ON grid_borders (grid, valid_from);
CREATE INDEX grid_borders_by_change ON grid_borders (changed_at);

-- Who is there for a grid: with the telephone that is put up for everybody.
CREATE TABLE grid_workers (
  id         BIGINT PRIMARY KEY,
  grid       TEXT NOT NULL REFERENCES grids (code),
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  part       TEXT NOT NULL CHECK (part IN ('responsible', 'backup')),
  phone      TEXT NOT NULL,
  shifts     TEXT NOT NULL,
  from_on    TEXT NOT NULL,
  until_on   TEXT
);
CREATE INDEX grid_workers_by_grid ON grid_workers (grid, id);
CREATE INDEX grid_workers_by_account ON grid_workers (account_id);

-- Days on which somebody is away. Why is nobody's business here.
CREATE TABLE grid_leaves (
  id         BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  from_on    TEXT NOT NULL,
  until_on   TEXT NOT NULL
);
CREATE INDEX grid_leaves_by_account ON grid_leaves (account_id, from_on);

-- Those who enrolled to be able to call for help, until a day. What is known of them is encrypted, and goes with the row.
CREATE TABLE callers (
  id          BIGINT PRIMARY KEY,
  county      TEXT NOT NULL,
  grid        TEXT NOT NULL REFERENCES grids (code),
  state       TEXT NOT NULL CHECK (state IN ('asked', 'enrolled')),
  how         TEXT NOT NULL CHECK (how IN ('own', 'worker')),
  name        TEXT NOT NULL,
  phone       TEXT NOT NULL,
  phone_index TEXT NOT NULL,
  place       TEXT NOT NULL,
  note        TEXT NOT NULL,
  notice      INTEGER NOT NULL,
  agreed_at   BIGINT NOT NULL,
  secret_hash TEXT UNIQUE,
  expires_on  TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX callers_by_phone ON callers (phone_index) WHERE state = 'enrolled';
CREATE INDEX callers_by_grid ON callers (grid, id);
CREATE INDEX callers_by_end ON callers (expires_on);

-- Ways in for machines: the keypad of a telephone provider (signed requests), a device with a key.
CREATE TABLE call_doors (
  id              BIGINT PRIMARY KEY,
  kind            TEXT NOT NULL CHECK (kind IN ('telephone', 'device')),
  county          TEXT NOT NULL,
  organisation_id BIGINT NOT NULL REFERENCES organisations (id),
  name            TEXT NOT NULL,
  caller_id       BIGINT REFERENCES callers (id) ON DELETE SET NULL,
  grid            TEXT REFERENCES grids (code),
  place           TEXT NOT NULL,
  fields          TEXT NOT NULL,
  secret          TEXT,
  secret_hash     TEXT UNIQUE,
  created_at      BIGINT NOT NULL,
  closed_at       BIGINT
);

CREATE TABLE calls (
  id          BIGINT PRIMARY KEY,
  county      TEXT NOT NULL,
  grid        TEXT REFERENCES grids (code),
  door        TEXT NOT NULL CHECK (door IN ('page', 'telephone', 'device')),
  door_id     BIGINT REFERENCES call_doors (id),
  external_id TEXT,
  caller_id   BIGINT REFERENCES callers (id) ON DELETE SET NULL,
  phone       TEXT,
  place       TEXT,
  state       TEXT NOT NULL CHECK (state IN ('ringing', 'taken', 'arrived', 'finished', 'cancelled', 'false_call', 'lapsed')),
  rung        INTEGER NOT NULL,
  next_at     BIGINT,
  raised_at   BIGINT NOT NULL,
  taken_at    BIGINT,
  taken_by    BIGINT,
  arrived_at  BIGINT,
  over_at     BIGINT,
  words       TEXT,
  helped      TEXT CHECK (helped IN ('yes', 'partly', 'no')),
  version     BIGINT NOT NULL,
  changed_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX calls_by_number ON calls (door_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX calls_open_of_caller ON calls (caller_id) WHERE caller_id IS NOT NULL AND over_at IS NULL;
CREATE INDEX calls_due ON calls (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX calls_open ON calls (county, id) WHERE over_at IS NULL;
CREATE INDEX calls_by_county ON calls (county, raised_at);
CREATE INDEX calls_by_grid ON calls (grid, id);
CREATE INDEX calls_by_change ON calls (changed_at);
CREATE INDEX calls_over ON calls (over_at) WHERE over_at IS NOT NULL;

-- Who was rung for a call, and at which step.
CREATE TABLE call_rings (
  call_id    BIGINT NOT NULL REFERENCES calls (id),
  account_id BIGINT NOT NULL,
  ring       TEXT NOT NULL CHECK (ring IN ('responsible', 'backup', 'above', 'desk')),
  rung_at    BIGINT NOT NULL,
  PRIMARY KEY (call_id, account_id)
);
CREATE INDEX call_rings_by_account ON call_rings (account_id, call_id);

-- Rounds through places and bodies: no column for a person, nor for who went where.
CREATE TABLE rounds (
  id              BIGINT PRIMARY KEY,
  area            TEXT NOT NULL,
  organisation_id BIGINT NOT NULL REFERENCES organisations (id),
  name            TEXT NOT NULL,
  from_on         TEXT NOT NULL,
  until_on        TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  created_at      BIGINT NOT NULL
);
CREATE INDEX rounds_by_area ON rounds (area, id);

CREATE TABLE round_stops (
  round_id BIGINT NOT NULL REFERENCES rounds (id),
  n        INTEGER NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('grid', 'building', 'organisation', 'service')),
  grid     TEXT NOT NULL REFERENCES grids (code),
  what     TEXT NOT NULL,
  done_on  TEXT,
  done     TEXT NOT NULL,
  wished   TEXT NOT NULL,
  matter   TEXT,
  PRIMARY KEY (round_id, n)
);
CREATE INDEX round_stops_by_grid ON round_stops (grid, done_on);
