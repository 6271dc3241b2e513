-- Nodes that an operator brought to their target, and since when a source's newest verdict has been what it is.

ALTER TABLE trueup.node
  ADD COLUMN is_applied boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT node_at_target_is_not_applied
    CHECK (state NOT IN ('REALIZED', 'RETIRED') OR NOT is_applied);
COMMENT ON COLUMN trueup.node.is_applied IS 'Whether an operator has brought its tables to its target, so that only its job''s confirmation is missing.';
CREATE INDEX node_applied ON trueup.node (platform, key) WHERE is_applied;

CREATE INDEX version_rejected ON trueup.version (source, sequence) WHERE NOT accepted;
