-- A step that is tried again has failed until it lands. On the largest table, and alone: whatever else
-- its transaction locked would be locked for as long as this takes.

CREATE INDEX step_failing ON trueup.step (rollout, ordinal)
  WHERE error IS NOT NULL AND state IN ('FAILED', 'RUNNING');
