-- Letters as they were received: the document, encrypted, its hash, who sent it, and what came of it each time somebody
-- went through it. A letter becomes a matter once: the registered one under a sender's number is unique.
CREATE TABLE inbox (
  id          BIGINT PRIMARY KEY,
  desk_id     BIGINT NOT NULL,
  sender_id   BIGINT,
  -- The organisation's number, or the name as it was typed.
  sender      TEXT NOT NULL,
  body        TEXT NOT NULL,
  number      TEXT NOT NULL,
  channel     TEXT NOT NULL,
  key_id      BIGINT,
  committee_id BIGINT,
  received_at BIGINT NOT NULL,
  received_by BIGINT NOT NULL,
  sha256      TEXT NOT NULL,
  document    TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'refused', 'registered', 'dismissed')),
  code        TEXT,
  attempts    TEXT NOT NULL
);
CREATE UNIQUE INDEX inbox_once ON inbox (sender, number, sha256);
CREATE UNIQUE INDEX inbox_registered ON inbox (sender, number) WHERE state = 'registered';
CREATE INDEX inbox_by_desk ON inbox (desk_id, id);
CREATE INDEX inbox_by_desk_state ON inbox (desk_id, state, id);
CREATE INDEX inbox_by_sender ON inbox (sender_id, id);
CREATE INDEX inbox_by_code ON inbox (code) WHERE code IS NOT NULL;

-- Keys of systems: the secret is known as a keyed hash alone.
CREATE TABLE api_keys (
  id              BIGINT PRIMARY KEY,
  organisation_id BIGINT NOT NULL REFERENCES organisations (id),
  desk_id         BIGINT NOT NULL REFERENCES organisations (id),
  -- Who mediates what it sends, where that is settled.
  committee_id    BIGINT REFERENCES organisations (id),
  name            TEXT NOT NULL,
  scopes          TEXT NOT NULL,
  -- The first characters, by which people tell keys apart.
  hint            TEXT NOT NULL,
  secret_hash     TEXT NOT NULL UNIQUE,
  created_at      BIGINT NOT NULL,
  created_by      BIGINT NOT NULL,
  expires_on      TEXT NOT NULL,
  revoked_at      BIGINT,
  used_at         BIGINT
);
