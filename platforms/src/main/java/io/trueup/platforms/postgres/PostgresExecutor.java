package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.database.Backoff;
import io.trueup.platforms.database.ContainerException;
import io.trueup.platforms.database.RunResult;
import io.trueup.platforms.database.SchemaReconciler;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.SchemaOperations;
import io.trueup.platforms.spi.SchemaOperations.Order;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out steps in the platform's container. Looks at the catalog each time, so that drift such
 * as a dropped table is made good whenever a node is asked for. Safe for any thread.
 */
final class PostgresExecutor implements PlatformExecutor {

  private final PlatformEnvironment environment;
  private final SchemaReconciler reconciler;

  PostgresExecutor(PlatformEnvironment environment) {
    this(environment, Backoff.STANDARD);
  }

  PostgresExecutor(PlatformEnvironment environment, Backoff backoff) {
    this.environment = environment;
    this.reconciler = new SchemaReconciler(environment, backoff);
  }

  @Override
  public List<StepOutcome> execute(
      StepContext context, PlatformGraph target, List<PlannedStep> steps) {
    var outcomes = new LinkedHashMap<NodeKey, StepOutcome>();
    var nodes = new ArrayList<NodeKey>();
    var gone = new ArrayList<NodeKey>();
    for (var step : steps) {
      if (step.action() == StepAction.RETIRE) {
        gone.add(step.node());
      } else if (target.nodes().find(step.node()) == null) {
        outcomes.put(step.node(), refusal(target, step));
      } else if (target.container() == null) {
        outcomes.put(step.node(), withoutContainer(target));
      } else {
        nodes.add(step.node());
      }
    }
    if (target.container() != null && nodes.size() + gone.size() > 0) {
      try {
        outcomes.putAll(execute(context, target, nodes, gone));
      } catch (ContainerException e) {
        var failed = new StepOutcome.Failed(String.valueOf(e.getMessage()));
        nodes.forEach(it -> outcomes.put(it, failed));
        gone.forEach(it -> outcomes.put(it, failed));
      }
    }
    var nothing = new StepOutcome.Done(List.of());
    return steps.stream().map(it -> outcomes.getOrDefault(it.node(), nothing)).toList();
  }

  private Map<NodeKey, StepOutcome> execute(
      StepContext context, PlatformGraph target, List<NodeKey> nodes, List<NodeKey> gone) {
    var database = PlatformDatabase.open(environment, reconciler, target, context.platform());
    var work = database.work(nodes, gone, Set.of());
    var outcomes = new LinkedHashMap<NodeKey, StepOutcome>();
    work.failures().forEach((node, why) -> outcomes.put(node, new StepOutcome.Refused(why)));
    outcomes.putAll(
        switch (database.session().run(context, work.tasks(), Order.SAFE)) {
          case RunResult.Ran(var ran) -> ran;
          case RunResult.Stale _ ->
              throw new IllegalStateException("A plan that nobody was shown cannot be stale");
        });
    outcomes.forEach((node, outcome) -> {
      if (outcome instanceof StepOutcome.Done) {
        database.landed(node, work, gone.contains(node));
      }
    });
    return outcomes;
  }

  private static StepOutcome refusal(PlatformGraph target, PlannedStep step) {
    return new StepOutcome.Refused(
        "The target of data platform '%s' holds no node %s"
            .formatted(target.platform().name(), step.node()));
  }

  private static StepOutcome withoutContainer(PlatformGraph target) {
    return new StepOutcome.Refused(
        "Data platform '%s' has no container. Declare the one whose database is to hold its tables"
            .formatted(target.platform().name()));
  }

  @Override
  public Optional<SchemaOperations> schema() {
    return Optional.of(new PostgresOperations(environment, reconciler));
  }

  @Override
  public void close() {
    reconciler.close();
  }
}
