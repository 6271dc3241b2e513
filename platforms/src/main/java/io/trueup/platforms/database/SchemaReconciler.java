package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.database.ContainerPools.ContainerPool;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.SchemaOperations.Order;
import io.trueup.platforms.spi.StatementJournal.Allowance;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Brings databases to what nodes ask of them: looks at the catalog, has tasks plan, and carries
 * their plans out. Safe for any thread.
 */
public final class SchemaReconciler implements AutoCloseable {

  private final PlatformEnvironment environment;
  private final Backoff backoff;
  private final ContainerPools pools;

  /** A reconciler with the standard pauses. */
  public SchemaReconciler(PlatformEnvironment environment) {
    this(environment, Backoff.STANDARD);
  }

  /** A reconciler with pauses of its own. */
  public SchemaReconciler(PlatformEnvironment environment, Backoff backoff) {
    this.environment = environment;
    this.backoff = backoff;
    this.pools = new ContainerPools(environment);
  }

  /**
   * Logs in to a database.
   *
   * @param credential what the credential of that name holds now
   * @throws ContainerException when nobody can
   */
  public Session open(ContainerDatabase database, String name, UserPassword credential) {
    var failures = new SqlFailures(database, name);
    try {
      return new Session(database, pools.open(database, credential), failures);
    } catch (SQLException e) {
      throw new ContainerException(failures.sentence(e), e);
    }
  }

  @Override
  public void close() {
    pools.close();
  }

  /** Somebody logged in to a database. Safe for any thread. */
  public final class Session {

    private final ContainerDatabase database;
    private final ContainerPool pool;
    private final SqlFailures failures;

    private Session(ContainerDatabase database, ContainerPool pool, SqlFailures failures) {
      this.database = database;
      this.pool = pool;
      this.failures = failures;
    }

    /** What identifies the database where names are given and statements are recorded. */
    public String container() {
      return database.identity();
    }

    /**
     * Looks at the catalog, without any lock.
     *
     * @throws ContainerException when it cannot
     */
    public ActualSchema look(Collection<ObjectName> names, Collection<String> roles) {
      try {
        return new DdlTransactions(pool, environment, backoff, () -> {}).read(names, roles);
      } catch (SQLException e) {
        throw new ContainerException(failures.sentence(e), e);
      }
    }

    /**
     * The names of all tables and views in some schemas, partitions left out.
     *
     * @throws ContainerException when it cannot look
     */
    public List<ObjectName> names(Collection<String> schemas) {
      throw new UnsupportedOperationException();
    }

    /**
     * Plans and changes nothing: one plan for each task, by node, in their order; the tasks' nodes
     * differ.
     *
     * @throws ContainerException when it cannot look
     */
    public Map<NodeKey, SchemaPlan> plan(Collection<? extends SchemaTask> tasks) {
      throw new UnsupportedOperationException();
    }

    /**
     * Carries tasks out. Failures of the world are outcomes. What the permission and the journal
     * throw passes.
     *
     * @param tasks of nodes that differ
     * @param order what an operator allows; {@link Order#SAFE} where none asked
     */
    public RunResult run(StepContext context, Collection<? extends SchemaTask> tasks, Order order) {
      throw new UnsupportedOperationException();
    }

    /**
     * Carries tasks out by an operator's word for all that they plan, whatever it costs or
     * destroys. Each stands by itself; several may be of one node.
     *
     * @return one outcome for each, in their order
     */
    public List<StepOutcome> drop(
        StepContext context, List<? extends SchemaTask> tasks, Allowance word) {
      throw new UnsupportedOperationException();
    }
  }
}
