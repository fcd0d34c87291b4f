-- Asks for the session's last revision, which only the primary key has in order: whether there is a
-- predecessor could be asked of the other index too, and there it costs as much as the log is long.
CREATE OR REPLACE FUNCTION require_dense_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_revision bigint := (
    SELECT revision FROM session_operations
    WHERE session_id = NEW.session_id ORDER BY revision DESC LIMIT 1);
BEGIN
  IF NEW.revision > coalesce(last_revision, 0) + 1 THEN
    RAISE EXCEPTION 'revision % of session % has no predecessor', NEW.revision, NEW.session_id
      USING ERRCODE = 'QL002';
  END IF;
  RETURN NEW;
END $$;
