package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.testing.RandomHistory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs go on while records are removed. */
class RetentionBesideLoadTest {

  /** What a batch locks in the tables that jobs, merges and operators write to. */
  private static final String LOCKS =
      """
      SELECT DISTINCT c.relname || ' ' || l.mode
        FROM pg_locks AS l
        JOIN pg_class AS c ON c.oid = l.relation
       WHERE l.pid = pg_backend_pid()
         AND l.locktype = 'relation'
         AND c.relkind IN ('r', 'p')
         AND c.relnamespace = 'trueup'::regnamespace
         AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
         AND c.relname !~ '^run_history_[0-9]{4}_[0-9]{2}$'
      """;

  private final StoreDatabase database = new StoreDatabase();
  private final PostgresStateStore store = database.open();
  private Lease lease;

  @BeforeEach
  void writeAYear() {
    lease = claim();
    database.asSuperuser(String.join(";", new RandomHistory(7).statements()));
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  private Lease claim() {
    return store
        .leases()
        .claim(RecordRetention.RESOURCE, "me", Duration.ofMinutes(10))
        .orElseThrow();
  }

  private static boolean batch(Connection connection, RetentionKind kind) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT is_done FROM trueup.prune('%s', '30 days', 50)".formatted(kind.key()))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    var texts = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  /** Only a month that is made or dropped locks the history, which no begin and no end touches. */
  @ParameterizedTest
  @EnumSource
  void aBatchTakesNoLockThatAJobWaitsFor(RetentionKind kind) throws SQLException {
    var locks = new ArrayList<String>();
    try (var connection = database.database().connect()) {
      connection.setAutoCommit(false);
      for (var isDone = false; !isDone; ) {
        isDone = batch(connection, kind);
        locks.addAll(texts(connection, LOCKS));
        connection.commit();
      }
    }

    assertThat(locks)
        .allMatch(it -> it.startsWith("run_history ") || it.startsWith("run_history_rest "));
  }

  /** With every batch still open, jobs begin, are prolonged and end without a wait. */
  @ParameterizedTest
  @EnumSource
  void jobsBeginAndEndWhileABatchIsOpen(RetentionKind kind) throws SQLException {
    try (var pruning = database.database().connect();
        var job = database.database().connect()) {
      pruning.setAutoCommit(false);
      for (var isDone = false; !isDone; ) {
        isDone = batch(pruning, kind);
        for (var sql :
            List.of(
                "SET lock_timeout = '200ms'",
                """
                INSERT INTO trueup.run (id, platform, node, answer, state, reason, pinned, job,
                                        length, began_at, expires_at)
                VALUES (gen_random_uuid(), 1, 'n1', 'RUN', 'OPEN', 'x', 1, 'job', '1h', now(), now())
                """,
                "UPDATE trueup.run SET expires_at = now() + interval '1h' WHERE state = 'OPEN'",
                "UPDATE trueup.run SET state = 'SUCCEEDED', ended_at = now() WHERE began_at >="
                    + " now() - interval '1 minute'",
                "UPDATE trueup.platform SET sync_requested = sync_requested + 1",
                "SELECT count(*) FROM trueup.run_now")) {
          try (var statement = job.createStatement()) {
            statement.execute(sql);
          }
        }
        pruning.commit();
      }
    }

    assertThat(database.asSuperuser("SELECT count(*) > 0 FROM trueup.run WHERE job = 'job'"))
        .isEqualTo("t");
  }

  @Test
  void ofTwoDaemonsOneRemoves() {
    var other = store.leases().claim(RecordRetention.RESOURCE, "another", Duration.ofMinutes(10));

    assertThat(other).isEmpty();
    store.retention().prune(lease, RetentionKind.GATES, Duration.ofDays(30), 50);
    assertThat(store.retention().passes()).hasSize(1);
  }

  /** The partitions ahead were dropped by hand: the next pass makes them again. */
  @Test
  void aPartitionThatIsMissingIsMadeAgain() {
    var last =
        database.asSuperuser(
            "SELECT max(c.relname) FROM pg_class AS c WHERE c.relname ~"
                + " '^run_history_[0-9]{4}_[0-9]{2}$'");
    database.asSuperuser("DROP TABLE trueup." + last);

    assertThat(store.retention().makeMonths(lease, 2)).isEqualTo(1);
    assertThat(store.retention().makeMonths(lease, 2)).isZero();
  }

  /** A clock that jumps ten years ahead removes a month more, not all; then it is noticed. */
  @Test
  void aPassGoesAtMostAMonthFurtherThanTheOneBefore() {
    database.asSuperuser(
        """
        INSERT INTO trueup.retention_sweep (kind, keep, before, started_at, ended_at)
        VALUES ('gates', '30 days', now() - interval '200 days', now(), now())
        """);

    var batch = store.retention().prune(lease, RetentionKind.GATES, Duration.ofDays(30), 50);
    var preview = store.retention().preview(RetentionKind.GATES, Duration.ofDays(30));

    assertThat(Duration.between(batch.before(), store.now()).toDays()).isEqualTo(169);
    assertThat(Duration.between(preview.before(), store.now()).toDays()).isEqualTo(169);
  }

  @Test
  void passesThatDidNothingLeaveOneRow() {
    for (var day = 0; day < 5; day++) {
      while (!store
          .retention()
          .prune(lease, RetentionKind.DRIFT, Duration.ofDays(3000), 50)
          .isLast()) {}
    }

    assertThat(database.asSuperuser("SELECT count(*) FROM trueup.retention_sweep")).isEqualTo("1");
  }
}
