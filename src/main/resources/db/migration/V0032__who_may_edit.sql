-- Who only looks at a quote is in its session, and is not told of as one who edits.
ALTER TABLE session_participants ADD COLUMN may_edit boolean NOT NULL DEFAULT true;
