-- Each event of a merge names its version, from which its trace follows; and in which form it was written, so that one
-- that a newer release recorded is not taken for an older one.

ALTER TABLE trueup.state_change ADD COLUMN form integer NOT NULL DEFAULT 1 CHECK (form > 0);
COMMENT ON COLUMN trueup.state_change.form IS 'The version of the type''s form in which its fields are.';

CREATE OR REPLACE VIEW audit.event AS
SELECT c.position,
       c.at,
       c.type,
       c.about,
       c.source,
       c.platform,
       c.data,
       '00-' || t.trace || '-' || left(encode(sha256(convert_to(t.trace || '/merge', 'UTF8')), 'hex'), 16) || '-01'
         AS trace,
       c.form,
       v.version
  FROM trueup.state_change AS c
 CROSS JOIN LATERAL
       (SELECT nullif(CASE c.type WHEN 'target.moved' THEN c.data ->> 'to' ELSE c.data ->> 'version' END, '0')::bigint
                 AS version) AS v
  LEFT JOIN LATERAL
       (SELECT left(encode(sha256(convert_to(i.id || '/' || c.source || '/' || v.version, 'UTF8')), 'hex'), 32)
                 AS trace
          FROM trueup.installation AS i) AS t ON true
 WHERE c.position IS NOT NULL;
COMMENT ON COLUMN audit.event.form IS 'The version of the type''s form in which its fields are.';
COMMENT ON COLUMN audit.event.version IS 'The version of the source whose merge it belongs to; null for none.';

ALTER TABLE trueup.state_change DROP COLUMN trace;
