-- What is known of a look that failed, and acknowledgements that end with their block.

ALTER TABLE trueup.source DROP CONSTRAINT source_health_check;
ALTER TABLE trueup.source ADD CONSTRAINT source_health_check
  CHECK (health IN ('FOLLOWING', 'BLOCKED', 'UNREACHABLE', 'FAILING'));

ALTER TABLE trueup.source ADD COLUMN retry_from timestamptz;
COMMENT ON COLUMN trueup.source.retry_from IS 'When to look again at the earliest after a failure, whoever asks.';
COMMENT ON COLUMN trueup.source.head IS 'The remote head that the last look saw; null when it saw none.';
COMMENT ON COLUMN trueup.source.acknowledged IS 'The head that an operator allows although it is no fast-forward, while the source is blocked by it.';

-- An acknowledgement from before may be of a block that is over; an operator acknowledges again what still is.
UPDATE trueup.source SET acknowledged = NULL;
