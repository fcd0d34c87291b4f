-- Multi-user sessions. Adds tables; changes nothing of the quotes.

CREATE TABLE quote_sessions (
  session_id    text PRIMARY KEY,
  quote_id      text NOT NULL REFERENCES quotes (quote_id),
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  last_activity timestamptz NOT NULL DEFAULT now(),
  closed_at     timestamptz,
  close_reason  text,
  -- Counts the owners. An append that carries an older epoch is refused.
  owner_epoch   bigint NOT NULL DEFAULT 0,
  owner_node    text,
  CHECK ((closed_at IS NULL) = (close_reason IS NULL))
);
CREATE UNIQUE INDEX one_active_session_per_quote ON quote_sessions (quote_id)
  WHERE closed_at IS NULL;

-- The log: one row for each change. Revision r applies to the document at r - 1.
CREATE TABLE session_operations (
  session_id    text NOT NULL REFERENCES quote_sessions (session_id),
  revision      bigint NOT NULL CHECK (revision >= 1),
  base_revision bigint NOT NULL CHECK (base_revision >= 0 AND base_revision < revision),
  actor         text NOT NULL,
  actor_name    text NOT NULL,
  client_id     text NOT NULL,
  client_seq    bigint NOT NULL CHECK (client_seq >= 1),
  parent_op_id  text NOT NULL,
  vector_clock  jsonb NOT NULL,
  server_time   timestamptz NOT NULL,
  submitted     jsonb NOT NULL,
  committed     jsonb NOT NULL,
  owner_epoch   bigint NOT NULL,
  PRIMARY KEY (session_id, revision),
  UNIQUE (session_id, client_id, client_seq)
);

CREATE TABLE session_participants (
  session_id text NOT NULL REFERENCES quote_sessions (session_id),
  user_id    text NOT NULL,
  user_name  text NOT NULL,
  joined_at  timestamptz NOT NULL DEFAULT now(),
  left_at    timestamptz,
  PRIMARY KEY (session_id, user_id)
);

CREATE TABLE session_audit (
  audit_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  session_id text NOT NULL REFERENCES quote_sessions (session_id),
  event      text NOT NULL,
  actor      text NOT NULL,
  reason     text NOT NULL,
  at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX session_audit_by_session ON session_audit (session_id, audit_id);

CREATE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is append-only', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'QL001';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON session_operations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON session_audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();

CREATE FUNCTION require_dense_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.revision > 1 AND NOT EXISTS (
    SELECT FROM session_operations
    WHERE session_id = NEW.session_id AND revision = NEW.revision - 1
  ) THEN
    RAISE EXCEPTION 'revision % of session % has no predecessor', NEW.revision, NEW.session_id
      USING ERRCODE = 'QL002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dense_revisions BEFORE INSERT ON session_operations
  FOR EACH ROW EXECUTE FUNCTION require_dense_revision();
