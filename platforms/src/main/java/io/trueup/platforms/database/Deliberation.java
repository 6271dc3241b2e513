package io.trueup.platforms.database;

import io.trueup.platforms.database.DdlTransactions.Decider;
import io.trueup.platforms.database.DdlTransactions.Decision;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.PostgresSql;
import io.trueup.platforms.schema.SchemaChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Has decided, on fresh looks, what a transaction runs. Not thread-safe: one for each. */
final class Deliberation {

  private final WatchedConnection connection;
  private final Collection<? extends SchemaTask> tasks;
  private final Decider decider;

  Deliberation(
      WatchedConnection connection, Collection<? extends SchemaTask> tasks, Decider decider) {
    this.connection = connection;
    this.tasks = tasks;
    this.decider = decider;
  }

  WatchedConnection connection() {
    return connection;
  }

  /**
   * What is to be run. Views that are made again as they were are kept as they are first: what
   * somebody changed of them after the look would be lost.
   */
  Decision decide() throws SQLException {
    var kept = new HashSet<String>();
    while (true) {
      var decision = decider.decide(connection.run(this::look));
      var views = restored(decision);
      if (kept.containsAll(views)) {
        return decision;
      }
      connection.run(it -> keep(it, views));
      kept.addAll(views);
    }
  }

  /**
   * Looks again right before it runs where views are dropped that come again: who may read one, and
   * what is said about it, changes under whatever locks are held on it.
   *
   * @throws SQLException {@link SqlStates#CHANGED_MEANWHILE} when something else is to be run now
   */
  void confirm(Decision decision) throws SQLException {
    var isDropping =
        decision.statements().stream().anyMatch(it -> it.change() instanceof SchemaChange.DropView);
    if (isDropping && !decider.decide(connection.run(this::look)).equals(decision)) {
      throw new SQLException(
          "a view that is made again is not as it was", SqlStates.CHANGED_MEANWHILE);
    }
  }

  /** Queries of the views that are made again as they were. */
  private static List<String> restored(Decision decision) {
    return decision.statements().stream()
        .map(PlannedStatement::change)
        .flatMap(it ->
            it instanceof SchemaChange.RestoreView view
                ? Stream.of(PostgresSql.emptyQuery(view.name()))
                : Stream.empty())
        .toList();
  }

  /** Analyzing a query locks what it reads until the transaction ends, and needs no privilege. */
  private static Connection keep(Connection connection, List<String> queries) throws SQLException {
    for (var query : queries) {
      DdlTransactions.execute(connection, "PREPARE trueup_kept AS " + query);
      DdlTransactions.execute(connection, "DEALLOCATE trueup_kept");
    }
    return connection;
  }

  private ActualSchema look(Connection connection) throws SQLException {
    var names = new TreeSet<ObjectName>();
    var roles = new TreeSet<String>();
    for (var task : tasks) {
      names.addAll(task.looksAt());
      roles.addAll(task.roles());
    }
    return Catalog.read(connection, names, roles);
  }
}
