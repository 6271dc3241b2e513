package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RunId;
import io.trueup.statestore.control.SyncRequest;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

  /** The migration moves none, as there can be a hundred million. */
  @Test
  void leaveRunsWhereTheyAreUntilTheyMoveInTheBackground() throws SQLException {
    run(
        """
        INSERT INTO trueup.run (id, platform, node, answer, state, reason, pinned, job, length,
                                began_at, expires_at, ended_at)
        SELECT 'run-' || i, p.id, 'Ingest/Live/x', 'RUN', 'SUCCEEDED', 'x', 0, 'job', '1h',
               now() - i * interval '1 month', now() - i * interval '1 month',
               now() - i * interval '1 month'
          FROM trueup.platform AS p, generate_series(1, 30) AS i
        """);

    try (var store = PostgresStateStore.open(settings)) {
      var oldest = store.runs().find(new RunId("run-30"));
      assertThat(texts("SELECT count(*) FROM trueup.run")).containsExactly("30");
      assertThat(oldest).isPresent();

      var lease =
          store.leases().claim(RecordRetention.RESOURCE, "me", Duration.ofMinutes(1)).orElseThrow();
      while (!store.retention().prune(lease, RetentionKind.RUNS, null, 7).isLast()) {}

      assertThat(texts("SELECT count(*) FROM trueup.run")).containsExactly("0");
      assertThat(texts("SELECT count(*) FROM trueup.run_history_rest")).containsExactly("0");
      assertThat(store.runs().find(new RunId("run-30"))).isEqualTo(oldest);
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

  /** The release before rollout control had one kind and one text of what a platform waits for. */
  @Test
  void keepWhatPlatformsWaitForUnderItsNewKindAndMoveNoTarget() throws SQLException {
    run(
        """
        INSERT INTO trueup.platform
               (source, name, type, policy, merged_version, merged_since, target_version,
                target_since, realized_version, realized_since, sync_requested, waiting_kind,
                waiting_reason, waiting_since)
        SELECT 'main', w.name, 'postgres', 'MANUAL', 3, now(), 2, '2026-01-02T03:04:05Z', 2,
               '2026-01-02T03:05:05Z', 3, w.kind, 'because of ' || w.kind,
               '2026-01-03T03:04:05.123456Z'
          FROM (VALUES ('A', 'policy-manual'), ('B', 'policy-never'), ('C', 'missing-credentials'),
                       ('D', 'credential-address'), ('E', 'paused')) AS w (name, kind)
        """);
    run(
        """
        INSERT INTO trueup.audit_entry (at, actor, address, verb, subject, reason)
        VALUES ('2026-01-03T03:00:00Z', 'ann', '192.0.2.7', 'platform.sync-requested',
                'platform:main/A', 'first'),
               ('2026-01-03T03:01:00Z', 'bob', '192.0.2.8', 'platform.sync-requested',
                'platform:main/A', 'release day')
        """);

    try (var store = PostgresStateStore.open(settings)) {
      var platforms = store.platforms().all();
      assertThat(platforms)
          .filteredOn(platform -> platform.waiting() != null)
          .extracting(
              platform -> platform.id().name(),
              platform -> Objects.requireNonNull(platform.waiting()).kind(),
              platform -> Objects.requireNonNull(platform.waiting()).reason(),
              platform -> Objects.requireNonNull(platform.waiting()).since().toString())
          .containsExactly(
              tuple("A", "policy", "because of policy-manual", "2026-01-03T03:04:05.123456Z"),
              tuple("B", "policy", "because of policy-never", "2026-01-03T03:04:05.123456Z"),
              tuple(
                  "C",
                  "credentials",
                  "because of missing-credentials",
                  "2026-01-03T03:04:05.123456Z"),
              tuple(
                  "D",
                  "credentials",
                  "because of credential-address",
                  "2026-01-03T03:04:05.123456Z"),
              tuple("E", "paused", "because of paused", "2026-01-03T03:04:05.123456Z"));
      var a = platforms.getFirst();
      assertThat(a.target().version()).isEqualTo(2);
      assertThat(a.realized().version()).isEqualTo(2);
      assertThat(a.steering().graphSince()).isEqualTo("2026-01-02T03:05:05Z");
      assertThat(a.steering().hold()).isNull();
      assertThat(a.steering().sync())
          .isEqualTo(
              new SyncRequest(
                  3, Set.of(), "bob", "release day", Instant.parse("2026-01-03T03:01:00Z")));
      assertThat(a.terms()).isEqualTo(RolloutTerms.of(RolloutPolicy.MANUAL));
      assertThat(platforms.stream().filter(it -> it.id().name().equals("Live")).findFirst())
          .map(it -> Objects.requireNonNull(it.rollout()).kind())
          .hasValue(Rollout.Kind.FORWARD);
      assertThat(store.windows().current()).isEmpty();
    }
    assertThat(texts("SELECT platform || ' ' || kind FROM audit.gate_history ORDER BY platform"))
        .containsExactly("A policy", "B policy", "C credentials", "D credentials", "E paused");
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
