-- What reads the tables that got columns as a whole, under locks that let others read them.

CREATE INDEX node_blocked ON trueup.node (platform, key) WHERE blocked_reason IS NOT NULL;
CREATE INDEX node_applied ON trueup.node (platform, key) WHERE is_applied;
CREATE INDEX version_rejected ON trueup.version (source, sequence) WHERE NOT accepted;

ALTER TABLE trueup.node
  VALIDATE CONSTRAINT node_blocked_is_whole,
  VALIDATE CONSTRAINT node_at_target_is_not_blocked,
  VALIDATE CONSTRAINT node_at_target_is_not_applied;
ALTER TABLE trueup.run
  VALIDATE CONSTRAINT run_token_id_fkey;
ALTER TABLE trueup.version
  VALIDATE CONSTRAINT version_change_is_digest,
  VALIDATE CONSTRAINT version_approval_is_whole,
  VALIDATE CONSTRAINT version_approved_is_accepted;
