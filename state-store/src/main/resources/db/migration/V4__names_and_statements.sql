-- What things are called in containers, and what was run there.

-- As in V1, what is written by the ten thousand names its parents without foreign keys.
CREATE TABLE trueup.physical_name (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  container   text COLLATE "C" NOT NULL CHECK (container <> ''),
  platform    integer NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  logical     text COLLATE "C" NOT NULL,
  within      text COLLATE "C" NOT NULL,
  name        text COLLATE "C" NOT NULL CHECK (name <> ''),
  node        text COLLATE "C",
  given_at    timestamptz NOT NULL,
  retired_at  timestamptz,
  released_at timestamptz
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX physical_name_given_once
  ON trueup.physical_name (container, kind, within, name) WHERE released_at IS NULL;
CREATE UNIQUE INDEX physical_name_one_each
  ON trueup.physical_name (container, platform, kind, logical) WHERE released_at IS NULL;
CREATE UNIQUE INDEX physical_name_page
  ON trueup.physical_name (platform, container, kind, within, name) WHERE released_at IS NULL;
CREATE INDEX physical_name_node
  ON trueup.physical_name (platform, node) WHERE released_at IS NULL;
CREATE TRIGGER physical_name_never_changes
  BEFORE UPDATE ON trueup.physical_name FOR EACH ROW
  WHEN (   OLD.released_at IS NOT NULL
        OR (OLD.container, OLD.platform, OLD.kind, OLD.logical, OLD.within, OLD.name, OLD.given_at)
           IS DISTINCT FROM
           (NEW.container, NEW.platform, NEW.kind, NEW.logical, NEW.within, NEW.name, NEW.given_at))
  EXECUTE FUNCTION trueup.refuse_change();
CREATE TRIGGER physical_name_is_never_removed
  BEFORE DELETE OR TRUNCATE ON trueup.physical_name
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
COMMENT ON TABLE trueup.physical_name IS 'What things are called in containers: a name once given is nobody else''s until it is released.';
COMMENT ON COLUMN trueup.physical_name.id IS 'Number of the name, growing.';
COMMENT ON COLUMN trueup.physical_name.container IS 'What may have each name once, such as a database: db.host:5432/warehouse.';
COMMENT ON COLUMN trueup.physical_name.platform IS 'The platform that it was given for.';
COMMENT ON COLUMN trueup.physical_name.kind IS 'What has the name: SCHEMA, RELATION or ROLE.';
COMMENT ON COLUMN trueup.physical_name.logical IS 'What that is called in the model''s words; a slash in a part of it is written %2F, a percent sign %25.';
COMMENT ON COLUMN trueup.physical_name.within IS 'The physical name of a relation''s schema; empty for what is in none.';
COMMENT ON COLUMN trueup.physical_name.name IS 'The physical name, as the container folds it.';
COMMENT ON COLUMN trueup.physical_name.node IS 'Key of the node that it is for; null for what many nodes share.';
COMMENT ON COLUMN trueup.physical_name.given_at IS 'When it was given.';
COMMENT ON COLUMN trueup.physical_name.retired_at IS 'When its node left the model; null while it is in it.';
COMMENT ON COLUMN trueup.physical_name.released_at IS 'When retention let it be given again; null while it is taken.';

CREATE TABLE trueup.schema_batch (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  container        text COLLATE "C" NOT NULL,
  platform         integer NOT NULL,
  origin           text NOT NULL,
  is_transactional boolean NOT NULL,
  allowed_by       text,
  allowed_reason   text,
  state            text NOT NULL
                   CHECK (state IN ('OPEN', 'UNCERTAIN', 'RESOLVED', 'LANDED', 'FAILED')),
  error            text,
  resolution       text,
  began_at         timestamptz NOT NULL,
  ended_at         timestamptz,
  CONSTRAINT schema_batch_allowance_is_whole
    CHECK (num_nulls(allowed_by, allowed_reason) IN (0, 2)),
  CONSTRAINT schema_batch_that_is_open_has_no_end
    CHECK ((state = 'OPEN') = (ended_at IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX schema_batch_open
  ON trueup.schema_batch (container, platform, id) WHERE state IN ('OPEN', 'UNCERTAIN');
CREATE INDEX schema_batch_newest ON trueup.schema_batch (container, id);
COMMENT ON TABLE trueup.schema_batch IS 'Statements that ran together in a container; written before they run.';
COMMENT ON COLUMN trueup.schema_batch.id IS 'Number of the batch, growing.';
COMMENT ON COLUMN trueup.schema_batch.container IS 'Where it ran, such as db.host:5432/warehouse.';
COMMENT ON COLUMN trueup.schema_batch.platform IS 'The platform that it ran for.';
COMMENT ON COLUMN trueup.schema_batch.origin IS 'What asked for it, such as rollout 12.';
COMMENT ON COLUMN trueup.schema_batch.is_transactional IS 'Whether all of its statements land or none.';
COMMENT ON COLUMN trueup.schema_batch.allowed_by IS 'The operator who allowed what destroys or rewrites; null when that was not needed.';
COMMENT ON COLUMN trueup.schema_batch.allowed_reason IS 'Why they did.';
COMMENT ON COLUMN trueup.schema_batch.state IS 'How it went; of OPEN and UNCERTAIN nobody knows yet, RESOLVED was found out later.';
COMMENT ON COLUMN trueup.schema_batch.error IS 'Why it failed, or why nobody knows; null when it did not fail.';
COMMENT ON COLUMN trueup.schema_batch.resolution IS 'What a later look at the catalog found out; null when nobody had to look.';
COMMENT ON COLUMN trueup.schema_batch.began_at IS 'When it was about to run.';
COMMENT ON COLUMN trueup.schema_batch.ended_at IS 'When its state was last told; null while it is open.';

CREATE TABLE trueup.schema_statement (
  batch   bigint NOT NULL,
  ordinal integer NOT NULL,
  node    text COLLATE "C",
  sql     text NOT NULL,
  safety  text NOT NULL,
  lock    text NOT NULL,
  reason  text NOT NULL,
  PRIMARY KEY (batch, ordinal)
);
CREATE TRIGGER schema_statement_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON trueup.schema_statement
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
COMMENT ON TABLE trueup.schema_statement IS 'The statements of batches; append-only.';
COMMENT ON COLUMN trueup.schema_statement.batch IS 'The batch.';
COMMENT ON COLUMN trueup.schema_statement.ordinal IS 'In the order in which they run, from 1.';
COMMENT ON COLUMN trueup.schema_statement.node IS 'Key of the node that it is for; null for what many nodes share.';
COMMENT ON COLUMN trueup.schema_statement.sql IS 'The statement, without secrets.';
COMMENT ON COLUMN trueup.schema_statement.safety IS 'What it does to a running system.';
COMMENT ON COLUMN trueup.schema_statement.lock IS 'The strongest lock that it takes; empty for none.';
COMMENT ON COLUMN trueup.schema_statement.reason IS 'Why it was planned.';

-- Exactly what the daemon does, and no more.
GRANT SELECT, INSERT, UPDATE (node, retired_at, released_at) ON trueup.physical_name TO trueup_app;
GRANT SELECT, INSERT, UPDATE (state, error, resolution, ended_at) ON trueup.schema_batch
  TO trueup_app;
GRANT SELECT, INSERT ON trueup.schema_statement TO trueup_app;

CREATE VIEW audit.physical_name AS
SELECT n.container, p.source, p.name AS platform, lower(n.kind) AS kind, n.logical,
       nullif(n.within, '') AS schema, n.name, n.node, n.given_at, n.retired_at, n.released_at
  FROM trueup.physical_name AS n
  JOIN trueup.platform AS p ON p.id = n.platform;
COMMENT ON VIEW audit.physical_name IS 'What things are, or once were, called in containers.';
COMMENT ON COLUMN audit.physical_name.container IS 'Where it is called so, such as db.host:5432/warehouse.';
COMMENT ON COLUMN audit.physical_name.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.physical_name.platform IS 'The platform that the name was given for.';
COMMENT ON COLUMN audit.physical_name.kind IS 'What has the name: schema, relation or role.';
COMMENT ON COLUMN audit.physical_name.logical IS 'What that is called in the model''s words.';
COMMENT ON COLUMN audit.physical_name.schema IS 'The physical name of a relation''s schema; null for what is in none.';
COMMENT ON COLUMN audit.physical_name.name IS 'The physical name.';
COMMENT ON COLUMN audit.physical_name.node IS 'The node that it is for; null for what many nodes share.';
COMMENT ON COLUMN audit.physical_name.given_at IS 'When it was given.';
COMMENT ON COLUMN audit.physical_name.retired_at IS 'When its node left the model; null while it is in it.';
COMMENT ON COLUMN audit.physical_name.released_at IS 'When retention let it be given again; null while it is taken.';

CREATE VIEW audit.schema_statement AS
SELECT b.id AS batch, s.ordinal, b.container, p.source, p.name AS platform, b.origin, s.node, s.sql,
       s.safety, s.lock, s.reason, b.is_transactional, b.allowed_by, b.allowed_reason,
       lower(b.state) AS state, b.error, b.resolution, b.began_at, b.ended_at
  FROM trueup.schema_statement AS s
  JOIN trueup.schema_batch AS b ON b.id = s.batch
  JOIN trueup.platform AS p ON p.id = b.platform;
COMMENT ON VIEW audit.schema_statement IS 'Every statement that was run in a container, or was about to be: when, why, and by whose leave.';
COMMENT ON COLUMN audit.schema_statement.batch IS 'Number of the batch that it ran in, growing.';
COMMENT ON COLUMN audit.schema_statement.ordinal IS 'Its place in the batch, from 1.';
COMMENT ON COLUMN audit.schema_statement.container IS 'Where it ran, such as db.host:5432/warehouse.';
COMMENT ON COLUMN audit.schema_statement.source IS 'The source whose ecosystem declares the platform.';
COMMENT ON COLUMN audit.schema_statement.platform IS 'The platform that it ran for.';
COMMENT ON COLUMN audit.schema_statement.origin IS 'What asked for it, such as rollout 12.';
COMMENT ON COLUMN audit.schema_statement.node IS 'The node that it is for; null for what many nodes share.';
COMMENT ON COLUMN audit.schema_statement.sql IS 'The statement.';
COMMENT ON COLUMN audit.schema_statement.safety IS 'What it does to a running system.';
COMMENT ON COLUMN audit.schema_statement.lock IS 'The strongest lock that it takes; empty for none.';
COMMENT ON COLUMN audit.schema_statement.reason IS 'Why it was planned.';
COMMENT ON COLUMN audit.schema_statement.is_transactional IS 'Whether all statements of its batch land or none.';
COMMENT ON COLUMN audit.schema_statement.allowed_by IS 'The operator who allowed its batch to destroy or rewrite; null when that was not needed.';
COMMENT ON COLUMN audit.schema_statement.allowed_reason IS 'Why they did.';
COMMENT ON COLUMN audit.schema_statement.state IS 'How its batch went: landed, failed, open while it runs, uncertain when nobody knows, resolved when that was found out later.';
COMMENT ON COLUMN audit.schema_statement.error IS 'Why its batch failed, or why nobody knows.';
COMMENT ON COLUMN audit.schema_statement.resolution IS 'What a later look at the catalog found out.';
COMMENT ON COLUMN audit.schema_statement.began_at IS 'When its batch was about to run.';
COMMENT ON COLUMN audit.schema_statement.ended_at IS 'When the state of its batch was last told; null while it is open.';
