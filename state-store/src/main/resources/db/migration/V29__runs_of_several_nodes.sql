-- A run of a job that covers several nodes is one row for each node, which belong together.

ALTER TABLE trueup.run ADD COLUMN part_of text COLLATE "C";
COMMENT ON COLUMN trueup.run.part_of IS 'Id of the run of several nodes that this is a part of, which the first part has; null for a run of one node.';

CREATE OR REPLACE VIEW trueup.run_now AS
SELECT u.number,
       u.id,
       u.platform AS platform_id,
       p.source,
       p.name AS platform,
       u.node,
       u.answer,
       u.state AS stored_state,
       CASE WHEN u.state IN ('RECONCILING', 'OPEN') AND u.expires_at <= clock_timestamp()
            THEN 'EXPIRED'
            ELSE u.state
       END AS state,
       u.reason,
       u.pinned,
       u.fingerprint,
       u.last_ran,
       u.job,
       u.error,
       u.statements,
       u.began_at,
       u.expires_at,
       CASE WHEN u.state IN ('RECONCILING', 'OPEN') AND u.expires_at <= clock_timestamp()
            THEN u.expires_at
            ELSE u.ended_at
       END AS ended_at,
       u.token,
       u.token_id,
       u.part_of
  FROM trueup.run AS u
  JOIN trueup.platform AS p ON p.id = u.platform;

-- Whether a version is pinned is asked for each question about one that has no file.
CREATE INDEX run_pinned ON trueup.run (pinned) WHERE state IN ('RECONCILING', 'OPEN');
