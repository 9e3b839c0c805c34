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
