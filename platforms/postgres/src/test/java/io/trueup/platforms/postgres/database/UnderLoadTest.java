package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.SHOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sessions write and read while a table, its view and a view of that view change. Postgres itself
 * fails a statement of theirs that waits for a lock for too long: the configured time, and what a
 * busy machine adds.
 */
@Timeout(300)
class UnderLoadTest {

  private static final Duration SLACK = Duration.ofSeconds(10);

  private final TestContainer container = new TestContainer();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger read = new AtomicInteger();

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void noSessionWaitsForLongOrFails() throws Exception {
    var versions = versions();
    container.run(versions.getFirst());
    container.owned("CREATE VIEW live__w.of_others AS SELECT * FROM live__w.customers");
    container.owned("INSERT INTO live.customers SELECT i, 'n', 1 FROM generate_series(1, 5000) i");
    written.set(5000);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var reconciler =
            new SchemaReconciler(
                container.environment(),
                new LockRetries(200, Duration.ofMillis(10), Duration.ofMillis(200)))) {
      var others = new ArrayList<Future<?>>();
      IntStream.range(0, 2).forEach(i -> others.add(threads.submit(() -> write(i))));
      IntStream.range(0, 2).forEach(_ -> others.add(threads.submit(this::read)));
      var session = container.open(reconciler);
      try {
        for (var version : versions.subList(1, versions.size())) {
          awaitMore();
          assertThat(TestContainer.run(session, version, ApplyOptions.SAFE))
              .isInstanceOf(StepOutcome.Done.class);
        }
        awaitMore();
      } finally {
        isOver.set(true);
      }
      for (var other : others) {
        other.get();
      }
      assertThat(TestContainer.run(session, versions.getLast(), ApplyOptions.SAFE))
          .isEqualTo(new StepOutcome.Done(List.of()));
    }
    assertThat(container.rows("SELECT count(*) FROM live__w.of_others"))
        .containsExactly(written.toString());
  }

  private static List<DesiredSchema> versions() {
    var check = List.of(CheckConstraint.of("amount", "amount > 0"));
    var index = List.of(TableIndex.of(CUSTOMERS, List.of("name"), false));
    return List.of(
        version(
            DesiredTable.TableOptions.PLAIN, "name character varying(20)", "amount numeric(10,2)"),
        version(
            DesiredTable.TableOptions.PLAIN,
            "name character varying(20)",
            "amount numeric(10,2)",
            "a text"),
        version(DesiredTable.TableOptions.PLAIN, "name text", "amount numeric(12,2)", "a text"),
        version(
            new DesiredTable.TableOptions(check, index, null),
            "name text",
            "amount numeric(12,2)",
            "a text"),
        version(
            new DesiredTable.TableOptions(List.of(), index, null),
            "name text",
            "amount numeric",
            "a text"));
  }

  private static DesiredSchema version(DesiredTable.TableOptions physique, String... columns) {
    var table = SampleSchemas.table(physique, columns);
    return DesiredSchema.of(
        List.of(table),
        List.of(new DesiredView(SHOWN, CUSTOMERS, table.columns(), null, "a view")));
  }

  /** Waits until each session has done something once more. */
  private void awaitMore() {
    var writes = written.get();
    var reads = read.get();
    while (!isOver.get() && (written.get() < writes + 4 || read.get() < reads + 4)) {
      Thread.onSpinWait();
    }
  }

  private Void write(int writer) throws SQLException {
    try (var connection = container.connect();
        var statement = connection.createStatement()) {
      limit(statement);
      for (var i = 0; !isOver.get(); i++) {
        var id = 1_000_000 * (writer + 1) + i;
        statement.execute(
            "INSERT INTO live.customers (id, name, amount) VALUES (%d, 'w', 2)".formatted(id));
        written.incrementAndGet();
        statement.execute(
            "UPDATE live.customers SET amount = amount + 1 WHERE id = %d".formatted(id));
      }
      return null;
    } finally {
      isOver.set(true);
    }
  }

  private Void read() throws SQLException {
    try (var connection = container.connect();
        var statement = connection.createStatement()) {
      limit(statement);
      while (!isOver.get()) {
        statement.executeQuery("SELECT name, amount FROM live__w.customers WHERE id = 7").close();
        // No read lasts longer than a change waits, even while the table grows.
        statement.executeQuery("SELECT count(name) FROM live__w.of_others WHERE id < 1000").close();
        read.incrementAndGet();
      }
      return null;
    } finally {
      isOver.set(true);
    }
  }

  private void limit(java.sql.Statement statement) throws SQLException {
    var longest = container.environment().lockTimeout().plus(SLACK);
    statement.execute("SET lock_timeout = %d".formatted(longest.toMillis()));
  }
}
