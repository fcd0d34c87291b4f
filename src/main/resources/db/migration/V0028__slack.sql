-- What Slack is told. The log says what has happened; these tables say how far that has been told.

-- A quote's thread. Its first message may not be posted yet.
CREATE TABLE slack_threads (
  quote_id  text PRIMARY KEY,
  channel   text NOT NULL,
  thread_ts text,
  -- When the thread was last told of edits.
  digest_at timestamptz
);

-- A session's card in that thread, and what of the session has been told.
CREATE TABLE slack_cards (
  session_id        text PRIMARY KEY REFERENCES quote_sessions (session_id),
  ts                text,
  -- What the card shows now, as a key to compare.
  shown             text NOT NULL DEFAULT '',
  muted             boolean NOT NULL DEFAULT false,
  told_revision     bigint NOT NULL,
  approval_revision bigint NOT NULL,
  warning_id        bigint NOT NULL DEFAULT 0,
  ended             boolean NOT NULL DEFAULT false,
  looked_at         timestamptz NOT NULL DEFAULT now()
);

-- Messages that are on their way. The key makes each of them one, however often it is asked for.
CREATE TABLE slack_outbox (
  notice_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dedupe_key      text NOT NULL UNIQUE,
  quote_id        text NOT NULL,
  priority        smallint NOT NULL,
  content         jsonb NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  attempts        int NOT NULL DEFAULT 0,
  last_error      text NOT NULL DEFAULT '',
  dead            boolean NOT NULL DEFAULT false,
  sent_at         timestamptz,
  ts              text
);
CREATE INDEX slack_outbox_waiting ON slack_outbox (priority, notice_id) WHERE sent_at IS NULL;

-- What came from Slack, so that each of it is done once, and done even if its node dies meanwhile.
CREATE TABLE slack_inbox (
  envelope_key text PRIMARY KEY,
  kind         text NOT NULL,
  payload      jsonb NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT now(),
  done_at      timestamptz
);
CREATE INDEX slack_inbox_open ON slack_inbox (received_at) WHERE done_at IS NULL;

-- The one node that speaks to Slack.
CREATE TABLE slack_turn (
  sole  boolean PRIMARY KEY DEFAULT true CHECK (sole),
  node  text NOT NULL,
  until timestamptz NOT NULL
);

-- Users whom the host system has shown with a verified e-mail address.
CREATE TABLE known_users (
  email     text PRIMARY KEY CHECK (email = lower(email)),
  user_id   text NOT NULL,
  user_name text NOT NULL
);

-- Which user somebody in Slack is, because the user has said so.
CREATE TABLE slack_people (
  slack_user text PRIMARY KEY,
  user_id    text NOT NULL,
  user_name  text NOT NULL,
  linked_at  timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE ON slack_threads, slack_cards, slack_turn, known_users, slack_people TO quotey_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON slack_outbox, slack_inbox TO quotey_app;
