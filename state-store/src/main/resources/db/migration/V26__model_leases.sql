-- Versions of models that callers keep for a while without a run.

CREATE TABLE trueup.model_lease (
  number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id         text COLLATE "C" NOT NULL UNIQUE,
  source     text COLLATE "C" NOT NULL,
  version    bigint NOT NULL,
  purpose    text NOT NULL,
  token      text NOT NULL,
  token_id   bigint NOT NULL REFERENCES trueup.api_token,
  taken_at   timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at   timestamptz,
  ended_by   text,
  FOREIGN KEY (source, version) REFERENCES trueup.version,
  CONSTRAINT model_lease_end_is_whole CHECK (ended_by IS NULL OR ended_at IS NOT NULL)
);
CREATE INDEX model_lease_live ON trueup.model_lease (source, expires_at) WHERE ended_at IS NULL;
CREATE INDEX model_lease_of_token ON trueup.model_lease (token_id, expires_at) WHERE ended_at IS NULL;
COMMENT ON TABLE trueup.model_lease IS 'Leases on versions: a version is kept while one of its leases lives.';
COMMENT ON COLUMN trueup.model_lease.number IS 'Its number, growing.';
COMMENT ON COLUMN trueup.model_lease.id IS 'What its holder calls it.';
COMMENT ON COLUMN trueup.model_lease.source IS 'The source whose version it keeps.';
COMMENT ON COLUMN trueup.model_lease.version IS 'The version that it keeps.';
COMMENT ON COLUMN trueup.model_lease.purpose IS 'What its holder says it is for.';
COMMENT ON COLUMN trueup.model_lease.token IS 'Name of the token that holds it.';
COMMENT ON COLUMN trueup.model_lease.token_id IS 'Number of that token, since a name may be given again after its token was revoked.';
COMMENT ON COLUMN trueup.model_lease.taken_at IS 'When it was taken.';
COMMENT ON COLUMN trueup.model_lease.expires_at IS 'When it expires unless it is prolonged or ended before.';
COMMENT ON COLUMN trueup.model_lease.ended_at IS 'When it ended; null while it lives, and until its expiry is noticed.';
COMMENT ON COLUMN trueup.model_lease.ended_by IS 'Name of the token that released or ended it; null when it expired or lives.';

GRANT SELECT, INSERT, UPDATE (expires_at, ended_at, ended_by) ON trueup.model_lease TO trueup_app;

CREATE VIEW audit.model_lease AS
SELECT l.number,
       l.source,
       l.version,
       v.commit,
       l.purpose,
       l.token,
       l.token_id,
       l.taken_at,
       l.expires_at,
       coalesce(l.ended_at, CASE WHEN l.expires_at <= clock_timestamp() THEN l.expires_at END) AS ended_at,
       l.ended_by
  FROM trueup.model_lease AS l
  JOIN trueup.version AS v ON v.source = l.source AND v.sequence = l.version;
COMMENT ON VIEW audit.model_lease IS 'Leases on versions of models: who kept which version, and what for.';
COMMENT ON COLUMN audit.model_lease.number IS 'Number of the lease, growing.';
COMMENT ON COLUMN audit.model_lease.source IS 'The source whose version it keeps.';
COMMENT ON COLUMN audit.model_lease.version IS 'The version that it keeps.';
COMMENT ON COLUMN audit.model_lease.commit IS 'That version''s commit.';
COMMENT ON COLUMN audit.model_lease.purpose IS 'What its holder says it is for.';
COMMENT ON COLUMN audit.model_lease.token IS 'Name of the token that holds it.';
COMMENT ON COLUMN audit.model_lease.token_id IS 'Number of that token, since a name may be given again after its token was revoked.';
COMMENT ON COLUMN audit.model_lease.taken_at IS 'When it was taken.';
COMMENT ON COLUMN audit.model_lease.expires_at IS 'When it expires, or would have expired.';
COMMENT ON COLUMN audit.model_lease.ended_at IS 'When it ended; null while it lives.';
COMMENT ON COLUMN audit.model_lease.ended_by IS 'Name of the token that released or ended it; null when it expired or lives.';
