package io.trueup.platforms.postgres.database;

import io.trueup.platforms.postgres.database.TransactionRequest.Grouping;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlannedStatement.Mode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One transaction of a run: takes a slot among those that may change the database, checks the
 * fence, reads the catalog, plans on what it finds, records the statements, and runs them. Not
 * thread-safe.
 */
final class DdlTransaction {

  private final RunContext run;
  private final TransactionRequest request;
  private final WatchedConnection connection;
  private final StatementExecutor executor;

  private DdlTransaction(RunContext run, TransactionRequest request, WatchedConnection connection) {
    this.run = run;
    this.request = request;
    this.connection = connection;
    this.executor = new StatementExecutor(run.session(), connection, run.comment());
  }

  /**
   * Runs one transaction. What the fence and the journal throw passes.
   *
   * @param turn how many transactions of the run came before
   */
  static TransactionResult run(RunContext run, TransactionRequest request, int turn) {
    var session = run.session();
    try (var slot = DdlSlot.take(session, turn)) {
      run.step().fence().requireLease();
      return new DdlTransaction(run, request, slot.connection()).result();
    } catch (SQLException e) {
      return new TransactionResult.Failed(e, "", false);
    }
  }

  private TransactionResult result() {
    connection.checkBlockersEvery(run.session().lockTimeout().dividedBy(2));
    try {
      executor.begin();
      var plan = plan();
      var landed = plan.isEmpty() ? plan : execute(plan);
      return new TransactionResult.Landed(landed, connection.isInterrupted());
    } catch (SQLException e) {
      return new TransactionResult.Failed(e, connection.blockers(), connection.isInterrupted());
    }
  }

  /**
   * Plans with a lock on each view that is dropped and created again unchanged: a change of such a
   * view after the catalog was read would be lost.
   */
  private TransactionPlan plan() throws SQLException {
    var locked = new HashSet<String>();
    while (true) {
      var plan = planOnce();
      var views = plan.restoredViews();
      if (locked.containsAll(views)) {
        return plan;
      }
      connection.run(it -> lock(it, views));
      locked.addAll(views);
    }
  }

  private TransactionPlan planOnce() throws SQLException {
    var locked =
        request.grouping() == Grouping.BRIEF
            ? connection.run(it -> LockedRelations.among(it, relations()))
            : LockedRelations.NONE;
    var actual = connection.run(it -> snapshot(it, locked));
    return TransactionPlanner.plan(request, run.policy(), actual, locked);
  }

  private SortedSet<ObjectName> relations() {
    var names = new TreeSet<ObjectName>();
    request.tasks().forEach(it -> names.addAll(it.task().relations()));
    return names;
  }

  /** Reading the definition of what is locked exclusively would wait. */
  private ActualSchema snapshot(Connection it, LockedRelations locked) throws SQLException {
    var names = relations();
    names.removeAll(locked.exclusively());
    var roles = new TreeSet<String>();
    request.tasks().forEach(progress -> roles.addAll(progress.task().roles()));
    return Catalog.read(it, names, roles);
  }

  /** Analyzing a query locks what it reads until the transaction ends, and needs no privilege. */
  private static Connection lock(Connection connection, List<String> queries) throws SQLException {
    for (var query : queries) {
      StatementExecutor.execute(connection, "PREPARE trueup_kept AS " + query);
      StatementExecutor.execute(connection, "DEALLOCATE trueup_kept");
    }
    return connection;
  }

  private TransactionPlan execute(TransactionPlan plan) throws SQLException {
    if (plan.mode() == Mode.OUTSIDE) {
      executor.leaveTransaction();
    }
    var batches = run.record().begin(plan);
    TransactionPlan landed;
    try {
      landed = plan.mode() == Mode.OUTSIDE ? outside(plan) : inside(plan);
    } catch (SQLException e) {
      run.record().failed(batches, sentence(plan, e), isUncertain(plan, e));
      throw e;
    }
    run.record().landed(batches);
    return landed;
  }

  private TransactionPlan outside(TransactionPlan plan) throws SQLException {
    executor.outside(plan);
    return plan;
  }

  private TransactionPlan inside(TransactionPlan plan) throws SQLException {
    TransactionPlan confirmed;
    try {
      executor.begin(plan);
      confirmed = confirmed(plan);
      executor.execute(plan, request.grouping());
    } catch (SQLException e) {
      executor.rollback(e);
      throw e;
    }
    executor.commit();
    return confirmed;
  }

  /**
   * Plans again right before a view is dropped and created again: its grants and comments can
   * change whatever locks are held on it.
   *
   * @throws SQLException {@link SqlStates#CHANGED_MEANWHILE} when other statements are planned now
   */
  private TransactionPlan confirmed(TransactionPlan plan) throws SQLException {
    if (!plan.dropsViews()) {
      return plan;
    }
    var now = planOnce();
    if (!now.runsSameAs(plan)) {
      throw new SQLException(
          "a view that is dropped and created again has changed", SqlStates.CHANGED_MEANWHILE);
    }
    return now;
  }

  private String sentence(TransactionPlan plan, SQLException failure) {
    if (SqlStates.isLockContention(failure) && connection.blockers().isEmpty()) {
      connection.setBlockers(Blockers.locking(run.session().pool(), plan.blocked()));
    }
    return run.session().failures().sentence(failure, connection.blockers());
  }

  private static boolean isUncertain(TransactionPlan plan, SQLException failure) {
    return plan.mode() == Mode.OUTSIDE
        || (failure instanceof FailedCommit && SqlStates.isConnectionLost(failure));
  }
}
