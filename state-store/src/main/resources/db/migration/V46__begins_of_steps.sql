-- When a step was begun last, so that auditors and traces see how long it took and not only when its rollout moved.

ALTER TABLE trueup.step ADD COLUMN began_at timestamptz;
COMMENT ON COLUMN trueup.step.began_at IS 'When its last attempt began; null before the first, and where a release before this column began it.';

CREATE OR REPLACE VIEW audit.rollout_step AS
SELECT p.source,
       p.name AS platform,
       s.rollout,
       r.from_version,
       r.to_version,
       lower(r.state) AS rollout_state,
       s.ordinal,
       s.node,
       lower(s.action) AS action,
       s.reason,
       CASE WHEN s.state = 'RUNNING' AND s.handle IS NOT NULL THEN 'in_progress'
            ELSE lower(s.state)
       END AS state,
       s.attempts,
       s.error,
       s.statements,
       r.started_at,
       s.ended_at,
       s.began_at
  FROM trueup.step AS s
  JOIN trueup.rollout AS r ON r.id = s.rollout
  JOIN trueup.platform AS p ON p.id = r.platform;
COMMENT ON COLUMN audit.rollout_step.began_at IS 'When the step''s last attempt began; null before the first, and where an earlier release began it.';
