-- The state that Trueup keeps, in schema trueup. Names and keys compare by code point, as in Java.
-- The role trueup_app exists already: it is the cluster's, and ensured before migrations run.

CREATE TABLE trueup.lease (
  resource   text COLLATE "C" PRIMARY KEY,
  holder     text NOT NULL,
  token      bigint NOT NULL CHECK (token > 0),
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE trueup.lease IS 'Who may write what: the only writer of a resource for a while.';
COMMENT ON COLUMN trueup.lease.resource IS 'What is held, such as source:acme or platform:acme/Live.';
COMMENT ON COLUMN trueup.lease.holder IS 'Which process claimed it last.';
COMMENT ON COLUMN trueup.lease.token IS 'Fencing token: grows with each claim; a writer that shows an older one is refused.';
COMMENT ON COLUMN trueup.lease.expires_at IS 'Until when it is held; -infinity once it was given back.';

CREATE TABLE trueup.source (
  id              text COLLATE "C" PRIMARY KEY,
  requested       bigint NOT NULL DEFAULT 0 CHECK (requested >= 0),
  processed       bigint NOT NULL DEFAULT 0 CHECK (processed >= 0),
  health          text NOT NULL DEFAULT 'FOLLOWING'
                  CHECK (health IN ('FOLLOWING', 'BLOCKED', 'UNREACHABLE')),
  reason          text,
  since           timestamptz NOT NULL,
  head            text,
  judged          text,
  accepted        bigint NOT NULL DEFAULT 0,
  accepted_commit text,
  acknowledged    text,
  retry_at        timestamptz,
  attempts        integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
COMMENT ON TABLE trueup.source IS 'The followed repositories and branches, as they are now.';
COMMENT ON COLUMN trueup.source.id IS 'Name of the source.';
COMMENT ON COLUMN trueup.source.requested IS 'How often somebody asked for its head to be looked at.';
COMMENT ON COLUMN trueup.source.processed IS 'Up to which request it has been looked at; work is owed while it is lower than requested.';
COMMENT ON COLUMN trueup.source.health IS 'How following goes.';
COMMENT ON COLUMN trueup.source.reason IS 'Why it is not followed; null when it is.';
COMMENT ON COLUMN trueup.source.since IS 'When its health last changed.';
COMMENT ON COLUMN trueup.source.head IS 'The remote head that was last seen.';
COMMENT ON COLUMN trueup.source.judged IS 'The commit that was last judged, accepted or not.';
COMMENT ON COLUMN trueup.source.accepted IS 'Sequence number of the newest accepted version; 0 before the first.';
COMMENT ON COLUMN trueup.source.accepted_commit IS 'The newest accepted version''s commit.';
COMMENT ON COLUMN trueup.source.acknowledged IS 'A head that an operator allows although it is no fast-forward.';
COMMENT ON COLUMN trueup.source.retry_at IS 'When to look again after a failure.';
COMMENT ON COLUMN trueup.source.attempts IS 'How many looks failed in a row.';

CREATE TABLE trueup.delivery (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source      text COLLATE "C" NOT NULL REFERENCES trueup.source,
  delivery_id text COLLATE "C" NOT NULL,
  first       bigint REFERENCES trueup.delivery,
  event       text NOT NULL,
  verdict     text NOT NULL
              CHECK (verdict IN ('ACCEPTED', 'DUPLICATE', 'REPLAY_MISMATCH', 'IGNORED')),
  reason      text,
  generation  bigint NOT NULL,
  body_digest text NOT NULL,
  body        bytea NOT NULL,
  headers     jsonb NOT NULL,
  received_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX delivery_first ON trueup.delivery (source, delivery_id) WHERE first IS NULL;
CREATE INDEX delivery_newest ON trueup.delivery (source, id);
CREATE INDEX delivery_generation ON trueup.delivery (source, generation);
COMMENT ON TABLE trueup.delivery IS 'Webhook deliveries whose signature was good, as they came; never changed.';
COMMENT ON COLUMN trueup.delivery.id IS 'Number of the delivery, growing.';
COMMENT ON COLUMN trueup.delivery.source IS 'Whom it is for.';
COMMENT ON COLUMN trueup.delivery.delivery_id IS 'The sender''s id; the same on redelivery.';
COMMENT ON COLUMN trueup.delivery.first IS 'The delivery whose id it repeats; null for the first with its id.';
COMMENT ON COLUMN trueup.delivery.event IS 'The sender''s name of the event.';
COMMENT ON COLUMN trueup.delivery.verdict IS 'What was made of it.';
COMMENT ON COLUMN trueup.delivery.reason IS 'Why it was ignored or what it repeats.';
COMMENT ON COLUMN trueup.delivery.generation IS 'The requested generation that it raised its source to; 0 when it was ignored.';
COMMENT ON COLUMN trueup.delivery.body_digest IS 'SHA-256 of the raw body, in hex.';
COMMENT ON COLUMN trueup.delivery.body IS 'The raw body.';
COMMENT ON COLUMN trueup.delivery.headers IS 'The headers worth keeping, without secrets.';
COMMENT ON COLUMN trueup.delivery.received_at IS 'When it was recorded.';

CREATE TABLE trueup.version (
  source       text COLLATE "C" NOT NULL REFERENCES trueup.source,
  sequence     bigint NOT NULL CHECK (sequence > 0),
  commit       text NOT NULL,
  accepted     boolean NOT NULL,
  author       text NOT NULL,
  subject      text NOT NULL,
  committed_at timestamptz NOT NULL,
  decided_at   timestamptz NOT NULL,
  delivery     bigint REFERENCES trueup.delivery,
  PRIMARY KEY (source, sequence)
);
CREATE INDEX version_newest ON trueup.version (decided_at, source, sequence);
CREATE INDEX version_commit ON trueup.version (commit);
COMMENT ON TABLE trueup.version IS 'Judged merges, accepted or rejected; never changed.';
COMMENT ON COLUMN trueup.version.source IS 'The source that was merged into.';
COMMENT ON COLUMN trueup.version.sequence IS 'From 1 in its source, in the order in which merges were judged.';
COMMENT ON COLUMN trueup.version.commit IS 'The commit that was judged.';
COMMENT ON COLUMN trueup.version.accepted IS 'Whether it moves anything.';
COMMENT ON COLUMN trueup.version.author IS 'The author, as the commit says.';
COMMENT ON COLUMN trueup.version.subject IS 'The first line of the commit''s message.';
COMMENT ON COLUMN trueup.version.committed_at IS 'When it was committed, as the commit says; decides nothing.';
COMMENT ON COLUMN trueup.version.decided_at IS 'When it was judged.';
COMMENT ON COLUMN trueup.version.delivery IS 'The newest delivery that asked for the look at which it was found; null when the poller or an operator did.';

CREATE TABLE trueup.version_problem (
  source   text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  ordinal  integer NOT NULL,
  rule     text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('ERROR', 'WARNING')),
  file     text NOT NULL,
  line     integer NOT NULL,
  "column" integer NOT NULL,
  message  text NOT NULL,
  remedy   text NOT NULL,
  PRIMARY KEY (source, sequence, ordinal),
  FOREIGN KEY (source, sequence) REFERENCES trueup.version
);
COMMENT ON TABLE trueup.version_problem IS 'What was found wrong with a version; any error rejects it.';
COMMENT ON COLUMN trueup.version_problem.source IS 'The version''s source.';
COMMENT ON COLUMN trueup.version_problem.sequence IS 'The version''s number.';
COMMENT ON COLUMN trueup.version_problem.ordinal IS 'In the order in which they are shown, from 1.';
COMMENT ON COLUMN trueup.version_problem.rule IS 'Stable id of the rule that was broken.';
COMMENT ON COLUMN trueup.version_problem.severity IS 'ERROR rejects the merge, WARNING only tells.';
COMMENT ON COLUMN trueup.version_problem.file IS 'Path from the repository''s root; empty when no file is at fault.';
COMMENT ON COLUMN trueup.version_problem.line IS 'From 1; 0 when only the file is known.';
COMMENT ON COLUMN trueup.version_problem."column" IS 'From 1; 0 when only the file is known.';
COMMENT ON COLUMN trueup.version_problem.message IS 'What is wrong.';
COMMENT ON COLUMN trueup.version_problem.remedy IS 'What to do about it.';

CREATE TABLE trueup.platform (
  id               integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source           text COLLATE "C" NOT NULL REFERENCES trueup.source,
  name             text COLLATE "C" NOT NULL,
  type             text NOT NULL,
  policy           text NOT NULL CHECK (policy IN ('MERGE', 'MANUAL', 'NEVER')),
  merged_version   bigint NOT NULL DEFAULT 0,
  merged_graph     text,
  merged_since     timestamptz NOT NULL,
  target_version   bigint NOT NULL DEFAULT 0,
  target_graph     text,
  target_since     timestamptz NOT NULL,
  realized_version bigint NOT NULL DEFAULT 0,
  realized_graph   text,
  realized_since   timestamptz NOT NULL,
  sync_requested   bigint NOT NULL DEFAULT 0,
  pause_by         text,
  pause_reason     text,
  pause_since      timestamptz,
  pause_until      timestamptz,
  waiting_kind     text,
  waiting_reason   text,
  waiting_since    timestamptz,
  UNIQUE (source, name),
  CONSTRAINT platform_pointers_in_order
    CHECK (target_version <= merged_version AND realized_version <= target_version),
  CONSTRAINT platform_pause_is_whole
    CHECK (num_nulls(pause_by, pause_reason, pause_since) IN (0, 3)),
  CONSTRAINT platform_waiting_is_whole
    CHECK (num_nulls(waiting_kind, waiting_reason, waiting_since) IN (0, 3))
) WITH (fillfactor = 50);
COMMENT ON TABLE trueup.platform IS 'Platforms with their three pointers, as they are now.';
COMMENT ON COLUMN trueup.platform.id IS 'Number of the platform.';
COMMENT ON COLUMN trueup.platform.source IS 'The source whose ecosystem declares it.';
COMMENT ON COLUMN trueup.platform.name IS 'Its name in the ecosystem.';
COMMENT ON COLUMN trueup.platform.type IS 'Which implementation realizes it.';
COMMENT ON COLUMN trueup.platform.policy IS 'When it follows.';
COMMENT ON COLUMN trueup.platform.merged_version IS 'The newest accepted version; 0 before the first.';
COMMENT ON COLUMN trueup.platform.merged_graph IS 'Fingerprint of the platform''s whole graph in it.';
COMMENT ON COLUMN trueup.platform.merged_since IS 'When the pointer moved there.';
COMMENT ON COLUMN trueup.platform.target_version IS 'The version it is moving to; 0 before the first.';
COMMENT ON COLUMN trueup.platform.target_graph IS 'Fingerprint of the platform''s whole graph in it.';
COMMENT ON COLUMN trueup.platform.target_since IS 'When the pointer moved there.';
COMMENT ON COLUMN trueup.platform.realized_version IS 'The last version it fully is; 0 before the first.';
COMMENT ON COLUMN trueup.platform.realized_graph IS 'Fingerprint of the platform''s whole graph in it.';
COMMENT ON COLUMN trueup.platform.realized_since IS 'When the pointer moved there.';
COMMENT ON COLUMN trueup.platform.sync_requested IS 'The version that an operator asked for last; 0 when none did.';
COMMENT ON COLUMN trueup.platform.pause_by IS 'Who paused it; null when nobody did.';
COMMENT ON COLUMN trueup.platform.pause_reason IS 'Why it was paused.';
COMMENT ON COLUMN trueup.platform.pause_since IS 'When it was paused.';
COMMENT ON COLUMN trueup.platform.pause_until IS 'When the pause ends by itself; null when it does not.';
COMMENT ON COLUMN trueup.platform.waiting_kind IS 'What kind of thing keeps the next move waiting; null when nothing does.';
COMMENT ON COLUMN trueup.platform.waiting_reason IS 'What the next move waits for and what opens it.';
COMMENT ON COLUMN trueup.platform.waiting_since IS 'Since when it waits for that.';

CREATE FUNCTION trueup.refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Cannot move platform % back: merged from % to %, target from % to %',
    OLD.name, OLD.merged_version, NEW.merged_version, OLD.target_version, NEW.target_version
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;
COMMENT ON FUNCTION trueup.refuse_step_back() IS 'Refuses an update that moves a pointer backwards.';
CREATE TRIGGER platform_never_steps_back
  BEFORE UPDATE ON trueup.platform FOR EACH ROW
  WHEN (NEW.merged_version < OLD.merged_version OR NEW.target_version < OLD.target_version)
  EXECUTE FUNCTION trueup.refuse_step_back();

CREATE TABLE trueup.version_impact (
  source   text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  platform integer NOT NULL REFERENCES trueup.platform,
  type     text NOT NULL,
  policy   text NOT NULL,
  graph    text NOT NULL,
  added    integer NOT NULL,
  changed  integer NOT NULL,
  removed  integer NOT NULL,
  PRIMARY KEY (source, sequence, platform),
  FOREIGN KEY (source, sequence) REFERENCES trueup.version
);
COMMENT ON TABLE trueup.version_impact IS 'What an accepted version means for each platform, compared with the accepted one before it.';
COMMENT ON COLUMN trueup.version_impact.source IS 'The version''s source.';
COMMENT ON COLUMN trueup.version_impact.sequence IS 'The version''s number.';
COMMENT ON COLUMN trueup.version_impact.platform IS 'The platform.';
COMMENT ON COLUMN trueup.version_impact.type IS 'Which implementation realized it then.';
COMMENT ON COLUMN trueup.version_impact.policy IS 'When it followed then.';
COMMENT ON COLUMN trueup.version_impact.graph IS 'Fingerprint of its whole graph in the version.';
COMMENT ON COLUMN trueup.version_impact.added IS 'How many nodes the version added.';
COMMENT ON COLUMN trueup.version_impact.changed IS 'How many nodes it changed.';
COMMENT ON COLUMN trueup.version_impact.removed IS 'How many nodes it removed.';

-- The tables that are written by the ten thousand (node_delta, step, node) name their parents without
-- foreign keys: checking each row costs more than writing it, and nothing ever deletes a parent.

CREATE TABLE trueup.node_delta (
  platform integer NOT NULL,
  sequence bigint NOT NULL,
  node     text COLLATE "C" NOT NULL,
  before   text,
  after    text,
  what     text NOT NULL,
  PRIMARY KEY (platform, sequence, node)
);
CREATE INDEX node_delta_node ON trueup.node_delta (platform, node);
COMMENT ON TABLE trueup.node_delta IS 'The nodes that a version changed for a platform.';
COMMENT ON COLUMN trueup.node_delta.platform IS 'The platform.';
COMMENT ON COLUMN trueup.node_delta.sequence IS 'The version''s number in the platform''s source.';
COMMENT ON COLUMN trueup.node_delta.node IS 'The node''s key.';
COMMENT ON COLUMN trueup.node_delta.before IS 'Its fingerprint before; null when it was added.';
COMMENT ON COLUMN trueup.node_delta.after IS 'Its fingerprint after; null when it was removed.';
COMMENT ON COLUMN trueup.node_delta.what IS 'The difference in words.';

CREATE TABLE trueup.rollout (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  platform     integer NOT NULL REFERENCES trueup.platform,
  from_version bigint NOT NULL,
  to_version   bigint NOT NULL,
  state        text NOT NULL
               CHECK (state IN ('EXECUTING', 'AWAITING_NODES', 'REALIZED', 'SUPERSEDED')),
  steps        integer NOT NULL,
  done         integer NOT NULL DEFAULT 0,
  started_at   timestamptz NOT NULL,
  ended_at     timestamptz,
  CHECK (from_version < to_version),
  CHECK (done <= steps)
) WITH (fillfactor = 80);
CREATE INDEX rollout_newest ON trueup.rollout (platform, id);
COMMENT ON TABLE trueup.rollout IS 'Moves of platforms from one version to another.';
COMMENT ON COLUMN trueup.rollout.id IS 'Number of the rollout, growing.';
COMMENT ON COLUMN trueup.rollout.platform IS 'The platform that moves.';
COMMENT ON COLUMN trueup.rollout.from_version IS 'The version that was its target before.';
COMMENT ON COLUMN trueup.rollout.to_version IS 'The version that it moves to.';
COMMENT ON COLUMN trueup.rollout.state IS 'How far it is.';
COMMENT ON COLUMN trueup.rollout.steps IS 'How many steps it has.';
COMMENT ON COLUMN trueup.rollout.done IS 'How many of them landed.';
COMMENT ON COLUMN trueup.rollout.started_at IS 'When the target moved.';
COMMENT ON COLUMN trueup.rollout.ended_at IS 'When it was realized or superseded; null while it is under way.';

CREATE TABLE trueup.step (
  rollout     bigint NOT NULL,
  ordinal     integer NOT NULL,
  node        text COLLATE "C" NOT NULL,
  action      text NOT NULL CHECK (action IN ('PROVISION', 'ALTER', 'RETIRE')),
  reason      text NOT NULL,
  state       text NOT NULL DEFAULT 'PENDING'
              CHECK (state IN ('PENDING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  attempts    integer NOT NULL DEFAULT 0,
  lease_token bigint,
  error       text,
  retry_at    timestamptz,
  statements  jsonb NOT NULL DEFAULT '[]',
  ended_at    timestamptz,
  PRIMARY KEY (rollout, ordinal)
) WITH (fillfactor = 60);
CREATE INDEX step_to_land ON trueup.step (rollout, ordinal)
  WHERE state IN ('PENDING', 'RUNNING', 'FAILED');
CREATE INDEX step_failed ON trueup.step (rollout, ordinal) WHERE state = 'FAILED';
COMMENT ON TABLE trueup.step IS 'What a rollout does at merge time, step by step.';
COMMENT ON COLUMN trueup.step.rollout IS 'The rollout.';
COMMENT ON COLUMN trueup.step.ordinal IS 'Its place in the rollout, from 1.';
COMMENT ON COLUMN trueup.step.node IS 'The node it is about.';
COMMENT ON COLUMN trueup.step.action IS 'What to do with the node.';
COMMENT ON COLUMN trueup.step.reason IS 'Why it was planned.';
COMMENT ON COLUMN trueup.step.state IS 'How far it is.';
COMMENT ON COLUMN trueup.step.attempts IS 'How often it was begun.';
COMMENT ON COLUMN trueup.step.lease_token IS 'The fencing token of whoever began it last.';
COMMENT ON COLUMN trueup.step.error IS 'Why the last attempt failed; null when it did not.';
COMMENT ON COLUMN trueup.step.retry_at IS 'When it is due again after a failure.';
COMMENT ON COLUMN trueup.step.statements IS 'What was run to land it, an array of texts.';
COMMENT ON COLUMN trueup.step.ended_at IS 'When it landed, failed or was cancelled.';

CREATE TABLE trueup.node (
  platform         integer NOT NULL,
  key              text COLLATE "C" NOT NULL,
  state            text NOT NULL
                   CHECK (state IN
                          ('PENDING', 'REALIZED', 'AWAITING_NODE_TIME', 'RETIRING', 'RETIRED')),
  realized         text,
  realized_version bigint NOT NULL DEFAULT 0,
  target           text,
  ever_ran         boolean NOT NULL DEFAULT false,
  is_uncertain     boolean NOT NULL DEFAULT false,
  reason           text NOT NULL,
  since            timestamptz NOT NULL,
  PRIMARY KEY (platform, key),
  CONSTRAINT node_says_only_what_is_so
    CHECK (state NOT IN ('REALIZED', 'RETIRED') OR realized IS NOT DISTINCT FROM target),
  CONSTRAINT node_at_target_is_certain
    CHECK (state NOT IN ('REALIZED', 'RETIRED') OR NOT is_uncertain)
) WITH (fillfactor = 80);
CREATE INDEX node_not_at_target ON trueup.node (platform, key)
  WHERE state IN ('PENDING', 'AWAITING_NODE_TIME', 'RETIRING');
COMMENT ON TABLE trueup.node IS 'The nodes of each platform, as they are now.';
COMMENT ON COLUMN trueup.node.platform IS 'The platform.';
COMMENT ON COLUMN trueup.node.key IS 'The node''s stable key.';
COMMENT ON COLUMN trueup.node.state IS 'What it is going through.';
COMMENT ON COLUMN trueup.node.realized IS 'Fingerprint of what is realized now; null when nothing is.';
COMMENT ON COLUMN trueup.node.realized_version IS 'The version by which that was reached; 0 when nothing is.';
COMMENT ON COLUMN trueup.node.target IS 'Fingerprint of what the target version asks for; null when the target does not hold the node.';
COMMENT ON COLUMN trueup.node.ever_ran IS 'Whether any job ever began a run on it.';
COMMENT ON COLUMN trueup.node.is_uncertain IS 'Whether an attempt to change it began and is not recorded as landed: what is realized may be something else.';
COMMENT ON COLUMN trueup.node.reason IS 'Why its target is what it is.';
COMMENT ON COLUMN trueup.node.since IS 'When its state last changed.';

CREATE TABLE trueup.run (
  number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  id          text COLLATE "C" PRIMARY KEY,
  platform    integer NOT NULL REFERENCES trueup.platform,
  node        text COLLATE "C" NOT NULL,
  answer      text NOT NULL CHECK (answer IN ('RUN', 'RECONCILE', 'RETIRE')),
  state       text NOT NULL
              CHECK (state IN
                     ('RECONCILING', 'OPEN', 'SUCCEEDED', 'FAILED', 'ABANDONED', 'EXPIRED')),
  reason      text NOT NULL,
  pinned      bigint NOT NULL,
  fingerprint text,
  last_ran    text,
  job         text NOT NULL,
  length      interval NOT NULL,
  error       text,
  statements  jsonb NOT NULL DEFAULT '[]',
  began_at    timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  ended_at    timestamptz
) WITH (fillfactor = 80);
CREATE INDEX run_live ON trueup.run (platform, node, number)
  WHERE state IN ('RECONCILING', 'OPEN');
CREATE INDEX run_reconciling ON trueup.run (platform) WHERE state = 'RECONCILING';
CREATE INDEX run_newest ON trueup.run (platform, number);
COMMENT ON TABLE trueup.run IS 'Runs of jobs on nodes: what each was told, and which version it is pinned to.';
COMMENT ON COLUMN trueup.run.number IS 'Growing in the order in which runs began.';
COMMENT ON COLUMN trueup.run.id IS 'The run''s token.';
COMMENT ON COLUMN trueup.run.platform IS 'The platform.';
COMMENT ON COLUMN trueup.run.node IS 'The node.';
COMMENT ON COLUMN trueup.run.answer IS 'What the job was told.';
COMMENT ON COLUMN trueup.run.state IS 'How far it is; a live one past expires_at counts as expired.';
COMMENT ON COLUMN trueup.run.reason IS 'Why the job was told so.';
COMMENT ON COLUMN trueup.run.pinned IS 'The version that every question of the run is answered from; 0 when it has none.';
COMMENT ON COLUMN trueup.run.fingerprint IS 'What the node is for this run; null when it is retired.';
COMMENT ON COLUMN trueup.run.last_ran IS 'The fingerprint that the job said it last ran with.';
COMMENT ON COLUMN trueup.run.job IS 'Who the job said it is.';
COMMENT ON COLUMN trueup.run.length IS 'How long it may last, once it is open, unless it is prolonged.';
COMMENT ON COLUMN trueup.run.error IS 'Why its node could not be reconciled.';
COMMENT ON COLUMN trueup.run.statements IS 'What was run to reconcile its node, an array of texts.';
COMMENT ON COLUMN trueup.run.began_at IS 'When the job asked.';
COMMENT ON COLUMN trueup.run.expires_at IS 'When it counts as gone unless it is prolonged.';
COMMENT ON COLUMN trueup.run.ended_at IS 'When it ended; null while it runs.';

CREATE TABLE trueup.api_token (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text COLLATE "C" NOT NULL,
  scope      text NOT NULL CHECK (scope IN ('READ', 'RUN', 'OPERATE')),
  digest     text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX api_token_name ON trueup.api_token (name) WHERE revoked_at IS NULL;
CREATE INDEX api_token_digest ON trueup.api_token (digest) WHERE revoked_at IS NULL;
COMMENT ON TABLE trueup.api_token IS 'Tokens that may call, without their secrets.';
COMMENT ON COLUMN trueup.api_token.id IS 'Number of the token.';
COMMENT ON COLUMN trueup.api_token.name IS 'Whose it is; unique among those not revoked.';
COMMENT ON COLUMN trueup.api_token.scope IS 'What it allows; each scope allows what those before it do.';
COMMENT ON COLUMN trueup.api_token.digest IS 'SHA-256 of the secret, in hex.';
COMMENT ON COLUMN trueup.api_token.created_at IS 'When it was made.';
COMMENT ON COLUMN trueup.api_token.expires_at IS 'When it expires; null when it does not.';
COMMENT ON COLUMN trueup.api_token.revoked_at IS 'When it was revoked; null when it was not.';
