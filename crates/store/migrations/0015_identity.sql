-- What somebody signs in with besides a password: a code of their telephone (TOTP), passkeys, codes on paper.

CREATE TABLE factors (
  id         BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  kind       TEXT NOT NULL CHECK (kind IN ('totp', 'passkey')),
  name       TEXT NOT NULL,
  secret     TEXT NOT NULL,
  handle     TEXT,
  last_step  BIGINT NOT NULL DEFAULT 0,
  made_at    BIGINT NOT NULL,
  used_at    BIGINT
);
CREATE INDEX factors_by_account ON factors (account_id);
CREATE UNIQUE INDEX factors_by_handle ON factors (handle);

CREATE TABLE recovery_codes (
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  code_hash  TEXT NOT NULL,
  used_at    BIGINT,
  PRIMARY KEY (account_id, code_hash)
);

-- Who somebody is at a provider of sign-in (OpenID Connect).
CREATE TABLE openid_links (
  issuer     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  linked_at  BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX openid_links_by_account ON openid_links (account_id, issuer);

-- A sign-in, or the adding of a factor, that is half done: its token is with the browser, what it waits for is here.
CREATE TABLE sign_in_steps (
  token_hash TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  account_id BIGINT,
  state      TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
