package io.trueup.platforms.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.SharedFence;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryStatementJournal.Entry;
import io.trueup.platforms.testing.MemoryStatementJournal.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class GroupRunTest {

  private static final SharedFence STANDING = Set::copyOf;

  private static final String TABLES_WITH_FAX =
      """
      SELECT c.relname
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE a.attname = 'fax' AND c.relkind = 'r' AND n.nspname = 'live'
       ORDER BY c.relname
      """;

  private static final String TRANSACTIONS =
      """
      SELECT count(DISTINCT a.xmin::text)
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE a.attname = 'fax' AND c.relkind = 'r' AND n.nspname = 'live'
      """;

  private final TestContainer container = new TestContainer();

  @AfterEach
  void close() {
    container.close();
  }

  private static ObjectName table(int number) {
    return new ObjectName("live", "t%03d".formatted(number));
  }

  private static DesiredSchema schema(int number, String... columns) {
    return SampleSchemas.of(SampleSchemas.table(table(number), columns));
  }

  private static DesiredTask task(int number, String... columns) {
    return new DesiredTask(
        NodeKey.ingest("Live", "S%03d".formatted(number)), schema(number, columns));
  }

  private static TaskGroup group(int number, String... columns) {
    return new TaskGroup(
        "run %d".formatted(number), "job %d".formatted(number), List.of(task(number, columns)));
  }

  private static List<TaskGroup> groups(int count, String... columns) {
    return IntStream.range(0, count).mapToObj(it -> group(it, columns)).toList();
  }

  private void create(int count) {
    var tasks = IntStream.range(0, count).mapToObj(it -> task(it)).toList();
    container.session().run(TestContainer.context(), tasks, ApplyOptions.SAFE);
  }

  private List<GroupResult> run(List<TaskGroup> groups, SharedFence fence) {
    return container.session().runTogether("main/Live", 7, groups, fence);
  }

  private static boolean isDone(GroupResult result) {
    return result instanceof GroupResult.Ended(var outcomes)
        && outcomes.values().stream().allMatch(StepOutcome.Done.class::isInstance);
  }

  private static List<Integer> left(List<GroupResult> results) {
    return IntStream.range(0, results.size())
        .filter(it -> results.get(it) instanceof GroupResult.Left)
        .boxed()
        .toList();
  }

  @Test
  void addsAColumnToManyTablesInFewTransactions() {
    create(150);

    var results = run(groups(150, "fax text"), STANDING);

    assertThat(results).hasSize(150).allMatch(GroupRunTest::isDone);
    assertThat(container.rows(TABLES_WITH_FAX)).hasSize(150);
    assertThat(container.rows(TRANSACTIONS)).containsExactly("2");
    var changes =
        container.journal.entries().stream()
            .filter(it -> it.batch().origin().startsWith("job "))
            .toList();
    assertThat(changes).hasSize(150).extracting(Entry::state).containsOnly(State.LANDED);
    assertThat(changes).allMatch(it -> it.batch().lines().size() == 1);
    assertThat(changes).extracting(it -> it.batch().origin()).doesNotHaveDuplicates();
    assertThat(run(groups(150, "fax text"), STANDING)).allMatch(GroupRunTest::isDone);
    assertThat(container.journal.entries()).hasSize(changes.size() + created());
  }

  private int created() {
    return (int)
        container.journal.entries().stream()
            .filter(it -> !it.batch().origin().startsWith("job "))
            .count();
  }

  @Test
  void leavesTheTableThatAnotherSessionReadsAndLandsTheOthers() throws SQLException {
    create(20);
    try (var reader = reading(table(7))) {
      var results = run(groups(20, "fax text"), STANDING);

      assertThat(left(results)).containsExactly(7);
      assertThat(container.rows(TABLES_WITH_FAX)).hasSize(19);
      assertThat(container.rows(TRANSACTIONS)).containsExactly("1");
      reader.rollback();
    }
    assertThat(run(List.of(group(7, "fax text")), STANDING)).allMatch(GroupRunTest::isDone);
  }

  @Test
  void leavesTheTableThatAnotherSessionLocksExclusivelyWithoutAWait() throws SQLException {
    create(20);
    try (var other = container.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE live.t003 IN ACCESS EXCLUSIVE MODE");
      var results = run(groups(20, "fax text"), STANDING);

      assertThat(left(results)).containsExactly(3);
      assertThat(container.journal.entries())
          .extracting(Entry::state)
          .doesNotContain(State.FAILED, State.UNCERTAIN);
      other.rollback();
    }
  }

  @Test
  void leavesTheTableWhoseChangeTheDatabaseRefuses() {
    create(20);
    container.sql("ALTER TABLE live.t011 OWNER TO CURRENT_USER");

    var results = run(groups(20, "fax text"), STANDING);

    assertThat(left(results)).containsExactly(11);
    assertThat(container.rows(TABLES_WITH_FAX)).hasSize(19).doesNotContain("t011");
    assertThat(container.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")).isEmpty();
  }

  @Test
  void changesNothingForARequestThatIsOver() {
    create(10);
    var over = Set.of("run 2", "run 9");

    var results =
        run(
            groups(10, "fax text"),
            ids -> {
              var standing = new HashSet<>(ids);
              standing.removeAll(over);
              return standing;
            });

    assertThat(left(results)).containsExactly(2, 9);
    assertThat(container.rows(TABLES_WITH_FAX)).hasSize(8).doesNotContain("t002", "t009");
  }

  @Test
  void changesViewsAfterTheirTablesInAnotherTransaction() {
    var groups = IntStream.range(0, 30).mapToObj(it -> shown(it, "name text")).toList();
    container
        .session()
        .run(
            TestContainer.context(),
            groups.stream().flatMap(it -> it.tasks().stream()).toList(),
            ApplyOptions.SAFE);
    var changed =
        IntStream.range(0, 30).mapToObj(it -> shown(it, "name text", "fax text")).toList();

    var results = run(changed, STANDING);

    assertThat(results).allMatch(GroupRunTest::isDone);
    assertThat(container.rows("SELECT 1 FROM pg_views WHERE definition LIKE '%fax%'")).hasSize(30);
    assertThat(container.rows(TRANSACTIONS)).containsExactly("1");
  }

  /** A table, and a view of it that belongs to another node. */
  private static TaskGroup shown(int number, String... columns) {
    var table = SampleSchemas.table(table(number), columns);
    var view =
        new DesiredView(
            new ObjectName("live__w", "v%03d".formatted(number)),
            table.name(),
            table.columns(),
            null,
            "a view");
    return new TaskGroup(
        "run %d".formatted(number),
        "job %d".formatted(number),
        List.of(
            task(number, columns),
            new DesiredTask(
                new NodeKey("View/%d".formatted(number)),
                DesiredSchema.of(List.of(), List.of(view)))));
  }

  /** Readers take a view before its table, and tables in any order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void neverDeadlocksWithReaders(long seed) throws Exception {
    var count = 12;
    container
        .session()
        .run(
            TestContainer.context(),
            IntStream.range(0, count)
                .mapToObj(it -> shown(it, "name text"))
                .flatMap(it -> it.tasks().stream())
                .toList(),
            ApplyOptions.SAFE);
    var stopped = new AtomicBoolean();
    var failures = new ConcurrentLinkedQueue<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var reader = 0; reader < 2; reader++) {
        var random = new Random(seed * 100 + reader);
        threads.execute(() -> read(random, count, stopped, failures));
      }
      try {
        for (var round = 0; round < 4; round++) {
          var extra = columns(round);
          var groups =
              new ArrayList<>(IntStream.range(0, count).mapToObj(it -> shown(it, extra)).toList());
          Collections.shuffle(groups, new Random(seed + round));
          run(groups, STANDING);
        }
      } finally {
        stopped.set(true);
      }
    }
    assertThat(failures).as("seed %d", seed).isEmpty();
    var last = IntStream.range(0, count).mapToObj(it -> shown(it, columns(3))).toList();
    assertThat(run(last, STANDING)).as("seed %d", seed).allMatch(GroupRunTest::isDone);
  }

  private static String[] columns(int round) {
    var columns = new ArrayList<>(List.of("name text"));
    IntStream.rangeClosed(0, round).forEach(it -> columns.add("extra%d text".formatted(it)));
    return columns.toArray(String[]::new);
  }

  private void read(Random random, int count, AtomicBoolean stopped, Queue<String> failures) {
    try (var connection = container.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!stopped.get()) {
        statement
            .executeQuery("SELECT 1 FROM live__w.v%03d".formatted(random.nextInt(count)))
            .close();
        statement.executeQuery("SELECT 1 FROM live.t%03d".formatted(random.nextInt(count))).close();
        connection.rollback();
      }
    } catch (SQLException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  private Connection reading(ObjectName name) throws SQLException {
    var connection = container.connect();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.executeQuery("SELECT count(*) FROM " + name).close();
    }
    return connection;
  }
}
