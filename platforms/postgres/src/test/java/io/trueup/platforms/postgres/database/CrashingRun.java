package io.trueup.platforms.postgres.database;

import static io.trueup.platforms.postgres.database.SampleSchemas.CUSTOMERS;
import static io.trueup.platforms.postgres.database.SampleSchemas.SHOWN;

import io.trueup.platforms.postgres.testing.OwnedDatabase;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.CheckConstraint;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredTable;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.TableIndex;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.spi.StatementJournal;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepOutcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A process that brings a container to a schema and stops at one of its steps, to be killed there:
 * {@code HOST PORT DATABASE USER STEP}.
 */
public final class CrashingRun {

  static final String STANDS = "standing at a step";
  static final String ENDED = "ended";

  private final ContainerDatabase database;
  private final String user;
  private final StatementJournal journal;

  CrashingRun(ContainerDatabase database, String user) {
    this.database = database;
    this.user = user;
    this.journal = new TableJournal(database.jdbcUrl(), user, OwnedDatabase.PASSWORD);
  }

  /** The schema before. */
  static DesiredSchema before() {
    return SampleSchemas.shown("name character varying(40)", "amount integer", "fax text");
  }

  /** The schema that one node needs: an object of every kind. */
  static DesiredSchema after() {
    var table =
        SampleSchemas.table(
            new DesiredTable.TableOptions(
                List.of(CheckConstraint.of("id", "id > 0")),
                List.of(TableIndex.of(CUSTOMERS, List.of("name"), false)),
                null),
            "name text",
            "amount bigint",
            "fax text",
            "mail text");
    return DesiredSchema.of(
        List.of(table),
        List.of(new DesiredView(SHOWN, CUSTOMERS, table.columns(), null, "a view")));
  }

  static DesiredSchema other() {
    return SampleSchemas.of(SampleSchemas.table(new ObjectName("live", "other"), "name text"));
  }

  List<StepOutcome> run(@Nullable Integer stop) {
    var steps = new AtomicInteger();
    var environment = TestContainer.environment(new Standing(journal, steps, stop), 1);
    try (var reconciler = new SchemaReconciler(environment)) {
      var session =
          reconciler.open(
              database,
              "warehouse_owner",
              new Login(
                  new UserPassword(user, new Secret(OwnedDatabase.PASSWORD)),
                  ConnectionSecurity.defaultFor(database.endpoint())));
      var tasks = List.of(TestContainer.task("A", after()), TestContainer.task("B", other()));
      var allowed =
          session.plan(tasks).values().stream()
              .flatMap(it -> it.needingApproval().stream())
              .map(it -> it.id())
              .collect(Collectors.toSet());
      var result =
          session.run(
              TestContainer.context(() -> standAt(steps, stop)),
              tasks,
              new ApplyOptions(
                  null, allowed, Set.of(), new OperatorApproval("a test", "to crash")));
      return List.copyOf(((RunResult.Ran) result).outcomes().values());
    }
  }

  private static void standAt(AtomicInteger steps, @Nullable Integer stop) {
    if (stop != null && steps.incrementAndGet() == stop) {
      System.out.println(STANDS);
      while (true) {
        LockSupport.park();
      }
    }
  }

  /** A journal in which each call is a step before it and another after it. */
  private record Standing(StatementJournal journal, AtomicInteger steps, @Nullable Integer stop)
      implements StatementJournal {

    @Override
    public long begin(Batch batch) {
      standAt(steps, stop);
      var id = journal.begin(batch);
      standAt(steps, stop);
      return id;
    }

    @Override
    public void landed(long id) {
      standAt(steps, stop);
      journal.landed(id);
      standAt(steps, stop);
    }

    @Override
    public void failed(long id, String error, boolean isUncertain) {
      journal.failed(id, error, isUncertain);
    }

    @Override
    public void resolved(long id, String how) {
      journal.resolved(id, how);
    }

    @Override
    public List<OpenBatch> open(String container, String platform) {
      return journal.open(container, platform);
    }
  }

  /** The main method of the process. */
  public static void main(String[] arguments) {
    var database =
        new ContainerDatabase(arguments[0], Integer.parseInt(arguments[1]), arguments[2]);
    new CrashingRun(database, arguments[3]).run(Integer.valueOf(arguments[4]));
    System.out.println(ENDED);
  }

  /** Starts the process; it lives until it is killed. */
  static Process start(TestContainer container, int stop) throws java.io.IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingRun.class.getName(),
            container.host(),
            Integer.toString(container.port()),
            container.name(),
            container.user(),
            Integer.toString(stop))
        .redirectErrorStream(true)
        .start();
  }

  /** Waits until it has stopped at the step or has ended; returns whether it has stopped. */
  static boolean stands(Process process) throws java.io.IOException {
    var said = new StringBuilder();
    try (var lines = process.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (line.equals(STANDS)) {
          return true;
        }
        if (line.equals(ENDED)) {
          return false;
        }
        said.append(line).append('\n');
      }
    }
    throw new AssertionError("The process ended before it stood: " + said);
  }
}
