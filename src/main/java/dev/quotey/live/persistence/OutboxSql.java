package dev.quotey.live.persistence;

/** The SQL of what Slack is told. */
final class OutboxSql {
  /** Whose turn has run out loses it to the next who asks. */
  static final String TAKE_TURN = """
      INSERT INTO slack_turn (node, until)
      VALUES ($1, clock_timestamp() + make_interval(secs => $2))
      ON CONFLICT (sole) DO UPDATE SET node = excluded.node, until = excluded.until
        WHERE slack_turn.node = $1 OR slack_turn.until < clock_timestamp()
      RETURNING node
      """;

  static final String END_TURN = "UPDATE slack_turn SET until = clock_timestamp() WHERE node = $1";

  /**
   * Sessions of the last day in which something has happened since they were last looked at; older ones
   * are history when Slack is connected.
   */
  static final String UNTOLD = """
      SELECT s.session_id
      FROM quote_sessions s LEFT JOIN slack_cards c USING (session_id)
      WHERE NOT (coalesce(c.ended, false) AND c.shown LIKE '% closed')
        AND (s.closed_at IS NULL OR s.closed_at > now() - interval '1 day')
        AND CASE WHEN c.session_id IS NULL THEN s.last_activity > now() - interval '1 day'
          ELSE s.last_activity > c.looked_at - interval '5 seconds'
            OR (SELECT max(revision) FROM session_operations o WHERE o.session_id = s.session_id)
              > c.told_revision
            OR (SELECT max(at) FROM session_audit a WHERE a.session_id = s.session_id)
              > c.looked_at - interval '5 seconds' END
      ORDER BY s.last_activity DESC LIMIT 1000
      """;

  static final String STORY = """
      SELECT s.session_id, s.quote_id, s.created_at, s.closed_at, s.close_reason,
        clock_timestamp() AS read_at,
        (SELECT coalesce(max(revision), 0) FROM session_operations o
          WHERE o.session_id = s.session_id) AS revision,
        (SELECT coalesce(max(revision), 0) FROM session_operations o
          WHERE o.session_id = s.session_id AND o.revision > coalesce(c.approval_revision, 0)
            AND o.client_id = 'server' AND o.committed::text LIKE '%"/approval"%')
          AS new_approval_revision,
        w.audit_id AS warned_id, w.at AS warned_at,
        c.told_revision, c.approval_revision, c.warning_id, c.ended, c.muted, c.ts, c.shown,
        t.channel, t.thread_ts, t.digest_at
      FROM quote_sessions s
      LEFT JOIN slack_cards c USING (session_id)
      LEFT JOIN slack_threads t ON t.quote_id = s.quote_id
      LEFT JOIN LATERAL (
        SELECT audit_id, at FROM session_audit a
        WHERE a.session_id = s.session_id AND a.event = 'warned'
        ORDER BY audit_id DESC LIMIT 1) w ON true
      WHERE s.session_id = $1
      """;

  /** Who is there, and when each last came to edit or changed something. */
  static final String PEOPLE = """
      SELECT p.user_id, p.user_name,
        greatest(CASE WHEN p.may_edit THEN p.joined_at END, e.edited_at) AS active_at
      FROM session_participants p
      LEFT JOIN (
        SELECT actor, max(server_time) AS edited_at
        FROM (SELECT actor, server_time FROM session_operations
          WHERE session_id = $1 ORDER BY revision DESC LIMIT 200) recent
        GROUP BY actor) e ON e.actor = p.user_id
      WHERE p.session_id = $1 AND p.left_at IS NULL
      ORDER BY p.joined_at, p.user_id
      """;

  static final String LOOKED_AT =
      "UPDATE slack_cards SET looked_at = $2 WHERE session_id = $1 AND looked_at < $2";

  static final String AUTHORS = """
      SELECT actor, coalesce(max(n.user_name), max(actor_name), actor) AS actor_name,
        count(*) AS changes
      FROM session_operations LEFT JOIN user_names n ON n.user_id = actor
      WHERE session_id = $1 AND client_id <> 'server'
      GROUP BY actor ORDER BY count(*) DESC, actor
      """;

  static final String BEGIN_STORY = """
      WITH thread AS (
        INSERT INTO slack_threads (quote_id, channel) VALUES ($2, $3) ON CONFLICT DO NOTHING
      )
      INSERT INTO slack_cards (session_id, told_revision, approval_revision, warning_id)
      VALUES ($1, $4, $5, $6) ON CONFLICT DO NOTHING
      """;

  static final String NOTE_TOLD = """
      UPDATE slack_cards
      SET told_revision = greatest(told_revision, $2),
        approval_revision = greatest(approval_revision, $3),
        warning_id = greatest(warning_id, $4), ended = ended OR $5
      WHERE session_id = $1
      """;

  static final String NOTE_DIGEST =
      "UPDATE slack_threads SET digest_at = clock_timestamp() WHERE quote_id = $1";

  static final String PUT_NOTICE = """
      INSERT INTO slack_outbox (dedupe_key, quote_id, priority, content)
      VALUES ($1, $2, $3, $4) ON CONFLICT (dedupe_key) DO NOTHING
      """;

  static final String MUTE = "UPDATE slack_cards SET muted = $2 WHERE session_id = $1";

  static final String WAITING = """
      SELECT o.notice_id, o.dedupe_key, o.quote_id, o.priority, o.content, o.attempts, o.created_at,
        t.channel, t.thread_ts
      FROM slack_outbox o JOIN slack_threads t USING (quote_id)
      WHERE o.sent_at IS NULL AND NOT o.dead AND o.next_attempt_at <= clock_timestamp()
      ORDER BY o.priority, o.notice_id LIMIT $1
      """;

  static final String CLAIM = """
      UPDATE slack_outbox
      SET attempts = attempts + 1,
        next_attempt_at = clock_timestamp() + make_interval(secs => $3)
      WHERE notice_id = $1 AND sent_at IS NULL AND NOT dead
        AND next_attempt_at <= clock_timestamp()
        AND EXISTS (SELECT FROM slack_turn WHERE node = $2 AND until > clock_timestamp())
      RETURNING notice_id
      """;

  /** What is sent is of no use here any more, and names people. */
  static final String NOTE_SENT = """
      UPDATE slack_outbox
      SET sent_at = clock_timestamp(), ts = $2, last_error = '', content = '{}'
      WHERE notice_id = $1
      """;

  static final String NOTE_FAILED = """
      UPDATE slack_outbox
      SET last_error = $2, next_attempt_at = clock_timestamp() + make_interval(secs => $3),
        attempts = CASE WHEN $4 THEN attempts ELSE attempts - 1 END, dead = $5
      WHERE notice_id = $1
      """;

  static final String NOTE_THREAD = """
      INSERT INTO slack_threads (quote_id, channel, thread_ts) VALUES ($1, $2, $3)
      ON CONFLICT (quote_id) DO UPDATE SET channel = excluded.channel, thread_ts = excluded.thread_ts
      """;

  static final String NOTE_CARD =
      "UPDATE slack_cards SET ts = $2, shown = $3 WHERE session_id = $1";

  /** Nothing is returned where it has come before. What was done long ago is forgotten. */
  static final String RECEIVE = """
      WITH forgotten AS (
        DELETE FROM slack_inbox WHERE received_at < now() - interval '1 day'
      )
      INSERT INTO slack_inbox (envelope_key, kind, payload) VALUES ($1, $2, $3)
      ON CONFLICT DO NOTHING RETURNING envelope_key
      """;

  static final String NOTE_DONE = """
      UPDATE slack_inbox SET done_at = clock_timestamp(), payload = '{}' WHERE envelope_key = $1
      """;

  /** After ten minutes nobody expects an answer any more. */
  static final String UNDONE = """
      SELECT envelope_key, kind, payload FROM slack_inbox
      WHERE done_at IS NULL AND received_at < clock_timestamp() - make_interval(secs => $1)
        AND received_at > clock_timestamp() - interval '10 minutes'
      ORDER BY received_at LIMIT 100
      """;

  /** Somebody in Slack who has shown to be the user may do the same as by the newest token. */
  static final String NOTE_USER = """
      WITH linked AS (
        UPDATE slack_people SET user_name = $3, grants = $4
        WHERE user_id = $2 AND (user_name, grants) IS DISTINCT FROM ($3, $4)
      )
      INSERT INTO known_users (email, user_id, user_name, grants) VALUES (lower($1), $2, $3, $4)
      ON CONFLICT (email) DO UPDATE SET user_id = excluded.user_id, user_name = excluded.user_name,
          grants = excluded.grants
        WHERE (known_users.user_id, known_users.user_name, known_users.grants)
          IS DISTINCT FROM (excluded.user_id, excluded.user_name, excluded.grants)
      """;

  static final String LINK_PERSON = """
      INSERT INTO slack_people (slack_user, user_id, user_name, grants) VALUES ($1, $2, $3, $4)
      ON CONFLICT (slack_user) DO UPDATE
        SET user_id = excluded.user_id, user_name = excluded.user_name, grants = excluded.grants,
          linked_at = now()
      """;

  static final String FIND_PERSON = """
      SELECT user_id, user_name, grants FROM slack_people WHERE slack_user = $1
      UNION ALL
      SELECT user_id, user_name, grants FROM known_users WHERE $2 <> '' AND email = lower($2)
        AND NOT EXISTS (SELECT FROM slack_people WHERE slack_user = $1)
      """;

  static final String UNSENT = """
      SELECT notice_id, dedupe_key, attempts, dead, last_error, created_at
      FROM slack_outbox WHERE sent_at IS NULL ORDER BY notice_id LIMIT 1000
      """;

  static final String REVIVE = """
      UPDATE slack_outbox SET dead = false, attempts = 0, next_attempt_at = clock_timestamp()
      WHERE dead AND sent_at IS NULL AND ($1::bigint[] = '{}' OR notice_id = ANY ($1::bigint[]))
      """;

  static final String FORGET_SENT =
      "DELETE FROM slack_outbox WHERE sent_at < now() - make_interval(days => $1)";

  private OutboxSql() {}
}
