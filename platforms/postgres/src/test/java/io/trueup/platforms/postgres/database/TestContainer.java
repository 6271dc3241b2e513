package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.postgres.database.SchemaReconciler.Session;
import io.trueup.platforms.postgres.testing.OwnedDatabase;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.DesiredSchema;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.InstallationIdentity;
import io.trueup.platforms.spi.LeaseFence;
import io.trueup.platforms.spi.Secret;
import io.trueup.platforms.spi.StatementJournal;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.testing.MemoryStatementJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A real database for tests, with a user of its own who may create schemas and roles in it. */
final class TestContainer extends OwnedDatabase {

  private final List<AutoCloseable> open = new ArrayList<>();

  final MemoryStatementJournal journal = new MemoryStatementJournal();

  TestContainer() {
    super("CREATEROLE");
  }

  /** The database as messages name it. */
  String place() {
    return database().toString();
  }

  ContainerDatabase database() {
    return new ContainerDatabase(host(), port(), name());
  }

  ContainerEnvironment environment() {
    return environment(journal, 1);
  }

  static ContainerEnvironment environment(StatementJournal journal, int ddlAtOnce) {
    return new ContainerEnvironment(
        new InstallationIdentity("c0ffee000000", "a key"),
        journal,
        Duration.ofMillis(200),
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        ddlAtOnce);
  }

  Session session() {
    return session(environment(), database());
  }

  Session session(ContainerEnvironment environment, ContainerDatabase at) {
    var reconciler =
        new SchemaReconciler(
            environment, new LockRetries(3, Duration.ofMillis(10), Duration.ofMillis(50)));
    open.add(reconciler);
    return open(reconciler, at);
  }

  Session open(SchemaReconciler reconciler) {
    return open(reconciler, database());
  }

  private Session open(SchemaReconciler reconciler, ContainerDatabase at) {
    return reconciler.open(at, "warehouse_owner", login(at));
  }

  Login login(ContainerDatabase at) {
    return new Login(
        new UserPassword(user(), new Secret(PASSWORD)),
        ConnectionSecurity.defaultFor(at.endpoint()));
  }

  static StepContext context() {
    return context(() -> {});
  }

  static StepContext context(LeaseFence permission) {
    return new StepContext("main/Live", "a test", permission);
  }

  /** Runs the changes of one node. */
  StepOutcome run(DesiredSchema desired) {
    return run(session(), desired, ApplyOptions.SAFE);
  }

  static StepOutcome run(Session session, DesiredSchema desired, ApplyOptions order) {
    var task = task(desired);
    var result = session.run(context(), List.of(task), order);
    if (result instanceof RunResult.Ran(var outcomes)) {
      return Objects.requireNonNull(outcomes.get(task.node()));
    }
    throw new IllegalStateException("Stale: " + result);
  }

  /** The current plan of a task. */
  SchemaPlan plan(DesiredTask task) {
    return Objects.requireNonNull(session().plan(List.of(task)).get(task.node()));
  }

  static DesiredTask task(DesiredSchema desired) {
    return task("NW_Data", desired);
  }

  static DesiredTask task(String store, DesiredSchema desired) {
    return new DesiredTask(NodeKey.ingest("Live", store), desired);
  }

  ActualSchema look(DesiredSchema desired) {
    var task = task(desired);
    return session().read(task.relations(), task.roles());
  }

  /** Waits until a query of the superuser returns a row. */
  void await(String sql) {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (rows(sql).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Nothing after a minute: " + sql);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    for (var each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    var roles =
        rows(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE '%"
                + name()
                + "' AND rolname <> '"
                + user()
                + "'");
    roles.forEach(it -> sql("DROP OWNED BY \"" + it + "\" CASCADE", "DROP ROLE \"" + it + "\""));
    super.close();
  }
}
