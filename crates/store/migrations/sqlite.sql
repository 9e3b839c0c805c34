-- What only SQLite understands: history is appended, never rewritten. A payload may be erased (set to NULL).
CREATE TRIGGER events_append_only_update BEFORE UPDATE ON events
WHEN NOT (NEW.payload IS NULL AND OLD.county = NEW.county AND OLD.matter_id = NEW.matter_id AND OLD.seq = NEW.seq
  AND OLD.kind = NEW.kind AND OLD.at = NEW.at AND OLD.actor = NEW.actor AND OLD.request_id = NEW.request_id
  AND OLD.payload_hash = NEW.payload_hash AND OLD.prev_hash = NEW.prev_hash AND OLD.hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_append_only_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER registry_events_append_only_update BEFORE UPDATE ON registry_events
WHEN NOT (NEW.payload IS NULL AND OLD.stream = NEW.stream AND OLD.seq = NEW.seq
  AND OLD.kind = NEW.kind AND OLD.at = NEW.at AND OLD.actor = NEW.actor AND OLD.request_id = NEW.request_id
  AND OLD.payload_hash = NEW.payload_hash AND OLD.prev_hash = NEW.prev_hash AND OLD.hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER registry_events_append_only_delete BEFORE DELETE ON registry_events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
