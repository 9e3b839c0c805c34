-- The calendar of working days, by the official notice of each year. A version is one document and never changes; what a
-- year's days are says its last version, else the notice the program was built with.
CREATE TABLE calendar_versions (
  version      BIGINT PRIMARY KEY,
  year         INTEGER NOT NULL,
  notice       TEXT NOT NULL,
  note         TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  published_by BIGINT NOT NULL
);

-- What is being edited, one a year. The revision is drawn anew with every writing.
CREATE TABLE calendar_drafts (
  year     INTEGER PRIMARY KEY,
  revision BIGINT NOT NULL,
  notice   TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT NOT NULL
);

-- Days a changed calendar may move.
CREATE INDEX deadlines_running ON deadlines (due_on) WHERE state = 'open';
