package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.database.ContainerPools.ContainerPool;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.spi.CredentialStore.UserPassword;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.SchemaOperations.Order;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.Collection;
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
     * Carries tasks out; one outcome for each, in their order. Failures of the world are outcomes.
     *
     * @param order what an operator allows; {@link Order#SAFE} where none asked
     */
    public Map<NodeKey, StepOutcome> run(
        StepContext context, Collection<? extends SchemaTask> tasks, Order order) {
      var transactions = new DdlTransactions(pool, environment, backoff, context.permission());
      return new TaskRunner(transactions, failures).run(tasks);
    }
  }
}
