-- Merges that no delivery announced: the webhook may be broken.

ALTER TABLE trueup.source
  ADD COLUMN delivered_at      timestamptz,
  ADD COLUMN announced         bigint NOT NULL DEFAULT 0,
  ADD COLUMN unannounced       bigint NOT NULL DEFAULT 0,
  ADD COLUMN unannounced_total bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN trueup.source.delivered_at IS 'When the newest delivery that announced something was recorded; null when none was since this column exists.';
COMMENT ON COLUMN trueup.source.announced IS 'The newest requested generation that a delivery raised.';
COMMENT ON COLUMN trueup.source.unannounced IS 'How many times in a row new merges were found without a delivery; 0 after a delivery.';
COMMENT ON COLUMN trueup.source.unannounced_total IS 'How many times ever new merges were found without a delivery.';

CREATE VIEW audit.source_delivery AS
SELECT s.id AS source, s.delivered_at, s.unannounced, s.unannounced_total
  FROM trueup.source AS s;
COMMENT ON VIEW audit.source_delivery IS 'When each source got its newest delivery, and how often its merges were found without one.';
COMMENT ON COLUMN audit.source_delivery.source IS 'Name of the source.';
COMMENT ON COLUMN audit.source_delivery.delivered_at IS 'When the newest delivery that announced something was recorded; null when none was.';
COMMENT ON COLUMN audit.source_delivery.unannounced IS 'How many times in a row new merges were found without a delivery.';
COMMENT ON COLUMN audit.source_delivery.unannounced_total IS 'How many times ever new merges were found without a delivery.';
