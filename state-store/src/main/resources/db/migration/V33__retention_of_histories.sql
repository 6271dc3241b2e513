-- Rules for the histories, for the journal of statements and for the audit, and what each rule would remove now.

CREATE TABLE trueup.audit_checkpoint (
  position bigint PRIMARY KEY CHECK (position > 0),
  digest   bytea NOT NULL CHECK (octet_length(digest) = 32),
  made_at  timestamptz NOT NULL
);
COMMENT ON TABLE trueup.audit_checkpoint IS 'Where the audit''s chain was cut: the entries up to there were verified and removed, and an entry after it says so.';
COMMENT ON COLUMN trueup.audit_checkpoint.position IS 'Position of the last entry that was removed.';
COMMENT ON COLUMN trueup.audit_checkpoint.digest IS 'Its digest, from which the rest of the chain is verified.';
COMMENT ON COLUMN trueup.audit_checkpoint.made_at IS 'When it was made.';
CREATE TRIGGER audit_checkpoint_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON trueup.audit_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
GRANT SELECT ON trueup.audit_checkpoint TO trueup_app;

CREATE VIEW audit.checkpoint AS
SELECT c.position, encode(c.digest, 'hex') AS digest, c.made_at
  FROM trueup.audit_checkpoint AS c;
COMMENT ON VIEW audit.checkpoint IS 'Where the audit''s chain was cut; the newest is where verification begins.';
COMMENT ON COLUMN audit.checkpoint.position IS 'Position of the last entry that was removed.';
COMMENT ON COLUMN audit.checkpoint.digest IS 'Its digest, in hex.';
COMMENT ON COLUMN audit.checkpoint.made_at IS 'When the entries up to there were removed.';

-- Still a guard against mistakes, and no more: only the functions below set the tables that they delete from, for as
-- long as their own statement lasts.
CREATE OR REPLACE FUNCTION trueup.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE'
     AND TG_TABLE_NAME = ANY (string_to_array(current_setting('trueup.pruning', true), ' ')) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'Cannot % %.%: it is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

-- The last statements of each node, and the changes of each window, are found by these.
CREATE INDEX schema_statement_node ON trueup.schema_statement (node, batch) WHERE node IS NOT NULL;
CREATE INDEX run_kept_newest ON trueup.run_kept (platform, number);
CREATE INDEX run_kept_parts ON trueup.run_kept (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX window_history_window ON trueup.window_history (window_id, id);

-- Stays: what is open or uncertain, and the last batch that changed each node of a container.
CREATE FUNCTION trueup.old_batches(before timestamptz) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT b.id
    FROM trueup.schema_batch AS b
   WHERE b.ended_at < $1
     AND b.state NOT IN ('OPEN', 'UNCERTAIN')
     AND (b.state = 'FAILED'
          OR NOT EXISTS
               (SELECT
                  FROM trueup.schema_statement AS s
                 WHERE s.batch = b.id
                   AND s.node IS NOT NULL
                   AND NOT EXISTS
                         (SELECT
                            FROM trueup.schema_statement AS n
                            JOIN trueup.schema_batch AS m ON m.id = n.batch
                           WHERE n.node = s.node
                             AND n.batch > b.id
                             AND m.platform = b.platform
                             AND m.container = b.container
                             AND m.state NOT IN ('OPEN', 'UNCERTAIN', 'FAILED'))))
$$;
COMMENT ON FUNCTION trueup.old_batches(timestamptz) IS 'Batches of statements that ended before a time and explain nothing of today.';

-- Stays: how each gate has been since its last change, unless it has been open since before that time.
CREATE FUNCTION trueup.old_gate_events(before timestamptz) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT g.id
    FROM trueup.gate_history AS g
   WHERE g.at < $1
     AND coalesce((SELECT n.at
                     FROM trueup.gate_history AS n
                    WHERE n.platform = g.platform
                      AND n.kind = g.kind
                      AND n.what = g.what
                      AND n.id > g.id
                    ORDER BY n.id
                    LIMIT 1),
                  CASE WHEN NOT g.is_shut THEN g.at END) < $1
$$;
COMMENT ON FUNCTION trueup.old_gate_events(timestamptz) IS 'Events of gates whose stretch of time ended before a time.';

-- Stays: the last change of each window.
CREATE FUNCTION trueup.old_window_changes(before timestamptz) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT h.id
    FROM trueup.window_history AS h
   WHERE h.at < $1
     AND (SELECT n.at
            FROM trueup.window_history AS n
           WHERE n.window_id = h.window_id
             AND n.id > h.id
           ORDER BY n.id
           LIMIT 1) < $1
$$;
COMMENT ON FUNCTION trueup.old_window_changes(timestamptz) IS 'Changes of windows that later ones replaced before a time.';

-- Stays: the last move of each pointer.
CREATE FUNCTION trueup.old_moves(before timestamptz) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT h.id
    FROM trueup.pointer_history AS h
   WHERE h.at < $1
     AND (SELECT n.at
            FROM trueup.pointer_history AS n
           WHERE n.platform = h.platform
             AND n.pointer = h.pointer
             AND n.id > h.id
           ORDER BY n.id
           LIMIT 1) < $1
$$;
COMMENT ON FUNCTION trueup.old_moves(timestamptz) IS 'Moves of pointers that later ones replaced before a time.';

CREATE FUNCTION trueup.prune_statements(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  start bigint := coalesce((place ->> 0)::bigint, 0);
  last  bigint;
  began timestamptz;
  gone  bigint[];
BEGIN
  -- A batch has up to a hundred statements, and mostly few.
  SELECT max(w.id), max(w.began_at)
    INTO last, began
    FROM (SELECT b.id, b.began_at
            FROM trueup.schema_batch AS b
           WHERE b.id > start
           ORDER BY b.id
           LIMIT greatest(most / 10, 1)) AS w;
  SELECT array_agg(o.id)
    INTO gone
    FROM trueup.old_batches(before) AS o (id)
   WHERE o.id > start
     AND o.id <= last;
  PERFORM set_config('trueup.pruning', 'schema_statement schema_batch', true);
  DELETE FROM trueup.schema_statement AS s WHERE s.batch = ANY (gone);
  GET DIAGNOSTICS removed = ROW_COUNT;
  DELETE FROM trueup.schema_batch AS b WHERE b.id = ANY (gone);
  PERFORM set_config('trueup.pruning', '', true);
  moved := 0;
  next_place := jsonb_build_array(coalesce(last, start));
  is_done := last IS NULL OR began >= before;
END
$$;
COMMENT ON FUNCTION trueup.prune_statements(timestamptz, jsonb, integer) IS 'A batch of prune: removes statements that nothing of today rests on.';

CREATE FUNCTION trueup.prune_gates(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  start bigint := coalesce((place ->> 0)::bigint, 0);
  last  bigint;
  seen  timestamptz;
BEGIN
  SELECT max(w.id), max(w.at)
    INTO last, seen
    FROM (SELECT g.id, g.at FROM trueup.gate_history AS g WHERE g.id > start ORDER BY g.id LIMIT most) AS w;
  PERFORM set_config('trueup.pruning', 'gate_history', true);
  DELETE FROM trueup.gate_history AS g
   WHERE g.id IN (SELECT o.id
                    FROM trueup.old_gate_events(before) AS o (id)
                   WHERE o.id > start
                     AND o.id <= last);
  GET DIAGNOSTICS removed = ROW_COUNT;
  PERFORM set_config('trueup.pruning', '', true);
  moved := 0;
  next_place := jsonb_build_array(coalesce(last, start));
  is_done := last IS NULL OR seen >= before;
END
$$;
COMMENT ON FUNCTION trueup.prune_gates(timestamptz, jsonb, integer) IS 'A batch of prune: removes what gates platforms waited for.';

CREATE FUNCTION trueup.prune_windows(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  start bigint := coalesce((place ->> 0)::bigint, 0);
  last  bigint;
  seen  timestamptz;
BEGIN
  SELECT max(w.id), max(w.at)
    INTO last, seen
    FROM (SELECT h.id, h.at FROM trueup.window_history AS h WHERE h.id > start ORDER BY h.id LIMIT most) AS w;
  PERFORM set_config('trueup.pruning', 'window_history', true);
  DELETE FROM trueup.window_history AS h
   WHERE h.id IN (SELECT o.id
                    FROM trueup.old_window_changes(before) AS o (id)
                   WHERE o.id > start
                     AND o.id <= last);
  GET DIAGNOSTICS removed = ROW_COUNT;
  PERFORM set_config('trueup.pruning', '', true);
  moved := 0;
  next_place := jsonb_build_array(coalesce(last, start));
  is_done := last IS NULL OR seen >= before;
END
$$;
COMMENT ON FUNCTION trueup.prune_windows(timestamptz, jsonb, integer) IS 'A batch of prune: removes former states of windows.';

CREATE FUNCTION trueup.prune_pointers(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  start bigint := coalesce((place ->> 0)::bigint, 0);
  last  bigint;
  seen  timestamptz;
BEGIN
  SELECT max(w.id), max(w.at)
    INTO last, seen
    FROM (SELECT h.id, h.at FROM trueup.pointer_history AS h WHERE h.id > start ORDER BY h.id LIMIT most) AS w;
  PERFORM set_config('trueup.pruning', 'pointer_history', true);
  DELETE FROM trueup.pointer_history AS h
   WHERE h.id IN (SELECT o.id
                    FROM trueup.old_moves(before) AS o (id)
                   WHERE o.id > start
                     AND o.id <= last);
  GET DIAGNOSTICS removed = ROW_COUNT;
  PERFORM set_config('trueup.pruning', '', true);
  moved := 0;
  next_place := jsonb_build_array(coalesce(last, start));
  is_done := last IS NULL OR seen >= before;
END
$$;
COMMENT ON FUNCTION trueup.prune_pointers(timestamptz, jsonb, integer) IS 'A batch of prune: removes former moves of pointers.';

-- Where the chain begins: after the newest checkpoint.
CREATE FUNCTION trueup.audit_start(OUT "position" bigint, OUT digest bytea) LANGUAGE sql STABLE AS $$
  SELECT c.position, c.digest
    FROM (SELECT k.position, k.digest
            FROM trueup.audit_checkpoint AS k
           UNION ALL
          SELECT 0, pg_catalog.decode(pg_catalog.repeat('00', 32), 'hex')) AS c
   ORDER BY c.position DESC
   LIMIT 1
$$;
COMMENT ON FUNCTION trueup.audit_start() IS 'Position and digest after which the audit''s chain begins.';

-- The entries since the oldest order of a person that still counts are kept.
CREATE FUNCTION trueup.audit_limit(before timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT min(o.since)
    FROM (SELECT $1
           UNION ALL
          SELECT p.pause_since
            FROM trueup.platform AS p
           WHERE p.pause_by IS NOT NULL
             AND (p.pause_until IS NULL OR p.pause_until > pg_catalog.clock_timestamp())
           UNION ALL
          SELECT p.hold_since FROM trueup.platform AS p WHERE p.hold_version IS NOT NULL
           UNION ALL
          SELECT p.approval_since FROM trueup.platform AS p WHERE p.approval_version IS NOT NULL
           UNION ALL
          SELECT p.sync_since FROM trueup.platform AS p WHERE p.sync_by IS NOT NULL
           UNION ALL
          SELECT g.since
            FROM trueup.group_pause AS g
           WHERE g.resumed_at IS NULL
             AND (g.until IS NULL OR g.until > pg_catalog.clock_timestamp())
           UNION ALL
          SELECT s.approved_at FROM trueup.source AS s WHERE s.approved_change IS NOT NULL
           UNION ALL
          SELECT w.suspended_since
            FROM trueup.rollout_window AS w
           WHERE w.ended_at IS NULL
             AND w.deleted_at IS NULL
             AND w.suspended_by IS NOT NULL
           UNION ALL
          SELECT r.started_at FROM trueup.rollout AS r WHERE r.ended_at IS NULL) AS o (since)
$$;
COMMENT ON FUNCTION trueup.audit_limit(timestamptz) IS 'The time before which entries of the audit may go: a time, or the oldest order that still counts.';

-- First the chain is verified from its start up to the first entry that stays, so that no removal hides that an
-- entry was changed. Then a checkpoint and its entry are written. Then the entries up to it go, with their links.
CREATE FUNCTION trueup.prune_audit(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  start    record;
  page     record;
  border   timestamptz;
  reached  bigint;
  digested bytea;
BEGIN
  moved := 0;
  removed := 0;
  is_done := false;
  SELECT s.position, s.digest INTO start FROM trueup.audit_start() AS s;
  IF place ->> 0 = 'remove' THEN
    PERFORM set_config('trueup.pruning', 'audit_entry audit_link', true);
    WITH gone AS (DELETE FROM trueup.audit_link AS l
                   WHERE l.position IN (SELECT f.position
                                          FROM trueup.audit_link AS f
                                         WHERE f.position <= start.position
                                         ORDER BY f.position
                                         LIMIT most)
                  RETURNING l.entry)
    DELETE FROM trueup.audit_entry AS e USING gone AS g WHERE e.id = g.entry;
    GET DIAGNOSTICS removed = ROW_COUNT;
    PERFORM set_config('trueup.pruning', '', true);
    next_place := place;
    is_done := removed < most;
    RETURN;
  END IF;
  reached := coalesce((place ->> 1)::bigint, start.position);
  digested := coalesce(decode(place ->> 2, 'hex'), start.digest);
  border := trueup.audit_limit(before);
  -- The last entry always stays, so that the chain has an end.
  SELECT min(c.position) FILTER (WHERE (c.e).at >= border) AS young,
         min(c.position) FILTER (WHERE c.former + 1 <> c.position
                                    OR (c.e).id IS NULL
                                    OR c.digest <> trueup.audit_digest(c.previous, c.position, c.e)) AS wrong,
         count(*) AS links
    INTO page
    FROM (SELECT w.position, w.digest, w.e,
                 lag(w.position, 1, reached) OVER by_position AS former,
                 lag(w.digest, 1, digested) OVER by_position AS previous
            FROM (SELECT l.position, l.digest, e
                    FROM trueup.audit_link AS l
                    LEFT JOIN trueup.audit_entry AS e ON e.id = l.entry
                   WHERE l.position > reached
                     AND l.position < (SELECT h.position FROM trueup.audit_head AS h)
                   ORDER BY l.position
                   LIMIT most) AS w
          WINDOW by_position AS (ORDER BY w.position)) AS c;
  IF page.wrong < coalesce(page.young, page.wrong + 1) THEN
    RAISE EXCEPTION 'Cannot remove old entries of the audit: position % does not fit the chain. Run trueup audit verify',
      page.wrong
      USING ERRCODE = 'data_corrupted';
  END IF;
  IF page.links > 0 THEN
    SELECT l.position, l.digest
      INTO reached, digested
      FROM (SELECT k.position, k.digest
              FROM trueup.audit_link AS k
             WHERE k.position > reached
               AND k.position < coalesce(page.young, reached + page.links + 1)
             UNION ALL
            SELECT reached, digested) AS l
     ORDER BY l.position DESC
     LIMIT 1;
  END IF;
  IF page.young IS NULL AND page.links = most THEN
    next_place := jsonb_build_array('verify', reached, encode(digested, 'hex'));
    RETURN;
  END IF;
  next_place := jsonb_build_array('remove');
  IF reached = start.position THEN
    -- What a pass that was ended early left behind goes with the next batch.
    RETURN;
  END IF;
  INSERT INTO trueup.audit_checkpoint (position, digest, made_at)
  VALUES (reached, digested, clock_timestamp());
  INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, before, after, reason)
  SELECT clock_timestamp(), 'trueup', '', 'audit.checkpoint', 'audit',
         jsonb_build_object('position', start.position, 'digest', encode(start.digest, 'hex')),
         jsonb_build_object('position', reached, 'digest', encode(digested, 'hex'),
                            'removed', reached - start.position,
                            'through', to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
         format('Removed %s entries up to position %s, the last from %s; the rest is verified from there',
                reached - start.position, reached, to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    FROM trueup.audit_link AS l
    JOIN trueup.audit_entry AS e ON e.id = l.entry
   WHERE l.position = reached;
END
$$;
COMMENT ON FUNCTION trueup.prune_audit(timestamptz, jsonb, integer) IS 'A batch of prune: verifies the oldest entries of the audit, writes a checkpoint, and removes them.';

-- How many records a pass begun now would remove, and from before when. Null for what is kept for ever.
CREATE FUNCTION trueup.retention_preview(kind text, keep interval, OUT before timestamptz, OUT removable bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
BEGIN
  removable := 0;
  IF keep IS NULL THEN
    RETURN;
  END IF;
  before := trueup.retention_limit(kind, justify_hours(keep));
  CASE kind
    WHEN 'runs' THEN
      WITH over AS MATERIALIZED (
             SELECT h.platform, h.node
               FROM trueup.run_history AS h
              WHERE date_trunc('month', h.began_at) + interval '1 month' <= before
             UNION ALL
             SELECT u.platform, u.node
               FROM trueup.run AS u
              WHERE date_trunc('month', u.began_at) + interval '1 month' <= before
                AND u.ended_at < clock_timestamp() - interval '7 days'
                AND u.state NOT IN ('RECONCILING', 'OPEN')
                AND NOT EXISTS (SELECT
                                  FROM trueup.run AS other
                                 WHERE other.part_of = u.part_of
                                   AND (other.ended_at IS NULL
                                        OR other.ended_at >= clock_timestamp() - interval '7 days'))),
           kept AS MATERIALIZED (SELECT k.platform, k.node FROM trueup.run_kept AS k)
      SELECT (SELECT count(*) FROM over) + (SELECT count(*) FROM kept)
             - (SELECT count(*) FROM (SELECT * FROM over UNION SELECT * FROM kept) AS all_nodes)
        INTO removable;
    WHEN 'deliveries' THEN
      SELECT count(*)
        INTO removable
        FROM trueup.delivery AS d
        JOIN trueup.source AS s ON s.id = d.source
       WHERE d.received_at < retention_preview.before
         AND NOT EXISTS (SELECT FROM trueup.version AS v WHERE v.delivery = d.id)
         AND NOT EXISTS (SELECT FROM trueup.delivery AS r WHERE r.first = d.id)
         AND d.generation <= s.processed
         AND d.id < (SELECT max(n.id) FROM trueup.delivery AS n WHERE n.source = d.source);
    WHEN 'steps' THEN
      SELECT count(*)
        INTO removable
        FROM trueup.rollout AS r
        JOIN trueup.platform AS p ON p.id = r.platform
        JOIN trueup.step AS t ON t.rollout = r.id
       WHERE r.ended_at < retention_preview.before
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
                          WHERE c.rollout = r.id);
    WHEN 'node-changes' THEN
      SELECT count(*)
        INTO removable
        FROM (SELECT p.id,
                     least(p.realized_version, p.target_version, p.merged_version, p.hold_version) AS floor,
                     (SELECT min(v.sequence)
                        FROM trueup.version AS v
                       WHERE v.source = p.source
                         AND v.decided_at >= retention_preview.before) AS young
                FROM trueup.platform AS p) AS b
        JOIN trueup.node_delta AS d ON d.platform = b.id AND d.sequence < least(b.floor, b.young)
       WHERE EXISTS (SELECT
                       FROM trueup.node_delta AS n
                      WHERE n.platform = d.platform
                        AND n.node = d.node
                        AND n.sequence > d.sequence
                        AND n.sequence <= b.floor);
    WHEN 'drift' THEN
      SELECT count(*) INTO removable FROM trueup.drift AS d WHERE d.ended_at < retention_preview.before;
    WHEN 'leases' THEN
      SELECT count(*)
        INTO removable
        FROM trueup.model_lease AS l
       WHERE coalesce(l.ended_at, l.expires_at) < retention_preview.before;
    WHEN 'statements' THEN
      SELECT count(*)
        INTO removable
        FROM trueup.old_batches(before) AS o (id)
        JOIN trueup.schema_statement AS s ON s.batch = o.id;
    WHEN 'gates' THEN
      SELECT count(*) INTO removable FROM trueup.old_gate_events(before) AS o (id);
    WHEN 'windows' THEN
      SELECT count(*) INTO removable FROM trueup.old_window_changes(before) AS o (id);
    WHEN 'pointers' THEN
      SELECT count(*) INTO removable FROM trueup.old_moves(before) AS o (id);
    WHEN 'audit' THEN
      SELECT coalesce((SELECT l.position
                         FROM trueup.audit_link AS l
                         LEFT JOIN trueup.audit_entry AS e ON e.id = l.entry
                        WHERE l.position > s.position
                          AND (e.id IS NULL OR e.at >= trueup.audit_limit(retention_preview.before))
                        ORDER BY l.position
                        LIMIT 1),
                      h.position)
             - 1 - s.position
        INTO removable
        FROM trueup.audit_start() AS s, trueup.audit_head AS h
       WHERE h.position > s.position;
      removable := coalesce(removable, 0);
  END CASE;
END
$$;
COMMENT ON FUNCTION trueup.retention_preview(text, interval) IS 'What a pass begun now would remove.';

REVOKE EXECUTE ON FUNCTION
  trueup.old_batches(timestamptz), trueup.old_gate_events(timestamptz), trueup.old_window_changes(timestamptz),
  trueup.old_moves(timestamptz), trueup.prune_statements(timestamptz, jsonb, integer),
  trueup.prune_gates(timestamptz, jsonb, integer), trueup.prune_windows(timestamptz, jsonb, integer),
  trueup.prune_pointers(timestamptz, jsonb, integer), trueup.audit_start(), trueup.audit_limit(timestamptz),
  trueup.prune_audit(timestamptz, jsonb, integer), trueup.retention_preview(text, interval)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  trueup.old_batches(timestamptz), trueup.old_gate_events(timestamptz), trueup.old_window_changes(timestamptz),
  trueup.old_moves(timestamptz), trueup.audit_start(), trueup.audit_limit(timestamptz),
  trueup.retention_preview(text, interval)
  TO trueup_app;
