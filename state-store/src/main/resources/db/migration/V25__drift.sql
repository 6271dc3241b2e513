-- Where platforms differ from what they have realized, and the checks that found it.

CREATE TABLE trueup.drift_check (
  platform        integer PRIMARY KEY REFERENCES trueup.platform,
  version         bigint NOT NULL,
  started_at      timestamptz NOT NULL,
  ended_at        timestamptz NOT NULL,
  checked_through timestamptz,
  compared        integer NOT NULL,
  nodes           integer NOT NULL,
  error           text,
  failures        integer NOT NULL,
  failing_since   timestamptz,
  CONSTRAINT drift_check_failure_is_whole
    CHECK ((failures = 0) = (error IS NULL) AND (failures = 0) = (failing_since IS NULL))
);
COMMENT ON TABLE trueup.drift_check IS 'The last check for drift of each platform.';
COMMENT ON COLUMN trueup.drift_check.platform IS 'The platform.';
COMMENT ON COLUMN trueup.drift_check.version IS 'The version that its nodes were compared with.';
COMMENT ON COLUMN trueup.drift_check.started_at IS 'When it began.';
COMMENT ON COLUMN trueup.drift_check.ended_at IS 'When it ended.';
COMMENT ON COLUMN trueup.drift_check.checked_through IS 'Every node whose check was due by then has been compared; null when none has been.';
COMMENT ON COLUMN trueup.drift_check.compared IS 'How many nodes the last check that could read the platform compared.';
COMMENT ON COLUMN trueup.drift_check.nodes IS 'How many nodes the platform has in that version.';
COMMENT ON COLUMN trueup.drift_check.error IS 'Why the platform could not be read; null when it could.';
COMMENT ON COLUMN trueup.drift_check.failures IS 'How many checks in a row could not read the platform.';
COMMENT ON COLUMN trueup.drift_check.failing_since IS 'When the first of these ended; null when the last one could read it.';

CREATE TABLE trueup.drift (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  platform     integer NOT NULL REFERENCES trueup.platform,
  node         text COLLATE "C" NOT NULL,
  realized     text,
  kind         text NOT NULL CHECK (kind IN ('MISSING', 'CHANGED')),
  message      text NOT NULL,
  refusal      text,
  found_at     timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  ended_at     timestamptz,
  ending       text CHECK (ending IN ('REPAIRED', 'GONE', 'CHANGED')),
  CONSTRAINT drift_end_is_whole CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX drift_now ON trueup.drift (platform, node) WHERE ended_at IS NULL;
CREATE INDEX drift_of_platform ON trueup.drift (platform, id);
COMMENT ON TABLE trueup.drift IS 'Nodes that differed from what they had realized, from when to when.';
COMMENT ON COLUMN trueup.drift.id IS 'Its number, growing.';
COMMENT ON COLUMN trueup.drift.platform IS 'The platform.';
COMMENT ON COLUMN trueup.drift.node IS 'The node.';
COMMENT ON COLUMN trueup.drift.realized IS 'Fingerprint of what the node had realized when it was last seen to differ.';
COMMENT ON COLUMN trueup.drift.kind IS 'Whether something is missing, or is there and differs.';
COMMENT ON COLUMN trueup.drift.message IS 'What differs, one sentence.';
COMMENT ON COLUMN trueup.drift.refusal IS 'Why it is not repaired; null when no repair was tried.';
COMMENT ON COLUMN trueup.drift.found_at IS 'When a check found it first.';
COMMENT ON COLUMN trueup.drift.last_seen_at IS 'When a check found it last.';
COMMENT ON COLUMN trueup.drift.ended_at IS 'When it ended, as far as known; null while it lasts.';
COMMENT ON COLUMN trueup.drift.ending IS 'Whether Trueup repaired it, it was gone, or the node itself changed or left; null while it lasts.';

-- A node that changes, or has changed since, is brought to its target by what changes it.
CREATE VIEW trueup.drifted_node AS
SELECT d.platform, d.node, d.kind, d.message, d.refusal, d.found_at, d.last_seen_at
  FROM trueup.drift AS d
  JOIN trueup.node AS n ON n.platform = d.platform AND n.key = d.node
 WHERE d.ended_at IS NULL
   AND n.state = 'REALIZED'
   AND n.realized IS NOT DISTINCT FROM d.realized;
COMMENT ON VIEW trueup.drifted_node IS 'The nodes that differ from what they have realized, as far as known; the columns are those of drift.';
COMMENT ON COLUMN trueup.drifted_node.platform IS 'The platform.';
COMMENT ON COLUMN trueup.drifted_node.node IS 'The node.';
COMMENT ON COLUMN trueup.drifted_node.kind IS 'Whether something is missing, or is there and differs.';
COMMENT ON COLUMN trueup.drifted_node.message IS 'What differs, one sentence.';
COMMENT ON COLUMN trueup.drifted_node.refusal IS 'Why it is not repaired; null when no repair was tried.';
COMMENT ON COLUMN trueup.drifted_node.found_at IS 'When a check found it first.';
COMMENT ON COLUMN trueup.drifted_node.last_seen_at IS 'When a check found it last.';

CREATE VIEW audit.drift_history AS
SELECT p.source,
       p.name AS platform,
       d.node,
       lower(d.kind) AS kind,
       d.message AS what,
       d.refusal AS not_repaired_because,
       d.found_at,
       d.last_seen_at,
       d.ended_at,
       lower(d.ending) AS ending
  FROM trueup.drift AS d
  JOIN trueup.platform AS p ON p.id = d.platform;
COMMENT ON VIEW audit.drift_history IS 'Nodes that differed from what they had realized, from when to when.';
COMMENT ON COLUMN audit.drift_history.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.drift_history.platform IS 'The platform.';
COMMENT ON COLUMN audit.drift_history.node IS 'The node.';
COMMENT ON COLUMN audit.drift_history.kind IS 'missing when a table, a view or a schema was not there; changed otherwise.';
COMMENT ON COLUMN audit.drift_history.what IS 'What differed, one sentence.';
COMMENT ON COLUMN audit.drift_history.not_repaired_because IS 'Why it was not repaired when it was last seen; null when no repair was tried.';
COMMENT ON COLUMN audit.drift_history.found_at IS 'When a check found it first.';
COMMENT ON COLUMN audit.drift_history.last_seen_at IS 'When a check found it last.';
COMMENT ON COLUMN audit.drift_history.ended_at IS 'When a check no longer found it; null while it lasts.';
COMMENT ON COLUMN audit.drift_history.ending IS 'repaired by Trueup; gone, as a person mended it; changed, as the node itself changed or left. Null while it lasts.';

CREATE VIEW audit.drift_check AS
SELECT p.source,
       p.name AS platform,
       c.version,
       c.started_at,
       c.ended_at,
       c.compared,
       c.nodes,
       c.error,
       c.failing_since
  FROM trueup.drift_check AS c
  JOIN trueup.platform AS p ON p.id = c.platform;
COMMENT ON VIEW audit.drift_check IS 'The last check for drift of each platform.';
COMMENT ON COLUMN audit.drift_check.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.drift_check.platform IS 'The platform.';
COMMENT ON COLUMN audit.drift_check.version IS 'The version that its nodes were compared with.';
COMMENT ON COLUMN audit.drift_check.started_at IS 'When it began.';
COMMENT ON COLUMN audit.drift_check.ended_at IS 'When it ended.';
COMMENT ON COLUMN audit.drift_check.compared IS 'How many nodes the last check that could read the platform compared.';
COMMENT ON COLUMN audit.drift_check.nodes IS 'How many nodes the platform has in that version.';
COMMENT ON COLUMN audit.drift_check.error IS 'Why the platform could not be read; null when it could.';
COMMENT ON COLUMN audit.drift_check.failing_since IS 'Since when it cannot be read; null when it can.';

GRANT SELECT, INSERT, UPDATE ON trueup.drift_check, trueup.drift TO trueup_app;
GRANT SELECT ON trueup.drifted_node TO trueup_app;
