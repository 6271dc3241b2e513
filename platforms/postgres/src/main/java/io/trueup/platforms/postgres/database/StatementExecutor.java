package io.trueup.platforms.postgres.database;

import io.trueup.platforms.postgres.database.TransactionRequest.Grouping;
import io.trueup.platforms.relational.schema.PlannedStatement;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the statements of one transaction, with the timeouts that they get. Not thread-safe. */
final class StatementExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(StatementExecutor.class);

  /** A process that is paused for longer while others wait for its locks loses the connection. */
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

  /** Recording what is about to run may take longer, and holds no lock that others wait for. */
  private static final Duration LONGEST_DECISION = Duration.ofSeconds(60);

  private final SessionContext session;
  private final WatchedConnection connection;
  private final String comment;

  /**
   * Runs statements on a connection.
   *
   * @param comment what those of a plan begin with
   */
  StatementExecutor(SessionContext session, WatchedConnection connection, String comment) {
    this.session = session;
    this.connection = connection;
    this.comment = comment;
  }

  /** Begins a transaction that reads the catalog. */
  void begin() throws SQLException {
    connection.run(it -> begin(it, settings(session.lockTimeout())));
  }

  /** Gives the transaction the timeouts for a plan's statements. */
  void begin(TransactionPlan plan) throws SQLException {
    connection.run(it -> {
      if (plan.takesLong()) {
        it.setNetworkTimeout(Runnable::run, 0); // which the pool undoes
      }
      return begin(it, settings(plan));
    });
  }

  void commit() throws SQLException {
    connection.finish(it -> {
      try {
        it.commit();
        return it;
      } catch (SQLException e) {
        throw new FailedCommit(e);
      }
    });
  }

  /** Releases the locks before anything else is done. */
  void rollback(SQLException reason) {
    try {
      connection.finish(it -> {
        it.rollback();
        return it;
      });
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /** Ends the transaction for statements that run outside one. */
  void leaveTransaction() throws SQLException {
    connection.run(it -> {
      it.rollback();
      it.setAutoCommit(true);
      return it;
    });
  }

  /**
   * Runs statements outside a transaction, where Postgres blocks no other session while it waits.
   */
  void outside(TransactionPlan plan) throws SQLException {
    var patience = session.statementTimeout().toMillis();
    connection.run(it -> {
      it.setNetworkTimeout(Runnable::run, 0);
      return execute(it, "SET lock_timeout = %d; SET statement_timeout = 0".formatted(patience));
    });
    SQLException failure = null;
    try {
      execute(plan, Grouping.SINGLE);
    } catch (SQLException e) {
      failure = e;
    }
    try {
      connection.finish(it -> execute(it, resetTimeouts()));
    } catch (SQLException e) {
      connection.discard();
      LOG.debug("Closing a connection whose timeouts cannot be reset", e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** As every session has them; RESET would give what the server, database or role sets. */
  private String resetTimeouts() {
    return "SET lock_timeout = %d; SET statement_timeout = %d"
        .formatted(session.lockTimeout().toMillis(), session.statementTimeout().toMillis());
  }

  /**
   * Runs the statements of a plan.
   *
   * @throws FailedStatement when a statement failed that was sent by itself
   */
  void execute(TransactionPlan plan, Grouping grouping) throws SQLException {
    switch (grouping) {
      case SHARED, BRIEF -> connection.run(it -> batch(it, plan.statements()));
      case SINGLE -> {
        for (var statement : plan.statements()) {
          try {
            connection.run(it -> execute(it, comment + statement.sql()));
          } catch (StoppedException e) {
            throw e;
          } catch (SQLException e) {
            throw new FailedStatement(statement.change(), e);
          }
        }
      }
    }
  }

  private int[] batch(Connection connection, List<PlannedStatement> statements)
      throws SQLException {
    try (var batch = connection.createStatement()) {
      batch.setEscapeProcessing(false);
      for (var statement : statements) {
        batch.addBatch(comment + statement.sql());
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
   * The timeouts of a transaction that changes something. All its waits for locks together are no
   * longer than one: others wait for the locks that it already holds.
   */
  private String settings(TransactionPlan plan) {
    var waits = Math.max(1, NextStatements.objects(plan.blocking()));
    return settings(session.lockTimeout().dividedBy(waits))
        + "; SET LOCAL idle_in_transaction_session_timeout = "
        + LONGEST_IDLE.toMillis()
        + (plan.takesLong() ? "; SET LOCAL statement_timeout = 0" : "");
  }

  private String settings(Duration lockTimeout) {
    return """
    SET LOCAL lock_timeout = %d;
    SET LOCAL statement_timeout = %d;
    SET LOCAL idle_in_transaction_session_timeout = %d\
    """
        .formatted(
            Math.max(1, lockTimeout.toMillis()),
            session.statementTimeout().toMillis(),
            LONGEST_DECISION.toMillis());
  }
}
