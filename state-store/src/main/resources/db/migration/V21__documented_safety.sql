-- Statements keep the names that the daemon stores; auditors see the words of plans and of the documentation.

CREATE OR REPLACE VIEW audit.schema_statement AS
SELECT b.id AS batch, s.ordinal, b.container, p.source, p.name AS platform, b.origin, s.node, s.sql,
       replace(lower(s.safety), '_', '-') AS safety, s.lock, s.reason, b.is_transactional,
       b.allowed_by, b.allowed_reason, lower(b.state) AS state, b.error, b.resolution, b.began_at,
       b.ended_at
  FROM trueup.schema_statement AS s
  JOIN trueup.schema_batch AS b ON b.id = s.batch
  JOIN trueup.platform AS p ON p.id = b.platform;

COMMENT ON COLUMN trueup.schema_statement.safety IS 'What it costs others who use the table: INSTANT, SHORT_LOCK, SCAN, LOCKED_SCAN, REWRITE or DESTRUCTIVE.';

COMMENT ON VIEW audit.schema_statement IS 'Every statement that ran in a container, or was about to: when, why, and who approved it.';
COMMENT ON COLUMN audit.schema_statement.safety IS 'What it costs others who use the table: instant, short-lock, scan, locked-scan, rewrite or destructive.';
COMMENT ON COLUMN audit.schema_statement.is_transactional IS 'Whether its batch lands as a whole or not at all.';
COMMENT ON COLUMN audit.schema_statement.allowed_by IS 'The operator who approved that its batch destroys or rewrites; null when no approval was needed.';
COMMENT ON COLUMN audit.schema_statement.allowed_reason IS 'The operator''s reason.';
COMMENT ON COLUMN audit.schema_statement.state IS 'The outcome of its batch: landed, failed, open while it runs, uncertain, or resolved when a later check of the catalog found the outcome.';
COMMENT ON COLUMN audit.schema_statement.error IS 'Why its batch failed or is uncertain.';
COMMENT ON COLUMN audit.schema_statement.resolution IS 'The outcome that a later check of the catalog found.';
COMMENT ON COLUMN audit.schema_statement.ended_at IS 'When the state of its batch last changed; null while it is open.';

COMMENT ON VIEW audit.entry IS 'Who did what, when and why; append-only, one row for each action.';
COMMENT ON VIEW audit.version_history IS 'Every merge that was checked, with its verdict and the delivery that announced it.';
COMMENT ON COLUMN audit.version_history.version IS 'Sequence number in the source, in the order in which merges were checked.';
COMMENT ON COLUMN audit.version_history.commit IS 'The commit that was checked.';
COMMENT ON COLUMN audit.version_history.decided_at IS 'When it was checked.';
COMMENT ON COLUMN audit.version_history.delivery IS 'The newest delivery that requested the check of the branch which found it; null when the poller or an operator requested it.';
COMMENT ON COLUMN audit.version_problem.severity IS 'ERROR rejects the merge, WARNING does not.';
COMMENT ON VIEW audit.why IS 'Why a platform is, or was at an instant, on a version: every move of its pointers, each with the time during which it held.';
COMMENT ON COLUMN audit.why.verb IS 'The action that moved it: version.accepted, rollout.claimed or rollout.realized.';
COMMENT ON COLUMN audit.rollout_step.attempts IS 'How often it was started.';
COMMENT ON VIEW audit.job_run IS 'Runs of jobs: the answer that each got when it started, why, and the version it worked with.';
COMMENT ON COLUMN audit.job_run.answer IS 'The answer to the job: run, reconcile or retire.';
COMMENT ON COLUMN audit.job_run.reason IS 'Why it got that answer.';
COMMENT ON VIEW audit.delivery IS 'Every webhook delivery with a valid signature, and its verdict.';
COMMENT ON COLUMN audit.delivery.reason IS 'Why it was ignored, or the delivery that it repeats.';
COMMENT ON COLUMN audit.physical_name.logical IS 'What the model calls it.';
