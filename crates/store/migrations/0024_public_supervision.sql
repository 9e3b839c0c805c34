-- What is supervised publicly (挂牌督办), as every unit of the county sees it: category, town, units, limit, how it ended. A row a
-- step of the ladder; the step itself stands in the dispatch.
CREATE TABLE public_supervisions (
  county    TEXT NOT NULL,
  matter_id BIGINT NOT NULL,
  rung      INTEGER NOT NULL,
  id        BIGINT NOT NULL,
  category  TEXT NOT NULL,
  town      TEXT NOT NULL,
  units     TEXT NOT NULL,
  posted_at BIGINT NOT NULL,
  until_on  TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('standing', 'solved', 'lifted')),
  ended_at  BIGINT,
  PRIMARY KEY (county, matter_id, rung),
  FOREIGN KEY (county, matter_id) REFERENCES matters (county, id)
);
CREATE INDEX public_supervisions_board ON public_supervisions (county, id);

-- The day on which the end of an enrolment was brought to mind.
ALTER TABLE callers ADD COLUMN reminded_on TEXT;

-- A reminder is of a day (due), or tells of something that happened; then it hangs on no day and has its own words.
ALTER TABLE reminders ADD COLUMN kind TEXT NOT NULL DEFAULT 'due';
ALTER TABLE reminders ADD COLUMN said_zh TEXT NOT NULL DEFAULT '';
ALTER TABLE reminders ADD COLUMN said_en TEXT NOT NULL DEFAULT '';
