package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Writers commit late, out of order, or not at all; readers still see every change once, and those
 * of a platform in their order (P9). {@code -Dtrueup.changes.seed} repeats a run.
 */
class StateChangeOrderTest {

  private static final int WRITERS = 16;
  private static final int EACH = 40;
  private static final int PLATFORMS = 5;

  private static final StoreDatabase DATABASE = new StoreDatabase();
  private static final StateStore ONE = DATABASE.open();
  private static final StateStore OTHER = DATABASE.open();

  @BeforeEach
  void clear() {
    DATABASE.clear();
  }

  @AfterAll
  static void close() {
    OTHER.close();
    ONE.close();
    DATABASE.close();
  }

  /** What the writers committed, by platform. */
  private static final class Committed {
    private final HashMap<Integer, Integer> counts = new HashMap<>();

    synchronized void add(int platform) {
      counts.merge(platform, 1, Integer::sum);
    }

    synchronized int total() {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  @Test
  void everyReaderSeesEveryChangeOnceAndThoseOfAPlatformInOrder() throws Exception {
    var seed = Long.getLong("trueup.changes.seed", 1);
    DATABASE.asSuperuser("CREATE TABLE IF NOT EXISTS public.counted (platform int, next int)");
    DATABASE.asSuperuser("DELETE FROM public.counted");
    DATABASE.asSuperuser(
        "INSERT INTO public.counted SELECT p, 0 FROM generate_series(1, %d) AS p"
            .formatted(PLATFORMS));
    var committed = new Committed();
    var isOver = new AtomicBoolean();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> read(ONE, isOver, committed));
      var second = threads.submit(() -> read(OTHER, isOver, committed));
      var writers = new ArrayList<Future<?>>();
      for (var writer = 0; writer < WRITERS; writer++) {
        var random = new Random(seed + writer);
        writers.add(
            threads.submit(() -> {
              write(random, committed);
              return null;
            }));
      }
      for (var writer : writers) {
        writer.get();
      }
      isOver.set(true);

      check(seed, first.get(), committed.total());
      check(seed, second.get(), committed.total());
    }
  }

  private static void insert(Connection connection) throws SQLException {
    execute(connection, "SELECT pg_current_xact_id()");
    execute(
        connection,
        "INSERT INTO trueup.state_change (at, type, about, data)"
            + " VALUES (clock_timestamp(), 'test', 'x', '{}')");
  }

  /** The floor must never pass an id whose transaction may still commit. */
  @Test
  void aTransactionThatStaysOpenKeepsTheFloorBelowIt() throws Exception {
    try (var open = DATABASE.database().connect();
        var other = DATABASE.database().connect()) {
      insert(other);
      open.setAutoCommit(false);
      insert(open);

      for (var round = 1; round <= 4; round++) {
        assertThat(ONE.changes().number(10)).isEqualTo(1);
        insert(other);
      }
      open.commit();

      assertThat(ONE.changes().number(10)).isEqualTo(2);
      assertThat(ONE.changes().range().last()).isEqualTo(6);
    }
  }

  private static void check(long seed, List<RecordedChange> seen, int committed) {
    assertThat(seen).as("seed %d", seed).hasSize(committed);
    var counts = new HashMap<String, Integer>();
    for (var i = 0; i < seen.size(); i++) {
      var change = seen.get(i);
      assertThat(change.position()).as("seed %d", seed).isEqualTo(i + 1);
      var platform = String.valueOf(change.platform());
      var next = counts.merge(platform, 1, Integer::sum);
      assertThat(change.data())
          .as("seed %d, platform %s", seed, platform)
          .isEqualTo("{\"next\" : %d}".formatted(next));
    }
  }

  private static void write(Random random, Committed committed) throws SQLException {
    try (var connection = DATABASE.database().connect()) {
      connection.setAutoCommit(false);
      for (var i = 0; i < EACH; i++) {
        var platform = 1 + random.nextInt(PLATFORMS);
        change(connection, platform, random.nextInt(8) / 1000.0);
        // The database waits, as a busy one does, between the insert and the commit.
        execute(connection, "SELECT pg_sleep(%s)".formatted(random.nextInt(10) / 1000.0));
        if (random.nextInt(10) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          committed.add(platform);
        }
      }
    }
  }

  /** A change that its platform's lock puts in order, or one that takes its time before that. */
  private static void change(Connection connection, int platform, double seconds)
      throws SQLException {
    execute(connection, "SELECT pg_current_xact_id()");
    execute(connection, "SELECT pg_sleep(%s)".formatted(seconds));
    execute(
        connection,
        """
        WITH counted AS (UPDATE public.counted SET next = next + 1 WHERE platform = %d RETURNING next)
        INSERT INTO trueup.state_change (at, type, about, source, platform, data)
        SELECT clock_timestamp(), 'test', 'platform', 'acme', '%d', json_build_object('next', next)::text::json
          FROM counted
        """
            .formatted(platform, platform));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Reads until everything is there that was committed; another reader may be numbering it. */
  private static List<RecordedChange> read(
      StateStore store, AtomicBoolean isOver, Committed committed) {
    var seen = new ArrayList<RecordedChange>();
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      var isComplete = isOver.get() && seen.size() >= committed.total();
      store.changes().number(7);
      var position = seen.isEmpty() ? 0 : seen.getLast().position();
      seen.addAll(store.changes().after(position, 5));
      if (isComplete) {
        return seen;
      }
    }
    throw new AssertionError(
        "%d of %d changes got a position; the floor is %s"
            .formatted(
                seen.size(),
                committed.total(),
                DATABASE.asSuperuser("SELECT floor || ' of ' || seen FROM trueup.change_head")));
  }
}
