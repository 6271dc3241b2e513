-- What only grows: the history of pointers and the audit. Nobody changes either, the owner included.

CREATE FUNCTION trueup.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Cannot % %.%: it is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION trueup.refuse_change() IS 'Refuses whatever statement fires it.';

CREATE TABLE trueup.audit_entry (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL,
  actor   text NOT NULL,
  address text NOT NULL,
  verb    text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  before  jsonb,
  after   jsonb,
  reason  text NOT NULL
);
CREATE INDEX audit_entry_subject ON trueup.audit_entry (subject, id);
CREATE INDEX audit_entry_at ON trueup.audit_entry (at);
CREATE TRIGGER audit_entry_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON trueup.audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
COMMENT ON TABLE trueup.audit_entry IS 'Who did what, when and why; append-only.';
COMMENT ON COLUMN trueup.audit_entry.id IS 'Number of the entry, growing.';
COMMENT ON COLUMN trueup.audit_entry.at IS 'When it was done.';
COMMENT ON COLUMN trueup.audit_entry.actor IS 'Name of the token that did it, or trueup for the daemon itself.';
COMMENT ON COLUMN trueup.audit_entry.address IS 'Where from; empty for the daemon itself.';
COMMENT ON COLUMN trueup.audit_entry.verb IS 'What was done, such as version.accepted.';
COMMENT ON COLUMN trueup.audit_entry.subject IS 'What it was done to, such as platform:acme/Live.';
COMMENT ON COLUMN trueup.audit_entry.before IS 'What was; null when there was nothing.';
COMMENT ON COLUMN trueup.audit_entry.after IS 'What is; null when there is nothing.';
COMMENT ON COLUMN trueup.audit_entry.reason IS 'Why, one sentence.';

CREATE TABLE trueup.pointer_history (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  platform integer NOT NULL REFERENCES trueup.platform,
  pointer  text NOT NULL CHECK (pointer IN ('merged', 'target', 'realized')),
  version  bigint NOT NULL,
  graph    text,
  at       timestamptz NOT NULL,
  actor    text NOT NULL,
  verb     text NOT NULL,
  reason   text NOT NULL,
  rollout  bigint REFERENCES trueup.rollout
);
CREATE INDEX pointer_history_platform ON trueup.pointer_history (platform, pointer, id);
CREATE TRIGGER pointer_history_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON trueup.pointer_history
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
COMMENT ON TABLE trueup.pointer_history IS 'Every move of every platform''s pointers; append-only.';
COMMENT ON COLUMN trueup.pointer_history.id IS 'Number of the move, growing.';
COMMENT ON COLUMN trueup.pointer_history.platform IS 'The platform.';
COMMENT ON COLUMN trueup.pointer_history.pointer IS 'merged: the newest accepted version; target: the one it moves to; realized: the last one it fully was.';
COMMENT ON COLUMN trueup.pointer_history.version IS 'The version it moved to; 0 for none.';
COMMENT ON COLUMN trueup.pointer_history.graph IS 'Fingerprint of the platform''s whole graph in it.';
COMMENT ON COLUMN trueup.pointer_history.at IS 'When it moved.';
COMMENT ON COLUMN trueup.pointer_history.actor IS 'Who moved it.';
COMMENT ON COLUMN trueup.pointer_history.verb IS 'By what deed, in the words of the audit.';
COMMENT ON COLUMN trueup.pointer_history.reason IS 'Why, one sentence.';
COMMENT ON COLUMN trueup.pointer_history.rollout IS 'The rollout that moved it; null when it moved without work.';

CREATE VIEW trueup.rollout_now AS
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
           AND s.state = 'FAILED'
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
       r.ended_at
  FROM trueup.rollout AS r
  JOIN trueup.platform AS p ON p.id = r.platform;
COMMENT ON VIEW trueup.rollout_now IS 'Rollouts with what follows from their steps and nodes.';
COMMENT ON COLUMN trueup.rollout_now.id IS 'Number of the rollout.';
COMMENT ON COLUMN trueup.rollout_now.platform_id IS 'Number of the platform that moves.';
COMMENT ON COLUMN trueup.rollout_now.source IS 'The platform''s source.';
COMMENT ON COLUMN trueup.rollout_now.platform IS 'The platform''s name.';
COMMENT ON COLUMN trueup.rollout_now.from_version IS 'The version that was its target before.';
COMMENT ON COLUMN trueup.rollout_now.to_version IS 'The version that it moves to.';
COMMENT ON COLUMN trueup.rollout_now.state IS 'How far it is.';
COMMENT ON COLUMN trueup.rollout_now.steps IS 'How many steps it has.';
COMMENT ON COLUMN trueup.rollout_now.done IS 'How many of them landed.';
COMMENT ON COLUMN trueup.rollout_now.last_error IS 'Error of the first step that failed and has not landed since.';
COMMENT ON COLUMN trueup.rollout_now.retry_at IS 'When the first failed step is due again.';
COMMENT ON COLUMN trueup.rollout_now.nodes_waiting IS 'How many nodes of the platform are not at their target; 0 when it is over.';
COMMENT ON COLUMN trueup.rollout_now.started_at IS 'When the target moved.';
COMMENT ON COLUMN trueup.rollout_now.ended_at IS 'When it was realized or superseded.';

CREATE VIEW trueup.platform_now AS
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
       r.ended_at AS rollout_ended_at
  FROM trueup.platform AS p
  LEFT JOIN LATERAL (SELECT n.id, n.from_version, n.to_version, n.state, n.steps, n.done,
                            n.last_error, n.retry_at, n.nodes_waiting, n.started_at, n.ended_at
                       FROM trueup.rollout_now AS n
                      WHERE n.platform_id = p.id
                      ORDER BY n.id DESC
                      LIMIT 1) AS r ON true;
COMMENT ON VIEW trueup.platform_now IS 'Platforms with their newest rollout, and whether their pause is in force; the columns are those of platform and, after rollout_, of rollout_now.';

CREATE VIEW trueup.run_now AS
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
       END AS ended_at
  FROM trueup.run AS u
  JOIN trueup.platform AS p ON p.id = u.platform;
COMMENT ON VIEW trueup.run_now IS 'Runs, of which a live one whose time has passed is expired whether or not it was marked so; the columns are those of run, and stored_state is its state as marked.';

-- Exactly what the daemon does, and no more.
GRANT USAGE ON SCHEMA trueup TO trueup_app;
GRANT SELECT, INSERT ON
  trueup.delivery, trueup.version, trueup.version_problem, trueup.version_impact, trueup.node_delta,
  trueup.pointer_history, trueup.audit_entry
  TO trueup_app;
GRANT SELECT, INSERT, UPDATE ON
  trueup.lease, trueup.source, trueup.platform, trueup.rollout, trueup.step, trueup.node, trueup.run,
  trueup.api_token
  TO trueup_app;
GRANT SELECT ON trueup.rollout_now, trueup.platform_now, trueup.run_now TO trueup_app;
