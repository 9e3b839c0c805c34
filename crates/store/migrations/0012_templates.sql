-- The wording of a county's forms. A version is one form's text and never changes; it holds for what is accepted from its
-- day on. An empty text is the one that comes with the program. What the program's own text was when a version was
-- published is kept beside it, so that an upgrade shows what has changed under a county's hands.
CREATE TABLE template_versions (
  county          TEXT NOT NULL,
  version         BIGINT NOT NULL,
  form            TEXT NOT NULL,
  takes_effect_on TEXT NOT NULL,
  text            TEXT NOT NULL,
  standard        TEXT NOT NULL,
  note            TEXT NOT NULL,
  published_at    BIGINT NOT NULL,
  published_by    BIGINT NOT NULL,
  PRIMARY KEY (county, version)
);

-- What is being edited, one a form. The revision is drawn anew with every writing.
CREATE TABLE template_drafts (
  county   TEXT NOT NULL,
  form     TEXT NOT NULL,
  revision BIGINT NOT NULL,
  text     TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT NOT NULL,
  PRIMARY KEY (county, form)
);
