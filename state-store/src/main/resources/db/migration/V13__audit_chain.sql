-- A chain through the entries of the audit, which shows what even an owner of the database changes.

LOCK TABLE trueup.audit_entry IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE trueup.audit_link (
  position bigint PRIMARY KEY,
  entry    bigint NOT NULL UNIQUE,
  digest   bytea NOT NULL CHECK (octet_length(digest) = 32)
);
COMMENT ON TABLE trueup.audit_link IS 'The chain of the audit''s entries, in the order in which they were committed.';
COMMENT ON COLUMN trueup.audit_link.position IS 'From 1, without a gap.';
COMMENT ON COLUMN trueup.audit_link.entry IS 'The entry.';
COMMENT ON COLUMN trueup.audit_link.digest IS 'SHA-256 of the digest before it and of the entry.';

CREATE TABLE trueup.audit_head (
  alone    boolean PRIMARY KEY DEFAULT true CHECK (alone),
  position bigint NOT NULL,
  digest   bytea NOT NULL CHECK (octet_length(digest) = 32)
);
COMMENT ON TABLE trueup.audit_head IS 'The end of that chain: one row, which who adds to the chain locks.';
COMMENT ON COLUMN trueup.audit_head.alone IS 'True.';
COMMENT ON COLUMN trueup.audit_head.position IS 'Position of the last link.';
COMMENT ON COLUMN trueup.audit_head.digest IS 'Digest of the last link; 32 bytes of zero before the first.';
INSERT INTO trueup.audit_head (position, digest)
VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION trueup.audit_field(text) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN $1 IS NULL THEN pg_catalog.int4send(-1)
              ELSE pg_catalog.int4send(
                     pg_catalog.octet_length(pg_catalog.convert_to($1, 'UTF8')))
                   OPERATOR(pg_catalog.||) pg_catalog.convert_to($1, 'UTF8')
         END
$$;
COMMENT ON FUNCTION trueup.audit_field(text) IS 'The length of a text''s UTF-8 in 4 bytes, and that UTF-8; -1 alone for null.';

CREATE FUNCTION trueup.audit_digest(bytea, bigint, trueup.audit_entry) RETURNS bytea
LANGUAGE sql STABLE AS $$
  SELECT pg_catalog.sha256(
    $1 OPERATOR(pg_catalog.||) pg_catalog.int8send($2)
       OPERATOR(pg_catalog.||) pg_catalog.int8send($3.id)
       OPERATOR(pg_catalog.||) pg_catalog.timestamptz_send($3.at)
       OPERATOR(pg_catalog.||) trueup.audit_field($3.actor)
       OPERATOR(pg_catalog.||) trueup.audit_field($3.address)
       OPERATOR(pg_catalog.||) trueup.audit_field($3.verb)
       OPERATOR(pg_catalog.||) trueup.audit_field($3.subject)
       OPERATOR(pg_catalog.||) trueup.audit_field($3.before::pg_catalog.text)
       OPERATOR(pg_catalog.||) trueup.audit_field($3.after::pg_catalog.text)
       OPERATOR(pg_catalog.||) trueup.audit_field($3.reason))
$$;
COMMENT ON FUNCTION trueup.audit_digest(bytea, bigint, trueup.audit_entry) IS 'The digest of an entry: of the digest before it, its position, and all its fields.';

-- At the end of the transaction, so that nobody who holds the head's lock waits for another.
CREATE FUNCTION trueup.chain_audit_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head trueup.audit_head;
  next bytea;
BEGIN
  SELECT * INTO head FROM trueup.audit_head FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO trueup.audit_head (position, digest)
    VALUES (0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT head FROM trueup.audit_head FOR UPDATE;
  END IF;
  next := trueup.audit_digest(head.digest, head.position + 1, NEW);
  INSERT INTO trueup.audit_link (position, entry, digest)
  VALUES (head.position + 1, NEW.id, next);
  UPDATE trueup.audit_head SET position = head.position + 1, digest = next;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION trueup.chain_audit_entry() IS 'Adds a new entry to the chain when its transaction commits.';

DO $$
DECLARE
  entry trueup.audit_entry;
  last  bytea := decode(repeat('00', 32), 'hex');
  place bigint := 0;
BEGIN
  FOR entry IN SELECT * FROM trueup.audit_entry ORDER BY id LOOP
    place := place + 1;
    last := trueup.audit_digest(last, place, entry);
    INSERT INTO trueup.audit_link (position, entry, digest) VALUES (place, entry.id, last);
  END LOOP;
  UPDATE trueup.audit_head SET position = place, digest = last;
END
$$;

CREATE CONSTRAINT TRIGGER audit_entry_is_chained
  AFTER INSERT ON trueup.audit_entry
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION trueup.chain_audit_entry();
CREATE TRIGGER audit_link_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON trueup.audit_link
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
CREATE TRIGGER audit_head_stays
  BEFORE DELETE OR TRUNCATE ON trueup.audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change();
REVOKE EXECUTE ON FUNCTION trueup.chain_audit_entry() FROM PUBLIC;
GRANT SELECT ON trueup.audit_link, trueup.audit_head TO trueup_app;

CREATE OR REPLACE VIEW audit.entry AS
SELECT e.id, e.at, e.actor, e.address, e.verb, e.subject, e.before, e.after, e.reason,
       l.position, encode(l.digest, 'hex') AS digest
  FROM trueup.audit_entry AS e
  LEFT JOIN trueup.audit_link AS l ON l.entry = e.id;
COMMENT ON COLUMN audit.entry.position IS 'Its place in the chain, in the order in which entries were committed; null when it was put in past the chain.';
COMMENT ON COLUMN audit.entry.digest IS 'SHA-256 of the digest before it and of the entry, in hex.';

CREATE VIEW audit.head AS
SELECT h.position, encode(h.digest, 'hex') AS digest
  FROM trueup.audit_head AS h;
COMMENT ON VIEW audit.head IS 'The end of the audit''s chain: keep it elsewhere, and what is changed up to there is seen.';
COMMENT ON COLUMN audit.head.position IS 'How many entries the chain has.';
COMMENT ON COLUMN audit.head.digest IS 'Digest of the last one, in hex.';
