-- Model servers report with a scope of their own: a version waits for those that report, and a job must not hold it up.

ALTER TABLE trueup.api_token DROP CONSTRAINT api_token_scope_check;
ALTER TABLE trueup.api_token
  ADD CONSTRAINT api_token_scope_check CHECK (scope IN ('READ', 'RUN', 'SERVE', 'OPERATE'));
COMMENT ON COLUMN trueup.api_token.scope IS 'What it allows beside reading: nothing, runs and leases, reports of a model server, or everything.';
