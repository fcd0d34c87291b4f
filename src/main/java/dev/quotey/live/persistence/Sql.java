package dev.quotey.live.persistence;

/** Every statement. JSON goes in and comes out as text, so that decimals stay exact. */
final class Sql {
  static final String CREATE_SESSION = """
      INSERT INTO quote_sessions (session_id, quote_id, created_by)
      SELECT $1, quote_id, $3 FROM stored_quotes WHERE quote_id = $2
      ON CONFLICT (quote_id) WHERE closed_at IS NULL DO NOTHING
      RETURNING session_id
      """;

  static final String FIRST_SNAPSHOT = """
      INSERT INTO session_snapshots (session_id, revision, document)
      SELECT s.session_id, 0, q.document
      FROM quote_sessions s JOIN stored_quotes q USING (quote_id) WHERE s.session_id = $1
      """;

  /** Where sessions that have a new owner are announced, for the old one. */
  static final String OWNERS_CHANNEL = "quotey_owners";

  static final String TAKE_OWNERSHIP = """
      WITH before AS (
        SELECT session_id, owner_node FROM quote_sessions
        WHERE quote_id = $1 AND closed_at IS NULL
          AND (held_by IS NULL OR held_by = $2 OR held_until <= clock_timestamp())
        FOR UPDATE
      ), taken AS (
        UPDATE quote_sessions s SET owner_epoch = owner_epoch + 1, owner_node = $2
        FROM before WHERE s.session_id = before.session_id
        RETURNING s.session_id, quote_id, owner_epoch, created_at, last_activity,
          before.owner_node AS owner_before
      )
      SELECT taken.*, extract(epoch FROM clock_timestamp() - beat_at)::float8 AS silent_seconds,
        pg_notify('quotey_owners', session_id || ' ' || owner_epoch)
      FROM taken LEFT JOIN cluster_nodes ON node = owner_before
      """;

  static final String OPEN_SESSION =
      "SELECT session_id FROM quote_sessions WHERE quote_id = $1 AND closed_at IS NULL";

  static final String HOLD_SESSION = """
      UPDATE quote_sessions
      SET held_by = $2, held_until = clock_timestamp() + $3 * interval '1 second'
      WHERE quote_id = $1 AND closed_at IS NULL
      """;

  static final String SUCCESSORS = """
      SELECT s.session_id, s.owner_epoch
      FROM unnest($1::text[], $2::bigint[]) AS mine (session_id, owner_epoch)
      JOIN quote_sessions s ON s.session_id = mine.session_id
      WHERE s.owner_epoch > mine.owner_epoch
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

  /**
   * Each client's last sequence up to a revision. It steps from client to client over the index, so
   * that it costs by the clients and not by the log.
   */
  static final String LAST_SEQUENCES = """
      WITH RECURSIVE clients AS (
        (SELECT client_id FROM session_operations WHERE session_id = $1
          ORDER BY client_id LIMIT 1)
        UNION ALL
        SELECT (SELECT o.client_id FROM session_operations o
          WHERE o.session_id = $1 AND o.client_id > clients.client_id
          ORDER BY o.client_id LIMIT 1)
        FROM clients WHERE clients.client_id IS NOT NULL
      )
      SELECT client_id, client_seq FROM clients, LATERAL (
        SELECT client_seq FROM session_operations o
        WHERE o.session_id = $1 AND o.client_id = clients.client_id AND o.revision <= $2
        ORDER BY o.client_seq DESC LIMIT 1) AS last
      """;

  /** The name in the hash is that of changes which were logged before names were kept apart. */
  static final String CHANGES = """
      SELECT revision, base_revision, actor, actor_name AS hashed_name,
        coalesce(n.user_name, actor_name, actor) AS actor_name, client_id, client_seq,
        vector_clock::text AS vector_clock, server_time,
        submitted::text AS submitted, committed::text AS committed, hash
      FROM session_operations LEFT JOIN user_names n ON n.user_id = actor
      WHERE session_id = $1 AND revision >= $2
      ORDER BY revision LIMIT $3
      """;

  /** A line that was inserted is named by its list and its id. */
  static final String NEWEST_CHANGES = """
      SELECT revision, base_revision, actor, actor_name AS hashed_name,
        coalesce(n.user_name, actor_name, actor) AS actor_name, client_id, client_seq,
        vector_clock::text AS vector_clock, server_time,
        submitted::text AS submitted, committed::text AS committed, hash
      FROM session_operations o LEFT JOIN user_names n ON n.user_id = actor
      WHERE session_id = $1 AND revision < $2
        AND ($3::text = '' OR EXISTS (
          SELECT FROM jsonb_array_elements(o.committed) AS op,
            LATERAL (SELECT CASE WHEN op->>'op_type' = 'insert'
              THEN concat(op->>'path', '/#', op->'value'->>'id') ELSE op->>'path' END AS place) AS at
          WHERE place = $3 OR starts_with(place, $3 || '/')
            OR (starts_with($3, place || '/') AND op->>'op_type' <> 'move')))
      ORDER BY revision DESC LIMIT $4
      """;

  /**
   * Appends the changes of those sessions whose epoch is still the owner's. The lock has whoever takes a
   * session over wait for what is on its way, so that nothing is appended after it has read the log. In one
   * order, so that nodes do not wait for one another in a circle. The session is looked up by its key for
   * each change: as a join it would be planned to read all open sessions, as long as there are few.
   */
  static final String APPEND = """
      INSERT INTO session_operations (session_id, revision, base_revision, actor,
        client_id, client_seq, parent_op_id, vector_clock, server_time, submitted, committed,
        owner_epoch, hash)
      SELECT a.session_id, a.revision, a.base_revision, a.actor, a.client_id,
        a.client_seq, a.session_id || ':' || a.base_revision, a.vector_clock::jsonb,
        a.server_time, a.submitted::jsonb, a.committed::jsonb, a.owner_epoch, a.hash
      FROM (
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
          $6::bigint[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::bigint[],
          $12::text[])
          AS a (session_id, revision, base_revision, actor, client_id, client_seq,
            vector_clock, server_time, submitted, committed, owner_epoch, hash)
        ORDER BY a.session_id, a.revision
      ) a
      CROSS JOIN LATERAL (
        SELECT FROM quote_sessions s
        WHERE s.session_id = a.session_id
          AND s.owner_epoch = a.owner_epoch AND s.closed_at IS NULL
        FOR SHARE
      ) owned
      RETURNING session_id
      """;

  /** Who has a name keeps it. In order, so that two of these do not wait for each other. */
  static final String NOTE_NAMES = """
      INSERT INTO user_names (user_id, user_name)
      SELECT n.user_id, n.user_name FROM unnest($1::text[], $2::text[]) AS n (user_id, user_name)
      ORDER BY n.user_id
      ON CONFLICT DO NOTHING
      """;

  /** The hashes of changes, of those that are in the log. */
  static final String HASHES = """
      SELECT o.session_id, o.hash
      FROM unnest($1::text[], $2::bigint[]) AS a (session_id, revision)
      JOIN session_operations o USING (session_id, revision)
      """;

  static final String NOTE_ACTIVITY = """
      UPDATE quote_sessions SET last_activity = $3
      WHERE session_id = $1 AND owner_epoch = $2 AND last_activity < $3
      """;

  /** Nodes that have not been heard of for an hour are forgotten. */
  static final String BEAT_NODE = """
      WITH beat AS (
        INSERT INTO cluster_nodes (node, beat_at) VALUES ($1, clock_timestamp())
        ON CONFLICT (node) DO UPDATE SET beat_at = excluded.beat_at
      ), forgotten AS (
        DELETE FROM cluster_nodes
        WHERE node <> $1 AND beat_at < clock_timestamp() - interval '1 hour'
      )
      SELECT node, extract(epoch FROM clock_timestamp() - beat_at)::float8 AS age_seconds
      FROM cluster_nodes
      WHERE split_part(node, '@', 1) <> split_part($1, '@', 1)
        AND beat_at >= clock_timestamp() - interval '1 minute'
      """;

  static final String FORGET_NODE = "DELETE FROM cluster_nodes WHERE node = $1";

  static final String SAVE_SNAPSHOT = """
      WITH owned AS (
        SELECT session_id FROM quote_sessions
        WHERE session_id = $1 AND owner_epoch = $2 AND closed_at IS NULL FOR UPDATE
      ), kept AS (
        INSERT INTO session_snapshots (session_id, revision, document)
        SELECT session_id, $3, $4::text::jsonb FROM owned ON CONFLICT DO NOTHING
      )
      INSERT INTO session_audit (session_id, event, actor, reason)
      SELECT session_id, 'checkpoint', 'system', $5 FROM owned
      RETURNING session_id
      """;

  /** Gives the quote the snapshot; the only way in which a quote that is there changes. */
  static final String PROJECT = "SELECT project_quote($1, $2, $3)";

  /**
   * Of the snapshots that are no longer recent, the first of each thousand revisions stays, so that
   * every revision is at most that far from a document.
   */
  static final String THIN_SNAPSHOTS = """
      DELETE FROM session_snapshots WHERE session_id = $1 AND revision > 0
        AND revision < $2::bigint - 2000
        AND revision NOT IN (
          SELECT min(revision) FROM session_snapshots
          WHERE session_id = $1 GROUP BY revision / 1000)
      """;

  static final String NOTE_JOINED = """
      WITH noted AS (
        INSERT INTO session_audit (session_id, event, actor, reason)
        VALUES ($1, 'joined', $2, 'opened the quote')
      ), named AS (
        INSERT INTO user_names (user_id, user_name) VALUES ($2, $3)
        ON CONFLICT (user_id) DO UPDATE SET user_name = excluded.user_name
          WHERE user_names.erased_at IS NULL AND user_names.user_name <> excluded.user_name
      )
      INSERT INTO session_participants (session_id, user_id, user_name, may_edit)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (session_id, user_id)
        DO UPDATE SET user_name = excluded.user_name, may_edit = excluded.may_edit,
          joined_at = now(), left_at = NULL
      """;

  static final String NOTE_LEFT = """
      WITH noted AS (
        INSERT INTO session_audit (session_id, event, actor, reason)
        VALUES ($1, 'left', $2, $5)
      )
      UPDATE session_participants
      SET left_at = now(), cursor_position = $3::text::jsonb, selection_range = $4::text::jsonb
      WHERE session_id = $1 AND user_id = $2
      """;

  /** Nobody is there when a session starts: who was when its owner went away has to join again. */
  static final String FORGET_PARTICIPANTS = """
      UPDATE session_participants SET left_at = now()
      WHERE session_id = $1 AND left_at IS NULL
      RETURNING user_id
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
      SELECT quote_id, closed_at FROM owned
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

  static final String SESSIONS_OF_QUOTE = """
      SELECT session_id, quote_id, owner_epoch, created_at, last_activity, closed_at, close_reason,
        (SELECT coalesce(max(revision), 0) FROM session_operations o
          WHERE o.session_id = s.session_id) AS revision
      FROM quote_sessions s WHERE quote_id = $1 ORDER BY created_at DESC, session_id LIMIT 1000
      """;

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
      FROM stored_quotes q LEFT JOIN quote_sessions s ON s.quote_id = q.quote_id AND s.closed_at IS NULL
      WHERE $1::text IS NULL OR q.quote_id = $1
      ORDER BY q.quote_id
      """;

  /** Writes nothing where the quote is there already: it changes through its session. */
  static final String CREATE_QUOTE = "SELECT create_quote($1, $2::text::jsonb) AS quote_id";

  static final String FORGET_OLD = "SELECT forget_old($1, $2) AS forgotten";

  /** Gives no row where the ticket was spent before. */
  static final String SPEND_TICKET = """
      INSERT INTO spent_tickets (ticket_id, expires_at) VALUES ($1, $2)
      ON CONFLICT DO NOTHING RETURNING ticket_id
      """;

  static final String REVOKE_USER = """
      INSERT INTO revocations (user_id, revoked_at) VALUES ($1, now())
      ON CONFLICT (user_id) DO UPDATE SET revoked_at = now()
      RETURNING user_id, revoked_at
      """;

  static final String REVOCATIONS =
      "SELECT user_id, revoked_at FROM revocations WHERE revoked_at >= $1";

  /** A ticket is kept longer than it is good, since the clocks of nodes are not quite equal. */
  static final String PRUNE_TOKENS = """
      WITH spent AS (
        DELETE FROM spent_tickets WHERE expires_at < now() - interval '1 hour'
      )
      DELETE FROM revocations WHERE revoked_at < now() - make_interval(secs => $1)
      """;

  /** Kept for more than a year, so that one year can be held against another. */
  static final String KEEP_KPIS = """
      WITH old AS (DELETE FROM kpi_minutes WHERE minute < now() - interval '400 days')
      INSERT INTO kpi_minutes (minute, run, counts) VALUES ($1, $2, $3)
      ON CONFLICT (minute, run) DO UPDATE SET counts = excluded.counts
      """;

  static final String KPI_COUNTS = """
      SELECT date_bin(make_interval(secs => $3), minute, $1) AS at, key,
             sum(value::bigint)::bigint AS total, max(value::bigint) AS most
      FROM kpi_minutes, jsonb_each_text(counts)
      WHERE minute >= $1 AND minute < $2 GROUP BY 1, 2
      """;

  /** What the server itself does in somebody's name, as to end a hold, is no edit. */
  static final String EDITED_SESSIONS = """
      SELECT at, count(*) AS sessions, count(*) FILTER (WHERE people > 1) AS shared,
             sum(edits)::bigint AS edits,
             coalesce(sum(edits) FILTER (WHERE people > 1), 0)::bigint AS edits_in_shared
      FROM (
        SELECT date_bin(make_interval(secs => $3), server_time, $1) AS at, session_id,
               count(DISTINCT actor) AS people, count(*) AS edits
        FROM session_operations
        WHERE server_time >= $1 AND server_time < $2 AND client_id <> $4
        GROUP BY 1, 2) AS one
      GROUP BY at
      """;

  private Sql() {}
}
