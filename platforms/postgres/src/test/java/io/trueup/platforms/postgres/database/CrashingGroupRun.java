package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.postgres.testing.OwnedDatabase;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.DesiredView;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.spi.StatementJournal;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A process that changes the tables and views of several requests together and stops at one of its
 * steps, to be killed there: {@code HOST PORT DATABASE USER STEP}.
 */
public final class CrashingGroupRun {

  static final int REQUESTS = 5;

  private CrashingGroupRun() {}

  /** Requests for a table and a view of it with some columns. */
  static List<TaskGroup> groups(String... columns) {
    return IntStream.range(0, REQUESTS).mapToObj(it -> group(it, columns)).toList();
  }

  private static TaskGroup group(int number, String... columns) {
    var name = new ObjectName("live", "t%d".formatted(number));
    var table = SampleSchemas.table(name, columns);
    var shown = new ObjectName("live__w", name.name());
    var view = new DesiredView(shown, name, table.columns(), null, "a view");
    return new TaskGroup(
        "run %d".formatted(number),
        "job %d".formatted(number),
        List.of(
            new DesiredTask(
                NodeKey.ingest("Live", "S%d".formatted(number)), SampleSchemas.of(table)),
            new DesiredTask(
                new NodeKey("View/%d".formatted(number)),
                DesiredSchema.of(List.of(), List.of(view)))));
  }

  static List<GroupResult> run(
      ContainerDatabase database, String user, List<TaskGroup> groups, @Nullable Integer stop) {
    var steps = new AtomicInteger();
    var journal = new TableJournal(database.jdbcUrl(), user, OwnedDatabase.PASSWORD);
    var environment = TestContainer.environment(new Standing(journal, steps, stop), 1);
    try (var reconciler = new SchemaReconciler(environment)) {
      var login =
          new Login(
              new UserPassword(user, new Secret(OwnedDatabase.PASSWORD)),
              ConnectionSecurity.defaultFor(database.endpoint()));
      return reconciler
          .open(database, "warehouse_owner", login)
          .runTogether(
              "main/Live",
              7,
              groups,
              ids -> {
                standAt(steps, stop);
                return Set.copyOf(ids);
              });
    }
  }

  private static void standAt(AtomicInteger steps, @Nullable Integer stop) {
    if (stop != null && steps.incrementAndGet() == stop) {
      System.out.println(CrashingRun.STANDS);
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
    run(database, arguments[3], groups("name text", "fax text"), Integer.valueOf(arguments[4]));
    System.out.println(CrashingRun.ENDED);
  }

  /** Starts the process; it lives until it is killed. */
  static Process start(TestContainer container, int stop) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingGroupRun.class.getName(),
            container.host(),
            Integer.toString(container.port()),
            container.name(),
            container.user(),
            Integer.toString(stop))
        .redirectErrorStream(true)
        .start();
  }
}
