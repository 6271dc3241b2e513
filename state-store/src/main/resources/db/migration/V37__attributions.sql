-- Who pushed and who merged a commit, and by which pull request, as forges told it.

CREATE TABLE trueup.attribution (
  source             text COLLATE "C" NOT NULL REFERENCES trueup.source,
  commit             text COLLATE "C" NOT NULL CHECK (commit ~ '^[0-9a-f]{40}$'),
  pushed_by          text,
  merged_by          text,
  pull_request       bigint,
  pull_request_title text,
  pull_request_url   text CHECK (pull_request_url ~ '^https?://'),
  delivery           bigint NOT NULL,
  told_at            timestamptz NOT NULL,
  PRIMARY KEY (source, commit),
  CHECK (pull_request IS NOT NULL OR num_nonnulls(pull_request_title, pull_request_url) = 0)
);
COMMENT ON TABLE trueup.attribution IS 'Who pushed and who merged a commit, and by which pull request, as proved deliveries told it; nothing is decided by it.';
COMMENT ON COLUMN trueup.attribution.source IS 'The source to whose branch it was pushed.';
COMMENT ON COLUMN trueup.attribution.commit IS 'The commit that the branch was moved to; it need not have become a version.';
COMMENT ON COLUMN trueup.attribution.pushed_by IS 'Who pushed it; null when no delivery said so.';
COMMENT ON COLUMN trueup.attribution.merged_by IS 'Who merged the pull request; null when no delivery said so.';
COMMENT ON COLUMN trueup.attribution.pull_request IS 'Number of the pull request in the forge; null for none.';
COMMENT ON COLUMN trueup.attribution.pull_request_title IS 'Its title, cut to a line.';
COMMENT ON COLUMN trueup.attribution.pull_request_url IS 'Its address.';
COMMENT ON COLUMN trueup.attribution.delivery IS 'Number of the newest delivery that said something of this; it may be removed by retention.';
COMMENT ON COLUMN trueup.attribution.told_at IS 'When that delivery was recorded.';
GRANT SELECT, INSERT, UPDATE ON trueup.attribution TO trueup_app;

CREATE OR REPLACE VIEW audit.version_history AS
SELECT v.source,
       v.sequence AS version,
       v.commit,
       CASE WHEN v.accepted THEN 'accepted' ELSE 'rejected' END AS verdict,
       v.author,
       v.subject,
       v.committed_at,
       v.decided_at,
       (SELECT count(*)
          FROM trueup.version_problem AS e
         WHERE e.source = v.source
           AND e.sequence = v.sequence
           AND e.severity = 'ERROR') AS errors,
       (SELECT count(*)
          FROM trueup.version_problem AS w
         WHERE w.source = v.source
           AND w.sequence = v.sequence
           AND w.severity = 'WARNING') AS warnings,
       d.id AS delivery,
       d.delivery_id AS sender_delivery_id,
       d.received_at AS delivered_at,
       v.change,
       v.approved_by,
       v.approved_at,
       v.approval_reason,
       a.pushed_by,
       a.merged_by,
       a.pull_request,
       a.pull_request_title,
       a.pull_request_url
  FROM trueup.version AS v
  LEFT JOIN trueup.delivery AS d ON d.id = v.delivery
  LEFT JOIN trueup.attribution AS a ON a.source = v.source AND a.commit = v.commit;
COMMENT ON COLUMN audit.version_history.pushed_by IS 'Who pushed the commit, as told by the forge; null when it was not told.';
COMMENT ON COLUMN audit.version_history.merged_by IS 'Who merged the pull request, as told by the forge; null when it was not told.';
COMMENT ON COLUMN audit.version_history.pull_request IS 'Number of the pull request, as told by the forge; null when it was not told.';
COMMENT ON COLUMN audit.version_history.pull_request_title IS 'Its title, as told by the forge, cut to a line.';
COMMENT ON COLUMN audit.version_history.pull_request_url IS 'Its address, as told by the forge; https or http. Do not trust it more than its sender.';

-- Tokens and passwords prove deliveries, too.
COMMENT ON TABLE trueup.delivery IS 'Webhook deliveries that were proved genuine, or accepted from a source that asks for no proof, as they came; never changed.';
COMMENT ON VIEW audit.delivery IS 'Every webhook delivery that was proved genuine, by a signature, a token or a password, or that needed no proof; and its verdict.';
