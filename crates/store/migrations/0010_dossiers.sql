-- Files of cases: their numbers, the papers that were issued from them, and their review.

-- The committee's own word before 人调字.
ALTER TABLE organisations ADD COLUMN number_word TEXT NOT NULL DEFAULT '';

-- The number of the file, drawn at acceptance: whose register, which year, which number. A case that lies in the file of
-- another names it.
ALTER TABLE proceedings ADD COLUMN file_register BIGINT;
ALTER TABLE proceedings ADD COLUMN file_year INTEGER;
ALTER TABLE proceedings ADD COLUMN file_seq BIGINT;
ALTER TABLE proceedings ADD COLUMN file_of BIGINT;
CREATE UNIQUE INDEX proceedings_by_file ON proceedings (file_register, file_year, file_seq) WHERE file_seq IS NOT NULL;
CREATE INDEX proceedings_by_host ON proceedings (county, file_of) WHERE file_of IS NOT NULL;

-- Papers that were issued: their marks and hashes, so that whoever holds one can ask whether it is true. A further version
-- replaces the one before and never changes it.
CREATE TABLE papers (
  id          BIGINT PRIMARY KEY,
  county      TEXT NOT NULL,
  matter_id   BIGINT NOT NULL,
  proceeding  INTEGER NOT NULL,
  slug        TEXT NOT NULL,
  no          INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  mark        TEXT NOT NULL UNIQUE,
  digest      TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  size        BIGINT NOT NULL,
  pages       INTEGER NOT NULL,
  object_key  TEXT NOT NULL,
  title_zh    TEXT NOT NULL,
  title_en    TEXT NOT NULL,
  number      TEXT NOT NULL,
  issuer      TEXT NOT NULL,
  issued_on   TEXT NOT NULL,
  issued_at   BIGINT NOT NULL,
  issued_by   BIGINT NOT NULL,
  replaced_at BIGINT,
  about       TEXT NOT NULL DEFAULT '',
  UNIQUE (county, matter_id, proceeding, slug, no, version)
);
CREATE INDEX papers_by_hash ON papers (sha256);

-- A file that is being bound, and how far that is.
CREATE TABLE bindings (
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  proceeding INTEGER NOT NULL,
  account_id BIGINT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'binding', 'failed')),
  done       INTEGER NOT NULL,
  total      INTEGER NOT NULL,
  fault      TEXT,
  touched_at BIGINT NOT NULL,
  PRIMARY KEY (county, matter_id, proceeding)
);

-- What files are looked at for: versions of a county, none of which ever changes.
CREATE TABLE rubrics (
  county          TEXT NOT NULL,
  version         BIGINT NOT NULL,
  takes_effect_on TEXT NOT NULL,
  body            TEXT NOT NULL,
  published_at    BIGINT NOT NULL,
  published_by    BIGINT NOT NULL,
  PRIMARY KEY (county, version)
);

-- A review of files drawn by lot.
CREATE TABLE reviews (
  id              BIGINT PRIMARY KEY,
  organisation_id BIGINT NOT NULL REFERENCES organisations (id),
  area            TEXT NOT NULL,
  year            INTEGER NOT NULL,
  seed            TEXT NOT NULL,
  population      INTEGER NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('open', 'finished')),
  rubric_version  BIGINT NOT NULL,
  rubric          TEXT NOT NULL,
  drawn_at        BIGINT NOT NULL,
  drawn_by        BIGINT NOT NULL,
  finished_at     BIGINT
);
CREATE INDEX reviews_by_organisation ON reviews (organisation_id, id);
CREATE INDEX reviews_by_area ON reviews (area, id);

CREATE TABLE review_files (
  review_id    BIGINT NOT NULL REFERENCES reviews (id),
  n            INTEGER NOT NULL,
  county       TEXT NOT NULL,
  matter_id    BIGINT NOT NULL,
  proceeding   INTEGER NOT NULL,
  code         TEXT NOT NULL,
  number       TEXT NOT NULL,
  committee_id BIGINT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('waiting', 'scored', 'returned')),
  scored       TEXT,
  score        INTEGER,
  reason       TEXT NOT NULL DEFAULT '',
  until_on     TEXT,
  scored_at    BIGINT,
  scored_by    BIGINT,
  PRIMARY KEY (review_id, n)
);
CREATE INDEX review_files_by_matter ON review_files (county, matter_id);
