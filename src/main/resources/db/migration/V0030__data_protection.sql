-- The names of users, apart from the log: the hash of a change is over the user's id alone, so that a
-- name can be erased and the chain stays what it is. Changes of before this have their names in the hash.
CREATE TABLE user_names (
  user_id   text PRIMARY KEY,
  user_name text NOT NULL,
  -- Since when nobody may be told, nor noted anew, who that was.
  erased_at timestamptz
);
INSERT INTO user_names (user_id, user_name)
  SELECT DISTINCT ON (user_id) user_id, user_name FROM (
    SELECT actor AS user_id, actor_name AS user_name, server_time AS at FROM session_operations
    UNION ALL SELECT user_id, user_name, joined_at FROM session_participants
  ) AS known ORDER BY user_id, at DESC;
ALTER TABLE session_operations ALTER COLUMN actor_name DROP NOT NULL;
GRANT SELECT, INSERT, UPDATE (user_name) ON user_names TO quotey_app;

-- What stands for an erased name: the same for one user everywhere, and others for others.
CREATE FUNCTION erased_name(of_user text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT 'Erased user ' || left(encode(sha256(convert_to(of_user, 'UTF8')), 'hex'), 6)
$$;

CREATE FUNCTION is_erased(of_user text) RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT EXISTS (SELECT FROM user_names WHERE user_id = of_user AND erased_at IS NOT NULL)
$$;

-- Whoever writes an erased user's name, an older server too, writes what stands for it.
CREATE FUNCTION keep_erased() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF is_erased(NEW.user_id) THEN
    NEW.user_name := erased_name(NEW.user_id);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_erased BEFORE INSERT OR UPDATE ON session_participants
  FOR EACH ROW EXECUTE FUNCTION keep_erased();
CREATE TRIGGER keep_erased BEFORE UPDATE ON user_names
  FOR EACH ROW EXECUTE FUNCTION keep_erased();

-- Nor is such a user known in Slack again.
CREATE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  RETURN CASE WHEN is_erased(NEW.user_id) THEN NULL ELSE NEW END;
END $$;
CREATE TRIGGER refuse_erased BEFORE INSERT OR UPDATE ON known_users
  FOR EACH ROW EXECUTE FUNCTION refuse_erased();
CREATE TRIGGER refuse_erased BEFORE INSERT OR UPDATE ON slack_people
  FOR EACH ROW EXECUTE FUNCTION refuse_erased();

-- Takes a user's name away wherever it is kept. Gives the number of logged changes that keep it, because
-- their hash is over it, or null where nobody knows the user. The owner's alone.
CREATE FUNCTION erase_user(gone text) RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM user_names WHERE user_id = gone)
      AND NOT EXISTS (SELECT FROM known_users WHERE user_id = gone)
      AND NOT EXISTS (SELECT FROM slack_people WHERE user_id = gone) THEN
    RETURN NULL;
  END IF;
  INSERT INTO user_names (user_id, user_name, erased_at) VALUES (gone, erased_name(gone), now())
    ON CONFLICT (user_id) DO UPDATE
      SET user_name = excluded.user_name, erased_at = coalesce(user_names.erased_at, now());
  UPDATE session_participants SET user_name = erased_name(gone) WHERE user_id = gone;
  DELETE FROM known_users WHERE user_id = gone;
  DELETE FROM slack_people WHERE user_id = gone;
  -- What the card shows is a key with names in it; without one the card is made anew.
  UPDATE slack_cards SET shown = '' WHERE session_id IN (
    SELECT session_id FROM session_participants WHERE user_id = gone);
  -- What Slack has refused may name anybody of its quote.
  DELETE FROM slack_outbox WHERE dead AND quote_id IN (
    SELECT quote_id FROM quote_sessions JOIN session_participants USING (session_id)
    WHERE user_id = gone);
  RETURN (SELECT count(*) FROM session_operations WHERE actor = gone AND actor_name IS NOT NULL);
END $$;

-- What was sent or done is of no use any more; its key stays until it is forgotten.
UPDATE slack_outbox SET content = '{}' WHERE sent_at IS NOT NULL;
UPDATE slack_inbox SET payload = '{}' WHERE done_at IS NOT NULL;

-- The audit loses entries by retention alone, and never a checkpoint: the log stays, and so does what
-- was signed of it.
DROP TRIGGER append_only ON session_audit;
CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('quotey.retention', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% of % is refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'QL001';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON session_audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();

-- Forgets who was in sessions, and what the audit says of them, so many days after they were closed; 0 keeps
-- it. Some thousand rows at a time, one caller at a time; gives how many. That the audit is kept for 30 days
-- at least is said here, because a server that somebody has taken over can call this.
CREATE FUNCTION forget_old(participants_days int, audit_days int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET quotey.retention = 'on' AS $$
DECLARE
  forgotten bigint := 0;
  more bigint;
BEGIN
  IF participants_days < 0 OR (audit_days <> 0 AND audit_days < 30) THEN
    RAISE EXCEPTION 'the audit is kept for 30 days at least' USING ERRCODE = 'QL003';
  END IF;
  IF NOT pg_try_advisory_xact_lock(hashtext('quotey.retention')) THEN
    RETURN 0;
  END IF;
  IF participants_days > 0 THEN
    DELETE FROM session_participants WHERE ctid = ANY (ARRAY(
      SELECT p.ctid FROM session_participants p JOIN quote_sessions s USING (session_id)
      WHERE s.closed_at < now() - make_interval(days => participants_days) LIMIT 5000));
    GET DIAGNOSTICS forgotten = ROW_COUNT;
  END IF;
  IF audit_days > 0 THEN
    DELETE FROM session_audit WHERE ctid = ANY (ARRAY(
      SELECT a.ctid FROM session_audit a JOIN quote_sessions s USING (session_id)
      WHERE s.closed_at < now() - make_interval(days => audit_days) AND a.event <> 'checkpoint'
      LIMIT 5000));
    GET DIAGNOSTICS more = ROW_COUNT;
    forgotten := forgotten + more;
  END IF;
  RETURN forgotten;
END $$;

REVOKE ALL ON FUNCTION erase_user, forget_old FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_old TO quotey_app;

-- Whoever checks the logs works as quotey_audit, which reads them, and writes nothing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'quotey_audit') THEN
    CREATE ROLE quotey_audit NOLOGIN;
  END IF;
  IF NOT pg_has_role(current_user, 'quotey_audit', 'MEMBER') THEN
    EXECUTE format('GRANT quotey_audit TO %I', current_user);
  END IF;
  IF NOT has_schema_privilege('quotey_audit', current_schema, 'USAGE') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO quotey_audit', current_schema);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'this user may not create the role quotey_audit; have somebody do it: CREATE ROLE quotey_audit NOLOGIN, GRANT quotey_audit TO %', current_user;
END $$;
GRANT SELECT ON session_operations, session_audit, quote_sessions, session_snapshots, session_participants,
  user_names, stored_quotes TO quotey_audit;
