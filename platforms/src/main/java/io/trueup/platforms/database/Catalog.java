package io.trueup.platforms.database;

import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.Grant;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.Relation;
import io.trueup.platforms.schema.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads what a database holds from its catalog: eight queries, however many tables are asked for.
 * Names in views are spelled with their schemas, whatever the session's search path was before.
 */
public final class Catalog {

  private static final String NO_SEARCH_PATH = "SET LOCAL search_path = pg_catalog";

  private static final String SERVER =
      """
      SELECT current_setting('server_version_num')::integer / 10000 AS version,
             r.rolname AS user_name,
             has_database_privilege(current_database(), 'CREATE') AS may_create_schemas,
             r.rolsuper OR r.rolcreaterole AS may_create_roles
        FROM pg_roles r
       WHERE r.rolname = current_user
      """;

  private static final String SCHEMAS =
      """
      SELECT n.nspname AS schema_name,
             n.nspowner AS owner,
             a.grantee,
             pg_get_userbyid(a.grantee) AS role,
             a.privilege_type AS privilege,
             a.is_grantable
        FROM pg_namespace n
        LEFT JOIN LATERAL aclexplode(n.nspacl) a ON a.grantee <> n.nspowner
       WHERE n.nspname = ANY (?::name[])
      """;

  private static final String ROLES =
      """
      SELECT r.rolname AS role
        FROM pg_roles r
       WHERE r.rolname = ANY (?::name[])
      """;

  /** Relations by name, and all views that read them, at once or through others. */
  private static final String RELATIONS =
      """
      WITH RECURSIVE wanted AS (
        SELECT c.oid
          FROM unnest(?::name[], ?::name[]) AS w (schema_name, relation_name)
          JOIN pg_namespace n ON n.nspname = w.schema_name
          JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.relation_name
        UNION
        SELECT r.ev_class
          FROM wanted w
          JOIN pg_depend d
            ON d.refclassid = 'pg_class'::regclass
           AND d.refobjid = w.oid
           AND d.classid = 'pg_rewrite'::regclass
          JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> w.oid
      )
      SELECT c.oid,
             n.nspname AS schema_name,
             c.relname AS relation_name,
             c.relkind AS kind,
             pg_get_userbyid(c.relowner) AS owner,
             c.relnatts AS attributes,
             c.reloptions AS options,
             CASE c.relkind
               WHEN 'r' THEN pg_relation_size(c.oid)
               WHEN 'p' THEN (SELECT sum(pg_relation_size(t.relid))
                                FROM pg_partition_tree(c.oid) t)
               ELSE 0
             END AS bytes,
             CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END AS query,
             CASE WHEN c.relkind = 'v'
               THEN c.relhastriggers
                    OR EXISTS (SELECT FROM pg_rewrite r
                                WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN')
               ELSE false
             END AS is_written,
             d.description AS comment
        FROM wanted w
        JOIN pg_class c ON c.oid = w.oid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_description d
          ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
      """;

  private static final String COLUMNS =
      """
      SELECT a.attrelid AS relation,
             a.attname AS name,
             format_type(a.atttypid, a.atttypmod) AS type,
             a.attnotnull AS is_not_null,
             l.collname AS collation,
             pg_get_expr(f.adbin, f.adrelid) AS standard,
             d.description AS comment
        FROM unnest(?::oid[]) AS w (oid)
        JOIN pg_attribute a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
        LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
        LEFT JOIN pg_description d
          ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
       ORDER BY a.attrelid, a.attnum
      """;

  private static final String INDEXES =
      """
      SELECT i.indrelid AS relation,
             c.relname AS name,
             i.indisprimary AS is_primary,
             i.indisunique AS is_unique,
             i.indisvalid AS is_valid,
             ARRAY(SELECT coalesce(a.attname, '')
                     FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (number, position)
                     LEFT JOIN pg_attribute a
                       ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0
                    WHERE k.position <= i.indnkeyatts
                    ORDER BY k.position) AS columns
        FROM unnest(?::oid[]) AS w (oid)
        JOIN pg_index i ON i.indrelid = w.oid
        JOIN pg_class c ON c.oid = i.indexrelid
       ORDER BY i.indrelid, c.relname
      """;

  private static final String CHECKS =
      """
      SELECT k.conrelid AS relation,
             k.conname AS name,
             pg_get_expr(k.conbin, k.conrelid) AS condition,
             k.convalidated AS is_validated
        FROM unnest(?::oid[]) AS w (oid)
        JOIN pg_constraint k ON k.conrelid = w.oid AND k.contype = 'c'
       ORDER BY k.conrelid, k.conname
      """;

  private static final String GRANTS =
      """
      SELECT c.oid AS relation,
             a.grantee,
             pg_get_userbyid(a.grantee) AS role,
             a.privilege_type AS privilege,
             a.is_grantable
        FROM unnest(?::oid[]) AS w (oid)
        JOIN pg_class c ON c.oid = w.oid AND c.relacl IS NOT NULL
       CROSS JOIN LATERAL aclexplode(c.relacl) a
       WHERE a.grantee <> c.relowner
      """;

  private static final String PARTITIONING =
      """
      SELECT p.partrelid AS relation,
             ARRAY(SELECT a.attname
                     FROM unnest(p.partattrs::smallint[]) WITH ORDINALITY AS k (number, position)
                     JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.number
                    ORDER BY k.position) AS columns
        FROM unnest(?::oid[]) AS w (oid)
        JOIN pg_partitioned_table p ON p.partrelid = w.oid
      """;

  private static final String READERS =
      """
      SELECT DISTINCT d.refobjid AS relation, r.ev_class AS reader
        FROM unnest(?::oid[]) AS w (oid)
        JOIN pg_depend d
          ON d.refclassid = 'pg_class'::regclass
         AND d.refobjid = w.oid
         AND d.classid = 'pg_rewrite'::regclass
        JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> w.oid
      """;

  private static final String NAMES =
      """
      SELECT n.nspname AS schema_name, c.relname AS relation_name
        FROM pg_namespace n
        JOIN pg_class c ON c.relnamespace = n.oid
       WHERE n.nspname = ANY (?::name[])
         AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
         AND NOT c.relispartition
       ORDER BY n.nspname, c.relname
      """;

  private final Connection connection;

  private Catalog(Connection connection) {
    this.connection = connection;
  }

  /**
   * Reads some relations and what hangs on them, the views that read them, the schemas they lie in,
   * and which of the roles exist. Must be in a transaction, whose search path it changes.
   */
  public static ActualSchema read(
      Connection connection, Collection<ObjectName> names, Collection<String> roles)
      throws SQLException {
    return new Catalog(connection).read(names, roles);
  }

  /** The names of all tables and views in some schemas, partitions left out. */
  public static List<ObjectName> names(Connection connection, Collection<String> schemas)
      throws SQLException {
    return new Catalog(connection).names(schemas);
  }

  private ActualSchema read(Collection<ObjectName> names, Collection<String> roles)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(NO_SEARCH_PATH);
    }
    var schemas = schemas(names.stream().map(ObjectName::schema).distinct().toList());
    return new ActualSchema(server(), schemas, roles(roles), relations(names));
  }

  private Server server() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(SERVER)) {
      if (!row.next()) {
        throw new IllegalStateException("The catalog does not know the role that asks it");
      }
      return new Server(
          row.getInt("version"),
          Rows.text(row, "user_name"),
          row.getBoolean("may_create_schemas"),
          row.getBoolean("may_create_roles"));
    }
  }

  private SortedMap<String, SortedSet<Grant>> schemas(List<String> names) throws SQLException {
    var found = new TreeMap<String, SortedSet<Grant>>();
    each(
        SCHEMAS,
        List.of(names),
        row -> {
          var grants = found.computeIfAbsent(Rows.text(row, "schema_name"), _ -> new TreeSet<>());
          if (row.getString("privilege") != null) {
            grants.add(Rows.grant(row));
          }
        });
    return found;
  }

  private SortedSet<String> roles(Collection<String> names) throws SQLException {
    var found = new TreeSet<String>();
    if (!names.isEmpty()) {
      each(ROLES, List.of(names), row -> found.add(Rows.text(row, "role")));
    }
    return found;
  }

  private List<ObjectName> names(Collection<String> schemas) throws SQLException {
    var found = new ArrayList<ObjectName>();
    each(NAMES, List.of(schemas), row -> found.add(Rows.name(row)));
    return found;
  }

  private SortedMap<ObjectName, Relation> relations(Collection<ObjectName> names)
      throws SQLException {
    var found = new LinkedHashMap<Long, FoundRelation>();
    each(
        RELATIONS,
        List.of(
            names.stream().map(ObjectName::schema).toList(),
            names.stream().map(ObjectName::name).toList()),
        row -> found.put(row.getLong("oid"), FoundRelation.read(row)));
    if (!found.isEmpty()) {
      details(found);
    }
    var relations = new TreeMap<ObjectName, Relation>();
    found.values().forEach(it -> relations.put(it.name(), it.relation()));
    return relations;
  }

  private void details(Map<Long, FoundRelation> found) throws SQLException {
    var oids = List.<Collection<?>>of(List.copyOf(found.keySet()));
    each(COLUMNS, oids, row -> of(found, row).addColumn(row));
    each(INDEXES, oids, row -> of(found, row).addIndex(row));
    each(CHECKS, oids, row -> of(found, row).addCheck(row));
    each(GRANTS, oids, row -> of(found, row).addGrant(Rows.grant(row)));
    each(PARTITIONING, oids, row -> of(found, row).partitionBy(row));
    each(
        READERS,
        oids,
        row -> {
          // One that was made after the relations were read is the next look's to find.
          var reader = found.get(row.getLong("reader"));
          if (reader != null) {
            of(found, row).addReader(reader.name());
          }
        });
  }

  private static FoundRelation of(Map<Long, FoundRelation> found, ResultSet row)
      throws SQLException {
    var relation = found.get(row.getLong("relation"));
    if (relation == null) {
      throw new IllegalStateException("The catalog tells of a relation that was not asked for");
    }
    return relation;
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void each(String sql, List<? extends Collection<?>> arrays, RowReader reader)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < arrays.size(); i++) {
        var texts = arrays.get(i).stream().map(Object::toString).toArray();
        statement.setArray(i + 1, connection.createArrayOf("text", texts));
      }
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }
}
