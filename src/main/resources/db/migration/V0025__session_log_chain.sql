-- Each change carries the hash of itself and of all before it, so that the log cannot be altered
-- quietly. What was logged before this migration has none.
ALTER TABLE session_operations ADD COLUMN hash text NOT NULL DEFAULT '';
ALTER TABLE session_operations ALTER COLUMN hash DROP DEFAULT;
