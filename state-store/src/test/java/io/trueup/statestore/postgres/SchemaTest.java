package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {

  private static final StoreDatabase DATABASE = new StoreDatabase();

  /** A time limit that is not waited for: a server that refuses has answered. */
  private static final Duration LONG = Duration.ofHours(1);

  @BeforeAll
  static void tellAStory() {
    try (var store = DATABASE.open()) {
      new Story(store).writeAll();
    }
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  /** Authors' names and texts are recorded unchanged, in any language. */
  @ParameterizedTest
  @ValueSource(strings = {"LATIN1", "SQL_ASCII"})
  void refusesADatabaseThatCannotHoldEveryCharacter(String encoding) {
    try (var database = TestPostgres.freshDatabaseIn(encoding)) {
      assertThatThrownBy(() -> PostgresStateStore.open(StoreDatabase.settings(database)).close())
          .isInstanceOf(StateStoreException.class)
          .hasMessage(
              "Cannot open the state store at '%s', because the database's encoding is %s, which cannot hold every character. Use a database with encoding UTF8: CREATE DATABASE trueup ENCODING 'UTF8' TEMPLATE template0"
                  .formatted(database.jdbcUrl(), encoding));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE trueup.audit_entry SET reason = 'another'",
        "DELETE FROM trueup.audit_entry",
        "TRUNCATE trueup.audit_entry",
        "UPDATE trueup.pointer_history SET reason = 'another'",
        "DELETE FROM trueup.pointer_history",
        "DELETE FROM trueup.delivery",
        "UPDATE trueup.version SET accepted = true",
        "UPDATE trueup.physical_name SET name = 'another'",
        "DELETE FROM trueup.physical_name",
        "UPDATE trueup.schema_batch SET origin = 'another'",
        "DELETE FROM trueup.schema_batch",
        "UPDATE trueup.schema_statement SET sql = 'another'",
        "DROP TABLE trueup.audit_entry",
        "ALTER TABLE trueup.audit_entry DISABLE TRIGGER ALL"
      })
  void theDaemonsRoleCannotChangeWhatHappened(String sql) throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      execute(connection, "SET ROLE " + StoreRole.of(connection).quoted());

      assertThatThrownBy(() -> execute(connection, sql))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("42501");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE trueup.audit_entry SET reason = 'another'",
        "DELETE FROM trueup.audit_entry",
        "TRUNCATE trueup.audit_entry",
        "UPDATE trueup.pointer_history SET reason = 'another'",
        "TRUNCATE trueup.pointer_history",
        "UPDATE trueup.physical_name SET name = 'another'",
        "UPDATE trueup.physical_name SET released_at = NULL",
        "DELETE FROM trueup.physical_name",
        "UPDATE trueup.schema_statement SET sql = 'another'"
      })
  void notEvenTheSuperuserChangesTheHistoryByMistake(String sql) throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      assertThatThrownBy(() -> execute(connection, sql))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("it is append-only");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"target_version", "merged_version"})
  void aPointerNeverMovesBackwards(String column) throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      assertThatThrownBy(() ->
              execute(
                  connection, "UPDATE trueup.platform SET %s = %s - 1".formatted(column, column)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Cannot move platform Live back");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "container, platform, kind, 'x', within, name",
        "container, platform, kind, logical, within, 'x'"
      })
  void noTwoHaveOneNameAndNothingHasTwo(String doubled) throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      assertThatThrownBy(() ->
              execute(
                  connection,
                  """
                  INSERT INTO trueup.physical_name
                         (container, platform, kind, logical, within, name, given_at)
                  SELECT %s, given_at
                    FROM trueup.physical_name
                   WHERE released_at IS NULL
                  """
                      .formatted(doubled)))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("23505");
    }
  }

  @Test
  void everythingHasAComment() {
    var without =
        DATABASE.asSuperuser(
            """
            SELECT string_agg(c.oid::regclass || coalesce('.' || a.attname, ''), ', ')
              FROM pg_class AS c
              LEFT JOIN pg_attribute AS a
                     ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relnamespace IN ('trueup'::regnamespace, 'audit'::regnamespace,
                                      'alarms'::regnamespace)
               AND c.relkind IN ('r', 'p', 'v')
               AND c.relname <> 'flyway_schema_history'
               AND (   obj_description(c.oid) IS NULL
                    OR (col_description(c.oid, a.attnum) IS NULL
                        AND c.relname NOT IN ('platform_now', 'run_now')
                        AND c.relname NOT LIKE 'qrtz%'))
            """);

    assertThat(without).isEqualTo("null");
  }

  @Test
  void everyMomentHasATimeZone() {
    assertThat(
            DATABASE.asSuperuser(
                """
                SELECT count(*)
                  FROM information_schema.columns
                 WHERE table_schema IN ('trueup', 'audit', 'alarms')
                   AND table_name <> 'flyway_schema_history'
                   AND data_type IN ('timestamp without time zone', 'time without time zone')
                """))
        .isEqualTo("0");
  }

  @Test
  void opensTwiceAtOnceAndAgain() throws Exception {
    try (var fresh = TestPostgres.freshDatabase()) {
      var settings = StoreDatabase.settings(fresh);
      var other = Thread.ofVirtual().start(() -> PostgresStateStore.open(settings).close());
      PostgresStateStore.open(settings).close();
      other.join();

      try (var store = PostgresStateStore.open(settings)) {
        assertThat(store.sources().all()).isEmpty();
      }
    }
  }

  @Test
  void opensAsAnOrdinaryOwnerOfTheDatabase() throws SQLException {
    try (var fresh = TestPostgres.freshDatabase()) {
      var role = StoreRole.of(fresh.name()).quoted();
      withLogin(fresh, "owner_with_role", "CREATE ROLE " + role);
      try (var connection = fresh.connect()) {
        execute(connection, "GRANT %s TO owner_with_role".formatted(role));
      }

      try (var store = PostgresStateStore.open(settings(fresh, "owner_with_role"))) {
        new Story(store).writeAll();
        assertThat(store.platforms().all()).hasSize(1);
      } finally {
        dropLogin(fresh, "owner_with_role");
      }
    }
  }

  @Test
  void refusesAServerThatIsTooOld() {
    assertThat(SchemaSetup.tooOld("jdbc:postgresql://db/trueup", "12.22"))
        .hasMessage(
            "Cannot open the state store at 'jdbc:postgresql://db/trueup', because PostgreSQL 12.22"
                + " is too old. Use version 13 or newer");
  }

  @Test
  void saysWhatAnAdministratorHasToRun() throws SQLException {
    try (var fresh = TestPostgres.freshDatabase()) {
      withLogin(fresh, "owner_without_role", "SELECT 1");

      assertThatThrownBy(
              () -> PostgresStateStore.open(settings(fresh, "owner_without_role")).close())
          .isInstanceOf(StateStoreException.class)
          .hasMessage(
              "Cannot open the state store as 'owner_without_role', because it lacks role 'trueup_app_%1$s' and may not create or grant it. Let an administrator run: CREATE ROLE \"trueup_app_%1$s\" NOLOGIN; GRANT \"trueup_app_%1$s\" TO \"owner_without_role\";"
                  .formatted(fresh.name()))
          .extracting(e -> ((StateStoreException) e).isTransient())
          .isEqualTo(false);
      dropLogin(fresh, "owner_without_role");
    }
  }

  @Test
  @Timeout(60)
  void aWrongPasswordIsNotTransientAndNotShown() {
    var database = DATABASE.database();
    var settings =
        new DatabaseSettings(database.jdbcUrl(), database.user(), "sesame-sesame", 2, LONG);

    assertThatThrownBy(() -> PostgresStateStore.open(settings).close())
        .isInstanceOf(StateStoreException.class)
        .hasMessageContaining("password authentication failed")
        .hasMessageNotContaining("sesame")
        .extracting(e -> ((StateStoreException) e).isTransient())
        .isEqualTo(false);
    assertThat(settings.toString()).doesNotContain("sesame");
  }

  @Test
  @Timeout(60)
  void aPostgresThatIsDownIsTransient() {
    var settings =
        new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/trueup", "trueup", "x", 2, LONG);

    assertThatThrownBy(() -> PostgresStateStore.open(settings).close())
        .isInstanceOf(StateStoreException.class)
        .hasMessageStartingWith(
            "Cannot open the state store at 'jdbc:postgresql://127.0.0.1:1/trueup': ")
        .hasMessageEndingWith(". It may work later")
        .extracting(e -> ((StateStoreException) e).isTransient())
        .isEqualTo(true);
  }

  private static DatabaseSettings settings(TestDatabase database, String user) {
    return new DatabaseSettings(database.jdbcUrl(), user, "pw", 2, Duration.ofSeconds(5));
  }

  private static void withLogin(TestDatabase database, String user, String grant)
      throws SQLException {
    try (var connection = database.connect()) {
      execute(connection, "CREATE ROLE %s LOGIN PASSWORD 'pw'".formatted(user));
      execute(connection, "ALTER DATABASE %s OWNER TO %s".formatted(database.name(), user));
      execute(connection, grant);
    }
  }

  private static void dropLogin(TestDatabase database, String user) throws SQLException {
    try (var connection =
        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
      execute(connection, "REASSIGN OWNED BY %s TO CURRENT_USER".formatted(user));
      execute(connection, "DROP OWNED BY " + user);
      execute(connection, "DROP ROLE " + user);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
