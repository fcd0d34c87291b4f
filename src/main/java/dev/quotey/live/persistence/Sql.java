package dev.quotey.live.persistence;

/** Every statement. JSON goes in and comes out as text, so that decimals stay exact. */
final class Sql {
  static final String CREATE_SESSION = """
      INSERT INTO quote_sessions (session_id, quote_id, created_by)
      SELECT $1, quote_id, $3 FROM quotes WHERE quote_id = $2
      ON CONFLICT (quote_id) WHERE closed_at IS NULL DO NOTHING
      RETURNING session_id
      """;

  static final String FIRST_SNAPSHOT = """
      INSERT INTO session_snapshots (session_id, revision, document)
      SELECT s.session_id, 0, q.document
      FROM quote_sessions s JOIN quotes q USING (quote_id) WHERE s.session_id = $1
      """;

  static final String TAKE_OWNERSHIP = """
      UPDATE quote_sessions SET owner_epoch = owner_epoch + 1, owner_node = $2
      WHERE quote_id = $1 AND closed_at IS NULL
      RETURNING session_id, quote_id, owner_epoch, created_at, last_activity
      """;

  static final String AUDIT =
      "INSERT INTO session_audit (session_id, event, actor, reason) VALUES ($1, $2, $3, $4)";

  static final String LOAD_SNAPSHOT = """
      SELECT revision, document::text AS document, coalesce((SELECT hash FROM session_operations o
          WHERE o.session_id = $1 AND o.revision = session_snapshots.revision), '') AS hash
      FROM session_snapshots
      WHERE session_id = $1 AND revision <= GREATEST(0, $2 + (
        SELECT coalesce(max(revision), 0) FROM session_operations WHERE session_id = $1))
      ORDER BY revision DESC LIMIT 1
      """;

  static final String LAST_SEQUENCES = """
      SELECT client_id, max(client_seq) AS client_seq FROM session_operations
      WHERE session_id = $1 AND revision <= $2 GROUP BY client_id
      """;

  static final String CHANGES = """
      SELECT revision, base_revision, actor, actor_name, client_id, client_seq,
        vector_clock::text AS vector_clock, server_time,
        submitted::text AS submitted, committed::text AS committed, hash
      FROM session_operations WHERE session_id = $1 AND revision >= $2
      ORDER BY revision LIMIT $3
      """;

  /** Appends the changes of those sessions whose epoch is still the owner's. */
  static final String APPEND = """
      INSERT INTO session_operations (session_id, revision, base_revision, actor, actor_name,
        client_id, client_seq, parent_op_id, vector_clock, server_time, submitted, committed,
        owner_epoch, hash)
      SELECT a.session_id, a.revision, a.base_revision, a.actor, a.actor_name, a.client_id,
        a.client_seq, a.session_id || ':' || a.base_revision, a.vector_clock::jsonb,
        a.server_time, a.submitted::jsonb, a.committed::jsonb, a.owner_epoch, a.hash
      FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[],
        $7::bigint[], $8::text[], $9::timestamptz[], $10::text[], $11::text[], $12::bigint[],
        $13::text[])
        AS a (session_id, revision, base_revision, actor, actor_name, client_id, client_seq,
          vector_clock, server_time, submitted, committed, owner_epoch, hash)
      JOIN quote_sessions s ON s.session_id = a.session_id
        AND s.owner_epoch = a.owner_epoch AND s.closed_at IS NULL
      ORDER BY a.session_id, a.revision
      RETURNING session_id
      """;

  static final String SAVE_SNAPSHOT = """
      WITH owned AS (
        SELECT session_id, quote_id FROM quote_sessions
        WHERE session_id = $1 AND owner_epoch = $2 AND closed_at IS NULL FOR UPDATE
      ), kept AS (
        INSERT INTO session_snapshots (session_id, revision, document)
        SELECT session_id, $3, $4::text::jsonb FROM owned ON CONFLICT DO NOTHING
      ), noted AS (
        INSERT INTO session_audit (session_id, event, actor, reason)
        SELECT session_id, 'checkpoint', 'system', $5 FROM owned
      ), touched AS (
        UPDATE quote_sessions s SET last_activity = now()
        FROM owned WHERE s.session_id = owned.session_id
      )
      UPDATE quotes q SET document = $4::text::jsonb, updated_at = now()
      FROM owned WHERE q.quote_id = owned.quote_id
      RETURNING q.quote_id
      """;

  static final String NOTE_JOINED = """
      WITH noted AS (
        INSERT INTO session_audit (session_id, event, actor, reason) VALUES ($1, 'joined', $2, '')
      )
      INSERT INTO session_participants (session_id, user_id, user_name) VALUES ($1, $2, $3)
      ON CONFLICT (session_id, user_id)
        DO UPDATE SET user_name = excluded.user_name, joined_at = now(), left_at = NULL
      """;

  static final String NOTE_LEFT = """
      WITH noted AS (
        INSERT INTO session_audit (session_id, event, actor, reason) VALUES ($1, 'left', $2, '')
      )
      UPDATE session_participants SET left_at = now() WHERE session_id = $1 AND user_id = $2
      """;

  /** Nobody is there when a session starts: who was when its owner went away has to join again. */
  static final String FORGET_PARTICIPANTS = """
      UPDATE session_participants SET left_at = now()
      WHERE session_id = $1 AND left_at IS NULL
      """;

  static final String CLOSE_SESSION = """
      WITH owned AS (
        UPDATE quote_sessions SET closed_at = now(), close_reason = $6
        WHERE session_id = $1 AND owner_epoch = $2 AND closed_at IS NULL
        RETURNING session_id, quote_id, closed_at
      ), kept AS (
        INSERT INTO session_snapshots (session_id, revision, document)
        SELECT session_id, $3, $4::text::jsonb FROM owned ON CONFLICT DO NOTHING
      ), noted AS (
        INSERT INTO session_audit (session_id, event, actor, reason)
        SELECT session_id, event, actor, reason FROM owned,
          (VALUES ('checkpoint', 'system', $7), ('closed', $5, $6)) AS step (event, actor, reason)
        WHERE event <> 'checkpoint' OR $3::bigint > 0
      ), gone AS (
        UPDATE session_participants p SET left_at = now()
        FROM owned WHERE p.session_id = owned.session_id AND p.left_at IS NULL
      )
      UPDATE quotes q SET document = $4::text::jsonb, updated_at = now()
      FROM owned WHERE q.quote_id = owned.quote_id
      RETURNING q.quote_id, owned.closed_at
      """;

  static final String SESSION = """
      SELECT session_id, quote_id, owner_epoch, created_at, last_activity, closed_at, close_reason,
        (SELECT coalesce(max(revision), 0) FROM session_operations o
          WHERE o.session_id = s.session_id) AS revision
      FROM quote_sessions s WHERE session_id = $1
      """;

  static final String PARTICIPANTS = """
      SELECT user_id, user_name, joined_at FROM session_participants
      WHERE session_id = $1 AND left_at IS NULL ORDER BY joined_at, user_id
      """;

  static final String SNAPSHOTS = """
      SELECT revision, document::text AS document FROM session_snapshots
      WHERE session_id = $1 ORDER BY revision
      """;

  static final String SNAPSHOT_BEFORE = """
      SELECT revision, document::text AS document FROM session_snapshots
      WHERE session_id = $1 AND revision <= $2 ORDER BY revision DESC LIMIT 1
      """;

  static final String SESSIONS =
      "SELECT session_id FROM quote_sessions ORDER BY created_at, session_id";

  static final String AUDIT_TRAIL = """
      SELECT event, actor, reason, at FROM session_audit WHERE session_id = $1 ORDER BY audit_id
      """;

  static final String IDLE = """
      SELECT quote_id FROM quote_sessions
      WHERE closed_at IS NULL AND last_activity <= now() - make_interval(secs => $1)
      ORDER BY last_activity LIMIT 1000
      """;

  static final String QUOTES = """
      SELECT q.quote_id, q.document::text AS document, q.updated_at, s.session_id
      FROM quotes q LEFT JOIN quote_sessions s ON s.quote_id = q.quote_id AND s.closed_at IS NULL
      WHERE $1::text IS NULL OR q.quote_id = $1
      ORDER BY q.quote_id
      """;

  /** Writes nothing where a session is active. */
  static final String WRITE_QUOTE = """
      INSERT INTO quotes (quote_id, document)
      SELECT $1::text, $2::text::jsonb WHERE NOT EXISTS (
        SELECT FROM quote_sessions WHERE quote_id = $1 AND closed_at IS NULL)
      ON CONFLICT (quote_id) DO UPDATE SET document = excluded.document, updated_at = now()
      RETURNING quote_id
      """;

  private Sql() {}
}
