package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.SharedFence;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings databases to the schemas that nodes need. A session reads the catalog, plans tasks and
 * runs their plans; a run hands one {@link RunContext} down through its transactions to their
 * statements, and each returns its result. Safe for any thread.
 */
public final class SchemaReconciler implements AutoCloseable {

  private final ContainerEnvironment environment;
  private final LockRetries backoff;
  private final ContainerPools pools;

  /** A reconciler with the standard backoff. */
  public SchemaReconciler(ContainerEnvironment environment) {
    this(environment, LockRetries.STANDARD);
  }

  /** A reconciler with a given backoff. */
  public SchemaReconciler(ContainerEnvironment environment, LockRetries backoff) {
    this.environment = environment;
    this.backoff = backoff;
    this.pools = new ContainerPools(environment);
  }

  /**
   * Logs in to a database.
   *
   * @param login the current value of the credential of that name
   * @throws ContainerException when the login fails
   */
  public Session open(ContainerDatabase database, String name, Login login) {
    var failures = new FailureSentences(database, name);
    try {
      return new Session(
          new SessionContext(
              database, pools.open(database, login), failures, environment, backoff));
    } catch (SQLException e) {
      throw new ContainerException(failures.loginSentence(e, login.security()), e);
    }
  }

  @Override
  public void close() {
    pools.close();
  }

  /** A database after login. Safe for any thread. */
  public static final class Session {

    private final SessionContext context;

    private Session(SessionContext context) {
      this.context = context;
    }

    /** Identifies the database in the registry of names and in the journal. */
    public String container() {
      return context.container();
    }

    /**
     * Reads relations and roles from the catalog.
     *
     * @throws ContainerException when it cannot be read
     */
    public ActualSchema read(Collection<ObjectName> names, Collection<String> roles) {
      return read(it -> it.read(names, roles));
    }

    /**
     * The names of all tables and views in some schemas, partitions left out.
     *
     * @throws ContainerException when the catalog cannot be read
     */
    public List<ObjectName> names(Collection<String> schemas) {
      return read(it -> it.names(schemas));
    }

    /**
     * Plans and changes nothing: one plan for each task, by node, in the tasks' order. No two tasks
     * have the same node. Each is planned on what those before it create.
     *
     * @throws ContainerException when the catalog cannot be read
     */
    public Map<NodeKey, SchemaPlan> plan(Collection<? extends SchemaTask> tasks) {
      var list = List.copyOf(tasks);
      return SchemaRun.byNode(list, read(it -> it.plans(list)));
    }

    /**
     * Runs tasks. Failures of the world are outcomes. Exceptions of the fence and of the journal
     * pass; no others do. When the thread is interrupted, the statement is cancelled, every task
     * gets an outcome, and the interrupt flag stays set.
     *
     * @param tasks no two of the same node
     * @param order what an operator allows; {@link ApplyOptions#SAFE} without an operator. Its
     *     digest is that of the tasks' plans as one, in the order of their nodes
     */
    public RunResult run(
        StepContext step, Collection<? extends SchemaTask> tasks, ApplyOptions order) {
      var policy = StatementPolicy.allowing(step.platform(), order.allowed());
      return run(step, order.approval(), policy).run(List.copyOf(tasks), order.digest());
    }

    /**
     * Runs the tasks of several requests in shared transactions, as far as none of them makes
     * another wait. Failures of the world are outcomes; exceptions of the fence and of the journal
     * pass. When the thread is interrupted, every task gets an outcome or its request is left, and
     * the interrupt flag stays set.
     *
     * @param platform as {@code source/Name}
     * @param version of its source that it is brought to
     * @param groups no two tasks of the same node
     * @return one result for each group, in their order
     */
    public List<GroupResult> runTogether(
        String platform, long version, List<TaskGroup> groups, SharedFence fence) {
      return new GroupRun(context, platform, version, fence).run(groups);
    }

    /**
     * Runs tasks with an operator's approval of all that they plan, whatever it costs or destroys.
     * Each stands by itself; several may have the same node.
     *
     * @return one outcome for each, in their order
     */
    public List<StepOutcome> drop(
        StepContext step, List<? extends SchemaTask> tasks, OperatorApproval approval) {
      return run(step, approval, StatementPolicy.allowingAll(step.platform())).run(tasks);
    }

    private SchemaRun run(
        StepContext step, @Nullable OperatorApproval approval, StatementPolicy policy) {
      var record = new BatchRecord(context.environment().journal(), container(), step, approval);
      return new SchemaRun(new RunContext(context, step, record, policy));
    }

    private interface Question<T> {
      T ask(CatalogReader catalog) throws SQLException;
    }

    private <T> T read(Question<T> question) {
      try {
        return question.ask(new CatalogReader(context));
      } catch (StoppedException e) {
        Thread.currentThread().interrupt();
        throw new ContainerException(context.failures().sentence(e), e);
      } catch (SQLException e) {
        throw new ContainerException(context.failures().sentence(e), e);
      }
    }
  }
}
