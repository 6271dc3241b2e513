package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.customers;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.InstallationIdentity;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryStatementJournal.Entry;
import io.trueup.platforms.testing.MemoryStatementJournal.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LocksTest {

  private static final String WAITING =
      """
      SELECT 1 FROM pg_stat_activity
       WHERE application_name = 'trueup' AND wait_event_type = 'Lock'
         AND datname = '%s'
      """;

  private static final DdlSlot.Keys KEYS =
      DdlSlot.Keys.of(new InstallationIdentity("c0ffee000000", "a key"));

  private final TestContainer container = new TestContainer();

  @BeforeEach
  void make() {
    container.run(customers());
  }

  @AfterEach
  void close() {
    container.close();
  }

  @Test
  void givesUpOnATableThatALongReaderLocksAndNamesTheReader() throws SQLException {
    try (var reader = reader()) {
      assertThat(container.run(customers("fax text")))
          .isInstanceOfSatisfying(
              StepOutcome.Failed.class,
              it ->
                  assertThat(it.message())
                      .matches(
                          "Cannot change \\Q%s\\E now, because other sessions hold locks: canceling statement due to lock timeout: pid %d \\(user '%s', application 'a report', idle in transaction, since [-0-9]+T[:0-9]+Z, query: SELECT count\\(\\*\\) FROM live.customers WHERE 'x' <> 'y'\\)\\. Try again when they have ended, or end them with pg_terminate_backend\\. The statement is: ALTER TABLE \"live\".\"customers\" ADD COLUMN \"fax\" text"
                              .formatted(container.place(), pid(reader), container.user())
                              .replace("'x' <> 'y'", "\\? <> \\?")));
      reader.rollback();
    }

    assertThat(container.run(customers("fax text"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(container.journal.entries())
        .extracting(Entry::state)
        .containsOnly(State.LANDED, State.FAILED)
        .endsWith(State.LANDED);
  }

  @Test
  void landsEverythingElseMeanwhile() throws SQLException {
    var other = new ObjectName("live", "other");
    try (var reader = reader()) {
      var held = TestContainer.task("A", customers("fax text"));
      var free = TestContainer.task("B", SampleSchemas.of(SampleSchemas.table(other)));

      var outcomes =
          ((RunResult.Ran)
                  container
                      .session()
                      .run(TestContainer.context(), List.of(held, free), ApplyOptions.SAFE))
              .outcomes();

      assertThat(outcomes.get(held.node())).isInstanceOf(StepOutcome.Failed.class);
      assertThat(outcomes.get(free.node())).isInstanceOf(StepOutcome.Done.class);
      reader.rollback();
    }
  }

  @Test
  void retriesUntilAReaderReleasesItsLock() throws Exception {
    var patient = new LockRetries(1_000, Duration.ofMillis(10), Duration.ofMillis(20));
    try (var reader = reader();
        var reconciler = new SchemaReconciler(container.environment(), patient);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var session = container.open(reconciler);
      var outcome =
          threads.submit(
              () -> TestContainer.run(session, customers("fax text"), ApplyOptions.SAFE));
      container.await(WAITING.formatted(container.name()));
      reader.rollback();

      assertThat(outcome.get()).isInstanceOf(StepOutcome.Done.class);
    }
  }

  @Test
  void anIndexWaitsForAReaderWithoutBlockingOthers() throws Exception {
    var indexed =
        SampleSchemas.of(
            SampleSchemas.table(
                new DesiredTable.TableOptions(
                    List.of(), List.of(TableIndex.of(CUSTOMERS, List.of("id"), false)), null)));
    try (var reader = reader();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var outcome = threads.submit(() -> container.run(indexed));
      container.await(WAITING.formatted(container.name()));

      container.owned("SET lock_timeout = '1ms'; INSERT INTO live.customers VALUES (7)");
      reader.rollback();

      assertThat(outcome.get()).isInstanceOf(StepOutcome.Done.class);
    }
  }

  @Test
  void changesNothingWhileAnotherProcessDoesAndNamesIt() throws SQLException {
    var impatient = statementTimeout(Duration.ofMillis(300));
    try (var other = container.connect();
        var statement = other.createStatement()) {
      statement.execute("SET application_name = 'another one'");
      statement.execute("SELECT pg_advisory_lock(%d)".formatted(KEYS.first()));

      assertThat(
              TestContainer.run(
                  container.session(impatient, container.database()),
                  customers("fax text"),
                  ApplyOptions.SAFE))
          .isInstanceOfSatisfying(
              StepOutcome.Failed.class,
              it ->
                  assertThat(it.message())
                      .startsWith(
                          "Cannot change %s now, because other sessions hold locks: another process has been changing tables in it for 300 ms: pid %d (user '%s', application 'another one', idle, since "
                              .formatted(container.place(), pid(other), container.user())));
    }
    assertThat(container.journal.entries()).hasSize(1);
  }

  /** Any role may take a lock whose number it knows. */
  @Test
  void otherRolesCannotBlockAnInstallation() throws SQLException {
    var stranger = "stranger_of_" + container.name();
    container.sql("CREATE ROLE " + stranger);
    try (var other = container.connectAsSuperuser();
        var statement = other.createStatement()) {
      statement.execute("SET ROLE " + stranger);
      var others = DdlSlot.Keys.of(new InstallationIdentity("c0ffee000000", "another key"));
      for (var key :
          List.of(0x74727565757064L, 0x74727565757071L, others.first(), others.queue())) {
        statement.execute("SELECT pg_advisory_lock(%d)".formatted(key));
      }

      assertThat(container.run(customers("fax text"))).isInstanceOf(StepOutcome.Done.class);
    }
    assertThat(KEYS)
        .isNotEqualTo(DdlSlot.Keys.of(new InstallationIdentity("c0ffee000000", "another key")));
  }

  @Test
  void waitsUntilAnotherProcessIsDone() throws Exception {
    try (var other = container.connect();
        var statement = other.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statement.execute("SELECT pg_advisory_lock(%d)".formatted(KEYS.first()));
      var outcome = threads.submit(() -> container.run(customers("fax text")));
      container.await(
          "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND objid = %d"
              .formatted(KEYS.queue() & 0xffffffffL));
      statement.execute("SELECT pg_advisory_unlock(%d)".formatted(KEYS.first()));

      assertThat(outcome.get()).isInstanceOf(StepOutcome.Done.class);
    }
    assertThat(container.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")).isEmpty();
  }

  /** A session that checks the queue holds its lock for a moment. */
  @Test
  void entersTheQueueWhileAnotherSessionChecksIt() throws Exception {
    try (var other = container.connect();
        var statement = other.createStatement();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statement.execute(
          "SELECT pg_advisory_lock(%d), pg_advisory_lock(%d)"
              .formatted(KEYS.first(), KEYS.queue()));
      var outcome = threads.submit(() -> container.run(customers("fax text")));
      container.await(
          "SELECT 1 FROM pg_stat_activity WHERE datname = '%s' AND state = 'idle' AND query LIKE '%%pg_try_advisory_lock_shared%%'"
              .formatted(container.name()));
      statement.execute("SELECT pg_advisory_unlock(%d)".formatted(KEYS.queue()));

      container.await(
          "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND objid = %d"
              .formatted(KEYS.queue() & 0xffffffffL));
      statement.execute("SELECT pg_advisory_unlock(%d)".formatted(KEYS.first()));
      assertThat(outcome.get()).isInstanceOf(StepOutcome.Done.class);
    }
    assertThat(container.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")).isEmpty();
  }

  @Test
  void usesAllConfiguredSlots() throws SQLException {
    try (var other = container.connect();
        var statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(%d)".formatted(KEYS.first()));

      var two = TestContainer.environment(container.journal, 2);

      assertThat(
              TestContainer.run(
                  container.session(two, container.database()),
                  customers("fax text"),
                  ApplyOptions.SAFE))
          .isInstanceOf(StepOutcome.Done.class);
    }
  }

  @Test
  void stopsWhenItIsInterrupted() throws Exception {
    var patient = lockTimeout(Duration.ofMinutes(1));
    var session = container.session(patient, container.database());
    var isInterruptedStill = new AtomicBoolean();
    var run =
        new FutureTask<>(() -> {
          var outcome = TestContainer.run(session, customers("fax text"), ApplyOptions.SAFE);
          isInterruptedStill.set(Thread.currentThread().isInterrupted());
          return outcome;
        });
    try (var reader = reader()) {
      var thread = Thread.ofPlatform().start(run);
      container.await(WAITING.formatted(container.name()));
      thread.interrupt();

      assertThat(run.get(30, TimeUnit.SECONDS))
          .isEqualTo(
              new StepOutcome.Failed(
                  "Stopped changing %s on request. Changes that landed stay; request the rest again"
                      .formatted(container.place())));
      assertThat(isInterruptedStill).isTrue();
      assertThat(container.rows(WAITING.formatted(container.name()))).isEmpty();
      reader.rollback();
    }
    assertThat(container.journal.entries().getLast().state()).isEqualTo(State.FAILED);
    assertThat(TestContainer.run(session, customers("fax text"), ApplyOptions.SAFE))
        .isInstanceOf(StepOutcome.Done.class);
  }

  /** A session that reads the table for long. */
  private Connection reader() throws SQLException {
    var connection = container.connect();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("SET application_name = 'a report'");
      statement.executeQuery("SELECT count(*) FROM live.customers WHERE 'x' <> 'y'").close();
    }
    return connection;
  }

  private static int pid(Connection connection) {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid() AS pid")) {
      rows.next();
      return rows.getInt("pid");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private ContainerEnvironment lockTimeout(Duration lockTimeout) {
    var plain = container.environment();
    return new ContainerEnvironment(
        new InstallationIdentity("c0ffee000000", "a key"),
        plain.journal(),
        lockTimeout,
        plain.statementTimeout(),
        plain.connectTimeout(),
        1);
  }

  private ContainerEnvironment statementTimeout(Duration statementTimeout) {
    var plain = container.environment();
    return new ContainerEnvironment(
        new InstallationIdentity("c0ffee000000", "a key"),
        plain.journal(),
        plain.lockTimeout(),
        statementTimeout,
        plain.connectTimeout(),
        1);
  }
}
