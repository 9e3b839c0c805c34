-- Whose administrators keep an account: the smallest area that contains whoever opened it and every body it had a post
-- with. Blank until its first post, where it was opened before there was a body.
ALTER TABLE accounts ADD COLUMN area TEXT NOT NULL DEFAULT '';

-- Of those that are there: what the first and the last of their bodies' areas, in the order of codes, have in common.
UPDATE accounts SET area = COALESCE((
  SELECT CASE
    WHEN min(o.area) = max(o.area) THEN min(o.area)
    WHEN substr(min(o.area), 1, 12) = substr(max(o.area), 1, 12) THEN substr(min(o.area), 1, 12)
    WHEN substr(min(o.area), 1, 9) = substr(max(o.area), 1, 9) THEN substr(min(o.area), 1, 9)
    WHEN substr(min(o.area), 1, 6) = substr(max(o.area), 1, 6) THEN substr(min(o.area), 1, 6)
    WHEN substr(min(o.area), 1, 4) = substr(max(o.area), 1, 4) THEN substr(min(o.area), 1, 4)
    WHEN substr(min(o.area), 1, 2) = substr(max(o.area), 1, 2) THEN substr(min(o.area), 1, 2)
    ELSE ''
  END
  FROM posts p JOIN organisations o ON o.id = p.organisation_id WHERE p.account_id = accounts.id
), '');

CREATE INDEX accounts_kept ON accounts (area, id);
