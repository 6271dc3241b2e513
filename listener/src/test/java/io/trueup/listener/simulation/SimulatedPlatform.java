package io.trueup.listener.simulation;

import io.trueup.listener.rollout.Realizers;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.spi.CredentialStore.Standing;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.Permission;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A platform whose tables are entries of a map; what the daemon does to it is all that is in it.
 */
final class SimulatedPlatform implements DataPlatform, PlatformExecutor, Realizers {

  /** What really is there, whatever anybody remembers. */
  final Map<NodeKey, Fingerprint> tables = new TreeMap<>();

  /** All that each table ever was brought to, or may have been. */
  final Map<NodeKey, Set<Fingerprint>> attempted = new TreeMap<>();

  /** Nodes that a running job reads; nothing may change them. */
  final Set<NodeKey> inUse = new HashSet<>();

  private final Consumer<String> mishaps;

  /**
   * An empty one.
   *
   * @param mishaps asked before and after each step; may throw, or fail it by throwing {@link
   *     Mishap}
   */
  SimulatedPlatform(Consumer<String> mishaps) {
    this.mishaps = mishaps;
  }

  /** The container refuses a step this time. */
  static final class Mishap extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public List<StepOutcome> execute(
      StepContext context, PlatformGraph target, List<PlannedStep> steps) {
    var outcomes = new ArrayList<StepOutcome>();
    for (var step : steps) {
      outcomes.add(execute(target, step, context.permission()));
    }
    return outcomes;
  }

  private StepOutcome execute(PlatformGraph target, PlannedStep step, Permission permission) {
    try {
      mishaps.accept("before");
      var node = target.nodes().get(step.node());
      if (step.action() != StepAction.RETIRE && node != null) {
        permission.require();
        change(step.node(), node.fingerprint());
      }
      mishaps.accept("after");
      return new StepOutcome.Done(List.of(step.action() + " " + step.node()));
    } catch (Mishap e) {
      return new StepOutcome.Failed("The container did not take it");
    }
  }

  private void change(NodeKey key, Fingerprint fingerprint) {
    attempted.computeIfAbsent(key, _ -> new HashSet<>()).add(fingerprint);
    var before = tables.put(key, fingerprint);
    if (inUse.contains(key) && before != null && !before.equals(fingerprint)) {
      throw new AssertionError("DDL under the running job of " + key);
    }
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
  public Standing check(CredentialUse use) {
    return new Standing.Usable();
  }

  @Override
  public void close() {}
}
