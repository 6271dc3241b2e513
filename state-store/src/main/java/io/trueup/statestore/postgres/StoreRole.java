package io.trueup.statestore.postgres;

import io.trueup.model.fingerprint.Sha256;
import io.trueup.statestore.StateStoreException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The role for the daemon's daily work. Roles belong to the server and not to a database, so it is
 * named for its database: the role of one state database must not be able to write another.
 *
 * @param name as the catalog spells it
 */
record StoreRole(String name) {

  /** Earlier releases had one role of this name for all databases of a server. */
  static final String PREFIX = "trueup_app";

  private static final int LONGEST_NAME = 63;
  private static final int DIGEST_DIGITS = 8;
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final List<String> ALREADY_EXISTS = List.of("42710", "23505");

  private static final String EXISTS =
      """
      SELECT EXISTS (SELECT FROM pg_catalog.pg_roles r
                      WHERE r.rolname OPERATOR(pg_catalog.=) ?::pg_catalog.name) AS is_there
      """;

  /** Since Postgres 16, a member may lack the right to set the role. */
  private static final String MAY_SET =
      """
      SELECT pg_catalog.pg_has_role(
               ?::pg_catalog.name,
               CASE WHEN pg_catalog.current_setting('server_version_num')::integer
                           OPERATOR(pg_catalog.>=) 160000
                    THEN 'SET' ELSE 'MEMBER' END) AS may_set
      """;

  /**
   * Other roles with the rights for daily work: those of an earlier release, or of the database
   * that this one is a copy of.
   */
  private static final String FORMER =
      """
      SELECT r.rolname
        FROM pg_catalog.pg_class c
       CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
        JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
       WHERE c.oid = pg_catalog.to_regclass('trueup.audit_entry')
         AND a.privilege_type = 'INSERT'
         AND (r.rolname = 'trueup_app' OR r.rolname LIKE 'trueup\\_app\\_%')
         AND r.rolname <> ?::pg_catalog.name
       ORDER BY r.rolname
      """;

  /** The rights of a role in this database, as statements that grant them to another. */
  private static final String PRIVILEGES =
      """
      WITH former AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = ?::pg_catalog.name),
           schemas AS (SELECT n.* FROM pg_catalog.pg_namespace n
                        WHERE n.nspname IN ('trueup', 'audit', 'alarms'))
      SELECT pg_catalog.format('GRANT %s ON SCHEMA %I', a.privilege_type, n.nspname) AS grant
        FROM schemas n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) a
        JOIN former f ON f.oid = a.grantee
      UNION ALL
      SELECT pg_catalog.format('GRANT %s ON %s %I.%I', a.privilege_type,
                    CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname, c.relname)
        FROM schemas n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
       CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
        JOIN former f ON f.oid = a.grantee
      UNION ALL
      SELECT pg_catalog.format('GRANT %s (%I) ON TABLE %I.%I', a.privilege_type, t.attname,
                               n.nspname, c.relname)
        FROM schemas n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
        JOIN pg_catalog.pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
       CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) a
        JOIN former f ON f.oid = a.grantee
      UNION ALL
      SELECT pg_catalog.format('GRANT %s ON ROUTINE %s', a.privilege_type, p.oid::pg_catalog.regprocedure)
        FROM schemas n JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid
       CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) a
        JOIN former f ON f.oid = a.grantee
      """;

  /** Prevents two processes that start at once from changing the same privileges. */
  private static final String LOCK =
      "LOCK TABLE trueup.flyway_schema_history IN SHARE ROW EXCLUSIVE MODE";

  private static final String REVOKE =
      """
      REVOKE ALL ON ALL TABLES IN SCHEMA trueup, audit, alarms FROM {role};
      REVOKE ALL ON ALL SEQUENCES IN SCHEMA trueup, audit, alarms FROM {role};
      REVOKE ALL ON ALL ROUTINES IN SCHEMA trueup, audit, alarms FROM {role};
      REVOKE ALL ON SCHEMA trueup, audit, alarms FROM {role}
      """;

  /** The role of the database that a session is in. */
  static StoreRole of(Connection connection) throws SQLException {
    return of(Sql.text(connection, "SELECT pg_catalog.current_database() AS name"));
  }

  /** The role of a database. */
  static StoreRole of(String database) {
    var whole = PREFIX + "_" + database;
    if (whole.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME) {
      return new StoreRole(whole);
    }
    var head = new StringBuilder(PREFIX + "_");
    var room = LONGEST_NAME - head.length() - DIGEST_DIGITS - 1;
    for (var codePoint : database.codePoints().toArray()) {
      var text = Character.toString(codePoint);
      room -= text.getBytes(StandardCharsets.UTF_8).length;
      if (room < 0) {
        break;
      }
      head.append(text);
    }
    return new StoreRole(head + "_" + Sha256.hex(database).substring(0, DIGEST_DIGITS));
  }

  /**
   * Creates the role unless it exists, and lets the user set it. An earlier database or another
   * process may have created it, and a restored database may lack it, so every start checks.
   *
   * @throws StateStoreException when it does not exist and the user may not create it
   */
  void ensure(Connection connection, DatabaseSettings settings) throws SQLException {
    try {
      if (!Sql.isTrue(connection, EXISTS, name)) {
        executeUnlessDone(connection, "CREATE ROLE %s NOLOGIN".formatted(quoted()));
      }
      if (!Sql.isTrue(connection, MAY_SET, name)) {
        executeUnlessDone(connection, "GRANT %s TO CURRENT_USER".formatted(quoted()));
      }
    } catch (SQLException e) {
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw new StateStoreException(
            "Cannot open the state store as '%s', because it lacks role '%s' and may not create or grant it. Let an administrator run: CREATE ROLE %s NOLOGIN; GRANT %s TO \"%s\";"
                .formatted(settings.user(), name, quoted(), quoted(), settings.user()),
            false,
            e);
      }
      throw e;
    }
  }

  private static void executeUnlessDone(Connection connection, String sql) throws SQLException {
    try {
      Sql.execute(connection, sql);
    } catch (SQLException e) {
      if (!ALREADY_EXISTS.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
    }
  }

  /** Takes over the rights of roles with other names, and revokes theirs. */
  void takeOver(Connection connection) throws SQLException {
    if (Sql.texts(connection, FORMER, name).isEmpty()) {
      return;
    }
    connection.setAutoCommit(false);
    try {
      Sql.execute(connection, LOCK);
      for (var former : Sql.texts(connection, FORMER, name)) {
        for (var grant : Sql.texts(connection, PRIVILEGES, former)) {
          Sql.execute(connection, grant + " TO " + quoted());
        }
        Sql.execute(connection, REVOKE.replace("{role}", Sql.quoted(former)));
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  String quoted() {
    return Sql.quoted(name);
  }
}
