-- A command that works on a session keeps it until then: nodes, whose browsers ask for it at once, do not take it back.
ALTER TABLE quote_sessions ADD COLUMN held_by text, ADD COLUMN held_until timestamptz;
GRANT UPDATE (held_by, held_until) ON quote_sessions TO quotey_app;
