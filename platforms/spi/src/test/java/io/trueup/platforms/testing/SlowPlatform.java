package io.trueup.platforms.testing;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import io.trueup.platforms.spi.StartedStep;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A type whose steps end after the call that asked for them: a step is started, and ends when it
 * has been polled often enough. Its world outlives its executors, as a cluster outlives a daemon.
 * Not thread-safe.
 */
public final class SlowPlatform implements DataPlatform {

  /** How many polls later a step ends. */
  private static final int DURATION = 3;

  private final Map<NodeKey, Fingerprint> made = new HashMap<>();
  private final Map<NodeKey, Work> inProgress = new HashMap<>();
  private final Map<String, StepOutcome> reports = new HashMap<>();
  private int now;
  private int started;

  /**
   * A piece of work.
   *
   * @param target what its node is then; null when it is gone
   */
  private record Work(String handle, @Nullable Fingerprint target, int endsAt) {}

  @Override
  public String type() {
    return "slow";
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

  /** It keeps no older form of what changed. */
  @Override
  public List<String> rollbackObstacles(PlatformGraph older, GraphDiff diff) {
    return diff.changed().stream()
        .map(it -> "The cluster keeps no older form of node '%s'".formatted(it.after().key()))
        .toList();
  }

  @Override
  public PlatformExecutor executor(PlatformEnvironment environment, PlatformSettings settings) {
    return new Executor();
  }

  private StepOutcome carryOut(PlatformGraph target, PlannedStep step) {
    var key = step.node();
    var node = step.action() == StepAction.RETIRE ? null : target.nodes().get(key);
    var wanted = node == null ? null : node.fingerprint();
    var work = inProgress.get(key);
    if (work != null && Objects.equals(work.target(), wanted)) {
      return new StepOutcome.Started(work.handle());
    }
    if (work != null) {
      inProgress.remove(key);
      reports.put(work.handle(), new StepOutcome.Failed("Ended for another target"));
    } else if (Objects.equals(made.get(key), wanted)) {
      return new StepOutcome.Done(List.of());
    }
    var handle = key + "#" + ++started;
    inProgress.put(key, new Work(handle, wanted, now + DURATION));
    return new StepOutcome.Started(handle);
  }

  private StepOutcome report(StartedStep step) {
    var key = step.planned().node();
    var work = inProgress.get(key);
    if (work != null && work.handle().equals(step.handle()) && now >= work.endsAt()) {
      inProgress.remove(key);
      if (work.target() == null) {
        made.remove(key);
      } else {
        made.put(key, work.target());
      }
      reports.put(work.handle(), new StepOutcome.Done(List.of("make " + key)));
    }
    return reports.getOrDefault(step.handle(), new StepOutcome.Started(step.handle()));
  }

  private final class Executor implements PlatformExecutor {

    @Override
    public List<StepOutcome> execute(
        StepContext context, PlatformGraph target, List<PlannedStep> steps) {
      var outcomes = new ArrayList<StepOutcome>();
      for (var step : steps) {
        context.fence().requireLease();
        outcomes.add(carryOut(target, step));
      }
      return outcomes;
    }

    @Override
    public List<StepOutcome> poll(
        StepContext context, PlatformGraph target, List<StartedStep> steps) {
      now++;
      return steps.stream().map(SlowPlatform.this::report).toList();
    }

    @Override
    public void close() {}
  }
}
