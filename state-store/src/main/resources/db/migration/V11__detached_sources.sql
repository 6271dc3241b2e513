-- Sources that left the configuration.

ALTER TABLE trueup.source
  ADD COLUMN looked_at timestamptz,
  ADD COLUMN detached_since timestamptz,
  ADD COLUMN forgotten_at timestamptz;
COMMENT ON COLUMN trueup.source.looked_at IS 'When a look at it last ended, however it did.';
COMMENT ON COLUMN trueup.source.detached_since IS 'When it was seen to be in no configuration any more; null while it is followed.';
COMMENT ON COLUMN trueup.source.forgotten_at IS 'When an operator forgot it: neither it nor its platforms are shown; null while they are.';
