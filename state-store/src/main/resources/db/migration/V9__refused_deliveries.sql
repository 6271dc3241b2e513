-- Deliveries that were refused: the newest of each source, so that guesses fill no disk.

CREATE TABLE trueup.refused_delivery (
  id          bigint PRIMARY KEY,
  source      text COLLATE "C" NOT NULL REFERENCES trueup.source,
  delivery_id text COLLATE "C" NOT NULL,
  event       text NOT NULL,
  reason      text NOT NULL,
  received_at timestamptz NOT NULL
);
CREATE INDEX refused_delivery_newest ON trueup.refused_delivery (source, id);
COMMENT ON TABLE trueup.refused_delivery IS 'Webhook deliveries that were refused, the newest of each source; of many in a short time one.';
COMMENT ON COLUMN trueup.refused_delivery.id IS 'Number of the delivery, from the numbers of trueup.delivery.';
COMMENT ON COLUMN trueup.refused_delivery.source IS 'Whom it was for.';
COMMENT ON COLUMN trueup.refused_delivery.delivery_id IS 'The id that its sender gave it; empty when it gave none that is one.';
COMMENT ON COLUMN trueup.refused_delivery.event IS 'The name that its sender gave the event; empty when it gave none that is one.';
COMMENT ON COLUMN trueup.refused_delivery.reason IS 'What was answered, and how many more were refused since the one before.';
COMMENT ON COLUMN trueup.refused_delivery.received_at IS 'When it was recorded.';
GRANT SELECT, INSERT, DELETE ON trueup.refused_delivery TO trueup_app;
GRANT USAGE ON SEQUENCE trueup.delivery_id_seq TO trueup_app;
