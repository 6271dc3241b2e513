package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.schema.Lack;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.Refusal;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Carries out what nodes ask of a database. */
final class TaskRunner {

  private final DdlTransactions transactions;
  private final SqlFailures failures;

  TaskRunner(DdlTransactions transactions, SqlFailures failures) {
    this.transactions = transactions;
    this.failures = failures;
  }

  /** Runs tasks in their order; one outcome for each. */
  Map<NodeKey, StepOutcome> run(Collection<? extends SchemaTask> tasks) {
    var outcomes = new LinkedHashMap<NodeKey, StepOutcome>();
    for (var task : tasks) {
      try {
        outcomes.put(task.node(), run(task));
      } catch (SQLException e) {
        outcomes.put(task.node(), new StepOutcome.Failed(failures.sentence(e)));
      }
    }
    return outcomes;
  }

  private StepOutcome run(SchemaTask task) throws SQLException {
    var plan = task.plan(transactions.read(task.looksAt(), task.roles()));
    if (!plan.refusals().isEmpty()) {
      return new StepOutcome.Refused(
          plan.refusals().stream().map(Refusal::reason).collect(Collectors.joining(". ")));
    }
    if (!plan.lacks().isEmpty()) {
      return new StepOutcome.Failed(
          plan.lacks().stream().map(Lack::reason).collect(Collectors.joining(". ")));
    }
    var statements = plan.statements().stream().map(PlannedStatement::sql).toList();
    if (!statements.isEmpty()) {
      transactions.apply(List.copyOf(statements));
    }
    return new StepOutcome.Done(statements);
  }
}
