-- What is told of a mediator in the roster of a committee; public only if the mediator lets it be.
CREATE TABLE mediator_profiles (
  organisation_id BIGINT NOT NULL REFERENCES organisations (id),
  account_id      BIGINT NOT NULL REFERENCES accounts (id),
  body            TEXT NOT NULL,
  public          BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (organisation_id, account_id)
);
