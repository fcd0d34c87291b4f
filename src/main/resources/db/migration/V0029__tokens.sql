-- Who may come in. A ticket is good once in the whole cluster: the second to note it is refused.
CREATE TABLE spent_tickets (
  ticket_id  text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX spent_tickets_by_expiry ON spent_tickets (expires_at);

-- A user's tokens that were issued until then are refused.
CREATE TABLE revocations (
  user_id    text PRIMARY KEY,
  revoked_at timestamptz NOT NULL
);
-- Each node asks every second what is new.
CREATE INDEX revocations_by_time ON revocations (revoked_at);

GRANT SELECT, INSERT, DELETE ON spent_tickets TO quotey_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON revocations TO quotey_app;
