-- What forges were told about platforms, so that nothing is told twice and what is outdated is corrected.

CREATE TABLE trueup.forge_status (
  source     text COLLATE "C" NOT NULL,
  platform   text COLLATE "C" NOT NULL,
  version    bigint NOT NULL CHECK (version > 0),
  commit     text NOT NULL,
  state      text NOT NULL CHECK (state IN ('PENDING', 'RUNNING', 'FAILURE', 'SUCCESS', 'STOPPED')),
  message    text NOT NULL,
  deployment text,
  sent_at    timestamptz NOT NULL,
  PRIMARY KEY (source, platform, version)
);
COMMENT ON TABLE trueup.forge_status IS 'What the forge of a source was last told about a platform''s way to a version: all that may still change, and the newest.';
COMMENT ON COLUMN trueup.forge_status.source IS 'Name of the source.';
COMMENT ON COLUMN trueup.forge_status.platform IS 'The platform''s name in the source.';
COMMENT ON COLUMN trueup.forge_status.version IS 'Sequence number of the version.';
COMMENT ON COLUMN trueup.forge_status.commit IS 'The version''s commit, which has the status.';
COMMENT ON COLUMN trueup.forge_status.state IS 'What it was told: PENDING, RUNNING, FAILURE, SUCCESS or STOPPED.';
COMMENT ON COLUMN trueup.forge_status.message IS 'The sentence that it was told.';
COMMENT ON COLUMN trueup.forge_status.deployment IS 'The forge''s id of the deployment; null for none.';
COMMENT ON COLUMN trueup.forge_status.sent_at IS 'When.';

GRANT SELECT, INSERT, UPDATE, DELETE ON trueup.forge_status TO trueup_app;
