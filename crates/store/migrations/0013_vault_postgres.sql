-- What only PostgreSQL understands: a note is added, never rewritten. Its body may be erased (set to NULL).
CREATE FUNCTION refuse_rewriting_notes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.body IS NULL AND to_jsonb(NEW) - 'body' = to_jsonb(OLD) - 'body' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'notes are append-only';
END $$;
CREATE TRIGGER vault_notes_append_only BEFORE UPDATE OR DELETE ON vault_notes
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_notes();
