-- The residents' side: how parties come in by themselves, and what is sent to them.

-- Whom people call.
ALTER TABLE organisations ADD COLUMN phone TEXT NOT NULL DEFAULT '';

-- The secret on a party's slip, as a keyed hash. A new slip replaces the one before.
CREATE TABLE party_secrets (
  county    TEXT NOT NULL,
  matter_id BIGINT NOT NULL,
  n         INTEGER NOT NULL,
  hash      TEXT NOT NULL,
  given_at  BIGINT NOT NULL,
  given_by  BIGINT NOT NULL,
  PRIMARY KEY (county, matter_id, n),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);

-- Links that open a party's door once. The token is known to whoever has the link; here lies its hash.
CREATE TABLE resident_links (
  token_hash TEXT PRIMARY KEY,
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  n          INTEGER NOT NULL,
  purpose    TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT
);

-- Sessions of parties: each for one party of one matter.
CREATE TABLE resident_sessions (
  token_hash TEXT PRIMARY KEY,
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  n          INTEGER NOT NULL,
  door       TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX resident_sessions_by_party ON resident_sessions (county, matter_id, n);
