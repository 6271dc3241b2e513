package io.trueup.platforms.postgres;

import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.database.Backoff;
import io.trueup.platforms.database.ContainerDatabase;
import io.trueup.platforms.database.ContainerException;
import io.trueup.platforms.database.RunResult;
import io.trueup.platforms.database.SchemaReconciler;
import io.trueup.platforms.schema.DesiredSchema;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.SchemaOperations.Order;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.util.Collections;
import java.util.List;

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
    if (steps.isEmpty()) {
      return List.of();
    }
    var platform = target.platform();
    var container = target.container();
    if (container == null) {
      return steps.stream().map(step -> withoutContainer(target, step)).toList();
    }
    if (platform.credential() == null) {
      return all(
          steps,
          "Data platform '%s' names no credential. Name the credential that may make tables in its container"
              .formatted(platform.name()));
    }
    var database = ContainerDatabase.of(container);
    var credential = environment.credentials().find(platform.credential().name());
    if (credential.isEmpty()) {
      return all(
          steps,
          "There is no credential '%s', which data platform '%s' needs for %s. Provide it where the daemon runs"
              .formatted(platform.credential().name(), platform.name(), database));
    }
    try {
      var session = reconciler.open(database, platform.credential().name(), credential.get());
      var tasks = steps.stream().map(step -> task(target, step)).toList();
      if (!(session.run(context, tasks, Order.SAFE) instanceof RunResult.Ran(var outcomes))) {
        throw new IllegalStateException("A plan that nobody was shown cannot be stale");
      }
      return steps.stream().map(step -> outcomes.get(step.node())).toList();
    } catch (ContainerException e) {
      return all(steps, String.valueOf(e.getMessage()));
    }
  }

  private static NodeTask task(PlatformGraph target, PlannedStep step) {
    var node = target.nodes().get(step.node());
    return new NodeTask(
        step.node(),
        node == null || step.action() == StepAction.RETIRE
            ? DesiredSchema.NOTHING
            : new NodeLayout(target.platform()).desired(node));
  }

  private static StepOutcome withoutContainer(PlatformGraph target, PlannedStep step) {
    return step.action() == StepAction.RETIRE
        ? new StepOutcome.Done(List.of())
        : new StepOutcome.Refused(
            "Data platform '%s' has no container. Declare the one whose database is to hold its tables"
                .formatted(target.platform().name()));
  }

  private static List<StepOutcome> all(List<PlannedStep> steps, String message) {
    return Collections.nCopies(steps.size(), new StepOutcome.Failed(message));
  }

  @Override
  public void close() {
    reconciler.close();
  }
}
