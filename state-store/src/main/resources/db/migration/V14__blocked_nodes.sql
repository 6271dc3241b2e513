-- Nodes that were refused or failed when their jobs started, and since when each condition has been.
-- What reads a table as a whole (indexes, and the rows that checks and references find) comes in later
-- migrations, when the locks that new columns take are gone.

ALTER TABLE trueup.node
  ADD COLUMN blocked_reason text,
  ADD COLUMN blocked_since timestamptz,
  ADD CONSTRAINT node_blocked_is_whole CHECK (num_nulls(blocked_reason, blocked_since) IN (0, 2)) NOT VALID,
  ADD CONSTRAINT node_at_target_is_not_blocked
    CHECK (state NOT IN ('REALIZED', 'RETIRED') OR blocked_reason IS NULL) NOT VALID;
COMMENT ON COLUMN trueup.node.blocked_reason IS 'Why the last attempt to bring it to its target failed when its job started; null when none failed.';
COMMENT ON COLUMN trueup.node.blocked_since IS 'When the first of these attempts failed; null when none did.';

-- A default that is the same for all rows rewrites none of them; the one that stays is for a process of
-- the former release, which does not name the column.
ALTER TABLE trueup.rollout
  ADD COLUMN state_since timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN failing_since timestamptz;
ALTER TABLE trueup.rollout ALTER COLUMN state_since SET DEFAULT clock_timestamp();
UPDATE trueup.rollout AS r
   SET state_since = coalesce(r.ended_at, r.started_at),
       failing_since = (SELECT min(s.ended_at)
                          FROM trueup.step AS s
                         WHERE s.rollout = r.id
                           AND s.state = 'FAILED');
COMMENT ON COLUMN trueup.rollout.state_since IS 'When its state last changed.';
COMMENT ON COLUMN trueup.rollout.failing_since IS 'Since when some step of it has failed and not landed; null when none has.';

ALTER TABLE trueup.platform ADD COLUMN up_to_date_since timestamptz;
UPDATE trueup.platform
   SET up_to_date_since = realized_since
 WHERE realized_version = merged_version;
COMMENT ON COLUMN trueup.platform.up_to_date_since IS 'Since when it has fully been the newest accepted version, however many there were; null while it is not.';

CREATE OR REPLACE VIEW trueup.rollout_now AS
SELECT r.id,
       r.platform AS platform_id,
       p.source,
       p.name AS platform,
       r.from_version,
       r.to_version,
       r.state,
       r.steps,
       r.done,
       (SELECT s.error
          FROM trueup.step AS s
         WHERE s.rollout = r.id
           AND s.state IN ('FAILED', 'RUNNING')
           AND s.error IS NOT NULL
         ORDER BY s.ordinal
         LIMIT 1) AS last_error,
       (SELECT min(s.retry_at)
          FROM trueup.step AS s
         WHERE s.rollout = r.id
           AND s.state = 'FAILED') AS retry_at,
       CASE WHEN r.state IN ('REALIZED', 'SUPERSEDED') THEN 0
            ELSE (SELECT count(*)
                    FROM trueup.node AS n
                   WHERE n.platform = r.platform
                     AND n.state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING'))
       END AS nodes_waiting,
       r.started_at,
       r.ended_at,
       r.state_since,
       r.failing_since
  FROM trueup.rollout AS r
  JOIN trueup.platform AS p ON p.id = r.platform;
COMMENT ON COLUMN trueup.rollout_now.last_error IS 'Error of the first step that failed and has not landed since, also while it is tried again.';
COMMENT ON COLUMN trueup.rollout_now.state_since IS 'When its state last changed.';
COMMENT ON COLUMN trueup.rollout_now.failing_since IS 'Since when some step of it has failed and not landed; null when none has.';

CREATE OR REPLACE VIEW trueup.platform_now AS
SELECT p.id,
       p.source,
       p.name,
       p.type,
       p.policy,
       p.merged_version,
       p.merged_graph,
       p.merged_since,
       p.target_version,
       p.target_graph,
       p.target_since,
       p.realized_version,
       p.realized_graph,
       p.realized_since,
       p.sync_requested,
       p.pause_by,
       p.pause_reason,
       p.pause_since,
       p.pause_until,
       p.pause_by IS NOT NULL
         AND (p.pause_until IS NULL OR p.pause_until > clock_timestamp()) AS is_paused,
       p.waiting_kind,
       p.waiting_reason,
       p.waiting_since,
       r.id AS rollout,
       r.from_version AS rollout_from,
       r.to_version AS rollout_to,
       r.state AS rollout_state,
       r.steps AS rollout_steps,
       r.done AS rollout_done,
       r.last_error AS rollout_last_error,
       r.retry_at AS rollout_retry_at,
       r.nodes_waiting AS rollout_nodes_waiting,
       r.started_at AS rollout_started_at,
       r.ended_at AS rollout_ended_at,
       r.state_since AS rollout_state_since,
       r.failing_since AS rollout_failing_since,
       p.up_to_date_since,
       b.key AS blocked_node,
       b.blocked_reason,
       b.blocked_since,
       coalesce(b.nodes, 0) AS blocked_nodes
  FROM trueup.platform AS p
  LEFT JOIN LATERAL (SELECT n.id, n.from_version, n.to_version, n.state, n.steps, n.done,
                            n.last_error, n.retry_at, n.nodes_waiting, n.started_at, n.ended_at,
                            n.state_since, n.failing_since
                       FROM trueup.rollout_now AS n
                      WHERE n.platform_id = p.id
                      ORDER BY n.id DESC
                      LIMIT 1) AS r ON true
  LEFT JOIN LATERAL (SELECT n.key, n.blocked_reason, n.blocked_since, count(*) OVER () AS nodes
                       FROM trueup.node AS n
                      WHERE n.platform = p.id
                        AND n.blocked_reason IS NOT NULL
                      ORDER BY n.blocked_since, n.key
                      LIMIT 1) AS b ON true;
COMMENT ON VIEW trueup.platform_now IS 'Platforms with their newest rollout, whether their pause is in force, and the node that has been blocked for longest; the columns are those of platform, after rollout_ of rollout_now, after blocked_ of node; blocked_nodes is how many nodes are blocked.';

CREATE VIEW audit.blocked_node AS
SELECT p.source,
       p.name AS platform,
       n.key AS node,
       n.blocked_reason AS reason,
       n.blocked_since AS since
  FROM trueup.node AS n
  JOIN trueup.platform AS p ON p.id = n.platform
 WHERE n.blocked_reason IS NOT NULL;
COMMENT ON VIEW audit.blocked_node IS 'Nodes that could not be brought to their target when their jobs started, as they are now.';
COMMENT ON COLUMN audit.blocked_node.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.blocked_node.platform IS 'The platform.';
COMMENT ON COLUMN audit.blocked_node.node IS 'The node.';
COMMENT ON COLUMN audit.blocked_node.reason IS 'Why the last attempt failed, and what to do.';
COMMENT ON COLUMN audit.blocked_node.since IS 'When the first attempt failed.';
