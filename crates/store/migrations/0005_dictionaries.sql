-- The county's own words. A version is one document and never changes; the day says from when it holds. What it held when
-- it was published is told by the event of that publication.
CREATE TABLE dictionary_versions (
  county          TEXT NOT NULL,
  version         BIGINT NOT NULL,
  takes_effect_on TEXT NOT NULL,
  entries         TEXT NOT NULL,
  note            TEXT NOT NULL,
  published_at    BIGINT NOT NULL,
  published_by    BIGINT NOT NULL,
  PRIMARY KEY (county, version)
);

-- What is being edited, one a county. The revision is drawn anew with every writing, so that no two drafts share one.
CREATE TABLE dictionary_drafts (
  county   TEXT PRIMARY KEY,
  revision BIGINT NOT NULL,
  entries  TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT NOT NULL
);

-- The code under which a matter is filed beside its kind and its source.
ALTER TABLE matters ADD COLUMN subtype TEXT;
ALTER TABLE matters ADD COLUMN subsource TEXT;
