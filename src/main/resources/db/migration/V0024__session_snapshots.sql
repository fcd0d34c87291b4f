-- Documents at some revisions, so that a session loads without its whole log. Revision 0 is where
-- the session started; every later one can be rebuilt from it and the log.
CREATE TABLE session_snapshots (
  session_id text NOT NULL REFERENCES quote_sessions (session_id),
  revision   bigint NOT NULL CHECK (revision >= 0),
  document   jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (session_id, revision)
);
