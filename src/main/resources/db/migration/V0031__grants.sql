-- What the newest token of a user grants, for when the user comes by way of Slack, without a token.
ALTER TABLE known_users ADD COLUMN grants jsonb NOT NULL DEFAULT '{}';
ALTER TABLE slack_people ADD COLUMN grants jsonb NOT NULL DEFAULT '{}';
