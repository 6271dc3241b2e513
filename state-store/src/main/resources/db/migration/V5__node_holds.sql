-- What operators change by hand, and a history that not even its owner shortens.

CREATE TABLE trueup.node_hold (
  platform integer PRIMARY KEY REFERENCES trueup.platform,
  token    bigint NOT NULL CHECK (token > 0),
  nodes    text[] COLLATE "C" NOT NULL
);
COMMENT ON TABLE trueup.node_hold IS 'Nodes on which no job begins, because whoever has their platform''s lease changes them.';
COMMENT ON COLUMN trueup.node_hold.platform IS 'The nodes'' platform.';
COMMENT ON COLUMN trueup.node_hold.token IS 'The fencing token of the platform''s lease: the nodes are held while it is, and no longer.';
COMMENT ON COLUMN trueup.node_hold.nodes IS 'Keys of the nodes.';
GRANT SELECT, INSERT, UPDATE ON trueup.node_hold TO trueup_app;

CREATE TRIGGER schema_batch_is_kept
  BEFORE DELETE OR TRUNCATE ON trueup.schema_batch
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
