package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.database.ContainerPools.ContainerPool;
import io.trueup.platforms.relational.SchemaOperations.Order;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.CredentialStore.Login;
import io.trueup.platforms.spi.StatementJournal.Allowance;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings databases to what nodes ask of them: looks at the catalog, has tasks plan, and carries
 * their plans out. Safe for any thread.
 */
public final class SchemaReconciler implements AutoCloseable {

  private final ContainerEnvironment environment;
  private final Backoff backoff;
  private final ContainerPools pools;

  /** A reconciler with the standard pauses. */
  public SchemaReconciler(ContainerEnvironment environment) {
    this(environment, Backoff.STANDARD);
  }

  /** A reconciler with pauses of its own. */
  public SchemaReconciler(ContainerEnvironment environment, Backoff backoff) {
    this.environment = environment;
    this.backoff = backoff;
    this.pools = new ContainerPools(environment);
  }

  /**
   * Logs in to a database.
   *
   * @param login what the credential of that name holds now
   * @throws ContainerException when nobody can
   */
  public Session open(ContainerDatabase database, String name, Login login) {
    var failures = new SqlFailures(database, name);
    try {
      return new Session(database, pools.open(database, login), failures);
    } catch (SQLException e) {
      throw new ContainerException(failures.atLogin(e, login.security()), e);
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
     * Looks at the catalog.
     *
     * @throws ContainerException when it cannot
     */
    public ActualSchema look(Collection<ObjectName> names, Collection<String> roles) {
      return asked(it -> it.at(names, roles));
    }

    /**
     * The names of all tables and views in some schemas, partitions left out.
     *
     * @throws ContainerException when it cannot look
     */
    public List<ObjectName> names(Collection<String> schemas) {
      return asked(it -> it.names(schemas));
    }

    /**
     * Plans and changes nothing: one plan for each task, by node, in their order; the tasks' nodes
     * differ. Each is planned on what those before it make.
     *
     * @throws ContainerException when it cannot look
     */
    public Map<NodeKey, SchemaPlan> plan(Collection<? extends SchemaTask> tasks) {
      var list = List.copyOf(tasks);
      return byNode(list, asked(it -> it.plans(list)));
    }

    /**
     * Carries tasks out. Failures of the world are outcomes. What the permission and the journal
     * throw passes; so does nothing else. A thread that is interrupted has the statement cancelled,
     * gets outcomes for all, and is interrupted still.
     *
     * @param tasks of nodes that differ
     * @param order what an operator allows; {@link Order#SAFE} where none asked. Its digest is that
     *     of the tasks' plans as one, by the order of their nodes
     */
    public RunResult run(StepContext context, Collection<? extends SchemaTask> tasks, Order order) {
      var list = List.copyOf(tasks);
      var judge = Judge.of(context.platform(), it -> order.allowed().contains(it.id()));
      return new SessionRun(this, context, order.word()).run(list, judge, order.digest());
    }

    /**
     * Carries tasks out by an operator's word for all that they plan, whatever it costs or
     * destroys. Each stands by itself; several may be of one node.
     *
     * @return one outcome for each, in their order
     */
    public List<StepOutcome> drop(
        StepContext context, List<? extends SchemaTask> tasks, Allowance word) {
      var judge = Judge.of(context.platform(), _ -> true);
      return new SessionRun(this, context, word).run(tasks, judge);
    }

    private interface Question<T> {
      T ask(Look look) throws SQLException;
    }

    private <T> T asked(Question<T> question) {
      try {
        return question.ask(looker());
      } catch (StoppedException e) {
        Thread.currentThread().interrupt();
        throw new ContainerException(failures.sentence(e), e);
      } catch (SQLException e) {
        throw new ContainerException(failures.sentence(e), e);
      }
    }

    Look looker() {
      return new Look(pool, environment, backoff);
    }

    SqlFailures failures() {
      return failures;
    }

    BatchRecord record(StepContext context, @Nullable Allowance word) {
      return new BatchRecord(environment.journal(), container(), context, word);
    }

    TaskRun tasks(StepContext context, Judge judge, BatchRecord record) {
      return new TaskRun(
          new DdlTransactions(pool, environment, context.permission(), failures),
          record,
          judge,
          failures,
          backoff);
    }

    static <T> Map<NodeKey, T> byNode(List<? extends SchemaTask> tasks, List<T> results) {
      var byNode = new LinkedHashMap<NodeKey, T>();
      for (var i = 0; i < tasks.size(); i++) {
        if (byNode.put(tasks.get(i).node(), results.get(i)) != null) {
          throw new IllegalArgumentException(
              "Two tasks are of node %s".formatted(tasks.get(i).node()));
        }
      }
      return byNode;
    }
  }
}
