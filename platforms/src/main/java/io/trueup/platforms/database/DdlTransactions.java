package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.database.ContainerPools.ContainerPool;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.PlannedStatement.Mode;
import io.trueup.platforms.spi.Permission;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of one database for one run. Each takes a place among those who may change the
 * database, asks for leave, looks at the catalog, has it decided what to run, writes that down, and
 * runs it. Not thread-safe.
 */
final class DdlTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(DdlTransactions.class);

  /** Whoever is paused for longer while others wait for what was changed loses the connection. */
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

  /** Writing down what is about to run may take longer, and nobody waits for that. */
  private static final Duration LONGEST_DECISION = Duration.ofSeconds(60);

  private final ContainerPool pool;
  private final ContainerEnvironment environment;
  private final Permission permission;
  private final SqlFailures failures;
  private int turns;
  private boolean isInterrupted;
  private String blockers = "";

  /** A statement, and what it is for. */
  record Planned(NodeKey node, PlannedStatement statement) {}

  /** What one transaction is to run. */
  record Decision(List<Planned> planned, Mode mode) {

    static final Decision NOTHING = new Decision(List.of(), Mode.TOGETHER);

    List<PlannedStatement> statements() {
      return planned.stream().map(Planned::statement).toList();
    }
  }

  /** Decides on a fresh look; asked again, it forgets what it decided before. */
  interface Decider {
    Decision decide(ActualSchema actual);
  }

  /** Whether an error must name its statement, for which each takes a round trip. */
  enum Pace {
    TOGETHER,
    ONE_BY_ONE
  }

  DdlTransactions(
      ContainerPool pool,
      ContainerEnvironment environment,
      Permission permission,
      SqlFailures failures) {
    this.pool = pool;
    this.environment = environment;
    this.permission = permission;
    this.failures = failures;
  }

  /** Whether the caller was interrupted, and asked to be told so later. */
  boolean isInterrupted() {
    return isInterrupted;
  }

  /** Whoever was in the way in the last transaction, for people; empty when nobody was. */
  String blockers() {
    return blockers;
  }

  /**
   * Runs one transaction.
   *
   * @return what landed
   * @throws FailedStatement when a statement failed and was run by itself
   * @throws SQLException when anything else failed
   */
  Decision run(
      Collection<? extends SchemaTask> tasks, Decider decider, BatchRecord record, Pace pace)
      throws SQLException {
    try (var slot = DdlSlot.take(pool, environment, turns++)) {
      permission.require();
      var connection = slot.connection();
      connection.lookEvery(environment.lockTimeout().dividedBy(2));
      try {
        connection.run(it -> begin(it, settings(environment.lockTimeout())));
        var deliberation = new Deliberation(connection, tasks, decider);
        var decision = deliberation.decide();
        if (!decision.planned().isEmpty()) {
          run(deliberation, decision, record, pace);
        }
        return decision;
      } finally {
        blockers = connection.blockers();
        isInterrupted |= connection.isInterrupted();
      }
    }
  }

  private void run(Deliberation deliberation, Decision decision, BatchRecord record, Pace pace)
      throws SQLException {
    var connection = deliberation.connection();
    if (decision.mode() == Mode.OUTSIDE) {
      connection.run(it -> {
        it.rollback();
        it.setAutoCommit(true);
        return it;
      });
    }
    var id = record.begin(decision);
    try {
      if (decision.mode() == Mode.OUTSIDE) {
        outside(connection, decision);
      } else {
        inside(deliberation, decision, pace);
      }
    } catch (SQLException e) {
      if (SqlStates.isLockContention(e)) {
        connection.explain(() -> Blockers.locking(pool, locked(decision)));
      }
      var isCommitting = e instanceof FailedCommit;
      record.failed(
          id,
          failures.sentence(e, connection.blockers()),
          decision.mode() == Mode.OUTSIDE || (isCommitting && SqlStates.isConnectionLost(e)));
      throw e;
    }
    record.landed(id);
  }

  private static List<ObjectName> locked(Decision decision) {
    return decision.statements().stream()
        .filter(it -> it.lock().isFelt())
        .map(it -> it.change().name())
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  private void inside(Deliberation deliberation, Decision decision, Pace pace) throws SQLException {
    var connection = deliberation.connection();
    try {
      connection.run(it -> {
        if (takesLong(decision)) {
          it.setNetworkTimeout(Runnable::run, 0); // which the pool undoes
        }
        return begin(it, settings(decision));
      });
      deliberation.confirm(decision);
      execute(connection, decision, pace);
    } catch (SQLException e) {
      rollback(connection, e);
      throw e;
    }
    connection.finish(it -> {
      try {
        it.commit();
        return it;
      } catch (SQLException e) {
        throw new FailedCommit(e);
      }
    });
  }

  /** Lets go of the locks before anything else is done. */
  private static void rollback(WatchedConnection connection, SQLException reason) {
    try {
      connection.finish(it -> {
        it.rollback();
        return it;
      });
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /** Postgres waits for others without keeping anybody waiting. */
  private void outside(WatchedConnection connection, Decision decision) throws SQLException {
    var patience = environment.statementTimeout().toMillis();
    connection.run(it -> {
      it.setNetworkTimeout(Runnable::run, 0);
      return execute(it, "SET lock_timeout = %d; SET statement_timeout = 0".formatted(patience));
    });
    SQLException failure = null;
    try {
      execute(connection, decision, Pace.ONE_BY_ONE);
    } catch (SQLException e) {
      failure = e;
    }
    try {
      connection.finish(it -> execute(it, resetTimeouts()));
    } catch (SQLException e) {
      connection.discard();
      LOG.debug("A connection is closed with the settings that it has", e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** As every session has them; what RESET gives is what somebody else set. */
  private String resetTimeouts() {
    return "SET lock_timeout = %d; SET statement_timeout = %d"
        .formatted(
            Math.max(1, environment.lockTimeout().toMillis()),
            Math.max(1, environment.statementTimeout().toMillis()));
  }

  private static void execute(WatchedConnection connection, Decision decision, Pace pace)
      throws SQLException {
    switch (pace) {
      case TOGETHER -> connection.run(it -> batch(it, decision.statements()));
      case ONE_BY_ONE -> {
        for (var statement : decision.statements()) {
          try {
            connection.run(it -> execute(it, statement.sql()));
          } catch (StoppedException e) {
            throw e;
          } catch (SQLException e) {
            throw new FailedStatement(statement.change(), e);
          }
        }
      }
    }
  }

  private static int[] batch(Connection connection, List<PlannedStatement> statements)
      throws SQLException {
    try (var batch = connection.createStatement()) {
      batch.setEscapeProcessing(false);
      for (var statement : statements) {
        batch.addBatch(statement.sql());
      }
      return batch.executeBatch();
    } catch (BatchUpdateException e) {
      throw e.getCause() instanceof SQLException cause ? cause : e;
    }
  }

  private static Connection begin(Connection connection, String settings) throws SQLException {
    connection.setAutoCommit(false);
    return execute(connection, settings);
  }

  static Connection execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
      return connection;
    }
  }

  /**
   * What a transaction that changes something may take. All that it waits for together is no more
   * than one wait: what it has locked by then, others wait for.
   */
  private String settings(Decision decision) {
    var felt = decision.statements().stream().filter(it -> it.lock().isFelt()).toList();
    var waits = Math.max(1, Segment.objects(felt));
    return settings(environment.lockTimeout().dividedBy(waits))
        + "; SET LOCAL idle_in_transaction_session_timeout = "
        + LONGEST_IDLE.toMillis()
        + (takesLong(decision) ? "; SET LOCAL statement_timeout = 0" : "");
  }

  private static boolean takesLong(Decision decision) {
    return decision.mode() == Mode.ALONE
        || decision.statements().stream().anyMatch(it -> it.safety().needsWord());
  }

  private String settings(Duration lockTimeout) {
    return """
    SET LOCAL lock_timeout = %d;
    SET LOCAL statement_timeout = %d;
    SET LOCAL idle_in_transaction_session_timeout = %d\
    """
        .formatted(
            Math.max(1, lockTimeout.toMillis()),
            environment.statementTimeout().toMillis(),
            LONGEST_DECISION.toMillis());
  }
}
