package io.trueup.listener.daemon.simulation;

import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.spi.Capability;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One process's way to the simulated container: every platform's type, executor and runtime. */
final class SimulatedPlatform implements DataPlatform, PlatformExecutor, PlatformRuntimes {

  private final SimulatedContainer container;
  private final Steps steps;

  /** What happens around the steps of one process. */
  interface Steps {

    /**
     * Called before and after each step.
     *
     * @param when {@code before} or {@code after}
     * @throws Mishap when the container refuses the step this time
     */
    void around(String when);

    /** Called right before each change, when its fence was just checked. */
    void changing(StepContext context);

    Instant now();
  }

  SimulatedPlatform(SimulatedContainer container, Steps steps) {
    this.container = container;
    this.steps = steps;
  }

  /** The container refuses a step this time. */
  static final class Mishap extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Whether an operator approved a change; jobs and rollouts have no approval. */
  @FunctionalInterface
  interface Approval {
    boolean isGiven(NodeKey node, Fingerprint after);
  }

  @Override
  public List<StepOutcome> execute(
      StepContext context, PlatformGraph target, List<PlannedStep> planned) {
    var outcomes = new ArrayList<StepOutcome>();
    for (var step : planned) {
      outcomes.add(execute(context, target, step, (_, _) -> false));
    }
    return outcomes;
  }

  StepOutcome execute(
      StepContext context, PlatformGraph target, PlannedStep step, Approval approval) {
    try {
      steps.around("before");
      var node = target.nodes().get(step.node());
      if (step.action() == StepAction.RETIRE || node == null) {
        beforeChange(context);
        container.retire(step.node(), steps.now());
      } else {
        var before = container.tables.get(step.node());
        var after = node.fingerprint();
        if (SimulatedContainer.needsApproval(step.node(), before, after)
            && !approval.isGiven(step.node(), after)) {
          return new StepOutcome.Refused("The change needs an approval");
        }
        beforeChange(context);
        container.change(step.node(), after);
      }
      steps.around("after");
      return new StepOutcome.Done(List.of(step.action() + " " + step.node()));
    } catch (Mishap e) {
      return new StepOutcome.Failed("The container did not take it");
    }
  }

  /** Drops a retired table. */
  void drop(StepContext context, NodeKey key) {
    beforeChange(context);
    container.drop(key);
  }

  private void beforeChange(StepContext context) {
    context.fence().requireLease();
    steps.changing(context);
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> kind) {
    var schema = new SimulatedSchema(container, this);
    return kind.isInstance(schema) ? Optional.of(kind.cast(schema)) : Optional.empty();
  }

  @Override
  public String type() {
    return "simulated";
  }

  @Override
  public GraphLint lint() {
    return GraphLint.NONE;
  }

  @Override
  public List<CredentialUse> credentials(PlatformGraph graph) {
    return List.of();
  }

  @Override
  public boolean hasJob(PipelineNode node) {
    return node instanceof PipelineNode.Ingest;
  }

  @Override
  public PlatformExecutor executor(PlatformEnvironment environment, PlatformSettings settings) {
    return this;
  }

  @Override
  public DataPlatform platform(String type) {
    return this;
  }

  @Override
  public PlatformExecutor executor(String type) {
    return this;
  }

  @Override
  public CredentialStatus check(CredentialUse use) {
    return new CredentialStatus.Usable();
  }

  @Override
  public void close() {}
}
