-- The vault: notes of sessions with one party alone, as age files that the server cannot open.

-- A person's key: what others encrypt to, and the private half as the person's browser wrapped it. A further key has the next
-- version.
CREATE TABLE vault_keys (
  account_id      BIGINT NOT NULL REFERENCES accounts (id),
  version         BIGINT NOT NULL,
  recipient       TEXT NOT NULL,
  fingerprint     TEXT NOT NULL,
  wrapped         TEXT NOT NULL,
  passkey         TEXT,
  passkey_wrapped TEXT,
  made_at         BIGINT NOT NULL,
  wrapped_at      BIGINT NOT NULL,
  PRIMARY KEY (account_id, version)
);
CREATE UNIQUE INDEX vault_keys_by_fingerprint ON vault_keys (fingerprint);

-- A committee's recovery key. Its private half is in two shares, neither of which says anything alone.
CREATE TABLE vault_recoveries (
  committee_id   BIGINT NOT NULL REFERENCES organisations (id),
  version        BIGINT NOT NULL,
  recipient      TEXT NOT NULL,
  fingerprint    TEXT NOT NULL,
  first_officer  BIGINT NOT NULL REFERENCES accounts (id),
  first_share    TEXT,
  second_officer BIGINT NOT NULL REFERENCES accounts (id),
  second_share   TEXT,
  made_at        BIGINT NOT NULL,
  made_by        BIGINT NOT NULL,
  PRIMARY KEY (committee_id, version)
);

CREATE TABLE vault_requests (
  id           BIGINT PRIMARY KEY,
  committee_id BIGINT NOT NULL REFERENCES organisations (id),
  key_version  BIGINT NOT NULL,
  county       TEXT NOT NULL,
  matter_id    BIGINT NOT NULL,
  code         TEXT NOT NULL,
  reason       TEXT NOT NULL,
  asked_by     BIGINT NOT NULL REFERENCES accounts (id),
  asked_at     BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  agreed_by    BIGINT,
  agreed_at    BIGINT,
  handed       TEXT,
  finished_at  BIGINT
);
CREATE INDEX vault_requests_by_committee ON vault_requests (committee_id, id);

-- A note has versions, and a version is encrypted anew when others mediate: rows are added and never change.
CREATE TABLE vault_notes (
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  proceeding INTEGER NOT NULL,
  session    INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  sealing    INTEGER NOT NULL,
  body       TEXT,
  sha256     TEXT NOT NULL,
  recipients TEXT NOT NULL,
  sealed_at  BIGINT NOT NULL,
  sealed_by  BIGINT NOT NULL,
  PRIMARY KEY (county, matter_id, proceeding, session, version, sealing),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);
