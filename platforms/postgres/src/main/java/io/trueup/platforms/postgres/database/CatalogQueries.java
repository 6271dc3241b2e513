package io.trueup.platforms.postgres.database;

/** The queries on the catalog. All work on Postgres 13 to 18. */
final class CatalogQueries {

  private CatalogQueries() {}

  /** Makes Postgres spell names in views and defaults with their schemas. */
  static final String NO_SEARCH_PATH = "SET LOCAL search_path = pg_catalog, pg_temp";

  static final String SERVER =
      """
      SELECT pg_catalog.current_setting('server_version_num')::integer / 10000 AS version,
             r.rolname AS user_name,
             pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_create_schemas,
             r.rolsuper OR r.rolcreaterole AS may_create_roles
        FROM pg_catalog.pg_roles r
       WHERE r.rolname = current_user
      """;

  /** Schemas; for one whose comment has no mark, the platforms that its relations' marks name. */
  static final String SCHEMAS =
      """
      SELECT n.nspname AS schema_name,
             pg_catalog.pg_get_userbyid(n.nspowner) AS owner,
             pg_catalog.pg_has_role(n.nspowner, 'USAGE') AS is_commentable,
             coalesce(d.description, '') AS comment,
             CASE WHEN coalesce(d.description, '') ~ '(^|\n)trueup installation=' THEN NULL
                  ELSE ARRAY (SELECT DISTINCT pg_catalog.substring(r.description, '(?:^|\n)trueup platform=([^\n ]+) node=[^\n]+$')
                                FROM pg_catalog.pg_class c
                                JOIN pg_catalog.pg_description r
                                  ON r.objoid = c.oid AND r.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND r.objsubid = 0
                               WHERE c.relnamespace = n.oid
                                 AND r.description ~ '(^|\n)trueup platform=[^\n ]+ node=[^\n]+$')
             END AS platforms
        FROM pg_catalog.pg_namespace n
        LEFT JOIN pg_catalog.pg_description d
          ON d.objoid = n.oid AND d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objsubid = 0
       WHERE n.nspname = ANY (?::pg_catalog.name[])
      """;

  static final String SCHEMA_GRANTS =
      """
      SELECT n.nspname AS schema_name,
             a.grantee,
             pg_catalog.pg_get_userbyid(a.grantee) AS role,
             a.privilege_type AS privilege,
             a.is_grantable
        FROM pg_catalog.pg_namespace n
        JOIN LATERAL pg_catalog.aclexplode(n.nspacl) a ON a.grantee <> n.nspowner
       WHERE n.nspname = ANY (?::pg_catalog.name[])
      """;

  static final String ROLES =
      """
      SELECT r.rolname AS role,
             coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid'), '') AS comment
        FROM pg_catalog.pg_roles r
       WHERE r.rolname = ANY (?::pg_catalog.name[])
      """;

  /**
   * The size of rows on disk now. Postgres opens each table for it, which takes longer than all
   * other queries, and waits for the sessions that lock it.
   */
  static final String SIZES =
      """
      SELECT c.oid AS relation,
             CASE c.relkind
               WHEN 'p' THEN (SELECT coalesce(pg_catalog.sum(pg_catalog.pg_relation_size(t.relid)), 0)
                                FROM pg_catalog.pg_partition_tree(c.oid) t)
               ELSE coalesce(pg_catalog.pg_relation_size(c.oid), 0)
             END AS bytes
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relkind IN ('r', 'p')
      """;

  /** Relations by name, and all views that read them, directly or through other views. */
  static final String RELATIONS =
      """
      WITH RECURSIVE wanted AS (
        SELECT c.oid
          FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.name[]), pg_catalog.unnest(?::pg_catalog.name[])) AS w (schema_name, relation_name)
          JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema_name
          JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.relation_name
        UNION
        SELECT r.ev_class
          FROM wanted w
          JOIN pg_catalog.pg_depend d
            ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND d.refobjid = w.oid
           AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
          JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.ev_class <> w.oid
      )
      SELECT c.oid,
             n.nspname AS schema_name,
             c.relname AS relation_name,
             c.relkind AS kind,
             pg_catalog.pg_get_userbyid(c.relowner) AS owner,
             c.relnatts AS attributes,
             c.reloptions AS options,
             c.relpages::bigint * pg_catalog.current_setting('block_size')::integer AS bytes,
             d.description AS comment
        FROM wanted w
        JOIN pg_catalog.pg_class c ON c.oid = w.oid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_description d
          ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
      """;

  /** The definitions of views. Locks what they read until the transaction ends. */
  static final String VIEWS =
      """
      SELECT c.oid AS relation,
             pg_catalog.pg_get_viewdef(c.oid) AS query,
             EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal)
               OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r
                           WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN')
               OR EXISTS (SELECT FROM pg_catalog.pg_attrdef f WHERE f.adrelid = c.oid)
                  AS is_written,
             c.relacl IS NULL AS is_standard
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_class c ON c.oid = w.oid
      """;

  /** The privileges on views and their columns, with their grantors. */
  static final String ACCESS =
      """
      SELECT e.relation,
             e.column_name,
             pg_catalog.pg_get_userbyid(a.grantor) AS grantor,
             pg_catalog.pg_has_role(a.grantor, CASE WHEN pg_catalog.current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END)
               AS is_grantor_ours,
             a.grantee,
             pg_catalog.pg_get_userbyid(a.grantee) AS role,
             a.privilege_type AS privilege,
             a.is_grantable
        FROM (SELECT c.oid AS relation, NULL::pg_catalog.name AS column_name, c.relacl AS acl
                FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
                JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relacl IS NOT NULL
               UNION ALL
              SELECT t.attrelid, t.attname, t.attacl
                FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
                JOIN pg_catalog.pg_attribute t
                  ON t.attrelid = w.oid AND t.attacl IS NOT NULL AND NOT t.attisdropped) AS e
       CROSS JOIN LATERAL pg_catalog.aclexplode(e.acl) WITH ORDINALITY
          AS a (grantor, grantee, privilege_type, is_grantable, position)
       ORDER BY e.relation, e.column_name NULLS FIRST, a.position
      """;

  /** The privileges of a new view in schemas that have default privileges for its creator. */
  static final String INITIAL_ACCESS =
      """
      WITH me AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
           wanted AS (SELECT n.oid, n.nspname
                        FROM pg_catalog.pg_namespace n
                       WHERE n.nspname = ANY (?::pg_catalog.name[])
                         AND EXISTS (SELECT FROM pg_catalog.pg_default_acl d, me
                                      WHERE d.defaclrole = me.oid
                                        AND d.defaclobjtype = 'r'
                                        AND d.defaclnamespace IN (0, n.oid)))
      SELECT w.nspname AS schema_name,
             pg_catalog.pg_get_userbyid(a.grantor) AS grantor,
             true AS is_grantor_ours,
             NULL AS column_name,
             a.grantee,
             pg_catalog.pg_get_userbyid(a.grantee) AS role,
             a.privilege_type AS privilege,
             a.is_grantable
        FROM wanted w
       CROSS JOIN me
       CROSS JOIN LATERAL (
              SELECT coalesce(
                       (SELECT d.defaclacl
                          FROM pg_catalog.pg_default_acl d
                         WHERE d.defaclrole = me.oid
                           AND d.defaclobjtype = 'r'
                           AND d.defaclnamespace = 0),
                       pg_catalog.acldefault('r', me.oid)) AS acl
               UNION ALL
              SELECT d.defaclacl
                FROM pg_catalog.pg_default_acl d
               WHERE d.defaclrole = me.oid
                 AND d.defaclobjtype = 'r'
                 AND d.defaclnamespace = w.oid) AS e
       CROSS JOIN LATERAL pg_catalog.aclexplode(e.acl) a
       ORDER BY w.nspname, role, privilege
      """;

  static final String LABELS =
      """
      SELECT l.objoid AS relation, a.attname AS column_name, l.provider, l.label
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_seclabel l
          ON l.objoid = w.oid AND l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = l.objoid AND a.attnum = l.objsubid AND l.objsubid > 0
       ORDER BY l.objoid, l.objsubid, l.provider
      """;

  /** The only query with a row for each column, so it selects as little as possible. */
  static final String COLUMNS =
      """
      SELECT a.attrelid AS relation,
             a.attnum AS number,
             a.attname AS name,
             a.atttypid AS type,
             a.atttypmod AS modifier,
             a.attnotnull AS is_not_null,
             a.attidentity <> '' OR a.attgenerated <> '' AS is_generated
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
      """;

  static final String TYPES =
      """
      SELECT t.oid AS type, t.modifier, pg_catalog.format_type(t.oid, t.modifier) AS name
        FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.oid[]), pg_catalog.unnest(?::integer[])) AS t (oid, modifier)
      """;

  static final String COLLATIONS =
      """
      SELECT a.attrelid AS relation, a.attnum AS number, l.collname AS text
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND a.attcollation <> 0
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid AND t.typcollation <> a.attcollation
        JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
      """;

  static final String DEFAULTS =
      """
      SELECT f.adrelid AS relation, f.adnum AS number, pg_catalog.pg_get_expr(f.adbin, f.adrelid) AS text
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_attrdef f ON f.adrelid = w.oid
        JOIN pg_catalog.pg_attribute a
          ON a.attrelid = f.adrelid AND a.attnum = f.adnum AND a.attgenerated = ''
      """;

  static final String COMMENTS =
      """
      SELECT d.objoid AS relation, d.objsubid AS number, d.description AS text
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_description d
          ON d.objoid = w.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid > 0
      """;

  static final String INDEXES =
      """
      SELECT i.indrelid AS relation,
             c.relname AS name,
             i.indisprimary AS is_primary,
             i.indisunique AS is_unique,
             i.indisvalid AS is_valid,
             k.oid IS NOT NULL AS is_of_constraint,
             ARRAY(SELECT coalesce(a.attname, '')
                     FROM pg_catalog.unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (number, position)
                     LEFT JOIN pg_catalog.pg_attribute a
                       ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0
                    WHERE k.position <= i.indnkeyatts
                    ORDER BY k.position) AS columns
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_index i ON i.indrelid = w.oid
        JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        LEFT JOIN pg_catalog.pg_constraint k
          ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('u', 'x')
       ORDER BY i.indrelid, c.relname
      """;

  static final String CHECKS =
      """
      SELECT k.conrelid AS relation,
             k.conname AS name,
             ARRAY(SELECT a.attname
                     FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
                    ORDER BY a.attnum) AS columns,
             pg_catalog.pg_get_expr(k.conbin, k.conrelid) AS condition,
             k.convalidated AS is_validated
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid AND k.contype = 'c'
       ORDER BY k.conrelid, k.conname
      """;

  static final String GRANTS =
      """
      SELECT c.oid AS relation,
             a.grantee,
             pg_catalog.pg_get_userbyid(a.grantee) AS role,
             a.privilege_type AS privilege,
             a.is_grantable
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relacl IS NOT NULL
       CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
       WHERE a.grantee <> c.relowner
      """;

  static final String PARTITIONING =
      """
      SELECT p.partrelid AS relation,
             ARRAY(SELECT a.attname
                     FROM pg_catalog.unnest(p.partattrs::smallint[]) WITH ORDINALITY AS k (number, position)
                     JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.number
                    ORDER BY k.position) AS columns
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = w.oid
      """;

  /** Spells bounds without naming the table, which Postgres would otherwise lock. */
  static final String PARTITIONS =
      """
      SELECT b.relation,
             b.schema_name,
             b.relation_name,
             coalesce(substring(b.bound, 'modulus ([0-9]+)')::integer, 0) AS modulus,
             coalesce(substring(b.bound, 'remainder ([0-9]+)')::integer, 0) AS remainder
        FROM (SELECT i.inhparent AS relation,
                     n.nspname AS schema_name,
                     c.relname AS relation_name,
                     pg_catalog.pg_get_expr(c.relpartbound, 0) AS bound
                FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
                JOIN pg_catalog.pg_inherits i ON i.inhparent = w.oid
                JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace) b
       ORDER BY b.relation, b.schema_name, b.relation_name
      """;

  static final String READERS =
      """
      SELECT DISTINCT d.refobjid AS relation, r.ev_class AS reader
        FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS w (oid)
        JOIN pg_catalog.pg_depend d
          ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
         AND d.refobjid = w.oid
         AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.ev_class <> w.oid
      """;

  static final String NAMES =
      """
      SELECT n.nspname AS schema_name, c.relname AS relation_name
        FROM pg_catalog.pg_namespace n
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
       WHERE n.nspname = ANY (?::pg_catalog.name[])
         AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
         AND NOT c.relispartition
       ORDER BY n.nspname, c.relname
      """;
}
