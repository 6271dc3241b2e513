package io.trueup.listener.engine.rollout;

import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.spi.StartedStep;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Polls the steps that a platform has started, each once. One for each time that a platform is
 * advanced; not thread-safe.
 */
final class StartedSteps {

  private static final int BATCH = 200;

  private static final Duration POLL_EVERY = Duration.ofSeconds(5);

  private final StateStore store;
  private final PlatformRuntimes realizers;
  private final Lease lease;

  private long rollout;
  private int polledTo;

  StartedSteps(StateStore store, PlatformRuntimes realizers, Lease lease) {
    this.store = store;
    this.realizers = realizers;
    this.lease = lease;
  }

  /** Polls the next batch and records how its steps are; false when all have been polled. */
  boolean poll(PlatformState platform, Rollout moving, Supplier<PlatformGraph> graph) {
    if (moving.done() == moving.steps()) {
      return false;
    }
    if (rollout != moving.id()) {
      rollout = moving.id();
      polledTo = 0;
    }
    var steps = store.rollouts().stepsInProgress(rollout, polledTo, BATCH);
    if (steps.isEmpty()) {
      return false;
    }
    polledTo = steps.getLast().ordinal();
    var target = graph.get();
    var outcomes =
        realizers
            .executor(platform.type())
            .poll(
                StepRunner.context(store, lease, moving),
                target,
                steps.stream().map(StartedSteps::started).toList());
    var now = store.now();
    var results = new ArrayList<StepResult>();
    for (var i = 0; i < steps.size(); i++) {
      results.add(StepRunner.result(steps.get(i), outcomes.get(i), target, now));
    }
    StepRunner.logFailures(platform.id(), steps, results);
    record(steps, results);
    return true;
  }

  private static StartedStep started(RolloutStep step) {
    return new StartedStep(step.planned(), Objects.requireNonNull(step.handle()));
  }

  /** Steps that go on under the same handle are recorded as they are. */
  private void record(List<RolloutStep> steps, List<StepResult> results) {
    var news = new ArrayList<StepResult>();
    for (var i = 0; i < steps.size(); i++) {
      if (!results.get(i).equals(goingOn(steps.get(i)))) {
        news.add(results.get(i));
      }
    }
    if (!news.isEmpty()) {
      store.rollouts().recordSteps(lease, rollout, news);
    }
  }

  private static StepResult goingOn(RolloutStep step) {
    return new StepResult.Started(step.ordinal(), Objects.requireNonNull(step.handle()));
  }

  /** When a rollout's steps are to be polled again; empty when none is in progress. */
  Optional<Instant> pollAt(Rollout moving) {
    return moving.done() == moving.steps()
            || store.rollouts().stepsInProgress(moving.id(), 0, 1).isEmpty()
        ? Optional.empty()
        : Optional.of(store.now().plus(POLL_EVERY));
  }
}
