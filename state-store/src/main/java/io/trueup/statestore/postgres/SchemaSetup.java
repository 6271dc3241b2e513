package io.trueup.statestore.postgres;

import io.trueup.statestore.StateStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings a database to the schema that this version of the store works with, as the login user, and
 * sees to the role that it then works under.
 */
final class SchemaSetup {

  static final String ROLE = "trueup_app";

  /**
   * A role is the cluster's, not the database's: an earlier database or another process may have
   * created it, a restored database may lack it. So it is looked at each time.
   */
  private static final String ENSURE_ROLE =
      """
      DO $$
      BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'trueup_app') THEN
          BEGIN
            CREATE ROLE trueup_app NOLOGIN;
          EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another process was faster
          END;
        END IF;
        IF NOT pg_has_role(current_user, 'trueup_app', 'MEMBER') THEN
          BEGIN
            GRANT trueup_app TO CURRENT_USER;
          EXCEPTION WHEN unique_violation THEN
            NULL; -- another process was faster
          END;
        END IF;
      END
      $$
      """;

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private SchemaSetup() {}

  static void run(DataSource login, DatabaseSettings settings) {
    try (var connection = login.getConnection()) {
      ensureRole(connection, settings);
    } catch (SQLException e) {
      throw Failures.of("open the state store at '%s'".formatted(settings.jdbcUrl()), e);
    }
    try {
      Flyway.configure()
          .dataSource(login)
          .defaultSchema("trueup")
          .createSchemas(true)
          .locations("classpath:db/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw Failures.of("migrate the state store at '%s'".formatted(settings.jdbcUrl()), e);
    }
  }

  private static void ensureRole(Connection connection, DatabaseSettings settings)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(ENSURE_ROLE);
    } catch (SQLException e) {
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw new StateStoreException(
            "Cannot open the state store as '%s', because it lacks role '%s' and may not create or grant it. Let an administrator run: CREATE ROLE %s NOLOGIN; GRANT %s TO \"%s\";"
                .formatted(settings.user(), ROLE, ROLE, ROLE, settings.user()),
            false,
            e);
      }
      throw e;
    }
  }
}
