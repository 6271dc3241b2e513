package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Reads the catalog of a database, and plans on it. Changes nothing. Safe for any thread. */
final class CatalogReader {

  private final SessionContext session;

  /**
   * The plan of a task.
   *
   * @param isCertain whether it does not depend on what other tasks only plan
   */
  record Finding(SchemaPlan plan, boolean isCertain) {}

  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  CatalogReader(SessionContext session) {
    this.session = session;
  }

  ActualSchema read(Collection<ObjectName> names, Collection<String> roles) throws SQLException {
    return ask(it -> Catalog.read(it, names, roles));
  }

  List<ObjectName> names(Collection<String> schemas) throws SQLException {
    return ask(it -> Catalog.names(it, schemas));
  }

  /** The plans of tasks, one for each, with estimated sizes of tables. */
  List<Finding> differences(List<? extends SchemaTask> tasks) throws SQLException {
    return planned(tasks, Catalog.Sizes.ESTIMATED);
  }

  /** The plans of tasks, one for each, with exact sizes of the tables that they change. */
  List<SchemaPlan> plans(List<? extends SchemaTask> tasks) throws SQLException {
    var plans = new ArrayList<>(differences(tasks).stream().map(Finding::plan).toList());
    var costly = new ArrayList<Integer>();
    for (var i = 0; i < plans.size(); i++) {
      if (!plans.get(i).statements().isEmpty()) {
        costly.add(i);
      }
    }
    if (!costly.isEmpty()) {
      var exact = planned(costly.stream().map(tasks::get).toList(), Catalog.Sizes.EXACT);
      for (var i = 0; i < costly.size(); i++) {
        plans.set(costly.get(i), exact.get(i).plan());
      }
    }
    return plans;
  }

  private List<Finding> planned(List<? extends SchemaTask> tasks, Catalog.Sizes sizes)
      throws SQLException {
    var names = new TreeSet<ObjectName>();
    var roles = new TreeSet<String>();
    for (var task : tasks) {
      names.addAll(task.relations());
      roles.addAll(task.roles());
    }
    var schema = new ProjectedSchema(ask(it -> Catalog.read(it, names, roles, sizes)));
    var findings = new ArrayList<Finding>();
    for (var task : tasks) {
      var isCertain = !schema.isProjectedFor(task);
      var seen = schema.visibleTo(task);
      var plan = task.plan(seen);
      if (plan.refusals().isEmpty() && plan.missingPrerequisites().isEmpty()) {
        schema.project(seen, plan.changes());
      }
      findings.add(new Finding(plan, isCertain));
    }
    return findings;
  }

  /** Spelling a view or measuring a table waits for the sessions that lock it. */
  private <T> T ask(Question<T> question) throws SQLException {
    for (var attempt = 1; ; attempt++) {
      try (var connection = session.pool().connections().getConnection();
          var statement = connection.createStatement()) {
        statement.execute(
            "SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d"
                .formatted(
                    session.lockTimeout().toMillis(), session.statementTimeout().toMillis()));
        var answer = question.ask(connection);
        connection.rollback();
        return answer;
      } catch (SQLException e) {
        if (!SqlStates.isLockContention(e) || attempt >= session.backoff().attempts()) {
          throw Thread.interrupted() ? new StoppedException() : e;
        }
        session.backoff().pause(attempt);
      }
    }
  }
}
