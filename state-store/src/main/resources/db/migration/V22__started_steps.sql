-- Steps that a platform has started and that end later. A step in progress is a running one with a handle, so that
-- no check and no index of the largest table changes, and a process of the former release finds what it knows.

ALTER TABLE trueup.step ADD COLUMN handle text;
COMMENT ON COLUMN trueup.step.handle IS 'By which the platform finds a running step again that it has started and ends later; null for every other step.';

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
       s.ended_at
  FROM trueup.step AS s
  JOIN trueup.rollout AS r ON r.id = s.rollout
  JOIN trueup.platform AS p ON p.id = r.platform;
