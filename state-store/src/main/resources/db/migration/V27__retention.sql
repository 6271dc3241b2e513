-- How long records are kept. Runs that ended move to a history with a partition for each month, in batches while the
-- daemon works, so that this migration moves none; old months are dropped whole. Other old records are deleted in
-- batches. The daemon's role may do this by the function prune alone, which keeps what explains a present state,
-- removes nothing younger than a week, and writes the audit.

CREATE TABLE trueup.run_history (
  number      bigint NOT NULL,
  id          text COLLATE "C" NOT NULL,
  platform    integer NOT NULL,
  node        text COLLATE "C" NOT NULL,
  answer      text NOT NULL,
  state       text NOT NULL,
  reason      text NOT NULL,
  pinned      bigint NOT NULL,
  fingerprint text,
  last_ran    text,
  job         text NOT NULL,
  length      interval NOT NULL,
  error       text,
  statements  jsonb NOT NULL,
  began_at    timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  ended_at    timestamptz NOT NULL,
  token       text,
  token_id    bigint,
  part_of     text COLLATE "C"
) PARTITION BY RANGE (began_at);
CREATE INDEX run_history_id ON trueup.run_history (id);
CREATE INDEX run_history_parts ON trueup.run_history (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX run_history_newest ON trueup.run_history (platform, number);
COMMENT ON TABLE trueup.run_history IS 'Runs that ended a week ago or earlier, by the month in which they began.';

COMMENT ON COLUMN trueup.run_history.number IS 'Its number, growing.';
COMMENT ON COLUMN trueup.run_history.id IS 'What its job calls it.';
COMMENT ON COLUMN trueup.run_history.platform IS 'The platform.';
COMMENT ON COLUMN trueup.run_history.node IS 'The node.';
COMMENT ON COLUMN trueup.run_history.answer IS 'What the job was told.';
COMMENT ON COLUMN trueup.run_history.state IS 'How it ended.';
COMMENT ON COLUMN trueup.run_history.reason IS 'Why the job was told that.';
COMMENT ON COLUMN trueup.run_history.pinned IS 'The version that it worked with; 0 for none.';
COMMENT ON COLUMN trueup.run_history.fingerprint IS 'The node''s fingerprint in that version.';
COMMENT ON COLUMN trueup.run_history.last_ran IS 'The fingerprint that the job last ran with, as it said.';
COMMENT ON COLUMN trueup.run_history.job IS 'What the job is called, as it said.';
COMMENT ON COLUMN trueup.run_history.length IS 'How long it was to last.';
COMMENT ON COLUMN trueup.run_history.error IS 'Why it did not succeed; null when it did.';
COMMENT ON COLUMN trueup.run_history.statements IS 'What changed the node for it.';
COMMENT ON COLUMN trueup.run_history.began_at IS 'When it began, which decides about its partition.';
COMMENT ON COLUMN trueup.run_history.expires_at IS 'When it would have expired.';
COMMENT ON COLUMN trueup.run_history.ended_at IS 'When it ended.';
COMMENT ON COLUMN trueup.run_history.token IS 'Name of the token that began it.';
COMMENT ON COLUMN trueup.run_history.token_id IS 'Number of that token.';
COMMENT ON COLUMN trueup.run_history.part_of IS 'Id of the run of several nodes that it was a part of; null for a run of one node.';
CREATE TABLE trueup.run_history_rest (LIKE trueup.run_history INCLUDING ALL);
ALTER TABLE trueup.run_history ATTACH PARTITION trueup.run_history_rest DEFAULT;
COMMENT ON TABLE trueup.run_history_rest IS 'Runs of months without a partition; empty unless something is wrong.';


CREATE TABLE trueup.run_kept (LIKE trueup.run_history, PRIMARY KEY (platform, node));
CREATE INDEX run_kept_id ON trueup.run_kept (id);
COMMENT ON TABLE trueup.run_kept IS 'The last run of each node among those of months that were dropped.';
COMMENT ON COLUMN trueup.run_kept.number IS 'Its number, growing.';
COMMENT ON COLUMN trueup.run_kept.id IS 'What its job calls it.';
COMMENT ON COLUMN trueup.run_kept.platform IS 'The platform.';
COMMENT ON COLUMN trueup.run_kept.node IS 'The node.';
COMMENT ON COLUMN trueup.run_kept.answer IS 'What the job was told.';
COMMENT ON COLUMN trueup.run_kept.state IS 'How it ended.';
COMMENT ON COLUMN trueup.run_kept.reason IS 'Why the job was told that.';
COMMENT ON COLUMN trueup.run_kept.pinned IS 'The version that it worked with; 0 for none.';
COMMENT ON COLUMN trueup.run_kept.fingerprint IS 'The node''s fingerprint in that version.';
COMMENT ON COLUMN trueup.run_kept.last_ran IS 'The fingerprint that the job last ran with, as it said.';
COMMENT ON COLUMN trueup.run_kept.job IS 'What the job is called, as it said.';
COMMENT ON COLUMN trueup.run_kept.length IS 'How long it was to last.';
COMMENT ON COLUMN trueup.run_kept.error IS 'Why it did not succeed; null when it did.';
COMMENT ON COLUMN trueup.run_kept.statements IS 'What changed the node for it.';
COMMENT ON COLUMN trueup.run_kept.began_at IS 'When it began, which decides about its partition.';
COMMENT ON COLUMN trueup.run_kept.expires_at IS 'When it would have expired.';
COMMENT ON COLUMN trueup.run_kept.ended_at IS 'When it ended.';
COMMENT ON COLUMN trueup.run_kept.token IS 'Name of the token that began it.';
COMMENT ON COLUMN trueup.run_kept.token_id IS 'Number of that token.';
COMMENT ON COLUMN trueup.run_kept.part_of IS 'Id of the run of several nodes that it was a part of; null for a run of one node.';

CREATE VIEW trueup.run_past AS
SELECT u.number,
       u.id,
       u.platform AS platform_id,
       p.source,
       p.name AS platform,
       u.node,
       u.answer,
       u.state,
       u.reason,
       u.pinned,
       u.fingerprint,
       u.last_ran,
       u.job,
       u.error,
       u.statements,
       u.began_at,
       u.expires_at,
       u.ended_at,
       u.token,
       u.token_id,
       u.part_of
  FROM (SELECT * FROM trueup.run_history UNION ALL SELECT * FROM trueup.run_kept) AS u
  JOIN trueup.platform AS p ON p.id = u.platform;
COMMENT ON VIEW trueup.run_past IS 'Runs that moved to the history; the columns are those of run_now.';
COMMENT ON COLUMN trueup.run_past.number IS 'Its number, growing.';
COMMENT ON COLUMN trueup.run_past.id IS 'What its job calls it.';
COMMENT ON COLUMN trueup.run_past.platform_id IS 'The platform.';
COMMENT ON COLUMN trueup.run_past.source IS 'The platform''s source.';
COMMENT ON COLUMN trueup.run_past.node IS 'The node.';
COMMENT ON COLUMN trueup.run_past.answer IS 'What the job was told.';
COMMENT ON COLUMN trueup.run_past.state IS 'How it ended.';
COMMENT ON COLUMN trueup.run_past.reason IS 'Why the job was told that.';
COMMENT ON COLUMN trueup.run_past.pinned IS 'The version that it worked with; 0 for none.';
COMMENT ON COLUMN trueup.run_past.fingerprint IS 'The node''s fingerprint in that version.';
COMMENT ON COLUMN trueup.run_past.last_ran IS 'The fingerprint that the job last ran with, as it said.';
COMMENT ON COLUMN trueup.run_past.job IS 'What the job is called, as it said.';
COMMENT ON COLUMN trueup.run_past.error IS 'Why it did not succeed; null when it did.';
COMMENT ON COLUMN trueup.run_past.statements IS 'What changed the node for it.';
COMMENT ON COLUMN trueup.run_past.began_at IS 'When it began, which decides about its partition.';
COMMENT ON COLUMN trueup.run_past.expires_at IS 'When it would have expired.';
COMMENT ON COLUMN trueup.run_past.ended_at IS 'When it ended.';
COMMENT ON COLUMN trueup.run_past.token IS 'Name of the token that began it.';
COMMENT ON COLUMN trueup.run_past.token_id IS 'Number of that token.';
COMMENT ON COLUMN trueup.run_past.part_of IS 'Id of the run of several nodes that it was a part of; null for a run of one node.';
COMMENT ON COLUMN trueup.run_past.platform IS 'The platform''s name.';

CREATE OR REPLACE VIEW audit.job_run AS
SELECT u.source,
       u.platform,
       u.node,
       u.number,
       u.job,
       lower(u.answer) AS answer,
       u.reason,
       lower(u.state) AS state,
       nullif(u.pinned, 0) AS version,
       v.commit,
       u.error,
       u.statements,
       u.began_at,
       u.expires_at,
       u.ended_at,
       u.token,
       u.token_id
  FROM trueup.run_now AS u
  LEFT JOIN trueup.version AS v ON v.source = u.source AND v.sequence = u.pinned
 UNION ALL
SELECT u.source,
       u.platform,
       u.node,
       u.number,
       u.job,
       lower(u.answer) AS answer,
       u.reason,
       lower(u.state) AS state,
       nullif(u.pinned, 0) AS version,
       v.commit,
       u.error,
       u.statements,
       u.began_at,
       u.expires_at,
       u.ended_at,
       u.token,
       u.token_id
  FROM trueup.run_past AS u
  LEFT JOIN trueup.version AS v ON v.source = u.source AND v.sequence = u.pinned;

-- A delivery that nothing names can go: these find what names one.
CREATE INDEX version_delivery ON trueup.version (delivery) WHERE delivery IS NOT NULL;
CREATE INDEX delivery_repeats ON trueup.delivery (first) WHERE first IS NOT NULL;

CREATE TABLE trueup.retention_sweep (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text COLLATE "C" NOT NULL
             CHECK (kind IN ('runs', 'deliveries', 'steps', 'node-changes', 'drift', 'leases', 'statements', 'gates',
                             'windows', 'pointers', 'audit')),
  keep       interval NOT NULL,
  before     timestamptz NOT NULL,
  position   jsonb NOT NULL DEFAULT '[]',
  moved      bigint NOT NULL DEFAULT 0,
  removed    bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX retention_sweep_open ON trueup.retention_sweep (kind) WHERE ended_at IS NULL;
CREATE INDEX retention_sweep_newest ON trueup.retention_sweep (kind, id);
COMMENT ON TABLE trueup.retention_sweep IS 'Passes through records of one kind that removed what was older than its rule.';
COMMENT ON COLUMN trueup.retention_sweep.id IS 'Its number, growing.';
COMMENT ON COLUMN trueup.retention_sweep.kind IS 'Which records, as the configuration calls them.';
COMMENT ON COLUMN trueup.retention_sweep.keep IS 'How long they are kept.';
COMMENT ON COLUMN trueup.retention_sweep.before IS 'What is older than this is removed.';
COMMENT ON COLUMN trueup.retention_sweep.position IS 'How far it is; the next batch, of any process, goes on there.';
COMMENT ON COLUMN trueup.retention_sweep.moved IS 'How many it moved to their history.';
COMMENT ON COLUMN trueup.retention_sweep.removed IS 'How many it removed.';
COMMENT ON COLUMN trueup.retention_sweep.started_at IS 'When it began.';
COMMENT ON COLUMN trueup.retention_sweep.ended_at IS 'When it ended; null while it is under way.';

CREATE VIEW audit.retention AS
SELECT s.id AS sweep, s.kind, s.keep, s.before, s.moved, s.removed, s.started_at, s.ended_at
  FROM trueup.retention_sweep AS s;
COMMENT ON VIEW audit.retention IS 'What was removed since its time was over.';
COMMENT ON COLUMN audit.retention.sweep IS 'Number of the pass, growing.';
COMMENT ON COLUMN audit.retention.kind IS 'Which records, as the configuration calls them.';
COMMENT ON COLUMN audit.retention.keep IS 'How long they are kept.';
COMMENT ON COLUMN audit.retention.before IS 'What is older than this was removed, except what explains a present state.';
COMMENT ON COLUMN audit.retention.moved IS 'How many moved to their history, in which they are kept until then.';
COMMENT ON COLUMN audit.retention.removed IS 'How many were removed.';
COMMENT ON COLUMN audit.retention.started_at IS 'When the pass began.';
COMMENT ON COLUMN audit.retention.ended_at IS 'When it ended; null while it is under way.';

-- The month of a partition of run_history; null for the rest.
CREATE FUNCTION trueup.run_month(part name) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
  SELECT CASE WHEN part ~ '^run_history_[0-9]{4}_[0-9]{2}$'
              THEN make_timestamptz(substr(part::text, 13, 4)::integer,
                                    substr(part::text, 18, 2)::integer, 1, 0, 0, 0)
         END
$$;
COMMENT ON FUNCTION trueup.run_month(name) IS 'The month of a partition of run_history; null for the rest.';

CREATE FUNCTION trueup.make_run_month(moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  starts timestamptz := date_trunc('month', moment);
  ends   timestamptz := date_trunc('month', moment) + interval '1 month';
  title  text := 'run_history_' || to_char(starts, 'YYYY_MM');
BEGIN
  IF to_regclass('trueup.' || title) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE trueup.%I (LIKE trueup.run_history INCLUDING ALL)', title);
  -- Rows that came while the month had no partition.
  EXECUTE format('WITH gone AS (DELETE FROM trueup.run_history_rest
                                 WHERE began_at >= $1 AND began_at < $2
                                RETURNING *)
                  INSERT INTO trueup.%I SELECT * FROM gone', title) USING starts, ends;
  EXECUTE format('ALTER TABLE trueup.run_history ATTACH PARTITION trueup.%I
                    FOR VALUES FROM (%L) TO (%L)', title, starts, ends);
  EXECUTE format('COMMENT ON TABLE trueup.%I IS ''Runs of a month that ended a week ago or earlier.''', title);
  RETURN true;
END
$$;
COMMENT ON FUNCTION trueup.make_run_month(timestamptz) IS 'Makes the partition of a month, unless it is there.';

CREATE FUNCTION trueup.make_run_months(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  made integer := 0;
BEGIN
  PERFORM set_config('lock_timeout', '2s', true);
  FOR month IN 0 .. least(greatest(ahead, 0), 12) LOOP
    IF trueup.make_run_month(clock_timestamp() + make_interval(months => month)) THEN
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END
$$;
COMMENT ON FUNCTION trueup.make_run_months(integer) IS 'Makes the partitions of this month and of some after it.';

-- Moves the ended runs of some hundreds or thousands of numbers, then drops one month at a time.
CREATE FUNCTION trueup.prune_runs(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  recent  timestamptz := clock_timestamp() - interval '7 days';
  start   bigint := coalesce((place ->> 0)::bigint, 0);
  last    bigint;
  began   timestamptz;
  month   timestamptz;
  part    text;
  kept    bigint;
  names   text;
BEGIN
  moved := 0;
  removed := 0;
  next_place := place;
  is_done := false;
  IF place ->> 1 IS NULL THEN
    SELECT max(w.number), max(w.began_at)
      INTO last, began
      FROM (SELECT u.number, u.began_at
              FROM trueup.run AS u
             WHERE u.number > start
             ORDER BY u.number
             LIMIT most) AS w;
    IF last IS NULL OR began >= recent THEN
      next_place := jsonb_build_array(coalesce(last, start), 'months');
    ELSE
      next_place := jsonb_build_array(last);
    END IF;
    IF last IS NOT NULL THEN
      FOR month IN SELECT DISTINCT date_trunc('month', u.began_at)
                     FROM trueup.run AS u
                    WHERE u.number > start
                      AND u.number <= last
                      AND u.ended_at < recent
      LOOP
        PERFORM trueup.make_run_month(month);
      END LOOP;
      SELECT string_agg(quote_ident(h.attname), ', ')
        INTO names
        FROM pg_attribute AS h
        JOIN pg_attribute AS u ON u.attname = h.attname AND u.attrelid = 'trueup.run'::regclass
       WHERE h.attrelid = 'trueup.run_history'::regclass
         AND h.attnum > 0
         AND NOT h.attisdropped;
      EXECUTE format('WITH gone AS (DELETE FROM trueup.run
                                     WHERE number > $1
                                       AND number <= $2
                                       AND ended_at < $3
                                       AND state NOT IN (''RECONCILING'', ''OPEN'')
                                       AND NOT EXISTS
                                             (SELECT
                                                FROM trueup.run AS other
                                               WHERE other.part_of = run.part_of
                                                 AND (other.ended_at IS NULL
                                                      OR other.ended_at >= $3))
                                    RETURNING *)
                      INSERT INTO trueup.run_history (%1$s) SELECT %1$s FROM gone', names)
        USING start, last, recent;
      GET DIAGNOSTICS moved = ROW_COUNT;
    END IF;
    RETURN;
  END IF;
  SELECT c.relname
    INTO part
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
   WHERE i.inhparent = 'trueup.run_history'::regclass
     AND trueup.run_month(c.relname) + interval '1 month' <= before
   ORDER BY c.relname
   LIMIT 1;
  IF part IS NULL THEN
    is_done := true;
    RETURN;
  END IF;
  EXECUTE format('WITH last AS MATERIALIZED (SELECT platform, node, max(number) AS number
                                               FROM trueup.%1$I
                                              GROUP BY platform, node),
                       older AS (DELETE FROM trueup.run_kept AS k
                                  USING last AS l
                                  WHERE k.platform = l.platform
                                    AND k.node = l.node
                                    AND k.number < l.number
                                 RETURNING k.number)
                  SELECT (SELECT count(*) FROM trueup.%1$I) + (SELECT count(*) FROM older)', part)
    INTO removed;
  EXECUTE format('INSERT INTO trueup.run_kept
                  SELECT h.*
                    FROM (SELECT platform, max(number) AS number
                            FROM trueup.%1$I
                           GROUP BY platform, node) AS l
                    JOIN trueup.%1$I AS h ON h.platform = l.platform AND h.number = l.number
                      ON CONFLICT (platform, node) DO NOTHING', part);
  GET DIAGNOSTICS kept = ROW_COUNT;
  removed := removed - kept;
  EXECUTE format('DROP TABLE trueup.%I', part);
END
$$;
COMMENT ON FUNCTION trueup.prune_runs(timestamptz, jsonb, integer) IS 'A batch of prune: moves ended runs to their history, then drops months whose time is over. The last run of each node stays.';

-- Stays: what made a version, what has not been looked at, the newest of each source, what a kept one repeats.
CREATE FUNCTION trueup.prune_deliveries(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  start    bigint := coalesce((place ->> 0)::bigint, 0);
  last     bigint;
  received timestamptz;
BEGIN
  SELECT max(w.id), max(w.received_at)
    INTO last, received
    FROM (SELECT d.id, d.received_at
            FROM trueup.delivery AS d
           WHERE d.id > start
           ORDER BY d.id
           LIMIT most) AS w;
  DELETE FROM trueup.delivery AS d
   WHERE d.id > start
     AND d.id <= last
     AND d.received_at < before
     AND NOT EXISTS (SELECT FROM trueup.version AS v WHERE v.delivery = d.id)
     AND NOT EXISTS (SELECT FROM trueup.delivery AS r WHERE r.first = d.id)
     AND d.generation <= (SELECT s.processed FROM trueup.source AS s WHERE s.id = d.source)
     AND d.id < (SELECT max(n.id) FROM trueup.delivery AS n WHERE n.source = d.source);
  GET DIAGNOSTICS removed = ROW_COUNT;
  moved := 0;
  next_place := jsonb_build_array(coalesce(last, start));
  is_done := last IS NULL OR received >= before;
END
$$;
COMMENT ON FUNCTION trueup.prune_deliveries(timestamptz, jsonb, integer) IS 'A batch of prune: removes deliveries that nothing rests on.';

-- Stays: steps of rollouts that go on, of the newest of each platform, of those by which its pointers are where they
-- are, and of those to versions that it has not realized. Rollouts themselves stay.
CREATE FUNCTION trueup.prune_steps(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  start bigint := coalesce((place ->> 0)::bigint, 0);
  found bigint;
BEGIN
  SELECT r.id
    INTO found
    FROM trueup.rollout AS r
    JOIN trueup.platform AS p ON p.id = r.platform
   WHERE r.id > start
     AND r.ended_at < before
     AND r.state IN ('REALIZED', 'SUPERSEDED', 'CANCELLED')
     AND r.to_version <= p.realized_version
     AND r.id < (SELECT max(n.id) FROM trueup.rollout AS n WHERE n.platform = r.platform)
     AND NOT EXISTS (SELECT
                       FROM unnest(ARRAY['merged', 'target', 'realized']) AS w (pointer)
                      CROSS JOIN LATERAL (SELECT h.rollout
                                            FROM trueup.pointer_history AS h
                                           WHERE h.platform = r.platform
                                             AND h.pointer = w.pointer
                                           ORDER BY h.id DESC
                                           LIMIT 1) AS c
                      WHERE c.rollout = r.id)
     AND EXISTS (SELECT FROM trueup.step AS s WHERE s.rollout = r.id)
   ORDER BY r.id
   LIMIT 1;
  moved := 0;
  removed := 0;
  next_place := place;
  is_done := found IS NULL;
  IF is_done THEN
    RETURN;
  END IF;
  DELETE FROM trueup.step AS s
   WHERE s.rollout = found
     AND s.ordinal IN (SELECT f.ordinal
                         FROM trueup.step AS f
                        WHERE f.rollout = found
                        ORDER BY f.ordinal
                        LIMIT most);
  GET DIAGNOSTICS removed = ROW_COUNT;
  -- Until no step is left, the next batch finds the same rollout.
  next_place := jsonb_build_array(CASE WHEN removed < most THEN found ELSE found - 1 END);
END
$$;
COMMENT ON FUNCTION trueup.prune_steps(timestamptz, jsonb, integer) IS 'A batch of prune: removes steps of rollouts that are over and explain nothing of today.';

-- Stays: what versions changed from the oldest of a platform's pointers and its hold on, and the last change of each
-- node before that, which made the node what it is.
CREATE FUNCTION trueup.prune_node_changes(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at_platform integer := coalesce((place ->> 0)::integer, 0);
  at_sequence bigint := coalesce((place ->> 1)::bigint, 0);
  at_node     text := coalesce(place ->> 2, '');
  floor       bigint;
  bound       bigint;
  ends        record;
BEGIN
  moved := 0;
  removed := 0;
  is_done := false;
  SELECT p.id,
         least(p.realized_version, p.target_version, p.merged_version, p.hold_version) AS floor,
         least(p.realized_version, p.target_version, p.merged_version, p.hold_version,
               (SELECT min(v.sequence)
                  FROM trueup.version AS v
                 WHERE v.source = p.source
                   AND v.decided_at >= before)) AS bound
    INTO ends
    FROM trueup.platform AS p
   WHERE p.id >= at_platform
   ORDER BY p.id
   LIMIT 1;
  IF NOT FOUND THEN
    next_place := place;
    is_done := true;
    RETURN;
  END IF;
  IF ends.id > at_platform THEN
    at_sequence := 0;
    at_node := '';
  END IF;
  floor := ends.floor;
  bound := ends.bound;
  at_platform := ends.id;
  SELECT w.sequence, w.node
    INTO ends
    FROM (SELECT d.sequence, d.node
            FROM trueup.node_delta AS d
           WHERE d.platform = at_platform
             AND (d.sequence, d.node) > (at_sequence, at_node COLLATE "C")
             AND d.sequence < bound
           ORDER BY d.sequence, d.node
           LIMIT most) AS w
   ORDER BY w.sequence DESC, w.node DESC
   LIMIT 1;
  IF NOT FOUND THEN
    next_place := jsonb_build_array(at_platform + 1);
    RETURN;
  END IF;
  DELETE FROM trueup.node_delta AS d
   WHERE d.platform = at_platform
     AND (d.sequence, d.node) > (at_sequence, at_node COLLATE "C")
     AND (d.sequence, d.node) <= (ends.sequence, ends.node COLLATE "C")
     AND EXISTS (SELECT
                   FROM trueup.node_delta AS n
                  WHERE n.platform = d.platform
                    AND n.node = d.node
                    AND n.sequence > d.sequence
                    AND n.sequence <= floor);
  GET DIAGNOSTICS removed = ROW_COUNT;
  next_place := jsonb_build_array(at_platform, ends.sequence, ends.node);
END
$$;
COMMENT ON FUNCTION trueup.prune_node_changes(timestamptz, jsonb, integer) IS 'A batch of prune: removes changes of nodes that later ones have replaced.';

-- Stays: drift that lasts.
CREATE FUNCTION trueup.prune_drift(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  start bigint := coalesce((place ->> 0)::bigint, 0);
  last  bigint;
  seen  timestamptz;
BEGIN
  SELECT max(w.id), max(w.found_at)
    INTO last, seen
    FROM (SELECT d.id, d.found_at FROM trueup.drift AS d WHERE d.id > start ORDER BY d.id LIMIT most) AS w;
  DELETE FROM trueup.drift AS d
   WHERE d.id > start
     AND d.id <= last
     AND d.ended_at < before;
  GET DIAGNOSTICS removed = ROW_COUNT;
  moved := 0;
  next_place := jsonb_build_array(coalesce(last, start));
  is_done := last IS NULL OR seen >= before;
END
$$;
COMMENT ON FUNCTION trueup.prune_drift(timestamptz, jsonb, integer) IS 'A batch of prune: removes drift that ended.';

-- Stays: leases that live.
CREATE FUNCTION trueup.prune_leases(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  start bigint := coalesce((place ->> 0)::bigint, 0);
  last  bigint;
  taken timestamptz;
BEGIN
  SELECT max(w.number), max(w.taken_at)
    INTO last, taken
    FROM (SELECT l.number, l.taken_at
            FROM trueup.model_lease AS l
           WHERE l.number > start
           ORDER BY l.number
           LIMIT most) AS w;
  DELETE FROM trueup.model_lease AS l
   WHERE l.number > start
     AND l.number <= last
     AND coalesce(l.ended_at, l.expires_at) < before;
  GET DIAGNOSTICS removed = ROW_COUNT;
  moved := 0;
  next_place := jsonb_build_array(coalesce(last, start));
  is_done := last IS NULL OR taken >= before;
END
$$;
COMMENT ON FUNCTION trueup.prune_leases(timestamptz, jsonb, integer) IS 'A batch of prune: removes leases that ended.';

CREATE FUNCTION trueup.end_retention_sweep(sweep bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  ended trueup.retention_sweep;
BEGIN
  UPDATE trueup.retention_sweep AS s
     SET ended_at = clock_timestamp()
   WHERE s.id = sweep
  RETURNING * INTO ended;
  -- Of passes that did nothing the newest of each kind says enough.
  DELETE FROM trueup.retention_sweep AS s
   WHERE s.kind = ended.kind
     AND s.id < ended.id
     AND s.ended_at IS NOT NULL
     AND s.removed = 0
     AND s.moved = 0;
  IF ended.removed > 0 THEN
    INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, before, after, reason)
    VALUES (clock_timestamp(), 'trueup', '', 'retention.pruned', 'retention:' || ended.kind, NULL,
            jsonb_build_object('pass', ended.id, 'removed', ended.removed, 'keep', ended.keep::text,
                               'before', to_char(ended.before, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
            format('Removed %s %s from before %s', ended.removed, ended.kind,
                   to_char(ended.before, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
  END IF;
END
$$;
COMMENT ON FUNCTION trueup.end_retention_sweep(bigint) IS 'Ends a pass, with an audit entry when it removed something.';

-- A pass goes at most a month further than the one before with the same rule, so that a clock that is years ahead
-- is noticed before all is gone.
CREATE FUNCTION trueup.retention_limit(kind text, keep interval) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT least(pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) $2,
               (SELECT s.before OPERATOR(pg_catalog.+) interval '31 days'
                  FROM trueup.retention_sweep AS s
                 WHERE s.kind = $1
                   AND s.keep = $2
                   AND s.ended_at IS NOT NULL
                 ORDER BY s.id DESC
                 LIMIT 1))
$$;
COMMENT ON FUNCTION trueup.retention_limit(text, interval) IS 'The time that a pass begun now would remove records from before.';

-- One batch of the pass through a kind of records that is under way, or the first of a new one. The batch and what
-- is known of it are one transaction, so that a crash loses neither. A null keep is for ever; runs still move.
CREATE FUNCTION trueup.prune(kind text, keep interval, most integer,
                             OUT moved bigint, OUT removed bigint, OUT is_done boolean,
                             OUT all_removed bigint, OUT before timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  sweep  trueup.retention_sweep;
  rule   interval := justify_hours(coalesce(prune.keep, interval '1000 years'));
  result record;
BEGIN
  IF rule < interval '7 days' OR most NOT BETWEEN 1 AND 100000 THEN
    RAISE EXCEPTION 'Cannot remove % after %, % at a time: they are kept for 7 days at least', kind, keep, most
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('lock_timeout', '2s', true);
  SELECT * INTO sweep
    FROM trueup.retention_sweep AS s
   WHERE s.kind = prune.kind
     AND s.ended_at IS NULL
     FOR UPDATE;
  IF sweep.id IS NOT NULL AND sweep.keep <> rule THEN
    -- The rule has changed: what the former one let go is to stay, or more is to go.
    PERFORM trueup.end_retention_sweep(sweep.id);
    sweep := NULL;
  END IF;
  IF sweep.id IS NULL THEN
    INSERT INTO trueup.retention_sweep (kind, keep, before, started_at)
    VALUES (prune.kind, rule, trueup.retention_limit(prune.kind, rule), clock_timestamp())
    RETURNING * INTO sweep;
  END IF;
  EXECUTE format('SELECT * FROM trueup.%I($1, $2, $3)', 'prune_' || replace(prune.kind, '-', '_'))
     INTO result
    USING sweep.before, sweep.position, prune.most;
  UPDATE trueup.retention_sweep AS s
     SET position = result.next_place,
         moved = s.moved + result.moved,
         removed = s.removed + result.removed
   WHERE s.id = sweep.id
  RETURNING * INTO sweep;
  IF result.is_done THEN
    PERFORM trueup.end_retention_sweep(sweep.id);
  END IF;
  moved := result.moved;
  removed := result.removed;
  is_done := result.is_done;
  all_removed := sweep.removed;
  before := sweep.before;
END
$$;
COMMENT ON FUNCTION trueup.prune(text, interval, integer) IS 'Removes a batch of what is older than it is to be kept; the audit gets an entry at the end of each pass that removed something.';

REVOKE EXECUTE ON FUNCTION
  trueup.run_month(name), trueup.make_run_month(timestamptz), trueup.make_run_months(integer),
  trueup.prune_runs(timestamptz, jsonb, integer), trueup.prune_deliveries(timestamptz, jsonb, integer),
  trueup.prune_steps(timestamptz, jsonb, integer), trueup.prune_node_changes(timestamptz, jsonb, integer),
  trueup.prune_drift(timestamptz, jsonb, integer), trueup.prune_leases(timestamptz, jsonb, integer),
  trueup.end_retention_sweep(bigint), trueup.retention_limit(text, interval),
  trueup.prune(text, interval, integer)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trueup.make_run_months(integer), trueup.prune(text, interval, integer),
  trueup.retention_limit(text, interval), trueup.run_month(name) TO trueup_app;
GRANT SELECT ON trueup.run_history, trueup.run_history_rest, trueup.run_kept, trueup.run_past, trueup.retention_sweep TO trueup_app;

SELECT trueup.make_run_months(2);
