-- Which nodes reach the database, so that a node which does not see the others can tell whether it is cut
-- off from them or they are gone.
CREATE TABLE cluster_nodes (
  node    text PRIMARY KEY,
  beat_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON cluster_nodes TO quotey_app;
