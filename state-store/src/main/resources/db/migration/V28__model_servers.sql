-- Processes that answer questions about models, and the version of each source that they serve.

CREATE TABLE trueup.model_server (
  instance    text COLLATE "C" PRIMARY KEY,
  address     text NOT NULL,
  program     text NOT NULL,
  token       text NOT NULL,
  prepared    jsonb NOT NULL,
  is_draining boolean NOT NULL,
  heap_used   bigint NOT NULL,
  heap_most   bigint NOT NULL,
  started_at  timestamptz NOT NULL,
  reported_at timestamptz NOT NULL,
  live_until  timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE trueup.model_server IS 'Model servers, as they reported last.';
COMMENT ON COLUMN trueup.model_server.instance IS 'Its name.';
COMMENT ON COLUMN trueup.model_server.address IS 'Where it answers.';
COMMENT ON COLUMN trueup.model_server.program IS 'The version of its program.';
COMMENT ON COLUMN trueup.model_server.token IS 'Name of the token that it reports with.';
COMMENT ON COLUMN trueup.model_server.prepared IS 'The numbers of the versions that it has open, by source.';
COMMENT ON COLUMN trueup.model_server.is_draining IS 'Whether it is about to stop, and no version waits for it.';
COMMENT ON COLUMN trueup.model_server.heap_used IS 'Bytes of its heap in use.';
COMMENT ON COLUMN trueup.model_server.heap_most IS 'Bytes that its heap may grow to.';
COMMENT ON COLUMN trueup.model_server.started_at IS 'When it started.';
COMMENT ON COLUMN trueup.model_server.reported_at IS 'When it reported last.';
COMMENT ON COLUMN trueup.model_server.live_until IS 'When it counts as stopped unless it reports before.';

CREATE TABLE trueup.served_version (
  source          text COLLATE "C" PRIMARY KEY REFERENCES trueup.source,
  served          bigint NOT NULL,
  served_since    timestamptz NOT NULL,
  preparing       bigint NOT NULL DEFAULT 0,
  preparing_since timestamptz,
  CONSTRAINT served_version_preparation_is_whole
    CHECK ((preparing = 0) = (preparing_since IS NULL) AND (preparing = 0 OR preparing > served))
) WITH (fillfactor = 50);
COMMENT ON TABLE trueup.served_version IS 'Which version of each source the live model servers serve as the merged one.';
COMMENT ON COLUMN trueup.served_version.source IS 'The source.';
COMMENT ON COLUMN trueup.served_version.served IS 'The version that is served; where no model server lives, it is the accepted one.';
COMMENT ON COLUMN trueup.served_version.served_since IS 'When it began to be served.';
COMMENT ON COLUMN trueup.served_version.preparing IS 'The version that the model servers open before it is served; 0 for none.';
COMMENT ON COLUMN trueup.served_version.preparing_since IS 'Since when they open it; null for none.';

CREATE FUNCTION trueup.serve_forward() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, trueup, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'The served version of source % cannot go from % back to %', OLD.source, OLD.served, NEW.served
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER served_version_moves_forward
  BEFORE UPDATE ON trueup.served_version
  FOR EACH ROW WHEN (NEW.served < OLD.served)
  EXECUTE FUNCTION trueup.serve_forward();

GRANT SELECT, INSERT, UPDATE, DELETE ON trueup.model_server TO trueup_app;
GRANT SELECT, INSERT, UPDATE ON trueup.served_version TO trueup_app;
