-- Papers laid before those who sign them: one row a request; who signs, how each did and what they were shown is its body.
CREATE TABLE signature_requests (
  county     TEXT NOT NULL,
  matter_id  BIGINT NOT NULL,
  n          INTEGER NOT NULL,
  proceeding INTEGER NOT NULL,
  body       TEXT NOT NULL,
  PRIMARY KEY (county, matter_id, n),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);
