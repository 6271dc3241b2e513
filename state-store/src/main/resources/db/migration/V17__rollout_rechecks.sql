-- A job may be having its node brought to the version before while a rollout is claimed. A node
-- that the plan lets follow that job was not among what the job brought along, so the plan is held
-- against the nodes again until no such job is left.

ALTER TABLE trueup.rollout ADD COLUMN is_settled boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN trueup.rollout.is_settled IS 'Whether its plan needs no further check: no run that began before it still changes a node.';
