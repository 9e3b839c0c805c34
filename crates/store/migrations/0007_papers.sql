-- Papers that somebody edited. Such a file is an attachment like others and knows which paper it is a version of:
-- mediation, form and number, `1/agreement` or `1/session-record/2`. Versions count in the order in which they came.
ALTER TABLE attachments ADD COLUMN paper TEXT;
