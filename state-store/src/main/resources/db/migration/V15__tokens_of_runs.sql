-- Which token began a run: who a job says it is proves nothing.

ALTER TABLE trueup.run
  ADD COLUMN token text,
  ADD COLUMN token_id bigint,
  ADD CONSTRAINT run_token_id_fkey FOREIGN KEY (token_id) REFERENCES trueup.api_token NOT VALID;
COMMENT ON COLUMN trueup.run.token IS 'Name of the token that began it; null for runs from before that was recorded.';
COMMENT ON COLUMN trueup.run.token_id IS 'Number of that token, since a name may be given again after its token was revoked; null when it was revoked by then.';

CREATE OR REPLACE VIEW trueup.run_now AS
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
       END AS ended_at,
       u.token,
       u.token_id
  FROM trueup.run AS u
  JOIN trueup.platform AS p ON p.id = u.platform;

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
  LEFT JOIN trueup.version AS v ON v.source = u.source AND v.sequence = u.pinned;
COMMENT ON COLUMN audit.job_run.token IS 'Name of the token that the job called with; null for runs from before that was recorded.';
COMMENT ON COLUMN audit.job_run.token_id IS 'Number of that token, since a name may be given again after its token was revoked.';
