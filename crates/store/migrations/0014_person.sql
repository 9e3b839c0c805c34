-- What people are told about their data: versions of a county, none of which ever changes.
CREATE TABLE privacy_notices (
  county          TEXT NOT NULL,
  version         BIGINT NOT NULL,
  takes_effect_on TEXT NOT NULL,
  body            TEXT NOT NULL,
  published_at    BIGINT NOT NULL,
  published_by    BIGINT NOT NULL,
  PRIMARY KEY (county, version)
);

-- Days on which somebody read more than is usual, for the audit administrator to look into.
CREATE TABLE unusual_readings (
  id         BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  on_day     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  readings   BIGINT NOT NULL,
  threshold  BIGINT NOT NULL,
  found_at   BIGINT NOT NULL,
  looked_at  BIGINT,
  looked_by  BIGINT,
  finding    TEXT NOT NULL,
  UNIQUE (account_id, on_day, reason)
);
