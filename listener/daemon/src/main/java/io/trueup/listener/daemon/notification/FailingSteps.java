package io.trueup.listener.daemon.notification;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.StateChange.StepFailed;
import io.trueup.statestore.StateChange.StepLanded;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The failures that were told and are not over, so that a step that fails all night is told now and
 * then and not at each attempt, and so that its recovery can be told. Pure.
 *
 * @param told when each was told last
 */
record FailingSteps(Map<Step, Instant> told) {

  static final FailingSteps NONE = new FailingSteps(Map.of());

  private static final int MOST = 1_000;

  /** A node's step in a rollout. */
  record Step(PlatformId platform, long rollout, NodeKey node) {

    static Step of(StepFailed failed) {
      return new Step(failed.platform(), failed.rollout(), failed.node());
    }

    static Step of(StepLanded landed) {
      return new Step(landed.platform(), landed.rollout(), landed.node());
    }
  }

  FailingSteps {
    told = Map.copyOf(told);
  }

  /**
   * Whether a failure at a time is worth telling.
   *
   * @param over what works again, though that is not told yet
   */
  boolean isNews(Step step, Instant at, OncePer oncePer, Set<Step> over) {
    var subject = oncePer.subject(step);
    return told.entrySet().stream()
        .filter(it -> !over.contains(it.getKey()))
        .filter(it -> oncePer.subject(it.getKey()).equals(subject))
        .allMatch(it -> oncePer.isDue(it.getValue(), at));
  }

  /** Whether a failure of it was told. */
  boolean has(Step step) {
    return told.containsKey(step);
  }

  /** The same, with those that were told now and without those that landed. */
  FailingSteps with(Map<Step, Instant> failed, Iterable<Step> landed) {
    var next = new LinkedHashMap<>(told);
    next.putAll(failed);
    landed.forEach(next::remove);
    while (next.size() > MOST) {
      // The oldest rollout ends first, so its failures are the least likely to be heard of again.
      next.keySet().stream()
          .min((a, b) -> Long.compare(a.rollout(), b.rollout()))
          .ifPresent(next::remove);
    }
    return new FailingSteps(next);
  }
}
