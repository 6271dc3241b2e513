package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.postgres.database.CatalogReader.Finding;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run over the tasks of a database: reads the catalog once for all tasks, which shows the tasks
 * that need anything and how the batches ended that an earlier run left open, and runs the tasks
 * that do.
 */
final class SchemaRun {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaRun.class);

  private final RunContext context;
  private final CatalogReader catalog;

  SchemaRun(RunContext context) {
    this.context = context;
    this.catalog = new CatalogReader(context.session());
  }

  /**
   * Runs the plan that was shown, or any plan.
   *
   * @param digest of the plan that was shown; null when none was
   */
  RunResult run(List<? extends SchemaTask> tasks, @Nullable String digest) {
    List<Finding> findings;
    List<SchemaPlan> plans;
    try {
      findings = catalog.differences(tasks);
      plans = findings.stream().map(Finding::plan).toList();
      if (digest != null && !digest.equals(digest(byNode(tasks, plans)))) {
        return new RunResult.Stale(byNode(tasks, catalog.plans(tasks)));
      }
    } catch (SQLException e) {
      return new RunResult.Ran(byNode(tasks, failed(tasks, e)));
    }
    var strict = digest == null ? context : context.with(context.policy().ofShown(plans));
    return new RunResult.Ran(byNode(tasks, run(strict, tasks, findings)));
  }

  private static String digest(Map<NodeKey, SchemaPlan> plans) {
    return SchemaPlan.of(new TreeMap<>(plans).values()).digest();
  }

  /** Runs any plan; returns one outcome for each task, in their order. */
  List<StepOutcome> run(List<? extends SchemaTask> tasks) {
    try {
      return run(context, tasks, catalog.differences(tasks));
    } catch (SQLException e) {
      return failed(tasks, e);
    }
  }

  private List<StepOutcome> failed(List<? extends SchemaTask> tasks, SQLException failure) {
    if (failure instanceof StoppedException) {
      Thread.currentThread().interrupt();
    }
    var outcome = context.session().failures().outcome(failure, "");
    return tasks.stream().map(_ -> outcome).toList();
  }

  private static List<StepOutcome> run(
      RunContext context, List<? extends SchemaTask> tasks, List<Finding> findings) {
    context
        .record()
        .resolve(
            tasks.stream().map(SchemaTask::node).collect(Collectors.toSet()),
            findings.stream()
                .flatMap(it -> it.plan().statements().stream())
                .map(PlannedStatement::sql)
                .collect(Collectors.toSet()));
    var all = new ArrayList<TaskProgress>();
    for (var i = 0; i < tasks.size(); i++) {
      all.add(progress(tasks.get(i), findings.get(i), context.policy()));
    }
    var waiting = all.stream().filter(it -> !it.hasEnded()).toList();
    if (!waiting.isEmpty()) {
      new TaskRun(context).run(waiting);
      log(context, all);
    }
    return all.stream().map(TaskProgress::outcome).toList();
  }

  /** A task that has ended already where the finding is certain and leaves nothing to run. */
  private static TaskProgress progress(SchemaTask task, Finding finding, StatementPolicy policy) {
    var progress = new TaskProgress(task);
    if (finding.isCertain()) {
      var objection = policy.objection(task.node(), finding.plan());
      if (objection.isPresent()) {
        progress.end(objection.get());
      } else if (finding.plan().statements().isEmpty()) {
        progress.end(progress.asDone());
      }
    }
    return progress;
  }

  private static void log(RunContext context, List<TaskProgress> all) {
    var open = all.stream().filter(it -> !(it.outcome() instanceof StepOutcome.Done)).count();
    LOG.debug(
        "Ran {} statements for {} nodes of {} in {}; {} nodes did not land",
        all.stream().mapToInt(TaskProgress::statements).sum(),
        all.size(),
        context.step().platform(),
        context.session().container(),
        open);
  }

  /** Results by the nodes of their tasks, in the tasks' order. */
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
