-- Nodes that an operator brought to their target, and since when a source's newest verdict has been what it is.

ALTER TABLE trueup.node
  ADD COLUMN is_applied boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT node_at_target_is_not_applied
    CHECK (state NOT IN ('REALIZED', 'RETIRED') OR NOT is_applied) NOT VALID;
COMMENT ON COLUMN trueup.node.is_applied IS 'Whether an operator has brought its tables to its target, so that only its job''s confirmation is missing.';
