-- Saved views: a question to a list and its columns. They hold no matter and open none: who uses a shared view sees
-- what their own reach allows.
CREATE TABLE views (
  id              BIGINT PRIMARY KEY,
  account_id      BIGINT NOT NULL REFERENCES accounts (id),
  organisation_id BIGINT REFERENCES organisations (id),
  name            TEXT NOT NULL,
  body            TEXT NOT NULL,
  saved_at        BIGINT NOT NULL
);
CREATE INDEX views_by_account ON views (account_id, id);
CREATE INDEX views_by_organisation ON views (organisation_id, id) WHERE organisation_id IS NOT NULL;
