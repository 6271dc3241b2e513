-- Every change of state, for whoever wants to hear of it. A change is inserted without a position in the transaction
-- that makes it so, and gets one when that transaction is visible: a reader that goes by positions misses none, however
-- late a transaction commits. Changes that depend on each other keep their order, because the later one got its id
-- after the earlier one was committed.

CREATE TABLE trueup.state_change (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  position bigint CHECK (position > 0),
  at       timestamptz NOT NULL,
  type     text NOT NULL,
  about    text NOT NULL,
  source   text COLLATE "C",
  platform text COLLATE "C",
  data     json NOT NULL,
  trace    text
);
CREATE UNIQUE INDEX state_change_position ON trueup.state_change (position) WHERE position IS NOT NULL;
CREATE INDEX state_change_unnumbered ON trueup.state_change (id) WHERE position IS NULL;
COMMENT ON TABLE trueup.state_change IS 'Every change of state, from which events, notifications and statuses are made.';
COMMENT ON COLUMN trueup.state_change.id IS 'In the order in which changes were written, with gaps.';
COMMENT ON COLUMN trueup.state_change.position IS 'From 1, without a gap; null until every reader sees the change.';
COMMENT ON COLUMN trueup.state_change.at IS 'When it was written.';
COMMENT ON COLUMN trueup.state_change.type IS 'What kind of change, such as merge.judged.';
COMMENT ON COLUMN trueup.state_change.about IS 'What it is about, such as platform:acme/Live.';
COMMENT ON COLUMN trueup.state_change.source IS 'The source that it is about, or whose platform; null for neither.';
COMMENT ON COLUMN trueup.state_change.platform IS 'The platform''s name in the source; null when it is about none.';
COMMENT ON COLUMN trueup.state_change.data IS 'Its fields, as the schema of its type says.';
COMMENT ON COLUMN trueup.state_change.trace IS 'The trace that it belongs to, as in the header traceparent; null for none.';

CREATE TABLE trueup.change_head (
  alone    boolean PRIMARY KEY DEFAULT true CHECK (alone),
  position bigint NOT NULL,
  floor    bigint NOT NULL,
  seen     bigint NOT NULL,
  horizon  xid8 NOT NULL
);
COMMENT ON TABLE trueup.change_head IS 'The end of the numbered changes: one row, which who numbers changes locks.';
COMMENT ON COLUMN trueup.change_head.alone IS 'True.';
COMMENT ON COLUMN trueup.change_head.position IS 'The last position that was given.';
COMMENT ON COLUMN trueup.change_head.floor IS 'No change with this id or a lower one lacks a position, or ever will.';
COMMENT ON COLUMN trueup.change_head.seen IS 'The floor once all transactions before the horizon are over.';
COMMENT ON COLUMN trueup.change_head.horizon IS 'Whoever took an id up to seen has a lower transaction id than this.';
INSERT INTO trueup.change_head (position, floor, seen, horizon) VALUES (0, 0, 0, pg_current_xact_id());

CREATE TABLE trueup.change_reader (
  name     text COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL CHECK (position >= 0),
  moved_at timestamptz NOT NULL
);
COMMENT ON TABLE trueup.change_reader IS 'How far those have come who pass changes on; what they have not passed on stays.';
COMMENT ON COLUMN trueup.change_reader.name IS 'Who, such as kafka or subscription:7.';
COMMENT ON COLUMN trueup.change_reader.position IS 'Up to which position everything is passed on.';
COMMENT ON COLUMN trueup.change_reader.moved_at IS 'When it came there.';

-- The floor keeps this quick where dead entries of the index cannot be removed, because of a long transaction.
CREATE FUNCTION trueup.number_changes(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head     trueup.change_head;
  oldest   xid8;
  numbered integer;
  last     bigint;
  is_first boolean := pg_current_xact_id_if_assigned() IS NULL;
BEGIN
  -- Before this transaction gets its id: whoever took one of these ids for a change has a lower transaction id.
  SELECT s.last_value INTO last FROM trueup.state_change_id_seq AS s;
  SELECT * INTO head FROM trueup.change_head;
  IF NOT FOUND THEN
    INSERT INTO trueup.change_head (position, floor, seen, horizon)
    SELECT coalesce(max(c.position), 0), 0, 0, pg_current_xact_id() FROM trueup.state_change AS c
        ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT head FROM trueup.change_head;
  END IF;
  IF NOT EXISTS (SELECT FROM trueup.state_change AS c WHERE c.position IS NULL AND c.id > head.floor) THEN
    RETURN 0;
  END IF;
  SELECT * INTO head FROM trueup.change_head FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  -- Before the changes are read: whatever transaction is older than this is over when they are.
  oldest := pg_snapshot_xmin(pg_current_snapshot());
  UPDATE trueup.state_change AS c
     SET position = head.position + n.place
    FROM (SELECT u.id, row_number() OVER (ORDER BY u.id) AS place
            FROM (SELECT w.id
                    FROM trueup.state_change AS w
                   WHERE w.position IS NULL
                     AND w.id > head.floor
                   ORDER BY w.id
                   LIMIT most) AS u) AS n
   WHERE c.id = n.id;
  GET DIAGNOSTICS numbered = ROW_COUNT;
  IF numbered < most AND is_first AND oldest >= head.horizon THEN
    head.floor := head.seen;
    head.seen := last;
    head.horizon := pg_current_xact_id();
  END IF;
  UPDATE trueup.change_head
     SET position = head.position + numbered,
         floor = head.floor,
         seen = head.seen,
         horizon = head.horizon;
  RETURN numbered;
END
$$;
COMMENT ON FUNCTION trueup.number_changes(integer) IS 'Gives positions to the oldest changes that have none; returns to how many. Does nothing while another process does it.';

CREATE FUNCTION trueup.refuse_renumbering() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Cannot change change %: it has position %', OLD.id, OLD.position
    USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION trueup.refuse_renumbering() IS 'Refuses to alter a change that readers have seen.';
CREATE TRIGGER state_change_stays
  BEFORE UPDATE ON trueup.state_change FOR EACH ROW
  WHEN (OLD.position IS NOT NULL)
  EXECUTE FUNCTION trueup.refuse_renumbering();
CREATE TRIGGER state_change_is_append_only
  BEFORE DELETE OR TRUNCATE ON trueup.state_change
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
CREATE TRIGGER change_head_stays
  BEFORE DELETE OR TRUNCATE ON trueup.change_head
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();

-- Stays: what has not been passed on.
CREATE FUNCTION trueup.prune_events(
  before timestamptz, place jsonb, most integer,
  OUT moved bigint, OUT removed bigint, OUT next_place jsonb, OUT is_done boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last bigint;
BEGIN
  SELECT max(w.position)
    INTO last
    FROM (SELECT c.position, c.at
            FROM trueup.state_change AS c
           WHERE c.position IS NOT NULL
             AND c.position <= (SELECT coalesce(min(r.position), h.position)
                                  FROM trueup.change_head AS h
                                  LEFT JOIN trueup.change_reader AS r ON true
                                 GROUP BY h.position)
           ORDER BY c.position
           LIMIT most) AS w
   WHERE w.at < before;
  PERFORM set_config('trueup.pruning', 'state_change', true);
  DELETE FROM trueup.state_change AS c WHERE c.position <= last;
  GET DIAGNOSTICS removed = ROW_COUNT;
  PERFORM set_config('trueup.pruning', '', true);
  moved := 0;
  next_place := '[]'::jsonb;
  is_done := removed < most;
END
$$;
COMMENT ON FUNCTION trueup.prune_events(timestamptz, jsonb, integer) IS 'A batch of prune: removes changes that everybody who passes them on has passed on.';

ALTER TABLE trueup.retention_sweep DROP CONSTRAINT retention_sweep_kind_check;
ALTER TABLE trueup.retention_sweep ADD CONSTRAINT retention_sweep_kind_check
  CHECK (kind IN ('runs', 'deliveries', 'steps', 'node-changes', 'drift', 'leases', 'statements', 'gates', 'windows',
                  'pointers', 'events', 'audit'));

CREATE FUNCTION trueup.removal_preview(kind text, keep interval,
                                       OUT before timestamptz, OUT removable bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF kind <> 'events' THEN
    SELECT p.before, p.removable
      INTO removal_preview.before, removal_preview.removable
      FROM trueup.retention_preview(removal_preview.kind, removal_preview.keep) AS p;
    RETURN;
  END IF;
  IF keep IS NULL THEN
    removable := 0;
    RETURN;
  END IF;
  before := trueup.retention_limit(kind, justify_hours(keep));
  SELECT count(*)
    INTO removable
    FROM trueup.state_change AS c
   WHERE c.at < removal_preview.before
     AND c.position <= coalesce((SELECT min(r.position) FROM trueup.change_reader AS r), c.position);
END
$$;
COMMENT ON FUNCTION trueup.removal_preview(text, interval) IS 'What a pass begun now would remove, for all kinds of records.';

CREATE VIEW audit.event AS
SELECT c.position, c.at, c.type, c.about, c.source, c.platform, c.data, c.trace
  FROM trueup.state_change AS c
 WHERE c.position IS NOT NULL;
COMMENT ON VIEW audit.event IS 'Every change of state, as events tell it.';
COMMENT ON COLUMN audit.event.position IS 'From 1, without a gap: the number of the event.';
COMMENT ON COLUMN audit.event.at IS 'When it was written.';
COMMENT ON COLUMN audit.event.type IS 'What kind of change, such as merge.judged.';
COMMENT ON COLUMN audit.event.about IS 'What it is about, such as platform:acme/Live.';
COMMENT ON COLUMN audit.event.source IS 'The source that it is about, or whose platform; null for neither.';
COMMENT ON COLUMN audit.event.platform IS 'The platform''s name in the source; null when it is about none.';
COMMENT ON COLUMN audit.event.data IS 'Its fields, as the schema of its type says.';
COMMENT ON COLUMN audit.event.trace IS 'The trace that it belongs to, as in the header traceparent; null for none.';

REVOKE EXECUTE ON FUNCTION
  trueup.number_changes(integer), trueup.prune_events(timestamptz, jsonb, integer),
  trueup.removal_preview(text, interval)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trueup.number_changes(integer), trueup.removal_preview(text, interval) TO trueup_app;
GRANT SELECT, INSERT ON trueup.state_change TO trueup_app;
GRANT SELECT ON trueup.change_head TO trueup_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON trueup.change_reader TO trueup_app;
