-- What operators let be accepted although compatibility rejects it.

ALTER TABLE trueup.source
  ADD COLUMN judged_change   text CHECK (judged_change ~ '^[0-9a-f]{64}$'),
  ADD COLUMN approved_change text CHECK (approved_change ~ '^[0-9a-f]{64}$'),
  ADD COLUMN approved_at     timestamptz,
  ADD COLUMN approved_by     text,
  ADD COLUMN approval_reason text,
  ADD CHECK (num_nulls(approved_change, approved_at, approved_by, approval_reason) IN (0, 4));
COMMENT ON COLUMN trueup.source.judged_change IS 'Digest of the change that was judged last, if only compatibility rejects it; null otherwise.';
COMMENT ON COLUMN trueup.source.approved_change IS 'Digest of the change from the accepted version that an operator approved; null when there is none.';
COMMENT ON COLUMN trueup.source.approved_at IS 'When it was approved.';
COMMENT ON COLUMN trueup.source.approved_by IS 'Who approved it.';
COMMENT ON COLUMN trueup.source.approval_reason IS 'Why it was approved.';

ALTER TABLE trueup.version
  ADD COLUMN change          text,
  ADD COLUMN approved_at     timestamptz,
  ADD COLUMN approved_by     text,
  ADD COLUMN approval_reason text,
  ADD CONSTRAINT version_change_is_digest CHECK (change ~ '^[0-9a-f]{64}$') NOT VALID,
  ADD CONSTRAINT version_approval_is_whole
    CHECK (num_nulls(approved_at, approved_by, approval_reason) IN (0, 3)) NOT VALID,
  ADD CONSTRAINT version_approved_is_accepted
    CHECK (approved_at IS NULL OR (accepted AND change IS NOT NULL)) NOT VALID;
COMMENT ON COLUMN trueup.version.change IS 'Digest of its change from the accepted version, if only compatibility rejects it or would reject it; null otherwise.';
COMMENT ON COLUMN trueup.version.approved_at IS 'When an operator approved that change; null when it was not accepted by an approval.';
COMMENT ON COLUMN trueup.version.approved_by IS 'Who approved it.';
COMMENT ON COLUMN trueup.version.approval_reason IS 'Why it was approved.';

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
       v.approval_reason
  FROM trueup.version AS v
  LEFT JOIN trueup.delivery AS d ON d.id = v.delivery;
COMMENT ON COLUMN audit.version_history.change IS 'Digest of its change from the accepted version, if only compatibility rejects it or would reject it; null otherwise.';
COMMENT ON COLUMN audit.version_history.approved_by IS 'The operator by whose approval it was accepted although compatibility rejects it; null when it was not.';
COMMENT ON COLUMN audit.version_history.approved_at IS 'When it was approved.';
COMMENT ON COLUMN audit.version_history.approval_reason IS 'Why it was approved.';
