-- What each run of a node has counted for the KPIs, a row for each minute in which there was something.
CREATE TABLE kpi_minutes (
  minute timestamptz NOT NULL,
  run    text NOT NULL,
  counts jsonb NOT NULL,
  PRIMARY KEY (minute, run)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON kpi_minutes TO quotey_app;

-- The log grows in the order of time, so that a span of it is found without an entry for each row.
CREATE INDEX session_operations_time ON session_operations USING brin (server_time);
