package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Newer migrations run on a database that a former release filled. */
@Timeout(120)
class MigrationsTest {

  private static final String FORMER = "13";

  private static final String ROLLOUT =
      """
      INSERT INTO trueup.rollout (platform, from_version, to_version, state, steps, started_at)
      SELECT p.id, %d, %d, 'EXECUTING', 1, '2026-01-02T03:04:05Z'
        FROM trueup.platform AS p
      """;

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final DatabaseSettings settings = StoreDatabase.settings(database);
  private final HikariDataSource login = PostgresStateStore.login(settings);

  MigrationsTest() throws SQLException {
    StoreRole role;
    try (var connection = login.getConnection()) {
      role = StoreRole.of(connection);
      role.ensure(connection, settings);
    }
    SchemaSetup.migrations(login, role).target(FORMER).load().migrate();
    run("INSERT INTO trueup.source (id, since) VALUES ('main', now())");
    run(
        """
        INSERT INTO trueup.platform
               (source, name, type, policy, merged_since, target_since, realized_since)
        VALUES ('main', 'Live', 'postgres', 'MERGE', now(), now(), now())
        """);
    run(ROLLOUT.formatted(0, 1));
  }

  @AfterEach
  void close() {
    login.close();
    database.close();
  }

  /** The steps are the largest table: reading all of them takes minutes. */
  @Test
  void holdNoOtherTableWhileTheyIndexTheSteps() throws Exception {
    try (var writer = database.connect();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      writer.setAutoCommit(false);
      run(writer, "LOCK TABLE trueup.step IN ROW EXCLUSIVE MODE");
      var opening = threads.submit(() -> PostgresStateStore.open(settings));
      awaitLockWait(writer);

      assertThat(
              texts(
                  """
                  SELECT DISTINCT c.relname
                    FROM pg_locks AS l
                    JOIN pg_class AS c ON c.oid = l.relation
                   WHERE c.relnamespace = 'trueup'::regnamespace
                     AND c.relkind = 'r'
                     AND c.relname <> 'flyway_schema_history'
                     AND l.pid IN (SELECT w.pid FROM pg_locks AS w WHERE NOT w.granted)
                  """))
          .containsExactly("step");
      writer.rollback();
      opening.get().close();
    }
  }

  @Test
  void leaveNoConstraintUnchecked() throws SQLException {
    PostgresStateStore.open(settings).close();

    assertThat(
            texts(
                "SELECT conname FROM pg_constraint WHERE connamespace = 'trueup'::regnamespace AND"
                    + " NOT convalidated"))
        .isEmpty();
  }

  @Test
  void giveARolloutTheMomentSinceWhichItsStateHasBeen() throws SQLException {
    PostgresStateStore.open(settings).close();

    assertThat(texts("SELECT state_since = started_at FROM trueup.rollout")).containsExactly("t");
  }

  @Test
  void showTheSafetyOfStatementsAsItIsDocumented() throws SQLException {
    run(
        """
        INSERT INTO trueup.schema_batch
               (container, platform, origin, is_transactional, state, began_at, ended_at)
        SELECT 'db.acme:5432/warehouse', id, 'rollout 1', true, 'LANDED', now(), now()
          FROM trueup.platform
        """);
    run(
        """
        INSERT INTO trueup.schema_statement (batch, ordinal, sql, safety, lock, reason)
        SELECT b.id, s.ordinal, 'SELECT 1', s.safety, '', 'a test'
          FROM trueup.schema_batch AS b,
               unnest(ARRAY['INSTANT', 'SHORT_LOCK', 'SCAN', 'LOCKED_SCAN', 'REWRITE', 'DESTRUCTIVE'])
               WITH ORDINALITY AS s (safety, ordinal)
        """);
    run(
        """
        INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, reason)
        VALUES (now(), 'ann', '192.0.2.7', 'schema.allowed', 'platform:main/Live', 'ids run out')
        """);
    var head = texts("SELECT encode(digest, 'hex') FROM trueup.audit_head");

    PostgresStateStore.open(settings).close();

    assertThat(texts("SELECT safety FROM audit.schema_statement ORDER BY ordinal"))
        .containsExactly("instant", "short-lock", "scan", "locked-scan", "rewrite", "destructive");
    assertThat(texts("SELECT safety FROM trueup.schema_statement ORDER BY ordinal"))
        .contains("SHORT_LOCK", "REWRITE");
    assertThat(texts("SELECT encode(digest, 'hex') FROM trueup.audit_head")).isEqualTo(head);
  }

  /** Such a process should be stopped first; one that was forgotten must not stop any rollout. */
  @Test
  void letAProcessOfTheFormerReleaseClaimARollout() throws SQLException {
    PostgresStateStore.open(settings).close();

    run(ROLLOUT.formatted(1, 2));

    assertThat(texts("SELECT state_since <= now() FROM trueup.rollout WHERE to_version = 2"))
        .containsExactly("t");
  }

  /**
   * A migration that is cut off and rolled back would start again at each start, and never finish.
   */
  @Test
  void waitForAsLongAsTheServerWorks() throws SQLException {
    var patient = new MigrationConnections(login);
    try (var connection = patient.getConnection()) {
      assertThat(connection.getNetworkTimeout()).isZero();
      assertThat(texts(connection, "SHOW statement_timeout")).containsExactly("0");
    }
    try (var next = login.getConnection()) {
      assertThat(next.getNetworkTimeout()).isEqualTo((int) Duration.ofSeconds(90).toMillis());
    }
  }

  @Test
  void runOnConnectionsThatWait() {
    var source = SchemaSetup.migrations(login, new StoreRole("any")).getDataSource();

    assertThat(source).isEqualTo(new MigrationConnections(login));
  }

  private void awaitLockWait(Connection connection) throws SQLException {
    while (texts(
            connection,
            "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND database ="
                + " (SELECT oid FROM pg_database WHERE datname = current_database())")
        .isEmpty()) {
      Thread.onSpinWait(); // until the test's time is over
    }
  }

  private void run(String sql) throws SQLException {
    try (var connection = database.connect()) {
      run(connection, sql);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> texts(String sql) throws SQLException {
    try (var connection = database.connect()) {
      return texts(connection, sql);
    }
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
