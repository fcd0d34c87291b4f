-- The host's schema: what a quote system has without sessions. Nothing here knows of them.
CREATE TABLE quotes (
  quote_id   text PRIMARY KEY,
  document   jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
