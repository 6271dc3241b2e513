package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.facts.EngineFact;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.schedule.ExponentialBackoff;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the merge-time steps of rollouts. Safe for any thread; blocks. */
final class StepRunner {

  private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

  /** Each batch takes about twenty round trips, whatever its size. */
  private static final int BATCH = 200;

  private static final ExponentialBackoff RETRIES =
      new ExponentialBackoff(Duration.ofSeconds(2), Duration.ofMinutes(5));

  private final StateStore store;
  private final PlatformModels models;
  private final PlatformRuntimes realizers;
  private final GateRules rules;
  private final FactObserver facts;

  StepRunner(
      StateStore store,
      PlatformModels models,
      PlatformRuntimes realizers,
      GateRules rules,
      FactObserver facts) {
    this.facts = facts;
    this.store = store;
    this.models = models;
    this.realizers = realizers;
    this.rules = rules;
  }

  /** Carries out the steps that are due; false when there are none, or the rollout is stopped. */
  boolean execute(Lease lease, PlatformState platform, Rollout rollout, RolloutProgress progress) {
    var began = store.now();
    progress.at(rollout, rollout.done(), began).ifPresent(LOG::info);
    var steps = store.rollouts().beginSteps(lease, rollout.id(), BATCH, rules::isStopped);
    if (steps.isEmpty()) {
      return false;
    }
    var graph = graph(platform, rollout);
    var planned = steps.stream().map(RolloutStep::planned).toList();
    var context = context(store, lease, rollout);
    var outcomes = realizers.executor(platform.type()).execute(context, graph, planned);
    var now = store.now();
    var results = new ArrayList<StepResult>();
    for (var i = 0; i < steps.size(); i++) {
      results.add(result(steps.get(i), outcomes.get(i), graph, now));
    }
    logFailures(platform.id(), steps, results);
    store.rollouts().recordSteps(lease, rollout.id(), results);
    facts.happened(new EngineFact.StepsAttempted(rollout, steps, results, began, now));
    return true;
  }

  /**
   * Checks the plan of a rollout whose steps all landed against its nodes again; true when that
   * added steps.
   */
  boolean extend(Lease lease, PlatformState platform, Rollout rollout) {
    if (rollout.done() < rollout.steps() || rollout.nodesWaiting() == 0) {
      return false;
    }
    var checked = store.rollouts().recheckPlan(lease, rollout.id()).orElse(null);
    if (checked == null) {
      return false;
    }
    var graph = graph(platform, rollout);
    var plan = realizers.platform(platform.type()).planRollout(graph, checked.nodes());
    var found = LeftBehindNodes.of(plan);
    if (found.steps().isEmpty() && !checked.isLast()) {
      return false;
    }
    store.rollouts().extend(lease, checked, found);
    if (!found.steps().isEmpty()) {
      LOG.info(
          "Platform '{}' changes {} more node(s) for version {}: an earlier job left them behind",
          platform.id(),
          found.steps().size(),
          rollout.to());
    }
    return !found.steps().isEmpty();
  }

  /** The graph that a rollout moves its platform to. */
  PlatformGraph graph(PlatformState platform, Rollout rollout) {
    return models.graphOrEmpty(platform, rollout.to(), rollout.from());
  }

  /** For whom the steps of a rollout are carried out or polled. */
  static StepContext context(StateStore store, Lease lease, Rollout rollout) {
    return new StepContext(
        rollout.platform().toString(),
        "rollout " + rollout.id(),
        rollout.to(),
        () -> store.leases().requireHeld(lease));
  }

  /** The result to record for a step's outcome. */
  static StepResult result(
      RolloutStep step, StepOutcome outcome, PlatformGraph graph, Instant now) {
    return switch (outcome) {
      case StepOutcome.Done(var statements) -> {
        var node = graph.nodes().get(step.planned().node());
        var realized =
            step.planned().action() == StepAction.RETIRE || node == null
                ? null
                : node.fingerprint();
        yield new StepResult.Landed(step.ordinal(), realized, statements);
      }
      case StepOutcome.Started(var handle) -> new StepResult.Started(step.ordinal(), handle);
      case StepOutcome.Failed(var message) -> notLanded(step, message, now);
      case StepOutcome.Refused(var message) -> notLanded(step, "Refused: " + message, now);
    };
  }

  private static StepResult notLanded(RolloutStep step, String message, Instant now) {
    var wait = RETRIES.after(step.attempts() - 1);
    return new StepResult.NotLanded(step.ordinal(), message, now.plus(wait));
  }

  /**
   * Logs one line for each new reason: a container that is down fails every step in the same way.
   */
  static void logFailures(PlatformId platform, List<RolloutStep> steps, List<StepResult> results) {
    var counts = new HashMap<String, Integer>();
    for (var i = 0; i < steps.size(); i++) {
      if (results.get(i) instanceof StepResult.NotLanded(_, var error, _)
          && !error.equals(steps.get(i).error())) {
        counts.merge(error, 1, Integer::sum);
      }
    }
    counts.forEach((error, count) ->
        LOG.warn(
            "{} step(s) of platform '{}' failed and will be retried. {}", count, platform, error));
  }
}
