-- Rollout control: what the model says about a platform's moves, what operators order for it, windows, pauses of
-- several platforms, and what each platform waited for. No target moves by this migration.

ALTER TABLE trueup.platform
  DROP CONSTRAINT platform_policy_check,
  DROP CONSTRAINT platform_pointers_in_order,
  ADD COLUMN terms jsonb,
  ADD COLUMN sync_overrides jsonb,
  ADD COLUMN sync_by text,
  ADD COLUMN sync_reason text,
  ADD COLUMN sync_since timestamptz,
  ADD COLUMN hold_version bigint,
  ADD COLUMN hold_cause text,
  ADD COLUMN hold_by text,
  ADD COLUMN hold_reason text,
  ADD COLUMN hold_since timestamptz,
  ADD COLUMN approval_version bigint,
  ADD COLUMN approval_digest text,
  ADD COLUMN approval_by text,
  ADD COLUMN approval_reason text,
  ADD COLUMN approval_since timestamptz,
  ADD COLUMN schedule_since timestamptz,
  ADD COLUMN graph_since timestamptz,
  ADD COLUMN well_since timestamptz,
  ADD COLUMN waiting_gates jsonb,
  ADD CONSTRAINT platform_policy_check CHECK (policy IN ('MERGE', 'SCHEDULE', 'MANUAL', 'NEVER')),
  ADD CONSTRAINT platform_pointers_in_order
    CHECK (target_version <= merged_version AND realized_version <= merged_version),
  ADD CONSTRAINT platform_sync_is_whole
    CHECK (num_nulls(sync_overrides, sync_by, sync_reason, sync_since) IN (0, 4)),
  ADD CONSTRAINT platform_hold_is_whole
    CHECK (num_nulls(hold_version, hold_cause, hold_by, hold_reason, hold_since) IN (0, 5)),
  ADD CONSTRAINT platform_hold_cause_check CHECK (hold_cause IN ('HOLD', 'ROLLBACK', 'CANCEL')),
  ADD CONSTRAINT platform_approval_is_whole
    CHECK (num_nulls(approval_version, approval_digest, approval_by, approval_reason, approval_since)
           IN (0, 5));
COMMENT ON COLUMN trueup.platform.policy IS 'What makes it follow.';
COMMENT ON COLUMN trueup.platform.terms IS 'All that the model says about its moves; null until a version is accepted after the release that added it.';
COMMENT ON COLUMN trueup.platform.sync_overrides IS 'Kinds of gates that do not keep the requested move waiting, an array of texts; null when there is no request.';
COMMENT ON COLUMN trueup.platform.sync_by IS 'Who requested a move last; null when there is no request, or a rollback ended it.';
COMMENT ON COLUMN trueup.platform.sync_reason IS 'Why the move was requested.';
COMMENT ON COLUMN trueup.platform.sync_since IS 'When the move was requested.';
COMMENT ON COLUMN trueup.platform.hold_version IS 'The version that its target does not move past; null when it is not held.';
COMMENT ON COLUMN trueup.platform.hold_cause IS 'What left the hold: HOLD, ROLLBACK or CANCEL.';
COMMENT ON COLUMN trueup.platform.hold_by IS 'Who holds it.';
COMMENT ON COLUMN trueup.platform.hold_reason IS 'Why it is held.';
COMMENT ON COLUMN trueup.platform.hold_since IS 'Since when it is held.';
COMMENT ON COLUMN trueup.platform.approval_version IS 'The version for which a removal was approved; counts until the target is there.';
COMMENT ON COLUMN trueup.platform.approval_digest IS 'Digest of the nodes whose removal was approved.';
COMMENT ON COLUMN trueup.platform.approval_by IS 'Who approved the removal.';
COMMENT ON COLUMN trueup.platform.approval_reason IS 'Why the removal was approved.';
COMMENT ON COLUMN trueup.platform.approval_since IS 'When the removal was approved.';
COMMENT ON COLUMN trueup.platform.schedule_since IS 'Since when it has had its schedule; null when it has none.';
COMMENT ON COLUMN trueup.platform.graph_since IS 'When it became what it fully is; null while it has realized nothing.';
COMMENT ON COLUMN trueup.platform.well_since IS 'When it last stopped to differ from what it has realized; null when it never did.';
COMMENT ON COLUMN trueup.platform.waiting_kind IS 'The weightiest kind of gate that keeps the next move waiting; null when nothing does.';
COMMENT ON COLUMN trueup.platform.waiting_gates IS 'All gates that keep the next move waiting, an array of objects, the weightiest first.';

-- Who requested the move of each platform that has not made it yet.
UPDATE trueup.platform AS p
   SET sync_overrides = '[]',
       sync_by = e.actor,
       sync_reason = e.reason,
       sync_since = e.at
  FROM trueup.audit_entry AS e
 WHERE p.sync_requested > p.target_version
   AND e.id = (SELECT max(n.id)
                 FROM trueup.audit_entry AS n
                WHERE n.subject = 'platform:' || p.source || '/' || p.name
                  AND n.verb = 'platform.sync-requested');

UPDATE trueup.platform
   SET graph_since = realized_since
 WHERE realized_version > 0;

UPDATE trueup.platform
   SET waiting_kind = CASE WHEN waiting_kind LIKE 'policy-%' THEN 'policy'
                           WHEN waiting_kind IN ('missing-credentials', 'credential-address')
                           THEN 'credentials'
                           ELSE waiting_kind
                      END
 WHERE waiting_kind IS NOT NULL;
UPDATE trueup.platform
   SET waiting_gates =
         jsonb_build_array(
           jsonb_build_object(
             'kind', waiting_kind,
             'what', '',
             'since', to_char(waiting_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
             'reason', waiting_reason,
             'remedy', ''))
 WHERE waiting_kind IS NOT NULL;

ALTER TABLE trueup.rollout
  DROP CONSTRAINT rollout_state_check,
  DROP CONSTRAINT rollout_check,
  ADD COLUMN kind text NOT NULL DEFAULT 'FORWARD',
  ADD COLUMN overrides jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN requested_by text,
  ADD COLUMN request_reason text,
  ADD CONSTRAINT rollout_state_check
    CHECK (state IN ('EXECUTING', 'AWAITING_NODES', 'REALIZED', 'SUPERSEDED', 'CANCELLED')),
  ADD CONSTRAINT rollout_kind_is_its_way
    CHECK (CASE kind WHEN 'FORWARD' THEN from_version < to_version
                     WHEN 'ROLLBACK' THEN from_version > to_version
                     WHEN 'AGAIN' THEN from_version = to_version
                     ELSE false
           END),
  ADD CONSTRAINT rollout_request_is_whole CHECK (num_nulls(requested_by, request_reason) IN (0, 2));
COMMENT ON COLUMN trueup.rollout.ended_at IS 'When it was realized, superseded or cancelled; null while it is under way.';
COMMENT ON COLUMN trueup.rollout.kind IS 'Which way it moves: FORWARD, ROLLBACK, or AGAIN to the same version after it was cancelled.';
COMMENT ON COLUMN trueup.rollout.overrides IS 'Kinds of gates that did not keep it waiting, by an operator''s order, an array of texts.';
COMMENT ON COLUMN trueup.rollout.requested_by IS 'The operator who asked for it; null for none.';
COMMENT ON COLUMN trueup.rollout.request_reason IS 'That operator''s reason.';

-- A target steps back by one function alone, which leaves a hold.
CREATE OR REPLACE FUNCTION trueup.refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.merged_version >= OLD.merged_version
     AND pg_catalog.current_setting('trueup.rolls_back', true) = OLD.id::pg_catalog.text
     AND NEW.hold_cause = 'ROLLBACK'
     AND NEW.hold_version = NEW.target_version
     AND NEW.hold_since = NEW.target_since
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'Cannot move platform % back: merged from % to %, target from % to %',
    OLD.name, OLD.merged_version, NEW.merged_version, OLD.target_version, NEW.target_version
    USING ERRCODE = 'integrity_constraint_violation',
          HINT = 'A target moves back by the function roll_back_target alone.';
END
$$;
COMMENT ON FUNCTION trueup.refuse_step_back() IS 'Refuses an update that moves a pointer backwards, unless roll_back_target makes it.';

CREATE FUNCTION trueup.roll_back_target(
  platform_id integer, to_version bigint, to_graph text, at timestamptz, ordered_by text, why text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('trueup.rolls_back', platform_id::text, true);
  UPDATE trueup.platform AS p
     SET target_version = to_version,
         target_graph = to_graph,
         target_since = at,
         sync_requested = least(p.sync_requested, to_version),
         sync_overrides = NULL,
         sync_by = NULL,
         sync_reason = NULL,
         sync_since = NULL,
         hold_version = to_version,
         hold_cause = 'ROLLBACK',
         hold_by = ordered_by,
         hold_reason = why,
         hold_since = at,
         approval_version = NULL,
         approval_digest = NULL,
         approval_by = NULL,
         approval_reason = NULL,
         approval_since = NULL,
         waiting_kind = NULL,
         waiting_reason = NULL,
         waiting_since = NULL,
         waiting_gates = NULL
   WHERE p.id = platform_id
     AND p.target_version > to_version
     AND EXISTS (SELECT
                   FROM trueup.version AS v
                  WHERE v.source = p.source
                    AND v.sequence = to_version
                    AND v.accepted);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'Cannot roll platform % back to version %: it is not an accepted version below the target',
      platform_id, to_version
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM set_config('trueup.rolls_back', '', true);
END
$$;
COMMENT ON FUNCTION trueup.roll_back_target(integer, bigint, text, timestamptz, text, text) IS 'Moves the target of a platform back to an accepted version, and leaves a hold there: the only way back.';

CREATE TABLE trueup.rollout_window (
  id                text COLLATE "C" PRIMARY KEY,
  version           bigint NOT NULL CHECK (version > 0),
  origin            text NOT NULL CHECK (origin IN ('MODEL', 'OPERATOR')),
  source            text COLLATE "C" REFERENCES trueup.source,
  name              text NOT NULL,
  kind              text NOT NULL CHECK (kind IN ('ALLOW', 'DENY')),
  scope             text NOT NULL,
  times             jsonb NOT NULL,
  owner             text NOT NULL,
  reason            text NOT NULL,
  created_at        timestamptz NOT NULL,
  changed_at        timestamptz NOT NULL,
  suspended_by      text,
  suspension_reason text,
  suspended_since   timestamptz,
  suspended_until   timestamptz,
  ended_at          timestamptz,
  deleted_at        timestamptz,
  CONSTRAINT rollout_window_of_model_has_source CHECK ((origin = 'MODEL') = (source IS NOT NULL)),
  CONSTRAINT rollout_window_suspension_is_whole
    CHECK (num_nulls(suspended_by, suspension_reason, suspended_since) IN (0, 3))
) WITH (fillfactor = 80);
CREATE INDEX rollout_window_current ON trueup.rollout_window (id)
  WHERE ended_at IS NULL AND deleted_at IS NULL;
CREATE INDEX rollout_window_ended ON trueup.rollout_window (ended_at)
  WHERE ended_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX rollout_window_source ON trueup.rollout_window (source) WHERE source IS NOT NULL;
COMMENT ON TABLE trueup.rollout_window IS 'Windows that say when targets may and may not move, as they are now.';
COMMENT ON COLUMN trueup.rollout_window.id IS 'Its name for good; of a window of the model source/platform/name.';
COMMENT ON COLUMN trueup.rollout_window.version IS 'From 1, growing with each change.';
COMMENT ON COLUMN trueup.rollout_window.origin IS 'Who may change it: a merge (MODEL) or operators (OPERATOR).';
COMMENT ON COLUMN trueup.rollout_window.source IS 'The source whose model declares it; null for a window of operators.';
COMMENT ON COLUMN trueup.rollout_window.name IS 'Its name for people.';
COMMENT ON COLUMN trueup.rollout_window.kind IS 'ALLOW: targets move only in such windows; DENY: targets do not move in it.';
COMMENT ON COLUMN trueup.rollout_window.scope IS 'Which platforms it is about: all, or terms such as type=postgres,tag=eu.';
COMMENT ON COLUMN trueup.rollout_window.times IS 'When it is in force, in wall-clock time: start, length, zone, rule, except.';
COMMENT ON COLUMN trueup.rollout_window.owner IS 'Who answers for it.';
COMMENT ON COLUMN trueup.rollout_window.reason IS 'Why it is there.';
COMMENT ON COLUMN trueup.rollout_window.created_at IS 'When it was added.';
COMMENT ON COLUMN trueup.rollout_window.changed_at IS 'When it was last changed.';
COMMENT ON COLUMN trueup.rollout_window.suspended_by IS 'The operator who suspended it; null for none.';
COMMENT ON COLUMN trueup.rollout_window.suspension_reason IS 'Why it counts for nothing.';
COMMENT ON COLUMN trueup.rollout_window.suspended_since IS 'Since when it counts for nothing.';
COMMENT ON COLUMN trueup.rollout_window.suspended_until IS 'When it counts again by itself; null when it does not.';
COMMENT ON COLUMN trueup.rollout_window.ended_at IS 'When it ended for good; null while it may be in force.';
COMMENT ON COLUMN trueup.rollout_window.deleted_at IS 'When an operator removed it from all lists; null while it is listed.';

CREATE TABLE trueup.window_history (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  window_id         text COLLATE "C" NOT NULL REFERENCES trueup.rollout_window,
  version           bigint NOT NULL,
  at                timestamptz NOT NULL,
  actor             text NOT NULL,
  verb              text NOT NULL,
  change_reason     text NOT NULL,
  origin            text NOT NULL,
  name              text NOT NULL,
  kind              text NOT NULL,
  scope             text NOT NULL,
  times             jsonb NOT NULL,
  first_start       timestamptz,
  first_end         timestamptz,
  owner             text NOT NULL,
  reason            text NOT NULL,
  suspended_by      text,
  suspension_reason text,
  suspended_until   timestamptz,
  UNIQUE (window_id, version)
);
CREATE TRIGGER window_history_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON trueup.window_history
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
COMMENT ON TABLE trueup.window_history IS 'Every change of every window, with the window as it was then; append-only.';
COMMENT ON COLUMN trueup.window_history.id IS 'Number of the change, growing.';
COMMENT ON COLUMN trueup.window_history.window_id IS 'The window.';
COMMENT ON COLUMN trueup.window_history.version IS 'The version that the change made.';
COMMENT ON COLUMN trueup.window_history.at IS 'When it was changed.';
COMMENT ON COLUMN trueup.window_history.actor IS 'Who changed it; trueup for a merge.';
COMMENT ON COLUMN trueup.window_history.verb IS 'What was done, in the words of the audit.';
COMMENT ON COLUMN trueup.window_history.change_reason IS 'Why it was changed, one sentence.';
COMMENT ON COLUMN trueup.window_history.origin IS 'Who may change it: MODEL or OPERATOR.';
COMMENT ON COLUMN trueup.window_history.name IS 'Its name for people.';
COMMENT ON COLUMN trueup.window_history.kind IS 'ALLOW or DENY.';
COMMENT ON COLUMN trueup.window_history.scope IS 'Which platforms it is about.';
COMMENT ON COLUMN trueup.window_history.times IS 'When it is in force, in wall-clock time.';
COMMENT ON COLUMN trueup.window_history.first_start IS 'The moment at which it is first in force; null when its zone is not known.';
COMMENT ON COLUMN trueup.window_history.first_end IS 'The moment at which that ends; null when its zone is not known.';
COMMENT ON COLUMN trueup.window_history.owner IS 'Who answers for it.';
COMMENT ON COLUMN trueup.window_history.reason IS 'Why it is there.';
COMMENT ON COLUMN trueup.window_history.suspended_by IS 'The operator who suspended it; null for none.';
COMMENT ON COLUMN trueup.window_history.suspension_reason IS 'Why it counts for nothing.';
COMMENT ON COLUMN trueup.window_history.suspended_until IS 'When it counts again by itself; null when it does not.';

CREATE TABLE trueup.group_pause (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope       text COLLATE "C" NOT NULL,
  paused_by   text NOT NULL,
  reason      text NOT NULL,
  since       timestamptz NOT NULL,
  until       timestamptz,
  resumed_at  timestamptz
);
CREATE UNIQUE INDEX group_pause_scope ON trueup.group_pause (scope) WHERE resumed_at IS NULL;
COMMENT ON TABLE trueup.group_pause IS 'Pauses of all platforms that a selector matches.';
COMMENT ON COLUMN trueup.group_pause.id IS 'Number of the pause.';
COMMENT ON COLUMN trueup.group_pause.scope IS 'Which platforms it is about: all, or terms such as type=postgres,tag=eu.';
COMMENT ON COLUMN trueup.group_pause.paused_by IS 'Who paused them.';
COMMENT ON COLUMN trueup.group_pause.reason IS 'Why they are paused.';
COMMENT ON COLUMN trueup.group_pause.since IS 'When they were paused.';
COMMENT ON COLUMN trueup.group_pause.until IS 'When the pause ends by itself; null when it does not.';
COMMENT ON COLUMN trueup.group_pause.resumed_at IS 'When an operator ended it; null when none did.';

CREATE TABLE trueup.gate_history (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  platform integer NOT NULL REFERENCES trueup.platform,
  kind     text NOT NULL,
  what     text NOT NULL,
  is_shut  boolean NOT NULL,
  at       timestamptz NOT NULL,
  shut_by  text,
  reason   text NOT NULL,
  remedy   text NOT NULL,
  opens_at timestamptz
);
CREATE INDEX gate_history_platform ON trueup.gate_history (platform, kind, what, id);
CREATE TRIGGER gate_history_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON trueup.gate_history
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
COMMENT ON TABLE trueup.gate_history IS 'When each platform began and ceased to wait for each gate; append-only.';
COMMENT ON COLUMN trueup.gate_history.id IS 'Number of the row, growing.';
COMMENT ON COLUMN trueup.gate_history.platform IS 'The platform.';
COMMENT ON COLUMN trueup.gate_history.kind IS 'The kind of gate, such as window.';
COMMENT ON COLUMN trueup.gate_history.what IS 'What the gate is about, such as the id of a window; empty when the kind says it.';
COMMENT ON COLUMN trueup.gate_history.is_shut IS 'Whether the platform began to wait for it, or ceased to.';
COMMENT ON COLUMN trueup.gate_history.at IS 'When that was recorded.';
COMMENT ON COLUMN trueup.gate_history.shut_by IS 'The operator who shut it; null for none.';
COMMENT ON COLUMN trueup.gate_history.reason IS 'Why it was shut.';
COMMENT ON COLUMN trueup.gate_history.remedy IS 'What opens it.';
COMMENT ON COLUMN trueup.gate_history.opens_at IS 'When it was expected to open by itself; null when it was not.';

INSERT INTO trueup.gate_history (platform, kind, what, is_shut, at, reason, remedy)
SELECT p.id, p.waiting_kind, '', true, p.waiting_since, p.waiting_reason, ''
  FROM trueup.platform AS p
 WHERE p.waiting_kind IS NOT NULL
 ORDER BY p.id;

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
       CASE WHEN r.state IN ('REALIZED', 'SUPERSEDED', 'CANCELLED') THEN 0
            ELSE (SELECT count(*)
                    FROM trueup.node AS n
                   WHERE n.platform = r.platform
                     AND n.state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING'))
       END AS nodes_waiting,
       r.started_at,
       r.ended_at,
       r.state_since,
       r.failing_since,
       r.kind,
       r.overrides,
       r.requested_by,
       r.request_reason
  FROM trueup.rollout AS r
  JOIN trueup.platform AS p ON p.id = r.platform;
COMMENT ON COLUMN trueup.rollout_now.ended_at IS 'When it was realized, superseded or cancelled.';
COMMENT ON COLUMN trueup.rollout_now.kind IS 'Which way it moves.';
COMMENT ON COLUMN trueup.rollout_now.overrides IS 'Kinds of gates that did not keep it waiting, by an operator''s order.';
COMMENT ON COLUMN trueup.rollout_now.requested_by IS 'The operator who asked for it; null for none.';
COMMENT ON COLUMN trueup.rollout_now.request_reason IS 'That operator''s reason.';

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
       coalesce(b.nodes, 0) AS blocked_nodes,
       p.terms,
       p.sync_overrides,
       p.sync_by,
       p.sync_reason,
       p.sync_since,
       p.hold_version,
       p.hold_cause,
       p.hold_by,
       p.hold_reason,
       p.hold_since,
       p.approval_version,
       p.approval_digest,
       p.approval_by,
       p.approval_reason,
       p.approval_since,
       p.schedule_since,
       p.graph_since,
       p.well_since,
       p.waiting_gates,
       r.kind AS rollout_kind,
       r.overrides AS rollout_overrides,
       r.requested_by AS rollout_requested_by,
       r.request_reason AS rollout_request_reason
  FROM trueup.platform AS p
  LEFT JOIN LATERAL (SELECT n.id, n.from_version, n.to_version, n.state, n.steps, n.done,
                            n.last_error, n.retry_at, n.nodes_waiting, n.started_at, n.ended_at,
                            n.state_since, n.failing_since, n.kind, n.overrides, n.requested_by,
                            n.request_reason
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

CREATE VIEW audit.window_history AS
SELECT h.window_id AS "window",
       h.version,
       h.at AS valid_from,
       lead(h.at) OVER next_change AS valid_to,
       h.actor,
       h.verb,
       h.change_reason,
       lower(h.origin) AS declared_by,
       h.name,
       lower(h.kind) AS kind,
       h.scope,
       h.times ->> 'rule' AS rule,
       h.times ->> 'start' AS start,
       h.times ->> 'length' AS length,
       h.times ->> 'zone' AS zone,
       h.times -> 'except' AS except_starts,
       h.first_start,
       h.first_end,
       h.owner,
       h.reason,
       h.verb NOT IN ('window.ended', 'window.deleted') AND h.suspended_by IS NULL AS counts,
       h.suspended_by,
       h.suspension_reason,
       h.suspended_until
  FROM trueup.window_history AS h
WINDOW next_change AS (PARTITION BY h.window_id ORDER BY h.id);
COMMENT ON VIEW audit.window_history IS 'Every window as it was from each change of it to the next.';
COMMENT ON COLUMN audit.window_history."window" IS 'The window''s id.';
COMMENT ON COLUMN audit.window_history.version IS 'Its version, growing with each change.';
COMMENT ON COLUMN audit.window_history.valid_from IS 'From when on it was like this.';
COMMENT ON COLUMN audit.window_history.valid_to IS 'Until when, not included; null when it still is.';
COMMENT ON COLUMN audit.window_history.actor IS 'Who changed it; trueup for a merge.';
COMMENT ON COLUMN audit.window_history.verb IS 'The action: window.added, window.changed, window.suspended, window.resumed, window.ended or window.deleted.';
COMMENT ON COLUMN audit.window_history.change_reason IS 'Why it was changed, one sentence.';
COMMENT ON COLUMN audit.window_history.declared_by IS 'Who may change it: the model, by a merge, or an operator.';
COMMENT ON COLUMN audit.window_history.name IS 'Its name.';
COMMENT ON COLUMN audit.window_history.kind IS 'allow: targets move only in such windows; deny: they do not move in it.';
COMMENT ON COLUMN audit.window_history.scope IS 'Which platforms it is about: all, or terms such as type=postgres,tag=eu.';
COMMENT ON COLUMN audit.window_history.rule IS 'How it recurs, a rule of RFC 5545; null when it is in force once.';
COMMENT ON COLUMN audit.window_history.start IS 'Its first start by the clocks of its zone.';
COMMENT ON COLUMN audit.window_history.length IS 'How long it lasts, an ISO 8601 duration.';
COMMENT ON COLUMN audit.window_history.zone IS 'Its time zone.';
COMMENT ON COLUMN audit.window_history.except_starts IS 'Starts that are left out, an array of texts.';
COMMENT ON COLUMN audit.window_history.first_start IS 'Its first start; null when its zone was not known.';
COMMENT ON COLUMN audit.window_history.first_end IS 'The end of the stretch that begins then; null when its zone was not known.';
COMMENT ON COLUMN audit.window_history.owner IS 'Who answered for it.';
COMMENT ON COLUMN audit.window_history.reason IS 'Why it was there.';
COMMENT ON COLUMN audit.window_history.counts IS 'Whether it counted: it had not ended, and was not suspended at that change.';
COMMENT ON COLUMN audit.window_history.suspended_by IS 'The operator who had suspended it; null for none.';
COMMENT ON COLUMN audit.window_history.suspension_reason IS 'Why it was suspended.';
COMMENT ON COLUMN audit.window_history.suspended_until IS 'When the suspension ends by itself; null when it does not.';

CREATE VIEW audit.gate_history AS
SELECT p.source,
       p.name AS platform,
       h.kind,
       h.what,
       h.valid_from,
       h.valid_to,
       h.shut_by,
       h.reason,
       h.remedy,
       h.opens_at
  FROM (SELECT g.id, g.platform, g.kind, g.what, g.is_shut, g.at AS valid_from,
               lead(g.at) OVER next_event AS valid_to, g.shut_by, g.reason, g.remedy, g.opens_at
          FROM trueup.gate_history AS g
        WINDOW next_event AS (PARTITION BY g.platform, g.kind, g.what ORDER BY g.id)) AS h
  JOIN trueup.platform AS p ON p.id = h.platform
 WHERE h.is_shut;
COMMENT ON VIEW audit.gate_history IS 'What each platform waited for: one row for each gate and each stretch of time.';
COMMENT ON COLUMN audit.gate_history.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.gate_history.platform IS 'The platform.';
COMMENT ON COLUMN audit.gate_history.kind IS 'The kind of gate: blocked, paused, held, removal-guard, policy, window, dependency, soak or credentials.';
COMMENT ON COLUMN audit.gate_history.what IS 'What the gate is about, such as the id of a window or another platform; empty when the kind says it.';
COMMENT ON COLUMN audit.gate_history.valid_from IS 'From when on the platform waited for it.';
COMMENT ON COLUMN audit.gate_history.valid_to IS 'Until when, not included; null when it still waits.';
COMMENT ON COLUMN audit.gate_history.shut_by IS 'The operator who shut it; null for none.';
COMMENT ON COLUMN audit.gate_history.reason IS 'Why it was shut, as it was first recorded.';
COMMENT ON COLUMN audit.gate_history.remedy IS 'What opens it.';
COMMENT ON COLUMN audit.gate_history.opens_at IS 'When it was expected to open by itself; null when it was not.';

CREATE VIEW audit.rollout_history AS
SELECT r.source,
       r.platform,
       r.id AS rollout,
       lower(r.kind) AS kind,
       r.from_version,
       r.to_version,
       lower(r.state) AS state,
       r.overrides,
       r.requested_by,
       r.request_reason,
       r.steps,
       r.done AS steps_done,
       r.started_at,
       r.ended_at
  FROM trueup.rollout_now AS r;
COMMENT ON VIEW audit.rollout_history IS 'Every rollout, with the operator who asked for it and the gates that it passed by that order.';
COMMENT ON COLUMN audit.rollout_history.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.rollout_history.platform IS 'The platform.';
COMMENT ON COLUMN audit.rollout_history.rollout IS 'Number of the rollout.';
COMMENT ON COLUMN audit.rollout_history.kind IS 'forward: to a newer version; rollback: to an older one; again: to the target itself, after a rollout was cancelled.';
COMMENT ON COLUMN audit.rollout_history.from_version IS 'The version that was the platform''s target before.';
COMMENT ON COLUMN audit.rollout_history.to_version IS 'The version that it moves to.';
COMMENT ON COLUMN audit.rollout_history.state IS 'How far it is, or how it ended.';
COMMENT ON COLUMN audit.rollout_history.overrides IS 'Kinds of gates that did not keep it waiting, because an operator said so, an array of texts.';
COMMENT ON COLUMN audit.rollout_history.requested_by IS 'The operator who asked for it; null for none.';
COMMENT ON COLUMN audit.rollout_history.request_reason IS 'That operator''s reason.';
COMMENT ON COLUMN audit.rollout_history.steps IS 'How many steps it has.';
COMMENT ON COLUMN audit.rollout_history.steps_done IS 'How many of them landed.';
COMMENT ON COLUMN audit.rollout_history.started_at IS 'When the target moved.';
COMMENT ON COLUMN audit.rollout_history.ended_at IS 'When it was realized, superseded or cancelled; null while it is under way.';

CREATE VIEW audit.hold AS
SELECT p.source,
       p.name AS platform,
       p.hold_version AS version,
       lower(p.hold_cause) AS cause,
       p.hold_by AS held_by,
       p.hold_reason AS reason,
       p.hold_since AS since
  FROM trueup.platform AS p
 WHERE p.hold_version IS NOT NULL;
COMMENT ON VIEW audit.hold IS 'Platforms that are held on a version, as they are now.';
COMMENT ON COLUMN audit.hold.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.hold.platform IS 'The platform.';
COMMENT ON COLUMN audit.hold.version IS 'The version that its target does not move past.';
COMMENT ON COLUMN audit.hold.cause IS 'hold: an operator held it; rollback or cancel: it was left by one.';
COMMENT ON COLUMN audit.hold.held_by IS 'Who holds it.';
COMMENT ON COLUMN audit.hold.reason IS 'Why it is held.';
COMMENT ON COLUMN audit.hold.since IS 'Since when it is held.';

COMMENT ON COLUMN audit.why.verb IS 'The action that moved it: version.accepted, rollout.claimed, rollout.rolled-back or rollout.realized.';
COMMENT ON COLUMN audit.platform_state.policy IS 'What makes it follow: merge, schedule, manual or never.';
COMMENT ON COLUMN audit.platform_state.waiting_kind IS 'The weightiest kind of gate that keeps the next move waiting; null when nothing does.';
COMMENT ON COLUMN audit.entry.subject IS 'What it was done to: source:..., platform:.../..., window:..., pause:... or token:...';

GRANT SELECT, INSERT ON trueup.window_history, trueup.gate_history TO trueup_app;
GRANT SELECT, INSERT, UPDATE ON trueup.rollout_window, trueup.group_pause TO trueup_app;
