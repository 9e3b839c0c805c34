-- The county's word for an event, by its code in the dictionary; none of a dispute. What has one is an event.
ALTER TABLE matters ADD COLUMN category TEXT;

-- Levels of handling and routing rules, in versions: one document each, published by the county's centre.
CREATE TABLE event_plans (
  county       TEXT NOT NULL,
  version      BIGINT NOT NULL,
  body         TEXT NOT NULL,
  note         TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  published_by BIGINT NOT NULL,
  PRIMARY KEY (county, version)
);

-- What is being edited, one a county. The revision is drawn anew with every writing.
CREATE TABLE event_plan_drafts (
  county   TEXT PRIMARY KEY,
  revision BIGINT NOT NULL,
  body     TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT NOT NULL
);
