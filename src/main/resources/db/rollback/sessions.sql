-- Takes away all that V0023 and later have added. The quotes stay.
DROP TABLE IF EXISTS user_names, slack_people, known_users, slack_turn, slack_inbox, slack_outbox, slack_cards, slack_threads,
  cluster_nodes, spent_tickets, revocations, kpi_minutes;
DROP FUNCTION IF EXISTS create_quote(text, jsonb), project_quote(text, bigint, bigint), erase_user(text),
  forget_old(int, int), is_erased(text), erased_name(text), keep_erased(), refuse_erased() CASCADE;
DROP VIEW IF EXISTS stored_quotes;
DROP TABLE session_snapshots, session_audit, session_participants, session_operations, quote_sessions;
DROP FUNCTION refuse_change_of_log(), require_dense_revision();
DROP FUNCTION IF EXISTS refuse_change_of_audit();
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'quotey_app') THEN
    DROP OWNED BY quotey_app;
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'quotey_audit') THEN
    DROP OWNED BY quotey_audit;
  END IF;
END $$;
DELETE FROM flyway_schema_history WHERE version >= '0023';
