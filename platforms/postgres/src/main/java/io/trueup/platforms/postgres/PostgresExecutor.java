package io.trueup.platforms.postgres;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.postgres.database.ContainerEnvironment;
import io.trueup.platforms.postgres.database.ContainerException;
import io.trueup.platforms.postgres.database.LockRetries;
import io.trueup.platforms.postgres.database.RunResult;
import io.trueup.platforms.postgres.database.SchemaReconciler;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.spi.Capability;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.SharedFence;
import io.trueup.platforms.spi.SharedOutcome;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.spi.StepRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Executes steps in the platform's container. Reads the catalog each time, so that each step of a
 * node also repairs drift such as a dropped table. Safe for any thread.
 */
final class PostgresExecutor implements PlatformExecutor {

  private final PlatformEnvironment environment;
  private final SchemaReconciler reconciler;

  PostgresExecutor(
      PlatformEnvironment environment, ContainerEnvironment containers, LockRetries backoff) {
    this.environment = environment;
    this.reconciler = new SchemaReconciler(containers, backoff);
  }

  @Override
  public List<StepOutcome> execute(
      StepContext context, PlatformGraph target, List<PlannedStep> steps) {
    var outcomes = new LinkedHashMap<NodeKey, StepOutcome>();
    var nodes = new ArrayList<NodeKey>();
    var gone = new ArrayList<NodeKey>();
    for (var step : steps) {
      var refusal = refusal(target, step);
      if (refusal.isPresent()) {
        outcomes.put(step.node(), new StepOutcome.Refused(refusal.get()));
      } else {
        (step.action() == StepAction.RETIRE ? gone : nodes).add(step.node());
      }
    }
    if (target.container() != null && nodes.size() + gone.size() > 0) {
      outcomes.putAll(execute(context, target, nodes, gone));
    }
    var nothing = new StepOutcome.Done(List.of());
    return steps.stream().map(it -> outcomes.getOrDefault(it.node(), nothing)).toList();
  }

  static Optional<String> refusal(PlatformGraph target, PlannedStep step) {
    if (step.action() == StepAction.RETIRE) {
      return Optional.empty();
    }
    var platform = target.platform().name();
    if (target.nodes().find(step.node()) == null) {
      return Optional.of(
          "The target of data platform '%s' has no node %s".formatted(platform, step.node()));
    }
    return target.container() == null
        ? Optional.of(
            "Data platform '%s' has no container. Declare the one whose database is to hold its tables"
                .formatted(platform))
        : Optional.empty();
  }

  private Map<NodeKey, StepOutcome> execute(
      StepContext context, PlatformGraph target, List<NodeKey> nodes, List<NodeKey> gone) {
    try {
      var database = PlatformDatabase.open(environment, reconciler, target, context.platform());
      return run(context, database, database.tasks(nodes, gone, Set.of()));
    } catch (ContainerException e) {
      var outcomes = new LinkedHashMap<NodeKey, StepOutcome>();
      var failed = new StepOutcome.Failed(String.valueOf(e.getMessage()));
      nodes.forEach(it -> outcomes.put(it, failed));
      gone.forEach(it -> outcomes.put(it, failed));
      return outcomes;
    }
  }

  private static Map<NodeKey, StepOutcome> run(
      StepContext context, PlatformDatabase database, PlatformDatabase.NodeTasks work) {
    var outcomes = new LinkedHashMap<NodeKey, StepOutcome>();
    work.failures().forEach((node, why) -> outcomes.put(node, new StepOutcome.Refused(why)));
    outcomes.putAll(
        switch (database.session().run(context, work.tasks(), ApplyOptions.SAFE)) {
          case RunResult.Ran(var ran) -> ran;
          case RunResult.Stale _ ->
              throw new IllegalStateException("A plan that was not shown cannot be stale");
        });
    database.landed(outcomes, work);
    return outcomes;
  }

  /** A request that is refused before anything runs is left: by itself it gets the reason. */
  @Override
  public List<SharedOutcome> executeTogether(
      String platform,
      long version,
      PlatformGraph target,
      List<StepRequest> requests,
      SharedFence fence) {
    var shared = new SharedSteps(target, requests);
    try {
      var database = PlatformDatabase.open(environment, reconciler, target, platform);
      var work = database.tasks(shared.nodes(), shared.gone(), Set.of());
      var groups = shared.groups(work);
      var results = database.session().runTogether(platform, version, groups, fence);
      database.landed(SharedSteps.outcomes(results), work);
      return shared.outcomes(groups, results);
    } catch (ContainerException e) {
      return shared.failed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> kind) {
    return kind == SchemaOperations.class
        ? Optional.of(kind.cast(new PostgresOperations(environment, reconciler)))
        : Optional.empty();
  }

  @Override
  public void close() {
    reconciler.close();
  }
}
