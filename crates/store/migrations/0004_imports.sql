-- Ledgers that are brought in. What a row says lies encrypted in its body until it is registered or the import expires.
CREATE TABLE imports (
  id         BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  sha256     TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('reading', 'ready', 'committing', 'failed')),
  fault      TEXT,
  about      TEXT NOT NULL,
  done       BIGINT NOT NULL,
  total      BIGINT NOT NULL,
  touched_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX imports_by_account ON imports (account_id, id);
CREATE INDEX imports_by_expiry ON imports (expires_at);

CREATE TABLE import_rows (
  import_id BIGINT NOT NULL REFERENCES imports (id),
  n         BIGINT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('right', 'wrong', 'there', 'registered')),
  body      TEXT NOT NULL,
  print     TEXT NOT NULL,
  code      TEXT,
  PRIMARY KEY (import_id, n)
);
CREATE INDEX import_rows_by_state ON import_rows (import_id, state, n);

-- Rows that were registered, by a keyed hash: it outlives the import, so that no row is ever registered twice.
CREATE TABLE imported_rows (
  scope TEXT NOT NULL,
  print TEXT NOT NULL,
  PRIMARY KEY (scope, print)
);
