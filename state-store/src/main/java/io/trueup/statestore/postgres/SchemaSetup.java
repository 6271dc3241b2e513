package io.trueup.statestore.postgres;

import io.trueup.statestore.StateStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Migrates a database to this version's schema as the login user, and prepares the role for daily
 * work.
 */
final class SchemaSetup {

  /** The oldest version of Postgres that everything is tested with. */
  static final int OLDEST = 13;

  /** The roles that could put a function in place of one of ours. */
  private static final String STRANGERS =
      """
      SELECT DISTINCT CASE s.role WHEN 0 THEN 'PUBLIC'
                                  ELSE pg_catalog.pg_get_userbyid(s.role)::pg_catalog.text
                      END AS stranger
        FROM pg_catalog.pg_namespace n
       CROSS JOIN LATERAL (
               SELECT n.nspowner AS role
                WHERE NOT pg_catalog.pg_has_role(n.nspowner, 'MEMBER')
               UNION ALL
               SELECT a.grantee
                 FROM pg_catalog.aclexplode(n.nspacl) a
                WHERE a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner
               UNION ALL
               SELECT p.proowner
                 FROM pg_catalog.pg_proc p
                WHERE p.pronamespace = n.oid AND p.proowner <> n.nspowner
               UNION ALL
               SELECT o.oprowner
                 FROM pg_catalog.pg_operator o
                WHERE o.oprnamespace = n.oid AND o.oprowner <> n.nspowner) AS s (role)
       WHERE n.nspname IN ('trueup', 'audit', 'alarms')
       ORDER BY 1
      """;

  private SchemaSetup() {}

  static void run(DataSource login, DatabaseSettings settings) {
    var role = role(login, settings);
    migrate(login, role, settings);
    try (var connection = login.getConnection()) {
      role.takeOver(connection);
    } catch (SQLException e) {
      throw StoreFailures.exception(
          "open the state store at '%s'".formatted(settings.jdbcUrl()), e);
    }
  }

  private static StoreRole role(DataSource login, DatabaseSettings settings) {
    try (var connection = login.getConnection()) {
      requireVersion(connection, settings);
      requireEncoding(connection, settings);
      var role = StoreRole.of(connection);
      role.ensure(connection, settings);
      refuseStrangers(connection, settings);
      return role;
    } catch (SQLException e) {
      throw StoreFailures.exception(
          "open the state store at '%s'".formatted(settings.jdbcUrl()), e);
    }
  }

  /** Prepares the role alone, in a database that has this version's schema already. */
  static void ensureRole(DataSource login, DatabaseSettings settings) {
    try (var connection = login.getConnection()) {
      var role = StoreRole.of(connection);
      role.ensure(connection, settings);
      role.takeOver(connection);
    } catch (SQLException e) {
      throw StoreFailures.exception(
          "open the state store at '%s'".formatted(settings.jdbcUrl()), e);
    }
  }

  private static void requireVersion(Connection connection, DatabaseSettings settings)
      throws SQLException {
    var server = connection.getMetaData();
    if (server.getDatabaseMajorVersion() < OLDEST) {
      throw tooOld(settings.jdbcUrl(), server.getDatabaseProductVersion());
    }
  }

  /** Records may be in any language, and their digests are of their UTF-8. */
  private static void requireEncoding(Connection connection, DatabaseSettings settings)
      throws SQLException {
    var encoding = String.join("", Sql.texts(connection, "SHOW server_encoding"));
    if (!encoding.equals("UTF8")) {
      throw new StateStoreException(
          "Cannot open the state store at '%s', because the database's encoding is %s, which cannot hold every character. Use a database with encoding UTF8: CREATE DATABASE trueup ENCODING 'UTF8' TEMPLATE template0"
              .formatted(settings.jdbcUrl(), encoding),
          false,
          null);
    }
  }

  static StateStoreException tooOld(String jdbcUrl, String version) {
    return new StateStoreException(
        "Cannot open the state store at '%s', because PostgreSQL %s is too old. Use version %d or newer"
            .formatted(jdbcUrl, version, OLDEST),
        false,
        null);
  }

  private static void refuseStrangers(Connection connection, DatabaseSettings settings)
      throws SQLException {
    var strangers = Sql.texts(connection, STRANGERS);
    if (!strangers.isEmpty()) {
      throw new StateStoreException(
          "Cannot open the state store at '%s', because roles other than '%s' own, or may create, functions in its schemas 'trueup', 'audit' and 'alarms', which could run with its rights: %s. Drop their functions there, and revoke: REVOKE CREATE ON SCHEMA trueup, audit, alarms FROM ..."
              .formatted(settings.jdbcUrl(), settings.user(), String.join(", ", strangers)),
          false,
          null);
    }
  }

  private static void migrate(DataSource login, StoreRole role, DatabaseSettings settings) {
    try {
      migrations(login, role).load().migrate();
    } catch (FlywayException e) {
      throw StoreFailures.exception(
          "migrate the state store at '%s'".formatted(settings.jdbcUrl()), e);
    }
  }

  /**
   * The migrations grant to a role {@code trueup_app}, which all databases of a server once shared.
   * A published migration never changes, so the name serves as a placeholder ({@code a}, between
   * {@code trueup_} and {@code pp}) for the database's own role.
   */
  static FluentConfiguration migrations(DataSource login, StoreRole role) {
    return Flyway.configure()
        .dataSource(new MigrationConnections(login))
        .defaultSchema("trueup")
        .createSchemas(true)
        .locations("classpath:db/migration")
        .placeholderPrefix("trueup_")
        .placeholderSuffix("pp")
        .placeholders(Map.of("a", role.quoted()));
  }
}
