-- The server works as quotey_app, which may do no more than it needs: it cannot update or delete a
-- quote, nor anything that is logged. A quote changes only when a session's owner projects its log.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'quotey_app') THEN
    CREATE ROLE quotey_app NOLOGIN;
  END IF;
  IF NOT pg_has_role(current_user, 'quotey_app', 'MEMBER') THEN
    EXECUTE format('GRANT quotey_app TO %I', current_user);
  END IF;
  IF NOT has_schema_privilege('quotey_app', current_schema, 'USAGE') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO quotey_app', current_schema);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'this user may not create the role quotey_app; have somebody do it: CREATE ROLE quotey_app NOLOGIN, GRANT quotey_app TO %', current_user;
END $$;

-- Views and functions of the owner, so that the host's table itself needs no grant.
CREATE VIEW stored_quotes AS SELECT quote_id, document, updated_at FROM quotes;

CREATE FUNCTION create_quote(new_id text, new_document jsonb) RETURNS SETOF text
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  INSERT INTO quotes (quote_id, document) VALUES (new_id, new_document)
  ON CONFLICT (quote_id) DO NOTHING RETURNING quote_id;
$$;

ALTER TABLE quote_sessions ADD COLUMN projected_revision bigint NOT NULL DEFAULT 0;

-- Gives the quote the document that its session has kept at a revision, unless it has a later one.
CREATE FUNCTION project_quote(of_session text, of_epoch bigint, at_revision bigint)
RETURNS SETOF text
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE quote_sessions SET projected_revision = at_revision, last_activity = now()
  WHERE session_id = of_session AND owner_epoch = of_epoch AND projected_revision <= at_revision
    AND at_revision <= (
      SELECT coalesce(max(revision), 0) FROM session_operations WHERE session_id = of_session);
  UPDATE quotes q SET document = kept.document, updated_at = now()
  FROM quote_sessions s JOIN session_snapshots kept USING (session_id)
  WHERE s.session_id = of_session AND s.owner_epoch = of_epoch
    AND s.projected_revision = at_revision AND kept.revision = at_revision
    AND q.quote_id = s.quote_id
  RETURNING q.quote_id;
$$;

REVOKE ALL ON FUNCTION create_quote, project_quote FROM PUBLIC;
GRANT EXECUTE ON FUNCTION create_quote, project_quote TO quotey_app;
GRANT SELECT ON stored_quotes TO quotey_app;
GRANT SELECT, INSERT ON session_operations, session_audit TO quotey_app;
GRANT SELECT, INSERT, UPDATE ON session_participants TO quotey_app;
GRANT SELECT, INSERT, UPDATE (owner_epoch, owner_node, last_activity, closed_at, close_reason)
  ON quote_sessions TO quotey_app;
-- Snapshots can be made again from the log; old ones are thinned.
GRANT SELECT, INSERT, DELETE ON session_snapshots TO quotey_app;

-- Where a participant was when last seen.
ALTER TABLE session_participants ADD COLUMN cursor_position jsonb, ADD COLUMN selection_range jsonb;
