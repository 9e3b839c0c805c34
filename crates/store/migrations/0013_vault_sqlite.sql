-- What only SQLite understands: a note is added, never rewritten. Its body may be erased (set to NULL).
CREATE TRIGGER vault_notes_append_only_update BEFORE UPDATE ON vault_notes
WHEN NOT (NEW.body IS NULL AND OLD.county = NEW.county AND OLD.matter_id = NEW.matter_id
  AND OLD.proceeding = NEW.proceeding AND OLD.session = NEW.session AND OLD.version = NEW.version
  AND OLD.sealing = NEW.sealing AND OLD.sha256 = NEW.sha256 AND OLD.recipients = NEW.recipients
  AND OLD.sealed_at = NEW.sealed_at AND OLD.sealed_by = NEW.sealed_by)
BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END;
CREATE TRIGGER vault_notes_append_only_delete BEFORE DELETE ON vault_notes
BEGIN SELECT RAISE(ABORT, 'notes are append-only'); END;
