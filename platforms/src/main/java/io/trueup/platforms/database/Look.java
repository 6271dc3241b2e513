package io.trueup.platforms.database;

import io.trueup.platforms.database.ContainerPools.ContainerPool;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.SchemaPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Looks at a database and changes nothing. Safe for any thread. */
final class Look {

  private final ContainerPool pool;
  private final ContainerEnvironment environment;
  private final Backoff backoff;

  /**
   * What a task plans.
   *
   * @param isCertain whether that does not hang on what others only plan yet
   */
  record Finding(SchemaPlan plan, boolean isCertain) {}

  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  Look(ContainerPool pool, ContainerEnvironment environment, Backoff backoff) {
    this.pool = pool;
    this.environment = environment;
    this.backoff = backoff;
  }

  ActualSchema at(Collection<ObjectName> names, Collection<String> roles) throws SQLException {
    return ask(it -> Catalog.read(it, names, roles));
  }

  List<ObjectName> names(Collection<String> schemas) throws SQLException {
    return ask(it -> Catalog.names(it, schemas));
  }

  /** What tasks plan, one for each; of what they cost the sizes of tables are not known well. */
  List<Finding> differences(List<? extends SchemaTask> tasks) throws SQLException {
    return planned(tasks, Catalog.Sizes.ESTIMATED);
  }

  /** What tasks plan, one for each. Only of those that plan anything sizes are asked for. */
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
      names.addAll(task.looksAt());
      roles.addAll(task.roles());
    }
    var outlook = new Outlook(ask(it -> Catalog.read(it, names, roles, sizes)));
    var findings = new ArrayList<Finding>();
    for (var task : tasks) {
      var isCertain = !outlook.isExpected(task);
      var seen = outlook.seenBy(task);
      var plan = task.plan(seen);
      if (plan.refusals().isEmpty() && plan.lacks().isEmpty()) {
        outlook.expect(seen, plan.changes());
      }
      findings.add(new Finding(plan, isCertain));
    }
    return findings;
  }

  /** Spelling a view or measuring a table waits for whoever locks it. */
  private <T> T ask(Question<T> question) throws SQLException {
    for (var attempt = 1; ; attempt++) {
      try (var connection = pool.connections().getConnection();
          var statement = connection.createStatement()) {
        statement.execute(
            "SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d"
                .formatted(
                    Math.max(1, environment.lockTimeout().toMillis()),
                    environment.statementTimeout().toMillis()));
        var answer = question.ask(connection);
        connection.rollback();
        return answer;
      } catch (SQLException e) {
        if (!SqlStates.isLockContention(e) || attempt >= backoff.attempts()) {
          throw Thread.interrupted() ? new StoppedException() : e;
        }
        backoff.pause(attempt);
      }
    }
  }
}
